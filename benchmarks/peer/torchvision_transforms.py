"""torchvision's transforms on one thread: milliseconds an image of 224 x 224, on Pillow images (its faster side) unless the name says otherwise.

torchvision_transforms.py [ROUNDS]
"""

import statistics
import sys
import time

import numpy
import torch
from PIL import Image
from torchvision import transforms as T
from torchvision.transforms import InterpolationMode

SIDE = 224
BILINEAR = InterpolationMode.BILINEAR


def picture():
    i = numpy.arange(SIDE * SIDE * 3)
    values = (i // 3 % SIDE) + (i // 3 // SIDE * (i % 3)) + (i * 7919 % 23)
    return Image.fromarray(values.astype(numpy.uint8).reshape(SIDE, SIDE, 3))


STEPS = {
    "RandomResizedCrop": T.RandomResizedCrop(SIDE),
    "RandomRotation": T.RandomRotation(30, interpolation=BILINEAR),
    "RandomAffine": T.RandomAffine(30, (0.1, 0.1), (0.8, 1.2), 10, interpolation=BILINEAR),
    "RandomPerspective": T.RandomPerspective(0.5, 1),
    "ColorJitter": T.ColorJitter(0.4, 0.4, 0.4, 0.1),
    "Sharpness": T.RandomAdjustSharpness(2, 1),
    "GaussianBlur": T.GaussianBlur(9),
    "Equalize": T.RandomEqualize(1),
    "AutoContrast": T.RandomAutocontrast(1),
    "Posterize": T.RandomPosterize(4, 1),
    "Solarize": T.RandomSolarize(128, 1),
    "RandAugment": T.RandAugment(interpolation=BILINEAR),
    "TrivialAugmentWide": T.TrivialAugmentWide(interpolation=BILINEAR),
    "AugMix": T.AugMix(interpolation=BILINEAR),
}


def measure(step, image, images=100):
    started = time.perf_counter()
    for _ in range(images):
        step(image)
    return (time.perf_counter() - started) * 1000 / images


def main():
    torch.set_num_threads(1)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    image = picture()
    for name, step in STEPS.items():
        measure(step, image, 10)
        print(f"{name:<20} {statistics.median(measure(step, image) for _ in range(rounds)):8.3f}")


if __name__ == "__main__":
    main()
