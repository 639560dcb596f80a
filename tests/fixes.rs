//! What every fix promises, on the topics' cases in unusual shapes. `tests/real_code.rs` asks the same
//! of code that nobody wrote for it.
//!
//! Each fix is applied alone, and all of a file together by the built program. The result compiles
//! under CPython when the text did, the finding is gone, nothing new is found, comments and line
//! ends stay, lines that no fix speaks of are as they were, and a second run changes nothing.
//!
//! `PYGLOSS_PYTHON` chooses another interpreter. Run with `--nocapture` to see how often each fix was
//! applied.

#[path = "fixes/alone.rs"]
mod alone;
#[path = "fixes/cpython.rs"]
mod cpython;
#[path = "fixes/hold.rs"]
mod hold;
#[path = "fixes/shapes.rs"]
mod shapes;
#[path = "fixes/together.rs"]
mod together;

use hold::{Subject, hold};
use pygloss::cases::{case_file, read};
use pygloss::catalog::Catalog;
use pygloss::language::Language;
use std::path::Path;

#[test]
fn fixes_keep_their_promises_in_the_cases_in_every_shape() {
    let subjects = cases();
    for shape in shapes::ALL {
        let shaped: Vec<Subject> = subjects
            .iter()
            .filter_map(|subject| {
                let name = format!("{} {}", subject.name, shape.name);
                let text = (shape.make)(subject.language, &subject.text)?;
                Some(Subject { name, language: subject.language, text })
            })
            .collect();
        assert!(shaped.len() > 40, "{}: only {} texts have this shape", shape.name, shaped.len());
        hold(shape.name, &shaped);
    }
}

/// The blocks of all topics' cases.
fn cases() -> Vec<Subject> {
    let mut subjects = Vec::new();
    for topic in Catalog::builtin().topics() {
        for language in Language::ALL {
            let file = format!("grammar-queries/{}/{}", topic.id, case_file(language));
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
            // A topic without queries for the language has no cases; `tests/cases.rs` holds that.
            let Ok(source) = std::fs::read_to_string(path) else { continue };
            for block in read(&source, language).0 {
                subjects.push(Subject { name: format!("{file}:{}", block.lines[0]), language, text: block.code });
            }
        }
    }
    assert!(subjects.len() > 500, "there are more cases than {}", subjects.len());
    subjects
}
