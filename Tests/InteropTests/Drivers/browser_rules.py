"""The rules of a call as people in browsers meet them: two hospitals at once, a reload, a second
tab, a link used twice, a link that expires, a killed server, the longest that a call may take.
"""

import json
import sqlite3
import time

from playwright.async_api import async_playwright

from aorta import DOCTOR, PATIENT, STRANGER, Person, Server, check, run, until
from chromium import ChromiumPage
from consultation import received, sees_and_hears, shot, sign_in

PATIENT_ELSEWHERE = "patient2@demo.test"
MINUTE = 60_000


def change(server, statement, *values):
    """Changes what the server has stored, past it."""
    with sqlite3.connect(f"{server.data}/aorta.sqlite", timeout=10) as database:
        check(database.execute(statement, values).rowcount == 1, f"no such row: {statement}")
    database.close()


async def meet_elsewhere(playwright, server):
    """A call in the other hospital, whose patients need no press to be admitted."""
    doctor, patient = await ChromiumPage.open(playwright), await ChromiumPage.open(playwright)
    await sign_in(doctor, server, STRANGER)
    await sign_in(patient, server, PATIENT_ELSEWHERE)
    appointment = Person(server, STRANGER).appointment()
    for page, button in ((doctor, "Start video call"), (patient, "Join video call")):
        await page.goto(f"{server.url}/appointments/{appointment}/chat/")
        await page.click(button)
        await page.arrives("**/video-call/**")
    await sees_and_hears(patient, "patient of the other hospital")
    return doctor, patient, appointment


async def meet_here(playwright, server, lifetime=None):
    """A call by links, as a platform would send them; the doctor's may have a lifetime in s."""
    appointment = Person(server, DOCTOR).appointment()
    links = []
    for email, door in ((DOCTOR, "start"), (PATIENT, "join")):
        token, _ = Person(server, email).enter(appointment, door)
        links.append(f"{server.url}/appointments/{appointment}/video-call/?token={token}")
    if lifetime:
        change(
            server, "UPDATE join_tokens SET expires_at = ? WHERE person = 'demo-doctor'"
            " AND superseded_at IS NULL", round((time.time() + lifetime) * 1000))
    doctor, patient = await ChromiumPage.open(playwright), await ChromiumPage.open(playwright)
    for page, link in zip((doctor, patient), links):
        await page.goto(link)
    await doctor.click("Admit", seconds=20)
    await sees_and_hears(doctor, "doctor")
    await sees_and_hears(patient, "patient")
    return doctor, patient, appointment, links


async def never_see_each_other(here, elsewhere, appointments, server):
    """Two calls at once: each page has one other's picture, and no way to the other call."""
    for page in (*here, *elsewhere):
        tiles = await page.evaluate("document.querySelectorAll('.tile').length")
        check(tiles == 1, f"{tiles} pictures at {page.url}")
    await here[0].click("Chat")
    await here[0].fill("Message", "Only for us.")
    await here[0].click("Send")
    await here[1].click("Chat")
    await here[1].reads("Only for us.")
    await elsewhere[0].click("Chat")
    await sees_and_hears(elsewhere[0], "doctor of the other hospital")
    for text in ("Only for us.", "Ben Moss", "Dr. Ada Grey"):
        shown = await elsewhere[0].page.get_by_text(text).count()
        check(shown == 0, f"'{text}' is read in the other hospital")

    intruder = await elsewhere[0].page.context.new_page()
    for path in ("chat/", "video-call/", "recordings/"):
        answer = await intruder.goto(f"{server.url}/appointments/{appointments[0]}/{path}")
        check(answer.status == 403, f"{path} of another hospital: {answer.status}")
    await intruder.close()


async def reload_and_second_tab(doctor, patient):
    """A reload comes back as the same person; a second tab takes the call over."""
    await patient.reload()
    await sees_and_hears(patient, "patient after a reload")
    await sees_and_hears(doctor, "doctor after the patient's reload")
    first, patient.page = patient.page, await patient.page.context.new_page()
    await patient.goto(first.url)
    await sees_and_hears(patient, "patient in a second tab")
    patient.page, second = first, patient.page
    await patient.reads("The call goes on in another window")
    await shot(patient, "second-tab")
    await first.close()
    patient.page = second
    tiles = await doctor.evaluate("document.querySelectorAll('.tile').length")
    check(tiles == 1, f"the doctor sees {tiles} of one patient")


async def link_is_used_once(playwright, link):
    thief = await ChromiumPage.open(playwright)
    answer = await thief.page.goto(link)
    check(answer.status == 403, f"a link opened a second browser: {answer.status}")
    await thief.reads("This link is in use in another browser")
    await thief.close()


async def server_dies(doctor, patient, server, appointment):
    """Killed in the call, and started again when the call has lasted 59 and a half minutes."""
    server.process.kill()
    server.process.wait()
    change(
        server, "UPDATE appointments SET video_call_started_at = ? WHERE id = ?",
        round(time.time() * 1000) - 59 * MINUTE - MINUTE // 2, appointment)
    server.start()
    restarted = time.monotonic()
    await sees_and_hears(patient, "patient after the restart", 30)
    await sees_and_hears(doctor, "doctor after the restart", 30)
    back = time.monotonic() - restarted
    await patient.reads("This call ends in less than a minute", 5)
    await shot(patient, "ends-soon")
    await patient.reads("The call has ended", 40)
    ended = time.monotonic() - restarted
    status = Person(server, DOCTOR).status(appointment)
    check(status["video_call_status"] == "ended", f"longer than a call may be: {status}")
    check(abs(status["call_duration"] - 3600) < 10, f"not ended at 60 minutes: {status}")
    return {"both back after the restart, s": round(back, 1), "ended, s": round(ended, 1)}


async def link_expires(playwright, server):
    """Who came by a link that expires in the call is out of it then, and is told why."""
    doctor, patient, _, _ = await meet_here(playwright, server, lifetime=25)
    await doctor.reads("This link to the call has expired", 40)
    await shot(doctor, "link-expired")
    before = (await received(doctor))["frames"]
    await until(
        lambda: patient.evaluate("document.querySelectorAll('.tile').length === 0"), 20,
        "the doctor to be gone at the patient's")
    check((await received(doctor))["frames"] <= before + 2, "the doctor receives all the same")
    return doctor, patient


async def main():
    with Server() as server:
        async with async_playwright() as playwright:
            doctor, patient, appointment, links = await meet_here(playwright, server)
            *elsewhere, other = await meet_elsewhere(playwright, server)
            await never_see_each_other(
                (doctor, patient), elsewhere, (appointment, other), server)
            for page in elsewhere:
                check(not page.complaints, f"errors on a page: {page.complaints}")
                await page.close()
            await reload_and_second_tab(doctor, patient)
            await link_is_used_once(playwright, links[1])
            figures = await server_dies(doctor, patient, server, appointment)
            for page in (doctor, patient):
                await page.close()
            for page in await link_expires(playwright, server):
                await page.close()
    print(json.dumps(figures))


run(main)
