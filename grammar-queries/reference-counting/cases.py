# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# reference-count
import sys

data = []
sys.getrefcount(data)
#<^^^^^^^^^^^^^ gloss reference-count: usually with the one of this very call
sys.getrefcount(None)
#<^^^^^^^^^^^^^ gloss reference-count: may be immortal (PEP 683, from 3.12)
sys.getrefcount(data[0])
#<^^^^^^^^^^^^^ gloss reference-count: what `data[0]` gives
sys.getsizeof(data)
#<^^^^^^^^^^^ no gloss reference-count

# ---
# del-statement
del name
#< gloss del-statement: Unbinds the name `name`
del table["key"]
#< gloss del-statement: Calls `__delitem__` of `table`
del thing.part
#< gloss del-statement: Calls `__delattr__` of `thing`
del one, two
#< gloss del-statement: Unbinds the name `one`
delete = 1
#<^^^^ no gloss del-statement

# ---
# weak-reference
import weakref
from weakref import WeakValueDictionary, ref

node = Node()
weakref.ref(node)
#<^^^^^^^^^ gloss weak-reference: Does not keep `node` alive
ref(Node())
#< gloss weak-reference: gone before this line ends
weakref.WeakMethod(node.close)
#<^^^^^^^^^^^^^^^^ gloss weak-reference: dies at once
weakref.finalize(node, print, "gone")
#<^^^^^^^^^^^^^^ gloss weak-reference: when `node` goes
cache = WeakValueDictionary()
#       ^^^^^^^^^^^^^^^^^^^ gloss weak-reference: an entry goes with its value
other.ref(node)
#<^^^^^^^ no gloss weak-reference
