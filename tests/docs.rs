//! What the documents say of the catalogue is what the catalogue says of itself.

use pygloss::catalog::{Catalog, vocabulary};
use std::fmt::Write as _;
use std::path::PathBuf;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The topic table of the README.
fn topic_table() -> String {
    let catalog = Catalog::builtin();
    let mut table = String::from("| topic | the question | findings | hovers |\n| --- | --- | --- | --- |\n");
    for (index, topic) in catalog.topics().iter().enumerate() {
        let ids = |finding: bool| {
            let of_topic = catalog.patterns().iter().filter(|pattern| pattern.topic == index);
            let mut ids: Vec<String> = of_topic
                .filter(|pattern| pattern.severity.is_some() == finding)
                .map(|pattern| format!("`{}`", pattern.id))
                .collect();
            ids.sort();
            ids.join(", ")
        };
        let _ = writeln!(
            table,
            "| [{}](grammar-queries/{}/note.md) | {} | {} | {} |",
            topic.id,
            topic.id,
            topic.note.question,
            ids(true),
            ids(false),
        );
    }
    table
}

#[test]
fn the_readme_lists_the_topics() {
    let readme = read("README.md");
    let begin = readme.find("<!-- topics:").expect("README.md marks where the table begins");
    let begin = begin + readme[begin..].find("-->\n").expect("the mark ends") + 4;
    let end = readme.find("<!-- /topics -->").expect("README.md marks where the table ends");
    let table = topic_table();
    if std::env::var_os("PYGLOSS_BLESS").is_some() {
        std::fs::write(path("README.md"), format!("{}{table}{}", &readme[..begin], &readme[end..])).unwrap();
        return;
    }
    assert_eq!(&readme[begin..end], table, "renew it with PYGLOSS_BLESS=1 cargo test --test docs");
}

/// The row of the comparison on findings, and the one on fixes.
#[test]
fn the_comparison_counts_what_there_is() {
    let readme = read("README.md");
    let findings = || Catalog::builtin().patterns().iter().filter(|pattern| pattern.severity.is_some());
    let found = format!("| finds | {} patterns,", findings().count());
    let fixed = format!("| fixes | {} of them |", findings().filter(|pattern| pattern.has_fixes).count());
    assert!(readme.contains(&found) && readme.contains(&fixed), "README.md has not: {found} … {fixed}");
}

/// Every `<!-- run: pygloss … -->` in the README is followed by what that command prints.
#[test]
fn the_readme_shows_real_output() {
    let readme = read("README.md");
    let mut renewed = String::new();
    let mut rest = readme.as_str();
    while let Some(begin) = rest.find("<!-- run: ") {
        let line_end = begin + rest[begin..].find('\n').expect("the mark is a line of its own") + 1;
        let command = rest[begin + "<!-- run: ".len()..line_end].trim().trim_end_matches("-->").trim();
        let end = begin + rest[begin..].find("<!-- /run -->").expect("each run ends");
        let mut words = command.split_whitespace();
        assert_eq!(words.next(), Some("pygloss"));
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_pygloss"))
            .args(words)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap_or_else(|error| panic!("{command}: {error}"));
        let output = String::from_utf8(output.stdout).expect("output in UTF-8");
        assert!(!output.trim().is_empty(), "{command} printed nothing");
        // Four backticks, since a hover holds a fence of its own.
        let _ = write!(renewed, "{}````text\n$ {command}\n{}\n````\n", &rest[..line_end], output.trim_end());
        rest = &rest[end..];
    }
    renewed.push_str(rest);
    if std::env::var_os("PYGLOSS_BLESS").is_some() {
        std::fs::write(path("README.md"), renewed).unwrap();
        return;
    }
    assert_eq!(readme, renewed, "renew it with PYGLOSS_BLESS=1 cargo test --test docs");
}

