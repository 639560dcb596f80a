# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# param-rebind-lost: bound to another object at the end.
def reset(lst):
    lst = []
#   ^^^^^^^^ param-rebind-lost information
# fix:     return lst
# fix[caller's list]:     lst[:] = []


def refill(x):
    x.append(1)
    x = [7]
#   ^^^^^^^ param-rebind-lost information
# fix[Return]:     return x
# fix[caller's list]:     x[:] = [7]
# fix[Remove]:


def clean(name: str):
    name = name.strip().lower()
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ param-rebind-lost information
# fix:     return name


def keep_even(rows):
    rows = [row for row in rows if row % 2 == 0]  # é 🐍
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ param-rebind-lost information
# fix:     return rows
# fix[caller's list]:     rows[:] = [row for row in rows if row % 2 == 0]  # é 🐍


def drop(df):
    df = df.dropna()
#   ^^^^^^^^^^^^^^^^ param-rebind-lost information
# fix:     return df


class Person:
    def __init__(self, name):
        name = self.name
#       ^^^^^^^^^^^^^^^^ param-rebind-lost information

    async def become(self, other):
        self = other
#       ^^^^^^^^^^^^ param-rebind-lost information


def outer(rows):
    def inner(row, *more, key=0, **rest):
        row = {
#       ^^^^^^^ param-rebind-lost information
            "more": more,
        }
        key = -key
#       ^^^^^^^^^^ param-rebind-lost information
    return [inner(row) for row in rows]

# ---
# param-rebind-lost: a swap of two names.
def swap(a, b):
    a, b = b, a
#   ^^^^^^^^^^^ param-rebind-lost information
# fix:     return a, b


def order(low, high):
    if low > high:
        (low, high) = (high, low)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^ param-rebind-lost information

# ---
# param-rebind-lost: `+=` on what cannot change.
def inc(n: int):
    n += 1
#   ^^^^^^ param-rebind-lost information
# fix:     return n


def extend(text="", count=0):
    text += "!"
#   ^^^^^^^^^^^ param-rebind-lost information
    print(count)
    count *= 2
#   ^^^^^^^^^^ param-rebind-lost information


def raise_by(n):
    n += 1
#   ^^^^^^ param-rebind-lost hint
# fix:     return n

# ---
# not: param-rebind-lost — read afterwards: normalising.
def normal(x, path, n, key):
    x = x or []
    path = Path(path)
    n += 1
    key = key.lower()
    x.append((path, n))
    return f"{key}"


def returned(x):
    x = [x]
    return x


def yielded(x):
    x = [x]
    yield x


def captured(x):
    x = [x]
    return lambda: x


def closed(x):
    x = [x]

    def inner():
        nonlocal x
        x = 1
    return inner


def stored(self, x):
    x = [x]
    self.x = x


async def awaited(x):
    x = [x]
    await send(x)


def deleted(x):
    x = Holder(x)
    x.y = 1
    x = None

# ---
# not: param-rebind-lost — read in the next round of a loop.
def loop(n, rows, last):
    for row in rows:
        if row == last:
            break
        last = row
    while True:
        if n > 3:
            break
        n = 4


def digits(n):
    while n:
        n //= 10


def generator(value):
    while True:
        print(value)
        value = [1]
        yield

# ---
# not: param-rebind-lost — a default for all paths, whoever may come to need it.
def write(dir, done=None, evaluate=None, axis=0):
    if done is None:
        done = {}
    if dir:
        print(dir)
    elif evaluate is None:
        evaluate = settings.evaluate
    else:
        evaluate = 1
    for name in dir:
        print(name)


def fill(x, y):
    x = x or []
    y = [] if y is None else y
    print("filled")

# ---
# not: param-rebind-lost — a call may check its argument.
class Loader:
    def is_package(self, fullname):
        fullname = self._fix_name(fullname)
        return self.etc[2]

    def rename(self, index, axis=None):
        if axis is not None:
            axis = self._get_axis_number(axis)
        return self._rename(index)

    def size(self, n, path):
        n = int(n)
        path = path.resolve()
        return self.count

    async def load(self, key):
        key = await self.check(key)
        return self.all()

    def feed(self, chunk):
        chunk = yield

    def take(self, items):
        items = items.pop()

