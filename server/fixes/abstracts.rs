//! Rewrites of abstract classes and of chains that choose by a string.

use super::Edit;
use super::imports::reach;
use super::layout::{indent_of, indent_of_line, line_end, line_range, slice, statements_of};
use crate::facts::{Context, Match, lacking, switch_at};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{Ancestor, Classes};
use tree_sitter::Node;

/// Puts `ABC` behind the bases of the class around an `@abstractmethod`.
pub(super) fn derive_from_abc(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let class = context.ancestors(found.on()).into_iter().find(|around| around.kind_name() == "class_definition")?;
    let (written, import) = reach(context, class, "abc", "ABC")?;
    let name = class.part(Field::Name)?;
    let behind = class.part(Field::TypeParameters).unwrap_or(name).end_byte();
    let edit = match class.part(Field::Superclasses) {
        None => Edit { range: behind..behind, new_text: format!("({written})") },
        Some(list) => {
            let mut cursor = list.walk();
            let bases: Vec<Node> = list.named_children(&mut cursor).collect();
            match bases.as_slice() {
                [] => Edit { range: list.byte_range(), new_text: format!("({written})") },
                // `object` says nothing, and may not stand before ABC.
                [one] if context.text(*one) == "object" => Edit { range: one.byte_range(), new_text: written },
                bases
                    if bases.iter().any(|base| base.kind_name() != "identifier" && base.kind_name() != "attribute") =>
                {
                    return None;
                }
                bases => {
                    let end = bases.last()?.end_byte();
                    Edit { range: end..end, new_text: format!(", {written}") }
                }
            }
        }
    };
    Some(import.into_iter().chain([edit]).collect())
}

/// Adds what a class of this file still lacks, each raising NotImplementedError.
pub(super) fn stub_methods(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let classes = Classes::new(context.view);
    let callee = found.on();
    let Ancestor::Here(class) = classes.named(context.view.own(), context.scope_of(callee), context.text(callee))
    else {
        return None;
    };
    let lacking = lacking(&classes, class)?;
    let rope = context.rope;
    let root = context.statement.parent()?;
    let node_at = |unit, at: u32, kind: &str| {
        let start = (context.starts)(unit) + at as usize;
        let mut node = root.descendant_for_byte_range(start, start)?;
        while node.kind_name() != kind {
            node = node.parent()?;
        }
        Some(node)
    };
    let definition = node_at(class.unit, classes.header(class).1.at, "class_definition")?;
    let statements = statements_of(definition.part(Field::Body)?);
    let newline = line_end(rope);
    let outer = indent_of_line(rope, definition.start_byte());
    let own = indent_of(rope, *statements.first()?).filter(|indent| indent.len() > outer.len());
    let indent = own.clone().unwrap_or_else(|| format!("{outer}    "));
    let step = indent.strip_prefix(outer.as_str()).unwrap_or("    ").to_string();
    let mut stubs = Vec::new();
    for (name, asker) in lacking {
        // What a class of another module asks for is not in sight, and its own methods stay abstract.
        let asker = asker.filter(|asker| *asker != class)?;
        let member = classes.member(asker, &name)?;
        let function = node_at(asker.unit, member.at, "function_definition")?;
        let body = function.part(Field::Body)?;
        let header = slice(rope, function.start_byte()..body.start_byte());
        let header = header.split('#').next()?.trim_end();
        let mut lines = Vec::new();
        if let Some(around) = function.parent().filter(|around| around.kind_name() == "decorated_definition") {
            let mut cursor = around.walk();
            for decorator in around.named_children(&mut cursor).filter(|part| part.kind_name() == "decorator") {
                let text = slice(rope, decorator.byte_range());
                match text.trim_start_matches('@').trim() {
                    "property" | "classmethod" | "staticmethod" => lines.push(text),
                    mark if mark.rsplit('.').next() == Some("abstractmethod") => {}
                    _ => return None,
                }
            }
        }
        if header.contains(['\n', '\r']) || !header.ends_with(':') {
            return None;
        }
        lines.push(header.to_string());
        lines.push(format!("{step}raise NotImplementedError"));
        stubs.push(lines.join(&format!("{newline}{indent}")));
    }
    let text = stubs.join(&format!("{newline}{newline}{indent}"));
    let [first, rest @ ..] = statements.as_slice() else { return None };
    let empty = rest.is_empty() && (first.kind_name() == "pass_statement" || slice(rope, first.byte_range()) == "...");
    let edit = match (empty, own) {
        (true, Some(_)) => Edit { range: first.byte_range(), new_text: text },
        (true, None) => {
            let colon = slice(rope, definition.start_byte()..first.start_byte());
            let at = definition.start_byte() + colon.trim_end().len();
            Edit { range: at..first.end_byte(), new_text: format!("{newline}{indent}{text}") }
        }
        (false, None) => return None,
        (false, Some(_)) => {
            let last = statements.last()?.end_byte();
            let rest = slice(rope, last..line_range(rope, last).end);
            let end = last + rest.trim_end_matches(['\r', '\n']).len();
            Edit { range: end..end, new_text: format!("{newline}{newline}{indent}{text}") }
        }
    };
    Some(vec![edit])
}

/// A chain of `if kind == "a": return A()` becomes a dict and a look into it.
pub(super) fn table_for_chain(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let statement = *context.ancestors(found.on()).first()?;
    let switch = switch_at(statement, context)?;
    let rope = context.rope;
    let indent = indent_of(rope, statement)?;
    let text = slice(rope, statement.byte_range());
    let [refusal] = statements_of(switch.otherwise?)[..] else { return None };
    if refusal.kind_name() != "raise_statement"
        || has_comment(statement)
        || slice(rope, refusal.byte_range()).contains('\n')
    {
        return None;
    }
    let names = ["choices", "chosen"];
    let scope = context.scope_of(statement);
    let is_free =
        |name: &&str| context.view.bindings(&context.view.variable(context.view.own(), scope, name)).is_empty();
    if !names.iter().all(is_free) {
        return None;
    }
    let newline = line_end(rope);
    let inner = indent_of(rope, refusal)?;
    let step = inner.strip_prefix(indent.as_str()).filter(|step| !step.is_empty())?;
    let called = |call: &Node| call.part(Field::Function).map(|function| context.text(function).to_string());
    let rows: Option<Vec<String>> = switch
        .branches
        .iter()
        .map(|(key, call)| Some(format!("{indent}{step}{}: {},", context.text(*key), called(call)?)))
        .collect();
    let (_, call) = switch.branches.first()?;
    let arguments = context.text(call.part(Field::Arguments)?);
    let refusal_text = slice(rope, refusal.byte_range());
    let chained = refusal.part(Field::Cause).is_some();
    let from = if chained { "" } else { " from None" };
    let subject = context.text(switch.subject);
    let mut lines = vec!["choices = {".to_string()];
    lines.extend(rows?);
    lines.extend([
        format!("{indent}}}"),
        format!("{indent}try:"),
        format!("{indent}{step}chosen = choices[{subject}]"),
        format!("{indent}except KeyError:"),
        format!("{indent}{step}{refusal_text}{from}"),
        format!("{indent}{}chosen{arguments}", switch.receives),
    ]);
    (!text.is_empty()).then(|| vec![Edit { range: statement.byte_range(), new_text: lines.join(newline) }])
}

fn has_comment(node: Node) -> bool {
    let mut pending = vec![node];
    while let Some(at) = pending.pop() {
        if at.kind_name() == "comment" {
            return true;
        }
        let mut cursor = at.walk();
        pending.extend(at.named_children(&mut cursor));
    }
    false
}
