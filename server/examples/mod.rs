//! The Python in a person's notes, as the engine sees it.
//!
//! Owns examples (the code of one fence with the place of each byte in the note) and what is wrong
//! with a note as a whole. Knows `notes` and `check`; must not know LSP, output formats or how
//! examples are run.

mod dated;
mod flaws;
mod problems;
mod shown;

pub use flaws::is_sketch;
pub use problems::{Problem, problems};
pub use shown::{is_announced, shown};

use crate::catalog::Catalog;
use crate::document::Snapshot;
use crate::notes::{Block, Document, Matcher};
use std::ops::Range;

/// What a prompt of Python's own shell takes, in bytes.
const PROMPT: usize = ">>> ".len();

/// An example: one fence, as Python that the engine can look at. Text around the code of a shell
/// session is blank in it.
pub struct Example<'d> {
    /// Where it comes from.
    pub block: &'d Block,
    /// The code.
    pub snapshot: Snapshot,
    /// Whether it was written with prompts.
    pub is_session: bool,
    /// Where each line begins, in the code and in the note.
    lines: Vec<(usize, usize)>,
}

impl<'d> Example<'d> {
    /// The example in a fence.
    pub fn new(block: &'d Block) -> Self {
        let is_session = is_session(&block.code);
        let mut goes_on = false;
        let (mut text, mut lines, mut offset) = (String::with_capacity(block.code.len()), Vec::new(), 0);
        for line in block.code.split_inclusive('\n') {
            let code = line.trim_end_matches(['\n', '\r']);
            let skipped = match is_session {
                true if code.starts_with(">>> ") || code.starts_with("... ") => Some(PROMPT),
                true => None,
                // Magics and commands of IPython are no Python and hide none.
                false if goes_on || code.starts_with(['%', '!']) => {
                    goes_on = code.ends_with('\\');
                    None
                }
                false => Some(0),
            };
            let skipped = skipped.unwrap_or(code.len());
            lines.push((text.len(), block.place(offset + skipped)));
            text.push_str(&line[skipped..]);
            offset += line.len();
        }
        Example { block, snapshot: Snapshot::new(&text, 0), is_session, lines }
    }

    /// Where a byte of the code stands in the note.
    pub fn place(&self, offset: usize) -> usize {
        let line = self.lines.partition_point(|(start, _)| *start <= offset);
        match line.checked_sub(1).and_then(|line| self.lines.get(line)) {
            Some((start, place)) => place + offset.min(self.snapshot.text().len_bytes()) - start,
            None => self.block.start,
        }
    }

    /// A range of the code in the note.
    pub fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        start..self.place(range.end).max(start)
    }

    /// The byte of the code that stands at a byte of the note; `None` outside the code.
    pub fn offset_of(&self, place: usize) -> Option<usize> {
        let line = self.lines.partition_point(|(_, at)| *at <= place).checked_sub(1)?;
        let (start, at) = self.lines[line];
        let end = self.lines.get(line + 1).map_or(self.snapshot.text().len_bytes(), |(next, _)| *next);
        let offset = start + (place - at);
        (offset <= end).then_some(offset)
    }

    /// Whether the engine can make sense of it.
    pub fn parses(&self) -> bool {
        !self.snapshot.trees().has_error()
    }
}

/// Whether code was copied from Python's own shell.
fn is_session(code: &str) -> bool {
    code.lines().any(|line| line.starts_with(">>> "))
}

/// The examples of a note. An unnamed fence is one only when it parses.
pub fn examples(document: &Document) -> Vec<Example<'_>> {
    let blocks = document.outline.blocks.iter().filter(|block| block.is_python());
    let examples = blocks.map(Example::new);
    examples.filter(|example| example.block.language == crate::notes::Language::Python || example.parses()).collect()
}

/// Who matches headings with the topics of a catalogue.
pub fn matcher(catalog: &Catalog) -> Matcher {
    Matcher::new(catalog.topics().iter().map(|topic| {
        let aliases = topic.note.aliases.iter().map(String::as_str);
        (topic.id.as_str(), std::iter::once(topic.note.title.as_str()).chain(aliases))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_session_is_the_code_behind_its_prompts() {
        let text = "- x\n\n  ```python\n  >>> x = 'é'\n  >>> if x is 1000:\n  ...     y\n  False\n  ```\n";
        let document = Document::new(Path::new("a.md"), text.to_string(), &matcher(Catalog::builtin()));
        let examples = examples(&document);
        let code = examples[0].snapshot.text().to_string();
        assert_eq!(code, "x = 'é'\nif x is 1000:\n    y\n\n");
        for word in ["x is 1000", "y\n"] {
            let (inner, outer) = (code.find(word).expect("in the code"), text.find(word).expect("in the note"));
            assert_eq!(examples[0].place(inner), outer);
            assert_eq!(examples[0].offset_of(outer), Some(inner));
        }
        assert_eq!(examples[0].offset_of(0), None);
        assert!(examples[0].parses());
    }
}
