# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# shallow-copy-nested-mutated: one inner dict in both.
cfg = {"db": {"host": "a"}, "tags": ["x"]}
c = cfg.copy()
c["db"]["host"] = "x"
#< shallow-copy-nested-mutated warning
# fix[Make the copy deep]: import copy
# fix[Make the copy deep]:
# fix[Make the copy deep]: c = copy.deepcopy(cfg)
c["tags"] += ["y"]
#< shallow-copy-nested-mutated warning
send(cfg)

# ---
# shallow-copy-nested-mutated: every spelling of a shallow copy shares what is inside.
import copy as c
from copy import copy as plain


def by_slice():
    g = [[0], [1]]
    h = g[:]
    h[0].append(9)
#   ^^^^^^^^^^^^^^ shallow-copy-nested-mutated warning
# fix:     h = c.deepcopy(g)
    return g, h


def by_spread():
    d = {"tags": []}
    d2 = {**d}
    d2["tags"].append(1)
#   ^^^^^^^^^^^^^^^^^^^^ shallow-copy-nested-mutated warning
    return d


def by_function():
    o = [1, [2, 3]]
    s = plain(o)
    o[1][0] = 99
#   ^^^^^^^ shallow-copy-nested-mutated warning
# fix:     s = c.deepcopy(o)
    return s


async def by_constructor(key):
    rows = [[1], [2]]
    mine = list(rows)
    if key:
        mine[key].sort()
#       ^^^^^^^^^^^^^^^^ shallow-copy-nested-mutated warning
    del mine[0][0]
#       ^^^^^^^^^^ shallow-copy-nested-mutated warning
    return rows


class Defaults:
    def make(self):
        base = {"a": {"b": 1}}
        own = dict(base)
        own["a"].update(b=2)
#       ^^^^^^^^^^^^^^^^^^^^ shallow-copy-nested-mutated warning
        return base, own

# ---
# shallow-copy-nested-mutated: the sharing is only being shown.
a = [[1], [2]]
b = a.copy()
b[0].append(3)
#< shallow-copy-nested-mutated information
print(a)
print(b)

# ---
# not: shallow-copy-nested-mutated — only the new outer object changes.
cfg = {"db": {"host": "a"}, "n": 1}
c = cfg.copy()
c["db"] = {}
c["n"] += 1
c.update(x=1)
del c["n"]
send(cfg, c)

# ---
# not: shallow-copy-nested-mutated — nobody looks at the original again.
def fresh():
    cfg = {"db": {"host": "a"}}
    c = cfg.copy()
    c["db"]["host"] = "x"
    return c

# ---
# not: shallow-copy-nested-mutated — a deep copy, or that level is copied first.
import copy

cfg = {"db": {"host": "a"}}
deep = copy.deepcopy(cfg)
deep["db"]["host"] = "x"
level = cfg.copy()
level["db"] = dict(cfg["db"])
level["db"]["host"] = "y"
own = {**cfg, "db": {**cfg["db"]}}
own["db"]["host"] = "z"
send(cfg)

# ---
# not: shallow-copy-nested-mutated — what is inside cannot change, or is not known.
def f(given):
    t = [("a", 1), "b"]
    u = t[:]
    u[0] = ("c", 2)
    v = given.copy()
    v["db"]["host"] = "x"
    return t, u, given, v

# ---
# not: shallow-copy-nested-mutated — the change comes before the copy, or on another path.
def g(flag):
    cfg = {"db": {"host": "a"}}
    if flag:
        c = cfg.copy()
    else:
        cfg["db"]["host"] = "x"
    cfg["db"]["port"] = 1
    c = cfg.copy()
    return cfg, c

# ---
# assignment-is-not-copy: a second name for one object.
data = [3, 1, 2]
backup = data
#< assignment-is-not-copy warning
# fix: backup = data.copy()
# fix[new list]: backup = list(data)
data.sort()
print(backup)

# ---
# assignment-is-not-copy: attributes, parameters, items.
class Store:
    def swap(self):
        old = self.items
#       ^^^^^^^^^^^^^^^^ assignment-is-not-copy warning
# fix:         old = self.items.copy()
        self.items.clear()
        return old


def change(row):
    original = row
#   ^^^^^^^^^^^^^^ assignment-is-not-copy warning
    row["x"] = 1
    return original != row


def revert(settings: dict):
    saved_settings = settings
#   ^^^^^^^^^^^^^^^^^^^^^^^^^ assignment-is-not-copy warning
    settings.update(debug=True)
    run()
    return saved_settings

# ---
# not: assignment-is-not-copy — the name promises no copy.
def f(data):
    alias = data
    data.sort()
    items = data
    data.append(1)
    return alias, items

# ---
# not: assignment-is-not-copy — the first name goes on to another object.
class Node:
    def step(self):
        old = self.value
        self.value = compute(old)
        self.values.append(old)
        return old


def walk(node):
    prev = None
    while node:
        prev = node
        node = node.next
    return prev


def grow(data):
    before = data
    data = data + [1]
    data.append(2)
    return before, data

# ---
# not: assignment-is-not-copy — a copy, or an object that cannot change.
import copy


def g(data, n):
    backup = list(data)
    snapshot = copy.deepcopy(data)
    data.sort()
    old = n
    n += 1
    text = "abc"
    orig = text
    text.upper
    return backup, snapshot, old, orig, n

# ---
# not: assignment-is-not-copy — looked at only before the change, or changed before.
def h(data):
    data.sort()
    before = data
    print(before)
    data.clear()


def k(flag, data):
    if flag:
        backup = data
        return backup
    data.sort()
    return data

# ---
# copy-call: what stays shared.
import copy
import shutil

cfg = {"db": {}, "tags": [], "n": 1}
a = cfg.copy()
#       ^^^^ gloss copy-call: still shared with the original: `cfg['db']` and `cfg['tags']`
b = copy.deepcopy(cfg)
#        ^^^^^^^^ gloss copy-call: 3 containers
flat = [1, 2]
c = list(flat)
#   ^^^^ gloss copy-call: this shallow copy is complete
d = flat[:]
#   ^^^^^^^ gloss copy-call: this shallow copy is complete
part = flat[1:]
#      ^^^^^^^^ no gloss copy-call
e = {**cfg, "db": {}}
#    ^^ gloss copy-call: `cfg['tags']`
f = [*flat]
#    ^ gloss copy-call: complete
g = copy.copy(unknown)
#        ^^^^ gloss copy-call: Shallow copy
