//! Rewrites of code that runs in threads.

use super::Edit;
use super::imports::reach;
use super::layout::{indent_of, indented, line_end, line_range, one_level, slice};
use crate::facts::{Context, Match, function_named, is_thread_pool_class};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{Effect, Place, Work, value::path_of};
use tree_sitter::Node;

/// Makes processes where threads are made: the class of the call, or of the pool that the call goes
/// to when it is made in the same statement.
pub(super) fn process_for_thread(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = found.named("call")?;
    // A process finds the function by its name in the module.
    let target = found.on();
    let variable = context.view.variable(context.view.own(), context.scope_of(target), context.text(target));
    if target.kind_name() != "identifier" || variable.place != Place::Global {
        return None;
    }
    // What it changes would be changed in the process, out of sight.
    let (unit, function) = function_named(target, context)?;
    // A process that is made wherever the file is imported would be another finding.
    let is_free = |around: &Node| matches!(around.kind_name(), "function_definition" | "if_statement");
    if !context.ancestors(call).iter().any(is_free) {
        return None;
    }
    let Work::Computes { effect: Effect::Nothing, .. } = context.view.work_of(unit, function) else { return None };
    let Some(pool) = found.named("pool") else {
        let class = call.part(Field::Function)?;
        let (process, import) = reach(context, call, "multiprocessing", "Process")?;
        return Some(import.into_iter().chain([Edit { range: class.byte_range(), new_text: process }]).collect());
    };
    let name = context.text(pool);
    let mut made = Vec::new();
    let mut pending = vec![context.statement];
    while let Some(node) = pending.pop() {
        let bound = match node.kind_name() {
            "assignment" => node.part(Field::Left).zip(node.part(Field::Right)),
            "as_pattern" => node.part(Field::Alias).zip(node.named_child(0)),
            _ => None,
        };
        if let Some((target, value)) = bound
            && context.text(target) == name
            && value.kind_name() == "call"
            && let Some(class) = value.part(Field::Function)
            && is_thread_pool_class(class, context)
        {
            made.push(class);
        }
        let mut cursor = node.walk();
        pending.extend(node.named_children(&mut cursor));
    }
    let [class] = made.as_slice() else { return None };
    let text = context.text(*class);
    let replaced = text.strip_suffix("ThreadPoolExecutor")?;
    if !replaced.is_empty() {
        return Some(vec![Edit { range: class.byte_range(), new_text: format!("{replaced}ProcessPoolExecutor") }]);
    }
    let (name, import) = reach(context, *class, "concurrent.futures", "ProcessPoolExecutor")?;
    Some(import.into_iter().chain([Edit { range: class.byte_range(), new_text: name }]).collect())
}

/// Puts a statement under a lock of the module, which is made before the function's statement.
pub(super) fn under_lock(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let rope = context.rope;
    let assignment = found.on();
    let statement: Node = *context.ancestors(assignment).first()?;
    if statement.kind_name() != "expression_statement" || statement.named_child_count() != 1 {
        return None;
    }
    let own = context.view.own();
    let scope = context.scope_of(assignment);
    let root = path_of(assignment.part(Field::Left)?, context.source)?.root;
    // What lives in an object wants a lock in that object, and a local one in its function.
    if context.view.variable(own, scope, &root).place != Place::Global {
        return None;
    }
    let name = format!("{root}_lock");
    let variable = context.view.variable(own, scope, &name);
    if !context.view.bindings(&variable).is_empty() {
        return None;
    }
    let indent = indent_of(rope, statement)?;
    let line = line_range(rope, statement.end_byte());
    let rest = slice(rope, statement.end_byte()..line.end);
    if !(rest.trim().is_empty() || rest.trim().starts_with('#')) {
        return None;
    }
    let around = context.ancestors(statement);
    let definition = around.iter().find(|around| around.kind_name() == "function_definition")?;
    let level = one_level(context, *definition);
    let newline = line_end(rope);
    let (lock, import) = reach(context, assignment, "threading", "Lock")?;
    let moved = indented(context.text(statement), &indent, &format!("{indent}{level}"));
    let top = context.statement.start_byte();
    Some(
        import
            .into_iter()
            .chain([
                Edit { range: top..top, new_text: format!("{name} = {lock}(){newline}{newline}{newline}") },
                Edit {
                    range: statement.byte_range(),
                    new_text: format!("with {name}:{newline}{indent}{level}{moved}"),
                },
            ])
            .collect(),
    )
}
