"""Checks each message of the server in recorded sessions.

    recorded.py FOLDER METHOD…

Each file is one session, as tee.py writes it, or with a whole message in JSON in each line, as the
tests of tests/stdio do. The methods are those of which the server must have said something: with
fewer a session was not recorded.
"""

import json
import sys
from pathlib import Path

import strict


def messages(path):
    """Pairs of a mark, `>` (to the server) or `<`, and a message; of bytes first all of one direction."""
    streams = {">": b"", "<": b""}
    for line in path.read_text("utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if text.startswith("{"):
            yield mark, json.loads(text)
        else:
            streams[mark] += bytes.fromhex(text)
    for mark, stream in streams.items():
        # An editor may end its server in the middle of a message.
        for message in strict.frames(stream, ours=mark == "<", may_break_off=True):
            yield mark, message


def main(folder, *expected):
    seen, problems, count, sessions = set(), set(), 0, 0
    for path in sorted(Path(folder).iterdir()):
        sessions += 1
        asked = {}
        for mark, message in messages(path):
            if mark == ">":
                if "method" in message and "id" in message:
                    asked[message["id"]] = message["method"]
                continue
            count += 1
            method = message.get("method") or asked.get(message["id"])
            if "result" in message and method.startswith("pygloss/"):
                # A hook for tests, which no editor asks.
                continue
            if "error" not in message:
                seen.add(method)
            problems.update(strict.problems(message, asked))
    missing = set(expected) - seen
    if missing or not expected:
        problems.add(f"nothing was recorded of {sorted(missing)}")
    print("\n".join(sorted(problems)) or f"ok      {count} messages of {sessions} sessions, strictly read")
    return bool(problems)


sys.exit(main(*sys.argv[1:]))
