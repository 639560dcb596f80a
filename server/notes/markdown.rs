//! The outline of a rough Markdown text: headings and code blocks with their places.
//!
//! pulldown-cmark reads it; on top come repairs for what people really write: fences that nobody
//! closed, headings and fences that an indentation swallowed, bold lines instead of headings.
//! Every repair is reported as a [`Slip`]. Must not know topics or files.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// The level of a bold line that serves as a heading: below all six of Markdown's.
const BOLD: u8 = 7;

/// So many unclosed fences are repaired in one file; each costs a new parse of the rest.
const MOST_REPAIRS: usize = 200;

/// Bytes of the longest bold line that is a heading.
const LONGEST_BOLD: usize = 100;

/// What is in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The front matter between `---` or `+++` lines; empty when there is none.
    pub front: Range<usize>,
    /// In the order of the text.
    pub headings: Vec<Heading>,
    /// In the order of the text.
    pub blocks: Vec<Block>,
    /// HTML comments outside code.
    pub comments: Vec<Range<usize>>,
    /// What had to be repaired.
    pub slips: Vec<Slip>,
}

/// A heading and its section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Without Markdown's marks.
    pub text: String,
    /// 1 to 6, and 7 for a bold line.
    pub level: u8,
    /// The heading's own bytes.
    pub range: Range<usize>,
    /// The bytes from the heading to the next one of the same or a higher level.
    pub section: Range<usize>,
}

/// A code block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What the fence says that it is.
    pub language: Language,
    /// The block's bytes with its fences.
    pub range: Range<usize>,
    /// The offset of the first byte of code.
    pub start: usize,
    /// The code, indentation and quote marks of the block taken off.
    pub code: String,
    /// The indentation that all lines of the code shared.
    pub indent: String,
    /// For each line of the code where it stands in the file.
    lines: Vec<usize>,
}

impl Block {
    fn new(language: Language, range: Range<usize>, body: usize, code: Code) -> Block {
        let start = code.lines.first().copied().unwrap_or(body);
        Block { language, range, start, code: code.text, indent: code.indent, lines: code.lines }
    }

    /// Where a byte of the code stands in the file.
    pub fn place(&self, offset: usize) -> usize {
        let before = self.code.as_bytes().get(..offset).unwrap_or(self.code.as_bytes());
        let line = memchr::memchr_iter(b'\n', before).count();
        let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        match self.lines.get(line) {
            Some(start) => start + column,
            // Behind the last line break.
            None => self.lines.last().map_or(self.start, |last| last + self.last_line_length()),
        }
    }

    /// The byte of the code that stands at a byte of the file; `None` outside the code.
    pub fn offset_of(&self, place: usize) -> Option<usize> {
        let line = self.lines.partition_point(|start| *start <= place).checked_sub(1)?;
        let length = self.code.split_inclusive('\n').nth(line)?.len();
        let column = place - self.lines.get(line)?;
        let before: usize = self.code.split_inclusive('\n').take(line).map(str::len).sum();
        (column <= length).then_some(before + column.min(length))
    }

    fn last_line_length(&self) -> usize {
        self.code.split_inclusive('\n').next_back().map_or(0, str::len)
    }
}

/// Code and where its lines stand in the file.
struct Code {
    text: String,
    indent: String,
    lines: Vec<usize>,
}

impl Code {
    /// The lines of `text` that begin at `starts`, up to `end`, without the indentation that all
    /// of them share.
    fn at(text: &str, starts: impl Iterator<Item = usize>, end: usize) -> Code {
        let lines = starts.filter(|start| *start < end).filter_map(|start| {
            let rest = text.get(start..end)?;
            Some((start, rest.split_inclusive('\n').next().unwrap_or_default()))
        });
        let lines: Vec<(usize, &str)> = lines.collect();
        let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let filled = lines.iter().filter(|(_, line)| !line.trim().is_empty());
        let shared = filled.map(|(_, line)| indent(line)).min().unwrap_or(0);
        let first = lines.iter().find(|(_, line)| !line.trim().is_empty());
        let indent_text = first.map_or("", |(_, line)| &line[..shared]).to_string();
        let mut code = Code { text: String::new(), indent: indent_text, lines: Vec::with_capacity(lines.len()) };
        for (start, line) in lines {
            let cut = shared.min(indent(line));
            code.lines.push(start + cut);
            code.text.push_str(&line[cut..]);
        }
        code
    }
}

