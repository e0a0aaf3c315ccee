"""A recording server is killed at random moments, one after the other, in one call.

    crash_moments.py [COUNT] [SEED]

After each: every file ever recorded is whole, the last ones can be exported and played, and lack
two seconds at most; the audit log's chain is unbroken; the same people go on in the same call.
"""

import asyncio
import json
import os
import random
import sys
import time

from aorta import DOCTOR, PATIENT, Person, Server, check, run, until
from media_files import probe
from participant import Participant, meet
from recording_files import aorta_recordings, closed_files, exported, files
from stored import audit, rows

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 4
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20261122
LOSS_LIMIT = 2.0
LONGEST = 6.0
HEAD = 4096  # Bytes of a container before its first media: ffprobe takes no file of these alone.


async def come_back(server, people):
    """The same people, into the same call."""
    again = []
    for one in people:
        back = Participant(server, one.room, name=one.name)
        await back.connect(resume=one.joined["resume"])
        check(back.joined["participant"] == one.joined["participant"], "another person")
        back.receive_media()
        again.append(back)
    if not again[1].joined["admitted"]:
        await again[0].ask({"type": "admit", "participant": again[1].joined["participant"]})
    for back in again:
        await back.send_media()
    for back in again:
        await back.sees(30)
    return again


def lasts(path):
    """From the first to the last packet of a file, in seconds; 0 of a head without media.

    The last cluster may be cut between two of the chunks that it was written in.
    """
    if os.path.getsize(path) <= HEAD:
        return 0.0
    times = [float(packet["pts_time"]) for packet in probe(path, may_be_cut=True)["packets"]]
    return max(times) if times else 0.0


async def main():
    os.environ["AORTA_CALL_MAXIMUM_MINUTES"] = "1440"
    moments = random.Random(SEED)
    losses = []
    with Server() as server:
        doctor_person = Person(server, DOCTOR)
        _, *people = await meet(server, doctor_person, Person(server, PATIENT))
        for one in people:
            one.receive_media()
            await one.send_media()
        for one in people:
            await one.sees(30)
        for number in range(COUNT):
            doctor, patient = people
            await doctor.ask({"type": "recording-request"})
            await patient.ask({"type": "recording-consent", "agree": True})
            await until(
                lambda: server.metrics()["aorta_packets_recorded_total"] > 0, 10,
                "a recorded packet")
            since = time.monotonic()
            await asyncio.sleep(moments.uniform(0, LONGEST))
            server.process.kill()
            recorded = time.monotonic() - since
            server.process.wait()
            server.start()

            # First of all: a call that nobody is in ends after a minute.
            people = await come_back(server, people)

            where = f"moment {number} of seed {SEED}, after {recorded:.3f} s"
            recording = rows(server, "recordings")
            check(len(recording) == number + 1, f"{where}: recordings: {recording}")
            latest = max(recording, key=lambda row: row["started_at"])["id"]
            code, output = aorta_recordings(server, "verify", latest)
            check(code == 0, f"{where}: damaged: {output}")
            code, output = aorta_recordings(server, "prove", latest)
            check(code == 0, f"{where}: written without consent: {output}")
            known = {row["path"] for row in closed_files(server) if row["recording"] == latest}
            check(len(files(server)) >= len(closed_files(server)), f"{where}: a file is gone")
            if known:
                for path in exported(server, recording=latest):
                    losses.append(round(recorded - lasts(path), 2))
            if recorded > LOSS_LIMIT:
                check(len(known) == 2, f"{where}: only {known} of two files")
            check(max(losses, default=0) <= LOSS_LIMIT, f"{where}: lost {losses[-2:]} s")
            audit(server)
            print(f"{number + 1} moments, most lost: {max(losses, default=0)} s", flush=True)
        code, output = aorta_recordings(server, "verify")
        check(code == 0, f"damaged in the end: {output}")
        for one in people:
            await one.close()
    print(json.dumps({
        "moments": COUNT, "seed": SEED, "files": len(losses),
        "most that a file lost, s": max(losses, default=None),
        "median, s": sorted(losses)[len(losses) // 2] if losses else None}))


run(main)
