"""What CPython itself says of orders of resolution; `tests/mro.rs` reads it.

    oracle.py generated COUNT SEED   hierarchies as source text, with what becomes of each class
    oracle.py table                  rows of known classes on stdin, those that differ on stdout
    oracle.py library                where the standard library is
    oracle.py claims                 claimed orders on stdin, how they compare on stdout

All of it as one JSON value on each line.
"""

import builtins
import contextlib
import importlib
import io
import itertools
import json
import os
import random
import sys
import sysconfig
import warnings

# One layout, so that no other failure than that of the order gets in the way.
BUILTINS = ["object", "Exception", "ValueError", "LookupError", "KeyError", "ArithmeticError"]
MOST_CLASSES = 12
MOST_PERMUTED = 4


def outcome(text, scope):
    """None for a class that Python creates, else what it says."""
    try:
        exec(text, scope)
    except TypeError as error:
        message = str(error)
        if message.startswith("duplicate base class"):
            return "duplicate"
        assert "consistent method resolution" in message, (text, message)
        return "order"
    return None


def hierarchy(rng):
    count = rng.randint(2, MOST_CLASSES)
    names = ["C%d" % number for number in range(count)]
    rng.shuffle(names)
    generic = rng.random() < 0.25
    head = "from typing import Generic, Protocol, TypeVar\nT = TypeVar('T')\n" if generic else ""
    source, classes, scope, works = head, [], {}, {}
    exec(head, scope)
    for number, name in enumerate(names):
        made = [own for own in names[:number] if own in scope]
        pool = made + ([rng.choice(BUILTINS)] if rng.random() < 0.3 else [])
        bases = rng.sample(pool, min(len(pool), rng.choice([0, 1, 1, 2, 2, 3, 4])))
        if rng.random() < 0.5:
            # Mostly in an order that has a chance: later classes first.
            bases.sort(key=lambda base: -names.index(base) if base in names else 1)
        if bases and rng.random() < 0.02:
            bases.append(rng.choice(bases))
        if generic:
            is_generic = lambda base: base in made and getattr(scope[base], "__parameters__", ())
            bases = [base + "[T]" if is_generic(base) and rng.random() < 0.6 else base for base in bases]
            if rng.random() < 0.3:
                bases.insert(rng.randint(0, len(bases)), "Generic[T]")
        failed = [own for own in names[:number] if own not in scope]
        if failed and rng.random() < 0.1:
            bases.append(rng.choice(failed))
        text = "class %s(%s): pass\n" % (name, ", ".join(bases)) if bases else "class %s: pass\n" % name
        source += text
        if any(base in failed for base in bases):
            classes.append([name, "unknown", None])
            continue
        wrong = outcome(text, scope)
        if wrong is None:
            classes.append([name, "ok", [base.__name__ for base in scope[name].__mro__]])
            continue
        orders = None
        if wrong == "order" and len(bases) <= MOST_PERMUTED:
            orders = []
            for order in itertools.permutations(range(len(bases))):
                moved = "class %s(%s): pass\n" % (name, ", ".join(bases[index] for index in order))
                if outcome(moved, dict(scope)) is None:
                    orders.append(order)
        classes.append([name, wrong, orders])
    return {"source": source, "classes": classes}


def possible(rng):
    """A hierarchy in which nothing fails for another reason: typing does not allow everything."""
    while True:
        with contextlib.suppress(AssertionError):
            return hierarchy(rng)


def named(full):
    module, _, name = full.rpartition(".")
    owner = importlib.import_module(module) if module else builtins
    return getattr(owner, name, None)


def table():
    rows = json.load(sys.stdin)
    wrong = []
    for name, behind, metaclass in rows:
        cls = named(name)
        if cls is None:
            continue  # not in this version
        claimed = [cls] + [named(base) for base in behind.split()]
        if list(cls.__mro__) != claimed or not issubclass(type(cls), named(metaclass)):
            wrong.append("%s: %s" % (name, cls.__mro__))
    print(json.dumps({"version": "%d.%d" % sys.version_info[:2], "rows": len(rows), "wrong": wrong}))


def compare(claim):
    """"agree", "differ: …" or why there is nothing to compare with, for each class of a file."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            module = importlib.import_module(claim["module"])
    except BaseException as error:
        return {name: "no module: %s" % type(error).__name__ for name in claim["classes"]}
    results = {}
    for name, order in claim["classes"].items():
        cls = module
        for part in name.split("."):
            cls = getattr(cls, "__dict__", {}).get(part)
        if not isinstance(cls, type):
            results[name] = "not there"
        elif cls.__qualname__ != name or cls.__module__ != claim["module"]:
            results[name] = "another object"
        else:
            claimed = [resolve(module, entry) for entry in order]
            agrees = list(cls.__mro__) == claimed
            results[name] = "agree" if agrees else "differ: %s is not %s" % (claimed, cls.__mro__)
    return results


def resolve(module, entry):
    if entry[0] == "known":
        return named(entry[1])
    found = module
    for part in entry[1].split("."):
        found = getattr(found, "__dict__", {}).get(part)
    return found


def main():
    warnings.simplefilter("ignore")
    command = sys.argv[1]
    if command == "generated":
        rng = random.Random(int(sys.argv[3]))
        for _ in range(int(sys.argv[2])):
            print(json.dumps(possible(rng)))
    elif command == "table":
        table()
    elif command == "library":
        print(json.dumps(sysconfig.get_path("stdlib")))
    elif command == "claims":
        for line in sys.stdin:
            claim = json.loads(line)
            print(json.dumps({"module": claim["module"], "classes": compare(claim)}))
        sys.stdout.flush()
        os._exit(0)  # no imported module's own farewell


if __name__ == "__main__":
    main()
