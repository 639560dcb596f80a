//! The edit that adds `# pygloss: ignore[…]` where a person would write it.

use super::comments::{is_comment_start, line_content};
use super::place::Place;
use crate::document::Snapshot;
use crate::fixes::Edit;
use memchr::memchr_iter;
use std::ops::Range;
use tree_sitter::Node;

/// The edit that silences a pattern at a byte range: joins the line's `# pygloss: ignore[…]` when
/// it has one, else adds the comment behind everything else on the line. Where the line cannot
/// take a comment (a backslash ends it, or a string goes on behind it) the statement's last line
/// takes it.
pub fn ignore_comment_edit(snapshot: &Snapshot, pattern_id: &str, range: &Range<usize>) -> Edit {
    let text = snapshot.text();
    let place = Place::of(snapshot, range);
    let last_line = text.len_lines().saturating_sub(1);
    let line = std::iter::once(place.first())
        .chain(place.header_end().max(place.first())..=last_line)
        .find(|line| takes_a_comment(snapshot, *line))
        .unwrap_or(last_line);
    let content = line_content(text, line);
    let line_start = text.line_to_byte(line);
    if let Some(edit) = join_existing(snapshot, &content, line_start, pattern_id) {
        return edit;
    }
    let trimmed = content.trim_end().len();
    Edit {
        range: line_start + trimmed..line_start + content.len(),
        new_text: format!("  # pygloss: ignore[{pattern_id}]"),
    }
}

/// The edit that puts the id into a list that the line's comment already has.
fn join_existing(snapshot: &Snapshot, content: &str, line_start: usize, pattern_id: &str) -> Option<Edit> {
    let comment = comment_column(snapshot, content, line_start)?;
    let lower = content.to_ascii_lowercase();
    let own = comment + lower[comment..].find("pygloss:")?;
    let list = own + lower[own..].find("ignore[")?;
    // Another comment between the two words would make the list somebody else's.
    if content[own..list].contains('#') {
        return None;
    }
    let inside = list + "ignore[".len();
    let end = inside + content[inside..].find(']')?;
    let is_there = content[inside..end].split(',').any(|id| id.trim() == pattern_id);
    let separator = if content[inside..end].trim().is_empty() { "" } else { ", " };
    let at = inside + content[inside..end].trim_end().len();
    Some(Edit {
        range: line_start + at..line_start + at,
        new_text: if is_there { String::new() } else { format!("{separator}{pattern_id}") },
    })
}

fn comment_column(snapshot: &Snapshot, content: &str, line_start: usize) -> Option<usize> {
    memchr_iter(b'#', content.as_bytes()).find(|column| is_comment_start(snapshot, line_start + column))
}

/// Whether a comment at the end of this line would be one.
fn takes_a_comment(snapshot: &Snapshot, line: usize) -> bool {
    let text = snapshot.text();
    let content = line_content(text, line);
    let line_start = text.line_to_byte(line);
    if comment_column(snapshot, &content, line_start).is_some() {
        return true;
    }
    let end = line_start + content.len();
    !content.ends_with('\\') && !inside_string(snapshot, end)
}

/// Whether a string begins before this byte and ends behind it.
fn inside_string(snapshot: &Snapshot, byte: usize) -> bool {
    let node = snapshot.trees().descendant_for_byte_range(byte, byte);
    std::iter::successors(node, Node::parent)
        .any(|node| node.kind() == "string" && node.start_byte() < byte && byte < node.end_byte())
}
