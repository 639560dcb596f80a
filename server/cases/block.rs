//! The format of `cases.py`: blocks of Python with markers in comments.
//!
//! ```python
//! # ---
//! # is-int-literal: on either side.
//! if x is 1000:
//! #  ^^^^^^^^^ is-int-literal warning
//! # fix: if x == 1000:
//!     pass
//! # ^^ gloss some-id: a part of the insight
//! # ^^ no gloss some-id
//! # not: is-int-literal — why the code below stays silent
//! ```
//!
//! - `# ---` lines separate blocks; each block is checked as a module of its own.
//! - A marker stands under the line that it speaks of: `^` under each character of the range, then
//!   the pattern's id and the severity. A range of several lines is marked to the end of its first.
//! - `#<` marks a range that starts with the line's code, where the `#` of the comment is in the
//!   way. Carets behind it say where it ends (`#<^^^^`); without any, the end is not compared.
//! - `# fix: ` lines behind a marker: the lines that the first fix changes or adds, as they are
//!   then; unchanged lines in between may be given too. Indentation counts among these lines only.
//!   No text: the fix only removes lines.
//!   `# fix[TITLE]: ` chooses a fix by a part of its title; `# no fix` says that none is offered.
//! - `# ^^ gloss ID: TEXT` wants a hover there whose insight contains the text; `no gloss` wants none.
//! - `# not: ID — why` declares a look-alike.
//! - `# in package: NAME` says which import package the block's file lies in.
//!
//! All of these are taken out before the block is checked.

use crate::language::Language;

/// How a marker gives its range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// In characters; `None` where the line's code starts.
    pub start: Option<usize>,
    /// In characters, exclusive; `None` where it does not matter.
    pub end: Option<usize>,
}

/// What a marker says of its range.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the parts of a marker, as the format above names them")]
pub enum Says {
    /// A finding of this pattern and severity.
    Finding { id: String, severity: String, fixes: Vec<ExpectedFix> },
    /// A hover with this text in its insight.
    Gloss { id: String, text: String },
    /// No such hover.
    NoGloss { id: String },
}

/// What a fix makes of the code.
#[derive(Clone, Debug)]
pub struct ExpectedFix {
    /// A part of the title; `None` for the first fix.
    pub title: Option<String>,
    /// The changed lines; `None` when no fix may be offered.
    pub lines: Option<Vec<String>>,
    /// 1-based line in the file.
    pub line: usize,
}

/// A comment under a line of code.
#[derive(Clone, Debug)]
pub struct Marker {
    /// 1-based line of the marker in the file.
    pub line: usize,
    /// 0-based line of the code in [`Block::code`].
    pub on: usize,
    /// The range on that line.
    pub columns: Columns,
    /// What is said of it.
    pub says: Says,
}

/// A module of its own.
#[derive(Debug, Default)]
pub struct Block {
    /// What the code is written in.
    pub language: Language,
    /// The code without markers.
    pub code: String,
    /// For each line of the code its 1-based line in the file.
    pub lines: Vec<usize>,
    /// The markers in order.
    pub markers: Vec<Marker>,
    /// The ids of `# not:` comments, with their 1-based lines.
    pub look_alikes: Vec<(usize, String)>,
    /// The import package that the file lies in.
    pub package: Option<String>,
}

/// Reads a file; mistakes come as 1-based lines with sentences.
pub fn read(source: &str, language: Language) -> (Vec<Block>, Vec<(usize, String)>) {
    let mut blocks = vec![Block::default()];
    let mut mistakes = Vec::new();
    for (line, text) in (1..).zip(source.lines()) {
        if text.trim_end() == "# ---" {
            blocks.push(Block::default());
            continue;
        }
        let Some(block) = blocks.last_mut() else { continue };
        match comment(line, text, block) {
            Ok(true) => {}
            Ok(false) => {
                block.code.push_str(text);
                block.code.push('\n');
                block.lines.push(line);
            }
            Err(mistake) => mistakes.push((line, mistake)),
        }
    }
    // A file starts with words about the file; a block starts by saying what it shows.
    blocks.retain(|block| !block.code.trim().is_empty());
    for block in &mut blocks {
        block.language = language;
        let first = block.code.lines().position(|line| !line.trim().is_empty()).unwrap_or_default();
        let declared = block.look_alikes.first().is_some_and(|(line, _)| *line < block.lines[first]);
        if !declared && !block.code.lines().nth(first).is_some_and(|line| line.starts_with('#')) {
            mistakes.push((block.lines[first], "a block starts with a comment that says what it shows".into()));
        }
    }
    (blocks, mistakes)
}

