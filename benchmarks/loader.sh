#!/usr/bin/env bash
# Lab's loader against torchvision's on the same 500 JPEG files, and against what its decoders do alone: images a second, more is better.
# loader.sh [ROUNDS] [THREADS]
set -euo pipefail
source "$(dirname "$0")/compare.sh"
rounds="${1:-3}" threads="${2:-2}"
pictures="$($lab pictures)"

# row TITLE WORK GAP=REDUCTION...: the reducing gaps with which Lab does the work, and the scale at which it then decodes.
row() {
    local title=$1 work=$2 commands=() gap decoder
    shift 2
    for gap in "$@"; do
        for decoder in fastest skia; do
            commands+=(
                "$decoder, gap ${gap%=*}" "$lab loader $threads $work ${gap%=*} $decoder"
                "$decoder, decoding alone at 1/${gap#*=}" "$lab decode $threads ${gap#*=} $decoder")
        done
    done
    echo "$title: images/s and ratio to torchvision, $threads thread(s) or worker(s)"
    compare_all "$rounds" "torchvision" "$python benchmarks/peer/torchvision_loader.py $pictures $threads $work" "${commands[@]}"
    for gap in "$@"; do
        for decoder in fastest skia; do
            ratio "$decoder, gap ${gap%=*}" "$decoder, decoding alone at 1/${gap#*=}"
        done
    done
}

row "decode and resize to 96 x 128" resize 2=2 1=4
row "decode, random resized crop to 224 and flip" crop 2=1
