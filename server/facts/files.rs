//! Facts about files that are opened: who closes them, and what a `finally` suite can rely on.
//!
//! Must not know findings' texts.

use super::context::{Context, Witness};
use super::decorators::full_name;
use crate::semantics::scope::{Escape, Read};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use crate::semantics::{BindingKind, Step, UseKind};
use tree_sitter::Node;

/// Functions that give a file which wants to be closed.
const OPENERS: &[&str] = &[
    "builtins.open",
    "bz2.open",
    "codecs.open",
    "gzip.open",
    "io.open",
    "lzma.open",
    "os.fdopen",
    "tarfile.open",
    "zipfile.ZipFile",
];

/// Functions that read or write a file that they are given, and leave it open.
const BORROWERS: &[&str] = &[
    "builtins.list",
    "builtins.print",
    "builtins.set",
    "builtins.sorted",
    "builtins.sum",
    "builtins.tuple",
    "csv.DictReader",
    "csv.DictWriter",
    "csv.reader",
    "csv.writer",
    "json.dump",
    "json.load",
    "marshal.dump",
    "marshal.load",
    "pickle.dump",
    "pickle.load",
    "tomllib.load",
    "yaml.load",
    "yaml.safe_load",
];

/// A call that opens a file which nobody else takes over, outside `with`.
pub(super) fn left_open(call: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(function) = call.part(Field::Function) else { return false };
    if full_name(function, context).is_none_or(|full| !OPENERS.contains(&full.as_str())) {
        return false;
    }
    let around = context.ancestors(call);
    let Some(parent) = around.first() else { return false };
    match parent.kind_name() {
        // `open(p).read()`: nothing is left to close it by.
        "attribute" => around.get(1).is_some_and(|outer| outer.kind_name() == "call") && !is_close(*parent, context),
        "for_statement" => parent.part(Field::Right) == Some(call),
        "argument_list" => around.get(1).is_some_and(|outer| {
            let callee = outer.part(Field::Function).and_then(|callee| full_name(callee, context));
            callee.is_some_and(|full| BORROWERS.contains(&full.as_str()))
        }),
        "assignment" => {
            let left = parent.part(Field::Left).filter(|left| left.kind_name() == "identifier");
            let value = parent.part(Field::Right) == Some(call);
            left.is_some_and(|left| value && stays_here(left, context, witness))
        }
        _ => false,
    }
}

fn is_close(attribute: Node, context: &Context) -> bool {
    attribute.part(Field::Attribute).is_some_and(|name| context.text(name) == "close")
}

/// Whether a name is a local of a function that is only ever used as a file, right here.
fn stays_here(name: Node, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    let scope = context.scope_of(name);
    let variable = context.view.variable(own, scope, context.text(name));
    if !matches!(variable.place, crate::semantics::Place::Local(..)) {
        return false;
    }
    let bindings = context.view.bindings(&variable);
    let [only] = bindings.as_slice() else { return false };
    let (mut closed, mut between) = (None, false);
    for site in context.view.uses(&variable) {
        if site.scope != only.scope {
            return false;
        }
        let item = site.item;
        let method = match &item.kind {
            UseKind::Method(name) | UseKind::Read(Read::Method(name)) => Some(name.as_str()),
            UseKind::Mutate(crate::semantics::scope::Mutation::Method(name)) => Some(name.as_str()),
            _ => None,
        };
        let used = match &item.kind {
            // Somebody has thought of what raises in between.
            _ if method == Some("close") && is_guarded(&item.range, context) => return false,
            _ if method == Some("close") && item.path.is_empty() => {
                closed.get_or_insert(item.range.clone());
                true
            }
            _ if method.is_some() => true,
            UseKind::Read(Read::Iterate | Read::Operand | Read::Test) => true,
            UseKind::Read(Read::Argument(_)) => true,
            UseKind::Escape(Escape::Argument { callee, .. }) => {
                let mut parts = callee.split('.');
                let path = parts.next().map(|root| crate::semantics::Path {
                    root: root.into(),
                    steps: parts.map(|part| Step::Attr(part.into())).collect(),
                });
                let full = path.and_then(|path| context.view.imported(own, site.scope, &path));
                item.path.is_empty() && full.is_some_and(|full| BORROWERS.contains(&full.as_str()))
            }
            _ => false,
        };
        if !used {
            return false;
        }
        between |= method != Some("close");
    }
    // What is closed at once was opened to see whether it can be.
    if !between {
        return false;
    }
    // Where nobody closes it, it may be meant to stay open as long as the program runs.
    let Some(range) = closed else { return false };
    witness.point(own, range, "not reached when a line between raises");
    true
}

/// Whether a range of the statement stands in a handler or a `finally` suite.
fn is_guarded(range: &std::ops::Range<u32>, context: &Context) -> bool {
    let at = context.statement.start_byte() + range.start as usize;
    let node = context.statement.descendant_for_byte_range(at, at);
    let around = node.map(|node| context.ancestors(node)).unwrap_or_default();
    around.iter().any(|around| matches!(around.kind_name(), "except_clause" | "finally_clause"))
}

/// The suite that a `finally` clause ends.
fn guarded<'t>(clause: Node<'t>, context: &Context<'t>) -> Option<Node<'t>> {
    let whole = context.ancestors(clause).first().copied().filter(|around| around.kind_name() == "try_statement")?;
    whole.part(Field::Body)
}

/// A name read in a `finally` suite that only the guarded suite binds, by a call that may fail.
pub(super) fn maybe_unbound(clause: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(body) = guarded(clause, context) else { return false };
    let mut cursor = clause.walk();
    let Some(suite) = clause.named_children(&mut cursor).find(|child| child.kind_name() == "block") else {
        return false;
    };
    let own = context.view.own();
    let mut cursor = suite.walk();
    for statement in suite.named_children(&mut cursor) {
        // `f.close()`, in the suite itself: a condition around would be a guard.
        let object = match statement.kind_name() {
            "expression_statement" => {
                let call = statement.named_child(0).filter(|inner| inner.kind_name() == "call");
                call.and_then(|call| call.part(Field::Function)).and_then(|function| function.part(Field::Object))
            }
            _ => None,
        };
        let Some(object) = object else { continue };
        let Some(path) = path_of(object, context.source) else { continue };
        let mut name = object;
        while name.kind_name() == "attribute" {
            let Some(inner) = name.part(Field::Object) else { break };
            name = inner;
        }
        if name.kind_name() != "identifier" {
            continue;
        }
        let scope = context.scope_of(name);
        let variable = context.view.variable(own, scope, &path.root);
        let bindings = context.view.bindings(&variable);
        let inside = |at: u32| {
            let at = context.statement.start_byte() + at as usize;
            body.start_byte() <= at && at < body.end_byte()
        };
        let [only] = bindings.as_slice() else { continue };
        let by_call = only.unit == own
            && only.scope == scope
            && inside(only.item.at)
            && matches!(only.item.kind, BindingKind::Assign)
            && matches!(only.item.value, crate::semantics::Value::Call { .. });
        if !by_call || context.view.is_dynamic() {
            continue;
        }
        witness.say("name", path.root.as_str());
        witness.point(own, only.item.at..only.item.at + path.root.len() as u32, "bound only when this goes well");
        witness.mark(context.source.range(name));
        return true;
    }
    false
}
