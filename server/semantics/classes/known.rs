//! Classes of CPython whose order of resolution is the same in every version from 3.9 on.
//!
//! Owns one table, which `tests/mro.rs` compares with each CPython found. A class that is not in it
//! is unknown.

/// By the full name, builtins without their module: the classes behind it in its `__mro__`, and its
/// metaclass (`typing.Protocol`'s own one stands as the `abc.ABCMeta` that it is derived from).
#[rustfmt::skip]
const TABLE: &[(&str, &str, &str)] = &[
    ("ArithmeticError", "Exception BaseException object", "type"),
    ("AssertionError", "Exception BaseException object", "type"),
    ("AttributeError", "Exception BaseException object", "type"),
    ("BaseException", "object", "type"),
    ("BaseExceptionGroup", "BaseException object", "type"),
    ("BlockingIOError", "OSError Exception BaseException object", "type"),
    ("BrokenPipeError", "ConnectionError OSError Exception BaseException object", "type"),
    ("BufferError", "Exception BaseException object", "type"),
    ("BytesWarning", "Warning Exception BaseException object", "type"),
    ("ChildProcessError", "OSError Exception BaseException object", "type"),
    ("ConnectionAbortedError", "ConnectionError OSError Exception BaseException object", "type"),
    ("ConnectionError", "OSError Exception BaseException object", "type"),
    ("ConnectionRefusedError", "ConnectionError OSError Exception BaseException object", "type"),
    ("ConnectionResetError", "ConnectionError OSError Exception BaseException object", "type"),
    ("DeprecationWarning", "Warning Exception BaseException object", "type"),
    ("EOFError", "Exception BaseException object", "type"),
    ("EncodingWarning", "Warning Exception BaseException object", "type"),
    ("Exception", "BaseException object", "type"),
    ("ExceptionGroup", "BaseExceptionGroup Exception BaseException object", "type"),
    ("FileExistsError", "OSError Exception BaseException object", "type"),
    ("FileNotFoundError", "OSError Exception BaseException object", "type"),
    ("FloatingPointError", "ArithmeticError Exception BaseException object", "type"),
    ("FutureWarning", "Warning Exception BaseException object", "type"),
    ("GeneratorExit", "BaseException object", "type"),
    ("ImportError", "Exception BaseException object", "type"),
    ("ImportWarning", "Warning Exception BaseException object", "type"),
    ("IndentationError", "SyntaxError Exception BaseException object", "type"),
    ("IndexError", "LookupError Exception BaseException object", "type"),
    ("InterruptedError", "OSError Exception BaseException object", "type"),
    ("IsADirectoryError", "OSError Exception BaseException object", "type"),
    ("KeyError", "LookupError Exception BaseException object", "type"),
    ("KeyboardInterrupt", "BaseException object", "type"),
    ("LookupError", "Exception BaseException object", "type"),
    ("MemoryError", "Exception BaseException object", "type"),
    ("ModuleNotFoundError", "ImportError Exception BaseException object", "type"),
    ("NameError", "Exception BaseException object", "type"),
    ("NotADirectoryError", "OSError Exception BaseException object", "type"),
    ("NotImplementedError", "RuntimeError Exception BaseException object", "type"),
    ("OSError", "Exception BaseException object", "type"),
    ("OverflowError", "ArithmeticError Exception BaseException object", "type"),
    ("PendingDeprecationWarning", "Warning Exception BaseException object", "type"),
    ("PermissionError", "OSError Exception BaseException object", "type"),
    ("ProcessLookupError", "OSError Exception BaseException object", "type"),
    ("PythonFinalizationError", "RuntimeError Exception BaseException object", "type"),
    ("RecursionError", "RuntimeError Exception BaseException object", "type"),
    ("ReferenceError", "Exception BaseException object", "type"),
    ("ResourceWarning", "Warning Exception BaseException object", "type"),
    ("RuntimeError", "Exception BaseException object", "type"),
    ("RuntimeWarning", "Warning Exception BaseException object", "type"),
    ("StopAsyncIteration", "Exception BaseException object", "type"),
    ("StopIteration", "Exception BaseException object", "type"),
    ("SyntaxError", "Exception BaseException object", "type"),
    ("SyntaxWarning", "Warning Exception BaseException object", "type"),
    ("SystemError", "Exception BaseException object", "type"),
    ("SystemExit", "BaseException object", "type"),
    ("TabError", "IndentationError SyntaxError Exception BaseException object", "type"),
    ("TimeoutError", "OSError Exception BaseException object", "type"),
    ("TypeError", "Exception BaseException object", "type"),
    ("UnboundLocalError", "NameError Exception BaseException object", "type"),
    ("UnicodeDecodeError", "UnicodeError ValueError Exception BaseException object", "type"),
    ("UnicodeEncodeError", "UnicodeError ValueError Exception BaseException object", "type"),
    ("UnicodeError", "ValueError Exception BaseException object", "type"),
    ("UnicodeTranslateError", "UnicodeError ValueError Exception BaseException object", "type"),
    ("UnicodeWarning", "Warning Exception BaseException object", "type"),
    ("UserWarning", "Warning Exception BaseException object", "type"),
    ("ValueError", "Exception BaseException object", "type"),
    ("Warning", "Exception BaseException object", "type"),
    ("ZeroDivisionError", "ArithmeticError Exception BaseException object", "type"),
    ("bytearray", "object", "type"),
    ("bytes", "object", "type"),
    ("classmethod", "object", "type"),
    ("complex", "object", "type"),
    ("dict", "object", "type"),
    ("float", "object", "type"),
    ("frozenset", "object", "type"),
    ("int", "object", "type"),
    ("list", "object", "type"),
    ("object", "", "type"),
    ("property", "object", "type"),
    ("set", "object", "type"),
    ("staticmethod", "object", "type"),
    ("str", "object", "type"),
    ("tuple", "object", "type"),
    ("type", "object", "type"),
    ("abc.ABC", "object", "abc.ABCMeta"),
    ("abc.ABCMeta", "type object", "type"),
    ("argparse.HelpFormatter", "object", "type"),
    ("ast.NodeTransformer", "ast.NodeVisitor object", "type"),
    ("ast.NodeVisitor", "object", "type"),
    ("cmd.Cmd", "object", "type"),
    ("collections.Counter", "dict object", "type"),
    ("collections.OrderedDict", "dict object", "type"),
    ("collections.UserDict", "collections.abc.MutableMapping collections.abc.Mapping collections.abc.Collection collections.abc.Sized collections.abc.Iterable collections.abc.Container object", "abc.ABCMeta"),
    ("collections.UserList", "collections.abc.MutableSequence collections.abc.Sequence collections.abc.Reversible collections.abc.Collection collections.abc.Sized collections.abc.Iterable collections.abc.Container object", "abc.ABCMeta"),
    ("collections.UserString", "collections.abc.Sequence collections.abc.Reversible collections.abc.Collection collections.abc.Sized collections.abc.Iterable collections.abc.Container object", "abc.ABCMeta"),
    ("collections.abc.AsyncIterable", "object", "abc.ABCMeta"),
    ("collections.abc.AsyncIterator", "collections.abc.AsyncIterable object", "abc.ABCMeta"),
    ("collections.abc.Awaitable", "object", "abc.ABCMeta"),
    ("collections.abc.Callable", "object", "abc.ABCMeta"),
    ("collections.abc.Collection", "collections.abc.Sized collections.abc.Iterable collections.abc.Container object", "abc.ABCMeta"),
    ("collections.abc.Container", "object", "abc.ABCMeta"),
    ("collections.abc.Coroutine", "collections.abc.Awaitable object", "abc.ABCMeta"),
    ("collections.abc.Generator", "collections.abc.Iterator collections.abc.Iterable object", "abc.ABCMeta"),
    ("collections.abc.Hashable", "object", "abc.ABCMeta"),
    ("collections.abc.Iterable", "object", "abc.ABCMeta"),
    ("collections.abc.Iterator", "collections.abc.Iterable object", "abc.ABCMeta"),
    ("collections.abc.Mapping", "collections.abc.Collection collections.abc.Sized collections.abc.Iterable collections.abc.Container object", "abc.ABCMeta"),
    ("collections.abc.MutableMapping", "collections.abc.Mapping collections.abc.Collection collections.abc.Sized collections.abc.Iterable collections.abc.Container object", "abc.ABCMeta"),
    ("collections.abc.MutableSequence", "collections.abc.Sequence collections.abc.Reversible collections.abc.Collection collections.abc.Sized collections.abc.Iterable collections.abc.Container object", "abc.ABCMeta"),
    ("collections.abc.MutableSet", "collections.abc.Set collections.abc.Collection collections.abc.Sized collections.abc.Iterable collections.abc.Container object", "abc.ABCMeta"),
    ("collections.abc.Reversible", "collections.abc.Iterable object", "abc.ABCMeta"),
    ("collections.abc.Sequence", "collections.abc.Reversible collections.abc.Collection collections.abc.Sized collections.abc.Iterable collections.abc.Container object", "abc.ABCMeta"),
    ("collections.abc.Set", "collections.abc.Collection collections.abc.Sized collections.abc.Iterable collections.abc.Container object", "abc.ABCMeta"),
    ("collections.abc.Sized", "object", "abc.ABCMeta"),
    ("collections.defaultdict", "dict object", "type"),
    ("collections.deque", "object", "type"),
    ("concurrent.futures.Executor", "object", "type"),
    ("concurrent.futures.ThreadPoolExecutor", "concurrent.futures.Executor object", "type"),
    ("contextlib.AbstractContextManager", "abc.ABC object", "abc.ABCMeta"),
    ("contextlib.ContextDecorator", "object", "type"),
    ("datetime.date", "object", "type"),
    ("datetime.datetime", "datetime.date object", "type"),
    ("datetime.timedelta", "object", "type"),
    ("datetime.tzinfo", "object", "type"),
    ("decimal.Decimal", "object", "type"),
    ("enum.Enum", "object", "enum.EnumMeta"),
    ("enum.EnumMeta", "type object", "type"),
    ("enum.Flag", "enum.Enum object", "enum.EnumMeta"),
    ("http.server.BaseHTTPRequestHandler", "socketserver.StreamRequestHandler socketserver.BaseRequestHandler object", "type"),
    ("http.server.HTTPServer", "socketserver.TCPServer socketserver.BaseServer object", "type"),
    ("json.JSONDecoder", "object", "type"),
    ("json.JSONEncoder", "object", "type"),
    ("logging.Filter", "object", "type"),
    ("logging.Formatter", "object", "type"),
    ("logging.LoggerAdapter", "object", "type"),
    ("queue.LifoQueue", "queue.Queue object", "type"),
    ("queue.PriorityQueue", "queue.Queue object", "type"),
    ("queue.Queue", "object", "type"),
    ("socketserver.BaseRequestHandler", "object", "type"),
    ("socketserver.BaseServer", "object", "type"),
    ("socketserver.ForkingMixIn", "object", "type"),
    ("socketserver.StreamRequestHandler", "socketserver.BaseRequestHandler object", "type"),
    ("socketserver.TCPServer", "socketserver.BaseServer object", "type"),
    ("socketserver.ThreadingMixIn", "object", "type"),
    ("socketserver.UDPServer", "socketserver.TCPServer socketserver.BaseServer object", "type"),
    ("string.Formatter", "object", "type"),
    ("string.Template", "object", "type"),
    ("subprocess.Popen", "object", "type"),
    ("threading.Thread", "object", "type"),
    ("threading.Timer", "threading.Thread object", "type"),
    ("types.SimpleNamespace", "object", "type"),
    ("typing.Generic", "object", "type"),
    ("typing.Protocol", "typing.Generic object", "abc.ABCMeta"),
    ("unittest.IsolatedAsyncioTestCase", "unittest.TestCase object", "type"),
    ("unittest.TestCase", "object", "type"),
];

