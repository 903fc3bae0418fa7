#!/usr/bin/env bash
# Lab's loader against torchvision's on the same files: images a second, more is better. 0 threads: on the thread that asks.
# loader.sh [ROUNDS]
set -euo pipefail
source "$(dirname "$0")/compare.sh"
pictures="$($lab pictures)"
for threads in 0 1 2; do
    compare "images/s, $threads thread(s) or worker(s)" "${1:-3}" "$lab loader $threads" "$python benchmarks/peer/torchvision_loader.py $pictures $threads"
done
