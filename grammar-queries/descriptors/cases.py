# descriptor-state-on-self: the value is everybody's.
class Positive:
    def __set__(self, obj, v):
#       ^^^^^^^ gloss descriptor-method: it stands above the instance's `__dict__`. Here `Order.quantity` is one
        self.value = v
#       ^^^^^^^^^^ descriptor-state-on-self warning

    def __get__(self, obj, t):
        return self.value


class Order:
    quantity = Positive()
#   ^^^^^^^^ gloss descriptor-attribute: assigning calls `Positive.__set__`

# ---
# descriptor-state-on-self: made of the value, behind a check.
class Whole:
    def __get__(self, instance, owner=None):
        """The number."""
        if instance is None:
            return self
        return self._v

    def __set__(self, instance, value: object):
        if value is None:
            raise ValueError(value)
        self._v = int(value)
#       ^^^^^^^ descriptor-state-on-self warning

# ---
# descriptor-state-on-self: other names for both.
class Kept(object):
    def __init__(self, start):
        self.now = start

    def __get__(this, thing, kind):
        return this.now

    def __set__(this, thing, new):
        this.now = new
#       ^^^^^^^^ descriptor-state-on-self warning

# ---
# not: descriptor-state-on-self — settings from `__init__`.
class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
#       ^^^^^^^^^^^^ gloss descriptor-method: `Typed` is a data descriptor
        self.name = name

    def __get__(self, obj, owner=None):
        return self if obj is None else obj.__dict__[self.name]

    def __set__(self, obj, value):
        obj.__dict__[self.name] = self.kind(value)

# ---
# not: descriptor-state-on-self — one entry for each instance.
import weakref


class Positive:
    def __init__(self):
        self.data = weakref.WeakKeyDictionary()

    def __set__(self, obj, v):
        self.data[obj] = v

    def __get__(self, obj, t):
        return self.data[obj]

# ---
# not: descriptor-state-on-self — a note for itself, which nobody gets back.
class Counted:
    def __set__(self, obj, v):
        self.last = v
        obj.__dict__["x"] = v

    def __get__(self, obj, t):
        return self if obj is None else obj.__dict__["x"]

# ---
# not: descriptor-state-on-self — a base that nobody knows.
class Positive(Unknown):
    def __set__(self, obj, v):
        self.value = v

    def __get__(self, obj, t):
        return self.value

# ---
# descriptor-class-access: an attribute of the instance.
class Name:
    def __get__(self, instance, owner):
#       ^^^^^^^ descriptor-class-access warning
# fix:         if instance is None:
# fix:             return self
        return instance._value

# ---
# descriptor-class-access: its `__dict__`, behind a docstring.
class Name:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, obj, objtype):
#       ^^^^^^^ descriptor-class-access warning
# fix:         if obj is None:
# fix:             return self
        """The value."""
        return obj.__dict__[self.name]

# ---
# descriptor-class-access: in an argument.
class Upper:
    def __get__(self, obj, kind=None):
#       ^^^^^^^ descriptor-class-access warning
        return str.upper(obj.name)

# ---
# not: descriptor-class-access — a guard, in three ways.
class One:
    def __get__(self, obj, kind=None):
        if obj is None:
            return self
        return obj._x


class Two:
    def __get__(self, obj, kind=None):
#       ^^^^^^^ gloss descriptor-method: is a non-data descriptor
        try:
            return obj._x
        except AttributeError:
            return self


class Three:
    def __get__(self, obj, kind=None):
        return obj._x if obj is not None else self

# ---
# not: descriptor-class-access — only the class is used.
class Owner:
    def __get__(self, obj, kind=None):
        return kind.__name__

# ---
# not: descriptor-class-access — `getattr` with a default.
class Default:
    def __get__(self, obj, kind=None):
        return getattr(obj, "_x", 0)

# ---
# not: descriptor-class-access — None has a class too.
class Kind:
    def __get__(self, obj, kind=None):
        return obj.__class__

# ---
# descriptor-on-instance: on `self`.
class Positive:
    def __get__(self, obj, t=None):
        return 1

    def __set__(self, obj, v):
        pass


