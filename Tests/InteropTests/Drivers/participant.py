"""A participant without a page: libwebrtc (PyPI wrtc) on the signaling protocol."""

import asyncio
import json
import time

import webrtc
import websockets

from aorta import check, fail, until

webrtc.allow_loopback()


class Participant:
    """Joins a room, publishes a synthetic camera and microphone, answers what it is offered."""

    def __init__(
        self, server, room, token=None, name="participant", headers=None, relay=None
    ):
        self.server, self.room, self.token, self.name = server, room, token, name
        self.headers = headers or {}
        self.relay = relay  # Part of the only TURN URLs to use, as `transport=udp`; or none.
        self.socket = None
        self.publish = self.subscribe = None
        self.messages = []  # All that came, in order.
        self.joined = None
        self.tracks = []
        self.sources = {}
        self.next_id = 0
        self.replies = {}
        self.reader = None
        self.offers = asyncio.Queue()
        self.first_frame_at = None

    # Signaling

    async def connect(self, resume=None):
        url = f"{self.server.websocket_url}/ws/video-call/{self.room}/"
        query = f"?resume={resume}" if resume else f"?token={self.token}" if self.token else ""
        self.socket = await websockets.connect(
            url + query, additional_headers=self.headers, max_size=1 << 20)
        self.reader = asyncio.create_task(self.read())
        message = {"type": "join", "name": self.name}
        if resume:
            message["resume"] = resume
        reply = await self.ask(message)
        check(reply["type"] == "joined", f"{self.name} could not join: {reply}")
        self.joined = reply
        return reply

    async def read(self):
        try:
            async for text in self.socket:
                message = json.loads(text)
                self.messages.append(message)
                if message.get("answers") in self.replies:
                    self.replies.pop(message["answers"]).set_result(message)
                if message["type"] == "tracks":
                    self.tracks = message["tracks"]
                elif message["type"] == "offer":
                    await self.offers.put(message["sdp"])
        except websockets.ConnectionClosed:
            pass

    async def send(self, message):
        await self.socket.send(json.dumps(message))

    async def ask(self, message, seconds=10):
        """Sends a message and waits for what answers it."""
        self.next_id += 1
        identifier = str(self.next_id)
        reply = asyncio.get_running_loop().create_future()
        self.replies[identifier] = reply
        await self.send({**message, "id": identifier})
        try:
            return await asyncio.wait_for(reply, seconds)
        except asyncio.TimeoutError:
            fail(f"{self.name}: no reply to {message['type']} within {seconds} s")

    def last(self, kind):
        return next((m for m in reversed(self.messages) if m["type"] == kind), None)

    async def wait_for(self, kind, seconds=10, where=lambda message: True):
        return await until(
            lambda: next(
                (m for m in reversed(self.messages) if m["type"] == kind and where(m)), None),
            seconds, lambda: f"{self.name} waits for {kind}; got {self.messages[-5:]}")

    # Media

    async def send_media(
        self, codec="VP8", width=640, height=360, layers=1, audio=True, video=True, screen=False
    ):
        """Publishes; with `layers` > 1 as simulcast, the largest first."""
        self.publish = webrtc.RTCPeerConnection(self.configuration())
        stream = await webrtc.mediaDevices.getUserMedia(
            webrtc.MediaStreamConstraints(
                video=webrtc.MediaTrackConstraints(width=width, height=height, frame_rate=30)
                if video else False,
                audio=audio))
        self.stream = stream
        kinds = []
        for track in sorted(stream.getTracks(), key=lambda track: str(track.kind)):
            init = webrtc.RTCRtpTransceiverInit(direction="sendonly", streams=[stream])
            if track.kind == "video" and layers > 1:
                init.send_encodings = [
                    webrtc.RTCRtpEncodingParameters(
                        rid="hml"[index], scale_resolution_down_by=float(2**index))
                    for index in range(layers)]
            transceiver = self.publish.addTransceiver(track, init)
            kinds.append((transceiver, "camera" if track.kind == "video" else "microphone"))
            if track.kind == "video":
                codecs = webrtc.RTCRtpSender.getCapabilities("video").codecs
                wanted = [c for c in codecs if c.mime_type.lower() == f"video/{codec}".lower()]
                check(wanted, f"this libwebrtc has no {codec}")
                rtx = [c for c in codecs if c.mime_type == "video/rtx"]
                transceiver.setCodecPreferences(wanted + rtx)
        await self.publish.setLocalDescription()
        self.sources = {transceiver.mid: source for transceiver, source in kinds}
        await self.offer()

    async def offer(self):
        reply = await self.ask({
            "type": "offer", "connection": "publish", "sources": self.sources,
            "sdp": self.publish.localDescription.sdp})
        check(reply["type"] == "answer", f"{self.name}: offer refused: {reply}")
        await self.publish.setRemoteDescription(
            webrtc.RTCSessionDescriptionInit(type="answer", sdp=reply["sdp"]))

    def configuration(self):
        """Through the server's own TURN server alone, where a relay is wanted."""
        if self.relay is None:
            return webrtc.RTCConfiguration()
        entries = self.joined["iceServers"] + self.joined.get("relayServers", [])
        servers = [
            webrtc.RTCIceServer(url, entry["username"], entry["credential"])
            for entry in entries
            for url in ([entry["urls"]] if isinstance(entry["urls"], str) else entry["urls"])
            if self.relay in url]
        check(servers, f"no relay by {self.relay} in {entries}")
        return webrtc.RTCConfiguration(ice_servers=servers[:1], ice_transport_policy="relay")

    def receive_media(self):
        """Answers subscribe offers from now on, one after the other."""
        self.answering = asyncio.create_task(self.answer_offers())

    async def answer_offers(self):
        while True:
            sdp = await self.offers.get()
            if self.subscribe is None:
                self.subscribe = webrtc.RTCPeerConnection(self.configuration())
            await self.subscribe.setRemoteDescription(
                webrtc.RTCSessionDescriptionInit(type="offer", sdp=sdp))
            await self.subscribe.setLocalDescription()
            await self.send({
                "type": "answer", "connection": "subscribe",
                "sdp": self.subscribe.localDescription.sdp})

    async def restart_publish(self):
        self.publish.restartIce()
        await self.publish.setLocalDescription()
        await self.offer()

    # Statistics

    async def stats(self, connection, kind, media=None):
        """The statistics of one type (`inbound-rtp`, …) and kind of media, as dictionaries."""
        if connection is None:
            return []
        report = await connection.getStats()
        return [
            vars(entry) if hasattr(entry, "__dict__") else entry
            for entry in report.values()
            if str(getattr(entry.type, "value", entry.type)) == kind
            and (media is None or getattr(entry, "kind", None) == media)]

    async def received(self, media):
        """Sum over the incoming streams of a kind: what is decoded, heard, lost."""
        streams = await self.stats(self.subscribe, "inbound-rtp", media)
        total = lambda name: sum(stream.get(name) or 0 for stream in streams)
        return {
            "streams": len(streams),
            "frames": total("frames_decoded"),
            "width": max((s.get("frame_width") or 0 for s in streams), default=0),
            "packets": total("packets_received"),
            "lost": total("packets_lost"),
            "energy": total("total_audio_energy"),
            "samples": total("total_samples_received"),
            "concealed": total("concealed_samples"),
            "retransmitted": total("retransmitted_packets_received"),
            "nacks": total("nack_count"),
            "plis": total("pli_count"),
        }

    async def sees(self, frames, seconds=15):
        """Waits until this many more frames are decoded."""
        before = (await self.received("video"))["frames"]

        async def enough():
            return (await self.received("video"))["frames"] >= before + frames

        await until(enough, seconds, f"{self.name} to decode {frames} more frames")

    async def hears(self, seconds=15):
        """Waits until the energy of what is heard grows."""
        before = (await self.received("audio"))["energy"]

        async def louder():
            return (await self.received("audio"))["energy"] > before

        await until(louder, seconds, f"{self.name} to hear something")

    async def close(self):
        for connection in (self.publish, self.subscribe):
            if connection:
                connection.close()
        self.publish = self.subscribe = None
        if self.socket:
            await self.socket.close()


async def meet(server, doctor_person, patient_person):
    """Doctor and patient of the demo's appointment, joined, admitted; no media yet."""
    appointment = doctor_person.appointment()
    token, room = doctor_person.start(appointment)
    doctor = Participant(server, room, token, "doctor")
    await doctor.connect()
    token, room = patient_person.join(appointment)
    patient = Participant(server, room, token, "patient")
    await patient.connect()
    if not patient.joined["admitted"]:
        await doctor.ask({"type": "admit", "participant": patient.joined["participant"]})
        await patient.wait_for("call-state", where=lambda m: m["admitted"])
    return appointment, doctor, patient


def elapsed(since):
    return round((time.monotonic() - since) * 1000)
