//! Rewrites of assignments: where a value is bound, and what is done with it.

use super::Edit;
use super::containers::comment_behind;
use super::imports::reach;
use super::layout::{
    indent_of, indent_of_line, indented, insert_at_top, is_docstring, line_end, line_range, one_level, slice,
    statements_of, whole_lines,
};
use super::names::can_move;
use crate::facts::{Context, Match};
use crate::semantics::scope::flag;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::value_of;
use crate::semantics::{Kind, ScopeKind, Value};
use tree_sitter::Node;

fn around<'t>(context: &Context<'t>, node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    context.ancestors(node).into_iter().find(|around| around.kind_name() == kind)
}

/// The expression statement that holds an assignment.
fn statement_of<'t>(context: &Context<'t>, node: Node<'t>) -> Option<Node<'t>> {
    context.ancestors(node).into_iter().next().filter(|around| around.kind_name() == "expression_statement")
}

/// Gives back the new value at the end of the function.
pub(super) fn append_return(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let assignment = found.on();
    let function = around(context, assignment, "function_definition")?;
    let scope = context.scope_of(assignment);
    let data = context.view.scope(context.view.own(), scope).function.as_deref()?;
    if data.returns_value || data.is_generator || data.is_stub {
        return None;
    }
    let target = context.text(assignment.part(Field::Left)?);
    let body = function.part(Field::Body)?;
    let last = statements_of(body).last().copied()?;
    if matches!(last.kind_name(), "return_statement" | "raise_statement") {
        return None;
    }
    let newline = line_end(context.rope);
    let at = last.end_byte();
    let new_text = match indent_of(context.rope, last) {
        Some(indent) => format!("{newline}{indent}return {target}"),
        // `def f(x): x = 1`
        None => format!("; return {target}"),
    };
    // Behind a comment on the last line the new line would be part of it.
    let line = line_range(context.rope, at);
    let rest = slice(context.rope, at..line.end);
    let at = at + if new_text.starts_with(';') { 0 } else { rest.trim_end_matches(['\r', '\n']).len() };
    Some(vec![Edit { range: at..at, new_text }])
}

/// `lst = []` becomes `lst[:] = []`: the caller's list is emptied.
pub(super) fn slice_assign(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let assignment = found.on();
    let left = assignment.part(Field::Left).filter(|left| left.kind_name() == "identifier")?;
    let value = value_of(assignment.part(Field::Right)?, context.source);
    let kind = context.view.kind_of(context.view.own(), context.scope_of(assignment), &value);
    if kind != Some(Kind::List) || assignment.part(Field::Type).is_some() {
        return None;
    }
    let at = left.end_byte();
    (assignment.kind_name() == "assignment").then(|| vec![Edit { range: at..at, new_text: "[:]".into() }])
}

/// Removes the statement, when its value does nothing and the block keeps another one.
pub(super) fn remove_statement(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let statement = statement_of(context, found.on())?;
    let block = context.ancestors(statement).into_iter().next().filter(|block| block.kind_name() == "block")?;
    let right = found.on().part(Field::Right)?;
    let harmless = !matches!(
        value_of(right, context.source),
        Value::Unknown | Value::Call { .. } | Value::Method { .. } | Value::Binary { .. }
    );
    if !harmless || statements_of(block).len() < 2 {
        return None;
    }
    let lines = whole_lines(context.rope, &statement.byte_range())?;
    Some(vec![Edit { range: lines, new_text: String::new() }])
}

/// `xs = xs.sort()` becomes `xs.sort()`, and `xs = shuffle(xs)` becomes `shuffle(xs)`.
pub(super) fn drop_target(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let assignment = found.on();
    statement_of(context, assignment)?;
    let call = assignment.part(Field::Right)?;
    let target = context.text(assignment.part(Field::Left)?);
    let function = call.part(Field::Function)?;
    let object = function.part(Field::Object);
    let argument = call.part(Field::Arguments)?.named_child(0);
    let is_target = |node: Option<Node>| node.is_some_and(|node| context.text(node) == target);
    (is_target(object) || is_target(argument))
        .then(|| vec![Edit { range: assignment.start_byte()..call.start_byte(), new_text: String::new() }])
}

