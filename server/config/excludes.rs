//! The `exclude` globs, ready to match.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::{Path, PathBuf};

/// Folders that hold other people's code although not every project hides or ignores them. They
/// are left out whatever `exclude` says; who names a file in one still has it checked.
const ALWAYS: [&str; 4] = ["__pypackages__", "node_modules", "site-packages", "venv"];

/// Which files and folders are not checked. A glob without a slash matches any name at any depth;
/// one with a slash is relative to the folder of the settings.
#[derive(Clone, Debug)]
pub struct Excludes {
    root: Option<PathBuf>,
    names: GlobSet,
    paths: GlobSet,
}

impl Excludes {
    /// Globs that do not parse match nothing; `root` is where relative ones start.
    pub fn new(globs: &[String], root: Option<&Path>) -> Self {
        let (with_slash, without): (Vec<_>, Vec<_>) = globs
            .iter()
            .map(String::as_str)
            .chain(ALWAYS)
            .map(|glob| glob.trim_end_matches('/'))
            .partition(|glob| glob.contains('/'));
        Excludes {
            root: root.map(Path::to_path_buf),
            names: set(without.into_iter().filter_map(|glob| Glob::new(glob).ok())),
            paths: set(with_slash.into_iter().filter_map(|glob| {
                // `*` stays inside one folder, as in .gitignore; `**` crosses.
                let glob = glob.trim_start_matches("./");
                GlobBuilder::new(glob).literal_separator(true).build().ok()
            })),
        }
    }

    /// Whether the path, or a folder that it lies in, is excluded.
    pub fn matches(&self, path: &Path) -> bool {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        // What lies above the settings' folder is no part of the project and has no say.
        let inside = self.root.as_deref().and_then(|root| path.strip_prefix(root).ok());
        inside.unwrap_or(&path).ancestors().any(|part| {
            part.file_name().is_some_and(|name| self.names.is_match(name))
                || self.paths.is_match(part)
                || self.paths.is_match(path_of(&self.root, part))
        })
    }
}

/// A path below the root as a whole path, for globs that were written absolute.
fn path_of(root: &Option<PathBuf>, part: &Path) -> PathBuf {
    root.as_ref().map_or_else(|| part.to_path_buf(), |root| root.join(part))
}

fn set(globs: impl Iterator<Item = Glob>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(glob);
    }
    builder.build().unwrap_or_else(|_| GlobSet::empty())
}
