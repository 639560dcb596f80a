//! Rewrites of finalizers.

use super::Edit;
use super::layout::{indent_of, line_end, one_level, statements_of};
use crate::facts::{Context, Match, released};
use crate::semantics::syntax::{Field, Syntax};

/// Turns `__del__` into `close`, makes the class a context manager, and lets `__del__` call
/// `close` as the last resort. Only where all it does is to close things: closing twice is harmless,
/// removing a file twice is not.
pub(super) fn context_manager(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let name = found.on();
    let method = *context.ancestors(name).first()?;
    let body = method.part(Field::Body)?;
    let first = method.part(Field::Parameters)?.named_child(0)?;
    let receiver = context.text(first);
    let released = released(name, context);
    let closes = |node: &tree_sitter::Node| {
        let function = node.part(Field::Function);
        let method = function.and_then(|function| function.part(Field::Attribute));
        method.is_some_and(|method| context.text(method) == "close")
    };
    let statements = statements_of(body);
    let only = statements.iter().all(|statement| {
        statement.kind_name() == "expression_statement"
            && statement.named_child(0).is_some_and(|call| released.contains(&call) && closes(&call))
    });
    if !only || statements.is_empty() {
        return None;
    }
    let indent = indent_of(context.rope, method)?;
    indent_of(context.rope, *statements.last()?)?;
    let (newline, level) = (line_end(context.rope), one_level(context, method));
    let mut text = String::new();
    for (header, does) in [
        (format!("def __enter__({receiver}):"), format!("return {receiver}")),
        (format!("def __exit__({receiver}, *exc_info):"), format!("{receiver}.close()")),
        (format!("def __del__({receiver}):"), format!("{receiver}.close()")),
    ] {
        text.push_str(&format!("{newline}{newline}{indent}{header}{newline}{indent}{level}{does}"));
    }
    let end = super::layout::line_range(context.rope, body.end_byte());
    let rest = super::layout::slice(context.rope, body.end_byte()..end.end);
    let at = body.end_byte() + rest.trim_end_matches(['\r', '\n']).len();
    Some(vec![Edit { range: name.byte_range(), new_text: "close".into() }, Edit { range: at..at, new_text: text }])
}
