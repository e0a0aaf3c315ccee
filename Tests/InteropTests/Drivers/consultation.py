"""A whole consultation through the pages, as two people hold it: the product's main path."""

import asyncio
import os
import time

from aorta import DOCTOR, PASSWORD, PATIENT, Person, check, until
from recording_files import closed_files, files

SHOTS = os.environ.get("INTEROP_SCREENSHOTS")


async def sign_in(page, server, email):
    await page.goto(server.url + "/sign-in")
    await page.fill("Email", email)
    await page.fill("Password", PASSWORD)
    await page.click("Sign in")
    await page.arrives("**/appointments/**")


async def shot(page, name):
    if SHOTS:
        await page.screenshot(f"{SHOTS}/{name}.png")


async def received(page):
    return await page.evaluate("received()")


async def sees_and_hears(page, name, seconds=20):
    """Waits until 30 more frames are decoded and more sound is heard."""
    before = await received(page)

    async def more():
        now = await received(page)
        for count in ("frames", "energy"):  # A new connection counts from zero.
            before[count] = min(before[count], now[count])
        return now["frames"] >= before["frames"] + 30 and now["energy"] > before["energy"]

    await until(more, seconds, lambda: f"the {name} to see and hear: {before}")


async def meet(doctor, patient, server, query=""):
    """From the conversation's page into the call; returns the appointment and the time it took."""
    appointment = Person(server, DOCTOR).appointment()
    chat = f"{server.url}/appointments/{appointment}/chat/"
    call = f"{server.url}/appointments/{appointment}/video-call/{query}"
    await doctor.goto(chat)
    await patient.goto(chat)
    await doctor.click("Start video call")
    await doctor.arrives("**/video-call/**")
    if query:
        await doctor.goto(call)
    await patient.appears("button", "Join video call")
    clicked = time.monotonic()
    await patient.click("Join video call")
    await patient.arrives("**/video-call/**")
    if query:
        await patient.goto(call)
    # The demo's hospital admits one by one: until then the patient gets nothing.
    await doctor.appears("button", "Admit")
    check((await received(patient))["frames"] == 0, "seen from the waiting room")
    await shot(patient, "waiting-patient")
    await doctor.click("Admit")
    admitted = time.monotonic()

    async def sees():
        return (await received(patient))["frames"] > 0

    await until(sees, 20, "the patient's first frame")
    now = time.monotonic()
    return appointment, {
        "from 'Join video call' to the first frame, ms": round((now - clicked) * 1000),
        "from 'Admit' to it, ms": round((now - admitted) * 1000)}


async def talk(doctor, patient):
    await doctor.click("Chat")
    await patient.click("Chat")
    for writer, reader, text in (
        (doctor, patient, "Can you hear me?"), (patient, doctor, "Loud and clear.")
    ):
        await writer.fill("Message", text)
        await writer.click("Send")
        await reader.reads(text)
    await shot(doctor, "chat-doctor")

    await patient.click("Mute microphone")
    await patient.appears("button", "Unmute microphone")
    await doctor.appears("img", "microphone muted")
    await patient.click("Unmute microphone")


async def share_screen(doctor, patient):
    check(not await patient.has("button", "Share screen"), "a patient may share a screen")
    before = (await received(patient))["pictures"]
    await doctor.click("Share screen")

    async def one_more():
        return (await received(patient))["pictures"] > before

    await until(one_more, 20, "the doctor's screen at the patient's")
    await shot(patient, "screen-patient")
    await doctor.click("Stop sharing")
    await doctor.appears("button", "Share screen")


async def record(doctor, patient, server, seconds, ending):
    """Not before both have agreed; then for some seconds, until `ending`.

    That is 'stop', or 'withdraw' (the patient does, which stops it for all), or 'go on' (without
    the patient, for some seconds more).
    """
    await doctor.click("Request recording")
    await patient.appears("button", "Agree to recording")
    await shot(patient, "consent-patient")
    forwarded = server.metrics()["aorta_packets_forwarded_total"]
    await until(
        lambda: server.metrics()["aorta_packets_forwarded_total"] > forwarded + 100, 10,
        "media to flow on")
    check(not files(server), "written before all agreed")
    await patient.click("Agree to recording")
    await until(lambda: len(files(server)) == 2, 15, "two files of the recording")
    await asyncio.sleep(seconds)  # What is recorded takes its time.
    await shot(doctor, "recording-doctor")
    if ending != "stop":
        await patient.click("Withdraw consent")
        await patient.reads("You have withdrawn your consent")
        await (goes_on if ending == "go on" else is_over)(server)
        await shot(patient, "withdrawn-patient")
    if ending != "withdraw":
        await doctor.click("Stop recording")
    await until(lambda: len(closed_files(server)) == 2, 15, "both files to be closed")


async def more_media(server, packets):
    """Waits until so many packets have been forwarded; returns the metrics before and after."""
    name = "aorta_packets_forwarded_total"
    before = server.metrics()
    await until(
        lambda: server.metrics()[name] > before[name] + packets, 20, "media to flow on")
    return before, server.metrics()


async def is_over(server):
    """Not one packet more is recorded."""
    name = "aorta_packets_recorded_total"
    before, after = await more_media(server, 400)
    check(after[name] == before[name], f"{after[name] - before[name]} packets written after all")


async def goes_on(server):
    """The doctor's packets are written, the patient's are left out."""
    before, after = await more_media(server, 400)
    for name in ("aorta_packets_recorded_total", "aorta_packets_without_consent_total"):
        check(after[name] > before[name] + 50, f"{name} stands still")
    await asyncio.sleep(1.5)  # What was on its way to the files is in them.
    sizes = [os.path.getsize(path) for path in files(server)]
    await asyncio.sleep(3)
    grown = [os.path.getsize(path) - size for path, size in zip(files(server), sizes)]
    check(sorted(grown)[0] == 0 < sorted(grown)[1], f"the files grew by {grown} bytes")


async def end(doctor, patient, server, appointment):
    await doctor.click("End call")
    await doctor.arrives("**/chat/**")
    await patient.reads("The call has ended")
    status = Person(server, DOCTOR).status(appointment)
    check(status["video_call_status"] == "ended", f"not ended: {status}")
    check(status["call_duration"] >= 10, f"no duration: {status}")
    await doctor.reads("Call ended")


async def play(doctor, name):
    """Plays a recording on the conversation's page."""
    await doctor.click(f"Play {name}")
    await until(
        lambda: doctor.evaluate("document.querySelector('video')?.currentTime > 1"), 15,
        f"the recording of {name} to play")
    await shot(doctor, "playback-doctor")
