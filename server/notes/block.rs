//! A code block of a note: its code, and where each byte of it stands in the file.
//!
//! Must not know how a text is cut into blocks.

use super::lines::Language;
use std::ops::Range;

/// A code block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What the fence says that it is.
    pub language: Language,
    /// The block's bytes with its fences.
    pub range: Range<usize>,
    /// The offset of the first byte of code.
    pub start: usize,
    /// The code, indentation and quote marks of the block taken off.
    pub code: String,
    /// The indentation that all lines of the code shared.
    pub indent: String,
    /// For each line of the code where it stands in the file.
    lines: Vec<usize>,
}

impl Block {
    pub(super) fn new(language: Language, range: Range<usize>, body: usize, code: Code) -> Block {
        let start = code.lines.first().copied().unwrap_or(body);
        Block { language, range, start, code: code.text, indent: code.indent, lines: code.lines }
    }

    /// Where a byte of the code stands in the file.
    pub fn place(&self, offset: usize) -> usize {
        let before = self.code.as_bytes().get(..offset).unwrap_or(self.code.as_bytes());
        let line = memchr::memchr_iter(b'\n', before).count();
        let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        match self.lines.get(line) {
            Some(start) => start + column,
            // Behind the last line break.
            None => self.lines.last().map_or(self.start, |last| last + self.last_line_length()),
        }
    }

    /// The byte of the code that stands at a byte of the file; `None` outside the code.
    pub fn offset_of(&self, place: usize) -> Option<usize> {
        let line = self.lines.partition_point(|start| *start <= place).checked_sub(1)?;
        let length = self.code.split_inclusive('\n').nth(line)?.len();
        let column = place - self.lines.get(line)?;
        let before: usize = self.code.split_inclusive('\n').take(line).map(str::len).sum();
        (column <= length).then_some(before + column.min(length))
    }

    fn last_line_length(&self) -> usize {
        self.code.split_inclusive('\n').next_back().map_or(0, str::len)
    }

    /// Whether the code is meant as Python of today: so named, or unnamed and with a line that is
    /// hardly anything else.
    pub fn is_python(&self) -> bool {
        const STARTS: [&str; 9] =
            ["def ", "class ", "import ", "from ", "print(", ">>> ", "async def ", "for ", "with "];
        match self.language {
            Language::Python => true,
            Language::Unnamed => self.code.lines().any(|line| {
                let line = line.trim_end();
                let is_block = line.ends_with(':') || line.ends_with(')');
                STARTS.iter().any(|start| line.starts_with(start))
                    && (!matches!(line.split(' ').next(), Some("for" | "with" | "class" | "def" | "async")) || is_block)
                    && (!line.starts_with("from ") || line.contains(" import "))
            }),
            Language::Other => false,
        }
    }
}

/// Code and where its lines stand in the file.
pub(super) struct Code {
    text: String,
    indent: String,
    lines: Vec<usize>,
}

impl Code {
    /// The lines of `text` that begin at `starts`, up to `end`, without the indentation that all
    /// of them share.
    pub(super) fn at(text: &str, starts: impl Iterator<Item = usize>, end: usize) -> Code {
        let lines = starts.filter(|start| *start < end).filter_map(|start| {
            let rest = text.get(start..end)?;
            Some((start, rest.split_inclusive('\n').next().unwrap_or_default()))
        });
        let lines: Vec<(usize, &str)> = lines.collect();
        let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let filled = lines.iter().filter(|(_, line)| !line.trim().is_empty());
        let shared = filled.map(|(_, line)| indent(line)).min().unwrap_or(0);
        let first = lines.iter().find(|(_, line)| !line.trim().is_empty());
        let indent_text = first.map_or("", |(_, line)| &line[..shared]).to_string();
        let mut code = Code { text: String::new(), indent: indent_text, lines: Vec::with_capacity(lines.len()) };
        for (start, line) in lines {
            let cut = shared.min(indent(line));
            code.lines.push(start + cut);
            code.text.push_str(&line[cut..]);
        }
        code
    }
}
