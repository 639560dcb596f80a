# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# unreachable-except: the broad one first.
try:
    work()
except LookupError:
#<^^^^ gloss except-clause: Catches `LookupError`, also `IndexError` and `KeyError`.
    log()
except KeyError:
#<^^^^ unreachable-except error
# fix: except KeyError:
# fix:     more()
    more()

# ---
# unreachable-except: by way of Exception, an alias, or a class of this file.
class AppError(Exception):
    pass


class DbError(AppError):
    pass


def run():
    try:
        work()
    except Exception:
        log()
    except ValueError as e:
#   ^^^^^^ unreachable-except error
        print(e)
    try:
        work()
    except OSError:
        log()
    except IOError:
#   ^^^^^^ unreachable-except error
# fix[Remove]:
        log()
    try:
        work()
    except AppError:
        log()
    except (DbError, AppError):
#   ^^^^^^ unreachable-except error
# no fix
        log()

# ---
# not: unreachable-except — two different statements
# not: unreachable-except — the narrow one first
# not: unreachable-except — unknown classes, and groups
import socket
from lib import Base, Narrow

try:
    work()
except LookupError:
    log()
try:
    work()
except KeyError as e:
#<^^^^ gloss except-clause: no builtin derives from it. `e` is deleted at the end of the block.
    log()
except LookupError:
    log()
try:
    work()
except Base:
    log()
except Narrow:
    log()
except socket.timeout:
    log()
except OSError:
    log()
try:
    work()
except* OSError:
#     ^ gloss except-star: runs for the part of an exception group that is
    log()
except* FileNotFoundError:
#     ^ gloss except-star: runs for the part of an exception group that is
    log()

# ---
# try-else, raise-statement.
try:
    work()
except KeyError as e:
    raise ValueError("x") from e
#   ^^^^^ gloss raise-statement: `from e` makes it the direct cause
except TypeError as e:
    raise ValueError("x")
#         ^^^^^^^^^^^^^^^ raise-without-from information
#   ^^^^^ gloss raise-statement: During handling of the above exception
except OSError:
    raise
#   ^^^^^ gloss raise-statement: re-raises the exception being handled, with its traceback.
except NameError:
    raise ValueError("x") from None
#   ^^^^^ gloss raise-statement: hides the context
else:
#<^^ gloss try-else: without an exception. The handlers above do not guard it.
    pass


def look(xs):
    for x in xs:
        if x:
            break
        else:
#       ^^^^ no gloss try-else
            pass
    else:
#   ^^^^ no gloss try-else
        pass
    while xs:
        xs = xs[1:]
    else:
#   ^^^^ no gloss try-else
        pass
    try:
        pass
    except ValueError:
#         ^ no gloss except-star
        pass
    else:
#   ^^^^ gloss try-else: does not guard it.
        pass

# ---
# bare-except: whatever the handler does, as long as it does not send it on.
def f(file):
    try:
        file.close()
    except:
#   ^^^^^^ bare-except warning
# fix: except Exception:
        log()
    try:
        work()
    except ValueError:
        log()
    except:
#   ^^^^^^ bare-except warning
        log()
    try:
        work()
    except OSError:
        log()
    except:
#   ^^^^^^ bare-except warning
        if file:
            raise ValueError from None
    return file

# ---
# not: bare-except — it is sent on, if only on one way.
# not: bare-except — what ends the program has a handler of its own.
# not: bare-except — the program ends.
# not: bare-except — with a class.
import sys


def f(file):
    try:
        work()
    except:
        file.close()
        raise
    try:
        work()
    except:
        if file:
            raise
        else:
            raise ValueError from None
    try:
        work()
    except:
        log()
        sys.exit(1)
    try:
        work()
    except:
        keep = sys.exc_info()
    try:
        work()
    except:
        with util.safe_reraise():
            log()
    try:
        work()
    except:
        if file:
            raise
    try:
        work()
    except SystemExit:
        raise
    except:
        log()
    try:
        work()
    except (OSError, KeyboardInterrupt):
        log()
    except:
        log()
    try:
        work()
    except BaseException:
        log()

# ---
# except-pass: a broad class, or one that is no word for absence.
def f(xs):
    try:
        work()
    except Exception:
#   ^^^^^^ except-pass information
# no fix
        pass
    for x in xs:
        try:
            work(x)
        except (ValueError, Exception) as e:
#       ^^^^^^ except-pass information
            continue
    # The file may be gone.
    try:
        work()
    except Exception:
#   ^^^^^^ except-pass information
        pass

# ---
# except-pass: what is given back cannot do much harm, so a broad class gets a hint there, too.
async def f(file, pool):
    try:
        file.close()
    except Exception:
#   ^^^^^^ except-pass hint
        pass
    try:
        pool.terminate()
        await pool.join()
        pool.force_close_all()
    except BaseException:
#   ^^^^^^ except-pass hint
        pass
    try:
        file.write("x")
        file.close()
    except Exception:
