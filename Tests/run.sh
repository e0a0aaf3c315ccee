#!/usr/bin/env bash
# Runs the tests; arguments go to `swift test`.
set -euo pipefail
cd "$(dirname "$0")/.."

Tests/install-tools.sh
# The import check holds each target to the arrows of Package.swift.
swift build --build-tests --explicit-target-dependency-import-check error
if (($# > 0)); then
    swift test --skip-build "$@"
else
    # What waits for real sockets, browsers and clocks takes turns, and not beside what keeps all
    # processors busy: the server's own time limits go on while a test waits for its turn.
    timed='^(EngineTests|FrontTests|AortaTests|InteropTests)\.'
    swift test --skip-build --skip "$timed"
    swift test --skip-build --no-parallel --filter "$timed"
fi
if ((EUID != 0)); then
    echo "Left out, because they need root: tests with network namespaces (loss, change of address, hospitals)."
fi
