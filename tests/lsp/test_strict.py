"""The strict look sees what lenient clients overlook."""

import json

import pytest
import strict

RANGE = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}


def recorded(tmp_path, diagnostic):
    params = {"uri": "file:///a.py", "diagnostics": [diagnostic]}
    message = {"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params}
    body = json.dumps(message).encode()
    path = tmp_path / "messages"
    frame = b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    path.write_text(f"< {frame.hex()}\n", "ascii")
    return path


def test_a_right_message_has_no_problem(tmp_path):
    right = {"range": RANGE, "message": "m", "severity": 2}
    assert strict.check(recorded(tmp_path, right)) == ([], 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"range": RANGE, "message": "m", "severty": 2},
        {"range": RANGE, "message": "m", "severity": 7},
        {"range": RANGE},
        {"range": {"start": {"line": 0}}, "message": "m"},
    ],
)
def test_a_wrong_one_has(tmp_path, wrong):
    problems, _ = strict.check(recorded(tmp_path, wrong))
    assert problems


def test_bytes_that_are_no_frame_are_an_error(tmp_path):
    path = tmp_path / "messages"
    path.write_text(f"< {b'hello'.hex()}\n", "ascii")
    with pytest.raises(AssertionError):
        strict.check(path)
