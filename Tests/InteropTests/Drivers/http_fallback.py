"""A consultation whose patient sits behind a proxy that breaks WebSockets, then doesn't, then does.

The call connects over plain HTTPS, goes over to the WebSocket when one gets through and back when it
is cut; no chat line is lost, doubled or out of order, and for the doctor nobody ever leaves.
"""

import asyncio
import json
import time

from playwright.async_api import async_playwright

from aorta import DOCTOR, PATIENT, Server, check, run, until
from chromium import ChromiumPage
from consultation import end, meet, sees_and_hears, shot, sign_in, talk
from upgrade_proxy import UpgradeProxy

PACE = 0.15  # Seconds between two chat lines of a person.
WATCH = """(() => {
    window.seen = {lines: [], joined: 0, left: 0, sent: 0, failed: []};
    const on = (name, handle) => aortaClient.addEventListener(name, ({detail}) => handle(detail));
    on("chat", (line) => seen.lines.push(line.text));
    on("joined", () => { seen.joined += 1; });
    on("participants", () => { if (aortaClient.participants.size === 0) seen.left += 1; });
})()"""
SAY = """((name) => {
    seen.sent += 1;
    const text = `${name} ${seen.sent}`;
    aortaClient.sendChat(text).catch((error) => seen.failed.push(`${text}: ${error.code}`));
})"""


class ProxiedPage(ChromiumPage):
    """A page whose every request goes through the proxy."""

    proxy = None

    async def goto(self, url):
        await super().goto(url.replace(self.proxy.server.url, self.proxy.url))


class Chatter:
    """Two people who write all the time."""

    def __init__(self, **pages):
        self.pages = pages
        self.task = None

    async def __aenter__(self):
        for page in self.pages.values():
            await page.evaluate(WATCH)
        self.task = asyncio.create_task(self.write())
        return self

    async def write(self):
        while True:
            for name, page in self.pages.items():
                await page.evaluate(f"{SAY}('{name}')")
            await asyncio.sleep(PACE)

    async def __aexit__(self, *_):
        self.task.cancel()

    async def settle(self):
        """Stops, waits for the last line on both sides, and compares."""
        self.task.cancel()
        sent = {name: await page.evaluate("seen.sent") for name, page in self.pages.items()}
        for reader, page in self.pages.items():
            await until(
                lambda page=page: page.evaluate(f"seen.lines.length >= {sum(sent.values())}"), 15,
                f"all lines at the {reader}'s")
            await asyncio.sleep(0.5)  # For what would come twice.
            seen = await page.evaluate("seen")
            for writer, count in sent.items():
                lines = [line for line in seen["lines"] if line.startswith(writer)]
                check(
                    lines == [f"{writer} {number}" for number in range(1, count + 1)],
                    f"lines of the {writer} at the {reader}'s: {lines}")
            check(seen["joined"] == 0, f"the {reader} joined again: {seen['joined']}")
            check(seen["left"] == 0, f"for the {reader} the other one left")
            check(not seen["failed"], f"not sent: {seen['failed']}")
        return sum(sent.values())


async def carried_by(page, carrier, seconds):
    began = time.monotonic()
    await until(
        lambda: page.evaluate(f"aortaClient.carrier === '{carrier}'"), seconds,
        f"the patient's signaling over {carrier}")
    return round(time.monotonic() - began, 1)


async def hold(doctor, patient, server, proxy):
    await sign_in(doctor, server, DOCTOR)
    await patient.goto(server.url + "/sign-in")
    await patient.fill("Email", PATIENT)
    await patient.fill("Password", "demo")
    await patient.click("Sign in")
    await patient.arrives("**/appointments/**")
    appointment, figures = await meet(doctor, patient, server)
    await carried_by(patient, "https", 1)
    await patient.reads("Connected (simple mode)")
    await sees_and_hears(doctor, "doctor")
    await sees_and_hears(patient, "patient")
    await shot(patient, "simple-mode-patient")
    await talk(doctor, patient)
    check(proxy.upgrades["refuse"] > 0, "no WebSocket was tried")

    async with Chatter(doctor=doctor, patient=patient) as chatter:
        await asyncio.sleep(2)
        proxy.mode = "swallow"  # The next attempt opens, and nothing comes of it.
        await until(lambda: proxy.upgrades["swallow"] > 0, 60, "another attempt at a WebSocket")
        await asyncio.sleep(1)
        proxy.mode = "pass"
        figures["back to the WebSocket after, s"] = await carried_by(patient, "websocket", 60)
        await patient.reads("Connected")
        await asyncio.sleep(2)
        proxy.cut()
        await asyncio.sleep(2)
        await carried_by(patient, "websocket", 5)  # A cut alone is no reason to change.
        proxy.mode = "refuse"
        proxy.cut()
        figures["from the cut to HTTPS, s"] = await carried_by(patient, "https", 10)
        await asyncio.sleep(3)
        figures["chat lines"] = await chatter.settle()

    await sees_and_hears(doctor, "doctor")
    await sees_and_hears(patient, "patient")

    # A page that is opened where WebSockets open and carry nothing.
    proxy.mode = "swallow"
    await patient.reload()
    await patient.reads("Connected (simple mode)", 30)
    await sees_and_hears(patient, "patient")
    await sees_and_hears(doctor, "doctor")
    await end(doctor, patient, server, appointment)
    for page in (doctor, patient):
        check(not page.complaints, f"errors on a page: {page.complaints}")
    return figures


async def main():
    with Server() as server:
        async with UpgradeProxy(server) as proxy, async_playwright() as playwright:
            doctor = await ChromiumPage.open(playwright)
            patient = await ChromiumPage.open(playwright)
            patient = ProxiedPage(patient.browser, patient.page)
            patient.proxy = proxy
            print(json.dumps(await hold(doctor, patient, server, proxy)))
            await doctor.close()
            await patient.close()


run(main)
