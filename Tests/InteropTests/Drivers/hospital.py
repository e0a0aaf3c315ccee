"""A hospital's network in miniature: a client behind a router that lets little out.

    client 10.66.0.2 ── 10.66.0.1 router 203.0.113.1 ── 203.0.113.10 the open side: the driver

The driver itself is on the open side, with the server, the HTTP proxy and the call's other side.
Client and router are networks of a process each, so that all of it ends with the driver. The
addresses of the open side are for documentation, which browsers take for public ones.
"""

import contextlib
import ctypes
import os
import socket
import struct
import subprocess
import sys
import threading

from aorta import check, die_with_parent
from network import command, ip

SERVER, PROXY = "203.0.113.10", "203.0.113.20"
HOST = "call.aorta.test"
# In the driver's own mount namespace: what is written there ends with the driver.
FOLDER = "/mnt"
OUTSIDE = ["203.0.113.1", "203.0.113.2"]  # Of the router; the second one is for a change.
INSIDE, CLIENTS = "10.66.0.1", ["10.66.0.2", "10.66.0.3"]

# What the router forwards from the client; what belongs to a connection that it let out may
# always come back. Firewalls of this kind drop in silence: that is the harder case.
RULES = {
    "open": "accept",
    "no-udp": "meta l4proto udp drop; accept",
    "only-443": f"ip daddr {SERVER} tcp dport 443 accept; drop",
    "proxy": f"ip daddr {PROXY} tcp dport 3128 accept; drop",
}


def enter_open_side():
    """Starts the driver again with a network and with files of `/etc` that are its own."""
    if os.environ.get("INTEROP_NETWORK") != str(os.getpid()):
        check(os.geteuid() == 0, "network namespaces need root")
        os.environ["INTEROP_NETWORK"] = str(os.getpid())  # An exec keeps the process id.
        os.execvp("unshare", ["unshare", "--net", "--mount", sys.executable, *sys.argv])
    ip("link set lo up")
    command(f"mount -t tmpfs interop {FOLDER}")
    for mount in names("open", hosts=f"{SERVER} {HOST}\n"):
        command(mount)


def names(place, hosts="", servers=""):
    """Lines for `/etc/hosts` and for `/etc/resolv.conf`; what they don't name has no address."""
    files = {"hosts": "127.0.0.1 localhost\n" + hosts, "resolv.conf": servers}
    for name, text in files.items():
        with open(f"{FOLDER}/{place}-{name}", "w") as file:
            file.write(text)
    return [f"mount --bind {FOLDER}/{place}-{name} /etc/{name}" for name in files]


