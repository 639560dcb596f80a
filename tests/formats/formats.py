"""Reads each output format with a parser that is not ours. With arguments: over these folders.

The two formats for people, `full` and `concise`, are read here, line by line: each finding is there
once, at its place, in the order of the others.
"""

import fcntl
import functools
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import urllib.parse
import xml.etree.ElementTree
from pathlib import Path

import jsonschema
import junitparser

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BIN = Path(sys.executable).parent
PYGLOSS = os.environ["PYGLOSS"]
#: The SARIF validator of those who made the standard, where `run` installed it.
MULTITOOL = os.environ.get("PYGLOSS_MULTITOOL")
# Other people's projects are checked as if nobody else did.
ISOLATED = ["--isolated"] if sys.argv[1:] else []
FORMATS = ["full", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit"]
LEVELS = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}

# A name and a text that mean something in each of the formats.
ODD_NAME = "a,b=c 100%41 \x1b[7m é <&> 'q'.py"
ODD_TEXT = 'def f(x, y=[]):\n    y.append("\\x1b[31m ]]> %0A ::error::\u202e\x9b\x1b]0;t\x07")\n    return x is "<&>\x1b[1m\x85", x == None\n'


def run(command, folder, statuses, input=None, environment=None):
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, input=input, timeout=900,
        env={**os.environ, **(environment or {})},
    )
    if done.returncode not in statuses:
        sys.exit(f"{command} ended with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout.decode("utf-8")


def check(folder, format):
    # 2: some project has files that cannot be read, which is told on stderr.
    text = run([PYGLOSS, "check", *ISOLATED, "--hints", "--output-format", format, "."], folder, (0, 1, 2))
    wild = re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert not wild, f"{format}: {wild.group()!r} gets through"
    return text


def sarif_schema():
    metadata = json.loads(run(["cargo", "metadata", "--format-version", "1", "--locked"], ROOT, (0,)))
    crate = next(one for one in metadata["packages"] if one["name"] == "serde-sarif")
    return json.loads((Path(crate["manifest_path"]).parent / "src" / "schema.json").read_text())


def validator(schema):
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def multitool(text):
    """Microsoft's validator, with its rules for SARIF and those for GitHub's code scanning. What it
    says of our log: an error or a warning is a failure, but for the one that asks for a home page."""
    folder = Path(tempfile.mkdtemp(prefix="pygloss-sarif-"))
    (folder / "log.sarif").write_text(text)
    # Without ICU; .NET knows then no languages but this one.
    environment = {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "DOTNET_BUNDLE_EXTRACT_BASE_DIR": str(folder / "net")}
    words = ["validate", "log.sarif", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--output", "report.sarif"]
    run([MULTITOOL, *words], folder, (0, 1), environment=environment)
    (report,) = json.loads((folder / "report.sarif").read_text())["runs"]
    assert report["invocations"][0]["executionSuccessful"], report["invocations"]
    said = [(one["ruleId"], one.get("level", "warning"), one["locations"][0]["physicalLocation"].get("region")) for one in report.get("results", ())]
    # SARIF2005: the tool has no `informationUri`, since the project has no address yet.
    assert not [one for one in said if one[0] != "SARIF2005"], said[:5]
    shutil.rmtree(folder)


def sarif(folder, findings, schema):
    text = check(folder, "sarif")
    log = json.loads(text)
    if MULTITOOL:
        multitool(text)
    errors = [f"{error.json_path}: {error.message[:200]}" for error in schema.iter_errors(log)]
    assert not errors, errors[:5]
    (run,) = log["runs"]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert len(results) == len(findings)
    prints = [result["partialFingerprints"]["pygloss/v1"] for result in results]
    assert len(set(prints)) == len(prints)
    for result, ours in zip(results, findings):
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"] == ours["code"]
        # Brackets of a link are escaped in a message.
        assert result["message"]["text"].replace("\\", "") == ours["message"].replace("\\", "")
        place = result["locations"][0]["physicalLocation"]
        assert urllib.parse.unquote(place["artifactLocation"]["uri"]) == ours["path"].removeprefix("./")
        if ours["topic"]:
            assert "```" in rule["help"]["markdown"] and rule["help"]["text"]
            start, end, region = ours["range"]["start"], ours["range"]["end"], place["region"]
            assert (region["startLine"], region["startColumn"]) == (start["line"] + 1, start["character"] + 1)
            assert (region["endLine"], region["endColumn"]) == (end["line"] + 1, end["character"] + 1)
        assert len(result.get("fixes", ())) <= len(ours["fixes"])


@functools.lru_cache(None)
def lines_of(path):
    return re.split("\r\n|\n|\r", path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff"))


def column(path, position):
    """The column that people count: characters, from 1; the protocol counts UTF-16 units from 0."""
    units = lines_of(path)[position["line"]].encode("utf-16-le")[: position["character"] * 2]
    return len(units.decode("utf-16-le")) + 1


def github(folder, findings):
    lines = check(folder, "github").split("\n")[:-1]
    assert len(lines) == len(findings)
    expected = []
    for ours in findings:
        path = folder / ours["path"]
        properties = {"level": LEVELS[ours["severity"]], "title": f"pygloss ({ours['code']})", "file": visible(ours["path"])}
        properties["message"] = visible(ours["message"])
        if ours["topic"]:
            start, end = ours["range"]["start"], ours["range"]["end"]
            properties |= {"startLine": start["line"] + 1, "endLine": end["line"] + 1}
            if start["line"] == end["line"]:
                properties |= {"startColumn": column(path, start), "endColumn": column(path, end)}
        expected.append(properties)
    written = run(["node", HERE / "annotate.js"], folder, (0,), json.dumps(expected).encode())
    for line, theirs in zip(lines, written.split("\n")):
        assert command(line) == command(theirs), f"{line}\n{theirs}"


def visible(text):
    """Control characters as their pictures, as a terminal is given them."""
    picture = lambda match: chr(0x2400 + ord(match.group())) if ord(match.group()) < 0x20 else "\u2421" if match.group() == "\x7f" else "\ufffd"
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", picture, text)


def command(line):
    """A workflow command; its properties have no order."""
    head, properties, message = re.fullmatch("::(\\w+) (.*?)::(.*)", line).groups()
    return head, dict(one.split("=", 1) for one in properties.split(",")), message


def gitlab(folder, findings):
    report = json.loads(check(folder, "gitlab"))
    assert len(report) == len(findings)
    # https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    assert len({one["fingerprint"] for one in report}) == len(report)
    for one, ours in zip(report, findings):
        assert one["description"] == ours["message"] and one["check_name"] == ours["code"]
        assert one["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not one["location"]["path"].startswith(("./", "/"))
        assert one["location"]["lines"]["begin"] == ours["range"]["start"]["line"] + 1


def junit(folder, findings):
    text = check(folder, "junit")
    tree = xml.etree.ElementTree.fromstring(text.encode())
    assert tree.tag == "testsuites" and int(tree.get("failures")) == len(findings)
    cases = [case for suite in junitparser.JUnitXml.fromstring(text.encode()) for case in suite]
    failed = [case for case in cases if case.result and isinstance(case.result[0], junitparser.Failure)]
    assert [case.name for case in failed] == [ours["code"] for ours in findings]
    for case, ours in zip(failed, findings):
        assert case.classname == visible(ours["path"])
        # A reader of XML may take a line break in an attribute for a blank.
        plain = lambda text: re.sub("[\t\n\r]", " ", text)
        assert plain(case.result[0].message) == plain(visible(ours["message"])), ours
    assert cases


def for_people(folder, findings):
    """`concise` has a line for each finding, `full` a head and under it the place."""
    short, long = [], []
    for ours in findings:
        path, start = visible(ours["path"]).removeprefix("./"), ours["range"]["start"]
        rest = (ours["severity"], ours["code"], " ".join(visible(ours["message"]).split()))
        at = f"{path}:{start['line'] + 1}:{column(folder / ours['path'], start) if ours['topic'] else 1}"
        short.append((at, *rest))
        # What is about a whole file has no place in it to show.
        long.append((at if ours["topic"] else path, *rest))
    kinds = "(error|warning|information|hint)"
    concise = re.findall(rf"(?m)^(.*?:\d+:\d+): {kinds}\[([\w-]+)\] (.*)$", check(folder, "concise"))
    agree("concise", [(place, kind, code, " ".join(message.split())) for place, kind, code, message in concise], short)
    full = re.findall(rf"(?m)^{kinds}\[([\w-]+)\]: ((?:.*\n)+?) *--> (.*)$", check(folder, "full"))
    agree("full", [(place, kind, code, " ".join(message.split())) for kind, code, message, place in full], long)


def agree(format, told, expected):
    for one, other in zip(told, expected):
        assert one == other, f"{format}: {one}\n{other}"
    assert len(told) == len(expected), f"{format}: {len(told)} findings, not {len(expected)}"


def formats(folder, schema):
    findings = json.loads(check(folder, "json"))
    assert [json.loads(line) for line in check(folder, "json-lines").splitlines()] == findings
    for_people(folder, findings)
    sarif(folder, findings, schema)
    github(folder, findings)
    gitlab(folder, findings)
    junit(folder, findings)
    return len(findings)


def own_project():
    folder = Path(tempfile.mkdtemp(prefix="pygloss-formats-"))
    (folder / ODD_NAME).write_bytes(ODD_TEXT.encode())
    (folder / "emoji.py").write_text("x = 1\ndef f(x): return '😀é', x is 1000, (\n    x is\n    1000)\n")
    (folder / "twice.py").write_text("def f(x): return x is 1000, x is 1000\n")
    (folder / "long.py").write_text("x = 1\n" * 2000)
    (folder / "pygloss.toml").write_text("max-file-size = 8000\n")
    for name in ("review.py", "teaching.py"):
        shutil.copy(ROOT / "tests" / "samples" / name, folder)
    return folder


def settings_schema():
    """The schema beside Taplo: good settings pass, each wrong one is refused at its line."""
    folder = Path(tempfile.mkdtemp(prefix="pygloss-schema-"))
    schema = json.loads(run([PYGLOSS, "config", "schema"], folder, (0,)))
    validator(schema)
    (folder / "schema.json").write_text(json.dumps(schema))
    directive = "#:schema ./schema.json\n"
    good = ["", 'select = ["ALL"]\nnotes-first = "only-mine"\npeers = ["ruff"]\n[severity]\nis-literal = "off"\n']
    good.append('target-version = "3.12"\npeers = "auto"\nmax-file-size = 5\nhints = true\nexclude = ["a/"]\nignore = ["eq-none"]\n')
    bad = ["selct = []\n", "hints = 1\n", 'peers = "on"\n', 'peers = ["rufff"]\n', 'target-version = "2.7"\n']
    bad += ['max-file-size = "1"\n', 'notes-first = "theirs"\n', '[severity]\neq-none = "fatal"\n']
    for text, statuses in [*((text, (0,)) for text in good), *((text, (1,)) for text in bad)]:
        (folder / "pygloss.toml").write_text(directive + text)
        run([BIN / "taplo", "lint", "pygloss.toml"], folder, statuses)
        # What the schema says is what the program says.
        run([PYGLOSS, "config", "show"], folder, (0,) if statuses == (0,) else (2,))
    # Without the comment, by Taplo's own configuration, as editors/README.md has it.
    readme = (ROOT / "editors" / "README.md").read_text()
    (folder / ".taplo.toml").write_text(re.search(r"```toml\n(\[\[rule\]\].*?)```", readme, re.S).group(1))
    shutil.copy(ROOT / "editors" / "vscode" / "pygloss.schema.json", folder / "pygloss.schema.json")
    for name, text, status in ((".pygloss.toml", "hints = true\n", 0), ("pygloss.toml", "hints = 1\n", 1)):
        (folder / name).write_text(text)
        run([BIN / "taplo", "lint", name], folder, (status,))
    shutil.rmtree(folder)
    even_better_toml(good, bad)
    return len(good), len(bad)


def even_better_toml(good, bad):
    """The same settings by the engine of that extension, which knows of the schema what ours
    contributes, with the address that ours makes absolute when it starts (`tests/vscode` holds that)."""
    extension = ROOT / "editors" / "vscode"
    (rule,) = json.loads((extension / "package.json").read_text())["contributes"]["tomlValidation"]
    names = (f"{index}/{rule['fileMatch'][index % 2]}" for index in range(len(good) + len(bad)))
    files = [["other.toml", bad[1]], *zip(names, [*good, *bad])]
    asked = {"url": (extension / rule["url"]).resolve().as_uri(), "fileMatch": rule["fileMatch"], "files": files}
    told = json.loads(run(["node", HERE / "taplo.js"], extension, (0,), json.dumps(asked).encode()))
    wrong = [text for (_, text), found in zip(files[1:], told[1:]) if bool(found) != (text in bad)]
    assert len(told) == len(files) and not wrong and not told[0], (wrong, told)


def terminal():
    """In a terminal of 20 columns that takes links: sequences for colors and links, and no others."""
    folder = own_project()
    for arguments, has_links in ((("check", "--isolated", "."), True), (("check", "--isolated", "--color", "never", "."), False)):
        main, side = os.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 20, 0, 0))
        environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "CI")}
        environment |= {"TERM": "xterm-256color", "TERM_PROGRAM": "vscode", "XDG_CACHE_HOME": str(folder / "cache")}
        child = subprocess.Popen([PYGLOSS, *arguments], cwd=folder, stdout=side, stderr=subprocess.DEVNULL, env=environment)
        os.close(side)
        text = b""
        while True:
            try:
                chunk = os.read(main, 65536)
            except OSError:  # Linux says so when the other end is closed.
                break
            if not chunk:
                break
            text += chunk
        os.close(main)
        assert child.wait(60) == 1
        text = text.decode()
        assert ("\x1b]8;;file:///" in text) == has_links, text[:500]
        links = re.findall("\x1b]8;;(.*?)\x1b\\\\", text)
        assert all(re.fullmatch(r"[\x21-\x7e]*", link) for link in links), links
        notes = [Path(urllib.parse.unquote(urllib.parse.urlsplit(link).path)) for link in links if link]
        assert all(note.is_file() for note in notes), notes
        rest = re.sub("\x1b]8;;.*?\x1b\\\\|\x1b\\[[0-9;?]*[A-Za-z]", "", text)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", rest), rest
        # What the source brought is a picture of it.
        assert "␛[1m" in rest and ("\x1b" in text) == has_links, text
    shutil.rmtree(folder)


