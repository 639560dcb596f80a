//! Rewrites between lists, generators and loops.

use super::Edit;
use super::layout::{indent_of, line_end, slice};
use super::names::names_in;
use crate::facts::{Context, Match};
use crate::semantics::events::{EventKind, Events};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{Place, ScopeKind};
use tree_sitter::Node;

/// `sum([x for x in xs])` becomes `sum(x for x in xs)`; beside other arguments it keeps parentheses.
pub(super) fn drop_brackets(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let list = found.on();
    let arguments =
        context.ancestors(list).into_iter().next().filter(|around| around.kind_name() == "argument_list")?;
    let behind = slice(context.rope, list.end_byte()..arguments.end_byte());
    let alone = behind.trim() == ")" && arguments.named_child(0) == Some(list);
    let range = list.byte_range();
    let (open, close) = (range.start..range.start + 1, range.end - 1..range.end);
    let (left, right) = if alone { ("", "") } else { ("(", ")") };
    Some(vec![Edit { range: open, new_text: left.into() }, Edit { range: close, new_text: right.into() }])
}

/// `[print(x) for x in xs if x]` becomes a `for` statement with the conditions as nested `if`s.
pub(super) fn for_statement(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let node = found.on();
    let statement = context.ancestors(node).into_iter().next().filter(|at| at.kind_name() == "expression_statement")?;
    let rope = context.rope;
    let indent = indent_of(rope, statement)?;
    let line = slice(rope, statement.start_byte()..super::layout::line_range(rope, statement.end_byte()).end);
    if line.contains(';') || slice(rope, node.byte_range()).contains(['#', '\n']) {
        return None;
    }
    let own = context.view.own();
    // The statement starts where the comprehension does, whose own scope is not the one asked about.
    let mut scope = context.scope_of(statement);
    while context.view.scope(own, scope).kind.is_comprehension() {
        scope = context.view.scope(own, scope).parent?;
    }
    if context.view.scope(own, scope).kind == ScopeKind::Class {
        return None;
    }
    let body = node.part(Field::Body)?;
    let newline = line_end(rope);
    let level = if indent.starts_with('\t') { "\t" } else { "    " };
    let mut depth = 0;
    let mut new_text = String::new();
    let mut add = |text: String, depth: usize| {
        if !new_text.is_empty() {
            new_text.push_str(newline);
            new_text.push_str(&indent);
        }
        new_text.push_str(&level.repeat(depth));
        new_text.push_str(&text);
    };
    let mut cursor = node.walk();
    for clause in node.named_children(&mut cursor).filter(|clause| *clause != body) {
        match clause.kind_name() {
            "for_in_clause" => {
                // A loop's variable stays behind, so it must not be a name that is in use.
                let targets = names_in(clause.part(Field::Left)?);
                if targets.iter().any(|target| is_taken(*target, context, scope)) {
                    return None;
                }
                add(format!("{}:", context.text(clause).trim()), depth);
            }
            "if_clause" => add(format!("{}:", context.text(clause).trim()), depth),
            _ => return None,
        }
        depth += 1;
    }
    add(context.text(body).to_string(), depth);
    Some(vec![Edit { range: statement.byte_range(), new_text }])
}

/// Whether a name already means something in a scope.
fn is_taken(target: Node, context: &Context, scope: u32) -> bool {
    let own = context.view.own();
    let name = context.text(target);
    let variable = context.view.variable(own, scope, name);
    let used = |uses: Vec<crate::semantics::module::Site<crate::semantics::Use>>| !uses.is_empty();
    match variable.place {
        Place::Local(..) => true,
        Place::Global => !context.view.bindings(&variable).is_empty() || used(context.view.uses(&variable)),
    }
}

/// `g = (x for x in xs)` becomes `g = [x for x in xs]`, and any other lazy value goes into `list(…)`.
pub(super) fn wrap_in_list(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let name = found.on();
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(name), context.text(name));
    let events = Events::of(context.view, &variable)?;
    let mut binds = events.all.iter().filter_map(|event| match event.kind {
        EventKind::Bind(binding) => Some((event.unit, binding)),
        _ => None,
    });
    let ((unit, binding), None) = (binds.next()?, binds.next()) else { return None };
    let start = (context.starts)(unit);
    let range = start + binding.value_range.start as usize..start + binding.value_range.end as usize;
    let text = slice(context.rope, range.clone());
    let comprehension = binding.value == crate::semantics::Value::Of(crate::semantics::Kind::Generator);
    if comprehension && text.starts_with('(') && text.ends_with(')') && !text.starts_with("((") {
        let (open, close) = (range.start..range.start + 1, range.end - 1..range.end);
        return Some(vec![Edit { range: open, new_text: "[".into() }, Edit { range: close, new_text: "]".into() }]);
    }
    Some(vec![
        Edit { range: range.start..range.start, new_text: "list(".into() },
        Edit { range: range.end..range.end, new_text: ")".into() },
    ])
}
