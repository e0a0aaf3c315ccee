#!/usr/bin/env bash
# Installs the Debian packages that building Aorta needs, if any are missing.
# Extra package names may be given as arguments. Asks for sudo where it is not root.
set -euo pipefail

packages=(
    libssl-dev libsrtp2-dev libsqlite3-dev libopus-dev libvpx-dev libavcodec-dev
    pkg-config zlib1g-dev "$@")

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' \
        || missing+=("$package")
done
if ((${#missing[@]} > 0)); then
    echo "Installing: ${missing[*]}"
    elevate=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || {
            echo "Not root, and no sudo here. As root: apt-get install ${missing[*]}" >&2
            exit 1
        }
        elevate=(sudo)
    fi
    "${elevate[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${elevate[@]}" apt-get install -y -qq \
        --no-install-recommends "${missing[@]}" >/dev/null
fi

if ! command -v swift >/dev/null; then
    echo "Swift is not on the PATH. Aorta needs Swift 6.3: https://www.swift.org/install/linux/" >&2
    exit 1
fi