# ---
# not: param-rebind-lost — `+=` may change the caller's object in place.
def add(array, rows, tags: set, seen):
    array += array
    rows += [1]
    tags |= {1}
    seen += (1,)


def union(a, b):
    a |= b

# ---
# not: param-rebind-lost — letting go, probing, and looking into the frame.
class Owner:
    def __del__(self, x=0):
        x = 1

    def close(self, handle):
        handle.close()
        handle = None


def free(buffer):
    buffer = [buffer]
    del buffer


def probe(a):
    with raises(TypeError):
        a = a + 1
    try:
        a = a + ""
    except TypeError:
        pass  # on purpose


def cleanup(x, path):
    try:
        use(path)
    finally:
        path = ""


def fails(x):
    x = 1
    raise ValueError


def evaluated(lhs):
    lhs = 3
    return pd.eval("lhs + 1")


def in_frame(x):
    x = 1
    return locals()


def unused(event, _context):
    event = event
    _context = 1

# ---
# not: param-rebind-lost — made for the call: no caller has it.
def collected(*args, **options):
    args = list(args)
    options = {}

# ---
# not: param-rebind-lost — stubs, other names, parts of the object, partly used.
from typing import overload


def stub(x):
    ...


def parts(lst, obj, key):
    lst[0] = 1
    lst[:] = []
    obj.name = key
    local = []


def partly(a, b):
    a, b = b, a
    return a


def unpacked(a, b):
    a, b = check(a, b)


def chained(self, items):
    items = self.items = []


for lst in [[1], [2]]:
    lst = []

# ---
# call-argument: what the called function does with it.
def modify(lst):
    lst.append(1)


def replace(lst):
    lst = [7]
#   ^^^^^^^^^ param-rebind-lost information


def look(lst):
    return len(lst)


def same(lst):
    return lst


def pass_on(lst):
    unknown(lst)


def widen(lst):
    lst += [1]


async def later(lst):
    lst.clear()


class Bag:
    pass


original = [1]
number = 5
modify(original)
#      ^^^^^^^^ gloss call-argument: `modify` changes it by `.append()` (line 3), and `original` is that same object
replace(original)
#       ^^^^^^^^ gloss call-argument: `replace` only rebinds its own name `lst` (line 7)
look(lst=original)
#        ^^^^^^^^ gloss call-argument: only looks at it
other = same(original)
#            ^^^^^^^^ gloss call-argument: the result may be `original` itself
pass_on(original)
#       ^^^^^^^^ gloss call-argument: whether it changes there is not known
replace(number)
#       ^^^^^^ gloss call-argument: Passes a reference to the int; that type cannot change
later(original)
#<^^^^^^^^^^^^^ coroutine-not-awaited error
#     ^^^^^^^^ gloss call-argument: once it is awaited
widen(original)
#     ^^^^^^^^ gloss call-argument: on it (line 23), which changes a list in place
widen(unknown)
#     ^^^^^^^ gloss call-argument: rebinds the local name for any other
print(original)
#     ^^^^^^^^ no gloss call-argument
Bag(original)
#   ^^^^^^^^ no gloss call-argument
unknown(original)
#       ^^^^^^^^ no gloss call-argument

# ---
# parameter-rebind: what the assignment means for the caller.
def work(lst, n, row, count=0, items: list = None, **options):
    lst = [7]
#   ^^^ gloss parameter-rebind: Rebinds the local name `lst` only
    lst += [1]
#   ^^^ gloss parameter-rebind: bound anew at line 3
    row += [1]
#   ^^^ gloss parameter-rebind: For a list this changes the caller's object in place
    n += other
#   ^ gloss parameter-rebind: only the local name `n` is rebound
    count += 1
#   ^^^^^ gloss parameter-rebind: For a value of type int
    options |= {}
#   ^^^^^^^ gloss parameter-rebind: `options` is a dict made for this call
    local = lst
#   ^^^^^ no gloss parameter-rebind
    for row in lst:
#       ^^^ no gloss parameter-rebind
        print(row, local)
    return lst, n, row, count, items


class Node:
    def move(self, other):
        self = other
#       ^^^^ no gloss parameter-rebind
#       ^^^^^^^^^^^^ param-rebind-lost information
