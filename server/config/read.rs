//! Reading each setting: its name, its type and the wording when either is wrong.
//!
//! Must not know where files lie.

use super::value::{Data, Entry, Value, from_json};
use super::{ConfigError, Ids, NotesFirst, Peers, Settings, SeveritySetting, did_you_mean};
use crate::catalog::Severity;
use std::collections::BTreeMap;
use std::path::Path;

/// Every key, as it is written in a file.
pub(super) const KEYS: [&str; 12] = [
    "select",
    "ignore",
    "severity",
    "hints",
    "exclude",
    "target-version",
    "notes",
    "notes-first",
    "patterns",
    "peers",
    "max-file-size",
    "docs-url",
];

/// What editor extensions keep in the same section and the server has no use for.
const EXTENSION_KEYS: [&str; 5] = ["server", "trace", "log-level", "log-file", "enable"];

/// The tools that `peers` may name.
pub(super) const TOOLS: [&str; 6] = ["flake8", "mypy", "pylint", "pyright", "ruff", "sonar"];

/// The words for severities; `info` is what several linters say.
const SEVERITIES: [&str; 6] = ["error", "warning", "information", "info", "hint", "off"];

type Read<T> = Result<T, (Option<usize>, String)>;

/// The settings of one table of a file.
pub(super) fn file(entries: &[Entry], path: &Path, ids: &Ids<'_>) -> Result<Settings, ConfigError> {
    let mut settings = Settings::default();
    // The folders of the user's own topics decide which ids there are.
    let written = entries.iter().find(|entry| entry.key == "patterns");
    let patterns = written.and_then(|entry| list("patterns", &entry.value).ok()).unwrap_or_default();
    let ids = &ids.with_own(path.parent(), &patterns);
    for entry in entries {
        let key = known_key(&entry.key, &[]).and_then(|key| {
            set(&mut settings, key, &entry.value, ids)?;
            Ok(key)
        });
        let key = key.map_err(|(line, message)| ConfigError {
            path: Some(path.to_path_buf()),
            line: line.or(entry.line),
            message,
        })?;
        let line = entry.line.map_or(String::new(), |line| format!(":{line}"));
        settings.origins.insert(key, format!("{}{line}", path.display()));
    }
    settings.root = path.parent().map(Path::to_path_buf);
    Ok(settings)
}

/// `base` with the editor's settings on top.
pub(super) fn client(base: &Settings, value: &serde_json::Value, ids: &Ids<'_>) -> Result<Settings, ConfigError> {
    let fail = |(_, message): (Option<usize>, String)| ConfigError {
        path: None,
        line: None,
        message: format!("in the editor's settings: {message}"),
    };
    // `workspace/didChangeConfiguration` may carry the whole tree, with our section in it.
    let value = value.get("pygloss").unwrap_or(value);
    let mut settings = base.clone();
    let ids = &ids.with_own(base.root.as_deref(), &base.patterns);
    let entries = match from_json(value).data {
        Data::Table(entries) => entries,
        Data::Null => return Ok(settings),
        // Clients written in Lua cannot tell an empty object from an empty list.
        Data::List(items) if items.is_empty() => return Ok(settings),
        other => {
            return Err(fail((None, format!("expected an object, found {}", other.kind()))));
        }
    };
    for Entry { key, value, .. } in entries {
        // Settings editors nest what has a dot: `notes.first` beside the list `notes` is one key.
        let key = kebab_case(&key).replace("notes.first", "notes-first");
        if EXTENSION_KEYS.contains(&key.as_str()) || is_unset(&value.data) {
            continue;
        }
        let key = known_key(&key, &EXTENSION_KEYS).map_err(fail)?;
        if key == "severity" {
            let overrides = severities(key, &value, ids).map_err(fail)?;
            settings.severity.extend(overrides);
        } else {
            set(&mut settings, key, &value, ids).map_err(fail)?;
        }
        settings.origins.insert(key, "the editor".to_string());
    }
    Ok(settings)
}

/// Whether an editor means "not set": what it sends for a setting that nobody touched.
fn is_unset(data: &Data) -> bool {
    match data {
        Data::Null => true,
        Data::List(items) => items.is_empty(),
        Data::Table(entries) => entries.is_empty(),
        _ => false,
    }
}

/// `maxFileSize` → `max-file-size`; kebab-case stays.
fn kebab_case(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 2);
    for letter in key.chars() {
        if letter.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn known_key(key: &str, also: &[&'static str]) -> Read<&'static str> {
    if let Some(known) = KEYS.iter().find(|known| **known == key) {
        return Ok(known);
    }
    let hint = did_you_mean(key, KEYS.iter().chain(also).copied());
    Err((None, format!("unknown key `{key}`{hint}")))
}

fn set(settings: &mut Settings, key: &'static str, value: &Value, ids: &Ids<'_>) -> Read<()> {
    match key {
        "select" => settings.select = Some(id_list(key, value, ids)?),
        "ignore" => settings.ignore = id_list(key, value, ids)?,
        "severity" => settings.severity = severities(key, value, ids)?,
        "hints" => settings.hints = flag(key, value)?,
        "exclude" => settings.exclude = glob_list(key, value)?,
        "target-version" => settings.target_version = Some(version(key, value)?),
        "notes" => settings.notes = glob_list(key, value)?,
        "notes-first" => settings.notes_first = notes_first(key, value)?,
        "patterns" => settings.patterns = list(key, value)?,
        "peers" => settings.peers = peers(key, value)?,
        "max-file-size" => settings.max_file_size = size(key, value)?,
        "docs-url" => settings.docs_url = web_address(key, value)?,
        _ => return Err((None, format!("unknown key `{key}`"))),
    }
    Ok(())
}

fn wrong_type<T>(key: &str, expected: &str, value: &Value) -> Read<T> {
    Err((value.line, format!("`{key}`: expected {expected}, found {}", value.data.kind())))
}

fn text<'v>(key: &str, value: &'v Value) -> Read<&'v str> {
    match &value.data {
        Data::Text(text) => Ok(text),
        _ => wrong_type(key, "a string", value),
    }
}

fn flag(key: &str, value: &Value) -> Read<bool> {
    match value.data {
        Data::Flag(flag) => Ok(flag),
        _ => wrong_type(key, "true or false", value),
    }
}

fn size(key: &str, value: &Value) -> Read<u64> {
    match value.data {
        Data::Whole(bytes) => {
            u64::try_from(bytes).map_err(|_| (value.line, format!("`{key}`: expected a number of bytes, at least 0")))
        }
        _ => wrong_type(key, "an integer, in bytes", value),
    }
}

/// Strings with the lines that they stand on.
fn texts<'v>(key: &str, value: &'v Value) -> Read<Vec<(&'v str, Option<usize>)>> {
    match &value.data {
        Data::List(items) => items.iter().map(|item| Ok((text(key, item)?, item.line))).collect(),
        _ => wrong_type(key, "a list of strings", value),
    }
}

