//! Facts about what is raised, what a handler lets through, and what it lets vanish.
//!
//! After the language reference (reference/simple_stmts.html#raise, compound_stmts.html#try) and
//! PEP 3134. Must not know findings' texts.

use super::context::{Context, Witness};
use super::decorators::full_name;
use super::exceptions::{ExceptionClass, handled, handlers_before, lineage};
use super::mocking::expects_error;
use super::scopes::expects_failure;
use crate::semantics::classes::{Ancestor, Classes};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{Place, reads::Unbound};
use tree_sitter::Node;

/// Classes that say "there is none", where doing nothing is an answer.
const ABSENCE: &[&str] = &[
    "AttributeError",
    "BrokenPipeError",
    "CancelledError",
    "Empty",
    "FileExistsError",
    "FileNotFoundError",
    "Full",
    "GeneratorExit",
    "ImportError",
    "IndexError",
    "KeyError",
    "KeyboardInterrupt",
    "ModuleNotFoundError",
    "NameError",
    "NotImplementedError",
    "PermissionError",
    "ProcessLookupError",
    "StopAsyncIteration",
    "StopIteration",
    "TimeoutError",
];

/// Methods that give something back, besides those with `close` in their name; nobody can do much
/// about their errors.
const RELEASING: &[&str] = &[
    "cancel",
    "destroy",
    "disconnect",
    "join",
    "kill",
    "release",
    "shutdown",
    "stop",
    "terminate",
    "unlink",
    "unregister",
];

/// Words of a comment above a `try` that say that nothing of it is to get out.
const SAID: &[&str] = &[
    "any error",
    "best effort",
    "best-effort",
    "don't care",
    "don't fail",
    "ignor",
    "never fail",
    "suppress",
    "swallow",
];

/// The handler around a `raise`, when nothing between them is a scope or another `try` suite.
pub fn handler_around<'t>(raise: Node<'t>, context: &Context<'t>) -> Option<Node<'t>> {
    let mut inner = raise;
    for around in context.ancestors(raise) {
        match around.kind_name() {
            "function_definition" | "class_definition" | "lambda" => return None,
            "except_clause" if inner.kind_name() == "block" => return Some(around),
            // What is raised in a `try` suite may be caught right there.
            "try_statement" if inner.kind_name() == "block" => return None,
            _ => {}
        }
        inner = around;
    }
    None
}

/// The suite of a handler.
fn suite(clause: Node) -> Option<Node> {
    let mut cursor = clause.walk();
    clause.named_children(&mut cursor).find(|child| child.kind_name() == "block")
}

fn statements<'t>(block: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor = block.walk();
    block.named_children(&mut cursor).filter(|child| !child.is_extra()).collect()
}

/// Whether every way through a suite ends in a `raise`, or in a call that ends the program.
fn ends_in_raise(block: Node, context: &Context) -> bool {
    let Some(last) = statements(block).pop() else { return false };
    match last.kind_name() {
        "raise_statement" => true,
        "expression_statement" => {
            let call = last.named_child(0).filter(|inner| inner.kind_name() == "call");
            let name = call.and_then(|call| call.part(Field::Function)).map(|name| context.text(name));
            name.is_some_and(|name| matches!(name, "sys.exit" | "os._exit" | "exit" | "quit" | "os.abort"))
        }
        "if_statement" => {
            let mut cursor = last.walk();
            let others: Vec<Node> = last.children_by_field_name("alternative", &mut cursor).collect();
            let mut suites = std::iter::once(&last)
                .chain(&others)
                .map(|part| part.part(Field::Consequence).or_else(|| part.part(Field::Body)));
            others.last().is_some_and(|part| part.kind_name() == "else_clause")
                && suites.all(|suite| suite.is_some_and(|block| ends_in_raise(block, context)))
        }
        "try_statement" => {
            let mut cursor = last.walk();
            let finally = last.named_children(&mut cursor).find(|part| part.kind_name() == "finally_clause");
            let own = |part: Option<Node>| part.and_then(suite).is_some_and(|block| ends_in_raise(block, context));
            own(finally)
        }
        "with_statement" => last.part(Field::Body).is_some_and(|body| ends_in_raise(body, context)),
        _ => false,
    }
}

