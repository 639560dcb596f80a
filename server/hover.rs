//! What a hover says: the insight first, then the note in short, then the way to read on.
//!
//! Owns the order, the budget of about 15 lines and the plain-text form. Must not know LSP nor
//! where notes are opened: the caller gives the links.

use crate::catalog::Catalog;
use crate::catalog::note::Example;
use crate::check::{Analysis, Finding, Gloss};
use crate::config::NotesFirst;
use crate::language::Language;
use crate::notes::{self, Quote};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Lines that are not blank; with more the example is left out.
const BUDGET: usize = 16;

/// Characters of insights after which an example would only push the rest out of sight.
const LONG_INSIGHT: usize = 600;

/// Lines of the longest example that is shown.
const LONG_EXAMPLE: usize = 8;

/// The topic whose sections of the third level give the tip behind a hover's link.
const TIPS: &str = "interview-tips";

/// What stands before each line that an example prints.
const RESULT: &str = "# → ";

/// The answer to a hover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The token that answers, as a byte range.
    pub range: Range<usize>,
    /// Markdown.
    pub markdown: String,
}

impl Hover {
    /// The same without Markdown's marks.
    pub fn plain(&self) -> String {
        plain_text(&self.markdown)
    }
}

/// What a hover takes from elsewhere.
pub struct Sources<'a> {
    /// The address of a topic's note, and of its section.
    pub links: &'a dyn Fn(&str, Option<&str>) -> Option<String>,
    /// What the person's own notes say of a topic.
    pub own: &'a dyn Fn(&str) -> Vec<Quote>,
    /// The address of a place in the person's own notes.
    pub own_links: &'a dyn Fn(&Quote) -> Option<String>,
    /// Whose note comes first.
    pub first: NotesFirst,
}

impl Sources<'_> {
    /// Nothing from elsewhere.
    pub const NONE: Sources<'static> =
        Sources { links: &|_, _| None, own: &|_| Vec::new(), own_links: &|_| None, first: NotesFirst::Mine };
}

/// The answer at a byte offset of the analysed snapshot. Where several patterns answer, all their
/// insights are told and the note is that of the most specific one: a finding before a gloss,
/// then the smaller token; a general pattern gives way to all others.
pub fn at(analysis: &Analysis, offset: usize, sources: &Sources<'_>) -> Option<Hover> {
    let catalog = analysis.catalog();
    let (findings, glosses) = (analysis.findings_near(offset), analysis.glosses_at(offset));
    let mut answers = answers(&findings, &glosses, offset);
    // What can be said of nearly any token is told where there is nothing better to say.
    let is_general = |answer: &Answer| catalog.patterns().get(answer.pattern).is_some_and(|pattern| pattern.general);
    answers.retain(|answer| !is_general(answer) || !answer.sentences.is_empty());
    if answers.iter().any(|answer| !is_general(answer)) {
        answers.retain(|answer| !is_general(answer));
    }
    let first = answers.first()?;
    let pattern = catalog.patterns().get(first.pattern)?;
    if first.is_finding {
        // What the same topic says of any such code would only repeat the finding.
        let topic_of = |answer: &Answer| catalog.patterns().get(answer.pattern).map(|pattern| pattern.topic);
        answers.retain(|answer| answer.is_finding || topic_of(answer) != Some(pattern.topic));
    }
    let first = answers.first()?;
    let topic = catalog.topics().get(pattern.topic)?;
    let section = topic.note.section(&pattern.id);
    let example = section
        .and_then(|section| section.example.as_ref())
        .or_else(|| topic.note.sections.iter().find_map(|section| section.example.as_ref()));
    let quotes = (sources.own)(&topic.id);
    let answer = flowing(&topic.note.answer);
    // A topic with a file is one of the workspace's own.
    let answer = if topic.file.is_some() { notes::harmless(&answer) } else { answer };
    let next = pick(&topic.note.next, &pattern.id).map(|(question, _)| notes::as_prose(question));
    let is_short = pattern.general || sources.first == NotesFirst::OnlyMine && !quotes.is_empty();
    let sentences = distinct(answers.iter().flat_map(|answer| &answer.sentences));
    // They quote code, and code may hold Markdown.
    let sentences: Vec<Cow<str>> = sentences.into_iter().map(notes::as_prose).collect();
    let parts = Parts {
        sentences: sentences.iter().map(|sentence| &**sentence).collect(),
        own: own_notes(&quotes, sources.own_links, !pattern.general),
        first: sources.first,
        // What can be said of nearly any name stays short: the note is a click away.
        answer: if is_short { String::new() } else { answer },
        example: example.filter(|_| !is_short).map(|example| (example.language, shown(example))),
        next: next.as_deref().filter(|_| !is_short),
        link: (sources.links)(&topic.id, section.map(|_| pattern.id.as_str())),
        tip: tip(catalog, &topic.id).and_then(|tip| Some((tip, (sources.links)(TIPS, None)?))),
    };
    Some(Hover { range: first.range.clone(), markdown: parts.markdown() })
}

