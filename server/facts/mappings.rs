//! Facts about `defaultdict` and about defaults that nobody keeps.

use super::context::{Context, Witness};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use rustc_hash::FxHashMap;
use tree_sitter::Node;

/// A value given to `defaultdict` where it wants something to call; with `empty`, one that a type
/// makes when it is called without arguments. Binds the factory that was meant, where it is clear.
pub fn factory_result(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let text = context.text(node);
    let holds = || {
        let mut cursor = node.walk();
        node.named_children(&mut cursor).any(|child| !child.is_extra())
    };
    let ty = match node.kind_name() {
        "list" if !holds() => Some("list"),
        "dictionary" if !holds() => Some("dict"),
        "tuple" if !holds() => Some("tuple"),
        "string" if matches!(text, "''" | "\"\"") => Some("str"),
        "integer" if text == "0" => Some("int"),
        "float" if text == "0.0" => Some("float"),
        "false" => Some("bool"),
        "list"
        | "dictionary"
        | "tuple"
        | "set"
        | "string"
        | "integer"
        | "float"
        | "true"
        | "list_comprehension"
        | "dictionary_comprehension"
        | "set_comprehension" => None,
        "call" => {
            let Some(function) = node.part(Field::Function).filter(|node| node.kind_name() == "identifier") else {
                return false;
            };
            let name = context.text(function);
            let is_type =
                matches!(name, "list" | "dict" | "set" | "tuple" | "str" | "int" | "float" | "bool" | "frozenset");
            if !is_type || !super::identity::is_builtin(function, context) {
                return false;
            }
            let arguments = node.part(Field::Arguments);
            arguments.is_some_and(|arguments| context.text(arguments) == "()").then_some(name)
        }
        _ => return false,
    };
    if argument.is_some() && ty.is_none() {
        return false;
    }
    // A mapping or pairs were probably meant as the contents.
    let contents =
        matches!(node.kind_name(), "dictionary" | "list" | "dictionary_comprehension" | "list_comprehension")
            && ty.is_none();
    if let Some(ty) = ty {
        let free = context.view.is_builtin(context.view.own(), context.scope_of(node), ty);
        witness.say("factory", if free { ty.to_string() } else { format!("lambda: {text}") });
    } else if !contents {
        witness.say("factory", format!("lambda: {text}"));
    }
    true
}

/// A name or path that an import binds: a module's function of the same name as a method.
pub fn is_imported(node: Node, context: &Context) -> bool {
    path_of(node, context.source)
        .is_some_and(|path| context.view.imported(context.view.own(), context.scope_of(node), &path).is_some())
}

/// A dict or set display with a constant key that an earlier one equals, as Python compares them:
/// `1`, `True` and `1.0` are one key. With `same`, of a dict where the values are the same text too.
/// Marks the later key; binds what repeats what.
pub fn repeated_key(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let mut first: FxHashMap<Constant, (Node, Option<Node>)> = FxHashMap::default();
    let mut cursor = node.walk();
    for item in node.named_children(&mut cursor) {
        let (key, value) = match item.kind_name() {
            "pair" => (item.part(Field::Key), item.part(Field::Value)),
            // What is unpacked may bring any key, and may be there to be overridden.
            "dictionary_splat" | "list_splat" => {
                first.clear();
                continue;
            }
            _ => (Some(item), None),
        };
        let Some((key, constant)) = key.and_then(|key| Some((key, constant(key, context)?))) else { continue };
        let Some((earlier, old)) = first.get(&constant) else {
            first.insert(constant, (key, value));
            continue;
        };
        let is_same = match (value, old) {
            (Some(value), Some(old)) => context.text(value) == context.text(*old),
            _ => context.text(key) == context.text(*earlier),
        };
        if is_same != argument.is_some() {
            continue;
        }
        let (old, new) = (context.text(*earlier), context.text(key));
        let repeats =
            if old == new { format!("`{new}` stands twice") } else { format!("`{new}` is the same key as `{old}`") };
        witness.say("repeats", repeats);
        witness.mark(context.source.range(key));
        witness.point(context.view.own(), context.source.range(*earlier), "first here");
        return true;
    }
    false
}

/// A constant, so that two are equal when Python says so.
#[derive(PartialEq, Eq, Hash)]
enum Constant {
    Number(i64),
    Text(String),
    Bytes(String),
}

fn constant(node: Node, context: &Context) -> Option<Constant> {
    let text = context.text(node);
    match node.kind_name() {
        "integer" => text.parse().ok().map(Constant::Number),
        "true" => Some(Constant::Number(1)),
        "false" => Some(Constant::Number(0)),
        "float" => text.strip_suffix(".0").and_then(|whole| whole.parse().ok()).map(Constant::Number),
        "string" => {
            let quote = text.find(['"', '\''])?;
            let (prefix, quoted) = text.split_at(quote);
            let inner = quoted.get(1..quoted.len().checked_sub(1)?)?;
            let plain = !inner.contains('\\') && !quoted.starts_with("\"\"\"") && !quoted.starts_with("\'\'\'");
            match prefix {
                _ if !plain => None,
                "" | "u" | "U" | "r" | "R" => Some(Constant::Text(inner.to_string())),
                "b" | "B" => Some(Constant::Bytes(inner.to_string())),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `d.get(k)` in a function that asks somewhere whether `k in d`.
pub fn key_is_checked(node: Node, context: &Context) -> bool {
    let part = |node: Node, field| node.child_by_field_name(field).map_or("", |part| context.text(part));
    let Some(function) = node.part(Field::Function) else { return false };
    let key = node.part(Field::Arguments).and_then(|arguments| arguments.named_child(0));
    let test = format!("{} in {}", key.map_or("", |key| context.text(key)), part(function, "object"));
    let around = context.ancestors(node);
    let outer = around.iter().find(|around| around.kind_name() == "function_definition").or(around.last());
    outer.is_some_and(|outer| context.text(*outer).contains(&test))
}