/// A handler that sends on what it catches, if only on one way, that ends the program, or that looks
/// at whatever it was; and one behind a handler for what ends the program.
pub(super) fn sends_on(clause: Node, context: &Context) -> bool {
    let hands_on = |text: &str| ["exc_info()", "reraise"].iter().any(|word| text.contains(word));
    let Some(block) = suite(clause) else { return false };
    ends_in_raise(block, context)
        || hands_on(context.text(block))
        || holds(block, |node| node.kind_name() == "raise_statement" && node.named_child_count() == 0)
        || handlers_before(clause, context).iter().any(|before| ends_program(*before, context))
}

/// A handler that names KeyboardInterrupt or SystemExit.
fn ends_program(clause: Node, context: &Context) -> bool {
    let names = handled(clause).unwrap_or_default();
    names.iter().any(|name| matches!(context.text(*name), "KeyboardInterrupt" | "SystemExit" | "BaseException"))
}

/// Whether some node inside is such a one, scopes of their own left out.
fn holds<'t>(node: Node<'t>, is_such: impl Fn(Node<'t>) -> bool) -> bool {
    let mut pending = vec![node];
    while let Some(node) = pending.pop() {
        if is_such(node) {
            return true;
        }
        let mut cursor = node.walk();
        let is_scope =
            |inner: &Node| matches!(inner.kind_name(), "function_definition" | "class_definition" | "lambda");
        pending.extend(node.named_children(&mut cursor).filter(|inner| !is_scope(inner)));
    }
    false
}

/// A handler that does nothing at all, and does not say why: `broad`, of `narrow` classes, or
/// broad where its suite is `releasing` something and does no more.
pub(super) fn swallows(clause: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let Some([only]) =
        suite(clause).map(statements).as_deref().and_then(|all| <&[Node; 1]>::try_from(all).ok()).copied()
    else {
        return false;
    };
    let broad = argument == Some("broad");
    let nothing = match only.kind_name() {
        "pass_statement" => true,
        "continue_statement" => broad || ends_loop(clause, context),
        "expression_statement" => only.named_child(0).is_some_and(|inner| inner.kind_name() == "ellipsis"),
        _ => false,
    };
    if !nothing || explains(clause, context) || raises_itself(clause, context) {
        return false;
    }
    let Some(classes) = handled(clause).filter(|classes| !classes.is_empty()) else { return false };
    let last = |class: &Node| context.text(*class).rsplit('.').next().unwrap_or_default().to_string();
    let names: Vec<String> = classes.iter().map(last).collect();
    // `pytest.fail.Exception` is a class of its own.
    let catches_all = classes.iter().any(|class| matches!(context.text(*class), "Exception" | "BaseException"));
    let kind = match catches_all {
        false => "narrow",
        true if only_releases(clause, context) => "releasing",
        true => "broad",
    };
    if argument != Some(kind) || names.iter().any(|name| ABSENCE.contains(&name.as_str())) {
        return false;
    }
    // Where more is decided by the error than its absence, doing nothing is one of the answers.
    if !broad && !stands_alone(clause, context) {
        return false;
    }
    // In a finalizer nobody could take the exception anyway.
    let around = context.ancestors(clause);
    let function = around.iter().find(|around| around.kind_name() == "function_definition");
    let name = function.and_then(|function| function.part(Field::Name)).map(|name| context.text(name));
    witness.say("classes", classes.iter().map(|class| context.text(*class)).collect::<Vec<_>>().join(", "));
    !matches!(name, Some("__del__" | "__exit__" | "__aexit__"))
}

/// Whether a `try` with this handler is the last statement of a loop.
fn ends_loop(clause: Node, context: &Context) -> bool {
    let around = context.ancestors(clause);
    let [whole, block, outer, ..] = around.as_slice() else { return false };
    matches!(outer.kind_name(), "for_statement" | "while_statement") && statements(*block).last() == Some(whole)
}

