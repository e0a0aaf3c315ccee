#!/usr/bin/env python3
"""A platform in one file: it keeps the key, its page (index.html) never sees it.

    aorta keys create --hospital st-mary --name example --scope links:write > key
    aorta serve … with server.allowedOrigins: [http://localhost:8000]
    AORTA=https://video.example KEY=$(cat key) APPOINTMENT=id ./platform.py 8000

Then http://localhost:8000/?role=doctor and, once that runs, ?role=patient. A real platform asks who
is signed in instead of believing the address.
"""

import http.server
import json
import os
import pathlib
import sys
import urllib.parse
import urllib.request

AORTA, KEY, APPOINTMENT = (os.environ[name] for name in ("AORTA", "KEY", "APPOINTMENT"))
PAGE = pathlib.Path(__file__).with_name("index.html").read_bytes()


def link(role):
    request = urllib.request.Request(
        f"{AORTA}/api/v1/appointments/{APPOINTMENT}/links", json.dumps({"role": role}).encode(),
        {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return {"server": AORTA, "signaling": json.load(answer)["signaling"]}


class Platform(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        role = urllib.parse.parse_qs(query).get("role", ["patient"])[0]
        body = json.dumps(link(role)).encode() if path == "/link" else PAGE
        self.send_response(200)
        self.send_header(
            "Content-Type", "application/json" if path == "/link" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # A link in a log is a way into the call.


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Platform).serve_forever()
