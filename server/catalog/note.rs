//! A note: one topic explained in Markdown, with TOML front matter and runnable examples.
//!
//! Owns the format of `note.md`: front matter, answer, sections, fences and their options, the
//! follow-up questions. Must not know patterns, queries, Python or how a note is shown: it
//! neither runs an example nor knows which headings name a pattern.

use crate::language::Language;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use serde::Deserialize;
use std::borrow::Cow;
use std::ops::{Deref, Range};
use std::sync::OnceLock;

/// The line that opens and closes the front matter.
const DELIMITER: &str = "+++";
/// The heading whose bullets become [`Note::next`].
const ASK_NEXT: &str = "Ask next";

/// A parsed note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// The topic in a few words.
    pub title: String,
    /// The question as an interviewer puts it.
    pub question: String,
    /// The chapter that lists the topic.
    pub chapter: String,
    /// Headings under which people file the topic in notes of their own.
    pub aliases: Vec<String>,
    /// Addresses of the pages that decide whether the note is right.
    pub sources: Vec<String>,
    /// The Markdown after the front matter.
    pub body: String,
    /// The first paragraph, as Markdown.
    pub answer: String,
    /// All headings with what follows them, in the order of the file.
    pub sections: Vec<Section>,
    /// All Python fences, in the order of the file.
    pub examples: Vec<Example>,
    /// The bullets under `## Ask next`: question and answer, each on one line of Markdown.
    pub next: Vec<(String, String)>,
}

/// A heading and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading's text without Markdown.
    pub heading: String,
    /// 1 for `#` to 6 for `######`.
    pub level: u8,
    /// The heading's line in the file, 1-based.
    pub line: usize,
    /// The Markdown up to the next heading of the same or a higher level, subsections included.
    pub text: String,
    /// The first paragraph, as Markdown; empty if there is none before the next heading.
    pub lead: String,
    /// The first Python fence before the next heading.
    pub example: Option<Example>,
}

/// A fence with a complete file; one in Python is a script that can be run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// What it is written in.
    pub language: Language,
    /// The line of the first code line in the file, 1-based.
    pub line: usize,
    /// The nearest heading above; empty if there is none.
    pub section: String,
    /// The script.
    pub code: String,
    /// The `text` fence right after it: exactly what the script prints.
    pub output: Option<String>,
    /// The exception that ends the script.
    pub raises: Option<String>,
    /// Whether the script makes the compiler or the interpreter warn.
    pub warns: bool,
    /// Whether it is a file of tests that pytest runs; the output is then how each test ended.
    pub pytest: bool,
    /// The first version that runs it, as (major, minor).
    pub since: Option<(u8, u8)>,
    /// The last version that runs it, as (major, minor).
    pub until: Option<(u8, u8)>,
}

/// A mistake in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteError {
    /// The line in the file, 1-based.
    pub line: usize,
    /// What is wrong and what is expected instead.
    pub message: String,
}

impl Note {
    /// Reads a note. All mistakes are reported at once, in the order of their lines.
    pub fn parse(source: &str) -> Result<Note, Vec<NoteError>> {
        let (front, body_start) = split(source).map_err(|error| vec![error])?;
        let mut errors = Vec::new();
        let mut note = front_matter(&source[front], &mut errors);
        note.body = source[body_start..].to_string();
        let first_line = 1 + newlines(&source[..body_start]);
        Reader::read(&source[body_start..], first_line, &mut note, &mut errors);
        errors.sort_by_key(|error| error.line);
        if errors.is_empty() { Ok(note) } else { Err(errors) }
    }

    /// The section with exactly this heading.
    pub fn section(&self, heading: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.heading == heading)
    }
}

/// A note that is read when it is first looked into.
pub struct LazyNote {
    source: Cow<'static, str>,
    note: OnceLock<Note>,
}

impl LazyNote {
    /// The note with this source, front matter included.
    pub(super) fn new(source: Cow<'static, str>) -> Self {
        LazyNote { source, note: OnceLock::new() }
    }

    /// The whole source, front matter included.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Reads the note now.
    ///
    /// # Errors
    /// All mistakes, in the order of their lines.
    pub(super) fn read(&self) -> Result<&Note, Vec<NoteError>> {
        match self.note.get() {
            Some(note) => Ok(note),
            None => Note::parse(&self.source).map(|note| self.note.get_or_init(|| note)),
        }
    }
}

