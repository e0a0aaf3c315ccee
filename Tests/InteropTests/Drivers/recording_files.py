"""Where a server's recordings lie."""

import glob
import os

from stored import rows


def files(server):
    """The recorded files so far, sorted by name."""
    return sorted(
        path for path in glob.glob(f"{server.data}/recordings/**/*", recursive=True)
        if os.path.isfile(path) and path.endswith((".webm", ".mkv")))


def closed_files(server, person=None):
    """The files that the server has closed and accounted for, of one person or of all."""
    return [
        f"{server.data}/recordings/{row['path']}" for row in rows(server, "recorded_files")
        if row["byte_count"] is not None and person in (None, row["person"])]
