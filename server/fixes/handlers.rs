//! Rewrites of the handlers of a `try`.

use super::Edit;
use super::layout::{indent_of, line_end, line_range, slice};
use crate::facts::{Context, Match, handled, handlers_before, lineage};
use std::ops::Range;
use tree_sitter::Node;

/// The lines of a handler, when it starts and ends lines.
fn lines_of(context: &Context, clause: Node) -> Option<Range<usize>> {
    indent_of(context.rope, clause)?;
    let end = line_range(context.rope, clause.end_byte().saturating_sub(1)).end;
    Some(line_range(context.rope, clause.start_byte()).start..end)
}

/// The handler and the first one before it that catches its only class; `true` when both name the
/// very same class.
fn pair<'t>(context: &Context<'t>, found: &Match<'_, 't>) -> Option<(Node<'t>, Node<'t>, bool)> {
    let clause = found.named("clause")?;
    let classes = handled(clause)?;
    let [class] = classes.as_slice() else { return None };
    let line = lineage(*class, context);
    let earlier = handlers_before(clause, context).into_iter().find_map(|other| {
        let classes = handled(other)?;
        let mut own = classes.iter().filter_map(|name| lineage(*name, context).into_iter().next());
        let caught = own.find(|own| line.contains(own))?;
        Some((other, Some(&caught) == line.first()))
    });
    earlier.map(|(other, same)| (clause, other, same))
}

/// Moves the handler above the one that catches its class.
pub(super) fn handler_up(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let (clause, earlier, same) = pair(context, found)?;
    if same {
        return None;
    }
    let (lines, target) = (lines_of(context, clause)?, lines_of(context, earlier)?);
    let mut text = slice(context.rope, lines.clone());
    if !text.ends_with(['\n', '\r']) {
        text.push_str(line_end(context.rope));
    }
    Some(vec![
        Edit { range: target.start..target.start, new_text: text },
        Edit { range: lines, new_text: String::new() },
    ])
}

/// Removes a handler for a class that an earlier one names already.
pub(super) fn remove_handler(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let (clause, _, same) = pair(context, found)?;
    let lines = lines_of(context, clause)?;
    same.then(|| vec![Edit { range: lines, new_text: String::new() }])
}
