"""Recording by libwebrtc: only with everybody's consent, one playable file a participant."""

import asyncio
import os
import sys

from aorta import DOCTOR, PATIENT, Person, Server, check, run, until
from media_files import check_playable
from participant import meet
from recording_files import files

codec = sys.argv[1] if len(sys.argv) > 1 else "VP8"


async def main():
    with Server() as server:
        appointment, doctor, patient = await meet(
            server, Person(server, DOCTOR), Person(server, PATIENT))
        for one in (doctor, patient):
            one.receive_media()
            await one.send_media(codec=codec)
        await doctor.sees(30)
        await patient.sees(30)

        refused = await patient.ask({"type": "recording-request"})
        check(refused["type"] == "error", f"a patient may ask for a recording: {refused}")
        await doctor.ask({"type": "recording-request"})
        await patient.wait_for("recording-state", where=lambda m: m["state"] == "asking")
        await asyncio.sleep(1)
        check(not files(server), f"written before all agreed: {files(server)}")
        check(server.metrics()["aorta_packets_recorded_total"] == 0, "recorded without consent")

        await patient.ask({"type": "recording-consent", "agree": True})
        await doctor.wait_for("recording-state", where=lambda m: m["state"] == "recording")
        await until(lambda: len(files(server)) == 2, 10, "two files")
        await asyncio.sleep(6)

        # The patient withdraws: his file ends at once, nothing of him is written any more.
        await patient.ask({"type": "recording-consent", "agree": False})
        await asyncio.sleep(1)
        theirs = [f for f in files(server) if patient.joined["participant"] in f]
        sizes = [os.path.getsize(path) for path in files(server)]
        without_consent = server.metrics()["aorta_packets_without_consent_total"]
        await asyncio.sleep(2)
        state = doctor.last("recording-state")["state"]
        if state == "recording":
            check(
                server.metrics()["aorta_packets_without_consent_total"] > without_consent,
                "the tap is not asked for each packet")
        else:
            check(
                [os.path.getsize(path) for path in files(server)] == sizes,
                "files grow after the recording stopped")

        await doctor.ask({"type": "end"})
        await doctor.wait_for("call-state", where=lambda m: m["status"] == "ended")
        check(doctor.last("call-state")["duration"] >= 6, "the duration is not saved")
        await asyncio.sleep(1)
        for path in files(server):
            check_playable(path, [codec.lower(), "opus"], 5)
        print({"files": len(files(server)), "of the patient": len(theirs)})


run(main)