class Place:
    """A network that is a process's own, named by its id, and gone when that ends."""

    def __init__(self, name, servers=""):
        ready = " && ".join([*names(name, servers=servers), "echo there", "exec cat"])
        self.process = subprocess.Popen(
            ["unshare", "--net", "--mount", "sh", "-c", ready], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        check(self.process.stdout.readline() == "there\n", "no network namespace")
        self.pid = self.process.pid
        self.ip("link set lo up")

    def ip(self, arguments):
        ip(arguments, of=self.pid)

    def filter(self, text):
        command("nft -f -", of=self.pid, text=text)

    def inside(self, program):
        """The command line of a program that is to run here."""
        return ["nsenter", "--target", str(self.pid), "--net", "--mount", "--", *program]

    def wrapper(self, program):
        """A script that runs a program here with the arguments it is given."""
        path = f"{FOLDER}/{os.path.basename(program)}-inside"
        with open(path, "w") as file:
            file.write("#!/bin/sh\nexec " + " ".join(self.inside([program])) + ' "$@"\n')
        os.chmod(path, 0o755)
        return path

    def socket(self, make):
        """What `make` returns when called in this network, or none where it has an OSError."""
        made = []

        def enter():
            # A thread alone changes over, and a socket stays where it was made.
            with open(f"/proc/{self.pid}/ns/net") as network:
                if ctypes.CDLL(None).setns(network.fileno(), 0) == 0:
                    with contextlib.suppress(OSError):
                        made.append(make())

        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        return made[0] if made else None

    def connect(self, port):
        """A connection to a port of this network's own loopback, for a process elsewhere."""
        return self.socket(lambda: socket.create_connection(("127.0.0.1", port), timeout=5))

    def resolve(self):
        """Serves the one name that there is, on loopback, as a hospital's own DNS would."""
        def make():
            server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            server.bind(("127.0.0.1", 53))
            return server

        threading.Thread(target=serve_names, args=[self.socket(make)], daemon=True).start()


def serve_names(server):
    """Answers A questions for the server's name, and says of all else that it isn't there."""
    name = b"".join(bytes([len(label)]) + label.encode() for label in HOST.split(".")) + b"\0"
    while True:
        query, source = server.recvfrom(512)
        question = query[12:12 + len(name) + 4]
        is_known = question[:len(name)].lower() == name
        is_address = is_known and question[len(name):] == b"\0\1\0\1"
        head = query[:2] + struct.pack(
            "!HHHHH", 0x8180 if is_known else 0x8183, 1 if is_known else 0, is_address, 0, 0)
        answer = struct.pack("!HHHIH", 0xC00C, 1, 1, 60, 4) + socket.inet_aton(SERVER)
        server.sendto(
            head + (question if is_known else b"") + (answer if is_address else b""), source)


class Hospital:
    """The client's place and the router's, by one of `RULES`."""

    def __init__(self, rules, symmetric=False, resolves=True):
        self.router = Place("router")
        # Not by `/etc/hosts`: Chromium looks TURN servers up with a dot behind their name.
        self.client = Place("client", servers="nameserver 127.0.0.1\n" if resolves else "")
        if resolves:
            self.client.resolve()
        router, client = self.router, self.client
        # Without IPv6 addresses of their own: those would come a second late, and a browser drops
        # what it loads when an address comes or goes.
        ip(f"link add open type veth peer name outer netns {router.pid}")
        ip("link set open addrgenmode none")
        router.ip("link set outer addrgenmode none")
        ip(f"address add {SERVER}/24 dev open")
        ip(f"address add {PROXY}/24 dev open")
        ip("link set open up")
        for address in OUTSIDE:
            router.ip(f"address add {address}/24 dev outer")
        router.ip("link set outer up")
        router.ip(f"link add inner type veth peer name lan netns {client.pid}")
        router.ip("link set inner addrgenmode none")
        client.ip("link set lan addrgenmode none")
        router.ip(f"address add {INSIDE}/24 dev inner")
        router.ip("link set inner up")
        client.ip("link set lan up")
        self.place = 0  # Of `CLIENTS` and `OUTSIDE`.
        self.move_in(CLIENTS[self.place])
        command("sysctl -q -w net.ipv4.ip_forward=1", of=router.pid)
        # By default a mapping keeps the client's port where it can; a symmetric one never does.
        self.random = " fully-random" if symmetric else ""
        router.filter(f"""
            table ip hospital {{
                counter refused {{ }}
                chain rules {{ {RULES[rules].replace("drop", "counter name refused drop")}; }}
                chain forward {{
                    type filter hook forward priority 0
                    ct state established,related accept
                    jump rules
                }}
                chain nat {{ type nat hook postrouting priority srcnat; }}
            }}""")
        self.leave_by(OUTSIDE[self.place])

    def move_in(self, address):
        self.client.ip(f"address add {address}/24 dev lan")
        self.client.ip(f"route replace default via {INSIDE} src {address}")

    def leave_by(self, address):
        self.router.filter(
            "flush chain ip hospital nat\n"
            f"add rule ip hospital nat oifname outer snat to {address}{self.random}")

    def stop_udp(self):
        """From now on no UDP packet passes, whatever it belongs to."""
        self.router.filter(
            "insert rule ip hospital forward meta l4proto udp counter name refused drop")

    def change_address(self):
        """The client is elsewhere all at once, and so is its address on the open side."""
        before, self.place = self.place, 1 - self.place
        self.leave_by(OUTSIDE[self.place])
        self.client.ip(f"address del {CLIENTS[before]}/24 dev lan")
        self.move_in(CLIENTS[self.place])

    def refused(self):
        """How many packets the router dropped by its rules."""
        words = command("nft list counter ip hospital refused", of=self.router.pid).split()
        return int(words[words.index("packets") + 1])


class Proxy:
    """An HTTP proxy on the open side that lets CONNECT through to the server's name alone."""

    USER, PASSWORD = "ward", "seven"

    def __init__(self, password=False):
        with open(f"{FOLDER}/allowed", "w") as allowed:
            allowed.write(f"^{HOST.replace('.', '[.]')}$\n")
        with open(f"{FOLDER}/tinyproxy.conf", "w") as settings:
            settings.write(
                f'Port 3128\nListen {PROXY}\nTimeout 600\nLogLevel Connect\n'
                f'LogFile "{FOLDER}/proxy.log"\nMaxClients 100\nDisableViaHeader Yes\n'
                f'Filter "{FOLDER}/allowed"\nFilterDefaultDeny Yes\nConnectPort 443\n')
            if password:
                settings.write(f"BasicAuth {self.USER} {self.PASSWORD}\n")
        subprocess.Popen(
            ["tinyproxy", "-d", "-c", f"{FOLDER}/tinyproxy.conf"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
        # Playwright's words for it.
        self.settings = {"server": f"http://{PROXY}:3128"}
        if password:
            self.settings |= {"username": self.USER, "password": self.PASSWORD}

    def log(self):
        with open(f"{FOLDER}/proxy.log") as log:
            return log.read()


class Certificate:
    """A certificate of the server's name by an authority of the driver's own."""

    def __init__(self, name=HOST):
        inside = lambda file: f"{FOLDER}/{file}"
        self.authority = inside("authority.pem")
        self.chain, self.key = inside("chain.pem"), inside("key.pem")
        key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 7 -x509"
        command(
            f"openssl req {key} -subj /CN=Interop -keyout {inside('authority-key.pem')}"
            f" -out {self.authority} -addext basicConstraints=critical,CA:TRUE"
            " -addext keyUsage=critical,keyCertSign")
        command(
            f"openssl req {key} -subj /CN={name} -keyout {self.key} -out {self.chain}"
            f" -CA {self.authority} -CAkey {inside('authority-key.pem')}"
            f" -addext subjectAltName=DNS:{name} -addext basicConstraints=critical,CA:FALSE"
            " -addext extendedKeyUsage=serverAuth")

    def trust(self, folder):
        """Puts the authority into the certificate store of a browser's profile."""
        os.makedirs(folder, exist_ok=True)
        command(f"certutil -N -d sql:{folder} --empty-password")
        command(f"certutil -A -d sql:{folder} -n interop -t C,, -i {self.authority}")
