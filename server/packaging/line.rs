//! The lines of a requirements file, as pip reads them
//! (<https://pip.pypa.io/en/stable/reference/requirements-file-format/>).

use super::normalized;
use super::requirement::{Requirement, read};
use std::ops::Range;

/// A logical line: lines that end in `\` are joined, comments are left out.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its byte range in the file.
    pub range: Range<usize>,
    /// Its text on one line, without comment and without options behind the requirement.
    pub text: String,
    /// What it asks for.
    pub kind: LineKind,
    /// Whether it has a `--hash`.
    pub has_hash: bool,
}

/// What a line asks for.
#[derive(Clone, Debug)]
pub enum LineKind {
    /// A project by its name.
    Project {
        /// The name, normalised by PEP 503.
        name: String,
        /// The specifiers' text, empty for any version.
        specifiers: String,
        /// The marker's text.
        marker: String,
        /// Whether it is taken from an address.
        has_url: bool,
    },
    /// An option on a line of its own: `-r`, `--index-url`.
    Option,
    /// An address or a path.
    Address,
    /// What pip would refuse.
    Unreadable,
}

/// The lines of a file that hold anything, in order.
pub fn lines(file: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = None;
    let mut text = String::new();
    let mut offset = 0;
    for piece in file.split_inclusive('\n') {
        let begin = offset;
        offset += piece.len();
        let content = piece.trim_end_matches(['\n', '\r']);
        let code = without_comment(content);
        let first = *start.get_or_insert(begin + (code.len() - code.trim_start().len()));
        match code.strip_suffix('\\') {
            Some(part) if code.len() == content.len() => text.push_str(part),
            _ => {
                text.push_str(code);
                if !text.trim().is_empty() {
                    lines.push(line(first..begin + code.trim_end().len(), text.trim()));
                }
                text.clear();
                start = None;
            }
        }
    }
    if let Some(first) = start.filter(|_| !text.trim().is_empty()) {
        lines.push(line(first..file.trim_end().len().max(first), text.trim()));
    }
    lines
}

/// A `#` begins a comment at the start of a line or behind white space.
fn without_comment(line: &str) -> &str {
    let begins = |at: &usize| line[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let at = line.match_indices('#').map(|(at, _)| at).find(begins);
    at.map_or(line, |at| &line[..at])
}

fn line(range: Range<usize>, text: &str) -> Line {
    let options = text.find(" --").unwrap_or(text.len());
    let requirement = text[..options].trim();
    let has_hash = text[options..].contains("--hash");
    let kind = if text.starts_with('-') {
        LineKind::Option
    } else {
        match read(requirement) {
            Some(read) => project(&read),
            None if requirement.contains("://") || requirement.starts_with(['.', '/']) => LineKind::Address,
            None => LineKind::Unreadable,
        }
    };
    Line { range, text: requirement.to_string(), kind, has_hash }
}

fn project(read: &Requirement) -> LineKind {
    LineKind::Project {
        name: normalized(read.name),
        specifiers: read.specifiers.clone(),
        marker: read.marker.to_string(),
        has_url: read.has_url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_and_comments_left_out() {
        let file = "# head\nrequests==2.28.2  # why\nblack==23.3.0 \\\n    --hash=sha256:ab \\\n    --hash=sha256:cd\n\n-r other.txt\ngit+https://x.org/a.git#egg=a\nnumpy = 1\nFoo_Bar[x]>=1; python_version < '3.9'";
        let lines = lines(file);
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "requests==2.28.2",
                "black==23.3.0",
                "-r other.txt",
                "git+https://x.org/a.git#egg=a",
                "numpy = 1",
                "Foo_Bar[x]>=1; python_version < '3.9'"
            ]
        );
        assert_eq!(&file[lines[0].range.clone()], "requests==2.28.2");
        assert!(lines[1].has_hash && !lines[0].has_hash);
        assert!(matches!(lines[2].kind, LineKind::Option));
        assert!(matches!(lines[3].kind, LineKind::Address));
        assert!(matches!(lines[4].kind, LineKind::Unreadable));
        let LineKind::Project { name, specifiers, marker, has_url } = &lines[5].kind else { panic!("a project") };
        assert_eq!((name.as_str(), specifiers.as_str(), *has_url), ("foo-bar", ">=1", false));
        assert!(marker.starts_with("python_version"));
    }
}
