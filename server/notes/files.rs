//! From globs to note files, and from a file to its text.
//!
//! What cannot be read is told in words and costs only itself. Must not know what a note says.

use globset::{GlobBuilder, GlobMatcher};
use ignore::WalkBuilder;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// Larger files are not read; in bytes.
const LARGEST: u64 = 64 << 20;

/// More files than this are a glob gone wrong.
const MOST_FILES: usize = 20_000;

/// So many files and folders are looked at for one glob: `/**/*.md` would walk the whole disk.
const MOST_LOOKED_AT: usize = 500_000;

/// So many bytes are searched for a NUL, which no text has.
const BINARY_PROBE: usize = 8 << 10;

/// Folders of other people's files.
const SKIPPED: [&str; 7] = [".git", ".hg", ".venv", "__pycache__", "node_modules", "site-packages", "venv"];

/// The files of some globs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Sorted, each once.
    pub paths: BTreeSet<PathBuf>,
    /// What could not be looked at, in words that begin with the path.
    pub problems: Vec<String>,
}

/// A note as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The text. Each byte that is no UTF-8 is one `?`, so offsets are those of the file.
    pub text: String,
    /// Whether there were such bytes.
    pub is_repaired: bool,
}

/// Whether a file can be a note, by its name.
pub fn is_note(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    matches!(extension.as_deref(), Some("md" | "markdown" | "txt"))
}

/// The notes that globs name. `~/` is the home folder; relative globs start at `root`.
pub fn expand(globs: &[String], root: &Path, home: Option<&Path>) -> Files {
    expand_within(globs, root, home, None)
}

/// The same, without looking outside of some folders if there are any, neither by `..` nor by links.
pub fn expand_within(globs: &[String], root: &Path, home: Option<&Path>, within: Option<&[PathBuf]>) -> Files {
    let mut files = Files::default();
    let is_allowed = |path: &Path| within.is_none_or(|folders| lies_in(path, folders));
    for glob in globs {
        match absolute(glob, root, home) {
            Some((base, _)) if base.exists() && !is_allowed(&base) => {
                files.problems.push(format!("{glob}: lies outside of the workspace, which is not trusted"));
            }
            Some(absolute) => one(&absolute, within.is_none(), &mut files),
            None => files.problems.push(format!("{glob}: there is no home folder")),
        }
    }
    files.paths.retain(|path| is_allowed(path));
    files
}

/// Whether a file really lies in one of some folders, links followed.
fn lies_in(path: &Path, folders: &[PathBuf]) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    folders.iter().any(|folder| folder.canonicalize().is_ok_and(|folder| path.starts_with(folder)))
}

/// Whether globs name a file, which may be gone or not yet written.
pub fn is_named(path: &Path, globs: &[String], root: &Path, home: Option<&Path>) -> bool {
    let is_inside = |(base, glob): (PathBuf, String)| {
        let Ok(below) = path.strip_prefix(&base) else { return false };
        if glob.is_empty() {
            return below.as_os_str().is_empty() || is_note(path) && !is_skipped(below);
        }
        let matcher = GlobBuilder::new(&glob).literal_separator(true).build();
        matcher.is_ok_and(|glob| glob.compile_matcher().is_match(below)) && is_note(path) && !is_skipped(below)
    };
    globs.iter().filter_map(|glob| absolute(glob, root, home)).any(is_inside)
}

fn is_skipped(below: &Path) -> bool {
    below.components().any(|part| SKIPPED.iter().any(|name| part.as_os_str() == *name))
}

/// Where a glob starts and what is left of it; `None` for one in a home folder that there is not.
fn absolute(glob: &str, root: &Path, home: Option<&Path>) -> Option<(PathBuf, String)> {
    match glob.strip_prefix("~/") {
        Some(rest) => home.map(|home| joined(home, rest)),
        None => Some(joined(root, glob.trim_start_matches("./"))),
    }
}

