#!/usr/bin/env bash
# Builds Aorta for release and starts the demo. What follows goes to `aorta serve`.
set -euo pipefail
cd "$(dirname "$0")/.."

Config/install-build.sh
echo "Building for release (the first time takes several minutes)…"
swift build -c release --product aorta
exec "$(swift build -c release --show-bin-path)/aorta" serve --demo "$@"
