# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# jump-in-finally: return, break, continue.
def f(xs):
    try:
        return 1
    finally:
#   ^^^^^^^ gloss finally-clause: also behind the `return` in line 4
        return 2
#       ^^^^^^^^ jump-in-finally warning


def g(xs):
    for x in xs:
        try:
            work(x)
        finally:
#       ^^^^^^^ gloss finally-clause: runs on every way out: the normal end
            break
#           ^^^^^ jump-in-finally warning
    while xs:
        try:
            work(xs)
        finally:
            if xs:
                continue
#               ^^^^^^^^ jump-in-finally warning

# ---
# not: jump-in-finally — the loop is inside the `finally`
# not: jump-in-finally — a function of its own
# not: jump-in-finally — raise is another matter
def f(xs):
    try:
        return 1
    except ValueError:
        return 2
    finally:
        for x in xs:
            if x:
                break
            continue

        def inner():
            return 3
        register(inner, lambda: 4)


def g():
    try:
        work()
    finally:
        raise ValueError("x")


with open("x") as file:
#<^^ gloss with-statement: `file` is closed on every way out of the block
    finally_ = file
#   ^^^^^^^^ no gloss finally-clause
with_ = 1
#<^^^ no gloss with-statement
without = with_
#<^^^^^ no gloss with-statement
finally_ = "finally"
#<^^^^^^ no gloss finally-clause
#           ^^^^^^^ no gloss finally-clause


async def h(session):
    async with session:
#         ^^^^ gloss with-statement: `__aenter__` of `session` runs now, and `__aexit__`
        pass
    return with_
#          ^^^^^ no gloss with-statement

# ---
# finally-uses-unbound: the line that binds it may raise.
def f(path):
    try:
        file = open(path)
        return file.read()
    finally:
        file.close()
#       ^^^^ finally-uses-unbound warning
# fix: file = open(path)


def g():
    try:
        conn = connect()
        conn.send(1)
    except OSError:
        log()
    finally:
        log()
        conn.close()
#       ^^^^ finally-uses-unbound warning
# no fix


def h(pool):
    try:
        check()
        worker = pool.take()
        worker.run()
    finally:
        worker.socket.close()
#       ^^^^^^ finally-uses-unbound warning
# no fix

# ---
# not: finally-uses-unbound — bound before.
# not: finally-uses-unbound — what binds it cannot fail.
# not: finally-uses-unbound — guarded.
def f(path):
    file = None
    try:
        file = open(path)
    finally:
        if file:
            file.close()


def g(path):
    file = open(path)
    try:
        file.read()
    finally:
        file.close()


def h():
    try:
        rows = []
        fill(rows)
    finally:
        rows.clear()


def i(path):
    try:
        file = open(path)
    finally:
        if "file" in locals():
            file.close()


def j(path):
    try:
        file = open(path)
    finally:
        try:
            file.close()
        except NameError:
            log()

# ---
# open-without-with: closed by a line that may be skipped, or by nobody.
import gzip
import json


def f(path):
    file = open(path)
#          ^^^^^^^^^^ open-without-with information
    data = file.read()
    file.close()
    return data


def g(path):
    return json.load(open(path))
#                    ^^^^^^^^^^ open-without-with information


def h(path):
    for line in gzip.open(path):
#               ^^^^^^^^^^^^^^^ open-without-with information
        print(line)
    return open(path, encoding="utf-8").read()
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-without-with information

# ---
# not: open-without-with — a stack, or another owner, takes it over.
# not: open-without-with — it is returned, yielded or kept.
# not: open-without-with — closed on every way out.
# not: open-without-with — another `open`.
# not: open-without-with — opened to see whether it can be.
import contextlib
import subprocess
import webbrowser
from contextlib import closing


def f(path, stack):
    with closing(open(path)) as a, open(path) as b:
        a.read(b.read())
    c = stack.enter_context(open(path))
    subprocess.Popen(["x"], stdout=open(path, "w"))
    webbrowser.open(path)
    return open(path)


class Log:
    def __init__(self, path):
        self.file = open(path)

    def close(self):
        self.file.close()


@contextlib.contextmanager
def opened(path):
    yield open(path)


def g(path):
    file = open(path)
    try:
        return file.read()
    finally:
        file.close()


def h(path, owner):
    file = open(path)
    owner.take(file)
    file.close()


def k(path):
    try:
        file = open(path)
    except OSError:
        return False
    file.close()
    return True


def i(path):
    open(path, "w").close()


log = open("log", "w")

# ---
# with-statement: a lock, and a class of this file.
import threading

lock = threading.RLock()


class Timer:
    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        """Say how long it took."""
        print("bye")
        return True


with lock:
#<^^ gloss with-statement: `lock` is acquired now and released on every way out
    work()
with Timer():
#<^^ gloss with-statement: `Timer.__exit__` is in line 11: `print("bye")`, `return True`.
    work()