/// Whether a handler is all that its `try` has, and the guarded suite never leaves by itself.
fn stands_alone(clause: Node, context: &Context) -> bool {
    let Some(whole) = context.ancestors(clause).first().copied() else { return false };
    let Some(body) = whole.part(Field::Body) else { return false };
    let mut cursor = whole.walk();
    let only = whole.named_children(&mut cursor).all(|part| part == body || part == clause || part.is_extra());
    let leaves = |node: Node| {
        matches!(node.kind_name(), "return_statement" | "break_statement" | "continue_statement" | "yield")
    };
    only && !holds(body, leaves)
}

/// The suite that a handler guards.
fn guarded<'t>(clause: Node<'t>, context: &Context<'t>) -> Option<Node<'t>> {
    context.ancestors(clause).first()?.part(Field::Body)
}

/// Whether a guarded suite raises by itself, so that the handler is where that goes.
fn raises_itself(clause: Node, context: &Context) -> bool {
    guarded(clause, context).is_some_and(|body| holds(body, |node| node.kind_name() == "raise_statement"))
}

/// Whether a guarded suite does no more than to give something back: `f.close()`.
fn only_releases(clause: Node, context: &Context) -> bool {
    let releases = |statement: &Node| {
        let call = statement.named_child(0).filter(|_| statement.kind_name() == "expression_statement");
        let call = call.and_then(|inner| if inner.kind_name() == "await" { inner.named_child(0) } else { Some(inner) });
        let function = call.filter(|call| call.kind_name() == "call").and_then(|call| call.part(Field::Function));
        let name = function.and_then(|function| function.part(Field::Attribute));
        name.is_some_and(|name| context.text(name).contains("close") || RELEASING.contains(&context.text(name)))
    };
    guarded(clause, context).is_some_and(|body| statements(body).iter().all(releases))
}

/// Whether a comment stands in a handler or behind it on its last line, or one above the `try` says
/// that nothing is to get out. Above a statement of the module that is another one's text.
fn explains(clause: Node, context: &Context) -> bool {
    let whole = context.text(context.statement);
    let base = context.statement.start_byte();
    let end = clause.end_byte() - base;
    let to = whole[end..].find('\n').map_or(whole.len(), |at| end + at);
    let above = context.ancestors(clause).first().map_or(0, |whole| whole.start_byte() - base);
    let comments = whole[..above].trim_end().lines().rev().take_while(|line| line.trim_start().starts_with('#'));
    let says = |line: &str| SAID.iter().any(|word| line.to_ascii_lowercase().contains(word));
    whole[clause.start_byte() - base..to].contains('#') || comments.into_iter().any(says)
}

/// `except A or B`, `except A | B`, where `A` is an exception class.
pub(super) fn joined_classes(value: Node, context: &Context, witness: &mut Witness) -> bool {
    let (Some(left), Some(right)) = (value.part(Field::Left), value.part(Field::Right)) else {
        return false;
    };
    let Some(operator) = value.part(Field::Operator).map(|operator| context.text(operator)) else {
        return false;
    };
    // `A or B or C` is `(A or B) or C`.
    let mut first = left;
    while first.kind_name() == value.kind_name() {
        match first.part(Field::Left) {
            Some(next) => first = next,
            None => return false,
        }
    }
    let is_class = |node: Node| {
        let name = context.text(node).rsplit('.').next().unwrap_or_default();
        !lineage(node, context).is_empty() || name.ends_with("Error") || name.ends_with("Exception")
    };
    if !is_class(first) || !is_class(right) || left.kind_name() == value.kind_name() && operator == "and" {
        return false;
    }
    let result = match operator {
        "or" => format!("is just `{}`", context.text(first)),
        "and" => format!("is just `{}`", context.text(right)),
        "|" if !lineage(first, context).is_empty() => {
            "is no exception class: TypeError once something is raised".into()
        }
        _ => return false,
    };
    witness.say("result", result);
    let names = operands(value, operator, context).join(", ");
    witness.say("tuple", format!("({names})"));
    true
}

