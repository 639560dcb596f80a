# Each block is a module of its own.

# ---
# entry-point-malformed: in setup.py.
from setuptools import setup

setup(entry_points={"console_scripts": ["shop=shop.cli.main"]})
#                                                     ^ entry-point-malformed error
# fix: setup(entry_points={"console_scripts": ["shop=shop.cli:main"]})

# ---
# not: entry-point-malformed — plugins may be modules
from setuptools import setup

setup(entry_points={"pytest11": ["shop = shop.plugin"], "console_scripts": ["shop = shop.cli:main"]})

# ---
# implicit-concat-in-list: entries that lack a comma.
needs = ["requests>=2" "numpy"]
#        ^^^^^^^^^^^^^^^^^^^^^ implicit-concat-in-list warning
# fix: needs = ["requests>=2", "numpy"]
__all__ = ["load" "save", "close"]
#          ^^^^^^^^^^^^^ implicit-concat-in-list warning
# fix: __all__ = ["load", "save", "close"]
options = [
    "--name",
    "value"
#   ^^^^^^^ implicit-concat-in-list warning
# fix:     "value",
    "other",
]

# ---
# not: implicit-concat-in-list — one text on two lines, in parentheses
texts = [
    ("a long line that goes on "
     "and ends here"),
    "short",
]
# not: implicit-concat-in-list — white space says that it is one text
words = ["one " "two", "three" " four"]
# not: implicit-concat-in-list — f-strings and escapes
mixed = [f"{name}" "suffix", "a\n" "b\n"]

# ---
# setup-call: the functions and their keywords.
from setuptools import find_packages, setup

setup(
#<^^^ gloss setup-call: Builds or installs
    name="shop",
    packages=find_packages(),
#            ^^^^^^^^^^^^^ gloss setup-call: tests included
    python_requires=">=3.9",
#   ^^^^^^^^^^^^^^^ gloss setup-call: `requires-python`
)

# ---
# setup-call: another function of that name.
from shop import setup

setup(name="x")
#<^^^ no gloss setup-call

# ---
# init-file: star imports and relative imports.
from .prices import total
#    ^^^^^^^ gloss init-file: The module `prices` in the package of this file
from .. import rates
#    ^^ gloss init-file: one level up

__all__ = ["total", "rates"]
#<^^^^^ gloss init-file: these 2 names: `total`, `rates`

# ---
# init-file: where the package is known by its folders.
# in package: shop.orders
from .prices import total
#    ^^^^^^^ gloss init-file: `.prices` is `shop.orders.prices`.
from . import rates
#    ^ gloss init-file: `.` is `shop.orders`.
from ..stock import left
#    ^^^^^^^ gloss init-file: `..stock` is `shop.stock`.
from ...other import more
#    ^^^^^^^^ gloss init-file: The module `other` in the package 2 levels up.
