//! What two revisions of a text share.
//!
//! Owns the comparison, which costs microseconds, since clones of a rope share their chunks. Must not
//! know what the text means.

use crate::rope::{line_of, piece};
use ropey::Rope;
use std::ops::Range;

/// What two texts share at their start and at their end.
#[derive(Default)]
pub(super) struct Common {
    prefix: usize,
    suffix: usize,
    old_length: usize,
    new_length: usize,
}

impl Common {
    /// Compares two texts.
    pub fn of(old: &Rope, new: &Rope) -> Common {
        let (old_length, new_length) = (old.len_bytes(), new.len_bytes());
        let shorter = old_length.min(new_length);
        let prefix = shared(old.chunks(), new.chunks(), |a, b| a.iter().zip(b).take_while(|(a, b)| a == b).count());
        let backwards = |a: &[u8], b: &[u8]| a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let (old_end, new_end) = (old.chunks_at_byte(old_length).0, new.chunks_at_byte(new_length).0);
        let suffix = shared(old_end.reversed(), new_end.reversed(), backwards);
        let prefix = prefix.min(shorter);
        Common { prefix, suffix: suffix.min(shorter - prefix), old_length, new_length }
    }

    /// Where a range of the new text stood in the old one; `None` when an edit touches it.
    pub fn old_range(&self, range: &Range<usize>) -> Option<Range<usize>> {
        if range.end < self.prefix {
            return Some(range.clone());
        }
        let behind = self.new_length - self.suffix;
        (range.start > behind).then(|| self.old_offset(range.start)..self.old_offset(range.end))
    }

    /// Where a range behind the edits stands in the new text.
    pub fn new_range(&self, old: &Range<usize>) -> Range<usize> {
        let place = |at: usize| at + self.new_length - self.old_length;
        place(old.start)..place(old.end)
    }

    /// Where a range of the old text stands in the new one; `None` when an edit touches it.
    pub fn moved(&self, old: &Range<usize>) -> Option<Range<usize>> {
        if old.end < self.prefix {
            return Some(old.clone());
        }
        (old.start > self.old_length - self.suffix).then(|| self.new_range(old))
    }

    /// Where an offset behind the edits stood in the old text.
    pub fn old_offset(&self, at: usize) -> usize {
        at + self.old_length - self.new_length
    }

    /// The one line that differs, as it was and as it is; `None` when it is not one line in both texts.
    pub fn only_line(&self, old: &Rope, new: &Rope) -> Option<[String; 2]> {
        let line = |text: &Rope, length: usize| {
            let (first, start) = line_of(text, self.prefix);
            let end = length - self.suffix;
            if end > self.prefix && line_of(text, end).0 != first {
                return None;
            }
            let end = if first + 1 < text.len_lines() { text.line_to_byte(first + 1) } else { length };
            Some(piece(text, start..end).into_owned())
        };
        Some([line(old, self.old_length)?, line(new, self.new_length)?])
    }

    /// The bytes of the new text that are not shared.
    pub fn new_edit(&self) -> Range<usize> {
        self.prefix..self.new_length - self.suffix
    }
}

/// How many bytes two sequences of chunks share, beginning with the first. Clones of a rope share
/// their chunks, so most are equal by address.
fn shared<'a>(
    mut left: impl Iterator<Item = &'a str>,
    mut right: impl Iterator<Item = &'a str>,
    equal: impl Fn(&[u8], &[u8]) -> usize,
) -> usize {
    let from_end = equal(b"ab", b"cb") == 1;
    let (mut a, mut b): (&[u8], &[u8]) = (&[], &[]);
    let mut total = 0;
    loop {
        if a.is_empty() {
            a = left.next().unwrap_or_default().as_bytes();
        }
        if b.is_empty() {
            b = right.next().unwrap_or_default().as_bytes();
        }
        let length = a.len().min(b.len());
        if length == 0 {
            return total;
        }
        let same = if a.len() == b.len() && std::ptr::eq(a, b) { length } else { equal(a, b) };
        total += same;
        if same < length {
            return total;
        }
        if from_end {
            (a, b) = (&a[..a.len() - length], &b[..b.len() - length]);
        } else {
            (a, b) = (&a[length..], &b[length..]);
        }
    }
}
