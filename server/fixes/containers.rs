//! Rewrites that build a new object where one was shared: for each row, each key, each round.

use super::Edit;
use super::layout::{indent_of, line_end, line_range, slice, statements_of, whole_lines};
use super::names::{can_move, free_name, is_plain};
use crate::facts::{Context, Match, Witness, kind_of};
use crate::semantics::Kind;
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// [`comprehension`] and [`fromkeys`] for values that can be built again without any other effect.
pub(super) fn plain(
    context: &Context,
    found: &Match,
    rewrite: fn(&Context, &Match) -> Option<Vec<Edit>>,
) -> Option<Vec<Edit>> {
    let value = found.named("inner").or_else(|| found.named("value"))?;
    is_plain(context, value).then(|| rewrite(context, found))?
}

/// `[[0] * 3] * n` becomes `[[0] * 3 for _ in range(n)]`.
pub(super) fn comprehension(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let (inner, count) = (found.named("inner")?, found.named("count")?);
    let new_text = repeated(context, inner, count)?;
    Some(vec![Edit { range: found.on().byte_range(), new_text }])
}

fn repeated(context: &Context, inner: Node, count: Node) -> Option<String> {
    if !can_move(context, inner, context.scope_of(inner), None) {
        return None;
    }
    let name = free_name(context, &[inner], &["_", "_row", "_item"])?;
    let text = nested(context, inner).unwrap_or_else(|| context.text(inner).to_string());
    let count = context.text(count);
    let count = match count.strip_prefix('(').and_then(|count| count.strip_suffix(')')) {
        Some(plain) if !plain.contains(['(', ')', ',']) => plain,
        _ => count,
    };
    Some(format!("[{text} for {name} in range({count})]"))
}

/// Rows that are themselves one object repeated: `[[[0] * 2] * 3] * 4`.
fn nested(context: &Context, inner: Node) -> Option<String> {
    let operator = inner.part(Field::Operator).filter(|operator| operator.kind_name() == "*")?;
    let (left, right) = (inner.part(Field::Left)?, inner.part(Field::Right)?);
    let _ = operator;
    let item = (left.kind_name() == "list" && left.named_child_count() == 1).then(|| left.named_child(0)).flatten()?;
    kind_of(item, context).filter(|kind| kind.is_mutable())?;
    repeated(context, item, right)
}

/// `dict.fromkeys(keys, [])` becomes `{key: [] for key in keys}`.
pub(super) fn fromkeys(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let (ty, keys, value) = (found.named("type")?, found.named("keys")?, found.named("value")?);
    if keys.kind_name().contains("splat")
        || keys.kind_name() == "keyword_argument"
        || !can_move(context, value, context.scope_of(value), None)
    {
        return None;
    }
    let name = free_name(context, &[keys, value], &["key", "name", "item", "each"])?;
    let text = context.text(keys);
    let keys = match keys.kind_name() {
        "conditional_expression" | "lambda" | "named_expression" => format!("({text})"),
        _ => text.to_string(),
    };
    let made = match value.kind_name() {
        "identifier" | "attribute" => format!("{}.copy()", context.text(value)),
        _ => context.text(value).to_string(),
    };
    let ty = context.text(ty);
    let new_text = match ty.rsplit('.').next()? {
        "dict" => format!("{{{name}: {made} for {name} in {keys}}}"),
        "defaultdict" => format!("{ty}(None, (({name}, {made}) for {name} in {keys}))"),
        _ => format!("{ty}(({name}, {made}) for {name} in {keys})"),
    };
    Some(vec![Edit { range: found.on().byte_range(), new_text }])
}

/// Moves `row = {}` from before the loop to the top of its body. Nothing else may need the object:
/// all its uses stand in the loop.
pub(super) fn into_loop(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let item = found.named("item")?;
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(item), context.text(item));
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else {
        return None;
    };
    let around = context.ancestors(item);
    let loop_node = around.iter().find(|around| matches!(around.kind_name(), "for_statement" | "while_statement"))?;
    let body = loop_node.part(Field::Body)?;
    let within = context.source.range(body);
    let all_inside = context
        .view
        .uses(&variable)
        .iter()
        .all(|site| site.unit == own && within.start <= site.item.at && site.item.at < within.end);
    let first = statements_of(body).first().copied()?;
    let indent = indent_of(context.rope, first)?;
    let start = (context.starts)(site.unit) + site.item.at as usize;
    let end = (context.starts)(site.unit) + site.item.from as usize;
    let lines = whole_lines(context.rope, &(start..end))?;
    let beside = indent_of(context.rope, *loop_node)? == slice(context.rope, lines.start..start);
    if !all_inside || !beside {
        return None;
    }
    // A comment on the line comes along.
    let statement = slice(context.rope, start..lines.end);
    let statement = statement.trim_end();
    if statement.contains('\n') {
        return None;
    }
    let at = first.start_byte();
    let new_text = format!("{statement}{}{indent}", line_end(context.rope));
    Some(vec![Edit { range: lines, new_text: String::new() }, Edit { range: at..at, new_text }])
}

/// Loops over a copy of the list, unless the loop goes by positions, which a copy does not mend.
pub(super) fn loop_over_copy(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let right = found.on();
    let list = match right.kind_name() {
        "call" => right.part(Field::Arguments)?.named_child(0)?,
        _ => right,
    };
    if right.kind_name() == "call" && witness.word("how") != Some("`.remove()`") {
        return None;
    }
    let new_text = format!("list({})", context.text(list));
    Some(vec![Edit { range: list.byte_range(), new_text }])
}

/// `backup = data` becomes `backup = data.copy()`.
pub(super) fn copy_method(found: &Match) -> Option<Vec<Edit>> {
    let right = found.named("right")?;
    let at = right.end_byte();
    Some(vec![Edit { range: at..at, new_text: ".copy()".into() }])
}

/// `backup = data` becomes `backup = list(data)`, where the change is one of a list.
pub(super) fn list_copy(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let right = found.named("right")?;
    let kind = kind_of(right, context);
    let is_list = kind == Some(Kind::List) || kind.is_none() && witness.word("changes-list").is_some();
    let new_text = format!("list({})", context.text(right));
    is_list.then(|| vec![Edit { range: right.byte_range(), new_text }])
}

/// The comment behind a node on its line, with the space before it.
pub(super) fn comment_behind(context: &Context, end: usize) -> String {
    let line = line_range(context.rope, end);
    let rest = slice(context.rope, end..line.end);
    let rest = rest.trim_end();
    if rest.trim_start().starts_with('#') { rest.to_string() } else { String::new() }
}
