# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# patch-decorator-order: parameters in the order of the lines, as two and as three.
from unittest import mock
from unittest.mock import patch


class Test:
    @patch("m.read")
#    ^^^^^ gloss patch-call: Replaces the name `read` in `m` while the function runs. Only code that looks the name up there sees it. Of 2 stacked patches the lowest comes first: this mock arrives as `mock_write`, the second parameter
    @patch("m.write")
    def test(self, mock_read, mock_write):
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ patch-decorator-order warning
# fix:     def test(self, mock_write, mock_read):
        pass


@patch("a.one")
@patch.object(b, "two")
#^^^^^^^^^^^^ gloss patch-call: Replaces the attribute `two` of `b` while the function runs.
@mock.patch("c.URLOpener")
def test_three(one_mock, m_two: Mock, mock_url_opener, tmp_path):
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ patch-decorator-order warning
# fix: def test_three(mock_url_opener, m_two: Mock, one_mock, tmp_path):
    pass


@patch("os.path.exists")
@patch("app.NOW", new=1)
@patch("shutil.rmtree")
def test_new(mock_exists, mock_rmtree):
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^ patch-decorator-order warning
# fix: def test_new(mock_rmtree, mock_exists):
    pass

# ---
# not: patch-decorator-order — bottom-up already
# not: patch-decorator-order — names that say nothing, or one of them does
# not: patch-decorator-order — one leaf twice
# not: patch-decorator-order — an unknown decorator may bring arguments of its own
# not: patch-decorator-order — what passes nothing
from unittest.mock import patch


@patch("m.read")
@patch("m.write")
def test_good(mock_write, mock_read):
    pass


@patch("m.read")
@patch("m.write")
def test_names(first, mock_write):
    pass


@patch("m.read")
@patch("n.read")
def test_twice(mock_read, other_read):
    pass


@patch("m.read")
@injected
@patch("m.write")
def test_unknown(mock_read, mock_write):
    pass


@patch("m.read", new=1)
@patch.dict("os.environ", {"A": "1"})
#^^^^^^^^^^ gloss patch-call: Changes the mapping while the function runs
@patch("m.write")
def test_new(mock_write, read):
    pass

# ---
# patch-argument-count: fewer parameters than mocks.
from unittest.mock import patch


@patch("a.b")
@patch("a.c")
def test_one(m):
#   ^^^^^^^^ patch-argument-count error
# fix: def test_one(m, mock_b):
    pass


class Test:
    @patch.object(A, "f")
    def test_method(self):
#       ^^^^^^^^^^^ patch-argument-count error
# fix:     def test_method(self, mock_f):
        pass


@patch("a.HTTPClient", autospec=True)
def test_none():
#   ^^^^^^^^^ patch-argument-count error
# fix: def test_none(mock_http_client):
    pass


@patch("a.low")
@patch("a.mid")
@patch("a.top")
def test_middle(mock_top, mock_low):
#   ^^^^^^^^^^^ patch-argument-count error
# fix: def test_middle(mock_top, mock_mid, mock_low):
    pass

# ---
# not: patch-argument-count — `new`, by keyword or position
# not: patch-argument-count — `patch.dict`, and `patch.multiple` without DEFAULT
# not: patch-argument-count — `*args`
# not: patch-argument-count — a decorator on the class adds one for each method
# not: patch-argument-count — an unknown decorator
# not: patch-argument-count — inside a test, where the error may be the point
# not: patch-argument-count — enough parameters, with fixtures behind them
from unittest.mock import DEFAULT, patch
from web.test import patch as other


@patch("a.b", 1)
@patch("a.c", new=2)
@patch.object(A, "f", 3)
def test_new():
    pass


@patch.dict("os.environ", {})
@patch.multiple("a.b", c=1)
def test_dict():
    pass


@patch.multiple("a.b", c=DEFAULT)
def test_multiple(c):
    pass


@patch("a.b")
def test_star(*mocks):
    pass


@patch("a.b")
class Test:
    @patch("a.c")
    def test(self, c):
        pass


@patch("a.b")
@pick
def test_unknown():
    pass


@patch("a.b")
def test_more(b, tmp_path):
    pass


def test_error():
    @patch("a.b")
    def inner():
        pass


@other("a.b")
#^^^^^ no gloss patch-call
def test_other():
    pass


client.patch("/users")
#      ^^^^^ no gloss patch-call

# ---
# patch-misses-imported-name: the file's own name stays as it is.
from app.db import fetch
from time import sleep
from unittest.mock import patch


@patch("app.db.fetch")
#      ^^^^^^^^^^^^^^ patch-misses-imported-name warning
# fix: @patch(f"{__name__}.fetch")
def test_fetch(m):
    assert fetch() == 1


def test_sleep():
    with patch("time.sleep"):
#              ^^^^^^^^^^^^ patch-misses-imported-name warning
        sleep(10)


def test_as():
    with patch("app.db.fetch") as faked, open("x") as file:
#              ^^^^^^^^^^^^^^ patch-misses-imported-name warning
        faked.return_value = fetch(file)

# ---
# not: patch-misses-imported-name — the name is looked up in the patched module
# not: patch-misses-imported-name — patched where it is looked up
# not: patch-misses-imported-name — not called in the block
# not: patch-misses-imported-name — imported while the patch is in place
import app.db
from app.db import fetch, save
from unittest.mock import patch


@patch("app.db.fetch")
def test_module(m):
    assert app.db.fetch() == 1


@patch("service.fetch")
def test_there(m):
    fetch()


@patch("app.db.save")
def test_unused(m):
    assert m.call_args is save


