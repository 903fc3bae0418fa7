#!/usr/bin/env bash
# A step of ResNet-18 in Lab's trainer, in each precision and memory format, against PyTorch's in float32: milliseconds, less is better. All take turns.
# train-step.sh [ROUNDS] [TORCH-THREADS]
set -euo pipefail
source "$(dirname "$0")/compare.sh"
threads="${2:-$(nproc)}"
sides=("Lab float32" "$lab train-step $threads float32" "Lab float32, channels last" "$lab train-step $threads float32 channels-last")
if grep -qwE 'avx512_bf16|amx_bf16' /proc/cpuinfo; then
  sides+=("Lab bfloat16" "$lab train-step $threads bfloat16" "Lab bfloat16, channels last" "$lab train-step $threads bfloat16 channels-last")
else
  echo "This processor has no bfloat16 of its own: libtorch computes it in steps that take seconds, so it is left out."
fi

echo "ms/step, $threads torch thread(s)"
compare_all "${1:-3}" "PyTorch float32" "$python benchmarks/peer/torch_train_step.py $threads" "${sides[@]}"
