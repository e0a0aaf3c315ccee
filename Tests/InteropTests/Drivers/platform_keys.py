"""Keys for the demo hospital's server, made as an operator makes them."""

import os
import subprocess

from aorta import check


def make_key(server, *arguments):
    """The text of a new key."""
    binary = os.environ.get("AORTA", ".build/debug/aorta")
    made = subprocess.run(
        [binary, "keys", "create", "--data", server.data, "--name", "driver", *arguments],
        capture_output=True, text=True, timeout=60)
    check(made.returncode == 0, f"no key: {made.stderr}")
    return made.stdout.strip()
