"""The consultation in two real browsers: `browser_call.py chromium|firefox CODEC`.

The doctor has Chromium; the patient has the browser that is named. Both send flashes with beeps.
"""

import json
import sys

from playwright.async_api import async_playwright

from aorta import DOCTOR, PATIENT, Server, check, own_address, run
from chromium import ChromiumPage
from consultation import (
    end, meet, play, received, record, sees_and_hears, share_screen, sign_in, talk)
from firefox import FirefoxPage
from media_files import av_offsets, check_playable
from recording_files import exported
from stored import go_on_without

browser, codec = sys.argv[1:3]
# Firefox's sound goes by the clock of a device that isn't there, some milliseconds a second beside
# its pictures': the shorter call tells the server's share from that.
SECONDS = 8 if browser == "firefox" else 12
# How the recording ends; each way in one of the calls.
ENDING = "stop" if browser == "firefox" else "withdraw" if codec == "H264" else "go on"


async def hold(doctor, patient, server):
    await sign_in(doctor, server, DOCTOR)
    await sign_in(patient, server, PATIENT)
    appointment, figures = await meet(
        doctor, patient, server, "" if codec == "VP8" else f"?codec={codec}")
    await sees_and_hears(doctor, "doctor")
    await sees_and_hears(patient, "patient")
    for page, name in ((doctor, "doctor"), (patient, "patient")):
        codecs = (await received(page))["codecs"]
        check(codecs == [f"video/{codec}"], f"the {name} receives {codecs}")
    await talk(doctor, patient)
    await share_screen(doctor, patient)
    await record(doctor, patient, server, SECONDS, ENDING)
    await end(doctor, patient, server, appointment)
    if codec != "H264":  # Matroska is for players, not for browsers.
        await play(doctor, "Ben Moss")
    for page in (doctor, patient):
        check(not page.complaints, f"errors on a page: {page.complaints}")
    return figures


async def main():
    # Firefox sends no media to loopback, but to the machine's own address.
    with Server(media=own_address() if browser == "firefox" else None) as server:
        if ENDING == "go on":
            go_on_without(server)
        async with async_playwright() as playwright:
            doctor = await ChromiumPage.open(playwright)
            patient = (
                await FirefoxPage.open(flashes=True) if browser == "firefox"
                else await ChromiumPage.open(playwright))
            figures = await hold(doctor, patient, server)
            await doctor.close()
            await patient.close()
        for person in ("doctor", "patient"):
            path, = exported(server, f"demo-{person}")
            check(
                path.endswith(".mkv" if codec == "H264" else ".webm"), f"the wrong kind: {path}")
            figures[f"{person}'s file, s"] = check_playable(
                path, ["opus", codec.lower()], SECONDS - 2)
            offsets = av_offsets(path)
            figures[f"{person}'s beeps after his flashes, ms"] = offsets
            check(len(offsets) >= 5, f"{path}: only {len(offsets)} flashes with their beep")
            worst = max(offsets, key=abs)
            check(abs(worst) < 80, f"{path}: A/V offset {worst} ms: {offsets}")
        if ENDING == "go on":
            longer = figures["doctor's file, s"] - figures["patient's file, s"]
            check(longer > 4, f"the patient's file is only {longer} s shorter")
        print(json.dumps(figures))


run(main)
