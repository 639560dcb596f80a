"""Every link and picture of the built site leads to a file of it, every anchor to an element.

Usage: links.py FOLDER. Ends with 1 and a line for each that does not.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """What a page links to, and the anchors that it has."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.anchors |= {attrs[key] for key in ("id", "name") if attrs.get(key)}
        for key in ("href", "src"):
            if attrs.get(key):
                self.links.append(attrs[key])


def main(site):
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
    print("\n".join(wrong) or f"{checked} links and anchors of {len(pages)} pages lead somewhere")
    if len(pages) < 40 or checked < 1000:
        print(f"only {len(pages)} pages with {checked} links: the site is not whole")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
