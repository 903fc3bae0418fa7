#!/usr/bin/env bash
# Lab's loader from the second epoch on with its images in a cache, against torchvision's loader, which has none, on the same files: images a second, more is better.
# cache.sh [ROUNDS]
set -euo pipefail
source "$(dirname "$0")/compare.sh"
pictures="$($lab pictures)"
peer="$python benchmarks/peer/torchvision_loader.py $pictures 2"
for kind in memory disk; do
    compare "images/s, cache in $kind, 2 threads or workers" "${1:-3}" "$lab cache $kind 2" "$peer"
done
compare "images/s, cache in memory, 2 threads or workers, Lab crops and mirrors at random besides" "${1:-3}" "$lab cache memory 2 crop" "$peer"
