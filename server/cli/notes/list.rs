//! `pygloss notes list`: every decision, with its reason.

use super::super::files::shown;
use super::super::terminal::printable;
use super::super::{Outcome, stdout};
use super::{Common, Format, Notes, write_json};
use crate::notes::{Document, How, Section, line_of};
use std::io::Write;

/// A heading and one of its topics; a heading with two topics has two rows.
#[derive(serde::Serialize)]
struct Entry<'a> {
    path: String,
    /// 1-based.
    line: usize,
    heading: &'a str,
    topic: Option<&'a str>,
    how: &'static str,
    /// How well the words fit, from 0 to 1; `null` where a mark decides.
    score: Option<f64>,
    /// Without a topic: the one that came nearest.
    nearest: Option<&'a str>,
}

pub(super) fn run(common: &Common) -> Outcome {
    let notes = Notes::read(common)?;
    let mut out = stdout();
    let sections =
        notes.documents.iter().flat_map(|document| document.sections.iter().map(move |section| (document, section)));
    match common.output_format {
        Format::Json => {
            let entries: Vec<Entry> = sections.flat_map(|(document, section)| entries(document, section)).collect();
            write_json(&mut out, &entries)?;
        }
        Format::Text => {
            for (document, section) in sections {
                let place = format!("{}:{}", shown(&document.path), line_of(&document.text, section.at));
                let line = format!("{place}: {} → {}\n", section.heading, decision(section));
                out.write_all(printable(&line).as_bytes())?;
            }
        }
    }
    out.flush()?;
    drop(out);
    Ok(notes.finish(false))
}

fn entries<'a>(document: &Document, section: &'a Section) -> Vec<Entry<'a>> {
    let topics = section.topics.iter().map(|topic| Some(topic.as_str()));
    let topics: Vec<Option<&str>> = if section.topics.is_empty() { vec![None] } else { topics.collect() };
    let entry = |topic: Option<&'a str>| Entry {
        path: shown(&document.path),
        line: line_of(&document.text, section.at),
        heading: &section.heading,
        topic,
        how: match section.how {
            How::Explicit => "explicit",
            How::Alias => "alias",
            How::None => "none",
        },
        score: (section.how != How::Explicit).then(|| (section.score * 100.0).round() / 100.0),
        nearest: section.nearest.as_deref(),
    };
    topics.into_iter().map(entry).collect()
}

/// What was decided and why, for a person.
fn decision(section: &Section) -> String {
    let topics = section.topics.join(", ");
    match (section.how, &section.nearest) {
        (How::Explicit, _) if topics.is_empty() => "no topic (a mark says so)".to_string(),
        (How::Explicit, _) => format!("{topics} (a mark says so)"),
        (How::Alias, _) if section.is_ambiguous => format!("{topics} (equally good, {:.2})", section.score),
        (How::Alias, _) => format!("{topics} ({:.2})", section.score),
        (How::None, Some(nearest)) => format!("no topic (nearest {nearest}, {:.2})", section.score),
        (How::None, None) => "no topic".to_string(),
    }
}
