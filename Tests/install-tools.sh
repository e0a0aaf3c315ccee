#!/usr/bin/env bash
# Installs what the tests need beside the build: browsers, media tools, and Python packages in a
# virtual environment of their own (.build-tools/venv).
set -euo pipefail
cd "$(dirname "$0")/.."

# Debian starts a server when it installs one: these are only tools here, unless they were here before.
servers=()
for server in coturn tinyproxy; do
    dpkg-query -W "$server" >/dev/null 2>&1 || servers+=("$server")
done
Config/install-build.sh \
    chromium firefox-esr ffmpeg coturn nftables iproute2 libnss3-tools fonts-dejavu-core \
    openssl procps tinyproxy pulseaudio \
    python3 python3-venv curl
if ((${#servers[@]} > 0)) && [[ -d /run/systemd/system ]]; then
    elevate=()
    if ((EUID != 0)); then elevate=(sudo); fi
    "${elevate[@]}" systemctl disable --quiet --now "${servers[@]}"
fi

venv=.build-tools/venv
wanted=$(cat Tests/InteropTests/Drivers/requirements.txt)
if [[ ! -x $venv/bin/python || "$(cat $venv/wanted 2>/dev/null)" != "$wanted" ]]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --requirement Tests/InteropTests/Drivers/requirements.txt
    echo "$wanted" >"$venv/wanted"
fi
