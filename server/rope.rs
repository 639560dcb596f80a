//! What is asked of a text again and again, by the short way where one chunk of the rope has the answer.
//!
//! Owns nothing but these ways; each gives what ropey gives. Must not know positions, trees or Python.

use ropey::Rope;
use ropey::str_utils::{byte_to_line_idx, line_to_byte_idx};
use std::borrow::Cow;
use std::ops::Range;

/// The text of a byte range, borrowed when it lies in one chunk.
///
/// # Panics
/// When the range is not one of the text, or an end of it lies inside a character.
pub fn piece(text: &Rope, range: Range<usize>) -> Cow<'_, str> {
    let (chunk, before, ..) = text.chunk_at_byte(range.start);
    match chunk.get(range.start - before..range.end - before) {
        Some(piece) => Cow::Borrowed(piece),
        None => text.byte_slice(range).into(),
    }
}

/// The 0-based line of a byte offset, and the offset of the line's first byte.
///
/// # Panics
/// When the offset is past the end of the text.
pub fn line_of(text: &Rope, byte: usize) -> (usize, usize) {
    let (chunk, before, _, lines_before) = text.chunk_at_byte(byte);
    // The first line of a chunk may begin in an earlier one.
    match byte_to_line_idx(chunk, byte - before) {
        0 => (lines_before, text.line_to_byte(lines_before)),
        line => (lines_before + line, before + line_to_byte_idx(chunk, line)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_ways_give_what_the_long_ones_give() {
        let lines = ["a = 1\n", "é\r\n", "\r", "\n", "😀😀😀\n", "b"];
        let text: String = (0..4_000).map(|number| lines[number * number % 7 % lines.len()]).collect();
        let rope = Rope::from_str(&text);
        assert!(rope.chunks().count() > 4, "a text of several chunks");
        for byte in 0..=text.len() {
            let line = rope.byte_to_line(byte);
            assert_eq!(line_of(&rope, byte), (line, rope.line_to_byte(line)), "at {byte}");
        }
        let borders: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        for length in [0, 1, 40, 3_000] {
            for ends in borders.windows(length + 1).step_by(7) {
                let range = ends[0]..ends[length];
                assert_eq!(piece(&rope, range.clone()), &text[range]);
            }
        }
    }
}
