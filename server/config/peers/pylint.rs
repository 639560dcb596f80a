//! Pylint: which of its messages are on.
//!
//! Source of the rules: Pylint's user guide ("Configuration", "Message control") and what
//! `pylint --list-msgs-enabled` prints; `tests/peers` holds this reading to the real program.

use super::super::ConfigError;
use super::super::value::{Data, Entry, Value};
use super::ini::{self, Comments};
use super::{Globs, List, child, fail, read_text, toml_entries};
use regex::Regex;
use std::path::{Path, PathBuf};

/// The files of one folder, in the order in which Pylint looks.
pub(super) const NAMES: [&str; 7] =
    ["pylintrc", "pylintrc.toml", ".pylintrc", ".pylintrc.toml", "pyproject.toml", "setup.cfg", "tox.ini"];

/// A message that some pattern of ours is equivalent to.
struct Message {
    id: &'static str,
    symbol: &'static str,
    checker: &'static str,
}

/// All of them; each is on by default.
#[rustfmt::skip]
static MESSAGES: [Message; 48] = [
    message("C0121", "singleton-comparison", "basic"),
    message("C2801", "unnecessary-dunder-call", "unnecessary-dunder-call"),
    message("E0110", "abstract-class-instantiated", "basic"),
    message("E0211", "no-method-argument", "classes"),
    message("E0213", "no-self-argument", "classes"),
    message("E0240", "inconsistent-mro", "classes"),
    message("E0241", "duplicate-bases", "classes"),
    message("E0601", "used-before-assignment", "variables"),
    message("E0602", "undefined-variable", "variables"),
    message("E0701", "bad-except-order", "exceptions"),
    message("E0702", "raising-bad-type", "exceptions"),
    message("E0710", "raising-non-exception", "exceptions"),
    message("E0711", "notimplemented-raised", "exceptions"),
    message("E1003", "bad-super-call", "newstyle"),
    message("E1102", "not-callable", "typecheck"),
    message("E1111", "assignment-from-no-return", "typecheck"),
    message("E4702", "modified-iterating-dict", "modified_iteration"),
    message("E4703", "modified-iterating-set", "modified_iteration"),
    message("R0123", "literal-comparison", "basic"),
    message("R1708", "stop-iteration-return", "refactoring"),
    message("R1725", "super-with-arguments", "refactoring"),
    message("R1728", "consider-using-generator", "refactoring"),
    message("R1729", "use-a-generator", "refactoring"),
    message("R1732", "consider-using-with", "refactoring"),
    message("W0102", "dangerous-default-value", "basic"),
    message("W0106", "expression-not-assigned", "basic"),
    message("W0109", "duplicate-key", "basic"),
    message("W0130", "duplicate-value", "basic"),
    message("W0133", "pointless-exception-statement", "basic"),
    message("W0134", "return-in-finally", "basic"),
    message("W0136", "continue-in-finally", "basic"),
    message("W0137", "break-in-finally", "basic"),
    message("W0150", "lost-exception", "basic"),
    message("W0211", "bad-staticmethod-argument", "classes"),
    message("W0231", "super-init-not-called", "classes"),
    message("W0245", "super-without-brackets", "classes"),
    message("W0612", "unused-variable", "variables"),
    message("W0622", "redefined-builtin", "variables"),
    message("W0640", "cell-var-from-loop", "variables"),
    message("W0702", "bare-except", "exceptions"),
    message("W0705", "duplicate-except", "exceptions"),
    message("W0707", "raise-missing-from", "exceptions"),
    message("W0711", "binary-op-exception", "exceptions"),
    message("W0718", "broad-exception-caught", "exceptions"),
    message("W1404", "implicit-str-concat", "string"),
    message("W1518", "method-cache-max-size-none", "stdlib"),
    message("W4701", "modified-iterating-list", "modified_iteration"),
    message("W4801", "looping-through-iterator", "looping-through-iterator"),
];

const fn message(id: &'static str, symbol: &'static str, checker: &'static str) -> Message {
    Message { id, symbol, checker }
}

