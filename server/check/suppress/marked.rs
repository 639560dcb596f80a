//! Where silencing comments may stand: the lines that hold a `#` and one of the tools' words behind it.
//!
//! Owns that list for a text that is edited: an edit has its own lines read again, not the text. Must
//! not know what the comments say, nor whether a `#` begins one.

use super::super::common::Common;
use super::comments::line_content;
use crate::rope::line_of;
use memchr::{memchr_iter, memchr2};
use ropey::Rope;
use std::ops::Range;

/// The words that a comment must hold to be looked at more closely, in lower case; [`holds_mark`]
/// knows their first letters.
const MARKS: [&str; 5] = ["noqa", "pygloss", "pylint", "ruff", "nosonar"];

/// The lines of a text that hold a mark.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct MarkedLines {
    /// The byte offset at which each begins, ascending.
    starts: Vec<usize>,
}

impl MarkedLines {
    /// Reads a whole text.
    pub fn of(text: &Rope) -> Self {
        MarkedLines { starts: marked(text, 0..text.len_bytes()) }
    }

    /// Brings the list to a text of which it is known what it shares with the one before.
    pub fn renew(&mut self, text: &Rope, same: &Common) {
        let edited = same.new_edit();
        let length = text.len_bytes();
        // A line begins in both texts alike when the byte before it is shared.
        let first = line_of(text, edited.start.min(length)).1;
        let next = line_of(text, edited.end.min(length)).0 + 1;
        let behind = if next < text.len_lines() { text.line_to_byte(next) } else { length };
        let old_behind = same.old_offset(behind);
        let kept = self.starts.partition_point(|start| *start < first);
        let gone = self.starts.partition_point(|start| *start < old_behind);
        let after: Vec<usize> = if behind < length {
            self.starts[gone..].iter().map(|start| start + behind - old_behind).collect()
        } else {
            Vec::new()
        };
        self.starts.truncate(kept);
        self.starts.extend(marked(text, first..behind));
        self.starts.extend(after);
    }

    /// The byte offsets at which the lines begin, ascending.
    pub fn starts(&self) -> impl Iterator<Item = usize> {
        self.starts.iter().copied()
    }
}

/// The starts of the lines with a mark in a range that begins and ends with a line.
fn marked(text: &Rope, range: Range<usize>) -> Vec<usize> {
    let mut lines: Vec<usize> = Vec::new();
    let mut chunk_start = range.start;
    while chunk_start < range.end {
        let (chunk, before, ..) = text.chunk_at_byte(chunk_start);
        let chunk = &chunk.as_bytes()[chunk_start - before..chunk.len().min(range.end - before)];
        for at in memchr_iter(b'#', chunk) {
            let rest = &chunk[at..];
            let end = memchr2(b'\n', b'\r', rest);
            if end.is_some_and(|end| !holds_mark(&rest[..end])) {
                continue;
            }
            let (line, start) = line_of(text, chunk_start + at);
            if lines.last() == Some(&start) {
                continue;
            }
            // A line may go on in the next chunk.
            let holds = || holds_mark(&line_content(text, line).as_bytes()[chunk_start + at - start..]);
            if end.is_some() || holds() {
                lines.push(start);
            }
        }
        chunk_start += chunk.len();
    }
    lines
}

/// Whether one of the marks stands in a comment.
fn holds_mark(comment: &[u8]) -> bool {
    let begins = |rest: &[u8]| {
        MARKS.iter().any(|mark| rest.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark.as_bytes())))
    };
    comment.iter().enumerate().any(|(at, byte)| matches!(byte | 0x20, b'n' | b'p' | b'r') && begins(&comment[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mark_counts_wherever_the_ropes_chunks_end() {
        for padding in 0..2_000 {
            let text = Rope::from_str(&format!("{}\nx = 1  # some words, then noqa\n# none\n", "y".repeat(padding)));
            assert_eq!(MarkedLines::of(&text).starts, [padding + 1]);
        }
    }

    proptest! {
        #[test]
        fn an_edit_gives_what_reading_anew_gives(
            lines in prop::collection::vec("(x|# noqa|é # pylint|#|y # no)(\\n|\\r\\n|\\r)?", 0..120),
            edits in prop::collection::vec((0.0..1.0, 0.0..0.2, "(# noqa|\\n|\\r|\\r\\n|x|é|# |ruff|){0,3}"), 1..8),
        ) {
            let mut text = Rope::from_str(&lines.concat());
            let mut marked = MarkedLines::of(&text);
            for (at, share, new) in edits {
                let before = text.clone();
                let start = (at * text.len_chars() as f64) as usize;
                let end = (start + (share * text.len_chars() as f64) as usize).min(text.len_chars());
                text.remove(start..end);
                text.insert(start, &new);
                marked.renew(&text, &Common::of(&before, &text));
                prop_assert_eq!(&marked, &MarkedLines::of(&text));
            }
        }
    }
}
