"""The Markdown of the site's generator says what CommonMark says: lists, numbers and fences at whose
borders the two differ."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docs"))
from dialect import with_titles

CASES = {
    "a list right under a paragraph": ("Order:\n- one\n- two", "Order:\n\n- one\n- two"),
    "a number at the beginning of a line": ("- from -5 to\n  1024. Then\n  more", "- from -5 to\n  1024\\. Then\n  more"),
    "items with numbers": ("1. one\n   more\n2. two", "1. one\n    more\n2. two"),
    "an item behind a paragraph of another": ("3. one:\n\n   code\n4. two\n\nEnd.\n5. no item", "3. one:\n\n    code\n\n4. two\n\nEnd.\n5\\. no item"),
    "a fence in a fence": ("````markdown\n```python\nx\n```\n````\n- a", "````markdown\n```python\nx\n```\n````\n- a"),
    "what is special about a fence": ("```python raises=TypeError since=3.13\n1\n```", '```python title="raises TypeError, Python 3.13 and newer"\n1\n```'),
    "an output": ("```python\nx\n```\n```text\n1\n```", "```python\nx\n```\n```{ .text .pg-output }\n1\n```"),
}

for name, (text, wanted) in CASES.items():
    made = with_titles(text)
    if made != wanted:
        sys.exit(f"{name}:\n{made}\nis not\n{wanted}")
print(f"{len(CASES)} borders of the two dialects")
