//! Flake8 with the plugins that a project names: which of their codes are on.
//!
//! Source of the rules: Flake8's documentation ("Selecting and ignoring violations",
//! "Configuring Flake8") and flake8-bugbear's README on opinionated warnings; `tests/peers` holds
//! this reading to the real programs.

use super::super::ConfigError;
use super::ini::{self, Comments};
use super::{Globs, fail, installed, read_text};
use std::path::Path;

/// The files of one folder, in the order in which Flake8 looks.
pub(super) const NAMES: [&str; 3] = ["setup.cfg", "tox.ini", ".flake8"];

/// What Flake8 reports by itself.
const OWN: [&str; 3] = ["E", "F", "W"];

/// What it leaves out unless told otherwise.
const IGNORED: [&str; 8] = ["E121", "E123", "E126", "E226", "E24", "E704", "W503", "W504"];

/// Plugins whose codes are equivalents of ours.
const PLUGINS: [(&str, &str); 9] = [
    ("A", "flake8-builtins"),
    ("ASYNC", "flake8-async"),
    ("B", "flake8-bugbear"),
    ("BLE", "flake8-blind-except"),
    ("C4", "flake8-comprehensions"),
    ("ISC", "flake8-implicit-str-concat"),
    ("N", "pep8-naming"),
    ("S", "flake8-bandit"),
    ("SIM", "flake8-simplify"),
];

/// What one configuration says.
#[derive(Debug)]
pub(super) struct Flake8 {
    select: Option<Vec<String>>,
    extend_select: Vec<String>,
    ignore: Option<Vec<String>>,
    extend_ignore: Vec<String>,
    per_file: Vec<(Globs, Vec<String>)>,
    excluded: Globs,
    /// The plugins that the project names.
    plugins: Vec<&'static str>,
    /// Its file, with the line of `select` where there is one.
    origin: String,
}

/// The configuration for the files of a folder: the nearest one upward, below the home folder.
pub(super) fn find(folder: &Path, home: Option<&Path>, problems: &mut Vec<ConfigError>) -> Option<Flake8> {
    folder
        .ancestors()
        .take_while(|folder| Some(*folder) != home)
        .find_map(|folder| NAMES.iter().map(|name| read(&folder.join(name)).transpose()).find_map(|found| found))?
        .map_err(|problem| problems.push(problem))
        .ok()
}

/// The state without any configuration.
pub(super) fn defaults(root: &Path) -> Flake8 {
    let named = installed::named(root, PLUGINS.iter().map(|(_, plugin)| *plugin));
    let plugins = PLUGINS.iter().filter(|(_, plugin)| named.contains(plugin));
    Flake8 {
        select: None,
        extend_select: Vec::new(),
        ignore: None,
        extend_ignore: Vec::new(),
        per_file: Vec::new(),
        excluded: Globs::default(),
        plugins: plugins.map(|(prefix, _)| *prefix).collect(),
        origin: "no configuration".to_string(),
    }
}

fn read(path: &Path) -> Result<Option<Flake8>, ConfigError> {
    // The other files are everybody's: a mistake in one that does not speak of Flake8 is no news of it.
    let is_meant = |text: &String| path.ends_with(".flake8") || text.contains("flake8");
    let Some(text) = read_text(path)?.filter(is_meant) else { return Ok(None) };
    let ini = ini::parse(&text, Comments::WholeLines).map_err(|(line, message)| fail(path, Some(line), message))?;
    if !ini.sections.iter().any(|section| section.name == "flake8") {
        return Ok(None);
    }
    let root = path.parent().unwrap_or(path);
    let mut flake8 = Flake8 { origin: path.display().to_string(), ..defaults(root) };
    let mut excluded = Vec::new();
    for entry in ini.entries(|section| section == "flake8") {
        let words = || split(&entry.value);
        match entry.key.replace('_', "-").as_str() {
            "select" => {
                flake8.select = Some(codes(path, entry, words())?);
                flake8.origin = format!("{}:{}", path.display(), entry.line);
            }
            "extend-select" => flake8.extend_select = codes(path, entry, words())?,
            "ignore" => flake8.ignore = Some(codes(path, entry, words())?),
            "extend-ignore" => flake8.extend_ignore = codes(path, entry, words())?,
            "exclude" | "extend-exclude" => excluded.extend(words()),
            "per-file-ignores" => flake8.per_file = per_file(&entry.value, root),
            _ => {}
        }
    }
    flake8.excluded = Globs::new(&excluded, root);
    Ok(Some(flake8))
}