impl Deref for LazyNote {
    type Target = Note;

    /// The note; an empty one if it has mistakes, which no topic of a catalogue has.
    fn deref(&self) -> &Note {
        self.note.get_or_init(|| Note::parse(&self.source).unwrap_or_default())
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FrontMatter {
    title: String,
    question: String,
    chapter: String,
    aliases: Vec<String>,
    sources: Vec<String>,
}

/// The front matter's byte range and where the body starts.
fn split(source: &str) -> Result<(Range<usize>, usize), NoteError> {
    let error = |message: &str| NoteError { line: 1, message: message.to_string() };
    let mut lines = source.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != DELIMITER {
        return Err(error("front matter is missing: the first line must be `+++`"));
    }
    let start = first.len();
    let mut end = start;
    for line in lines {
        if line.trim_end() == DELIMITER {
            return Ok((start..end, end + line.len()));
        }
        end += line.len();
    }
    Err(error("front matter is not closed: a second line `+++` must end it"))
}

/// A note of which only the front matter is known.
fn front_matter(text: &str, errors: &mut Vec<NoteError>) -> Note {
    let front: FrontMatter = match toml::from_str(text) {
        Ok(front) => front,
        Err(error) => {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = 2 + newlines(before);
            errors.push(NoteError { line, message: error.message().to_string() });
            return Note::default();
        }
    };
    let FrontMatter { title, question, chapter, aliases, sources } = front;
    for (key, value) in [("title", &title), ("question", &question), ("chapter", &chapter)] {
        if value.trim().is_empty() {
            errors.push(NoteError { line: 1, message: format!("front matter lacks `{key}`") });
        }
    }
    Note { title, question, chapter, aliases, sources, ..Note::default() }
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}

/// A heading while its section is still open.
struct Heading {
    text: String,
    level: u8,
    range: Range<usize>,
    lead: Range<usize>,
    example: Option<usize>,
}

/// Fills a note from its body, event by event. Ranges are bytes of the body.
struct Reader<'a> {
    body: &'a str,
    first_line: usize,
    note: &'a mut Note,
    errors: &'a mut Vec<NoteError>,
    headings: Vec<Heading>,
    /// Where the last Python fence ended, until its output is found.
    open_example: Option<usize>,
}

impl<'a> Reader<'a> {
    fn read(body: &'a str, first_line: usize, note: &'a mut Note, errors: &'a mut Vec<NoteError>) {
        let headings = Vec::new();
        let mut reader = Reader { body, first_line, note, errors, headings, open_example: None };
        reader.events();
        reader.finish();
    }

