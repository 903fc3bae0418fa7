"""torchvision's loader over a folder of class folders: images a second in the second of two passes.

torchvision_loader.py FOLDER WORKERS
"""

import sys
import time

from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder


def images_per_second(loader):
    images = 0
    started = time.perf_counter()
    for batch, _ in loader:
        images += len(batch)
    return images / (time.perf_counter() - started)


def main():
    folder, workers = sys.argv[1], int(sys.argv[2])
    steps = transforms.Compose([transforms.Resize((128, 96)), transforms.ToTensor()])
    loader = DataLoader(ImageFolder(folder, steps), batch_size=32, shuffle=True, num_workers=workers, persistent_workers=workers > 0)
    images_per_second(loader)
    print(f"{images_per_second(loader):.1f}")


if __name__ == "__main__":
    main()
