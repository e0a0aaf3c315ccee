"""The whole consultation in two real Chromium, through the pages: the product's main path."""

import asyncio
import json
import os
import sys
import time

from playwright.async_api import async_playwright, expect

from aorta import DOCTOR, PASSWORD, PATIENT, Person, Server, check, run, until
from media_files import av_offsets, check_playable
from recording_files import files

HERE = os.path.dirname(os.path.abspath(__file__))
SHOTS = os.environ.get("INTEROP_SCREENSHOTS")
# Counts what the page's connections receive, whatever the page does with them.
SPY = """
window.connections = [];
const Original = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Original {
    constructor(...given) { super(...given); window.connections.push(this); }
};
window.received = async () => {
    const sum = {frames: 0, energy: 0, width: 0, screens: 0};
    for (const connection of window.connections) {
        if (connection.connectionState === 'closed') continue;
        (await connection.getStats()).forEach((entry) => {
            if (entry.type !== 'inbound-rtp') return;
            if (entry.kind === 'video') {
                sum.frames += entry.framesDecoded || 0;
                sum.width = Math.max(sum.width, entry.frameWidth || 0);
                if (entry.framesDecoded) sum.screens += 1;
            } else sum.energy += entry.totalAudioEnergy || 0;
        });
    }
    return sum;
};
"""


async def sign_in(page, server, email):
    await page.goto(server.url + "/sign-in")
    await page.get_by_role("textbox", name="Email").fill(email)
    await page.get_by_role("textbox", name="Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/appointments/**")


async def shot(page, name):
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png")


async def grows(page, field, seconds=20):
    before = (await page.evaluate("received()"))[field]

    async def more():
        return (await page.evaluate("received()"))[field] > before + (10 if field == "frames" else 0)

    await until(more, seconds, f"{field} to grow in {page.url}")


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


async def call(server, browser, patient_browser):
    contexts = []
    for engine in (browser, patient_browser):
        context = await engine.new_context(viewport={"width": 1000, "height": 640})
        await context.add_init_script(SPY)
        await context.add_init_script(path=f"{HERE}/flashing_source.js")
        contexts.append(context)
    doctor, patient = [await context.new_page() for context in contexts]
    complaints = []
    for page in (doctor, patient):
        page.on("pageerror", lambda error: complaints.append(str(error)))
    await sign_in(doctor, server, DOCTOR)
    await sign_in(patient, server, PATIENT)
    appointment = Person(server, DOCTOR).appointment()
    chat = f"{server.url}/appointments/{appointment}/chat/"
    await doctor.goto(chat)
    await patient.goto(chat)

    await button(doctor, "Start video call").click()
    await doctor.wait_for_url("**/video-call/**")
    join = button(patient, "Join video call")
    await expect(join).to_be_visible(timeout=10_000)
    clicked = time.monotonic()
    await join.click()
    await patient.wait_for_url("**/video-call/**")
    admit = button(doctor, "Admit")
    if await admit.count():
        await admit.first.click()

    async def sees():
        return (await patient.evaluate("received()"))["frames"] > 0

    await until(sees, 20, "the patient's first frame")
    figures = {"click to first frame, ms": round((time.monotonic() - clicked) * 1000)}
    for page in (doctor, patient):
        await grows(page, "frames")
        await grows(page, "energy")
    await shot(doctor, "call-doctor")
    await shot(patient, "call-patient")

    # Chat, both ways.
    for writer, reader, text in (
        (doctor, patient, "Can you hear me?"), (patient, doctor, "Loud and clear.")
    ):
        if not await writer.get_by_role("textbox", name="Message").is_visible():
            await button(writer, "Chat").click()
        await writer.get_by_role("textbox", name="Message").fill(text)
        await button(writer, "Send").click()
        if not await reader.get_by_role("textbox", name="Message").is_visible():
            await button(reader, "Chat").click()
        await expect(reader.get_by_text(text)).to_be_visible(timeout=5_000)
    await shot(doctor, "chat-doctor")

    # Mute is seen by the other side.
    await button(patient, "Mute microphone").click()
    await expect(button(patient, "Unmute microphone")).to_be_visible()
    await until(
        lambda: doctor.evaluate("document.body.innerText.toLowerCase().includes('muted')"
                                " || !!document.querySelector('[data-muted=\"true\"]')"),
        5, "the doctor's page to show that the patient is muted")
    await button(patient, "Unmute microphone").click()

    # The doctor's screen.
    check(await button(patient, "Share screen").count() == 0, "a patient may share a screen")
    await button(doctor, "Share screen").click()

    async def second_stream():
        return (await patient.evaluate("received()"))["screens"] >= 2

    await until(second_stream, 20, "the doctor's screen at the patient's")
    await shot(patient, "screen-patient")
    await button(doctor, "Stop sharing").click()

    # Recording: not before both have agreed.
    await button(doctor, "Request recording").click()
    agree = button(patient, "Agree to recording")
    await expect(agree).to_be_visible(timeout=5_000)
    await shot(patient, "consent-patient")
    await asyncio.sleep(1)
    check(not files(server), "written before all agreed")
    await agree.click()
    await until(lambda: len(files(server)) == 2, 15, "two files of the recording")
    await asyncio.sleep(12)
    await shot(doctor, "recording-doctor")
    await button(doctor, "Stop recording").click()
    await asyncio.sleep(1)

    await button(doctor, "End call").click()
    confirm = button(doctor, "End call")
    if await confirm.count() and "/video-call" in doctor.url:
        with_dialog = doctor.get_by_role("dialog").get_by_role("button", name="End call")
        if await with_dialog.count():
            await with_dialog.click()
    await doctor.wait_for_url("**/chat/**", timeout=10_000)
    status = Person(server, DOCTOR).status(appointment)
    check(status["video_call_status"] == "ended", f"not ended: {status}")
    check(status["call_duration"] > 10, f"no duration: {status}")
    check(not complaints, f"errors on the pages: {complaints}")
    return figures


async def main():
    firefox = "firefox" in sys.argv
    with Server() as server:
        async with async_playwright() as playwright:
            options = dict(
                executable_path="/usr/bin/chromium", headless=True,
                args=["--no-sandbox", "--use-fake-ui-for-media-stream",
                      "--use-fake-device-for-media-stream",
                      "--auto-accept-this-tab-capture",
                      "--auto-select-desktop-capture-source=Entire screen",
                      "--autoplay-policy=no-user-gesture-required"])
            browser = await playwright.chromium.launch(**options)
            other = await playwright.chromium.launch(**options)
            figures = await call(server, browser, other)
            await browser.close()
            await other.close()
        for path in files(server):
            check_playable(path, ["opus", "vp8"], 8)
            offsets = av_offsets(path)
            check(len(offsets) >= 5, f"{path}: only {len(offsets)} flashes with their beep")
            worst = max(offsets, key=abs)
            figures.setdefault("A/V offsets, ms", []).append(offsets)
            check(abs(worst) < 80, f"{path}: A/V offset {worst} ms: {offsets}")
        print(json.dumps(figures))


run(main)
