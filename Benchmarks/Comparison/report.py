"""RESULTS.md and its plot, from what compare.py has measured."""

import math
import os
import platform
import re
import statistics
import subprocess
from html import escape

COLOURS = {"Aorta": "#c0392b", "Janus": "#2e6da4", "C floor": "#6b6b6b", "coturn": "#2e8b57"}


def cost(windows):
    return [window["cpu"]["microsecondsPerPacket"] for window in windows]


def median_of(windows, *path):
    values = []
    for window in windows:
        value = window
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            values.append(value)
    return statistics.median(values) if values else None


def figure(value, digits=2):
    return "–" if value is None else f"{value:,.{digits}f}"


def versions(servers):
    lines = [(server.name, server.version, server.configuration) for server in servers]
    package = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", "coturn"], capture_output=True, text=True)
    if package.returncode == 0:
        lines.append(
            ("coturn", package.stdout + " (Debian)",
             "UDP only, as Benchmarks/Relay/relay_cost.py starts it"))
    openssl = subprocess.run(["openssl", "version"], capture_output=True, text=True).stdout
    return lines, " ".join(openssl.split()[:2])


def processor():
    with open("/proc/cpuinfo") as file:
        found = re.search(r"model name\s*:\s*(.+)", file.read())
    return found.group(1) if found else platform.machine()


def tree(given):
    """What was measured: known where the binary is the one that was built here just now."""
    if given.aorta:
        return "A binary given by hand."
    found = subprocess.run(
        ["git", "-C", os.path.dirname(__file__), "rev-parse", "--short", "HEAD"],
        capture_output=True, text=True)
    return f"Commit {found.stdout.strip() or 'unknown'}."


def costs_table(scenarios, found):
    lines = [
        "| load | server | forwarded/s | CPU µs a packet | user + kernel | of a core | "
        "delay p50 / p99 ms | loss | windows |",
        "|---|---|---|---|---|---|---|---|---|"]
    for scenario in scenarios:
        for name, windows in found.get(scenario.name, {}).items():
            if not windows:
                lines.append(f"| {scenario.name} | {name} | did not carry it | | | | | | 0 |")
                continue
            middle = lambda *path: median_of(windows, *path)
            user = middle("cpu", "userMicrosecondsPerPacket")
            kernel = middle("cpu", "kernelMicrosecondsPerPacket")
            cells = [
                scenario.name, name, figure(middle("forwardedPerSecond"), 0),
                f"**{figure(middle('cpu', 'microsecondsPerPacket'))}**",
                f"{figure(user)} + {figure(kernel)}", f"{100 * middle('cpu', 'cores'):.0f} %",
                f"{figure(middle('delay', 'p50'))} / {figure(middle('delay', 'p99'))}",
                f"{100 * middle('loss'):.3f} %",
                f"{len(windows)}: " + ", ".join(f"{each:.2f}" for each in cost(windows))]
            lines.append("| " + " | ".join(cells) + " |")
    return lines


def ratios(scenarios, parts):
    """Rows of (load, what is compared, ratio, target)."""
    rows = []
    for scenario in scenarios:
        found = {**parts.get("calls", {}), **parts.get("floor", {})}.get(scenario.name)
        if found is None:
            continue
        for other in ("Janus", "C floor"):
            ours, theirs = found.get("Aorta"), found.get(other)
            if ours is None or theirs is None:
                continue
            target = scenario.target if other == scenario.beside else None
            ratio = None
            if ours and theirs:
                ratio = statistics.median(cost(ours)) / statistics.median(cost(theirs))
            if ratio is not None or target is not None:
                rows.append((scenario.name, f"Aorta / {other}", ratio, target))
    for rate, row in parts.get("relay", {}).items():
        target = 0.5 if rate <= 20_000 else 0.75 if rate >= 60_000 else None
        rows.append(
            (f"TURN over UDP, {rate:,}/s", "Aorta / coturn", row["aorta"] / row["coturn"], target))
    return rows


def ratio_table(rows):
    lines = ["| load | CPU a packet | ratio | target | |", "|---|---|---|---|---|"]
    for load, pair, ratio, target in rows:
        verdict = "" if target is None else (
            "not measured" if ratio is None else "met" if ratio <= target else "**missed**")
        lines.append(
            f"| {load} | {pair} | {figure(ratio, 3)} | "
            f"{'' if target is None else f'≤ {target:.3f}'} | {verdict} |")
    return lines


def bars(scenarios, parts):
    """Groups of (load, [(server, µs a packet, smallest, largest)])."""
    groups = []
    found = {**parts.get("calls", {}), **parts.get("floor", {})}
    for scenario in scenarios:
        group = [
            (name, statistics.median(cost(windows)), min(cost(windows)), max(cost(windows)))
            for name, windows in found.get(scenario.name, {}).items() if windows]
        if group:
            groups.append((scenario.name, group))
    for rate, row in parts.get("relay", {}).items():
        groups.append(
            (f"TURN, {rate:,}/s",
             [("Aorta", row["aorta"], None, None), ("coturn", row["coturn"], None, None)]))
    return groups


