//! Facts about names: reads without a value, skipped class scopes, bindings that stay local.

use super::context::{Context, Witness};
use crate::semantics::module::{Variable, home_in};
use crate::semantics::scope::{MODULE, flag};
use crate::semantics::syntax::Syntax;
use crate::semantics::{BindingKind, Kind, Place, Regions, ScopeId, ScopeKind, Unbound, Value};
use rustc_hash::FxHashSet;
use std::sync::OnceLock;
use tree_sitter::Node;

/// Names of the `builtins` module, and those that every module has (CPython 3.9 to 3.15).
const BUILTINS: &str = " ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup \
    BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError \
    ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis \
    EncodingWarning EnvironmentError Exception ExceptionGroup False FileExistsError FileNotFoundError \
    FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError \
    IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError \
    ModuleNotFoundError NameError None NotADirectoryError NotImplemented NotImplementedError OSError \
    OverflowError PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError \
    RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration \
    StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True TypeError \
    UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError \
    UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError _ __annotations__ \
    __build_class__ __builtins__ __class__ __debug__ __dict__ __doc__ __file__ __import__ __loader__ __module__ \
    __name__ __package__ __path__ __qualname__ __spec__ abs aiter all anext any ascii bin bool breakpoint \
    bytearray bytes callable chr classmethod compile complex copyright credits delattr dict dir divmod \
    enumerate eval exec exit filter float format frozendict frozenset getattr globals hasattr hash help hex id \
    input int isinstance issubclass iter len license list locals map max memoryview min next object oct \
    open ord pow print property quit range repr reversed round sentinel set setattr slice sorted staticmethod \
    str sum super tuple type vars zip ";

/// Whether a name is one of the `builtins` module, or one that every module has.
pub fn is_builtin_name(name: &str) -> bool {
    static NAMES: OnceLock<FxHashSet<&str>> = OnceLock::new();
    NAMES.get_or_init(|| BUILTINS.split_ascii_whitespace().collect()).contains(name)
}

/// Whether a name is read before its function gives it a value; only the first such read of each name.
pub fn read_before_bound(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    let at = context.source.at(node);
    let table = context.view.unit(own);
    let Some(Unbound::Late(cause)) = table.reads().unbound.get(&at).copied() else { return false };
    if expects_failure(node, context) || bound_by_condition(node, context) {
        return false;
    }
    let name = context.text(node);
    let scope = function_around(context, at);
    let function = &table.scopes[scope as usize];
    witness.say("function", function.name.as_str());
    if cause != at {
        witness.point(own, cause..cause + name.len() as u32, "bound here");
    }
    match outer_home(context, scope, name) {
        Some(Place::Local(_, outer)) => {
            let outer = &table.scopes[outer as usize].name;
            witness.say("declare", format!("nonlocal {name}"));
            witness.say("advice", format!("Write `nonlocal {name}` to rebind the one of `{outer}`, or pass it in."));
        }
        Some(Place::Global) => {
            witness.say("declare", format!("global {name}"));
            witness.say(
                "advice",
                format!("Write `global {name}` to rebind the module's, or pass it in and return the new value."),
            );
        }
        None => witness.say("advice", "Bind it first, or use another name."),
    }
    true
}

/// The function whose body holds an offset; comprehensions and lambdas have none of the names asked for.
fn function_around(context: &Context, at: u32) -> ScopeId {
    let own = context.view.own();
    let mut scope = context.view.scope_at(own, at);
    let table = context.view.unit(own);
    // A default or decorator of an inner function is evaluated in the outer one.
    let reads = |scope: ScopeId| {
        let symbols = &table.scopes[scope as usize].symbols;
        symbols.iter().any(|symbol| {
            symbol.uses.iter().any(|site| site.at == at) || symbol.bindings.iter().any(|site| site.at == at)
        })
    };
    while !reads(scope) {
        match table.scopes[scope as usize].parent {
            Some(parent) => scope = parent,
            None => break,
        }
    }
    scope
}

/// Whether the condition of a conditional expression, which is evaluated first although it stands
/// in the middle, may bind the name: `line if (line := next_line()) else ""`.
fn bound_by_condition(node: Node, context: &Context) -> bool {
    context.ancestors(node).iter().any(|around| {
        around.kind_name() == "conditional_expression"
            && around.named_child(1).is_some_and(|condition| {
                condition.start_byte() > node.start_byte() && context.text(condition).contains(":=")
            })
    })
}

