"""Who opens a stream to `aorta turn` and keeps it from being of use is closed within 30 s; whoever
relays stays, and who doesn't read costs no memory."""

import asyncio
import os
import select
import socket
import ssl
import time

from aorta import check
from turn_client import ALLOCATE, TRANSPORT, Stream, TurnClient, attribute, header
from turn_server import PASSWORD, USER, TurnServer

LIMIT = 30
GROWTH = 8 << 20


def allocate():
    body = attribute(TRANSPORT, b"\x11\0\0\0")
    return header(ALLOCATE, len(body), os.urandom(12)) + body


async def says_nothing(_reader, _writer):
    pass


async def stops_in_a_header(_reader, writer):
    writer.write(allocate()[:12])


async def dribbles(_reader, writer):
    """A byte each second, which never makes a message."""
    for byte in header(ALLOCATE, 4 * 250, os.urandom(12)) + bytes(1000):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1)


async def dribbles_messages(reader, writer):
    """Whole requests without credentials, again and again."""
    while True:
        writer.write(allocate())
        await writer.drain()
        await reader.read(1024)
        await asyncio.sleep(1)


async def promises_data(_reader, writer):
    """ChannelData of a channel that isn't bound, and whose end never comes."""
    writer.write(b"\x40\0\xff\xff" + bytes(100))


async def gets_challenged(reader, writer):
    writer.write(allocate())
    await reader.read(1024)


async def closed_after(server, behaviour, is_secure):
    """Seconds until the server has closed; `None` when it has not."""
    context = None
    if is_secure:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection(*server.tcp, ssl=context)
    began = time.monotonic()

    async def until_closed():
        try:
            await behaviour(reader, writer)
            while await reader.read(1024):
                pass
        except (ConnectionError, ssl.SSLError):
            pass

    try:
        await asyncio.wait_for(until_closed(), LIMIT)
    except asyncio.TimeoutError:
        return None
    finally:
        writer.transport.abort()
    return time.monotonic() - began


async def half_a_hello(server):
    reader, writer = await asyncio.open_connection(*server.tcp)
    began = time.monotonic()
    writer.write(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
    try:
        await asyncio.wait_for(reader.read(1024), LIMIT)
    except (ConnectionError, asyncio.TimeoutError):
        pass
    writer.transport.abort()
    return time.monotonic() - began


async def nuisances(server):
    behaviours = [
        says_nothing, stops_in_a_header, dribbles, dribbles_messages, promises_data,
        gets_challenged]
    kinds = [(one, is_secure) for one in behaviours for is_secure in (False, True)]
    *times, hello = await asyncio.gather(
        *(closed_after(server, *kind) for kind in kinds), half_a_hello(server))
    for (behaviour, is_secure), seconds in zip(kinds, times):
        name = f"{behaviour.__name__} over {'TLS' if is_secure else 'TCP'}"
        print(f"{name}: " + ("not closed" if seconds is None else f"closed after {seconds:.1f} s"))
    print(f"half a ClientHello: closed after {hello:.1f} s")
    check(None not in times and hello < LIMIT, "a nuisance was not closed")


def reads_nothing(server, is_secure):
    """A client that is sent 20 MB and takes in none of it: neither kept in memory nor for long."""
    name = f"a client that reads nothing over {'TLS' if is_secure else 'TCP'}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", 0))
        client = TurnClient(Stream(server.tcp, is_secure), USER, PASSWORD)
        relayed = client.allocate()
        client.permit(peer.getsockname())
        client.bind(0x4000, peer.getsockname())
        before, began = server.resident(), time.monotonic()
        for _ in range(20_000):
            peer.sendto(bytes(1000), relayed)
            time.sleep(0.0001)
        growth = server.resident() - before
        print(f"{name}: memory grew by {growth // 1024} KiB")
        check(growth <= GROWTH, f"memory grew by {growth} bytes")

        ended = select.poll()
        ended.register(client.transport.socket, 0)  # Ends and errors alone.
        while not ended.poll(100):
            check(time.monotonic() < began + LIMIT, f"{name}: not closed")
            peer.sendto(bytes(1000), relayed)
    print(f"{name}: closed after {time.monotonic() - began:.1f} s")


def main():
    with TurnServer() as server:
        idle = [TurnClient(Stream(server.tcp, is_secure), USER, PASSWORD)
                for is_secure in (False, True)]
        for client in idle:
            client.allocate()
        asyncio.run(nuisances(server))
        for is_secure in (False, True):
            reads_nothing(server, is_secure)
        for client in idle:
            client.release()  # Fails where the server has closed what is in use.
    print("OK")


main()
