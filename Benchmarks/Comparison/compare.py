#!/usr/bin/env python3
"""Aorta, Janus, coturn and the C floor under the same load, in one run on one machine.

    compare.py [--aorta BINARY] [--seconds 8] [--rounds 5] [--only WORD] [--results FILE]

The server has the last core and the load the first; servers take turns, round by round, and what
counts are medians and ratios. Writes RESULTS.md and results.svg beside Benchmarks/README.md.
Needs a release build's `aorta`, a C compiler, libssl-dev, janus and coturn.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

import report
from servers import Aorta, Floor, Janus

HERE = os.path.dirname(os.path.abspath(__file__))
BENCHMARKS = os.path.dirname(HERE)


class Scenario:
    """One load, and what Aorta's cost a packet has to be at most, beside another's."""

    def __init__(self, name, words, beside, target):
        self.name, self.words = name, words.split()
        self.beside, self.target = beside, target

    def calibrate(self, binary, server, cores):
        """Nothing: what is sent is fixed."""


CALLS = [
    Scenario("one two-party call", "--calls 1", "Janus", 1 / 3),
    Scenario("25 two-party calls", "--calls 25", "Janus", 1 / 8),
    Scenario("1→50", "--broadcast 50", "Janus", 1 / 10),
    Scenario("1→100", "--broadcast 100", "Janus", 1 / 10),
]


class HighRate(Scenario):
    """Video alone to so many, of which `rate` is raised as far as it goes."""

    def __init__(self, subscribers, rate, frames):
        super().__init__(f"1→{subscribers}, high rate", "", "C floor", 1.1)
        self.subscribers, self.rate, self.frames = subscribers, rate, frames

    def raise_to(self, factor):
        rate, frames = self.rate * factor, min(1000, self.frames * factor)
        self.words = [
            "--broadcast", str(self.subscribers), "--audio-rate", "0",
            "--video-rate", str(rate), "--frames", str(frames)]

    def calibrate(self, binary, server, cores):
        """Doubles the rate while the server has time left and the load keeps up."""
        for factor in (1, 2, 4):
            self.raise_to(factor)
            outcome = run(binary, server, self, 2, cores)
            lateness = (outcome and outcome[0]["generator"].get("lateness") or {}).get("p99", 99)
            if not outcome or lateness > 5 or outcome[0]["loss"] > 0.001:
                self.raise_to(max(1, factor // 2))
                return
            if outcome[0]["cpu"]["cores"] > 0.45:
                return


HIGH_RATES = [HighRate(1, 40_000, 1000), HighRate(10, 8_000, 200), HighRate(100, 1_200, 30)]


def run(binary, server, scenario, seconds, cores):
    """One window: what `aorta bench` says of it."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        done = subprocess.run(
            [binary, "bench"] + server.arguments + [
                "--server-pid", str(server.process.pid), "--server-core", str(cores[1]),
                "--load-core", str(cores[0]), "--settle", "2", "--duration", str(seconds),
                "--quiet", "--json", file.name] + scenario.words,
            capture_output=True, text=True)
        with open(file.name) as written:
            text = written.read()
    if not text:
        print(f"    {server.name}: {(done.stderr or done.stdout).strip()[-300:]}", flush=True)
        return None
    result = json.loads(text)
    return result["levels"][-1], result["host"]


def measure(binary, scenarios, servers, given, cores):
    """Windows by scenario and server."""
    found, host = {}, None
    for scenario in scenarios:
        scenario.calibrate(binary, servers[0], cores)
        windows = {server.name: [] for server in servers}
        for turn in range(given.rounds):
            order = servers[turn % len(servers):] + servers[:turn % len(servers)]
            for server in order:
                outcome = run(binary, server, scenario, given.seconds, cores)
                if outcome and (outcome[0].get("cpu") or {}).get("microsecondsPerPacket"):
                    windows[server.name].append(outcome[0])
                    host = outcome[1]
        found[scenario.name] = windows
        words = [
            f"{name} {statistics.median(w['cpu']['microsecondsPerPacket'] for w in each):.2f}"
            for name, each in windows.items() if each]
        print(f"{scenario.name}: {', '.join(words) or 'nothing'} µs a packet", flush=True)
    return found, host


def relay(binary, rounds):
    """What relay_cost.py finds: by rate and server the median cost and the worst loss."""
    rows = {}
    with subprocess.Popen(
            [sys.executable, f"{BENCHMARKS}/Relay/relay_cost.py", "--aorta", binary,
             "--rounds", str(rounds), "--seconds", "4", "--rates", "10000,60000,100000"],
            stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout:
            print(f"    {line.rstrip()}", flush=True)
            cost = re.match(
                r"\s*(\d+)/s\s+(coturn|aorta)\s+([\d.]+) µs.*lost ([\d.]+) %", line)
            if cost:
                rate, name = int(cost.group(1)), cost.group(2)
                row = rows.setdefault(rate, {})
                row[name], row[f"{name} lost"] = float(cost.group(3)), float(cost.group(4))
    return {rate: row for rate, row in rows.items() if {"aorta", "coturn"} <= row.keys()}


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--aorta", help="another binary than .build/release/aorta")
    words.add_argument("--seconds", type=float, default=8, help="of a window")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--only", choices=["calls", "floor", "relay"])
    words.add_argument("--results", default=f"{BENCHMARKS}/RESULTS.md")
    given = words.parse_args()
    given.load_average = os.getloadavg()[0]
    count = os.cpu_count()
    if count < 2:
        sys.exit("the server and the load need a core each")
    cores = (0, count - 1)
    binary = os.path.abspath(given.aorta or f"{BENCHMARKS}/../.build/release/aorta")
    parts, servers = {}, []
    with tempfile.TemporaryDirectory(prefix="compare-") as folder:
        try:
            servers = [Aorta(binary, folder, cores[1]), Floor(folder, cores[1])]
            if given.only in (None, "calls"):
                servers.insert(1, Janus(folder, cores[1]))
            host = None
            if given.only in (None, "calls"):
                parts["calls"], host = measure(binary, CALLS, servers, given, cores)
            if given.only in (None, "floor"):
                pair = [server for server in servers if server.name != "Janus"]
                parts["floor"], host = measure(binary, HIGH_RATES, pair, given, cores)
        finally:
            for server in servers:
                server.stop()
    if given.only in (None, "relay"):
        parts["relay"] = relay(binary, given.rounds)
    report.write(given.results, CALLS + HIGH_RATES, parts, servers, host, given)
    print(f"written: {os.path.relpath(given.results)}")


main()
