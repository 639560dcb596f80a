//! Ruff: which of its rules are on.
//!
//! Source of the rules: Ruff's documentation ("Configuring Ruff", "The Ruff Linter: rule
//! selection", "Preview", "Settings") and what `ruff check --show-settings` prints; `tests/peers`
//! holds this reading to the real program.

use super::super::ConfigError;
use super::super::value::{Data, Entry, Value};
use super::ruff_rules::{LINTERS, NEWEST, PREVIEW_DEFAULTS, RULES, Rule};
use super::{Globs, child, fail, installed, read_text, toml_entries};
use crate::packaging::version;
use etcetera::BaseStrategy;
use pep440_rs::Version;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The files of one folder, in the order in which Ruff looks.
pub(super) const NAMES: [&str; 3] = [".ruff.toml", "ruff.toml", "pyproject.toml"];

/// Groups of linters from Ruff's first days.
const GROUPS: [(&str, [&str; 2]); 2] = [("C", ["C4", "C90"]), ("T", ["T10", "T20"])];

/// What one configuration, with those that it extends, says.
#[derive(Debug, Default)]
pub(super) struct Ruff {
    /// Why a rule is on, in the order of [`RULES`]; `None` when it is off.
    states: Vec<Option<String>>,
    per_file: Vec<PerFile>,
    excluded: Vec<Globs>,
    included: Option<Globs>,
}

/// Rules that are off in some files.
#[derive(Debug)]
struct PerFile {
    globs: Globs,
    /// Written with `!`: off in all other files.
    is_negated: bool,
    selectors: Vec<String>,
}

/// A word of `select`, `ignore` and the like.
#[derive(Clone, Debug)]
struct Selector {
    text: String,
    /// The setting and its place, for people.
    origin: String,
}

/// What one file says of rules.
#[derive(Debug, Default)]
struct Layer {
    select: Option<Vec<Selector>>,
    extend: Vec<Selector>,
    ignore: Vec<Selector>,
}

/// The files of a chain, joined; what stands nearer to the file comes later.
#[derive(Default)]
struct Chain {
    layers: Vec<Layer>,
    preview: bool,
    explicit_preview: bool,
    required: Option<String>,
    per_file: Vec<PerFile>,
    more_per_file: Vec<PerFile>,
    excluded: Option<Globs>,
    more_excluded: Vec<Globs>,
    lint_excluded: Option<Globs>,
    included: Option<Globs>,
}

/// The configuration for the files of a folder: the nearest one upward, whole.
pub(super) fn find(folder: &Path, problems: &mut Vec<ConfigError>) -> Option<Ruff> {
    let path = folder.ancestors().find_map(|folder| {
        NAMES.iter().map(|name| folder.join(name)).find(|path| match own_text(path) {
            Ok(text) => text.is_some(),
            // The mistake is told when it is read.
            Err(_) => true,
        })
    })?;
    let mut chain = Chain::default();
    match read(&path, &mut chain) {
        Ok(()) => Some(chain.finish(path.parent().unwrap_or(folder))),
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

/// The state without any configuration.
pub(super) fn defaults(root: &Path) -> Ruff {
    Chain::default().finish(root)
}

/// The text of a file that configures Ruff; `None` when it is not there or does not.
fn own_text(path: &Path) -> Result<Option<String>, ConfigError> {
    let Some(text) = read_text(path)? else { return Ok(None) };
    if !path.ends_with("pyproject.toml") {
        return Ok(Some(text));
    }
    if !text.contains("ruff") {
        return Ok(None);
    }
    let entries = toml_entries(path, &text)?;
    let is_ours = child(&entries, "tool").and_then(|tool| child(tool, "ruff")).is_some();
    Ok(is_ours.then_some(text))
}

/// Reads a file behind those that it extends, however many those are.
fn read(path: &Path, chain: &mut Chain) -> Result<(), ConfigError> {
    let mut files: Vec<(PathBuf, Vec<Entry>)> = Vec::new();
    let mut known = HashSet::from([canonical(path)]);
    let mut next = Some(path.to_path_buf());
    while let Some(path) = next.take() {
        let text = read_text(&path)?
            .ok_or_else(|| fail(&path, None, "cannot read Ruff's settings: there is no such file".to_string()))?;
        let entries = toml_entries(&path, &text)?;
        if let Some(entry) = own(&path, &entries).iter().find(|entry| entry.key == "extend") {
            let Data::Text(written) = &entry.value.data else {
                return Err(fail(&path, entry.line, "`extend`: expected the path of a file".to_string()));
            };
            let target = path.parent().unwrap_or(&path).join(expanded(written));
            if !target.is_file() {
                return Err(fail(&path, entry.line, format!("`extend`: there is no file `{written}`")));
            }
            if !known.insert(canonical(&target)) {
                return Err(fail(&path, entry.line, format!("`extend`: `{written}` leads in a circle")));
            }
            next = Some(target);
        }
        files.push((path, entries));
    }
    files
        .iter()
        .rev()
        .try_for_each(|(path, entries)| chain.add(path, path.parent().unwrap_or(path), own(path, entries)))
}

/// Ruff's own part of a file.
fn own<'e>(path: &Path, entries: &'e [Entry]) -> &'e [Entry] {
    match path.ends_with("pyproject.toml") {
        true => child(entries, "tool").and_then(|tool| child(tool, "ruff")).unwrap_or_default(),
        false => entries,
    }
}

