//! Incremental equals from scratch: after any edits, the findings, hovers and fixes of an analysis
//! that was kept all along are those of one that sees the text for the first time.
//!
//! The texts are made of the topics' own cases, so that all patterns meet; the edits insert, delete
//! and move pieces of them, and type single characters that break and mend the syntax.

#[path = "model/typed.rs"]
mod typed;

use proptest::prelude::*;
use proptest::sample::Index;
use pygloss::catalog::Catalog;
use pygloss::check::Analysis;
use pygloss::document::{Document, Snapshot};
use std::sync::OnceLock;
use typed::TYPED;

/// The blocks of all topics' cases.
fn blocks() -> &'static [String] {
    static BLOCKS: OnceLock<Vec<String>> = OnceLock::new();
    BLOCKS.get_or_init(|| {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/grammar-queries");
        let mut blocks = Vec::new();
        for topic in Catalog::builtin().topics() {
            let path = format!("{root}/{}/cases.py", topic.id);
            let cases = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
            // Without the marker comments: they are long, and no pattern reads them.
            let plain = |block: &str| {
                let lines = block.lines().filter(|line| !line.trim_start().starts_with('#'));
                lines.fold(String::new(), |text, line| text + line + "\n")
            };
            blocks.extend(cases.split("# ---").map(plain).filter(|block| !block.trim().is_empty()));
        }
        blocks
    })
}

#[derive(Clone, Debug)]
enum Step {
    /// Insert a block, or some lines of it, at a line.
    Insert { block: Index, lines: u8, at: Index },
    /// Delete lines.
    Delete { at: Index, lines: u8 },
    /// Move lines elsewhere in one edit.
    Move { from: Index, lines: u8, to: Index },
    /// Type something at any character.
    Type { at: Index, text: String },
    /// Erase some characters.
    Erase { at: Index, length: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let index = any::<Index>;
    let typed = prop::sample::select([TYPED.as_slice(), &["list = 3\n"]].concat());
    prop_oneof![
        2 => (index(), 1..20u8, index()).prop_map(|(block, lines, at)| Step::Insert { block, lines, at }),
        1 => (index(), 1..6u8).prop_map(|(at, lines)| Step::Delete { at, lines }),
        1 => (index(), 1..6u8, index()).prop_map(|(from, lines, to)| Step::Move { from, lines, to }),
        4 => (index(), typed).prop_map(|(at, text)| Step::Type { at, text: text.to_string() }),
        2 => (index(), 1..12u8).prop_map(|(at, length)| Step::Erase { at, length }),
    ]
}

/// The byte offset of some line's start, and of the start of the line `lines` further on.
fn line_span(document: &Document, at: &Index, lines: u8) -> std::ops::Range<usize> {
    let text = document.text();
    let first = at.index(text.len_lines());
    let last = (first + usize::from(lines)).min(text.len_lines());
    let end = if last == text.len_lines() { text.len_bytes() } else { text.line_to_byte(last) };
    text.line_to_byte(first)..end
}

fn apply(document: &mut Document, step: &Step) {
    match step {
        Step::Insert { block, lines, at } => {
            let block = &blocks()[block.index(blocks().len())];
            let piece: String = block.split_inclusive('\n').take(usize::from(*lines)).collect();
            let at = line_span(document, at, 0).start;
            document.edit(at..at, &piece);
        }
        Step::Delete { at, lines } => {
            let range = line_span(document, at, *lines);
            document.edit(range, "");
        }
        Step::Move { from, lines, to } => {
            let range = line_span(document, from, *lines);
            let piece = document.text().byte_slice(range.clone()).to_string();
            document.edit(range, "");
            let at = line_span(document, to, 0).start;
            document.edit(at..at, &piece);
        }
        Step::Type { at, text } => {
            let at = document.text().char_to_byte(at.index(document.text().len_chars() + 1));
            document.edit(at..at, text);
        }
        Step::Erase { at, length } => {
            let start = at.index(document.text().len_chars() + 1);
            let end = (start + usize::from(*length)).min(document.text().len_chars());
            let range = document.text().char_to_byte(start)..document.text().char_to_byte(end);
            document.edit(range, "");
        }
    }
}

/// Everything that an analysis says, as text that a failure can show.
fn all_of(analysis: &Analysis) -> Vec<String> {
    let mut all = Vec::new();
    for finding in analysis.findings() {
        all.push(format!("{finding:?}"));
        all.extend(analysis.fixes(&finding).into_iter().map(|fix| format!("  {fix:?}")));
    }
    all.extend(analysis.glosses().into_iter().map(|gloss| format!("{gloss:?}")));
    all
}

fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(cases), ..ProptestConfig::default() }
}

