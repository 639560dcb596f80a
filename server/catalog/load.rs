//! Topic folders to a catalogue; every mistake is reported with file and line.

use super::clause::{self, Clause, Draft};
use super::matcher::Matcher;
use super::note::LazyNote;
use super::text_test::TextTest;
use super::{Catalog, Pattern, Topic, query};
use crate::language::Language;
use rustc_hash::FxHashMap;
use std::path::Path;

/// The files of a topic's folder.
#[derive(Clone, Copy)]
pub struct TopicSource<'a> {
    /// The folder's name.
    pub id: &'a str,
    /// `note.md`.
    pub note: &'a str,
    /// The queries by [`Language::index`]; empty where there are none.
    pub queries: [&'a str; Language::ALL.len()],
    /// Where the note lies, for a topic of the user's.
    pub file: Option<&'a Path>,
}

/// A mistake in a topic's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// Path within the folder of topics: `topic/python.scm`.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Loads topics. What has a mistake is left out and reported; the rest works. Patterns of the user's
/// are watched for taking too long.
pub fn load(sources: &[TopicSource]) -> (Catalog, Vec<LoadError>) {
    let mut errors = Vec::new();
    let mut topics = Vec::new();
    let mut kept = Vec::new();
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut clauses: Vec<Clause> = Vec::new();
    let mut names = query::Names::default();
    let mut by_id = FxHashMap::default();
    let mut findings = Language::ALL.map(|_| Matcher::default());
    let mut glosses = Language::ALL.map(|_| Matcher::default());
    for source in sources {
        let note = LazyNote::new(source.note.to_string().into());
        if let Err(mistakes) = note.read() {
            let file = format!("{}/note.md", source.id);
            errors.extend(mistakes.into_iter().map(|mistake| LoadError {
                file: file.clone(),
                line: mistake.line,
                message: mistake.message,
            }));
            continue;
        }
        kept.push((topics.len(), source));
        let file = source.file.map(Path::to_path_buf);
        topics.push(Topic { id: source.id.to_string(), note, file });
    }
    for language in Language::ALL {
        let mut grammar = query::Grammar::new(language.grammar());
        for &(topic, source) in &kept {
            let text = source.queries[language.index()];
            let at = |offset: usize, message: String| LoadError {
                file: format!("{}/{}", source.id, language.query_file()),
                line: 1 + text[..offset.min(text.len())].matches('\n').count(),
                message,
            };
            let queries = match query::parse(text, &mut grammar, &mut names) {
                Ok(queries) => queries,
                Err(error) => {
                    errors.push(at(error.offset, error.message));
                    continue;
                }
            };
            for query in queries {
                match clause::read(&query, &mut grammar, &names) {
                    Ok(Draft { id, mut clause, texts }) => {
                        if let Some(mistake) = texts.iter().find_map(TextTest::mistake) {
                            errors.push(at(query.start, mistake));
                            continue;
                        }
                        let known: Option<usize> = by_id.get(&id).copied();
                        if let Some(namesake) = known.and_then(|known| patterns.get(known))
                            && namesake.topic != topic
                        {
                            let owner = &topics[namesake.topic].id;
                            errors.push(at(query.start, format!("`{id}` is a pattern of the topic `{owner}` already")));
                            continue;
                        }
                        clause.pattern = known.unwrap_or_else(|| {
                            by_id.insert(id.clone(), patterns.len());
                            patterns.push(new_pattern(id, topic, &clause));
                            patterns.len() - 1
                        });
                        if let Some(pattern) = patterns.get_mut(clause.pattern) {
                            add_to(pattern, &clause);
                        }
                        let matchers = if clause.severity.is_some() { &mut findings } else { &mut glosses };
                        let watched = source.file.is_some();
                        let number = (clauses.len(), clause.hover.unwrap_or(clause.on));
                        match matchers[language.index()].add(number, query.root, texts, watched) {
                            Ok(()) => clauses.push(clause),
                            Err(mistake) => errors.push(at(query.start, mistake)),
                        }
                    }
                    Err(mistakes) => errors.extend(mistakes.into_iter().map(|message| at(query.start, message))),
                }
            }
        }
    }
    (Catalog::new(topics, names.into_list(), patterns, clauses, [findings, glosses]), errors)
}

/// A pattern of which nothing is known but its first clause's message.
fn new_pattern(id: String, topic: usize, clause: &Clause) -> Pattern {
    Pattern {
        id: id.into(),
        topic,
        severity: None,
        message: clause.message.to_string().into(),
        equivalents: Vec::new(),
        insights: Vec::new(),
        has_fixes: false,
        general: false,
    }
}

/// Adds one more clause to its pattern.
fn add_to(pattern: &mut Pattern, clause: &Clause) {
    pattern.severity = match (pattern.severity, clause.severity) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    pattern.has_fixes |= !clause.fixes.is_empty();
    pattern.general |= clause.general;
    for code in &clause.equivalents {
        if !pattern.equivalents.contains(code) {
            pattern.equivalents.push(code.clone());
        }
    }
    if let Some(insight) = clause.insight
        && !pattern.insights.contains(&insight)
    {
        pattern.insights.push(insight);
    }
}
