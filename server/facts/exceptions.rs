//! Facts about exception classes and the ways out of a `try`: which handler catches what.
//!
//! The table of builtin exceptions is that of CPython 3.9 to 3.13 (library/exceptions.html), read
//! from `__bases__`. Classes of this file are followed through their bases; anything else is
//! unknown, and unknown classes catch nothing.

use super::context::{Context, Witness};
use super::decorators::full_name;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{BindingKind, ScopeId, UnitId};
use tree_sitter::Node;

/// Behind more handlers than these none is held against all that stand before it.
const MANY_HANDLERS: usize = 200;

/// Each builtin exception and its base.
const BUILTIN: &[(&str, &str)] = &[
    ("ArithmeticError", "Exception"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BaseExceptionGroup", "BaseException"),
    ("BlockingIOError", "OSError"),
    ("BrokenPipeError", "ConnectionError"),
    ("BufferError", "Exception"),
    ("BytesWarning", "Warning"),
    ("ChildProcessError", "OSError"),
    ("ConnectionAbortedError", "ConnectionError"),
    ("ConnectionError", "OSError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("DeprecationWarning", "Warning"),
    ("EOFError", "Exception"),
    ("EncodingWarning", "Warning"),
    ("Exception", "BaseException"),
    ("ExceptionGroup", "Exception"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("FloatingPointError", "ArithmeticError"),
    ("FutureWarning", "Warning"),
    ("GeneratorExit", "BaseException"),
    ("ImportError", "Exception"),
    ("ImportWarning", "Warning"),
    ("IndentationError", "SyntaxError"),
    ("IndexError", "LookupError"),
    ("InterruptedError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("KeyError", "LookupError"),
    ("KeyboardInterrupt", "BaseException"),
    ("LookupError", "Exception"),
    ("MemoryError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("NameError", "Exception"),
    ("NotADirectoryError", "OSError"),
    ("NotImplementedError", "RuntimeError"),
    ("OSError", "Exception"),
    ("OverflowError", "ArithmeticError"),
    ("PendingDeprecationWarning", "Warning"),
    ("PermissionError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("PythonFinalizationError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("ReferenceError", "Exception"),
    ("ResourceWarning", "Warning"),
    ("RuntimeError", "Exception"),
    ("RuntimeWarning", "Warning"),
    ("StopAsyncIteration", "Exception"),
    ("StopIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("SyntaxWarning", "Warning"),
    ("SystemError", "Exception"),
    ("SystemExit", "BaseException"),
    ("TabError", "IndentationError"),
    ("TimeoutError", "OSError"),
    ("TypeError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("UnicodeError", "ValueError"),
    ("UnicodeTranslateError", "UnicodeError"),
    ("UnicodeWarning", "Warning"),
    ("UserWarning", "Warning"),
    ("ValueError", "Exception"),
    ("Warning", "Exception"),
    ("ZeroDivisionError", "ArithmeticError"),
];

/// Other names of OSError, and a few classes of the standard library whose base is a builtin.
const STDLIB: &[(&str, &str)] = &[
    ("builtins.EnvironmentError", "OSError"),
    ("builtins.IOError", "OSError"),
    ("json.JSONDecodeError", "ValueError"),
    ("os.error", "OSError"),
    ("select.error", "OSError"),
    ("socket.error", "OSError"),
    ("socket.gaierror", "OSError"),
    ("socket.timeout", "OSError"),
    ("urllib.error.URLError", "OSError"),
];

/// How many bases a class of this file is followed through.
const DEEPEST: usize = 8;

/// An exception class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExceptionClass {
    /// A builtin.
    Builtin(&'static str),
    /// One of this file: its statement and scope.
    Own(UnitId, ScopeId),
}

/// The builtin of this name, under the table's name.
pub(super) fn builtin(name: &str) -> Option<&'static str> {
    if name == "BaseException" {
        return Some("BaseException");
    }
    let index = BUILTIN.binary_search_by(|(own, _)| (*own).cmp(name)).ok()?;
    Some(BUILTIN[index].0)
}

fn base_of(name: &str) -> Option<&'static str> {
    let index = BUILTIN.binary_search_by(|(own, _)| (*own).cmp(name)).ok()?;
    Some(BUILTIN[index].1)
}

/// A builtin and what it derives from, nearest first.
fn with_bases(name: &'static str) -> Vec<ExceptionClass> {
    std::iter::successors(Some(name), |name| base_of(name)).map(ExceptionClass::Builtin).collect()
}

/// The builtin exceptions that derive from one, in the order of the alphabet.
pub fn descendants(name: &str) -> Vec<&'static str> {
    let derives = |(own, _): &&(&'static str, &str)| {
        std::iter::successors(base_of(own), |name| base_of(name)).any(|base| base == name)
    };
    BUILTIN.iter().filter(derives).map(|(own, _)| *own).collect()
}

/// The class that an expression names and those it is known to derive from, nearest first; empty
/// when it is unknown.
pub fn lineage(node: Node, context: &Context) -> Vec<ExceptionClass> {
    if let Some(full) = full_name(node, context) {
        return of_full_name(&full);
    }
    if node.kind_name() != "identifier" {
        return Vec::new();
    }
    own_lineage(context, context.view.own(), context.scope_of(node), context.text(node), 0)
}

fn of_full_name(full: &str) -> Vec<ExceptionClass> {
    if let Some(name) = full.strip_prefix("builtins.").and_then(builtin) {
        return with_bases(name);
    }
    STDLIB.iter().find(|(own, _)| *own == full).map(|(_, base)| with_bases(base)).unwrap_or_default()
}

fn own_lineage(context: &Context, unit: UnitId, scope: ScopeId, name: &str, depth: usize) -> Vec<ExceptionClass> {
    let variable = context.view.variable(unit, scope, name);
    let bindings = context.view.bindings(&variable);
    if bindings.is_empty() && variable.place == crate::semantics::Place::Global && !context.view.is_dynamic() {
        return of_full_name(&format!("builtins.{name}"));
    }
    let [site] = bindings.as_slice() else { return Vec::new() };
    let BindingKind::Class(class) = site.item.kind else { return Vec::new() };
    let data = context.view.scope(site.unit, class);
    let Some(header) = data.class.as_deref().filter(|_| depth < DEEPEST) else { return Vec::new() };
    let mut lineage = vec![ExceptionClass::Own(site.unit, class)];
    for base in &header.bases {
        if !base.is_empty() && !base.contains('.') {
            lineage.extend(own_lineage(context, site.unit, data.parent.unwrap_or(0), base, depth + 1));
        }
    }
    lineage
}

/// The class expressions of a handler; `None` for `except*`, a bare `except` and one half typed.
pub fn handled<'t>(clause: Node<'t>) -> Option<Vec<Node<'t>>> {
    let is_group = clause.child(1).is_some_and(|second| second.kind_name().starts_with('*'));
    if is_group || clause.has_error() {
        return None;
    }
    let mut value = clause.part(Field::Value)?;
    if value.kind_name() == "as_pattern" {
        value = value.named_child(0)?;
    }
    while value.kind_name() == "parenthesized_expression" {
        value = value.named_child(0)?;
    }
    let mut cursor = value.walk();
    let mut cursor_of_clause = clause.walk();
    Some(match value.kind_name() {
        "tuple" => value.named_children(&mut cursor).filter(|item| item.kind_name() != "comment").collect(),
        _ => clause.children_by_field_name("value", &mut cursor_of_clause).take(1).map(|_| value).collect(),
    })
}

/// The handlers of the same `try` that stand before one, in order.
pub fn handlers_before<'t>(clause: Node<'t>, context: &Context<'t>) -> Vec<Node<'t>> {
    first_before(clause, context, usize::MAX)
}

fn first_before<'t>(clause: Node<'t>, context: &Context<'t>, most: usize) -> Vec<Node<'t>> {
    let Some(whole) = context.ancestors(clause).first().copied().filter(|node| node.kind_name() == "try_statement")
    else {
        return Vec::new();
    };
    let mut cursor = whole.walk();
    let before: Vec<Node> = whole
        .named_children(&mut cursor)
        .take_while(|other| other.end_byte() <= clause.start_byte())
        .filter(|other| other.kind_name() == "except_clause")
        .take(most)
        .collect();
    context.view.spend(before.len());
    before
}

/// The first earlier handler that catches a class of a later one, and the class it names.
fn caught_by<'t>(class: Node, before: &[Node<'t>], context: &Context) -> Option<(Node<'t>, Node<'t>)> {
    let lineage = lineage(class, context);
    let own = |node: Node| self::lineage(node, context).into_iter().next();
    before.iter().find_map(|clause| {
        let names = handled(*clause)?;
        // What is only known by its base does not stand for it: `socket.gaierror` catches no OSError.
        let sure = |name: &Node| {
            full_name(*name, context).is_none_or(|full| {
                full.starts_with("builtins.") || matches!(full.as_str(), "os.error" | "select.error" | "socket.error")
            })
        };
        let name = names.into_iter().filter(sure).find(|name| own(*name).is_some_and(|own| lineage.contains(&own)))?;
        Some((*clause, name))
    })
}

/// Every class of a handler is caught by one before it.
pub(super) fn never_reached(clause: Node, context: &Context, witness: &mut Witness) -> bool {
    let before = first_before(clause, context, MANY_HANDLERS + 1);
    if before.len() > MANY_HANDLERS {
        return false;
    }
    let Some(classes) = handled(clause).filter(|classes| !before.is_empty() && !classes.is_empty()) else {
        return false;
    };
    let mut first = None;
    for class in &classes {
        let Some(caught) = caught_by(*class, &before, context) else { return false };
        first.get_or_insert((*class, caught));
    }
    let Some((class, (_, by))) = first else { return false };
    witness.say("class", context.text(class));
    witness.say("by", context.text(by));
    witness.point(context.view.own(), context.source.range(by), "already caught here");
    true
}

/// A `return`, or a `break` or `continue` of a loop outside, that leaves a `finally` suite.
pub(super) fn leaves_finally(jump: Node, context: &Context) -> bool {
    let of_loop = jump.kind_name() != "return_statement";
    let mut inner = jump;
    for around in context.ancestors(jump) {
        match around.kind_name() {
            "finally_clause" => return true,
            "function_definition" | "class_definition" | "lambda" => return false,
            "for_statement" | "while_statement" if of_loop && inner.kind_name() != "else_clause" => return false,
            _ => {}
        }
        inner = around;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::BUILTIN;

    #[test]
    fn the_table_is_sorted_for_the_search() {
        assert!(BUILTIN.is_sorted_by(|a, b| a.0 < b.0));
    }
}
