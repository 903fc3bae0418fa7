#!/usr/bin/env bash
# A step of ResNet-18 in Lab's trainer against PyTorch's: milliseconds, less is better.
# train-step.sh [ROUNDS] [TORCH-THREADS]
set -euo pipefail
source "$(dirname "$0")/compare.sh"
threads="${2:-$(nproc)}"
compare "ms/step, $threads torch thread(s)" "${1:-3}" "$lab train-step $threads" "$python benchmarks/peer/torch_train_step.py $threads"
