# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# mutable-default: changed by the function itself.
def add(item, to=[]):
#                ^^ mutable-default warning
# fix: def add(item, to=None):
# fix:     if to is None:
# fix:         to = []
    to.append(item)
    return to


def configure(*, opts={}):
#                     ^^ mutable-default warning
    opts["debug"] = True


def visit(node, seen=set()):
#                    ^^^^^ mutable-default warning
    seen.add(node)
    return len(seen)


def collect(row, rows=list()):
#                     ^^^^^^ mutable-default warning
    rows += [row]
    print(rows)


async def gather(item, to=[]):
#                         ^^ mutable-default warning
    to.append(item)
    await send(to)


class Cart:
    def fill(self, item, items=[], *, tags={}):
#                              ^^ mutable-default warning
#                                          ^^ mutable-default warning
        items.append(item)
        tags[item] = 1
        return items, tags


keep = lambda x, acc=set(): acc.add(x)
#                    ^^^^^ mutable-default warning

# ---
# mutable-default: typed, and spread over lines.
from typing import Dict, List, Optional


def merge(extra: dict, into: Dict[str, int] = {}) -> dict:
#                                             ^^ mutable-default warning
# fix: def merge(extra: dict, into: Optional[Dict[str, int]] = None) -> dict:
# fix:     if into is None:
# fix:         into = {}
    into.update(extra)
    return into


def build(
    name,
    parts: "List[str]" = [
#                        ^ mutable-default warning
        "a",  # the first
        "b",
    ],
):
    parts.append(name)
    return parts


def nested(names):
    def one(name, out=[]):
#                     ^^ mutable-default warning
        """Keeps a name."""
        out.append(name)
        return out

    return [one(name) for name in names]

# ---
# mutable-default: a named object is shared just the same.
BASE = []
EXTRA = {"a": 1}


def first(to=BASE):
#            ^^^^ mutable-default warning
    to.append(1)


def second(to=EXTRA):
#             ^^^^^ mutable-default warning
    to["b"] = 2

# ---
# mutable-default: handed out, so that a caller changes it for all later calls.
def names(found=[]):
#               ^^ mutable-default warning
    return found


def each(found=[]):
#              ^^ mutable-default warning
    yield found


class Cart:
    def __init__(self, items=[], notes=[]):
#                            ^^ mutable-default warning
#                                      ^^ mutable-default information
        self.items = items
        self.notes = notes

    def add(self, item):
        self.items.append(item)

# ---
# mutable-default: changed by a function of this file that it is handed to.
def put(item, into):
    into.append(item)


def show(items):
    for item in items:
        print(item)


def store(item, into=[]):
#                    ^^ mutable-default warning
    put(item, into)


def report(items=[]):
#                ^^ mutable-default hint
    show(items)


def second_name(items=[]):
#                     ^^ mutable-default warning
    todo = items
    todo.append(1)
    return len(todo)

# ---
# mutable-default: what the function does with it is not seen.
import json
import other


def send(data, options={}):
#                      ^^ mutable-default hint
    other.send(data, options)


def call(function, args=[], kwargs={}):
#                       ^^ mutable-default hint
#                                  ^^ mutable-default hint
    return function(*args, **kwargs)


def wrap(options={}):
#                ^^ mutable-default hint
    return {"options": options}


def dump(options={}):
#                ^^ mutable-default hint
    return json.dumps(options)

# ---
# mutable-default: only read, so nothing goes wrong yet.
def total(xs=[]):
#            ^^ mutable-default hint
# fix: def total(xs=()):
    return sum(x for x in xs if x in xs) + len(xs)


def lookup(key, table={"a": 1}):
#                     ^^^^^^^^ mutable-default hint
# fix: def lookup(key, table=None):
# fix:     if table is None:
# fix:         table = {"a": 1}
    return table[key]


def own(xs=[]):
#          ^^ mutable-default hint
    xs = list(xs)
    xs.append(1)
    return xs

# ---
# mutable-default: a comment, a tab, one line, an emoji.
def one_line(item, to=[]): to.append(item); return to
#                     ^^ mutable-default warning
# fix: def one_line(item, to=None):
# fix:     if to is None:
# fix:         to = []
# fix:     to.append(item); return to


