"""What strangers cost `aorta turn`, and what whoever they pretend to be gets: memory stays as it
was, answers are small and few."""

import os
import socket
import time

from aorta import check
from turn_client import ALLOCATE, BINDING, TRANSPORT, Message, attribute, header
from turn_server import TurnServer

STRANGERS = 20_000
HEADERS = 28  # IPv4 and UDP.
GROWTH = 2 << 20


def bare(method):
    body = attribute(TRANSPORT, b"\x11\0\0\0") if method == ALLOCATE else b""
    return header(method, len(body), os.urandom(12)) + body


def ask(server, source, request):
    """The answer; `None` when there is none within a second."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.bind((source, 0))
        client.settimeout(1)
        client.sendto(request, server.udp)
        try:
            return client.recv(2048)
        except TimeoutError:
            return None


def loopback(number):
    return f"127.{1 + (number >> 16 & 63)}.{number >> 8 & 255}.{number & 255}"


def challenge(server, numbers):
    """Answers to Allocates, each from an address of its own: how many, and the longest."""
    request = bare(ALLOCATE)
    answers = [ask(server, loopback(number), request) for number in numbers]
    lengths = [len(one) for one in answers if one]
    check(lengths and all(Message(one).error == 401 for one in answers if one), "no challenge")
    factor = (max(lengths) + HEADERS) / (len(request) + HEADERS)
    check(factor <= 2, f"an answer is {factor:.2f} times as long as its request")
    return len(lengths), factor


def memory(server):
    challenge(server, range(1 << 21, (1 << 21) + 2_000))  # What is allocated once, is by now.
    before = server.resident()
    answered, factor = challenge(server, range(STRANGERS))
    growth = server.resident() - before
    print(
        f"{STRANGERS} strangers: {answered} challenged, {factor:.2f} times on the wire, "
        f"memory grew by {growth // 1024} KiB")
    check(answered >= 0.99 * STRANGERS, f"{answered} of {STRANGERS} strangers were answered")
    check(growth <= GROWTH, f"memory grew by {growth} bytes")


def flood(server, seconds=3):
    """One source that asks as fast as it can."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        client.bind(("127.99.0.1", 0))
        client.setblocking(False)
        began, sent, answered = time.monotonic(), 0, 0
        while time.monotonic() < began + seconds:
            client.sendto(bare(ALLOCATE), server.udp)
            sent += 1
            try:
                client.recv(2048)
                answered += 1
            except BlockingIOError:
                pass
            time.sleep(0.0005)
        elapsed = time.monotonic() - began
    print(f"one stranger: {sent} asked, {answered} answered in {elapsed:.1f} s")
    check(0 < answered <= 50 * (elapsed + 1), f"{answered} challenges in {elapsed:.1f} s")


def binding(server):
    request = bare(BINDING)
    answer = ask(server, "127.98.0.1", request)
    check(answer and len(answer) <= 44, f"a Binding response of {answer and len(answer)} bytes")
    print(f"Binding: {(len(answer) + HEADERS) / (len(request) + HEADERS):.2f} times on the wire")


def main():
    with TurnServer() as server:
        binding(server)
        memory(server)
        flood(server)
    print("OK")


main()
