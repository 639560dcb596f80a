# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# unreachable-except: the broad one first.
try:
    work()
except LookupError:
#<^^^^ gloss except-clause: Catches `LookupError`, also `IndexError` and `KeyError`.
    pass
except KeyError:
#<^^^^ unreachable-except error
# fix: except KeyError:
# fix:     pass
    pass

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
    pass
try:
    work()
except KeyError as e:
#<^^^^ gloss except-clause: no builtin derives from it. `e` is deleted at the end of the block.
    pass
except LookupError:
    pass
try:
    work()
except Base:
    pass
except Narrow:
    pass
except socket.timeout:
    pass
except OSError:
    pass
try:
    work()
except* OSError:
#     ^ gloss except-star: runs for the part of an exception group that is
    pass
except* FileNotFoundError:
#     ^ gloss except-star: runs for the part of an exception group that is
    pass

# ---
# try-else, raise-statement.
try:
    work()
except KeyError as e:
    raise ValueError("x") from e
#   ^^^^^ gloss raise-statement: `from e` makes it the direct cause
except TypeError as e:
    raise ValueError("x")
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
