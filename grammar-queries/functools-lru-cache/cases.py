# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# lru-cache-unhashable-argument: displays, constructors, names that are only ever a list.
from functools import cache, lru_cache
import functools as ft


@lru_cache
def total(prices, *, extra=None):
    return sum(prices)


@ft.lru_cache(maxsize=10)
def size(things):
    return len(things)


@cache
def first(x):
    return x


print(total((1, 2)))
total([1, 2])
#     ^^^^^^ lru-cache-unhashable-argument error
# fix: total((1, 2))
total([3])
#     ^^^ lru-cache-unhashable-argument error
# fix: total((3,))
size({"a": 1})
#    ^^^^^^^^ lru-cache-unhashable-argument error
# no fix
first({1, 2})
#     ^^^^^^ lru-cache-unhashable-argument error
# fix: first(frozenset({1, 2}))
first(x=set())
#       ^^^^^ lru-cache-unhashable-argument error
# fix: first(x=frozenset())
xs = [1]
total(xs)  # once
#     ^^ lru-cache-unhashable-argument error
# fix: total(tuple(xs))  # once
total((1,), extra=[x for x in xs])
#                 ^^^^^^^^^^^^^^^ lru-cache-unhashable-argument error

# ---
# not: lru-cache-unhashable-argument — what can be hashed
# not: lru-cache-unhashable-argument — the function without its cache
# not: lru-cache-unhashable-argument — bound to a tuple later
# not: lru-cache-unhashable-argument — a parameter of unknown type
# not: lru-cache-unhashable-argument — no cache, or another one in front
# not: lru-cache-unhashable-argument — the error is what is waited for
import pytest
from functools import lru_cache
from mine import listed, cache


@lru_cache
def total(prices):
    return sum(prices)


@cache
def other(prices):
    return sum(prices)


@listed
@lru_cache
def third(prices):
    return sum(prices)


def plain(prices):
    return sum(prices)


xs = [1]
total(tuple(xs))
total(frozenset({1}))
total.__wrapped__([1])
ys = [1]
ys = tuple(ys)
total(ys)
other([1])
third([1])
plain([1])


def run(zs):
    total(zs)
    with pytest.raises(TypeError):
        total([1])

# ---
# lru-cache-on-generator: used up after the first loop.
from functools import cache, lru_cache
import functools


@lru_cache
def squares(n):
#   ^^^^^^^ lru-cache-on-generator error
    for i in range(n):
        yield i * i


@functools.cache
def lines(path):
#   ^^^^^ lru-cache-on-generator error
    yield from open(path)


class Table:
    @staticmethod
    @lru_cache(maxsize=None)
    def rows(n):
#       ^^^^ lru-cache-on-generator error
        yield n

# ---
# not: lru-cache-on-generator — no cache
# not: lru-cache-on-generator — a container is returned
# not: lru-cache-on-generator — another decorator makes a list of it first
# not: lru-cache-on-generator — only an inner function yields
# not: lru-cache-on-generator — another library's cache
from functools import lru_cache
from mine import cache, listed


def squares(n):
    yield n


@lru_cache
def cubes(n):
    return [i ** 3 for i in range(n)].count(1)


@lru_cache
@listed
def fourth(n):
    yield n


@lru_cache
def outer(n):
    def inner():
        yield n

    return tuple(inner())


@cache
def fifth(n):
    yield n

# ---
# lru-cache-on-async: the coroutine can be awaited once.
import functools
from functools import cache, lru_cache


@lru_cache
async def load(key):
#         ^^^^ lru-cache-on-async error
    return key


@cache
async def fetch(key):
#         ^^^^^ lru-cache-on-async error
    return await load(key)


class Client:
    @functools.lru_cache(maxsize=5)
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ lru-cache-on-method information
    async def get(self, key):
#             ^^^ lru-cache-on-async error
        return key

# ---
# not: lru-cache-on-async — made for coroutines
# not: lru-cache-on-async — a plain function that keeps a task
# not: lru-cache-on-async — no cache
import asyncio
from functools import lru_cache
from async_lru import alru_cache


@alru_cache
async def load(key):
    return key


@lru_cache
def task(key):
    return asyncio.ensure_future(load(key))


async def plain(key):
    return key

# ---
# lru-cache-on-method: the cache holds the instances.
import functools
from functools import cache, lru_cache


class Report:
    @lru_cache
#    ^^^^^^^^^ lru-cache-on-method information
    def total(self, year):
        return year

    @functools.cache
#    ^^^^^^^^^^^^^^^ lru-cache-on-method information
    def name(self):
        return "x"

    @property
    @lru_cache(maxsize=None)
#    ^^^^^^^^^^^^^^^^^^^^^^^ lru-cache-on-method information
    def owner(self):
        return "y"

# ---
# not: lru-cache-on-method — no instance among the arguments
# not: lru-cache-on-method — members of an enum stay anyway
# not: lru-cache-on-method — instances that compare by value, here or in a base
# not: lru-cache-on-method — a base that nothing is known of
# not: lru-cache-on-method — made a class method later
# not: lru-cache-on-method — a function of a function
# not: lru-cache-on-method — another library
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from methodtools import lru_cache as kept
from mine import Base


class Report:
    @staticmethod
    @lru_cache
    def one(year):
        return year

    @classmethod
    @lru_cache
    def two(cls, year):
        return year

    @cached_property
    def three(self):
        return 3

    @kept
    def four(self):
        return 4

    def five(self):
        @lru_cache
        def inner(n):
            return n

        return inner(5)


class Color(Enum):
    RED = 1

    @lru_cache
    def shade(self, n):
        return n