def commented(item, to=[]):
#                      ^^ mutable-default warning
# fix: def commented(item, to=None):
# fix:     if to is None:
# fix:         to = []
    # Put it at the end.
    to.append(item)
    return to


def smile(item, mark="🙂", to=[]):
#                            ^^ mutable-default warning
    """Keeps smiling."""  # as ever
    to.append(item + mark)
    return to

# ---
# mutable-default: where the guard would mean something else, no guard is offered.
def told_apart(a=[]):
#                ^^ mutable-default warning
    if a is None:
        return
    a.append(1)


class Table:
    WIDTH = 1

    def row(self, cells=[WIDTH]):
#                       ^^^^^^^ mutable-default warning
        cells.append(1)


def overwritten(n, a=[1, 2]):
#                    ^^^^^^ mutable-default warning
# fix: def overwritten(n, a=None):
# fix:     if a is None:
# fix:         a = [1, 2]
    del a[n]

# ---
# not: mutable-default — annotations that promise to read only.
from typing import Iterable, Mapping, Optional, Sequence


def total(xs: Sequence[int] = [1, 2], ys: "Iterable[int]" = [], zs: Mapping[str, int] = {}) -> int:
    return sum(xs) + sum(ys) + len(zs)


def maybe(xs: Optional[Sequence[int]] = []):
    return helper(xs)

# ---
# not: mutable-default — the sharing is meant: by name, or as a memo.
_registry = {}
global_names = {}


def fib(n, _cache={}):
    if n not in _cache:
        _cache[n] = n if n < 2 else fib(n - 1) + fib(n - 2)
    return _cache[n]


def slow(n, memo={}, result_cache=[]):
    memo[n] = n
    result_cache.append(n)
    return memo


def square(n, known={}):
    if n in known:
        return known[n]
    known[n] = n * n
    return known[n]


def register(function, into=_registry, names=global_names):
    into[function.__name__] = function
    names[function] = 1


def count(state=[0]):
    state[0] += 1
    return state[0]

# ---
# not: mutable-default — a default that cannot change, or that is no container.
from types import MappingProxyType
import time


def f(x=(), y=frozenset(), z=MappingProxyType({}), n=None, s="", at=time.time(), i=0):
    return x, y, z, n, s, at, i


def g(xs=tuple([1])):
    return xs

# ---
# not: mutable-default — stubs, overloads and protocols have no body.
from typing import Protocol, overload


@overload
def f(x: int, to: list = []) -> int: ...
@overload
def f(x: str, to: list = []) -> str: ...
def f(x, to=None):
    return x


class Writer(Protocol):
    def write(self, lines: list = []) -> None: ...

# ---
# class-attr-mutated-via-self: one object for all instances.
class Cart:
    items = []
#   ^^^^^^^^^^ class-attr-mutated-via-self warning
# fix:     def __init__(self):
# fix:         self.items = []
# fix:
    def add(self, item):
        self.items.append(item)


class Options:
    """Options."""

    values = {}  # by name
#   ^^^^^^^^^^^ class-attr-mutated-via-self warning

    def __init__(self, name):
        super().__init__()
        self.name = name

    def set(self, key, value):
        self.values[key] = value


class More:
    xs: list = []
#   ^^^^^^^^^^^^^ class-attr-mutated-via-self warning

    def more(self):
        self.xs += [1]

    async def fewer(self):
        del self.xs[0]


class Base:
    def __init__(self):
        self.name = ""


class Derived(Base):
    seen_names = set()
#   ^^^^^^^^^^^^^^^^^^ class-attr-mutated-via-self warning

    def see(self, name):
        self.seen_names.add(name)

# ---
# class-attr-mutated-via-self: used in one method, bound on the instance in none.
class Sheet:
    _cells = {}
#   ^^^^^^^^^^^ class-attr-mutated-via-self warning

    def __setitem__(self, key, formula):
        self._cells[key] = formula

    def __getitem__(self, key):
        return self._cells[key]

