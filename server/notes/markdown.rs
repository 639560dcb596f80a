//! The outline of a rough Markdown text: headings and code blocks with their places.
//!
//! pulldown-cmark reads it; on top come repairs for what people really write: fences that nobody
//! closed, headings and fences that an indentation swallowed, bold lines instead of headings.
//! Every repair is reported as a [`Slip`]. Must not know topics or files.

pub use super::block::Block;
use super::block::Code;
pub use super::lines::Language;
use super::lines::{BOLD, bold, closes, cut, is_heading, is_option, language, marks, mask, tag_heading, tight_heading};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// So many unclosed fences are repaired in one file; each costs a new parse of the rest.
const MOST_REPAIRS: usize = 200;

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
    /// The same with code in backticks.
    pub marked: String,
    /// 1 to 6, and 7 for a bold line.
    pub level: u8,
    /// The heading's own bytes.
    pub range: Range<usize>,
    /// The bytes from the heading to the next one of the same or a higher level.
    pub section: Range<usize>,
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
    let text = &*mask(text);
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
        let text = &self.text[start..];
        let mut events = Parser::new(text).into_offset_iter();
        let mut depth = 0_usize;
        while let Some((event, range)) = events.next() {
            let range = start + range.start..start + range.end;
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    let content = until(text, &mut events, |end| matches!(end, TagEnd::Heading(_)));
                    self.heading(&content, level as u8, range);
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let lines = code_lines(text, &mut events);
                    let lines: Vec<usize> = lines.into_iter().map(|at| start + at).collect();
                    if let Some(next) = self.fence(&info, range, &lines, repair) {
                        return Some(next);
                    }
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                    until(text, &mut events, |end| *end == TagEnd::CodeBlock);
                    self.indented(range);
                }
                Event::Start(Tag::Paragraph) if depth == 0 => {
                    self.paragraph(&range);
                    depth += 1;
                }
                Event::Start(Tag::Item) => {
                    if depth == 1 {
                        self.item(&range);
                    }
                    depth += 1;
                }
                Event::Start(Tag::HtmlBlock) => {
                    until(text, &mut events, |end| *end == TagEnd::HtmlBlock);
                    self.html(&range);
                }
                Event::InlineHtml(_) if self.text[range.clone()].starts_with("<!--") => {
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
        let marked = content.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = marked.replace('`', "");
        let section = range.clone();
        self.out.headings.push(Heading { text, marked, level, range, section });
    }

    /// A paragraph that begins with a bold line is what many use for a heading; others forget the
    /// space behind the marks of a real one.
    fn paragraph(&mut self, range: &Range<usize>) {
        let mut at = range.start;
        for (number, line) in self.text[range.clone()].split_inclusive('\n').enumerate() {
            let place = at..at + line.len();
            at += line.len();
            if let Some(inner) = bold(line).filter(|_| number == 0) {
                self.heading(inner, BOLD, place);
            } else if let Some((level, inner)) = tight_heading(line) {
                self.heading(inner, level, place);
            }
        }
    }

    /// An item of a list: a bold line above the rest of it, or a line of plain text with a number,
    /// underlined as people do in text files.
    fn item(&mut self, range: &Range<usize>) {
        let text = &self.text[range.start..];
        let line = text.lines().next().unwrap_or_default();
        let bare = line.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | '-' | '+'));
        let bare = bare.strip_prefix("* ").unwrap_or(bare).trim_start();
        let has_more = self.text[range.clone()].lines().skip(1).any(|line| !line.trim().is_empty());
        if let Some(inner) = bold(bare).filter(|_| has_more) {
            let start = range.start + line.len() - bare.len();
            return self.heading(inner, BOLD, start..range.start + line.len());
        }
        let below = text.lines().nth(1).unwrap_or_default().trim_end();
        let is_underlined = ['=', '-'].into_iter().find(|mark| below.len() >= 3 && below.chars().all(|c| c == *mark));
        let before = self.text[..range.start].trim_end_matches([' ', '\t']);
        let is_apart = before.trim_end_matches(['\n', '\r']).is_empty() || before.lines().next_back() == Some("");
        if let Some(mark) = is_underlined.filter(|_| is_apart && line.starts_with(|c: char| c.is_ascii_digit())) {
            self.heading(line.trim(), if mark == '=' { 1 } else { 2 }, range.start..range.start + line.len());
        }
    }

    /// Raw HTML: its comments, and the headings of those who write HTML or export it.
    fn html(&mut self, range: &Range<usize>) {
        let block = &self.text[range.clone()];
        let known = self.out.comments.len();
        let mut at = 0;
        while let Some(open) = block.get(at..).and_then(|rest| rest.find("<!--")) {
            let rest = &block[at + open..];
            let end = at + open + rest.find("-->").map_or(rest.len(), |end| end + "-->".len());
            self.out.comments.push(range.start + at + open..range.start + end);
            at = end;
        }
        let mut at = range.start;
        for line in block.split_inclusive('\n') {
            let place = at..at + line.len();
            at += line.len();
            if self.out.comments[known..].iter().any(|one| one.start < place.end && place.start < one.end) {
                continue;
            }
            let bare = line.trim();
            if let Some((level, inner)) = tag_heading(bare) {
                self.heading(&inner, level, place);
            } else if bare.starts_with("##") && is_heading(bare) {
                let level = bare.bytes().take_while(|byte| *byte == b'#').count() as u8;
                self.out.slips.push(Slip { kind: SlipKind::Swallowed, at: place.start });
                self.heading(bare.trim_start_matches('#').trim(), level, place);
            }
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
        // A directive's options stand before its code.
        let is_option = |at: &&usize| info.starts_with('{') && is_option(&self.text[**at..]);
        let options = lines.iter().take_while(is_option).count();
        let code = Code::at(self.text, lines[options..].iter().copied(), code_end);
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
        match swallowed {
            Some(at) => self.out.slips.push(Slip { kind: SlipKind::Swallowed, at }),
            // Before there were fences, code was indented.
            None => {
                let starts = line_starts(text, begin);
                let code = Code::at(self.text, starts.into_iter(), range.end);
                let block = Block::new(Language::Unnamed, begin..range.end, begin, code);
                if block.is_python() {
                    self.out.blocks.push(block);
                }
            }
        }
    }

    fn inner(&mut self, start: usize, body: usize, code_end: usize, end: usize) {
        let opening = self.text[start..].lines().next().unwrap_or_default();
        let language = language(opening.trim_start_matches(['`', '~']));
        let starts = line_starts(self.text.get(body..code_end).unwrap_or_default(), body);
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

/// Where the lines of a part of the text begin, which itself begins at `at`.
fn line_starts(part: &str, at: usize) -> Vec<usize> {
    let mut offset = at;
    let start = |line: &str| {
        offset += line.len();
        offset - line.len()
    };
    part.split_inclusive('\n').map(start).collect()
}

/// Where the last line of a range begins.
fn last_line(text: &str, range: Range<usize>) -> usize {
    let trimmed = text[range.clone()].trim_end();
    range.start + trimmed.rfind('\n').map_or(0, |at| at + 1)
}

/// The text of the events up to an end tag, code in backticks. `__del__` is a name, not bold.
fn until<'a>(
    source: &str,
    events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
    is_end: impl Fn(&TagEnd) -> bool,
) -> String {
    let mut out = String::new();
    for (event, range) in events {
        match event {
            Event::End(end) if is_end(&end) => break,
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => {
                let name = source.get(range).unwrap_or_default();
                let is_name = name.starts_with("__") && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                out.push_str(if is_name { "__" } else { "" });
            }
            Event::Text(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::Code(code) => out.extend(["`", &code, "`"]),
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
