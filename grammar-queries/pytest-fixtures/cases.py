# Each block is a module of its own. A marker stands under the line that it speaks of.

# ---
# fixture-called-directly: in a test, in a fixture, in a test class.
import pytest
from pytest import fixture


@pytest.fixture
def data():
    return {"users": 2}


@fixture()
def client():
    return object()


@pytest.fixture
def users():
    return data()["users"]
#          ^^^^^^ fixture-called-directly error


def test_users():
    found = data()
#           ^^^^^^ fixture-called-directly error
# fix: def test_users(data):
# fix:     found = data
    check(found)


class TestClient:
    def test_get(self, tmp_path):
#                      ^^^^^^^^ gloss fixture-parameter: pytest's own fixture `tmp_path`: a new empty folder as a `pathlib.Path`; made anew for each test.
        client().get(tmp_path)
#       ^^^^^^^^ fixture-called-directly error


def test_arguments(caplog, size=1):
    data("x")
#   ^^^^^^^^^ fixture-called-directly error

# ---
# not: fixture-called-directly — a parameter is the value, and may be a factory
# not: fixture-called-directly — a plain function, and a fixture of another library
# not: fixture-called-directly — the error is what is asked for
import pytest
from testkit import fixture


@pytest.fixture
def make_user():
    def make(name):
        return name

    return make


def load():
    return 1


@fixture
def other():
    return 1


def test_user(make_user):
    check(make_user("ada"))


def test_load():
    check(load())
    check(other())


def test_refused():
    with pytest.raises(BaseException):
        make_user()


def helper():
    return make_user()

# ---
# fixture-not-requested: read, indexed, called upon.
import pytest


@pytest.fixture(scope="module")
def data():
    return {"users": 2}


@pytest.fixture
def client():
    yield object()


def test_users():
    check(data["users"])
#         ^^^^ fixture-not-requested error
# fix: def test_users(data):


def test_get(tmp_path):
    client.get("/")
#   ^^^^^^ fixture-not-requested error
# fix: def test_get(tmp_path, client):


@pytest.fixture
def first():
    return data["users"]
#          ^^^^ fixture-not-requested error
# fix: def first(data):

# ---
# not: fixture-not-requested — it is asked for
# not: fixture-not-requested — the name is bound anew here, or in the module
# not: fixture-not-requested — by name in a string, or as a mark
# not: fixture-not-requested — under another name
# not: fixture-not-requested — the definition itself is meant
import pytest


@pytest.fixture
def data():
    return {"users": 2}


@pytest.fixture
def twice():
    return 1


twice = 2


@pytest.fixture(name="shown")
def hidden():
    return 1


def test_users(data):
    check(data["users"])


def test_own():
    data = {"users": 1}
    check(data["users"])


def test_twice():
    check(twice + 1)


@pytest.mark.usefixtures("data")
def test_used(request):
    check(request.getfixturevalue("data"))


def test_hidden():
    check(hidden)


def test_documented():
    check(data.__doc__)

# ---
# fixture-scope-mismatch: a fixture of this file, and pytest's own.
import pytest


@pytest.fixture
def data():
    return []


@pytest.fixture(scope="session")
def database(data):
#            ^^^^ fixture-scope-mismatch error
# fix: @pytest.fixture(scope="function")
    return data


@pytest.fixture(scope="module")
def folder(tmp_path):
#          ^^^^^^^^ fixture-scope-mismatch error
# fix: @pytest.fixture(scope="function")
    return tmp_path


@pytest.fixture(scope='session')
def patched(monkeypatch: pytest.MonkeyPatch):
#           ^^^^^^^^^^^ fixture-scope-mismatch error
# fix: @pytest.fixture(scope='function')
    return monkeypatch

# ---
# not: fixture-scope-mismatch — as wide, or wider
# not: fixture-scope-mismatch — a scope that is computed
# not: fixture-scope-mismatch — a fixture of another file
# not: fixture-scope-mismatch — defined here in place of pytest's own
import pytest


def chosen(fixture_name, config):
    return "session"


@pytest.fixture(scope="session")
def wide():
    return []


@pytest.fixture(scope="module")
def monkeypatch():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def narrow(wide, tmp_path_factory, monkeypatch):
    return wide


@pytest.fixture(scope=chosen)
def computed(tmp_path):
    return tmp_path


@pytest.fixture(scope="session")
def elsewhere(somewhere):
    return somewhere

# ---
# parametrize-mismatch: a row too long, a row too short, a list of names, a name that nobody takes.
import pytest
from pytest import mark


@pytest.mark.parametrize("a, b", [(1, 2), (1, 2, 3)])
#                                         ^^^^^^^^^ parametrize-mismatch error
def test_long(a, b):
    pass


@mark.parametrize(["word"], [("a", 1)])
#                            ^^^^^^^^ parametrize-mismatch error
def test_list(word):
    pass


@pytest.mark.parametrize(("a", "b"), [pytest.param(1, id="one")])
#                                     ^^^^^^^^^^^^^^^^^^^^^^^^^ parametrize-mismatch error
def test_param(a, b):
    pass


@pytest.mark.parametrize("size", [1, 2])
#                        ^^^^^^ parametrize-mismatch error
def test_nothing():
    pass

