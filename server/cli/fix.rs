//! `--fix` and `--diff`: applying fixes until nothing changes, and writing files safely.
//!
//! Must not know what a fix does.

use super::resolver::parent;
use super::source::Source;
use crate::catalog::Catalog;
use crate::check::Analysis;
use crate::config::{Settings, SteppedBack};
use crate::document::{Snapshot, Trees};
use crate::fixes::{Applicability, Edit, Fix};
use crate::language::Language;
use crate::report;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tree_sitter::Node;

/// After this many rounds the fixes are taken to undo each other.
const ROUNDS: usize = 10;

/// A text after its fixes.
pub(super) struct Fixed {
    pub text: String,
    /// The pattern and the title of each fix, in the order of application.
    pub applied: Vec<(String, String)>,
}

/// Applies the fixes of what is visible, again and again until none is left. Fixes that would
/// touch the same place wait for the next round. Errors when the result would have more syntax
/// errors than the text had.
pub(super) fn fix(
    language: Language,
    text: &str,
    (settings, stepped_back): (&Settings, &SteppedBack),
    catalog: &Arc<Catalog>,
    unsafe_fixes: bool,
) -> Result<Fixed, String> {
    let mut fixed = Fixed { text: text.to_string(), applied: Vec::new() };
    let mut snapshot = Snapshot::of(language, text, 0);
    let before = syntax_errors(snapshot.trees());
    for _ in 0..ROUNDS {
        let mut analysis = Analysis::new(catalog);
        analysis.update(&snapshot);
        let mut taken: Vec<Edit> = Vec::new();
        let mut applied = Vec::new();
        let visible = report::visible(&analysis, settings, stepped_back);
        for (finding, fixes) in visible.iter().zip(analysis.fixes_of(&visible)) {
            let Some(fix) = choose(fixes, unsafe_fixes) else {
                continue;
            };
            if !fix.edits.iter().any(|edit| taken.iter().any(|other| clash(edit, other))) {
                let code = catalog.patterns()[finding.pattern].id.to_string();
                applied.push((code, fix.title));
                taken.extend(fix.edits);
            }
        }
        let Some(next) = apply(&fixed.text, taken).filter(|next| *next != fixed.text) else {
            break;
        };
        snapshot = Snapshot::of(language, &next, 0);
        if syntax_errors(snapshot.trees()) > before {
            let names: Vec<&str> = applied.iter().map(|(code, _)| code.as_str()).collect();
            let names = names.join(", ");
            return Err(format!("not fixed: the fixes of {names} would break the syntax"));
        }
        fixed.text = next;
        fixed.applied.extend(applied);
    }
    Ok(fixed)
}

/// The fix to apply: the first safe one, else the first choice when choices are wanted.
fn choose(fixes: Vec<Fix>, unsafe_fixes: bool) -> Option<Fix> {
    let safe = fixes.iter().position(|fix| fix.applicability == Applicability::Safe);
    let at = safe.or((unsafe_fixes && !fixes.is_empty()).then_some(0))?;
    fixes.into_iter().nth(at).filter(|fix| !fix.edits.is_empty())
}

/// Whether two edits touch; two insertions at one place do, as their order is unknown.
fn clash(a: &Edit, b: &Edit) -> bool {
    a.range.start <= b.range.end && b.range.start <= a.range.end
}

/// The text after edits that do not touch; `None` when one does not fit the text.
fn apply(text: &str, mut edits: Vec<Edit>) -> Option<String> {
    edits.sort_by_key(|edit| edit.range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.range.start)?);
        out.push_str(&edit.new_text);
        at = edit.range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// The number of ERROR and MISSING nodes.
fn syntax_errors(trees: &Trees) -> usize {
    let mut pending = Vec::from_iter(trees.roots());
    let mut count = 0;
    while let Some(node) = pending.pop() {
        count += usize::from(node.is_error() || node.is_missing());
        let mut cursor = node.walk();
        pending.extend(node.children(&mut cursor).filter(Node::has_error));
    }
    count
}

/// Replaces a file's text, in its encoding and with its permissions, in one step: nobody ever
/// sees half a file. Errors when the file is no longer what was read.
pub(super) fn write(path: &Path, source: &Source, old: &[u8], text: &str) -> Result<(), String> {
    if source.encode(&source.text)? != old {
        return Err("not written: its encoding does not read back as it was".to_string());
    }
    let bytes = source.encode(text)?;
    // A link keeps pointing to its file.
    let target = std::fs::canonicalize(path).map_err(|error| error.to_string())?;
    let now = std::fs::read(&target).map_err(|error| error.to_string())?;
    if now != old {
        return Err("not written: it was changed in the meantime".to_string());
    }
    let draft = draft_path(&target);
    let written = write_draft(&draft, &target, &bytes)
        .and_then(|()| std::fs::rename(&draft, &target))
        .map_err(|error| format!("cannot be written: {error}"));
    if written.is_err() {
        let _ = std::fs::remove_file(&draft);
    }
    written
}

/// A hidden neighbour of the file: a rename is one step only inside one file system.
fn draft_path(target: &Path) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    parent(target).join(format!(".{name}.pygloss-{}", std::process::id()))
}

fn write_draft(draft: &Path, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(draft)?;
    file.write_all(bytes)?;
    file.set_permissions(std::fs::metadata(target)?.permissions())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: std::ops::Range<usize>, new_text: &str) -> Edit {
        Edit { range, new_text: new_text.to_string() }
    }

    #[test]
    fn edits_apply_in_any_order() {
        let edits = vec![edit(4..5, "B"), edit(0..1, "")];
        assert_eq!(apply("a = b\n", edits).unwrap(), " = B\n");
        assert_eq!(apply("é", vec![edit(1..2, "x")]), None);
        assert_eq!(apply("a", vec![edit(3..9, "x")]), None);
    }

    #[test]
    fn touching_edits_clash() {
        assert!(clash(&edit(0..2, ""), &edit(2..3, "")));
        assert!(clash(&edit(2..2, "a"), &edit(2..2, "a")));
        assert!(!clash(&edit(0..2, ""), &edit(3..3, "")));
    }

    #[test]
    fn the_first_safe_fix_is_chosen() {
        let fix =
            |title: &str, applicability| Fix { title: title.to_string(), applicability, edits: vec![edit(0..0, "x")] };
        let both = || vec![fix("choice", Applicability::Choice), fix("safe", Applicability::Safe)];
        assert_eq!(choose(both(), true).unwrap().title, "safe");
        assert_eq!(choose(both(), false).unwrap().title, "safe");
        let choice = || vec![fix("choice", Applicability::Choice)];
        assert!(choose(choice(), false).is_none());
        assert_eq!(choose(choice(), true).unwrap().title, "choice");
        assert!(choose(Vec::new(), true).is_none());
    }

    #[test]
    fn syntax_errors_are_counted() {
        let count = |text: &str| syntax_errors(Snapshot::new(text, 0).trees());
        assert_eq!(count("x = 1\n"), 0);
        assert!(count("x = = 1\n") > 0);
    }

    #[test]
    fn a_file_is_replaced_with_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        let old = b"# coding: latin-1\n'\xe9'\r\n";
        std::fs::write(&path, old).unwrap();
        let source = Source::decode(old).unwrap();
        let new = source.text.replace("'é'", "'è'");
        write(&path, &source, old, &new).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"# coding: latin-1\n'\xe8'\r\n");
        assert!(write(&path, &source, old, &new).unwrap_err().contains("changed"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
