"""Every page as eyes and machines see it: axe-core finds no serious fault on any, in light, in dark
and on a telephone upright and on its side, and none is wider than its window.

With INTEROP_SCREENSHOTS each view of each page is kept as a picture.
"""

import asyncio
import os
from pathlib import Path

import axe_playwright_python
from playwright.async_api import async_playwright

from aorta import ADMIN, DOCTOR, PASSWORD, PATIENT, Person, Server, check, fail, run
from chromium import ChromiumPage
from consultation import sign_in

SHOTS = os.environ.get("INTEROP_SCREENSHOTS")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SERIOUS = ("serious", "critical")
VIEWS = {
    "light": dict(scheme="light", width=1280, height=800),
    "dark": dict(scheme="dark", width=1280, height=800),
    "phone": dict(scheme="light", width=390, height=844),
    "phone-dark": dict(scheme="dark", width=390, height=844),
    "phone-side": dict(scheme="dark", width=844, height=390),
}
faults = []


async def look(page, name, views=VIEWS):
    """Examines the page as it stands in every view."""
    for view, form in views.items():
        await page.page.set_viewport_size({"width": form["width"], "height": form["height"]})
        await page.page.emulate_media(color_scheme=form["scheme"], reduced_motion="reduce")
        await asyncio.sleep(0.3)  # Transitions of colours come to rest.
        if SHOTS:
            await page.screenshot(f"{SHOTS}/{name}-{view}.png")
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            faults.append(f"{name} in {view}: {wide} pixels wider than its window")
        keys = await page.evaluate(
            "(document.body.innerText.match(/\\b[a-z]+(\\.[a-zA-Z]+)+\\b/g) ?? [])"
            ".filter((word) => !/^\\d|test$|js$/.test(word))")
        if keys:
            faults.append(f"{name} in {view} shows keys instead of words: {keys}")
        await page.evaluate(AXE)
        result = await page.evaluate(
            f"axe.run(document, {{ runOnly: {RULES} }})")
        for rule in result["violations"]:
            places = [node["target"][0] for node in rule["nodes"]][:4]
            line = f"{name} in {view}: {rule['impact']}: {rule['help']} at {places}"
            if rule["impact"] in SERIOUS:
                faults.append(line)
            else:
                print("minor:", line)
    first = next(iter(VIEWS.values()))
    await page.page.set_viewport_size({"width": first["width"], "height": first["height"]})


async def still_pages(doctor, admin, server, appointment):
    await doctor.goto(server.url + "/sign-in")
    await doctor.appears("button", "Sign in")
    await look(doctor, "sign-in")
    await sign_in(doctor, server, DOCTOR)
    await doctor.appears("heading", "Appointments")
    await look(doctor, "appointments")
    await doctor.goto(server.url + "/video-call/test-devices/")
    await doctor.reads("Code of this report", 90)
    await look(doctor, "test-devices")
    await doctor.goto(server.url + "/video-call/connection-report/")
    await look(doctor, "connection-report")
    await doctor.goto(f"{server.url}/appointments/nothing/chat/")
    await look(doctor, "error")
    await doctor.goto(f"{server.url}/appointments/{appointment}/chat/")
    await doctor.appears("button", "Start video call")
    await look(doctor, "chat")
    await sign_in(admin, server, ADMIN)
    await admin.appears("heading", "Appointments of Demo Hospital")
    await look(admin, "administrator")


async def call_pages(doctor, patient, server, appointment):
    chat = f"{server.url}/appointments/{appointment}/chat/"
    await sign_in(patient, server, PATIENT)
    await patient.goto(chat)
    await doctor.goto(chat)
    await doctor.click("Start video call")
    await doctor.reads("Waiting for", 15)
    await look(doctor, "call-alone")
    await patient.click("Join video call")
    await patient.reads("You are in the waiting room", 15)
    await look(patient, "call-waiting-room")
    await doctor.appears("button", "Admit")
    await look(doctor, "call-knock")
    await doctor.click("Admit")
    await patient.reads("Connected", 20)
    await asyncio.sleep(3)
    await look(doctor, "call")
    await doctor.click("Chat")
    await doctor.fill("Message", "Good morning!")
    await doctor.click("Send")
    await look(doctor, "call-chat")
    await doctor.click("Close panel")
    await doctor.click("Share screen")
    await patient.appears("button", "Chat")
    await asyncio.sleep(2)
    await look(patient, "call-screen")
    await doctor.click("Stop sharing")
    await doctor.click("Request recording")
    await patient.appears("button", "Agree to recording")
    await look(patient, "call-consent")
    await patient.click("Agree to recording")
    await doctor.reads("Recording", 10)
    await look(doctor, "call-recording")
    await patient.click("End call")
    await doctor.reads("The call has ended", 10)
    await look(doctor, "call-ended")


async def report_pages(doctor, admin, server, appointment):
    quality = f"{server.url}/appointments/{appointment}/quality/"
    await doctor.goto(f"{server.url}/appointments/{appointment}/chat/")
    await doctor.appears("link", "Quality report")
    for page, name in ((doctor, "quality-doctor"), (admin, "quality-administrator")):
        await page.goto(quality)
        await page.reads("Round trip", 10)
        await look(page, name)
    await admin.goto(server.url + "/appointments/")
    await admin.appears("link", "Audit log")
    await look(admin, "administrator-after")
    await admin.goto(server.url + "/audit/")
    await admin.reads("as it was written", 10)
    await look(admin, "audit")


async def main():
    with Server() as server:
        async with async_playwright() as playwright:
            pages = [await ChromiumPage.open(playwright) for _ in range(3)]
            doctor, patient, admin = pages
            appointment = Person(server, DOCTOR).appointment()
            await still_pages(doctor, admin, server, appointment)
            await call_pages(doctor, patient, server, appointment)
            await report_pages(doctor, admin, server, appointment)
            for page in pages:
                check(not page.complaints, f"errors on a page: {page.complaints}")
                await page.close()
    if faults:
        fail("\n".join(dict.fromkeys(faults)))


run(main)