/// Names that some of them had before; Pylint still takes them.
const FORMER: [(&str, [&str; 2]); 4] = [
    ("W0718", ["W0703", "broad-except"]),
    ("W1404", ["W1403", "implicit-str-concat-in-sequence"]),
    ("W1518", ["W1516", "lru-cache-decorating-method"]),
    ("W1518", ["W1517", "cache-max-size-none"]),
];

/// The letters of ids. Their long words, such as `convention`, are no error in `disable`, but Pylint
/// 4 passes them over.
const CATEGORIES: [&str; 6] = ["c", "e", "f", "i", "r", "w"];

/// Whether a code or symbol is one of Pylint's.
pub(super) fn knows(code: &str) -> bool {
    MESSAGES.iter().any(|message| message.id == code || message.symbol == code)
}

/// What one configuration says.
#[derive(Debug)]
pub(super) struct Pylint {
    /// By message: whether it is on, and what decided.
    states: Vec<(bool, String)>,
    /// Base names that are passed over, wherever they stand in a path.
    ignored: Globs,
    ignored_names: Vec<Regex>,
    ignored_paths: Vec<Regex>,
    root: PathBuf,
}

/// The configuration for the files of a folder: the nearest one upward.
pub(super) fn find(folder: &Path, problems: &mut Vec<ConfigError>) -> Option<Pylint> {
    folder
        .ancestors()
        .find_map(|folder| {
            NAMES.iter().map(|name| folder.join(name)).find_map(|path| match options(&path) {
                Ok(options) => options.map(|options| Ok(read(&path, options, problems))),
                Err(problem) => Some(Err(problem)),
            })
        })?
        .map_err(|problem| problems.push(problem))
        .ok()
}

/// The state without any configuration.
pub(super) fn defaults(root: &Path) -> Pylint {
    Pylint {
        states: MESSAGES.iter().map(|_| (true, "on by default".to_string())).collect(),
        ignored: Globs::default(),
        ignored_names: Vec::new(),
        ignored_paths: Vec::new(),
        root: root.to_path_buf(),
    }
}

impl Pylint {
    /// The id of a message, by that or its symbol, and why it is reported in a file; `None` when it
    /// is not.
    pub fn reports(&self, code: &str, file: Option<&Path>) -> Option<(&'static str, &str)> {
        let at = MESSAGES.iter().position(|message| message.id == code || message.symbol == code)?;
        let (is_on, why) = &self.states[at];
        (*is_on && !file.is_some_and(|file| self.passes_over(file))).then_some((MESSAGES[at].id, why.as_str()))
    }

    fn passes_over(&self, file: &Path) -> bool {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let paths = [file.strip_prefix(&self.root).unwrap_or(file), file].map(|path| path.to_string_lossy());
        self.ignored.matches(file)
            || self.ignored_names.iter().any(|pattern| pattern.is_match(&name))
            || self.ignored_paths.iter().any(|pattern| paths.iter().any(|path| pattern.is_match(path)))
    }
}

/// The options of a file in their order; `None` when it is not there or says nothing of Pylint.
fn options(path: &Path) -> Result<Option<List>, ConfigError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(text) = read_text(path)? else { return Ok(None) };
    if name.ends_with(".toml") {
        if !text.contains("pylint") {
            return Ok(None);
        }
        let entries = toml_entries(path, &text)?;
        let Some(own) = child(&entries, "tool").and_then(|tool| child(tool, "pylint")) else { return Ok(None) };
        return Ok(Some(flattened(own)));
    }
    let is_shared = name == "setup.cfg" || name == "tox.ini";
    if is_shared && !text.contains("pylint") {
        return Ok(None);
    }
    let ini = ini::parse(&text, Comments::Inline).map_err(|(line, message)| fail(path, Some(line), message))?;
    let is_ours = |section: &str| section == "pylint" || section.starts_with("pylint.");
    if is_shared && !ini.sections.iter().any(|section| is_ours(&section.name)) {
        return Ok(None);
    }
    let entries = ini.entries(|section| !is_shared || section.starts_with("pylint"));
    Ok(Some(entries.map(|entry| (entry.key.clone(), entry.line, words(&entry.value))).collect()))
}

