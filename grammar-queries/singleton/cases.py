# singleton-init-reruns: a container made anew.
class Config:
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
#       ^^^^^^^^ singleton-init-reruns warning
        self.data = {}

# ---
# singleton-init-reruns: an object made of an argument; `hasattr` finds the instance.
class Pool:
    def __new__(cls, *args):
#       ^^^^^^^ gloss singleton-shape: `__init__` runs again on each call
        if not hasattr(cls, "_instance"):
            cls._instance = super().__new__(cls)
        return cls._instance

    def __init__(self, url):
#       ^^^^^^^^ singleton-init-reruns warning
        """Connects."""
        self.connection = connect(url)

# ---
# singleton-init-reruns: the argument itself, and the class by its name.
class Settings(object):
    instance = None

    def __new__(cls, level):
        if Settings.instance is None:
            Settings.instance = object.__new__(cls)
        return Settings.instance

    def __init__(self, level: str = "info"):
#       ^^^^^^^^ singleton-init-reruns warning
        self.level = level

# ---
# not: singleton-init-reruns — it returns early once it is set up.
class Config:
    _inst = None

    def __new__(cls):
#       ^^^^^^^ gloss singleton-shape: `Config(…)` gives back what `cls._inst` holds
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
        if getattr(self, "_ready", False):
            return
        self._ready = True
        self.data = {}

# ---
# not: singleton-init-reruns — no `__init__`.
class Config:
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
            cls._inst.data = {}
        return cls._inst

# ---
# not: singleton-init-reruns — a metaclass decides who calls `__init__`.
class Meta(type):
    _instances = {}

    def __call__(cls, *args):
        if cls not in cls._instances:
            cls._instances[cls] = super().__call__(*args)
        return cls._instances[cls]


class Config(metaclass=Meta):
    def __init__(self):
        self.data = {}

# ---
# not: singleton-init-reruns — running it again changes nothing.
class Config:
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
        super().__init__()

# ---
# not: singleton-init-reruns — one object for each argument.
class Colour:
    _known = {}

    def __new__(cls, name):
#       ^^^^^^^ no gloss singleton-shape
        if name not in cls._known:
            cls._known[name] = super().__new__(cls)
        return cls._known[name]

    def __init__(self, name):
        self.name = name

# ---
# not: singleton-init-reruns — a new object each time.
class Point:
    last = None

    def __new__(cls, x):
        cls.last = super().__new__(cls)
        return cls.last

    def __init__(self, x):
        self.x = [x]

# ---
# not: singleton-init-reruns — a base that nobody knows may call it otherwise.
class Config(Unknown):
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
        self.data = {}

# ---
# not: singleton-init-reruns — each part is set up only once.
class Config:
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
        if not hasattr(self, "data"):
            self.data = {}

# ---
# not: singleton-init-reruns — what is assigned is the same object each time.
import logging


class Config:
    _inst = None

    def __new__(cls):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
        return cls._inst

    def __init__(self):
        self.log = logging.getLogger("config")

# ---
# singleton-new-args: everything is handed on.
class Service:
    _only = None

    def __new__(cls, *args, **kwargs):
        if cls._only is None:
            cls._only = super().__new__(cls, *args, **kwargs)
#                               ^^^^^^^ singleton-new-args error
        return cls._only

    def __init__(self, url):
        if getattr(self, "url", None):
            return
        self.url = url

# ---
# singleton-new-args: the old way to write `super`, and a base of this file without a `__new__`.
class Base:
    pass


class Service(Base):
    def __new__(cls, url):
        return super(Service, cls).__new__(cls, url)
#                                  ^^^^^^^ singleton-new-args error
#              ^^^^^^^^^^^^^^^^^^^ super-with-args hint

# ---
# singleton-new-args: a keyword, and `object` in the header.
class Point(object):
    def __new__(cls, x=0, y=0):
        point = super().__new__(cls, x=x, y=y)
#                       ^^^^^^^ singleton-new-args error
        return point

# ---
# not: singleton-new-args — a base takes them.
class Name(str):
    def __new__(cls, text):
        return super().__new__(cls, text.strip())

# ---
# not: singleton-new-args — a base of another module, or a named tuple, may take them.
from collections import namedtuple
from library import Model


class Pair(namedtuple("Pair", "a b")):
    def __new__(cls, a, b):
        return super().__new__(cls, a, b)


class Row(Model):
    def __new__(cls, *args):
        return super().__new__(cls, *args)

# ---
# not: singleton-new-args — a base of this file takes them.
class Base:
    def __new__(cls, url):
        return super().__new__(cls)