# ---
# not: class-attr-mutated-via-self — rebound on the instance.
class Cart:
    items = []

    def __init__(self):
        self.items = []

    def add(self, item):
        self.items.append(item)


class Base:
    def __init__(self):
        self.parts = []


class Derived(Base):
    parts = []

    def add(self, part):
        self.parts.append(part)


class Lazy:
    items = []

    def __new__(cls):
        self = super().__new__(cls)
        return self

    def reset(self):
        self.items = []

    def add(self, item):
        self.items.append(item)

# ---
# not: class-attr-mutated-via-self — shared on purpose.
from typing import ClassVar


class Plugin:
    plugins: ClassVar[list] = []
    by_name = {}
    registry = {}
    # Cached sizes, one for each screen.
    sizes = {}
    all_names = []

    def add(self):
        self.plugins.append(self)
        self.by_name["x"] = self
        self.registry["y"] = self
        self.sizes["z"] = 1
        self.all_names.append("n")

    @classmethod
    def find(cls, name):
        return cls.by_name[name]


print(Plugin.all_names)


class Counter:
    counts = []

    @classmethod
    def bump(cls):
        cls.counts.append(1)

    @staticmethod
    def read():
        return 0

# ---
# not: class-attr-mutated-via-self — classes that treat their attributes in a way of their own.
import ctypes
import attr
from dataclasses import dataclass
from django.db import models


class Book(models.Model):
    tags = []

    def tag(self, name):
        self.tags.append(name)


class Point(ctypes.Structure):
    _fields_ = []

    def add(self, field):
        self._fields_.append(field)


class Meta(type):
#     ^^^^ metaclass-overkill hint
    plugins = {}

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        cls.plugins[name] = cls


class Registered(metaclass=Meta):
    items = []

    def add(self, item):
        self.items.append(item)


@attr.s
class Record:
    rows = []

    def add(self, row):
        self.rows.append(row)


class Constants:
    NAMES = ["a", "b"]

    def has(self, name):
        return name in self.NAMES

# ---
# list-multiplication-alias: the rows are one object, and one of them is changed.
grid = [[0] * 3] * 2
#      ^^^^^^^^^^^^^ list-multiplication-alias error
# fix: grid = [[0] * 3 for _ in range(2)]
grid[0][0] = 1

n = 4
rows = [{}] * n
#      ^^^^^^^^ list-multiplication-alias error
# fix: rows = [{} for _ in range(n)]
rows[1]["a"] = 1

cube = [[[0] * 2] * 3] * 4
#      ^^^^^^^^^^^^^^^^^^^ list-multiplication-alias error
# fix: cube = [[[0] * 2 for _ in range(3)] for _ in range(4)]
cube[0][1][2] = 1


def mark(board):
    board[0][0] = "x"


board = 3 * [[" "] * 3]
#       ^^^^^^^^^^^^^^^ list-multiplication-alias error
mark(board)

lines = [[]] * 3
#       ^^^^^^^^ list-multiplication-alias error
for line in lines:
    line.append(1)


class Game:
    def __init__(self):
        self.cells = [[None] * 8] * 8
#                    ^^^^^^^^^^^^^^^^ list-multiplication-alias error

    def place(self, x, y, piece):
        self.cells[y][x] = piece

# ---
# list-multiplication-alias: nothing is seen to change a row yet.
def make(width, height):
    return [[0] * width] * height
#          ^^^^^^^^^^^^^^^^^^^^^^ list-multiplication-alias warning


buckets = [[]] * 10
#         ^^^^^^^^^ list-multiplication-alias warning
# fix: buckets = [[] for _ in range(10)]
many = [set()] * (2 + 3)
#      ^^^^^^^^^^^^^^^^^ list-multiplication-alias warning
# fix: many = [set() for _ in range(2 + 3)]
pairs = [dict(a=1)] * 2
#       ^^^^^^^^^^^^^^^ list-multiplication-alias warning
_ = 5
odd = [[_]] * 2
#     ^^^^^^^^^ list-multiplication-alias warning
# fix: odd = [[_] for _row in range(2)]

# ---
# list-multiplication-alias: an inner value with effects of its own is no safe fix, but a choice.
def labels(_):
    g = [[_("x")]] * 3