#   ^^^^^^ except-pass information
        pass

# ---
# except-pass: narrow classes get a hint.
import contextlib


def f(xs):
    try:
        work()
    except ValueError:
#   ^^^^^^ except-pass hint
# fix: with contextlib.suppress(ValueError):
        ...
    try:
        pytest.fail("no")
    except pytest.fail.Exception:
#   ^^^^^^ except-pass hint
        pass
    try:
        work()
        more()
    except (ValueError, TypeError):
#   ^^^^^^ except-pass hint
# fix: with contextlib.suppress(ValueError, TypeError):
        pass
    for x in xs:
        try:
            work(x)
        except OSError:
#       ^^^^^^ except-pass hint
# no fix
            continue

# ---
# not: except-pass — classes that say that there is none.
# not: except-pass — a comment says why.
# not: except-pass — something is done.
# not: except-pass — a finalizer.
# not: except-pass — an attempt with another one behind it.
# not: except-pass — the suite itself raises what is caught.
# not: except-pass — a comment above the `try` says that nothing is to get out.
try:
    if is_special(name):
        raise ValueError("look elsewhere")
    value = table[name]
except Exception:
    pass



def look_up(table, name):
    # Suppress whatever the mapping raises: it may be of any type.
    try:
        value = table[name]
    except Exception:
        pass
    return None


try:
    import fast
except ImportError:
    pass
try:
    unlink(path)
except FileNotFoundError:
    pass
try:
    value = table[key]
except (KeyError, AttributeError):
    pass
try:
    work()
except Exception:
    # The device may be gone.
    pass
try:
    work()
except Exception:
    pass  # nothing left to do
try:
    work()
except ValueError:
    value = None
try:
    work()
except ValueError:
    pass
else:
    more()
try:
    work()
except:
#<^^^^ bare-except warning
    pass  # nothing left to do


def attempt(x):
    try:
        return one(x)
    except ValueError:
        pass
    for y in x:
        try:
            work(y)
        except OSError:
            continue
        more(y)
    return two(x)


class Handle:
    def __del__(self):
        try:
            self.close()
        except Exception:
            pass

# ---
# except-or: `or`, `and`, `|`.
class AppError(Exception):
    pass


try:
    work()
except ValueError or TypeError:
#      ^^^^^^^^^^^^^^^^^^^^^^^ except-or error
# fix: except (ValueError, TypeError):
    log()
try:
    work()
except AppError and KeyError:
#      ^^^^^^^^^^^^^^^^^^^^^ except-or error
# fix: except (AppError, KeyError):
    log()
try:
    work()
except (ValueError or TypeError or KeyError) as e:
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ except-or error
# fix: except (ValueError, TypeError, KeyError) as e:
    log(e)
try:
    work()
except ValueError | TypeError:
#      ^^^^^^^^^^^^^^^^^^^^^^ except-or error
# fix: except (ValueError, TypeError):
    log()
try:
    work()
except json.JSONDecodeError or lib.Missing_Error:
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ except-or error
    log()

# ---
# not: except-or — a tuple.
# not: except-or — tuples that are joined, or chosen from.
# not: except-or — unknown values.
try:
    work()
except (ValueError, TypeError):
    log()
try:
    work()
except ERRORS + (ValueError,):
    log()
try:
    work()
except errors or ():
    log()
try:
    work()
except known | others:
    log()

# ---
# except-name-after-block: behind the clause, at the module's level.
try:
    1 / 0
except ZeroDivisionError as e:
    log()
report(e)
#      ^ except-name-after-block error
# no fix

# ---
# except-name-after-block: in a function.
def f():
    try:
        work()
    except ValueError as problem:
        log(problem)
    return problem
#          ^^^^^^^ except-name-after-block error
# fix: except ValueError as error:
# fix:     problem = error


def g():
    e = None
    try:
        work()
    except ValueError as e:
        log(e)
    if e:
#      ^ except-name-after-block error
        return 1
    return e


def h(xs):
    for x in xs:
        try:
            work(x)
        except (ValueError, TypeError) as error:
            log(error)
        log(error)
#           ^^^^^ except-name-after-block error
# fix: except (ValueError, TypeError) as exc:
# fix:     error = exc

# ---
# not: except-name-after-block — bound again.
# not: except-name-after-block — every handler leaves.
# not: except-name-after-block — `else` and `finally`, and another handler.
# not: except-name-after-block — a closure inside the clause.
def again():
    try:
        work()
    except ValueError as e:
        log(e)
    e = 1
    return e


def leaves():
    e = None
    try:
        work()
    except ValueError as e:
        return e
    return e


def others():
    e = None
    try:
        work()
    except ValueError as e:
        log(e)
    except TypeError:
        log(e)
    else:
        log(e)
    finally:
        log()


def inner():
    try:
        work()
    except ValueError as e:
        log(lambda: e)


def fails(self):
    e = None
    try:
        work()
    except ValueError as e:
        self.fail(e)
    return e