/// Where a name would be found if the function did not bind it itself.
pub fn outer_home(context: &Context, scope: ScopeId, name: &str) -> Option<Place> {
    let own = context.view.own();
    let table = context.view.unit(own);
    let mut outer = table.scopes[scope as usize].parent?;
    while table.scopes[outer as usize].kind.is_class() {
        outer = table.scopes[outer as usize].parent?;
    }
    match home_in(table, outer, name) {
        Some(home) => (table.scopes[home as usize].kind == ScopeKind::Function).then_some(Place::Local(own, home)),
        None => {
            let variable = Variable { name: name.into(), place: Place::Global };
            let bound = context.view.bindings(&variable);
            bound.iter().any(|site| site.scope == MODULE).then_some(Place::Global)
        }
    }
}

/// Whether a failing read is there to be seen: in `try … except NameError`, or under `raises`.
pub(super) fn expects_failure(node: Node, context: &Context) -> bool {
    context.ancestors(node).iter().any(|around| {
        let mut cursor = around.walk();
        let says = |part: Node, words: &[&str]| words.iter().any(|word| context.text(part).contains(word));
        match around.kind_name() {
            "try_statement" => around.named_children(&mut cursor).any(|part| {
                part.kind_name() == "except_clause"
                    && part.named_child(0).is_some_and(|kind| {
                        kind.kind_name() == "block" || says(kind, &["NameError", "UnboundLocalError"])
                    })
            }),
            "with_statement" => around
                .named_children(&mut cursor)
                .any(|part| part.kind_name() == "with_clause" && says(part, &["aises", "suppress"])),
            _ => false,
        }
    })
}

/// Whether a name is looked up past the class around that binds it: in vain (`missing`), or so
/// that a comprehension of the class body reads the module's name of the same spelling (`global`).
pub fn class_name_skipped(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    let table = context.view.unit(own);
    let at = context.source.at(node);
    let Some(&class) = table.reads().skipped.get(&at) else { return false };
    let name = context.text(node);
    let variable = Variable { name: name.into(), place: Place::Global };
    let bindings = context.view.bindings(&variable);
    if context.view.is_dynamic() || expects_failure(node, context) || is_builtin_name(name) {
        return false;
    }
    let scope = context.view.scope_at(own, at);
    let holder = &table.scopes[class as usize];
    let direct = table.scopes[scope as usize].parent == Some(class);
    let in_comprehension = table.scopes[scope as usize].kind.is_comprehension() && direct;
    let wanted = match argument {
        Some("global") => {
            // `n = n` in the class copies the module's on purpose.
            let copies = holder.symbol(name).is_some_and(|symbol| {
                symbol.bindings.iter().any(|binding| matches!(&binding.value, Value::Path(path) if path.root == name))
            });
            let before = holder.symbol(name).is_some_and(|symbol| symbol.bindings.iter().any(|one| one.at < at));
            !bindings.is_empty() && in_comprehension && !copies && before
        }
        _ => bindings.is_empty(),
    };
    if !wanted {
        return false;
    }
    witness.say("class", holder.name.as_str());
    witness.say("reader", if in_comprehension { "a comprehension does" } else { "functions do" });
    if let Some(binding) = holder.symbol(name).and_then(|symbol| symbol.bindings.first()) {
        witness.point(own, binding.at..binding.at + name.len() as u32, "bound in the class, here");
    }
    say_access(context, class, scope, name, witness);
    true
}

/// How the class's name is reached from a function of the class.
fn say_access(context: &Context, class: ScopeId, scope: ScopeId, name: &str, witness: &mut Witness) {
    let own = context.view.own();
    let table = context.view.unit(own);
    let holder = &table.scopes[class as usize];
    let mut method = scope;
    while table.scopes[method as usize].parent.is_some_and(|parent| parent != class) {
        method = table.scopes[method as usize].parent.unwrap_or(MODULE);
    }
    let method = &table.scopes[method as usize];
    witness.say("instead", format!("`{}.{name}`", holder.name));
    let Some(function) = method.function.as_deref().filter(|_| method.kind == ScopeKind::Function) else {
        if method.kind.is_comprehension() {
            witness.say("instead", "a loop in the class body, or make the name global");
        }
        return;
    };
    let is = |word: &str| function.decorators.iter().any(|own| own == word);
    let is_new = matches!(method.name.as_str(), "__new__" | "__init_subclass__" | "__class_getitem__");
    let first = function.params.first().map(|first| first.name.as_str());
    let members = holder.symbol(name).map(|symbol| symbol.bindings.as_slice()).unwrap_or_default();
    let plain = members.iter().all(|one| matches!(one.kind, BindingKind::Assign | BindingKind::Declare));
    match first {
        Some("self") if function.decorators.is_empty() && !is_new => {
            let access = format!("self.{name}");
            witness.say("instead", format!("`{access}`"));
            witness.say(if plain { "access" } else { "choice" }, access);
        }
        Some("cls") if is("classmethod") || is_new => {
            witness.say("instead", format!("`cls.{name}`"));
            witness.say("choice", format!("cls.{name}"));
        }
        _ => witness.say("choice", format!("{}.{name}", holder.name)),
    }
}

