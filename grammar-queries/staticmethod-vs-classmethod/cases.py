# missing-self: no parameter at all.
class A:
    def area():
#       ^^^^ missing-self error
# fix:     def area(self):
# fix[@staticmethod]:     @staticmethod
        return 1


class B(A):
    def name(  ):
#       ^^^^ missing-self error
        return "b"

# ---
# missing-self: the calls in the file bring one argument too many.
class A:
    def f(x):
#       ^ missing-self error
# fix:     def f(self, x):
        return x * 2


obj = A()
print(obj.f(2))


class Tool:
    def run(path, mode):
#       ^^^ missing-self error
        return path, mode

    def all(self, paths):
        return [self.run(path, 1) for path in paths]

# ---
# not: missing-self — decorated, or used in the class body or through the class.
from somewhere import wraps


class A:
    @staticmethod
    def one():
        return 1

    @wraps
    def two():
        return 2

    def helper():
        return 3

    table = helper()

    def ready():
        return 4


A.ready()

# ---
# not: missing-self — classes whose functions are called in a way of their own.
from typing import Protocol
from zope.interface import Interface


class Meta(type):
    def make(cls):
        return cls()

    def none():
        return 1


class P(Protocol):
    def area(): ...


class I(Interface):
    def area():
        "The area."


class N:
    def __init_subclass__(sub):
        pass

    def __class_getitem__(item):
        return item

    def outer(self):
        def inner():
            return 1
        return inner

# ---
# not: missing-self — the first parameter has another name, and the calls fit.
class A:
    def f(me, x):
        return x

    def g(s):
        return s


A().f(1)
a = A()
a.f(1)
a.g()

# ---
# staticmethod-takes-self: nobody passes it.
class A:
    @staticmethod
    def f(self, x):
#         ^^^^ staticmethod-takes-self warning
# fix:
        return x

    @staticmethod
    def make(cls):
#            ^^^ staticmethod-takes-self warning
# fix[class method]:     @classmethod
        return cls()


class B:
    @staticmethod
    def show(self):
#            ^^^^ staticmethod-takes-self warning
        return 1


B().show()

# ---
# not: staticmethod-takes-self — the object is passed on purpose.
class A:
    @staticmethod
    def f(self):
        return self


A.f(A())

# ---
# not: staticmethod-takes-self — `__new__` is one by itself.
class A:
    @staticmethod
    def __new__(cls):
        return object.__new__(cls)

    @staticmethod
    def graph__new__(cls, **attributes):
        return object.__new__(A)

# ---
# not: staticmethod-takes-self — another first parameter, or a base that nobody knows.
from somewhere import Base


class A:
    @staticmethod
    def f(x, self):
        return x


class B(Base):
    @staticmethod
    def f(self):
        return 1

# ---
# factory-hardcodes-class: a subclass gets the wrong type.
class Calc:
    @classmethod
    def make(cls):
        return Calc()
#              ^^^^ factory-hardcodes-class information
# fix:         return cls()


class Sci(Calc):
    pass

# ---
# factory-hardcodes-class: a subclass with another `__init__`, and static factories.
class Calc:
    def __init__(self, x=0):
        self.x = x

    @classmethod
    def make(cls, x):
        return Calc(x)
#              ^^^^ factory-hardcodes-class information
# fix:         return cls(x)

    @staticmethod
    def zero(x):
        return Calc(x)
#              ^^^^ factory-hardcodes-class information
# fix:     @classmethod
# fix:     def zero(cls, x):
# fix:         return cls(x)


class Sci(Calc):
    def __init__(self, x, y):
        super().__init__(x)


class Alone:
    @staticmethod
    def make(x):
        return Alone()
#              ^^^^^ factory-hardcodes-class hint

# ---
# not: factory-hardcodes-class — a factory for another class, or a final one.
from typing import final


class Report:
    @classmethod
    def create(cls):
        return PDF()

    def copy(self):
        return Report()


class PDF(Report):
    pass


@final
class Last:
    @classmethod
    def make(cls):
        return Last()

# ---
# not: factory-hardcodes-class — enums, tuples and metaclasses have rules of their own.
from enum import Enum
from typing import NamedTuple


class Color(Enum):
    RED = 1

    @classmethod
    def parse(cls, text):
        return Color(text)


class Pair(NamedTuple):
    a: int

    @classmethod
    def one(cls):
        return Pair(1)


class Meta(type):
    @classmethod
    def make(mcs):
        return Meta("x", (), {})

# ---
# not: factory-hardcodes-class — looked at, not called.
class A:
    @classmethod
    def check(cls, x) -> "A":
        if isinstance(x, A):
            return A
        return cls()

# ---
# class-counter-via-self: the class's own count stays 0.
class A:
    count = 0

    def __init__(self):
        self.count += 1
#       ^^^^^^^^^^^^^^^ class-counter-via-self warning
# fix:         type(self).count += 1
# fix[in `A`]:         A.count += 1


class B:
    total = 0

    def __init__(self):
        self.total = self.total + 1
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ class-counter-via-self warning
# fix:         B.total = self.total + 1


print(B.total)


class C:
    made = 0

    def __init__(self):
        self.made += 1
#       ^^^^^^^^^^^^^^ class-counter-via-self warning

    @classmethod
    def report(cls):
        return cls.made

# ---
# not: class-counter-via-self — a default for each instance.
class A:
    count = 0

    def __init__(self):
        self.count += 1

    def more(self):
        self.count += 1


class B:
    count = 0

    def __init__(self):
        self.count = 0
        self.count += 1

# ---
# not: class-counter-via-self — generated, computed or inherited in a way nobody knows.
from dataclasses import dataclass
from somewhere import Base


@dataclass
class A:
    count: int = 0

    def __init__(self):
        self.count += 1


class B:
    @property
    def count(self):
        return 1

    def __init__(self):
        self.count += 1


class C(Base):
    count = 0

    def __init__(self):
        self.count += 1

# ---
# not: class-counter-via-self — counted through the class.
class A:
    count = 0

    def __init__(self):
        A.count += 1
        type(self).count += 1

# ---
# static-class-decorator: what arrives.
class Calc:
    @staticmethod
#    ^^^^^^^^^^^^ gloss static-class-decorator: Nothing is passed by itself
    def add(a, b):
        return a + b

    @classmethod
#    ^^^^^^^^^^^ gloss static-class-decorator: in `Sci.make(…)` it is `Sci`
    def make(cls):
        return cls()

    @classmethod
#    ^^^^^^^^^^^ gloss static-class-decorator: never uses `cls`
    def idle(cls):
        return 1


class Sci(Calc):
    pass

# ---
# self-cls: the instance, the class, nothing special.
class A:
    def add(self, x):
#           ^^^^ gloss self-cls: is the instance
        return x

    @classmethod
    def make(cls):
#            ^^^ gloss self-cls: is the class
        return cls()

    @staticmethod
    def help(x):
#            ^ gloss self-cls: nothing special
        return x

# ---
# class-vs-instance-attr: where it is bound.
class A:
    kind = "a"
    size = 1

    def __init__(self, name):
        self.name = name
        self.size = 2

    def show(self):
        print(self.kind)
#                  ^^^^ gloss class-vs-instance-attr: A class attribute of `A` (line 3)
        print(self.size)
#                  ^^^^ gloss class-vs-instance-attr: it hides the class attribute
        return self.name
#                   ^^^^ gloss class-vs-instance-attr: An instance attribute, set through the instance in `A` (line 7)


print(A.kind)
#       ^^^^ gloss class-vs-instance-attr: A class attribute
