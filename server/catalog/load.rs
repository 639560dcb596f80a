//! Topic folders to a catalogue; every mistake is reported with file and line.

use super::clause::{self, Clause, Draft};
use super::matcher::Matcher;
use super::note::Note;
use super::{Catalog, Pattern, Topic};
use tree_sitter::{Language, Query};

/// The files of a topic's folder.
pub struct TopicSource {
    /// The folder's name.
    pub id: &'static str,
    /// `note.md`.
    pub note: &'static str,
    /// `python.scm`; empty when there is none.
    pub queries: &'static str,
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

/// Loads topics. What has a mistake is left out and reported; the rest works.
pub fn load(sources: &[TopicSource]) -> (Catalog, Vec<LoadError>) {
    let mut errors = Vec::new();
    let mut topics = Vec::new();
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut clauses: Vec<Clause> = Vec::new();
    let mut findings = Joined::default();
    let mut glosses = Joined::default();
    for source in sources {
        let note = match Note::parse(source.note) {
            Ok(note) => note,
            Err(mistakes) => {
                let file = format!("{}/note.md", source.id);
                errors.extend(mistakes.into_iter().map(|mistake| LoadError {
                    file: file.clone(),
                    line: mistake.line,
                    message: mistake.message,
                }));
                continue;
            }
        };
        let topic = topics.len();
        topics.push(Topic { id: source.id.to_string(), note, source: source.note.to_string() });
        for piece in split(source.queries) {
            let is_finding = piece.text.contains("#set! severity");
            let joined = if is_finding { &mut findings } else { &mut glosses };
            joined.add(&piece, topic);
        }
    }
    let language: Language = tree_sitter_python::LANGUAGE.into();
    let mut build = |joined: Joined| -> Option<Matcher> {
        let query = match Query::new(&language, &joined.text) {
            Ok(query) => query,
            Err(error) => {
                let (topic, line) = joined.place(error.offset);
                errors.push(LoadError {
                    file: format!("{}/python.scm", topics[topic].id),
                    line,
                    message: format!("{error}"),
                });
                return None;
            }
        };
        let mut numbers = Vec::new();
        for index in 0..query.pattern_count() {
            let (topic, line) = joined.place(query.start_byte_for_pattern(index));
            match clause::read(&query, index) {
                Ok(Draft { id, mut clause }) => {
                    clause.pattern = pattern_of(&mut patterns, id, topic, &clause);
                    numbers.push(clauses.len());
                    clauses.push(clause);
                }
                Err(mistakes) => {
                    numbers.push(usize::MAX);
                    errors.extend(mistakes.into_iter().map(|message| LoadError {
                        file: format!("{}/python.scm", topics[topic].id),
                        line,
                        message,
                    }));
                }
            }
        }
        Some(Matcher::new(query, numbers))
    };
    let findings = build(findings);
    let glosses = build(glosses);
    (Catalog { topics, patterns, clauses, findings, glosses }, errors)
}

/// The number of the pattern with this id; several clauses may share one.
fn pattern_of(patterns: &mut Vec<Pattern>, id: String, topic: usize, clause: &Clause) -> usize {
    let index = patterns.iter().position(|pattern| pattern.id == id).unwrap_or_else(|| {
        patterns.push(Pattern {
            id,
            topic,
            severity: None,
            message: clause.message.to_string(),
            equivalents: Vec::new(),
            insights: Vec::new(),
            has_fixes: false,
        });
        patterns.len() - 1
    });
    let pattern = &mut patterns[index];
    pattern.severity = match (pattern.severity, clause.severity) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    pattern.has_fixes |= !clause.fixes.is_empty();
    for code in &clause.equivalents {
        if !pattern.equivalents.contains(code) {
            pattern.equivalents.push(code.clone());
        }
    }
    if let Some(insight) = clause.insight
        && !pattern.insights.iter().any(|own| own == insight)
    {
        pattern.insights.push(insight.to_string());
    }
    index
}

/// Query text of several topics, and where each piece came from.
#[derive(Default)]
struct Joined {
    text: String,
    /// Start in `text`, topic, 1-based line of the piece in its file.
    pieces: Vec<(usize, usize, usize)>,
}

impl Joined {
    fn add(&mut self, piece: &Piece, topic: usize) {
        self.pieces.push((self.text.len(), topic, piece.line));
        self.text.push_str(piece.text);
        self.text.push('\n');
    }

    /// The topic and the 1-based line in its file of an offset in the joined text.
    fn place(&self, offset: usize) -> (usize, usize) {
        let (start, topic, line) = self.pieces.iter().rev().find(|piece| piece.0 <= offset).copied().unwrap_or((0, 0, 1));
        let before = self.text.get(start..offset).unwrap_or_default();
        (topic, line + before.matches('\n').count())
    }
}

struct Piece<'a> {
    text: &'a str,
    line: usize,
}

/// The top-level parenthesised patterns of a query file. Strings and comments are stepped over.
fn split(source: &str) -> Vec<Piece<'_>> {
    let bytes = source.as_bytes();
    let mut pieces = Vec::new();
    let (mut depth, mut start, mut line, mut at) = (0usize, (0, 1), 1, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\n' => line += 1,
            b';' => {
                at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
                continue;
            }
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += 1 + usize::from(bytes[at] == b'\\');
                }
            }
            b'(' | b'[' => {
                if depth == 0 {
                    start = (at, line);
                }
                depth += 1;
            }
            b')' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    pieces.push(Piece { text: &source[start.0..=at], line: start.1 });
                }
            }
            _ => {}
        }
        at += 1;
    }
    if depth > 0 {
        // Let the query compiler say what is not closed.
        pieces.push(Piece { text: &source[start.0..], line: start.1 });
    }
    pieces
}
