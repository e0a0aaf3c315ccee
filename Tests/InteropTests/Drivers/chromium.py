"""Chromium with made-up devices, and a page of it as a person uses one."""

import asyncio
import os

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import expect

HERE = os.path.dirname(os.path.abspath(__file__))
OPTIONS = dict(
    executable_path="/usr/bin/chromium", headless=True,
    args=[
        "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        "--auto-accept-this-tab-capture", "--auto-select-desktop-capture-source=Entire screen",
        "--autoplay-policy=no-user-gesture-required"])


class ChromiumPage:
    """One page in a browser of its own, used by what a screen reader would call its parts."""

    def __init__(self, browser, page):
        self.browser, self.page = browser, page
        self.complaints = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @staticmethod
    async def open(playwright, locale="en-US", **options):
        browser = await playwright.chromium.launch(**{**OPTIONS, **options})
        context = await browser.new_context(
            viewport={"width": 1000, "height": 640}, locale=locale)
        await context.add_init_script(path=f"{HERE}/received.js")
        await context.add_init_script(path=f"{HERE}/flashing_source.js")
        return ChromiumPage(browser, await context.new_page())

    @property
    def url(self):
        return self.page.url

    async def goto(self, url):
        # Chromium drops what it loads when its network changes, and goes to a page that says so,
        # which in its turn can interrupt the next try.
        for _ in range(3):
            try:
                return await self.page.goto(url)
            except PlaywrightError as error:
                if not any(word in str(error) for word in ("ERR_NETWORK_CHANGED", "chrome-error:")):
                    raise
                await asyncio.sleep(0.5)
        await self.page.goto(url)

    async def reload(self):
        await self.page.reload()

    async def arrives(self, pattern, seconds=15):
        """Waits until the address matches, as `**/chat/**`."""
        await self.page.wait_for_url(pattern, timeout=seconds * 1000)

    async def has(self, role, name):
        part = self.page.get_by_role(role, name=name, exact=True)
        return await part.count() > 0 and await part.first.is_visible()

    async def appears(self, role, name, seconds=10):
        part = self.page.get_by_role(role, name=name, exact=True).first
        await expect(part).to_be_visible(timeout=seconds * 1000)

    async def click(self, name, role="button", seconds=10):
        await self.page.get_by_role(role, name=name, exact=True).first.click(
            timeout=seconds * 1000)

    async def fill(self, name, text):
        await self.page.get_by_role("textbox", name=name).fill(text)

    async def reads(self, text, seconds=10):
        """Waits until the page shows a text."""
        await expect(self.page.get_by_text(text).first).to_be_visible(timeout=seconds * 1000)

    async def evaluate(self, expression):
        return await self.page.evaluate(expression)

    async def screenshot(self, path):
        await self.page.screenshot(path=path)

    async def close(self):
        await self.browser.close()
