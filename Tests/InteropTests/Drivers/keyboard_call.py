"""A whole consultation by keyboard alone: Tab, Shift+Tab, Enter, Space and letters, no pointer."""

import json

from playwright.async_api import async_playwright

from aorta import DOCTOR, PATIENT, Server, check, run
from chromium import ChromiumPage
from consultation import end, meet, record, sees_and_hears, share_screen, sign_in, talk

# Presses of Tab from one end of a page to the other: a page with more is no use to anybody.
STOPS = 60


class KeyboardPage(ChromiumPage):
    """A page whose parts are reached by Tab."""

    stops_taken = 0

    async def focus(self, part, name, seconds=10):
        """Presses Tab until the part has the focus, and sees that the focus can be seen."""
        await part.wait_for(timeout=seconds * 1000)
        for _ in range(STOPS):
            if await part.evaluate("part => part === document.activeElement"):
                break
            await self.page.keyboard.press("Tab")
            KeyboardPage.stops_taken += 1
        else:
            where = await self.page.evaluate("document.activeElement?.outerHTML.slice(0, 200)")
            check(False, f"{name} cannot be reached by Tab at {self.url}; the focus is at {where}")
        ring = await part.evaluate(
            "part => { const style = getComputedStyle(part);"
            " return part.matches(':focus-visible')"
            "   && (style.outlineStyle !== 'none' || style.boxShadow !== 'none'); }")
        check(ring, f"nobody sees that {name} has the focus")

    async def click(self, name, role="button", seconds=10):
        part = self.page.get_by_role(role, name=name, exact=True).first
        await self.focus(part, name, seconds)
        await self.page.keyboard.press("Enter")

    async def fill(self, name, text):
        await self.focus(self.page.get_by_role("textbox", name=name), name)
        await self.page.keyboard.type(text)


async def open_page(playwright):
    page = await ChromiumPage.open(playwright)
    page.__class__ = KeyboardPage
    return page


async def leave_a_panel(page):
    """Escape closes the chat, and the focus goes back to the button that opened it."""
    await page.focus(page.page.get_by_role("textbox", name="Message"), "Message")
    await page.page.keyboard.press("Escape")
    check(
        await page.page.get_by_role("button", name="Chat", exact=True).evaluate(
            "part => part === document.activeElement"),
        "the focus is lost when the chat closes")


async def main():
    with Server() as server:
        async with async_playwright() as playwright:
            doctor, patient = await open_page(playwright), await open_page(playwright)
            await sign_in(doctor, server, DOCTOR)
            await sign_in(patient, server, PATIENT)
            appointment, _ = await meet(doctor, patient, server)
            await sees_and_hears(doctor, "doctor")
            await sees_and_hears(patient, "patient")
            await talk(doctor, patient)
            await leave_a_panel(doctor)
            await share_screen(doctor, patient)
            await record(doctor, patient, server, 4, "withdraw")
            await end(doctor, patient, server, appointment)
            for page in (doctor, patient):
                check(not page.complaints, f"errors on a page: {page.complaints}")
                await page.close()
    print(json.dumps({"presses of Tab": KeyboardPage.stops_taken}))


run(main)
