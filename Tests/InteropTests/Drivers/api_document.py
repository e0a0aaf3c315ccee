"""schemathesis against the served OpenAPI document: no 5xx, no undocumented status or shape.

    api_document.py [EXAMPLES]      examples of each operation and kind of key; 10 by default
"""

import os
import subprocess
import sys

import aorta
from platform_keys import make_key

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance," \
    "response_schema_conformance"


def main():
    examples = sys.argv[1] if len(sys.argv) > 1 else "10"
    with aorta.Server() as server:
        for arguments in (
            ["--hospital", "demo-hospital", "--all-scopes"], ["--all-hospitals", "--all-scopes"],
        ):
            key = make_key(server, *arguments)
            command = [
                os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run",
                f"{server.url}/api/v1/openapi.json", "--url", f"{server.url}/api/v1",
                "-H", f"Authorization: Bearer {key}", "--checks", CHECKS,
                "--max-examples", examples, "--phases", "examples,coverage,fuzzing",
                "--rate-limit", "40/s", "--seed", "1", "--continue-on-failure",
            ]
            found = subprocess.run(
                command, capture_output=True, text=True, timeout=560,
                cwd=server.data)  # It keeps what it finds there.
            if found.returncode != 0:
                print(found.stdout[-12_000:], found.stderr[-2_000:])
            aorta.check(found.returncode == 0, "the API does not do what its document says")
    print("OK", flush=True)


main()
