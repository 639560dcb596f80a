//! The user's own topics: folders of the built-in form, read when the program runs.
//!
//! A folder of topics is `.pygloss` beside or above the code, or one that the setting `patterns`
//! names; each folder in it with a query is a topic. Owns where they lie, how much of them is read,
//! and the paths in the mistakes. Must not know settings or trust: the caller says which folders.

use super::builtin;
use crate::catalog::{Catalog, LoadError, TopicSource, load};
use crate::language::Language;
use regex::Regex;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// The folder of topics that is found without a setting.
pub const FOLDER: &str = ".pygloss";

/// The note of a topic.
pub const NOTE: &str = "note.md";

/// Longer files are not read; a query of this length is a mistake.
const LONGEST: u64 = 1_000_000;

/// More topics are not read.
const MOST: usize = 500;

/// A mistake in one of the user's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub path: PathBuf,
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.message)
    }
}

/// The built-in topics with those of some folders.
pub struct Own {
    /// All of them; the built-in catalogue itself where the folders have none.
    pub catalog: Arc<Catalog>,
    /// What is wrong with the user's files, in the order of the folders.
    pub mistakes: Vec<Mistake>,
    /// The folders of the user's topics, by the topic's id.
    pub topics: BTreeMap<String, PathBuf>,
}

impl Own {
    /// None at all.
    pub fn none() -> Self {
        Own { catalog: Catalog::builtin().clone(), mistakes: Vec::new(), topics: BTreeMap::new() }
    }
}

/// The folders of topics for code in `dir`: the nearest `.pygloss` upward, then those that the
/// settings name, relative to the settings' folder or the home folder (`~/`).
pub fn folders(dir: &Path, root: Option<&Path>, patterns: &[String]) -> Vec<PathBuf> {
    let nearest = dir.ancestors().map(|folder| folder.join(FOLDER)).find(|folder| folder.is_dir());
    let mut folders: Vec<PathBuf> = nearest.into_iter().collect();
    for written in patterns {
        let folder = match written.strip_prefix("~/") {
            Some(rest) => match etcetera::home_dir() {
                Ok(home) => home.join(rest),
                Err(_) => continue,
            },
            None => root.unwrap_or(dir).join(written),
        };
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// A topic's files, as they are read.
struct Files {
    id: String,
    folder: PathBuf,
    file: PathBuf,
    note: String,
    queries: [String; Language::ALL.len()],
}

/// Reads the topics of some folders and loads them behind the built-in ones.
pub fn read(folders: &[PathBuf]) -> Own {
    let mut own = Own::none();
    let mut read: Vec<Files> = Vec::new();
    for folder in folders {
        match topics_in(folder) {
            Ok(topics) => {
                for topic in topics {
                    files_of(&topic, &mut read, &mut own);
                }
            }
            Err(error) => own.mistakes.push(Mistake { path: folder.clone(), line: 1, message: error.to_string() }),
        }
    }
    if read.is_empty() {
        return own;
    }
    let mut sources: Vec<TopicSource> = builtin::TOPICS.to_vec();
    sources.extend(read.iter().map(|files| TopicSource {
        id: &files.id,
        note: &files.note,
        queries: files.queries.each_ref().map(String::as_str),
        file: Some(&files.file),
    }));
    let (catalog, errors) = load(&sources);
    own.catalog = Arc::new(catalog);
    own.topics.extend(read.iter().map(|files| (files.id.clone(), files.folder.clone())));
    own.mistakes.extend(errors.into_iter().map(|error| located(error, &own.topics)));
    own
}

/// The ids of the topics in some folders, and those of their patterns, whether they load or not.
pub fn ids(folders: &[PathBuf]) -> Vec<String> {
    static ID: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"#set!\s+id\s+"([^"]+)""#).ok());
    let mut ids = Vec::new();
    for topic in folders.iter().filter_map(|folder| topics_in(folder).ok()).flatten() {
        ids.extend(topic.file_name().map(|name| name.to_string_lossy().into_owned()));
        for language in Language::ALL {
            let text = read_file(&topic.join(language.query_file())).ok().flatten().unwrap_or_default();
            let found = ID.iter().flat_map(|id| id.captures_iter(&text));
            ids.extend(found.map(|id| id[1].to_string()));
        }
    }
    ids
}

/// The folders in a folder of topics that have a query, by name.
fn topics_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    let has_query = |path: &PathBuf| Language::ALL.iter().any(|one| path.join(one.query_file()).is_file());
    let mut topics: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(has_query).take(MOST).collect();
    topics.sort();
    Ok(topics)
}

fn files_of(folder: &Path, read: &mut Vec<Files>, own: &mut Own) {
    let id = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut mistake = |file: &str, message: String| {
        own.mistakes.push(Mistake { path: folder.join(file), line: 1, message });
    };
    if Catalog::builtin().topic(&id).is_some() {
        return mistake(NOTE, format!("`{id}` is a topic of pygloss: give the folder another name"));
    }
    if let Some(known) = read.iter().find(|known| known.id == id) {
        return mistake(NOTE, format!("`{id}` is a topic already, in {}", known.folder.display()));
    }
    let mut text = |file: &str| match read_file(&folder.join(file)) {
        Ok(text) => text,
        Err(why) => {
            mistake(file, why);
            None
        }
    };
    let queries = Language::ALL.map(|language| text(language.query_file()).unwrap_or_default());
    match text(NOTE) {
        Some(note) => {
            read.push(Files { id, folder: folder.to_path_buf(), file: folder.join(NOTE), note, queries });
        }
        None if folder.join(NOTE).is_file() => {}
        None => mistake(NOTE, "the note of this topic is missing".into()),
    }
}

/// The text of a file; `None` where there is none.
fn read_file(path: &Path) -> Result<Option<String>, String> {
    if !path.is_file() {
        return Ok(None);
    }
    let length = fs::metadata(path).map_err(|error| error.to_string())?.len();
    if length > LONGEST {
        return Err(format!("{length} bytes are more than the {LONGEST} that are read"));
    }
    fs::read_to_string(path).map(Some).map_err(|error| error.to_string())
}

/// A mistake with the path of its file.
fn located(error: LoadError, topics: &BTreeMap<String, PathBuf>) -> Mistake {
    let path = error.file.split_once('/').and_then(|(topic, file)| Some(topics.get(topic)?.join(file)));
    Mistake { path: path.unwrap_or_else(|| error.file.into()), line: error.line, message: error.message }
}