/// The inner function in which a name is only ever assigned, and nobody looks at it there.
fn lost_local(node: Node, context: &Context) -> Option<ScopeId> {
    let own = context.view.own();
    let table = context.view.unit(own);
    let id = *table.reads().unread.get(&context.source.at(node))?;
    let name = context.text(node);
    let telling = name.len() > 1 && !name.starts_with('_') && !name.starts_with("dummy") && name != "unused";
    if !telling || table.has_error {
        return None;
    }
    let variable = context.view.variable(own, id, name);
    context.view.uses(&variable).is_empty().then_some(id)
}

/// Whether an assignment makes a local of an inner function, where the outer function's variable
/// of that name is read again later and must have been meant.
pub fn lost_for_outer(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(inner) = lost_local(node, context) else { return false };
    let own = context.view.own();
    let table = context.view.unit(own);
    let name = context.text(node);
    let range = table.scopes[inner as usize].range.clone();
    let Some(parent) = table.scopes[inner as usize].parent else { return false };
    let nested = table.scopes[parent as usize].kind == ScopeKind::Function;
    let Some(home) = home_in(table, parent, name).filter(|_| nested) else { return false };
    let outer = &table.scopes[home as usize];
    let Some(symbol) = outer.symbol(name).filter(|_| outer.kind == ScopeKind::Function) else { return false };
    let plain = symbol.bindings.iter().all(|one| matches!(one.kind, BindingKind::Assign | BindingKind::Augmented));
    let Some(before) = symbol.bindings.iter().rfind(|one| one.at < range.start) else { return false };
    let again = |at: u32| symbol.bindings.iter().any(|one| range.end <= one.at && one.at < at);
    let regions = Regions(&table.regions);
    // Set in one branch and defined in another: the two never meet.
    let meets = symbol.uses.iter().find(|site| site.at >= range.end && !again(site.at));
    let Some(read) = meets.filter(|read| !regions.exclusive(before.region, read.region)) else { return false };
    if !plain {
        return false;
    }
    let length = name.len() as u32;
    witness.say("outer", outer.name.as_str());
    witness.say("function", table.scopes[inner as usize].name.as_str());
    witness.say("declare", format!("nonlocal {name}"));
    witness.point(own, before.at..before.at + length, "the variable of the outer function");
    witness.point(own, read.at..read.at + length, "read here, where it still has its old value");
    true
}

/// Whether an assignment makes a local that nobody reads, where the module has a plain variable of
/// that name which other functions read.
pub fn lost_for_module(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let name = context.text(node);
    if name.chars().all(|c| !c.is_lowercase()) {
        return false;
    }
    let Some(scope) = lost_local(node, context) else { return false };
    let own = context.view.own();
    let table = context.view.unit(own);
    let mut around = Some(scope);
    while let Some(id) = around {
        let here = &table.scopes[id as usize];
        let lower = here.name.to_ascii_lowercase();
        let binds_too = id != scope && id != MODULE && here.symbol(name).is_some_and(|own| own.is(flag::BOUND));
        if lower.starts_with("test") || here.kind.is_class() && lower.ends_with("test") || binds_too {
            return false;
        }
        around = here.parent;
    }
    let variable = Variable { name: name.into(), place: Place::Global };
    let bindings = context.view.bindings(&variable);
    let constant = |value: &Value| matches!(value, Value::Of(_));
    let plain = bindings.iter().all(|site| matches!(site.item.kind, BindingKind::Assign | BindingKind::Augmented));
    let Some(first) = bindings.iter().find(|site| site.scope == MODULE && constant(&site.item.value)) else {
        return false;
    };
    let uses = context.view.uses(&variable);
    let read = uses.iter().find(|site| context.view.scope(site.unit, site.scope).kind == ScopeKind::Function);
    let Some(read) = read.filter(|_| plain && !context.view.is_dynamic()) else { return false };
    let length = name.len() as u32;
    witness.say("function", table.scopes[scope as usize].name.as_str());
    witness.say("declare", format!("global {name}"));
    witness.point(first.unit, first.item.at..first.item.at + length, "the module's variable");
    witness.point(read.unit, read.item.at..read.item.at + length, "read here, unchanged");
    true
}

