# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# lru-evicts-newest: the entry just used goes.
from collections import OrderedDict


class LRUCache:
    def __init__(self, size):
        self.size = size
        self.entries = OrderedDict()

    def put(self, key, value):
        self.entries[key] = value
        if len(self.entries) > self.size:
            self.entries.popitem()  # full
#           ^^^^^^^^^^^^^^^^^^^^^^ lru-evicts-newest warning
# fix:             self.entries.popitem(last=False)  # full


class PageCache:
    """Drops the least recently used page."""

    def __init__(self):
        self.pages = OrderedDict()

    def add(self, key, value):
        self.pages[key] = value
        while len(self.pages) > 10:
            self.pages.popitem(last=True)
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ lru-evicts-newest warning
# fix:             self.pages.popitem(last=False)


class LruDict:
    def __init__(self):
        self.data = {}

    def set(self, key, value):
        if len(self.data) >= 100:
            self.data.popitem()
#           ^^^^^^^^^^^^^^^^^^^ lru-evicts-newest warning
# fix:             del self.data[next(iter(self.data))]
        self.data[key] = value

# ---
# not: lru-evicts-newest — the other end
# not: lru-evicts-newest — a stack
# not: lru-evicts-newest — emptied to the end
# not: lru-evicts-newest — no promise about what goes
from collections import OrderedDict


class LRUCache:
    def __init__(self):
        self.entries = OrderedDict()

    def put(self, key, value):
        self.entries[key] = value
        if len(self.entries) > 10:
            self.entries.popitem(last=False)

    def clear(self):
        while self.entries:
            self.entries.popitem()


class MRUCache:
    """Drops the newest, not the least recently used."""

    def __init__(self):
        self.entries = OrderedDict()

    def put(self, key, value):
        if len(self.entries) > 10:
            self.entries.popitem()
        self.entries[key] = value


class Stack:
    def __init__(self):
        self.entries = {}

    def trim(self):
        if len(self.entries) > 10:
            self.entries.popitem()


class LRUTable:
    def __init__(self):
        self.entries = {}

    def clear(self):
        while len(self.entries) > 0:
            self.entries.popitem()

# ---
# lru-get-does-not-move: what was put in first goes, however often it was read.
from collections import OrderedDict


class LRUCache:
    def __init__(self):
        self.cache = OrderedDict()

    def get(self, key):
#       ^^^ lru-get-does-not-move warning
# fix:         if key in self.cache:
# fix:             self.cache.move_to_end(key)
        return self.cache.get(key, -1)

    def put(self, key, value):
        self.cache[key] = value
        if len(self.cache) > 2:
            self.cache.popitem(last=False)


class Recent:
    def __init__(self):
        self.d = OrderedDict()

    def __getitem__(self, k):
#       ^^^^^^^^^^^ lru-get-does-not-move warning
# fix:         if k in self.d:
# fix:             self.d.move_to_end(k)
        return self.d[k]

    def __setitem__(self, k, value):
        self.d[k] = value
        self.d.move_to_end(k)
        if len(self.d) > 2:
            self.d.popitem(last=False)


class Pages:
    """Keeps ten pages, and drops the least recently used one."""

    def __init__(self):
        self.pages = OrderedDict()

    def get(self, number):
#       ^^^ lru-get-does-not-move warning
        if number not in self.pages:
            raise KeyError(number)
        return self.pages[number]

    def put(self, number, page):
        self.pages[number] = page
        if len(self.pages) > 10:
            self.pages.popitem(last=False)

# ---
# not: lru-get-does-not-move — it does
# not: lru-get-does-not-move — first in, first out is what the class says
# not: lru-get-does-not-move — taken out and put back
# not: lru-get-does-not-move — nothing is thrown out
# not: lru-get-does-not-move — a helper may move it
from collections import OrderedDict


class LRUCache:
    def __init__(self):
        self.cache = OrderedDict()

    def get(self, key):
        self.cache.move_to_end(key)
        return self.cache[key]

    def put(self, key, value):
        self.cache[key] = value
        self.cache.popitem(last=False)


class FIFOCache:
    """Unlike one that drops the least recently used."""

    def __init__(self):
        self.cache = OrderedDict()

    def get(self, key):
        return self.cache[key]

    def put(self, key, value):
        self.cache[key] = value
        self.cache.popitem(last=False)