/// The language on a fence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Any spelling of Python.
    Python,
    /// No language was named.
    Unnamed,
    /// Something else.
    Other,
}

impl Block {
    /// Whether the code is meant as Python of today: so named, or unnamed and with a line that is
    /// hardly anything else.
    pub fn is_python(&self) -> bool {
        const STARTS: [&str; 9] =
            ["def ", "class ", "import ", "from ", "print(", ">>> ", "async def ", "for ", "with "];
        match self.language {
            Language::Python => true,
            Language::Unnamed => self.code.lines().any(|line| {
                let line = line.trim_end();
                let is_block = line.ends_with(':') || line.ends_with(')');
                STARTS.iter().any(|start| line.starts_with(start))
                    && (!matches!(line.split(' ').next(), Some("for" | "with" | "class" | "def" | "async")) || is_block)
                    && (!line.starts_with("from ") || line.contains(" import "))
            }),
            Language::Other => false,
        }
    }
}

/// Something in the text that had to be repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slip {
    /// What it is.
    pub kind: SlipKind,
    /// Where it begins.
    pub at: usize,
}

/// Kinds of repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlipKind {
    /// A fence without an end.
    Unclosed,
    /// A heading or a fence inside an indented block, which Markdown takes for code.
    Swallowed,
}

/// The outline of a text.
pub fn outline(text: &str) -> Outline {
    let mut reader = Reader { text, out: Outline::default() };
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    reader.out.front = front_matter(text, bom);
    let mut start = reader.out.front.end.max(bom);
    for _ in 0..MOST_REPAIRS {
        match reader.read(start, true) {
            Some(next) if next > start => start = next,
            _ => return reader.finish(),
        }
    }
    reader.read(start, false);
    reader.finish()
}

/// The front matter, delimiters included; empty at `start` when there is none.
fn front_matter(text: &str, start: usize) -> Range<usize> {
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let delimiter = first.trim_end();
    if delimiter != "---" && delimiter != "+++" {
        return start..start;
    }
    let mut end = start + first.len();
    for line in lines.take(200) {
        end += line.len();
        if line.trim_end() == delimiter {
            return start..end;
        }
        // A blank line right behind `---` makes that a rule.
        if line.trim().is_empty() && end - line.len() == start + first.len() {
            break;
        }
    }
    start..start
}

struct Reader<'t> {
    text: &'t str,
    out: Outline,
}

