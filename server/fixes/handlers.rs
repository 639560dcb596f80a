//! Rewrites of `try` statements and their handlers.

use super::Edit;
use super::imports::reach;
use super::layout::{indent_of, indented, line_end, line_range, slice, statements_of, whole_lines};
use crate::facts::{
    Context, Match, Witness, alias_of, cleared_by, free_name, handled, handler_around, handlers_before, lineage,
};
use crate::semantics::syntax::{Field, Syntax};
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

/// Says which exception the new one comes from, and gives that one a name where it has none.
pub(super) fn chain_cause(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let value = found.on();
    let cause = witness.word("cause")?;
    let end = value.end_byte();
    let mut edits = vec![Edit { range: end..end, new_text: format!(" from {cause}") }];
    let clause = handler_around(value.parent()?, context)?;
    if alias_of(clause).is_none() {
        let class = clause.part(Field::Value)?;
        // `except A, B:` takes no name.
        if clause.children_by_field_name("value", &mut clause.walk()).count() != 1 {
            return None;
        }
        edits.push(Edit { range: class.end_byte()..class.end_byte(), new_text: format!(" as {cause}") });
    }
    Some(edits)
}

/// Keeps the exception at hand out of the traceback.
pub(super) fn chain_none(_: &Context, found: &Match) -> Option<Vec<Edit>> {
    let end = found.on().end_byte();
    Some(vec![Edit { range: end..end, new_text: " from None".into() }])
}

/// `except:` becomes `except Exception:`. Not where the clause drops everything, which would only
/// be another finding, nor behind a clause that catches `Exception` already.
pub(super) fn catch_exception(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let clause = found.named("clause")?;
    let mut cursor = clause.walk();
    let suite = clause.named_children(&mut cursor).find(|part| part.kind_name() == "block")?;
    let drops = |only: &Node| {
        matches!(only.kind_name(), "pass_statement" | "continue_statement") || context.text(*only) == "..."
    };
    if statements_of(suite).iter().all(drops) {
        return None;
    }
    let catches_all =
        |before: &Node| before.part(Field::Value).is_some_and(|value| context.text(value).contains("Exception"));
    if handlers_before(clause, context).iter().any(catches_all) {
        return None;
    }
    let end = found.on().end_byte();
    Some(vec![Edit { range: end..end, new_text: " Exception".into() }])
}

/// `try: … except X: pass` becomes `with contextlib.suppress(X): …`.
pub(super) fn suppress(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let clause = found.named("clause")?;
    let whole = clause.parent()?;
    let (body, keyword) = (whole.part(Field::Body)?, whole.child(0)?);
    let mut cursor = whole.walk();
    // A comment, a second handler, `else` or `finally` would have nowhere to go.
    let is_alone = whole.named_children(&mut cursor).all(|part| part == body || part == clause);
    let mut cursor = clause.walk();
    let suite = clause.named_children(&mut cursor).find(|part| part.kind_name() == "block")?;
    if !is_alone || !statements_of(suite).iter().all(|only| only.kind_name() != "continue_statement") {
        return None;
    }
    indent_of(context.rope, *statements_of(body).first()?)?;
    let (name, import) = reach(context, clause, "contextlib", "suppress")?;
    let classes = handled(clause)?.iter().map(|class| context.text(*class)).collect::<Vec<_>>().join(", ");
    let mut edits = vec![
        Edit { range: keyword.byte_range(), new_text: format!("with {name}({classes})") },
        Edit { range: lines_of(context, clause)?, new_text: String::new() },
    ];
    edits.extend(import);
    Some(edits)
}

/// `except X as e:` becomes `except X as exc:` with `e = exc` below it, which stays.
pub(super) fn keep_exception(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let clause = cleared_by(found.on(), context)?;
    let alias = alias_of(clause)?;
    let kept = free_name(clause, context)?;
    let mut cursor = clause.walk();
    let suite = clause.named_children(&mut cursor).find(|part| part.kind_name() == "block")?;
    let first = *statements_of(suite).first()?;
    let indent = indent_of(context.rope, first)?;
    let line = format!("{} = {kept}{}{indent}", context.text(alias), line_end(context.rope));
    Some(vec![
        Edit { range: alias.byte_range(), new_text: kept.to_string() },
        Edit { range: first.start_byte()..first.start_byte(), new_text: line },
    ])
}

/// Moves the first statement of a guarded suite in front of its `try`, where it binds what
/// `finally` needs and no handler is meant for it.
pub(super) fn bind_before_try(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let whole = found.on().parent()?;
    let mut cursor = whole.walk();
    if whole.named_children(&mut cursor).any(|part| part.kind_name() == "except_clause") {
        return None;
    }
    let body = statements_of(whole.part(Field::Body)?);
    let [first, _, ..] = body.as_slice() else { return None };
    let left = first.named_child(0)?.part(Field::Left)?;
    if context.text(left) != witness.word("name")? {
        return None;
    }
    let (outer, inner) = (indent_of(context.rope, whole)?, indent_of(context.rope, *first)?);
    let lines = whole_lines(context.rope, &first.byte_range())?;
    let text = indented(&slice(context.rope, lines.clone()), &inner, &outer);
    let text = text.strip_prefix(inner.as_str())?;
    Some(vec![
        Edit { range: whole.start_byte()..whole.start_byte(), new_text: format!("{text}{outer}") },
        Edit { range: lines, new_text: String::new() },
    ])
}