/// What one pattern has to say at the place.
struct Answer<'a> {
    pattern: usize,
    range: Range<usize>,
    is_finding: bool,
    sentences: Vec<&'a str>,
}

/// All answers, the one that gives the note first.
fn answers<'a>(findings: &'a [Finding], glosses: &'a [Gloss], offset: usize) -> Vec<Answer<'a>> {
    let mut out: Vec<Answer<'a>> = Vec::new();
    for gloss in glosses {
        let finding =
            findings.iter().find(|finding| finding.pattern == gloss.pattern && overlap(&finding.range, &gloss.range));
        let message = finding.map(|finding| finding.message.as_str());
        out.push(Answer {
            pattern: gloss.pattern,
            range: gloss.range.clone(),
            is_finding: finding.is_some(),
            sentences: message.into_iter().chain(gloss.insights.iter().map(String::as_str)).collect(),
        });
    }
    // What the editor underlines answers too, wherever on the underline the cursor stands.
    let here = findings.iter().filter(|finding| touches(&finding.range, offset));
    for finding in here {
        if !out.iter().any(|answer| answer.is_finding && answer.pattern == finding.pattern) {
            out.push(Answer {
                pattern: finding.pattern,
                range: finding.range.clone(),
                is_finding: true,
                sentences: vec![&finding.message],
            });
        }
    }
    out.sort_by_key(|answer| (!answer.is_finding, answer.range.len()));
    out
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether the cursor is on the range; its end counts, because a cursor stands between letters.
fn touches(range: &Range<usize>, offset: usize) -> bool {
    range.start <= offset && offset <= range.end
}

fn distinct<'a>(sentences: impl Iterator<Item = &'a &'a str>) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for sentence in sentences.map(|sentence| sentence.trim()) {
        if !sentence.is_empty() && !out.contains(&sentence) {
            out.push(sentence);
        }
    }
    out
}

/// The tip for a topic: a heading of the note on interviews.
fn tip<'c>(catalog: &'c Catalog, topic: &str) -> Option<&'c str> {
    let note = &catalog.topic(TIPS).filter(|tips| tips.id != topic)?.note;
    let behind = note.sections.iter().skip_while(|section| section.heading != "Tips").skip(1);
    let tips: Vec<&str> =
        behind.take_while(|section| section.level > 2).map(|section| section.heading.as_str()).collect();
    pick(&tips, topic).copied()
}

/// One of several choices, always the same for one name (FNV-1a, which no toolchain changes).
fn pick<'n, T>(choices: &'n [T], name: &str) -> Option<&'n T> {
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let count = u64::try_from(choices.len()).ok().filter(|count| *count > 0)?;
    usize::try_from(hash % count).ok().and_then(|at| choices.get(at))
}

/// The parts of a hover in their order.
struct Parts<'a> {
    /// Findings' messages and insights, in Markdown.
    sentences: Vec<&'a str>,
    /// The person's own notes, in Markdown.
    own: String,
    first: NotesFirst,
    answer: String,
    /// Code, with what it prints as comments.
    example: Option<(Language, String)>,
    next: Option<&'a str>,
    link: Option<String>,
    /// A tip, and the address of the note that has more of them.
    tip: Option<(&'a str, String)>,
}

impl Parts<'_> {
    fn markdown(&self) -> String {
        let insight_length: usize = self.sentences.iter().map(|text| text.chars().count()).sum();
        let example = self
            .example
            .as_ref()
            .map(|(language, code)| (*language, code.trim_end()))
            .filter(|(_, code)| insight_length <= LONG_INSIGHT && lines_of_code(code) <= LONG_EXAMPLE)
            .filter(|(_, code)| !code.is_empty())
            .map(|(language, code)| fenced(language, code));
        let full = self.join(example.as_deref());
        let lines = full.lines().filter(|line| !line.trim().is_empty()).count();
        if lines > BUDGET { self.join(None) } else { full }
    }

    fn join(&self, example: Option<&str>) -> String {
        let next = self.next.map(|question| format!("*Asked next:* {}", question.trim()));
        let link = self.link.as_ref().map(|href| {
            let tip = self.tip.as_ref().map(|(tip, href)| format!(" · [{tip}](<{}>)", address(href)));
            format!("[Open the note](<{}>){}", address(href), tip.unwrap_or_default())
        });
        let (before, after) = match self.first {
            NotesFirst::BuiltIn => ("", self.own.as_str()),
            NotesFirst::Mine | NotesFirst::OnlyMine => (self.own.as_str(), ""),
        };
        let parts: Vec<&str> = self
            .sentences
            .iter()
            .copied()
            .chain([before, self.answer.as_str()])
            .chain(example)
            .chain(next.as_deref())
            .chain([after])
            .chain(link.as_deref())
            .filter(|part| !part.is_empty())
            .collect();
        parts.join("\n\n")
    }
}

