"""A call out of a hospital's network: `hospital_call.py CONDITION`, one of `CONDITIONS`.

The patient has Chromium behind the router, the doctor is libwebrtc on the open side.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass

from playwright.async_api import async_playwright

from aorta import DOCTOR, PATIENT, Person, check, run, until
from consultation import received, sees_and_hears, sign_in
from hospital import Certificate, Hospital, Proxy, enter_open_side
from hospital_people import Outside, open_patient, server_outside
from participant import Participant
from recording_files import files
from stored import admit_at_once


@dataclass
class Condition:
    """A network, and the rungs of the ladder one of which a call must find in it."""

    rules: str
    rungs: tuple[str, ...]
    is_forced: bool = False
    is_symmetric: bool = False
    has_proxy: bool = False
    has_password: bool = False
    browser: str = "chromium"
    # What happens in the call, and the rungs that it may be on thereafter.
    event: str = ""
    rungs_after: tuple[str, ...] = ()


def forced(rules, rung, **more):
    return Condition(rules, (rung,), is_forced=True, **more)


UDP = ("udp",)
# Chromium looks for relays first, and for ICE-TCP only if it isn't connected 50 ms later.
BY_TCP = ("ice-tcp", "turn-tcp")
# The proxies let the server's name through, not its address: no ICE-TCP.
BY_PROXY = ("turn-tcp",)
CONDITIONS = {
    "open": Condition("open", UDP),
    "open-firefox": Condition("open", UDP, browser="firefox"),
    "open-turn-udp": forced("open", "turn-udp"),
    "symmetric-nat": Condition("open", UDP, is_symmetric=True),
    "no-udp": Condition("no-udp", BY_TCP),
    "only-443": Condition("only-443", BY_TCP),
    "only-443-ice-tcp": forced("only-443", "ice-tcp"),
    "only-443-turn-tcp": forced("only-443", "turn-tcp"),
    "only-443-turn-tls": forced("only-443", "turn-tls"),
    "only-443-firefox-turn-tls": forced("only-443", "turn-tls", browser="firefox"),
    "only-443-address-change": Condition(
        "only-443", BY_TCP, event="change_address", rungs_after=BY_TCP),
    "proxy": Condition("proxy", BY_PROXY, has_proxy=True),
    "proxy-turn-tls": forced("proxy", "turn-tls", has_proxy=True),
    "proxy-password": Condition("proxy", BY_PROXY, has_proxy=True, has_password=True),
    "udp-stops": Condition("open", UDP, event="stop_udp", rungs_after=BY_TCP),
    "address-change": Condition("open", UDP, event="change_address", rungs_after=UDP),
}
# Milliseconds until media is there again. An address changes there and back: of the two changes
# one may take twice as long, as Chromium alone waits 2 s and a busy machine adds to it.
LIMITS = {"stop_udp": [10_000], "change_address": [3_000, 6_000]}


async def join(patient, appointment, query):
    """From the conversation's page into the call; returns milliseconds to the first frame."""
    await sign_in(patient, Outside, PATIENT)
    await patient.goto(f"{Outside.url}/appointments/{appointment}/chat/{query}")
    await patient.appears("button", "Join video call")
    pressed = time.monotonic()
    await patient.click("Join video call")
    await patient.arrives("**/video-call/**")

    async def sees():
        return (await received(patient))["frames"] > 0

    await until(
        sees, 30,
        lambda: f"the patient's first frame at {patient.url}; errors there: {patient.complaints}")
    return round((time.monotonic() - pressed) * 1000)


async def goes_by(patient, *rungs, seconds=10):
    """Waits until both of the page's connections go by one of these rungs, and returns by which."""
    seen, pairs = [], []

    async def both():
        seen[:] = await patient.evaluate("rungs()")
        pairs[:] = await patient.evaluate("pairs()")
        return len(seen) == 2 and set(seen) <= set(rungs)

    await until(
        both, seconds, lambda: "\n".join([f"media by {rungs}, but by {seen}; the pairs:", *pairs]))
    return seen


async def interrupted(patient, doctor, hospital, event):
    """Lets something happen to the network; returns how long each side's picture stood still."""
    before = (await doctor.received("video"))["frames"], (await received(patient))["frames"]
    happened = time.monotonic()
    await asyncio.get_running_loop().run_in_executor(None, getattr(hospital, event))
    settled = time.monotonic() + 0.3  # Until what was on its way has come and been decoded.
    await until(lambda: time.monotonic() > settled, 1, "the event to take hold")
    before = (await doctor.received("video"))["frames"], (await received(patient))["frames"]
    times = [None, None]

    async def both():
        now = (await doctor.received("video"))["frames"], (await received(patient))["frames"]
        for side in (0, 1):
            if times[side] is None and now[side] > before[side] + 2:
                times[side] = round((time.monotonic() - happened) * 1000)
        return None not in times

    await until(both, 30, lambda: f"media again; so far at the doctor's, the patient's: {times}")
    return times


async def hold(patient, server, condition, hospital):
    appointment = Person(server, DOCTOR).appointment()
    token, room = Person(server, DOCTOR).start(appointment)
    doctor = Participant(server, room, token, "doctor")
    await doctor.connect()
    doctor.receive_media()
    await doctor.send_media()
    query = f"?rung={condition.rungs[0]}" if condition.is_forced else ""
    figures = {"press to first frame, ms": await join(patient, appointment, query)}
    await sees_and_hears(patient, "patient")
    await doctor.sees(30)
    figures["rungs"] = await goes_by(patient, *condition.rungs)
    if condition.event:
        await doctor.ask({"type": "recording-request"})
        await patient.click("Agree to recording")
        await until(lambda: len(files(server)) == 2, 15, "two files of the recording")
        recorded = files(server)
        still = []
        for _ in LIMITS[condition.event]:
            still.append(await interrupted(patient, doctor, hospital, condition.event))
            await sees_and_hears(patient, "patient")
            await doctor.sees(30)
        figures["still at the doctor's and the patient's, ms"] = still
        for time_taken, limit in zip(sorted(map(max, still)), LIMITS[condition.event]):
            check(time_taken <= limit, f"media again only after {still} ms")
        figures["rungs thereafter"] = await goes_by(patient, *condition.rungs_after)
        kinds = [m["type"] for m in doctor.messages]
        check(
            kinds.count("participant-joined") == 1 and "participant-left" not in kinds,
            f"not the same participant: {kinds}")
        before = server.metrics()["aorta_packets_recorded_total"]
        await until(
            lambda: server.metrics()["aorta_packets_recorded_total"] > before + 100, 10,
            "the recording to go on")
        check(files(server) == recorded, f"not the same recording: {files(server)}, {recorded}")
    figures["packets refused by the router"] = hospital.refused()
    check(not patient.complaints, f"errors on the page: {patient.complaints}")
    return figures


async def main():
    name, = sys.argv[1:]
    condition = CONDITIONS[name]
    hospital = Hospital(
        condition.rules, symmetric=condition.is_symmetric, resolves=not condition.has_proxy)
    proxy = Proxy(condition.has_password) if condition.has_proxy else None
    certificate = Certificate()
    with server_outside(certificate) as server:
        admit_at_once(server)
        async with async_playwright() as playwright:
            patient = await open_patient(
                playwright, hospital, certificate, proxy, condition.browser)
            figures = await hold(patient, server, condition, hospital)
            await patient.close()
    print(json.dumps(figures))


enter_open_side()
run(main)
