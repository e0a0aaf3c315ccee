"""Pictures follow what each subscriber's path carries, at real rates and with real decoders.

    rate_steps.py steps    one subscriber at 2.5, 1, 0.3 and again 2.5 Mbit/s
    rate_steps.py room     three subscribers with 3, 1 and 0.3 Mbit/s in one room

Each subscriber is a process in a network of its own, behind a cable that `tc tbf` narrows towards
it. The publisher sends three layers of 720p from the server's network. Needs root.
"""

import asyncio
import json
import os
import sys
import time

from aorta import DOCTOR, PATIENT, Person, Server, check, run
from network import command, enter_own_network, start_apart
from participant import Participant

SERVER = "10.77.0.1"
# In the cable's queue, in milliseconds of its rate: as in a home router.
QUEUE = 200
STEPS = [(2.5, 20), (1, 20), (0.3, 20), (2.5, 20)]
ROOM = [3, 1, 0.3]
COUNTERS = {
    "frames": "frames_decoded", "freezes": "freeze_count", "frozen": "total_freezes_duration",
    "samples": "total_samples_received", "concealed": "concealed_samples",
    "bytes": "bytes_received", "packets": "packets_received", "lost": "packets_lost",
}


class Elsewhere:
    """A server as a process in another network sees it."""

    def __init__(self, url):
        self.url = url
        self.websocket_url = url.replace("http", "ws")


# The subscriber's process

async def subscriber():
    """Joins with the token that it is told, then says four times a second what it receives."""
    print("apart", flush=True)
    heard = asyncio.get_running_loop().run_in_executor
    line = json.loads(await heard(None, sys.stdin.readline))
    one = Participant(Elsewhere(line["url"]), line["room"], line["token"], line["name"])
    await one.connect()
    one.receive_media()
    print(json.dumps({"joined": one.joined["participant"]}), flush=True)
    while True:
        print(json.dumps(await sample(one)), flush=True)
        await asyncio.sleep(0.25)  # The pace of the measurement.


async def sample(one):
    counted = {"at": time.monotonic(), "width": 0}
    for media in ("video", "audio"):
        for stream in await one.stats(one.subscribe, "inbound-rtp", media):
            for name, field in COUNTERS.items():
                key = f"{media} {name}"
                counted[key] = counted.get(key, 0) + (stream.get(field) or 0)
            counted["width"] = max(counted["width"], stream.get("frame_width") or 0)
    return counted


# The driver's process

