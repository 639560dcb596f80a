//! Why an example does not parse, in the words of a note's writer.
//!
//! What only our parser cannot read, and what is a sketch on purpose, is no flaw.

use super::Example;
use crate::notes::{Block, Document};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;
use tree_sitter::Node;

/// Syntax of new Pythons that the parser reads as an error: PEP 696, 798, 810.
static NEW_SYNTAX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*lazy (?:import|from)\b|[\[{(]\s*\*{1,2}[^\]\n]+ for |\[[^\]\n]*\w+ = [^\]\n]*\]\s*[(:]|\b[tT][rR]?['\x22]|^\s*type \w+\[")
        .expect("the expression is a constant")
});

/// Something left out, which every reader understands.
static SKETCH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"…|\.\.\.\s*[,)\]}\w=(]|[,(=\w\]]\s*\.\.\.|<[a-z_ ]+>|^\s*\.\.\.|\bSyntaxError\b|(?i)invalid syntax|\bsyntax\b")
        .expect("the expression is a constant")
});

static BULLET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:[•·▪◦*-]|\d+[.)])\s+\**[A-Z`][^\n=]*\s[a-z]+\s[^\n=]*$")
        .expect("the expression is a constant")
});

/// Languages that people put into Python fences: a name, and what gives them away.
static OTHERS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let table = [
        ("Cython", r"(?m)^\s*(?:cdef|cpdef|cimport)\b"),
        ("C", r"(?m)^\s*#include\b|^\s*static \w+ ?\*?|^\s*(?:int|void|char|Py_ssize_t|PyObject)\b[^\n=:]*[;({]\s*$"),
        ("a shell's input", r"(?m)^\s*\$ |^\s*(?:pip3?|poetry|conda|uv|git|cd|python3?|sudo|export|source) [a-z./-]"),
        ("a traceback", r"(?m)^Traceback \(most recent call last\)"),
        ("SQL", r"(?m)^\s*(?:SELECT|INSERT INTO|CREATE TABLE)\b"),
        ("TOML or INI", r"(?m)\A\s*(?:#[^\n]*\n\s*)*\[[\w.-]+\]\s*$"),
        ("JavaScript", r"(?m)^\s*(?:function \w+\(|const \w+ =|let \w+ =|var \w+ =)"),
        ("a drawing", r"[─│┌└├╭╰═║]{2}|[-+]{4,}\+"),
    ];
    let compiled = table.into_iter().map(|(name, text)| (name, Regex::new(text).expect("a constant")));
    compiled.collect()
});

/// The kind of a flaw, where it is in the note, and the message; `None` when there is none.
pub(super) fn flaw(document: &Document, example: &Example<'_>) -> Option<(&'static str, Range<usize>, String)> {
    let trees = example.snapshot.trees();
    let code = example.snapshot.text().to_string();
    if !trees.has_error() {
        // The parser takes a block without a body at the end; Python does not.
        let is_open = code.trim_end().ends_with(':') && !example.is_session;
        let why = cut_off(&code).filter(|_| is_open)?;
        let place = example.range(&line_at(&code, code.trim_end().len() - 1));
        return Some(("cut-off", place, format!("this example is cut off: {why}")));
    }
    if NEW_SYNTAX.is_match(&code) || is_only_decorators(&code) {
        return None;
    }
    let error = first_error(trees.roots().find(Node::has_error)?)?;
    let at = example.range(&line_at(&code, error.start_byte()));
    let start = example.block.start..example.block.start;
    if let Some((name, place)) = OTHERS.iter().find_map(|(name, text)| text.find(&code).map(|found| (name, found))) {
        let place = place.start() + place.as_str().len() - place.as_str().trim_start().len();
        let place = example.range(&line_at(&code, place));
        return Some(("not-python", place, format!("this looks like {name}, in a fence that says Python")));
    }
    if let Some(prose) = BULLET.find(&code) {
        let place = prose.start() + prose.as_str().len() - prose.as_str().trim_start().len();
        let place = example.range(&line_at(&code, place));
        return Some(("not-python", place, "this is prose, in a fence that says Python".to_string()));
    }
    if let Some(line) = repeated(document, example) {
        return Some(("cut-off", start, format!("this example is cut off; the whole of it stands in line {line}")));
    }
    if let Some(why) = cut_off(&code) {
        let end = code.trim_end().len();
        let place = example.range(&line_at(&code, end.saturating_sub(1)));
        return Some(("cut-off", place, format!("this example is cut off: {why}")));
    }
    // Around the error, since what was left out often stands on the line before or behind.
    let lines: Vec<&str> = code.lines().collect();
    let number = code[..error.start_byte().min(code.len())].matches('\n').count();
    let near = &lines[number.saturating_sub(1).min(lines.len())..(number + 2).min(lines.len())];
    if near.iter().any(|line| SKETCH.is_match(line)) || example.is_session {
        return None;
    }
    let line = lines.get(number).copied().unwrap_or_default().trim();
    let shown: String = line.chars().take(60).collect();
    Some(("syntax", at, format!("this does not parse, also without its indentation: `{shown}`")))
}

/// Whether code does not parse because something was left out on purpose.
pub fn is_sketch(document: &Document, block: &Block) -> bool {
    let example = Example::new(block);
    !example.parses() && flaw(document, &example).is_none()
}

/// Whether somebody shows decorators alone, with nothing below them on purpose.
fn is_only_decorators(code: &str) -> bool {
    let mut lines = code.lines().filter(|line| !line.trim().is_empty());
    code.trim_start().starts_with('@') && lines.all(|line| line.starts_with(['@', '#', ' ', '\t', ')', ']', '}']))
}

/// The line around a byte, without indentation and line break.
fn line_at(code: &str, at: usize) -> Range<usize> {
    // A fence that is no UTF-8 has its places off by what stands for the bytes.
    let at = code.floor_char_boundary(at);
    let start = code[..at].rfind('\n').map_or(0, |start| start + 1);
    let end = code[start..].find('\n').map_or(code.len(), |end| start + end);
    let line = &code[start..end];
    start + line.len() - line.trim_start().len()
        ..start + line.trim_end().len().max(line.len() - line.trim_start().len())
}

/// The first place that the parser could not read: deepest, since outer errors begin far before.
fn first_error(root: Node<'_>) -> Option<Node<'_>> {
    let mut node = root;
    loop {
        let mut cursor = node.walk();
        let next = node.children(&mut cursor).find(|child| child.has_error() || child.is_missing());
        match next {
            Some(child) if !child.is_error() => node = child,
            Some(child) => return Some(child),
            None => return Some(node),
        }
    }
}

/// How code ends that goes on in its writer's mind.
fn cut_off(code: &str) -> Option<&'static str> {
    let last = code.lines().rev().find(|line| !line.trim().is_empty())?.trim_end();
    let bare = last.split(" #").next().unwrap_or(last).trim_end();
    if code.matches("\"\"\"").count() % 2 == 1 || code.matches("'''").count() % 2 == 1 {
        return Some("a string is not closed");
    }
    if bare.trim_start().starts_with('@') {
        return Some("a decorator decorates nothing");
    }
    if bare.ends_with(':') && !bare.trim_start().starts_with('#') {
        return Some("a block has no body");
    }
    let count = |of: &[char]| code.chars().filter(|c| of.contains(c)).count();
    if bare.ends_with(['(', '[', '{', ',', '=', '\\', '+', '.']) || count(&['(', '[', '{']) > count(&[')', ']', '}']) {
        return Some("it ends in the middle of an expression");
    }
    None
}

/// The line of a later fence that begins with this code and goes on.
fn repeated(document: &Document, example: &Example<'_>) -> Option<usize> {
    let own = example.block.code.trim();
    let later = document.outline.blocks.iter().filter(|block| block.range.start > example.block.range.start);
    let is_whole = |code: &str| own.len() > 20 && code.trim().len() > own.len() && code.trim().starts_with(own);
    let whole = later.into_iter().find(|block| is_whole(&block.code))?;
    Some(crate::notes::line_of(&document.text, whole.start))
}
