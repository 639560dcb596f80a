# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# unbound-local: an assignment anywhere in the function makes the name local to all of it.
count = 0


def inc():
    count += 1
#   ^^^^^ unbound-local error
# fix:     global count


def show():
    text = count2
#          ^^^^^^ unbound-local error
# no fix
    count2 = 1
    return text


def outer():
    n = 0

    def inner():
        n += 1
#       ^ unbound-local error
# fix:         nonlocal n

    inner()
    return n


def ask():
    input = input("? ")
#           ^^^^^ unbound-local error
# no fix
    return input


def either(flag):
    if flag:
        value = 1
    else:
        return value
#              ^^^^^ unbound-local error
    return value

# ---
# not: unbound-local — the second round of a loop finds what the first one bound.
def rounds(xs):
    for x in xs:
        if x > 1:
            use(last)
        last = x


def until(data):
    while data:
        if data.more and chunk:
            use(chunk)
        chunk = data.read()

# ---
# not: unbound-local — bound on some path: only possibly unbound.
def maybe(a):
    if a:
        x = 1
    print(x)


def tried():
    try:
        f = open("x")
    except OSError:
        pass
    else:
        return f
    finally:
        print(f)

# ---
# not: unbound-local — deleted and bound again.
def again():
    x = 1
    del x
    x = 2
    return x

# ---
# not: unbound-local — targets of `with`, `except` and `match` bind as well.
def targets(subject):
    with open("x") as f:
        f.read()
    try:
        pass
    except OSError as e:
        print(e)
    match subject:
        case [first, *rest] if first:
            print(first)
        case _:
            print(first, rest)
    print(f)

# ---
# not: unbound-local — a class body falls back to the global, and so does a module.
limit = 3


class Box:
    limit = limit


def f():
    class Inner:
        size = size
    return Inner

# ---
# not: unbound-local — bound from an inner function, or failing on purpose.
def counter():
    def start():
        nonlocal total
        total = 0
    start()
    print(total)
    total = 1


def probe(self):
    try:
        print(name)
    except NameError:
        name = 1
    with self.assertRaises(UnboundLocalError):
        other
    other = 1

# ---
# not: unbound-local — the condition of a conditional expression is evaluated first.
def first_line(origin):
    line = line if (line := origin.line) is not None else -1
    return line

# ---
# loop-closure: kept beyond the round.
fs = [lambda: i for i in range(3)]
#     ^^^^^^^^^ loop-closure warning
# fix: fs = [lambda i=i: i for i in range(3)]


def wire(names, ts, xs, urls, buttons):
    for b in names:
        btn.on_click(lambda: go(b))
#                    ^^^^^^^^^^^^^ loop-closure warning
# fix:         btn.on_click(lambda b=b: go(b))
    for u in urls:
        Thread(target=lambda: get(u)).start()
#                     ^^^^^^^^^^^^^^ loop-closure warning
    for t in ts:
        def job():
#           ^^^ loop-closure warning
# fix:         def job(t=t):
            run(t)
        jobs.append(job)
    for t in ts:
        gens.append(x for x in xs if x == t)
#                  ^^^^^^^^^^^^^^^^^^^^^^^^^ loop-closure warning
    for name in names:
        table[name] = lambda event, *rest, **more: go(event, name)
#                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ loop-closure warning
# fix:         table[name] = lambda event, *rest, name=name, **more: go(event, name)

# ---
# not: loop-closure — used at once, in the same round.
def at_once(rows, n):
    out = []
    for i in range(n):
        out.append(sorted(rows, key=lambda r: r[i]))
        out.append(list(map(lambda r: r[i], rows)))
        out.append(any(r[i] for r in rows))
        out.append((lambda: i)())
        next(x for x in rows if x == i)
    return out

# ---
# not: loop-closure — bound now by a default, also a keyword-only one.
fs = [lambda i=i: i for i in range(3)]


def defaults(xs):
    for i in xs:
        jobs.append(lambda *, i=i: i)
        jobs.append(lambda ix=i[0]: ix)

# ---
# not: loop-closure — an inner comprehension or parameter has its own variable of that name.
def own(xs):
    for i in xs:
        jobs.append(lambda: [i for i in range(3)])
        jobs.append(lambda i: i)

