"""Measures, and checks nothing: `virtual_relay_cost.py [ROUNDS]`, by hand, with AORTA a release build.

What a forwarded packet costs the server where both participants reach it through virtual relays
by UDP, beside the same call without any relay. The two take turns; medians are printed.
"""

import asyncio
import json
import statistics
import sys

from aorta import DOCTOR, PATIENT, Person, Server, run
from participant import meet

SECONDS = 10


async def cost(relay):
    """Microseconds of the server's processor time a forwarded packet."""
    with Server() as server:
        _, doctor, patient = await meet(server, Person(server, DOCTOR), Person(server, PATIENT))
        for one in (doctor, patient):
            one.relay = relay
            one.receive_media()
            await one.send_media(width=1280, height=720, layers=3)
        for one in (doctor, patient):
            await one.sees(60)
        name = "aorta_packets_forwarded_total"
        packets, used = server.metrics()[name], sum(server.cpu_seconds())
        await asyncio.sleep(SECONDS)  # A measurement takes its time.
        packets, used = server.metrics()[name] - packets, sum(server.cpu_seconds()) - used
        for one in (doctor, patient):
            await one.close()
    return 1e6 * used / packets


async def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    costs = {"no relay": [], "virtual relay": []}
    for _ in range(rounds):
        costs["no relay"].append(await cost(None))
        costs["virtual relay"].append(await cost("transport=udp"))
    medians = {name: statistics.median(each) for name, each in costs.items()}
    print(json.dumps({
        "processor a forwarded packet, µs": medians,
        "ratio": round(medians["virtual relay"] / medians["no relay"], 2), "each": costs}))


run(main)
