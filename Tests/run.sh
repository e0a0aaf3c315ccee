#!/usr/bin/env bash
# Runs the tests; arguments go to `swift test`.
set -euo pipefail
cd "$(dirname "$0")/.."

Tests/install-tools.sh
# The import check holds each target to the arrows of Package.swift. Browser tests drive the built
# server, several browsers at once would starve each other on a small machine, so tests that start
# one take turns (InteropTests is serialized).
swift build --build-tests --explicit-target-dependency-import-check error
swift test --skip-build "$@"
if ((EUID != 0)); then
    echo "Left out, because they need root: tests with network namespaces (loss, change of address, hospitals)."
fi
