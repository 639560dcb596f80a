//! Parameters of functions under `@patch`, put in the order in which the mocks arrive.

use super::Edit;
use crate::facts::{Context, Match, Patched, named_after, naming, parameter_name, patched};
use crate::semantics::syntax::{Field, Syntax};

/// Puts the parameters that are named after the patches into the order of the mocks.
pub(super) fn reorder(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let patched = patched(found.named("whole")?, context)?;
    let order = naming(&patched, context)?;
    let edit = |index: usize| {
        let from = order.iter().position(|patch| *patch == index)?;
        let new_text = context.text(patched.slots[from]).to_string();
        (from != index).then(|| Edit { range: patched.slots[index].byte_range(), new_text })
    };
    Some((0..order.len()).filter_map(edit).collect())
}

/// Adds a parameter for each mock that has none, in its place where the names tell it.
pub(super) fn add_parameters(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let patched = patched(found.named("whole")?, context)?;
    let named = existing(&patched, context);
    let taken: Vec<&str> = patched.slots.iter().map(|slot| parameter_name(*slot, context)).collect();
    let mut edits: Vec<Edit> = Vec::new();
    let mut last = patched.receiver;
    for (index, patch) in patched.passing.iter().enumerate() {
        if let Some(slot) = named.iter().position(|own| *own == index) {
            last = Some(patched.slots[slot]);
            continue;
        }
        let name = format!("mock_{}", snake(patch.target.last()?)?);
        if taken.contains(&name.as_str()) || edits.iter().any(|edit| edit.new_text.contains(name.as_str())) {
            return None;
        }
        let (at, new_text) = match (last, patched.slots.first()) {
            (Some(before), _) => (before.end_byte(), format!(", {name}")),
            (None, Some(next)) => (next.start_byte(), format!("{name}, ")),
            (None, None) => {
                let parameters = found.named("whole")?.part(Field::Definition)?.part(Field::Parameters)?;
                let alone = parameters.named_child_count() == 0;
                let first = edits.is_empty();
                let text = if first { name } else { format!(", {name}") };
                (parameters.start_byte() + 1, if alone { text } else { return None })
            }
        };
        match edits.last_mut().filter(|edit| edit.range.start == at) {
            Some(edit) => edit.new_text.push_str(&new_text),
            None => edits.push(Edit { range: at..at, new_text }),
        }
    }
    Some(edits)
}

/// `raises(E, f(x))` becomes `raises(E, f, x)`.
pub(super) fn split_call(found: &Match) -> Option<Vec<Edit>> {
    let call = found.on();
    let function = call.part(Field::Function)?;
    let list = call.part(Field::Arguments).filter(|list| list.kind_name() == "argument_list")?;
    let between = function.end_byte()..list.start_byte() + 1;
    let separator = if list.named_child_count() > 0 { ", " } else { "" };
    let end = list.end_byte() - 1;
    let opening = Edit { range: between, new_text: separator.into() };
    Some(vec![opening, Edit { range: end..list.end_byte(), new_text: String::new() }])
}

/// For each parameter the mock that it takes: by their names where they keep the order, else the
/// first ones.
fn existing(patched: &Patched, context: &Context) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    for slot in &patched.slots {
        let name = parameter_name(*slot, context);
        let from = order.last().map_or(0, |last| last + 1);
        let fitting = (from..patched.passing.len()).find(|index| named_after(name, &patched.passing[*index].target));
        match fitting {
            Some(index) => order.push(index),
            None => return (0..patched.slots.len()).collect(),
        }
    }
    order
}

/// `URLOpener` as `url_opener`; `None` when that is no name.
fn snake(name: &str) -> Option<String> {
    let mut snake = String::new();
    let characters: Vec<char> = name.trim_matches('_').chars().collect();
    for (index, character) in characters.iter().enumerate() {
        let starts_word = character.is_uppercase()
            && index > 0
            && (!characters[index - 1].is_uppercase()
                || characters.get(index + 1).is_some_and(|next| next.is_lowercase()))
            && characters[index - 1] != '_';
        if starts_word {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    (!snake.is_empty() && snake.chars().all(|c| c.is_alphanumeric() || c == '_')).then_some(snake)
}