#       ^^^^^^^^^^^^^^ list-multiplication-alias error
# fix:     g = [[_("x")] for _row in range(3)]
    g[0][0] = 1
    return g


class Fixed:
    n = 2
    g = [[n]] * 3
#       ^^^^^^^^^ list-multiplication-alias warning

# ---
# list-multiplication-alias: the rows are only looked at.
text = [[""] * 3] * 2
#      ^^^^^^^^^^^^^^ list-multiplication-alias hint
for line in text:
    print(len(line))


def sample(size):
    data = [[1, 2]] * size
#          ^^^^^^^^^^^^^^^ list-multiplication-alias hint
    for row in data:
        print(sum(row))

# ---
# not: list-multiplication-alias — what cannot change may be shared.
n = 3
zeros = [0] * n
none = [None] * n
empty = [()] * n
names = ["x"] * n
unknown = [make()] * n
one = [[]] * 1

# ---
# not: list-multiplication-alias — the alias is wanted, or used up at once.
import numpy as np
from unittest.mock import Mock

xs = [1, 2, 3, 4]
pairs = list(zip(*[iter(xs)] * 2))
array = np.array([[1, 2]] * 3)
total = sum([[1]] * 3, [])
print([[0]] * 2)
assert array.tolist() == [[1, 2]] * 3
mocks = [Mock()] * 2
if xs in [[1, 2]] * 2:
    pass

# ---
# not: list-multiplication-alias — each row is made anew.
grid = [[0] * 3 for _ in range(2)]
grid[0][0] = 1

# ---
# assign-from-in-place-method: the name is None now.
xs = [3, 1, 2]
xs = xs.sort()
#< assign-from-in-place-method error
# fix: xs.sort()
nums = [1].append(2)
#< assign-from-in-place-method error
d = {}
d = d.update(a=1)
#< assign-from-in-place-method error
# fix: d.update(a=1)

# ---
# assign-from-in-place-method: imports, attributes, parameters, annotations.
import random
from random import shuffle as mix

deck = list(range(52))
deck = random.shuffle(deck)
#< assign-from-in-place-method error
# fix: random.shuffle(deck)
hand = deck[:5]
hand = mix(hand)
#< assign-from-in-place-method error


def ordered(names: list):
    names = names.sort(key=len)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ assign-from-in-place-method error
# fix:     names.sort(key=len)
# fix[Bind a new object]:     names = sorted(names, key=len)
    return names


def backwards():
    items = [1, 2]
    return items.reverse()
#   ^^^^^^^^^^^^^^^^^^^^^^ assign-from-in-place-method error
# fix:     return items[::-1]


class Queue:
    def __init__(self):
        self.items = []

    def add(self, item):
        self.items = self.items.append(item)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ assign-from-in-place-method error
# fix:         self.items.append(item)


class Sorter:
    names: list = []

    def __init__(self):
        self.items, self.count = [], 0
        self.rows = list()

    def order(self):
        if self.rows:
            ordered = self.rows.sort()
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^ assign-from-in-place-method error
        return ordered

# ---
# not: assign-from-in-place-method — a receiver of unknown type may give something back.
import pandas as pd

df = pd.DataFrame()
df = df.append({"a": 1})


def f(arr, box):
    arr = arr.sort()
    box = box.update(a=1).remove(2)
    return arr, box


class Builder:
    def add(self, x):
        return self


builder = Builder()
builder = builder.add(1)

# ---
# not: assign-from-in-place-method — methods and functions that return something.
s = "abc"
s = s.replace("a", "b")
xs = [3, 1]
ys = sorted(xs)
last = xs.pop()
copy = xs.copy()
d = {"a": 1}
value = d.pop("a")
other = d.setdefault("b", [])

# ---
# not: assign-from-in-place-method — a test that shows the None.
from collections import deque


class TestDeque:
    def test_reverse(self):
        d = deque()
        r = d.reverse()
        self.assertIsNone(r)

# ---
# list-mutated-while-iterating: what is behind moves up.
xs = [1, 2, 3, 4]
for x in xs:
#        ^^ list-mutated-while-iterating warning
# fix: for x in list(xs):
    if x % 2:
        xs.remove(x)

