//! Gathers `grammar-queries/*/` into one static table, so that a topic is added by adding a folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("grammar-queries");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut topics: Vec<PathBuf> = fs::read_dir(&root)
        .unwrap_or_else(|error| panic!("{}: {error}", root.display()))
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("note.md").is_file())
        .collect();
    topics.sort();

    let mut table = String::from("pub(super) static TOPICS: &[TopicSource<'static>] = &[\n");
    for topic in topics {
        println!("cargo::rerun-if-changed={}", topic.display());
        let id = topic.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let _ = writeln!(
            table,
            "    TopicSource {{ id: {id:?}, note: {}, queries: [{}, {}, {}], file: None }},",
            include(&topic, "note.md"),
            include(&topic, "python.scm"),
            include(&topic, "requirements.scm"),
            include(&topic, "pyproject.scm"),
        );
    }
    table.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("topics.rs");
    fs::write(&out, table).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}

/// The expression that embeds a file of a topic; an absent file is empty.
fn include(topic: &Path, file: &str) -> String {
    let path = topic.join(file);
    println!("cargo::rerun-if-changed={}", path.display());
    if path.is_file() { format!("include_str!({:?})", path.display().to_string()) } else { "\"\"".into() }
}
