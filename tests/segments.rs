//! A text that is parsed in segments says what tree-sitter says of the whole: after any edits it has
//! an error if and only if the whole has one, and without errors its statements are the same.

use proptest::prelude::*;
use proptest::sample::Index;
use pygloss::catalog::Catalog;
use pygloss::check::Analysis;
use pygloss::document::{Document, Snapshot};
use std::ops::Range;
use tree_sitter::{Node, Parser, Tree};

/// Statements that strings, brackets and comments make hard to tell apart.
const STATEMENTS: [&str; 14] = [
    "def first(a, b=[]):\n    \"\"\"Says 'it'.\n\ndef not_here(): '''\n    \"\"\"\n    return a is b\n\n\n",
    "@one\n@two(\n    3,\n)\ndef second():\n    yield {'a': [1, (2)]}\n    # behind\n\n",
    "class C(Base):\n    x = 1\n\n    def method(self):\n        return f\"{self.x['y']} {1}\"\n\n\n",
    "# about it\nasync def third():\n    async with a() as b:\n        await b\n\n",
    "TEXT = '''\nclass Inside: \"\"\"\ndef inside():\n'''\n",
    "values = [\n    1,\n    '(',\n]\n",
    "if __name__ == '__main__':\n    def nested():\n        pass\nelse:\n    x = 1\n\n",
    "long = 1 + \\\n    2\n",
    "raw = r'\\'' + \"\\\"\" + b''\n",
    "try:\n    import x\nexcept ImportError:\n    pass\nfinally:\n    y = 2\n",
    "# only a comment\n\n",
    "def f(): return '''a\n'''\n",
    "x = 1; y = 2\n",
    "match x:\n    case 1:\n        pass\n\n",
];

/// What is typed: much of it breaks the text until the next of its kind.
const TYPED: [&str; 26] = [
    "'''",
    "\"\"\"",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "{",
    "}",
    "\\",
    "\n",
    "\n\n",
    "#",
    "@x\n",
    "    ",
    "\t",
    "def g():\n",
    "x = 1",
    "7",
    ":",
    "else:\n    pass\n",
    "\ndef late():\n    pass\n",
    "\n@deco\n",
    "r",
    "é",
    "\n'''\n",
];

#[derive(Clone, Debug)]
struct Change {
    /// Where: in the whole text, or near the beginning of a line with a definition.
    near_definition: bool,
    place: Index,
    offset: i8,
    deleted: u8,
    lines_deleted: u8,
    typed: Index,
    is_undone: bool,
    is_parsed: bool,
}

fn change() -> impl Strategy<Value = Change> {
    let place = (any::<bool>(), any::<Index>(), -6i8..14);
    let what = (prop_oneof![4 => Just(0u8), 1 => 0u8..20], prop_oneof![12 => Just(0u8), 1 => 0u8..200], any::<Index>());
    (place, what, any::<bool>(), prop_oneof![3 => Just(true), 1 => Just(false)]).prop_map(
        |((near_definition, place, offset), (deleted, lines_deleted, typed), is_undone, is_parsed)| Change {
            near_definition,
            place,
            offset,
            deleted,
            lines_deleted,
            typed,
            is_undone,
            is_parsed,
        },
    )
}

impl Change {
    /// The byte range that it replaces.
    fn range(&self, text: &str) -> Range<usize> {
        let starts: Vec<usize> = match self.near_definition {
            true => ["\ndef ", "\nclass ", "\n@", "\nasync "]
                .iter()
                .flat_map(|word| text.match_indices(word).map(|(at, _)| at + 1))
                .collect(),
            false => (0..=text.len()).collect(),
        };
        let at = if starts.is_empty() { 0 } else { starts[self.place.index(starts.len())] };
        let border = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = border(at.saturating_add_signed(self.offset.into()));
        let lines = text[start..].match_indices('\n').nth(self.lines_deleted.into()).map_or(0, |(at, _)| at);
        let lines = if self.lines_deleted == 0 { 0 } else { lines };
        start..border(start + usize::from(self.deleted) + lines).max(start)
    }
}

fn whole(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).expect("the grammar fits");
    parser.parse(text, None).expect("a tree")
}

