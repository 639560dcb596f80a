//! Rewrites of decorators.

use super::Edit;
use super::imports::reach;
use super::layout::{indent_of, line_end, line_range, slice, statements_of};
use crate::facts::{Context, Match, dropped_calls};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// Puts `@functools.wraps(func)` on the wrapper, and imports it where it is missing.
pub(super) fn add_wraps(context: &Context, found: &Match, taken: &str) -> Option<Vec<Edit>> {
    wraps_on(context, found.named("wrapper")?, taken)
}

fn wraps_on(context: &Context, wrapper: Node, taken: &str) -> Option<Vec<Edit>> {
    let indent = indent_of(context.rope, wrapper)?;
    let (wraps, import) = reach(context, wrapper, "functools", "wraps")?;
    let newline = line_end(context.rope);
    let at = wrapper.start_byte();
    let line = Edit { range: at..at, new_text: format!("@{wraps}({taken}){newline}{indent}") };
    Some(import.into_iter().chain([line]).collect())
}

/// Ends the decorator with `return wrapper`; a wrapper without decorators also gets
/// `@functools.wraps`, since from now on it stands for the function.
pub(super) fn return_wrapper(context: &Context, found: &Match, taken: &str) -> Option<Vec<Edit>> {
    let wrapper = found.named("wrapper")?;
    let name = context.text(wrapper.part(Field::Name)?);
    let block = found.named("outer")?.part(Field::Body)?;
    if !gives_something(context, wrapper) {
        return None;
    }
    let plain = context.ancestors(wrapper).first().is_some_and(|around| around.kind_name() == "block");
    let named_already = found.clause.fixes.iter().any(|fix| fix.applicability == super::Applicability::Choice);
    let mut edits = if plain && !named_already { wraps_on(context, wrapper, taken)? } else { Vec::new() };
    edits.extend(append(context, block, &format!("return {name}"))?);
    Some(edits)
}

/// `return wrapper()` becomes `return wrapper`, with `@functools.wraps` on a plain wrapper.
pub(super) fn return_wrapper_itself(context: &Context, found: &Match, taken: &str) -> Option<Vec<Edit>> {
    let name = found.named("name")?;
    let call = found.on();
    let block = context.ancestors(call).into_iter().find(|around| {
        around.kind_name() == "block" && statements_of(*around).iter().any(|inner| is_named(context, *inner, name))
    })?;
    let statement = statements_of(block).into_iter().find(|inner| is_named(context, *inner, name))?;
    let wrapper = statement.part(Field::Definition).unwrap_or(statement);
    if !gives_something(context, wrapper) {
        return None;
    }
    let mut edits = if wrapper == statement { wraps_on(context, wrapper, taken)? } else { Vec::new() };
    edits.push(Edit { range: call.byte_range(), new_text: context.text(name).to_string() });
    Some(edits)
}

/// Whether a statement defines the function of this name.
fn is_named(context: &Context, statement: Node, name: Node) -> bool {
    let definition = statement.part(Field::Definition).unwrap_or(statement);
    let own = definition.part(Field::Name).filter(|_| definition.kind_name() == "function_definition");
    own.is_some_and(|own| context.text(own) == context.text(name))
}

/// Whether the wrapper returns or yields a value; one that does not has a mistake of its own, which
/// giving it back would only uncover.
fn gives_something(context: &Context, wrapper: Node) -> bool {
    let own = context.view.own();
    let range = context.source.range(wrapper);
    let scopes = &context.view.unit(own).scopes;
    let data = scopes.iter().filter(|scope| scope.range == range).find_map(|scope| scope.function.as_deref());
    data.is_some_and(|data| data.returns_value || data.is_generator)
}

/// Gives on what the wrapped function returned: `return func(…)` where that is the last thing the
/// wrapper does, else through a name.
pub(super) fn return_result(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let wrapper = found.named("wrapper")?;
    let block = wrapper.part(Field::Body)?;
    let calls = dropped_calls(wrapper, context);
    let [call] = calls.as_slice() else { return None };
    let at = call.start_byte();
    if statements_of(block).last() == Some(call) {
        return Some(vec![Edit { range: at..at, new_text: "return ".into() }]);
    }
    let own = context.view.own();
    let free = context.view.scope(own, context.scope_of(*call)).symbol("result").is_none();
    let between = context.ancestors(*call).into_iter().take_while(|around| *around != block);
    let always_runs = between.into_iter().all(|around| matches!(around.kind_name(), "block" | "with_statement"));
    if !free || !always_runs {
        return None;
    }
    let assign = Edit { range: at..at, new_text: "result = ".into() };
    Some([assign].into_iter().chain(append(context, block, "return result")?).collect())
}

/// Appends a statement to a block whose statements stand on lines of their own.
fn append(context: &Context, block: Node, statement: &str) -> Option<Vec<Edit>> {
    let last = statements_of(block).last().copied()?;
    let indent = indent_of(context.rope, last)?;
    let newline = line_end(context.rope);
    // Behind a comment on the last line.
    let end = last.end_byte();
    let rest = slice(context.rope, end..line_range(context.rope, end).end);
    let end = end + rest.trim_end_matches(['\r', '\n']).len();
    Some(vec![Edit { range: end..end, new_text: format!("{newline}{indent}{statement}") }])
}
