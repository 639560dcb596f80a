"""Every link and picture of the built site leads to a file of it, every anchor to an element, and
no page holds a word that the build should have filled in.

Usage: links.py FOLDER [ADDRESS]. Ends with 1 and a line for each that does not. ADDRESS is the
repository's, where the site was built with one: it stands then where a clone's path did.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


#: What the build fills in, takes away, or runs.
UNFILLED = re.compile(r"\{\{ [A-Z_]+ \}\}|OWNER/|^ :?(?:clone|address)\b|^ (?:own-)?(?:run|own|readme): ", re.M)
#: What pages say of the repository where nobody knows its address.
CLONE = "file:///path/to/pygloss"


class Page(HTMLParser):
    """What a page links to, the anchors that it has, and its texts and comments."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors, self.said, self.comments = [], set(), "", []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_data(self, data):
        self.said += data

    def handle_comment(self, data):
        self.comments.append(data)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.anchors |= {attrs[key] for key in ("id", "name") if attrs.get(key)}
        for key in ("href", "src"):
            if attrs.get(key):
                self.links.append(attrs[key])


def unfilled(pages, address):
    """A line for each page with a word that is not filled in, or without the address."""
    for path, page in pages.items():
        for text in (page.said, *page.comments):
            if found := UNFILLED.search(text):
                yield f"{path}: `{found[0].strip()}` is not filled in"
    naming = [path for path, page in pages.items() if CLONE in page.said]
    if address:
        yield from (f"{path}: a clone is named in the place of {address}" for path in naming)
        naming = [path for path, page in pages.items() if address in page.said]
    # The page on continuous integration and Neovim's.
    if len(naming) < 2:
        yield f"only {naming} tell where the repository is"


def main(site, address=None):
    pages = {path.resolve(): Page(path) for path in site.rglob("*.html")}
    wrong, checked = [], 0
    for path, page in pages.items():
        # The page for missing addresses names everything from the root.
        base = site.resolve() if path.name == "404.html" else path.parent
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if parts.scheme not in ("https", "http", "mailto", "data"):
                    wrong.append(f"{path.relative_to(site.resolve())}: {link}: an odd address")
                continue
            checked += 1
            target = path if not parts.path else (base / unquote(parts.path).lstrip("/" if path.name == "404.html" else "")).resolve()
            if target.is_dir():
                target /= "index.html"
            if not target.is_file():
                wrong.append(f"{path.relative_to(site.resolve())}: {link}: no such file")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                # `__` begins the theme's own marks, which its script reads.
                if not parts.fragment.startswith("__"):
                    wrong.append(f"{path.relative_to(site.resolve())}: {link}: no such anchor")
    wrong += unfilled({path.relative_to(site.resolve()): page for path, page in pages.items()}, address)
    print("\n".join(wrong) or f"{checked} links and anchors of {len(pages)} pages lead somewhere")
    if len(pages) < 40 or checked < 1000:
        print(f"only {len(pages)} pages with {checked} links: the site is not whole")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
