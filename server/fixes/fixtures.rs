//! Fixtures: asked for by parameter, and given another lifetime.

use super::Edit;
use crate::facts::{Context, Match, Witness, arguments, decorators_of};
use crate::semantics::UseKind;
use crate::semantics::scope::Read;
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// Takes the fixture as a parameter of the function, and drops the parentheses behind its name.
pub(super) fn request(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let name = witness.word("name")?;
    let function = found.on();
    let scope = context.view.scope(context.view.own(), context.scope_of(function.part(Field::Body)?));
    let mut edits = vec![ask(function, name)?];
    let base = context.source.base;
    for used in &scope.symbol(name)?.uses {
        if used.path.is_empty() && used.kind == UseKind::Read(Read::Call) {
            let call = base + used.at as usize + name.len()..base + used.range.end as usize;
            // Arguments are for what a factory gives, or for a function that was no fixture once.
            let at = function.descendant_for_byte_range(call.start, call.end)?;
            let list = if at.kind_name() == "argument_list" { at } else { at.part(Field::Arguments)? };
            if list.child_count() > 2 {
                return None;
            }
            edits.push(Edit { range: call, new_text: String::new() });
        }
    }
    Some(edits)
}

/// Puts a parameter behind those without a default.
fn ask(function: Node, name: &str) -> Option<Edit> {
    let parameters = function.part(Field::Parameters)?;
    let mut cursor = parameters.walk();
    let all: Vec<_> = parameters.named_children(&mut cursor).collect();
    if all.iter().any(|one| one.kind_name() == "comment") {
        return None;
    }
    let plain = |one: &&Node| match one.kind_name() {
        "typed_parameter" => one.named_child(0).is_some_and(|first| first.kind_name() == "identifier"),
        kind => kind == "identifier",
    };
    let (at, new_text) = match all.iter().take_while(plain).last() {
        Some(last) => (last.end_byte(), format!(", {name}")),
        None if all.is_empty() => (parameters.start_byte() + 1, name.to_string()),
        None => (parameters.start_byte() + 1, format!("{name}, ")),
    };
    Some(Edit { range: at..at, new_text })
}

/// Gives the fixture the lifetime of the one that it needs.
pub(super) fn narrow(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let other = witness.word("other")?;
    for decorator in decorators_of(found.named("whole")?) {
        let Some((_, keywords)) = arguments(decorator) else { continue };
        if let Some((_, value)) = keywords.iter().find(|(name, _)| context.text(*name) == "scope") {
            let quote = context.text(*value).chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return Some(vec![Edit { range: value.byte_range(), new_text: format!("{quote}{other}{quote}") }]);
        }
    }
    None
}
