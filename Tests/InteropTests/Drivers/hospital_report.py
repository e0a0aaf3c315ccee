"""The connection report out of a hospital's network: `hospital_report.py NETWORK`.

It must name the ways that work there, and the rules that would open the others.
"""

import json
import os
import re
import subprocess
import sys

from playwright.async_api import async_playwright

from aorta import PATIENT, Person, check, run, until
from consultation import sign_in
from hospital import HOST, SERVER, Certificate, Hospital, Proxy, enter_open_side
from hospital_people import Outside, open_patient, server_outside

SIGNALING = {"websocket-443", "long-poll-443"}
TCP = {"ice-tcp-443", "turn-tcp-443", "turn-tls-443"}
UDP = {"udp-3478", "turn-udp-3478"}
WORKING = {
    "open": UDP | TCP | SIGNALING,
    "symmetric-nat": UDP | TCP | SIGNALING,
    "no-udp": TCP | SIGNALING,
    # One report while UDP still passes, another when it no longer does.
    "udp-stops": TCP | SIGNALING,
    "only-443": TCP | SIGNALING,
    # The proxy lets the server's name through, not its address.
    "proxy": TCP - {"ice-tcp-443"} | SIGNALING,
}
# The router's rules, where a network isn't named after them.
RULES_OF = {"symmetric-nat": "open", "udp-stops": "open"}


async def report(patient, server):
    """Makes a report on the page; returns it as the server has kept it."""
    await patient.goto(f"{Outside.url}/video-call/test-devices/")

    async def code():
        text = await patient.evaluate(
            "document.querySelector('[data-part=code]')?.textContent ?? ''")
        return re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", text) and text

    made = await until(code, 90, "the report's code")
    status, _, body = Person(server, PATIENT).request(f"/video-call/connection-report/{made}")
    check(status == 200, f"no report by its code: {status} {body}")
    return body


def working(found):
    """The ways that a report, as the server has kept it, finds open."""
    return {line["way"]["id"] for line in found["lines"] if line["outcome"] == "works"}


def checked(hospital, certificate, proxy):
    """The ways that `aorta check` finds open from the client's network."""
    program = [
        os.path.abspath(os.environ.get("AORTA", ".build/debug/aorta")), "check", "--json",
        "--quiet", "--ca", certificate.authority, Outside.url]
    if proxy:
        program += ["--proxy", proxy.settings["server"]]
    done = subprocess.run(
        hospital.client.inside(program), capture_output=True, text=True, timeout=90)
    check(done.returncode == 0, f"aorta check: {done.returncode} {done.stdout} {done.stderr}")
    lines = json.loads(done.stdout)["lines"]
    return {line["way"]["id"] for line in lines if line["result"]["outcome"] == "works"}


async def main():
    network, = sys.argv[1:]
    hospital = Hospital(
        RULES_OF.get(network, network), symmetric=network == "symmetric-nat",
        resolves=network != "proxy")
    proxy = Proxy() if network == "proxy" else None
    certificate = Certificate()
    with server_outside(certificate) as server:
        async with async_playwright() as playwright:
            patient = await open_patient(playwright, hospital, certificate, proxy)
            await sign_in(patient, Outside, PATIENT)
            found = await report(patient, server)
            if network == "udp-stops":
                before = working(found)
                check(before == WORKING["open"], f"open while UDP passes: {before}")
                hospital.stop_udp()
                found = await report(patient, server)
            check(not patient.complaints, f"errors on the page: {patient.complaints}")
            await patient.close()
        by_command = checked(hospital, certificate, proxy)
    lines = {
        line["way"]["id"]: {
            key: line[key] for key in ("outcome", "reason", "connectTime", "roundTrip")
            if line.get(key) is not None}
        for line in found["lines"]}
    print(json.dumps({"lines": lines, "rules": found["rules"]}, indent=1))
    works = working(found)
    check(WORKING[network] <= works, f"said to be shut: {WORKING[network] - works}")
    check(works <= WORKING[network], f"said to be open: {works - WORKING[network]}")
    check(by_command == works, f"aorta check finds open: {by_command}")
    check(found["hasMedia"], "the report says that no call is possible")
    # Each way that is shut has its rule, with what a firewall has to know.
    for way in lines.keys() - works:
        kind, port = way.rsplit("-", 1)
        transport = "UDP" if kind.endswith("udp") else "TCP"
        rule = [
            one for one in found["rules"]
            if one["transport"] == transport and one["port"] == int(port)]
        check(rule, f"no rule for {way}: {found['rules']}")
        check(
            rule[0]["host"] == HOST and rule[0]["addresses"] == [SERVER],
            f"a wrong rule for {way}: {rule}")
    if works == lines.keys():
        check(not found["rules"], f"rules where all works: {found['rules']}")


enter_open_side()
run(main)
