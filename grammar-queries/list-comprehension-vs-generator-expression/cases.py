# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# listcomp-in-reducer: walked through once and dropped.
def figures(xs, ss, ok):
    total = sum([x * x for x in xs])
#               ^^^^^^^^^^^^^^^^^^^ listcomp-in-reducer hint
# fix:     total = sum(x * x for x in xs)
    longest = max([len(s) for s in ss], default=0)
#                 ^^^^^^^^^^^^^^^^^^^^ listcomp-in-reducer hint
# fix:     longest = max((len(s) for s in ss), default=0)
    some = any([is_ok(x) for x in xs])
#              ^^^^^^^^^^^^^^^^^^^^^^ listcomp-in-reducer hint
# fix:     some = any(is_ok(x) for x in xs)
    every = all([x > 0 for x in xs],)
#               ^^^^^^^^^^^^^^^^^^^ listcomp-in-reducer hint
# fix:     every = all((x > 0 for x in xs),)
    return total, longest, some, every

# ---
# not: listcomp-in-reducer — `join` makes a list anyway; so do `sorted` and `list`.
def others(xs):
    return ",".join([str(x) for x in xs]), sorted([-x for x in xs]), list([x for x in xs]), tuple([x for x in xs])

# ---
# not: listcomp-in-reducer — numpy's own functions, and unpacked arguments.
import numpy as np


def arrays(xs, f):
    return np.sum([x for x in xs]), f(*[x for x in xs]), max(*[x for x in xs])

# ---
# not: listcomp-in-reducer — a `sum` of one's own, and what suspends.
def sum(xs):
    return len(xs)


def mine(xs):
    return sum([x for x in xs])


async def waiting(xs):
    return any([await x for x in xs])

# ---
# listcomp-for-side-effects: a loop in disguise.
class Bag:
    def fill(self, new, xs, q):
        [print(x) for x in xs]
#       ^^^^^^^^^^^^^^^^^^^^^^ listcomp-for-side-effects information
# fix:         for x in xs:
# fix:             print(x)
        [self.items.append(i) for i in new if i]
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ listcomp-for-side-effects information
# fix:         for i in new:
# fix:             if i:
# fix:                 self.items.append(i)
        {q.put(y) for y in xs}
#       ^^^^^^^^^^^^^^^^^^^^^^ listcomp-for-side-effects information

# ---
# not: listcomp-for-side-effects — the result is used.
def used(xs):
    kept = [print(x) for x in xs]
    return [print(x) for x in xs], kept

# ---
# not: listcomp-for-side-effects — dropped in so many words.
def dropped(xs):
    _ = [print(x) for x in xs]

# ---
# not: listcomp-for-side-effects — repeated for its own sake
def warm_up(f):
    [f(1) for _ in range(10)]

# ---
# not: listcomp-for-side-effects — nothing is called, or a test wants the exception.
import pytest


def walk(xs):
    [x for x in xs]
    with pytest.raises(ValueError):
        [int(x) for x in xs]

# ---
# comprehension-kind: what is built now and what later.
def kinds(r, allowed):
    squares = [x * x for x in r]
#             ^ gloss comprehension-kind: one item for each item of `r`
    some = [x for x in r if x]
#          ^ gloss comprehension-kind: one item for each round that passes
    lazy = (x * x for x in r if x in allowed)
#          ^ gloss comprehension-kind: only `r` is evaluated now
#          ^ gloss comprehension-kind: the one that starts in line 6
    total = sum(lazy)
    first = next(x for x in r)
#               ^ gloss comprehension-kind: asks for one item
    found = any(x > 3 for x in r)
#              ^ gloss comprehension-kind: stops at the first item that decides
    names = {x: 1 for x in r}
#           ^ gloss comprehension-kind: the last value for each key
    return squares, some, total, first, found, names

# ---
# not: comprehension-kind — displays and parentheses.
def plain(r):
    a = [r, r]
#       ^ no gloss comprehension-kind
    b = (r, r)
#       ^ no gloss comprehension-kind
    c = (r)
#       ^ no gloss comprehension-kind
    return a, b, c

# ---
# reducer-argument: one item at a time.
def reduce(xs):
    a = any(x > 3 for x in xs)
#       ^^^ gloss reducer-argument: stops at the first item that is true
    b = sum([x for x in xs])
#       ^^^ gloss reducer-argument: the whole list built before
#           ^^^^^^^^^^^^^^^ listcomp-in-reducer hint
    return a, b

# ---
# not: reducer-argument — names, and functions of one's own.
def any(xs):
    return xs


def mine(xs):
    a = any(x for x in xs)
#       ^^^ no gloss reducer-argument
    b = sum(xs)
#       ^^^ no gloss reducer-argument
    c = list(x for x in xs)
#       ^^^^ no gloss reducer-argument
    return a, b, c