impl Reader<'_> {
    /// Reads from `start`. With `repair` it stops at an unclosed fence and returns where to go on.
    fn read(&mut self, start: usize, repair: bool) -> Option<usize> {
        let text = self.text;
        let masked = mask(&text[start..]);
        let mut events = Parser::new(&masked).into_offset_iter();
        let mut depth = 0_usize;
        while let Some((event, range)) = events.next() {
            let range = start + range.start..start + range.end;
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    let content = until(&mut events, |end| matches!(end, TagEnd::Heading(_)));
                    self.heading(&content, level as u8, range);
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let lines = code_lines(&masked, &mut events);
                    let lines: Vec<usize> = lines.into_iter().map(|at| start + at).collect();
                    if let Some(next) = self.fence(&info, range, &lines, repair) {
                        return Some(next);
                    }
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                    until(&mut events, |end| *end == TagEnd::CodeBlock);
                    self.indented(range);
                }
                Event::Start(Tag::Paragraph) if depth == 0 => {
                    self.bold_line(&range);
                    depth += 1;
                }
                Event::Html(_) | Event::InlineHtml(_) if text[range.clone()].trim_start().starts_with("<!--") => {
                    self.out.comments.push(range);
                }
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        None
    }

    fn heading(&mut self, content: &str, level: u8, range: Range<usize>) {
        let mut content = content.to_string();
        if let Some(at) = self.text[range.clone()].find("<!--") {
            // A comment on the heading is a mark, not part of its text.
            let end = self.text[range.clone()].find("-->").map_or(range.len(), |end| end + "-->".len());
            self.out.comments.push(range.start + at..range.start + end.max(at));
            let comment = &self.text[range.start + at..range.start + end.max(at)];
            content = content.replace(comment, "");
        }
        let text = content.split_whitespace().collect::<Vec<_>>().join(" ");
        let section = range.clone();
        self.out.headings.push(Heading { text, level, range, section });
    }

    /// A paragraph that is one bold line is what many use for a heading.
    fn bold_line(&mut self, range: &Range<usize>) {
        let line = self.text[range.clone()].trim();
        let bare = line.trim_end_matches(':').trim_end();
        let inner = ["**", "__"].iter().find_map(|mark| bare.strip_prefix(mark)?.strip_suffix(mark));
        let Some(inner) = inner.map(|inner| inner.trim().trim_end_matches(':')) else { return };
        let is_one = !inner.contains(['\n', '*']) && !inner.contains("__");
        if is_one && !inner.is_empty() && inner.len() <= LONGEST_BOLD {
            self.heading(&inner.replace('`', ""), BOLD, range.clone());
        }
    }

    /// A fence. When its end is missing and `repair` is wanted, the block is cut where the text
    /// goes on, and that place is returned.
    fn fence(&mut self, info: &str, range: Range<usize>, lines: &[usize], repair: bool) -> Option<usize> {
        let text = &self.text[range.clone()];
        let opening = text.lines().next().unwrap_or_default();
        let (mark, length) = marks(opening).unwrap_or(('`', 3));
        let is_closed = text.lines().skip(1).last().is_some_and(|line| closes(line, mark, length));
        let language = language(info);
        let cut = if is_closed && language == Language::Other { None } else { cut(text, mark, length, is_closed) };
        let mut end = range.end;
        if !is_closed || cut.is_some() {
            self.out.slips.push(Slip { kind: SlipKind::Unclosed, at: range.start });
            end = cut.map_or(end, |cut| range.start + cut);
        }
        let body = range.start + text.find('\n').map_or(text.len(), |at| at + 1);
        let code_end = if is_closed && cut.is_none() { body.max(last_line(self.text, range.clone())) } else { end };
        let code = Code::at(self.text, lines.iter().copied(), code_end);
        self.out.blocks.push(Block::new(language, range.start..end, body, code));
        (cut.is_some() && repair).then_some(end)
    }

    /// An indented block. Deeply nested lists make Markdown take headings and fences for code.
    fn indented(&mut self, range: Range<usize>) {
        // The range begins behind the indentation of the first line.
        let begin = self.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let text = &self.text[begin..range.end];
        let mut open: Option<(usize, usize, char, usize)> = None;
        let mut offset = begin;
        let mut swallowed = None;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_start();
            let at = offset + line.len() - bare.len();
            offset += line.len();
            match (open, marks(bare)) {
                (Some((start, body, mark, length)), _) if closes(line, mark, length) => {
                    self.inner(start, body, offset - line.len(), offset);
                    open = None;
                }
                (Some(_), _) => {}
                (None, Some((mark, length))) => {
                    open = Some((at, offset, mark, length));
                    swallowed.get_or_insert(at);
                }
                (None, None) if is_heading(bare) => {
                    swallowed.get_or_insert(at);
                    let level = bare.bytes().take_while(|byte| *byte == b'#').count() as u8;
                    self.heading(bare.trim_start_matches('#').trim(), level, at..offset);
                }
                _ => {}
            }
        }
        if let Some((start, body, ..)) = open {
            self.inner(start, body, range.end, range.end);
            self.out.slips.push(Slip { kind: SlipKind::Unclosed, at: start });
        }
        if let Some(at) = swallowed {
            self.out.slips.push(Slip { kind: SlipKind::Swallowed, at });
        }
    }

    fn inner(&mut self, start: usize, body: usize, code_end: usize, end: usize) {
        let opening = self.text[start..].lines().next().unwrap_or_default();
        let language = language(opening.trim_start_matches(['`', '~']));
        let mut starts = Vec::new();
        let mut offset = body;
        for line in self.text.get(body..code_end).unwrap_or_default().split_inclusive('\n') {
            starts.push(offset);
            offset += line.len();
        }
        let code = Code::at(self.text, starts.into_iter(), code_end);
        self.out.blocks.push(Block::new(language, start..end, body, code));
    }

    /// Closes the sections: only now is it known where each one ends.
    fn finish(mut self) -> Outline {
        self.out.headings.sort_by_key(|heading| heading.range.start);
        self.out.blocks.sort_by_key(|block| block.range.start);
        self.out.slips.sort_by_key(|slip| slip.at);
        // The headings that are still open, outermost first.
        let mut open: Vec<usize> = Vec::new();
        for index in 0..self.out.headings.len() {
            let (level, start) = (self.out.headings[index].level, self.out.headings[index].range.start);
            while let Some(last) = open.last().copied().filter(|last| self.out.headings[*last].level >= level) {
                self.out.headings[last].section.end = start;
                open.pop();
            }
            open.push(index);
        }
        for index in open {
            self.out.headings[index].section.end = self.text.len();
        }
        self.out
    }
}

