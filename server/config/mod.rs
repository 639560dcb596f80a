//! What a person sets: `pygloss.toml`, `[tool.pygloss]` and the editor's settings → [`Settings`].
//!
//! Owns the names, the types and the defaults of every setting, the search for the nearest file
//! and the wording of every mistake in one. Must not know findings, LSP or the command line.

mod discover;
mod excludes;
mod peers;
mod read;
mod schema;
mod value;

pub use discover::Discovered;
pub use excludes::Excludes;
pub use peers::{NeighbourCache, Neighbours, PEER_FILES, Reason, SteppedBack};

use crate::catalog::{Catalog, Severity};
use crate::topics::own;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// The names of the files that can hold settings, in the order in which one folder is searched.
pub const CONFIG_FILE_NAMES: [&str; 3] = ["pygloss.toml", ".pygloss.toml", "pyproject.toml"];

/// Whether a file of this name may hold settings, or configure another linter.
pub fn is_config_file(name: &Path) -> bool {
    CONFIG_FILE_NAMES.iter().any(|known| name.as_os_str() == *known) || peers::is_peer_file(name)
}

/// The default of [`Settings::max_file_size`], in bytes.
const DEFAULT_MAX_FILE_SIZE: u64 = 2_000_000;

/// Everything that a person can set, with every default filled in. What stands here of a setting is
/// shown to people by [`Settings::schema`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(default, deny_unknown_fields, description = "Settings of pygloss.")]
pub struct Settings {
    /// Ids of the patterns and topics to report, or `ALL`. Without it all are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select: Option<Vec<String>>,
    /// Ids of the patterns and topics to leave out.
    pub ignore: Vec<String>,
    /// Whether hint-level patterns are published as diagnostics.
    pub hints: bool,
    /// Globs of files and folders that are not checked, relative to the folder of the file that
    /// says so. They add to the few folders that are always left out, such as `site-packages`.
    pub exclude: Vec<String>,
    /// The oldest Python that the code must run on, such as `3.12`. Without it `requires-python`
    /// in pyproject.toml tells, else the newest that is known counts.
    #[schemars(with = "Option<String>", regex(pattern = r"^(3\.[0-9]+|py3[0-9]+)$"))]
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "version_text")]
    pub target_version: Option<(u8, u8)>,
    /// Globs of your own notes, relative to the folder of the file that says so; `~/` is the home
    /// folder.
    pub notes: Vec<String>,
    /// Whether hovers show your own notes or the built-in ones first.
    pub notes_first: NotesFirst,
    /// Folders of your own topics, beside `.pygloss/`.
    pub patterns: Vec<String>,
    /// For which other linters findings step back to hovers and code actions: `auto` for those
    /// that the project configures, `off` for none, or a list of tools.
    pub peers: Peers,
    /// Longer files are not checked. In bytes.
    pub max_file_size: u64,
    /// The address of the documentation site, without a slash at its end: with it the code of a
    /// diagnostic leads there, and without to the note's file on this machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docs_url: Option<String>,
    /// Severities by the ids of patterns or topics.
    pub severity: BTreeMap<String, SeveritySetting>,
    /// The folder that relative globs start from; the file's folder, or the workspace.
    #[serde(skip)]
    pub root: Option<PathBuf>,
    /// Where each setting that is no default came from, by its key, for `config show`.
    #[serde(skip)]
    pub origins: BTreeMap<&'static str, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            select: None,
            ignore: Vec::new(),
            hints: false,
            exclude: Vec::new(),
            target_version: None,
            notes: Vec::new(),
            notes_first: NotesFirst::Mine,
            patterns: Vec::new(),
            peers: Peers::Auto,
            max_file_size: DEFAULT_MAX_FILE_SIZE,
            docs_url: None,
            severity: BTreeMap::new(),
            root: None,
            origins: BTreeMap::new(),
        }
    }
}

/// A severity that a person set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SeveritySetting {
    /// Never reported.
    Off,
    /// Reported with this severity, also when it is a hint.
    #[serde(untagged)]
    Level(Severity),
}

/// The order of a person's own notes and ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NotesFirst {
    /// Your own notes, then the built-in ones.
    #[default]
    Mine,
    /// The built-in notes, then your own.
    BuiltIn,
    /// Your own notes instead of the built-in ones, where there are some.
    OnlyMine,
}

/// Which other tools' findings make ours step back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Peers {
    /// Those that the project configures.
    #[default]
    Auto,
    /// None.
    Off,
    /// These, whether the project configures them or not.
    Only(Vec<String>),
}

