# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# decorator-missing-wraps: the plain shape, and a factory's.
def log(func):
    def wrapper(*a, **k):
#       ^^^^^^^ decorator-missing-wraps information
# fix: import functools
# fix:
# fix:     @functools.wraps(func)
        return func(*a, **k)
    return wrapper


def deco(n):
    def outer(f):
        def inner(*a):
#           ^^^^^ decorator-missing-wraps information
            return f(*a)
        return inner
    return outer


def maybe(thing):
    if DEBUG:
        return thing

    async def guarded(x):
#             ^^^^^^^ decorator-missing-wraps information
        return await thing(x)
    return guarded


@maybe
#<^^^^ gloss decorator-line: `load = maybe(load)`, run once, when the `def` statement runs.
async def load(x):
    return x


@log
#<^^ gloss decorator-line: `greet` afterwards is the inner function `wrapper` (line 3); without `functools.wraps`, its `__name__` is `'wrapper'`.
def greet():
    return "hi"


@deco(3)
#<^^^^^^ gloss decorator-line: A factory in two steps: `deco(3)` runs first, what it returns is the decorator. `bye` afterwards is the inner function `inner`
def bye():
    return "bye"


@log
@deco(3)
#<^^^^^^ gloss decorator-line: `both = log(deco(3)(both))`, run once, when the `def` statement runs. Applied bottom-up: `@deco(3)`, then `@log`.
def both():
    return product(a @ log)
#                    ^ no gloss decorator-line

# ---
# not: decorator-missing-wraps — the name is kept already
# not: decorator-missing-wraps — `update_wrapper` is called on it
from functools import update_wrapper, wraps


def kept(func):
    @wraps(func)
#    ^^^^^ gloss wraps-call: annotations of `func` onto `wrapper`
    def wrapper(*a):
        return func(*a)
    return wrapper


def updated(func):
    def wrapper(*a):
        return func(*a)
    update_wrapper(wrapper, func)
    return wrapper


def called_update(func):
    def wrapper(*a):
        return func(*a)
    return update_wrapper(wrapper, func)
#          ^^^^^^^^^^^^^^ no gloss wraps-call


mock = Mock(wraps=kept)
#           ^^^^^ no gloss wraps-call

# ---
# not: decorator-missing-wraps — registered, never called, or not a decorator
from functools import partial


def register(func):
    ALL.append(func)
    return func


def scheduled(func):
    def later():
        return queue.put(func)
    return later


def bound(func):
    def wrapper(*a):
        return func(*a)
    return partial(wrapper, 1)


def clicker(handler):
    def on_click(event):
        return handler(event)
    return on_click


def applied(func, value):
    def thunk():
        return func(value)
    return thunk


class Trace:
    def __init__(self, func):
        self.func = func

    def __call__(self, *a):
        return self.func(*a)


@Trace
#<^^^^ gloss decorator-line: `go` afterwards is an instance of `Trace`
def go():
    pass


@register
#<^^^^^^^ gloss decorator-line: `run` afterwards is the function itself
def run():
    pass

# ---
# decorator-line: well-known ones, by import or as builtins.
import functools as ft
from web import app


class Shape:
    @property
#   ^^^^^^^^^ gloss decorator-line: `property` makes a descriptor
    def area(self):
        return 1

    @ft.cached_property
#   ^^^^^^^^^^^^^^^^^^^ gloss decorator-line: computes the attribute once
    def weight(self):
        return 2


@app.route("/")
#<^^^^^^^^^^^^^ gloss decorator-line: What `app.route` returns is not in this file (it comes from `web.app`).
def index():
    return ""


@ft.lru_cache(maxsize=None)
#<^^^^^^^^^^^^^^^^^^^^^^^^^ gloss decorator-line: remembers results by their arguments
def slow():
    return 1


z = left @ right
#        ^ no gloss decorator-line
m @= right
# ^ no gloss decorator-line

# ---
# decorator-returns-none: nothing is returned, or not on every path.
def log(func):
#   ^^^ decorator-returns-none error
# fix: import functools
# fix:
# fix:     @functools.wraps(func)
# fix:     return wrapper
    def wrapper(*a):
        return func(*a)


@log
#<^^ gloss decorator-line: `f` afterwards is None
def f():
    return 1


def checked(func):
#   ^^^^^^^ decorator-returns-none error
    def guard(*a):
#       ^^^^^ decorator-missing-wraps information
        return func(*a)
    if DEBUG:
        return guard


@checked
def g():
    return 1


def times(n):
    def deco(func):
#       ^^^^ decorator-returns-none error
        def again(*a):
            return [func(*a) for _ in range(n)]
    return deco


@times(3)
def h():
    return 1

# ---
# not: decorator-returns-none — never used as a decorator, or used for what it does
# not: decorator-returns-none — the wrapper is put somewhere else
# not: decorator-returns-none — the loop only ends with `return`
# not: decorator-returns-none — a decorator from elsewhere
def log(func):
    def wrapper(*a):
        return func(*a)