# ---
# not: loop-closure — returned or yielded from the loop, or the loop ends right after.
def leaves(xs):
    for i in xs:
        if i:
            return lambda: i
        yield lambda: i
    for i in xs:
        jobs.append(lambda: i)
        break

# ---
# not: loop-closure — called there, joined there, or kept in a list of the round.
def called(xs):
    for i in xs:
        def show():
            print(i)
        show()
        thread = Thread(target=lambda: show(i))
        thread.start()
        thread.join()
    for i in xs:
        parts = []
        parts.append(lambda: i)
        run(parts)

# ---
# not: loop-closure — what the body assigns may be one object all along, or gone with the round.
def assigned(fields, self):
    for field in fields:
        dialog = self.dialog()
        field.changed.connect(lambda text: dialog.update(text))

# ---
# class-scope-skipped: functions and comprehensions do not see the names of a class body.
class A:
    rate = 3

    def f(self):
        return rate
#              ^^^^ class-scope-skipped error
# fix:         return self.rate


class B:
    n = 3
    xs = [n * i for i in range(2)]
#         ^ class-scope-skipped error
# no fix


class C:
    @staticmethod
    def ok(x):
        return x

    def g(self):
        return ok(1)
#              ^^ class-scope-skipped error
# fix:         return self.ok(1)

    @classmethod
    def h(cls):
        return ok(2)
#              ^^ class-scope-skipped error
# fix:         return cls.ok(2)

    @staticmethod
    def k():
        return ok(3)
#              ^^ class-scope-skipped error
# fix:         return C.ok(3)

# ---
# class-scope-skipped: the module's name is read instead.
n = 10


class D:
    n = 3
    xs = [n * i for i in range(2)]
#         ^ class-scope-skipped warning

# ---
# not: class-scope-skipped — the first iterable of a comprehension belongs to the class body.
class E:
    names = ["a"]
    copies = [i for i in names]

# ---
# not: class-scope-skipped — defaults, decorators and annotations are evaluated in the class body.
class F:
    size = 3
    Kind = int

    def wrap(f):
        return f

    @wrap
    def f(self, n=size) -> Kind:
        value: Kind = n
        return value

    field: Kind = 3

# ---
# not: class-scope-skipped — a method reads the module's function of that name, or a builtin.
def load():
    return 1


class G:
    def load(self):
        return load()

    def list(self):
        return list("ab")

# ---
# not: class-scope-skipped — a star import may bring it.
from stuff import *


class H:
    rate = 3

    def f(self):
        return rate

# ---
# nonlocal-missing: the inner function binds a name of its own.
def outer():
    value = 10

    def bump():
        value = 11
#       ^^^^^ nonlocal-missing warning
# fix:         nonlocal value

    bump()
    return value


def listen(bus):
    done = False

    def handler(event):
        done = True
#       ^^^^ nonlocal-missing warning
        print(event)

    bus.run(handler)
    if done:
        print("done")


def twice(run):
    state = "new"
    def change(): state = "old"
#                 ^^^^^ nonlocal-missing warning
    run(change)
    print(state)

# ---
# not: nonlocal-missing — a local in its own right, which the inner function reads.
def genuine():
    value = 10

    def bump():
        value = 11
        return value

    bump()
    return value

# ---
# not: nonlocal-missing — a parameter, or a throwaway name.
def parameters():
    value = 10
    _ = x = 1

    def bump(value):
        value = 11
#       ^^^^^^^^^^ param-rebind-lost information
        _ = 3
        x = 4

    bump(1)
    return value, _, x

# ---
# not: nonlocal-missing — the outer function does not read it afterwards, or binds it first.
def unread():
    value = 10
    print(value)

    def bump():
        value = 11

    bump()


def rebound():
    value = 10

    def bump():
        value = 11

    bump()
    value = 12
    return value

# ---
# global-missing: the module's variable keeps its value.
ready = False
counter = 0
mode = "fast"


def setup():
    ready = True
#   ^^^^^ global-missing warning
# fix:     global ready


def hit():
    """Counts."""
    counter = 1
#   ^^^^^^^ global-missing warning
# fix:     global counter


