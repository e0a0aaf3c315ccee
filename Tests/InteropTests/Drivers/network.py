"""Networks of a driver's own, which nothing else sees and which end with it. Needs root."""

import os
import subprocess
import sys

from aorta import check, die_with_parent


def enter_own_network():
    """Starts the driver again in a network namespace that has loopback alone."""
    if os.environ.get("INTEROP_NETWORK") != str(os.getpid()):
        os.environ["INTEROP_NETWORK"] = str(os.getpid())  # An exec keeps the process id.
        os.execvp("unshare", ["unshare", "--net", sys.executable, *sys.argv])
    ip("link set lo up")


def ip(arguments, of=None):
    """Runs `ip`, in the network of another process if one is given."""
    command("ip " + arguments, of)


def command(line, of=None, text=None):
    enter = ["nsenter", "--target", str(of), "--net"] if of else []
    done = subprocess.run(
        enter + line.split(), input=text, capture_output=True, text=True)
    check(done.returncode == 0, f"{line}: {done.stderr}")
    return done.stdout


def lose(port, percent):
    """From now on loopback loses that many UDP packets to and from a port, at random.

    Each is lost alone: the kernel's batches of equal packets are cut up before the filter.
    """
    ip("link set lo gso_max_segs 1")
    command("nft -f -", text=f"""
        table inet loss {{
            counter to-server {{ }}
            counter from-server {{ }}
            chain input {{
                type filter hook input priority 0;
                udp dport {port} numgen random mod 100 < {percent} counter name to-server drop
                udp sport {port} numgen random mod 100 < {percent} counter name from-server drop
            }}
        }}""")


def lost(direction):
    """How many packets were dropped `to-server` or `from-server`."""
    words = command(f"nft list counter inet loss {direction}").split()
    return int(words[words.index("packets") + 1])


def start_apart(arguments, address, gateway, cable=""):
    """Runs a Python program in a network joined to this one by a cable; returns its process.

    This end of the cable is `near` and has the gateway's address, the other end is `far`; with
    the name of the cable behind, where there are several.
    """
    process = subprocess.Popen(
        ["unshare", "--net", sys.executable, *arguments], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
    check(process.stdout.readline() == "apart\n", "the client did not start in its network")
    near, far = f"near{cable}", f"far{cable}"
    ip(f"link add {near} type veth peer name {far} netns {process.pid}")
    ip(f"address add {gateway}/24 dev {near}")
    ip(f"link set {near} up")
    ip("link set lo up", of=process.pid)
    ip(f"address add {address}/24 dev {far}", of=process.pid)
    ip(f"link set {far} up", of=process.pid)
    return process
