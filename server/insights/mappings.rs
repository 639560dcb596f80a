//! What a loop over a dict sees, and what `Counter` and `defaultdict` do with missing keys.

use super::with_article;
use crate::facts::{Context, Match, kind_of};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{BindingKind, Kind, Value};
use tree_sitter::Node;

/// In which order a dict or set gives its entries.
pub(super) fn iteration_order(context: &Context, found: &Match) -> Option<String> {
    let table = found.named("table")?;
    let kind = kind_of(table, context)?;
    let name = context.text(table);
    if kind == Kind::Set || kind == Kind::FrozenSet {
        return Some(format!(
            "`{name}` is {}: no order is promised, and for strings it differs from run to run (hash randomisation). \
             `sorted({name})` gives a fixed one.",
            with_article(kind.name())
        ));
    }
    if !kind.is_mapping() {
        return None;
    }
    if context.text(found.hovered()) == "popitem" {
        return Some(format!("takes out and gives back the entry of `{name}` that was added last (since 3.7)."));
    }
    Some(format!(
        "`{name}` is {}: insertion order, guaranteed since 3.7. A new value keeps the key's place; deleting and \
         adding again moves it to the end. Adding or deleting keys during the loop raises RuntimeError.",
        with_article(kind.name())
    ))
}

/// What a `Counter` does here.
pub(super) fn counter(context: &Context, found: &Match) -> Option<String> {
    if let Some(arguments) = found.named("arguments") {
        let first = arguments.named_child(0);
        let text = first.is_some_and(|node| kind_of(node, context) == Some(Kind::Str));
        let letters = if text { " This counts the characters of a string." } else { "" };
        return Some(format!(
            "counts hashable things. A missing key reads as 0 and is not inserted; `update` adds to the \
             counts.{letters}"
        ));
    }
    let said = match context.text(found.hovered()) {
        "most_common" => "the entries by falling count; equal counts in the order in which they were first seen.",
        "elements" => "each key as often as its count says; zero and negative counts give nothing.",
        "subtract" => "takes counts away in place, and keeps zero and negative ones; `-` drops them.",
        "total" => "the sum of all counts (3.10), negative ones included.",
        "update" => "adds to the counts, where a dict's `update` replaces values.",
        "+" => "adds the counts into a new Counter, and drops those that are not positive.",
        "-" => "subtracts into a new Counter, and drops counts that are not positive; `subtract()` keeps them.",
        "&" => "the smaller count of each key, in a new Counter with positive counts only.",
        "|" => "the larger count of each key, in a new Counter with positive counts only.",
        _ => return None,
    };
    Some(said.into())
}

/// What a `defaultdict` does for a missing key.
pub(super) fn factory(context: &Context, found: &Match) -> Option<String> {
    if let Some(arguments) = found.named("arguments") {
        let mut cursor = arguments.walk();
        let factory = arguments.named_children(&mut cursor).find(|argument| !argument.is_extra());
        let text = factory.map_or("", |factory| context.text(factory));
        return match factory.map_or("none", |factory| factory.kind_name()) {
            "none" => Some("without a factory a missing key raises KeyError, as in a plain dict.".into()),
            "lambda" => {
                let body = context.text(factory?.part(Field::Body)?);
                Some(format!("reading a missing key inserts `{body}`, evaluated anew; `get` and `in` insert nothing."))
            }
            "identifier" | "attribute" => {
                Some(format!("reading a missing key inserts `{text}()`; `get` and `in` insert nothing."))
            }
            _ => None,
        };
    }
    let (object, subscript) = (found.named("object")?, found.named("subscript")?);
    let name = context.text(object);
    if is_written(context, subscript) {
        return Some(format!("`{name}` is a defaultdict; storing or deleting a key does not call its factory."));
    }
    let made =
        given_factory(object, context).map_or("what its factory gives".to_string(), |made| format!("`{made}()`"));
    Some(format!(
        "`{name}` is a defaultdict: reading a missing key inserts {made}. `{name}.get(…)` and `in` insert nothing."
    ))
}

/// Whether a subscript is bound or deleted, and not read.
fn is_written(context: &Context, subscript: Node) -> bool {
    let mut inner = subscript;
    for around in context.ancestors(subscript) {
        match around.kind_name() {
            "pattern_list" | "tuple_pattern" | "list_pattern" | "expression_list" => inner = around,
            "assignment" | "for_statement" => return around.part(Field::Left) == Some(inner),
            "delete_statement" => return true,
            _ => return false,
        }
    }
    false
}

/// `list` for a name that is bound to `defaultdict(list)` alone.
fn given_factory(object: Node, context: &Context) -> Option<String> {
    let own = context.view.own();
    let name = (object.kind_name() == "identifier").then(|| context.text(object))?;
    let variable = context.view.variable(own, context.scope_of(object), name);
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    match (&site.item.kind, &site.item.value) {
        (BindingKind::Assign, Value::Call { args, .. }) => match args.first()? {
            Value::Path(path) => path.dotted(),
            _ => None,
        },
        _ => None,
    }
}