/// What the person's own notes say, as Markdown: the places, and with `whole` the text of the
/// first one.
pub fn own_notes(quotes: &[Quote], links: &dyn Fn(&Quote) -> Option<String>, whole: bool) -> String {
    let Some((first, others)) = quotes.split_first() else { return String::new() };
    let named = |quote: &Quote| match links(quote) {
        Some(href) => format!("[{}](<{}>)", quote.markdown_label(), address(&href)),
        None => quote.markdown_label(),
    };
    let mut out = format!("**Your notes:** {}", named(first));
    if !others.is_empty() {
        let others: Vec<String> = others.iter().map(named).collect();
        out.push_str(&format!("; also {}", others.join(", ")));
    }
    if whole && !first.text.is_empty() {
        out.push_str(&format!("\n\n{}", first.text));
    }
    out
}

/// A paragraph on one line, for readers of any width.
fn flowing(paragraph: &str) -> String {
    let mut out = String::with_capacity(paragraph.len());
    for line in paragraph.trim().lines() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line.trim());
    }
    out
}

/// An example with its result: what it prints, or the exception it ends in, as comments.
fn shown(example: &Example) -> String {
    let mut text = example.code.trim_end().to_string();
    for line in example.output.iter().flat_map(|output| output.lines()) {
        text.push('\n');
        text.push_str(RESULT);
        text.push_str(line);
    }
    if let Some(exception) = &example.raises {
        text.push_str("\n# raises ");
        text.push_str(exception);
    }
    text
}

/// Lines of an example, not counting its result.
fn lines_of_code(example: &str) -> usize {
    let is_result = |line: &&str| line.starts_with(RESULT) || line.starts_with("# raises ");
    example.lines().filter(|line| !is_result(line)).count()
}

/// The characters that would end an address in angle brackets, written so that they do not.
fn address(href: &str) -> Cow<'_, str> {
    if !href.contains(['<', '>', '\n', '\r']) {
        return Cow::Borrowed(href);
    }
    Cow::Owned(href.replace('<', "%3C").replace('>', "%3E").replace(['\n', '\r'], ""))
}

/// A fence that no line of the code can close.
fn fenced(language: Language, code: &str) -> String {
    let longest =
        code.lines().map(|line| line.trim_start().bytes().take_while(|byte| *byte == b'`').count()).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{}\n{code}\n{fence}", language.fence())
}

