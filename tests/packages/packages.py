"""Builds what people install, and uses it as they do. See `run`."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TOOLS = Path(sys.executable).parent
#: A file in which something is found, and what is found there.
SAMPLE, FOUND = "def add(item, to=[]):\n    to.append(item)\n    return to\n", "mutable-default"


def run(*command, cwd=ROOT, ok=(0,), env=None, text=None):
    """Standard output and standard error together; SystemExit with both for another exit status."""
    command = [str(word) for word in command]
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(env or {})}, input=text or "", encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )
    if done.returncode not in ok:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}, not with one of {ok}:\n{done.stdout}")
    return done.stdout


def expect(condition, message):
    if not condition:
        sys.exit(message)


def version():
    return re.search(r'(?m)^version = "(.+)"$', (ROOT / "Cargo.toml").read_text(encoding="utf-8"))[1]


def versions(_):
    """Cargo.toml has the version; what must repeat it says the same."""
    of_lock = re.search(r'name = "pygloss"\nversion = "(.+)"', (ROOT / "Cargo.lock").read_text(encoding="utf-8"))[1]
    extension = ROOT / "editors" / "vscode"
    package, lock = (json.loads((extension / name).read_text(encoding="utf-8")) for name in ("package.json", "package-lock.json"))
    said = {
        "Cargo.lock": of_lock,
        "editors/vscode/package.json": package["version"],
        "editors/vscode/package-lock.json": lock["version"],
        "editors/vscode/package-lock.json, packages": lock["packages"][""]["version"],
        "pygloss --version": run(program(), "--version").split()[1],
    }
    wrong = {place: one for place, one in said.items() if one != version()}
    expect(not wrong, f"Cargo.toml says {version()}, but {wrong}")
    expect('dynamic = ["version"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8"), "pyproject.toml repeats the version")


def program():
    path = Path(os.environ.get("PYGLOSS") or ROOT / "target/debug/pygloss").resolve()
    expect(path.is_file(), f"there is no program at {path}; build it: cargo build")
    return path


def workflows(_):
    """The workflows and the action keep to their schemas; actionlint and zizmor find nothing in them."""
    files = sorted((ROOT / ".github/workflows").glob("*.yml"))
    run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)
    run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-actions", ROOT / "action.yml")
    # The fork that PyPI has as a wheel. It reads scripts by shellcheck and pyflakes where they are
    # installed; without them everywhere, so that it says the same everywhere.
    run(TOOLS / "actionlint", "-shellcheck=", "-pyflakes=", *files)
    run(TOOLS / "zizmor", "--offline", "--no-progress", "--min-severity", "low", *files, ROOT / "action.yml")


def wheel(work):
    """The crate is packed, unpacked elsewhere and built there into a wheel; the wheel is installed into
    a fresh environment and used."""
    metadata = json.loads(run("cargo", "metadata", "--format-version", "1", "--no-deps", "--locked", "--offline"))
    target = Path(metadata["target_directory"])
    run("cargo", "package", "--locked", "--offline", "--no-verify", "--allow-dirty", "--quiet")
    # One folder for each checkout, so that what is compiled takes the place of what was.
    elsewhere = TOOLS.parent.parent / f"crate-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"
    shutil.rmtree(elsewhere, ignore_errors=True)
    with tarfile.open(target / "package" / f"pygloss-{version()}.crate") as crate:
        names = crate.getnames()
        if hasattr(tarfile, "data_filter"):
            crate.extractall(elsewhere, filter="data")
        else:
            crate.extractall(elsewhere)
    for path in elsewhere.rglob("*"):
        path.touch()  # a crate's files are dated 2006, and cargo would take the last build for theirs
    for needed in ("Cargo.lock", "README.md", "LICENSE-MIT", "pyproject.toml", "server/main.rs", "server/python/pygloss/__main__.py"):
        expect(f"pygloss-{version()}/{needed}" in names, f"the crate has no {needed}")
    odd = [name for name in names if "/tests/" in name or "/editors/" in name]
    expect(not odd, f"the crate has {odd[:3]}")
    # The dependencies are those that the tests were built with. Only the program is made again, without
    # optimization, under the name of the one that the tests use, which is put back afterwards.
    built = target / "debug" / "pygloss"
    kept = built.with_name("pygloss.kept")
    if built.exists():
        kept.unlink(missing_ok=True)
        os.link(built, kept)
    try:
        run(
            TOOLS / "maturin", "build", "--profile", "dev", "--locked", "--offline", "--out", dist(work),
            "--compatibility", "linux", "--target-dir", target, cwd=elsewhere / f"pygloss-{version()}",
            env={"CARGO_PROFILE_DEV_OPT_LEVEL": "0", "CARGO_PROFILE_DEV_DEBUG": "false", "PATH": f"{TOOLS}:{os.environ['PATH']}"},
        )
    finally:
        if kept.exists():
            kept.replace(built)
    (made,) = dist(work).glob("pygloss-*.whl")
    with zipfile.ZipFile(made) as archive:
        listed = archive.namelist()
    expect(any(name.endswith("scripts/pygloss") for name in listed), f"the wheel has no program: {listed}")
    expect(any(name.endswith("licenses/LICENSE-MIT") for name in listed), f"the wheel has no licence: {listed}")

    fresh = installed(work)
    folder = sample(work)
    expect(run(fresh / "pygloss", "--version").strip() == f"pygloss {version()}", "the installed program has another version")
    direct = run(fresh / "pygloss", "check", "--isolated", "a.py", cwd=folder, ok=(1,))
    expect(FOUND in direct, direct)
    module = run(fresh / "python", "-m", "pygloss", "check", "--isolated", "a.py", cwd=folder, ok=(1,))
    expect(module == direct, f"`python -m pygloss` says something else:\n{module}")
    run(fresh / "python", "-m", "pygloss", "check", "--no-such-flag", ok=(2,))
    # The server behind `python -m` speaks LSP and ends when it is told to.
    said = "".join(framed(message) for message in (
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
        {"jsonrpc": "2.0", "id": 2, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    ))
    answer = run(fresh / "python", "-m", "pygloss", "server", "--stdio", text=said)
    expect('"hoverProvider"' in answer, answer)
    # An environment that lost the program says so.
    shutil.move(fresh / "pygloss", work / "away")
    lost = run(fresh / "python", "-m", "pygloss", "--version", ok=(2,))
    expect("pygloss is not in" in lost and "--force-reinstall" in lost, lost)
    shutil.move(work / "away", fresh / "pygloss")
    run(fresh / "python", "-m", "pip", "uninstall", "--quiet", "--yes", "pygloss")
    expect(not (fresh / "pygloss").exists(), "uninstalling leaves the program behind")
    run(fresh / "python", "-m", "pip", "install", "--quiet", "--no-index", "--find-links", dist(work), "pygloss")


def framed(message):
    body = json.dumps(message)
    return f"Content-Length: {len(body)}\r\n\r\n{body}"


def dist(work):
    return work / "dist"


def installed(work):
    """The folder of programs of an environment that holds nothing but the wheel."""
    environment = work / "environment"
    if not environment.exists():
        expect(list(dist(work).glob("*.whl")), "the part `wheel` comes first")
        run(sys.executable, "-m", "virtualenv", "--quiet", environment)
        began = time.monotonic()
        run(environment / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--find-links", dist(work), "pygloss")
        print(f"        pip install of the wheel: {time.monotonic() - began:.1f} s")
    return environment / "bin"


def sample(work):
    """A git repository with a file in which something is found."""
    folder = work / "sample"
    if not folder.exists():
        folder.mkdir()
        (folder / "a.py").write_text(SAMPLE, encoding="utf-8")
        git(folder, "init", "--quiet")
        git(folder, "add", ".")
    return folder


def git(folder, *words):
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    return run("git", *identity, "-C", folder, *words)


def repository(work):
    """A git repository with the files of this one, as they are now, tagged as the release will be."""
    folder = work / "repository"
    if not folder.exists():
        names = run("git", "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
        for name in names:
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        git(folder, "init", "--quiet")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", "All")
        git(folder, "tag", f"v{version()}")
    return folder


def precommit(work, full=False):
    """The documented ways with the real pre-commit: the wheel, and the hooks of the repository."""
    run(TOOLS / "pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    page = (ROOT / "docs/pages/ci.md").read_text(encoding="utf-8").replace("{{ VERSION }}", version())
    blocks = re.findall(r'(?ms)^```yaml title="\.pre-commit-config\.yaml"\n(.*?)^```', page)
    expect(len(blocks) == 2, f"docs/pages/ci.md shows {len(blocks)} configurations of pre-commit, not 2")
    blocks[1] = blocks[1].replace("file:///path/to/pygloss", f"file://{repository(work)}")
    # The second one with the hook that needs no compiler; as it stands with --full.
    configurations = [blocks[0], blocks[1].replace("id: pygloss", "id: pygloss-system"), *([blocks[1]] if full else [])]
    folder = sample(work)
    for index, configuration in enumerate(configurations):
        (folder / ".pre-commit-config.yaml").write_text(configuration, encoding="utf-8")
        git(folder, "add", "--all")
        environment = {
            "PRE_COMMIT_HOME": str(work / "pre-commit"),
            "PIP_FIND_LINKS": str(dist(work)) if index == 0 else "",
            "PATH": f"{installed(work)}:{os.environ['PATH']}",
        }
        shown = run(TOOLS / "pre-commit", "run", "--all-files", cwd=folder, ok=(1,), env=environment)
        expect(FOUND in shown and "exit code: 1" in shown, shown)
        (folder / "a.py").write_text("print(1)\n", encoding="utf-8")
        git(folder, "add", "--all")
        shown = run(TOOLS / "pre-commit", "run", "--all-files", cwd=folder, env=environment)
        expect("Passed" in shown, shown)
        (folder / "a.py").write_text(SAMPLE, encoding="utf-8")
    (folder / ".pre-commit-config.yaml").unlink()


def action(work):
    """The steps of action.yml, as a runner runs them, with the wheel in the place of PyPI."""
    described = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    folder = sample(work)
    (folder / "two words.py").write_text("", encoding="utf-8")
    known = set(re.findall(r"\[possible values: ([^\]]+)\]", run(program(), "check", "-h"))[-1].split(", "))
    form = "github" if "github" in known else "concise"
    for inputs, status in (({"paths": "a.py", "output-format": form}, 1), ({"args": "--ignore ALL", "output-format": form, "version": version()}, 0)):
        values = {name: inputs.get(name, one.get("default", "")) for name, one in described["inputs"].items()}
        runner = Path(tempfile.mkdtemp(dir=work))
        steps = described["runs"]["steps"]
        for step in steps:
            environment = {name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], text) for name, text in step["env"].items()}
            expect("${{" not in step["run"], f"the step {step['name']} puts an expression into its script")
            environment |= {"RUNNER_TEMP": str(runner), "PIP_FIND_LINKS": str(dist(work)), "PIP_NO_INDEX": "1"}
            wanted = status if step is steps[-1] else 0
            shown = run("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"], cwd=folder, env=environment, ok=(wanted,))
        expect((FOUND in shown) == (status == 1), shown)


def neovim(work):
    """Neovim's own plugin manager takes the plugin out of a git repository, as its page says."""
    nvim = Path(run(ROOT / "tests/editors/install", "neovim").strip())
    page = (ROOT / "editors/neovim/README.md").read_text(encoding="utf-8")
    block = re.search(r"(?ms)^```lua\n(vim\.pack\.add.*?)^```", page)
    expect(block, "editors/neovim/README.md shows no vim.pack.add")
    home = Path(tempfile.mkdtemp(dir=work))
    init = home / "config/nvim/init.lua"
    init.parent.mkdir(parents=True)
    init.write_text(block[1].replace("file:///path/to/pygloss", f"file://{repository(work)}"), encoding="utf-8")
    environment = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    environment |= {"PATH": f"{installed(work)}:{os.environ['PATH']}", "HOME": str(home), "FILE": str(sample(work) / "a.py"), "NVIM_LOG_FILE": str(home / "log")}
    began = time.monotonic()
    # The second start finds the plugin where the first one put it.
    for _ in range(2):
        shown = run(nvim, "--headless", "-c", f"luafile {HERE / 'hover.lua'}", env=environment, ok=(0,))
        expect("builds" in shown or "built once" in shown, shown)
    print(f"        two starts of Neovim, the first with a clone: {time.monotonic() - began:.1f} s")


def main(arguments):
    full = "--full" in arguments
    parts = {"versions": versions, "workflows": workflows, "wheel": wheel, "precommit": lambda work: precommit(work, full), "action": action, "neovim": neovim}
    chosen = [word for word in arguments if word != "--full"] or (list(parts) if full else ["versions", "workflows"])
    unknown = [word for word in chosen if word not in parts]
    expect(not unknown, f"no such part: {', '.join(unknown)}; there are {', '.join(parts)}")
    if set(chosen) & {"precommit", "action", "neovim"} and "wheel" not in chosen:
        chosen.append("wheel")  # they use it
    with tempfile.TemporaryDirectory(prefix="pygloss-packages-") as folder:
        for name, part in parts.items():
            if name not in chosen:
                continue
            began = time.monotonic()
            part(Path(folder))
            print(f"ok      {name:12} {time.monotonic() - began:6.1f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
