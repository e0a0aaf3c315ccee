"""The connection report in a real Chromium: a line for each way, the code, and the code's report."""

import json
import os
import re

from playwright.async_api import async_playwright

from aorta import ADMIN, DOCTOR, PASSWORD, PATIENT, STRANGER, Person, Server, check, run, until
from chromium import ChromiumPage

SHOTS = os.environ.get("INTEROP_SCREENSHOTS")
PATH = "/video-call/connection-report"


async def sign_in(page, server, email, then):
    await page.goto(f"{server.url}/sign-in?next={then}")
    await page.fill("Email", email)
    await page.fill("Password", PASSWORD)
    await page.click("Sign in")
    await page.arrives(f"**{then}**")


async def shot(page, name):
    if not SHOTS:
        return
    await page.page.evaluate("document.querySelector('#connection, #report').scrollIntoView()")
    for scheme in ("light", "dark"):
        await page.page.emulate_media(color_scheme=scheme)
        await page.page.screenshot(path=f"{SHOTS}/{name}-{scheme}.png", full_page=True)
    await page.page.set_viewport_size({"width": 390, "height": 844})
    await page.page.screenshot(path=f"{SHOTS}/{name}-phone.png", full_page=True)
    await page.page.set_viewport_size({"width": 1000, "height": 640})


async def lines(page):
    """What each line says: state and text, by its name."""
    return await page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('[data-part=lines] > li')]"
        ".map(li => [li.dataset.about, [li.className, li.textContent]]))")


async def code(page):
    async def shown():
        text = await page.evaluate("document.querySelector('[data-part=code]')?.textContent ?? ''")
        return re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", text) and text

    return await until(shown, 90, "the report's code")


def expected_ways(server):
    status, _, setup = Person(server).request(f"{PATH}/setup")
    check(status == 200, f"no setup: {status}")
    return setup["ways"]


async def main():
    async with async_playwright() as playwright:
        with Server() as server:
            ways = expected_ways(server)
            patient = await ChromiumPage.open(playwright)
            await sign_in(patient, server, PATIENT, "/video-call/test-devices/")
            made = await code(patient)
            found = await lines(patient)
            print(json.dumps(found, indent=1, ensure_ascii=False))
            for way in ways:
                state, text = found[way["id"]]
                check(state in ("good", "fair") and "Works" in text, f"{way['id']}: {text}")
            await shot(patient, "test-page")

            doctor = await ChromiumPage.open(playwright)
            await sign_in(doctor, server, DOCTOR, f"{PATH}/")
            await doctor.fill("Code", made.lower())
            await doctor.click("Show report")
            await doctor.arrives(f"**{PATH}/*")
            check(await code(doctor) == made, "another code")
            again = await lines(doctor)
            for way in ways:
                check(again[way["id"]] == found[way["id"]], f"another line: {again[way['id']]}")
            await shot(doctor, "report-page")

            location = f"{PATH}/{made}"
            for email, wanted in ((ADMIN, 200), (DOCTOR, 200), (PATIENT, 200), (STRANGER, 403)):
                status = Person(server, email).request(location)[0]
                check(status == wanted, f"{email}: {status}")
            check(Person(server).request(location)[0] == 401, "open to nobody")
            for page in (patient, doctor):
                check(not page.complaints, f"the page complains: {page.complaints}")
                await page.close()


run(main)
