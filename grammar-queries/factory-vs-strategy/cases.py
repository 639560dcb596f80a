# abstract-instantiated: a subclass that leaves a method out.
from abc import ABC, abstractmethod


class Report(ABC):
#            ^^^ gloss abstract-method: `Draft` still lacks `generate`
    @abstractmethod
#    ^^^^^^^^^^^^^^ gloss abstract-method: `Report()` raises TypeError
    def generate(self, data): ...


class Draft(Report):
    pass


draft = Draft()
#       ^^^^^ abstract-instantiated error

# ---
# abstract-instantiated: the abstract class itself, with a metaclass, and a property.
import abc


class Shape(metaclass=abc.ABCMeta):
    @property
    @abc.abstractmethod
    def area(self): ...


class Square(Shape):
    def __init__(self, side):
        self.side = side

    @property
    def area(self):
        return self.side**2


def build():
    return Shape()
#          ^^^^^ abstract-instantiated error

# ---
# abstract-instantiated: what collections.abc asks for.
from collections.abc import Mapping


class Settings(Mapping):
    """Has no length."""

    def __getitem__(self, key):
        return key

    def __iter__(self):
        return iter(())


settings = Settings()
#          ^^^^^^^^ abstract-instantiated error

# ---
# abstract-instantiated: one of two is defined, in a class with a body of its own.
from abc import ABC, abstractmethod


class Store(ABC):
    @abstractmethod
    def load(self, key: str) -> bytes:
        """Reads."""

    @classmethod
    @abstractmethod
    def open(cls): ...


class Memory(Store):
    def load(self, key: str) -> bytes:
        return b""


if __name__ == "__main__":
    memory = Memory()
#            ^^^^^^ abstract-instantiated error

# ---
# not: abstract-instantiated — everything is there.
from abc import ABC, abstractmethod


class Report(ABC):
#            ^^^ gloss abstract-method: `PDF` defines all it needs
    @abstractmethod
    def generate(self): ...


class PDF(Report):
    def generate(self):
        return b"%PDF"


PDF()

# ---
# not: abstract-instantiated — the body of an abstract method is a pattern for others.
from abc import ABC, abstractmethod


class Cursor(ABC):
    @abstractmethod
    def step(self): ...


class Table(ABC):
    @abstractmethod
    def cursor(self):
        return Cursor()

# ---
# not: abstract-instantiated — a mixin of another module may define it.
from abc import ABC, abstractmethod
from reports import GenerateMixin


class Report(ABC):
    @abstractmethod
    def generate(self): ...


class PDF(GenerateMixin, Report):
    pass


PDF()

# ---
# not: abstract-instantiated — a decorator, or a loop, may add the method.
from abc import ABC, abstractmethod, update_abstractmethods


class Report(ABC):
    @abstractmethod
    def generate(self): ...


@add_methods
class PDF(Report):
    pass


class HTML(Report):
    pass


HTML.generate = lambda self: ""
update_abstractmethods(HTML)

PDF()
HTML()

# ---
# not: abstract-instantiated — whatever class arrives.
from abc import ABC, abstractmethod


class Report(ABC):
    @abstractmethod
    def generate(self): ...

    @classmethod
    def create(cls):
        return cls()

# ---
# not: abstract-instantiated — the error is what is wanted.
from abc import ABC, abstractmethod
import pytest


class Report(ABC):
    @abstractmethod
    def generate(self): ...


def test_is_abstract():
    with pytest.raises(TypeError):
        Report()


try:
    Report()
except TypeError as error:
    print(error)

# ---
# not: abstract-instantiated — `__new__` makes something else.
from abc import ABC, abstractmethod


class Report(ABC):
    def __new__(cls, *args):
        return object.__new__(PDF)

    @abstractmethod
    def generate(self): ...


class PDF(Report):
    def generate(self): ...


Report()

# ---
# not: abstract-instantiated — `dict` makes its instances without asking.
from abc import ABC, abstractmethod


class Table(dict, ABC):
    @abstractmethod
    def rows(self): ...


Table()

# ---
# abstractmethod-without-abc: a plain class.
from abc import abstractmethod


class Report:
    @abstractmethod
#    ^^^^^^^^^^^^^^ abstractmethod-without-abc warning
    def generate(self): ...

    @abstractmethod
    def save(self, path): ...

# ---
# abstractmethod-without-abc: `object` as the base, the module's name before it.
import abc


class Shape(object):
    """Has an area."""

    @property
    @abc.abstractmethod
#    ^^^^^^^^^^^^^^^^^^ abstractmethod-without-abc warning
    def area(self): ...

# ---
# abstractmethod-without-abc: a base of this file that has no ABCMeta either.
from abc import abstractmethod


class Base:
    pass


class Handler(Base):
    def run(self):
        return self.handle()

    @abstractmethod
#    ^^^^^^^^^^^^^^ abstractmethod-without-abc warning
    def handle(self): ...

# ---
# not: abstractmethod-without-abc — a protocol has the metaclass.
from abc import abstractmethod
from typing import Protocol


class Closes(Protocol):
    @abstractmethod
    def close(self): ...

# ---
# not: abstractmethod-without-abc — a base, or a metaclass, that nobody knows.
from abc import abstractmethod
from framework import Meta, Model


