"""torchvision's loader over a folder of class folders: images a second, of three passes after one that warms up.

torchvision_loader.py FOLDER WORKERS resize|crop
"""

import sys
import time

from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder


PASSES = 3

WORK = {
    "resize": [transforms.Resize((128, 96))],
    "crop": [transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip()],
}


def count(loader):
    return sum(len(batch) for batch, _ in loader)


def main():
    folder, workers, work = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    steps = transforms.Compose([*WORK[work], transforms.ToTensor()])
    loader = DataLoader(ImageFolder(folder, steps), batch_size=32, shuffle=True, num_workers=workers, persistent_workers=workers > 0)
    count(loader)
    started = time.perf_counter()
    images = sum(count(loader) for _ in range(PASSES))
    print(f"{images / (time.perf_counter() - started):.1f}")


if __name__ == "__main__":
    main()