class Cable:
    """A subscriber's process, with what it has said so far."""

    def __init__(self, index):
        self.name = f"subscriber-{index}"
        self.near = f"near{index}"
        network = f"10.77.{index + 1}"
        self.process = start_apart(
            [__file__, "subscriber"], f"{network}.2", f"{network}.1", str(index))
        command(f"ip route add default via {network}.1", of=self.process.pid)
        self.samples = []
        self.joined = asyncio.get_running_loop().create_future()

    def narrow(self, megabits):
        """What the cable carries towards the subscriber from now on."""
        bits = int(megabits * 1e6)
        limit = max(int(bits / 8 * QUEUE / 1000), 4 * 1514)
        command(
            f"tc qdisc replace dev {self.near} root tbf rate {bits}bit burst 3028 limit {limit}")

    def tell(self, **line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()

    async def listen(self):
        while line := await asyncio.get_running_loop().run_in_executor(
                None, self.process.stdout.readline):
            said = json.loads(line)
            if "joined" in said:
                self.joined.set_result(said["joined"])
            else:
                self.samples.append(said)

    def figures(self, since, until):
        """What came between two instants."""
        samples = [one for one in self.samples if since <= one["at"] <= until]
        check(len(samples) > 4, f"{self.name} said nothing")
        first, last = samples[0], samples[-1]
        seconds = last["at"] - first["at"]

        def grown(name):
            return last.get(name, 0) - first.get(name, 0)

        widths = [one["width"] for one in samples]
        return {
            "width": max(set(widths), key=widths.count),
            "width at the end": last["width"],
            "fps": round(grown("video frames") / seconds, 1),
            "frozen, s": round(grown("video frozen"), 2),
            "freezes": grown("video freezes"),
            "video, kbit/s": round(grown("video bytes") * 8 / seconds / 1000),
            "sound concealed, %":
                round(100 * grown("audio concealed") / max(grown("audio samples"), 1), 2),
            "sound lost, %":
                round(100 * grown("audio lost") / max(grown("audio packets"), 1), 2),
            "seconds to this width": next(
                (round(one["at"] - first["at"], 2) for one in samples
                 if one["width"] == last["width"]), None),
        }


async def enter(server, doctor, room, cables):
    """Everybody joins, by the demo's appointment and by invitations, and is admitted."""
    person, appointment = doctor
    for index, cable in enumerate(cables):
        if index == 0:
            token, _ = Person(server, PATIENT).join(appointment)
        else:
            token = invited(person, appointment, cable.name)
        cable.tell(url=server.url, room=room, token=token, name=cable.name)
        cable.listening = asyncio.create_task(cable.listen())


def invited(person, appointment, name):
    status, _, body = person.request(f"/appointments/{appointment}/guests", {"name": name})
    check(status == 201, f"no guest: {status} {body}")
    return body["location"].split("token=")[1]


async def begin(server, cables):
    person = Person(server, DOCTOR)
    appointment = person.appointment()
    token, room = person.start(appointment)
    doctor = Participant(server, room, token, "doctor")
    await doctor.connect()
    await doctor.send_media(width=1280, height=720, layers=3)
    await enter(server, (person, appointment), room, cables)
    for cable in cables:
        identity = await asyncio.wait_for(cable.joined, 20)
        await doctor.wait_for(
            "call-state", where=lambda m: any(w["id"] == identity for w in m["waiting"]))
        await doctor.ask({"type": "admit", "participant": identity})
    return doctor


async def published(doctor):
    """Each layer that the publisher sends: its width and its bits so far."""
    streams = await doctor.stats(doctor.publish, "outbound-rtp", "video")
    return {
        stream["rid"]: {
            "width": stream.get("frame_width"), "bytes": stream.get("bytes_sent") or 0}
        for stream in streams}


async def steps():
    cable = Cable(0)
    cable.narrow(STEPS[0][0])
    os.environ["AORTA_MEDIA_FOLLOWS_BANDWIDTH"] = "true"
    with Server(address=SERVER) as server:
        doctor = await begin(server, [cable])
        start = time.monotonic()
        for megabits, seconds in STEPS:
            cable.narrow(megabits)
            since, before = time.monotonic(), await published(doctor)
            await asyncio.sleep(seconds)  # A step takes its time.
            print(f"{megabits} Mbit/s", json.dumps(cable.figures(since, time.monotonic())))
            layers = await published(doctor)
            print("  published, kbit/s:", json.dumps({
                f"{rid} {layer['width']}":
                    round((layer["bytes"] - before[rid]["bytes"]) * 8 / seconds / 1000)
                for rid, layer in layers.items() if rid in before}), flush=True)
        large = next((s["at"] for s in cable.samples if s["width"] == 1280), None)
        print("first 720p after, s:", large and round(large - start, 2))
        print("processor, s:", server.cpu_seconds(), "of", round(time.monotonic() - start))
        await doctor.close()


async def room():
    cables = [Cable(index) for index in range(len(ROOM))]
    for cable, megabits in zip(cables, ROOM):
        cable.narrow(megabits)
    os.environ["AORTA_MEDIA_FOLLOWS_BANDWIDTH"] = "true"
    with Server(address=SERVER) as server:
        doctor = await begin(server, cables)
        await asyncio.sleep(15)  # All find what their paths carry.
        since = time.monotonic()
        await asyncio.sleep(20)
        for cable, megabits in zip(cables, ROOM):
            print(f"{megabits} Mbit/s", json.dumps(cable.figures(since, time.monotonic())))
        await doctor.close()


if sys.argv[1:] == ["subscriber"]:
    run(subscriber)
else:
    enter_own_network()
    command(f"ip address add {SERVER}/32 dev lo")
    run(room if sys.argv[1:] == ["room"] else steps)
