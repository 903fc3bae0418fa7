"""A training step of torchvision's ResNet-18, images 96 wide and 128 high, batch of 32, fp32, AdamW: the median in milliseconds.

torch_train_step.py TORCH-THREADS
"""

import statistics
import sys
import time

import torch
from torchvision.models import resnet18

WARM_UP = 2
STEPS = 8
CLASSES = 18


def main():
    torch.set_num_threads(int(sys.argv[1]))
    images = torch.randn(32, 3, 128, 96)
    target = torch.arange(32) % CLASSES
    model = resnet18(num_classes=CLASSES).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
    times = []
    for _ in range(WARM_UP + STEPS):
        started = time.perf_counter()
        loss = torch.nn.functional.cross_entropy(model(images), target)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        loss.item()
        times.append(1000 * (time.perf_counter() - started))
    print(f"{statistics.median(times[WARM_UP:]):.1f}")


if __name__ == "__main__":
    main()
