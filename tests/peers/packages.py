"""Holds pygloss beside the linters of packages from PyPI, each under the package's own configuration.

For each package and linter it prints the linter's hits that have an equivalent of ours, our
findings without and with `peers`, the lines that both speak of without and with it, and our
findings that stepped back though no linter says anything on their lines. The last are no mistake:
a pattern steps back where its equivalent is on, whether or not the linter sees as much. A mistake
would be a rule that counts as on and is off, or the other way round: so a file with one mistake of
each kind, `probe.py`, is given to the linter in the place of files of the package, and what it says
of it is compared with what `config show` tells.
"""

import collections
import os
import sys
import tarfile
from pathlib import Path

from linters import BIN, ENVIRONMENT, EQUIVALENTS, Linter, collisions, findings, run, told

CACHE = Path(os.environ["PYGLOSS_PEERS_CACHE"])
RUFF, PYLINT, FLAKE8 = "ruff==0.17.6", "pylint==4.1.4", "flake8==7.5.0"
BUGBEAR = f"{FLAKE8} flake8-bugbear==26.10.27"
#: Package, version, and its linters: in the version that it pins, else in the newest known here,
#: and with those of Flake8's plugins that it names.
PACKAGES = [
    ("numpy", "2.4.6", [RUFF]),
    ("pandas", "3.1.1", [RUFF]),
    ("networkx", "3.6.1", [RUFF]),
    ("scikit-learn", "1.9.1", [RUFF]),
    ("prefect", "3.9.1", [RUFF]),
    ("textual", "8.2.8", [RUFF]),
    ("fastapi", "0.165.0", [RUFF]),
    ("dask", "2026.8.0", ["ruff==0.15.10"]),
    ("distributed", "2026.8.0", ["ruff==0.15.16"]),
    ("jupyter_client", "8.10.0", ["ruff==0.15.12"]),
    ("coverage", "7.17.5", ["ruff==0.17.4", PYLINT]),
    ("pytest", "9.2.0", ["ruff==0.17.2", PYLINT]),
    ("scrapy", "2.19.0", [RUFF, PYLINT]),
    ("apache-libcloud", "3.9.1", [PYLINT]),
    ("python-gitlab", "8.6.0", [PYLINT, FLAKE8]),
    ("yapf", "0.43.0", [PYLINT, FLAKE8]),
    ("pyinstaller", "6.22.3", [PYLINT, FLAKE8]),
    ("ipython", "9.18.1", [RUFF, BUGBEAR]),
    ("black", "22.12.0", [BUGBEAR]),
    ("tox", "3.28.0", [BUGBEAR]),
    ("celery", "5.7.0", [FLAKE8]),
    ("sqlalchemy", "1.4.54", [FLAKE8]),
]
#: So many files of a package are given to a linter with the text of `probe.py`.
PROBED = {"Ruff": 60, "Flake8": 8}
#: What shows all that a linter sees in `probe.py`.
EVERYTHING = {"Ruff": ["--isolated", "--preview", "--select", "ALL"], "Flake8": ["--isolated", "--select", "B,B9,E,F,W"]}


def made(folder, command):
    """A folder of the cache; the mark is written last, so an interrupted download is made again."""
    mark = folder / "complete"
    if not mark.exists():
        folder.mkdir(parents=True, exist_ok=True)
        run(command, folder)
        mark.touch()
    return folder


def linter(requirements):
    """A linter with its plugins, installed into a folder of its own."""
    words = requirements.split()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--disable-pip-version-check"]
    home = made(CACHE / "+".join(words), [*pip, "--target", ".", *words])
    tool = words[0].split("==")[0].capitalize()
    # Not the interpreter of this environment, which has plugins of its own.
    command = [home / "bin" / "ruff"] if tool == "Ruff" else [sys._base_executable, "-m", tool.lower()]
    return Linter(tool, command, ENVIRONMENT | {"PYTHONPATH": str(home)})


