//! Findings with their source, in the look that rustc made known.
//!
//! Owns which lines are shown. What goes to the renderer is a few lines cut from the text, so
//! that the cost does not grow with the file.

use super::super::terminal::{on_one_line, printable, width};
use super::{FileFindings, Problem, Report};
use crate::catalog::Severity;
use crate::fixes::Applicability;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use ropey::Rope;
use std::io::{self, Write};
use std::ops::Range;

/// Lines after which a range is shown by its first line only.
const LONG: usize = 6;

/// Lines between the finding and a related place that are still shown as one piece.
const NEAR: usize = 12;

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    // The stream strips the colors when they are not wanted.
    let renderer = Renderer::styled().term_width(width().max(100));
    for (file, problem) in report.problems() {
        let group = group(file, problem, report.links.address(file, problem));
        writeln!(out, "{}\n", renderer.render(&[group]))?;
    }
    Ok(())
}

fn group<'a>(file: &'a FileFindings, problem: &'a Problem, address: Option<String>) -> Group<'a> {
    let text = file.snapshot.text();
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO.with_name("information"),
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let title = printable(&problem.message).replace('\n', " ");
    let mut title = level.primary_title(title).id(problem.code.as_str());
    if let Some(address) = address {
        title = title.id_url(address);
    }
    let mut group = Group::with_title(title);
    // A file that was not looked at has no place to show.
    if !problem.has_place() {
        return group.element(annotate_snippets::Origin::path(on_one_line(&file.path)));
    }
    let mut pieces = vec![Piece::new(text, &problem.range)];
    pieces[0].annotate(text, &problem.range, AnnotationKind::Primary, None);
    for related in &problem.related {
        let label = Some(related.message.as_str());
        let near = pieces.iter_mut().find(|piece| piece.admits(text, &related.range));
        let piece = match near {
            Some(piece) => piece,
            None => {
                pieces.push(Piece::new(text, &related.range));
                let last = pieces.len() - 1;
                &mut pieces[last]
            }
        };
        piece.annotate(text, &related.range, AnnotationKind::Context, label);
    }
    for piece in pieces {
        group = group.element(piece.snippet(text, &file.path));
    }
    if let Some(fix) = problem.fixes.first() {
        let how = match fix.applicability {
            Applicability::Safe => "--fix",
            Applicability::Choice => "--fix --unsafe-fixes",
        };
        let title = printable(&fix.title);
        group = group.element(Level::HELP.message(format!("{title} (`{how}`)")));
    }
    if problem.topic.is_some() {
        let advice = format!("read more: `pygloss explain {}`", problem.code);
        group = group.element(Level::HELP.message(advice));
    }
    group
}

/// Some lines that are shown together.
struct Piece {
    /// 0-based, both inclusive.
    lines: (usize, usize),
    marks: Vec<(Range<usize>, AnnotationKind, Option<String>)>,
}

impl Piece {
    fn new(text: &Rope, range: &Range<usize>) -> Self {
        Piece { lines: lines_of(text, range), marks: Vec::new() }
    }

    /// Whether a place is near enough to be shown with these lines.
    fn admits(&self, text: &Rope, range: &Range<usize>) -> bool {
        let (first, last) = lines_of(text, range);
        first <= self.lines.1 + NEAR && self.lines.0 <= last + NEAR
    }

    fn annotate(&mut self, text: &Rope, range: &Range<usize>, kind: AnnotationKind, label: Option<&str>) {
        let (first, last) = lines_of(text, range);
        self.lines = (self.lines.0.min(first), self.lines.1.max(last));
        let label = label.map(|label| printable(label).replace('\n', " "));
        self.marks.push((range.clone(), kind, label));
    }

    fn snippet<'a>(self, text: &Rope, path: &'a str) -> Snippet<'a, Annotation<'a>> {
        // The renderer knows `\n` only, so every line gets one, whatever ended it before.
        let mut source = String::new();
        let mut starts = Vec::new();
        for line in self.lines.0..=self.lines.1 {
            starts.push(source.len());
            source.push_str(&line_text(text, line));
            source.push('\n');
        }
        let first = self.lines.0;
        let offset = |byte: usize| {
            let line = text.byte_to_line(byte.min(text.len_bytes())).clamp(first, self.lines.1);
            let start = starts[line - first];
            let length = line_text(text, line).len();
            start + byte.saturating_sub(text.line_to_byte(line)).min(length)
        };
        let annotations = self.marks.iter().map(|(range, kind, label)| {
            let start = offset(range.start);
            let first_line = text.byte_to_line(range.start.min(text.len_bytes()));
            let goes_on = text.byte_to_line(range.end.min(text.len_bytes())) - first_line > LONG;
            let end =
                if goes_on { offset(text.line_to_byte(first_line + 1).saturating_sub(1)) } else { offset(range.end) };
            kind.span(start..end.max(start)).label(label.clone())
        });
        let annotations: Vec<_> = annotations.collect();
        Snippet::source(source).line_start(first + 1).path(on_one_line(path)).annotations(annotations)
    }
}

/// The first and the last line to show of a range, 0-based.
fn lines_of(text: &Rope, range: &Range<usize>) -> (usize, usize) {
    let line = |byte: usize| text.byte_to_line(byte.min(text.len_bytes()));
    let (first, last) = (line(range.start), line(range.end.max(range.start)));
    (first, if last - first > LONG { first } else { last })
}

/// A line without its break. The renderer makes most control characters visible, but lets those
/// beyond ASCII through; what stands for them here is as long as they are.
fn line_text(text: &Rope, line: usize) -> String {
    let mut content = text.get_line(line).map(|slice| slice.to_string()).unwrap_or_default();
    content.truncate(content.trim_end_matches(['\n', '\r']).len());
    if content.contains(is_c1) {
        content = content.replace(is_c1, "¤");
    }
    content
}

fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}