/// Markdown without its marks, for clients that show text as it is.
pub fn plain_text(markdown: &str) -> String {
    let mut out = String::new();
    let mut href = None;
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                out.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => out.push('\n'),
            Event::Start(Tag::Item) => {
                end_line(&mut out);
                out.push_str("- ");
            }
            Event::Start(Tag::Link { dest_url, .. }) => href = Some(dest_url),
            Event::End(TagEnd::Link) => {
                if let Some(href) = href.take() {
                    out.push_str(": ");
                    out.push_str(&href);
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::List(_)) => {
                end_line(&mut out);
                out.push('\n');
            }
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn end_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Severity;

    fn finding(pattern: usize, range: Range<usize>) -> Finding {
        let message = format!("message {pattern}");
        Finding { pattern, clause: 0, severity: Severity::Warning, range, message, related: Vec::new() }
    }

    fn gloss(pattern: usize, range: Range<usize>, insights: &[&str]) -> Gloss {
        let insights = insights.iter().map(|text| text.to_string()).collect();
        Gloss { pattern, range, insights }
    }

    fn parts(example: &'static str) -> Parts<'static> {
        Parts {
            sentences: vec!["`is` asks for the same object.", "1000 is not cached."],
            own: String::new(),
            first: NotesFirst::Mine,
            answer: "`is` compares identity. `==` compares values.".to_string(),
            example: Some((Language::Python, example.to_string())),
            next: Some("When is `is` right?"),
            link: Some("file:///notes/is vs.md#x".to_string()),
            tip: Some(("Say why", "file:///notes/tips.md".to_string())),
        }
    }

    #[test]
    fn the_parts_come_in_their_order() {
        insta::assert_snapshot!(parts("x = 1000\nx is 1000\n").markdown(), @r"
        `is` asks for the same object.

        1000 is not cached.

        `is` compares identity. `==` compares values.

        ```python
        x = 1000
        x is 1000
        ```

        *Asked next:* When is `is` right?

        [Open the note](<file:///notes/is vs.md#x>) · [Say why](<file:///notes/tips.md>)
        ");
    }

    #[test]
    fn own_notes_stand_where_the_setting_says() {
        let quote = |number: usize| Quote {
            path: format!("/n/{number}.md").into(),
            line: 3,
            label: format!("{number}.md § is"),
            text: "Mine *is*.".to_string(),
        };
        let own = own_notes(&[quote(1), quote(2)], &|quote| Some(format!("file://{}", quote.path.display())), true);
        assert_eq!(
            own,
            "**Your notes:** [1.md § is](<file:///n/1.md>); also [2.md § is](<file:///n/2.md>)\n\nMine *is*."
        );
        let place = |first: NotesFirst, of: &str| {
            Parts { own: own.clone(), first, ..parts("x") }.markdown().find(of).expect("is there")
        };
        assert!(place(NotesFirst::Mine, "Mine") < place(NotesFirst::Mine, "compares identity"));
        assert!(place(NotesFirst::Mine, "Mine") > place(NotesFirst::Mine, "1000 is not cached"));
        assert!(place(NotesFirst::BuiltIn, "Mine") > place(NotesFirst::BuiltIn, "compares identity"));
        assert_eq!(own_notes(&[], &|_| None, true), "");
    }

    #[test]
    fn plain_text_has_no_marks() {
        insta::assert_snapshot!(plain_text(&parts("x is 1000").markdown()), @r"
        is asks for the same object.

        1000 is not cached.

        is compares identity. == compares values.

        x is 1000

        Asked next: When is is right?

        Open the note: file:///notes/is vs.md#x · Say why: file:///notes/tips.md
        ");
        assert_eq!(plain_text("- a\n- **b**\n\nc"), "- a\n- b\n\nc");
    }

    #[test]
    fn long_examples_and_long_insights_leave_the_example_out() {
        assert!(!parts("a\nb\nc\nd\ne\nf\ng\nh\ni\n").markdown().contains("```"));
        let long = "word ".repeat(200);
        let crowded = Parts { sentences: vec![&long], ..parts("x") };
        assert!(!crowded.markdown().contains("```"));
        let many = Parts { sentences: vec!["a\nb\nc\nd\ne\nf\ng\nh\ni"], ..parts("1\n2\n3") };
        assert!(!many.markdown().contains("```"));
    }

    #[test]
    fn a_fence_in_the_example_does_not_end_it() {
        let markdown = parts("s = '''\n```\n'''").markdown();
        assert!(markdown.contains("````python\n"));
        assert!(plain_text(&markdown).contains("```\n'''"));
    }

    #[test]
    fn a_finding_gives_the_note_and_all_insights_are_told() {
        let findings = [finding(7, 0..9)];
        let glosses = [gloss(3, 2..4, &["wide"]), gloss(7, 0..9, &["own", "wide"])];
        let answers = answers(&findings, &glosses, 2);
        assert_eq!(answers[0].pattern, 7);
        let sentences = distinct(answers.iter().flat_map(|answer| &answer.sentences));
        assert_eq!(sentences, ["message 7", "own", "wide"]);
    }

    #[test]
    fn the_smaller_token_wins_between_glosses() {
        let glosses = [gloss(1, 0..20, &[]), gloss(2, 4..6, &[])];
        assert_eq!(answers(&[], &glosses, 5)[0].pattern, 2);
    }

    #[test]
    fn an_underlined_place_answers_without_a_gloss() {
        assert_eq!(answers(&[finding(1, 4..8)], &[], 8).len(), 1);
        assert!(answers(&[finding(1, 4..8)], &[], 9).is_empty());
    }

    #[test]
    fn the_next_question_is_stable() {
        let choices = ["a", "b", "c"];
        assert_eq!(pick(&choices, "is-int-literal"), pick(&choices, "is-int-literal"));
        assert_eq!(pick::<&str>(&[], "x"), None);
        let picked = |id| pick(&choices, id);
        assert!(["p", "q", "r", "s"].iter().any(|id| picked(id) != picked("o")));
    }
}