/// The same text, byte by byte, for the parser: a no-break space behind a heading's marks is a
/// space like any other to whoever typed it.
fn mask(text: &str) -> Cow<'_, str> {
    if !text.contains("#\u{a0}") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("#\u{a0}", "#  "))
}

/// Where in an unclosed fence the prose goes on: at a heading after a blank line, else at the next
/// opening fence. A fence that is closed is cut only where another one opens inside.
fn cut(text: &str, mark: char, length: usize, is_closed: bool) -> Option<usize> {
    let (mut offset, mut heading, mut blank) = (0, None, false);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number > 0 {
            let bare = line.trim_start();
            let opens = marks(bare).is_some_and(|(other, many)| {
                other == mark && many == length && bare.trim_start_matches(mark).trim().starts_with(char::is_alphabetic)
            });
            if opens {
                return Some(heading.unwrap_or(offset));
            }
            if blank && bare.starts_with("##") && is_heading(bare) && heading.is_none() {
                heading = Some(offset);
            }
        }
        blank = line.trim().is_empty();
        offset += line.len();
    }
    heading.filter(|_| !is_closed)
}

/// Whether a line is `#` to `######`, a space and some text.
fn is_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    (1..=6).contains(&level) && rest.starts_with([' ', '\t', '\u{a0}']) && !rest.trim().is_empty()
}

/// The character and the length of a fence's marks, list and quote marks before it passed over.
fn marks(line: &str) -> Option<(char, usize)> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    (length >= 3).then_some((mark, length))
}

fn closes(line: &str, mark: char, length: usize) -> bool {
    let line = line.trim_start_matches(['>', ' ', '\t']).trim_end();
    line.len() >= length && line.chars().all(|c| c == mark)
}

/// Where the last line of a range begins.
fn last_line(text: &str, range: Range<usize>) -> usize {
    let trimmed = text[range.clone()].trim_end();
    range.start + trimmed.rfind('\n').map_or(0, |at| at + 1)
}

fn language(info: &str) -> Language {
    let word = info.trim().trim_start_matches(['{', '.', ' ']);
    let word = word.split([' ', ',', '}', ':', '\t']).next().unwrap_or_default().to_ascii_lowercase();
    match word.as_str() {
        "" => Language::Unnamed,
        "python" | "python3" | "py" | "py3" | "pycon" | "python-repl" | "python-console" | "doctest" | "ipython"
        | "ipython3" => Language::Python,
        _ => Language::Other,
    }
}

/// The plain text of the events up to an end tag.
fn until<'a>(events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>, is_end: impl Fn(&TagEnd) -> bool) -> String {
    let mut out = String::new();
    for (event, _) in events {
        match event {
            Event::End(end) if is_end(&end) => break,
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            _ => {}
        }
    }
    out
}

/// Where the lines of code of a block begin; reads to the end of the block.
fn code_lines<'a>(text: &str, events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut is_start = true;
    for (event, range) in events {
        match event {
            Event::End(TagEnd::CodeBlock) => break,
            Event::Text(_) => {
                let inside = text.get(range.clone()).unwrap_or_default();
                if is_start {
                    lines.push(range.start);
                }
                is_start = inside.ends_with('\n');
                // Lines that stand together come as one text.
                let breaks = memchr::memchr_iter(b'\n', inside.as_bytes()).map(|at| range.start + at + 1);
                lines.extend(breaks.filter(|at| *at < range.end));
            }
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
