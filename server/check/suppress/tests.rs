use super::comments::{Scope, Word, words};
use super::*;

/// Whether `x is 1` (marked by its text) is silenced. The pattern is known as `is-int-literal`
/// of `integer-caching`, F632, R0123 and literal-comparison.
fn silenced_at(source: &str, needle: &str) -> bool {
    let snapshot = Snapshot::new(source, 0);
    let start = source.rfind(needle).expect("the test's text holds the needle");
    let equivalents = ["F632", "R0123", "literal-comparison", "S5795"].map(Text::from);
    let names = Names { id: "is-int-literal", topic: "integer-caching", equivalents: &equivalents };
    Suppressions::of(&snapshot, &MarkedLines::of(snapshot.text())).silence_names(&names, &(start..start + needle.len()))
}

fn silenced(source: &str) -> bool {
    silenced_at(source, "x is 1")
}

#[test]
fn our_own_form() {
    assert!(silenced("x is 1  # pygloss: ignore[is-int-literal]\n"));
    assert!(silenced("x is 1  # pygloss: ignore[other, integer-caching]\n"));
    assert!(silenced("x is 1  #pygloss:ignore\n"));
    assert!(silenced("x is 1  # why  # pygloss: ignore\n"));
    assert!(!silenced("x is 1  # pygloss: ignore[other]\n"));
    assert!(!silenced("x is 1  # pygloss: ignored\n"));
    assert!(!silenced("x is 1\n# pygloss: ignore\ny\n"));
    assert!(silenced("# pygloss: ignore\n# why\nx is 1\n"));
    assert!(!silenced("# pygloss: ignore\ny\nx is 1\n"));
    assert!(silenced("x is 1\ny\n# pygloss: ignore-file[is-int-literal]\n"));
    assert!(silenced("# pygloss: ignore-file\nx is 1\n"));
    assert!(!silenced("# pygloss: ignore-file[other]\nx is 1\n"));
}

#[test]
fn noqa_with_all_its_spellings() {
    for comment in ["noqa", "NoQA", "noqa:F632", "noqa : f632", "noqa: E711,F632", "noqa:E711 F632"] {
        assert!(silenced(&format!("x is 1  # {comment}\n")), "{comment}");
    }
    assert!(silenced("x is 1  # noqa: is-int-literal\n"));
    assert!(silenced("x is 1  #noqa: F632 because\n"));
    assert!(silenced("x is 1  # type: ignore # noqa: F632\n"));
    assert!(!silenced("x is 1  # noqa: E711\n"));
    assert!(!silenced("x is 1  # noqa: E711 and not F632\n"));
    assert!(!silenced("x is 1  # noqaF632\n"));
    assert!(!silenced("x is 1  # type: ignore\n"));
    assert!(!silenced("# noqa\nx is 1\n"));
    assert!(!silenced("x is 1; y = '# noqa'\n"));
    assert!(silenced("x is 1; y = '#'  # noqa\n"));
}

#[test]
fn whole_files() {
    assert!(silenced("# ruff: noqa\nx is 1\n"));
    assert!(silenced("x is 1\n# flake8: noqa\n"));
    assert!(silenced("# flake8: noqa: F632\nx is 1\n"));
    assert!(silenced("# RUFF: NOQA: E711, F632\nx is 1\n"));
    assert!(!silenced("# ruff: noqa: E711\nx is 1\n"));
    assert!(silenced("# ruff: file-ignore[F632]\nx is 1\n"));
    assert!(silenced("# pylint: skip-file\nx is 1\n"));
}

#[test]
fn ruff_and_sonar_on_one_line() {
    assert!(silenced("x is 1  # ruff: ignore[F632]\n"));
    assert!(silenced("# ruff: ignore[F632]\nx is 1\n"));
    assert!(!silenced("x is 1  # ruff: ignore\n"));
    assert!(silenced("x is 1  # NOSONAR\n"));
    assert!(silenced("x is 1  # NOSONAR(S5795)\n"));
    assert!(!silenced("x is 1  # NOSONAR(S1)\n"));
    assert!(silenced("# ruff: disable[F632]\nx is 1\n"));
    assert!(!silenced("# ruff: disable[F632]\n# ruff: enable[F632]\nx is 1\n"));
}

