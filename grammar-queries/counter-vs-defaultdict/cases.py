# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# defaultdict-factory-called: an empty container or a zero, and the type that makes it.
from collections import defaultdict
import collections as c

groups = defaultdict([])
#                    ^^ defaultdict-factory-called error
# fix: groups = defaultdict(list)
maps = c.defaultdict({})
#                    ^^ defaultdict-factory-called error
# fix: maps = c.defaultdict(dict)
lists = defaultdict(list())
#                   ^^^^^^ defaultdict-factory-called error
# fix: lists = defaultdict(list)
counts = defaultdict(0)  # from zero
#                    ^ defaultdict-factory-called error
# fix: counts = defaultdict(int)  # from zero
seen = defaultdict(set())
#                  ^^^^^ defaultdict-factory-called error
# fix: seen = defaultdict(set)
names = defaultdict("")
#                   ^^ defaultdict-factory-called error
# fix: names = defaultdict(str)

# ---
# defaultdict-factory-called: other values, contents in the wrong place, the factory by keyword.
from collections import defaultdict

stock = defaultdict(5)
#                   ^ defaultdict-factory-called error
# fix: stock = defaultdict(lambda: 5)
prices = defaultdict({"tea": 3})
#                    ^^^^^^^^^^ defaultdict-factory-called error
# no fix
groups = defaultdict(default_factory=list)
#                    ^^^^^^^^^^^^^^^^^^^^ defaultdict-factory-called error
# fix: groups = defaultdict(list)

# ---
# not: defaultdict-factory-called — a type, a function, nothing
# not: defaultdict-factory-called — what a function gives back may be callable
# not: defaultdict-factory-called — another function of that name
from collections import defaultdict
from functools import partial

import mine


def maker():
    return list


one = defaultdict(list)
two = defaultdict(lambda: 0)
three = defaultdict(None, {"a": 1})
four = defaultdict(partial(list, "ab"))
five = defaultdict(maker())
six = defaultdict()
seven = mine.defaultdict([])
eight = defaultdict(int, default_factory=1)

# ---
# not: defaultdict-factory-called — the error is what is waited for
from collections import defaultdict
import pytest


def test_refuses():
    with pytest.raises(TypeError):
        defaultdict([])

# ---
# get-default-mutated: the default is gone with the statement.
groups = {}
groups.get("p", []).append("pear")
#<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ get-default-mutated warning
# fix: groups.setdefault("p", []).append("pear")


def add(config: dict, key):
    config.get(key, set()).add(1)  # kept?
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ get-default-mutated warning
# fix:     config.setdefault(key, set()).add(1)  # kept?


class Registry:
    def __init__(self):
        self.meta = {}

    def put(self, key, extra, unknown):
        self.meta.get(key, {}).update(extra)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ get-default-mutated warning
        unknown.get(key, []).extend(extra)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ get-default-mutated information
# fix:         unknown.setdefault(key, []).extend(extra)

# ---
# not: get-default-mutated — the result is kept
# not: get-default-mutated — the method changes nothing
# not: get-default-mutated — the default is an object of its own
# not: get-default-mutated — a function of a module
import requests

EMPTY = []
d = {}
row = d.get("a", [])
row.append(1)
d["a"] = row
d.get("b", "").strip()
d.get("c", {}).items()
d.get("d", EMPTY).append(1)
requests.get("url", {}).update(a=1)
size = len(d.get("a", []))
d.get("e").append(1)

# ---
# defaultdict-get-no-factory: None for a missing key.
from collections import defaultdict

groups = defaultdict(list)
groups.get("p").append("pear")
#<^^^^^^^^^^^^^ defaultdict-get-no-factory error
# fix: groups["p"].append("pear")


class Index:
    def __init__(self):
        self.places = defaultdict(set)

    def add(self, word, place):
        self.places.get(word).add(place)
#       ^^^^^^^^^^^^^^^^^^^^^ defaultdict-get-no-factory error
# fix:         self.places[word].add(place)


def longest(words):
    lines = defaultdict(str)
    return [lines.get(word).strip() for word in words]
#           ^^^^^^^^^^^^^^^ defaultdict-get-no-factory error

# ---
# not: defaultdict-get-no-factory — with a default
# not: defaultdict-get-no-factory — the key is asked for first
# not: defaultdict-get-no-factory — nothing is known of the mapping
# not: defaultdict-get-no-factory — None is fine
from collections import defaultdict

groups = defaultdict(list)
groups.get("p", []).count(1)
plain = {}
plain.get("p").append(1)
print(groups.get("p"))


def look(key, things):
    if key in groups:
        groups.get(key).append(1)
    things.get(key).append(1)

# ---
# counter-use: building one, its methods and operators.
from collections import Counter
import collections

counts = Counter(["a", "b", "a"])
#        ^^^^^^^ gloss counter-use: A missing key reads as 0
letters = collections.Counter("hello")
#         ^^^^^^^^^^^^^^^^^^^ gloss counter-use: This counts the characters of a string
print(counts.most_common(1), list(counts.elements()), counts.total())
#            ^^^^^^^^^^^ gloss counter-use: in the order in which they were first seen
#                                        ^^^^^^^^ gloss counter-use: as often as its count says
#                                                            ^^^^^ gloss counter-use: the sum of all counts
counts.update("ab")
#      ^^^^^^ gloss counter-use: where a dict's `update` replaces
counts.subtract("a")
#      ^^^^^^^^ gloss counter-use: keeps zero and negative
print(counts - letters, counts + letters, counts & letters, counts | letters)
#            ^ gloss counter-use: drops counts that are not positive
#                              ^ gloss counter-use: drops those that are not positive
#                                                ^ gloss counter-use: the smaller count
#                                                                  ^ gloss counter-use: the larger count
plain = {}
plain.update(a=1)
#     ^^^^^^ no gloss counter-use
print(3 - 4)
#       ^ no gloss counter-use

# ---
# defaultdict-use: what a missing key becomes.
from collections import defaultdict

groups = defaultdict(list)
#        ^^^^^^^^^^^ gloss defaultdict-use: inserts `list()`
stock = defaultdict(lambda: 5)
#       ^^^^^^^^^^^ gloss defaultdict-use: inserts `5`
plain = defaultdict()
#       ^^^^^^^^^^^ gloss defaultdict-use: raises KeyError
if groups["a"]:
#        ^ gloss defaultdict-use: reading a missing key inserts `list()`
    pass
groups["b"] = []
#     ^ gloss defaultdict-use: storing or deleting a key does not call its factory
stock["a"] += 1
#    ^ gloss defaultdict-use: `stock` is a defaultdict: reading a missing key inserts
ordinary = {}
ordinary["a"]
#       ^ no gloss defaultdict-use