/// `s.strip()` becomes `s = s.strip()`, where that binds the very name that is read.
pub(super) fn assign_result(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let target = found.named("object").or_else(|| found.named("argument"))?;
    let own = context.view.own();
    let scope = context.scope_of(target);
    let data = context.view.scope(own, scope);
    let assignable = match target.kind_name() {
        // Assigned in a function, a global name would become local to it.
        "identifier" => {
            data.kind == ScopeKind::Module
                || data.symbol(context.text(target)).is_some_and(|symbol| {
                    symbol.is(flag::BOUND | flag::GLOBAL | flag::NONLOCAL) && !symbol.is(flag::IMPORTED)
                })
        }
        "attribute" => matches!(data.kind, ScopeKind::Module | ScopeKind::Function),
        _ => false,
    };
    let at = found.on().start_byte();
    let new_text = format!("{} = ", context.text(target));
    (assignable && !data.kind.is_comprehension()).then(|| vec![Edit { range: at..at, new_text }])
}

/// `xs = xs.sort()` becomes `xs = sorted(xs)`: a new list.
pub(super) fn assign_in_place(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = found.named("call")?;
    let function = call.part(Field::Function)?;
    let object = context.text(function.part(Field::Object)?);
    let method = context.text(function.part(Field::Attribute)?);
    let arguments = call.part(Field::Arguments)?;
    let inner = context.text(arguments);
    let inner = inner.strip_prefix('(')?.strip_suffix(')')?.trim();
    let single = arguments.named_child_count() == 1 && arguments.kind_name() == "argument_list";
    if inner.contains('#') {
        return None;
    }
    let inner = inner.trim_end_matches(',');
    // `*a if b else c` is no item of a display.
    let spread = match arguments.named_child(0).map(|argument| argument.kind_name()) {
        Some(
            "conditional_expression"
            | "lambda"
            | "boolean_operator"
            | "not_operator"
            | "comparison_operator"
            | "named_expression",
        ) => format!("({inner})"),
        _ => inner.to_string(),
    };
    let new_text = match method {
        "sort" if inner.is_empty() => format!("sorted({object})"),
        "sort" => format!("sorted({object}, {inner})"),
        "reverse" => format!("{object}[::-1]"),
        "append" if single => format!("[*{object}, {inner}]"),
        "extend" if single && !inner.starts_with('*') => format!("[*{object}, *{spread}]"),
        _ => return None,
    };
    Some(vec![Edit { range: call.byte_range(), new_text }])
}

/// The function that a member of a class defines, decorated or not.
fn method<'t>(member: &Node<'t>) -> Option<Node<'t>> {
    match member.kind_name() {
        "decorated_definition" => {
            member.part(Field::Definition).filter(|inner| inner.kind_name() == "function_definition")
        }
        "function_definition" => Some(*member),
        _ => None,
    }
}

