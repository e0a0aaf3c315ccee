"""A platform's webhook: signed events of a call in their order, tried again while it is down."""

import asyncio
import hashlib
import hmac
import http.server
import json
import os
import threading
import time

import aorta
from platform_keys import make_key


class Receiver(http.server.BaseHTTPRequestHandler):
    events, secret, is_down, refused = [], None, True, 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if Receiver.is_down:
            Receiver.refused += 1
            self.send_response(503)
        else:
            fields = dict(
                part.split("=") for part in self.headers["Aorta-Signature"].split(","))
            expected = hmac.new(
                Receiver.secret.encode(), f"{fields['t']}.".encode() + body,
                hashlib.sha256).hexdigest()
            event = json.loads(body)
            aorta.check(hmac.compare_digest(expected, fields["v1"]), "a wrong signature")
            aorta.check(abs(int(fields["t"]) - time.time()) < 60, "an old signature")
            aorta.check(event["id"] == self.headers["Aorta-Event-Id"], "another id")
            Receiver.events.append(event)
            self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


async def main():
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    hook = f"http://127.0.0.1:{receiver.server_port}/events"
    os.environ["AORTA_WEBHOOKS_ALLOW_ADDRESSES"] = "127.0.0.1/32"
    with aorta.Server() as server:
        key = make_key(server, "--hospital", "demo-hospital", "--all-scopes")
        platform = aorta.Person(server)
        bearer = {"Authorization": f"Bearer {key}"}

        def ask(path, body=None, method=None):
            return platform.request("/api/v1" + path, body, bearer, method)

        status, _, saved = ask("/webhook", {"url": hook}, "PUT")
        aorta.check(status == 200, f"no webhook: {status} {saved}")
        Receiver.secret = saved["secret"]
        status, _, link = ask("/appointments/demo/links", {"role": "doctor"})
        aorta.check(status == 201, f"no link: {status} {link}")
        await aorta.until(lambda: Receiver.refused >= 1, 15, "nothing was sent")
        # What is not delivered outlives the server.
        server.stop()
        Receiver.is_down = False
        server.start()
        status, _, ended = ask("/appointments/demo/end", {})
        aorta.check(ended["video_call_status"] == "ended", f"not ended: {status} {ended}")
        await aorta.until(
            lambda: len(Receiver.events) >= 2, 40, lambda: f"only {Receiver.events}")
        kinds = [event["type"] for event in Receiver.events]
        aorta.check(kinds == ["call.started", "call.ended"], f"other events: {kinds}")
        sequences = [event["sequence"] for event in Receiver.events]
        aorta.check(sequences == sorted(set(sequences)), f"out of order: {sequences}")
        _, _, state = ask("/webhook")
        aorta.check(state["failures"] == 0, f"still failing: {state}")


aorta.run(main)
