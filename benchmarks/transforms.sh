#!/usr/bin/env bash
# Lab's transforms against torchvision's on the same made image: milliseconds an image on one thread, less is better.
# transforms.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
echo "Lab";         dotnet run -c Release --project benchmarks/Lab.Benchmarks -- transforms "${1:-5}"
echo "torchvision"; "${PYTHON:-python3}" benchmarks/peer/torchvision_transforms.py "${1:-5}"
