"""`aorta turn` on free ports of loopback, and coturn's tools against it."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from aorta import check, die_with_parent, fail, free_port

USER, PASSWORD = "alice", "in wonderland"


class TurnServer:
    """One port for TCP and TLS, another for UDP."""

    def __init__(self, *arguments, binary=None):
        self.udp = ("127.0.0.1", free_port(socket.SOCK_DGRAM))
        self.tcp = ("127.0.0.1", free_port())
        self.folder = tempfile.mkdtemp(prefix="aorta-turn-")
        self.arguments = arguments
        self.binary = binary or os.environ.get("AORTA", ".build/debug/aorta")
        self.log = os.path.join(self.folder, "turn.log")
        self.process = None

    def __enter__(self):
        certificate, key = (os.path.join(self.folder, name) for name in ("cert.pem", "key.pem"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-keyout", key, "-out", certificate], check=True, capture_output=True)
        listen = "{}:{}".format(*self.tcp)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "turn", "--udp", "{}:{}".format(*self.udp), "--tcp", listen,
                 "--tls", listen, "--cert", certificate, "--key", key, "--realm", "aorta.test",
                 "--user", f"{USER}:{PASSWORD}", "--relay-address", "127.0.0.1",
                 "--relay-ports", "49152-65535", "--allow-loopback-peers", "--user-quota", "1000",
                 *self.arguments],
                stdout=log, stderr=log, preexec_fn=die_with_parent)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            check(self.process.poll() is None, f"the server ended at once:\n{self.tail()}")
            with contextlib.suppress(OSError):
                socket.create_connection(self.tcp, timeout=1).close()
                return self
            time.sleep(0.1)
        return fail(f"the server is not ready after 60 s:\n{self.tail()}")

    def __exit__(self, kind, *_):
        if kind is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                code = self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                fail(f"the server did not stop on SIGTERM:\n{self.tail()}")
            check(code == 0, f"the server stopped with {code}:\n{self.tail()}")
        else:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tail(self):
        with open(self.log, "rb") as log:
            return log.read()[-4000:].decode(errors="replace")

    def resident(self):
        """What the process holds of memory, in bytes."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) * 1024


@contextlib.contextmanager
def echoing_peer():
    """coturn's `turnutils_peer`, which sends everything back."""
    port = free_port(socket.SOCK_DGRAM)
    peer = subprocess.Popen(
        ["turnutils_peer", "-L", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
    try:
        time.sleep(0.5)  # It doesn't say when it listens.
        yield "127.0.0.1", port
    finally:
        peer.kill()
        peer.wait()


def uclient(server, peer, *flags, clients=4, messages=200, interval=10):
    """coturn's client: how many messages it sent, and how many came back."""
    command = [
        "turnutils_uclient", *flags, "-u", USER, "-w", PASSWORD, "-p", str(server[1]),
        "-e", peer[0], "-r", str(peer[1]), "-m", str(clients), "-n", str(messages),
        "-l", "170", "-z", str(interval), server[0]]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, preexec_fn=die_with_parent)
    counted = re.findall(r"tot_send_msgs=(\d+), tot_recv_msgs=(\d+)", done.stdout)
    check(
        done.returncode == 0 and counted,
        f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}")
    sent, received = map(int, counted[-1])
    check(sent >= clients * messages, f"{sent} messages sent of {clients * messages}")
    return sent, received
