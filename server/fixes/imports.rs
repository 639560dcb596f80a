//! Names that a fix needs and the file may not have yet.

use super::Edit;
use super::layout::{is_docstring, line_end, line_range};
use crate::facts::Context;
use crate::semantics::BindingKind;
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
    free.then(|| Some((format!("{module}.{name}"), Some(import(context, module)?))))?
}

/// Adds `import module` before the first import, or behind the docstring.
fn import(context: &Context, module: &str) -> Option<Edit> {
    let root = context.statement.parent()?;
    let newline = line_end(context.rope);
    let mut cursor = root.walk();
    let mut behind = 0;
    for (index, statement) in root.named_children(&mut cursor).enumerate() {
        match statement.kind() {
            "import_statement" | "import_from_statement" => {
                let at = statement.start_byte();
                return Some(Edit { range: at..at, new_text: format!("import {module}{newline}") });
            }
            "future_import_statement" => behind = line_range(context.rope, statement.end_byte()).end,
            "comment" if behind == 0 && index == 0 || statement.end_byte() <= behind => {
                behind = line_range(context.rope, statement.end_byte()).end;
            }
            _ if is_docstring(statement) && index <= 1 => {
                behind = line_range(context.rope, statement.end_byte()).end;
            }
            _ => break,
        }
    }
    let ends_line = behind == 0 || behind < context.rope.len_bytes() || context.rope.char(context.rope.len_chars() - 1) == '\n';
    let new_text = if ends_line { format!("import {module}{newline}") } else { format!("{newline}import {module}{newline}") };
    Some(Edit { range: behind..behind, new_text })
}
