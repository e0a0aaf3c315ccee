"""Who may not enter is refused with the right status, and the audit log knows."""

import websockets

from aorta import ADMIN, DOCTOR, PATIENT, STRANGER, Person, Server, check, run
from participant import Participant
from stored import audit, expire_tokens


async def handshake(server, room, query="", headers=()):
    """The status that the WebSocket's door answers with."""
    url = f"{server.websocket_url}/ws/video-call/{room}/{query}"
    try:
        socket = await websockets.connect(url, additional_headers=dict(headers))
        await socket.close()
        return 101
    except websockets.InvalidStatus as refusal:
        return refusal.response.status_code


async def main():
    with Server() as server:
        doctor, patient = Person(server, DOCTOR), Person(server, PATIENT)
        admin, stranger, nobody = Person(server, ADMIN), Person(server, STRANGER), Person(server)
        appointment = doctor.appointment()
        base = f"/appointments/{appointment}/video-call"

        check(patient.request(f"{base}/join/", {})[0] == 409, "joined before the start")
        check(patient.request(f"{base}/start/", {})[0] == 403, "a patient started the call")
        check(stranger.request(f"{base}/start/", {})[0] == 403, "a stranger started the call")
        check(admin.request(f"{base}/start/", {})[0] == 403, "an administrator started it")
        check(nobody.request(f"{base}/start/", {})[0] in (401, 403), "nobody started it")
        foreign = doctor.request(f"{base}/start/", {}, {"Origin": "https://evil.example"})[0]
        check(foreign == 403, f"a foreign page started it: {foreign}")
        token_of_doctor, doctor.csrf = doctor.csrf, "wrong"
        check(doctor.request(f"{base}/start/", {})[0] == 403, "started without a CSRF token")
        doctor.csrf = token_of_doctor

        token, room = doctor.start(appointment)
        for person in (stranger, admin):
            check(person.request(f"{base}/join/", {})[0] == 403, "a stranger joined")
            check(
                person.request(f"/appointments/{appointment}/chat/")[0] == 403,
                "a stranger read the conversation")
        check(stranger.request(f"{base}/status/")[0] == 403, "a stranger saw the status")
        check(admin.request(f"{base}/status/")[0] == 200, "the administrator sees no status")
        status = doctor.request(f"{base}/status/")[2]
        check("token" not in str(status), f"the status tells tokens: {status}")

        check(await handshake(server, room) == 401, "entered with nothing")
        check(await handshake(server, room, "?token=guess") == 403, "entered by guessing")
        check(
            await handshake(server, "00000000-0000-0000-0000-000000000000", f"?token={token}")
            == 403, "a token opened another room")
        check(
            await handshake(server, room, f"?token={token}", {"Origin": "https://evil.example"})
            == 403, "a foreign page opened the WebSocket")

        # The first use binds the token: a second browser is refused.
        first = Participant(server, room, token, "doctor")
        await first.connect()
        check(await handshake(server, room, f"?token={token}") == 403, "one token, two browsers")
        page = Person(server)
        check(
            page.request(f"{base}/?token={token}")[0] == 403, "the page took a token again")
        check(
            stranger.request(f"{base}/?token={token}")[0] == 403, "a stranger used a token")

        # A day passes.
        token, room = patient.join(appointment)
        expire_tokens(server)
        check(await handshake(server, room, f"?token={token}") == 403, "a token of yesterday")
        check(
            patient.request(f"{base}/?token={token}")[0] == 403, "a token of yesterday, a page")

        # Each of the requests above that was refused for who asked is in the log.
        entries = [entry for chain in audit(server).values() for entry in chain]
        refused = [e for e in entries if e["kind"] in ("access_refused", "token_refused")]
        print({"refusals in the audit log": sorted(
            f"{e['kind']}: {e['detail']}" for e in refused)})
        check(len(refused) >= 20, f"only {len(refused)} refusals in the audit log: {refused}")
        await first.close()


run(main)
