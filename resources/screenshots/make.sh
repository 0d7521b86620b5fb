#!/usr/bin/env bash
# Makes the README's pictures with the program itself: bash resources/screenshots/make.sh [PROGRAM]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=${1:-$root/build/run/bin/gradus}
cd "$root/resources/screenshots"
"$program" render nn/mlp-playground --at 2500 --window --size 1440x860 --out playground-light.png
"$program" render mcmc/metropolis-hastings --at 2000 --window --size 1440x860 --out metropolis-light.png
"$program" render diffusion/swiss-roll --window --size 1440x860 --theme dark --out diffusion-dark.png
"$program" render dimred/lle --size 1120x700 --theme dark --out lle-dark.png
"$program" render clustering/k-means --preset unequal --size 1120x700 --out k-means-light.png
