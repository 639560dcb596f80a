# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# iterator-consumed-twice: generators, map, zip, readers.
import csv


def totals(xs, s):
    g = (x * x for x in xs)
    m = map(int, s)
    a = list(m)
    b = list(m)
#            ^ iterator-consumed-twice warning
# fix:     m = list(map(int, s))
    return sum(g), max(g), a, b
#                      ^ iterator-consumed-twice warning
# fix:     g = [x * x for x in xs]


def count_and_show(f):
    rows = csv.reader(f)
    n = sum(1 for _ in rows)
    for row in rows:
#              ^^^^ iterator-consumed-twice warning
        print(n, row)


def pairs(a, b):
    z = zip(a, b)
    return dict(z), len(list(z))
#                            ^ iterator-consumed-twice warning

# ---
# iterator-consumed-twice: a generator function of this file, and the module's own statements.
def lines():
    yield "a"
    yield "b"


gen = lines()
for line in gen:
    print(line)
for line in gen:
#           ^^^ iterator-consumed-twice warning
    print(line)


def both(flag):
    names = lines()
    if flag:
        kept = [name for name in names]
    else:
        kept = sorted(names)
    return kept, ", ".join(names)
#                          ^^^^^ iterator-consumed-twice warning

# ---
# not: iterator-consumed-twice — what can be walked through again.
def again(text, table):
    r = range(3)
    views = table.items()
    xs = [1, 2]
    words = text.split()
    print(list(r), list(views), list(xs), list(words))
    return list(r), list(views), list(xs), list(words)

# ---
# not: iterator-consumed-twice — files after seek, and readers over them.
import csv


def twice(path):
    with open(path) as f:
        rows = csv.reader(f)
        n = sum(1 for _ in rows)
        f.seek(0)
        for row in rows:
            print(n, row)
        for line in f:
            print(line)

# ---
# not: iterator-consumed-twice — the first pass takes a part.
from itertools import islice


def parts(xs, ys):
    g = (x for x in xs)
    first = next(g)
    head = list(islice(g, 3))
    for x in g:
        if x:
            break
    if any(g) or all(g) or 3 in g:
        return first, head
    for x, y in zip(g, ys):
        print(x, y)
    return list(g)


def found(xs):
    g = (x for x in xs)
    for x in g:
        if x:
            return x
    return list(g)

# ---
# not: iterator-consumed-twice — branches exclude each other, or the name is bound anew.
def either(xs, flag):
    g = (x for x in xs)
    if flag:
        return list(g)
    elif sum(g):
        return 1
    g = (x for x in xs)
    return max(g)


def cases(xs, kind):
    g = map(str, xs)
    match kind:
        case "list":
            out = list(g)
        case "set":
            out = set(g)
        case _:
            out = tuple(g)
    return out


def guarded(xs):
    g = (x for x in xs)
    try:
        return sum(g)
    except TypeError:
        return list(g)


def listed(xs):
    g = (x for x in xs)
    g = list(g)
    return sum(g), max(g)

# ---
# not: iterator-consumed-twice — tee gives iterators of its own; unknown functions take who knows what.
from itertools import tee


def shared(it, use):
    a, b = tee(it)
    g = (x for x in it)
    use(g)
    return list(a), list(b), list(g)

# ---
# not: iterator-consumed-twice — made anew in each round.
def rounds(rows):
    for row in rows:
        cells = (cell for cell in row)
        print(list(cells))
    while rows:
        cells = map(str, rows.pop())
        print(list(cells))

# ---
# not: iterator-consumed-twice — a test that it is empty, and names that are no builtins.
def test_empty(self, xs):
    g = (x for x in xs)
    self.assertEqual(list(g), [1])
    self.assertEqual(list(g), [])
    h = (x for x in xs)
    list(h)
    assert list(h) == []


def own(map, xs):
    m = map(str, xs)
    return list(m), list(m)

# ---
# consumed-in-loop: made once, used up in the first round.
def matches(a, b, ks):
    pairs = zip(a, b)
    for k in ks:
        for x, y in pairs:
