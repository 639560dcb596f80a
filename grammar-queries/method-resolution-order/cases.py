# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# mro-conflict: a base before its own subclass.
class A: ...
class B(A): ...
class C(A, B): ...
#      ^^^^^^ mro-conflict error
# fix: class C(B, A): ...

# ---
# mro-conflict: the bases' own orders contradict each other; no order of them works.
class P: ...
class Q: ...
class X(P, Q): ...
class Y(Q, P): ...
class Z(X, Y): ...
#      ^^^^^^ mro-conflict error
# no fix

# ---
# mro-conflict: object first; comments and layout stay.
class A: ...


class M(
#      ^ mro-conflict error
# fix:     A,  # everything else
# fix:     object,  # what is needed
    object,  # everything else
    A,  # what is needed
):
    pass

# ---
# mro-conflict: builtin exceptions, imports that are known, classes in a function.
from collections import OrderedDict


class E(Exception, ValueError): ...
#      ^^^^^^^^^^^^^^^^^^^^^^^ mro-conflict error
# fix: class E(ValueError, Exception): ...


class D(dict, OrderedDict): ...
#      ^^^^^^^^^^^^^^^^^^^ mro-conflict error


def make():
    class Inner(ValueError): ...

    class Outer(ValueError, Inner, metaclass=type):
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mro-conflict error
# fix: class Outer(Inner, ValueError, metaclass=type):
        pass

    return Outer

# ---
# mro-conflict: several orders would work, and the nearest comes first.
class A: ...
class B(A): ...
class M: ...
class C(M, A, B): ...
#      ^^^^^^^^^ mro-conflict error
# fix: class C(M, B, A): ...
# fix[C(B, M, A)]: class C(B, M, A): ...
# fix[C(B, A, M)]: class C(B, A, M): ...

# ---
# mro-conflict: generic classes; `Generic[T]` steps aside for another typing alias only.
from typing import Generic, TypeVar

T = TypeVar("T")


class Base(Generic[T]): ...


class Wrong(Generic[T], Base): ...
#          ^^^^^^^^^^^^^^^^^^ mro-conflict error

# ---
# not: mro-conflict — a base is not known
from qt import QMainWindow


class A: ...
class B(A): ...
class C(A, B, type(QMainWindow)): ...
class D(A, B, QMainWindow): ...
class E(A, B, make_base()): ...
class F(QMainWindow, QMainWindow.Inner): ...

# ---
# not: mro-conflict — Generic[T] and Protocol[T] are no plain classes
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class A(Generic[T]): ...
class B(Generic[T], A[T]): ...
class C(Generic[T], Protocol): ...
class D(Generic[T], Protocol[T]): ...
class F[K](A[K]): ...

# ---
# not: mro-conflict — a decorator or metaclass may make another class of it
import six
from meta import Meta


class A: ...
class B(A): ...


@six.add_metaclass(Meta)
class C(A, B): ...


class D(A, B, metaclass=Meta): ...


@six.add_metaclass(Meta)
class G: ...
class H(G): ...
class I(G, H): ...

# ---
# not: mro-conflict — which class a name stands for depends on the version
import sys

if sys.version_info >= (3, 12):
    class A: ...
else:
    class A(dict): ...


class B(A): ...
class C(A, B): ...

# ---
# not: mro-conflict — the name is bound twice, or a star import may bind it
class A: ...
class B(A): ...
A = B
class C(A, B): ...

# ---
# not: mro-conflict — a star import may bring another class of that name
class A: ...
class B(A): ...
from shapes import *
class C(A, B): ...

# ---
# not: mro-conflict — shown on purpose
class A: ...
class B(A): ...
try:
    class C(A, B): ...
except TypeError as error:
    print(error)

# ---
# not: mro-conflict — the base cannot be created itself: one finding is enough
class A: ...
class B(A): ...
class C(A, B): ...
#      ^^^^^^ mro-conflict error
class D(C): ...
class E(C, A): ...

# ---
# class-mro: a diamond, and what hides what.
class A:
    def who(self): ...
    def only(self): ...
class B(A):
    def who(self): ...
class C(A):
    def who(self): ...
class D(B, C): ...
#     ^ gloss class-mro: `D` → `B` → `C` → `A` → `object`
#     ^ gloss class-mro: `who`: from `B`, hides `C` and `A`
print(D)
#     ^ gloss class-mro: `D` → `B` → `C` → `A` → `object`
class Lone: ...
#     ^^^^ gloss class-mro: `Lone` → `object`

