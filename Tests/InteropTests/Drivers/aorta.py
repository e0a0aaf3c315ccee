"""What every driver stands on: a server of its own, signed-in people, and libwebrtc participants."""

import asyncio
import contextlib
import ctypes
import http.cookiejar
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

DOCTOR, PATIENT, ADMIN = "doctor@demo.test", "patient@demo.test", "admin@demo.test"
STRANGER = "doctor2@demo.test"  # Of another hospital.
PASSWORD = "demo"


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_address():
    """This machine's address on its way out, loopback where it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return probe.getsockname()[0]


def fail(message):
    """Ends the driver: what it was to show does not hold."""
    print(f"FAILED: {message}", file=sys.stderr, flush=True)
    sys.exit(1)


def check(condition, message):
    if not condition:
        fail(message)


def die_with_parent():
    """To be called between fork and exec: nothing that a driver starts outlives it."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Server:
    """`aorta serve --demo` on free ports of loopback, with a data directory of its own."""

    def __init__(
        self, *arguments, address="127.0.0.1", media=None, udp_port=None, https=None
    ):
        self.address = address
        self.media = media or address
        self.port = free_port()
        self.udp_port = udp_port or free_port(socket.SOCK_DGRAM)
        self.https = https or f"{address}:{free_port()}"
        self.data = tempfile.mkdtemp(prefix="aorta-")
        self.arguments = list(arguments)
        self.process = None
        self.log = os.path.join(self.data, "server.log")

    @property
    def url(self):
        return f"http://{self.address}:{self.port}"

    @property
    def websocket_url(self):
        return f"ws://{self.address}:{self.port}"

    def __enter__(self):
        self.start()
        return self

    def start(self):
        binary = os.environ.get("AORTA", ".build/debug/aorta")
        command = [
            binary, "serve", "--demo", "--data", self.data,
            "--http", f"{self.address}:{self.port}", "--udp", f"{self.media}:{self.udp_port}",
            "--https", self.https, "--public-address", self.media, *self.arguments,
        ]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, preexec_fn=die_with_parent)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                fail(f"the server ended at once:\n{self.tail()}")
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.url + "/readyz", timeout=1).read()
                return
            time.sleep(0.1)
        fail(f"the server is not ready after 60 s:\n{self.tail()}")

    def stop(self):
        """Asks it to stop; a server that does not within ten seconds fails the driver."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                code = self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                fail(f"the server did not stop on SIGTERM:\n{self.tail()}")
            check(code == 0, f"the server stopped with {code}:\n{self.tail()}")

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
        else:
            print(self.tail(), file=sys.stderr)
            self.process.kill()
        if os.environ.get("INTEROP_KEEP"):
            print(f"kept: {self.data}", file=sys.stderr)
        else:
            shutil.rmtree(self.data, ignore_errors=True)

    def tail(self):
        with open(self.log, "rb") as log:
            return log.read()[-4000:].decode(errors="replace")

    def metrics(self):
        text = urllib.request.urlopen(self.url + "/metrics").read().decode()
        values = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                values[name] = float(value)
        return values

    def cpu_seconds(self):
        """User and kernel time of the process so far."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        ticks = os.sysconf("SC_CLK_TCK")
        return int(fields[11]) / ticks, int(fields[12]) / ticks


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Person:
    """One account in one browser: its cookies and its CSRF token."""

    def __init__(self, server, email=None):
        self.server = server
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), NoRedirect())
        self.csrf = None
        if email:
            status, _, _ = self.request("/sign-in", {"email": email, "password": PASSWORD})
            check(status == 200, f"{email} can't sign in: {status}")
            self.csrf = self.request("/session")[2]["csrf"]

    def request(self, path, body=None, headers=(), method=None):
        """Returns status, headers and the JSON (or text) of the answer."""
        request = urllib.request.Request(self.server.url + path, method=method)
        request.add_header("Accept", "application/json")
        if self.csrf:
            request.add_header("X-CSRF-Token", self.csrf)
        for name, value in dict(headers).items():
            request.add_header(name, value)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            response = self.opener.open(request, timeout=10)
        except urllib.error.HTTPError as error:
            response = error
        data = response.read()
        try:
            return response.status, response.headers, json.loads(data)
        except ValueError:
            return response.status, response.headers, data.decode(errors="replace")

    def appointment(self):
        """The first of one's own appointments."""
        status, _, body = self.request("/appointments/")
        check(status == 200 and body["appointments"], f"no appointments: {status} {body}")
        return body["appointments"][0]["id"]

    def status(self, appointment):
        return self.request(f"/appointments/{appointment}/video-call/status/")[2]

    def start(self, appointment):
        return self.enter(appointment, "start")

    def join(self, appointment):
        return self.enter(appointment, "join")

    def enter(self, appointment, door):
        """Starts or joins the call; returns the token and the room of its WebSocket."""
        status, _, body = self.request(f"/appointments/{appointment}/video-call/{door}/", {})
        check(status == 200, f"can't {door}: {status} {body}")
        query = urllib.parse.urlparse(body["location"]).query
        token = urllib.parse.parse_qs(query)["token"][0]
        return token, self.status(appointment)["video_call_room_id"]


async def until(condition, seconds, message):
    """Waits for a condition (a plain or an async function) to hold."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if asyncio.iscoroutine(value):
            value = await value
        if value:
            return value
        if time.monotonic() > deadline:
            fail(f"not within {seconds} s: {message() if callable(message) else message}")
        await asyncio.sleep(0.05)


def run(main):
    """Runs a driver; libwebrtc's threads are not waited for."""
    asyncio.run(main())
    print("OK", flush=True)
    sys.stdout.flush()
    os._exit(0)
