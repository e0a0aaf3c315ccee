"""What a relayed packet costs a TURN server's process, beside coturn in the same run.

    relay_cost.py [--aorta BINARY] [--rates 10000,40000] [--seconds 5] [--rounds 5]

100 allocations of one user over UDP on loopback, ChannelData of 1,000 bytes, half of the packets
from client to peer and half the other way. The servers take turns; medians are printed, and the
ratio to coturn. Without `--aorta`, coturn alone. Needs coturn and a C compiler.
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from turn_client import Allocation

ALLOCATIONS, PAYLOAD = 100, 1000
USER, PASSWORD = "bench", "bench"
HERE = os.path.dirname(os.path.abspath(__file__))


def coturn(port, folder):
    return [
        "turnserver", "-n", "--lt-cred-mech", "--user", f"{USER}:{PASSWORD}", "--realm", "bench",
        "--listening-ip", "127.0.0.1", "--listening-port", str(port), "--relay-ip", "127.0.0.1",
        "--min-port", "20000", "--max-port", "21999", "--allow-loopback-peers", "--no-tls",
        "--no-dtls", "--no-cli", "--no-tcp", "--no-tcp-relay", "--no-multicast-peers",
        "--log-file", f"{folder}/coturn.log", "--pidfile", f"{folder}/coturn.pid", "--simple-log"]


def aorta(binary, port):
    return [
        binary, "turn", "--udp", f"127.0.0.1:{port}", "--realm", "bench",
        "--user", f"{USER}:{PASSWORD}", "--relay-address", "127.0.0.1",
        "--relay-ports", "22000-23999", "--allow-loopback-peers",
        "--user-quota", str(ALLOCATIONS)]


class Server:
    """A TURN server's process, with its allocations."""

    def __init__(self, name, command, port, log):
        self.name = name
        self.process = subprocess.Popen(
            command, stdout=log, stderr=log, preexec_fn=lambda: os.setpgid(0, 0))
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
        """Processor time of all its threads so far, of the user and of the kernel."""
        tasks = f"/proc/{self.process.pid}/task"
        total = 0
        for task in os.listdir(tasks):
            try:
                with open(f"{tasks}/{task}/schedstat") as file:
                    total += int(file.read().split()[0])  # To the nanosecond.
            except FileNotFoundError:
                pass
        if total:
            return total / 1e9
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def load(self, program, rate, seconds):
        """Sends for some seconds; returns microseconds a relayed packet, and the loss."""
        sockets = [one.socket for one in self.allocations] + [self.peer]
        for one in sockets:
            os.set_inheritable(one.fileno(), True)
        lines = "".join(
            f"{one.socket.fileno()} {one.channel} {one.relayed[0]} {one.relayed[1]}\n"
            for one in self.allocations)
        before = self.cpu_seconds()
        done = subprocess.run(
            [program, str(rate), str(seconds), str(PAYLOAD), "2", str(self.peer.fileno())],
            input=lines, text=True, capture_output=True, check=True,
            pass_fds=[one.fileno() for one in sockets])
        used = self.cpu_seconds() - before
        sent, received = map(int, done.stdout.split())
        return 1e6 * used / max(received, 1), 1 - received / sent

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--aorta", help="a release build's binary")
    words.add_argument("--rates", default="10000,40000", help="packets a second")
    words.add_argument("--seconds", type=float, default=5)
    words.add_argument("--rounds", type=int, default=5)
    given = words.parse_args()
    if not shutil.which("turnserver"):
        sys.exit("coturn is missing: apt-get install coturn")
    folder = tempfile.mkdtemp(prefix="relay-cost-")
    program = f"{folder}/relay_load"
    subprocess.run(
        ["cc", "-O2", "-pthread", "-o", program, f"{HERE}/relay_load.c"], check=True)
    servers = []
    try:
        with open(f"{folder}/log", "w") as log:
            port = free_port()
            servers.append(Server("coturn", coturn(port, folder), port, log))
            if given.aorta:
                port = free_port()
                servers.append(Server("aorta", aorta(given.aorta, port), port, log))
        for server in servers:
            server.load(program, 5000, 1)  # Warm.
        for rate in map(int, given.rates.split(",")):
            figures = {server.name: [] for server in servers}
            losses = {server.name: [] for server in servers}
            for _ in range(given.rounds):
                for server in servers:
                    cost, loss = server.load(program, rate, given.seconds)
                    figures[server.name].append(cost)
                    losses[server.name].append(loss)
            medians = {name: statistics.median(costs) for name, costs in figures.items()}
            for name, costs in figures.items():
                print(
                    f"{rate:>6}/s  {name:<7} {medians[name]:6.2f} µs a packet"
                    f"  ({', '.join(f'{cost:.2f}' for cost in costs)})"
                    f"  lost {100 * max(losses[name]):.2f} % at most", flush=True)
            if given.aorta:
                print(f"{rate:>6}/s  aorta/coturn {medians['aorta'] / medians['coturn']:.2f}")
    finally:
        for server in servers:
            server.stop()
    shutil.rmtree(folder, ignore_errors=True)


main()
