"""Compares what Lab makes of JPEGs at some reducing gaps with a full decode and an antialiased bilinear resize by Pillow, which is torchvision's of a picture.

pillow_resize.py FOLDER COUNT LAB-COMMAND...: the first COUNT files, by path, that are large enough to be decoded at a half for the first of the sizes. LAB-COMMAND is given
width, height, gap, a file that lists paths and one for the pixels, one interleaved picture after the other.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image
from torchvision.transforms.functional import resize

SIZES = [(96, 128), (48, 64)]
GAPS = ["1", "1.5", "2", "3", "Infinity"]


def main():
    folder, count, lab = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    needed = [2 * side for side in SIZES[0]]
    files = [file for file in sorted(folder.rglob("*.jpg")) if all(a >= b for a, b in zip(Image.open(file).size, needed))][:count]
    print(f"{len(files)} files")
    with tempfile.TemporaryDirectory() as temporary:
        listed, pixels = pathlib.Path(temporary, "files"), pathlib.Path(temporary, "pixels")
        listed.write_text("\n".join(map(str, files)))
        for width, height in SIZES:
            expected = np.stack([np.asarray(resize(Image.open(file).convert("RGB"), [height, width])) for file in files]).astype(np.float64)
            for gap in GAPS:
                subprocess.run([*lab, str(width), str(height), gap, str(listed), str(pixels)], check=True)
                error = np.fromfile(pixels, np.uint8).reshape(expected.shape) - expected
                square = (error ** 2).mean(axis=(1, 2, 3))
                psnr = [10 * np.log10(255 ** 2 / value) if value else np.inf for value in (square.mean(), square.max())]
                print(f"{width} x {height}, gap {gap}: mean absolute difference {np.abs(error).mean():.2f}, PSNR {psnr[0]:.1f} dB, lowest of a picture {psnr[1]:.1f} dB")


if __name__ == "__main__":
    main()