/// The operands of a chain with one operator, as they are written.
fn operands<'c>(value: Node, operator: &str, context: &'c Context) -> Vec<&'c str> {
    let own = value.part(Field::Operator).is_some_and(|own| context.text(own) == operator);
    match (value.part(Field::Left), value.part(Field::Right)) {
        (Some(left), Some(right)) if own => {
            let mut all = operands(left, operator, context);
            all.extend(operands(right, operator, context));
            all
        }
        _ => vec![context.text(value)],
    }
}

/// A call that makes an exception and leaves it lying there.
pub(super) fn made_in_vain(call: Node, context: &Context) -> bool {
    let Some(function) = call.part(Field::Function) else { return false };
    let line = lineage(function, context);
    let known = |class: &str| line.iter().any(|one| *one == ExceptionClass::Builtin(find(class)));
    known("BaseException") && !known("Warning") && !expects_error(call, context)
}

fn find(name: &str) -> &'static str {
    super::exceptions::builtin(name).unwrap_or_default()
}

/// What `raise` is given is no exception: `not-implemented`, a `literal`, or an instance of a `class`.
pub(super) fn no_exception(value: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let callee = if value.kind_name() == "call" { value.part(Field::Function).unwrap_or(value) } else { value };
    match argument {
        Some("literal") => {
            let kind = match value.kind_name() {
                "string" | "concatenated_string" => "a str",
                "integer" | "float" => "a number",
                "dictionary" | "dictionary_comprehension" => "a dict",
                "list" | "list_comprehension" => "a list",
                "set" | "set_comprehension" => "a set",
                "tuple" => "a tuple",
                "none" => "None",
                "true" | "false" => "a bool",
                _ => return false,
            };
            witness.say("kind", kind);
            !expects_error(value, context)
        }
        Some("not-implemented") => {
            full_name(callee, context).as_deref() == Some("builtins.NotImplemented") && !expects_error(value, context)
        }
        Some("class") => {
            let classes = Classes::new(context.view);
            let scope = context.scope_of(callee);
            if callee.kind_name() != "identifier" {
                return false;
            }
            let Ancestor::Here(class) = classes.named(context.view.own(), scope, context.text(callee)) else {
                return false;
            };
            let order = classes.mro(class);
            let header = classes.header(class).1;
            let plain = |one: &Ancestor| matches!(one, Ancestor::Here(_) | Ancestor::Known("object"));
            // A class may make something else of itself in `__new__`, or be replaced by a decorator.
            let is_plain = header.decorators.is_empty()
                && !header.has_keywords
                && classes.member(class, "__new__").is_none()
                && order.order().is_some_and(|order| order.iter().all(plain));
            if is_plain {
                witness.say("class", context.text(callee));
                let at = header.at;
                witness.point(class.unit, at..at + context.text(callee).len() as u32, "derives from `object` alone");
            }
            is_plain && !expects_error(value, context)
        }
        _ => false,
    }
}

/// A new exception raised in a handler that does not say what it comes from.
pub(super) fn cause_unsaid(value: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(raise) =
        context.ancestors(value).first().copied().filter(|around| around.kind_name() == "raise_statement")
    else {
        return false;
    };
    let Some(clause) = handler_around(raise, context) else { return false };
    let class = if value.kind_name() == "call" { value.part(Field::Function) } else { Some(value) };
    let Some(class) = class.filter(|class| matches!(class.kind_name(), "identifier" | "attribute")) else {
        return false;
    };
    let name = context.text(class).rsplit('.').next().unwrap_or_default();
    let is_class = name.trim_start_matches('_').starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
    // What ends a loop, a request or the program is no report of an error.
    let signals = ["Exit", "Abort", "Iteration", "Interrupt", "Http404", "Skip", "SkipTest", "Redirect", "Return"];
    if !is_class || signals.iter().any(|signal| name.ends_with(signal)) || name.starts_with("HTTP") {
        return false;
    }
    let alias = alias_of(clause).map(|alias| context.text(alias));
    if alias == Some(name) {
        return false;
    }
    if let Some(alias) = alias {
        witness.say("cause", alias);
    } else if let Some(name) = free_name(raise, context).filter(|_| clause.part(Field::Value).is_some()) {
        witness.say("cause", name);
    }
    true
}