#                   ^^^^^ consumed-in-loop warning
# fix:     pairs = list(zip(a, b))
            print(k, x, y)


def sums(xs, n):
    g = (x for x in xs)
    while n:
        n -= sum(g)
#                ^ consumed-in-loop warning


def table(xs, ys):
    cells = map(str, ys)
    return [[x + y for y in cells] for x in xs]
#                           ^^^^^ consumed-in-loop warning

# ---
# not: consumed-in-loop — rebuilt in the loop.
def rebuilt(a, b, ks):
    for k in ks:
        pairs = zip(a, b)
        for x, y in pairs:
            print(k, x, y)

# ---
# not: consumed-in-loop — a shared cursor on purpose.
def cursor(xs, ks):
    it = iter(xs)
    for k in ks:
        for x in it:
            if x == k:
                break
        print(next(it))

# ---
# not: consumed-in-loop — a list, and a loop that is left after the first round.
def once(a, b, ks):
    pairs = list(zip(a, b))
    triples = zip(a, b, ks)
    for k in ks:
        print(list(pairs))
    for k in ks:
        print(list(triples))
        break

# ---
# generator-never-iterated: the call alone runs nothing.
def save(rows):
    for row in rows:
        print(row)
        yield row


save([1, 2])
#<^^^^^^^^^^ generator-never-iterated warning
# fix: for _ in save([1, 2]): pass
# fix[list]: list(save([1, 2]))


class Bus:
    def emit(self, x):
        yield x

    def send(self, x):
        self.emit(x)
#       ^^^^^^^^^^^^ generator-never-iterated warning


def shout(xs):
    (print(x) for x in xs)
#   ^^^^^^^^^^^^^^^^^^^^^^ generator-never-iterated warning
# fix:     for x in xs:
# fix:         print(x)

# ---
# not: generator-never-iterated — somebody gets the generator.
def save(rows):
    yield from rows


def use(rows):
    kept = save(rows)
    print(save(rows))
    yield from save(rows)
    return save(rows), kept

# ---
# not: generator-never-iterated — a decorator decides what a call gives.
from contextlib import contextmanager

import pytest
from twisted.internet.defer import inlineCallbacks


@contextmanager
def opened():
    yield 1


@pytest.fixture
def thing():
    yield 2


@inlineCallbacks
def later():
    yield 3


opened()
thing()
later()

# ---
# not: generator-never-iterated — a subclass without yield overrides it, and a plain function.
class Base:
    def run(self):
        yield 1

    def start(self):
        self.run()
        self.stop()

    def stop(self):
        return 2


class Child(Base):
    def run(self):
        print("now")

# ---
# not: generator-never-iterated — a test that wants the call itself to fail.
import pytest


def gen(a):
    yield a


def test_arity():
    with pytest.raises(TypeError):
        gen()

# ---
# stopiteration-in-generator: raised in the body.
def g():
    yield 1
    raise StopIteration
#   ^^^^^^^^^^^^^^^^^^^ stopiteration-in-generator error
# fix:     return


def k():
    yield 1
    if g:
        raise StopIteration()
#       ^^^^^^^^^^^^^^^^^^^^^ stopiteration-in-generator error
# fix:         return
    raise StopIteration(2)
#   ^^^^^^^^^^^^^^^^^^^^^^ stopiteration-in-generator error
# fix:     return 2


def h(it):
    while True:
        yield next(it)
#             ^^^^^^^^ stopiteration-in-generator error
# fix:         yield next(it, None)

# ---
# not: stopiteration-in-generator — `__next__` of a class must raise it.
class Once:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

# ---
# not: stopiteration-in-generator — a default, or somebody catches it.
def a(it):
    while True:
        x = next(it, None)
        if x is None:
            return
        yield x


def b(it):
    while True:
        try:
            x = next(it)
        except StopIteration:
            return
        yield x

# ---
# not: stopiteration-in-generator — asynchronous generators, and iterators without end.
from itertools import count


