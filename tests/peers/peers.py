"""Holds what pygloss reads out of other linters' configurations to those linters."""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from linters import BIN, ROOT, Linter, collisions, findings, told

RUFF, PYLINT, FLAKE8 = (Linter(name.capitalize(), [BIN / name]) for name in ("ruff", "pylint", "flake8"))

# Configurations whose set of rules is compared in full: file name, text.
RUFFS = [
    ("ruff.toml", ""),
    ("ruff.toml", "preview = true"),
    ("ruff.toml", "preview = true\nlint.explicit-preview-rules = true"),
    ("ruff.toml", 'lint.select = ["ALL"]'),
    ("ruff.toml", 'lint.select = ["ALL"]\npreview = true'),
    ("ruff.toml", 'lint.select = ["ALL"]\npreview = true\nlint.explicit-preview-rules = true'),
    (".ruff.toml", 'lint.select = ["B", "PL", "A", "C", "T"]\nlint.ignore = ["B006", "PLW"]'),
    ("pyproject.toml", '[tool.ruff]\nselect = ["F", "E7"]\nextend-select = ["B0"]\nextend-ignore = ["B01"]'),
    ("pyproject.toml", '[tool.ruff.lint]\nselect = ["F632", "RUF"]\nignore = ["F", "RUF012"]\nextend-select = ["RUF012"]'),
    ("pyproject.toml", '[tool.ruff.lint]\nextend-select = ["E711", "ASYNC"]\nignore = ["B", "PLE"]'),
    ("ruff.toml", 'lint.preview = true\nlint.select = ["mutable-argument-default", "B909"]'),
    ("ruff.toml", 'extend = "base.toml"\nlint.extend-select = ["B006"]\nlint.ignore = ["F"]'),
    ("ruff.toml", 'extend = "base.toml"\nlint.select = ["UP"]'),
]
BASE = 'lint.select = ["B", "F", "E"]\nlint.ignore = ["B006", "E711"]\n'
PYLINTS = [
    (".pylintrc", "[MAIN]\n"),
    ("pylintrc", "[MESSAGES CONTROL]\ndisable=all\nenable=W0102,R,\n    variables"),
    ("pylintrc", "[A]\nenable=dangerous-default-value\n[B]\ndisable=W,all"),
    ("pylintrc", "[A]\ndisable=convention,  # why\n  E0602\nenable=C0121"),
    ("setup.cfg", "[pylint.main]\njobs=1\n[pylint.messages control]\ndisable=basic,C\n[other]\nenable=all"),
    ("tox.ini", "[pylint]\ndisable=lost-exception,w0109,broad-except"),
    ("pyproject.toml", '[tool.pylint]\ndisable = ["all"]\n[tool.pylint."messages control"]\nenable = "E, literal-comparison"'),
]
FLAKE8S = [
    (".flake8", "[flake8]\nmax-line-length = 100"),
    ("setup.cfg", "[flake8]\nselect = E,F,B\nignore = B006,E7"),
    ("tox.ini", "[flake8]\nextend-select = B909\nextend-ignore = F6,B0\nper-file-ignores =\n    a*.py: F,B"),
    (".flake8", "[flake8]\nignore = E501\nselect = B9,F6"),
]


def hold(name, ours, theirs, where):
    if ours != theirs:
        sys.exit(f"{where}: pygloss says that {name} has {sorted(ours - theirs)} on, {name} has {sorted(theirs - ours)}")


def project(files):
    folder = Path(tempfile.mkdtemp(prefix="pygloss-peers-"))
    for name, text in files.items():
        (folder / name).write_text(text + "\n")
    return folder


def compare_rules():
    for linter, configurations in ((RUFF, RUFFS), (PYLINT, PYLINTS)):
        for name, text in configurations:
            folder = project({name: text, "base.toml": BASE, "a.py": "x = 1"})
            hold(linter.tool, told(folder, linter.tool), linter.on(folder), f"{name}: {text}")
            shutil.rmtree(folder)
    print(f"{len(RUFFS)} configurations of Ruff and {len(PYLINTS)} of Pylint: the same rules")


def side_by_side():
    """All our cases under the real linters: many a line has both without the setting, none with it."""
    cases = sorted((ROOT / "grammar-queries").glob("*/cases.py"))
    for name, text, linter in (
        ("ruff.toml", 'lint.extend-select = ["E7", "B"]\nlint.per-file-ignores."m*.py" = ["B006"]', RUFF),
        (".pylintrc", "[MAIN]\ndisable=C,R1725\n", PYLINT),
        *((name, text, FLAKE8) for name, text in FLAKE8S),
    ):
        folder = project({name: text})
        (folder / "requirements.txt").write_text("flake8-bugbear\n")
        for case in cases:
            # Without the lines that say what is expected: a comment silences some patterns.
            text_of_case = re.sub("(?m)^#.*\n", "", case.read_text())
            (folder / f"{case.parent.name.replace('-', '_')}.py").write_text(text_of_case)
        theirs = linter.hits(folder)
        alone, beside = findings(folder, "--hints", "--isolated"), findings(folder, "--hints")
        before, after = collisions(theirs, alone), collisions(theirs, beside)
        if after:
            sys.exit(f"{name}: {text}: both speak of {after[:10]}")
        if len(before) < 5:
            sys.exit(f"{name}: {text}: only {before} to step back for; the test shows nothing")
        # What nobody else reports stays.
        kept = sum(not codes for found in beside.values() for _, codes in found)
        if kept != sum(not codes for found in alone.values() for _, codes in found):
            sys.exit(f"{name}: findings without an equivalent are gone")
        print(f"{name}: {len(before)} lines with both, {len(after)} with `peers`; "
              f"{sum(map(len, beside.values()))} of {sum(map(len, alone.values()))} findings stay")
        shutil.rmtree(folder)


compare_rules()
side_by_side()