impl Serialize for Peers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Peers::Auto => serializer.serialize_str("auto"),
            Peers::Off => serializer.serialize_str("off"),
            Peers::Only(tools) => tools.serialize(serializer),
        }
    }
}

fn version_text<S: Serializer>(version: &Option<(u8, u8)>, serializer: S) -> Result<S::Ok, S::Error> {
    match version {
        Some((major, minor)) => serializer.serialize_str(&format!("{major}.{minor}")),
        None => serializer.serialize_none(),
    }
}

/// A mistake in settings. Shows as `path:line: message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file; `None` when the settings came from the editor or the command line.
    pub path: Option<PathBuf>,
    /// 1-based.
    pub line: Option<usize>,
    /// One sentence that names the key.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}:", path.display())?;
            if let Some(line) = self.line {
                write!(f, "{line}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}

impl Settings {
    /// The settings for the files of a folder: those of the nearest file upward, whole, else the
    /// defaults. Without a `target-version` the nearest `requires-python` gives it.
    pub fn discover(dir: &Path, catalog: &Catalog) -> Result<Discovered, ConfigError> {
        discover::discover(dir, &Ids::of(catalog))
    }

    /// The settings of one file: a `pyproject.toml` by its table, any other name as a whole.
    pub fn load(file: &Path, catalog: &Catalog) -> Result<Settings, ConfigError> {
        discover::load(file, &Ids::of(catalog))
    }

    /// These settings with the editor's on top. Keys may be in kebab-case or camelCase; `null`
    /// and empty lists count as unset, because editors send their defaults; severities are
    /// merged id by id; what concerns only the editor extension is passed over.
    pub fn merge_client(&self, value: &serde_json::Value, catalog: &Catalog) -> Result<Settings, ConfigError> {
        read::client(self, value, &Ids::of(catalog))
    }

    /// An error when an id in a list is neither a pattern, nor a topic, nor `ALL`. `origin` says
    /// where the list was written, such as `--select`.
    pub fn check_ids(ids: &[String], origin: &str, catalog: &Catalog) -> Result<(), ConfigError> {
        let known = Ids::of(catalog);
        ids.iter().try_for_each(|id| {
            known.check(id, true).map_err(|message| ConfigError {
                path: None,
                line: None,
                message: format!("{origin}: {message}"),
            })
        })
    }

    /// The `exclude` globs, ready to match. Globs that do not parse were reported by the reader
    /// and are passed over here.
    pub fn excludes(&self) -> Excludes {
        Excludes::new(&self.exclude, self.root.as_deref())
    }
}

/// The ids that a setting may name.
#[derive(Clone)]
struct Ids<'a> {
    patterns: Vec<&'a str>,
    topics: Vec<&'a str>,
    /// The user's own.
    own: Vec<String>,
}

impl<'a> Ids<'a> {
    fn of(catalog: &'a Catalog) -> Self {
        Ids {
            patterns: catalog.patterns().iter().map(|pattern| pattern.id.as_str()).collect(),
            topics: catalog.topics().iter().map(|topic| topic.id.as_str()).collect(),
            own: Vec::new(),
        }
    }

    /// The same with what stands in the user's folders of topics.
    fn with_own(&self, dir: Option<&Path>, patterns: &[String]) -> Self {
        let folders = dir.map(|dir| own::folders(dir, Some(dir), patterns)).unwrap_or_default();
        Ids { own: own::ids(&folders), ..self.clone() }
    }

    /// The message about an unknown id, with the nearest known one.
    fn check(&self, id: &str, all_allowed: bool) -> Result<(), String> {
        if all_allowed && id == "ALL" || self.patterns.contains(&id) || self.topics.contains(&id) {
            return Ok(());
        }
        if self.own.iter().any(|own| own == id) {
            return Ok(());
        }
        let own = self.own.iter().map(String::as_str);
        let known = self.patterns.iter().chain(&self.topics).copied().chain(own);
        Err(format!("`{id}` is no pattern and no topic{}", did_you_mean(id, known)))
    }
}

/// `; did you mean …?` when one of the candidates is close to what was written, else nothing.
pub fn did_you_mean<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    match closest(wrong, candidates) {
        Some(best) => format!("; did you mean `{best}`?"),
        None => String::new(),
    }
}

/// The candidate that looks most like `wrong`, when one looks alike at all.
pub fn closest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    let score = |candidate: &str| strsim::jaro_winkler(&wrong, &candidate.to_lowercase());
    candidates
        .into_iter()
        .map(|candidate| (score(candidate), candidate))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests;
