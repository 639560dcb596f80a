//! What is wrong with a note: its headings, its fences, its examples, its facts.
//!
//! Owns the kinds and the wording. Says nothing about style.

use super::dated::dated;
use super::flaws::flaw;
use super::shown::shown;
use super::{Example, examples};
use crate::catalog::{Catalog, Severity};
use crate::check::Analysis;
use crate::config::{Settings, did_you_mean};
use crate::notes::{Document, How, Matcher, Section, SlipKind};
use std::ops::Range;
use std::sync::Arc;

/// A problem in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes of the file.
    pub range: Range<usize>,
    /// What: a kind of our own, or the id of the pattern that an example shows.
    pub kind: String,
    /// One sentence.
    pub message: String,
}

/// All problems of a note, by place.
pub fn problems(document: &Document, matcher: &Matcher, catalog: &Arc<Catalog>, settings: &Settings) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut add = |range: Range<usize>, kind: &str, message: String| {
        found.push(Problem { range, kind: kind.to_string(), message });
    };
    headings(document, &mut add);
    for (id, at) in &document.unknown {
        let hint = did_you_mean(id, matcher.ids());
        add(*at..*at, "unknown-topic", format!("there is no topic `{id}`{hint}"));
    }
    for slip in &document.outline.slips {
        let (kind, message) = match slip.kind {
            SlipKind::Unclosed => ("fence-unclosed", "this fence is never closed"),
            SlipKind::Swallowed => {
                ("swallowed", "Markdown takes this heading or fence for code, because of its indentation")
            }
        };
        add(slip.at..slip.at, kind, message.to_string());
    }
    for example in examples(document) {
        match flaw(document, &example) {
            Some((kind, range, message)) => add(range, kind, message),
            None if example.parses() => {
                for (range, id, message) in pitfalls(document, &example, catalog, settings) {
                    add(range, &id, message);
                }
            }
            None => {}
        }
    }
    for (range, fact) in dated(document) {
        add(range, "out-of-date", fact.to_string());
    }
    found.sort_by(|a, b| (a.range.start, &a.kind).cmp(&(b.range.start, &b.kind)));
    // One cause, one message: Python 2 does not parse either, and two rules may see one place.
    found.dedup_by(|b, a| a.range.start == b.range.start && a.kind == b.kind);
    found
}

/// Errors and warnings of the engine that nothing around announces.
fn pitfalls(
    document: &Document,
    example: &Example<'_>,
    catalog: &Arc<Catalog>,
    settings: &Settings,
) -> Vec<(Range<usize>, String, String)> {
    let mut analysis = Analysis::new(catalog);
    analysis.update(&example.snapshot);
    let found = shown(document, example, &analysis, settings).into_iter();
    let found = found.filter(|finding| finding.severity <= Severity::Warning);
    let found = found.map(|finding| {
        (example.range(&finding.range), catalog.patterns()[finding.pattern].id.to_string(), finding.message)
    });
    found.collect()
}

