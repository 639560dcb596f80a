//! pygloss: the interview note for the Python construct under the cursor.
//!
//! The modules in reading order; knowledge flows one way, from the last to the first:
//!
//! 1. `rope`, [`position`], [`language`], [`document`]: text, tree, version. No Python meaning.
//!    [`nodes`]: the nodes of a statement, listed once. `bounded`: how much of a file is read.
//!    [`package`]: which import package a file lies in.
//! 2. [`catalog`]: topics, patterns and notes. A leaf, which the build uses too.
//!    `topics`: those of `grammar-queries/`, compiled in, and the user's.
//!    [`notes`]: a person's own Markdown files. A leaf.
//! 3. [`semantics`]: scopes, bindings, uses, literal kinds, order of events. Plain data.
//! 4. `facts`, `insights`, [`fixes`]: what queries may ask, hovers may say, edits may do.
//! 5. [`check`]: document × catalog → findings and glosses, incremental by top-level statement.
//!    [`examples`]: the Python in a person's notes, as the engine sees it.
//! 6. [`hover`], [`note_files`], [`config`]: what a person reads, and what a person sets.
//! 7. [`cli`], [`lsp`]: the two ways in. Only `lsp` knows LSP types and tokio.
//!
//! Invariants:
//!
//! - Inner modules speak of byte ranges. Encodings live in `position`, LSP types in `lsp`.
//! - A notification handler changes the state before its first `await`, under one mutex.
//! - Unknown means silent: an analysis that cannot decide makes no finding.
//! - No module but `notes::run` runs user code; none opens a socket or writes to stdout outside `cli` and `lsp`.
//! - Nothing panics on any text; a defect in one check never reaches another document.

mod bounded;
pub mod cases;
pub mod catalog;
pub mod check;
pub mod cli;
pub mod config;
pub mod document;
pub mod examples;
pub mod facts;
pub mod fixes;
pub mod hover;
pub mod insights;
pub mod language;
pub mod lsp;
pub mod nodes;
pub mod note_files;
pub mod notebook;
pub mod notes;
pub mod package;
pub mod packaging;
pub mod position;
pub mod report;
mod rope;
pub mod semantics;
mod topics;
