"""Recording by libwebrtc: only with everybody's consent, one playable file a participant."""

import asyncio
import json
import sys

from aorta import DOCTOR, PATIENT, Person, Server, check, run, until
from media_files import check_playable
from participant import meet
from recording_files import aorta, closed_files, exported, files
from stored import audit, go_on_without

codec = sys.argv[1]
goes_on = "goes-on" in sys.argv


async def main():
    with Server() as server:
        if goes_on:
            go_on_without(server)
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
        forwarded = server.metrics()["aorta_packets_forwarded_total"]
        await until(
            lambda: server.metrics()["aorta_packets_forwarded_total"] > forwarded + 100, 10,
            "media to flow on")
        check(not files(server), f"written before all agreed: {files(server)}")
        check(server.metrics()["aorta_packets_recorded_total"] == 0, "recorded without consent")

        await patient.ask({"type": "recording-consent", "agree": True})
        await doctor.wait_for("recording-state", where=lambda m: m["state"] == "recording")
        await until(lambda: len(files(server)) == 2, 10, "two files")
        await asyncio.sleep(6)  # What is recorded takes its time.

        # The patient withdraws: nothing of him is written any more, from this answer on.
        await patient.ask({"type": "recording-consent", "agree": False})
        withdrawn_at = server.metrics()
        wanted = "recording" if goes_on else "stopped"
        await doctor.wait_for("recording-state", where=lambda m: m["state"] == wanted)
        before = server.metrics()
        await until(
            lambda: server.metrics()["aorta_packets_forwarded_total"]
            > before["aorta_packets_forwarded_total"] + 400, 10, "media to flow on")
        after = server.metrics()
        recorded = (
            after["aorta_packets_recorded_total"] - withdrawn_at["aorta_packets_recorded_total"])
        left_out = (
            after["aorta_packets_without_consent_total"]
            - before["aorta_packets_without_consent_total"])
        if goes_on:
            check(recorded > 50, "the doctor is recorded no more")
            check(left_out > 50, "the tap is not asked for each packet")
        else:
            check(recorded == 0, f"{recorded} packets were written after the withdrawal")

        await doctor.ask({"type": "end"})
        await doctor.wait_for("call-state", where=lambda m: m["status"] == "ended")
        check(doctor.last("call-state")["duration"] >= 6, "the duration is not saved")
        await until(lambda: len(closed_files(server)) == 2, 10, "both files to be closed")
        kinds = [entry["kind"] for entry in audit(server)["demo-hospital"]]
        for kind in (
            "recording_requested", "consent_given", "recording_started", "consent_withdrawn",
            "recording_stopped"
        ):
            check(kind in kinds, f"{kind} is not in the audit log: {kinds}")
        lengths = {
            person: check_playable(exported(server, f"demo-{person}")[0],
                                   [codec.lower(), "opus"], 5)
            for person in ("doctor", "patient")}
        check(
            (lengths["doctor"] > lengths["patient"] + 0.6) == goes_on,
            f"the files end at the wrong time: {lengths}")
        name, = {row["recording"] for row in closed_files(server)}
        code, output = aorta(server, "audit", "verify", "--recording", name)
        check(code == 0, f"not all that was written was agreed to: {output}")
        print(json.dumps({
            "seconds of the files": lengths, "recorded after the withdrawal": recorded,
            "left out after it": left_out}))


run(main)
