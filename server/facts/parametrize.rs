//! Facts about `pytest.mark.parametrize`: whether its rows fit its names, and its names the function.
//!
//! After pytest's guide (docs.pytest.org/en/stable/how-to/parametrize.html). Must not know findings'
//! texts.

use super::context::{Context, Witness};
use super::decorators::full_name;
use super::patching::{arguments, decorators_of, parameter_name, patch_of, plain_string};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// The names and rows of a `pytest.mark.parametrize` call.
pub struct Parametrize<'t> {
    /// The names, with the node that says them.
    pub names: Vec<String>,
    /// That node.
    pub names_node: Node<'t>,
    /// Whether a row is a tuple of values, even for one name.
    pub rows_are_tuples: bool,
    /// The rows, when the text shows all of them.
    pub rows: Option<Vec<Node<'t>>>,
    /// Whether `indirect` is given.
    pub indirect: bool,
}

/// Reads a call of `pytest.mark.parametrize`.
pub fn parametrize_of<'t>(call: Node<'t>, context: &Context) -> Option<Parametrize<'t>> {
    let function = call.part(Field::Function).filter(|_| call.kind_name() == "call")?;
    if !context.text(function).ends_with("parametrize") || full_name(function, context)? != "pytest.mark.parametrize" {
        return None;
    }
    let (positional, keywords) = arguments(call)?;
    let given = |at: usize, name: &str| {
        let keyword = || keywords.iter().find(|(own, _)| context.text(*own) == name).map(|(_, value)| *value);
        positional.get(at).copied().or_else(keyword)
    };
    let names_node = given(0, "argnames")?;
    let (names, single) = match names_node.kind_name() {
        "string" => {
            let text = plain_string(names_node, context)?;
            let names: Vec<String> =
                text.split(',').map(|name| name.trim().to_string()).filter(|name| !name.is_empty()).collect();
            let single = names.len() == 1;
            (names, single)
        }
        "list" | "tuple" => (
            display_items(names_node)?.into_iter().map(|item| plain_string(item, context)).collect::<Option<_>>()?,
            false,
        ),
        _ => return None,
    };
    let rows = given(1, "argvalues").and_then(display_items);
    let indirect = given(2, "indirect").is_some();
    Some(Parametrize { names, names_node, rows_are_tuples: !single, rows, indirect })
}

/// The items of a list, tuple or set display; `None` for anything else, and with a splat.
pub fn display_items<'t>(display: Node<'t>) -> Option<Vec<Node<'t>>> {
    if !matches!(display.kind_name(), "list" | "tuple" | "set") {
        return None;
    }
    let mut cursor = display.walk();
    let items: Vec<Node> = display.named_children(&mut cursor).filter(|item| !item.is_extra()).collect();
    items.iter().all(|item| !item.kind_name().ends_with("splat")).then_some(items)
}

/// How many values a row has.
fn width(row: Node, context: &Context) -> Option<usize> {
    match row.kind_name() {
        "tuple" | "list" => Some(display_items(row)?.len()),
        "call" if full_name(row.part(Field::Function)?, context)? == "pytest.param" => Some(arguments(row)?.0.len()),
        _ => None,
    }
}

/// A row of a `parametrize` that has more or fewer values than there are names.
pub(super) fn uneven_row(call: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(found) = parametrize_of(call, context).filter(|found| found.rows_are_tuples) else { return false };
    let expected = found.names.len();
    for row in found.rows.unwrap_or_default() {
        let Some(width) = width(row, context).filter(|width| *width != expected) else { continue };
        let counted =
            |count: usize, word: &str| if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") };
        witness.say("names", counted(expected, "name"));
        witness.say("values", counted(width, "value"));
        witness.mark(context.source.range(row));
        return true;
    }
    false
}

/// A name of a `parametrize` that the function does not take, and no fixture of it can.
pub(super) fn unknown_name(call: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(found) = parametrize_of(call, context) else { return false };
    let around = context.ancestors(call);
    let Some(whole) = around.iter().find(|around| around.kind_name() == "decorated_definition") else { return false };
    let Some(function) = whole.part(Field::Definition).filter(|inner| inner.kind_name() == "function_definition")
    else {
        return false;
    };
    let mut names = found.names.clone();
    for decorator in decorators_of(*whole) {
        let callee = decorator.part(Field::Function).filter(|_| decorator.kind_name() == "call");
        let full = full_name(callee.unwrap_or(decorator), context).unwrap_or_default();
        let known = full.starts_with("pytest.mark.") && full != "pytest.mark.usefixtures";
        if !known || patch_of(decorator, context).is_some() {
            return false;
        }
        names.extend(parametrize_of(decorator, context).map(|found| found.names).unwrap_or_default());
        if full == "pytest.mark.parametrize" && parametrize_of(decorator, context).is_none() {
            return false;
        }
    }
    let Some(parameters) = function.part(Field::Parameters) else { return false };
    let mut cursor = parameters.walk();
    let taken: Vec<&str> = parameters
        .named_children(&mut cursor)
        .filter(|one| !one.is_extra())
        .map(|one| parameter_name(one, context))
        .collect();
    // Where a parameter is a fixture, that one may ask for the name in turn.
    if taken.iter().any(|name| !matches!(*name, "self" | "cls") && !names.iter().any(|own| own == name)) {
        return false;
    }
    let Some(missing) = found.names.iter().find(|name| !taken.contains(&name.as_str())) else { return false };
    witness.say("name", missing.as_str());
    witness.say("function", function.part(Field::Name).map_or("", |name| context.text(name)));
    witness.mark(context.source.range(found.names_node));
    true
}
