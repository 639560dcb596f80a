//! `pygloss explain ID|TOPIC|PEER-CODE`.

use super::markdown::to_terminal;
use super::resolver::{ConfigArgs, Overrides, Resolved, Resolver};
use super::terminal::{printable, width};
use super::{CLEAN, Failure, Outcome, stdout};
use crate::catalog::text::Text;
use crate::catalog::{Catalog, Pattern, Topic};
use crate::config::{NotesFirst, did_you_mean};
use crate::hover::own_notes;
use crate::notes::Quote;
use std::io::Write;
use std::path::Path;

#[derive(clap::Args)]
pub(super) struct Args {
    /// A pattern, a topic, or the code of another tool such as F632
    #[arg(value_name = "ID|TOPIC|PEER-CODE", required_unless_present = "all")]
    name: Option<String>,
    /// Explain every topic, in the catalogue's order; as JSON this is a list
    #[arg(long, conflicts_with = "name")]
    all: bool,
    /// How the explanation is printed
    #[arg(long, value_enum, default_value = "text")]
    output_format: Format,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

/// An explanation, as the contract prints it.
#[derive(serde::Serialize)]
struct Explanation<'a> {
    id: &'a str,
    topic: &'a str,
    title: &'a str,
    question: &'a str,
    chapter: &'a str,
    markdown: String,
    patterns: Vec<&'a str>,
    equivalents: Vec<&'a str>,
    sources: Vec<&'a str>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let resolved = Resolver::new(&ConfigArgs::default(), Overrides::default())
        .and_then(|resolver| resolver.folder(Path::new(".")))
        .map_err(|error| Failure::Message(error.to_string()))?;
    let catalog: &Catalog = &resolved.own.catalog;
    let mut out = stdout();
    match args.name.as_deref() {
        Some(name) => {
            let mut explanation = find(catalog, name).map_err(Failure::Message)?;
            add_own_notes(&mut explanation, &resolved);
            match args.output_format {
                Format::Json => json(&mut out, &explanation)?,
                format => read(&mut out, &explanation, format)?,
            }
        }
        None => {
            let all: Vec<Explanation> = catalog.topics().iter().map(|topic| explain_topic(catalog, topic)).collect();
            match args.output_format {
                Format::Json => json(&mut out, &all)?,
                format => all.iter().try_for_each(|explanation| read(&mut out, explanation, format))?,
            }
        }
    }
    out.flush()?;
    Ok(CLEAN)
}

/// Puts what the person's own notes say before or behind the explanation, or in its place.
fn add_own_notes(explanation: &mut Explanation, resolved: &Resolved) {
    let quotes = super::notes::index(&resolved.settings, &resolved.own.catalog).quotes(explanation.topic);
    if quotes.is_empty() {
        return;
    }
    let place = |quote: &Quote| (quote.path.display().to_string(), quote.line);
    let (path, line) = place(&quotes[0]);
    let own = format!("{}\n\n*{path}:{line}*", own_notes(&quotes, &|_| None, true));
    let (head, body) = explanation.markdown.split_once("\n\n").unwrap_or(("", &explanation.markdown));
    explanation.markdown = match resolved.settings.notes_first {
        NotesFirst::Mine => format!("{head}\n\n{own}\n\n---\n\n{body}"),
        NotesFirst::BuiltIn => format!("{head}\n\n{}\n\n---\n\n{own}\n", body.trim_end()),
        NotesFirst::OnlyMine => format!("{head}\n\n{own}\n"),
    };
}

fn json(out: &mut impl Write, value: &impl serde::Serialize) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Prints an explanation for a person.
fn read(out: &mut impl Write, explanation: &Explanation, format: Format) -> std::io::Result<()> {
    match format {
        Format::Text => out.write_all(to_terminal(&printable(&explanation.markdown), width()).as_bytes()),
        _ => writeln!(out, "{}", printable(explanation.markdown.trim_end())),
    }
}