/// The notes that a path names: itself, or those in the folder.
pub fn below(path: &Path) -> Files {
    let mut files = Files::default();
    one(&(path.to_path_buf(), String::new()), true, &mut files);
    files
}

/// A folder and a glob in it; the folder's own special characters mean themselves.
fn joined(folder: &Path, glob: &str) -> (PathBuf, String) {
    let glob = Path::new(glob);
    let mut base = folder.to_path_buf();
    let mut components = glob.components().peekable();
    while let Some(component) = components.peek() {
        let text = component.as_os_str().to_string_lossy();
        match component {
            Component::CurDir => {}
            Component::ParentDir => base = base.parent().map(Path::to_path_buf).unwrap_or(base),
            _ if text.contains(['*', '?', '[', '{']) => break,
            _ => base.push(component),
        }
        components.next();
    }
    let rest: Vec<String> = components.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    (base, rest.join("/"))
}

fn one((base, glob): &(PathBuf, String), links: bool, files: &mut Files) {
    if glob.is_empty() {
        match std::fs::metadata(base) {
            Ok(metadata) if metadata.is_dir() => walk(base, None, links, files),
            Ok(_) => _ = files.paths.insert(base.clone()),
            Err(error) => files.problems.push(format!("{}: {error}", base.display())),
        }
        return;
    }
    match GlobBuilder::new(glob).literal_separator(true).build() {
        Ok(glob) if base.is_dir() => walk(base, Some(&glob.compile_matcher()), links, files),
        Ok(_) => files.problems.push(format!("{}: there is no such folder", base.display())),
        Err(error) => files.problems.push(format!("{glob}: {}", error.kind())),
    }
}

fn walk(base: &Path, glob: Option<&GlobMatcher>, links: bool, files: &mut Files) {
    let walker = WalkBuilder::new(base)
        .standard_filters(false)
        .follow_links(links)
        .sort_by_file_name(std::cmp::Ord::cmp)
        .filter_entry(|entry| entry.depth() == 0 || !SKIPPED.iter().any(|name| entry.file_name() == *name))
        .build();
    for (looked_at, entry) in walker.enumerate() {
        if looked_at == MOST_LOOKED_AT {
            let why = format!("{}: holds more than {MOST_LOOKED_AT} files; the rest is left out", base.display());
            files.problems.push(why);
            return;
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                files.problems.push(error.to_string());
                continue;
            }
        };
        let below = entry.path().strip_prefix(base).unwrap_or(entry.path());
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        if !is_file || !is_note(entry.path()) || glob.is_some_and(|glob| !glob.is_match(below)) {
            continue;
        }
        if files.paths.len() == MOST_FILES {
            files.problems.push(format!("{}: more than {MOST_FILES} notes; the rest is left out", base.display()));
            return;
        }
        files.paths.insert(entry.into_path());
    }
}

/// The text of a note, or why there is none.
pub fn read(path: &Path) -> Result<Source, String> {
    let metadata = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("is no file".to_string());
    }
    if metadata.len() > LARGEST {
        return Err(format!("is larger than {} MB", LARGEST >> 20));
    }
    decode(std::fs::read(path).map_err(|error| error.to_string())?)
}

