# metaclass-conflict: ABC brings a metaclass of its own.
from abc import ABC


class Meta(type):
#     ^^^^ gloss metaclass-shape: it changes none of the usual steps. Subclasses of its classes have it too. Here `A`
    pass


class A(metaclass=Meta):
    pass


class B(A, ABC):
#     ^ metaclass-conflict error
    pass

# ---
# metaclass-conflict: an enum, a protocol.
import enum
from typing import Protocol


class Meta(type):
    pass


class A(metaclass=Meta):
    pass


class C(A, enum.Enum):
#     ^ metaclass-conflict error
    pass


class D(Protocol, A):
#     ^ metaclass-conflict error
    pass

# ---
# metaclass-conflict: by the keyword.
class Meta(type):
    pass


class Other(type):
    pass


class A(metaclass=Meta):
    pass


class X(A, metaclass=Other):
#     ^ metaclass-conflict error
    pass

# ---
# not: metaclass-conflict — one is derived from the other.
from abc import ABC, ABCMeta


class Meta(ABCMeta):
    pass


class A(metaclass=Meta):
    pass


class B(A, ABC):
    pass


class Both(Meta):
    pass


class C(A, metaclass=Both):
    pass

# ---
# not: metaclass-conflict — a base, or a metaclass, that nobody knows.
from abc import ABC
from library import Base, Unknown


class B(Base, ABC):
    pass


class A(metaclass=Unknown):
    pass


class C(A, ABC):
    pass

# ---
# not: metaclass-conflict — Generic has none, a function may stand for one.
from abc import ABC
from typing import Generic, TypeVar

T = TypeVar("T")


class Meta(type):
    pass


class A(Generic[T], metaclass=Meta):
    pass


def make(name, bases, namespace):
    return type(name, bases, namespace)


class B(ABC, metaclass=make):
    pass

# ---
# metaclass-new-lost: no `return`.
class Meta(type):
    def __new__(mcs, name, bases, namespace):
#       ^^^^^^^ metaclass-new-lost error
# fix:         return super().__new__(mcs, name, bases, namespace)
        super().__new__(mcs, name, bases, namespace)

# ---
# metaclass-new-lost: a plain class.
class Meta(type):
    def __new__(mcs, name, bases, namespace):
#       ^^^^^^^ metaclass-new-lost error
# no fix
        namespace["tag"] = name
        return type(name, bases, namespace)

# ---
# metaclass-new-lost: kept in a table, and not given back.
from abc import ABCMeta


class Meta(ABCMeta):
    known = {}

    def __new__(mcs, name, bases, namespace):
#       ^^^^^^^ metaclass-new-lost error
        made = super().__new__(mcs, name, bases, namespace)
        mcs.known[name] = made

# ---
# not: metaclass-new-lost — given back.
class Meta(type):
    def __new__(mcs, name, bases, namespace):
        made = super().__new__(mcs, name, bases, namespace)
        return made

# ---
# not: metaclass-new-lost — another class on purpose.
class Meta(type):
    known = {}

    def __new__(mcs, name, bases, namespace):
        if name in mcs.known:
            return mcs.known[name]
        made = mcs.known[name] = super().__new__(mcs, name, bases, namespace)
        return made

# ---
# not: metaclass-new-lost — a function is no metaclass, and a class that makes instances has its own rule.
def make(name, bases, namespace):
    return type(name, bases, namespace)


class Plain:
    def __new__(cls):
        return object.__new__(cls)

# ---
# metaclass-py2-syntax: in a class, with bases and without.
from abc import ABCMeta


class A:
    __metaclass__ = ABCMeta
#   ^^^^^^^^^^^^^ metaclass-py2-syntax warning


class B(A):
    """Documented."""

    __metaclass__ = ABCMeta
#   ^^^^^^^^^^^^^ metaclass-py2-syntax warning

# ---
# metaclass-py2-syntax: in the module.
class Meta(type):
    pass