/// Takes a line that is a marker, a fix or a look-alike; `false` for any other line.
fn comment(line: usize, text: &str, block: &mut Block) -> Result<bool, String> {
    let Some(body) = text.trim_start().strip_prefix('#') else {
        return Ok(false);
    };
    if body.trim_start().starts_with('^') || body.starts_with('<') {
        let marker = marker(line, text, block)?;
        block.markers.push(marker);
        return Ok(true);
    }
    if let Some(rest) = body.strip_prefix(" not:") {
        let id = rest.split_whitespace().next().ok_or("`# not:` names a pattern")?;
        block.look_alikes.push((line, id.to_string()));
        return Ok(true);
    }
    if let Some(name) = body.strip_prefix(" in package:") {
        block.package = Some(name.trim().to_string());
        return Ok(true);
    }
    if body.trim() == "no fix" {
        expected_fixes(block)?.push(ExpectedFix { title: None, lines: None, line });
        return Ok(true);
    }
    let Some(rest) = body.strip_prefix(" fix").filter(|rest| rest.starts_with([':', '['])) else {
        return Ok(false);
    };
    let (title, rest) = match rest.strip_prefix('[') {
        Some(rest) => {
            let (title, rest) = rest.split_once(']').ok_or("`# fix[` without `]`")?;
            (Some(title.to_string()), rest)
        }
        None => (None, rest),
    };
    let rest = rest.strip_prefix(':').ok_or("`# fix` without `:`")?;
    let code = rest.strip_prefix(' ').unwrap_or(rest).trim_end().to_string();
    let fixes = expected_fixes(block)?;
    match fixes.iter_mut().find(|fix| fix.title == title) {
        Some(ExpectedFix { lines: Some(lines), .. }) => lines.push(code),
        _ => {
            let lines = if code.is_empty() { Vec::new() } else { vec![code] };
            fixes.push(ExpectedFix { title, lines: Some(lines), line });
        }
    }
    Ok(true)
}

fn expected_fixes(block: &mut Block) -> Result<&mut Vec<ExpectedFix>, String> {
    match block.markers.last_mut().map(|marker| &mut marker.says) {
        Some(Says::Finding { fixes, .. }) => Ok(fixes),
        _ => Err("a fix stands behind the marker of a finding".into()),
    }
}

fn marker(line: usize, text: &str, block: &Block) -> Result<Marker, String> {
    let characters: Vec<char> = text.chars().collect();
    let on = block.lines.len().checked_sub(1).ok_or("a marker stands under a line of code")?;
    let at_start = text.trim_start().starts_with("#<");
    let first_caret = characters.iter().position(|character| *character == '^');
    let hash = characters.iter().position(|character| *character == '#').unwrap_or_default();
    // With `#<` only carets that follow at once belong to the range.
    let carets_at = if at_start { Some(hash + 2) } else { first_caret };
    let from = carets_at.unwrap_or_default();
    let count = characters[from.min(characters.len())..].iter().take_while(|character| **character == '^').count();
    let columns = match (at_start, count) {
        (true, 0) => Columns { start: None, end: None },
        (true, _) => Columns { start: None, end: Some(from + count) },
        (false, _) => Columns { start: Some(from), end: Some(from + count) },
    };
    let words: String = characters[from + count..].iter().collect();
    let words = words.trim();
    let says = if let Some(rest) = words.strip_prefix("gloss ") {
        let (id, text) = rest.split_once(':').unwrap_or((rest, ""));
        Says::Gloss { id: id.trim().into(), text: text.trim().into() }
    } else if let Some(id) = words.strip_prefix("no gloss ") {
        Says::NoGloss { id: id.trim().into() }
    } else {
        match words.split_whitespace().collect::<Vec<_>>().as_slice() {
            [id, severity] => Says::Finding { id: (*id).into(), severity: (*severity).into(), fixes: Vec::new() },
            _ => return Err(format!("a marker says an id and a severity, not `{words}`")),
        }
    };
    Ok(Marker { line, on, columns, says })
}
