"""Two browsers are recorded, one of them withdraws, and all of it is composed into one file.

    composed.py [SECONDS]

The file is as long as the recording; each is in his half in his colour while he agrees and in no
picture after that; what is a gap in a file is one here; flashes and beeps are together.
"""

import asyncio
import json
import statistics
import subprocess
import sys

from playwright.async_api import async_playwright

from aorta import DOCTOR, PATIENT, Server, check, run, until
from chromium import ChromiumPage
from consultation import end, meet, more_media, sees_and_hears, sign_in
from media_files import av_offsets, probe, rises, sound_levels
from recording_files import aorta_recordings, closed_files, exported, files
from stored import audit, go_on_without, rows

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 8
COLOURS = {"doctor": (0x20, 0x40, 0x90), "patient": (0x90, 0x30, 0x20)}
# In Hz: where both beep at once, each is still heard.
TONES = {"doctor": 600, "patient": 1_800}
WIDTH, HEIGHT, RATE = 128, 72, 100


async def hold(playwright, server):
    doctor = await ChromiumPage.open(playwright)
    patient = await ChromiumPage.open(playwright)
    for page, name in ((doctor, "doctor"), (patient, "patient")):
        colour = "#%02x%02x%02x" % COLOURS[name]
        await page.page.context.add_init_script(
            f"window.flashColour = '{colour}'; window.flashTone = {TONES[name]}")
    await sign_in(doctor, server, DOCTOR)
    await sign_in(patient, server, PATIENT)
    appointment, _ = await meet(doctor, patient, server)
    await sees_and_hears(doctor, "doctor")
    await sees_and_hears(patient, "patient")
    await doctor.click("Request recording")
    await patient.click("Agree to recording")
    await until(lambda: len(files(server)) == 2, 15, "two files of the recording")
    await asyncio.sleep(SECONDS)
    await doctor.click("Share screen")
    await until(lambda: len(files(server)) == 3, 15, "a file of the screen")
    await asyncio.sleep(3)
    await doctor.click("Stop sharing")
    await asyncio.sleep(1)
    await patient.click("Withdraw consent")
    await patient.reads("You have withdrawn your consent")
    await more_media(server, 400)
    await asyncio.sleep(2)
    await doctor.click("Stop recording")
    await until(lambda: len(closed_files(server)) == 3, 15, "the files to be closed")
    await end(doctor, patient, server, appointment)
    await doctor.close()
    await patient.close()


def pictures(path):
    """Every 10 ms a picture of 128 by 72, as bytes of red, green and blue."""
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", "0:v:0", "-vf",
         f"fps={RATE}:start_time=0,scale={WIDTH}:{HEIGHT}:flags=area,format=rgb24", "-f",
         "rawvideo", "-"], capture_output=True).stdout
    size = WIDTH * HEIGHT * 3
    return [raw[start:start + size] for start in range(0, len(raw) - size + 1, size)]


def pixel(picture, column, row):
    start = (row * WIDTH + column) * 3
    return tuple(picture[start:start + 3])


def is_like(colour, other):
    return all(abs(one - two) < 40 for one, two in zip(colour, other))


def offsets(seen, heard, limit=0.2):
    """For each flash how long after it the nearest beep begins, in milliseconds."""
    found = []
    for flash in seen:
        beep = min(heard, key=lambda at: abs(at - flash), default=None)
        if beep is not None and abs(beep - flash) < limit:
            found.append(round((beep - flash) * 1000))
    return found


def check_places(shown, withdrawn):
    """Each in his half until one withdraws; from then on nothing of him anywhere."""
    halves = {"doctor": WIDTH // 4, "patient": WIDTH * 3 // 4}
    together = [picture for picture in shown[200:SECONDS * RATE]]
    for name, column in halves.items():
        seen = sum(is_like(pixel(picture, column, 30), COLOURS[name]) for picture in together)
        check(seen > 0.6 * len(together), f"the {name} is in {seen} of {len(together)} pictures")
        for other in COLOURS.keys() - {name}:
            wrong = sum(
                is_like(pixel(picture, column, 30), COLOURS[other]) for picture in together)
            check(wrong == 0, f"the {other} stands in the {name}'s place")
    after = shown[int((withdrawn + 0.05) * RATE):]
    check(len(after) > RATE, "nothing is shown after the withdrawal")
    for number, picture in enumerate(after):
        for place in range(0, len(picture), 3):
            check(
                not is_like(tuple(picture[place:place + 3]), COLOURS["patient"]),
                f"the patient is in picture {number} after he withdrew")


async def main():
    with Server() as server:
        go_on_without(server)
        async with async_playwright() as playwright:
            await hold(playwright, server)
        recording, = rows(server, "recordings")
        separate = {
            name: av_offsets(exported(server, f"demo-{name}")[0]) for name in COLOURS}
        folder = f"{server.data}/composed"
        code, output = aorta_recordings(
            server, "export", "--composed", recording["id"], "--to", folder)
        check(code == 0, f"not composed: {output}")
        path, *_, progress = output.strip().splitlines()

        info = probe(path)
        codecs = [stream["codec_name"] for stream in info["streams"]]
        check(codecs == ["vp8", "opus"], f"it holds {codecs}")
        length = (recording["stopped_at"] - recording["started_at"]) / 1000
        duration = float(info["format"]["duration"])
        check(abs(duration - length) < 0.02, f"it lasts {duration} s of {length} s")
        sound = [p for p in info["packets"] if p["stream_index"] == 1]
        check(
            abs(len(sound) * 0.02 - length) < 0.03, f"{len(sound)} packets of sound in {length} s")

        entries = audit(server)["demo-hospital"]
        given = [entry["detail"] for entry in entries if entry["kind"] == "consent_given"]
        check(given == ["asked", "answered 1 en"], f"consents were given by {given}")
        kinds = {entry["kind"]: entry["at"] for entry in entries}
        withdrawn = (kinds["consent_withdrawn"] - recording["started_at"]) / 1000
        shown = pictures(path)
        check_places(shown, withdrawn)
        figures = {"length, s": length, "speed": progress.split(", ")[1]}
        for name, column in (("doctor", WIDTH // 4), ("patient", WIDTH * 3 // 4)):
            levels = [pixel(picture, column, 30)[1] for picture in shown[:SECONDS * RATE]]
            heard = rises(*sound_levels(path, TONES[name]), 3_000, 0.3)
            composed = offsets(rises(levels, 1 / RATE, 160, 0.3), heard)
            figures[f"{name}'s beeps after his flashes, ms"] = {
                "composed": composed, "in his file": separate[name]}
            check(len(composed) >= SECONDS - 3, f"only {len(composed)} flashes of the {name}")
            added = statistics.median(composed) - statistics.median(separate[name])
            check(abs(added) <= 40, f"composing moved the {name}'s sound by {added} ms")
        print(json.dumps(figures, indent=1))


run(main)
