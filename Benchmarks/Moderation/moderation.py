#!/usr/bin/env python3
"""What it saves to let datagrams gather before they are read, and what it delays them by.

    moderation.py --server .build/release/RelayServer [--rates 180,5000,20000,60000]
                  [--seconds 3] [--rounds 5]

Single packets of ChannelData at even distances through 100 allocations of two TURN servers on
loopback: one lets datagrams gather as `aorta` does, the other never. They take turns; medians are
printed. Needs a C compiler, and `swift build -c release --product RelayServer` before.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Relay"))
from relay_server import Server, build  # noqa: E402


def started(binary, name, microseconds, log):
    """A server on a port of its own choice."""
    reading, writing = os.pipe()
    server = Server(
        name, [binary, str(microseconds)], lambda: int(os.read(reading, 16)), log, output=writing)
    os.close(reading)
    os.close(writing)
    return server


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--server", required=True)
    words.add_argument("--rates", default="180,5000,20000,60000", help="packets a second")
    words.add_argument("--pause", type=int, default=400, help="the longest, in microseconds")
    words.add_argument("--seconds", type=float, default=3)
    words.add_argument("--rounds", type=int, default=5)
    given = words.parse_args()
    folder = tempfile.mkdtemp(prefix="moderation-")
    program = build(folder)
    servers = []
    try:
        with open(f"{folder}/log", "w") as log:
            servers = [
                started(given.server, "without", 0, log),
                started(given.server, "with", given.pause, log)]
        for server in servers:
            server.load(program, 5000, 1)  # Warm.
        for rate in map(int, given.rates.split(",")):
            loads = {server.name: [] for server in servers}
            for _ in range(given.rounds):
                for server in servers:
                    loads[server.name].append(
                        server.load(program, rate, given.seconds, tick=max(1000000 // rate, 1)))
            medians = {
                name: [statistics.median(column) for column in zip(*rows)]
                for name, rows in loads.items()}
            for name, (cost, lost, p50, p99) in medians.items():
                print(
                    f"{rate:>6}/s  {name:<8} {cost:6.2f} µs a packet  delay p50 {p50:.0f} µs,"
                    f" p99 {p99:.0f} µs  lost {100 * lost:.2f} %", flush=True)
            without, moderated = medians["without"], medians["with"]
            print(
                f"{rate:>6}/s  with/without {moderated[0] / without[0]:.2f},"
                f" added p50 {moderated[2] - without[2]:.0f} µs,"
                f" p99 {moderated[3] - without[3]:.0f} µs")
    finally:
        for server in servers:
            server.stop()
    shutil.rmtree(folder, ignore_errors=True)


main()