async def c():
    yield 1
    raise StopAsyncIteration


def d():
    numbers = count()
    while True:
        yield next(numbers)

# ---
# len-or-index-of-iterator: no length, no positions.
def sizes(xs):
    print("sizes")
    n = len(x for x in xs)
#       ^^^^^^^^^^^^^^^^^^ len-or-index-of-iterator error
    g = (x * x for x in xs)
    first = g[0]
#           ^^^^ len-or-index-of-iterator error
# fix:     first = list(g)[0]
    m = len(map(str, xs))
#       ^^^^^^^^^^^^^^^^^ len-or-index-of-iterator error
# fix:     m = sum(1 for _ in map(str, xs))
# fix[list]:     m = len(list(map(str, xs)))
    return n, first, m, filter(None, xs)[0]
#                       ^^^^^^^^^^^^^^^^^^^ len-or-index-of-iterator error

# ---
# not: len-or-index-of-iterator — ranges, dict views and lists have a length.
def fine(table):
    r = range(3)
    views = table.keys()
    xs = [1]
    return len(r), r[0], len(views), len(xs), xs[0]

# ---
# not: len-or-index-of-iterator — a class of one's own named map.
class map:
    def __len__(self):
        return 1

    def __getitem__(self, at):
        return at


def own():
    return len(map()), map()[0]

# ---
# not: len-or-index-of-iterator — a list by then.
def listed(xs):
    g = (x for x in xs)
    g = list(g)
    return len(g), g[0]

# ---
# lazy-result-outlives-with: closed before anybody asks.
import csv


def stripped(p):
    with open(p) as f:
        return (l.strip() for l in f)
#              ^^^^^^^^^^^^^^^^^^^^^^ lazy-result-outlives-with error
# fix:         return list((l.strip() for l in f))


def numbers(p):
    with open(p) as f:
        return map(int, f)
#              ^^^^^^^^^^^ lazy-result-outlives-with error
# fix:         return list(map(int, f))


def table(p):
    with open(p) as f:
        rows = csv.reader(f)
#              ^^^^^^^^^^^^^ lazy-result-outlives-with error
    for r in rows:
        print(r)

# ---
# not: lazy-result-outlives-with — the `with` stays open while the generator runs.
def each(p):
    with open(p) as f:
        yield from (l.strip() for l in f)

# ---
# not: lazy-result-outlives-with — built inside.
import csv


def built(p):
    with open(p) as f:
        return list(l.strip() for l in f)


def total(p):
    with open(p) as f:
        return sum(int(l) for l in f)


def text(p):
    with open(p) as f:
        return f.read()


def inside(p):
    with open(p) as f:
        rows = csv.reader(f)
        for r in rows:
            print(r)

# ---
# not: lazy-result-outlives-with — not the resource that is walked through.
from contextlib import suppress


def locked(lock, xs):
    with lock:
        return (x for x in xs)


def calm(xs):
    with suppress(ValueError) as s:
        return map(int, xs)

# ---
# read-whole-file: one line at a time is enough.
def show(p):
    with open(p) as f:
        for line in f.readlines():
#                   ^^^^^^^^^^^^^ read-whole-file hint
# fix:         for line in f:
            print(line)
    with open(p) as f:
        for line in f.read().splitlines():
#                   ^^^^^^^^^^^^^^^^^^^^^ read-whole-file hint
            print(line)
    lines = open(p).readlines()
#           ^^^^^^^^^^^^^^^^^^^ read-whole-file hint
#           ^^^^^^^ open-without-with information
    for l in lines:
        print(l)

# ---
# not: read-whole-file — the list is used again, or in another way.
def kept(p):
    with open(p) as f:
        lines = f.readlines()
    for l in lines:
        print(l)
    return len(lines)


def ordered(p):
    lines = open(p).readlines()
#           ^^^^^^^ open-without-with information
    return sorted(lines)[0], lines[1:]

# ---
# not: read-whole-file — not a file, or a hint of how much.
import io


