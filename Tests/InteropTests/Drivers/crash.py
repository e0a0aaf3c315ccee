"""The server is killed in the middle of a recorded call, and started again."""

import asyncio
import json
import time

from aorta import DOCTOR, PATIENT, Person, Server, check, run, until
from media_files import check_playable
from participant import Participant, meet
from recording_files import aorta_recordings, exported, files
from stored import audit, rows

SECONDS = 8
LOSS_LIMIT = 2.0


async def main():
    with Server() as server:
        doctor_person = Person(server, DOCTOR)
        appointment, doctor, patient = await meet(server, doctor_person, Person(server, PATIENT))
        for one in (doctor, patient):
            one.receive_media()
            await one.send_media()
        await doctor.sees(30)
        await patient.sees(30)
        await doctor.ask({"type": "chat", "text": "before the crash"})
        await doctor.ask({"type": "recording-request"})
        await patient.ask({"type": "recording-consent", "agree": True})
        await until(
            lambda: server.metrics()["aorta_packets_recorded_total"] > 0, 10, "a recorded packet")
        recording_since = time.monotonic()
        await asyncio.sleep(SECONDS)  # What is recorded takes its time.
        stored = {
            table: rows(server, table) for table in ("chat_messages", "consents", "recordings")}
        log = audit(server)
        started_at = doctor.last("call-state")["startedAt"]

        server.process.kill()
        recorded = time.monotonic() - recording_since
        server.process.wait()
        figures = {"recorded before the kill, s": round(recorded, 1)}
        check(len(files(server)) == 2, f"files: {files(server)}")
        restarted = time.monotonic()
        server.start()
        for table in ("chat_messages", "consents"):
            check(rows(server, table) == stored[table], f"{table} changed in the crash")
        for hospital, entries in audit(server).items():
            before = log.get(hospital, [])
            check(entries[:len(before)] == before, "the audit log changed in the crash")
        check(
            [row["id"] for row in rows(server, "recordings")]
            == [row["id"] for row in stored["recordings"]], "the recording is forgotten")

        # What was on the disk is whole, and can be exported and played on the page.
        code, output = aorta_recordings(server, "verify")
        check(code == 0, f"the crash's files are damaged: {output}")
        lost = [
            round(recorded - check_playable(path, ["vp8", "opus"], 1), 2)
            for path in exported(server)]
        figures["lost of each file, s"] = lost
        check(max(lost) <= LOSS_LIMIT, f"the crash lost too much: {figures}")
        listed = doctor_person.request(f"/appointments/{appointment}/recordings/")[2]["recordings"]
        check(len(listed) == 2, f"recordings of the crash are out of reach: {listed}")
        for file in listed:
            status, headers, _ = doctor_person.request(f"/recordings/{file['id']}")
            check(
                status == 200 and int(headers["Content-Length"]) == file["bytes"],
                f"a recording is not served: {status} {headers}")
        figures["length of each on the page, s"] = [file["duration"] for file in listed]

        # The people come back by themselves, into the same call.
        status = doctor_person.status(appointment)
        check(status["video_call_status"] == "in_progress", f"the call is over: {status}")
        again = []
        for one in (doctor, patient):
            back = Participant(server, one.room, name=one.name)
            await back.connect(resume=one.joined["resume"])
            check(back.joined["participant"] == one.joined["participant"], "another person")
            check(back.joined["call"]["startedAt"] == started_at, "the call's timer began anew")
            check(back.joined["recording"]["state"] != "recording", "recorded without consent")
            back.receive_media()
            again.append(back)
        if not again[1].joined["admitted"]:
            await again[0].ask({"type": "admit", "participant": again[1].joined["participant"]})
        for back in again:
            await back.send_media()
        for back in again:
            await back.sees(30)
        figures["until both see each other again, s"] = round(time.monotonic() - restarted, 1)
        messages = doctor_person.request(f"/appointments/{appointment}/chat/")[2]["messages"]
        check(
            [m["text"] for m in messages] == ["before the crash"],
            f"the conversation is lost: {messages}")
        check(
            server.metrics()["aorta_packets_recorded_total"] == 0,
            "recorded after the crash without a new consent")
        print(json.dumps(figures))
        for back in again:
            await back.close()


run(main)
