# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# del-for-cleanup: the only way to close the file.
class Report:
    def __init__(self, path):
        self.file = open(path)

    def __del__(self):
#       ^^^^^^^ del-for-cleanup information
# fix:     def close(self):
# fix:     def __enter__(self):
# fix:         return self
# fix:
# fix:     def __exit__(self, *exc_info):
# fix:         self.close()
# fix:
# fix:     def __del__(self):
# fix:         self.close()
# fix:
        self.file.close()


class Second(Report):
    def __del__(self):
#       ^^^^^^^ del-for-cleanup information
# no fix
#       ^^^^^^^ gloss del-method: `Second` has no `close` or `__exit__`
        print(self.file.close())
#       ^^^^^ no gloss del-method

# ---
# del-for-cleanup: two things at once, one of them a file by its path.
import os


class Spool:
    def __init__(self, conn, path):
        self.conn = conn
        self.path = path

    def __del__(self):
#       ^^^^^^^ del-for-cleanup information
# no fix
        self.conn.close()
        os.remove(self.path)


class Locked(Spool):
    def __init__(self, lock):
        self.lock = lock

    def __del__(self):
#       ^^^^^^^ del-for-cleanup information
# no fix
        if self.lock is not None:
            self.lock.release()

# ---
# not: del-for-cleanup — `__exit__` and `close` do the work
# not: del-for-cleanup — only prints
# not: del-for-cleanup — warns
# not: del-for-cleanup — the base is unknown
# not: del-for-cleanup — the base has a `close`
# not: del-for-cleanup — another method releases the same
# not: del-for-cleanup — memory of a C library
# not: del-for-cleanup — no method of a class
import warnings
from somewhere import Base


class Backup:
    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.file.close()

    def __del__(self):
#       ^^^^^^^ gloss del-method: `Backup` also has `__exit__`, so this is the last resort
        self.file.close()


class Closable:
    def close(self):
        self.file.close()

    def __del__(self):
        self.close()


class Derived(Closable):
    def __del__(self):
        self.file.close()


class Talking:
    def __del__(self):
        print("gone", self)


class Warns:
    def __del__(self):
        warnings.warn("not closed", ResourceWarning)
        self.file.close()


class Unknown(Base):
    def __del__(self):
#       ^^^^^^^ gloss del-method: Runs when the last reference to the object goes
        self.file.close()


class Reader:
    def read(self):
        data = self.file.read()
        self.file.close()
        return data

    def __del__(self):
        self.file.close()


class Handle:
    def __del__(self):
        lib.free_handle(self.handle)


def __del__(self):
#   ^^^^^^^ no gloss del-method
    self.file.close()

# ---
# del-called-directly
def use(conn):
    conn.__del__()
#   ^^^^^^^^^^^^^^ del-called-directly warning


class Owner:
    def finish(self):
        self.res.__del__()
#       ^^^^^^^^^^^^^^^^^^ del-called-directly warning

    def again(self):
        self.other.res.__del__()
#       ^^^^^^^^^^^^^^^^^^^^^^^^ del-called-directly warning

    def close(self):
        self.__del__()

    def __del__(self):
        super().__del__()


class Sub(Owner):
    def __del__(self):
        Owner.__del__(self)
        self.res.__del__()


def test_finalizer(conn):
    conn.__del__()
# not: del-called-directly — `super()` inside `__del__`
# not: del-called-directly — the base's, by its name
# not: del-called-directly — a part's, inside `__del__`
# not: del-called-directly — a test of it
# not: del-called-directly — `close` that shares its work with the finalizer

# ---
# del-raises
class Loud:
    def __del__(self):
        raise RuntimeError("leak")
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^ del-raises warning


class Checks:
    def __del__(self):
        if not self.closed:
            raise RuntimeError("leak")
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^ del-raises warning


class Asserts:
    def __del__(self):
        assert self.closed, "leak"
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^ del-raises warning

# ---
# not: del-raises — inside `try`
# not: del-raises — only warns
# not: del-raises — another method
# not: del-raises — says that it does nothing
# not: del-raises — a test of what then happens
import warnings


class Quiet:
    def __del__(self):
        try:
            raise RuntimeError("leak")
        except RuntimeError:
            pass


class Warned:
    def __del__(self):
        warnings.warn("leak")


class Other:
    def __delete__(self, instance):
        raise AttributeError("read-only")

    def __delitem__(self, key):
        raise KeyError(key)


class Abstract:
    def __del__(self):
        raise NotImplementedError


def test_hook():
    class Breaking:
        def __del__(self):
            raise ValueError("del is broken")