#[test]
fn pylint_on_its_line_its_block_or_the_next_line() {
    assert!(silenced("x is 1  # pylint: disable=literal-comparison\n"));
    assert!(silenced("x is 1  # pylint: disable=a, R0123\n"));
    assert!(silenced("x is 1  # see #7, pylint:disable = all\n"));
    assert!(!silenced("x is 1  # pylint: disable=other\n"));
    assert!(silenced("# pylint: disable=R0123\ndef f():\n    x is 1\n"));
    assert!(silenced("def f():\n    # pylint: disable=R0123\n    y\n    if y:\n        x is 1\n"));
    assert!(!silenced("def f():\n    # pylint: disable=R0123\n    y\nx is 1\n"));
    assert!(!silenced("def f():\n    y\n    # pylint: disable=R0123\nx is 1\n"));
    let branches = "if a:\n    # pylint: disable=R0123\n    b\nelse:\n    x is 1\n";
    assert!(!silenced(branches));
    assert!(!silenced("x is 1\n# pylint: disable=R0123\n"));
    assert!(!silenced("# pylint: disable=R0123\ny\n# pylint: enable=R0123\nx is 1\n"));
    assert!(silenced("# pylint: disable-next=R0123\nx is 1\n"));
    assert!(!silenced("# pylint: disable-next=R0123\ny\nx is 1\n"));
}

#[test]
fn a_comment_at_the_end_of_a_long_statement_or_header_counts() {
    assert!(silenced("y = (\n    x is 1\n    or z\n)  # noqa\n"));
    assert!(silenced("def f(\n    a=(x is 1),\n    b=2,\n):  # noqa: F632\n    return a\n"));
    assert!(!silenced("def f(\n    a=(x is 1),\n):\n    return a  # noqa\n"));
    assert!(!silenced("if x is 1:\n    y  # noqa\nelse:  # noqa\n    z\n"));
    assert!(silenced("if x is 1:  # noqa\n    y\n"));
    assert!(silenced("y = x is 1 and '''\n'''  # noqa\n"));
    assert!(silenced_at("@d(x is 1)  # noqa\ndef f(): pass\n", "x is 1"));
}

#[test]
fn line_ends_of_every_kind() {
    assert!(silenced("y\r\nx is 1  # noqa\r\nz\r\n"));
    assert!(!silenced("x is 1\r\ny  # noqa\r\n"));
    assert!(silenced("x is 1  # noqa"));
    assert!(!silenced("x is 1\u{c}\ny # noqa\n"));
}

#[test]
fn odd_comments_do_no_harm() {
    for text in ["#", "# noqa:", "# é noqa", "# pygloss: ignore[", "# pylint: disable=", "# \u{1F600}pylint:"] {
        let _ = words(text);
        let _ = silenced(&format!("x is 1 {text}\n"));
    }
    assert_eq!(words("# noqa:"), [Word { scope: Scope::Line, codes: None, enables: false }]);
}

/// The text after the edit that silences `x is 1`.
fn with_comment(source: &str) -> String {
    let snapshot = Snapshot::new(source, 0);
    let start = source.find("x is 1").unwrap();
    let edit = ignore_comment_edit(&snapshot, "is-int-literal", &(start..start + 6));
    let mut out = source.to_string();
    out.replace_range(edit.range, &edit.new_text);
    out
}

#[test]
fn the_comment_is_added_where_it_works() {
    let cases = [
        ("x is 1\ny\n", "x is 1  # pygloss: ignore[is-int-literal]\ny\n"),
        ("x is 1\r\ny\r\n", "x is 1  # pygloss: ignore[is-int-literal]\r\ny\r\n"),
        ("x is 1  ", "x is 1  # pygloss: ignore[is-int-literal]"),
        ("x is 1 # why\n", "x is 1 # why  # pygloss: ignore[is-int-literal]\n"),
        ("x is 1 # pygloss: ignore[a]\n", "x is 1 # pygloss: ignore[a, is-int-literal]\n"),
        ("x is 1 # pygloss: ignore[]\n", "x is 1 # pygloss: ignore[is-int-literal]\n"),
        ("y = x is 1 and \\\n    z\n", "y = x is 1 and \\\n    z  # pygloss: ignore[is-int-literal]\n"),
        ("y = x is 1, '''\n'''\n", "y = x is 1, '''\n'''  # pygloss: ignore[is-int-literal]\n"),
        (
            "y = x is 1, '''\n'''; z = '''\n'''\n",
            "y = x is 1, '''\n'''; z = '''\n'''  # pygloss: ignore[is-int-literal]\n",
        ),
    ];
    for (before, after) in cases {
        assert_eq!(with_comment(before), after);
    }
}

#[test]
fn the_added_comment_silences() {
    for source in
        ["x is 1\n", "y = x is 1 and \\\n    z\n", "y = x is 1, '''\n'''\n", "def f(\n    a=(x is 1),\n): pass\n"]
    {
        assert!(silenced(&with_comment(source)), "{source}");
    }
}
