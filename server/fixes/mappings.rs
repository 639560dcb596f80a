//! Rewrites for dicts, sets and their caches.

use super::Edit;
use super::layout::{line_end, line_range, slice};
use crate::facts::{Context, Match, counted, group_of, kind_of};
use crate::semantics::Kind;
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

fn has_builtin(context: &Context, node: Node, name: &str) -> bool {
    context.view.is_builtin(context.view.own(), context.scope_of(node), name)
}

/// `for k in d:` becomes `for k in list(d):`.
pub(super) fn loop_over_list(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let right = found.on();
    let new_text = format!("list({})", context.text(right));
    has_builtin(context, right, "list").then(|| vec![Edit { range: right.byte_range(), new_text }])
}

/// `f([1, 2])` becomes `f((1, 2))`, `f({1, 2})` becomes `f(frozenset({1, 2}))`.
pub(super) fn hashable_display(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let node = found.on();
    let mut cursor = node.walk();
    let items: Vec<Node> = node.named_children(&mut cursor).filter(|child| !child.is_extra()).collect();
    if items.iter().any(|item| kind_of(*item, context).is_some_and(|kind| kind.is_mutable())) {
        return None;
    }
    match node.kind_name() {
        "list" => {
            let (first, last) = (node.child(0)?, node.child(node.child_count().checked_sub(1)?)?);
            let mut edits = vec![
                Edit { range: first.byte_range(), new_text: "(".into() },
                Edit { range: last.byte_range(), new_text: ")".into() },
            ];
            let mut cursor = node.walk();
            let commas = node.children(&mut cursor).filter(|child| child.kind_name() == ",").count();
            if let ([only], 0) = (items.as_slice(), commas) {
                edits.insert(1, Edit { range: only.end_byte()..only.end_byte(), new_text: ",".into() });
            }
            (last.kind_name() == "]").then_some(edits)
        }
        "set" => wrap(context, node, "frozenset"),
        "call" if context.text(node) == "set()" => {
            let function = node.part(Field::Function)?;
            has_builtin(context, node, "frozenset")
                .then(|| vec![Edit { range: function.byte_range(), new_text: "frozenset".into() }])
        }
        _ => None,
    }
}

/// `f(xs)` becomes `f(tuple(xs))`, for a set `f(frozenset(xs))`.
pub(super) fn hashable_copy(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let node = found.on();
    if matches!(node.kind_name(), "list" | "set") || context.text(node) == "set()" {
        return None;
    }
    match kind_of(node, context)? {
        Kind::List => wrap(context, node, "tuple"),
        Kind::Set => wrap(context, node, "frozenset"),
        _ => None,
    }
}

fn wrap(context: &Context, node: Node, ty: &str) -> Option<Vec<Edit>> {
    let new_text = format!("{ty}({})", context.text(node));
    has_builtin(context, node, ty).then(|| vec![Edit { range: node.byte_range(), new_text }])
}

/// `d.popitem()` as a statement of its own becomes `del d[next(iter(d))]`.
pub(super) fn delete_first(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = found.on();
    let alone = context.ancestors(call).first().is_some_and(|around| around.kind_name() == "expression_statement");
    let object = context.text(found.named("object")?);
    let new_text = format!("del {object}[next(iter({object}))]");
    let free = has_builtin(context, call, "next") && has_builtin(context, call, "iter");
    (alone && free).then(|| vec![Edit { range: call.byte_range(), new_text }])
}

/// Puts `@functools.cache` on a function without decorators.
pub(super) fn add_cache(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let definition = found.named("definition")?;
    let (name, import) = super::imports::reach(context, definition, "functools", "cache")?;
    let at = definition.start_byte();
    let line = line_range(context.rope, at).start;
    let indent = slice(context.rope, line..at);
    let new_text = format!("@{name}{}{indent}", line_end(context.rope));
    let plain = indent.chars().all(char::is_whitespace);
    plain.then(|| import.into_iter().chain([Edit { range: at..at, new_text }]).collect())
}

