"""coturn's own client and a small one of ours relay through `aorta turn`; nothing is lost.

The argument says over what: udp, tcp or tls.
"""

import os
import random
import sys
import time

from aorta import check
from turn_client import Datagrams, Stream, TurnClient
from turn_server import PASSWORD, USER, TurnServer, echoing_peer, uclient

FLAGS = {"udp": [], "tcp": ["-t"], "tls": ["-t", "-S"]}
# turnutils_uclient reads one message of a TLS record and leaves the others until more comes: what
# it calls lost is not, as our client shows.
FALSE_LOSS = 0.5


def transport(server, kind, bytewise=False):
    if kind == "udp":
        return Datagrams(server.udp)
    return Stream(server.tcp, is_secure=kind == "tls", bytewise=bytewise)


def coturn(server, kind, peer):
    address = server.udp if kind == "udp" else server.tcp
    for mode in ([], ["-s"], ["-y"], ["-y", "-s"]):
        sent, received = uclient(address, peer, *FLAGS[kind], *mode)
        name = " ".join(["turnutils_uclient", *FLAGS[kind], *mode])
        print(f"{name}: {sent} sent, {sent - received} lost")
        allowed = FALSE_LOSS * sent if kind == "tls" else 0
        check(sent - received <= allowed, f"{name} lost {sent - received} of {sent}")


def exchange(sender, receiver, count, send, origin, rate=1000):
    """Sends payloads of every size and takes each in, unchanged; over UDP in any order."""
    sent, came = [], []
    for index in range(count):
        payload = index.to_bytes(4, "big") + os.urandom(random.randrange(1200))
        sent.append((origin, payload))
        send(payload)
        # So many on their way that they share segments and records, and no more.
        if index % 8 == 7:
            while len(came) < len(sent):
                came.append(receiver.receive())
            time.sleep(8 / rate)
    while len(came) < len(sent):
        came.append(receiver.receive())
    check(sorted(came, key=lambda one: one[1][:4]) == sent, "what came is not what was sent")


def echo(client, peer, count, number):
    """To a peer that sends everything back: by indications, then on a channel."""
    client.permit(peer)
    exchange(client, client, count, lambda payload: client.send(peer, payload), peer)
    client.bind(number, peer)
    exchange(client, client, count, lambda payload: client.send_on(number, payload), number)
    return 2 * count


def between(first, second, addresses, count):
    """From one client's relay to the other's, each way, by indications and on channels."""
    for client, other in ((first, addresses[1]), (second, addresses[0])):
        client.permit(other)
    exchange(
        first, second, count, lambda payload: first.send(addresses[1], payload), addresses[0])
    first.bind(0x4ABC, addresses[1])
    exchange(first, second, count, lambda payload: first.send_on(0x4ABC, payload), addresses[0])
    second.bind(0x4000, addresses[0])
    exchange(second, first, count, lambda payload: second.send_on(0x4000, payload), 0x4ABC)
    return 3 * count


def ours(server, kind, peer):
    count, clients, addresses = 0, [], []
    for is_modern in (False, True):
        client = TurnClient(transport(server, kind), USER, PASSWORD, is_modern)
        relayed = client.allocate()
        check(relayed[0] == "127.0.0.1" and relayed[1] >= 49152, f"relayed at {relayed}")
        count += echo(client, peer, 500, 0x4000 + len(clients))
        clients.append(client)
        addresses.append(relayed)
    count += between(*clients, addresses, 500)
    for client in clients:
        client.release()
    print(f"our client, {kind}: {count} sent, 0 lost")


def byte_by_byte(server, kind, peer):
    """Every message in segments (or records) of one byte each."""
    client = TurnClient(transport(server, kind, bytewise=True), USER, PASSWORD)
    client.allocate()
    count = echo(client, peer, 8, 0x4001)
    client.release()
    print(f"our client, {kind}, byte by byte: {count} sent, 0 lost")


def main():
    kind = sys.argv[1]
    with TurnServer() as server, echoing_peer() as peer:
        ours(server, kind, peer)
        if kind != "udp":
            byte_by_byte(server, kind, peer)
        coturn(server, kind, peer)
    print("OK")


main()
