"""Measures, and checks nothing: `join_time.py [ROUNDS]`, by hand, with AORTA a release build.

Time from a press on 'Join video call' to the first frame of the other side, where the hospital
admits at once; and what the server's process costs for each packet it forwards then.
"""

import asyncio
import json
import statistics
import sys
import time

from playwright.async_api import async_playwright

from aorta import DOCTOR, PATIENT, Person, Server, run, until
from chromium import ChromiumPage
from consultation import received, sees_and_hears, sign_in
from stored import admit_at_once

SECONDS = 10


async def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    times = []
    with Server() as server:
        admit_at_once(server)
        appointment = Person(server, DOCTOR).appointment()
        chat = f"{server.url}/appointments/{appointment}/chat/"
        async with async_playwright() as playwright:
            doctor = await ChromiumPage.open(playwright)
            patient = await ChromiumPage.open(playwright)
            await sign_in(doctor, server, DOCTOR)
            await sign_in(patient, server, PATIENT)

            async def sees():
                return (await received(patient))["frames"] > 0

            for index in range(rounds):
                await doctor.goto(chat)
                await patient.goto(chat)
                await doctor.click("Start video call")
                await doctor.arrives("**/video-call/**")
                await until(
                    lambda: doctor.evaluate(
                        "connections.some((one) => one.connectionState === 'connected')"), 15,
                    "the doctor to be connected")
                await patient.appears("button", "Join video call")
                pressed = time.monotonic()
                await patient.click("Join video call")
                await patient.arrives("**/video-call/**")
                await until(sees, 20, "the first frame")
                times.append(round((time.monotonic() - pressed) * 1000))
                await sees_and_hears(doctor, "doctor")
                if index == rounds - 1:
                    costs = await cost(server)
                await doctor.click("End call")
                await doctor.arrives("**/chat/**")
            await doctor.close()
            await patient.close()
        print(json.dumps({
            "press to first frame, ms": times, "median, ms": statistics.median(times), **costs}))


async def cost(server):
    """Processor time of the server a forwarded packet, over some seconds of the call."""
    name = "aorta_packets_forwarded_total"
    packets, (user, system) = server.metrics()[name], server.cpu_seconds()
    await asyncio.sleep(SECONDS)  # A measurement takes its time.
    packets, (user_after, system_after) = server.metrics()[name] - packets, server.cpu_seconds()
    seconds = user_after - user + system_after - system
    return {
        "packets forwarded a second": round(packets / SECONDS),
        "processor, % of a core": round(100 * seconds / SECONDS, 1),
        "processor a packet, µs": round(1e6 * seconds / packets, 1)}


run(main)