# ---
# class-mro: bases that this file does not know.
from django.db import models
class A(models.Model): ...
class B(A): ...
#     ^ gloss class-mro: `B` → `A` → `models.Model`? → …
class C(A, dict): ...
#     ^ gloss class-mro: `C` → …; what comes behind depends on `models.Model`?
class D(list, metaclass=Meta): ...
#     ^ gloss class-mro: metaclass
@register
class E(dict): ...
#     ^ gloss class-mro: `E` → `dict` → `object`, unless a decorator
class F(dict, object, dict): ...
#     ^ gloss class-mro: `dict` is listed twice
#                     ^^^^ duplicate-base error
# fix: class F(dict, object): ...

# ---
# class-mro: a class that Python refuses; no other names.
class A: ...
class B(A): ...
class C(A, B): ...
#     ^ gloss class-mro: `A` is listed before its own subclass `B`
#      ^^^^^^ mro-conflict error
def use(A):
    return A
#          ^ no gloss class-mro
x = dict(A=1)
#        ^ no gloss class-mro

# ---
# super-call: what comes next depends on the instance.
class Person:
    def __init__(self, name): ...
class Employee(Person):
    def __init__(self, name):
        super().__init__(name)
#       ^^^^^^^^^^^^^^^^^^^^^^ cooperative-signature-mismatch error
#       ^^^^^ gloss super-call: for `Employee`: `Person`
#       ^^^^^ gloss super-call: for `TeachingAssistant`: `Student`
class Student(Person):
    def __init__(self, name, number):
        super().__init__(name)
#       ^^^^^ gloss super-call: Next class behind `Student` in the MRO of the instance
class TeachingAssistant(Employee, Student): ...

# ---
# super-call: the class that has the method may stand further back.
class Base:
    def run(self): ...
class Middle(Base): ...
class Leaf(Middle):
    def run(self):
        return super().run()
#              ^^^^^ gloss super-call: `Middle`, and `run` is `Base`'s
    def gone(self):
        return super(Leaf, self).gone()
#              ^^^^^ gloss super-call: no class from there on has `gone`
#              ^^^^^^^^^^^^^^^^^ super-with-args hint
# fix:         return super().gone()
class Far(Unknown):
    def run(self):
        return super().run()
#              ^^^^^ gloss super-call: `Unknown`?

# ---
# super-call: not another object of that name.
def super(): ...
class A:
    def m(self):
        return super()
#              ^^^^^ no gloss super-call

# ---
# method-winner: which one runs.
class A:
    def method(self): ...
#       ^^^^^^ gloss method-winner: On `D` this is `B.method`, at place 2 of `D` → `B` → `C` → `A` → `object`
class B(A):
    def method(self): ...
class C(A):
    def method(self): ...
class D(B, C): ...
d = D()
d.method()
# ^^^^^^ gloss method-winner: It hides the one of `C` and `A`
D().method()
#   ^^^^^^ gloss method-winner: this is `B.method`
unknown.method()
#       ^^^^^^ no gloss method-winner

# ---
# dunder-mro: the order, and who provides what.
class A:
    def run(self): ...
    def stop(self): ...
class B(A):
    def run(self): ...
print(B.__mro__)
#       ^^^^^^^ gloss dunder-mro: `B` → `A` → `object`
#       ^^^^^^^ gloss dunder-mro: from `A`: `stop`
names = [c.__name__ for c in B.mro()]
#                              ^^^ gloss dunder-mro: from `B`: `run`
print(x.mro())
#       ^^^ no gloss dunder-mro

# ---
# duplicate-base: the same text twice.
import mixins
class B: ...
class A(B, B): ...
#          ^ duplicate-base error
# fix: class A(B): ...
class V(Base, mixins.A, mixins.A): ...
#                       ^^^^^^^^ duplicate-base error
# fix: class V(Base, mixins.A): ...
class W(Base, Other, Base, metaclass=M): ...
#                    ^^^^ duplicate-base error
# fix: class W(Base, Other, metaclass=M): ...

# ---
# not: duplicate-base — aliases of typing, and different modules
# not: duplicate-base — a keyword
# not: duplicate-base — shown on purpose
from typing import Generic, Protocol
import b1, b2
class A(Generic[T], Protocol[T]): ...
class B(b1.X, b2.X): ...
class C(X, metaclass=X): ...
with raises(TypeError):
    class D(X, X): ...

# ---
# super-wrong-class: behind the instance's own class.
class A:
    def m(self): ...
