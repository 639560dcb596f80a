"""The real linters and pygloss, as the tests beside this file run them.

Owns how each is called and how its answer is read. Must not know which packages or configurations
are compared.
"""

import functools
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BIN = Path(sys.executable).parent
PYGLOSS = os.environ["PYGLOSS"]
# Nobody's own settings count, and no environment but the project's tells versions.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("PYLINTRC", "VIRTUAL_ENV")}
ENVIRONMENT |= {"PYLINTHOME": tempfile.gettempdir(), "RUFF_NO_CACHE": "true"}
PROBE = HERE / "probe.py"


def run(command, folder, statuses=(0,), environment=ENVIRONMENT, text=None):
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, encoding="utf-8", errors="replace",
        env=environment, input=text, timeout=1500,
    )
    if done.returncode not in statuses:
        sys.exit(f"{command} ended with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout


PATTERNS = json.loads(run([PYGLOSS, "patterns", "list", "--output-format", "json"], ROOT))
EQUIVALENTS = {code for pattern in PATTERNS for code in pattern["equivalents"] if pattern["kind"] == "finding"}


def told(folder, tool, path="a.py"):
    """The codes of a linter for which patterns step back in a file, as `config show` tells them."""
    text = run([PYGLOSS, "config", "show", path], folder)
    return {code for codes in re.findall(rf"((?:\w+, )*\w+) of {tool} \(", text) for code in codes.split(", ")}


def findings(folder, *more):
    """Ours: for each file and line the patterns with their equivalents and severities."""
    found = {}
    for one in json.loads(run([PYGLOSS, "check", "--output-format", "json", *more, "."], folder, (0, 1, 2))):
        span = one["range"]
        path = relative(one["path"], folder)
        for line in range(span["start"]["line"] + 1, span["end"]["line"] + 2):
            found.setdefault((path, line), []).append((one["code"], frozenset(one["equivalents"])))
    return found


def collisions(theirs, ours):
    """The lines of which both speak, with what is said there."""
    both = []
    for path, line, names in theirs:
        both += [(path, line, names, id) for id, codes in ours.get((path, line), ()) if names & codes]
    return both


def relative(path, folder):
    return os.path.relpath(os.path.join(folder, path), folder)


@dataclass(eq=False)
class Linter:
    """One linter in one version, with its plugins."""

    tool: str
    command: list
    environment: dict = field(default_factory=lambda: ENVIRONMENT)

    def _run(self, folder, *words, statuses=(0, 1), text=None):
        return run([*self.command, *words], folder, statuses, self.environment, text)

    def hits(self, folder):
        """What it reports in a project under the project's own configuration: file, line, names of the code."""
        folder = Path(folder)
        if self.tool == "Ruff":
            found = json.loads(self._run(folder, "check", "--no-fix", "--output-format", "json", "."))
            return [(relative(one["filename"], folder), one["location"]["row"], {one["code"]}) for one in found]
        if self.tool == "Flake8":
            # A line of the source that is shown, too, would have no tabs in these places.
            rows = self._run(folder, "--no-show-source", "--format", "%(path)s\t%(row)d\t%(code)s", ".").splitlines()
            rows = [row for line in rows if len(row := line.split("\t")) == 3]
            return [(relative(path, folder), int(row), {code}) for path, row, code in rows]
        modules = [path.parent for pattern in ("*/__init__.py", "src/*/__init__.py") for path in sorted(folder.glob(pattern))]
        # The status is a sum of bits; 32 is wrong use.
        text = self._run(folder, "--output-format", "json2", "-j", "2", *(modules or sorted(folder.glob("*.py"))), statuses=range(32))
        messages = json.loads(text)["messages"]
        return [(relative(one["path"], folder), one["line"], {one["messageId"], one["symbol"]}) for one in messages]

    def on(self, folder):
        """The equivalents of ours that a configuration turns on, as the linter itself says."""
        if self.tool == "Ruff":
            text = self._run(folder, "check", "--show-settings", "a.py", statuses=(0,))
            enabled = re.search(r"linter\.rules\.enabled = \[(.*?)\n\]", text, re.S)
            # It lists PLE0116, which it reports up to Python 3.7 only.
            return set(re.findall(r"\(([A-Z]+\d+)\)", enabled.group(1))) & EQUIVALENTS - {"PLE0116"} if enabled else set()
        text = self._run(folder, "--list-msgs-enabled", statuses=(0,))
        enabled = text.split("Enabled messages:")[1].split("Disabled messages:")[0]
        return {id for symbol, id in re.findall(r"(\S+) \((\w\d{4})\)", enabled) if {symbol, id} & EQUIVALENTS}

    @functools.cache
    def walked(self, folder):
        """The files that Flake8 comes to from a project's root, as its own search has them."""
        program = (
            "from flake8.options.parse_args import parse_args; from flake8.discover_files import expand_paths; "
            "_, chosen = parse_args([]); excluded = (*chosen.exclude, *chosen.extend_exclude); "
            "print(*expand_paths(paths=['.'], stdin_display_name='', filename_patterns=chosen.filename, exclude=excluded), sep='\\n')"
        )
        interpreter = self.command[0] if "-m" in self.command else BIN / "python"
        found = run([interpreter, "-c", program], folder, (0,), self.environment).splitlines()
        return {os.path.normpath(path) for path in found}

    def probed(self, folder, path, *more):
        """The equivalents of ours that it reports for the text of `probe.py` in the place of a file."""
        text = PROBE.read_text()
        if self.tool == "Ruff":
            words = ["check", "--no-fix", "--force-exclude", "--output-format", "json", "--stdin-filename", path]
            return {one["code"] for one in json.loads(self._run(folder, *words, *more, "-", text=text))} & EQUIVALENTS
        # What it is given by name it reads, also below a folder that it passes over.
        if not more and path not in self.walked(folder):
            return set()
        words = ["--no-show-source", "--format", "%(code)s", "--stdin-display-name", path]
        return set(self._run(folder, *words, *more, "-", text=text).split()) & EQUIVALENTS
