//! A mistake in a topic is reported with file and line.

use pygloss::catalog::{LoadError, TopicSource, load};

const NOTE: &str = include_str!("../../grammar-queries/integer-caching/note.md");

/// The mistakes of a topic with these queries.
fn mistakes(queries: &'static str) -> Vec<LoadError> {
    load(&[TopicSource { id: "some-topic", note: NOTE, queries: [queries, "", ""], file: None }]).1
}

/// Loads broken queries; the only mistake must be in this line and say this.
fn expect(queries: &'static str, line: usize, message: &str) {
    let errors = mistakes(queries);
    let [error] = errors.as_slice() else { panic!("expected one mistake, got {errors:?}") };
    assert_eq!((error.file.as_str(), error.line), ("some-topic/python.scm", line), "{error}");
    assert!(error.message.contains(message), "expected \"{message}\" in \"{error}\"");
}

#[test]
fn a_fact_that_nobody_knows() {
    expect(
        "; A comment.\n\n((identifier) @match\n  (#is? @match wonderful)\n  (#set! id \"x\")\n  (#set! severity \"hint\") (#set! message \"m\"))\n",
        3,
        "no fact `wonderful`",
    );
}

#[test]
fn a_pattern_that_underlines_nothing() {
    expect("\n((identifier) @name\n  (#set! id \"x\"))\n", 2, "no `@match` capture");
}

#[test]
fn a_key_that_nobody_knows() {
    expect("((identifier) @match\n  (#set! id \"x\")\n  (#set! colour \"red\"))\n", 1, "no key `colour`");
}

#[test]
fn a_hole_that_nothing_fills() {
    let message = "((identifier) @match (#set! id \"a\"))\n((identifier) @match\n  (#set! id \"x\") (#set! severity \"hint\")\n  (#set! message \"see {other}\"))\n";
    expect(message, 2, "`{other}` is no capture of this pattern");
    let brace =
        "((identifier) @match\n  (#set! id \"x\") (#set! severity \"hint\")\n  (#set! message \"see {other\"))\n";
    assert!(mistakes(brace).iter().any(|error| error.line == 1 && error.message.contains("unpaired `{`")));
}

#[test]
fn words_that_are_none_of_the_list() {
    expect(
        "((identifier) @match (#set! id \"x\") (#set! severity \"loud\") (#set! message \"m\"))\n",
        1,
        "severity `loud`",
    );
    expect("((identifier) @match (#set! id \"x\") (#set! insight \"deep\"))\n", 1, "no insight `deep`");
    expect(
        "((identifier) @match (#set! id \"x\") (#set! severity \"hint\") (#set! message \"m\")\n  (#set! rewrite \"magic\") (#set! fix.title \"t\"))\n",
        1,
        "no rewrite `magic`",
    );
    expect("((identifier) @match (#set! id \"x\") (#frobnicate! @match))\n", 1, "frobnicate!");
    expect("((identifier) @match)\n", 1, "no `id`");
}

#[test]
fn a_query_that_does_not_compile() {
    expect(
        "; Line 1.\n((identifier) @match (#set! id \"x\"))\n\n((no_such_node) @match\n  (#set! id \"y\"))\n",
        4,
        "no_such_node",
    );
    let errors = mistakes("\n((identifier) @match (#set! id \"x\")\n");
    assert!(!errors.is_empty());
    assert_eq!(errors[0].file, "some-topic/python.scm");
    assert!(errors[0].line >= 2, "{}", errors[0]);
}

#[test]
fn a_note_that_cannot_be_read_leaves_the_topic_out() {
    let (catalog, errors) = load(&[
        TopicSource { id: "broken", note: "no front matter\n", queries: [""; 3], file: None },
        TopicSource {
            id: "whole",
            note: NOTE,
            queries: ["((identifier) @match (#set! id \"x\"))\n", "", ""],
            file: None,
        },
    ]);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!((errors[0].file.as_str(), errors[0].line), ("broken/note.md", 1));
    assert_eq!(catalog.topics().len(), 1);
    assert!(catalog.pattern("x").is_some());
}
