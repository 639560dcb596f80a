"""What MkDocs calls: makes the generated pages, the navigation and the links between them.

Owns which file of the repository becomes which page. A page that cannot be made stops the build.
"""

from __future__ import annotations

import os
import posixpath
import re
import shlex
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

import reference
from dialect import code_fence, plain, with_titles
from program import Program, ProgramError
from topics import TopicPages, card

ROOT = Path(__file__).resolve().parent.parent

#: Documents of the repository that are pages as they are.
DOCUMENTS = {
    "editors/README.md": "editors/index.md",
    "editors/vscode/README.md": "editors/vscode.md",
    "editors/neovim/README.md": "editors/neovim.md",
    "editors/helix.md": "editors/helix.md",
    "editors/emacs.md": "editors/emacs.md",
    "editors/vim.md": "editors/vim.md",
    "editors/kakoune.md": "editors/kakoune.md",
    "editors/sublime.md": "editors/sublime.md",
    "editors/zed.md": "editors/zed.md",
    "grammar-queries/README.md": "reference/pattern-language.md",
    "tests/benches/RESULTS.md": "measured.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
#: Where a link to a document without a page of its own leads.
INSTEAD = {"README.md": "index.md", "editors": "editors/index.md", "editors/vscode": "editors/vscode.md",
           "editors/neovim": "editors/neovim.md", "editors/vscode/CHANGELOG.md": "changelog.md"}


class Site:
    """What one build needs to know; made by `on_config`."""

    def __init__(self) -> None:
        self.program = Program(Path(os.environ["PYGLOSS"]), ROOT)
        self.topics: list[dict] = self.program.json("explain", "--all", "--output-format", "json")
        self.patterns: list[dict] = self.program.json("patterns", "list", "--output-format", "json")
        self.pages = dict(DOCUMENTS) | {
            f"grammar-queries/{topic['id']}/note.md": f"topics/{topic['id']}.md" for topic in self.topics
        }
        self.program.answers  # made before several threads ask
        self.images: set[str] = set()

    def relinked(self, text: str, source: str, page: str) -> str:
        """The text of a document of the repository with its links as the page needs them. What has
        no page becomes plain text: nobody knows where the repository is."""

        def target(address: str) -> str | None:
            if re.match(r"[a-z]+:|#|<", address):
                return address
            path, hash_, anchor = address.partition("#")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
            to = self.pages.get(path) or INSTEAD.get(path)
            if to is None and path.endswith((".png", ".svg", ".gif")) and (ROOT / path).is_file():
                self.images.add(path)
                to = f"repository/{path}"
            return to and posixpath.relpath(to, posixpath.dirname(page) or ".") + hash_ + anchor

        def link(match: re.Match) -> str:
            to = target(match[3])
            return match[2] if to is None else f"{match[1]}[{match[2]}]({to})"

        parts = re.split(r"(?ms)^(`{3,}[^\n]*\n.*?^`{3,}\s*?$)", text)
        for index in range(0, len(parts), 2):
            parts[index] = re.sub(r"(!?)\[((?:[^\[\]`]|`[^`]*`)*)\]\(([^)\s]+)\)", link, parts[index])
        return "".join(parts)

    def document(self, source: str) -> str:
        """A document of the repository as a page."""
        text = (ROOT / source).read_text(encoding="utf-8")
        return with_titles(self.relinked(text, source, self.pages[source]))

    def commands_run(self, text: str) -> str:
        """`<!-- run: pygloss … -->` gives way to the command and what it prints."""

        def run(match: re.Match) -> str:
            arguments = shlex.split(match[1])
            shown = self.program.run(*arguments[1:], ok=(0, 1)).rstrip()
            language = "diff" if "--diff" in arguments else "text"
            return code_fence("console", f"$ {match[1]}") + "\n\n" + code_fence(language, shown)

        return re.sub(r"<!-- run: (pygloss .+?) -->", run, text)

    def readme(self, text: str, page: str) -> str:
        """`<!-- readme: HEADING -->` gives way to that section of the README."""

        def section(match: re.Match) -> str:
            readme = (ROOT / "README.md").read_text(encoding="utf-8")
            found = re.search(rf"(?ms)^## {re.escape(match[1])}\n(.*?)(?=^## )", readme)
            if found is None:
                raise ProgramError(f"README.md has no section «{match[1]}»")
            return self.relinked(found[1].strip(), "README.md", page)

        return re.sub(r"<!-- readme: (.+?) -->", section, text)

    def own_topic(self, text: str) -> str:
        """The walk-through: the files that CONTRIBUTING.md shows, and what the program makes of them."""
        guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        files = re.findall(r"(?ms)^`\.pygloss/(\S+?)`\n\n(`{3,})(\w+)\n(.*?)^\2\s*?$", guide)
        if len(files) != 3:
            raise ProgramError(f"CONTRIBUTING.md shows {len(files)} files of a topic of one's own, not 3")
        with tempfile.TemporaryDirectory(prefix="pygloss-docs-") as folder:
            for name, _, language, code in files:
                path = Path(folder, ".pygloss", name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(code, encoding="utf-8")
                fence = code_fence(language, code, f'title=".pygloss/{name}"')
                text = text.replace(f"<!-- own: {path.name} -->", fence)
            sample = re.search(r'(?ms)^```python title="app.py"\n(.*?)^```', text)
            if sample is None:
                raise ProgramError("the walk-through has no app.py")
            Path(folder, "app.py").write_text(sample[1], encoding="utf-8")

            def run(match: re.Match) -> str:
                arguments = shlex.split(match[1])[1:]
                shown = self.program.run(*arguments, cwd=Path(folder), ok=(0, 1), messages=arguments[0] != "hover").strip()
                if arguments[0] == "hover":
                    return card(shown, "")
                return code_fence("console", f"$ {match[1]}\n{shown}")

            return re.sub(r"<!-- own-run: (pygloss .+?) -->", run, text)


SITE: Site | None = None


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Asks the program for its catalogue, and makes the navigation."""
    global SITE
    try:
        SITE = Site()
    except (ProgramError, OSError, KeyError) as error:
        raise PluginError(f"the program cannot be asked: {error}") from error
    chapters: dict[str, list] = {}
    for topic in SITE.topics:
        chapters.setdefault(topic["chapter"], []).append({plain(topic["title"]): f"topics/{topic['id']}.md"})
    config.nav = [
        {"Home": "index.md"},
        {"Start": ["install.md", {"In continuous integration": "ci.md"}, {"Your own notes": "notes.md"},
                   {"Write your own topic": "own-topic.md"}, {"Beside other tools": "compare.md"}]},
        {"Topics": ["topics/index.md", *({chapter: pages} for chapter, pages in chapters.items())]},
        {"Editors": ["editors/index.md", {"VS Code": "editors/vscode.md"}, {"Neovim": "editors/neovim.md"},
                     {"Helix": "editors/helix.md"}, {"Emacs": "editors/emacs.md"}, {"Vim": "editors/vim.md"},
                     {"Kakoune": "editors/kakoune.md"}, {"Sublime Text": "editors/sublime.md"}, {"Zed": "editors/zed.md"}]},
        {"Reference": [{"Settings": "reference/settings.md"}, {"Command line": "reference/commands.md"},
                       {"Patterns": "patterns.md"}, {"The pattern language": "reference/pattern-language.md"}]},
        {"Project": [{"Measured against peers": "measured.md"}, {"Architecture": "architecture.md"},
                     {"Contributing": "contributing.md"}, {"Changelog": "changelog.md"}]},
    ]
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds the generated pages, and the pictures that they show."""
    assert SITE is not None
    site = SITE
    made = TopicPages(site.program, ROOT / "grammar-queries", site.patterns)

    def topic(one: dict) -> tuple[str, str]:
        source = f"grammar-queries/{one['id']}/note.md"
        return site.pages[source], site.relinked(made.page(one), source, site.pages[source])

    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            pages = dict(pool.map(topic, site.topics))
        pages |= {page: site.document(source) for source, page in DOCUMENTS.items()}
        introduction = (Path(config.config_file_path).parent / "settings.md").read_text(encoding="utf-8")
        schema = site.program.json("config", "schema")
        pages |= {
            "topics/index.md": reference.topics_page(site.topics, site.patterns),
            "patterns.md": reference.patterns_page(site.topics, site.patterns),
            "reference/settings.md": reference.settings_page(schema, introduction),
            "reference/commands.md": reference.commands_page(site.program),
        }
    except ProgramError as error:
        raise PluginError(str(error)) from error
    for page, text in pages.items():
        files.append(File.generated(config, page, content=text))
    site.images |= {"editors/vscode/images/icon.png", "editors/vscode/images/hover.png", "editors/vscode/images/fix.png"}
    for path in sorted(site.images):
        files.append(File.generated(config, f"repository/{path}", abs_src_path=str(ROOT / path)))
    files.append(File.generated(config, "assets/icon.png", abs_src_path=str(ROOT / "editors/vscode/images/icon.png")))
    return files


def addressed(text: str, repository: str | None) -> str:
    """The text with the address of the repository, where that is known, in the place of a clone on
    the reader's disk. `<!-- address: -->…<!-- :address -->` holds what needs an address,
    `<!-- clone: -->…<!-- :clone -->` what is true without one: in a checkout, before any release."""
    kept, dropped = ("address", "clone") if repository else ("clone", "address")
    text = re.sub(rf"(?s)[ ]*<!-- {dropped}: -->.*?<!-- :{dropped} -->", "", text)
    text = re.sub(rf"<!-- (?:{kept}:|:{kept}) -->", "", text)
    if not repository:
        return text
    text = text.replace("file:///path/to/pygloss", repository)
    return text.replace("{{ REPOSITORY }}", urlsplit(repository).path.strip("/"))


def on_post_page(output: str, *, page, config: MkDocsConfig) -> str:
    """The link to the repository without the mark by which the theme's script asks GitHub for its
    stars: the site loads nothing from elsewhere."""
    return output.replace(' data-md-component="source"', "")


def on_page_markdown(markdown: str, *, page, config: MkDocsConfig, files: Files) -> str:
    """Fills in what a page written by hand asks for, and where the repository is."""
    assert SITE is not None
    markdown = addressed(markdown, config.repo_url)
    if page.file.generated_by is not None:
        return markdown
    try:
        if page.file.src_uri == "own-topic.md":
            markdown = SITE.own_topic(markdown)
        markdown = SITE.readme(SITE.commands_run(markdown), page.file.src_uri)
    except ProgramError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error
    findings = sum(one["kind"] == "finding" for one in SITE.patterns)
    counts = {"TOPICS": len(SITE.topics), "FINDINGS": findings, "GLOSSES": len(SITE.patterns) - findings,
              "VERSION": SITE.program.run("--version").split()[1]}
    return re.sub(r"\{\{ (\w+) \}\}", lambda match: str(counts[match[1]]), markdown)