class Lookups:
    @lru_cache
    def lookups(cls, n):
        return n

    lookups = classmethod(lookups)


class Unknown(Base):
    @lru_cache
    def length(self):
        return 1


class Point:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    @lru_cache
    def length(self):
        return 1


class Point3(Point):
    @lru_cache
    def depth(self):
        return 1


@dataclass(frozen=True)
class Frozen:
    @lru_cache
    def length(self):
        return 1

# ---
# lru-cache-mutable-result: one list for all callers.
from functools import cache, lru_cache


@lru_cache
def roles():
    return ["reader"]
#          ^^^^^^^^^^ lru-cache-mutable-result hint


@cache
def weather(city):
    found = {"city": city}
    found["at"] = 1
    return found
#          ^^^^^ lru-cache-mutable-result hint


@lru_cache(maxsize=2)
def squares(n):
    return [i * i for i in range(n)]
#          ^^^^^^^^^^^^^^^^^^^^^^^^^ lru-cache-mutable-result hint

# ---
# not: lru-cache-mutable-result — cannot change
# not: lru-cache-mutable-result — no cache around this function
# not: lru-cache-mutable-result — unknown
from functools import lru_cache


@lru_cache
def roles():
    return ("reader",)


def users():
    return ["ann"]


@lru_cache
def outer(n):
    def inner():
        return [n]

    return tuple(inner())


@lru_cache
def other(n):
    return users()


@lru_cache
def late(n):
    if n:
        return []
#              ^^ lru-cache-mutable-result hint
    return [n]

# ---
# naive-double-recursion: the same calls again and again.
def fib(n):
#   ^^^ naive-double-recursion hint
# fix: import functools
# fix: 
# fix: @functools.cache
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def paths(rows, columns):
#   ^^^^^ naive-double-recursion hint
    if not rows or not columns:
        return 1
    return paths(rows - 1, columns) + paths(rows, columns - 1)


def steps(n: int) -> int:
#   ^^^^^ naive-double-recursion hint
    if n <= 1:
        return 1
    one = steps(n - 1)
    two = steps(n - 2)
    return one + two

# ---
# not: naive-double-recursion — kept in a dict
# not: naive-double-recursion — cached
# not: naive-double-recursion — halves and children
# not: naive-double-recursion — one call on each path
# not: naive-double-recursion — something that may not be hashable goes along
# not: naive-double-recursion — called for what it does
from functools import cache

memo = {}


def fib(n):
    if n in memo:
        return memo[n]
    memo[n] = fib(n - 1) + fib(n - 2)
    return memo[n]


@cache
def fast(n):
    return n if n < 2 else fast(n - 1) + fast(n - 2)


def merge_sort(xs):
    middle = len(xs) // 2
    return merge(merge_sort(xs[:middle]), merge_sort(xs[middle:]))


def depth(node):
    return max(depth(node.left), depth(node.right))


def search(low, high):
    if low > high:
        return search(low - 1, high)
    return search(low, high - 1)


def either(n):
    return either(n - 1) if n % 2 else either(n - 2)


def best(items, n):
    return max(best(items, n - 1), best(items, n - 2))


def draw(n):
    if n:
        draw(n - 1)
        line(n)
        draw(n - 1)

# ---
# cache-decorator: what is kept, and what asks about it.
import functools
from functools import cache, cached_property, lru_cache


@lru_cache
#^^^^^^^^^ gloss cache-decorator: up to 128 sets of arguments
def total(a, b=1):
    return a + b


@functools.lru_cache(maxsize=None)
#^^^^^^^^^^^^^^^^^^^ gloss cache-decorator: without limit
def size(a):
    return a


@lru_cache(32)
#^^^^^^^^^ gloss cache-decorator: up to `32` sets
def small(*args):
    return args


class Report:
    @cache
#    ^^^^^ lru-cache-on-method information
#    ^^^^^ gloss cache-decorator: One cache serves all instances
    def total(self, n):
        return n

    @cached_property
#    ^^^^^^^^^^^^^^^ gloss cache-decorator: in the instance's `__dict__`
    def owner(self):
        return 1


@cache
#^^^^^ gloss cache-decorator: It takes no arguments, so there is one entry
def once():
    return 1


print(total.cache_info(), total.cache_parameters())
#           ^^^^^^^^^^ gloss cache-decorator: ran its body
#                               ^^^^^^^^^^^^^^^^ gloss cache-decorator: 3.9
total.cache_clear()
#     ^^^^^^^^^^^ gloss cache-decorator: forgets all results

# ---
# cache-decorator: another library's.
from other import cache, thing


@cache
#^^^^^ no gloss cache-decorator
def total(a):
    return a


thing.cache_clear()
#     ^^^^^^^^^^^ no gloss cache-decorator

# ---
# memo-candidate: recursion that repeats itself, and a cache by hand.
def fib(n):
#   ^^^ naive-double-recursion hint
#   ^^^ gloss memo-candidate: `fib(n - 1)` and `fib(n - 2)`
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def best(items, n):
#   ^^^^ gloss memo-candidate: grows exponentially
    return 0 if n < 0 else max(best(items, n - 1), best(items, n - 2))


known = {}


def slow(n):
#   ^^^^ no gloss memo-candidate
    if n in known:
#           ^^^^^ gloss memo-candidate: `known` keeps the result for each `n`
        return known[n]
    known[n] = n * n
    return known[n]

# ---
# naive-double-recursion: how fast it grows.
def tribe(n):
#   ^^^^^ naive-double-recursion hint
    if n < 2:
        return n
    return tribe(n - 1) + tribe(n - 2)
