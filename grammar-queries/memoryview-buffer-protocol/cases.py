# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# memoryview-of-readonly-written: three ways to a view of bytes.
data = b"abc"
view = memoryview(data)
#      ^^^^^^^^^^ gloss memoryview-shares: Shares the bytes of `data`: no copy. Read-only
view[0] = 65
#<^^^^^ memoryview-of-readonly-written error
# no fix
memoryview(data)[1:3] = b"xy"
#<^^^^^^^^^^^^^^^^^^^ memoryview-of-readonly-written error
# no fix


def write(text):
    bytes_view = memoryview(b"literal")
    bytes_view[0] += 1
#   ^^^^^^^^^^^^^ memoryview-of-readonly-written error
# no fix
    encoded = memoryview(text.encode())
    encoded[0] = 65
#   ^^^^^^^^^^ memoryview-of-readonly-written error
# no fix

# ---
# not: memoryview-of-readonly-written — a bytearray
# not: memoryview-of-readonly-written — an unknown source
# not: memoryview-of-readonly-written — a test that wants the error
buffer = bytearray(b"abc")
view = memoryview(buffer)
#      ^^^^^^^^^^ gloss memoryview-shares: It can be written through
view[0] = 65


def write(source):
    unknown = memoryview(source)
#             ^^^^^^^^^^ gloss memoryview-shares: Whether it can be written through depends
    unknown[0] = 65
    fixed = memoryview(b"abc")
    try:
        fixed[0] = 65
    except TypeError:
        pass  # on purpose

# ---
# bytearray-resized-while-viewed
buffer = bytearray(b"abc")
view = memoryview(buffer)
buffer.append(1)
#<^^^^^^^^^^^^^^ bytearray-resized-while-viewed error
# no fix
buffer += b"x"
#<^^^^^^^^^^^^ bytearray-resized-while-viewed error
# no fix
del buffer[0]
#<^^^^^^^^^^^ bytearray-resized-while-viewed error
# no fix


def grow():
    own = bytearray(8)
    seen = memoryview(own)
    seen[0] = 1
    own.extend(b"abc")
#   ^^^^^^^^^^^^^^^^^^ bytearray-resized-while-viewed error
# no fix
    return seen

# ---
# not: bytearray-resized-while-viewed — released before
# not: bytearray-resized-while-viewed — the with has ended
# not: bytearray-resized-while-viewed — the same size
# not: bytearray-resized-while-viewed — before the view is made
# not: bytearray-resized-while-viewed — a view that nobody keeps
def grow(buffer2):
    own = bytearray(8)
    own.append(0)
    with memoryview(own) as seen:
        seen[0] = 1
    own.extend(b"abc")
    own[0] = 1
    copied = bytes(memoryview(own)[1:])
    own.append(1)
    again = memoryview(own)
    own[0] = 2
    again.release()
    own.append(2)
    last = memoryview(buffer2)
    buffer2.append(1)
    return copied

# ---
# memoryview-of-str
text = "abc"
memoryview("abc")
#<^^^^^^^^^^^^^^^ memoryview-of-str error
# fix: memoryview("abc".encode())
view = memoryview(text)
#      ^^^^^^^^^^^^^^^^ memoryview-of-str error
# fix: view = memoryview(text.encode())
numbers = memoryview([1, 2])
#         ^^^^^^^^^^^^^^^^^^ memoryview-of-str error
# no fix

# ---
# not: memoryview-of-str — bytes
# not: memoryview-of-str — encoded
# not: memoryview-of-str — an array, an unknown name
import array

text = "abc".encode()
view = memoryview(b"abc")
view = memoryview(text)
view = memoryview(array.array("i", [1]))


def show(given):
    return memoryview(given)

# ---
# Glosses: slices of a view, its methods, slices of bytes.
buffer = bytearray(4096)
view = memoryview(buffer)
part = view[10:20]
#      ^^^^^^^^^^^ gloss memoryview-shares: The slice is a view as well: it shows part of `buffer`'s bytes
whole = view.tobytes()
#            ^^^^^^^ gloss memoryview-shares: Copies what the view shows
ints = view.cast("I")
#           ^^^^ gloss memoryview-shares: The same bytes read as items of another format, "I"
copied = buffer[1024:2048]
#        ^^^^^^^^^^^^^^^^^ gloss bytes-slice: Copies up to 1024 bytes; `memoryview(buffer)[1024:2048]` would share them.
data = b"abc"
rest = data[1:]
#      ^^^^^^^^ gloss bytes-slice: Copies its bytes
letters = "abc"[1:]
#         ^^^^^^^^^ no gloss bytes-slice
