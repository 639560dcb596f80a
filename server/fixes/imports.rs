//! Names that a fix needs and the file may not have yet.

use super::Edit;
use super::layout::{is_docstring, line_end, line_range, slice};
use crate::facts::Context;
use crate::semantics::BindingKind;
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// How to write `module.name` at a node, and the edit that imports it where it is missing. `None`
/// when the name that would be imported stands for something else.
pub(super) fn reach(context: &Context, node: Node, module: &str, name: &str) -> Option<(String, Option<Edit>)> {
    let own = context.view.own();
    let scope = context.scope_of(node);
    let stands_for = |text: &str, full: &str| {
        let variable = context.view.variable(own, scope, text);
        let bindings = context.view.bindings(&variable);
        let imports = |kind: &BindingKind| matches!(kind, BindingKind::Import(own) if own == full);
        (!bindings.is_empty() && bindings.iter().all(|site| imports(&site.item.kind)), bindings.is_empty())
    };
    if stands_for(name, &format!("{module}.{name}")).0 {
        return Some((name.to_string(), None));
    }
    let (imported, free) = stands_for(module, module);
    if imported {
        return Some((format!("{module}.{name}"), None));
    }
    let full = format!("{module}.{name}");
    for alias in aliases(context) {
        if stands_for(&alias, &full).0 {
            return Some((alias, None));
        }
        if stands_for(&alias, module).0 {
            return Some((format!("{alias}.{name}"), None));
        }
    }
    free.then(|| Some((format!("{module}.{name}"), Some(import(context, module)?))))?
}

/// The names behind `as` in the imports of the module.
fn aliases(context: &Context) -> Vec<String> {
    let mut aliases = Vec::new();
    for statement in context.top() {
        if !matches!(statement.kind_name(), "import_statement" | "import_from_statement") {
            continue;
        }
        let mut inner = statement.walk();
        aliases.extend(statement.named_children(&mut inner).filter_map(|part| {
            let alias = part.part(Field::Alias)?;
            let text = slice(context.rope, alias.byte_range());
            (part.kind_name() == "aliased_import").then_some(text)
        }));
    }
    aliases
}

/// Adds `import module` before the first import, or behind what must stay at the top: the first
/// block of comments, the docstring, `__future__`.
fn import(context: &Context, module: &str) -> Option<Edit> {
    let rope = context.rope;
    let newline = line_end(rope);
    let mut behind = 0;
    let mut in_header = true;
    let mut docstring_may_come = true;
    for statement in context.top() {
        let line = line_range(rope, statement.end_byte());
        match statement.kind_name() {
            "import_statement" | "import_from_statement" => {
                let at = statement.start_byte();
                return Some(Edit { range: at..at, new_text: format!("import {module}{newline}") });
            }
            "future_import_statement" => {
                behind = line.end;
                (in_header, docstring_may_come) = (false, false);
            }
            "comment" => {
                // The first block of comments is about the file; a later one is about what follows.
                in_header &= behind == line_range(rope, statement.start_byte()).start;
                if in_header {
                    behind = line.end;
                }
            }
            _ if docstring_may_come && is_docstring(statement) => {
                behind = line.end;
                (in_header, docstring_may_come) = (false, false);
            }
            _ => break,
        }
    }
    let text = slice(rope, 0..behind);
    let rest = slice(rope, behind..line_range(rope, behind).end);
    let starts_line = text.is_empty() || text.ends_with('\n') || text.ends_with('\r');
    let before = if !starts_line || behind > 0 && rest.trim().is_empty() { newline } else { "" };
    let after = if rest.trim().is_empty() { "" } else { newline };
    let new_text = format!("{before}import {module}{newline}{after}");
    Some(Edit { range: behind..behind, new_text })
}
