"""The disk of a recording stands still, fills up, loses its files: the call goes on.

Needs root and a loop device: the recordings lie on a small ext4 of their own, in a mount namespace of
this program, so that nothing of it outlives it.
"""

import asyncio
import glob
import json
import os
import shutil
import subprocess
import sys
import time

from aorta import DOCTOR, PATIENT, Person, Server, check, run, until
from media_files import probe
from participant import meet
from recording_files import aorta_recordings, closed_files, exported
from stored import audit

MEGABYTES = 16
STALL = 6.0


def command(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    check(done.returncode == 0, f"{' '.join(words)}: {done.stderr}")
    return done.stdout


async def goes_on(people, what):
    """Both go on seeing each other while the disk does not."""
    for one in people:
        await one.sees(45, seconds=5)
    reply = await people[0].ask({"type": "chat", "text": what}, seconds=3)
    check(reply["type"] != "error", f"{what}: {reply}")


async def stand_still(server, people, disk):
    """Returns for how long, and how many packets were lost to the recording."""
    before = server.metrics()
    command("fsfreeze", "--freeze", disk)
    since = time.monotonic()
    try:
        await goes_on(people, "the disk stands still")
        await asyncio.sleep(max(0, STALL - (time.monotonic() - since)))
    finally:
        command("fsfreeze", "--unfreeze", disk)
    stalled = time.monotonic() - since
    await asyncio.sleep(2)
    after = server.metrics()
    lost = (
        after["aorta_recording_packets_dropped_total"]
        - before["aorta_recording_packets_dropped_total"])
    check(
        after["aorta_recording_files_failed_total"]
        == before["aorta_recording_files_failed_total"], "a slow disk ended a file")
    return stalled, lost


async def fill_up(server, people, disk):
    failed = server.metrics()["aorta_recording_files_failed_total"]
    ballast = f"{disk}/ballast"
    subprocess.run(
        ["dd", "if=/dev/zero", f"of={ballast}", "bs=64k", f"count={MEGABYTES * 16}"],
        capture_output=True)
    await until(
        lambda: server.metrics()["aorta_recording_files_failed_total"] >= failed + 2, 40,
        "both files to fail on a full disk")
    await goes_on(people, "the disk is full")
    await until(
        lambda: (people[0].last("recording-state") or {}).get("interrupted"), 10,
        "the people to be told")
    opened = server.metrics()["aorta_recording_files_opened_total"]
    os.unlink(ballast)
    await until(
        lambda: server.metrics()["aorta_recording_files_opened_total"] >= opened + 2, 20,
        "two more files when there is room again")


async def vanish(server, people, disk):
    failed = server.metrics()["aorta_recording_files_failed_total"]
    opened = server.metrics()["aorta_recording_files_opened_total"]
    folder, = (path for path in glob.glob(f"{disk}/*") if not path.endswith("lost+found"))
    kept = f"{server.data}/aside"
    shutil.copytree(folder, kept)
    shutil.rmtree(folder)
    await until(
        lambda: server.metrics()["aorta_recording_files_failed_total"] >= failed + 2, 20,
        "both files to fail when they are gone")
    await goes_on(people, "the disk is gone")
    await until(
        lambda: server.metrics()["aorta_recording_files_opened_total"] >= opened + 2, 20,
        "two more files when it is back")
    for path in glob.glob(f"{kept}/*"):
        shutil.move(path, folder)


async def main():
    with Server() as server:
        disk = f"{server.data}/recordings"
        image = f"{server.data}/disk.img"
        os.makedirs(disk, exist_ok=True)
        command("truncate", "--size", f"{MEGABYTES}M", image)
        command("mkfs.ext4", "-q", "-O", "^has_journal", image)
        server.stop()
        command("mount", "-o", "loop", image, disk)
        os.rmdir(f"{disk}/lost+found")
        try:
            server.start()
            await record(server, disk)
        finally:
            server.stop()
            command("umount", disk)


async def record(server, disk):
    _, *people = await meet(server, Person(server, DOCTOR), Person(server, PATIENT))
    for one in people:
        one.receive_media()
        await one.send_media()
    for one in people:
        await one.sees(30)
    doctor, patient = people
    await doctor.ask({"type": "recording-request"})
    await patient.ask({"type": "recording-consent", "agree": True})
    await until(
        lambda: server.metrics()["aorta_recording_files_opened_total"] >= 2, 15, "two files")
    await asyncio.sleep(2)
    stalled, lost = await stand_still(server, people, disk)
    await fill_up(server, people, disk)
    await asyncio.sleep(2)
    await vanish(server, people, disk)
    await asyncio.sleep(2)
    await doctor.ask({"type": "recording-stop"})
    await until(lambda: len(closed_files(server)) == 4, 15, "the files that are there to be closed")
    for one in people:
        await one.close()
    server.stop()
    server.start()  # Which mends those that were away when they should have got their end.
    check(len(closed_files(server)) == 6, "not all files are mended")

    kinds = [entry["kind"] for entry in audit(server)["demo-hospital"]]
    check(kinds.count("recording_interrupted") >= 2, f"the gaps are not in the log: {kinds}")
    code, output = aorta_recordings(server, "verify")
    figures = {"stood still for, s": round(stalled, 1), "packets lost by that": lost}
    lengths = {}
    for path in exported(server):
        times = [float(packet["pts_time"]) for packet in probe(path)["packets"]]
        lengths[os.path.basename(path)] = round(max(times), 1)
    longest = sorted(lengths.values())[-2]
    check(longest > stalled + 3, f"what the disk took late is not in the files: {lengths}")
    check(code == 0, f"not whole: {output}")
    print(json.dumps({**figures, "files, s": lengths}))


if "INTEROP_OWN_MOUNTS" not in os.environ:
    os.environ["INTEROP_OWN_MOUNTS"] = "1"
    os.execvp(
        "unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])
run(main)