def others(text, f):
    s = io.StringIO(text)
    for line in s.readlines():
        print(line)
    for line in f.readlines():
        print(line)


def some(p):
    with open(p) as f:
        for line in f.readlines(1000):
            print(line)

# ---
# not: read-whole-file — the file is written anew in the loop.
def rewrite(p):
    with open(p, "r+") as f:
        for line in f.readlines():
            f.write(line)

# ---
# yield-expression: when the body runs, what the caller gets.
def countdown(n):
    while n:
        yield n
#       ^^^^^^^ gloss yield-expression: Calling `countdown` runs none of its body
#       ^^^^^^^ gloss yield-expression: hands over `n`
        n -= 1


def outer(it):
    total = yield from it
#           ^^^^^^^^^^^^^ gloss yield-expression: each item comes from `it`
    got = yield total
#         ^^^^^^^^^^^ gloss yield-expression: what `send()` passed in
    return got


async def ticks():
    yield 1
#   ^^^^^^^ gloss yield-expression: an async generator


@trampoline
def task():
    yield 1
#   ^^^^^^^ gloss yield-expression: what its decorator makes of that is not known

# ---
# not: yield-expression — fixtures and context managers have notes of their own.
from contextlib import contextmanager

import pytest


@contextmanager
def opened():
    yield 1
#   ^^^^^^^ no gloss yield-expression


@pytest.fixture
def thing():
    yield 2
#   ^^^^^^^ no gloss yield-expression


@pytest.fixture()
def other():
    yield 2
#   ^^^^^^^ no gloss yield-expression

# ---
# iterator-protocol: which half.
class Both:
    def __iter__(self):
#       ^^^^^^^^ gloss iterator-protocol: both halves
        return self

    def __next__(self):
        return 1


class Shelf:
    def __iter__(self):
#       ^^^^^^^^ gloss iterator-protocol: a fresh position
        yield 1


class Half:
    def __next__(self):
#       ^^^^^^^^ gloss iterator-protocol: incomplete
        return 1


def use(xs):
    it = iter(xs)
#        ^^^^ gloss iterator-protocol: an object with a position of its own
    return next(it), next(it, None)
#          ^^^^ gloss iterator-protocol: raises `StopIteration`
#                    ^^^^ gloss iterator-protocol: gives the default

# ---
# not: iterator-protocol — names of one's own.
def next(x):
    return x


def __iter__():
#   ^^^^^^^^ no gloss iterator-protocol
    return next(1)
#          ^^^^ no gloss iterator-protocol


class Other:
    def __len__(self):
#       ^^^^^^^ no gloss iterator-protocol
        return 1

# ---
# file-iteration: one line at a time.
def read_large_file(path):
    with open(path) as file:
        for line in file:
#       ^^^ gloss file-iteration: one line at a time
            yield line
    for line in open(path):
#   ^^^ gloss file-iteration: one line at a time
#               ^^^^^^^^^^ open-without-with information
        print(line)

# ---
# not: file-iteration — lists of lines, and what nobody knows.
def other(path, file):
    for line in file:
#   ^^^ no gloss file-iteration
        print(line)
    with open(path) as f:
        for line in f.readlines():
#       ^^^ no gloss file-iteration
#                   ^^^^^^^^^^^^^ read-whole-file hint
            print(line)
    for line in [1]:
#   ^^^ no gloss file-iteration
        print(line)

# ---
# infinite-source: consumers must stop it.
from itertools import count, cycle, repeat


def naturals():
    n = 0
    while True:
#   ^^^^^ gloss infinite-source: `naturals` never ends by itself
        yield n
        n += 1


ids = count(1)
#     ^^^^^ gloss infinite-source: never ends
colours = cycle("rgb")
#         ^^^^^ gloss infinite-source: never ends
three = repeat(0, 3)
#       ^^^^^^ no gloss infinite-source


def plain():
    while True:
#   ^^^^^ no gloss infinite-source
        print("no generator")


def ends(q):
    while True:
#   ^^^^^ no gloss infinite-source
        if not q:
            break
        yield q.pop()
