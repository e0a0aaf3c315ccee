"""What a relayed packet costs a TURN server's process, beside coturn in the same run.

    relay_cost.py [--aorta BINARY] [--rates 10000,40000] [--seconds 5] [--rounds 5]

100 allocations of one user over UDP on loopback, ChannelData of 1,000 bytes, half of the packets
from client to peer and half the other way, a millisecond's worth at once. The server runs on one core
and the load on another; the servers take turns; medians are printed, and the ratio to coturn. Without `--aorta`, coturn alone. Needs coturn and a C compiler.
"""

import argparse
import shutil
import socket
import statistics
import sys
import tempfile

from relay_server import ALLOCATIONS, PASSWORD, USER, Server, build


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
    program = build(folder)
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
            for _ in range(given.rounds):
                for server in servers:
                    figures[server.name].append(server.load(program, rate, given.seconds))
            medians = {}
            for name, loads in figures.items():
                medians[name] = statistics.median(one.cost for one in loads)
                print(
                    f"{rate:>6}/s  {name:<7} {medians[name]:6.2f} µs a packet"
                    f"  ({', '.join(f'{one.cost:.2f}' for one in loads)})"
                    f"  delay p50 {statistics.median(one.p50 for one in loads):.0f} µs,"
                    f" p99 {statistics.median(one.p99 for one in loads):.0f} µs"
                    f"  lost {100 * max(one.lost for one in loads):.2f} % at most", flush=True)
            if given.aorta:
                print(f"{rate:>6}/s  aorta/coturn {medians['aorta'] / medians['coturn']:.2f}")
    finally:
        for server in servers:
            server.stop()
    shutil.rmtree(folder, ignore_errors=True)


main()
