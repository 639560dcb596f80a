"""Runs one file of tests with pytest, and prints what the tests print and how each of them ends."""

import io
import os
import sys
import textwrap

import pytest


class Outcomes:
    """Prints a line for each test as soon as it ends, and one for a file that cannot be collected."""

    def pytest_sessionstart(self):
        """By now pytest has given its own reporter the output that nobody reads."""
        sys.stdout = sys.__stdout__

    def pytest_collectreport(self, report):
        if report.failed:
            self.tell("collection failed", report)

    def pytest_runtest_logreport(self, report):
        name = report.nodeid.partition("::")[2]
        if report.when == "call" and report.passed:
            print(name, "passed", flush=True)
        elif report.failed:
            self.tell(f"{name} failed" if report.when == "call" else f"{name} failed in {report.when}", report)
        elif report.skipped:
            print(name, "skipped", flush=True)

    @staticmethod
    def tell(what, report):
        crash = getattr(report.longrepr, "reprcrash", None)
        text = crash.message if crash else getattr(report.longrepr, "errorstring", "") or report.longreprtext
        first, _, rest = text.strip().partition("\n")
        sentence = (" ".join([first, *rest.split()]) if first.endswith(":") else first).partition(". ")[0]
        print(textwrap.fill(f"{what}: {sentence}", 76, subsequent_indent="    "), flush=True)


path = sys.argv[1]
plugins = ["-p", "no:cacheprovider"]
settings = ["-c", os.devnull, "--rootdir", os.path.dirname(path), "-o", "python_files=*.py"]
sys.stdout = io.StringIO()
# That tests fail is what some examples are about; the output says which.
sys.exit(pytest.main(["-s", *plugins, *settings, path], plugins=[Outcomes()]) not in (0, 1, 2))