class B(A):
    @classmethod
    def make(cls):
        return super().make()
    def n(self):
        super(type(self), self).n()
#       ^^^^^^^^^^^^^^^^^^^^^^^ super-wrong-class warning
# fix:         super().n()
class C(B):
    def __init__(self):
        super(self.__class__, self).__init__()
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ super-wrong-class warning
# fix:         super().__init__()
    def m(self):
        return super(type(self), self).m()
#              ^^^^^^^^^^^^^^^^^^^^^^^ super-wrong-class warning
# fix:         return super().m()

# ---
# not: super-wrong-class — the class itself
# not: super-wrong-class — a base is skipped, mostly on purpose
# not: super-wrong-class — outside the class
# not: super-wrong-class — the two-argument form is needed in a nested function
class A: ...
class B(A):
    def m(self):
        return super(B, self).m()
#              ^^^^^^^^^^^^^^ super-with-args hint
    def skip(self):
        return super(A, self).skip()
    def inner(self):
        def call():
            return super(A, self).inner()
        return call()
def helper(self):
    return super(A, self).m()

# ---
# super-with-args: what the compiler fills in.
class Singleton:
    def __new__(cls):
        return super(Singleton, cls).__new__(cls)
#              ^^^^^^^^^^^^^^^^^^^^^ super-with-args hint
# fix:         return super().__new__(cls)
    @classmethod
    def make(cls):
        return super(Singleton, cls).make()
#              ^^^^^^^^^^^^^^^^^^^^^ super-with-args hint

# ---
# not: super-with-args — nested def, lambda, comprehension
# not: super-with-args — a decorator replaces the class
# not: super-with-args — the first parameter is bound anew
from dataclasses import dataclass
class A:
    def m(self, xs):
        f = lambda: super(A, self).m(xs)
        return [super(A, self).m(x) for x in xs]
    def n(self, other):
        self = other
        return super(A, self).n(self)
@dataclass(slots=True)
class D:
    def m(self):
        return super(D, self).m()

# ---
# super-without-call: the parentheses are missing.
class A(B):
    def __init__(self):
        super.__init__()
#       ^^^^^^^^^^^^^^ super-without-call error
# fix:         super().__init__()
    def f(self, x):
        return super.f(self, x)
#              ^^^^^^^ super-without-call error
# fix:         return super().f(x)
    def g(self):
        return super.g()
#              ^^^^^^^ super-without-call error

# ---
# super-without-call: `super` has no own `__hash__`, so this is `object`'s.
class Text(str):
    def __hash__(self):
        return super.__hash__(self)
#              ^^^^^^^^^^^^^^ super-without-call warning
# fix:         return super().__hash__()

# ---
# not: super-without-call — another object of that name
# not: super-without-call — as an argument
# not: super-without-call — a class derived from super, and no method at all
class Upper(super):
    def __getattribute__(self, name):
        return super.__getattribute__(self, name)
    def other(self):
        return super.other(self)
def f(x, super):
    return super.f(x)
class A:
    def m(self, x):
        return isinstance(x, super), super.__name__
print(super.mro())

# ---
# super-in-nested-scope: another first argument, or none.
class A(B):
    def each(self, xs):
        return sum(super().f(x) for x in xs)
#                  ^^^^^^^ super-in-nested-scope error
# fix:         parent = super()
# fix:         return sum(parent.f(x) for x in xs)
    def later(self):
        if self.ready:
            cb = lambda: super().f()
#                        ^^^^^^^ super-in-nested-scope error
# fix:             parent = super()
# fix:             cb = lambda: parent.f()
        def inner():
            return super().f()
#                  ^^^^^^^ super-in-nested-scope error
# fix:         parent = super()
# fix:         def inner():
# fix:             return parent.f()
        return inner, cb
    def all(self, xs):
        return [super().f(x) for x in xs]
#               ^^^^^^^ super-in-nested-scope warning
# fix:         parent = super()
# fix:         return [parent.f(x) for x in xs]

# ---
# not: super-in-nested-scope — the two-argument form
# not: super-in-nested-scope — a loop, and the first iterable, run in the method
# not: super-in-nested-scope — the instance comes as the first argument
class A(B):
    def each(self, xs):
        for x in xs:
            super().f(x)
        names = [x for x in super().names()]
        return (super(A, self).f(x) for x in xs), names
    def give(self):
        return lambda s: super().f()
    def make(self):
        def inner(self):
            return super().f()
        return inner
