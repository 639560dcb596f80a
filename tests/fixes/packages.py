#!/usr/bin/env python3
"""The test suites of packages, before and after `pygloss check --fix`.

Asked for by name: `tests/fixes/packages.py [--unsafe] [NAME…]`. It fetches the source distributions
named below from PyPI, runs each one's tests in a virtual environment of its own, fixes a copy of all
of its code, tests included, and runs the tests again. No test that passed may fail. `--unsafe` applies
also the fixes that change behaviour and tells, as information, what comes of it.

`--sources` runs nothing and prints the folders of the code, as `cargo test --test real_code` reads them:

    PYGLOSS_CORPUS=$(tests/fixes/packages.py --sources) cargo test --test real_code -- --nocapture

PYGLOSS names the program, by default the one that `cargo build` made. What is fetched and installed
is kept in the user's cache folder.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"), "pygloss-tests", "suites")

# Name and version; where the code lies; what its tests are; what they need.
PACKAGES = {
    "boltons": ("25.0.0", ".", ["tests"], []),
    "lark": ("1.3.1", ".", ["tests/test_parser.py", "tests/test_trees.py", "tests/test_tools.py"], ["regex"]),
    "pyasn1": ("0.6.5", ".", ["tests"], []),
    "networkx": ("3.4.2", ".", ["networkx/algorithms/tree", "networkx/generators"], ["numpy", "scipy"]),
    "mpmath": ("1.3.0", ".", ["mpmath/tests"], []),
    "more-itertools": ("10.5.0", ".", ["tests"], []),
    "toolz": ("1.0.0", ".", ["toolz", "tlz"], []),
    "sqlparse": ("0.5.1", ".", ["tests"], []),
    "jinja2": ("3.1.4", "src", ["tests"], ["markupsafe", "trio"]),
    "attrs": ("24.2.0", "src", ["tests"], ["hypothesis", "cloudpickle"]),
}


def run(command, **more):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)


def checked(command, **more):
    done = run(command, **more)
    if done.returncode:
        sys.exit(f"error: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done


def unpacked(name):
    """The folder of a package's unpacked sources."""
    version = PACKAGES[name][0]
    folder = CACHE / f"{name}-{version}"
    if not (folder / "unpacked").exists():
        folder.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        checked([*pip, "--no-binary", name, "--dest", folder, f"{name}=={version}"])
        (archive,) = folder.glob("*.tar.gz")
        with tempfile.TemporaryDirectory(dir=folder) as scratch, tarfile.open(archive) as sources:
            sources.extractall(scratch, filter="data")
            os.rename(scratch, folder / "unpacked")
            os.mkdir(scratch)
    (sources,) = (folder / "unpacked").iterdir()
    return sources


def python_of(name):
    """The Python with a package and what its tests need."""
    version, _, _, needs = PACKAGES[name]
    folder = CACHE / f"{name}-{version}"
    python = folder / "venv/bin/python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder / "venv", ignore_errors=True)
        venv.create(folder / "venv", with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        checked([*pip, "pytest<9", "pytest-timeout", f"{name}=={version}", *needs])
        (folder / "complete").touch()
    return python


def outcomes(python, folder, code, tests):
    """For each test whether it passed; skipped ones are left out."""
    report = folder / "report.xml"
    command = [python, "-m", "pytest", "-q", "-x", "--maxfail=1000", "--timeout=300", "--continue-on-collection-errors"]
    command += ["-p", "no:cacheprovider", "-o", "addopts=", "-W", "ignore", f"--junitxml={report}", *tests]
    # The installed package would be tested in place of this one.
    path = {"PYTHONPATH": str((folder / code).resolve()), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    done = run(command, cwd=folder, env={**os.environ, **path})
    if not report.exists():
        sys.exit(f"error: no tests ran in {folder}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    cases = {}
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        key = f"{case.get('classname')}::{case.get('name')}"
        if case.find("skipped") is None:
            cases[key] = case.find("failure") is None and case.find("error") is None and cases.get(key, True)
    return cases


def tried(name, program, flags, scratch):
    """Fixes one package; the tests that passed before and do not pass now."""
    version, code, tests, _ = PACKAGES[name]
    sources, python = unpacked(name), python_of(name)
    before, after = scratch / "before", scratch / "after"
    for copy in (before, after):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(sources, copy)
    fixed = run([program, "check", "--isolated", "--hints", "--fix", *flags, "."], cwd=after)
    if fixed.returncode not in (0, 1):
        sys.exit(f"error: {name}: {fixed.stderr}")
    fixes = [line for line in fixed.stderr.splitlines() if ": fixed " in line]
    passed = {test for test, is_passed in outcomes(python, before, code, tests).items() if is_passed}
    now = outcomes(python, after, code, tests)
    broken = sorted(test for test in passed if not now.get(test))
    count = sum(now.values())
    print(f"{name} {version}: {len(fixes)} fixes; {len(passed)} tests passed before, {count} after, {len(broken)} broken")
    for line in [*fixes, *(f"BROKEN {test}" for test in broken)]:
        print(f"  {line}")
    sys.stdout.flush()
    return len(fixes), len(passed), broken


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unsafe", action="store_true", help="also fixes that change behaviour; nothing fails then")
    parser.add_argument("--sources", action="store_true", help="print where the code lies, and run nothing")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PACKAGES)}")
    args = parser.parse_args()
    unknown = [name for name in args.names if name not in PACKAGES]
    if unknown:
        parser.error(f"no such package: {', '.join(unknown)}")
    if args.sources:
        print(os.pathsep.join(str(unpacked(name)) for name in args.names or PACKAGES))
        return
    program = pathlib.Path(os.environ.get("PYGLOSS", HERE.parents[1] / "target/debug/pygloss")).resolve()
    if not program.is_file():
        sys.exit(f"error: no program at {program}; `cargo build` makes it")
    flags = ["--unsafe-fixes"] if args.unsafe else []
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in args.names or PACKAGES:
            results.append(tried(name, program, flags, pathlib.Path(scratch)))
    fixes, tests = (sum(result[at] for result in results) for at in (0, 1))
    broken = sum(len(result[2]) for result in results)
    print(f"{len(results)} packages, {fixes} fixes, {tests} tests that passed before, {broken} broken")
    if not args.unsafe and (broken or not fixes):
        sys.exit(1)


if __name__ == "__main__":
    main()
