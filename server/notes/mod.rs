//! A person's own notes: Markdown files as they are, rough or not, and which topic each heading is about.
//!
//! Owns finding and reading the files, the repairs on top of CommonMark, sections, the match of
//! headings with topics, what may be quoted from a note, and how examples are run. The text is never rewritten: every
//! place is a byte offset in the file. Must not know LSP, tokio, Python's meaning or how a note is
//! shown.

mod block;
mod excerpt;
mod files;
mod index;
mod lines;
mod markdown;
mod matching;
mod quote;
pub mod run;
mod words;

pub use excerpt::{as_prose, excerpt, harmless};
pub use files::{Files, Source, below, expand, expand_within, is_named, is_note, read};
pub use index::{Document, How, Index, Place, Section, mark_prefix};
pub use markdown::{Block, Heading, Language, Outline, Slip, SlipKind, outline};
pub use matching::{Match, Matcher};
pub use quote::Quote;

/// The 1-based line of a byte offset. A carriage return alone ends a line too, as in Markdown.
pub fn line_of(text: &str, offset: usize) -> usize {
    let (bytes, offset) = (text.as_bytes(), offset.min(text.len()));
    let is_break = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
    1 + memchr::memchr2_iter(b'\n', b'\r', &bytes[..offset]).filter(is_break).count()
}