/// Every setting of `pygloss.toml` can be set in VS Code, with the same values, and is told on the
/// extension's page and in Neovim's help.
#[test]
fn editors_know_every_setting() {
    let json = |name: &str| serde_json::from_str::<serde_json::Value>(&read(name)).expect("JSON");
    let (schema, manifest) = (json("editors/vscode/pygloss.schema.json"), json("editors/vscode/package.json"));
    let of_file = schema["properties"].as_object().expect("has properties");
    let mut of_editor = manifest["contributes"]["configuration"]["properties"].as_object().expect("has some").clone();
    of_editor.retain(|name, _| !["pygloss.server.path", "pygloss.logLevel", "pygloss.trace.server"].contains(&&**name));
    let camel_case = |key: &str| {
        let mut words = key.split('-');
        let first = words.next().unwrap_or_default().to_string();
        words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
    };
    let names: Vec<String> = of_file.keys().map(|key| camel_case(key)).collect();
    let (page, help) = (read("editors/vscode/README.md"), read("editors/neovim/doc/pygloss.txt"));
    for name in &names {
        assert!(of_editor.contains_key(&format!("pygloss.{name}")), "package.json has no `pygloss.{name}`");
        assert!(page.contains(&format!("`pygloss.{name}`")), "the extension's page does not tell of {name}");
        assert!(help.contains(&format!("`{name}`")), "Neovim's help does not tell of {name}");
    }
    assert_eq!(of_editor.len(), names.len(), "package.json has settings that the server does not know");

    // The words that a setting takes, without "not set" and synonyms.
    let words = |value: &serde_json::Value| {
        let mut words = Vec::new();
        strings_of(value, &mut words);
        words.retain(|word| word != "info");
        words.sort();
        words
    };
    for (name, definition) in [("peers", "Peers"), ("notesFirst", "NotesFirst"), ("severity", "SeveritySetting")] {
        let here = words(&of_editor[&format!("pygloss.{name}")]);
        assert_eq!(here, words(&schema["definitions"][definition]), "the values of `pygloss.{name}`");
    }
    let pattern = |value: &serde_json::Value| value["pattern"].as_str().map(str::to_string);
    assert_eq!(pattern(&of_editor["pygloss.targetVersion"]), pattern(&of_file["target-version"]));
}

/// The strings of every `enum` and `const` in a schema.
fn strings_of(value: &serde_json::Value, into: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings_of(item, into)),
        serde_json::Value::Object(entries) => {
            for (key, inner) in entries {
                match (key.as_str(), inner) {
                    ("const", serde_json::Value::String(word)) => into.push(word.clone()),
                    ("enum", serde_json::Value::Array(words)) => {
                        into.extend(words.iter().filter_map(|word| word.as_str()).map(str::to_string));
                    }
                    _ => strings_of(inner, into),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn the_vocabulary_is_documented() {
    let page = read("grammar-queries/README.md");
    let facts = vocabulary::FACTS.iter().map(|fact| fact.name);
    let words = facts.chain(vocabulary::INSIGHTS.iter().copied()).chain(vocabulary::REWRITES.iter().copied());
    let missing: Vec<&str> = words.filter(|word| !page.contains(&format!("| `{word}`"))).collect();
    assert!(missing.is_empty(), "grammar-queries/README.md has no row for {missing:?}");
    for fact in vocabulary::FACTS {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{}`", fact.name))).unwrap_or_default();
        for word in fact.binds {
            assert!(row.contains(&format!("`{{{word}}}`")), "the row of `{}` does not name `{{{word}}}`", fact.name);
        }
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = read("Cargo.toml");
    let architecture = read("ARCHITECTURE.md");
    let sections = manifest
        .split("\n[")
        .filter(|section| section.starts_with("dependencies]") || section.starts_with("dev-dependencies]"));
    for line in sections.flat_map(|section| section.lines().skip(1)) {
        let Some((name, _)) = line.split_once(" =") else { continue };
        assert!(architecture.contains(&format!("`{name}`")), "ARCHITECTURE.md does not say why `{name}` is there");
    }
}