__metaclass__ = Meta
#<^^^^^^^^^^^ metaclass-py2-syntax warning

# ---
# not: metaclass-py2-syntax — `type` is what a class has anyway.
__metaclass__ = type


class A:
    __metaclass__ = type

# ---
# not: metaclass-py2-syntax — the header has it, in a way that both versions read.
import six
from abc import ABCMeta


class A(six.with_metaclass(ABCMeta, object)):
    __metaclass__ = ABCMeta

# ---
# not: metaclass-py2-syntax — a local name, the right way.
from abc import ABCMeta


def f():
    __metaclass__ = ABCMeta
    return __metaclass__


class A(metaclass=ABCMeta):
    pass

# ---
# metaclass-overkill: a registry.
class Registry(type):
#     ^^^^^^^^ metaclass-overkill hint
#     ^^^^^^^^ gloss metaclass-shape: `__init__` looks at the finished class. Subclasses of its classes have it too. Here `Plugin` and `Export` are made by it.
    known = {}

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        Registry.known[name] = cls


class Plugin(metaclass=Registry):
#                      ^^^^^^^^ gloss metaclass-shape: Here `Plugin` and `Export` are made by it
    pass


class Export(Plugin):
    pass

# ---
# metaclass-overkill: in `__new__`, which hands the namespace on.
class Registry(type):
#     ^^^^^^^^ metaclass-overkill hint
    plugins = {}

    def __new__(mcs, name, bases, ns):
        made = super().__new__(mcs, name, bases, ns)
        mcs.plugins[name] = made
        return made

# ---
# metaclass-overkill: it adds an attribute afterwards.
class Tagged(type):
#     ^^^^^^ metaclass-overkill hint
    def __init__(cls, name, bases, body):
        cls.tag = name.lower()

# ---
# not: metaclass-overkill — it decides what a call gives.
class Single(type):
    _kept = {}

    def __call__(cls, *args):
#       ^^^^^^^^ gloss singleton-shape
        if cls not in cls._kept:
            cls._kept[cls] = super().__call__(*args)
        return cls._kept[cls]

# ---
# not: metaclass-overkill — it changes the namespace before the class is made.
class Upper(type):
    def __new__(mcs, name, bases, ns):
        ns = {key.upper(): value for key, value in ns.items()}
        return super().__new__(mcs, name, bases, ns)

# ---
# not: metaclass-overkill — it does more, or is combined with another one.
from abc import ABCMeta


class Sized(type):
    def __init__(cls, name, bases, ns):
        cls.count = 0

    def __len__(cls):
        return cls.count


class Both(ABCMeta):
    def __init__(cls, name, bases, ns):
        super().__init__(name, bases, ns)
        cls.count = 0

# ---
# Glosses: hooks that need no metaclass, and a class by a call.
class Plugin:
    known = []

    def __init_subclass__(cls, **keywords):
#       ^^^^^^^^^^^^^^^^^ gloss init-subclass: here for `Csv` and `Json`; not for `Plugin` itself
        super().__init_subclass__(**keywords)
        cls.known.append(cls)


class Csv(Plugin):
    pass


class Json(Plugin):
    pass


class Field:
    def __set_name__(self, owner, name):
#       ^^^^^^^^^^^^ gloss init-subclass: binds a `Field` to a name
        self.name = name


Point = type("Point", (), {"x": 0})
#       ^^^^ gloss metaclass-shape:

# ---
# metaclass-shape: the keyword, and `type` with three arguments.
class Meta(type):
    def __new__(mcls, name, bases, namespace):
        namespace["made"] = True
        return super().__new__(mcls, name, bases, namespace)


class Made(metaclass=Meta):
#          ^^^^^^^^^ gloss metaclass-shape: `__new__` makes the class
    pass


Point = type("Point", (), {"x": 0})
#       ^^^^ gloss metaclass-shape: its name is `"Point"`, it derives from `object`
Other = type("Other", (Made,), {})
#       ^^^^ gloss metaclass-shape: it derives from `(Made,)`