class Service(Base):
    def __new__(cls, url):
        return super().__new__(cls, url)

# ---
# not: singleton-new-args — the class alone; a class that stands before others.
class Service:
    def __new__(cls, *args):
        return super().__new__(cls)


class TracedMixin:
    def __new__(cls, *args):
        return super().__new__(cls, *args)

# ---
# new-returns-none: the call stands alone.
class Service:
    def __new__(cls):
#       ^^^^^^^ new-returns-none error
        super().__new__(cls)

# ---
# new-returns-none: kept, and not given back.
class Service:
    _only = None

    def __new__(cls):
#       ^^^^^^^ new-returns-none error
        if cls._only is None:
            cls._only = super().__new__(cls)

# ---
# new-returns-none: given back the first time only.
class Service:
    _only = None

    def __new__(cls, *args):
#       ^^^^^^^ new-returns-none error
        if cls._only is None:
            cls._only = super().__new__(cls)
            return cls._only

# ---
# new-returns-none: only printed.
class Shown:
    def __new__(cls):
#       ^^^^^^^ new-returns-none error
        print("made")

# ---
# not: new-returns-none — the other way raises.
class Service:
    _made = False

    def __new__(cls):
        if not cls._made:
            cls._made = True
            return super().__new__(cls)
        raise RuntimeError("there is one already")

# ---
# not: new-returns-none — a metaclass loses a class, not an instance.
class Meta(type):
    def __new__(mcs, name, bases, namespace):
#       ^^^^^^^ metaclass-new-lost error
        super().__new__(mcs, name, bases, namespace)

# ---
# not: new-returns-none — a stub.
class Service:
    def __new__(cls, url: str): ...

# ---
# not: new-returns-none — each branch gives something back, or never comes back.
class Service:
    def __new__(cls, kind):
        if kind == "a":
            return object.__new__(cls)
        elif kind == "b":
            return Other()
        else:
            fail(kind)

# ---
# singleton-decorator-hides-class: tested and derived from.
def singleton(cls):
#   ^^^^^^^^^ gloss singleton-shape: becomes the function `get`
    instances = {}

    def get(*args):
        if cls not in instances:
            instances[cls] = cls(*args)
        return instances[cls]

    return get


@singleton
class Database:
    default = "main"


same = isinstance(Database(), Database)
#                             ^^^^^^^^ singleton-decorator-hides-class warning


class Replica(Database):
#             ^^^^^^^^ singleton-decorator-hides-class warning
    pass

# ---
# singleton-decorator-hides-class: its attributes are gone.
def once(cls):
    made = None

    def get():
        nonlocal made
        if made is None:
            made = cls()
        return made

    return get


@once
class Settings:
    default = "main"


def name():
    return Settings.default
#          ^^^^^^^^ singleton-decorator-hides-class warning

# ---
# singleton-decorator-hides-class: as an exception.
def singleton(cls):
    made = []

    def get(*args):
        if not made:
            made.append(cls(*args))
        return made[0]

    return get


@singleton
class Stop(Exception):
    pass


try:
    run()
except Stop:
#      ^^^^ singleton-decorator-hides-class warning
    pass  # on purpose

# ---
# not: singleton-decorator-hides-class — the decorator gives the class back.
def registered(cls):
#   ^^^^^^^^^^ no gloss singleton-shape
    known[cls.__name__] = cls
    return cls


known = {}


@registered
class Database:
    default = "main"


class Replica(Database):
    pass


print(Database.default)

# ---
# not: singleton-decorator-hides-class — it is only called.
def singleton(cls):
    made = {}

    def get():
        return made.setdefault(cls, cls())

    return get


@singleton
class Database:
    pass


print(Database() is Database())

# ---
# not: singleton-decorator-hides-class — what `wraps` copies, and what the function has itself.
import functools


def singleton(cls):
    made = {}

    @functools.wraps(cls)
    def get():
        if cls not in made:
            made[cls] = cls()
        return made[cls]

    return get


@singleton
class Database:
    default = "main"


print(Database.default, Database.__wrapped__, Database.__name__)

# ---
# Glosses: a metaclass.
class Single(type):
    _kept = {}

    def __call__(cls, *args):
#       ^^^^^^^^ gloss singleton-shape: keeps one instance of each class in `cls._kept`
        if cls not in cls._kept:
            cls._kept[cls] = super().__call__(*args)
        return cls._kept[cls]


class Plain:
    def __call__(self, *args):
#       ^^^^^^^^ no gloss singleton-shape
        return args