fn split(text: &str) -> Vec<String> {
    text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty()).map(str::to_string).collect()
}

/// Flake8 refuses a configuration with a code of another shape.
fn codes(path: &Path, entry: &ini::Entry, words: Vec<String>) -> Result<Vec<String>, ConfigError> {
    match words.iter().find(|word| !is_code(word)) {
        Some(word) => Err(fail(path, Some(entry.line), format!("`{}`: `{word}` is no code of Flake8", entry.key))),
        None => Ok(words),
    }
}

/// `path, path: CODE, CODE`, one after the other, however the lines break.
fn per_file(text: &str, root: &Path) -> Vec<(Globs, Vec<String>)> {
    let mut all: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    let mut is_codes = false;
    for token in
        text.replace(':', " : ").split(|c: char| c == ',' || c.is_whitespace()).filter(|token| !token.is_empty())
    {
        match (token, all.last_mut()) {
            (":", _) => is_codes = true,
            (code, Some((_, codes))) if is_codes && is_code(code) => codes.push(code.to_string()),
            (glob, Some((globs, _))) if !is_codes => globs.push(glob.to_string()),
            (glob, _) => {
                is_codes = false;
                all.push((vec![glob.to_string()], Vec::new()));
            }
        }
    }
    all.into_iter().map(|(globs, codes)| (Globs::new(&globs, root), codes)).collect()
}

fn is_code(word: &str) -> bool {
    let letters = letters(word);
    letters > 0 && word[letters..].chars().all(|c| c.is_ascii_digit())
}

/// How many capital letters a code begins with.
fn letters(code: &str) -> usize {
    code.chars().take_while(char::is_ascii_uppercase).count()
}

impl Flake8 {
    /// Why a code is reported in a file; `None` when it is not.
    pub fn reports(&self, code: &str, file: Option<&Path>) -> Option<String> {
        if !self.is_on(code) || file.is_some_and(|file| self.passes_over(code, file)) {
            return None;
        }
        let selected = self.select.iter().flatten().chain(&self.extend_select);
        Some(match longest(selected.map(String::as_str), code) {
            Some(prefix) => format!("select = {prefix}, {}", self.origin),
            None => format!("on by default, {}", self.origin),
        })
    }

    fn is_on(&self, code: &str) -> bool {
        let chosen = || self.select.iter().flatten().chain(&self.extend_select).map(String::as_str);
        let chosen_prefix = longest(chosen(), code);
        // Other linters' codes look alike: three digits, and letters that are those of a plugin.
        let (letters, digits) = code.split_at(letters(code));
        let is_own = OWN.contains(&letters);
        let is_of = |plugin: &&str| code.starts_with(*plugin) && letters == plugin.trim_end_matches(char::is_numeric);
        let plugin = PLUGINS.iter().map(|(plugin, _)| *plugin).find(is_of);
        // Who selects a plugin's codes has the plugin.
        let has = |plugin: &str| {
            self.plugins.contains(&plugin) || chosen_prefix.is_some_and(|prefix| prefix.starts_with(plugin))
        };
        let is_there = digits.len() == 3 && (is_own || plugin.is_some_and(has));
        // Bugbear's opinionated warnings want to be asked for by more than `B`.
        if !is_there || code.starts_with("B9") && chosen_prefix.is_none_or(|prefix| prefix.len() < 2) {
            return false;
        }
        let refused = longest(self.ignore.iter().flatten().chain(&self.extend_ignore).map(String::as_str), code);
        match (chosen_prefix, refused) {
            (Some(chosen), Some(refused)) => chosen.len() > refused.len(),
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => {
                self.select.is_none() && (self.ignore.is_some() || longest(IGNORED.into_iter(), code).is_none())
            }
        }
    }

    fn passes_over(&self, code: &str, file: &Path) -> bool {
        let mut ignored = self.per_file.iter().filter(|(globs, _)| globs.matches(file));
        self.excluded.matches(file)
            || ignored.any(|(_, codes)| longest(codes.iter().map(String::as_str), code).is_some())
    }
}

/// The longest of the prefixes that a code has.
fn longest<'p>(prefixes: impl Iterator<Item = &'p str>, code: &str) -> Option<&'p str> {
    prefixes.filter(|prefix| code.starts_with(prefix)).max_by_key(|prefix| prefix.len())
}
