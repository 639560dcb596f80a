//! What a client may do next, drawn at random, and what an edit does to a text. A step names documents
//! and places by numbers that fit any state, so that a session stays one when steps are left out.

use super::mark;
use super::text::{self, Units};
use super::typed::TYPED;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

/// A text that grew beyond this shrinks again.
const LONG: usize = 4_000;

/// An edit of a text.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Some lines of a topic's cases, put at the start of a line.
    Insert { block: u16, lines: u8, at: u16 },
    /// Whole lines are deleted.
    Delete { at: u16, lines: u8 },
    /// Something is typed.
    Type { at: u16, text: &'static str },
    /// Some characters are erased.
    Erase { at: u16, length: u8 },
    /// Two places that may lie behind any end or inside a character, in any order.
    Wild { places: [(u16, u16); 2], text: &'static str },
    /// The whole text is sent anew.
    Whole { block: u16 },
}

/// One step.
#[derive(Clone, Debug)]
pub enum Step {
    Open {
        document: u8,
        blocks: Vec<u16>,
        ends: u8,
    },
    Edit {
        document: u8,
        edits: Vec<Edit>,
    },
    /// Back to the last text that parsed, by one edit.
    Mend {
        document: u8,
    },
    Close {
        document: u8,
    },
    Save {
        document: u8,
    },
    Rename {
        document: u8,
    },
    Settings {
        which: u8,
        is_asked: bool,
    },
    SettingsFile {
        which: u8,
    },
    /// A file of notes is written, deleted, opened, edited or closed.
    Note {
        note: u8,
        what: u8,
    },
    Hover {
        document: u8,
        at: u16,
    },
    Actions {
        document: u8,
        at: u16,
        length: u16,
    },
    Pull {
        document: u8,
    },
    Other {
        document: u8,
        what: u8,
        at: u16,
    },
    Cancel {
        which: u8,
    },
    Notebook {
        notebook: u8,
        what: u8,
        cell: u8,
        at: u8,
        blocks: Vec<u16>,
        edit: Edit,
    },
    Settle,
}

fn edit() -> impl Strategy<Value = Edit> {
    let typed = || prop::sample::select(&TYPED[..]);
    let place = || (any::<u16>(), 0..90u16);
    prop_oneof![
        4 => (any::<u16>(), 1..20u8, any::<u16>()).prop_map(|(block, lines, at)| Edit::Insert { block, lines, at }),
        4 => (any::<u16>(), 1..8u8).prop_map(|(at, lines)| Edit::Delete { at, lines }),
        8 => (any::<u16>(), typed()).prop_map(|(at, text)| Edit::Type { at, text }),
        4 => (any::<u16>(), 1..12u8).prop_map(|(at, length)| Edit::Erase { at, length }),
        1 => ([place(), place()], typed()).prop_map(|(places, text)| Edit::Wild { places, text }),
        1 => any::<u16>().prop_map(|block| Edit::Whole { block }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let document = any::<u8>;
    let blocks = || prop::collection::vec(any::<u16>(), 1..4);
    prop_oneof![
        4 => (document(), blocks(), any::<u8>()).prop_map(|(document, blocks, ends)| Step::Open { document, blocks, ends }),
        60 => (document(), prop::collection::vec(edit(), 1..4)).prop_map(|(document, edits)| Step::Edit { document, edits }),
        10 => document().prop_map(|document| Step::Mend { document }),
        2 => document().prop_map(|document| Step::Close { document }),
        2 => document().prop_map(|document| Step::Save { document }),
        1 => document().prop_map(|document| Step::Rename { document }),
        1 => (any::<u8>(), any::<bool>()).prop_map(|(which, is_asked)| Step::Settings { which, is_asked }),
        1 => any::<u8>().prop_map(|which| Step::SettingsFile { which }),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(note, what)| Step::Note { note, what }),
        8 => (document(), any::<u16>()).prop_map(|(document, at)| Step::Hover { document, at }),
        4 => (document(), any::<u16>(), 0..400u16).prop_map(|(document, at, length)| Step::Actions { document, at, length }),
        4 => document().prop_map(|document| Step::Pull { document }),
        4 => (document(), any::<u8>(), any::<u16>()).prop_map(|(document, what, at)| Step::Other { document, what, at }),
        4 => any::<u8>().prop_map(|which| Step::Cancel { which }),
        10 => (any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>(), blocks(), edit()).prop_map(
            |(notebook, what, cell, at, blocks, edit)| Step::Notebook { notebook, what, cell, at, blocks, edit }
        ),
        2 => Just(Step::Settle),
    ]
}

/// So many steps, by a seed.
pub fn steps(seed: u64, count: usize) -> Vec<Step> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = step();
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("nothing is rejected").current()).collect()
}

/// Replaces bytes of a text, and says so as LSP does.
pub fn changed(text: &mut String, range: std::ops::Range<usize>, new: &str, units: Units) -> Value {
    let told = json!({"range": text::range(text, &range, units), "text": new});
    text.replace_range(range, new);
    told
}

/// Applies an edit to a text, and says it as LSP does.
pub fn applied(text: &mut String, edit: &Edit, units: Units) -> Value {
    let line_start = |text: &str, at: u16| {
        let lines = text::lines(text);
        lines[mark(at, lines.len())].start
    };
    match edit {
        Edit::Insert { at, .. } if text.len() > LONG => applied(text, &Edit::Delete { at: *at, lines: 40 }, units),
        Edit::Insert { block, lines, at } => {
            let block = super::block(*block);
            let piece: String = block.split_inclusive('\n').take(usize::from(*lines)).collect();
            let at = line_start(text, *at);
            changed(text, at..at, &piece, units)
        }
        Edit::Delete { at, lines } => {
            let all = text::lines(text);
            let first = mark(*at, all.len());
            let end = all.get(first + usize::from(*lines)).map_or(text.len(), |line| line.start);
            changed(text, all[first].start..end, "", units)
        }
        Edit::Type { at, text: typed } => {
            let at = text::nameable(text, mark(*at, text.len() + 1));
            changed(text, at..at, typed, units)
        }
        Edit::Erase { at, length } => {
            let start = text::nameable(text, mark(*at, text.len() + 1));
            let end = text::nameable(text, start + usize::from(*length)).max(start);
            changed(text, start..end, "", units)
        }
        Edit::Wild { places, text: typed } => {
            let count = text::lines(text).len() + 2;
            let [a, b] = places.map(|(line, character)| (mark(line, count) as u32, u32::from(character)));
            let [start, end] = [a, b].map(|place| text::byte(text, place, units));
            let range = json!({"start": text::position(a), "end": text::position(b)});
            text.replace_range(start.min(end)..start.max(end), typed);
            json!({"range": range, "text": typed})
        }
        Edit::Whole { block } => {
            *text = super::block(*block).to_owned();
            json!({"text": text})
        }
    }
}
