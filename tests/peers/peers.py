"""Holds what pygloss reads out of other linters' configurations to those linters."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BIN = Path(sys.executable).parent
PYGLOSS = os.environ["PYGLOSS"]
# Nobody's own settings count, and no environment but the project's tells versions.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("PYLINTRC", "VIRTUAL_ENV")}
ENVIRONMENT |= {"PYLINTHOME": tempfile.gettempdir(), "RUFF_NO_CACHE": "true"}

# Configurations whose set of rules is compared in full: file name, text.
RUFF = [
    ("ruff.toml", ""),
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
PYLINT = [
    (".pylintrc", "[MAIN]\n"),
    ("pylintrc", "[MESSAGES CONTROL]\ndisable=all\nenable=W0102,R,\n    variables"),
    ("pylintrc", "[A]\nenable=dangerous-default-value\n[B]\ndisable=W,all"),
    ("pylintrc", "[A]\ndisable=convention,  # why\n  E0602\nenable=C0121"),
    ("setup.cfg", "[pylint.main]\njobs=1\n[pylint.messages control]\ndisable=basic,C\n[other]\nenable=all"),
    ("tox.ini", "[pylint]\ndisable=lost-exception,w0109"),
    ("pyproject.toml", '[tool.pylint]\ndisable = ["all"]\n[tool.pylint."messages control"]\nenable = "E, literal-comparison"'),
]
FLAKE8 = [
    (".flake8", "[flake8]\nmax-line-length = 100"),
    ("setup.cfg", "[flake8]\nselect = E,F,B\nignore = B006,E7"),
    ("tox.ini", "[flake8]\nextend-select = B909\nextend-ignore = F6,B0\nper-file-ignores =\n    a*.py: F,B"),
    (".flake8", "[flake8]\nignore = E501\nselect = B9,F6"),
]


def run(command, folder, statuses=(0,)):
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, env=ENVIRONMENT, timeout=1500
    )
    if done.returncode not in statuses:
        sys.exit(f"{command} ended with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout


PATTERNS = json.loads(run([PYGLOSS, "patterns", "list", "--output-format", "json"], ROOT))
EQUIVALENTS = {code for pattern in PATTERNS for code in pattern["equivalents"] if pattern["kind"] == "finding"}


def told(folder, tool):
    """The codes of a linter for which patterns step back, as `config show` tells them."""
    text = run([PYGLOSS, "config", "show", "a.py"], folder)
    return set(re.findall(rf"(\w+) of {tool} \(", text))


def ruff_rules(folder):
    text = run([BIN / "ruff", "check", "--show-settings", "a.py"], folder)
    enabled = re.search(r"linter\.rules\.enabled = \[(.*?)\n\]", text, re.S)
    return set(re.findall(r"\(([A-Z]+\d+)\)", enabled.group(1))) & EQUIVALENTS if enabled else set()


def pylint_messages(folder):
    text = run([BIN / "pylint", "--list-msgs-enabled"], folder)
    enabled = text.split("Enabled messages:")[1].split("Disabled messages:")[0]
    return {id for symbol, id in re.findall(r"(\S+) \((\w\d{4})\)", enabled) if {symbol, id} & EQUIVALENTS}


def hold(name, ours, theirs, where):
    if ours != theirs:
        sys.exit(f"{where}: pygloss says that {name} has {sorted(ours - theirs)} on, {name} has {sorted(theirs - ours)}")


def project(files):
    folder = Path(tempfile.mkdtemp(prefix="pygloss-peers-"))
    for name, text in files.items():
        (folder / name).write_text(text + "\n")
    return folder


def compare_rules():
    for name, text in RUFF:
        folder = project({name: text, "base.toml": BASE, "a.py": "x = 1"})
        hold("Ruff", told(folder, "Ruff"), ruff_rules(folder), f"{name}: {text}")
        shutil.rmtree(folder)
    for name, text in PYLINT:
        folder = project({name: text, "a.py": "x = 1"})
        hold("Pylint", told(folder, "Pylint"), pylint_messages(folder), f"{name}: {text}")
        shutil.rmtree(folder)
    print(f"{len(RUFF)} configurations of Ruff and {len(PYLINT)} of Pylint: the same rules")


def findings(folder, *more):
    """Ours: file and line, and for each finding the pattern with its equivalents."""
    found = {}
    for one in json.loads(run([PYGLOSS, "check", "--output-format", "json", *more, "."], folder, (0, 1, 2))):
        span = one["range"]
        for line in range(span["start"]["line"] + 1, span["end"]["line"] + 2):
            found.setdefault((one["path"], line), []).append((one["code"], set(one["equivalents"])))
    return found


def relative(path, folder):
    return os.path.relpath(os.path.join(folder, path), folder)


def of_ruff(folder):
    text = run([BIN / "ruff", "check", "--output-format", "json", "."], folder, (0, 1))
    return [(relative(one["filename"], folder), one["location"]["row"], {one["code"]}) for one in json.loads(text)]


def of_pylint(folder, paths):
    # The status is a sum of bits; 32 is wrong use.
    text = run([BIN / "pylint", "--output-format", "json2", "-j", "2", *paths], folder, range(32))
    messages = json.loads(text)["messages"]
    return [(relative(one["path"], folder), one["line"], {one["messageId"], one["symbol"]}) for one in messages]


def of_flake8(folder):
    text = run([BIN / "flake8", "--format", "%(path)s\t%(row)d\t%(code)s", "."], folder, (0, 1))
    rows = [line.split("\t") for line in text.splitlines()]
    return [(relative(path, folder), int(row), {code}) for path, row, code in rows]


def collisions(theirs, ours):
    both = []
    for path, line, names in theirs:
        both += [(path, line, names, id) for id, codes in ours.get((path, line), ()) if names & codes]
    return both


def side_by_side():
    """All our cases under the real linters: many a line has both without the setting, none with it."""
    cases = sorted((ROOT / "grammar-queries").glob("*/cases.py"))
    for name, text, linter in (
        ("ruff.toml", 'lint.extend-select = ["E7", "B"]\nlint.per-file-ignores."m*.py" = ["B006"]', of_ruff),
        (".pylintrc", "[MAIN]\ndisable=C,R1725\n", lambda folder: of_pylint(folder, sorted(folder.glob("*.py")))),
        *((name, text, of_flake8) for name, text in FLAKE8),
    ):
        folder = project({name: text})
        (folder / "requirements.txt").write_text("flake8-bugbear\n")
        for case in cases:
            shutil.copy(case, folder / f"{case.parent.name.replace('-', '_')}.py")
        theirs = linter(folder)
        alone, beside = findings(folder, "--isolated"), findings(folder)
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


def configured(folder):
    """Which linters a project configures."""
    text = lambda name: (folder / name).read_text(errors="replace") if (folder / name).is_file() else ""
    try:
        tool = tomllib.loads(text("pyproject.toml")).get("tool", {})
    except tomllib.TOMLDecodeError:
        tool = {}
    ini = text("setup.cfg") + text("tox.ini") + text(".flake8")
    ruff = "ruff" in tool or (folder / "ruff.toml").exists() or (folder / ".ruff.toml").exists()
    pylint = "pylint" in tool or (folder / ".pylintrc").exists() or (folder / "pylintrc").exists() or "[pylint" in ini
    return ruff, pylint, "[flake8]" in ini


def over_projects(folders):
    bad = 0
    for folder in map(Path, folders):
        ruff, pylint, flake8 = configured(folder)
        theirs = []
        if ruff:
            theirs += of_ruff(folder)
        if pylint:
            packages = [path.parent for path in folder.glob("*/__init__.py")] + [
                path.parent for path in folder.glob("src/*/__init__.py")
            ]
            theirs += of_pylint(folder, packages or sorted(folder.glob("*.py")))
        if flake8:
            theirs += of_flake8(folder)
        alone, beside = findings(folder, "--isolated"), findings(folder)
        before, after = collisions(theirs, alone), collisions(theirs, beside)
        bad += len(after)
        names = [name for name, is_on in (("Ruff", ruff), ("Pylint", pylint), ("Flake8", flake8)) if is_on]
        print(f"{folder.name:32} {'+'.join(names) or '-':18} theirs {len(theirs):6}  ours {sum(map(len, alone.values())):4}"
              f" -> {sum(map(len, beside.values())):4}  lines with both {len(before):3} -> {len(after)}", flush=True)
        for one in after[:5]:
            print("   ", one)
    return bad


if sys.argv[1:]:
    sys.exit(over_projects(sys.argv[1:]) > 0)
compare_rules()
side_by_side()