/// What a name stands for: our own ids first, then other tools' codes.
fn find<'a>(catalog: &'a Catalog, name: &str) -> Result<Explanation<'a>, String> {
    let lower = name.to_lowercase();
    if let Some(pattern) = catalog.pattern(&lower) {
        return explain(catalog, &[pattern]).ok_or_else(|| unknown(catalog, name));
    }
    if let Some(topic) = catalog.topic(&lower) {
        return Ok(explain_topic(catalog, topic));
    }
    explain(catalog, &catalog.by_peer_code(name)).ok_or_else(|| unknown(catalog, name))
}

fn unknown(catalog: &Catalog, name: &str) -> String {
    let patterns = catalog.patterns().iter();
    let codes = patterns.clone().flat_map(|pattern| &pattern.equivalents).map(Text::as_str);
    let topics = catalog.topics().iter().map(|topic| topic.id.as_str());
    let known = patterns.map(|pattern| pattern.id.as_str()).chain(topics).chain(codes);
    let hint = did_you_mean(name, known);
    format!("`{name}` is no pattern, no topic and no code of another tool that we know{hint}")
}

/// The explanation of patterns: the topic of the first and a section for each.
fn explain<'a>(catalog: &'a Catalog, patterns: &[&'a Pattern]) -> Option<Explanation<'a>> {
    let first = patterns.first()?;
    let topic = catalog.topics().get(first.topic)?;
    let mut markdown = heading(topic);
    let mut has_section = false;
    for pattern in patterns {
        let Some(owner) = catalog.topics().get(pattern.topic) else {
            continue;
        };
        if let Some(section) = owner.note.section(&pattern.id) {
            has_section = true;
            markdown.push_str(&format!("## {}\n\n{}\n\n", pattern.id, section.text.trim()));
        }
    }
    if has_section {
        let answer = topic.note.answer.trim();
        markdown.insert_str(heading(topic).len(), &format!("{answer}\n\n"));
    } else {
        markdown.push_str(topic.note.body.trim());
        markdown.push_str("\n\n");
    }
    Some(finish(topic, &first.id, markdown, patterns))
}

fn explain_topic<'a>(catalog: &'a Catalog, topic: &'a Topic) -> Explanation<'a> {
    let is_own = |pattern: &&Pattern| catalog.topics().get(pattern.topic).is_some_and(|owner| owner.id == topic.id);
    let patterns: Vec<&Pattern> = catalog.patterns().iter().filter(is_own).collect();
    let markdown = format!("{}{}\n\n", heading(topic), topic.note.body.trim());
    finish(topic, &topic.id, markdown, &patterns)
}

fn heading(topic: &Topic) -> String {
    format!("# {}\n\n*{}*\n\n", topic.note.title.trim(), topic.note.question.trim())
}

/// Adds what comes last: the patterns, other tools' names, and the sources.
fn finish<'a>(topic: &'a Topic, id: &'a str, mut markdown: String, patterns: &[&'a Pattern]) -> Explanation<'a> {
    let mut equivalents: Vec<&str> = Vec::new();
    for code in patterns.iter().flat_map(|pattern| &pattern.equivalents) {
        if !equivalents.contains(&code.as_str()) {
            equivalents.push(code);
        }
    }
    let ids: Vec<&str> = patterns.iter().map(|pattern| pattern.id.as_str()).collect();
    let sources: Vec<&str> = topic.note.sources.iter().map(String::as_str).collect();
    let quoted = |items: &[&str]| format!("`{}`", items.join("`, `"));
    if !ids.is_empty() {
        markdown.push_str(&format!("Patterns: {}\n\n", quoted(&ids)));
    }
    if !equivalents.is_empty() {
        markdown.push_str(&format!("Other tools: {}\n\n", quoted(&equivalents)));
    }
    if !sources.is_empty() {
        markdown.push_str(&format!("Sources:\n\n- {}\n", sources.join("\n- ")));
    }
    Explanation {
        id,
        topic: &topic.id,
        title: &topic.note.title,
        question: &topic.note.question,
        chapter: &topic.note.chapter,
        markdown,
        patterns: ids,
        equivalents,
        sources,
    }
}
