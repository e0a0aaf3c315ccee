"""Where a server's recordings lie."""

import glob
import os


def files(server):
    """The recorded files so far, sorted by name."""
    return sorted(
        path for path in glob.glob(f"{server.data}/recordings/**/*", recursive=True)
        if os.path.isfile(path) and path.endswith((".webm", ".mkv")))