# ---
# not: parametrize-mismatch — one name takes a tuple as it is
# not: parametrize-mismatch — rows that the text does not show
# not: parametrize-mismatch — a mark on a class
# not: parametrize-mismatch — a fixture of the function may take the name
# not: parametrize-mismatch — stacked
# not: parametrize-mismatch — a decorator that takes over
import pytest

ROWS = [(1, 2)]


@pytest.mark.parametrize("pair", [(1, 2), (3, 4, 5)])
#^^^^^^^^^^^^^^^^^^^^^^^ gloss parametrize-runs: The test runs 2 times, as `[1-2]` and so on.
def test_pair(pair):
    pass


@pytest.mark.parametrize("a, b", ROWS)
#^^^^^^^^^^^^^^^^^^^^^^^ gloss parametrize-runs: One run for each value; how many there are, the text does not tell.
def test_rows(a, b):
    pass


@pytest.mark.parametrize("a, b", [*ROWS, (1, 2)])
def test_splat(a, b):
    pass


@pytest.mark.parametrize("size", [1])
class TestAll:
    def test_size(self, size):
        pass


@pytest.mark.parametrize("size", [1])
def test_through(box):
    pass


@pytest.mark.parametrize("a", [1, 2])
#^^^^^^^^^^^^^^^^^^^^^^^ gloss parametrize-runs: Stacked: every combination, so the test runs 2 × 3 = 6 times.
@pytest.mark.parametrize("b", [1, 2, 3])
def test_stacked(a, b):
    pass


@wrapped
@pytest.mark.parametrize("b", [1])
def test_wrapped():
    pass

# ---
# fixture-shared-state-mutated: a list, a dict, a set; appended to, set, updated.
import pytest


@pytest.fixture(scope="module")
def cart():
    return []


@pytest.fixture(scope="session")
def settings():
    values = {"debug": False}
    yield values


@pytest.fixture(scope="class")
def seen():
    return {1}


def test_add(cart):
#            ^^^^ fixture-shared-state-mutated warning
    cart.append("tea")


def test_debug(settings):
#              ^^^^^^^^ fixture-shared-state-mutated warning
    settings["debug"] = True


class TestSeen:
    def test_seen(self, seen: set):
#                       ^^^^ fixture-shared-state-mutated warning
        seen.update([2])

# ---
# not: fixture-shared-state-mutated — made anew for each test
# not: fixture-shared-state-mutated — only read, or a copy is changed
# not: fixture-shared-state-mutated — put back by the test, or by another fixture
# not: fixture-shared-state-mutated — an object that is there to be changed
import pytest


@pytest.fixture
def fresh():
    return []


@pytest.fixture(scope="module")
def shared():
    return []


@pytest.fixture(scope="module")
def reset():
    return []


@pytest.fixture(autouse=True)
def clean(reset):
    yield
    reset.clear()


@pytest.fixture(scope="session")
def app():
    return App()


def test_fresh(fresh):
    fresh.append(1)


def test_read(shared):
    check(len(shared))
    own = list(shared)
    own.append(1)


def test_back(shared):
    shared.append(1)
    shared.pop()


def test_reset(reset):
    reset.append(1)


def test_app(app):
    app.items = 1

# ---
# Hovers: where a parameter comes from, how long it lives, who asks.
import pytest


@pytest.fixture
#^^^^^^^^^^^^^^ gloss fixture-definition: `user` runs anew for each test that asks for it. In this file `database` takes it.
def user():
    return "ada"


@pytest.fixture(scope="function")
#^^^^^^^^^^^^^^ gloss fixture-definition: Before `yield`: setup. Behind it: teardown, also when a test fails. In this file `test_one`, `test_two` and `test_three` take it.
def database(user):
#            ^^^^ gloss fixture-parameter: The value of the fixture `user` (this file, line 6), made anew for each test.
    yield user
    print("closed")


@pytest.fixture(params=[1, 2, 3], autouse=True)
#^^^^^^^^^^^^^^ gloss fixture-definition: `autouse`
#               ^^^^^^ gloss parametrize-runs: Each test that takes `each` runs 3 times, as `[1]` and so on: once for each value, which the fixture reads as `request.param`.
def each(request):
#        ^^^^^^^ gloss fixture-parameter: `request` is pytest's own
    return request.param


@pytest.fixture(params=[SMALL, LARGE], ids=["small", "large"])
#               ^^^^^^ gloss parametrize-runs: Each test that takes `sized` runs 2 times: once for each value
def sized(request):
    return request.param


@pytest.fixture(params=range(3))
#               ^^^^^^ gloss parametrize-runs: Each test that takes `counted` runs once for each value
def counted(request):
    return request.param


@other.fixture(params=[1, 2])
#              ^^^^^^ no gloss parametrize-runs
def foreign(request):
    return request.param


def test_one(database):
#            ^^^^^^^^ gloss fixture-parameter: line 11), made anew for each test. It needs `user`.
    pass


@pytest.mark.parametrize("size", [1, 2])
#^^^^^^^^^^^^^^^^^^^^^^^ gloss parametrize-runs: The test runs 2 times, as `[1]` and so on.
def test_two(database, size, elsewhere):
#                      ^^^^ gloss fixture-parameter: `size` comes from `parametrize`: 2 cases.
#                            ^^^^^^^^^ gloss fixture-parameter: `elsewhere` is a fixture that this module does not define by that name
    pass


class TestCase(Base):
    def test_three(self, database):
        pass
