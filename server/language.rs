//! The languages of the documents: Python, and the two in which a project says what it needs.
//!
//! Owns the grammars and which file is which. Must not know what any of them means.

use std::path::Path;
use tree_sitter_language::LanguageFn;

/// What a document is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Python, `.pyi` included.
    #[default]
    Python,
    /// pip's requirements file format: `requirements.txt`, `constraints.txt`, `requirements/dev.in`.
    Requirements,
    /// `pyproject.toml`.
    Pyproject,
}

impl Language {
    /// All of them; [`Language::index`] is the place in this list.
    pub const ALL: [Language; 3] = [Language::Python, Language::Requirements, Language::Pyproject];

    /// Its place in [`Language::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The language of a file, by its name; `None` for all that pygloss has nothing to say of.
    pub fn of_path(path: &Path) -> Option<Language> {
        let name = path.file_name()?.to_str()?;
        let folder = || path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        let (stem, extension) = name.rsplit_once('.')?;
        match extension {
            "py" | "pyi" => Some(Language::Python),
            "toml" if stem == "pyproject" => Some(Language::Pyproject),
            "txt" | "in" => {
                let listed = |word: &str| stem.starts_with(word) || stem.ends_with(word);
                (listed("requirements") || listed("constraints") || folder() == Some("requirements"))
                    .then_some(Language::Requirements)
            }
            _ => None,
        }
    }

    /// The language of a document that an editor opens: by LSP's language id, else by its name.
    pub fn of_document(id: &str, path: &Path) -> Option<Language> {
        match id {
            "python" => Some(Language::Python),
            "pip-requirements" | "requirements" => Some(Language::Requirements),
            _ => Language::of_path(path),
        }
    }

    /// What queries in this language stand in, in a topic's folder.
    pub fn query_file(self) -> &'static str {
        match self {
            Language::Python => "python.scm",
            Language::Requirements => "requirements.scm",
            Language::Pyproject => "pyproject.scm",
        }
    }

    /// What fences with code in this language begin with, in a note.
    pub fn fence(self) -> &'static str {
        match self {
            Language::Python => "python",
            Language::Requirements => "requirements",
            Language::Pyproject => "toml",
        }
    }

    /// The grammar.
    pub fn grammar(self) -> tree_sitter::Language {
        let grammar: LanguageFn = match self {
            Language::Python => tree_sitter_python::LANGUAGE,
            Language::Requirements => tree_sitter_requirements::LANGUAGE,
            Language::Pyproject => tree_sitter_toml_ng::LANGUAGE,
        };
        grammar.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_names() {
        let of = |name: &str| Language::of_path(Path::new(name));
        for name in ["requirements.txt", "requirements-dev.txt", "dev-requirements.txt", "requirements/dev.txt"] {
            assert_eq!(of(name), Some(Language::Requirements), "{name}");
        }
        for name in ["constraints.txt", "requirements.in", "a/requirements/base.in"] {
            assert_eq!(of(name), Some(Language::Requirements), "{name}");
        }
        assert_eq!(of("a/pyproject.toml"), Some(Language::Pyproject));
        assert_eq!(of("stubs/a.pyi"), Some(Language::Python));
        for name in ["notes.txt", "ruff.toml", "Cargo.toml", "requirements", "requirements.md"] {
            assert_eq!(of(name), None, "{name}");
        }
        assert_eq!(Language::of_document("python", Path::new("x")), Some(Language::Python));
        assert_eq!(Language::of_document("toml", Path::new("pyproject.toml")), Some(Language::Pyproject));
        assert_eq!(Language::of_document("toml", Path::new("other.toml")), None);
    }

    #[test]
    fn the_index_is_the_place_in_the_list() {
        for (index, language) in Language::ALL.into_iter().enumerate() {
            assert_eq!(language.index(), index);
            tree_sitter::Parser::new()
                .set_language(&language.grammar())
                .expect("the grammar's ABI is one that is read");
        }
    }
}
