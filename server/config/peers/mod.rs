//! What the other linters of a project report, so that pygloss need not say it twice.
//!
//! Owns which files configure them, what those say of the codes that are our equivalents, and the
//! wording of mistakes in them. Only files are read; no tool is run. Must not know findings, LSP
//! or the command line.

mod flake8;
mod ini;
mod installed;
mod pylint;
mod ruff;
mod ruff_rules;

use super::value::{Data, Entry, line_at, table_entries};
use super::{ConfigError, Peers};
use crate::bounded;
use crate::catalog::Catalog;
use crate::catalog::text::Text;
use etcetera::BaseStrategy;
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use toml::de::DeTable;

/// Globs of the files that may configure another linter, or tell its version: changes in them
/// change what we report.
pub const PEER_FILES: [&str; 8] = [
    "*ruff*.toml",
    "pylintrc",
    ".pylintrc",
    "{pylintrc,.pylintrc}.toml",
    ".flake8",
    "setup.cfg",
    "tox.ini",
    ".pre-commit-config.yaml",
];

/// Whether a file of this name is one of [`PEER_FILES`].
pub(super) fn is_peer_file(name: &Path) -> bool {
    static GLOBS: OnceLock<GlobSet> = OnceLock::new();
    let globs = || {
        let mut builder = GlobSetBuilder::new();
        for glob in PEER_FILES.iter().filter_map(|glob| Glob::new(glob).ok()) {
            builder.add(glob);
        }
        builder.build().unwrap_or_default()
    };
    GLOBS.get_or_init(globs).is_match(name)
}

/// The other linters of one folder.
#[derive(Debug, Default)]
pub struct Neighbours {
    ruff: Option<ruff::Ruff>,
    flake8: Option<flake8::Flake8>,
    pylint: Option<pylint::Pylint>,
    /// Named tools whose configuration is not read.
    whole: Vec<String>,
    /// What is wrong with their configurations; such a tool counts as absent.
    pub problems: Vec<ConfigError>,
}

/// Neighbours by folder, so that the files of a tree are read once.
#[derive(Debug, Default)]
pub struct NeighbourCache(HashMap<(PathBuf, Peers), Arc<Neighbours>>);

impl NeighbourCache {
    /// The same as [`Neighbours::find`].
    pub fn find(&mut self, folder: &Path, peers: &Peers) -> Arc<Neighbours> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let key = (folder, peers.clone());
        if let Some(known) = self.0.get(&key) {
            return known.clone();
        }
        let folder = &key.0;
        let names = ruff::NAMES.iter().chain(&flake8::NAMES).chain(&pylint::NAMES);
        let is_like_parent = !names.into_iter().any(|name| folder.join(name).exists());
        let found = match folder.parent().filter(|_| is_like_parent) {
            Some(parent) => self.find(parent, peers),
            None => Arc::new(Neighbours::find(folder, peers)),
        };
        self.0.insert(key, found.clone());
        found
    }

    /// What is wrong with the configurations that were read, in words, each once.
    pub fn problems(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.0.values().flat_map(|one| &one.problems).map(|problem| problem.to_string()).collect();
        all.sort();
        all.dedup();
        all
    }
}

/// The patterns of which another linter speaks in one file: they are offered there, and are no
/// diagnostics. A pattern may have several forms with equivalents of their own, such as F601 and B033
/// for a key and an item that stand twice: each steps back by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SteppedBack {
    patterns: BTreeMap<String, (bool, Vec<Reason>)>,
    codes: HashSet<String>,
}

/// Why a pattern steps back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The other linter.
    pub tool: &'static str,
    /// Its code.
    pub code: String,
    /// What turns the code on there.
    pub why: String,
}

impl SteppedBack {
    /// Whether nothing steps back.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether one of the equivalents of a finding is reported there.
    pub fn says(&self, equivalents: &[Text]) -> bool {
        equivalents.iter().any(|code| self.codes.contains(&**code))
    }

