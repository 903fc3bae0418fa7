#!/usr/bin/env bash
# What training from scratch, a linear probe and fine-tuning reach, and in which time: on mask18's held-out people beside PyTorch, and on ants and bees.
# transfer.sh MASK18 HYMENOPTERA WEIGHTS [mask|peer|scratch|ants]...
#   MASK18        folder with train/images/{id}_{gender}_{race}_{age}
#   HYMENOPTERA   folder with train and val
#   WEIGHTS       folder with mobilenet_v2.safetensors and squeezenet1_0.safetensors, torchvision's names
set -euo pipefail
mask18=$(realpath "$1") ants=$(realpath "$2") weights=$(realpath "$3")
shift 3
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build samples/ImageFolder -c Release -nologo -clp:ErrorsOnly >&2
dotnet build samples/MaskClassification -c Release -nologo -clp:ErrorsOnly >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python="${PYTHON:-/usr/bin/python3}"
fast=()
grep -qwE 'avx512_bf16|amx_bf16' /proc/cpuinfo && fast=(--precision bf16 --channels-last)

# run NAME SAMPLE ARGUMENTS...: trains, then judges. Prints seconds elapsed and seconds of processor time.
run() {
  local name=$1 program="samples/$2/bin/Release/net10.0/$2.dll" times TIMEFORMAT='%R %U %S'
  shift 2
  times=$({ time dotnet "$program" train "$@" "${fast[@]}" --output "$work/$name" >"$work/$name.log" 2>&1; } 2>&1) || { tail -20 "$work/$name.log"; return 1; }
  awk -v name="$name" '{ printf "%-34s %5.0f s elapsed %5.0f s of processor  ", name, $1, $2 + $3 }' <<<"$times"
  dotnet "$program" evaluate --output "$work/$name" --run "$(echo "$work/$name"/*/*/)" --checkpoint last 2>/dev/null |
    awk '$1 == "accuracy" { a = $2 } $1 == "macro_f1" { f = $2 } END { printf "accuracy %.3f  macro F1 %.3f\n", a, f }'
}

held_out() {
  test -d "$work/mask18" || "$python" benchmarks/peer/hold_out.py "$mask18" "$work/mask18" >/dev/null
  common=(--data "$work/mask18" --validation-share 0.02 --model heads --backbone mobilenetv2_100 --label-smoothing 0.1 --no-weight-decay-on-bias-and-norm)
}

mask() {
  held_out
  run mask18-fine-tune MaskClassification "${common[@]}" --pretrained "$weights/mobilenet_v2.safetensors" --picture-width 128 --picture-height 128 --batch-size 32 --epochs 3 --learning-rate 1e-3
  run mask18-probe MaskClassification "${common[@]}" --pretrained "$weights/mobilenet_v2.safetensors" --picture-width 128 --picture-height 128 --batch-size 128 --probe --epochs 60 --learning-rate 3e-3
}

scratch() {
  held_out
  run mask18-scratch MaskClassification "${common[@]}" --picture-width 96 --picture-height 96 --batch-size 32 --epochs 8 --learning-rate 3e-3
}

peer() {
  held_out
  printf '%-34s ' "mask18, PyTorch"
  (cd benchmarks/peer && "$python" torch_mask18.py "$work/mask18" "$weights/mobilenet_v2.safetensors" 2 "$(nproc)" "$(nproc)")
}

ants() {
  local network=$1 file=$2
  local common=(--data "$ants" --backbone "$network")
  run "ants-$network-scratch" ImageFolder "${common[@]}" --epochs 10 --learning-rate 5e-4
  run "ants-$network-probe" ImageFolder "${common[@]}" --pretrained "$weights/$file" --probe --probe-views 4 --epochs 40 --learning-rate 3e-3
  run "ants-$network-fine-tune" ImageFolder "${common[@]}" --from "$(echo "$work/ants-$network-probe"/*/*/)" --freeze-batch-norm --epochs 5 --learning-rate 3e-5
}

for part in "${@:-mask peer scratch ants}"; do
  for one in $part; do
    case $one in
      peer) peer ;;
      mask) mask ;;
      scratch) scratch ;;
      ants) ants squeezenet1_0 squeezenet1_0.safetensors; ants mobilenetv2_100 mobilenet_v2.safetensors ;;
      *) echo "There is no part '$one': mask, peer, scratch or ants." >&2; exit 2 ;;
    esac
  done
done