for i, x in enumerate(xs):
#           ^^^^^^^^^^^^^ list-mutated-while-iterating warning
    del xs[i]

for i, x in enumerate(xs):
#           ^^^^^^^^^^^^^ list-mutated-while-iterating warning
# fix: for i, x in enumerate(list(xs)):
    xs.remove(x)

for x in xs:
#        ^^ list-mutated-while-iterating warning
    xs.insert(0, x)

# ---
# list-mutated-while-iterating: in functions, on parameters and attributes.
import os


def drop(items, bad):
    for item in items:
#               ^^^^^ list-mutated-while-iterating warning
        if item in bad:
            if item != "keep":
                items.remove(item)
            continue
        print(item)


def prune(top):
    for root, dirs, files in os.walk(top):
        for d in dirs:
#                ^^^^ list-mutated-while-iterating warning
            if d.startswith("."):
                dirs.remove(d)


class Queue:
    def __init__(self):
        self.items = []

    def clean(self):
        for item in self.items:
#                   ^^^^^^^^^^ list-mutated-while-iterating warning
# fix:         for item in list(self.items):
            if item.done:
                self.items.remove(item)

    async def clear(self):
        for item in self.items:
#                   ^^^^^^^^^^ list-mutated-while-iterating warning
            self.items.pop()

# ---
# list-mutated-while-iterating: a worklist grows while it is being worked on.
def closure(start, graph):
    todo = [start]
    for node in todo:
#               ^^^^ list-mutated-while-iterating hint
        todo.extend(graph[node])
    return todo

# ---
# not: list-mutated-while-iterating — the loop ends with the change.
def first(xs, wanted):
    for x in xs:
        if x == wanted:
            xs.remove(x)
            print("found")
            break
    for x in xs:
        if x:
            xs.remove(x)
            return x
    for x in xs:
        try:
            check(x)
        except ValueError:
            xs.remove(x)
            raise
    return None

# ---
# not: list-mutated-while-iterating — a copy is looped over.
xs = [1, 2, 3]
for x in xs[:]:
    xs.remove(x)
for x in list(xs):
    xs.remove(x)
for x in sorted(xs):
    xs.remove(x)
for x in reversed(xs):
    xs.remove(x)
for i in reversed(range(len(xs))):
    del xs[i]
ys = xs.copy()
for y in ys:
    xs.remove(y)

# ---
# not: list-mutated-while-iterating — the name is bound to a new list first.
def shrink(xs):
    for x in xs:
        xs = xs[:]
        xs.remove(x)
    return xs


class Bag:
    def empty(self):
        for item in self.items:
            self.items = [one for one in self.items if one != item]
            self.items.remove(item)

# ---
# not: list-mutated-while-iterating — types that iterate in a way of their own, and dicts.
class Jar:
    def remove(self, cookie):
        pass


jar = Jar()
for cookie in jar:
    jar.remove(cookie)

d = {"a": 1}
for key in d:
#          ^ dict-mutated-while-iterating error
    del d[key]
s = {1, 2}
for x in s:
#        ^ dict-mutated-while-iterating error
    s.remove(x)


def move(args):
    for i, arg in enumerate(args):
        if arg:
            args.insert(0, args.pop(i))


def other(xs, ys):
    for x in xs:
        ys.remove(x)
    for x in xs:
        xs[0] = x

# ---
# fromkeys-mutable: one object under all keys.
names = ["a", "b"]
rooms = dict.fromkeys(names, [])
#       ^^^^^^^^^^^^^^^^^^^^^^^^ fromkeys-mutable warning
# fix: rooms = {key: [] for key in names}
rooms["a"].append(1)


def group(keys):
    key = 1
    return dict.fromkeys(keys, {key: 0})
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fromkeys-mutable warning
# fix:     return {name: {key: 0} for name in keys}


class Table:
    def __init__(self, keys):
        self.columns = dict.fromkeys(keys, list())
#                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ fromkeys-mutable warning
# fix:         self.columns = {key: list() for key in keys}