    /// The patterns, by id, whether all forms of each step back, and the reasons.
    pub fn iter(&self) -> impl Iterator<Item = (&str, bool, &[Reason])> {
        self.patterns.iter().map(|(id, (is_whole, reasons))| (id.as_str(), *is_whole, reasons.as_slice()))
    }
}

impl Neighbours {
    /// The linters that the files in a folder are under, by the setting `peers`. Reads files.
    pub fn find(folder: &Path, peers: &Peers) -> Neighbours {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let mut found = Neighbours::default();
        let mut problems = Vec::new();
        let named = |tool: &str| match peers {
            Peers::Auto => true,
            Peers::Off => false,
            Peers::Only(tools) => tools.iter().any(|named| named == tool),
        };
        if named("ruff") {
            found.ruff = ruff::find(&folder, &mut problems);
        }
        if named("flake8") {
            let home = etcetera::choose_base_strategy().ok().map(|strategy| strategy.home_dir().to_path_buf());
            found.flake8 = flake8::find(&folder, home.as_deref(), &mut problems);
        }
        if named("pylint") {
            found.pylint = pylint::find(&folder, &mut problems);
        }
        if let Peers::Only(tools) = peers {
            // Who is named counts, configured or not; one whose configuration is broken does not.
            let is_broken = |names: &[&str]| problems.iter().any(|problem| problem.is_in(names));
            if named("ruff") && found.ruff.is_none() && !is_broken(&ruff::NAMES) {
                found.ruff = Some(ruff::defaults(&folder));
            }
            if named("flake8") && found.flake8.is_none() && !is_broken(&flake8::NAMES) {
                found.flake8 = Some(flake8::defaults(&folder));
            }
            if named("pylint") && found.pylint.is_none() && !is_broken(&pylint::NAMES) {
                found.pylint = Some(pylint::defaults(&folder));
            }
            found.whole = tools.clone();
        }
        // One broken pyproject.toml is one mistake, however many linters look into it.
        for problem in problems {
            if !found.problems.contains(&problem) {
                found.problems.push(problem);
            }
        }
        found
    }

    /// The patterns that step back in a file; without one, whatever holds for the whole folder.
    pub fn stepped_back(&self, file: Option<&Path>, catalog: &Catalog) -> SteppedBack {
        let file = file.map(|file| std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf()));
        let mut all = SteppedBack::default();
        for (index, pattern) in catalog.patterns().iter().enumerate() {
            if pattern.severity.is_none() {
                continue;
            }
            let mut reasons: Vec<Reason> = Vec::new();
            for code in &pattern.equivalents {
                for reason in self.reasons(code, file.as_deref()) {
                    all.codes.insert(code.to_string());
                    // A message of Pylint is named by its id and by its symbol.
                    if !reasons.contains(&reason) {
                        reasons.push(reason);
                    }
                }
            }
            if !reasons.is_empty() {
                let mut forms = catalog.clauses().iter().filter(|clause| clause.pattern == index);
                let is_whole = forms.all(|clause| clause.severity.is_none() || all.says(&clause.equivalents));
                all.patterns.insert(pattern.id.to_string(), (is_whole, reasons));
            }
        }
        all
    }

    fn reasons(&self, code: &str, file: Option<&Path>) -> Vec<Reason> {
        let reason = |tool, why: &str| Reason { tool, code: code.to_string(), why: why.to_string() };
        let ruff = self.ruff.as_ref().and_then(|ruff| ruff.reports(code, file)).map(|why| reason("Ruff", why));
        let flake8 = self.flake8.as_ref().and_then(|flake8| flake8.reports(code, file));
        let flake8 = flake8.map(|why| reason("Flake8", &why));
        let pylint = self.pylint.as_ref().and_then(|pylint| pylint.reports(code, file));
        let pylint = pylint.map(|(id, why)| Reason { code: id.to_string(), ..reason("Pylint", why) });
        let whole = whole_tool(code).filter(|(key, _)| self.whole.iter().any(|named| named == key));
        let whole = whole.map(|(_, tool)| reason(tool, "named in `peers`"));
        [ruff, flake8, pylint, whole].into_iter().flatten().collect()
    }
}