fn decode(bytes: Vec<u8>) -> Result<Source, String> {
    if memchr::memchr(0, &bytes[..bytes.len().min(BINARY_PROBE)]).is_some() {
        return Err("is binary, not text".to_string());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source { text, is_repaired: false }),
        Err(error) => {
            let mut text = String::with_capacity(error.as_bytes().len());
            for chunk in error.as_bytes().utf8_chunks() {
                text.push_str(chunk.valid());
                text.extend(chunk.invalid().iter().map(|_| '?'));
            }
            Ok(Source { text, is_repaired: true })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(files: &Files, root: &Path) -> Vec<String> {
        let below = |path: &PathBuf| path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
        files.paths.iter().map(below).collect()
    }

    #[test]
    fn globs_reach_home_and_workspace_and_stay_inside_one_folder_without_two_stars() {
        let folder = tempfile::tempdir().expect("a folder");
        let (root, home) = (folder.path().join("w [x]"), folder.path().join("home"));
        for name in
            ["w [x]/notes/a.md", "w [x]/notes/deep/b.TXT", "w [x]/notes/c.py", "home/i/d.md", "home/i/.git/e.md"]
        {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("has one")).expect("made");
            std::fs::write(path, "x").expect("written");
        }
        let expand = |glob: &str| expand(&[glob.to_string()], &root, Some(&home));
        assert_eq!(names(&expand("notes/*"), &root), ["notes/a.md"]);
        assert_eq!(names(&expand("./notes/**/*"), &root), ["notes/a.md", "notes/deep/b.TXT"]);
        assert_eq!(names(&expand("notes"), &root), ["notes/a.md", "notes/deep/b.TXT"]);
        assert_eq!(names(&expand("~/**/*.md"), &home), ["i/d.md"]);
        assert_eq!(names(&expand("../home/i/d.md"), &home), ["i/d.md"]);
        let named =
            |glob: &str, path: &str| is_named(&folder.path().join(path), &[glob.to_string()], &root, Some(&home));
        assert!(named("notes/*", "w [x]/notes/new.md") && named("notes", "w [x]/notes/deep/new.txt"));
        assert!(named("~/**/*.md", "home/a/b.md") && named("notes/a.md", "w [x]/notes/a.md"));
        assert!(!named("notes/*", "w [x]/notes/deep/a.md") && !named("notes", "w [x]/other/a.md"));
        assert!(!named("notes", "w [x]/notes/a.py") && !named("~/**/*.md", "home/.git/a.md"));
        assert_eq!(expand("none/*.md").problems.len(), 1);
        assert_eq!(expand("none.md").problems.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn within_a_folder_nothing_outside_of_it_is_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        let (root, outside) = (folder.path().join("w"), folder.path().join("outside"));
        std::fs::create_dir_all(root.join("notes")).expect("made");
        std::fs::create_dir_all(&outside).expect("made");
        for path in [root.join("notes/a.md"), outside.join("b.md")] {
            std::fs::write(path, "x").expect("written");
        }
        std::os::unix::fs::symlink(&outside, root.join("notes/linked")).expect("linked");
        std::os::unix::fs::symlink(outside.join("b.md"), root.join("notes/c.md")).expect("linked");
        let globs = ["**/*.md", "notes/linked", "../outside/*.md", "/**/*.md", "~/*.md"].map(String::from);
        let all = expand(&globs[..3], &root, Some(&outside));
        assert_eq!(all.paths.len(), 4, "{all:?}");
        let some = expand_within(&globs, &root, Some(&outside), Some(std::slice::from_ref(&root)));
        assert_eq!(names(&some, &root), ["notes/a.md"]);
        assert_eq!(some.problems.iter().filter(|problem| problem.contains("not trusted")).count(), 4, "{some:?}");
    }

    #[cfg(unix)]
    #[test]
    fn links_in_circles_are_told_and_end() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("a")).expect("made");
        std::fs::write(folder.path().join("a/n.md"), "x").expect("written");
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).expect("linked");
        std::os::unix::fs::symlink("nowhere", folder.path().join("a/gone.md")).expect("linked");
        let files = expand(&["**/*.md".to_string()], folder.path(), None);
        assert_eq!(names(&files, folder.path()), ["a/n.md"]);
        assert_eq!(files.problems.len(), 2, "{files:?}");
    }

    #[test]
    fn bytes_that_are_no_text_keep_their_places() {
        let source = decode(b"a\xff\xc3b\n# \xc3\xa9".to_vec()).expect("is text");
        assert_eq!(source.text, "a??b\n# é");
        assert!(source.is_repaired);
        assert_eq!(decode(b"\x89PNG\0".to_vec()), Err("is binary, not text".to_string()));
        assert!(read(Path::new("/")).is_err());
        assert!(read(Path::new("/no/such/file.md")).is_err());
    }
}