def nested():
    try:
        work()
    except ValueError as e:
        try:
            more()
        except ValueError as e:
            log(e)
        log(e)

# ---
# raise-without-from: a new exception in a handler.
def f(table, key):
    try:
        return table[key]
    except KeyError:
        raise ConfigError("missing")
#             ^^^^^^^^^^^^^^^^^^^^^^ raise-without-from information
# fix[from error]: except KeyError as error:
# fix[from error]:     raise ConfigError("missing") from error
# fix[from None]: raise ConfigError("missing") from None


def g(text):
    try:
        return int(text)
    except ValueError as e:
        raise RuntimeError(str(e))
#             ^^^^^^^^^^^^^^^^^^^^ raise-without-from information
# fix[from e]: raise RuntimeError(str(e)) from e


def h(text):
    try:
        return int(text)
    except (ValueError, TypeError):
        if text:
            raise errors.Invalid(text)
#                 ^^^^^^^^^^^^^^^^^^^^ raise-without-from information
        else:
            raise errors.Missing
#                 ^^^^^^^^^^^^^^ raise-without-from information
    except:
        raise OSError
#             ^^^^^^^ raise-without-from information
# fix[from None]: raise OSError from None

# ---
# not: raise-without-from — the same exception, or an unknown object.
# not: raise-without-from — `from` is there.
# not: raise-without-from — what ends the program or a loop.
# not: raise-without-from — a function of its own, or a `try` of its own.
def f(table, key, error):
    try:
        return table[key]
    except KeyError:
        raise
    except ValueError as e:
        raise e
    except TypeError:
        raise error
    except OSError as e:
        raise RuntimeError("x") from e
    except NameError:
        raise RuntimeError("x") from None
    except EOFError:
        raise SystemExit(1)
    except IndexError:
        raise typer.Exit(1)
    except LookupError:
        raise StopIteration
    except ArithmeticError:
        raise HTTPException(404)
    except AttributeError:
        def later():
            raise RuntimeError("x")
        return later
    except AssertionError:
        try:
            raise RuntimeError("x")
        except RuntimeError:
            return None

# ---
# exception-not-raised: a class of the builtins or of this file.
class MyError(Exception):
    def __init__(self, code):
        super().__init__(code)


def f(x):
    if x:
        ValueError("bad")
#       ^^^^^^^^^^^^^^^^^ exception-not-raised warning
# fix: raise ValueError("bad")
    elif x is None:
        MyError(code=1)
#       ^^^^^^^^^^^^^^^ exception-not-raised warning
# fix: raise MyError(code=1)
    else:
        NotImplementedError()
#       ^^^^^^^^^^^^^^^^^^^^^ exception-not-raised warning

# ---
# not: exception-not-raised — the object goes somewhere.
# not: exception-not-raised — a warning, an unknown class.
# not: exception-not-raised — a test of its `__init__`.
import pytest
from lib import OtherError


def f(errors):
    error = ValueError("x")
    errors.append(ValueError("y"))
    UserWarning("z")
    OtherError("x")
    Exception
    return TypeError("x")


def test_init():
    with pytest.raises(TypeError):
        UnicodeDecodeError(1)

# ---
# raise-non-exception: values, `NotImplemented`, a class of this file.
class MyError:
    pass


def f(x):
    if x == 1:
        raise "bad"
#             ^^^^^ raise-non-exception error
# fix: raise RuntimeError("bad")
    if x == 2:
        raise NotImplemented
#             ^^^^^^^^^^^^^^ raise-non-exception error
# fix: raise NotImplementedError
    if x == 3:
        raise NotImplemented("later")
#             ^^^^^^^^^^^^^^ raise-non-exception error
# fix: raise NotImplementedError("later")
    if x == 4:
        raise MyError()
#             ^^^^^^^^^ raise-non-exception error
# no fix
    if x == 5:
        raise {"code": 1}
#             ^^^^^^^^^^^ raise-non-exception error
    raise MyError
#         ^^^^^^^ raise-non-exception error

# ---
# not: raise-non-exception — unknown names and classes.
# not: raise-non-exception — operators return `NotImplemented`.
# not: raise-non-exception — a base, a metaclass or `__new__` that may know better.
import pytest
from lib import Base


class Known(Base):
    pass


class Made:
    def __new__(cls):
        return ValueError()


class Early(Exception):
    pass


def f(err, cls):
    if err:
        raise err
    raise cls("x")


class Number:
    def __add__(self, other):
        return NotImplemented

    def g(self, x):
        if x == 1:
            raise Known
        if x == 2:
            raise Made()
        raise Early


def test_raise():
    with pytest.raises(TypeError):
        raise "bad"

# ---
# except-star, by its first word; a finding tells what the clause catches.
try:
    work()
except* OSError:
#<^^^^ gloss except-clause: runs for the part of an exception group that is
    log()
try:
    work()
except ValueError as e:
#<^^^^ except-pass hint
#<^^^^ gloss except-pass: also `UnicodeDecodeError`
    pass