/// A node and all in it.
fn about(node: Node) -> String {
    let mut all = String::new();
    let mut pending = vec![node];
    while let Some(node) = pending.pop() {
        let (from, to) = (node.start_position(), node.end_position());
        all.push_str(&format!("{} {:?} {from} {to} {}\n", node.kind(), node.byte_range(), node.is_extra()));
        let mut cursor = node.walk();
        pending.extend(node.children(&mut cursor));
    }
    all
}

fn compare(snapshot: &Snapshot, text: &str) -> Result<bool, TestCaseError> {
    let whole = whole(text);
    let trees = snapshot.trees();
    prop_assert_eq!(trees.has_error(), whole.root_node().has_error(), "{}", text);
    if whole.root_node().has_error() {
        return Ok(false);
    }
    let mut cursor = whole.walk();
    let theirs: Vec<Node> = whole.root_node().children(&mut cursor).collect();
    let ours: Vec<Node> = trees.top().collect();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        prop_assert_eq!(about(*ours), about(*theirs), "{}", text);
    }
    prop_assert_eq!(ours.len(), theirs.len(), "{}", text);
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(192),
    ))]

    #[test]
    fn segments_say_what_the_whole_says(
        statements in proptest::collection::vec(0..STATEMENTS.len(), 500..900),
        changes in proptest::collection::vec(change(), 1..8),
    ) {
        let mut text: String = statements.into_iter().map(|index| STATEMENTS[index]).collect();
        let mut document = Document::new(&text, 0);
        prop_assert!(document.snapshot().trees().roots().count() > 1, "a text that is cut");
        compare(&document.snapshot(), &text)?;
        let mut edit = |document: &mut Document, range: Range<usize>, new: &str, is_parsed: bool| {
            document.edit(range.clone(), new);
            text.replace_range(range, new);
            if is_parsed { compare(&document.snapshot(), &text).map(|_| text.clone()) } else { Ok(text.clone()) }
        };
        let mut now = document.text().to_string();
        for change in &changes {
            let range = change.range(&now);
            let (old, new) = (now[range.clone()].to_string(), TYPED[change.typed.index(TYPED.len())]);
            now = edit(&mut document, range.clone(), new, change.is_parsed)?;
            if change.is_undone {
                now = edit(&mut document, range.start..range.start + new.len(), &old, true)?;
            }
        }
        compare(&document.snapshot(), &now)?;
    }
}

/// The library's long files, opened as they are.
#[test]
fn the_library_in_segments_is_the_library() {
    let listed = std::process::Command::new("python3")
        .args([
            "-c",
            "import sysconfig, pathlib; [print(p) for p in pathlib.Path(sysconfig.get_paths()['stdlib']).glob('*.py')]",
        ])
        .output()
        .expect("python3 is needed: apt-get install python3");
    let files = String::from_utf8(listed.stdout).expect("paths");
    let (mut cut, mut clean) = (0, 0);
    for file in files.lines() {
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        let snapshot = Snapshot::new(&text, 0);
        cut += usize::from(snapshot.trees().roots().count() > 1);
        clean += usize::from(compare(&snapshot, &text).unwrap_or_else(|error| panic!("{file}: {error}")));
    }
    assert!(cut > 50 && clean > 100, "{cut} texts were cut, {clean} parse");
}

#[test]
fn a_fix_far_down_in_a_long_text_imports_at_its_top() {
    let filler = "def filler(a):\n    return a\n\n\n".repeat(1_000);
    let end = "def last(path):\n    try:\n        open(path)\n    except OSError:\n        pass\n";
    let text =
        format!("\"\"\"Words.\"\"\"\nfrom __future__ import annotations\nimport os as system\n\n\n{filler}{end}");
    let snapshot = Snapshot::new(&text, 1);
    assert!(snapshot.trees().roots().count() > 1, "the text is long enough to be cut");
    let mut analysis = Analysis::new(Catalog::builtin());
    analysis.update(&snapshot);
    let findings = analysis.findings();
    let edits = findings.iter().flat_map(|one| analysis.fixes(one)).flat_map(|fix| fix.edits);
    let imports: Vec<_> = edits.filter(|edit| edit.new_text.starts_with("import contextlib")).collect();
    assert!(!imports.is_empty());
    assert!(imports.iter().all(|edit| edit.range.start == text.find("import os").unwrap()), "{imports:?}");
}
