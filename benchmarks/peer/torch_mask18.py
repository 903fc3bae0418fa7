"""Fine-tunes torchvision's mobilenet_v2 on mask18 as PyTorch people would: 18 classes, 128 x 128, AdamW, one cycle to 6e-4, label smoothing 0.1, flip and shift, batches of 32.

torch_mask18.py DATA WEIGHTS [EPOCHS] [TORCH-THREADS] [WORKERS]

DATA has the competition's layout and eval/answers.csv (hold_out.py makes it); WEIGHTS is a safetensors file with torchvision's names.
Prints accuracy and macro F1 on the pictures of eval, and the seconds of the epochs.
"""

import csv
import json
import os
import sys
import time

import numpy
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.models import mobilenet_v2

from hold_out import answer

CLASSES = 18
TYPES = {"F32": numpy.float32, "I64": numpy.int64}
NORMALIZE = [transforms.ToTensor(), transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))]


class Pictures(Dataset):
    def __init__(self, files, transform):
        self.files = files
        self.transform = transforms.Compose(transform)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        return self.transform(Image.open(path).convert("RGB")), label


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = numpy.frombuffer(bytes(data[begin:end]), TYPES[entry["dtype"]]).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


def training_files(data):
    images = os.path.join(data, "train", "images")
    for person in sorted(os.listdir(images)):
        if not person.startswith("."):
            for name in sorted(os.listdir(os.path.join(images, person))):
                if not name.startswith("."):
                    yield os.path.join(images, person, name), answer(person, os.path.splitext(name)[0])


def judged_files(data):
    with open(os.path.join(data, "eval", "answers.csv")) as file:
        for row in csv.DictReader(file):
            yield os.path.join(data, "eval", "images", row["ImageID"]), int(row["ans"])


def macro_f1(truth, guess):
    scores = []
    for label in range(CLASSES):
        hits = ((truth == label) & (guess == label)).sum().item()
        total = (truth == label).sum().item() + (guess == label).sum().item()
        scores.append(2 * hits / total if total else 0.0)
    return sum(scores) / CLASSES


def main():
    data, weights = sys.argv[1:3]
    epochs, threads, workers = (int(value) for value in (sys.argv[3:] + ["2", "2", "2"][len(sys.argv) - 3:]))
    torch.manual_seed(1)
    torch.set_num_threads(threads)
    model = mobilenet_v2()
    model.load_state_dict(read_safetensors(weights))
    model.classifier[1] = torch.nn.Linear(model.last_channel, CLASSES)
    resize = transforms.Resize((128, 128))
    train = Pictures(list(training_files(data)), [resize, transforms.RandomHorizontalFlip(), transforms.RandomCrop(128, padding=8), *NORMALIZE])
    judged = Pictures(list(judged_files(data)), [resize, *NORMALIZE])
    loader = DataLoader(train, 32, shuffle=True, num_workers=workers, drop_last=False)
    optimizer = torch.optim.AdamW(model.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-4, epochs=epochs, steps_per_epoch=len(loader))
    criterion = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
    seconds = []
    for _ in range(epochs):
        model.train()
        started = time.perf_counter()
        for images, labels in loader:
            optimizer.zero_grad(set_to_none=True)
            criterion(model(images), labels).backward()
            optimizer.step()
            schedule.step()
        seconds.append(time.perf_counter() - started)
    model.eval()
    with torch.no_grad():
        answers = [(labels, model(images).argmax(1)) for images, labels in DataLoader(judged, 64, num_workers=workers)]
    truth, guess = (torch.cat(parts) for parts in zip(*answers))
    print(f"accuracy {(truth == guess).float().mean():.3f}, macro F1 {macro_f1(truth, guess):.3f}, {len(train)} pictures, seconds per epoch {', '.join(f'{one:.0f}' for one in seconds)}")


if __name__ == "__main__":
    main()
