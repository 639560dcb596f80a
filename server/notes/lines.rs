//! Single lines of a rough Markdown text: what they open, close or head.
//!
//! Must not know where a line stands.

use std::borrow::Cow;

/// The level of a bold line that serves as a heading: below all six of Markdown's.
pub(super) const BOLD: u8 = 7;

/// Bytes of the longest bold line that is a heading.
const LONGEST_BOLD: usize = 100;

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

/// The same text, byte by byte, for the parser and for us: a no-break space behind a heading's
/// marks is a space like any other to whoever typed it, and a carriage return alone ends a line.
pub(super) fn mask(text: &str) -> Cow<'_, str> {
    let is_alone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    let alone: Vec<usize> = memchr::memchr_iter(b'\r', text.as_bytes()).filter(|at| is_alone(*at)).collect();
    if alone.is_empty() && !text.contains("#\u{a0}") {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.replace("#\u{a0}", "#  ").into_bytes();
    alone.into_iter().for_each(|at| bytes[at] = b'\n');
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The text of a line that is bold as a whole.
pub(super) fn bold(line: &str) -> Option<&str> {
    let bare = line.trim().trim_end_matches(':').trim_end();
    let inner = ["***", "**", "__"].iter().find_map(|mark| bare.strip_prefix(mark)?.strip_suffix(mark))?;
    let inner = inner.trim().trim_end_matches(':');
    let is_one = !(inner.contains(['\n', '*']) || inner.contains("__") && bare.starts_with("__"));
    (is_one && !inner.is_empty() && inner.len() <= LONGEST_BOLD).then_some(inner)
}

/// `##Heading`, which Markdown takes for text. One mark alone is a hashtag more often.
pub(super) fn tight_heading(line: &str) -> Option<(u8, &str)> {
    let inner = line.trim().trim_start_matches('#');
    let level = line.trim().len() - inner.len();
    let is_one = (2..=6).contains(&level) && inner.starts_with(|c: char| c.is_alphanumeric() || c == '`');
    is_one.then_some((level as u8, inner.trim_end_matches('#').trim_end()))
}

/// `<h2>Heading</h2>` and `<summary>Question</summary>` in one line.
pub(super) fn tag_heading(line: &str) -> Option<(u8, String)> {
    let lower = line.to_ascii_lowercase();
    let level = (1..=6).find(|level| lower.contains(&format!("</h{level}>")));
    let name = level.map_or("summary".to_string(), |level| format!("h{level}"));
    let open = lower.find(&format!("<{name}"))?;
    let end = lower.find(&format!("</{name}>"))?;
    let inner = line.get(open..end)?.split_once('>')?.1;
    let mut text = String::new();
    for (number, part) in inner.split('<').enumerate() {
        text.push_str(if number == 0 { part } else { part.split_once('>').map_or("", |(_, behind)| behind) });
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    (!text.trim().is_empty() && text.len() <= LONGEST_BOLD).then(|| (level.unwrap_or(BOLD), text.trim().to_string()))
}

/// Where in an unclosed fence the prose goes on: at a heading after a blank line, else at the next
/// opening fence. A fence that is closed is cut only where another one opens inside.
pub(super) fn cut(text: &str, mark: char, length: usize, is_closed: bool) -> Option<usize> {
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
pub(super) fn is_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    (1..=6).contains(&level) && rest.starts_with([' ', '\t', '\u{a0}']) && !rest.trim().is_empty()
}

/// The character and the length of a fence's marks, list and quote marks before it passed over.
pub(super) fn marks(line: &str) -> Option<(char, usize)> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    (length >= 3).then_some((mark, length))
}

pub(super) fn closes(line: &str, mark: char, length: usize) -> bool {
    let line = line.trim_start_matches(['>', ' ', '\t']).trim_end();
    line.len() >= length && line.chars().all(|c| c == mark)
}

/// Whether a text begins with an option of a directive, such as `:caption: a.py`.
pub(super) fn is_option(text: &str) -> bool {
    let name = text.strip_prefix(':').and_then(|rest| rest.split_once(':')).map_or("", |(name, _)| name);
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Directives of MyST and Sphinx whose argument is the language.
const DIRECTIVES: [&str; 4] = ["code", "code-block", "code-cell", "sourcecode"];

pub(super) fn language(info: &str) -> Language {
    let words = info.split([' ', ',', '{', '}', ':', '\t']).map(|word| word.trim_matches(['.', '`']));
    let word = words.map(str::to_ascii_lowercase).find(|word| !word.is_empty() && !DIRECTIVES.contains(&word.as_str()));
    match word.as_deref().unwrap_or_default() {
        "" => Language::Unnamed,
        "py" | "pycon" | "pycon3" | "python-repl" | "python-console" | "doctest" | "ipython" | "ipython3" => {
            Language::Python
        }
        // Also `python3` and `python3.12`.
        word if word.starts_with("py") => {
            let version = word.strip_prefix("python").or_else(|| word.strip_prefix("py")).unwrap_or("?");
            let is_version = version.chars().all(|c| c.is_ascii_digit() || c == '.') && !version.starts_with('2');
            if is_version { Language::Python } else { Language::Other }
        }
        _ => Language::Other,
    }
}
