//! What a view of a buffer shares, and what a slice copies.

use crate::facts::{Context, Match, view_of};
use crate::semantics::Kind;
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// Whether a view can be written through, and whose bytes it shows.
pub(super) fn buffer_view(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    if node.kind_name() == "subscript" {
        let sliced = node.part(Field::Subscript).is_some_and(|index| index.kind_name() == "slice");
        let view = view_of(node, context)?;
        let shown = view.source.map_or("the same buffer".to_string(), |path| format!("`{path}`'s bytes"));
        return Some(if sliced {
            format!("The slice is a view as well: it shows part of {shown} and copies nothing.")
        } else {
            format!("One item of {shown}: an int, unless the view was cast to another format.")
        });
    }
    let view = view_of(node, context)?;
    let source = match &view.source {
        Some(path) => format!("`{path}`"),
        None => "its source".into(),
    };
    Some(match view.kind {
        Some(Kind::ByteArray) => format!(
            "Shares the bytes of {source}: no copy. It can be written through, because the source is a bytearray, which \
             keeps its size as long as the view is there."
        ),
        Some(Kind::Bytes) => format!("Shares the bytes of {source}: no copy. Read-only, because the source is bytes."),
        Some(kind) if matches!(kind, Kind::Str | Kind::List | Kind::Tuple | Kind::Dict | Kind::Set | Kind::Int) => {
            format!("TypeError: a {} has no buffer.", kind.name())
        }
        _ => format!(
            "Shares the buffer of {source}: no copy. Whether it can be written through depends on the source: a \
             bytearray or an array, yes; bytes, no."
        ),
    })
}

/// What a method of a view does.
pub(super) fn view_method(context: &Context, found: &Match) -> Option<String> {
    let call = found.named("call")?;
    let argument = call.part(Field::Arguments).and_then(|list| list.named_child(0));
    Some(match context.text(found.on()) {
        "tobytes" => "Copies what the view shows into a new bytes object.".into(),
        "tolist" => "Copies the items into a list of Python numbers.".into(),
        "hex" => "Makes a text of it: a copy, two digits a byte.".into(),
        "toreadonly" => "The same buffer in a view that cannot be written through.".into(),
        "release" => {
            "Ends the view now: any further use raises ValueError, and a bytearray can change its size again.".into()
        }
        "cast" => {
            let format = argument.map(|format| context.text(format)).unwrap_or_default();
            format!("The same bytes read as items of another format, {format}: no copy. The view must be contiguous.")
        }
        _ => return None,
    })
}

/// How much a slice of bytes copies.
pub(super) fn bytes_slice(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    let source = context.text(node.part(Field::Value)?);
    let slice = node.part(Field::Subscript)?;
    let count = length(slice, context).map_or("its bytes".to_string(), |count| match count {
        1 => "1 byte".into(),
        count => format!("up to {count} bytes"),
    });
    Some(format!("Copies {count}; `memoryview({source})[{}]` would share them.", context.text(slice)))
}

/// How many items a slice with two constants takes at most.
fn length(slice: Node, context: &Context) -> Option<usize> {
    let parts: Vec<&str> = context.text(slice).split(':').map(str::trim).collect();
    let [start, end] = parts.as_slice() else { return None };
    let start: usize = if start.is_empty() { 0 } else { start.parse().ok()? };
    end.parse::<usize>().ok()?.checked_sub(start)
}
