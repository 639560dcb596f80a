//! A text as its client keeps it, by the letter of LSP 3.17 and without any of the server's code:
//! slow, plain, and therefore believed.

use serde_json::{Value, json};
use std::ops::Range;

/// The code units that were agreed on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Units {
    Utf8,
    Utf16,
    Utf32,
}

impl Units {
    /// LSP's word.
    pub fn word(self) -> &'static str {
        match self {
            Units::Utf8 => "utf-8",
            Units::Utf16 => "utf-16",
            Units::Utf32 => "utf-32",
        }
    }

    fn of(self, character: char) -> u32 {
        match self {
            Units::Utf8 => character.len_utf8() as u32,
            Units::Utf16 => character.len_utf16() as u32,
            Units::Utf32 => 1,
        }
    }
}

/// The lines of a text as byte ranges without their ends, which are `\n`, `\r\n` and `\r`.
pub fn lines(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        let length = match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
            b'\r' | b'\n' => 1,
            _ => {
                at += 1;
                continue;
            }
        };
        lines.push(start..at);
        at += length;
        start = at;
    }
    lines.push(start..bytes.len());
    lines
}

/// Where a byte is: line and character.
pub fn place(text: &str, byte: usize, units: Units) -> (u32, u32) {
    let lines = lines(text);
    let line = lines.iter().rposition(|line| line.start <= byte).expect("the first line starts at 0");
    let within = &text[lines[line].start..byte];
    (line as u32, within.chars().map(|character| units.of(character)).sum())
}

/// The byte at a place: clamped to the text and to the line, and to the start of a character.
pub fn byte(text: &str, (line, character): (u32, u32), units: Units) -> usize {
    let Some(line) = lines(text).get(line as usize).cloned() else { return text.len() };
    let mut left = character;
    let mut at = line.start;
    for one in text[line.clone()].chars() {
        if left < units.of(one) {
            break;
        }
        left -= units.of(one);
        at += one.len_utf8();
    }
    at
}

/// The nearest byte at or before this one that a place can name: no middle of a character, and none
/// of `\r\n`.
pub fn nameable(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    if at > 0 && text[..at].ends_with('\r') && text[at..].starts_with('\n') { at - 1 } else { at }
}

/// LSP's position.
pub fn position((line, character): (u32, u32)) -> Value {
    json!({"line": line, "character": character})
}

/// LSP's range of some bytes.
pub fn range(text: &str, bytes: &Range<usize>, units: Units) -> Value {
    let [start, end] = [bytes.start, bytes.end].map(|byte| position(place(text, byte, units)));
    json!({"start": start, "end": end})
}

/// The one edit that turns `old` into `new`: the bytes that differ, and what takes their place.
pub fn difference(old: &str, new: &str) -> (Range<usize>, String) {
    let mut prefix = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    prefix = nameable(old, nameable(new, prefix));
    let shorter = old.len().min(new.len()) - prefix;
    let mut suffix = old.bytes().rev().zip(new.bytes().rev()).take(shorter).take_while(|(a, b)| a == b).count();
    while nameable(old, old.len() - suffix) != old.len() - suffix
        || nameable(new, new.len() - suffix) != new.len() - suffix
    {
        suffix -= 1;
    }
    (prefix..old.len() - suffix, new[prefix..new.len() - suffix].to_owned())
}
