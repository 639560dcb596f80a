//! Lines, indentation and line ends of the text that a rewrite changes.

use super::Edit;
use crate::facts::Context;
use crate::semantics::syntax::{Field, Syntax};
use ropey::Rope;
use std::ops::Range;
use tree_sitter::Node;

/// The byte ranges of the comments that begin in a range.
pub(super) fn comments_in(root: Node, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut cursor = root.walk();
    let mut inside = cursor.goto_first_child_for_byte(range.start).is_some();
    while inside {
        let node = cursor.node();
        if node.start_byte() >= range.end {
            break;
        }
        if node.kind_name() == "comment" && node.start_byte() >= range.start {
            comments.push(node.byte_range());
        }
        if node.end_byte() > range.start && cursor.goto_first_child() {
            continue;
        }
        inside = loop {
            if cursor.goto_next_sibling() {
                break true;
            }
            if !cursor.goto_parent() {
                break false;
            }
        };
    }
    comments
}

/// The line end that the document uses: that of its first line.
pub(super) fn line_end(rope: &Rope) -> &'static str {
    let first = rope.line(0);
    let length = first.len_chars();
    if length >= 2 && first.char(length - 2) == '\r' && first.char(length - 1) == '\n' { "\r\n" } else { "\n" }
}

/// The byte range of the line that holds an offset, with its line break.
pub(super) fn line_range(rope: &Rope, at: usize) -> Range<usize> {
    let line = rope.byte_to_line(at.min(rope.len_bytes()));
    let end = if line + 1 < rope.len_lines() { rope.line_to_byte(line + 1) } else { rope.len_bytes() };
    rope.line_to_byte(line)..end
}

/// The text of a byte range.
pub(super) fn slice(rope: &Rope, range: Range<usize>) -> String {
    rope.get_byte_slice(range).map(|slice| slice.to_string()).unwrap_or_default()
}

/// The white space before a node on its line; `None` when something else stands there.
pub(super) fn indent_of(rope: &Rope, node: Node) -> Option<String> {
    let line = line_range(rope, node.start_byte());
    let before = slice(rope, line.start..node.start_byte());
    before.trim().is_empty().then_some(before)
}

/// The lines of a statement, when nothing else but a comment stands on them.
pub(super) fn whole_lines(rope: &Rope, range: &Range<usize>) -> Option<Range<usize>> {
    let lines = line_range(rope, range.start).start..line_range(rope, range.end).end;
    let before = slice(rope, lines.start..range.start);
    let behind = slice(rope, range.end..lines.end);
    let behind = behind.trim();
    (before.trim().is_empty() && (behind.is_empty() || behind.starts_with('#'))).then_some(lines)
}

/// The statements of a block; comments are none.
pub(super) fn statements_of(block: Node) -> Vec<Node> {
    let mut cursor = block.walk();
    block.named_children(&mut cursor).filter(|node| node.kind_name() != "comment").collect()
}

/// Whether a statement is a docstring.
pub(super) fn is_docstring(statement: Node) -> bool {
    statement.kind_name() == "expression_statement"
        && statement.named_child(0).is_some_and(|inner| matches!(inner.kind_name(), "string" | "concatenated_string"))
}

/// Puts lines (each without indentation of its own and without line end) at the top of a function's
/// or class's body, behind the docstring and `skip` further statements. A body on the header's line
/// is moved to lines of its own.
pub(super) fn insert_at_top(context: &Context, definition: Node, lines: &[String], skip: usize) -> Option<Edit> {
    let rope = context.rope;
    let newline = line_end(rope);
    let body = definition.part(Field::Body)?;
    let statements = statements_of(body);
    let first = *statements.first()?;
    let before = usize::from(is_docstring(first)) + skip;
    let Some(indent) = indent_of(rope, first) else {
        return spread_out(context, definition, &statements, lines, before);
    };
    let text = lines.join(&format!("{newline}{indent}"));
    match before.checked_sub(1).and_then(|last| statements.get(last)) {
        Some(last) => {
            let line = line_range(rope, last.end_byte());
            if let Some(next) = statements.get(before)
                && next.start_byte() < line.end
            {
                return None;
            }
            let rest = slice(rope, last.end_byte()..line.end);
            let end = last.end_byte() + rest.trim_end_matches(['\r', '\n']).len();
            Some(Edit { range: end..end, new_text: format!("{newline}{indent}{text}") })
        }
        None => {
            // A comment at the top stays with the statement that it is about.
            let at = leading_comment(rope, definition, first, &indent).unwrap_or(first.start_byte());
            Some(Edit { range: at..at, new_text: format!("{text}{newline}{indent}") })
        }
    }
}