class Order:
    def __init__(self):
        self.x = Positive()
#       ^^^^^^^^^^^^^^^^^^^ descriptor-on-instance warning

# ---
# descriptor-on-instance: a property.
class Square:
    def __init__(self):
        self.area = property(lambda s: 1)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ descriptor-on-instance warning

# ---
# descriptor-on-instance: with arguments, in another method.
class Lazy:
    def __init__(self, f):
        self.f = f

    def __get__(self, obj, t=None):
        return self if obj is None else self.f(obj)


class Page:
    def open(self):
        self.y = Lazy(len)
#       ^^^^^^^^^^^^^^^^^^ descriptor-on-instance warning

# ---
# not: descriptor-on-instance — an object that is used in other ways too.
class Signal:
    def __get__(self, obj, t=None):
        return self

    def connect(self, f):
        pass


class Page:
    def __init__(self):
        self.y = Signal()

# ---
# not: descriptor-on-instance — in the class body.
class Positive:
    def __get__(self, obj, t=None):
        return 1


class Order:
    x = Positive()
#   ^ gloss descriptor-attribute: which then hides it

# ---
# not: descriptor-on-instance — on the class.
class Positive:
    def __get__(self, obj, t=None):
        return 1


class Order:
    @classmethod
    def add(cls):
        cls.x = Positive()

# ---
# not: descriptor-on-instance — the instance is a class.
class Meta(type):
#     ^^^^ metaclass-overkill hint
    def __init__(self, name, bases, ns):
        self.area = property(lambda s: 1)

# ---
# property-recursion: the getter.
class Point:
    @property
    def x(self):
        return self.x
#              ^^^^^^ property-recursion error
# fix:         return self._x
#                   ^ gloss descriptor-attribute: reading calls its getter

# ---
# property-recursion: the setter.
class Point:
    def __init__(self):
        self._x = 0

    @property
    def x(self):
        return self._x

    @x.setter
    def x(self, v):
        self.x = v
#       ^^^^^^ property-recursion error
# fix:         self._x = v

# ---
# property-recursion: both, one after the other; in an expression.
class Point:
    @property
    def x(self) -> int:
        value = self.x + 1
#               ^^^^^^ property-recursion error
# fix:         value = self._x + 1
# fix:         return value
# fix:
# fix:     @x.setter
# fix:     def x(self, v: int) -> None:
# fix:         self._x = v
        return value

    @x.setter
    def x(self, v: int) -> None:
        self.x = v
#       ^^^^^^ property-recursion error

# ---
# not: property-recursion — the second time it goes another way.
class Point:
    @property
    def x(self):
        if self._x is None:
            self.load()
            return self.x
        return self._x

# ---
# not: property-recursion — another attribute, another object.
class Point:
    @property
    def x(self):
        return self._x

    @property
    def y(self):
        return self.other.y

    @property
    def z(self):
        return super().z

# ---
# not: property-recursion — a cached property whose entry is there already.
from functools import cached_property


class Point:
    @cached_property
    def x(self):
        self.__dict__["x"] = 1
        return self.x

# ---
# not: property-recursion — a mangled name.
class Point:
    @property
    def x(self):
        return self.__x

    @x.setter
    def x(self, v):
        self.__x = v

# ---
# not: property-recursion — a decorator that nobody knows, and an object of another name.
class Point:
    @unknown
    def x(self):
        return self.x

    @property
    def y(self):
        other = self.near
        return other.y

# ---
# not: descriptor-state-on-self — a plain object in the class body is no descriptor.
class Plain:
    pass


class Order:
    x = Plain()
#   ^ no gloss descriptor-attribute

# ---
# descriptor-attribute: on an object of the class, and not on the class itself.
class Typed:
    def __get__(self, obj, t=None):
        return self if obj is None else 1

    def __set__(self, obj, value):
        print(value)


class Person:
    age = Typed()


person = Person()
person.age = 30
#      ^^^ gloss descriptor-attribute: This line calls `Typed.__set__`.
print(person.age)
#            ^^^ gloss descriptor-attribute: reading calls `Typed.__get__`
print(Person.age)
#            ^^^ no gloss descriptor-attribute
