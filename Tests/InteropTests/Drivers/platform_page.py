"""A platform's page (Config/examples/platform): doctor and patient see each other on it."""

import os
import subprocess
import sys

import aorta
from chromium import ChromiumPage
from platform_keys import make_key
from playwright.async_api import async_playwright

EXAMPLE = os.path.join(os.path.dirname(__file__), "../../../Config/examples/platform/platform.py")
# A picture that moves on, from the other one.
SEES = """() => {
    const video = document.querySelector("#others video");
    return video ? video.videoWidth > 0 && video.currentTime > 1 : false;
}"""


async def main():
    port = aorta.free_port()
    origin = f"http://127.0.0.1:{port}"
    os.environ["AORTA_SERVER_ALLOWED_ORIGINS"] = origin
    with aorta.Server() as server:
        environment = {
            **os.environ, "AORTA": server.url, "APPOINTMENT": "demo",
            "KEY": make_key(server, "--hospital", "demo-hospital", "--scope", "links:write"),
        }
        platform = subprocess.Popen(
            [sys.executable, EXAMPLE, str(port)], env=environment,
            preexec_fn=aorta.die_with_parent)
        async with async_playwright() as playwright:
            people = []
            for role in ("doctor", "patient"):
                one = await ChromiumPage.open(playwright)
                people.append(one)
                await one.goto(f"{origin}/?role={role}")
                await one.reads("connected", seconds=20)
            for one in people:
                async def sees(one=one):
                    return await one.evaluate(SEES)
                await aorta.until(
                    sees, 30, lambda one=one: f"nothing is seen: {one.complaints}")
                aorta.check(not one.complaints, f"{one.complaints}")
            for one in people:
                await one.close()
        platform.kill()


aorta.run(main)
