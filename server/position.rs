//! Byte offsets to LSP positions and back.
//!
//! Owns every question of encodings: a position is a 0-based line and a 0-based character
//! counted in the code units that client and server agreed on (LSP 3.17, "Position").
//! Must not know LSP types, trees or Python. Lines end at `\n`, `\r\n` and `\r`, as LSP
//! says; the rope is built with exactly these.

use crate::rope::line_of;
use ropey::Rope;
use std::ops::Range;

/// The code units in which a client counts characters (LSP `PositionEncodingKind`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// UTF-16 code units: LSP's default.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A place in a text: 0-based line, 0-based character in some [`Encoding`]'s units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    /// 0-based line.
    pub line: u32,
    /// 0-based offset in the line, in the encoding's code units.
    pub character: u32,
}

/// Two positions, the end excluded. Never reversed when it comes from [`range_of`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Span {
    /// The first place inside.
    pub start: Position,
    /// The first place behind.
    pub end: Position,
}

/// The position of a byte offset. An offset past the end is the end of the text; one inside
/// a character is the character's start.
pub fn position_of(text: &Rope, byte: usize, encoding: Encoding) -> Position {
    let byte = byte.min(text.len_bytes());
    let (line, start) = line_of(text, byte);
    // Most lines are ASCII up to there, and lie in one chunk of the rope.
    let (chunk, before, ..) = text.chunk_at_byte(start);
    if chunk.as_bytes().get(start - before..byte - before).is_some_and(<[u8]>::is_ascii) {
        return Position { line: line as u32, character: (byte - start) as u32 };
    }
    let char_index = text.byte_to_char(byte);
    let line_start = text.line_to_char(line);
    let character = match encoding {
        Encoding::Utf8 => text.char_to_byte(char_index) - start,
        Encoding::Utf16 => text.char_to_utf16_cu(char_index) - text.char_to_utf16_cu(line_start),
        Encoding::Utf32 => char_index - line_start,
    };
    Position { line: line as u32, character: character as u32 }
}

/// The span of a byte range, both ends as in [`position_of`].
pub fn span_of(text: &Rope, range: &Range<usize>, encoding: Encoding) -> Span {
    Span { start: position_of(text, range.start, encoding), end: position_of(text, range.end, encoding) }
}

/// The byte offset of a position, clamped: a line past the end is the end of the text, a
/// character past the line's end is the line's end (before its line break, LSP 3.17), and one
/// inside a character is the character's start.
pub fn byte_of(text: &Rope, position: Position, encoding: Encoding) -> usize {
    let line = position.line as usize;
    if line >= text.len_lines() {
        return text.len_bytes();
    }
    let wanted = position.character as usize;
    let start = text.line_to_byte(line);
    // Most lines are ASCII up to there, and lie in one chunk of the rope.
    let (chunk, before, ..) = text.chunk_at_byte(start);
    let up_to = chunk.as_bytes().get(start - before..).and_then(|rest| rest.get(..wanted));
    if up_to.is_some_and(|up_to| up_to.iter().all(|byte| byte.is_ascii() && !b"\r\n".contains(byte))) {
        return start + wanted;
    }
    let first = text.line_to_char(line);
    let last = first + line_length(text, line);
    let char_index = match encoding {
        Encoding::Utf8 => {
            let start = text.char_to_byte(first);
            text.byte_to_char((start + wanted).min(text.char_to_byte(last)))
        }
        Encoding::Utf16 => {
            let start = text.char_to_utf16_cu(first);
            text.utf16_cu_to_char((start + wanted).min(text.char_to_utf16_cu(last)))
        }
        Encoding::Utf32 => first + wanted.min(last - first),
    };
    text.char_to_byte(char_index)
}

/// The byte range between two positions, clamped as in [`byte_of`]; reversed ends are swapped.
pub fn range_of(text: &Rope, span: Span, encoding: Encoding) -> Range<usize> {
    let start = byte_of(text, span.start, encoding);
    let end = if span.end == span.start { start } else { byte_of(text, span.end, encoding) };
    start.min(end)..start.max(end)
}

/// Characters of a 0-based line without its line break.
fn line_length(text: &Rope, line: usize) -> usize {
    let slice = text.line(line);
    let mut length = slice.len_chars();
    if length > 0 && slice.char(length - 1) == '\n' {
        length -= 1;
    }
    if length > 0 && slice.char(length - 1) == '\r' {
        length -= 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a😀é\r\nb\rc\u{0c}d\n";

    #[test]
    fn characters_count_in_the_agreed_units() {
        let rope = Rope::from_str(TEXT);
        let after_emoji = 5;
        let at = |encoding| position_of(&rope, after_emoji, encoding).character;
        assert_eq!((at(Encoding::Utf8), at(Encoding::Utf16), at(Encoding::Utf32)), (5, 3, 2));
    }

    #[test]
    fn lines_end_as_lsp_says_and_not_at_a_form_feed() {
        let rope = Rope::from_str(TEXT);
        let line = |byte| position_of(&rope, byte, Encoding::Utf16).line;
        assert_eq!(line(TEXT.find('b').unwrap()), 1);
        assert_eq!(line(TEXT.find('c').unwrap()), 2);
        assert_eq!(line(TEXT.find('d').unwrap()), 2);
        assert_eq!(line(TEXT.len()), 3);
    }

    #[test]
    fn every_position_is_clamped() {
        let rope = Rope::from_str(TEXT);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let byte = |line, character| byte_of(&rope, Position { line, character }, encoding);
            assert_eq!(byte(0, 999), TEXT.find('\r').unwrap());
            assert_eq!(byte(999, 0), TEXT.len());
            assert_eq!(byte(u32::MAX, u32::MAX), TEXT.len());
        }
        // The middle of the emoji's surrogate pair, and of its four bytes.
        assert_eq!(byte_of(&rope, Position { line: 0, character: 2 }, Encoding::Utf16), 1);
        assert_eq!(byte_of(&rope, Position { line: 0, character: 3 }, Encoding::Utf8), 1);
    }
}
