//! Reading silencing comments: which words count, and how far each of them reaches.

use super::MarkedLines;
use crate::document::Snapshot;
use memchr::memchr_iter;
use ropey::Rope;

/// One silencing word with its codes.
#[derive(Debug)]
pub(super) struct Directive {
    pub reach: Reach,
    /// `None` means every code.
    pub codes: Option<Vec<String>>,
    /// Ends a block form in place of beginning one.
    pub enables: bool,
    /// 0-based line of the comment.
    pub line: usize,
    /// Byte offset of the comment.
    pub start: usize,
    /// Bytes from the line's start to the comment.
    pub column: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// What ends on the comment's line.
    Line,
    /// What begins on this line (0-based).
    Next(usize),
    /// From here to the end of the block.
    Block,
    File,
}

/// What a comment says, before it is known where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub scope: Scope,
    pub codes: Option<Vec<String>>,
    pub enables: bool,
}

/// What a word asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Only the comment's own line, as flake8 reads it.
    Line,
    /// The comment's line, or the next statement when the comment has a line of its own.
    LineOrNext,
    /// The comment's line, or the rest of the block when the comment has a line of its own.
    LineOrBlock,
    /// The next line.
    Next,
    File,
}

/// All directives of a text, in order.
pub(super) fn directives(snapshot: &Snapshot, marked: &MarkedLines) -> Vec<Directive> {
    let text = snapshot.text();
    let mut out = Vec::new();
    for line_start in marked.starts() {
        let line = text.byte_to_line(line_start);
        let content = line_content(text, line);
        // A `#` inside a string is no comment, so the tree decides which `#` begins one.
        let comment =
            memchr_iter(b'#', content.as_bytes()).find(|column| is_comment_start(snapshot, line_start + column));
        let Some(column) = comment else { continue };
        let own_line = content[..column].trim().is_empty();
        for word in words(&content[column..]) {
            let reach = match word.scope {
                Scope::File => Reach::File,
                Scope::LineOrNext if own_line => Reach::Next(next_code_line(text, line)),
                Scope::LineOrBlock if own_line => Reach::Block,
                Scope::Next => Reach::Next(next_code_line(text, line)),
                Scope::Line | Scope::LineOrNext | Scope::LineOrBlock => Reach::Line,
            };
            out.push(Directive {
                reach,
                codes: word.codes,
                enables: word.enables,
                line,
                start: line_start + column,
                column,
            });
        }
    }
    out
}

/// A line without its line break.
pub(super) fn line_content(text: &Rope, line: usize) -> String {
    let mut content = text.get_line(line).map(|slice| slice.to_string()).unwrap_or_default();
    content.truncate(content.trim_end_matches(['\n', '\r']).len());
    content
}

/// Whether a comment begins at this byte.
pub(super) fn is_comment_start(snapshot: &Snapshot, byte: usize) -> bool {
    snapshot
        .trees()
        .descendant_for_byte_range(byte, byte + 1)
        .is_some_and(|node| node.kind() == "comment" && node.start_byte() == byte)
}

/// The first line behind `line` that is neither blank nor only a comment.
fn next_code_line(text: &Rope, line: usize) -> usize {
    (line + 1..text.len_lines())
        .find(|next| {
            let content = line_content(text, *next);
            let content = content.trim();
            !content.is_empty() && !content.starts_with('#')
        })
        .unwrap_or(line + 1)
}

/// What one comment (from its `#` to the line's end) says.
pub(super) fn words(comment: &str) -> Vec<Word> {
    let mut out = Vec::new();
    for part in comment.split('#').skip(1) {
        let part = part.trim();
        out.extend(pygloss(part));
        out.extend(ruff(part));
        out.extend(noqa(part).map(|codes| Word { scope: Scope::Line, codes, enables: false }));
        if let Some(codes) = tool(part, "flake8").and_then(noqa) {
            out.push(Word { scope: Scope::File, codes, enables: false });
        }
        out.extend(sonar(part));
        out.extend(pylint(part));
    }
    out
}

/// What stands behind `name:`, whatever the case and the spaces.
fn tool<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let rest = strip_word(text, name)?.trim_start();
    Some(rest.strip_prefix([':', '='])?.trim_start())
}

