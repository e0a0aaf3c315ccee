"""Doctor, patient and an invited guest in one call, through the pages; all that the doctor does
with people and devices there. Pages in English, the guest's in German.
"""

import asyncio

from playwright.async_api import async_playwright

from aorta import DOCTOR, PATIENT, Server, check, run, until
from chromium import OPTIONS, ChromiumPage
from consultation import meet, received, sees_and_hears, shot, sign_in
from recording_files import files

TWO_CAMERAS = "--use-fake-device-for-media-stream=device-count=2"


async def invite(doctor, name):
    """The guest's link, as the doctor would copy it."""
    await doctor.fill("Name of the guest", name)
    await doctor.click("Invite")
    await doctor.appears(
        "textbox", f"Link for {name}. It works in one browser, and for this call only.")
    return await doctor.evaluate("document.getElementById('guest-link').value")


async def tiles(page):
    return await page.evaluate("document.querySelectorAll('.tile:not(.screen)').length")


async def enter(guest, doctor, link):
    """No account, no sign-in: the link alone; then the doctor lets the guest in."""
    await guest.goto(link)
    await guest.reads("Sie sind im Warteraum", 20)
    check("token" not in guest.url, "the token stays in the address")
    await doctor.click("Admit Ivy Vale")
    await sees_and_hears(guest, "guest")
    await until(lambda: has_tiles(doctor, 2), 20, "the doctor to see both")


async def has_tiles(page, count):
    return await tiles(page) == count


async def reload(guest, doctor):
    """A guest comes back by the cookie alone, admitted as before."""
    await guest.reload()
    await sees_and_hears(guest, "guest after a reload")
    check(await tiles(guest) == 2, "the guest sees not both others")


async def is_used_once(playwright, link):
    thief = await ChromiumPage.open(playwright)
    await thief.goto(link)
    await thief.reads("This link is in use in another browser")
    await thief.close()


async def consent(doctor, patient, guest, server):
    """Everybody is asked for himself; one who refuses is enough."""
    await doctor.click("Request recording")
    await patient.click("Agree to recording")
    await doctor.reads("Waiting for consent (2 of 3)")
    await guest.click("Aufnahme ablehnen")
    await doctor.appears("button", "Request recording")
    check(not files(server), "written although the guest has refused")


async def change_devices(doctor, patient):
    """Another camera while the call goes on: the picture comes from there."""
    before = await doctor.evaluate(
        "aortaClient.peers.publish.getSenders().find((s) => s.track?.kind === 'video').track.label")
    await doctor.page.get_by_role("combobox", name="Camera").select_option(index=1)
    await until(
        lambda: doctor.evaluate(
            "aortaClient.peers.publish.getSenders()"
            f".some((s) => s.track?.kind === 'video' && s.track.label !== {before!r})"),
        10, "another camera to be sent")
    await sees_and_hears(patient, "patient after the change")


async def move_own_picture(doctor):
    view = doctor.page.locator("#self")
    await doctor.click("Move your own picture to another corner")
    check(await view.get_attribute("data-corner") == "bottom-left", "the button moves nothing")
    box = await view.bounding_box()
    await doctor.page.mouse.move(box["x"] + 60, box["y"] + 90)
    await doctor.page.mouse.down()
    await doctor.page.mouse.move(700, 120, steps=4)
    await doctor.page.mouse.up()
    check(await view.get_attribute("data-corner") == "top-right", "it cannot be drawn away")


async def send_back(doctor, guest):
    """To the waiting room and in again: nothing reaches the guest meanwhile."""
    await doctor.click("Return Ivy Vale to the waiting room")
    await guest.reads("Sie sind im Warteraum", 10)
    await until(lambda: has_tiles(guest, 0), 5, "the others to vanish at the guest's")
    frames = (await received(guest))["frames"]
    await asyncio.sleep(2)
    check((await received(guest))["frames"] <= frames + 2, "pictures reach the waiting room")
    await doctor.click("Admit Ivy Vale")
    await until(lambda: has_tiles(guest, 2), 10, "the guest to be back")


async def main():
    with Server() as server:
        async with async_playwright() as playwright:
            doctor = await ChromiumPage.open(playwright, args=[*OPTIONS["args"], TWO_CAMERAS])
            patient = await ChromiumPage.open(playwright)
            guest = await ChromiumPage.open(playwright, locale="de-DE")
            await sign_in(doctor, server, DOCTOR)
            await sign_in(patient, server, PATIENT)
            await meet(doctor, patient, server)
            await doctor.click("People and devices")
            link = await invite(doctor, "Ivy Vale")
            await shot(doctor, "guests-invited")
            await enter(guest, doctor, link)
            await shot(guest, "guests-guest-german")
            await shot(doctor, "guests-three")
            await reload(guest, doctor)
            await is_used_once(playwright, link)
            await change_devices(doctor, patient)
            await move_own_picture(doctor)
            await send_back(doctor, guest)
            await consent(doctor, patient, guest, server)
            await doctor.click("End call")
            await guest.reads("Das Gespräch ist beendet")
            check(
                not await guest.has("link", "Zurück zur Unterhaltung"),
                "a guest is sent to a conversation that is not open to him")
            for page in (doctor, patient, guest):
                check(not page.complaints, f"errors on a page: {page.complaints}")
                await page.close()


run(main)
