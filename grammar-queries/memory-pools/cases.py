# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# string-intern
import sys
from sys import intern

key = sys.intern(text)
#     ^^^^^^^^^^ gloss string-intern: the table of interned strings
intern("x")
#<^^^^ gloss string-intern: comparing two of them
other.intern(text)
#<^^^^^^^^^^ no gloss string-intern

# ---
# allocator-stats
import sys

sys._debugmallocstats()
#<^^^^^^^^^^^^^^^^^^^ gloss allocator-stats: requests of at most 512 bytes
before = sys.getallocatedblocks()
#        ^^^^^^^^^^^^^^^^^^^^^^ gloss allocator-stats: to see a leak
other.getallocatedblocks()
#<^^^^^^^^^^^^^^^^^^^^^^ no gloss allocator-stats
