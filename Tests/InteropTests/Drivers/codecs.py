"""A call by libwebrtc with the codec that is named: both see and hear each other."""

import sys

from aorta import DOCTOR, PATIENT, Person, Server, check, run
from participant import meet

codec = sys.argv[1]


async def main():
    with Server() as server:
        _, doctor, patient = await meet(
            server, Person(server, DOCTOR), Person(server, PATIENT))
        for one in (doctor, patient):
            one.receive_media()
            await one.send_media(codec=codec)
        for one in (doctor, patient):
            await one.sees(60)
            await one.hears()
            streams = await one.stats(one.subscribe, "inbound-rtp", "video")
            names = [
                entry["mime_type"] for entry in await one.stats(one.subscribe, "codec")
                if entry["id"] in [stream.get("codec_id") for stream in streams]]
            check(
                [name.lower() for name in names] == [f"video/{codec}".lower()],
                f"{one.name} receives {names}, not {codec}")
        for one in (doctor, patient):
            await one.close()


run(main)