/// What stands behind a word at the start, when the word ends there.
fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let head = text.get(..word.len())?;
    let rest = &text[word.len()..];
    let goes_on = rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    (head.eq_ignore_ascii_case(word) && !goes_on).then_some(rest)
}

/// The codes in `[…]` at the start; `None` inside when there are no brackets.
fn bracketed(text: &str) -> Option<Vec<String>> {
    let inner = text.trim_start().strip_prefix('[')?;
    let inner = &inner[..inner.find(']').unwrap_or(inner.len())];
    Some(comma_list(inner))
}

fn comma_list(text: &str) -> Vec<String> {
    text.split(',').filter_map(|code| code.split_whitespace().next()).map(String::from).collect()
}

fn pygloss(text: &str) -> Option<Word> {
    let rest = tool(text, "pygloss")?;
    let (scope, rest) = match strip_word(rest, "ignore-file") {
        Some(rest) => (Scope::File, rest),
        None => (Scope::LineOrNext, strip_word(rest, "ignore")?),
    };
    Some(Word { scope, codes: bracketed(rest), enables: false })
}

fn ruff(text: &str) -> Option<Word> {
    let rest = tool(text, "ruff")?;
    if let Some(codes) = noqa(rest) {
        return Some(Word { scope: Scope::File, codes, enables: false });
    }
    let forms = [
        ("file-ignore", Scope::File),
        ("ignore", Scope::LineOrNext),
        ("disable", Scope::LineOrBlock),
        ("enable", Scope::LineOrBlock),
    ];
    // Ruff has no bare form of these: without brackets it is no directive.
    forms.into_iter().find_map(|(word, scope)| {
        let codes = bracketed(strip_word(rest, word)?)?;
        Some(Word { scope, codes: Some(codes), enables: word == "enable" })
    })
}

/// `noqa`, with the codes behind a colon. Spaces, commas and case are free, as in flake8 and
/// Ruff; a colon with no code behind it counts as none, as in flake8.
fn noqa(text: &str) -> Option<Option<Vec<String>>> {
    let rest = strip_word(text, "noqa")?.trim_start();
    let Some(rest) = rest.strip_prefix(':') else {
        return Some(None);
    };
    let codes: Vec<String> = rest
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|token| !token.is_empty())
        .take_while(|token| is_code(token))
        .map(String::from)
        .collect();
    Some((!codes.is_empty()).then_some(codes))
}

/// `F632`, or one of our own ids, which all are words joined by hyphens.
fn is_code(token: &str) -> bool {
    let letters = token.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let digits =
        letters.len() < token.len() && !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_digit());
    let id = token.contains('-') && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    digits || id
}

fn sonar(text: &str) -> Option<Word> {
    let rest = strip_word(text, "nosonar")?;
    let keys = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(keys, _)| keys);
    let codes = keys.map(comma_list).filter(|codes| !codes.is_empty());
    Some(Word { scope: Scope::Line, codes, enables: false })
}

/// Pylint reads its word anywhere in a comment, up to a `;`.
fn pylint(text: &str) -> Option<Word> {
    let at = (0..text.len()).find(|at| {
        text.is_char_boundary(*at)
            && !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && tool(&text[*at..], "pylint").is_some()
    })?;
    let rest = tool(&text[at..], "pylint")?;
    let rest = rest.split(';').next().unwrap_or(rest);
    if strip_word(rest, "skip-file").is_some() {
        return Some(Word { scope: Scope::File, codes: None, enables: false });
    }
    let (action, codes) = rest.split_once('=')?;
    let (scope, enables) = match action.trim().to_ascii_lowercase().as_str() {
        "disable" | "disable-msg" => (Scope::LineOrBlock, false),
        "disable-next" => (Scope::Next, false),
        "enable" | "enable-msg" => (Scope::LineOrBlock, true),
        _ => return None,
    };
    let codes = comma_list(codes);
    let all = codes.iter().any(|code| code.eq_ignore_ascii_case("all"));
    Some(Word { scope, codes: (!all).then_some(codes), enables })
}
