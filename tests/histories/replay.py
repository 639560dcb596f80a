"""Types what changed between releases into the server, key by key.

    replay.py RELEASES FOLDER [--full]

Each change of a file is one document of one server: its old text is opened, the differences are typed
from top to bottom, and at the end the server must hold the new text and show what a second server
shows that was given the new text at once: the same diagnostics and the same hovers.
"""

import difflib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

# How many changes are typed without --full, spread over all.
SOME = 50
# How many there must be at the least.
ALL = 200
# Longer pieces are selected and deleted at once, shorter ones erased by the key.
SELECTED = 30
PATIENCE = 120


class Server:
    """A server with one client, which counts characters as Python does."""

    def __init__(self, folder):
        env = dict(os.environ, PYGLOSS_TEST_HOOKS="on", XDG_CACHE_HOME=str(folder / "cache"))
        self.process = subprocess.Popen(
            [os.environ["PYGLOSS"], "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env
        )
        self.news = threading.Condition()
        self.answers, self.published, self.last = {}, {}, 0
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        capabilities = {
            "general": {"positionEncodings": ["utf-32"]},
            "textDocument": {"publishDiagnostics": {"relatedInformation": True, "versionSupport": True}},
        }
        self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": folder.as_uri(),
                "capabilities": capabilities,
                "initializationOptions": {"hints": True},
            },
        )
        self.tell("initialized", {})

    def read(self):
        stream = self.process.stdout
        while header := stream.readline():
            stream.readline()
            message = json.loads(stream.read(int(header.split(b":")[1])))
            with self.news:
                if message.get("method") == "textDocument/publishDiagnostics":
                    self.published[message["params"]["uri"]] = message["params"]
                elif "method" not in message:
                    self.answers[message["id"]] = message
                self.news.notify_all()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def post(self, method, params):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        return self.last

    def wait(self, what, wanted):
        self.process.stdin.flush()
        end = time.monotonic() + PATIENCE
        with self.news:
            while (found := wanted()) is None:
                assert self.news.wait(end - time.monotonic()), f"{what} did not come"
        return found

    def ask(self, method, params):
        number = self.post(method, params)
        answer = self.wait(method, lambda: self.answers.pop(number, None))
        assert "error" not in answer, f"{method}: {answer}"
        return answer["result"]

    def open(self, uri, text):
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def shown(self, uri, version):
        def wanted():
            shown = self.published.get(uri)
            return shown["diagnostics"] if shown and shown.get("version") == version else None

        return self.wait(f"what is shown of {uri} version {version}", wanted)

    def hover(self, uri, line, character):
        position = {"line": line, "character": character}
        return self.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})

    def end(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.stdin.flush()
        assert self.process.wait(PATIENCE) == 0


class Typist:
    """A document of a server, and the lines of its text as they are typed."""

    def __init__(self, server, uri, text):
        self.server, self.uri, self.version, self.keys, self.asked = server, uri, 1, 0, []
        self.lines = text.split("\n")
        server.open(uri, text)

    def edit(self, line, start, end_line, end, text):
        self.version += 1
        self.keys += 1
        place = lambda line, character: {"line": line, "character": character}
        change = {"range": {"start": place(line, start), "end": place(end_line, end)}, "text": text}
        self.server.tell(
            "textDocument/didChange",
            {"textDocument": {"uri": self.uri, "version": self.version}, "contentChanges": [change]},
        )
        new = (self.lines[line][:start] + text + self.lines[end_line][end:]).split("\n")
        self.lines[line : end_line + 1] = new

    def type(self, line, column, text):
        for key in text:
            self.edit(line, column, line, column, key)
            column += 1

    def rewrite(self, line, new):
        """Makes a line another one, leaving alone what is equal at its ends."""
        old = self.lines[line]
        start = len(os.path.commonprefix([old, new]))
        rest = len(os.path.commonprefix([old[start:][::-1], new[start:][::-1]]))
        end = len(old) - rest
        if end - start > SELECTED:
            self.edit(line, start, line, end, "")
        else:
            for at in range(end, start, -1):
                self.edit(line, at - 1, line, at, "")
        self.type(line, start, new[start : len(new) - rest])
        # Whoever moves the mouse now is answered for the text as it is.
        position = {"line": line, "character": min(start, len(new))}
        params = {"textDocument": {"uri": self.uri}, "position": position}
        self.asked.append(self.server.post("textDocument/hover", params))

    def turn_into(self, new):
        """Types the differences from the top to the bottom."""
        new = new.split("\n")
        matcher = difflib.SequenceMatcher(None, list(self.lines), new, autojunk=False)
        moved = 0
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                continue
            line = i1 + moved
            both = min(i2 - i1, j2 - j1)
            for index in range(both):
                self.rewrite(line + index, new[j1 + index])
            for _ in range(i2 - i1 - both):
                # The line is deleted with its end; the last one with the end before it.
                at = line + both
                if at + 1 < len(self.lines):
                    self.edit(at, 0, at + 1, 0, "")
                else:
                    self.edit(at - 1, len(self.lines[at - 1]), at, len(self.lines[at]), "")
            for index in range(both, j2 - j1):
                at = line + index
                if at < len(self.lines):
                    self.edit(at, 0, at, 0, "\n")
                else:
                    self.edit(at - 1, len(self.lines[at - 1]), at - 1, len(self.lines[at - 1]), "\n")
                self.rewrite(at, new[j1 + index])
            moved += (j2 - j1) - (i2 - i1)
            # A pause at the end of each place that was changed.
            self.server.shown(self.uri, self.version)
        assert self.lines == new


def changes(releases, folder):
    """Every change of a Python file from one release to the next: its name, and both texts."""
    pins = [line.split()[0] for line in releases.read_text("utf-8").splitlines()]
    for before, after in zip(pins, pins[1:]):
        package = before.partition("==")[0]
        if package != after.partition("==")[0]:
            continue
        old_root, new_root = (folder / pin / "files" for pin in (before, after))
        for path in sorted(new_root.rglob("*.py")):
            name = path.relative_to(new_root)
            if not (old_root / name).exists():
                continue
            old, new = (root.joinpath(name).read_bytes().decode("utf-8") for root in (old_root, new_root))
            if old != new and "\r" not in old + new:
                yield f"{before} → {after} {name}", name, old, new


def plain(diagnostics):
    return [{key: value for key, value in one.items() if key != "data"} for one in diagnostics]


def places(text):
    """Some places to hover at: the first word of every thirtieth line that has one."""
    lines = text.split("\n")
    return [(at, len(line) - len(line.lstrip())) for at, line in enumerate(lines) if line.strip()][::30]


def main(releases, folder, *options):
    assert set(options) <= {"--full"}, options
    every = list(changes(Path(releases), Path(folder)))
    assert len(every) >= ALL, f"only {len(every)} changes"
    chosen = every if options else every[:: len(every) // SOME][:SOME]
    begun, keys, found = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        typed, given = Server(work), Server(work)
        for number, (title, name, old, new) in enumerate(chosen):
            # The same folder throughout, so that the same settings hold.
            uri = (work / f"{number}-{name.name}").as_uri()
            typist = Typist(typed, uri, old)
            typist.turn_into(new)
            for asked in typist.asked:
                answer = typed.wait("a hover", lambda: typed.answers.pop(asked, None))
                assert "error" not in answer, f"{title}: {answer}"
            held = typed.ask("pygloss/documentText", {"uri": uri})
            assert held["text"] == new and held["version"] == typist.version, title
            given.open(uri, new)
            shown, expected = typed.shown(uri, typist.version), given.shown(uri, 1)
            assert plain(shown) == plain(expected), f"{title}\n{shown}\n{expected}"
            for place in places(new):
                hovers = [server.hover(uri, *place) for server in (typed, given)]
                assert hovers[0] == hovers[1], f"{title}: {place}\n{hovers[0]}\n{hovers[1]}"
            for server in (typed, given):
                server.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
            keys += typist.keys
            found += len(shown)
        for server in (typed, given):
            server.end()
    print(f"ok      {len(chosen)} of {len(every)} changes, {keys} keys, {found} findings at the ends,", end=" ")
    print(f"{time.monotonic() - begun:.0f} s")


main(*sys.argv[1:])
