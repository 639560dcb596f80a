//! INI files as Python's `configparser` reads them, with the line of each key.
//!
//! Crates for such files lose the lines, or read what Python refuses. Must not know any tool.

/// A file that could be read.
pub(super) struct Ini {
    /// In the order of the file.
    pub sections: Vec<Section>,
}

pub(super) struct Section {
    pub name: String,
    pub entries: Vec<Entry>,
}

pub(super) struct Entry {
    /// In lower case.
    pub key: String,
    /// 1-based.
    pub line: usize,
    /// The lines of the value without comments, joined by `\n`.
    pub value: String,
}

/// Whether `#` and `;` behind a blank begin a comment too: Pylint's reader says so.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Comments {
    WholeLines,
    Inline,
}

impl Ini {
    /// The entries of all sections whose name passes.
    pub fn entries<'a>(&'a self, passes: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = &'a Entry> {
        self.sections.iter().filter(move |section| passes(&section.name)).flat_map(|section| &section.entries)
    }
}

/// Reads a text; an error is a 1-based line and what Python's reader refuses there.
pub(super) fn parse(text: &str, comments: Comments) -> Result<Ini, (usize, String)> {
    let mut sections: Vec<Section> = Vec::new();
    // Deeper lines go on with the value of the key before them.
    let mut key_indent = None;
    for (index, raw) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let number = index + 1;
        let line = without_comment(raw, comments);
        let content = line.trim();
        if content.is_empty() {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        if key_indent.is_some_and(|own| indent > own)
            && let Some(entry) = sections.last_mut().and_then(|section| section.entries.last_mut())
        {
            entry.value.push('\n');
            entry.value.push_str(content);
            continue;
        }
        key_indent = None;
        if let Some((name, _)) = content.strip_prefix('[').and_then(|rest| rest.rsplit_once(']')) {
            if sections.iter().any(|section| section.name == name) {
                return Err((number, format!("a second section `[{name}]`")));
            }
            sections.push(Section { name: name.to_string(), entries: Vec::new() });
            continue;
        }
        let Some(section) = sections.last_mut() else {
            return Err((number, "no section before the first key".to_string()));
        };
        let Some(at) = content.find(['=', ':']).filter(|at| *at > 0) else {
            return Err((number, "neither a section, nor `key = value`".to_string()));
        };
        let key = content[..at].trim().to_lowercase();
        if section.entries.iter().any(|entry| entry.key == key) {
            return Err((number, format!("a second `{key}` in `[{}]`", section.name)));
        }
        section.entries.push(Entry { key, line: number, value: content[at + 1..].trim().to_string() });
        key_indent = Some(indent);
    }
    Ok(Ini { sections })
}

fn without_comment(line: &str, comments: Comments) -> &str {
    if line.trim_start().starts_with(['#', ';']) {
        return "";
    }
    let is_comment = |at: &usize| line[..*at].ends_with(char::is_whitespace);
    let inline = || line.match_indices(['#', ';']).map(|(at, _)| at).find(is_comment);
    match comments {
        Comments::Inline => &line[..inline().unwrap_or(line.len())],
        Comments::WholeLines => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, comments: Comments) -> Vec<(String, usize, String)> {
        let ini = parse(text, comments).unwrap();
        ini.entries(|_| true).map(|entry| (entry.key.clone(), entry.line, entry.value.clone())).collect()
    }

    #[test]
    fn values_go_on_in_deeper_lines_and_comments_do_not_count() {
        let text = "\u{feff}[a]\nDisable = x,\n   y,  # why\n\n# not here\n   z\nenable: w\n[b]\n";
        assert_eq!(
            values(text, Comments::Inline),
            [("disable".into(), 2, "x,\ny,\nz".into()), ("enable".into(), 7, "w".into())]
        );
        assert_eq!(values("[a]\nk = v # c\n", Comments::WholeLines)[0].2, "v # c");
        assert_eq!(values("[a]\nk = v#c\n", Comments::Inline)[0].2, "v#c");
    }

    #[test]
    fn what_python_refuses_is_an_error_with_its_line() {
        let line = |text| parse(text, Comments::Inline).err().map(|(line, _)| line);
        assert_eq!(line("x = 1\n"), Some(1));
        assert_eq!(line("[a]\nword\n"), Some(2));
        assert_eq!(line("[a]\nk = 1\nK = 2\n"), Some(3));
        assert_eq!(line("[a]\n[b]\n[a]\n"), Some(3));
        assert_eq!(line("[a]\n= 1\n"), Some(2));
        assert_eq!(line(""), None);
    }
}
