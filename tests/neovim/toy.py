"""A toy language server: the neighbour that real configurations have. It says one sentence for
every hover, and reports `F632` for each ` is 1` on each text it gets."""

import json
import sys


def send(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    sys.stdout.buffer.flush()


def receive():
    length = 0
    while line := sys.stdin.buffer.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return json.loads(sys.stdin.buffer.read(length)) if length else None


def diagnostics(text):
    for number, line in enumerate(text.splitlines()):
        at = line.find(" is 1")
        if at >= 0:
            place = {"line": number, "character": at + 1}
            end = {"line": number, "character": at + 3}
            yield {
                "range": {"start": place, "end": end},
                "severity": 2,
                "source": "toy",
                "code": "F632",
                "message": "toy: is with a literal",
            }


while message := receive():
    method, params = message.get("method"), message.get("params") or {}
    if method == "exit":
        break
    if method in ("textDocument/didOpen", "textDocument/didChange"):
        document = params["textDocument"]
        text = document.get("text") or params["contentChanges"][-1]["text"]
        found = {"uri": document["uri"], "diagnostics": list(diagnostics(text))}
        send({"method": "textDocument/publishDiagnostics", "params": found})
    if "id" in message and method:
        result = None
        if method == "initialize":
            result = {"capabilities": {"textDocumentSync": 1, "hoverProvider": True}}
        if method == "textDocument/hover":
            result = {"contents": {"kind": "markdown", "value": "the toy answers too"}}
        send({"id": message["id"], "result": result})
