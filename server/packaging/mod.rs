//! What the files of a project's packaging say: requirements, version ranges, entry points.
//!
//! Owns the meaning of PEP 440 and PEP 508 texts, of pip's requirements file format and of Poetry's
//! constraints, in plain strings and byte ranges. Versions are those of `pep440_rs`. Must not know syntax trees, patterns or LSP.

pub mod entry;
pub mod hash;
pub mod line;
pub mod operator;
pub mod poetry;
pub mod range;
pub mod requirement;
pub mod version;

/// A project's name as indexes compare it: lower case, with `-` for each run of `-`, `_` and `.`
/// (PEP 503).
pub fn normalized(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            other => normal.extend(other.to_lowercase()),
        }
    }
    normal
}
