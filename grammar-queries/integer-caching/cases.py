# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# is-int-literal: on either side, with and without a sign, in every base.
def count(n, left, x):
    if n is 0:
#      ^^^^^^ is-int-literal warning
# fix:     if n == 0:
        return x is -5
#              ^^^^^^^ is-int-literal warning
# fix:         return x == -5
    while left is not 1000:
#         ^^^^^^^^^^^^^^^^ is-int-literal warning
# fix:     while left != 1000:
        left += 1
    if 256 is x or x is 0xFF or x is 1_000_000:
#      ^^^^^^^^ is-int-literal warning
#                  ^^^^^^^^^ is-int-literal warning
#                               ^^^^^^^^^^^^^^ is-int-literal warning
        return "one" is 1
#              ^^^^^^^^^^ is-int-literal warning
# fix: return "one" == 1
    assert n is not 1
#          ^^^^^^^^^^ is-int-literal information
# fix: assert n != 1
    return 1 is 1
#          ^^^^^^ is-int-literal warning
# fix: return 1 == 1

# ---
# is-int-literal: where the comparison stands, and how it is written.
@cached(lambda n: n is 10)
#                 ^^^^^^^ is-int-literal warning
class Counter:
    zero = start is 0
#          ^^^^^^^^^^ is-int-literal warning
# fix:     zero = start == 0

    async def step(self, é, rows):
        few = {row for row in rows if row.size is 257}
#                                     ^^^^^^^^^^^^^^^ is-int-literal warning
        if (n := await self.next()) is 3 and "🐍":  # é
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ is-int-literal warning
# fix:         if (n := await self.next()) == 3 and "🐍":  # é
            return f"{n is 7}"
#                     ^^^^^^ is-int-literal warning
# fix:             return f"{n == 7}"
        if 0 < é is 5:
#          ^^^^^^^^^^ is-int-literal warning
# fix: if 0 < é == 5:
            return few
        return not (
            é
#<           is-int-literal warning
# fix: == 1
            is 1
        )


print(Counter is 5, id(Counter) is 6)
#     ^^^^^^^^^^^^ is-int-literal information
#                   ^^^^^^^^^^^^^^^^ is-int-literal information

# ---
# not: is-int-literal — equality, None and the bools.
def fine(x, flag):
    if x == 0 or x != 1000 or x is None or flag is True or flag is not False:
        return x in (1, 2) or 1 in x or 0 < x < 10
    return None is x, 1 is None, True is 1

# ---
# not: is-int-literal — enum members and names that stand for ints.
import enum

LIMIT = 1000


class Status(enum.IntEnum):
    OK = 200


def check(x, y):
    return x is Status.OK or x is LIMIT or x is y[0] or x is y.count(1) or x is int(y)

# ---
# not: is-int-literal — other numbers are literals of other topics; text is no code.
def look(x):
    # x is 1000
    text = "x is 1000"
    match x:
        case 1000:
            return text
    return x is 1j, x is 1.5
#          ^^^^^^^ is-literal warning
#                   ^^^^^^^^ is-literal warning

# ---
# not: is-int-literal — a new object on the other side is the graver mistake.
def look(x):
    return 1 is [], {} is not 2
#          ^^^^^^^ is-new-object error
#                   ^^^^^^^^^^^ is-new-object error

# ---
# int-cache-status: the literal beside `is`, and the `is` itself.
def cached(x):
    if x is 256:
#        ^^ gloss int-cache-status: `256` lies in CPython's small-int cache
#           ^^^ gloss int-cache-status: happens to work
#      ^^^^^^^^ is-int-literal warning
        return x is 257
#                   ^^^ gloss int-cache-status: `257` is cached from CPython 3.15 on
#              ^^^^^^^^ is-int-literal warning
    if -5 is x:
#      ^^ gloss int-cache-status: `-5` lies in
#         ^^ gloss int-cache-status: `-5` lies in
#      ^^^^^^^ is-int-literal warning
        return x is not 0x401
#                       ^^^^^ gloss int-cache-status: `0x401` is outside
#                ^^^^^^ gloss int-cache-status: a test in one file can still print True
#              ^^^^^^^^^^^^^^ is-int-literal warning
    return x is -6
#               ^^ gloss int-cache-status: `-6` is outside
#          ^^^^^^^ is-int-literal warning


def not_cached(x):
    if x == 256:
#        ^^ no gloss int-cache-status
        return 257
#              ^^^ no gloss int-cache-status
    return x is True
#            ^^ no gloss int-cache-status
