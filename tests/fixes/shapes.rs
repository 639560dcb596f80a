//! The same code in shapes that people write, and that are easily forgotten.

use pygloss::document::Snapshot;
use pygloss::language::Language;
use std::collections::BTreeMap;
use tree_sitter::Node;

/// A way to write a text.
pub struct Shape {
    pub name: &'static str,
    /// The text in this shape; `None` when that is the text as it was.
    pub make: fn(Language, &str) -> Option<String>,
}

/// All of them.
pub const ALL: &[Shape] = &[
    Shape { name: "as it is", make: |_, text| Some(text.to_string()) },
    Shape { name: "with CRLF", make: |_, text| Some(text.replace('\n', "\r\n")) },
    Shape { name: "without an end of line", make: |_, text| Some(text.trim_end().to_string()) },
    Shape { name: "with tabs", make: tabs },
    Shape { name: "nested", make: nested },
    Shape { name: "with comments", make: commented },
    Shape { name: "with docstrings", make: documented },
    Shape { name: "with suites on one line", make: one_line },
    Shape { name: "with semicolons", make: semicolons },
    Shape { name: "with wide brackets", make: wide },
];

/// Insertions and replacements at byte offsets, the last first.
type Changes = BTreeMap<usize, (usize, String)>;

fn changed(text: &str, changes: Changes) -> Option<String> {
    let mut result = text.to_string();
    for (start, (end, with)) in changes.iter().rev() {
        result.replace_range(*start..*end, with);
    }
    (!changes.is_empty()).then_some(result)
}

/// Calls a function for each node of a text without errors.
fn each(language: Language, text: &str, mut look: impl FnMut(Node)) {
    let snapshot = Snapshot::of(language, text, 0);
    let trees = snapshot.trees();
    if language != Language::Python || trees.has_error() {
        return;
    }
    let mut pending = Vec::from_iter(trees.roots());
    while let Some(node) = pending.pop() {
        look(node);
        let mut cursor = node.walk();
        pending.extend(node.children(&mut cursor));
    }
}

fn tabs(language: Language, text: &str) -> Option<String> {
    if language != Language::Python || !text.contains("\n    ") {
        return None;
    }
    let line = |line: &str| {
        let code = line.trim_start_matches(' ');
        let indent = line.len() - code.len();
        "\t".repeat(indent / 4) + &" ".repeat(indent % 4) + code
    };
    Some(text.split_inclusive('\n').map(line).collect())
}

fn nested(language: Language, text: &str) -> Option<String> {
    let moved = |line: &str| if line.trim().is_empty() { line.to_string() } else { "      ".to_string() + line };
    let inner: String = text.split_inclusive('\n').map(moved).collect();
    (language == Language::Python && !text.contains("from __future__"))
        .then(|| format!("import sys\nif sys.argv:\n  if True:\n{inner}\nelse:\n  pass\n"))
}

/// A comment of its own behind each line, where one may stand, with characters of several bytes.
fn commented(language: Language, text: &str) -> Option<String> {
    let mut strings = Vec::new();
    let mut any = false;
    each(language, text, |node| {
        any = true;
        if node.kind() == "string" {
            strings.push(node.byte_range());
        }
    });
    let mut changes = Changes::new();
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = at + line.trim_end().len();
        let inside = strings.iter().any(|range| range.start < end && end < range.end);
        if any && !line.trim().is_empty() && !line.trim_end().ends_with('\\') && !line.contains('#') && !inside {
            changes.insert(end, (end, format!("  # é😀 {number}")));
        }
        at += line.len();
    }
    changed(text, changes)
}

/// A docstring in each function and class that has none.
fn documented(language: Language, text: &str) -> Option<String> {
    let mut changes = Changes::new();
    each(language, text, |node| {
        let Some(body) = node.child_by_field_name("body") else { return };
        if !matches!(node.kind(), "function_definition" | "class_definition") {
            return;
        }
        let start = body.start_byte();
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let indent = &text[line..start];
        if indent.trim().is_empty() && line > node.start_byte() && !text[start..].starts_with(['"', '\'']) {
            changes
                .insert(start, (start, format!("\"\"\"What it is for.\n\n{indent}And why.\n{indent}\"\"\"\n{indent}")));
        }
    });
    changed(text, changes)
}

fn is_simple(node: Node) -> bool {
    let compound = ["definition", "if_", "for_", "while_", "try_", "with_", "match_", "decorated", "comment"];
    node.is_named()
        && node.start_position().row == node.end_position().row
        && !compound.iter().any(|word| node.kind().contains(word))
}

/// Suites of one simple statement on the line of their header.
fn one_line(language: Language, text: &str) -> Option<String> {
    let mut changes = Changes::new();
    each(language, text, |node| {
        let only = node.kind() == "block" && node.child_count() == 1 && node.child(0).is_some_and(is_simple);
        let before = text[..node.start_byte()].trim_end();
        if only && before.ends_with(':') && before.len() < node.start_byte() {
            changes.insert(before.len(), (node.start_byte(), " ".to_string()));
        }
    });
    changed(text, changes)
}

/// Neighbouring simple statements on one line.
fn semicolons(language: Language, text: &str) -> Option<String> {
    let mut changes = Changes::new();
    each(language, text, |node| {
        if !matches!(node.kind(), "block" | "module") {
            return;
        }
        let mut cursor = node.walk();
        let children: Vec<Node> = node.named_children(&mut cursor).collect();
        for pair in children.windows(2) {
            let between = &text[pair[0].end_byte()..pair[1].start_byte()];
            let future = text[pair[0].byte_range()].contains("__future__");
            if is_simple(pair[0]) && is_simple(pair[1]) && between.trim().is_empty() && !future {
                changes.insert(pair[0].end_byte(), (pair[1].start_byte(), "; ".to_string()));
            }
        }
    });
    changed(text, changes)
}

/// Brackets over several lines.
fn wide(language: Language, text: &str) -> Option<String> {
    let mut changes = Changes::new();
    let lists = ["argument_list", "parameters", "list", "dictionary", "set", "list_comprehension", "tuple"];
    let mut strings = Vec::new();
    each(language, text, |node| {
        if node.kind() == "string" {
            strings.push(node.byte_range());
        }
        let first = text[node.byte_range()].chars().next();
        if lists.contains(&node.kind()) && node.named_child_count() > 0 && first.is_some_and(|c| "([{".contains(c)) {
            let (open, close) = (node.start_byte() + 1, node.end_byte() - 1);
            changes.insert(open, (open, "\n            ".to_string()));
            // A generator that is the only argument takes no comma behind it.
            changes.insert(close, (close, "\n        ".to_string()));
        }
    });
    changes.retain(|at, _| !strings.iter().any(|range| range.contains(at)));
    changed(text, changes)
}
