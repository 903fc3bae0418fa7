#!/usr/bin/env bash
# How far JPEGs that Lab decodes at reduced size and resizes are from a full decode that Pillow resizes, for some reducing gaps.
# reducing-gap.sh FOLDER [COUNT]
set -euo pipefail
folder="$(realpath "$1")" count="${2:-100}"
source "$(dirname "$0")/compare.sh"
$python benchmarks/peer/pillow_resize.py "$folder" "$count" $lab resized