fn canonical(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

/// A path with `~` and environment variables filled in.
fn expanded(text: &str) -> PathBuf {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let (name, after) = match behind.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some(found) => found,
            None => behind.split_at(behind.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(behind.len())),
        };
        out.push_str(&std::env::var(name).unwrap_or_default());
        rest = after;
    }
    out.push_str(rest);
    let home = || etcetera::choose_base_strategy().ok().map(|strategy| strategy.home_dir().to_path_buf());
    match out.strip_prefix("~/").and_then(|rest| Some(home()?.join(rest))) {
        Some(path) => path,
        None => PathBuf::from(out),
    }
}

impl Chain {
    fn add(&mut self, path: &Path, root: &Path, own: &[Entry]) -> Result<(), ConfigError> {
        let lint = child(own, "lint").unwrap_or_default();
        // The settings of the linter once stood in the table itself; `lint` has the last word.
        let linter = |key: &str| lint.iter().chain(own).find(|entry| entry.key == key);
        let general = |key: &str| own.iter().find(|entry| entry.key == key);
        let selectors = |key: &str| match linter(key) {
            Some(entry) => selectors(path, entry).map(Some),
            None => Ok(None),
        };
        let mut layer = Layer {
            select: selectors("select")?,
            extend: selectors("extend-select")?.unwrap_or_default(),
            ignore: selectors("ignore")?.unwrap_or_default(),
        };
        layer.ignore.extend(selectors("extend-ignore")?.unwrap_or_default());
        self.layers.push(layer);

        if let Some(preview) = linter("preview").and_then(flag) {
            self.preview = preview;
        }
        if let Some(explicit) = linter("explicit-preview-rules").and_then(flag) {
            self.explicit_preview = explicit;
        }
        if let Some(Data::Text(required)) = general("required-version").map(|entry| &entry.value.data) {
            self.required = Some(required.clone());
        }
        if let Some(entry) = linter("per-file-ignores") {
            self.per_file = per_file(path, root, entry)?;
        }
        if let Some(entry) = linter("extend-per-file-ignores") {
            self.more_per_file.extend(per_file(path, root, entry)?);
        }
        let globs = |entry: &Entry| Ok(Globs::new(&strings(path, &entry.key, &entry.value)?, root));
        if let Some(entry) = general("exclude") {
            self.excluded = Some(globs(entry)?);
        }
        if let Some(entry) = general("extend-exclude") {
            self.more_excluded.push(globs(entry)?);
        }
        if let Some(entry) = lint.iter().find(|entry| entry.key == "exclude") {
            self.lint_excluded = Some(globs(entry)?);
        }
        if let Some(entry) = general("include") {
            self.included = Some(globs(entry)?);
        }
        Ok(())
    }

