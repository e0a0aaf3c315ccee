"""What a call survives: a lost WebSocket, a reloaded page, an ICE restart."""

import asyncio

from aorta import DOCTOR, PATIENT, Person, Server, check, run
from participant import Participant, meet


async def main():
    with Server() as server:
        doctor_person, patient_person = Person(server, DOCTOR), Person(server, PATIENT)
        appointment, doctor, patient = await meet(server, doctor_person, patient_person)
        for one in (doctor, patient):
            one.receive_media()
            await one.send_media()
        await doctor.sees(30)
        await patient.sees(30)
        started_at = doctor.last("call-state")["startedAt"]

        # A lost WebSocket: media goes on, and the same participant comes back.
        patient.socket.transport.abort()
        await doctor.sees(30)
        reply = await patient.connect(resume=patient.joined["resume"])
        check(reply["resumed"], f"not resumed: {reply}")
        check(reply["participant"] == patient.joined["participant"], "another participant")
        await doctor.ask({"type": "chat", "text": "still there?"})
        await patient.wait_for("chat", where=lambda m: m["message"]["text"] == "still there?")
        await patient.sees(30)

        # An ICE restart on both connections of the patient.
        await patient.restart_publish()
        await patient.send({"type": "restart", "connection": "subscribe"})
        await asyncio.sleep(1)
        await doctor.sees(60)
        await patient.sees(60)

        # A reloaded page: new connections, the same participant, the same call.
        await patient.close()
        token, room = patient_person.join(appointment)
        again = Participant(server, room, token, "patient")
        await again.connect()
        check(again.joined["participant"] == patient.joined["participant"], "another person")
        check(again.joined["admitted"], "sent back to the waiting room by a reload")
        again.receive_media()
        await again.send_media()
        await again.sees(30)
        await doctor.sees(60)
        check(
            again.joined["call"]["startedAt"] == started_at, "the call's timer began anew")
        await doctor.close()
        await again.close()


run(main)
