"""What a call survives: a lost WebSocket, a reloaded page, an ICE restart."""

import re

from aorta import DOCTOR, PATIENT, Person, Server, check, run, until
from participant import Participant, meet


def fragments(participant):
    """The server's ICE user name fragments on both connections."""
    return [
        re.search("a=ice-ufrag:(.*)", connection.remoteDescription.sdp).group(1)
        for connection in (participant.publish, participant.subscribe)]


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
        gone = await doctor.wait_for("participant-connection")
        check(not gone["connected"], f"the doctor does not know: {gone}")
        await doctor.sees(30)
        reply = await patient.connect(resume=patient.joined["resume"])
        check(reply["resumed"], f"not resumed: {reply}")
        check(reply["participant"] == patient.joined["participant"], "another participant")
        await doctor.wait_for("participant-connection", where=lambda m: m["connected"])
        await doctor.ask({"type": "chat", "text": "still there?"})
        await patient.wait_for("chat", where=lambda m: m["message"]["text"] == "still there?")
        await patient.sees(30)

        # An ICE restart on both connections of the patient.
        published, subscribed = fragments(patient)
        await patient.restart_publish()
        await patient.ask({"type": "restart", "connection": "subscribe"})
        await until(
            lambda: fragments(patient)[0] != published and fragments(patient)[1] != subscribed,
            10, "new ICE credentials on both connections")
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
        left = [m for m in doctor.messages if m["type"] == "participant-left"]
        check(not left, f"the patient was taken for gone: {left}")
        await doctor.close()
        await again.close()


run(main)
