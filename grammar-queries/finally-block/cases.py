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
