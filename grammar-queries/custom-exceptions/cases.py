# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# custom-exc-no-super-init: nothing reaches the base.
class MyErr(Exception):
    def __init__(self, code, msg):
#       ^^^^^^^^ custom-exc-no-super-init warning
# fix:         super().__init__(code, msg)
# fix:     def __str__(self):
# fix:         return str(self.msg)
# fix:
        self.code, self.msg = code, msg


class UserError(ValueError):
    """Says who."""
    def __init__(self, user, when=None):
#       ^^^^^^^^ custom-exc-no-super-init warning
# fix:         super().__init__(user, when)
# fix:     def __str__(self):
# fix:         return f"user={self.user!r}, when={self.when!r}"
# fix:
        self.user = user
        self.when = when
        self.detail = "gone"


class Base(Exception):
    pass


class DerivedError(Base):
    def __init__(self, key, *, detail=""):
#       ^^^^^^^^ custom-exc-no-super-init warning
# no fix
        self.key = key

# ---
# not: custom-exc-no-super-init — the class has a `__str__`
# not: custom-exc-no-super-init — the base is called, also by its name
# not: custom-exc-no-super-init — the only parameter is in `args` anyway
# not: custom-exc-no-super-init — `args` is set by hand, or somebody else gets `self`
# not: custom-exc-no-super-init — the base is not known
# not: custom-exc-no-super-init — a signal inside a library, which nobody prints
# not: custom-exc-no-super-init — a class below has the `__str__` for all
from elsewhere import Unknown, deco, fill


class ToldError(Exception):
    def __init__(self, code, msg):
        self.code, self.msg = code, msg

    def __str__(self):
        return self.msg


class Passed(Exception):
    def __init__(self, code, msg):
#       ^^^^^^^^ custom-exc-unpicklable hint
        super().__init__(msg)
        self.code = code


class NamedError(Exception):
    def __init__(self, code, msg):
#       ^^^^^^^^ custom-exc-unpicklable hint
        Exception.__init__(self, msg)
        self.code = code


class One(Exception):
    def __init__(self, code):
        self.code = code


class ByHandError(Exception):
    def __init__(self, code, msg):
        self.args = (msg,)


class FilledError(Exception):
    def __init__(self, code, msg):
        fill(self, code, msg)


class ForeignError(Unknown):
    def __init__(self, code, msg):
        self.code, self.msg = code, msg


@deco
class DecoratedError(Exception):
    def __init__(self, code, msg):
        self.code, self.msg = code, msg


class SystemError(OSError):
    def __init__(self, code, msg):
        self.code, self.msg = code, msg


class Redirected(Exception):
    def __init__(self, place, status):
        self.place, self.status = place, status


class _InnerError(Exception):
    def __init__(self, place, status):
        self.place, self.status = place, status


class PlainError:
    def __init__(self, code, msg):
        self.code, self.msg = code, msg


class FamilyError(Exception):
    def __init__(self, code, msg):
        self.code, self.msg = code, msg


class Member(FamilyError):
    def __str__(self):
        return self.msg

# ---
# custom-exc-base: an ordinary error below BaseException.
class AppError(BaseException):
#              ^^^^^^^^^^^^^ custom-exc-base warning
# fix: class AppError(Exception):
    pass


class NotFound(BaseException): pass
#              ^^^^^^^^^^^^^ custom-exc-base warning
# fix: class NotFound(Exception): pass


class BadValue(BaseException):
#              ^^^^^^^^^^^^^ custom-exc-base warning
    def __init__(self, value):
        super().__init__(value)

# ---
# not: custom-exc-base — it is there to stop something
# not: custom-exc-base — the docstring says so
# not: custom-exc-base — a group, or Exception is among the bases
# not: custom-exc-base — another BaseException
class CancelledJob(BaseException):
    pass


class ExitNow(BaseException):
    pass


class Through(BaseException):
    """Not to be taken by `except Exception`."""


class Many(BaseExceptionGroup):
    pass


class Both(Exception, BaseException):
    pass

# ---
# not: custom-exc-base — the name stands for something else
from elsewhere import BaseException


class OtherError(BaseException):
    pass

# ---
# custom-exc-unpicklable: `args` does not fit the constructor.
class QuotaError(Exception):
    def __init__(self, used, limit):
#       ^^^^^^^^ custom-exc-unpicklable hint
# fix:     def __reduce__(self):
# fix:         return type(self), (self.used, self.limit)
# fix:
        self.used = used
        self.limit = limit
        super().__init__(f"{used}/{limit}")


class KeywordError(Exception):
    def __init__(self, msg, *, code):
#       ^^^^^^^^ custom-exc-unpicklable hint
# no fix
        super().__init__(msg)
        self.code = code


class EmptyError(RuntimeError):
    def __init__(self, name):
#       ^^^^^^^^ custom-exc-unpicklable hint
        super().__init__()
        self.name = name

# ---
# custom-exc-unpicklable: in a file that has to do with processes it is more than a hint.
from concurrent.futures import ProcessPoolExecutor


class FundsError(Exception):
    def __init__(self, balance, amount):
#       ^^^^^^^^ custom-exc-unpicklable warning
        self.balance = balance
        self.amount = amount
        super().__init__("not enough")

# ---
# not: custom-exc-unpicklable — the arguments fit
# not: custom-exc-unpicklable — `__reduce__` is there
# not: custom-exc-unpicklable — what is not passed has a default
# not: custom-exc-unpicklable — a class in a function, which pickle cannot find anyway
# not: custom-exc-unpicklable — nobody knows what a star passes
class One(Exception):
    def __init__(self, name):
        super().__init__(f"no {name}")


class All(Exception):
    def __init__(self, used, limit):
        super().__init__(used, limit)


class Reduced(Exception):
    def __init__(self, used, limit):
        super().__init__("x")

    def __reduce__(self):
        return type(self), (1, 2)


class Optional(Exception):
    def __init__(self, msg, code=None):
        super().__init__(msg)


def inside():
    class Local(Exception):
        def __init__(self, used, limit):
            super().__init__(used)
    return Local


class Starred(Exception):
    def __init__(self, used, limit, *rest):
        super().__init__(*rest)

# ---
# exception-class: the place in the tree, and what an instance holds.
class ShopError(Exception):
#     ^^^^^^^^^ gloss exception-class: `ShopError` → `Exception` → `BaseException`. `e.args` holds what it is called with, and `str(e)` shows that.
    pass


class StockError(ShopError):
#     ^^^^^^^^^^ gloss exception-class: It does not pickle: a copy is built from `e.args`, and `StockError.__init__() missing 1 required positional argument: 'left'`.
    def __init__(self, item, left):
#       ^^^^^^^^ custom-exc-unpicklable hint
        super().__init__(f"{left} of {item}")


class GoodError(ShopError):
#     ^^^^^^^^^ gloss exception-class: `str(e)` is what `GoodError.__str__` returns. `e.args` holds the 2 values that `GoodError.__init__` passes on. Pickling works
    def __init__(self, item, left):
        super().__init__(item, left)

    def __str__(self):
        return "x"


class Halt(BaseException):
#     ^^^^ gloss exception-class: `except Exception` does not catch it.
    pass


class Table(dict):
#     ^^^^^ no gloss exception-class
    pass
