# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# is-literal: strings, bytes, tuples and floats, on either side.
def run(mode, size, name, payload):
    if mode is "fast":
#      ^^^^^^^^^^^^^^ is-literal warning
# fix:     if mode == "fast":
        return 1
    if payload is b"GET" or size is (1, 2):
#      ^^^^^^^^^^^^^^^^^ is-literal warning
#                           ^^^^^^^^^^^^^^ is-literal warning
# fix:     if payload is b"GET" or size == (1, 2):
        return 2
    while name is not "":
#         ^^^^^^^^^^^^^^ is-literal warning
# fix: while name != "":
        name = name[1:]
    ratio = 0.5 is size
#           ^^^^^^^^^^^ is-literal warning
# fix: ratio = 0.5 == size
    return "a" "b" is name
#          ^^^^^^^^^^^^^^^ is-literal warning
# fix: return "a" "b" == name


assert run is not ""
#      ^^^^^^^^^^^^^ is-literal information
# fix: assert run != ""

# ---
# is-literal: where the comparison stands, and how it is written.
@register(lambda name: name is "x")
#                      ^^^^^^^^^^^ is-literal warning
# fix: @register(lambda name: name == "x")
class Reader:
    kind = object is 'r'
#          ^^^^^^^^^^^^^ is-literal warning

    async def read(self, é, *parts):
        chosen = [part for part in parts if part is "🐍 é"]
#                                           ^^^^^^^^^^^^^ is-literal warning
# fix: chosen = [part for part in parts if part == "🐍 é"]
        if (first := await self.next()) is "end":  # the end
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ is-literal warning
# fix: if (first := await self.next()) == "end":  # the end
            return f"{é is 'a'}"
#                     ^^^^^^^^ is-literal warning
        if 0 < len(parts) and é is ("x"):
#                             ^^^^^^^^^^ is-literal warning
            return chosen
        return (
            first
#<           is-literal warning
# fix:             == f"{é}"
            is f"{é}"
        )


print(Reader is "Reader", -1.5 is Reader, 1j is Reader)
#     ^^^^^^^^^^^^^^^^^^ is-literal information
#                         ^^^^^^^^^^^^^^ is-literal information
#                                         ^^^^^^^^^^^^ is-literal information

# ---
# is-literal: in a chain only the one operator changes.
def between(low, x):
    return low < x is "m"
#          ^^^^^^^^^^^^^^ is-literal warning
# fix:     return low < x == "m"


def neither(x, y):
    if x \
#      ^^^ is-literal warning
# fix:             != "a" and y:
            is not "a" and y:
        return x
    return y
# ---
# not: is-literal — None, the bools and the other constants that are one object.
def check(x, y):
    if x is None or x is True or x is not False or x is ... or None is y:
        return NotImplemented
    if x is NotImplemented or x is Ellipsis or None is not x:
        return None
    return "" is None, x is __debug__

# ---
# not: is-literal — sentinels, enum members, classes and types.
import enum

MISSING = object()


class Color(enum.Enum):
    RED = "red"


def same(x, y):
    if x is MISSING or x is Color.RED or type(x) is str:
        return type(x) is type(y)
    return x is y.name and x is y["key"]

# ---
# not: is-literal — other operators, and text that only looks like code.
def look(x, y):
    # if x is "fast":
    text = "if x is 'fast'"
    if x == "fast" or x in ("a", "b") or x not in "ab" or "a" < x:
        return text
    match x:
        case "fast":
            return y is x
    return x is str(y)

# ---
# eq-none: in conditions, with a fix that is safe.
def find(x, node):
    if x == None:
#      ^^^^^^^^^ eq-none warning
# fix:     if x is None:
        return 1
    while node.next != None:
#         ^^^^^^^^^^^^^^^^^ eq-none warning
# fix:     while node.next is not None:
        node = node.next
    if not x != None and (node == None):
#          ^^^^^^^^^ eq-none warning
#                         ^^^^^^^^^^^^ eq-none warning
# fix: if not x != None and (node is None):
        return None == node.next
#              ^^^^^^^^^^^^^^^^^ eq-none warning
# fix: return None is node.next
    assert x != None, "é 🐍"
#          ^^^^^^^^^ eq-none information
# fix: assert x is not None, "é 🐍"
    return None != x
#          ^^^^^^^^^ eq-none warning
# fix:     return None is not x

# ---
# eq-none: elsewhere, offered but not applied in bulk.
class Node:
    empty = Parent == None
#           ^^^^^^^^^^^^^^ eq-none warning
# fix:     empty = Parent is None

    async def walk(self, rows):
        known = [row for row in rows if row.get("key") != None]
#                                       ^^^^^^^^^^^^^^^^^^^^^^ eq-none warning
        ready = self.left == None or self[0] == None
#               ^^^^^^^^^^^^^^^^^ eq-none warning
#                                    ^^^^^^^^^^^^^^^ eq-none warning
        pick = lambda row: row == None
#                          ^^^^^^^^^^^ eq-none warning
        if 0 == self.left == None:
#          ^^^^^^^^^^^^^^^^^^^^^^ eq-none warning
# fix:         if 0 == self.left is None:
            return known if ready == None else pick
#                           ^^^^^^^^^^^^^ eq-none warning
        return (await self.top()) == None
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^ eq-none warning

# ---
# eq-none: a call's argument, a subscript, an operand of `&`: a hint.
from sqlalchemy import select
import pandas as pd


def query(session, User, df):
    old = session.query(User).filter(User.name == None)
#                                    ^^^^^^^^^^^^^^^^^ eq-none hint
# fix: old = session.query(User).filter(User.name is None)
    rows = df[df.a != None]
#             ^^^^^^^^^^^^ eq-none hint
    both = (User.name == None) & (User.age > 3)
#           ^^^^^^^^^^^^^^^^^ eq-none hint
    none = ~(None == User.name)
    return old, rows, both, none

# ---
# eq-none: a file that imports arrays gets no safe fix, but is told.
import numpy as np


def mean(values, axis):
    if axis == None:
#      ^^^^^^^^^^^^ eq-none warning
# fix:     if axis is None:
        return values.mean()
    return np.mean(values, axis)

# ---
# eq-none: behind an import of symbols the same.
from sympy.codegen.ast import Print


def check(printed):
    assert printed.file == None
#          ^^^^^^^^^^^^^^^^^^^^ eq-none information
# fix:     assert printed.file is None
    return Print(printed)

# ---
# not: eq-none — identity, other values, and `None` inside something.
def fine(x, rows):
    if x is None or x is not None or x == 0 or x == "None":
        return rows == [None]
    return x in (None, 1) or None in rows or x == (None,) or bool(x) == (not None)

# ---
# not: eq-none — a comment says that equality is meant.
class Printer:
    def dim(self, node):
        if node.dim != None:  # Must be "!= None", cannot be "is not None"
            return node.dim
        # It may be NoneToken(), so this is done with == instead of an identity test.
        if node.mask == None:
            return 1
        return node.mask

# ---
# not: eq-none — a test of `__eq__` itself.
class Money:
    def __eq__(self, other):
        return other != None and self.value == other.value


def test_eq(money):
    assert not money == None


def test_equality_of_money(money):
    assert money != None

# ---
# is-new-object: displays, comprehensions, constructors.
class A:
    pass


def look(x, d, cfg):
    if x is []:
#      ^^^^^^^ is-new-object error
# fix:     if x == []:
# fix[emptiness]:     if not x:
        return d is {}
#              ^^^^^^^ is-new-object error
# fix:         return d == {}
# fix[emptiness]:         return not d
    if cfg is not dict() or {1, 2} is x:
#      ^^^^^^^^^^^^^^^^^ is-new-object error
#                           ^^^^^^^^^^^ is-new-object error
# fix: if cfg is not dict() or {1, 2} == x:
        return A() is A()
#              ^^^^^^^^^^ is-new-object error
# fix:         return A() == A()
    if [row for row in d] is x or x is not [1, *d]:
#      ^^^^^^^^^^^^^^^^^^^^^^^ is-new-object error
#                                 ^^^^^^^^^^^^^^^^ is-new-object error
        return x is {"a": 1}, set() is x, x is (lambda: 1), x is (r for r in d)
#              ^^^^^^^^^^^^^ is-new-object error
#                             ^^^^^^^^^^ is-new-object error
#                                                           ^^^^^^^^^^^^^^^^^^^ is-new-object error
    return "" is [], 1 is {}
#          ^^^^^^^^ is-new-object error
#                    ^^^^^^^ is-new-object error

# ---
# is-new-object: in chains, decorators, classes and assertions.
@app.route(rule is [])
#          ^^^^^^^^^^ is-new-object error
class Form:
    blank = fields is not {}
#           ^^^^^^^^^^^^^^^^ is-new-object error
# fix:     blank = fields != {}

    async def send(self, é):
        if 0 < é is []:  # é 🐍
#          ^^^^^^^^^^^ is-new-object error
# fix:         if 0 < é == []:  # é 🐍
            return é
        while (rows := await self.rows()) is []:
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ is-new-object error
# fix:         while (rows := await self.rows()) == []:
# fix[emptiness]:         while not (rows := await self.rows()):
            pass
        return rows


assert fields is not []
#      ^^^^^^^^^^^^^^^^ is-new-object warning
# fix: assert fields != []

# ---
# not: is-new-object — a name may be bound to the very object.
EMPTY = []


def look(x, y):
    return x is EMPTY or x is y.rows or x is y[0] or x == []

# ---
# not: is-new-object — calls that may give an old object.
import functools


class Singleton:
    _instance = None

    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance


class Meta(type):
    pass


class Cached(metaclass=Meta):
    pass


class Child(Cached):
    pass


@functools.lru_cache
class Kept:
    pass


def look(x, y, f, cls):
    if x is Singleton() or Cached() is x or x is Child() or Kept() is Kept():
        return f() is None
    return x is cls() or x is type(y) or x is f(y) or x is y.copy()