class LRUAgain:
    def __init__(self):
        self.cache = OrderedDict()

    def get(self, key):
        value = self.cache.pop(key)
        self.cache[key] = value
        return value

    def put(self, key, value):
        self.cache[key] = value
        self.cache.popitem(last=False)


class LRUTable:
    def __init__(self):
        self.cache = OrderedDict()

    def get(self, key):
        return self.cache[key]


class LRUHelped:
    def __init__(self):
        self.cache = OrderedDict()

    def get(self, key):
        self._touch(key)
        return self.cache[key]

    def peek(self, key):
        return self.cache[key]

    def put(self, key, value):
        self.cache[key] = value
        self.cache.popitem(last=False)

# ---
# ordereddict-method-on-dict: a dict has no such method.
cache = {}
cache["a"] = 1
cache.move_to_end("a")
#     ^^^^^^^^^^^ ordereddict-method-on-dict error


def trim(size):
    entries = dict()  # in order
    entries["a"] = 1
    while len(entries) > size:
        entries.popitem(last=False)
#               ^^^^^^^ ordereddict-method-on-dict error
# fix: import collections
# fix: 
# fix:     entries = collections.OrderedDict()  # in order
    entries.popitem(False)
#           ^^^^^^^ ordereddict-method-on-dict error


class Cache:
    def __init__(self):
        self.entries = {}

    def get(self, key):
        self.entries.move_to_end(key)
#                    ^^^^^^^^^^^ ordereddict-method-on-dict error
        return self.entries[key]

# ---
# not: ordereddict-method-on-dict — an OrderedDict in some way
# not: ordereddict-method-on-dict — nothing is known of the object
# not: ordereddict-method-on-dict — a dict's own `popitem`
from collections import OrderedDict


def run(ordered, fast, things):
    entries = OrderedDict() if ordered else {}
    entries.move_to_end("a")
    other = {}
    if not fast:
        other = OrderedDict()
    other.popitem(last=False)
    things.move_to_end("a")
    plain = {"a": 1}
    plain.popitem()
    try:
        plain.move_to_end("a")
    except AttributeError:
        pass

# ---
# ordereddict-lru: which end.
from collections import OrderedDict
import collections

cache = OrderedDict()
#       ^^^^^^^^^^^ gloss ordereddict-lru: a doubly linked list through its entries
other = collections.OrderedDict(a=1)
#       ^^^^^^^^^^^^^^^^^^^^^^^ gloss ordereddict-lru: compares the order too
cache["a"] = 1
cache.move_to_end("a")
#     ^^^^^^^^^^^ gloss ordereddict-lru: the place of the one used last, in constant time.
cache.move_to_end("a", last=False)
#     ^^^^^^^^^^^ gloss ordereddict-lru: the place of the oldest
cache.popitem(last=False)
#     ^^^^^^^ gloss ordereddict-lru: the one least recently used
cache.popitem()
#     ^^^^^^^ gloss ordereddict-lru: takes out the newest entry
plain = {}
plain.popitem()
#     ^^^^^^^ no gloss ordereddict-lru


def touch(unknown, key):
    unknown.move_to_end(key)
#           ^^^^^^^^^^^ gloss ordereddict-lru: if this is an `OrderedDict`

# ---
# linked-list-lru: a dict of nodes and a list of them.
class Node:
    def __init__(self, key=None, value=None):
        self.key, self.value = key, value
        self.prev = self.next = None


class LRUCache:
#     ^^^^^^^^ gloss linked-list-lru: `self.nodes` finds a node, `self.head` and `self.tail` are the ends
    def __init__(self, capacity):
        self.capacity = capacity
        self.nodes = {}
        self.head, self.tail = Node(), Node()
        self.head.next, self.tail.prev = self.tail, self.head

    def _unhook(self, node):
        node.prev.next, node.next.prev = node.next, node.prev

    def put(self, key, value):
        if len(self.nodes) > self.capacity:
            oldest = self.head.next
            self._unhook(oldest)
            del self.nodes[oldest.key]


class Lru:
#     ^^^ gloss linked-list-lru: a hash map and a doubly linked list
    def __init__(self):
        self.map = {}
        self._head = Node()
        self._tail = Node()

    def drop(self):
        node = self._tail.prev
        node.prev.next = node.next
        self.map.pop(node.key)


class Linked:
#     ^^^^^^ no gloss linked-list-lru
    def __init__(self):
        self.head = self.tail = None

    def push(self, node):
        node.next, node.prev = self.head, None
        self.head = node