    fn finish(self, root: &Path) -> Ruff {
        let minor = minor_version(root, self.required.as_deref());
        Ruff {
            states: self.states(minor),
            per_file: self.per_file.into_iter().chain(self.more_per_file).collect(),
            excluded: self.excluded.into_iter().chain(self.more_excluded).chain(self.lint_excluded).collect(),
            included: self.included,
        }
    }

    /// What is on in the version 0.`minor`: each file's `select` begins anew, and among the words
    /// of one file the longer one wins, `ignore` among equals.
    fn states(&self, minor: u32) -> Vec<Option<String>> {
        let state = |rule: &Rule| {
            let mut why = self.is_default(rule, minor).then(|| format!("one of the default rules of Ruff 0.{minor}"));
            for layer in &self.layers {
                let meant = |selector: &&Selector| self.means(selector, rule, minor);
                let length = |selector: &&Selector| specificity(&selector.text);
                let chosen = layer.select.iter().flatten().chain(&layer.extend).filter(meant).max_by_key(length);
                let ignored = layer.ignore.iter().filter(meant).max_by_key(length);
                let is_ignored = match (chosen, ignored) {
                    (Some(chosen), Some(ignored)) => length(&ignored) >= length(&chosen),
                    (chosen, ignored) => chosen.is_none() && ignored.is_some(),
                };
                if is_ignored || layer.select.is_some() {
                    why = None;
                }
                if let Some(chosen) = chosen.filter(|_| !is_ignored) {
                    why = Some(chosen.origin.clone());
                }
            }
            why
        };
        RULES.iter().map(state).collect()
    }

    /// Whether a rule is on without any `select`. The preview mode of 0.15 had the default rules of 0.16.
    fn is_default(&self, rule: &Rule, minor: u32) -> bool {
        let is_preview_default = || {
            let is_admitted = rule.is_stable(minor) || !self.explicit_preview;
            minor >= 16 && is_admitted && PREVIEW_DEFAULTS.contains(&rule.code)
        };
        match (self.preview, minor) {
            (true, 15) => rule.default.contains(&16) && rule.is_stable(15),
            _ => rule.default.contains(&minor) || self.preview && is_preview_default(),
        }
    }

    fn means(&self, selector: &Selector, rule: &Rule, minor: u32) -> bool {
        let is_exact = selector.text == rule.code || selector.text == rule.name;
        matches(&selector.text, rule) && (rule.is_stable(minor) || self.preview && (is_exact || !self.explicit_preview))
    }
}

impl Rule {
    fn is_stable(&self, minor: u32) -> bool {
        self.stable_since.is_some_and(|since| since <= minor)
    }
}

/// Whether a word selects a rule. `A` means flake8-builtins and not `ASYNC210`.
fn matches(selector: &str, rule: &Rule) -> bool {
    if selector == "ALL" || selector == rule.name {
        return true;
    }
    if let Some((_, linters)) = GROUPS.iter().find(|(group, _)| *group == selector) {
        return linters.iter().any(|linter| rule.code.starts_with(linter));
    }
    let letters = |text: &str| text.chars().take_while(char::is_ascii_uppercase).count();
    rule.code.starts_with(selector) && (letters(selector) == letters(rule.code) || selector == "PL")
}

/// How closely a word names a rule: the longer the closer.
fn specificity(selector: &str) -> usize {
    match selector {
        "ALL" => 0,
        name if name.contains('-') => usize::MAX,
        prefix => prefix.len(),
    }
}