# ---
# fromkeys-mutable: the classes derived from dict.
import collections
from collections import OrderedDict as Ordered

ks = "ab"
first = Ordered.fromkeys(ks, set())
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ fromkeys-mutable warning
# fix: first = Ordered((key, set()) for key in ks)
second = collections.OrderedDict.fromkeys(ks, {})
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fromkeys-mutable warning
shared = []
third = dict.fromkeys(ks, shared)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^ fromkeys-mutable warning
# fix: third = {key: shared.copy() for key in ks}

# ---
# fromkeys-mutable: keys that need parentheses or another name.
def tables(ks, c):
    a = dict.fromkeys(ks if c else [], [])
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fromkeys-mutable warning
# fix:     a = {key: [] for key in (ks if c else [])}
    b = dict.fromkeys([key for key in ks], {})
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fromkeys-mutable warning
# fix:     b = {name: {} for name in [key for key in ks]}
    a[1].append(1)
    return a, b

# ---
# not: fromkeys-mutable — a value that cannot change.
SENTINEL = object()
names = ["a", "b"]
a = dict.fromkeys(names)
b = dict.fromkeys(names, 0)
c = dict.fromkeys(names, None)
d = dict.fromkeys(names, ())
e = dict.fromkeys(names, SENTINEL)
f = dict.fromkeys(names, "")

# ---
# not: fromkeys-mutable — the result is only read.
names = ["a", "b"]
show(dict.fromkeys(names, []))
table = dict.fromkeys(names, [1])
for name in table:
    print(table[name])

# ---
# not: fromkeys-mutable — a class of somebody's own may do as it likes.
class Box:
    @classmethod
    def fromkeys(cls, keys, value):
        return cls()


box = Box.fromkeys("ab", [])


def f(dict):
    return dict.fromkeys("ab", [])

# ---
# loop-appends-same-object: all entries are one object.
rows = []
row = {}
for i in range(3):
    row["i"] = i
    rows.append(row)
#   ^^^^^^^^^^^^^^^^ loop-appends-same-object warning
print(rows)

# ---
# loop-appends-same-object: in functions and methods.
def chunks(xs):
    out = []
    buffer = []
    for x in xs:
        buffer.append(x)
        out.append(buffer)
#       ^^^^^^^^^^^^^^^^^^ loop-appends-same-object warning
# fix[Append a copy]:         out.append(buffer.copy())
    return out


class Reader:
    def read(self, source):
        record = {}  # one line
        while source:
            record["line"] = source.pop()
            self.records.append(record)
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^ loop-appends-same-object warning


async def poll(queue):
    state = {}
    found = []
    async for item in queue:
        state.update(item)
        if state:
            found.append(state)
#           ^^^^^^^^^^^^^^^^^^^ loop-appends-same-object warning
    return found

# ---
# loop-appends-same-object: what is set before the loop would be lost, so only a copy is offered.
def rows_of(x):
    rows = []
    row = {}
    row["kind"] = 1
    for i in x:
        row["i"] = i
        rows.append(row)
#       ^^^^^^^^^^^^^^^^ loop-appends-same-object warning
# fix:         rows.append(row.copy())
    return rows

# ---
# not: loop-appends-same-object — built anew, or copied, in each round.
rows = []
for i in range(3):
    row = {}
    row["i"] = i
    rows.append(row)

shared = {}
for i in range(3):
    shared["i"] = i
    rows.append(shared.copy())
    rows.append(dict(shared))
    rows.append({**shared})


def reset(xs):
    out = []
    buffer = []
    for x in xs:
        buffer.append(x)
        if len(buffer) > 2:
            out.append(buffer)
            buffer = []
    return out

# ---
# not: loop-appends-same-object — only once, or not changed in the loop.
def once(xs):
    out = []
    row = {}
    for x in xs:
        row["x"] = x
        if x:
            out.append(row)
            break
    return out


def same(xs):
    default = {"a": 1}
    return_rows = []
    for x in xs:
        return_rows.append(default)
    return return_rows

# ---
# not: loop-appends-same-object — the list itself lives for one round, or the object is not known.
def per_round(xs, row):
    state = {}
    for x in xs:
        batch = []
        state["x"] = x
        batch.append(state)
        send(batch)
    out = []
    for x in xs:
        row["x"] = x
        out.append(row)
    return out