def shell_and_manual():
    folder = Path(tempfile.mkdtemp(prefix="pygloss-man-"))
    (folder / "pygloss.bash").write_text(run([PYGLOSS, "completions", "bash"], folder, (0,)))
    script = 'source ./pygloss.bash; COMP_WORDS=(pygloss check --output-format ""); COMP_CWORD=3; _pygloss pygloss "" --output-format; echo "${COMPREPLY[@]}"'
    words = run(["bash", "-c", script], folder, (0,)).split()
    assert set(FORMATS) == set(words), words
    run([PYGLOSS, "man", "pages"], folder, (0,))
    pages = sorted((folder / "pages").iterdir())
    assert {"pygloss.1", "pygloss-check.1", "pygloss-config-schema.1"} <= {page.name for page in pages}, pages
    for page in pages:
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", page], capture_output=True, text=True)
        assert done.returncode == 0 and not done.stderr, (page.name, done.stderr)
    shutil.rmtree(folder)
    return len(pages)


schema = validator(sarif_schema())
for folder in map(Path, sys.argv[1:]):
    print(f"{folder.name}: {formats(folder, schema)} findings, the same in all {len(FORMATS)} formats", flush=True)
if not sys.argv[1:]:
    folder = own_project()
    found = formats(folder, schema)
    assert found > 10, found
    shutil.rmtree(folder)
    print(f"{found} findings, the same in all {len(FORMATS)} formats")
    print("%d good and %d bad settings beside Taplo and Even Better TOML's engine" % settings_schema())
    terminal()
    print("a terminal of 20 columns with links")
    print(f"{shell_and_manual()} manual pages, completions for bash")