/// Headings that match nothing or two things. A part of a section that has its topic needs none of
/// its own, and neither does a title above such sections.
fn headings(document: &Document, add: &mut impl FnMut(Range<usize>, &str, String)) {
    let matched = |section: &&Section| !section.topics.is_empty();
    let has_any = document.sections.iter().any(|section| matched(&section));
    let mut is_told = false;
    let mut alone: Vec<(Range<usize>, &Section)> = Vec::new();
    for section in &document.sections {
        let place =
            section.at..document.text[section.at..].find('\n').map_or(document.text.len(), |at| section.at + at);
        if section.how == How::Alias && section.is_ambiguous {
            let topics = section.topics.join("`, `");
            let first = &section.topics[0];
            let advice = format!("choose with `<!-- pygloss: {first} -->`");
            add(place, "heading-ambiguous", format!("`{}` may be about `{topics}`; {advice}", section.heading));
            continue;
        }
        if section.how != How::None {
            continue;
        }
        if !has_any {
            // No interview notes, or none that we know: one message, not one for each heading.
            if !is_told {
                add(place, "heading-unmatched", "no heading of this file matches a topic".to_string());
                is_told = true;
            }
            continue;
        }
        let is_inside = document.sections.iter().filter(matched).any(|outer| outer.body.contains(&section.at));
        let is_title = document.sections.iter().filter(matched).any(|inner| section.body.contains(&inner.at));
        let has_code = document.outline.blocks.iter().any(|block| section.body.contains(&block.range.start));
        if !is_inside && !is_title && has_code {
            alone.push((place, section));
        }
    }
    // Where most of a file is about other things, one message says so.
    let known = document.sections.iter().filter(matched).count();
    if let Some((place, first)) = alone.first().filter(|_| alone.len() > 2 * known) {
        let others = alone.len() - 1;
        let message = format!("`{}` and {others} other headings match no topic", first.heading);
        add(place.clone(), "heading-unmatched", message);
        return;
    }
    for (place, section) in alone {
        let near = section.nearest.as_ref().filter(|_| section.score > 0.5);
        let near = near.map_or(String::new(), |id| format!("; the nearest is `{id}`"));
        add(place, "heading-unmatched", format!("`{}` matches no topic{near}", section.heading));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn found(text: &str) -> Vec<(String, usize)> {
        let catalog = Catalog::builtin();
        let matcher = super::super::matcher(catalog);
        let document = Document::new(Path::new("a.md"), text.to_string(), &matcher);
        let all = problems(&document, &matcher, catalog, &Settings::default()).into_iter();
        all.map(|problem| (problem.kind, crate::notes::line_of(text, problem.range.start))).collect()
    }

    fn rows(rows: &[(&str, usize)]) -> Vec<(String, usize)> {
        rows.iter().map(|(kind, line)| (kind.to_string(), *line)).collect()
    }

    #[test]
    fn pitfalls_are_told_unless_the_note_shows_them_on_purpose() {
        let code = "```python\ndef f(a=[]):\n    a.append(1)\n    return a\n```\n";
        assert_eq!(found(&format!("# Scope and LEGB\n\n{code}")), rows(&[("mutable-default", 4)]));
        assert!(found(&format!("# Mutable vs immutable\n\n{code}")).is_empty());
        assert!(found(&format!("# LEGB\n\nA common mistake:\n\n{code}")).is_empty());
        assert!(found(&format!("# LEGB\n\n{}", code.replace("):", "):  # bad"))).is_empty());
    }

    #[test]
    fn code_that_does_not_parse_is_told_in_words() {
        let one = |code: &str| found(&format!("# LEGB\n\n```python\n{code}```\n"));
        assert_eq!(one("cdef int f(int n):\n    return n\n"), rows(&[("not-python", 4)]));
        assert_eq!(one("x = 1\n- Prose about the thing\n- More of the prose\n"), rows(&[("not-python", 5)]));
        assert_eq!(one("def f():\n"), rows(&[("cut-off", 4)]));
        assert_eq!(one("x = f(1,\n"), rows(&[("cut-off", 4)]));
        assert_eq!(one("x = 1\nif x = 2:\n    pass\n"), rows(&[("syntax", 5)]));
        assert_eq!(one("    def f(self):\n        pass\n"), []);
        assert_eq!(one("def f(x, ...): pass\n"), []);
        assert_eq!(one("print 'x'\n"), rows(&[("out-of-date", 4)]));
        assert_eq!(one("def f(): pass\n\n@wraps(f)\n"), rows(&[("cut-off", 6)]));
        assert_eq!(one("@option(\n    'x',\n)\n@option('y')\n"), []);
        assert_eq!(one(">>> 1 is\nSyntaxError\n"), []);
        assert_eq!(one("class A[T = int]: pass\n"), []);
        let twice = "# LEGB\n\n```python\nclass Interview:\n    def f(\n\n```python\nclass Interview:\n    def f(self): pass\n```\n";
        assert_eq!(found(twice), rows(&[("fence-unclosed", 3), ("cut-off", 4)]));
    }

    #[test]
    fn headings_need_a_topic_only_where_nothing_around_has_one() {
        let text = "# My notes\n\n## LEGB\n\n### Example\n\n```py\nx = 1\n```\n\n## Pasta\n\n```py\nx = 1\n```\n\n## Thanks\n\nx\n";
        assert_eq!(found(text), rows(&[("heading-unmatched", 11)]));
        assert_eq!(found("# Pasta\n\n# Pizza\n"), rows(&[("heading-unmatched", 1)]));
        assert_eq!(found("# Pasta <!-- pygloss: scope-leg -->\n"), rows(&[("unknown-topic", 1)]));
    }
}