fn row(name: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    TABLE.binary_search_by(|row| key(row.0).cmp(&key(name))).ok().map(|index| &TABLE[index])
}

/// Builtins come first.
fn key(name: &str) -> (bool, &str) {
    (name.contains('.'), name)
}

/// The known class of this full name.
pub fn find(name: &str) -> Option<&'static str> {
    let name = match name {
        "EnvironmentError" | "IOError" => "OSError",
        "enum.EnumType" => "enum.EnumMeta",
        name => name,
    };
    row(name).map(|row| row.0)
}

/// Its whole `__mro__`, the class itself first; empty when it is not known.
pub fn mro(name: &str) -> Vec<&'static str> {
    let Some((own, behind, _)) = row(name) else { return Vec::new() };
    std::iter::once(*own).chain(behind.split_ascii_whitespace()).collect()
}

/// Its metaclass's full name.
pub fn metaclass(name: &str) -> Option<&'static str> {
    row(name).map(|row| row.2)
}

/// All rows: the full name, what stands behind it in its `__mro__`, its metaclass.
pub fn table() -> &'static [(&'static str, &'static str, &'static str)] {
    TABLE
}

/// Whether a known class has an attribute of its own with this name, where that is sure.
pub fn provides(class: &str, member: &str) -> Option<bool> {
    let is_dunder = member.starts_with("__") && member.ends_with("__");
    match class {
        "object" => Some(OBJECT.contains(&member)),
        // Exceptions without attributes of their own.
        "Exception"
        | "ValueError"
        | "TypeError"
        | "RuntimeError"
        | "LookupError"
        | "IndexError"
        | "ArithmeticError"
        | "ZeroDivisionError"
        | "NotImplementedError"
        | "AssertionError" => (!is_dunder).then_some(false),
        "abc.ABC" => {
            Some(matches!(member, "__slots__" | "__abstractmethods__" | "_abc_impl" | "__module__" | "__doc__"))
        }
        "typing.Generic" | "typing.Protocol" if !is_dunder && !member.starts_with('_') => Some(false),
        "typing.Generic" if member == "__init__" => Some(false),
        _ => None,
    }
}

/// `object`'s attributes, the same in each version but for `__getstate__` of 3.11.
const OBJECT: &[&str] = &[
    "__class__",
    "__delattr__",
    "__dir__",
    "__doc__",
    "__eq__",
    "__format__",
    "__ge__",
    "__getattribute__",
    "__getstate__",
    "__gt__",
    "__hash__",
    "__init__",
    "__init_subclass__",
    "__le__",
    "__lt__",
    "__ne__",
    "__new__",
    "__reduce__",
    "__reduce_ex__",
    "__repr__",
    "__setattr__",
    "__sizeof__",
    "__str__",
    "__subclasshook__",
];
