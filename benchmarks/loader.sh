#!/usr/bin/env bash
# Lab's loader against torchvision's on the same 500 JPEG files, and against what its decoders do alone: images a second, more is better.
# loader.sh [ROUNDS] [THREADS]
set -euo pipefail
source "$(dirname "$0")/compare.sh"
rounds="${1:-3}" threads="${2:-2}"
pictures="$($lab pictures)"

# row TITLE WORK REDUCTION: the reduction is the scale at which Lab decodes for this work.
row() {
    echo "$1: images/s and ratio to torchvision, $threads thread(s) or worker(s)"
    compare_all "$rounds" \
        "torchvision" "$python benchmarks/peer/torchvision_loader.py $pictures $threads $2" \
        "Lab, fastest decoder" "$lab loader $threads $2 fastest" \
        "Lab, SkiaSharp" "$lab loader $threads $2 skia"
    for decoder in fastest skia; do
        compare "$2, $decoder: loader / decoding alone" "$rounds" "$lab loader $threads $2 $decoder" "$lab decode $threads $3 $decoder"
    done
}

row "decode and resize to 96 x 128" resize 2
row "decode, random resized crop to 224 and flip" crop 1
for decoder in fastest skia; do
    echo "decoding alone, $decoder: $($lab decode "$threads" 1 $decoder) full, $($lab decode "$threads" 2 $decoder) at 1/2, $($lab decode "$threads" 4 $decoder) at 1/4"
done
