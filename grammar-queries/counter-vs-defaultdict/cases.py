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
# defaultdict-read-inserts: the question is seen later.
from collections import defaultdict

stock = defaultdict(int)
if stock["milk"]:
#  ^^^^^^^^^^^^^ defaultdict-read-inserts information
    pass
for name in stock:
    print(name)


def leaves(edges):
    graph = defaultdict(list)
    for one, other in edges:
        graph[one].append(other)
    for one, other in edges:
        if not graph[other]:
#              ^^^^^^^^^^^^ defaultdict-read-inserts information
            print(other)
    return graph


def wait(counts, x):
    seen = defaultdict(int)
    while seen[x] == 0 and counts:
#         ^^^^^^^ defaultdict-read-inserts information
        counts = counts.next
    print(len(seen))

# ---
# not: defaultdict-read-inserts — the key is known to be there
# not: defaultdict-read-inserts — nobody looks at the keys later
# not: defaultdict-read-inserts — stored in as well
# not: defaultdict-read-inserts — not a test
# not: defaultdict-read-inserts — a plain dict
from collections import Counter, defaultdict


def look(words, a, b, c):
    groups = defaultdict(list)
    for word in groups:
        if groups[word]:
            print(word)
    if a in groups and groups[a]:
        pass
    if not groups[b]:
        groups[b] = [1]
    groups[c].append(1)
    plain, counts = {}, Counter()
    if counts[a]:
        pass
    print(len(groups), len(counts))
    kept = defaultdict(int)
    if kept[a]:
        return 1
    return kept[b]

# ---
# manual-count: three spellings.
import collections


def one(words):
    counts = {}
    for word in words:
        if word in counts:
#       ^^^^^^^^^^^^^^^^^^ manual-count hint
# fix:     counts = collections.Counter()
# fix:         counts[word] += 1
            counts[word] += 1
        else:
            counts[word] = 1
    return counts


def two(words):
    counts = dict()
    for word in words:
        counts[word] = counts.get(word, 0) + 1  # once more
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ manual-count hint
# fix:     counts = collections.Counter()
# fix:         counts[word] += 1  # once more
    return counts


def three(words):
    counts = {}
    for word in words:
        if word.low not in counts:
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^ manual-count hint
            counts[word.low] = 1
        else:
            counts[word.low] += 1
    return counts

# ---
# not: manual-count — sums of something
# not: manual-count — filled with the keys that have to be there
# not: manual-count — somebody else's dict
# not: manual-count — another start
def totals(words, given):
    sums = {}
    ready = {"a": 0}
    for word in words:
        sums[word] = sums.get(word, 0) + word.size
        ready[word] = ready.get(word, 0) + 1
        given[word] = given.get(word, 0) + 1
        if word in sums:
            sums[word] += 2
        else:
            sums[word] = 1
    return sums

# ---
# manual-group: a list, a set, a dict.
groups = {}
for word in ["tea"]:
    if word not in groups:
#   ^^^^^^^^^^^^^^^^^^^^^^ manual-group hint
# fix:     groups.setdefault(word, []).append(word.size)
        groups[word] = []
    groups[word].append(word.size)


def by_size(words):
    sizes = {}
    for word in words:
        if word.size not in sizes:
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^ manual-group hint
            sizes[word.size] = set()
        sizes[word.size].add(word)
    nested = dict()
    for word in words:
        if word not in nested:
#       ^^^^^^^^^^^^^^^^^^^^^^ manual-group hint
            nested[word] = {}
        nested[word].update(a=1)
    return sizes, nested

# ---
# not: manual-group — does not start empty
# not: manual-group — somebody else's dict
# not: manual-group — the group is not added to next
# not: manual-group — more happens for a new key
def look(words, given):
    groups = {}
    for word in words:
        if word not in groups:
            groups[word] = [word]
        groups[word].append(word)
        if word not in given:
            given[word] = []
        given[word].append(word)
        if word not in groups:
            groups[word] = []
        print(word)
        if word not in groups:
            groups[word] = []
            print(word)
        groups[word].append(word)
    return groups

# ---
# not: manual-group — a missing key is waited for
def waiting(words):
    groups = {}
    for word in words:
        if word not in groups:
            groups[word] = []
        groups[word].append(word)
    try:
        return groups["x"]
    except KeyError:
        return None

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
