# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# collector-call
import gc
from gc import collect, get_referrers as who

gc.collect()
#<^^^^^^^^ gloss collector-call: Looks for cycles that nothing refers to any more
gc.disable()
#<^^^^^^^^ gloss collector-call: Stops the search for cycles alone
gc.freeze()
#<^^^^^^^ gloss collector-call: before it forks
collect()
#<^^^^^ gloss collector-call: Looks for cycles
other.collect()
#<^^^^^^^^^^^ no gloss collector-call
disable()
#<^^^^^ no gloss collector-call

# ---
# reference-cycle: two names of the module.
a = Node()
b = Node()
a.next = b
# ^^^^ gloss reference-cycle: A cycle: `a` refers to `b`, and `b` to `a` (line 5)
b.next = a
# ^^^^ gloss reference-cycle: `weakref.ref(a)`
a.me = a
# ^^ gloss reference-cycle: `a` refers to itself
a.other = c
# ^^^^^ no gloss reference-cycle

# ---
# reference-cycle: a child that knows its parent.
import weakref


class Node:
    def __init__(self):
        self.children = []

    def add(self, child):
        child.parent = self
#             ^^^^^^ gloss reference-cycle: `child` refers to `self`, and `self` to `child`
        self.children.append(child)

    def attach(self, parent):
        self.parent = parent
#            ^^^^^^ gloss reference-cycle: `self` refers to `parent`, and `parent` to `self`
        parent.child = self

    def keyed(self, child, key):
        self.named[key] = child
        child.owner = self
#             ^^^^^ gloss reference-cycle: A cycle

    def weak(self, child):
        child.parent = weakref.ref(self)
#             ^^^^^^ no gloss reference-cycle
        self.children.append(child)

    def one_way(self, child):
        child.parent = self
#             ^^^^^^ no gloss reference-cycle
        self.count += 1

    def given(self, child):
        child.parent = self
#             ^^^^^^ no gloss reference-cycle
        self.notify(child)
