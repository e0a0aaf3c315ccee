"""A proxy in front of the server that treats WebSockets as some hospitals' proxies do."""

import asyncio

REFUSAL = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class UpgradeProxy:
    """Passes HTTP/1.1 on. `mode` says what becomes of a request for an upgrade:

    `refuse`: it is answered with 502; `swallow`: it succeeds and then carries nothing; `pass`.
    """

    def __init__(self, server):
        self.server = server
        self.mode = "refuse"
        self.port = None
        self.upgrades = {"refuse": 0, "swallow": 0, "pass": 0}
        self.sockets = set()  # Writers of upgraded connections.
        self.listener = None

    @property
    def url(self):
        return f"http://{self.server.address}:{self.port}"

    async def __aenter__(self):
        self.listener = await asyncio.start_server(self.accept, self.server.address, 0)
        self.port = self.listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.listener.close()

    def cut(self):
        """Breaks every WebSocket that is open."""
        for writer in list(self.sockets):
            writer.transport.abort()

    async def accept(self, reader, writer):
        try:
            other_reader, other_writer = await asyncio.open_connection(
                self.server.address, self.server.port)
        except OSError:
            return writer.close()
        state = {"swallows": False}
        back = asyncio.create_task(self.answer(other_reader, writer, state))
        try:
            await self.forward(reader, writer, other_writer, state)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.sockets.discard(writer)
            back.cancel()
            writer.close()
            other_writer.close()

    async def forward(self, reader, writer, other, state):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(
                line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
            if b"websocket" in fields.get(b"upgrade", b""):
                self.upgrades[self.mode] += 1
                if self.mode == "refuse":
                    writer.write(REFUSAL)
                    return await writer.drain()
                self.sockets.add(writer)
                swallows = self.mode == "swallow"
                other.write(head)
                await asyncio.sleep(0.2)  # The answer to the upgrade goes through.
                state["swallows"] = swallows
                return await self.pipe(reader, other, state)
            other.write(head + await reader.readexactly(int(fields.get(b"content-length", b"0"))))
            await other.drain()

    async def pipe(self, reader, other, state):
        while data := await reader.read(65536):
            if not state["swallows"]:
                other.write(data)
                await other.drain()

    async def answer(self, reader, writer, state):
        try:
            while data := await reader.read(65536):
                if not state["swallows"]:
                    writer.write(data)
                    await writer.drain()
        except OSError:
            pass
        writer.close()
