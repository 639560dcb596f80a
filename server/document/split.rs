//! Where a text may be cut into segments of whole top-level statements.
//!
//! Owns a look at the text that knows strings, brackets and comments, and no grammar: a wrong cut
//! leaves a segment that does not parse, and whoever parses mends that. Must not know trees.

use ropey::Rope;
use std::ops::Range;

/// Segments are cut once they are so long, in bytes: some hundred lines. An edit parses its
/// segment, and a segment has a price of its own.
pub(super) const LENGTH: usize = 4 << 10;

/// What a statement begins with that a segment may begin with: none of these goes on with what stands
/// before it, and none becomes a clause of it by an edit behind its first letter.
const STARTS: [&[u8]; 4] = [b"def ", b"class ", b"async def ", b"@"];

/// Cuts a part of a text that begins with a statement; the pieces in their order.
pub(super) fn split(text: &Rope, part: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = part.start;
    if part.len() >= 2 * LENGTH {
        let bytes: std::borrow::Cow<str> = text.byte_slice(part.clone()).into();
        let mut scan = Scan { bytes: bytes.as_bytes(), at: 0, depth: 0, is_decorated: false };
        while let Some(cut) = scan.next_start(start - part.start + LENGTH) {
            pieces.push(start..part.start + cut);
            start = part.start + cut;
        }
    }
    pieces.push(start..part.end);
    pieces
}

/// Of some places behind which segments begin, in their order, the first at which nothing is open that
/// was opened since `start`, where a statement begins: no string, no bracket, no decorated definition.
pub(super) fn next_closed(text: &Rope, start: usize, places: impl Iterator<Item = usize>) -> Option<usize> {
    let bytes: std::borrow::Cow<str> = text.byte_slice(start..).into();
    let mut scan = Scan { bytes: bytes.as_bytes(), at: 0, depth: 0, is_decorated: false };
    let mut places = places.map(|place| (place, place - start));
    places.find(|(_, place)| scan.is_closed_at(*place)).map(|(place, _)| place)
}

struct Scan<'b> {
    bytes: &'b [u8],
    at: usize,
    /// How many brackets are open.
    depth: usize,
    /// Whether the decorators of a definition were begun.
    is_decorated: bool,
}

impl Scan<'_> {
    /// The next byte at or behind `least` at which a definition begins with its decorators.
    fn next_start(&mut self, least: usize) -> Option<usize> {
        while self.at < self.bytes.len() {
            let at = self.at;
            if self.step() && at + 1 >= least && !self.is_comment(at) {
                return Some(at + 1);
            }
        }
        None
    }

    /// Whether nothing is open at the end of the line that ends before a byte.
    fn is_closed_at(&mut self, place: usize) -> bool {
        while self.at + 1 < place {
            self.step();
        }
        self.at + 1 == place && self.depth == 0 && !self.is_decorated
    }

    /// Steps over a byte, a comment or a string. Whether a definition begins behind it that is not
    /// decorated before.
    fn step(&mut self) -> bool {
        let at = self.at;
        self.at += 1;
        match self.bytes[at] {
            b'#' => self.at = self.end_of_line(at),
            quote @ (b'"' | b'\'') => self.string(at, quote),
            b'(' | b'[' | b'{' => self.depth += 1,
            b')' | b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            b'\\' => self.at = at + 2 + usize::from(self.bytes[at + 1..].starts_with(b"\r\n")),
            b'\n' if self.depth == 0 => {
                let line = &self.bytes[at + 1..];
                if STARTS.iter().any(|start| line.starts_with(start)) {
                    let was_decorated = std::mem::replace(&mut self.is_decorated, line[0] == b'@');
                    return !was_decorated;
                }
            }
            _ => {}
        }
        false
    }

    fn end_of_line(&self, from: usize) -> usize {
        memchr::memchr(b'\n', &self.bytes[from..]).map_or(self.bytes.len(), |end| from + end)
    }

    /// Whether the line that ends here is only a comment, which belongs to what follows.
    fn is_comment(&self, end: usize) -> bool {
        let start = memchr::memrchr(b'\n', &self.bytes[..end]).map_or(0, |before| before + 1);
        self.bytes[start..end].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'#')
    }

    /// Steps over a string that begins here; one that is not triple ends with its line.
    fn string(&mut self, start: usize, quote: u8) {
        let triple = [quote; 3];
        let is_triple = self.bytes[start..].starts_with(&triple);
        self.at = start + if is_triple { 3 } else { 1 };
        while self.at < self.bytes.len() {
            let at = self.at;
            self.at += 1;
            match self.bytes[at] {
                b'\\' => self.at += 1,
                b'\n' if !is_triple => return self.at = at,
                byte if byte == quote && !is_triple => return,
                byte if byte == quote && self.bytes[at..].starts_with(&triple) => return self.at = at + 3,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(text: &str) -> Vec<String> {
        let pieces = split(&Rope::from_str(text), 0..text.len());
        assert_eq!(pieces.iter().map(|piece| &text[piece.clone()]).collect::<String>(), text);
        pieces.into_iter().skip(1).map(|piece| text[piece].lines().next().unwrap_or_default().to_string()).collect()
    }

    #[test]
    fn cuts_are_before_definitions_with_what_belongs_to_them() {
        let filler = "x = 'it'\n".repeat(LENGTH / 9 + 1);
        for (statement, wanted) in [
            ("def f():\n    pass\n", &["def f():"][..]),
            ("async def f():\n    pass\n", &["async def f():"]),
            ("@one\n@two(\n    3\n)\nclass C:\n    pass\n", &["@one"]),
            ("# of f\ndef f():\n    pass\n", &[]),
            ("y = '''\ndef f():\n'''\n", &[]),
            ("y = (\ndef f():\n)\n", &[]),
            ("y = 1 + \\\ndef f():\n", &[]),
            ("y = \"a\\\"\" # '''\ndef f():\n    pass\n", &["def f():"]),
            ("if x:\n    def f():\n        pass\n", &[]),
        ] {
            let text = format!("{filler}{statement}{filler}");
            assert_eq!(starts(&text), wanted, "{statement}");
        }
        assert!(starts("def f():\n    pass\n").is_empty());
    }
}
