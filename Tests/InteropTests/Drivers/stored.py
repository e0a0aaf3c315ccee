"""What a server has stored, read past it; and its audit log's hash chain, computed anew."""

import hashlib
import sqlite3

from aorta import check


def rows(server, table):
    """All rows of a table, oldest first, as dictionaries."""
    database = sqlite3.connect(f"file:{server.data}/aorta.sqlite?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in database.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]
    finally:
        database.close()


def expire_tokens(server):
    """Sets the end of every join token to yesterday."""
    with sqlite3.connect(f"{server.data}/aorta.sqlite", timeout=10) as database:
        database.execute("UPDATE join_tokens SET expires_at = created_at - 86400000")
    database.close()


def go_on_without(server):
    """Lets recordings go on without who withdraws, in every hospital's calls from now on."""
    with sqlite3.connect(f"{server.data}/aorta.sqlite", timeout=10) as database:
        database.execute("UPDATE hospitals SET withdrawal = 'goes_on_without'")
    database.close()


def admit_at_once(server):
    """Lets patients in without a doctor's press, in every hospital's calls from now on."""
    with sqlite3.connect(f"{server.data}/aorta.sqlite", timeout=10) as database:
        database.execute("UPDATE hospitals SET admission = 'automatic'")
    database.close()


def audit(server):
    """The entries of all chains by hospital ("" is the server's own), each verified."""
    chains = {}
    for row in rows(server, "audit_entries"):
        chains.setdefault(row["hospital"], []).append(row)
    for hospital, entries in chains.items():
        hash = hashlib.sha256(
            field("aorta audit chain 1") + field(hospital or None)).digest()
        for number, entry in enumerate(entries, 1):
            check(entry["sequence"] == number, f"the audit log has a gap at {number}")
            check(
                bytes.fromhex(entry["previous_hash"]) == hash,
                f"the audit log's chain is broken before {entry}")
            hash = hashlib.sha256(
                field(hash) + integer(number) + field(entry["kind"]) + field(hospital or None)
                + field(entry["actor"]) + field(entry["appointment"]) + field(entry["source"])
                + field(entry["detail"]) + integer(entry["at"])).digest()
            check(bytes.fromhex(entry["hash"]) == hash, f"the audit log was changed: {entry}")
    return chains


def integer(number):
    return number.to_bytes(8, "big", signed=True)


def field(value):
    """Text or bytes behind their length; nothing has the length -1."""
    if value is None:
        return integer(-1)
    data = value if isinstance(value, bytes) else value.encode()
    return integer(len(data)) + data