/// Puts `self.d.move_to_end(key)` before the statement of a `get` that reads `self.d`.
pub(super) fn move_to_end(context: &Context, found: &Match, table: &str) -> Option<Vec<Edit>> {
    let definition = found.named("method")?;
    let body = definition.part(Field::Body)?;
    let (item, getter) = (format!("{table}["), format!("{table}.get("));
    let mut pending = vec![body];
    let mut read = None;
    while let Some(at) = pending.pop() {
        let mut cursor = at.walk();
        pending.extend(at.named_children(&mut cursor));
        let text = context.text(at);
        let is_read = at.kind_name() == "subscript" && text.starts_with(&item)
            || at.kind_name() == "call" && text.starts_with(&getter);
        if is_read && read.replace(at).is_some() {
            return None;
        }
    }
    let read = read?;
    if kind_of(read.part(Field::Value).or_else(|| read.part(Field::Function)?.part(Field::Object))?, context)
        != Some(Kind::OrderedDict)
    {
        return None;
    }
    let key = match read.kind_name() {
        "subscript" => read.part(Field::Subscript)?,
        _ => read.part(Field::Arguments)?.named_child(0)?,
    };
    let statement = context
        .ancestors(read)
        .into_iter()
        .find(|around| matches!(around.kind_name(), "return_statement" | "expression_statement"))?;
    let line = line_range(context.rope, statement.start_byte()).start;
    let indent = slice(context.rope, line..statement.start_byte());
    let (key, newline) = (context.text(key), line_end(context.rope));
    let plain = key.chars().all(|c| c.is_alphanumeric() || c == '_') && indent.chars().all(char::is_whitespace);
    let level = super::layout::one_level(context, definition);
    let new_text = format!("{indent}if {key} in {table}:{newline}{indent}{level}{table}.move_to_end({key}){newline}");
    plain.then(|| vec![Edit { range: line..line, new_text }])
}

/// `{}` or `dict()`, in the one assignment to the dict, becomes `OrderedDict()`.
pub(super) fn ordered_dict(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    build_with(context, found.named("object")?, "OrderedDict")
}

/// The dict becomes a `Counter`, and the statement `d[k] += 1`.
pub(super) fn count_with_counter(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let statement = found.on();
    let (table, key) = counted(statement, context)?;
    let new_text = format!("{}[{}] += 1", context.text(table), context.text(key));
    let mut edits = build_with(context, table, "Counter")?;
    edits.push(Edit { range: statement.byte_range(), new_text });
    let has_comment = context.text(statement).contains('#');
    (!has_comment).then_some(edits)
}

/// `if k not in d: d[k] = []` goes, and the `d[k]` behind it becomes `d.setdefault(k, [])`.
pub(super) fn group_with_setdefault(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let statement = found.on();
    let group = group_of(statement, context)?;
    let [table, key, empty] = [group.table, group.key, group.empty].map(|node| context.text(node));
    let next = context.ancestors(group.item).into_iter().find(|around| around.kind_name() == "expression_statement")?;
    let between = slice(context.rope, statement.end_byte()..next.start_byte());
    let edits = vec![
        Edit { range: statement.start_byte()..next.start_byte(), new_text: String::new() },
        Edit { range: group.item.byte_range(), new_text: format!("{table}.setdefault({key}, {empty})") },
    ];
    let has_comment = context.text(statement).contains('#') || between.contains('#');
    (!has_comment).then_some(edits)
}

/// Builds a dict, where its one assignment in this statement builds an empty one, with a class of
/// `collections`.
fn build_with(context: &Context, object: Node, class: &str) -> Option<Vec<Edit>> {
    let (name, import) = super::imports::reach(context, object, "collections", class)?;
    let text = context.text(object);
    let mut pending = vec![context.statement];
    let mut built = None;
    while let Some(at) = pending.pop() {
        let mut cursor = at.walk();
        pending.extend(at.named_children(&mut cursor));
        if at.kind_name() == "assignment" && at.part(Field::Left).is_some_and(|left| context.text(left) == text) {
            let right = at.part(Field::Right)?;
            let plain = at.part(Field::Type).is_none() && matches!(context.text(right), "{}" | "dict()");
            if built.replace(right).is_some() || !plain {
                return None;
            }
        }
    }
    let range = built?.byte_range();
    Some(import.into_iter().chain([Edit { range, new_text: format!("{name}()") }]).collect())
}