/// The start of the comment that stands at the top of a body, on a line of its own.
fn leading_comment(rope: &Rope, definition: Node, first: Node, indent: &str) -> Option<usize> {
    let body = definition.part(Field::Body)?;
    let mut comments = Vec::new();
    for holder in [definition, body] {
        let mut cursor = holder.walk();
        comments.extend(holder.named_children(&mut cursor).filter(|node| node.kind_name() == "comment"));
    }
    let on_own_line = |comment: &Node| {
        comment.end_byte() <= first.start_byte() && indent_of(rope, *comment).as_deref() == Some(indent)
    };
    comments.into_iter().filter(on_own_line).map(|comment| comment.start_byte()).min()
}

/// `def f(a=[]): return a`: what stands behind the colon gets lines of its own, with the new lines
/// behind the first `before` statements.
fn spread_out(
    context: &Context,
    definition: Node,
    statements: &[Node],
    lines: &[String],
    before: usize,
) -> Option<Edit> {
    let rope = context.rope;
    let newline = line_end(rope);
    let first = *statements.first()?;
    let outer = indent_of_line(rope, definition.start_byte());
    let indent = format!("{outer}{}", one_level(context, definition));
    let colon = slice(rope, definition.start_byte()..first.start_byte()).rfind(':')? + definition.start_byte() + 1;
    let kept = statements.iter().take(before).map(|statement| slice(rope, statement.byte_range()));
    let mut new_text = String::new();
    for line in kept.chain(lines.iter().cloned()) {
        new_text.push_str(&format!("{newline}{indent}{line}"));
    }
    match statements.get(before) {
        Some(next) => {
            new_text.push_str(&format!("{newline}{indent}"));
            Some(Edit { range: colon..next.start_byte(), new_text })
        }
        None => Some(Edit { range: colon..statements.last()?.end_byte(), new_text }),
    }
}

/// The further lines of a value moved from one indentation to another; not those of a long string.
pub(super) fn indented(text: &str, from: &str, to: &str) -> String {
    if text.contains("\"\"\"") || text.contains("'''") {
        return text.to_string();
    }
    let mut lines = text.split('\n');
    let mut moved = lines.next().unwrap_or_default().to_string();
    for line in lines {
        moved.push('\n');
        match line.strip_prefix(from) {
            Some(rest) if !rest.trim().is_empty() => moved.push_str(&format!("{to}{rest}")),
            _ => moved.push_str(line),
        }
    }
    moved
}

/// The white space at the start of the line that holds an offset.
pub(super) fn indent_of_line(rope: &Rope, at: usize) -> String {
    let line = slice(rope, line_range(rope, at));
    line.chars().take_while(|c| *c == ' ' || *c == '\t').collect()
}

/// What one more level of indentation is: as the body of `definition` has it, else as the file has.
pub(super) fn one_level(context: &Context, definition: Node) -> String {
    let outer = indent_of_line(context.rope, definition.start_byte());
    let body = definition.part(Field::Body);
    let first = body.and_then(|body| statements_of(body).first().copied());
    let inner = first.and_then(|first| indent_of(context.rope, first));
    let level = inner.and_then(|inner| inner.strip_prefix(outer.as_str()).map(str::to_string));
    level.filter(|level| !level.is_empty()).unwrap_or_else(|| {
        let tabs = outer.starts_with('\t')
            || outer.is_empty() && context.rope.lines().any(|line| line.len_chars() > 0 && line.char(0) == '\t');
        if tabs { "\t".into() } else { "    ".into() }
    })
}