    fn events(&mut self) {
        let mut events = Parser::new(self.body).into_offset_iter();
        let mut depth = 0_usize;
        let mut question = None;
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    let text = text_until(&mut events, |end| matches!(end, TagEnd::Heading(_)));
                    self.heading(text, level, range);
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let code = text_until(&mut events, |end| *end == TagEnd::CodeBlock);
                    self.code_block(&kind, code, range);
                }
                Event::Start(tag) => {
                    match tag {
                        Tag::Paragraph if depth == 0 => self.paragraph(range),
                        Tag::Item if depth == 1 => question = None,
                        Tag::Strong if question.is_none() => question = Some(range),
                        _ => {}
                    }
                    depth += 1;
                }
                Event::End(end) => {
                    depth = depth.saturating_sub(1);
                    if end == TagEnd::Item && depth == 1 {
                        self.item(&range, question.take());
                    }
                }
                _ => {}
            }
        }
    }

    fn heading(&mut self, text: String, level: HeadingLevel, range: Range<usize>) {
        if self.headings.iter().any(|heading| heading.text == text) {
            self.error(range.start, format!("the heading `{text}` is there twice"));
        }
        self.open_example = None;
        let lead = range.end..range.end;
        self.headings.push(Heading { text, level: level as u8, range, lead, example: None });
    }

    fn paragraph(&mut self, range: Range<usize>) {
        match self.headings.last_mut() {
            Some(heading) if heading.lead.is_empty() => heading.lead = range,
            None if self.body[..range.start].trim().is_empty() => {
                self.note.answer = self.body[range].trim().to_string();
            }
            _ => {}
        }
    }

    /// A bullet of the outermost list; `question` is its first bold text.
    fn item(&mut self, range: &Range<usize>, question: Option<Range<usize>>) {
        if self.headings.last().is_none_or(|heading| heading.text != ASK_NEXT) {
            return;
        }
        let parts = question.map(|bold| {
            let asked = self.body[bold.clone()].trim_matches(['*', '_']);
            (one_line(asked), one_line(&self.body[bold.end..range.end]))
        });
        match parts {
            Some((asked, answer)) if !answer.is_empty() => self.note.next.push((asked, answer)),
            _ => self.error(range.start, "a bullet here must be `- **Question?** Answer`"),
        }
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, code: String, range: Range<usize>) {
        let previous_end = self.open_example.take();
        let CodeBlockKind::Fenced(info) = kind else {
            return self.error(range.start, "indented code is never run: use a fence");
        };
        let block = self.body[range.clone()].trim_end();
        if !(newlines(block) > 0 && (block.ends_with("```") || block.ends_with("~~~"))) {
            return self.error(range.start, "the fence is not closed");
        }
        let (language, options) = info.trim().split_once(' ').unwrap_or((info.trim(), ""));
        match language {
            "" => self.error(range.start, "the fence lacks a language"),
            _ if Language::ALL.iter().any(|own| own.fence() == language) => {
                let mut example = self.example(options, code, range.start);
                example.language = Language::ALL.into_iter().find(|own| own.fence() == language).unwrap_or_default();
                let is_script = example.language == Language::Python;
                if let Some(heading) = self.headings.last_mut() {
                    heading.example.get_or_insert(self.note.examples.len());
                }
                self.note.examples.push(example);
                self.open_example = is_script.then_some(range.end);
            }
            "text" => {
                let follows = previous_end
                    .and_then(|end| self.body.get(end..range.start))
                    .is_some_and(|between| between.trim().is_empty());
                match self.note.examples.last_mut() {
                    Some(example) if follows => example.output = Some(code),
                    _ => self.error(range.start, "a `text` fence must directly follow a `python` fence"),
                }
            }
            _ if language.to_ascii_lowercase().starts_with("py") => {
                let message = format!("unknown fence language `{language}`: write `python`");
                self.error(range.start, message);
            }
            _ => {}
        }
    }

    fn example(&mut self, options: &str, code: String, at: usize) -> Example {
        let section = self.headings.last().map(|heading| heading.text.clone()).unwrap_or_default();
        let line = self.line(at) + 1;
        let mut example = Example { line, section, code, ..Example::default() };
        for option in options.split_whitespace() {
            let (key, value) = option.split_once('=').unwrap_or((option, ""));
            match (key, version(value)) {
                ("raises", _) if !value.is_empty() => example.raises = Some(value.to_string()),
                ("warns", _) if value.is_empty() => example.warns = true,
                ("pytest", _) if value.is_empty() => example.pytest = true,
                ("since", Some(version)) => example.since = Some(version),
                ("until", Some(version)) => example.until = Some(version),
                _ => {
                    let known = "`raises=NAME`, `warns`, `pytest`, `since=3.N`, `until=3.N`";
                    let message = format!("unknown fence option `{option}`, expected {known}");
                    self.error(at, message);
                }
            }
        }
        example
    }

    /// Closes the sections: only now is it known where each one ends.
    fn finish(&mut self) {
        if self.note.answer.is_empty() {
            let message = "the answer is empty: a paragraph must follow the front matter";
            self.error(0, message);
        }
        for (index, heading) in self.headings.iter().enumerate() {
            let end = self.headings[index + 1..]
                .iter()
                .find(|next| next.level <= heading.level)
                .map_or(self.body.len(), |next| next.range.start);
            self.note.sections.push(Section {
                heading: heading.text.clone(),
                level: heading.level,
                line: self.line(heading.range.start),
                text: self.body[heading.range.end..end].trim().to_string(),
                lead: self.body[heading.lead.clone()].trim().to_string(),
                example: heading.example.and_then(|at| self.note.examples.get(at).cloned()),
            });
        }
    }

    fn line(&self, offset: usize) -> usize {
        self.first_line + newlines(&self.body[..offset])
    }

    fn error(&mut self, offset: usize, message: impl Into<String>) {
        self.errors.push(NoteError { line: self.line(offset), message: message.into() });
    }
}

/// The plain text of the events up to an end tag.
fn text_until<'a>(
    events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
    is_end: impl Fn(&TagEnd) -> bool,
) -> String {
    let mut out = String::new();
    for (event, _) in events {
        match event {
            Event::End(end) if is_end(&end) => break,
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            _ => {}
        }
    }
    out
}