/// Options stand in `tool.pylint` itself or in any table of it.
fn flattened(entries: &[Entry]) -> List {
    let mut list = List::new();
    for entry in entries {
        match &entry.value.data {
            Data::Table(inner) => list.extend(flattened(inner)),
            _ => list.push((entry.key.to_lowercase(), entry.line.unwrap_or(1), texts(&entry.value))),
        }
    }
    list
}

fn texts(value: &Value) -> Vec<String> {
    match &value.data {
        Data::Text(text) => words(text),
        Data::List(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split([',', '\n']).map(str::trim).filter(|word| !word.is_empty()).map(str::to_string).collect()
}

fn read(path: &Path, options: List, problems: &mut Vec<ConfigError>) -> Pylint {
    let root = path.parent().unwrap_or(path);
    let mut pylint = defaults(root);
    for (_, why) in &mut pylint.states {
        *why = format!("on by default, {}", path.display());
    }
    let mut xable: Vec<(&str, usize, &Vec<String>)> = Vec::new();
    let mut names = Vec::new();
    for (key, line, values) in &options {
        match key.as_str() {
            "enable" | "disable" => xable.push((key, *line, values)),
            "ignore" => names.extend(values.iter().cloned()),
            "ignore-patterns" => pylint.ignored_names = patterns(values),
            "ignore-paths" => pylint.ignored_paths = patterns(values),
            _ => {}
        }
    }
    pylint.ignored = Globs::new(&names, root);
    // What says `all` comes first, wherever it is written.
    xable.sort_by_key(|(.., values)| !values.iter().any(|word| word == "all"));
    for (key, line, values) in xable {
        for word in values {
            let why = format!("{key} = {word}, {}:{line}", path.display());
            let mut is_known = false;
            for (message, state) in MESSAGES.iter().zip(&mut pylint.states) {
                if means(word, message) {
                    is_known = true;
                    *state = (key == "enable", why.clone());
                }
            }
            let meant = meant(word).filter(|_| !is_known);
            if meant.is_some() || !is_known && !looks_right(word) {
                let hint = meant.map(|symbol| format!("; did you mean `{symbol}`?")).unwrap_or_default();
                let message = format!("`{key}`: `{word}` is no message of Pylint{hint}");
                problems.push(fail(path, Some(line), message));
            }
        }
    }
    pylint
}

/// Whether a word of `enable` or `disable` means a message.
fn means(word: &str, message: &Message) -> bool {
    if word == "all" {
        return true;
    }
    let lower = word.to_lowercase();
    let category = message.id[..1].to_lowercase();
    let is_one_of = |id: &str, symbol: &str| symbol == word || id.eq_ignore_ascii_case(word);
    lower == category
        || message.checker == lower
        || is_one_of(message.id, message.symbol)
        || FORMER.iter().any(|(now, [id, symbol])| *now == message.id && is_one_of(id, symbol))
}

/// The message that a word misspells by a letter or two. None of Pylint's other messages is so close
/// to one that is listed here.
fn meant(word: &str) -> Option<&'static str> {
    let is_close = |symbol: &&str| symbol.len() > 8 && strsim::damerau_levenshtein(word, symbol) <= 2;
    MESSAGES.iter().map(|message| message.symbol).find(is_close)
}

/// Whether a word may name one of the messages that are not listed here.
fn looks_right(word: &str) -> bool {
    let mut letters = word.chars();
    let is_id = word.len() == 5 && letters.next().is_some_and(|c| "CEFIRWcefirw".contains(c));
    let is_report = word.len() == 6 && word[..2].eq_ignore_ascii_case("rp");
    let digits = |rest: &str| rest.chars().all(|c| c.is_ascii_digit());
    is_id && digits(&word[1..])
        || is_report && digits(&word[2..])
        || word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
        || CATEGORIES.contains(&word.to_lowercase().as_str())
}

/// Patterns that match from the beginning, as Python's `match` does. What Rust's engine does not
/// know (such as looking around) passes nothing over.
fn patterns(texts: &[String]) -> Vec<Regex> {
    texts.iter().filter_map(|text| Regex::new(&format!("^(?:{text})")).ok()).collect()
}