fn list(key: &str, value: &Value) -> Read<Vec<String>> {
    Ok(texts(key, value)?.into_iter().map(|(text, _)| text.to_string()).collect())
}

fn id_list(key: &str, value: &Value, ids: &Ids<'_>) -> Read<Vec<String>> {
    let found = texts(key, value)?;
    for (id, line) in &found {
        ids.check(id, true).map_err(|message| (*line, format!("`{key}`: {message}")))?;
    }
    Ok(found.into_iter().map(|(id, _)| id.to_string()).collect())
}

fn glob_list(key: &str, value: &Value) -> Read<Vec<String>> {
    let found = texts(key, value)?;
    for (glob, line) in &found {
        globset::Glob::new(glob).map_err(|error| (*line, format!("`{key}`: `{glob}`: {}", error.kind())))?;
    }
    Ok(found.into_iter().map(|(glob, _)| glob.to_string()).collect())
}

fn severities(key: &str, value: &Value, ids: &Ids<'_>) -> Read<BTreeMap<String, SeveritySetting>> {
    let Data::Table(entries) = &value.data else {
        return wrong_type(key, "a table of ids and severities", value);
    };
    let mut out = BTreeMap::new();
    for entry in entries {
        ids.check(&entry.key, false).map_err(|message| (entry.line, format!("`{key}`: {message}")))?;
        let full_key = format!("{key}.{}", entry.key);
        let setting = match text(&full_key, &entry.value)? {
            "error" => SeveritySetting::Level(Severity::Error),
            "warning" => SeveritySetting::Level(Severity::Warning),
            "information" | "info" => SeveritySetting::Level(Severity::Information),
            "hint" => SeveritySetting::Level(Severity::Hint),
            "off" => SeveritySetting::Off,
            other => {
                let hint = did_you_mean(other, SEVERITIES);
                let words = "error, warning, information, hint or off";
                let message = format!("`{full_key}`: expected {words}, found `{other}`{hint}");
                return Err((entry.value.line, message));
            }
        };
        out.insert(entry.key.clone(), setting);
    }
    Ok(out)
}

/// `3.12`, or `py312` as Ruff and Black write it.
fn version(key: &str, value: &Value) -> Read<(u8, u8)> {
    let written = text(key, value)?;
    let parsed = match written.strip_prefix("py") {
        Some(digits) if digits.is_ascii() && digits.len() > 1 => Some(digits.split_at(1)),
        Some(_) => None,
        None => written.split_once('.'),
    };
    parsed
        .and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)))
        .filter(|version| (3, 0) <= *version && *version < (4, 0))
        .ok_or_else(|| (value.line, format!("`{key}`: expected a version such as \"3.12\", found `{written}`")))
}

/// An address of the web, without the slash at its end; empty text takes an earlier one back.
fn web_address(key: &str, value: &Value) -> Read<Option<String>> {
    let address = text(key, value)?.trim_end_matches('/');
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    match rest {
        None if address.is_empty() => Ok(None),
        Some(rest) if !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Some(address.into())),
        _ => Err((
            value.line,
            format!("`{key}`: expected an address that begins with https:// or http://, found `{address}`"),
        )),
    }
}

fn notes_first(key: &str, value: &Value) -> Read<NotesFirst> {
    match text(key, value)? {
        "mine" => Ok(NotesFirst::Mine),
        "built-in" => Ok(NotesFirst::BuiltIn),
        "only-mine" => Ok(NotesFirst::OnlyMine),
        other => {
            let hint = did_you_mean(other, ["mine", "built-in", "only-mine"]);
            Err((value.line, format!("`{key}`: expected mine, built-in or only-mine, found `{other}`{hint}")))
        }
    }
}

fn peers(key: &str, value: &Value) -> Read<Peers> {
    match &value.data {
        Data::Text(text) if text == "auto" => Ok(Peers::Auto),
        Data::Text(text) if text == "off" => Ok(Peers::Off),
        Data::List(_) => {
            let found = texts(key, value)?;
            for (tool, line) in &found {
                if !TOOLS.contains(tool) {
                    let hint = did_you_mean(tool, TOOLS);
                    return Err((*line, format!("`{key}`: unknown tool `{tool}`{hint}")));
                }
            }
            Ok(Peers::Only(found.into_iter().map(|(tool, _)| tool.to_string()).collect()))
        }
        _ => wrong_type(key, "\"auto\", \"off\" or a list of tools", value),
    }
}