class Switch:
    def slow(self):
        mode = "slow"
#       ^^^^ global-missing warning


def report():
    return ready, counter, mode

# ---
# not: global-missing — the local is read in the function.
ready = False


def setup():
    ready = True
    return ready


def report():
    return ready

# ---
# not: global-missing — a constant's name, a function's, an import's.
import path

LIMIT = 3


def size():
    return 1


def run():
    LIMIT = 4
    size = 2
    path = "x"


def report():
    return LIMIT, size, path

# ---
# not: global-missing — no other function reads the module's; and tests.
ready = False
state = 0
print(ready)


def setup():
    ready = True


def test_state():
    state = 1


def report():
    return state

# ---
# builtin-shadowed-then-called: the call reaches the value.
list = [1]
print(list)
list("ab")
#<^^ builtin-shadowed-then-called error


def f(str):
    return str(5)
#          ^^^ builtin-shadowed-then-called error
# no fix


def g(x):
    id = 7
    return id(x)
#          ^^ builtin-shadowed-then-called error
# fix:     id_ = 7

# ---
# builtin-shadowed-then-called: the builtin's own result.
max = max([1, 2])
max([3, 4])
#<^ builtin-shadowed-then-called error
# fix: max_ = max([1, 2])

# ---
# not: builtin-shadowed-then-called — never called afterwards in that scope.
def f(id, type, input):
    list = [id, type, input]
    return list

# ---
# not: builtin-shadowed-then-called — an attribute or method of a class.
class Store:
    list = []

    def filter(self):
        return list("ab")

# ---
# not: builtin-shadowed-then-called — another callable on purpose, or one that is passed in.
import codecs
from functools import partial

open = codecs.open
print = partial(print, flush=True)
open("x")
print("x")


def run(format, filter, dict=dict):
    return format(filter(3)), dict(a=1)

# ---
# name-scope: which variable a name is.
x = 1
import os.path as osp


def outer(a):
    x = 2
    total = a
#           ^ gloss name-scope: Local to `outer`: a parameter
    len(osp.sep)
#   ^^^ gloss name-scope: Builtin: nothing in this file binds `len`
#       ^^^ gloss name-scope: Global: imported on line 3 (`os.path`); `outer` looks it up when called

    def inner():
        return x + total
#              ^ gloss name-scope: Enclosing: bound in `outer`, line 7; `inner` reads it when called, not when defined; a Global `x` (line 2) is hidden
    return [a for row in total if row]
#                                 ^^^ gloss name-scope: Local to the comprehension


class Shop:
    rate = 3

    def price(self):
        return rate
#              ^^^^ class-scope-skipped error
#              ^^^^ gloss name-scope: The class attribute `rate` of `Shop` is skipped

    double = rate * 2
#            ^^^^ gloss name-scope: Local to the class body of `Shop`


def late(xs):
    for one in xs:
        keep(lambda: one)
#                    ^^^ gloss name-scope: a later call sees the last value
    try:
        pass
    except OSError as error:
        print(error)
#             ^^^^^ gloss name-scope: unbinds the name when the clause ends
    return xs.one
#             ^^^ no gloss name-scope

# ---
# global-nonlocal
count = 0
items = []


def hit():
    global count
#   ^^^^^^^^^^^^ gloss global-nonlocal: Assignments to `count` in `hit` bind the module's `count` (line 2)
    count += 1


def add(x):
    global items
#   ^^^^^^^^^^^^ gloss global-nonlocal: nothing here rebinds it
    items.append(x)


def outer():
    n = 0

    def inner():
        nonlocal n
#       ^^^^^^^^^^ gloss global-nonlocal: bind the `n` of `outer`
        n += 1
    return inner

# ---
# comprehension-scope
i = 5
squares = [i * i for i in range(3)]
#                    ^ gloss comprehension-scope: `i` is local to the comprehension and does not leak


def f(xs):
    found = [last := x for x in xs]
#            ^^^^ gloss comprehension-scope: binds `last` in `f`
    pairs = {k: v for k, v in xs}
#                     ^ gloss comprehension-scope: local to the comprehension
    for k in found:
#       ^ no gloss comprehension-scope
        pass
