"""A TURN server under a load of ChannelData: what its process uses, what it loses and delays."""

import os
import signal
import socket
import subprocess
import sys
import time
from typing import NamedTuple

from turn_client import Allocation

ALLOCATIONS, PAYLOAD = 100, 1000
USER, PASSWORD = "bench", "bench"
HERE = os.path.dirname(os.path.abspath(__file__))


class Figures(NamedTuple):
    """Of one load: microseconds of processor time a relayed packet, the share lost, and how long
    packets were on their way, in microseconds."""
    cost: float
    lost: float
    p50: int
    p99: int


def build(folder):
    """Compiles the load generator."""
    program = f"{folder}/relay_load"
    subprocess.run(
        ["cc", "-O2", "-pthread", "-o", program, f"{HERE}/relay_load.c"], check=True)
    return program


def pin(core):
    """The server on one core, the load on another."""
    if len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {core})


class Server:
    """A TURN server's process, with its allocations."""

    def __init__(self, name, command, port, log, output=None):
        """`port` is a number, or what finds it out once the server runs."""
        self.name = name
        self.process = subprocess.Popen(
            command, stdout=log if output is None else output, stderr=log, preexec_fn=lambda: (os.setpgid(0, 0), pin(0)))
        if callable(port):
            port = port()
        deadline = time.monotonic() + 20
        while True:
            try:
                first = Allocation(("127.0.0.1", port), USER, PASSWORD)
                break
            except (OSError, TimeoutError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"{name} does not answer; its log is {log.name}")
                time.sleep(0.2)
        self.peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.peer.bind(("127.0.0.1", 0))
        self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.allocations = [first] + [
            Allocation(("127.0.0.1", port), USER, PASSWORD) for _ in range(ALLOCATIONS - 1)]
        for index, one in enumerate(self.allocations):
            one.bind(0x4000 + index, self.peer.getsockname())

    def cpu_seconds(self):
        """Processor time of the process so far, of threads that have ended, too."""
        # The kernel's clock of another process (clock_getcpuclockid(3)), to the nanosecond.
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def load(self, program, rate, seconds, directions=2, tick=1000):
        """Sends for some seconds, what is due each `tick` microseconds at once."""
        sockets = [one.socket for one in self.allocations] + [self.peer]
        for one in sockets:
            os.set_inheritable(one.fileno(), True)
        lines = "".join(
            f"{one.socket.fileno()} {one.channel} {one.relayed[0]} {one.relayed[1]}\n"
            for one in self.allocations)
        before = self.cpu_seconds()
        done = subprocess.run(
            [program, str(rate), str(seconds), str(PAYLOAD), str(directions),
             str(self.peer.fileno()), str(tick)],
            input=lines, text=True, capture_output=True, check=True,
            pass_fds=[one.fileno() for one in sockets], preexec_fn=lambda: pin(1))
        used = self.cpu_seconds() - before
        sent, received, p50, p99, _ = map(int, done.stdout.split())
        return Figures(1e6 * used / max(received, 1), 1 - received / sent, p50, p99)

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
