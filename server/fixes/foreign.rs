//! Rewrites of calls into C libraries.

use super::Edit;
use super::imports::reach;
use super::layout::{indent_of_line, line_end, line_range, slice};
use crate::facts::{Context, Match, Witness};

/// Declares parameters and result of a known C function behind the line that loads the library.
pub(super) fn declare_prototype(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let library = found.named("library")?;
    let name = context.text(found.named("function")?);
    let (result, parameters) = (witness.word("result")?, witness.word("parameters")?);
    let mut import = None;
    let mut written = |kind: &str| -> Option<String> {
        let (text, edit) = reach(context, library, "ctypes", kind)?;
        import = import.take().or(edit);
        Some(text)
    };
    let list = parameters.split(", ").map(&mut written).collect::<Option<Vec<String>>>()?.join(", ");
    let result = written(result)?;
    let variable = context.view.variable(context.view.own(), context.scope_of(library), context.text(library));
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    let end = (context.starts)(site.unit) + site.item.value_range.end as usize;
    let line = line_range(context.rope, end);
    let text = slice(context.rope, line.clone());
    let body = text.trim_end_matches(['\n', '\r']);
    // Behind a second statement on the line nothing can be added.
    if body.contains(';') {
        return None;
    }
    let indent = indent_of_line(context.rope, (context.starts)(site.unit) + site.item.value_range.start as usize);
    let newline = line_end(context.rope);
    let at = line.start + body.len();
    let new_text = format!("{newline}{indent}{name}.argtypes = [{list}]{newline}{indent}{name}.restype = {result}");
    Some(import.into_iter().chain([Edit { range: at..at, new_text }]).collect())
}

/// `"text"` becomes `b"text"`, where it can.
pub(super) fn bytes_literal(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let node = found.on();
    let text = context.text(node);
    let plain = text.starts_with(['"', '\'']) && text.is_ascii() && !text.contains("\\u") && !text.contains("\\N");
    plain.then(|| vec![Edit { range: node.start_byte()..node.start_byte(), new_text: "b".into() }])
}
