//! Text to trees, in segments.
//!
//! Owns the parsers and the segments of a text: what an edit makes of them, and their parse. Must not
//! know versions, nor who reads the trees.
//!
//! An edit parses the segment that it touches; one that touches a border, or the line before one,
//! parses both sides as one segment. Then the trees of segments without errors say of each statement
//! what one tree of the whole text would say: the parser is at a statement's beginning, outside of
//! all brackets, strings and blocks, at each border. Where a segment has an error, it may be that the
//! text is cut at a wrong place: a text that is new is then parsed to its end, and behind an edit the
//! segments are joined up to where all that was opened is closed. If that has an error, too, the
//! segments stay, and the error stays in its own.

use super::split::{LENGTH, next_closed, split};
use super::trees::{Parsed, Trees};
use crate::language::Language;
use crate::rope::line_of;
use rayon::prelude::*;
use ropey::Rope;
use std::cell::RefCell;
use std::ops::{ControlFlow, Range};
use tree_sitter::{InputEdit, ParseOptions, Parser, Point, Tree};

/// A segment of a text.
#[derive(Clone)]
pub(super) struct Segment {
    /// Byte range in the present text.
    range: Range<usize>,
    /// Its tree, edited to fit the text.
    tree: Option<Tree>,
    /// See [`Parsed::sound`]. More of it can be reused than of what a parser made of broken text, so
    /// that a string which is closed again costs no more than any other key.
    sound: Option<Tree>,
    /// Whether the tree is that of the present text.
    is_parsed: bool,
}

/// The segments of a text, in their order, without gaps.
#[derive(Clone)]
pub(super) struct Segments(Vec<Segment>);

/// Says whether nobody wants the result of a parse any more.
pub(super) type Obsolete<'o> = &'o (dyn Fn() -> bool + Sync);

impl Segments {
    /// Those of a text that was never parsed. `is_whole`: it may not be cut.
    pub fn of(text: &Rope, language: Language, is_whole: bool) -> Self {
        let all = 0..text.len_bytes();
        Segments(if is_whole { vec![Segment::new(all)] } else { pieces(text, all, language) })
    }

    /// Those of a text whose trees are known.
    pub fn parsed(trees: &Trees) -> Self {
        let segment = |one: &Parsed| {
            let (tree, sound) = (Some(one.tree.clone()), one.sound.clone());
            Segment { range: one.range.clone(), tree, sound, is_parsed: true }
        };
        Segments(trees.0.iter().map(segment).collect())
    }

    /// What an edit makes of them; `text` is the text behind it.
    pub fn edit(&mut self, edit: &InputEdit, text: &Rope, language: Language) {
        let all = &mut self.0;
        let moved = |at: usize| at - edit.old_end_byte + edit.new_end_byte;
        let first = all.partition_point(|one| one.range.end < edit.start_byte).min(all.len() - 1);
        let mut last = first;
        let edited_line = edit.new_end_position.row;
        // The line behind the edited one must be the segment's, too: a `\` joins lines.
        let is_near_end = |one: &Segment| text.byte_to_line(moved(one.range.end)) < edited_line + 2;
        while last + 1 < all.len() && (all[last + 1].range.start <= edit.old_end_byte || is_near_end(&all[last])) {
            last += 1;
        }
        let range = all[first].range.start..moved(all[last].range.end);
        let inserted = edit.new_end_byte - edit.start_byte;
        let edited = if first == last && inserted < LENGTH {
            let mut segment = Segment { range, is_parsed: false, ..all[first].clone() };
            segment.edit_trees(edit);
            vec![segment]
        } else {
            pieces(text, range, language)
        };
        let next = first + edited.len();
        all.splice(first..=last, edited);
        for later in &mut all[next..] {
            later.range = moved(later.range.start)..moved(later.range.end);
            later.edit_trees(edit);
        }
    }

    /// Parses what is not parsed; `None` when nobody wants it any more.
    pub fn parse(mut self, text: &Rope, language: Language, obsolete: Obsolete) -> Option<Trees> {
        let is_one = self.0.len() == 1;
        let parse = |segment: &mut Segment| {
            if !segment.is_parsed {
                let range = (!is_one).then_some(&segment.range);
                let base = segment.sound.take().or(segment.tree.take());
                let tree = with_parser(language, |parser| parse_with(parser, text, range, base.as_ref(), obsolete));
                segment.is_parsed = tree.is_some();
                let has_error = |tree: &Tree| tree.root_node().has_error();
                segment.sound = base.filter(|base| tree.as_ref().is_some_and(has_error) && !has_error(base));
                segment.tree = tree;
            }
            segment.is_parsed
        };
        let due = self.0.iter().filter(|segment| !segment.is_parsed).count();
        let is_fresh = due == self.0.len();
        // A thread of the pool has its own text to parse.
        let is_parallel = due > 3 && rayon::current_thread_index().is_none();
        let all_parsed = match is_parallel {
            true => self.0.par_iter_mut().all(parse),
            false => self.0.iter_mut().all(parse),
        };
        if !all_parsed {
            return None;
        }
        let parsed =
            |segment: Segment| Some(Parsed { range: segment.range, tree: segment.tree?, sound: segment.sound });
        let mut all: Vec<Parsed> = self.0.into_iter().filter_map(parsed).collect();
        with_parser(language, |parser| match is_fresh {
            true => mend_cuts(&mut all, parser, text, obsolete),
            false => mend_edited(&mut all, parser, text, obsolete),
        })?;
        Some(Trees(all))
    }
}

