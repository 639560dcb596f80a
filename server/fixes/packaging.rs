//! Mending requirements, entry points and lists of them.

use super::Edit;
use crate::facts::{Context, Match, Witness};

/// Writes the operator that was meant in place of the one that PEP 440 does not have. The marked
/// part ends with the version, and the operator is the last thing before it.
pub(super) fn mend_operator(context: &Context, witness: &Witness) -> Option<Vec<Edit>> {
    let marked = context.source.placed(witness.marked.as_ref()?);
    let text = context.rope.get_byte_slice(marked.clone())?.to_string();
    let at = text.rfind(witness.word("operator")?)?;
    Some(vec![Edit { range: marked.start + at..marked.end, new_text: witness.word("meant")?.to_string() }])
}

/// Writes the entry point as it was meant.
pub(super) fn mend_entry(context: &Context, witness: &Witness) -> Option<Vec<Edit>> {
    let range = context.source.placed(witness.marked.as_ref()?);
    Some(vec![Edit { range, new_text: witness.word("replacement")?.to_string() }])
}

/// Puts commas between neighbouring strings.
pub(super) fn add_comma(found: &Match) -> Option<Vec<Edit>> {
    let node = found.on();
    let mut cursor = node.walk();
    let parts: Vec<_> = node.named_children(&mut cursor).filter(|part| part.kind() == "string").collect();
    let comma = |end: usize| Edit { range: end..end, new_text: ",".into() };
    Some(parts[..parts.len().checked_sub(1)?].iter().map(|part| comma(part.end_byte())).collect())
}