/// A name for the exception that nothing in the function or module uses.
pub fn free_name(node: Node, context: &Context) -> Option<&'static str> {
    let own = context.view.own();
    let scope = context.scope_of(node);
    ["error", "exc", "err"].into_iter().find(|name| {
        let variable = context.view.variable(own, scope, name);
        variable.place == Place::Global
            && context.view.bindings(&variable).is_empty()
            && context.view.uses(&variable).is_empty()
    })
}

/// The name behind `as`.
pub fn alias_of<'t>(clause: Node<'t>) -> Option<Node<'t>> {
    let value = clause.part(Field::Value).filter(|value| value.kind_name() == "as_pattern");
    let target = match value {
        Some(value) => value.part(Field::Alias),
        None => clause.part(Field::Alias),
    }?;
    if target.kind_name() == "identifier" { Some(target) } else { target.named_child(0) }
}

/// The clause `except … as` of the same statement that took the name away before this read.
pub fn cleared_by<'t>(node: Node<'t>, context: &Context<'t>) -> Option<Node<'t>> {
    let at = context.source.at(node);
    let table = context.view.unit(context.view.own());
    let Some(Unbound::Cleared(binding)) = table.reads().unbound.get(&at) else { return None };
    let start = context.statement.start_byte() + *binding as usize;
    let name = context.statement.descendant_for_byte_range(start, start)?;
    context.ancestors(name).into_iter().find(|around| around.kind_name() == "except_clause")
}

/// The name was bound by `except … as`, which took it away again before this read.
pub(super) fn cleared(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(clause) = cleared_by(node, context) else { return false };
    // A call at the end of the handler may never come back.
    let last = suite(clause).and_then(|block| statements(block).pop());
    let leaves = last.filter(|last| last.kind_name() == "expression_statement").is_some_and(|last| {
        let text = context.text(last);
        let callee = text.split('(').next().unwrap_or_default().to_ascii_lowercase();
        ["exit", "abort", "fail", "skip", "die", "raise", "error", "usage", "throw"]
            .iter()
            .any(|word| callee.contains(word))
    });
    if leaves || expects_failure(node, context) {
        return false;
    }
    if let Some(alias) = alias_of(clause) {
        witness.point(context.view.own(), context.source.range(alias), "unbound at the end of this clause");
    }
    true
}

/// At the module's level: nothing but clauses `except … as` before this read binds the name.
pub(super) fn cleared_in_module(node: Node, context: &Context, witness: &mut Witness) -> bool {
    use crate::semantics::{BindingKind, scope::MODULE};
    let own = context.view.own();
    let at = context.source.at(node);
    if context.scope_of(node) != MODULE || expects_failure(node, context) || context.view.is_dynamic() {
        return false;
    }
    let name = context.text(node);
    let variable = context.view.variable(own, MODULE, name);
    let bindings = context.view.bindings(&variable);
    let Some(first) = bindings.first() else { return false };
    let reads = context.view.uses(&variable).iter().any(|site| site.unit == own && site.item.at == at);
    let mut clears =
        bindings.iter().map(|site| site.item.kind == BindingKind::Except && site.unit != own && site.scope == MODULE);
    let earlier = context.view.ordinal(first.unit) < context.view.ordinal(own);
    if !reads || !earlier || !clears.all(|clears| clears) {
        return false;
    }
    witness.point(first.unit, first.item.at..first.item.at + name.len() as u32, "unbound at the end of this clause");
    true
}
