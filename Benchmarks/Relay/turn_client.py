"""As much of a TURN client (RFC 8656) as a benchmark needs, over UDP with SHA-1."""

import hashlib
import hmac
import os
import socket
import struct

COOKIE = 0x2112A442
ALLOCATE, CHANNEL_BIND = 0x003, 0x009
USERNAME, ERROR_CODE, CHANNEL_NUMBER, XOR_PEER_ADDRESS = 0x006, 0x009, 0x00C, 0x012
REALM, NONCE, XOR_RELAYED_ADDRESS, REQUESTED_TRANSPORT = 0x014, 0x015, 0x016, 0x019
MESSAGE_INTEGRITY = 0x008


class Refused(Exception):
    """The server's error code and reason."""


class Allocation:
    """One allocation with one channel, on a socket that is connected to the server."""

    def __init__(self, server, user, password):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(server)
        self.user, self.password = user, password
        self.realm = self.nonce = None
        transport = [(REQUESTED_TRANSPORT, bytes([17, 0, 0, 0]))]
        try:
            self.request(ALLOCATE, transport)
        except Refused as refusal:
            if refusal.args[0] != 401:
                raise
        answer = self.request(ALLOCATE, transport)
        self.relayed = address(answer[XOR_RELAYED_ADDRESS])

    def bind(self, channel, peer):
        """Binds a channel to a peer, which permits its address as well."""
        self.channel = channel
        self.request(CHANNEL_BIND, [
            (CHANNEL_NUMBER, struct.pack("!HH", channel, 0)),
            (XOR_PEER_ADDRESS, xored(peer))])

    def request(self, method, attributes):
        """Sends it up to five times; returns the answer's attributes."""
        transaction = os.urandom(12)
        if self.nonce:
            attributes = attributes + [
                (USERNAME, self.user.encode()), (REALM, self.realm), (NONCE, self.nonce)]
        body = b"".join(
            struct.pack("!HH", kind, len(value)) + value + b"\0" * (-len(value) % 4)
            for kind, value in attributes)
        length = len(body) + (24 if self.nonce else 0)
        message = struct.pack("!HHI", method, length, COOKIE) + transaction + body
        if self.nonce:
            key = hashlib.md5(
                f"{self.user}:{self.realm.decode()}:{self.password}".encode()).digest()
            message += struct.pack("!HH", MESSAGE_INTEGRITY, 20)
            message += hmac.new(key, message[:-4], hashlib.sha1).digest()
        self.socket.settimeout(1)
        for _ in range(5):
            self.socket.send(message)
            try:
                answer = self.socket.recv(2048)
            except TimeoutError:
                continue
            if answer[8:20] == transaction:
                return self.read(answer)
        raise TimeoutError("no answer from the TURN server")

    def read(self, answer):
        attributes, offset = {}, 20
        while offset + 4 <= len(answer):
            kind, length = struct.unpack_from("!HH", answer, offset)
            attributes.setdefault(kind, answer[offset + 4:offset + 4 + length])
            offset += 4 + (length + 3) // 4 * 4
        if answer[0] & 1 and answer[1] & 0x10:
            code = attributes[ERROR_CODE]
            self.realm = attributes.get(REALM, self.realm)
            self.nonce = attributes.get(NONCE, self.nonce)
            raise Refused(code[2] * 100 + code[3], code[4:].decode(errors="replace"))
        return attributes


def xored(peer):
    number, = struct.unpack("!I", socket.inet_aton(peer[0]))
    return struct.pack("!BBHI", 0, 1, peer[1] ^ COOKIE >> 16, number ^ COOKIE)


def address(value):
    _, _, port, number = struct.unpack("!BBHI", value[:8])
    return socket.inet_ntoa(struct.pack("!I", number ^ COOKIE)), port ^ COOKIE >> 16
