# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# dict-mutated-while-iterating: the entry of the round is taken out.
stock = {"tea": 0, "milk": 2}
for name in stock:
#           ^^^^^ dict-mutated-while-iterating error
# fix: for name in list(stock):
    if not stock[name]:
        del stock[name]


def prune(counts: dict):
    for word, count in counts.items():
#                      ^^^^^^^^^^^^^^ dict-mutated-while-iterating error
# fix:     for word, count in list(counts.items()):
        if count < 2:
            counts.pop(word)


def drain(names: set):
    for name in names:
#               ^^^^^ dict-mutated-while-iterating error
# fix:     for name in list(names):
        names.remove(name)

# ---
# dict-mutated-while-iterating: attributes, new keys, other ways to change the size.
class Table:
    def __init__(self):
        self.rows = {}
        self.seen = set()

    def sweep(self, known):
        for key in self.rows.keys():  # all of them
#                  ^^^^^^^^^^^^^^^^ dict-mutated-while-iterating error
# fix:         for key in list(self.rows.keys()):  # all of them
            if key not in known:
                self.rows.pop(key, None)

    def close(self):
        for item in self.seen:
#                   ^^^^^^^^^ dict-mutated-while-iterating error
            self.seen.update(self.rows[item])


def suffixed(prices: dict):
    for name, price in prices.items():
#                      ^^^^^^^^^^^^^^ dict-mutated-while-iterating error
# fix[Loop over `list]:     for name, price in list(prices.items()):
        prices[name + "_net"] = price * 0.8


def lowered(headers: dict):
    for key in headers:
#              ^^^^^^^ dict-mutated-while-iterating error
        headers[key.lower()] = headers.pop(key)


def emptied(prices: dict):
    for name in prices:
#               ^^^^^^ dict-mutated-while-iterating error
        print(name)
        prices.clear()

# ---
# not: dict-mutated-while-iterating — a new value for a key that is there
# not: dict-mutated-while-iterating — the loop ends at once
# not: dict-mutated-while-iterating — a copy is looped over
# not: dict-mutated-while-iterating — another dict
# not: dict-mutated-while-iterating — a part of a value
# not: dict-mutated-while-iterating — nothing is known of the object
# not: dict-mutated-while-iterating — the item is there already
stock = {"tea": 0, "milk": 2}
other = {}
for name in stock:
    stock[name] += 1
    stock[name] = 3
    other[name + "x"] = 1
    other.pop(name, None)
for name in stock:
    if name == "tea":
        del stock[name]
        break
for name in list(stock):
    del stock[name]
for name in stock.copy():
    stock.pop(name)
for name, count in tuple(stock.items()):
    del stock[name]


def first(names: set, anything):
    for name in names:
        names.discard(name)
        return name
    for name in names:
        names.add(name)
    for thing in anything:
        anything.pop(thing)


def levels(tree: dict):
    for key in tree:
        tree[key].done = True
        del tree[key].parent
        del tree[key]["x"]


def reset(tree: dict):
    for key in tree:
        tree = {}
        tree.pop(key, None)

# ---
# not: dict-mutated-while-iterating — the error is what is waited for
import pytest


def test_it():
    d = {1: 2}
    with pytest.raises(RuntimeError):
        for key in d:
            del d[key]
    try:
        for key in d:
            d.pop(key)
    except RuntimeError:
        pass  # on purpose

# ---
# duplicate-key: the same text, and keys that are equal.
codes = {"ok": 200, "gone": 410, 'ok': 204}
#                                ^^^^ duplicate-key warning
answers = {1: "a", True: "b"}
#                  ^^^^ duplicate-key warning
sizes = {
    2: "two",
    2.0: "two point zero",
#   ^^^ duplicate-key warning
}
flags = {0, False}
#           ^^^^^ duplicate-key warning
twice = {"a", "b", "a"}
#                  ^^^ duplicate-key hint
again = {"x": 1, "y": 2, "x": 1}
#                        ^^^ duplicate-key hint

# ---
# not: duplicate-key — an override of what is unpacked
# not: duplicate-key — keys that only look alike
# not: duplicate-key — names may stand for anything
base = {"a": 1}
one = {**base, "a": 2}
two = {"a": 1, **base, "a": 2}
three = {"1": 1, 1: 1, b"1": 1, 1.5: 1}
four = {base: 1, one: 2, base: 3}
five = {"a\n": 1, f"{one}": 2, f"{one}": 3}

# ---
# dict-iteration: dicts, their views, and sets, which have no order.
from collections import Counter

colors = {"red": 1, "green": 2}
for color in colors:
#            ^^^^^^ gloss dict-iteration: insertion order, guaranteed since 3.7
    print(color)
names = [name for name in colors]
#                         ^^^^^^ gloss dict-iteration: `colors` is a dict
for color, number in colors.items():
#                           ^^^^^ gloss dict-iteration: Adding or deleting keys during the loop raises RuntimeError
    print(color, number)
print(list(colors.values()), list(colors.keys()), colors.popitem())
#                 ^^^^^^ gloss dict-iteration: A new value keeps the key's place
#                                        ^^^^ gloss dict-iteration: `colors` is a dict
#                                                        ^^^^^^^ gloss dict-iteration: was added last
words = {"b", "a"}
for word in words:
#           ^^^^^ gloss dict-iteration: hash randomisation
    print(word)
counts = Counter("abc")
for letter in counts:
#             ^^^^^^ gloss dict-iteration: `counts` is a Counter
    print(letter)


def unknown(things, rows=[1]):
    for thing in things:
#                ^^^^^^ no gloss dict-iteration
        things.items()
#              ^^^^^ no gloss dict-iteration
    for row in rows:
#              ^^^^ no gloss dict-iteration
        print(row)

# ---
# dict-iteration: the word `for`, too.
colors = {"red": 1}
for color in colors:
#<^ gloss dict-iteration: insertion order, guaranteed since 3.7
    print(color)
