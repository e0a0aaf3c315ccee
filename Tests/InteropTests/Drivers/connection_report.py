"""The connection report in a real Chromium: a line for each way, what IT has to open, and the code."""

import json
import os
import re

from playwright.async_api import async_playwright

from aorta import (
    ADMIN, DOCTOR, PASSWORD, PATIENT, STRANGER, Person, Server, check, free_port, run, until)
from chromium import OPTIONS, ChromiumPage

SHOTS = os.environ.get("INTEROP_SCREENSHOTS")
PATH = "/video-call/connection-report"
DEVICES = "/video-call/test-devices/"
MEDIA = {"udp", "ice-tcp", "turn-udp", "turn-tcp", "turn-tls"}
SIGNALING = {"websocket", "long-poll"}


async def open_signed_in(playwright, url, email, then):
    """A browser that takes the server's self-signed certificate, for TURN over TLS too."""
    args = OPTIONS["args"] + ["--ignore-certificate-errors"]
    page = await ChromiumPage.open(playwright, args=args)
    await page.goto(f"{url}/sign-in?next={then}")
    await page.fill("Email", email)
    await page.fill("Password", PASSWORD)
    await page.click("Sign in")
    await page.arrives(url + then)
    return page


async def shot(page, name):
    """Light, dark, and as a telephone shows it."""
    if not SHOTS:
        return
    for scheme in ("dark", "light"):
        await page.page.emulate_media(color_scheme=scheme)
        await page.page.wait_for_timeout(400)
        await page.page.screenshot(path=f"{SHOTS}/{name}-{scheme}.png", full_page=True)
    await page.page.set_viewport_size({"width": 390, "height": 844})
    await page.page.screenshot(path=f"{SHOTS}/{name}-phone.png", full_page=True)
    await page.page.set_viewport_size({"width": 1000, "height": 640})


async def texts(page, part):
    """Each line of a part of the report: state and words, by what it is about."""
    return await page.evaluate(
        f"Object.fromEntries([...document.querySelectorAll('[data-part={part}] > li')]"
        ".map((li, i) => [li.dataset.about ?? i, [li.className, li.textContent]]))")


async def code(page):
    async def shown():
        text = await page.evaluate("document.querySelector('[data-part=code]')?.textContent ?? ''")
        return re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", text) and text

    return await until(shown, 90, "the report's code")


async def made(page):
    """The report when it is finished: its code, and its lines that are about a way, by kind."""
    ways = await page.evaluate(f"fetch('{PATH}/setup').then(r => r.json())")
    found = await code(page), await texts(page, "lines")
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return found[0], {way["kind"]: found[1][way["id"]] for way in ways["ways"]}


async def open_network(playwright, server, url):
    """Every way works; the same report is found by its code, by those who may see it."""
    patient = await open_signed_in(playwright, url, PATIENT, DEVICES)
    spoken, lines = await made(patient)
    check(set(lines) == MEDIA | SIGNALING, f"these ways only: {set(lines)}")
    for kind, (state, words) in lines.items():
        check(state in ("good", "fair") and "Works" in words, f"{kind}: {words}")
        check("ms" in words, f"{kind} says no round trip: {words}")
        if kind in MEDIA:
            check("lost" in words and "bit/s" in words, f"{kind} is not measured: {words}")
    seen = await texts(patient, "seen")
    check("No TLS inspection" in seen["inspection"][1], f"its own TLS is taken for another: {seen}")
    check(not await texts(patient, "rules"), "IT is asked for something")
    await shot(patient, "test-page")

    doctor = await open_signed_in(playwright, url, DOCTOR, f"{PATH}/")
    await doctor.fill("Code", spoken.lower())
    await doctor.click("Show report")
    await doctor.arrives(f"{url}{PATH}/*")
    check(await code(doctor) == spoken, "another code")
    again = list((await texts(doctor, "lines")).values())
    check(again == list(lines.values()), f"other lines: {again}")
    await shot(doctor, "report-page")

    location = f"{PATH}/{spoken}"
    for email, wanted in ((ADMIN, 200), (DOCTOR, 200), (PATIENT, 200), (STRANGER, 403)):
        status = Person(server, email).request(location)[0]
        check(status == wanted, f"{email}: {status}")
    check(Person(server).request(location)[0] == 401, "open to nobody")
    for page in (patient, doctor):
        check(not page.complaints, f"the page complains: {page.complaints}")
        await page.close()


async def shut_network(playwright, url, address, port):
    """What browsers are told to send to directly leads nowhere: the relay alone works."""
    patient = await open_signed_in(playwright, url, PATIENT, DEVICES)
    _, lines = await made(patient)
    for kind, (state, words) in lines.items():
        works = kind not in ("udp", "ice-tcp")
        check((state != "bad") == works, f"{kind}: {words}")
    rules = [words for _, words in (await texts(patient, "rules")).values()]
    check(any(f"Allow outgoing UDP to localhost (address {address}), port {port}." in rule
              for rule in rules), f"no rule for UDP: {rules}")
    check(any("outgoing TCP" in rule and "Exempt" in rule for rule in rules), f"none: {rules}")
    await shot(patient, "shut-page")
    await patient.close()


async def main():
    async with async_playwright() as playwright:
        port = free_port()
        with Server("--https", f"127.0.0.1:{port}") as server:
            await open_network(playwright, server, f"https://localhost:{port}")
        port, nowhere = free_port(), "127.0.0.2"
        with Server("--https", f"127.0.0.1:{port}", "--public-address", nowhere) as server:
            await shut_network(playwright, f"https://localhost:{port}", nowhere, server.udp_port)


run(main)
