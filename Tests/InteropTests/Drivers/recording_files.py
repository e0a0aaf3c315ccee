"""Where a server's recordings lie, encrypted, and how they are read."""

import glob
import os
import subprocess

from aorta import check
from stored import rows


def files(server):
    """The encrypted files so far, sorted by name; nothing else may lie there."""
    found = sorted(
        path for path in glob.glob(f"{server.data}/recordings/**/*", recursive=True)
        if os.path.isfile(path))
    for path in found:
        check(path.endswith((".webm.enc", ".mkv.enc")), f"not an encrypted file: {path}")
    return found


def closed_files(server, person=None):
    """The rows of files that the server has closed, of one person or of all."""
    return [
        row for row in rows(server, "recorded_files")
        if row["byte_count"] is not None and person in (None, row["person"])]


def aorta(server, *arguments):
    """`aorta …` on the server's data: its exit code and what it printed."""
    binary = os.environ.get("AORTA", ".build/debug/aorta")
    done = subprocess.run(
        [binary, *arguments, "--data", server.data], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def aorta_recordings(server, *arguments):
    return aorta(server, "recordings", *arguments)


def exported(server, person=None, recording=None):
    """What those files hold, written by `aorta recordings export`: paths of files in the clear."""
    folder = f"{server.data}/exported"
    closed = [
        row for row in closed_files(server, person) if recording in (None, row["recording"])]
    names = sorted({row["recording"] for row in closed})
    code, output = aorta_recordings(server, "export", *names, "--to", folder)
    check(code == 0, f"the export fails: {output}")
    return [f"{folder}/{row['path']}" for row in closed]