# ---
# discarded-immutable-result: the new string is thrown away.
s = " a "
s = s.strip()


def clean(name: str, raw: bytes):
    name.replace("a", "b")
#   ^^^^^^^^^^^^^^^^^^^^^^ discarded-immutable-result warning
# fix:     name = name.replace("a", "b")
    raw.strip()
#   ^^^^^^^^^^^ discarded-immutable-result warning
    return name, raw


def headline():
    title = "news"
    if title:
        title.upper()
#       ^^^^^^^^^^^^^ discarded-immutable-result warning
# fix:         title = title.upper()
    return title


def ordered(xs):
    sorted(xs)
#   ^^^^^^^^^^ discarded-immutable-result warning
# fix:     xs = sorted(xs)
    return xs


def joined(parts):
    ", ".join(parts)
#   ^^^^^^^^^^^^^^^^ discarded-immutable-result warning
    return parts


def unknown(word):
    word.casefold()
#   ^^^^^^^^^^^^^^^ discarded-immutable-result warning
    return word


class Page:
    def __init__(self):
        self.title = ""

    def clean(self):
        self.title.strip()
#       ^^^^^^^^^^^^^^^^^^ discarded-immutable-result warning
# fix:         self.title = self.title.strip()

# ---
# discarded-immutable-result: in a script.
email = "  ada@example.org "
email.strip()
#< discarded-immutable-result warning
# fix: email = email.strip()
print(email)

# ---
# discarded-immutable-result: a global name cannot simply be assigned in a function.
name = "a"


def strip():
    name.strip()
#   ^^^^^^^^^^^^ discarded-immutable-result warning
    message = "x"
    "{}: {}".format(message, name)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ discarded-immutable-result warning
    return message

# ---
# not: discarded-immutable-result — methods that work in place, receivers of unknown type.
import pathlib
import threading

xs = [2, 1]
xs.reverse()
xs.sort()
path = pathlib.Path("a")
path.replace("b")


def run(df, text, thread):
    df.replace("a", "b", inplace=True)
    text.strip()
    thread.join()


t = threading.Thread()
t.join()

# ---
# not: discarded-immutable-result — asked for the exception, or in a test.
import pytest


def check(value):
    s = "abc"
    try:
        s.encode("ascii")
        s.format(value)
    except UnicodeError:
        return False
    with pytest.raises(TypeError):
        s.replace(1, 2)
    return True


def test_upper():
    s = "abc"
    s.upper()
    "abc".lower()
    sorted([])

# ---
# not: discarded-immutable-result — the result is used.
s = " a "
t = s.strip()
print(s.upper())
xs = sorted(t)
"abc".lower()
sorted([])
if s.strip():
    pass

# ---
# default-value: when it is evaluated, and who shares it.
import time


def f(x=[], n=0, at=time.time()):
#       ^^ mutable-default hint
#             ^ gloss default-value: `0` is evaluated once
#                   ^^^^^^^^^^^ gloss default-value: every call that omits `at` gets that first result
    return x, n, at


def g(to=[]):
#        ^^ mutable-default warning
#        ^^ gloss default-value: shared by all calls that omit `to`
    to.append(1)

# ---
# literal-kind: mutable or not, hashable or not.
t = ([1], 2)
#   ^ gloss literal-kind: it holds a list
names = ["a", "b"]
#       ^ gloss literal-kind: list: mutable
table = {"a": 1}
#       ^ gloss literal-kind: dict: mutable
frozen = frozenset(names)
#        ^^^^^^^^^ gloss literal-kind: frozenset: immutable
print(names)
#     ^^^^^ gloss literal-kind: list: mutable

# ---
# augmented-assign: in place, or a new object.
def f():
    xs = [1]
    xs += [2]
#      ^^ gloss augmented-assign: in place
    s = "a"
    s += "b"
#     ^^ gloss augmented-assign: builds a new
    t = (1,)
    t += (2,)
#     ^^ gloss augmented-assign: builds a new
    return xs, s, t