_ = log(print)


def install(func):
    def hook(*a):
        return func(*a)
    sys.excepthook = hook


@install
def on_error(*a):
    return 1


def forever(func):
    def wrapper(*a):
#       ^^^^^^^ decorator-missing-wraps information
        return func(*a)
    while True:
        if ready():
            return wrapper


@forever
def f():
    return 1


@app.route
def page():
    return 1

# ---
# wrapper-drops-result: callers get None.
from functools import wraps


def timed(func):
    @wraps(func)
    def wrapper(*a, **k):
#       ^^^^^^^ wrapper-drops-result warning
# fix:         return func(*a, **k)
        start()
        func(*a, **k)
    return wrapper


@timed
def area(x):
    return x * x


def quiet(func):
    @wraps(func)
    async def wrapper(*a):
#             ^^^^^^^ wrapper-drops-result warning
# fix:             result = await func(*a)
# fix:         return result
        with silence():
            await func(*a)
        print("done")
    return wrapper


@quiet
async def fetch(x):
    return x


def unseen(func):
    @wraps(func)
    def wrapper(*a):
#       ^^^^^^^ wrapper-drops-result hint
        func(*a)
    return wrapper

# ---
# not: wrapper-drops-result — nothing is lost, or the result is given on
# not: wrapper-drops-result — the result is kept in a name and returned
# not: wrapper-drops-result — handed to a pool
# not: wrapper-drops-result — a generator
# not: wrapper-drops-result — a command, whose result nobody takes
from functools import wraps


def timed(func):
    @wraps(func)
    def wrapper(*a):
        func(*a)
    return wrapper


@timed
def shown(x):
    print(x)


def kept(func):
    @wraps(func)
    def wrapper(*a):
        result = func(*a)
        stop()
        return result
    return wrapper


def later(func):
    @wraps(func)
    def wrapper(*a):
        pool.submit(func, *a)
    return wrapper


def stepped(func):
    @wraps(func)
    def wrapper(*a):
        yield
        func(*a)
    return wrapper


@timed
@app.command()
def command(x):
    return x

# ---
# decorator-returns-call: the wrapper runs at definition.
def log(func):
    def wrapper(*a, **k):
        return func(*a, **k)
    return wrapper()
#          ^^^^^^^^^ decorator-returns-call error
# fix: import functools
# fix:
# fix:     @functools.wraps(func)
# fix:     return wrapper


@log
def f():
    return 7


def deco(f):
    def w():
        return f()
    print("decorated")
    return w()
#          ^^^ decorator-returns-call error


@deco
def g():
    return 7


def times(n):
    def deco(f):
        def w():
            return [f() for _ in range(n)]
        return w()
#              ^^^ decorator-returns-call error
    return deco


@times(2)
def h():
    return 7


print(f(), g(), h())

# ---
# not: decorator-returns-call — a call that gives a decorator, or no decorator at all
# not: decorator-returns-call — the inner function builds the wrapper
# not: decorator-returns-call — the function around decorates nothing
# not: decorator-returns-call — a class made into its instance
# not: decorator-returns-call — nobody calls the name: it stands for the result
def factory(func):
    def deco(inner):
        return inner
    return deco(func)


@factory
def f():
    return 7


def made(func):
    def build():
        def wrapper(*a):
            return func(*a)
        wrapper.__name__ = func.__name__
        return wrapper
    return build()


@made
def g():
    return 7


def run(func):
    def inner():
        return func()
    return inner()


def single(cls):
    return cls()


@single
class Config:
    pass

# ---
# wraps-without-call: the original is missing, or the result is thrown away.
import functools
from functools import wraps


def log(func):
    @functools.wraps
#    ^^^^^^^^^^^^^^^ wraps-without-call error
    def wrapper(*a):
        return func(*a)
    return wrapper


def log2(func):
    @wraps
#    ^^^^^ wraps-without-call error
    def wrapper(*a):
        return func(*a)
    return wrapper


def log3(func):
    def wrapper(*a):
        return func(*a)
    functools.wraps(wrapper)
#   ^^^^^^^^^^^^^^^^^^^^^^^^ wraps-without-call error
    return wrapper

# ---
# not: wraps-without-call — called as it should be
# not: wraps-without-call — `update_wrapper`
# not: wraps-without-call — another library's `wraps`
import functools
from other import wraps


def log(func):
    @functools.wraps(func)
#    ^^^^^^^^^^^^^^^ gloss wraps-call: sets `__wrapped__` to `func`
    def wrapper(*a):
        return func(*a)
    return wrapper


def log2(func):
    def wrapper(*a):
        return func(*a)
    functools.update_wrapper(wrapper, func)
    return wrapper


def log3(func):
    def wrapper(*a):
        return func(*a)
    return functools.wraps(func)(wrapper)


@wraps
def other():
    pass
