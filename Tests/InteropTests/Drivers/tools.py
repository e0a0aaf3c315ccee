"""libwebrtc publishes by WHIP (RFC 9725), another receives by WHEP, with the codec that is named."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import webrtc

from aorta import Server, check, run, until
from participant import Participant, elapsed

codec = sys.argv[1]
FRAGMENT = "application/trickle-ice-sdpfrag"


def token(server, *arguments):
    binary = os.environ.get("AORTA", ".build/debug/aorta")
    command = [binary, "token", "--data", server.data, *arguments]
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, timeout=20).stdout.strip()


class Tool(Participant):
    """An encoder or a player: one connection, and HTTP with a token."""

    def __init__(self, server, token, name):
        super().__init__(server, "", token, name)
        self.session = self.tag = self.answer = None

    def http(self, method, path, body=None, **headers):
        request = urllib.request.Request(
            self.server.url + path, method=method, data=body.encode() if body else None)
        request.add_header("Authorization", f"Bearer {self.token}")
        for header, value in headers.items():
            request.add_header(header.replace("_", "-"), value)
        try:
            response = urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as error:
            response = error
        return response.status, response.headers, response.read().decode()

    async def begin(self, connection, path):
        await connection.setLocalDescription()
        status, headers, answer = self.http(
            "POST", path, connection.localDescription.sdp, Content_Type="application/sdp")
        check(status == 201, f"{self.name}: {status} {answer}")
        self.session, self.tag, self.answer = headers["Location"], headers["ETag"], answer
        await self.take(connection, answer)

    async def take(self, connection, answer):
        await connection.setRemoteDescription(
            webrtc.RTCSessionDescriptionInit(type="answer", sdp=answer))

    async def offer(self):  # What `send_media` ends with.
        await self.begin(self.publish, "/whip/studio/camera")

    async def play(self):
        self.subscribe = webrtc.RTCPeerConnection(webrtc.RTCConfiguration())
        for kind in ("audio", "video"):
            self.subscribe.addTransceiver(
                kind, webrtc.RTCRtpTransceiverInit(direction="recvonly"))
        await self.begin(self.subscribe, "/whep/studio/camera")

    async def restart(self, connection):
        """RFC 9725 §4.3.3."""
        connection.restartIce()
        await connection.setLocalDescription()
        credentials = re.findall(r"a=ice-(?:ufrag|pwd):\S+", connection.localDescription.sdp)[:2]
        fragment = "".join(line + "\r\n" for line in credentials)
        status, headers, body = self.http(
            "PATCH", self.session, fragment, Content_Type=FRAGMENT, If_Match="*")
        check(status == 200 and headers["ETag"] != self.tag, f"no restart: {status} {body}")
        self.tag = headers["ETag"]
        for name in ("ice-ufrag", "ice-pwd"):
            value = re.search(rf"a={name}:(\S+)", body).group(1)
            self.answer = re.sub(rf"a={name}:\S+", f"a={name}:{value}", self.answer)
        await self.take(connection, self.answer)


async def main():
    with Server("--tool-rooms") as server:
        both = token(server, "publish,subscribe", "studio")
        camera = Tool(server, both, "camera")
        players = [
            Tool(server, token(server, "subscribe", "stud*"), f"player {number}")
            for number in range(2)]
        status, headers, body = players[0].http(
            "POST", "/whep/studio/camera", "v=0", Content_Type="application/sdp")
        check(status == 404 and headers["Retry-After"], f"nobody publishes: {status} {body}")
        status, _, body = players[0].http(
            "POST", "/whip/studio/camera", "v=0", Content_Type="application/sdp")
        check(status == 403, f"a player published: {status} {body}")

        await camera.send_media(codec=codec)
        began = time.monotonic()
        for player in players:
            await player.play()
        await players[0].sees(1)
        print(f"first frame after {elapsed(began)} ms")
        for player in players:
            await player.sees(60)
            await player.hears()
            streams = await player.stats(player.subscribe, "inbound-rtp", "video")
            names = [
                entry["mime_type"].lower()
                for entry in await player.stats(player.subscribe, "codec")
                if entry["id"] in [stream.get("codec_id") for stream in streams]]
            check(names == [f"video/{codec}".lower()], f"{player.name} receives {names}")

        for tool, connection in (
            (players[0], players[0].subscribe), (camera, camera.publish)
        ):
            before = len(await tool.stats(connection, "candidate-pair"))
            await tool.restart(connection)
            await players[0].sees(60)
            await players[1].sees(30)
            check(before, f"{tool.name} had no candidate pair")

        status, _, _ = players[1].http("DELETE", players[1].session)
        check(status == 200, f"not ended: {status}")
        status, _, _ = camera.http("DELETE", camera.session)
        check(status == 200, f"not ended: {status}")
        status, _, _ = players[0].http("DELETE", players[0].session)
        check(status == 404, f"a player outlived its publisher: {status}")

        async def closed():
            return players[0].subscribe.connectionState in ("closed", "failed", "disconnected")

        await until(closed, 15, "the player to notice")
        check(server.metrics()["aorta_rooms"] == 0, "a room is left")

        token(server, "--revoke-all")
        status, _, body = camera.http(
            "POST", "/whip/studio/camera", "v=0", Content_Type="application/sdp")
        check(status == 401, f"revoked, and let in: {status} {body}")
        for tool in [camera, *players]:
            await tool.close()


run(main)
