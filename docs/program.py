"""Runs of the built program: what it finds, what its fixes change, what a hover says.

Owns the temporary files, the kept answers and the command line. Must not know Markdown or the site.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

#: The name under which a language's example is checked.
FILE_NAMES = {"python": "example.py", "requirements": "requirements.txt", "toml": "pyproject.toml"}


class ProgramError(Exception):
    """The program did not do what a page wants to show."""


@dataclass
class Program:
    """The program, and the folder that relative paths of a command start from."""

    path: Path
    root: Path

    def run(self, *arguments: str, cwd: Path | None = None, ok: tuple[int, ...] = (0,), messages: bool = False) -> str:
        """Its standard output, with `messages` standard error behind it; ProgramError with its messages
        for any other exit status."""
        done = subprocess.run(
            [str(self.path), *arguments],
            cwd=cwd or self.root,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "NO_COLOR": "1", "COLUMNS": "80"},
            check=False,
        )
        if done.returncode not in ok:
            command = " ".join(["pygloss", *arguments])
            raise ProgramError(f"`{command}` ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout + done.stderr if messages else done.stdout

    def json(self, *arguments: str):
        """Its standard output, which is JSON."""
        return json.loads(self.run(*arguments))

    def kept(self, arguments: tuple[str, ...], name: str, code: str) -> str:
        """What it prints for one file with this code, in a folder that holds nothing else. Answers are
        kept in the user's cache, apart for each build of the program."""
        place = self.answers / hashlib.sha256(json.dumps([arguments, name, code]).encode()).hexdigest()
        if place.exists():
            return place.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="pygloss-docs-") as folder:
            Path(folder, name).write_text(code, encoding="utf-8")
            shown = self.run(*arguments, cwd=Path(folder), ok=(0, 1))
        fresh = place.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        fresh.write_text(shown, encoding="utf-8")
        fresh.replace(place)
        return shown

    @cached_property
    def answers(self) -> Path:
        """The folder of the answers of this build."""
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "pygloss-docs", "answers")
        folder = cache / hashlib.sha256(self.path.read_bytes()).hexdigest()[:16]
        if not folder.exists():
            shutil.rmtree(cache, ignore_errors=True)  # those of other builds
            folder.mkdir(parents=True)
        return folder

    def example(self, code: str, language: str = "python") -> "Example":
        """A file with this code."""
        return Example(self, FILE_NAMES[language], code)


@dataclass(frozen=True)
class Example:
    """One file and what the program makes of it."""

    program: Program
    name: str
    code: str

    def _run(self, *arguments: str) -> str:
        return self.program.kept(arguments, self.name, self.code)

    def finding(self, pattern: str) -> dict | None:
        """The first finding of the pattern, as `check --output-format json` gives it."""
        found = json.loads(self._run("check", "--isolated", "--select", pattern, "--output-format", "json", self.name))
        return next((one for one in found if one["code"] == pattern), None)

    def diff(self, pattern: str) -> str:
        """What `check --diff --unsafe-fixes` prints, without the files' names; empty without a fix."""
        text = self._run("check", "--isolated", "--select", pattern, "--diff", "--unsafe-fixes", self.name)
        lines = [line for line in text.splitlines() if not line.startswith(("--- ", "+++ "))]
        return "\n".join(line for line in lines if not line.startswith("@@") or line is not lines[0]).strip("\n")

    def hover(self, line: int, character: int) -> str:
        """What the editor would show at a place, both counted from 0; empty when that is nothing."""
        return self._run("hover", f"{self.name}:{line + 1}:{character + 1}").strip()
