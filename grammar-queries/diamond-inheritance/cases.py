# diamond-explicit-init: what the bases share runs twice.
class Base:
    def __init__(self):
        self.n = 0


class Left(Base):
    def __init__(self):
        Base.__init__(self)


class Right(Base):
    def __init__(self):
        Base.__init__(self)


class Leaf(Left, Right):
    def __init__(self):
        Left.__init__(self)
#       ^^^^^^^^^^^^^^^^^^^ diamond-explicit-init warning
# no fix
        Right.__init__(self)

# ---
# diamond-explicit-init: with cooperating bases one call is enough.
class Base:
    def __init__(self):
        self.n = 0


class Left(Base):
    def __init__(self):
        super().__init__()


class Right(Base):
    def __init__(self):
        super().__init__()


class Leaf(Left, Right):
    def __init__(self):
        Left.__init__(self)
#       ^^^^^^^^^^^^^^^^^^^ diamond-explicit-init warning
# fix:         super().__init__()
        Right.__init__(self)

# ---
# diamond-explicit-init: a `super()` of a base lands in a sibling.
class Person:
    def __init__(self, name):
        self.name = name


class Employee(Person):
    def __init__(self, name, salary):
        super().__init__(name)
        self.salary = salary


class Student(Person):
    def __init__(self, name, student_id):
        super().__init__(name)
        self.student_id = student_id


class TeachingAssistant(Employee, Student):
#     ^^^^^^^^^^^^^^^^^ gloss diamond-shape: Student.__init__() missing 1 required positional argument: 'student_id'
    def __init__(self, name, salary, student_id):
        Employee.__init__(self, name, salary)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ diamond-explicit-init warning
        Student.__init__(self, name, student_id)

# ---
# not: diamond-explicit-init — the bases share only `object` and use no `super()`.
class Left:
    def __init__(self):
        self.left = 1


class Right:
    def __init__(self):
        self.right = 1


class Leaf(Left, Right):
    def __init__(self):
        Left.__init__(self)
        Right.__init__(self)

# ---
# not: diamond-explicit-init — a single call, of a base that is not written for `super()`.
import threading
from gui import QWidget


class Worker(threading.Thread):
    def __init__(self):
        threading.Thread.__init__(self)


class View(QWidget):
    def __init__(self):
        QWidget.__init__(self)

# ---
# not: diamond-explicit-init — single inheritance, and calls of which only one runs.
class Base:
    def __init__(self):
        self.n = 0


class Child(Base):
    def __init__(self):
        Base.__init__(self)


class Other(Base):
    def __init__(self):
        Base.__init__(self)


class Both(Child, Other):
    def __init__(self, first):
        if first:
            Child.__init__(self)
        else:
            Other.__init__(self)

# ---
# cooperative-signature-mismatch: the call lands in a sibling.
class A:
    def __init__(self):
        self.a = 1


class B(A):
    def __init__(self, x):
        super().__init__()
#       ^^^^^^^^^^^^^^^^^^ cooperative-signature-mismatch error
# fix:     def __init__(self, x, **kwargs):
# fix:         super().__init__(**kwargs)


class C(A):
    def __init__(self, y):
        super().__init__()


class D(B, C):
    def __init__(self):
        super().__init__(1)

# ---
# cooperative-signature-mismatch: the leaf has no `__init__`, or one argument too many arrives.
class Person:
    def __init__(self, name):
        self.name = name


class Employee(Person):
    def __init__(self, name):
        super().__init__(name)
#       ^^^^^^^^^^^^^^^^^^^^^^ cooperative-signature-mismatch error


class Student(Person):
    def __init__(self, name, number):
        super().__init__(name)


class Tutor(Employee, Student):
    pass


class Guest(Person):
    def __init__(self, name):
        super().__init__(name=name)
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ cooperative-signature-mismatch error
# no fix


class Host(Person):
    def __init__(self):
        super().__init__("host")


class Friend(Guest, Host):
    pass

# ---
# not: cooperative-signature-mismatch — all take keywords and pass them on.
class Base:
    def __init__(self, *, name):
        self.name = name


class Left(Base):
    def __init__(self, *, left, **rest):
        super().__init__(**rest)


class Right(Base):
    def __init__(self, *, right, **rest):
        super().__init__(**rest)


class Leaf(Left, Right):
    pass

# ---
# not: cooperative-signature-mismatch — nobody inherits both.
class Base:
    def __init__(self):
        self.n = 0


class Left(Base):
    def __init__(self, x):
        super().__init__()


class Right(Base):
    def __init__(self, y):
        super().__init__()

# ---
# not: cooperative-signature-mismatch — a class that nobody knows, and generated methods.
from dataclasses import dataclass
from somewhere import Mixin


class Base:
    def __init__(self):
        self.n = 0


class Left(Base):
    def __init__(self, x):
        super().__init__()


class Right(Base):
    def __init__(self, y):
        super().__init__()


class Leaf(Left, Mixin, Right):
    pass


@dataclass
class Row(Base):
    y: int


class Both(Left, Row):
    pass

# ---
# missing-super-init: the inherited method finds nothing.
class Base:
    def __init__(self):
        self.items = []

    def size(self):
        return len(self.items)


class Child(Base):
    def __init__(self, n):
#       ^^^^^^^^ missing-super-init warning
# fix:         super().__init__()
        self.n = n


class Named:
    def __init__(self, name):
        self.name = name

    def greet(self):
        return "hi " + self.name


class Loud(Named):
    def __init__(self, name, volume):
#       ^^^^^^^^ missing-super-init warning
# fix:         super().__init__(name)
        self.volume = volume

# ---
# missing-super-init: a thread that cannot be started.
import threading


class Worker(threading.Thread):
    def __init__(self, queue):
#       ^^^^^^^^ missing-super-init warning
# fix:         super().__init__()
        self.queue = queue

# ---
# not: missing-super-init — the attribute is set by the child, or the reader is replaced.
class Base:
    def __init__(self):
        self.items = []

    def size(self):
        return len(self.items)


class Child(Base):
    def __init__(self):
        self.items = [1]


class Other(Base):
    def __init__(self):
        self.n = 1

    def size(self):
        return 1

# ---
# not: missing-super-init — nothing to initialize.
from typing import Protocol


class P(Protocol):
    def __init__(self):
        self.x = 1


class Plain:
    pass


class Abstract:
    def __init__(self):
        raise NotImplementedError


class A(P):
    def __init__(self):
        self.y = 1


class B(Plain):
    def __init__(self):
        self.y = 1


class C(Abstract):
    def __init__(self):
        self.y = 1

# ---
# not: missing-super-init — called by name, by another base, or nobody knows.
from somewhere import Unknown


class Base:
    def __init__(self):
        self.items = []

    def size(self):
        return len(self.items)


class First:
    def __init__(self):
        self.first = 1


class Child(Base):
    def __init__(self):
        Base.__init__(self)


class Both(First, Base):
    def __init__(self):
        First.__init__(self)


class Odd(Unknown):
    def __init__(self):
        self.y = 1

# ---
# diamond-shape: the drawing, the order, who runs once.
class Top:
    def __init__(self):
        self.top = 1


class Left(Top):
    def __init__(self):
        super().__init__()


class Right(Top):
    def __init__(self):
        super().__init__()


class Bottom(Left, Right):
#     ^^^^^^ gloss diamond-shape: MRO: `Bottom -> Left -> Right -> Top -> object`
    pass


Bottom()
#<^^^^ gloss diamond-shape: entered once each in `Left`, `Right` and `Top`