/// The linter that a code belongs to, by its shape, for those whose configuration is not read:
/// its word in `peers`, and its name.
fn whole_tool(code: &str) -> Option<(&'static str, &'static str)> {
    let is_sonar = || code.strip_prefix('S').is_some_and(|rest| rest.len() > 3 && rest.chars().all(|c| c.is_numeric()));
    let is_words = || code.contains('-') && code.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    match code {
        _ if code.starts_with("report") => Some(("pyright", "Pyright")),
        _ if is_sonar() => Some(("sonar", "SonarQube")),
        _ if is_words() && !pylint::knows(code) => Some(("mypy", "mypy")),
        _ => None,
    }
}

impl ConfigError {
    fn is_in(&self, names: &[&str]) -> bool {
        let name = self.path.as_deref().and_then(Path::file_name);
        name.is_some_and(|name| names.iter().any(|known| name == *known))
    }
}

/// Options in the order of a file: key, 1-based line, words.
type List = Vec<(String, usize, Vec<String>)>;

fn fail(path: &Path, line: Option<usize>, message: String) -> ConfigError {
    ConfigError { path: Some(path.to_path_buf()), line, message }
}

/// The text of a file; `None` when there is none. Bytes that are no text, or too many, are a mistake.
fn read_text(path: &Path) -> Result<Option<String>, ConfigError> {
    match bounded::read_regular(path, bounded::LONGEST_SETTINGS) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::FileTooLarge) => {
            Err(fail(path, None, format!("cannot be read: {error}")))
        }
        // Not there, a folder or a device, or not ours to read.
        Err(_) => Ok(None),
    }
}

fn toml_entries(path: &Path, text: &str) -> Result<Vec<Entry>, ConfigError> {
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map(|span| line_at(text, span.start));
        fail(path, line, error.message().lines().next().unwrap_or("no TOML").to_string())
    })?;
    Ok(table_entries(table.get_ref(), text))
}

/// The entries of a table by its key.
fn child<'e>(entries: &'e [Entry], key: &str) -> Option<&'e [Entry]> {
    match &entries.iter().find(|entry| entry.key == key)?.value.data {
        Data::Table(inner) => Some(inner),
        _ => None,
    }
}

/// Globs as linters write them: a file or folder by its name at any depth, or by its path below
/// the file that says so. `*` crosses folders.
#[derive(Clone, Debug, Default)]
struct Globs {
    root: PathBuf,
    set: GlobSet,
}

impl Globs {
    /// Globs that do not parse match nothing.
    fn new(globs: &[String], root: &Path) -> Self {
        let mut builder = GlobSetBuilder::new();
        for glob in globs {
            let glob = glob.trim_start_matches("./").trim_end_matches('/');
            let below = format!("{}/{glob}", globset::escape(&root.to_string_lossy()));
            for glob in [glob, &below].into_iter().filter_map(|text| Glob::new(text).ok()) {
                builder.add(glob);
            }
        }
        Globs { root: root.to_path_buf(), set: builder.build().unwrap_or_default() }
    }

    /// Whether the file itself is meant.
    fn is_file(&self, file: &Path) -> bool {
        self.set.is_match(file) || file.file_name().is_some_and(|name| self.set.is_match(Path::new(name)))
    }

    /// Whether the file, or a folder below the root that it lies in, is meant.
    fn matches(&self, file: &Path) -> bool {
        let inside = |part: &&Path| *part != self.root && part.starts_with(&self.root);
        file.ancestors().take_while(inside).any(|part| self.is_file(part))
    }
}

#[cfg(test)]
mod tests;
