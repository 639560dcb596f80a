//! Fixes as workspace edits, and all safe fixes of a document as one.
//!
//! Must not know code actions.

use super::work::Look;
use super::world::Stamp;
use crate::check::Analysis;
use crate::document::Snapshot;
use crate::fixes::{Applicability, Edit};
use crate::report;
use similar::{ChangeTag, TextDiff};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use tower_lsp::ls_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

/// Fixes can make room for fixes; after this many rounds the rest is left for the next time.
const ROUNDS: usize = 10;

/// Edits of the document in the form that the client takes; `None` if the cells of a notebook
/// cannot take them.
pub fn workspace_edit(look: &Look<'_>, edits: &[Edit]) -> Option<WorkspaceEdit> {
    let documents = by_document(look, edits)?;
    if !look.traits.document_changes {
        let changes = documents.into_iter().map(|(uri, _, edits)| (uri, edits)).collect::<HashMap<_, _>>();
        return Some(WorkspaceEdit { changes: Some(changes), ..Default::default() });
    }
    let changes = documents.into_iter().map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version: Some(version) },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    let changes = DocumentChanges::Edits(changes.collect());
    Some(WorkspaceEdit { document_changes: Some(changes), ..Default::default() })
}

/// Edits by the document that they belong to, with its version.
fn by_document(look: &Look<'_>, edits: &[Edit]) -> Option<Vec<(Uri, i32, Vec<TextEdit>)>> {
    let Some(cells) = look.cells else {
        let edits = edits.iter().map(|edit| TextEdit::new(look.range(&edit.range), edit.new_text.clone()));
        return Some(vec![(look.uri.clone(), look.version(), edits.collect())]);
    };
    let mut documents: Vec<(Uri, i32, Vec<TextEdit>)> = Vec::new();
    for edit in edits {
        let (index, range, text) = cells.notebook.edit_of_cell(&edit.range, &edit.new_text)?;
        let (uri, source) = (cells.uris.get(index)?, &cells.notebook.cells()[index].source);
        let edit = TextEdit::new(look.range_in(source, &range), text);
        match documents.iter_mut().find(|(own, ..)| own == uri) {
            Some((.., edits)) => edits.push(edit),
            None => documents.push((uri.clone(), source.version(), vec![edit])),
        }
    }
    Some(documents)
}

/// The safe fixes of all visible findings, without those that overlap one before. Of a cell only
/// its own: the client asks for each of them.
pub fn safe_edits(look: &Look<'_>, analysis: &Analysis) -> Arc<[Edit]> {
    let now = (look.stamp, look.bounds());
    let mut kept = look.safe_edits.borrow_mut();
    if kept.of.as_ref() != Some(&now) {
        kept.edits = safe_edits_of(analysis, look, &now.1).into();
        kept.of = Some(now);
    }
    kept.edits.clone()
}

/// Safe fixes, and what they are of.
#[derive(Default)]
pub struct KeptEdits {
    /// The state of the document, and its bytes that were looked at.
    of: Option<(Stamp, Range<usize>)>,
    edits: Arc<[Edit]>,
}

fn safe_edits_of(analysis: &Analysis, look: &Look<'_>, bounds: &Range<usize>) -> Vec<Edit> {
    let mut taken: Vec<Edit> = Vec::new();
    let visible = report::visible(analysis, look.settings, look.stepped_back);
    for fixes in analysis.fixes_of(&visible) {
        let safe = fixes.into_iter().find(|fix| fix.applicability == Applicability::Safe);
        let inside = |edit: &Edit| bounds.start <= edit.range.start && edit.range.end <= bounds.end;
        let Some(fix) = safe.filter(|fix| fix.edits.iter().all(inside)) else { continue };
        // The same import may be added by several fixes; once is enough.
        let news: Vec<Edit> = fix.edits.into_iter().filter(|edit| !taken.contains(edit)).collect();
        let clashes = |edit: &Edit| taken.iter().any(|other| overlap(&edit.range, &other.range));
        if !news.iter().any(clashes) {
            taken.extend(news);
        }
    }
    taken.sort_by_key(|edit| (edit.range.start, edit.range.end));
    taken
}

/// Whether both ranges cannot be edited at once. Two insertions at one place count, because
/// their order would be a guess.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end || a.start == b.start
}

/// All safe fixes, applied again and again until none is left, as edits of the present text.
pub fn fix_all(look: &Look<'_>, analysis: &Analysis) -> Arc<[Edit]> {
    let first = safe_edits(look, analysis);
    let before = look.snapshot.text().to_string();
    let mut after = applied(&before, &first);
    let bounds = look.bounds();
    let mut rounds = 1;
    loop {
        let snapshot = Snapshot::of(look.snapshot.language(), &after, look.snapshot.version());
        let mut again = Analysis::new(analysis.catalog());
        again.update(&snapshot);
        // All edits were inside, so what is behind the bounds is as long as it was.
        let end = after.len().saturating_sub(before.len() - bounds.end);
        let more = safe_edits_of(&again, look, &(bounds.start..end));
        if more.is_empty() || rounds == ROUNDS {
            break;
        }
        after = applied(&after, &more);
        rounds += 1;
    }
    if rounds == 1 { first } else { difference(&before, &after).into() }
}

/// `text` with edits applied that are in ascending order and do not overlap.
fn applied(text: &str, edits: &[Edit]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        result.push_str(text.get(at..edit.range.start).unwrap_or_default());
        result.push_str(&edit.new_text);
        at = edit.range.end;
    }
    result.push_str(text.get(at..).unwrap_or_default());
    result
}

/// Edits that turn `before` into `after`, whole lines each.
fn difference(before: &str, after: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for change in TextDiff::from_lines(before, after).iter_all_changes() {
        let length = change.value().len();
        if change.tag() == ChangeTag::Equal {
            (at, open) = (at + length, false);
            continue;
        }
        if !open {
            edits.push(Edit { range: at..at, new_text: String::new() });
            open = true;
        }
        let Some(edit) = edits.last_mut() else {
            continue;
        };
        if change.tag() == ChangeTag::Delete {
            at += length;
            edit.range.end = at;
        } else {
            edit.new_text.push_str(change.value());
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_turns_the_one_text_into_the_other() {
        let texts = ["", "a\n", "a\nb\nc\n", "b\r\nc", "a\nx\nc\nd", "é\n\n\n"];
        for before in texts {
            for after in texts {
                assert_eq!(applied(before, &difference(before, after)), after);
            }
        }
    }

    #[test]
    fn neighbours_do_not_overlap_but_two_insertions_at_one_place_do() {
        assert!(!overlap(&(0..2), &(2..3)));
        assert!(overlap(&(0..2), &(1..3)));
        assert!(overlap(&(1..1), &(1..1)));
        assert!(!overlap(&(1..1), &(0..1)));
    }
}
