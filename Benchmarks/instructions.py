#!/usr/bin/env python3
"""Instructions a packet of each stage of the core, against limits that are kept beside this file.

    instructions.py [--binary CoreBenchmarks] [--update]

Counts with callgrind, so that neither the machine's load nor its speed matters. Ends with status 1
where a stage needs more than its limit. `--update` writes what is counted, and a twentieth more, as
the new limits. After `swift build -c release --product CoreBenchmarks`; needs valgrind.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LIMITS = f"{HERE}/instructions.json"
PACKETS = 128  # Of a lap, as CoreBenchmarks has it.


def count(binary):
    """Instructions a packet by stage, in the order in which they run."""
    with tempfile.TemporaryDirectory() as folder:
        # Valgrind 3.19 does not read the debugging information of Swift's compiler.
        plain = f"{folder}/CoreBenchmarks"
        subprocess.run(["strip", "--strip-debug", "-o", plain, binary], check=True)
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--collect-atstart=no",
             "--toggle-collect=aorta_counted", "--dump-after=aorta_counted",
             f"--callgrind-out-file={folder}/out", plain, "--count"],
            capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"callgrind failed:\n{done.stderr[-2000:]}")
        names = done.stdout.splitlines()
        totals = []
        for part in range(1, len(names) + 1):
            with open(f"{folder}/out.{part}") as file:
                totals.append(int(re.search(r"^totals: (\d+)", file.read(), re.M).group(1)))
        return {name: total / PACKETS for name, total in zip(names, totals)}


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--binary", default=f"{HERE}/../.build/release/CoreBenchmarks")
    words.add_argument("--update", action="store_true", help="write new limits")
    given = words.parse_args()
    counted = count(given.binary)
    if given.update:
        with open(LIMITS, "w") as file:
            json.dump({name: round(each * 1.05) for name, each in counted.items()}, file, indent=2)
            file.write("\n")
    with open(LIMITS) as file:
        limits = json.load(file)
    is_over = False
    for name, each in counted.items():
        limit = limits.get(name)
        verdict = "has no limit" if limit is None else "over" if each > limit else "ok"
        is_over |= verdict != "ok"
        print(f"{name:<18} {each:9.1f} instructions a packet, limit {limit}: {verdict}")
    for name in limits.keys() - counted.keys():
        is_over = True
        print(f"{name:<18} was not measured")
    sys.exit(1 if is_over else 0)


main()
