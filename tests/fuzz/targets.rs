//! What is fuzzed: each function takes any bytes, and panics when a promise is broken.

use pulldown_cmark::{Event, Parser, Tag};
use pygloss::catalog::{Catalog, TopicSource, load};
use pygloss::check::Analysis;
use pygloss::config::{Settings, SteppedBack};
use pygloss::document::Snapshot;
use pygloss::hover::{Sources, at};
use pygloss::language::Language;
use pygloss::notes::{self, Document, Index, Matcher};
use pygloss::packaging::{entry, hash, operator, poetry, range, requirement};
use pygloss::{cases, examples, lsp, report};
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// What stands between a query and a note in the input of [`topic`].
pub const NOTE_BEHIND: &str = "\n%%% note\n";

/// A text that the topics of [`topic`] look at.
const LOOKED_AT: &str = "import os\n\n@d\ndef f(a, b=[], *c, **d):\n    for x in a:\n        if x is 1000 and b:\n            \
    return [y for y in x]\n    return None\n\nclass C(B):\n    z = {'k': [1.5, \"s\"]}\n";

/// Bytes → parse → check → hover everywhere → each fix → parse and check.
pub fn check(data: &[u8]) {
    let language = match data.first() {
        Some(b'[') => Language::Pyproject,
        Some(b'#') if data.contains(&b'=') && !data.contains(&b'(') => Language::Requirements,
        _ => Language::Python,
    };
    fixed(language, &String::from_utf8_lossy(data));
}

/// What packaging tools read: requirements files, version ranges, constraints, entry points.
pub fn packaging(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    fixed(Language::Requirements, &text);
    let mut before = "";
    for line in text.lines() {
        entry::malformed(line);
        hash::problem(line);
        requirement::read(line);
        operator::wrong(line);
        range::exclude_each_other(before, line);
        let plain = range::with_bounds(line);
        for specifiers in plain.into_iter().chain(poetry::specifiers(line)) {
            assert!(range::in_words(&specifiers).is_some(), "{line} became {specifiers}");
        }
        before = line;
    }
}

/// Checks and hovers a text, and the text after each of its fixes.
fn fixed(language: Language, text: &str) {
    let analysis = look(Catalog::builtin(), language, text);
    for finding in analysis.findings() {
        for fix in analysis.fixes(&finding) {
            let mut after = text.to_string();
            for edit in fix.edits.iter().rev() {
                assert!(text.get(edit.range.clone()).is_some(), "{}: {:?} is no place", fix.title, edit.range);
                after.replace_range(edit.range.clone(), &edit.new_text);
            }
            assert!(fix.edits.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{}", fix.title);
            let mut again = Analysis::new(Catalog::builtin());
            let snapshot = Snapshot::of(language, &after, 0);
            again.update(&snapshot);
            again.findings();
        }
    }
}

/// Findings, glosses and the hover at each character; none brings a link or picture out of the code.
fn look(catalog: &Arc<Catalog>, language: Language, text: &str) -> Analysis {
    let snapshot = Snapshot::of(language, text, 0);
    let mut analysis = Analysis::new(catalog);
    analysis.update(&snapshot);
    for finding in analysis.findings() {
        assert!(text.get(finding.range.clone()).is_some(), "{:?} is no place", finding.range);
        let places = finding.related.iter().map(|related| related.range.clone());
        places.for_each(|range| assert!(text.get(range.clone()).is_some(), "{range:?} is no place"));
    }
    report::visible(&analysis, &Settings::default(), &SteppedBack::default());
    let mut told: Vec<std::ops::Range<usize>> = Vec::new();
    for offset in text.char_indices().map(|(offset, _)| offset).chain([text.len(), text.len() + 9]) {
        let Some(hover) = at(&analysis, offset, &Sources::NONE) else { continue };
        assert!(text.get(hover.range.clone()).is_some(), "{:?} is no place", hover.range);
        if told.last() != Some(&hover.range) {
            told.push(hover.range.clone());
            assert_harmless(&hover.markdown);
        }
    }
    analysis
}

/// No links but those to the web and to files of this machine, no pictures, no HTML.
fn assert_harmless(markdown: &str) {
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                let known = ["http:", "https:", "file:///"];
                let address = dest_url.to_ascii_lowercase();
                assert!(known.iter().any(|scheme| address.trim().starts_with(scheme)), "{dest_url} in {markdown}");
            }
            Event::Start(Tag::Image { .. } | Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => {
                panic!("something live in {markdown}");
            }
            _ => {}
        }
    }
}

/// A query and a note of a topic of the user's: loaded or refused with lines, and then matched.
pub fn topic(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (query, note) = text.split_once(NOTE_BEHIND).unwrap_or((&text, "+++\ntitle = \"T\"\n+++\n\nText.\n"));
    let mut queries = [""; Language::ALL.len()];
    queries[Language::Python.index()] = query;
    let source = TopicSource { id: "own", note, queries, file: Some(Path::new("own/note.md")) };
    let (catalog, mistakes) = load(&[source]);
    for mistake in &mistakes {
        assert!(mistake.line > 0 && !mistake.message.is_empty(), "{mistake}");
    }
    let catalog = Arc::new(catalog);
    let analysis = look(&catalog, Language::Python, LOOKED_AT);
    for finding in analysis.findings() {
        analysis.fixes(&finding);
    }
    catalog.newly_given_up();
    for language in Language::ALL {
        cases::read(&text, language);
    }
}

/// A person's note: read, matched, quoted, its examples looked at.
pub fn notes(data: &[u8]) {
    static MATCHER: LazyLock<Matcher> = LazyLock::new(|| examples::matcher(Catalog::builtin()));
    let text = String::from_utf8_lossy(data).into_owned();
    assert_harmless(&notes::as_prose(&text));
    let document = Document::new(Path::new("/notes/a.md"), text, &MATCHER);
    for example in examples::examples(&document) {
        look(Catalog::builtin(), Language::Python, &example.snapshot.text().to_string());
    }
    examples::problems(&document, &MATCHER, Catalog::builtin(), &Settings::default());
    let mut index = Index::default();
    index.put(document);
    for topic in MATCHER.ids() {
        for quote in index.quotes(topic) {
            assert_harmless(&quote.text);
            assert!(quote.line > 0);
        }
    }
}

/// Bytes on the server's input: whatever comes, what is handed on are whole JSON messages.
pub fn frames(data: &[u8]) {
    let all = lsp::messages_in(data, data.len());
    // However the bytes arrive, the messages are the same.
    assert_eq!(lsp::messages_in(data, 7), all);
    for message in all {
        // What the crate passes over, such as members that no message has, need not be right.
        serde_json::from_str::<tower_lsp::jsonrpc::Request>(&message).expect("a message");
    }
}