class Report(Model):
    @abstractmethod
    def generate(self): ...


class View(metaclass=Meta):
    @abstractmethod
    def show(self): ...

# ---
# not: abstractmethod-without-abc — an exception is created without asking, ABC or not.
from abc import abstractmethod


class AppError(Exception):
    @abstractmethod
    def code(self): ...

# ---
# not: abstractmethod-without-abc — the subclass brings ABC.
from abc import ABC, abstractmethod


class Saves:
    @abstractmethod
    def save(self): ...


class Record(Saves, ABC):
    pass

# ---
# not: abstractmethod-without-abc — a mixin is checked where it is mixed in.
from abc import abstractmethod


class SaveMixin:
    @abstractmethod
    def save(self): ...

# ---
# not: abstractmethod-without-abc — an old way of writing it says so elsewhere.
import abc


class Shape(object):
    __metaclass__ = abc.ABCMeta
#   ^^^^^^^^^^^^^ metaclass-py2-syntax warning

    @abc.abstractmethod
    def area(self): ...

# ---
# type-switch-on-string: a factory of three classes.
class PDF: ...


class Excel: ...


class CSV: ...


def report(kind):
#   ^^^^^^ gloss factory-shape: by `kind`: `PDF` for `"pdf"`, `Excel` for `"excel"` and `CSV` for `"csv"`
    if kind == "pdf":
#   ^^ type-switch-on-string hint
        return PDF()
    elif kind == "excel":
        return Excel()
    elif kind == "csv":
        return CSV()
    else:
        raise ValueError(f"unknown kind {kind!r}")

# ---
# type-switch-on-string: functions, and the result is bound.
def combine(op, a, b):
    if op == "add":
#   ^^ type-switch-on-string hint
        result = add(a, b)
    elif op == "sub":
        result = sub(a, b)
    elif op == "mul":
        result = mul(a, b)
    else:
        raise KeyError(op)
    return result

# ---
# type-switch-on-string: an attribute is compared, nothing stands behind.
def pay(order):
    if (order.payment_type == "card"):
#   ^^ type-switch-on-string hint
        return CardPayment(order.amount)
    elif order.payment_type == "cash":
        return CashPayment(order.amount)
    elif order.payment_type == "transfer":
        return TransferPayment(order.amount)

# ---
# not: type-switch-on-string — two branches are clear as they are.
def report(kind):
    if kind == "pdf":
        return PDF()
    elif kind == "excel":
        return Excel()
    raise ValueError(kind)

# ---
# not: type-switch-on-string — each takes other arguments.
def report(kind, path, rows):
    if kind == "pdf":
        return PDF(path)
    elif kind == "excel":
        return Excel(path, rows)
    elif kind == "csv":
        return CSV(rows)

# ---
# not: type-switch-on-string — one branch does more.
def report(kind):
    if kind == "pdf":
        log("pdf")
        return PDF()
    elif kind == "excel":
        return Excel()
    elif kind == "csv":
        return CSV()

# ---
# not: type-switch-on-string — the order matters.
def price(amount, thing):
    if amount > 100:
        return Cheap(amount)
    elif amount > 10:
        return Normal(amount)
    elif isinstance(thing, str):
        return Dear(amount)

# ---
# not: type-switch-on-string — one function with different arguments.
def colour(name):
    if name == "red":
        return Colour(255)
    elif name == "green":
        return Colour(128)
    elif name == "blue":
        return Colour(64)

# ---
# not: type-switch-on-string — different names are compared.
def report(kind, suffix):
    if kind == "pdf":
        return PDF()
    elif suffix == ".xls":
        return Excel()
    elif kind == "csv":
        return CSV()

# ---
# Glosses: a factory by a static method; all are reports.
from abc import ABC, abstractmethod


class Report(ABC):
    @abstractmethod
    def generate(self): ...


class PDF(Report):
    def generate(self): ...


class Excel(Report):
    def generate(self): ...


class ReportFactory:
    @staticmethod
    def create(wide):
#       ^^^^^^ gloss factory-shape: All are `Report`
        if wide:
            return Excel()
        return PDF()

    @staticmethod
    def plain():
#       ^^^^^ no gloss factory-shape
        return PDF()

# ---
# Glosses: a strategy that is handed in.
class QuickSort:
    def sort(self, data):
        return sorted(data)


class MergeSort:
    def sort(self, data):
        return sorted(data)


class Sorter:
    def __init__(self, strategy):
        self.strategy = strategy
        self.inner = Other()

    def run(self, data):
        self.inner.sort(data)
#            ^^^^^ no gloss strategy-shape
        return self.strategy.sort(data)
#                   ^^^^^^^^ gloss strategy-shape: Here `QuickSort` and `MergeSort` implement it

# ---
# Glosses: the annotation says which classes there are.
from abc import ABC, abstractmethod


class Payment(ABC):
    @abstractmethod
    def pay(self, amount): ...


class Card(Payment):
    def pay(self, amount):
        return amount


class Cash(Payment):
    def pay(self, amount):
        return amount


class Wallet:
    def pay(self, amount):
        return 0


class Till:
    def __init__(self, payment: Payment):
        self._payment = payment

    def settle(self, amount):
        return self._payment.pay(amount)
#                   ^^^^^^^^ gloss strategy-shape: Here `Card` and `Cash` implement it
