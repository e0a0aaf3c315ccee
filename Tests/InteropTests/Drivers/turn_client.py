"""A TURN client of RFC 8656 in as few lines as it takes, over UDP, TCP and TLS."""

import hashlib
import hmac
import os
import socket
import ssl
import struct

from aorta import check, fail

COOKIE = 0x2112A442
BINDING, ALLOCATE, REFRESH, SEND, DATA, CREATE_PERMISSION, CHANNEL_BIND = 1, 3, 4, 6, 7, 8, 9
INDICATION, SUCCESS, ERROR = 0x010, 0x100, 0x110
USERNAME, INTEGRITY, ERROR_CODE, CHANNEL, LIFETIME, PEER, PAYLOAD = 6, 8, 9, 0xC, 0xD, 0x12, 0x13
REALM, NONCE, RELAYED, TRANSPORT, INTEGRITY_256, MAPPED = 0x14, 0x15, 0x16, 0x19, 0x1C, 0x20
ALGORITHM, ALGORITHMS = 0x1D, 0x8002
SHA_256 = b"\0\2\0\0"


def attribute(kind, value):
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def header(kind, length, transaction):
    return struct.pack("!HHI", kind, length, COOKIE) + transaction


def address(value):
    """Of an IPv4 attribute hidden by XOR."""
    _, family, port, host = struct.unpack("!BBHI", value[:8])
    check(family == 1, f"family {family}")
    return socket.inet_ntoa(struct.pack("!I", host ^ COOKIE)), port ^ (COOKIE >> 16)


def hidden(peer):
    host, = struct.unpack("!I", socket.inet_aton(peer[0]))
    return struct.pack("!BBHI", 0, 1, peer[1] ^ (COOKIE >> 16), host ^ COOKIE)


class Message:
    def __init__(self, data):
        self.kind, length, cookie = struct.unpack("!HHI", data[:8])
        check(cookie == COOKIE and length == len(data) - 20, f"no STUN message: {data.hex()}")
        self.transaction = data[8:20]
        self.attributes = {}
        offset = 20
        while offset < len(data):
            kind, length = struct.unpack("!HH", data[offset:offset + 4])
            self.attributes.setdefault(kind, data[offset + 4:offset + 4 + length])
            offset += 4 + length + (-length % 4)

    @property
    def error(self):
        code = self.attributes.get(ERROR_CODE)
        return code and code[2] * 100 + code[3]


class Datagrams:
    """One UDP socket."""

    def __init__(self, server, source=None):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        if source:
            self.socket.bind(source)
        self.socket.connect(server)
        self.socket.settimeout(5)

    def send(self, message):
        self.socket.send(message)

    def receive(self):
        return self.socket.recv(65536)


class Stream:
    """One TCP connection, in clear or under TLS; cuts what comes by RFC 8656 §3.4 and §12.5."""

    def __init__(self, server, is_secure=False, bytewise=False):
        self.socket = socket.create_connection(server, timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.bytewise = bytewise
        self.waiting = b""
        if is_secure:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)

    def send(self, message):
        message += bytes(-len(message) % 4)
        if not self.bytewise:
            return self.socket.sendall(message)
        for byte in message:
            self.socket.sendall(bytes([byte]))

    def receive(self):
        head = self.peek(4)
        length, = struct.unpack("!H", head[2:4])
        whole = 4 + length if head[0] & 0xC0 == 0x40 else 20 + length
        self.peek(whole + (-whole % 4))  # A server has to pad ChannelData here.
        message, self.waiting = self.waiting[:whole], self.waiting[whole + (-whole % 4):]
        return message

    def peek(self, count):
        while len(self.waiting) < count:
            more = self.socket.recv(65536)
            check(more, "the server closed the connection")
            self.waiting += more
        return self.waiting


