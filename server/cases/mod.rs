//! Cases: Python files with markers that say what is found and what is not.
//!
//! The same format holds the built-in topics in `tests/cases.rs` and the user's own ones in
//! `pygloss patterns test`. Must not know where the files lie or how mistakes are shown.

pub mod block;
mod check;

use crate::language::Language;
pub use block::{Block, Columns, Says, read};
pub use check::mistakes;

/// Where the cases of a language stand in a topic's folder.
pub fn case_file(language: Language) -> &'static str {
    match language {
        Language::Python => "cases.py",
        Language::Requirements => "cases.txt",
        Language::Pyproject => "cases.toml",
    }
}
