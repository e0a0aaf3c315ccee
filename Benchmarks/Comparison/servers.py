"""The servers under test, each started on its core with a configuration made here."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server's process. `arguments` are what `aorta bench` is told to reach it."""

    name = ""

    def start(self, command, folder, core, path):
        self.log = f"{folder}/{self.name}.log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                ["taskset", "-c", str(core)] + command, stdout=log, stderr=log,
                preexec_fn=lambda: os.setpgid(0, 0))
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(self.url + path, timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"{self.name} does not start; its log is {self.log}")
                time.sleep(0.1)

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Aorta(Server):
    name = "Aorta"
    configuration = "`aorta serve --tool-rooms`, nothing else changed"

    def __init__(self, binary, folder, core):
        port, data = free_port(), f"{folder}/data"
        self.url = f"http://127.0.0.1:{port}"
        self.start(
            [binary, "serve", "--http", f"127.0.0.1:{port}",
             "--udp", f"127.0.0.1:{free_port(socket.SOCK_DGRAM)}",
             "--public-address", "127.0.0.1", "--data", data, "--tool-rooms"],
            folder, core, "/healthz")
        token = subprocess.run(
            [binary, "token", "--data", data, "publish,subscribe", "bench-*", "--ttl", "24h"],
            capture_output=True, text=True, check=True).stdout.strip()
        self.arguments = [self.url, "--token", token]
        self.version = subprocess.run(
            [binary, "--version"], capture_output=True, text=True).stdout.strip()


class Floor(Server):
    name = "C floor"
    version = "Benchmarks/Floor, `cc -O2`"
    configuration = "one thread; decrypts, encrypts, nothing more"

    def __init__(self, folder, core):
        program = f"{folder}/floor"
        sources = [
            f"{HERE}/../Floor/{name}.c" for name in ("floor", "connect", "media", "signaling")]
        subprocess.run(["cc", "-O2", "-o", program] + sources + ["-lssl", "-lcrypto"], check=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.start(
            [program, str(port), str(free_port(socket.SOCK_DGRAM))], folder, core, "/")
        self.arguments = [self.url]


def own_address():
    """This machine's address that is not loopback, which Janus takes no candidates from."""
    for line in subprocess.run(
            ["ip", "-4", "-oneline", "address", "show", "up", "scope", "global"],
            capture_output=True, text=True).stdout.splitlines():
        return line.split()[3].split("/")[0]
    sys.exit("Janus needs an IPv4 address that is not loopback: ip address add 192.0.2.1/32 dev lo "
             "will not do, a dummy interface will")


class Janus(Server):
    name = "Janus"
    configuration = (
        "VideoRoom, ICE lite, AEAD_AES_128_GCM, `session_timeout = 0`, other plugins off")

    def __init__(self, folder, core):
        if not shutil.which("janus"):
            sys.exit("janus is missing: apt-get install --no-install-recommends janus")
        settings, port = f"{folder}/janus", free_port()
        os.mkdir(settings)
        libraries = "/usr/lib/x86_64-linux-gnu/janus"
        unwanted = {
            kind: ",".join(
                sorted(name for name in os.listdir(f"{libraries}/{kind}")
                       if name.endswith(".so") and wanted not in name))
            for kind, wanted in (("plugins", "videoroom"), ("transports", "_http"))}
        files = {
            "janus.jcfg": f"""
general: {{
	configs_folder = "{settings}"
	plugins_folder = "{libraries}/plugins"
	transports_folder = "{libraries}/transports"
	debug_level = 3
	session_timeout = 0
}}
media: {{
	ipv6 = false
	rtp_port_range = "20000-59999"
}}
nat: {{
	ice_lite = true
	ice_enforce_list = "{own_address()}"
}}
plugins: {{ disable = "{unwanted["plugins"]}" }}
transports: {{ disable = "{unwanted["transports"]}" }}
""",
            "janus.transport.http.jcfg": f"""
general: {{
	json = "compact"
	base_path = "/janus"
	http = true
	ip = "127.0.0.1"
	port = {port}
	https = false
}}
""",
            "janus.plugin.videoroom.jcfg": "general: {\n}\n",
        }
        for name, text in files.items():
            with open(f"{settings}/{name}", "w") as file:
                file.write(text)
        self.url = f"http://127.0.0.1:{port}"
        self.start(["janus", "-F", settings], folder, core, "/janus/info")
        self.arguments = [self.url, "--janus"]
        with urllib.request.urlopen(self.url + "/janus/info") as answer:
            text = answer.read().decode()
        self.version = re.search(r'"version_string"\s*:\s*"([^"]+)"', text).group(1)
        self.version += " (Debian)"