/// The second number of the version that the project uses; the newest known when nothing tells.
fn minor_version(root: &Path, required: Option<&str>) -> u32 {
    let pinned = required.and_then(|text| installed::version(text.trim_start_matches(['=', ' ', 'v'])));
    let found = pinned.or_else(|| installed::ruff_version(root));
    if let Some((major, minor)) = found {
        return if major == 0 { minor } else { NEWEST };
    }
    let Some(required) = required.and_then(version::specifiers) else { return NEWEST };
    let admits = |minor: &u32| {
        let releases = [0, 999].map(|patch| Version::new([0, u64::from(*minor), patch]));
        releases.iter().any(|release| required.contains(release))
    };
    (0..=NEWEST).rev().find(admits).unwrap_or(NEWEST)
}

fn flag(entry: &Entry) -> Option<bool> {
    match entry.value.data {
        Data::Flag(flag) => Some(flag),
        _ => None,
    }
}

fn strings(path: &Path, key: &str, value: &Value) -> Result<Vec<String>, ConfigError> {
    let wrong = |value: &Value| fail(path, value.line, format!("`{key}`: expected a list of strings"));
    let Data::List(items) = &value.data else { return Err(wrong(value)) };
    let text = |item: &Value| match &item.data {
        Data::Text(text) => Ok(text.clone()),
        _ => Err(wrong(item)),
    };
    items.iter().map(text).collect()
}

/// The words of a list of rules. Ruff refuses a file with one that it does not know.
fn selectors(path: &Path, entry: &Entry) -> Result<Vec<Selector>, ConfigError> {
    let texts = strings(path, &entry.key, &entry.value)?;
    let Data::List(items) = &entry.value.data else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for (text, item) in texts.into_iter().zip(items) {
        if !looks_right(&text) {
            return Err(fail(path, item.line, format!("`{}`: Ruff has no rules `{text}`", entry.key)));
        }
        let line = item.line.or(entry.line).unwrap_or(1);
        let origin = format!("{} = {text}, {}:{line}", entry.key, path.display());
        all.push(Selector { text, origin });
    }
    Ok(all)
}

/// Whether a word may select rules, among them those of versions that we do not know.
fn looks_right(text: &str) -> bool {
    let is_name =
        || text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit());
    let is_code = || {
        LINTERS.iter().any(|linter| {
            text.strip_prefix(linter).is_some_and(|rest| rest.len() <= 4 && rest.chars().all(|c| c.is_ascii_digit()))
        })
    };
    text == "ALL" || GROUPS.iter().any(|(group, _)| text == *group) || is_code() || is_name()
}

fn per_file(path: &Path, root: &Path, entry: &Entry) -> Result<Vec<PerFile>, ConfigError> {
    let Data::Table(inner) = &entry.value.data else {
        return Err(fail(path, entry.line, format!("`{}`: expected a table of globs and rules", entry.key)));
    };
    let one = |file: &Entry| {
        let glob = file.key.strip_prefix('!').unwrap_or(&file.key).to_string();
        let is_negated = file.key.starts_with('!');
        let selectors = selectors(path, file)?.into_iter().map(|selector| selector.text).collect();
        Ok(PerFile { globs: Globs::new(&[glob], root), is_negated, selectors })
    };
    inner.iter().map(one).collect()
}

impl Ruff {
    /// Why a code is reported in a file; `None` when it is not.
    pub fn reports(&self, code: &str, file: Option<&Path>) -> Option<&str> {
        let at = RULES.iter().position(|rule| rule.code == code)?;
        let why = self.states.get(at)?.as_deref()?;
        (!file.is_some_and(|file| self.passes_over(&RULES[at], file))).then_some(why)
    }

    fn passes_over(&self, rule: &Rule, file: &Path) -> bool {
        let is_off = |one: &PerFile| {
            // Here a glob means the file alone, not the folders above it.
            one.globs.is_file(file) != one.is_negated && one.selectors.iter().any(|selector| matches(selector, rule))
        };
        self.excluded.iter().any(|globs| globs.matches(file))
            || self.included.as_ref().is_some_and(|globs| !globs.is_file(file))
            || self.per_file.iter().any(is_off)
    }
}
