//! Rewrites of `__new__` and `__init__`, and of code that runs whenever a file is imported.

use super::Edit;
use super::layout::{indent_of, insert_at_top, line_end, line_range, slice, statements_of};
use crate::facts::{Context, Match, below};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

fn function_around<'t>(context: &Context<'t>, node: Node<'t>) -> Option<Node<'t>> {
    context.ancestors(node).into_iter().find(|around| around.kind_name() == "function_definition")
}

/// Leaves the class alone in the call of `__new__`.
pub(super) fn new_without_arguments(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = context.ancestors(found.on()).into_iter().find(|around| around.kind_name() == "call")?;
    let arguments = call.part(Field::Arguments)?;
    let first = arguments.named_child(0)?;
    let text = context.text(arguments);
    if text.contains('#') || !text.ends_with(')') {
        return None;
    }
    Some(vec![Edit { range: first.end_byte()..arguments.end_byte() - 1, new_text: String::new() }])
}

/// Gives back the instance that a `__new__` makes: at the call itself when it stands last, else at
/// the end of the function, by the attribute that keeps it.
pub(super) fn return_instance(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let function = function_around(context, found.on())?;
    let statements = statements_of(function.part(Field::Body)?);
    let last = *statements.last()?;
    let makes = |call: Node| {
        let callee = call.part(Field::Function).filter(|_| call.kind_name() == "call");
        callee.is_some_and(|callee| context.text(callee).ends_with(".__new__"))
    };
    if last.kind_name() == "expression_statement" && last.named_child(0).is_some_and(makes) {
        let at = last.start_byte();
        return Some(vec![Edit { range: at..at, new_text: "return ".into() }]);
    }
    let body = function.part(Field::Body)?;
    let made = below(body, "assignment").into_iter().find(|one| one.part(Field::Right).is_some_and(makes))?;
    let left = made.part(Field::Left)?;
    let direct = made.parent().and_then(|statement| statement.parent()) == Some(body);
    // A plain name may be unbound where another way was taken.
    if left.kind_name() != "attribute" && !(left.kind_name() == "identifier" && direct) {
        return None;
    }
    let rope = context.rope;
    let indent = indent_of(rope, last)?;
    let line = line_range(rope, last.end_byte());
    let rest = slice(rope, last.end_byte()..line.end);
    let end = last.end_byte() + rest.trim_end_matches(['\r', '\n']).len();
    let new_text = format!("{}{indent}return {}", line_end(rope), context.text(left));
    Some(vec![Edit { range: end..end, new_text }])
}

/// Lets an `__init__` that has run on this instance return at once.
pub(super) fn init_once(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let function = function_around(context, found.on())?;
    let first = function.part(Field::Parameters)?.named_child(0)?;
    let first = context.text(first);
    if context.text(function).contains("_ready") {
        return None;
    }
    let body = statements_of(function.part(Field::Body)?);
    let indent = indent_of(context.rope, *body.first()?)?;
    let outer = indent_of(context.rope, function)?;
    let step = indent.strip_prefix(outer.as_str())?;
    let lines =
        [format!("if getattr({first}, \"_ready\", False):"), format!("{step}return"), format!("{first}._ready = True")];
    Some(vec![insert_at_top(context, function, &lines, 0)?])
}

/// Puts a run of the module's statements under the guard of the main file.
pub(super) fn main_guard(context: &Context) -> Option<Vec<Edit>> {
    let rope = context.rope;
    let is_plain = |node: &Node| {
        !matches!(
            node.kind_name(),
            "function_definition"
                | "class_definition"
                | "decorated_definition"
                | "import_statement"
                | "import_from_statement"
                | "future_import_statement"
        )
    };
    let (mut first, mut last) = (context.statement, context.statement);
    while let Some(before) =
        first.prev_named_sibling().filter(|node| node.kind_name() == "expression_statement" && is_plain(node))
    {
        // Constants that other functions read stay where they are.
        let is_made = before.named_child(0).is_some_and(|inner| {
            inner.kind_name() == "call"
                || inner.kind_name() == "assignment"
                    && inner.part(Field::Right).is_some_and(|right| right.kind_name() == "call")
        });
        if !is_made {
            break;
        }
        first = before;
    }
    while let Some(after) = last.next_named_sibling().filter(is_plain) {
        last = after;
    }
    let lines = line_range(rope, first.start_byte()).start..last.end_byte();
    if lines.start != first.start_byte() || has_long_string(first, last) {
        return None;
    }
    let newline = line_end(rope);
    let text = slice(rope, lines.clone());
    let inner: Vec<String> = text
        .lines()
        .map(|line| if line.trim().is_empty() { line.to_string() } else { format!("    {line}") })
        .collect();
    let new_text = format!("if __name__ == \"__main__\":{newline}{}", inner.join(newline));
    Some(vec![Edit { range: lines, new_text }])
}

/// Whether a string over several lines, which would change, stands between two statements.
fn has_long_string(first: Node, last: Node) -> bool {
    let mut pending = vec![];
    let mut at = Some(first);
    while let Some(statement) = at {
        pending.push(statement);
        at = statement.next_named_sibling().filter(|_| statement != last);
    }
    while let Some(node) = pending.pop() {
        let spans = node.start_position().row != node.end_position().row;
        if node.has_error() || spans && matches!(node.kind_name(), "string" | "line_continuation") {
            return true;
        }
        let mut cursor = node.walk();
        pending.extend(node.named_children(&mut cursor));
    }
    false
}