# ---
# not: is-new-object — a name of the file's own, and None beside a new object.
def dict(x):
    return x


def look(x):
    return x is dict(1), [] is None, None is not {}

# ---
# is-on-value-names: two values, each built on its own.
def lists():
    a = [1]
    b = [1]
    if a is b:
#      ^^^^^^ is-on-value-names information
# fix:     if a == b:
        return 1
    c, d = {}, dict()
    return a is not b
#          ^^^^^^^^^^ is-on-value-names information
# fix: return a != b


m = 1000
n = 1000
ok = m is n
#    ^^^^^^ is-on-value-names information
# fix: ok = m == n


async def names():
    é = "some text"
    other = "some text"
    kept = dict()
    more = dict()
    if é is other:
#      ^^^^^^^^^^ is-on-value-names information
        return kept is more
#              ^^^^^^^^^^^^ is-on-value-names information
    small = 7
    same = 7
    return [small is same]
#           ^^^^^^^^^^^^^ is-on-value-names information

# ---
# not: is-on-value-names — aliasing is the point.
def alias():
    a = [1]
    b = a
    c = d = []
    return a is b, c is d

# ---
# not: is-on-value-names — rebound, a parameter, or bound elsewhere.
a = [1]
b = [1]


def rebound(first, second):
    x = [1]
    y = [1]
    if first:
        y = x
    return x is y or first is second


def outer():
    return a is b


def loop(rows):
    x = []
    for row in rows:
        y = []
        if x is y:
            return row
        x = y
    return x is rows


def shared():
    global g
    g = []
    h = []
    return g is h

# ---
# not: is-on-value-names — shown, or compared with something computed.
def shown(x):
    a = [1]
    b = [1]
    print(a is b)
    assert a is not b
    c = f"{x}"
    d = f"{x}"
    e = 1000
    f = 1001
    self.assertTrue(a is not b)
    return c is d, e is f


def in_other_order():
    def inner():
        return p is q
    p = [1]
    q = [1]
    return inner, later is q
#                 ^^^^^ unbound-local error
    later = [1]

# ---
# is-operator: what each side is.
import enum

MISSING = object()


class Color(enum.Enum):
    RED = 1

    def paint(self):
        return self is Color.RED
#                   ^^ gloss is-operator: an enum member, one object per member


class Row:
    pass


def look(x, val, rows):
    if x is None or val is not None:
#        ^^ gloss is-operator: there is one `None` in the process
#                       ^^^^^^ gloss is-operator: Correct use
        return x is MISSING
#                ^^ gloss is-operator: `MISSING` is a sentinel, made once at line 4
    if type(x) is str:
#              ^^ gloss is-operator: subclasses left out
        return x is True
#                ^^ gloss is-operator: `1` and `0` left out
    if x is []:
#      ^^^^^^^ is-new-object error
#        ^^ gloss is-operator: `[]` always builds a new list
        return Row() is x
#                    ^^ gloss is-operator: `Row()` always builds a new Row
#              ^^^^^^^^^^ is-new-object error
    if x is "a":
#      ^^^^^^^^ is-literal warning
#        ^^ gloss is-operator: up to the interpreter
        return x is 9000
#              ^^^^^^^^^ is-int-literal warning
#                ^^ gloss is-operator: outside CPython's small-int cache
    one = [1]
    text = "abc"
    if one is rows or x is ...:
#          ^^ gloss is-operator
        return one is text
#                  ^^ gloss is-operator: The left side is a list, the right side a str: never one object.
    return text is not "x is None"
#               ^^^^^^ gloss is-operator: up to the interpreter
#          ^^^^^^^^^^^^^^^^^^^^^^^ is-literal warning


def no_gloss(x):
    # x is None
    text = "x is None"
#            ^^ no gloss is-operator
    match x:
        case None:
#            ^^^^ no gloss is-operator
            return text
    return x

# ---
# eq-operator: which `__eq__` runs.
from dataclasses import dataclass


class Money:
    def __eq__(self, other):
        return True


@dataclass
class Point:
    x: int


class Plain:
    pass


class Child(Money):
    pass


def compare(other):
    a = [1]
    money = Money()
    point = Point(1)
    plain = Plain()
    child = Child()
    if a == other:
#        ^^ gloss eq-operator: The left side is a list: `==` compares item by item, in order.
        return money != other
#                    ^^ gloss eq-operator: `==` runs `Money.__eq__`, line 6.
    if point == other:
#            ^^ gloss eq-operator: field by field
        return plain == other
#                    ^^ gloss eq-operator: falls back to identity
    if child == other:
#            ^^ gloss eq-operator
        return "a" == b"a"
#                  ^^ gloss eq-operator: a str, the right side a bytes: never equal
    count = 3
    return count == 3.0
#                ^^ gloss eq-operator: The left side is an int: `==` compares by value.


def annotated(x: "int == str") -> "a == b":
#                     ^^ no gloss eq-operator
    return x
