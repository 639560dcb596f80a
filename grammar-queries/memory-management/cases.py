# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# object-size: what is left out.
import sys
from sys import getsizeof

numbers = [1, 2, 3]
lazy = (n for n in numbers)
sys.getsizeof([numbers, "a"])
#<^^^^^^^^^^^ gloss object-size: Its items are left out: `numbers` and `"a"`.
sys.getsizeof({1: numbers, 2: numbers, 3: 4, 5: 6})
#<^^^^^^^^^^^ gloss object-size: Its keys and values are left out: `1: numbers`, `2: numbers`, `3: 4` and so on.
sys.getsizeof(numbers)
#<^^^^^^^^^^^ gloss object-size: Shallow: the list with its table of references. Its items are left out: `1`, `2` and `3`.
sys.getsizeof(lazy)
#<^^^^^^^^^^^ gloss object-size: A generator keeps one frame
getsizeof("text")
#<^^^^^^^ gloss object-size: All of it: a str
getsizeof(memoryview(b"abc"))
#<^^^^^^^ gloss object-size: `.nbytes`
getsizeof(sys.modules)
#<^^^^^^^ gloss object-size: `sys.modules` itself
getsizeof(*numbers)
#<^^^^^^^ gloss object-size:
other.getsizeof(numbers)
#<^^^^^^^^^^^^^ no gloss object-size

# ---
# memory-tracing
import tracemalloc

tracemalloc.start()
#<^^^^^^^^^^^^^^^ gloss memory-tracing: From here on
snapshot = tracemalloc.take_snapshot()
#          ^^^^^^^^^^^^^^^^^^^^^^^^^ gloss memory-tracing: take two and `compare_to`
print(tracemalloc.get_traced_memory())
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ gloss memory-tracing: at the peak
thread.start()
#<^^^^^^^^^^ no gloss memory-tracing

# ---
# slots-declaration
class Point:
    __slots__ = ("x", "y")
#   ^^^^^^^^^ gloss slots-declaration: Instances of `Point` keep these attributes in fixed places


class Plain:
    pass


class Half(Plain):
    __slots__ = ("z",)
#   ^^^^^^^^^ gloss slots-declaration: But `Plain`, which it derives from, has no `__slots__`


__slots__ = ()
#<^^^^^^^ no gloss slots-declaration

# ---
# object-size: of a name, whose display stands elsewhere, changes, or is one of several.
import sys

config = settings = {
    "db": {"host": "h"},  # nested
    "tags": ["a"],
}
grows = [1]
grows.append(2)
either = [1]
either = [2]


def measure():
    rows = [[0] * 3, [1] * 3]
    print(sys.getsizeof(rows))
#         ^^^^^^^^^^^^^ gloss object-size: Its items are left out: `[0] * 3` and `[1] * 3`.
    print(sys.getsizeof(config))
#         ^^^^^^^^^^^^^ gloss object-size: the dict with its table of references. Its keys and values are left out: `"db": {"host": "h"}` and `"tags": ["a"]`.
    print(sys.getsizeof(settings))
#         ^^^^^^^^^^^^^ gloss object-size: Its keys and values are left out: `"db": {"host": "h"}` and `"tags": ["a"]`.
    print(sys.getsizeof(grows))
#         ^^^^^^^^^^^^^ gloss object-size: not what `grows` holds
    print(sys.getsizeof(either))
#         ^^^^^^^^^^^^^ gloss object-size: not what `either` holds


# ---
# object-size: of a view.
import sys

view = memoryview(bytes(100))
print(sys.getsizeof(view))
#     ^^^^^^^^^^^^^ gloss object-size: their number is the view's `.nbytes`
