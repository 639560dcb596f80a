//! Reads `grammar-queries/*/`, so that a topic is added by adding a folder and the program need not
//! read it each time it starts. A mistake in a topic ends the build with its file and line.

use catalog::{LoadError, TopicSource};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

// The program's own modules; the build matches nothing.
#[allow(dead_code)]
mod catalog;
#[allow(dead_code)]
mod language;
#[allow(dead_code)]
mod nodes;

use language::Language;

/// The files of a topic, and the expressions that embed them.
struct Files {
    id: String,
    note: File,
    queries: [File; Language::ALL.len()],
}

/// An absent file is empty.
#[derive(Default)]
struct File {
    text: String,
    path: Option<PathBuf>,
}

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("grammar-queries");
    // All that lies in it.
    println!("cargo::rerun-if-changed={}", root.display());
    let mut folders: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap_or_else(|error| panic!("{}: {error}", root.display()))
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("note.md").is_file())
        .collect();
    folders.sort();
    let topics: Vec<Files> = folders.iter().map(|folder| Files::read(folder)).collect();
    let sources: Vec<TopicSource> = topics.iter().map(Files::source).collect();
    let (catalog, mistakes) = catalog::load(&sources);
    if !mistakes.is_empty() {
        return tell(&mistakes);
    }
    let bytes = catalog.to_bytes().unwrap_or_else(|error| panic!("the catalogue cannot be stored: {error}"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    write(&out.join("catalog"), &bytes);
    write(&out.join("topics.rs"), table(&topics).as_bytes());
}

/// Says what is wrong with the topics, which ends the build. A line is all that cargo takes of each.
fn tell(mistakes: &[LoadError]) {
    for mistake in mistakes {
        println!("cargo::error=grammar-queries/{}", mistake.to_string().replace('\n', " "));
    }
}

/// The Rust source of the table of all topics' files.
fn table(topics: &[Files]) -> String {
    let mut table = String::from("pub(super) static TOPICS: &[TopicSource<'static>] = &[\n");
    for Files { id, note, queries } in topics {
        let queries = queries.each_ref().map(File::include).join(", ");
        let note = note.include();
        let _ = writeln!(table, "    TopicSource {{ id: {id:?}, note: {note}, queries: [{queries}], file: None }},");
    }
    table.push_str("];\n");
    table
}

impl Files {
    fn read(folder: &Path) -> Files {
        Files {
            id: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            note: File::read(folder.join("note.md")),
            queries: Language::ALL.map(|language| File::read(folder.join(language.query_file()))),
        }
    }

    fn source(&self) -> TopicSource<'_> {
        let queries = self.queries.each_ref().map(|file| file.text.as_str());
        TopicSource { id: &self.id, note: &self.note.text, queries, file: None }
    }
}

impl File {
    fn read(path: PathBuf) -> File {
        if !path.is_file() {
            return File::default();
        }
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        File { text, path: Some(path) }
    }

    /// The expression that embeds it.
    fn include(&self) -> String {
        self.path
            .as_ref()
            .map_or_else(|| "\"\"".into(), |path| format!("include_str!({:?})", path.display().to_string()))
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