class TurnClient:
    """One allocation."""

    def __init__(self, transport, user, password, is_modern=False):
        self.transport = transport
        self.user, self.password = user.encode(), password.encode()
        self.is_modern = is_modern
        self.nonce = self.realm = self.key = None
        self.algorithms = b""
        self.inbox = []

    def request(self, method, *attributes):
        """The answer, after one challenge at most."""
        answer = self.ask(method, attributes)
        if answer.error in (401, 438) and (self.key is None or answer.error == 438):
            self.nonce, self.realm = answer.attributes[NONCE], answer.attributes[REALM]
            self.algorithms = answer.attributes.get(ALGORITHMS, b"")
            digest = hashlib.sha256 if self.is_modern else hashlib.md5
            self.key = digest(b":".join((self.user, self.realm, self.password))).digest()
            answer = self.ask(method, attributes)
        return answer

    def ask(self, method, attributes):
        transaction = os.urandom(12)
        self.transport.send(self.written(method, transaction, attributes))
        for _ in range(10000):
            data = self.transport.receive()
            if data[0] < 4:
                message = Message(data)
                if message.transaction == transaction:
                    return self.checked(message, data)
            self.inbox.append(data)
        return fail("no answer among 10,000 messages")

    def written(self, kind, transaction, attributes):
        body = b"".join(attribute(*one) for one in attributes)
        if self.key is None:
            return header(kind, len(body), transaction) + body
        body += attribute(USERNAME, self.user) + attribute(REALM, self.realm)
        body += attribute(NONCE, self.nonce)
        if self.is_modern:
            body += attribute(ALGORITHM, SHA_256) + attribute(ALGORITHMS, self.algorithms)
        length = len(body) + (36 if self.is_modern else 24)
        signed = header(kind, length, transaction) + body
        return signed + self.integrity(signed)

    def integrity(self, signed):
        digest = hashlib.sha256 if self.is_modern else hashlib.sha1
        code = hmac.new(self.key, signed, digest).digest()
        return attribute(INTEGRITY_256 if self.is_modern else INTEGRITY, code)

    def checked(self, message, data):
        """Successes have to be signed, as the last attribute."""
        if message.kind & ERROR == SUCCESS and self.key:
            whole = 36 if self.is_modern else 24
            check(
                data.endswith(self.integrity(data[:-whole])),
                f"the answer {message.kind:#06x} is not signed")
        return message

    def succeed(self, method, *attributes):
        answer = self.request(method, *attributes)
        check(answer.kind & ERROR == SUCCESS, f"method {method} is refused with {answer.error}")
        return answer

    def allocate(self):
        answer = self.succeed(ALLOCATE, (TRANSPORT, b"\x11\0\0\0"))
        check(MAPPED in answer.attributes and LIFETIME in answer.attributes, "an incomplete answer")
        return address(answer.attributes[RELAYED])

    def permit(self, peer):
        self.succeed(CREATE_PERMISSION, (PEER, hidden(peer)))

    def bind(self, number, peer):
        self.succeed(CHANNEL_BIND, (CHANNEL, struct.pack("!HH", number, 0)), (PEER, hidden(peer)))

    def release(self):
        self.succeed(REFRESH, (LIFETIME, bytes(4)))

    def send(self, peer, payload):
        attributes = attribute(PEER, hidden(peer)) + attribute(PAYLOAD, payload)
        kind = SEND | INDICATION
        self.transport.send(header(kind, len(attributes), os.urandom(12)) + attributes)

    def send_on(self, number, payload):
        self.transport.send(struct.pack("!HH", number, len(payload)) + payload)

    def receive(self):
        """The payload that came next, by channel or by indication, and where from."""
        data = self.inbox.pop(0) if self.inbox else self.transport.receive()
        if data[0] & 0xC0 == 0x40:
            number, length = struct.unpack("!HH", data[:4])
            return number, data[4:4 + length]
        message = Message(data)
        check(message.kind == DATA | INDICATION, f"unexpected {message.kind:#06x}")
        return address(message.attributes[PEER]), message.attributes[PAYLOAD]