def test_inside():
    with patch("app.db.load"):
        from app.db import load
        load()

# ---
# mock-assert-misspelled: attributes that no mock has.
from unittest.mock import AsyncMock, MagicMock, Mock, patch


def test_made():
    m = Mock()
#       ^^^^ gloss mock-object: Any attribute and any call works, and gives another mock, which is true
    m(1)
    m.called_once_with(1)
#     ^^^^^^^^^^^^^^^^ mock-assert-misspelled error
# fix:     m.assert_called_once_with(1)
    m.save.has_calls([])
#          ^^^^^^^^^ mock-assert-misspelled error
# fix:     m.save.assert_has_calls([])
    m.assert_called_once
#   ^^^^^^^^^^^^^^^^^^^^ mock-assert-misspelled error
# fix:     m.assert_called_once()
    assert m.called_once()
#   ^^^^^^^^^^^^^^^^^^^^^^ mock-assert-misspelled error
# fix:     m.assert_called_once()


@patch("a.b")
def test_patched(b):
    b.called_with(2)
#     ^^^^^^^^^^^ mock-assert-misspelled error


async def test_awaited():
    with patch.object(api, "get") as get:
        get.not_called()
#           ^^^^^^^^^^ mock-assert-misspelled error
    m = AsyncMock(return_value=3)
#       ^^^^^^^^^ gloss mock-object: Calling it gives a coroutine: `await` it.
    await m()
    m.awaited_once_with()
#     ^^^^^^^^^^^^^^^^^ mock-assert-misspelled error

# ---
# not: mock-assert-misspelled — what a mock has
# not: mock-assert-misspelled — a spec makes it raise by itself
# not: mock-assert-misspelled — other objects
# not: mock-assert-misspelled — the error is expected
# not: mock-assert-misspelled — read, not called
from unittest.mock import Mock, create_autospec, patch


def test_made(spy):
    m = Mock()
    m.assert_called_once_with(1)
#     ^^^^^^^^^^^^^^^^^^^^^^^ gloss mock-object: unless there was exactly one call, with these arguments.
    assert m.called and m.call_count == 1
    assert m.called_once
    spy.called_once_with(1)
    limited = Mock(spec=open)
#             ^^^^ gloss mock-object: Reading an attribute that the spec does not have raises AttributeError.
    limited.called_once_with(1)
    auto = create_autospec(open)
    auto.called_once_with(1)
    m.real = Other()
    m.real.called_with(1)
    with pytest.raises(AttributeError):
        m.called_with(2)
    m.side_effect = [1, 2]
#     ^^^^^^^^^^^ gloss mock-object: One item per call: enough for 2 calls; the next raises StopIteration
    m.side_effect = ValueError("no")
#     ^^^^^^^^^^^ gloss mock-object: Each call raises `ValueError("no")`.
    m.load.return_value = 3
#          ^^^^^^^^^^^^ gloss mock-object: What calling the mock gives back


@patch("a.b", autospec=True)
def test_patched(b):
    b.called_with(2)

# ---
# patch-immutable-type: types written in C.
import datetime as dt
from unittest import mock
from unittest.mock import patch

with patch("datetime.datetime.now"):
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ patch-immutable-type error
    pass


@mock.patch("datetime.date.today")
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ patch-immutable-type error
def test_today(today):
    with patch.object(str, "upper"):
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^ patch-immutable-type error
        pass
    with patch.object(dt.datetime, "utcnow", new=1):
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ patch-immutable-type error
        pass
    patch("builtins.dict.get").start()
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^ patch-immutable-type error

# ---
# not: patch-immutable-type — the name in the module that uses it
# not: patch-immutable-type — a function of a module
# not: patch-immutable-type — classes written in Python
# not: patch-immutable-type — the error is expected
from unittest.mock import patch

with patch("app.mod.datetime"), patch("builtins.open"), patch("time.time"):
    pass
with patch.object(Clock, "now"), patch("threading.Thread.start"), patch("datetime.datetime"):
    pass
try:
    patch("datetime.datetime.now").start()
except TypeError:
    pass  # on purpose

# ---
# raises-gets-called-function: the call comes first.
import pytest


def check(x):
    if x:
        raise KeyError(x)


class Test:
    def test(self):
        self.assertRaises(ValueError, int("x"))
#                                     ^^^^^^^^ raises-gets-called-function error
# fix:         self.assertRaises(ValueError, int, "x")
        self.assertRaises(KeyError, check(1))
#                                   ^^^^^^^^ raises-gets-called-function error
# fix:         self.assertRaises(KeyError, check, 1)
        pytest.raises(KeyError, check(x=2))
#                               ^^^^^^^^^^ raises-gets-called-function error
# fix:         pytest.raises(KeyError, check, x=2)

# ---
# not: raises-gets-called-function — the function and its arguments
# not: raises-gets-called-function — what it returns may be a function
# not: raises-gets-called-function — `with`
# not: raises-gets-called-function — unknown functions, keywords
import pytest
from functools import partial


def factory(x):
    def inner():
        raise KeyError(x)
    return inner


class Test:
    def test(self):
        self.assertRaises(ValueError, int, "x")
        self.assertRaises(KeyError, factory(1))
        self.assertRaises(KeyError, lambda: int("x"))
        self.assertRaises(KeyError, partial(int, "x"))
        self.assertRaises(KeyError, elsewhere(1))
        self.assertRaises(KeyError, callable=int)
        with self.assertRaises(ValueError):
            int("x")
        with pytest.raises(ValueError, match=str(3)):
            int("x")