/// Whether a call names a builtin, but this very scope has bound the name to a value that cannot
/// be called.
pub fn shadowed_call(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let name = context.text(node);
    if !is_builtin_name(name) || name.starts_with('_') {
        return false;
    }
    let own = context.view.own();
    let at = context.source.at(node);
    let scope = context.view.scope_at(own, at);
    let variable = context.view.variable(own, scope, name);
    let home = match variable.place {
        Place::Local(_, home) => home,
        Place::Global => MODULE,
    };
    let table = context.view.unit(own);
    if home != scope || table.scopes[home as usize].kind.is_class() || expects_failure(node, context) {
        return false;
    }
    let bindings = context.view.bindings(&variable);
    let dead = bindings.iter().all(|site| {
        let value = &site.item.value;
        let kind = context.view.kind_of(site.unit, site.scope, value).filter(|kind| *kind != Kind::None);
        let own_result = matches!(value, Value::Call { callee, .. } if callee.root == name && callee.steps.is_empty());
        match site.item.kind {
            BindingKind::Assign => kind.is_some() || own_result && gives_data(name),
            BindingKind::Parameter(_) => {
                parameter_is_data(name, site.item.annotation.as_deref(), site.item.value_range.is_empty())
            }
            _ => false,
        }
    });
    let regions = Regions(&table.regions);
    let here = super::identity::region_at(table, scope, at);
    let first = bindings.iter().find(|site| {
        let before = match site.unit == own {
            true => {
                site.item.from.max(site.item.at) <= at && regions.outward(here).any(|(id, _)| id == site.item.region)
            }
            false => context.view.ordinal(site.unit) < context.view.ordinal(own) && site.item.region == 0,
        };
        site.scope == scope && before
    });
    let Some(first) = first.filter(|_| dead && !table.reads().unbound.contains_key(&at)) else { return false };
    // What the function reads before it binds is reported there.
    if table.reads().unbound.values().any(|cause| matches!(cause, Unbound::Late(binding) if *binding == first.item.at))
    {
        return false;
    }
    let what = match first.item.kind {
        BindingKind::Parameter(_) => "the parameter",
        _ => "the value",
    };
    witness.say("what", what);
    witness.point(first.unit, first.item.at..first.item.at + name.len() as u32, "hidden from here on");
    true
}

/// Builtins whose result is never something to call, in any sane program.
fn gives_data(name: &str) -> bool {
    matches!(
        name,
        "max"
            | "min"
            | "sum"
            | "len"
            | "input"
            | "sorted"
            | "list"
            | "dict"
            | "set"
            | "tuple"
            | "str"
            | "int"
            | "float"
            | "bytes"
            | "abs"
            | "round"
            | "hash"
            | "id"
            | "range"
            | "enumerate"
            | "zip"
            | "map"
            | "filter"
            | "reversed"
    )
}

/// Whether a parameter of a builtin's name promises data: an annotation says so, or the name is
/// that of a type and there is no default that could be the builtin itself.
fn parameter_is_data(name: &str, annotation: Option<&str>, no_default: bool) -> bool {
    match annotation {
        Some(annotation) => {
            matches!(annotation, "str" | "int" | "float" | "bytes" | "list" | "dict" | "set" | "tuple" | "bool")
        }
        None => no_default && matches!(name, "str" | "list" | "dict" | "tuple" | "bytes"),
    }
}

/// Whether an identifier is a name that is read inside a function, lambda, comprehension or class.
pub fn name_read(node: Node, context: &Context) -> bool {
    reading_scope(node, context).is_some_and(|scope| scope != MODULE)
}

/// The scope in which an identifier is read; `None` when it is no read.
pub fn reading_scope(node: Node, context: &Context) -> Option<ScopeId> {
    let own = context.view.own();
    let table = context.view.unit(own);
    let at = context.source.at(node);
    let name = context.text(node);
    let mut scope = Some(context.view.scope_at(own, at));
    while let Some(id) = scope {
        let here = &table.scopes[id as usize];
        if here.symbol(name).is_some_and(|symbol| symbol.uses.iter().any(|site| site.at == at)) {
            return Some(id);
        }
        scope = here.parent;
    }
    None
}

/// Whether a node stands in a comprehension of its own scope.
pub fn in_comprehension(node: Node, context: &Context) -> bool {
    let scope = context.scope_of(node);
    context.view.scope(context.view.own(), scope).kind.is_comprehension()
}
