"""One page for each topic: the note, and under each pattern what the program says of an example.

Owns the shape of a topic's page. Must not know how the program is run, nor the site's navigation.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from pathlib import Path

from dialect import code_fence, plain, with_titles
from program import FILE_NAMES, Example, Program, ProgramError

#: Lines of an example that are shown around its place.
AROUND = 6
MARKER = re.compile(r"^\s*#\s*(\^|<|fix\b|no fix\b|not:)")
GLOSS = re.compile(r"^\s*#(<?)[^^]*?(\^*)\s*gloss\s+([\w-]+)")


@dataclass
class Block:
    """A block of `cases.py` without its markers."""

    language: str
    code: str = ""
    glosses: list[tuple[str, int, int]] = field(default_factory=list)  # id, line, character


def case_blocks(folder: Path) -> list[Block]:
    """The blocks of a topic's cases, in every language that it has."""
    blocks = []
    for language, name in (("python", "cases.py"), ("requirements", "cases.txt"), ("toml", "cases.toml")):
        if not (folder / name).exists():
            continue
        for text in re.split(r"(?m)^# ---[ \t]*\n", (folder / name).read_text(encoding="utf-8")):
            block, lines = Block(language), []
            for line in text.splitlines():
                if not MARKER.match(line):
                    lines.append(line)
                    continue
                gloss = GLOSS.match(line)
                if gloss and lines and " no gloss " not in line:
                    start = len(lines[-1]) - len(lines[-1].lstrip())
                    block.glosses.append((gloss[3], len(lines) - 1, start if gloss[1] else gloss.start(2)))
            # The first comment says what the block is for; it is not part of the example.
            skipped = 0
            while lines and (not lines[0].strip() or lines[0].startswith("#")):
                lines.pop(0)
                skipped += 1
            block.glosses = [(pattern, line - skipped, column) for pattern, line, column in block.glosses]
            block.code = "\n".join(lines).rstrip() + "\n"
            if lines:
                blocks.append(block)
    return blocks


def fences(text: str) -> list[tuple[str, str]]:
    """Language and code of each fence."""
    return re.findall(r"(?ms)^```(\w+)[^\n]*\n(.*?)^```$", text)


def card(text: str, answer: str) -> str:
    """A hover as the editor draws it; the note behind the sentences about the code is folded."""
    text = with_titles(text)
    head, found, rest = text.partition(answer) if answer and answer in text else (text, "", "")
    body = head.strip()
    if found:
        rest = f"{found}{rest}".strip()
        if body:
            body += f"\n\n<details class=\"pg-more\" markdown>\n<summary>the answer, an example, the next question</summary>\n\n{rest}\n\n</details>"
        else:
            body = rest
    return f'<div class="pg-hover" markdown>\n\n{body}\n\n</div>'


def window(code: str, line: int) -> tuple[str, int]:
    """The lines around one, cut at the ends with an ellipsis, and the line's number there from 1."""
    lines = code.rstrip("\n").split("\n")
    if len(lines) <= 2 * AROUND + 4:
        return code, line + 1
    start = max(0, line - AROUND)
    # A place in a class or function is shown from its head on when that is near.
    end = min(len(lines), line + AROUND + 1)
    kept = lines[start:end]
    # Blank lines at the ends show nothing.
    while kept and not kept[0].strip():
        kept.pop(0)
        start += 1
    while kept and not kept[-1].strip():
        kept.pop()
    before = ["# …"] if start > 0 else []
    after = ["# …"] if start + len(kept) < len(lines) else []
    return "\n".join([*before, *kept, *after]), line - start + 1 + len(before)


def marked(code: str, number: int, column: int) -> str:
    """The code with a comment under a line, numbered from 1, that points at a column, from 0."""
    lines = code.rstrip("\n").split("\n")
    if column > 0:
        lines.insert(number, "#" + " " * (column - 1) + "^")
    return "\n".join(lines)


def hover_of_finding(example: Example, finding: dict) -> str:
    """The hover that speaks of a finding: tried where its fixes edit, then along its first line."""
    start, end = finding["range"]["start"], finding["range"]["end"]
    line = start["line"]
    text = example.code.split("\n")[line]
    places = [edit["range"]["start"] for fix in finding["fixes"] for edit in fix["edits"]]
    columns = [place["character"] for place in places if place["line"] == line]
    last = end["character"] if end["line"] == line else len(text)
    columns += [m.start() for m in re.finditer(r"\w+|[^\w\s]", text) if start["character"] <= m.start() < last]
    for column in dict.fromkeys(columns):
        shown = example.hover(line, column)
        if finding["message"] in shown:
            return shown
    return ""