impl Segment {
    fn new(range: Range<usize>) -> Self {
        Segment { range, tree: None, sound: None, is_parsed: false }
    }

    fn edit_trees(&mut self, edit: &InputEdit) {
        self.tree.iter_mut().chain(&mut self.sound).for_each(|tree| tree.edit(edit));
    }
}

/// The segments of a part of a text, which begins with a statement.
fn pieces(text: &Rope, part: Range<usize>, language: Language) -> Vec<Segment> {
    let pieces = if language == Language::Python { split(text, part) } else { vec![part] };
    pieces.into_iter().map(Segment::new).collect()
}

/// Joins the segments of a text that nobody has parsed before where they have errors only because of
/// the cuts: if the rest of the text has no error, the next cut at which a statement begins is right.
/// `None` when nobody wants it any more.
fn mend_cuts(all: &mut Vec<Parsed>, parser: &mut Parser, text: &Rope, obsolete: Obsolete) -> Option<()> {
    let mut from = 0;
    while let Some(wrong) = next_error(all, from).filter(|wrong| wrong + 1 < all.len()) {
        let start = all[wrong].range.start;
        let rest = start..text.len_bytes();
        let tree = parse_with(parser, text, Some(&rest), None, obsolete)?;
        let root = tree.root_node();
        if root.has_error() {
            break;
        }
        let begins = |at: usize| root.first_child_for_byte(at).is_some_and(|child| child.start_byte() == at);
        match (wrong + 1..all.len()).find(|index| begins(all[*index].range.start)) {
            None => _ = all.splice(wrong.., [Parsed { range: rest, tree, sound: None }]),
            Some(next) => join(all, wrong..next, parser, text, obsolete).map(|_| ())?,
        }
        from = wrong + 1;
    }
    Some(())
}

/// Joins segments that an edit has joined: what it opened in one of them is closed in another. `None`
/// when nobody wants it any more.
fn mend_edited(all: &mut Vec<Parsed>, parser: &mut Parser, text: &Rope, obsolete: Obsolete) -> Option<()> {
    let mut from = 0;
    while let Some(wrong) = next_error(all, from).filter(|wrong| wrong + 1 < all.len()) {
        let starts = all[wrong + 1..].iter().map(|one| one.range.start).chain([text.len_bytes()]);
        let Some(end) = next_closed(text, all[wrong].range.start, starts) else { break };
        let next = all.partition_point(|one| one.range.start < end);
        if next > wrong + 1 && !join(all, wrong..next, parser, text, obsolete)? {
            break;
        }
        from = wrong + 1;
    }
    Some(())
}

fn next_error(all: &[Parsed], from: usize) -> Option<usize> {
    (from..all.len()).find(|index| all[*index].tree.root_node().has_error())
}

/// Parses some segments as one; whether it has no error, so that it takes their place. `None` when
/// nobody wants it any more.
fn join(
    all: &mut Vec<Parsed>,
    joined: Range<usize>,
    parser: &mut Parser,
    text: &Rope,
    obsolete: Obsolete,
) -> Option<bool> {
    let range = all[joined.start].range.start..all[joined.end - 1].range.end;
    let tree = parse_with(parser, text, Some(&range), None, obsolete)?;
    let is_good = !tree.root_node().has_error();
    if is_good {
        all.splice(joined, [Parsed { range, tree, sound: None }]);
    }
    Some(is_good)
}

thread_local! {
    static PARSERS: RefCell<[Option<Parser>; Language::ALL.len()]> = const { RefCell::new([const { None }; Language::ALL.len()]) };
}

/// Runs `work` with this thread's parser of a language.
fn with_parser<T>(language: Language, work: impl FnOnce(&mut Parser) -> T) -> T {
    PARSERS.with(|slots| work(slots.borrow_mut()[language.index()].get_or_insert_with(|| new_parser(language))))
}

/// Parses the text or a part of it until done, or until `obsolete` says so.
fn parse_with(
    parser: &mut Parser,
    text: &Rope,
    range: Option<&Range<usize>>,
    base: Option<&Tree>,
    obsolete: Obsolete,
) -> Option<Tree> {
    let included = range.map(|range| tree_sitter::Range {
        start_byte: range.start,
        end_byte: range.end,
        start_point: point(text, range.start),
        end_point: point(text, range.end),
    });
    parser.set_included_ranges(included.as_slice()).expect("one range is in order");
    let length = text.len_bytes();
    let mut read = |byte: usize, _: Point| -> &[u8] {
        if byte >= length {
            return &[];
        }
        let (chunk, chunk_start, _, _) = text.chunk_at_byte(byte);
        &chunk.as_bytes()[byte - chunk_start..]
    };
    let mut progress = |_: &tree_sitter::ParseState| {
        if obsolete() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let tree = parser.parse_with_options(&mut read, base, Some(options));
    if tree.is_none() {
        // Else the next parse would go on where this one ended.
        parser.reset();
    }
    tree
}

fn new_parser(language: Language) -> Parser {
    let mut parser = Parser::new();
    parser
        .set_language(&language.grammar())
        .expect("the grammar's ABI is within what tree-sitter reads; a test loads it");
    parser
}

/// tree-sitter's row (0-based) and column (bytes) of a byte offset. Wrong in a text with lone `\r`,
/// which is why such a text is never parsed incrementally.
pub(super) fn point(text: &Rope, byte: usize) -> Point {
    let (row, start) = line_of(text, byte);
    Point { row, column: byte - start }
}
