"""CommonMark, in which notes and documents are written, as the Markdown of the site's generator.

Owns where the two differ. Must not know what a text is about, nor where it stands.
"""

from __future__ import annotations

import re

#: How a note's fence words read as a title above the code.
WORDS = {"warns": "with a warning", "pytest": "run by pytest"}
FENCE = re.compile(r"^(`{3,})(\w+)?([^`]*)$")
ITEM = re.compile(r"^(?:[-*+]|1[.)]) ")
NUMBER = re.compile(r"^( *)(\d{1,9})([.)]) ")


def code_fence(language: str, code: str, *options: str) -> str:
    """A fence for the site, closed by more backticks than the code has."""
    ticks = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`{3,}", code))])
    shown = {"requirements": "text", "python": "python", "toml": "toml"}.get(language, language)
    words = " ".join([shown, *options])
    return f"{ticks}{words}\n{code.rstrip()}\n{ticks}"


def plain(title: str) -> str:
    """A title where no Markdown is read, as in the navigation."""
    return title.replace("`", "")


def with_titles(text: str) -> str:
    """A text in the site's dialect: what is special about a fence stands above it, an output belongs
    to its code, and lists begin and end where CommonMark has them."""
    out, output_next, inside = [], False, ""
    prose = Prose()
    for line in text.splitlines():
        fence = FENCE.match(line)
        if inside or not fence:
            if not inside:
                out += prose.lines(line)
                output_next = output_next and not line.strip()
                continue
            out.append(line)
            if fence and len(fence[1]) >= len(inside) and not (fence[2] or fence[3]):
                inside, output_next = "", True
            continue
        inside = fence[1]
        prose = Prose()
        language, words = fence[2] or "text", fence[3].split()
        titles = []
        for word in words:
            key, _, value = word.partition("=")
            titles.append({"raises": f"raises {value}", "since": f"Python {value} and newer", "until": f"up to Python {value}"}.get(key) or WORDS.get(word, word))
        options = [f'title="{", ".join(titles)}"'] if titles else []
        if language == "text" and output_next and out and out[-1] == "```":
            # The output belongs to the code right above it.
            out.append("```{ .text .pg-output }")
            continue
        shown = {"requirements": "text"}.get(language, language)
        out.append(" ".join([f"{inside}{shown}", *options]))
        output_next = False
    return "\n".join(out)


class Prose:
    """Lines outside of fences. The generator takes any number at the beginning of a line for an item,
    does not see a list right under a paragraph, and wants four spaces before what goes on in an item."""

    def __init__(self) -> None:
        self.before = ""
        self.in_list = self.is_counted = False  # of the paragraph or list that goes on
        self.is_numbered = False  # the last item had a number

    def lines(self, line: str) -> list[str]:
        """What stands for a line."""
        goes_on = bool(self.before.strip())
        if not goes_on:
            self.in_list = self.is_counted = False
        self.before = line
        item, number = ITEM.match(line), NUMBER.match(line)
        if number and number[2] != "1" and goes_on and not self.is_counted and not self.is_numbered:
            return [line[: number.end(2)] + "\\" + line[number.end(2) :]]
        if item or number:
            above = [""] if goes_on and not self.in_list else []
            self.in_list, self.is_counted = True, self.is_counted or bool(number)
            self.is_numbered = bool(number)
            return [*above, line]
        if line[:1].strip() and not goes_on:
            self.is_numbered = False
        return [f" {line}" if self.is_numbered and line.startswith("   ") else line]