@dataclass
class TopicPages:
    """Makes the pages of topics from the catalogue."""

    program: Program
    catalogue: Path
    patterns: list[dict]  # as `pygloss patterns list --output-format json` gives them

    def page(self, topic: dict) -> str:
        """A topic's page in Markdown, with links as they are in the note."""
        folder = self.catalogue / topic["id"]
        note = (folder / "note.md").read_text(encoding="utf-8").split("+++", 2)[2].strip()
        answer, _, body = note.partition("\n## ")
        self_patterns = {one["id"]: one for one in self.patterns if one["topic"] == topic["id"]}
        blocks = case_blocks(folder)
        answer = " ".join(answer.split())
        out = [
            f"---\ntitle: {_yaml(plain(topic['title']))}\ndescription: {_yaml(topic['question'])}\n---",
            f"*{topic['chapter']}*{{ .pg-chapter }}",
            f"# {topic['title']}",
            f"{topic['question']}\n{{ .pg-question }}",
            f"{answer}\n{{ .pg-answer }}",
        ]
        for section in ("\n## " + body).split("\n## ")[1:]:
            heading, _, text = section.partition("\n")
            out.append(f"## {heading}")
            if heading == "Ask next":
                out.append(questions(text))
            else:
                out.append(self._section(text, self_patterns, blocks, answer))
        sources = "\n".join(f"- <{source}>" for source in topic["sources"])
        out.append(f"## Sources\n\n{sources}")
        return "\n\n".join(part.strip("\n") for part in out) + "\n"

    def _section(self, text: str, patterns: dict, blocks: list[Block], answer: str) -> str:
        """A section of the note; under the heading of each pattern what the program says."""
        first, *parts = re.split(r"(?m)^### ", text)
        out = [with_titles(first.strip())]
        for part in parts:
            heading, _, prose = part.partition("\n")
            heading = heading.strip()
            out.append(f"### {heading}")
            pattern = patterns.get(heading)
            if pattern is None:
                out.append(with_titles(prose.strip()))
                continue
            made = self._finding if pattern["kind"] == "finding" else self._gloss
            try:
                out += made(pattern, prose.strip(), blocks, answer)
            except ProgramError as error:
                raise ProgramError(f"{pattern['topic']}: {heading}: {error}") from error
        return "\n\n".join(part for part in out if part)

    def _finding(self, pattern: dict, prose: str, blocks: list[Block], answer: str) -> list[str]:
        candidates = [(language, code) for language, code in fences(prose) if language in FILE_NAMES]
        candidates += [(b.language, b.code) for b in sorted(blocks, key=lambda b: len(b.code))]
        shown, fixed = None, None
        for language, code in candidates:
            if fixed or (shown and not pattern["fixes"]):
                break
            example = self.program.example(code, language)
            finding = example.finding(pattern["id"])
            if finding is None:
                continue
            shown = shown or (language, example, finding)
            diff = example.diff(pattern["id"]) if finding["fixes"] else ""
            if diff:
                fixed = (finding, diff)
        if shown is None:
            raise ProgramError("none of its examples is found")
        language, example, finding = shown
        severity = pattern["severity"]
        facts = [f'<span class="pg-badge pg-{severity}">{severity}</span>']
        if pattern["equivalents"]:
            facts.append("elsewhere " + ", ".join(f"`{code}`" for code in pattern["equivalents"]))
        out = [" ".join(facts) + "\n{ .pg-facts }", with_titles(prose)]
        line = finding["range"]["start"]["line"]
        code, number = window(example.code, line)
        tabs = []
        if fixed:
            fix = fixed[0]["fixes"][0]
            how = "`--fix`" if fix["applicability"] == "safe" else "`--fix --unsafe-fixes`, since it changes what the code does"
            tabs.append(("The fix", f"{fix['title']} ({how}):\n\n{code_fence('diff', fixed[1])}"))
        hover = hover_of_finding(example, finding)
        if hover:
            hover = "\n\n".join([code_fence(language, code, f'hl_lines="{number}"'), card(hover, answer)])
            tabs.append(("The hover", hover))
        out.append(f'<p class="pg-says pg-{severity}">{_inline(finding["message"])}</p>')
        out += [f'=== "{name}"\n\n{_indented(text)}' for name, text in tabs]
        return out

    def _gloss(self, pattern: dict, prose: str, blocks: list[Block], answer: str) -> list[str]:
        places = [(b, line, column) for b in blocks for name, line, column in b.glosses if name == pattern["id"]]
        out = [with_titles(prose)]
        for block, line, column in sorted(places, key=lambda place: len(place[0].code)):
            hover = self.program.example(block.code, block.language).hover(line, column)
            if not hover:
                continue
            code, number = window(block.code, line)
            out.append("The hover at the marked place:\n{ .pg-lead }")
            out.append(code_fence(block.language, marked(code, number, column), f'hl_lines="{number}"'))
            out.append(card(hover, answer))
            return out
        raise ProgramError("none of its cases has a hover")


def questions(text: str) -> str:
    """The questions of «Ask next», each with its answer folded."""
    out, rest = [], []
    for item in re.split(r"(?m)^- ", text)[1:]:
        item = " ".join(line.strip() for line in item.strip().splitlines())
        asked = re.match(r"\*\*(.+?)\*\*\s*(.+)", item)
        if asked:
            out.append(f'??? question "{asked[1].replace(chr(34), "&quot;")}"\n\n    {asked[2]}')
        else:
            rest.append(f"- {item}")
    return "\n\n".join(out + (["\n".join(rest)] if rest else []))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


def _inline(text: str) -> str:
    """A message as HTML: what stands between backticks is code, everything else is text."""
    parts = [html.escape(part, quote=False) for part in text.split("`")]
    return "".join(f"<code>{part}</code>" if odd % 2 else part for odd, part in enumerate(parts))


def _yaml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
