"""A copy of mask18's layout in which every fourth person of train is asked about instead, so that the answers are known.

hold_out.py SOURCE TARGET

TARGET/train/images holds the other people, TARGET/eval the pictures of those held out, with info.csv and answers.csv as MaskClassification reads them. Pictures are symbolic links.
"""

import csv
import os
import sys

MASKS = {"incorrect_mask": 1, "normal": 2}


def answer(person, stem):
    _, gender, _, age = person.split("_")
    age = int(age)
    return MASKS.get(stem, 0) * 6 + (gender == "female") * 3 + (age >= 30) + (age >= 60)


def main():
    source, target = map(os.path.abspath, sys.argv[1:])
    images = os.path.join(source, "train", "images")
    people = sorted(name for name in os.listdir(images) if not name.startswith(".") and os.path.isdir(os.path.join(images, name)))
    rows = []
    os.makedirs(os.path.join(target, "eval", "images"))
    for number, person in enumerate(people):
        pictures = sorted(name for name in os.listdir(os.path.join(images, person)) if not name.startswith("."))
        held_out = number % 4 == 3
        folder = os.path.join(target, "eval", "images") if held_out else os.path.join(target, "train", "images", person)
        os.makedirs(folder, exist_ok=True)
        for picture in pictures:
            name = f"{person}_{picture}" if held_out else picture
            os.symlink(os.path.join(images, person, picture), os.path.join(folder, name))
            if held_out:
                rows.append((name, answer(person, os.path.splitext(picture)[0])))
    for table, known in ("info.csv", False), ("answers.csv", True):
        with open(os.path.join(target, "eval", table), "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("ImageID", "ans"))
            writer.writerows((name, truth if known else 0) for name, truth in rows)
    print(f"{len(people)} people: {len(people) - len(people) // 4} to train on, {len(people) // 4} held out, {len(rows)} pictures of theirs")


if __name__ == "__main__":
    main()