/// Takes the steps, and compares what is kept with a fresh look wherever one is due.
fn compare(start: &[Index], steps: &[(Step, bool)]) -> Result<(), TestCaseError> {
    let text: String = start.iter().map(|block| blocks()[block.index(blocks().len())].as_str()).collect();
    let mut document = Document::new(&text, 1);
    let mut kept = Analysis::new(Catalog::builtin());
    kept.update(&document.snapshot());
    for (step, looked_at) in steps {
        apply(&mut document, step);
        // A busy server skips revisions.
        if !looked_at {
            continue;
        }
        let snapshot = document.snapshot();
        kept.update(&snapshot);
        // tree-sitter's own recovery from broken text may depend on the tree before the edit;
        // where the two trees differ there is nothing to compare.
        let fresh = Snapshot::new(&document.text().to_string(), 1);
        let broken = fresh.trees().has_error();
        prop_assert_eq!(broken, snapshot.trees().has_error());
        if broken && fresh.trees().to_sexp() != snapshot.trees().to_sexp() {
            continue;
        }
        let mut scratch = Analysis::new(Catalog::builtin());
        scratch.update(&fresh);
        prop_assert_eq!(all_of(&kept), all_of(&scratch), "text:\n{}", document.text());
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn incremental_equals_from_scratch(
        start in prop::collection::vec(any::<Index>(), 1..5),
        steps in prop::collection::vec((step(), any::<bool>()), 1..12),
    ) {
        compare(&start, &steps)?;
    }
}

proptest! {
    #![proptest_config(config(40))]

    /// A long text is parsed in segments.
    #[test]
    fn incremental_equals_from_scratch_in_long_texts(
        start in prop::collection::vec(any::<Index>(), 60..120),
        steps in prop::collection::vec((step(), any::<bool>()), 1..12),
    ) {
        compare(&start, &steps)?;
    }
}

/// Findings at the module's level, in the last statement and in a class.
const ABOVE: &str = "\
def load(values, seen=[]):
    seen.append(values)
    return seen


class Above:
    def keep(self, item):
        try:
            return int(item)
        except:
            return item == None

    def ask(self, item):
        if item == None:
            return 1
        return 2

";

const BELOW: &str = "\n\ndef later(found):\n    return found\n";

/// What people have typed of a statement when they look up.
const HALF_TYPED: &[&str] = &[
    "def",
    "def half",
    "def half(",
    "def half(a, b=",
    "async def half(",
    "@",
    "@functools.wraps",
    "@functools.wraps(",
    "@staticmethod\ndef",
    "class",
    "class Half(",
    "class Half(Base, metaclass=",
    "class Half:\n    @",
    "class Half:\n    def half(",
    "try",
    "try:",
    "try:\n    run()",
    "try:\n    run()\nexcept ValueError as",
    "name = f\"cut {value",
    "name = f\"cut {value}",
    "name = f'''cut {value}",
    "if x ==",
    "for x in",
    "with open(",
    "print(",
    "xs = [",
    "xs = {\"a\":",
    "values.",
    "from os import",
    "return (",
];

/// The lines with findings above an offset.
fn lines_above(analysis: &Analysis, text: &str, offset: usize) -> Vec<usize> {
    let found = analysis.findings().into_iter().map(|finding| finding.range.start);
    found.filter(|start| *start < offset).map(|start| text[..start].matches('\n').count() + 1).collect()
}

/// Types a text letter by letter between two others; the findings before it at the start and at the end.
fn typed(above: &str, typed: &str, below: &str) -> (Vec<usize>, Vec<usize>) {
    let mut document = Document::new(&format!("{above}{below}"), 1);
    let mut analysis = Analysis::new(Catalog::builtin());
    analysis.update(&document.snapshot());
    let before = lines_above(&analysis, above, above.len());
    let mut at = above.len();
    for letter in typed.chars() {
        document.edit(at..at, letter.encode_utf8(&mut [0; 4]));
        at += letter.len_utf8();
        analysis.update(&document.snapshot());
    }
    (before, lines_above(&analysis, &document.text().to_string(), above.len()))
}

#[test]
fn what_is_half_typed_leaves_the_findings_above_alone() {
    for half in HALF_TYPED {
        for below in [BELOW, "", "\n"] {
            let (before, after) = typed(ABOVE, half, below);
            assert_eq!(before, [1, 10, 11, 14], "what there is to lose");
            assert_eq!(before, after, "{half:?} with {below:?} below");
        }
    }
}

#[test]
fn what_is_half_typed_in_a_class_leaves_the_methods_above_alone() {
    // There the parser cannot tell that the class goes on, and it is no class any more.
    let swallowing = |half: &&&str| !half.starts_with("name = f\"cut {value") && !half.contains("wraps(");
    for half in HALF_TYPED.iter().filter(swallowing) {
        let indented = format!("    {}", half.replace('\n', "\n    "));
        let (before, after) = typed(ABOVE, &indented, "\n\n    def last(self):\n        return 1\n");
        assert_eq!(before, after, "{half:?}");
    }
}

#[test]
fn what_may_belong_to_a_broken_line_is_not_spoken_of() {
    let findings = |text: &str| {
        let mut analysis = Analysis::new(Catalog::builtin());
        analysis.update(&Snapshot::new(text, 1));
        analysis.findings().len()
    };
    // The same text is spoken of once the line is whole, or is another statement.
    for (broken, whole) in [
        ("x == None (\n", "x == None\n"),
        ("try:\n    x == None\nexcept (\n", "try:\n    x == None\nexcept E: raise\n"),
        ("def f(p):\n    p = [1]\n  els q:\n", "def f(p):\n    p = [1]\n"),
        ("if x == None:\n    run()\nelse run(\n", "if x == None:\n    run()\nels(1)\n"),
    ] {
        assert_eq!(findings(broken), 0, "{broken}");
        assert_ne!(findings(whole), 0, "{whole}");
    }
}

/// A hover asks only patterns that can answer at its place; a look at a whole file asks all.
#[test]
fn a_hover_says_what_a_look_at_the_whole_file_says() {
    let mut seen = 0;
    for block in blocks() {
        let mut analysis = Analysis::new(Catalog::builtin());
        analysis.update(&Document::new(block, 0).snapshot());
        let all: Vec<_> = analysis.glosses();
        for gloss in &all {
            let same =
                |other: &&pygloss::check::Gloss| other.range.contains(&gloss.range.start) && !gloss.range.is_empty();
            let mut wanted: Vec<_> = all.iter().filter(same).map(|gloss| format!("{gloss:?}")).collect();
            let mut hovered: Vec<_> =
                analysis.glosses_at(gloss.range.start).iter().map(|gloss| format!("{gloss:?}")).collect();
            wanted.sort();
            hovered.sort();
            assert_eq!(hovered, wanted, "at byte {} of:\n{block}", gloss.range.start);
            seen += 1;
        }
    }
    assert!(seen > 1_000, "{seen} places are too few");
}
