"""Checks each message of the server in a session that lsp-devtools recorded.

    recorded.py FILE

The check itself is that of tests/lsp: read into the protocol's type and written again.
"""

import json
import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "lsp"))
import strict  # noqa: E402

# What the session of e2e.lua asks and is told, at the least.
EXPECTED = {
    "initialize",
    "textDocument/publishDiagnostics",
    "textDocument/diagnostic",
    "textDocument/hover",
    "textDocument/codeAction",
    "workspace/executeCommand",
    "window/showDocument",
    "shutdown",
}
# A client gets its diagnostics in one of two ways.
EITHER = {"textDocument/publishDiagnostics", "textDocument/diagnostic"}


# Where lsp-devtools saw a message.
CLIENT, SERVER = 2, 3


def main(path):
    with sqlite3.connect(path) as database:
        rows = database.execute("select metadata, body from messages").fetchall()
    records = [(json.loads(metadata)["source"], json.loads(body)) for metadata, body in rows]
    asked = {
        message["id"]: message["method"]
        for source, message in records
        if source == CLIENT and "method" in message and "id" in message
    }
    seen, problems, count = set(), [], 0
    for source, message in records:
        if source != SERVER:
            continue
        count += 1
        seen.add(message.get("method") or asked[message["id"]])
        problems += strict.problems(message, asked)
        if "error" in message:
            problems.append(f"an error: {message}")
    missing = EXPECTED - EITHER - seen
    if missing or not seen & EITHER:
        problems.append(f"the session lacks {sorted(missing) or sorted(EITHER)}")
    print("\n".join(problems) or f"ok      {count} recorded messages of the server, strictly read")
    return bool(problems)


sys.exit(main(*sys.argv[1:]))