def marks(low, high):
    """1, 2 and 5 of each decade from `low` to `high`."""
    decade = math.floor(math.log10(low)) - 1
    while 10 ** decade <= high:
        for step in (1, 2, 5):
            if low <= step * 10 ** decade <= high * 1.001:
                yield step * 10 ** decade
        decade += 1


def around(values):
    """The marks that all values lie between."""
    every = list(marks(min(values) / 10, max(values) * 10))
    return (
        max(mark for mark in every if mark <= min(values)),
        min(mark for mark in every if mark >= max(values) * 1.1))


def plot(groups, path):
    """A dot a server on a logarithmic scale, with a line over all its windows."""
    values = [value for _, group in groups for bar in group for value in bar[1:] if value]
    if not values:
        return
    low, high = around(values)
    left, right, line, gap, top = 190, 850, 20, 16, 64
    place = lambda value: left + (right - left) * math.log(value / low) / math.log(high / low)
    height = top + sum(line * len(group) + gap for _, group in groups) + 40
    bottom = height - 34
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 940 {height}" '
        'font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="white"/>',
        '<text x="20" y="26" font-size="17">Processor time a forwarded packet, microseconds '
        '(logarithmic; line: all windows)</text>']
    x = left
    for name in [name for name in COLOURS if any(b[0] == name for _, g in groups for b in g)]:
        drawn.append(f'<circle cx="{x + 6}" cy="44" r="6" fill="{COLOURS[name]}"/>')
        drawn.append(f'<text x="{x + 18}" y="49">{escape(name)}</text>')
        x += 110
    for mark in marks(low, high):
        drawn.append(
            f'<line x1="{place(mark):.1f}" x2="{place(mark):.1f}" y1="{top - 6}" y2="{bottom}" '
            'stroke="#dddddd"/>')
        drawn.append(
            f'<text x="{place(mark):.1f}" y="{bottom + 17}" text-anchor="middle" '
            f'fill="#555555">{mark:g}</text>')
    y = top
    for load, group in groups:
        middle = y + line * len(group) / 2 + 4
        drawn.append(
            f'<text x="{left - 12}" y="{middle:.1f}" text-anchor="end">{escape(load)}</text>')
        for name, value, smallest, largest in group:
            centre, colour = y + line / 2, COLOURS[name]
            if smallest:
                drawn.append(
                    f'<line x1="{place(smallest):.1f}" x2="{place(largest):.1f}" y1="{centre}" '
                    f'y2="{centre}" stroke="{colour}" stroke-width="2"/>')
            drawn.append(f'<circle cx="{place(value):.1f}" cy="{centre}" r="6" fill="{colour}"/>')
            drawn.append(
                f'<text x="{place(largest or value) + 11:.1f}" y="{centre + 5}">{value:.2f}</text>')
            y += line
        y += gap
    drawn.append("</svg>")
    with open(path, "w") as file:
        file.write("\n".join(drawn) + "\n")


def write(path, scenarios, parts, servers, host, given):
    rows = ratios(scenarios, parts)
    lines, openssl = versions(servers)
    text = [
        "# Results", "",
        "Written by `make bench-compare`; edit nothing here. One run on one machine: the server on "
        "one core, the load (`aorta bench`) on the other, servers taking turns, "
        f"{given.rounds} windows of {given.seconds:g} s each, medians. Absolute times of shared "
        "machines mean little; the ratios are the result.", "",
        f"{processor()}, {os.cpu_count()} cores, Linux {platform.release()}, {openssl}. Of other "
        f"work, {given.load_average:.1f} processes wanted a core when it began. {tree(given)}",
        "",
        "| server | version | configuration |", "|---|---|---|"]
    text += [f"| {' | '.join(line)} |" for line in lines]
    text += [
        "", "Calls: each publisher sends 156 packets of video of 1,200 bytes (30 frames a second, "
        "whose packets leave together) and 50 of sound of 140 bytes a second. High rates: video "
        "alone, in frames of many packets, as many as fill a core or as the load can send.", "",
        "## Ratios", ""]
    text += ratio_table(rows) + ["", "![Processor time a packet](results.svg)", ""]
    for key, title in (("calls", "Calls"), ("floor", "Beside the C floor, at high rates")):
        if key in parts:
            text += [f"## {title}", ""] + costs_table(scenarios, parts[key]) + [""]
    if parts.get("relay"):
        text += [
            "## TURN", "", "100 allocations, ChannelData of 1,000 bytes, real relays.", "",
            "| rate | Aorta µs a packet | coturn µs a packet | Aorta lost at most | coturn |",
            "|---|---|---|---|---|"]
        text += [
            f"| {rate:,}/s | {row['aorta']:.2f} | {row['coturn']:.2f} "
            f"| {row['aorta lost']:.2f} % | {row['coturn lost']:.2f} % |"
            for rate, row in parts["relay"].items()]
        text.append("")
    with open(path, "w") as file:
        file.write("\n".join(text))
    plot(bars(scenarios, parts), os.path.join(os.path.dirname(path), "results.svg"))
