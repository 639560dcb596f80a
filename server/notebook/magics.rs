//! What IPython allows beside Python: `%magic`, `!command`, `name?` and cell magics.
//!
//! Owns finding these in a cell and covering them with calls of an unknown name, so that the
//! cell parses and nothing is known of what they do. The forms are those of
//! IPython/core/inputtransformer2.py. A text that parses as it is has none of them, so an error
//! here cannot spoil good Python. Must not know cells or notebooks.

use std::ops::Range;

/// Cell magics whose body is Python that runs in the notebook's namespace.
const PYTHON_CELLS: [&str; 6] = ["time", "timeit", "capture", "prun", "memit", "debug"];

/// The line magic whose argument is a statement.
const TIME: &str = "%time ";

/// The text with all magics covered, byte for byte as long, and the covered ranges.
pub(super) fn covered(text: &str) -> (String, Vec<Range<usize>>) {
    let mut ranges = Vec::new();
    let mut at = text.len() - text.trim_start().len();
    if let Some(rest) = text[at..].strip_prefix("%%") {
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let whole = 0..text.len();
        if !PYTHON_CELLS.contains(&name.as_str()) {
            return (" ".repeat(text.len()), vec![whole]);
        }
        let end = line_end(text, at);
        ranges.push(at..end);
        at = next_line(text, end);
    } else {
        at = 0;
    }
    while at < text.len() {
        let line = &text[at..line_end(text, at)];
        let code = line.trim_start();
        if let Some(statement) = code.strip_prefix(TIME).filter(|rest| !rest.trim_start().starts_with('-')) {
            // The statement runs in the notebook's namespace and may bind names.
            let start = at + line.len() - statement.len();
            ranges.push(start - TIME.len()..start);
            at = logical_line(text, start, &mut ranges);
        } else if is_magic(code) {
            let start = at + line.len() - code.len();
            let end = continued_end(text, start);
            ranges.push(start..end);
            at = next_line(text, end);
        } else {
            at = logical_line(text, at, &mut ranges);
        }
    }
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for range in &ranges {
        result.push_str(&text[done..range.start]);
        match &text[range.clone()] {
            TIME => result.push_str("__(); "),
            other => stand_in(other, &mut result),
        }
        done = range.end;
    }
    result.push_str(&text[done..]);
    (result, ranges)
}

/// Whether new text of a fix holds a stand-in: it would put it into the user's code.
pub(super) fn is_copied(covered: &[Range<usize>], new_text: &str) -> bool {
    !covered.is_empty() && (new_text.contains("__") || new_text.contains("_()"))
}

/// Whether a line that begins a statement is no Python.
fn is_magic(code: &str) -> bool {
    let is_help = || {
        let name = code.trim_end();
        name.ends_with('?') && name.chars().all(|c| c.is_alphanumeric() || "_.*?".contains(c))
    };
    code.starts_with(['%', '!', '?', ',', ';', '/']) || is_help()
}

/// A call of a name that nothing is known of, as many bytes long as `text`.
fn stand_in(text: &str, result: &mut String) {
    let first = text.find(['\r', '\n']).unwrap_or(text.len());
    match first {
        0..=2 => result.extend(std::iter::repeat_n('_', first)),
        _ => {
            result.extend(std::iter::repeat_n('_', first - 2));
            result.push_str("()");
        }
    }
    // Further lines of a command; their line breaks stay.
    result.extend(text[first..].bytes().map(|byte| if matches!(byte, b'\r' | b'\n') { char::from(byte) } else { ' ' }));
}

/// Reads a statement of Python from its start to behind its last line break. A command whose
/// output is assigned, as in `files = !ls`, is covered.
fn logical_line(text: &str, start: usize, ranges: &mut Vec<Range<usize>>) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'#' => {
                at = line_end(text, at);
                continue;
            }
            b'\'' | b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'\\' => at += 1 + usize::from(bytes.get(at + 1..at + 3) == Some(b"\r\n")),
            b'\n' if depth == 0 => return at + 1,
            b'=' if depth == 0 && !matches!(bytes.get(at.wrapping_sub(1)), Some(b'=' | b'!' | b'<' | b'>')) => {
                let rest = text[at + 1..].trim_start_matches([' ', '\t']);
                if rest.starts_with(['!', '%']) && !rest.starts_with("!=") {
                    let from = text.len() - rest.len();
                    let end = continued_end(text, from);
                    ranges.push(from..end);
                    return next_line(text, end);
                }
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// Behind the string that begins at `at`; the end of its line if it is never closed.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let triple = [quote; 3];
    let long = bytes[at..].starts_with(&triple);
    let mut at = at + if long { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' if !long => return at,
            _ if long && bytes[at..].starts_with(&triple) => return at + 3,
            _ if !long && byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The end of a line, before its line break.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(['\r', '\n']).map_or(text.len(), |length| at + length)
}

/// The end of a command, which goes on behind a backslash at a line's end.
fn continued_end(text: &str, at: usize) -> usize {
    let mut end = line_end(text, at);
    while text[at..end].ends_with('\\') && end < text.len() {
        end = line_end(text, next_line(text, end));
    }
    end
}

/// Behind the line break at `end`.
fn next_line(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    end + if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Snapshot;

    #[track_caller]
    fn becomes(text: &str, wanted: &str) {
        let (form, _) = covered(text);
        assert_eq!(form, wanted);
        assert_eq!(form.len(), text.len());
        assert!(!Snapshot::new(&form, 1).trees().has_error(), "{form}");
    }

    #[test]
    fn magics_become_calls_of_an_unknown_name() {
        becomes("%matplotlib inline\nx = 1", "________________()\nx = 1");
        becomes("if x:\n    !ls\r\n", "if x:\n    _()\r\n");
        becomes("!a \\\n  b\nx", "__()\n   \nx");
        becomes("x?\nf.a??\n?y", "__\n___()\n__");
        becomes("files = !ls -l\n", "files = ____()\n");
        becomes("x = %time f()", "x = _______()");
        becomes("%time x = f()", "__(); x = f()");
        becomes("%time -p x", "________()");
        becomes("%%time\nx = 1", "____()\nx = 1");
        becomes("%%bash\nls | é", "              ");
    }

    #[test]
    fn python_that_looks_alike_stays() {
        for text in
            ["x = (a\n  % b)", "s = '''\n%no\n!no\n'''", "x = 'a?'", "x != y", "x %= 2", "# is it?", "a = \\\n  b"]
        {
            becomes(text, text);
        }
    }

    #[test]
    fn nothing_panics() {
        for text in ["", "%", "'", "\"\"\"", "\\", "x = !", "x =", "é?", "%%", "!\\", "!\\\r\n", "'\\"] {
            assert_eq!(covered(text).0.len(), text.len());
        }
    }
}
