#!/usr/bin/env bash
# Makes the files beside it, with cjpeg of libjpeg-turbo, from a picture of 53 x 38 pixels: make.sh
set -euo pipefail
cd "$(dirname "$0")"
awk 'BEGIN { srand(1); print "P3 53 38 255"; for (y = 0; y < 38; y++) for (x = 0; x < 53; x++) print x * 5 % 256, y * 7 % 256, (int(x * y / 8) + int(24 * rand())) % 256 }' > picture.ppm
trap 'rm -f picture.ppm' EXIT
make() { cjpeg -quality 60 "${@:2}" -outfile "$1.jpg" picture.ppm; }
make restart-each-unit -restart 1B
make restart-each-row -restart 1
make restart-444 -sample 1x1 -restart 5B
make restart-gray -grayscale -restart 3B
make gray-2x2 -grayscale -sample 2x2
make optimized-422 -sample 2x1 -optimize
make other-440 -sample 1x2
make other-411 -sample 4x1
make other-progressive -progressive
make other-rgb -rgb