fn version(text: &str) -> Option<(u8, u8)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRONT: &str = "+++\ntitle = \"T\"\nquestion = \"Q?\"\nchapter = \"C\"\n+++\n";

    fn note(body: &str) -> Note {
        Note::parse(&format!("{FRONT}{body}")).expect("a note without mistakes")
    }

    fn mistakes(source: &str) -> Vec<(usize, String)> {
        let errors = Note::parse(source).expect_err("a mistake");
        errors.into_iter().map(|error| (error.line, error.message)).collect()
    }

    /// The line and message of the only mistake in a body; the body's first line is line 6.
    fn mistake(body: &str) -> (usize, String) {
        let all = mistakes(&format!("{FRONT}{body}"));
        assert_eq!(all.len(), 1, "{all:?}");
        all.into_iter().next().expect("one")
    }

    #[test]
    fn sections_keep_lines_text_and_lead() {
        let note = note("A.\nB.\n\n## X `y`\n\nlead\nmore\n\n### sub\ntext\n\n## Z\n- one\n");
        assert_eq!(note.answer, "A.\nB.");
        let seen: Vec<_> = note.sections.iter().map(|s| (&*s.heading, s.level, s.line)).collect();
        assert_eq!(seen, [("X y", 2, 9), ("sub", 3, 14), ("Z", 2, 17)]);
        assert_eq!(note.sections[0].text, "lead\nmore\n\n### sub\ntext");
        assert_eq!(note.sections[0].lead, "lead\nmore");
        assert_eq!(note.section("Z").map(|section| &*section.lead), Some(""));
        assert!(note.section("z").is_none());
    }

    #[test]
    fn fences_carry_options_and_output() {
        let fence = "```python raises=TypeError since=3.9 until=3.14\nx\n```\n\n```text\n1\n```\n";
        let note = note(&format!("A.\n\n## E\n{fence}\n```python warns\ny\n```\n"));
        let [first, second] = &note.examples[..] else { panic!("two examples") };
        assert_eq!((first.line, &*first.section, &*first.code), (10, "E", "x\n"));
        assert_eq!(first.output.as_deref(), Some("1\n"));
        assert_eq!(first.raises.as_deref(), Some("TypeError"));
        assert_eq!((first.since, first.until), (Some((3, 9)), Some((3, 14))));
        assert!(second.warns && second.output.is_none());
        assert_eq!(note.sections[0].example.as_ref(), Some(first));
    }

    #[test]
    fn bullets_become_questions() {
        let note = note("A.\n\n## Ask next\n- **Why\n  `x`?** Because\n  **so**.\n- **B?** C.\n");
        let pair = |q: &str, a: &str| (q.to_string(), a.to_string());
        assert_eq!(note.next, [pair("Why `x`?", "Because **so**."), pair("B?", "C.")]);
    }

    #[test]
    fn front_matter_mistakes_name_line_and_keys() {
        assert_eq!(mistakes("A.\n")[0].0, 1);
        assert!(mistakes("+++\ntitle = 1\n")[0].1.contains("not closed"));
        let unknown = mistakes(&FRONT.replace("chapter", "chapters").replace("+++\n+", "+"));
        assert_eq!(unknown[0].0, 4);
        assert!(unknown[0].1.contains("`chapters`") && unknown[0].1.contains("`chapter`"));
        let lacking = mistakes("+++\n+++\nA.\n");
        assert_eq!(lacking.len(), 3);
    }

    #[test]
    fn body_mistakes_name_their_line() {
        assert!(mistake("## X\n").1.contains("answer is empty"));
        assert_eq!(mistake("A.\n\n## X\n\n## X\n").0, 10);
        let (line, message) = mistake("A.\n\n```python skip\nx\n```\n");
        assert_eq!(line, 8);
        assert!(message.contains("`skip`") && message.contains("until"));
        assert!(mistake("A.\n\n```py\nx\n```\n").1.contains("write `python`"));
        assert!(mistake("A.\n\n```text\nx\n```\n").1.contains("directly follow"));
        assert!(mistake("A.\n\n```python\nx\n").1.contains("not closed"));
        assert!(mistake("A.\n\n## Ask next\n- no question\n").1.contains("Question?"));
    }
}