def sources(name, version):
    """The folder of a package's sdist, which has the configurations that its wheel lacks."""
    folder = CACHE / f"{name}-{version}"
    made(folder, [BIN / "unearth", "--no-binary", "--download", ".", f"{name}=={version}"])
    if not (folder / "unpacked").exists():
        (archive,) = folder.glob("*.tar.gz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder / "part", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
        (folder / "part").rename(folder / "unpacked")
    (inner,) = (folder / "unpacked").iterdir()
    return inner


def count(found):
    """How many lines have findings, each finding counted; one of several lines counts on each."""
    return sum(map(len, found.values()))


def stepped_back(alone, beside):
    """Place, pattern and codes of what is said alone and not beside the linters."""
    for place, found in alone.items():
        kept = list(beside.get(place, ()))
        for one in found:
            if one in kept:
                kept.remove(one)
            else:
                yield place, *one


def chosen(folder, first, number):
    """Files of a package: those first, then one of each folder."""
    folders = {path.parent: path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.py"))}
    return list(dict.fromkeys([*sorted(first), *sorted(folders.values())]))[:number]


def hold_rules(tool, folder, first):
    """How many files were compared, and in how many of them a rule counts as on and is off, or the
    other way round; those are printed."""
    if tool.tool == "Pylint":
        ours, theirs = told(folder, "Pylint"), tool.on(folder)
        if ours != theirs:
            print(f"    Pylint has {sorted(theirs - ours)} on, pygloss believes in {sorted(ours - theirs)}")
        return 1, int(ours != theirs)
    seen = tool.probed(folder, "a.py", *EVERYTHING[tool.tool])
    files, wrong = chosen(folder, first, PROBED[tool.tool]), 0
    for path in files:
        ours, theirs = told(folder, tool.tool, path) & seen, tool.probed(folder, path)
        if ours != theirs:
            wrong += 1
            # One mistake mostly shows in many files.
            if wrong <= 3:
                print(f"    {path}: {tool.tool} reports {sorted(theirs - ours)} too, and not {sorted(ours - theirs)}")
    return len(files), wrong


def compare(name, version, requirements):
    """The rows of one package; how many mistakes there are: lines that both speak of, files of whose rules we are wrong."""
    folder = sources(name, version)
    alone, beside = findings(folder, "--hints", "--isolated"), findings(folder, "--hints")
    gone = list(stepped_back(alone, beside))
    said, bad = set(), 0
    for words in requirements:
        tool = linter(words)
        hits = [one for one in tool.hits(folder) if one[2] & EQUIVALENTS]
        said |= {(path, line, code) for path, line, codes in hits for code in codes}
        before, after = collisions(hits, alone), collisions(hits, beside)
        files, wrong = hold_rules(tool, folder, {path for (path, _), *_ in gone})
        bad += len(after) + wrong
        print(
            f"{name + ' ' + version:24} {words.replace('==', ' '):38} {len(hits):6} {count(alone):5} -> {count(beside):4}"
            f"  {len(before):4} -> {len(after):3}  {files:3}",
            flush=True,
        )
        for one in after[:5]:
            print("   ", one)
    silent = collections.Counter(id for (path, line), id, codes in gone if not any((path, line, code) in said for code in codes))
    if silent:
        print(f"{'':24} of {len(gone)} that stepped back on {sum(silent.values())} lines nobody speaks: "
              + ", ".join(f"{id} {number}" for id, number in silent.most_common()))
    return bad


if __name__ == "__main__":
    names = sys.argv[1:]
    packages = [one for one in PACKAGES if not names or one[0] in names]
    if not packages:
        sys.exit(f"none of {', '.join(name for name, *_ in PACKAGES)} is named")
    print(f"{'package':24} {'linter':38} {'theirs':>6} {'ours, with peers':>13} {'both, with':>13} files probed")
    sys.exit(sum(compare(*one) for one in packages) > 0)