/// Moves a class attribute into `__init__`, behind a leading `super().__init__()`.
pub(super) fn into_init(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let assignment = found.on();
    let statement = statement_of(context, assignment)?;
    let class = around(context, assignment, "class_definition")?;
    let members = statements_of(class.part(Field::Body)?);
    let own = context.view.own();
    let name = context.text(assignment.part(Field::Left)?);
    let used_in_body =
        context.view.scope(own, context.scope_of(assignment)).symbol(name).is_none_or(|symbol| !symbol.uses.is_empty());
    if used_in_body || !can_move(context, assignment.part(Field::Right)?, context.scope_of(assignment), None) {
        return None;
    }
    let mut lines = whole_lines(context.rope, &statement.byte_range())?;
    let newline = line_end(context.rope);
    let attribute = format!("{}{}", context.text(assignment), comment_behind(context, statement.end_byte()));
    let init = members
        .iter()
        .filter_map(method)
        .find(|function| function.part(Field::Name).is_some_and(|name| context.text(name) == "__init__"));
    if members.first() == Some(&statement) {
        // The blank lines behind the first member would stay at the top of the body.
        while lines.end < context.rope.len_bytes() {
            let next = line_range(context.rope, lines.end);
            if !slice(context.rope, next.clone()).trim().is_empty() {
                break;
            }
            lines.end = next.end;
        }
    }
    let removal = Edit { range: lines, new_text: String::new() };
    let insertion = match init {
        Some(init) => {
            let first = init.part(Field::Parameters)?.named_child(0)?;
            let receiver = match first.kind_name() {
                "identifier" => first,
                "typed_parameter" => first.named_child(0).filter(|name| name.kind_name() == "identifier")?,
                _ => return None,
            };
            let outer = indent_of_line(context.rope, init.start_byte());
            let deeper = format!("{outer}{}", one_level(context, init));
            let line = indented(&format!("{}.{attribute}", context.text(receiver)), &outer, &deeper);
            let body = statements_of(init.part(Field::Body)?);
            let first = body.iter().find(|statement| !is_docstring(**statement));
            let calls_super = first.is_some_and(|first| context.text(*first).starts_with("super()."));
            insert_at_top(context, init, &[line], usize::from(calls_super))?
        }
        None => {
            let first = members.iter().find(|member| method(member).is_some())?;
            let indent = indent_of(context.rope, *first)?;
            let level = one_level(context, class);
            let has_bases = class.part(Field::Superclasses).is_some_and(|bases| bases.named_child_count() > 0);
            let mut text = format!("def __init__(self):{newline}{indent}{level}");
            if has_bases {
                text = format!(
                    "def __init__(self, *args, **kwargs):{newline}{indent}{level}\
                     super().__init__(*args, **kwargs){newline}{indent}{level}"
                );
            }
            let attribute = indented(&attribute, &indent, &format!("{indent}{level}"));
            text.push_str(&format!("self.{attribute}{newline}{newline}{indent}"));
            let at = first.start_byte();
            Edit { range: at..at, new_text: text }
        }
    };
    (insertion.range.start >= removal.range.end || insertion.range.end <= removal.range.start)
        .then(|| vec![removal, insertion])
}

/// Says that the attribute is meant for the class: `items: ClassVar[list] = []`.
pub(super) fn class_variable(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let assignment = found.on();
    let left = assignment.part(Field::Left)?;
    let (class_var, import) = reach(context, assignment, "typing", "ClassVar")?;
    let mut edits: Vec<Edit> = import.into_iter().collect();
    match assignment.part(Field::Type) {
        Some(annotation) => {
            let new_text = format!("{class_var}[{}]", context.text(annotation));
            edits.push(Edit { range: annotation.byte_range(), new_text });
        }
        None => {
            let value = value_of(assignment.part(Field::Right)?, context.source);
            let kind = context.view.kind_of(context.view.own(), context.scope_of(assignment), &value)?;
            let name = match kind {
                Kind::List | Kind::Dict | Kind::Set | Kind::ByteArray => kind.name(),
                _ => return None,
            };
            let at = left.end_byte();
            edits.push(Edit { range: at..at, new_text: format!(": {class_var}[{name}]") });
        }
    }
    Some(edits)
}

/// Turns the copy, or the assignment that should be one, into `copy.deepcopy(…)`.
pub(super) fn deep_copy(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let on = found.on();
    let (range, source) = if let Some(right) = found.named("right") {
        (right.byte_range(), context.text(right).to_string())
    } else {
        let path = crate::semantics::value::path_of(found.named("target")?, context.source)?;
        let shared = crate::facts::copy_behind(&path, context.scope_of(on), context)?;
        let site = shared.copy;
        let (_, source) = crate::facts::copy_of(context.view, site.unit, site.scope, &site.item.value)?;
        let Value::Path(source) = source.as_ref() else {
            return None;
        };
        // `{**d, "a": 1}` adds something of its own, which a plain deep copy would lose.
        if matches!(&site.item.value, Value::Display(display) if !display.items.is_empty()) {
            return None;
        }
        let start = (context.starts)(site.unit);
        let range = start + site.item.value_range.start as usize..start + site.item.value_range.end as usize;
        (range, source.to_string())
    };
    let (deepcopy, import) = reach(context, on, "copy", "deepcopy")?;
    let mut edits: Vec<Edit> = import.into_iter().collect();
    edits.push(Edit { range, new_text: format!("{deepcopy}({source})") });
    Some(edits)
}
