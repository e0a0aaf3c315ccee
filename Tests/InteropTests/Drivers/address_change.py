"""The patient's address changes in the call, as from Wi-Fi to mobile: the call goes on."""

import asyncio
import json
import sys
import time

from aorta import DOCTOR, PATIENT, Person, Server, check, run
from network import enter_own_network, ip, start_apart
from participant import Participant

SERVER, BEFORE, AFTER = "10.77.0.1", "10.77.0.2", "10.77.0.9"


class Elsewhere:
    """A server as a process in another network sees it."""

    def __init__(self, url):
        self.url = url
        self.websocket_url = url.replace("http", "ws")


async def patient():
    """The patient's process: says what it does, and hears when its address has changed."""
    print("apart", flush=True)
    heard = asyncio.get_running_loop().run_in_executor
    server = Elsewhere((await heard(None, sys.stdin.readline)).strip())
    person = Person(server, PATIENT)
    token, room = person.join(person.appointment())
    patient = Participant(server, room, token, "patient")
    await patient.connect()
    patient.receive_media()
    await patient.send_media()
    await patient.wait_for("call-state", where=lambda message: message["admitted"])
    await patient.sees(30)
    print("sees", flush=True)

    await heard(None, sys.stdin.readline)
    changed = time.monotonic()
    # The old connection has no address any more: it is dead, and nobody tells.
    patient.socket.transport.abort()
    identity = patient.joined["participant"]
    reply = await patient.connect(resume=patient.joined["resume"])
    check(reply["resumed"], f"not resumed: {reply}")
    check(reply["participant"] == identity, "another participant")
    await patient.restart_publish()
    await patient.ask({"type": "restart", "connection": "subscribe"})
    await patient.sees(1)
    print(round((time.monotonic() - changed) * 1000), flush=True)
    await patient.sees(60)
    print("sees", flush=True)
    await heard(None, sys.stdin.readline)


async def main():
    apart = start_apart([__file__, "patient"], BEFORE, SERVER)

    async def says():
        line = await asyncio.get_running_loop().run_in_executor(None, apart.stdout.readline)
        check(line, "the patient's process ended")
        return line.strip()

    def tell(line):
        apart.stdin.write(line + "\n")
        apart.stdin.flush()

    with Server(address=SERVER) as server:
        person = Person(server, DOCTOR)
        appointment = person.appointment()
        token, room = person.start(appointment)
        doctor = Participant(server, room, token, "doctor")
        await doctor.connect()
        doctor.receive_media()
        await doctor.send_media()
        tell(server.url)
        waiting = await doctor.wait_for("call-state", where=lambda m: m.get("waiting"))
        patient_id = waiting["waiting"][0]["id"]
        await doctor.ask({"type": "admit", "participant": patient_id})
        check(await says() == "sees", "the patient sees nothing")
        await doctor.sees(30)
        joins = [m for m in doctor.messages if m["type"] == "participant-joined"]

        ip(f"address del {BEFORE}/24 dev far", of=apart.pid)
        ip(f"address add {AFTER}/24 dev far", of=apart.pid)
        tell("changed")
        figures = {"first frame after the change, ms": int(await says())}
        check(await says() == "sees", "the patient's picture stands still")
        await doctor.sees(60)
        again = [m for m in doctor.messages if m["type"] == "participant-joined"]
        left = [m for m in doctor.messages if m["type"] == "participant-left"]
        check(not left, f"the patient left: {left}")
        check({m["participant"]["id"] for m in again} == {patient_id}, "another participant")
        check(len(doctor.tracks) == 2, f"tracks were left behind: {doctor.tracks}")
        print(json.dumps(figures))
        tell("done")


if sys.argv[1:] == ["patient"]:
    run(patient)
else:
    enter_own_network()
    run(main)
