//! The cells of a notebook as one module.
//!
//! Owns the joined text: the cells in order, each followed by a cell marker, edited in step with
//! the cells so that the analysis of it stays incremental. Every cell takes as many bytes in it as
//! it has itself; what is not Python there is covered by stand-ins of the same length. Must not
//! know LSP, nor what the text means.

mod magics;

use crate::document::{Document, Snapshot};
use std::ops::Range;

/// Behind each cell. It is a cell marker as editors know it from scripts, and so says to the
/// check that the value of the expression before it is shown.
const SEPARATOR: &str = "\n# %%\n";

/// The joined cells of one notebook, kept between edits.
pub struct Notebook {
    document: Document,
    cells: Vec<Cell>,
}

/// One cell.
pub struct Cell {
    /// The cell as the user sees it.
    pub source: Snapshot,
    /// Where it stands in the joined text, without what separates it from the next.
    pub range: Range<usize>,
    /// For a cell that does not parse: its text with the magics covered, to be looked at alone.
    /// In the joined text it is blank then, for it would take the cells behind it along.
    pub alone: Option<Snapshot>,
    /// What is covered, relative to the cell.
    covered: Vec<Range<usize>>,
}

impl Default for Notebook {
    fn default() -> Self {
        Notebook { document: Document::new("", 0), cells: Vec::new() }
    }
}

impl Notebook {
    /// Brings the joined text to these cells; looks only at those that changed.
    pub fn update(&mut self, sources: &[Snapshot]) {
        let same = |(cell, source): &(&Cell, &Snapshot)| cell.source.is_same(source);
        let shorter = self.cells.len().min(sources.len());
        let prefix = self.cells.iter().zip(sources).take_while(same).count();
        let backwards = self.cells.iter().rev().zip(sources.iter().rev());
        let suffix = backwards.take(shorter - prefix).take_while(same).count();
        let (old_end, new_end) = (self.cells.len() - suffix, sources.len() - suffix);
        if prefix == old_end && prefix == new_end {
            return;
        }
        let start = self.cells.get(prefix).map_or(self.document.text().len_bytes(), |cell| cell.range.start);
        let end = self.cells.get(old_end).map_or(self.document.text().len_bytes(), |cell| cell.range.start);
        let mut text = String::new();
        let fresh: Vec<Cell> = sources[prefix..new_end].iter().map(|source| joined_form(source, &mut text)).collect();
        self.cells.splice(prefix..old_end, fresh);
        self.replace(start..end, &text);
        let mut at = 0;
        for cell in &mut self.cells {
            let length = cell.range.len();
            cell.range = at..at + length;
            at += length + SEPARATOR.len();
        }
    }

    /// Makes this the notebook of one cell that does not parse, for a look at that cell alone.
    pub fn update_alone(&mut self, source: &Snapshot, form: &Snapshot) {
        let text = form.text().to_string();
        let (_, covered) = magics::covered(&source.text().to_string());
        self.cells = vec![Cell { source: source.clone(), range: 0..text.len(), alone: None, covered }];
        self.document = Document::new(&text, form.version());
    }

    /// Replaces a range of the joined text, as one edit of what differs.
    fn replace(&mut self, range: Range<usize>, new: &str) {
        let old = self.document.text().byte_slice(range.clone()).to_string();
        let shorter = old.len().min(new.len());
        let mut prefix = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        while !old.is_char_boundary(prefix) || !new.is_char_boundary(prefix) {
            prefix -= 1;
        }
        let backwards = old.bytes().rev().zip(new.bytes().rev()).take(shorter - prefix);
        let mut suffix = backwards.take_while(|(a, b)| a == b).count();
        while !old.is_char_boundary(old.len() - suffix) || !new.is_char_boundary(new.len() - suffix) {
            suffix -= 1;
        }
        if prefix + suffix < old.len() || prefix + suffix < new.len() {
            self.document.edit(range.start + prefix..range.end - suffix, &new[prefix..new.len() - suffix]);
        }
    }

    /// The joined text.
    pub fn snapshot(&self) -> Snapshot {
        self.document.snapshot()
    }

    /// The cells, in order.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The cell that a byte offset of the joined text lies in; what separates two cells belongs
    /// to the first. `None` in a notebook without cells.
    pub fn cell_at(&self, offset: usize) -> Option<usize> {
        self.cells.partition_point(|cell| cell.range.start <= offset).checked_sub(1)
    }

    /// An edit of the joined text as an edit of one cell's own text: the cell, the range in it
    /// and the new text. `None` for an edit that no cell can take whole: it would reach into
    /// another cell, or touch what is covered.
    pub fn edit_of_cell(&self, range: &Range<usize>, new_text: &str) -> Option<(usize, Range<usize>, String)> {
        let index = self.cell_at(range.start)?;
        let cell = &self.cells[index];
        let length = cell.range.len();
        let (start, end) = (range.start - cell.range.start, range.end - cell.range.start);
        // One byte further is behind the line break that ends the cell's last line.
        if start > length + 1 || end > length + 1 {
            return None;
        }
        let hits = |covered: &Range<usize>| covered.start < end && start < covered.end;
        if cell.alone.is_some() || cell.covered.iter().any(hits) || magics::is_copied(&cell.covered, new_text) {
            return None;
        }
        let mut text = new_text.to_owned();
        if end > length && text.ends_with('\n') {
            // The cell's last line has no line break of its own.
            text.pop();
        }
        if start > length {
            text.insert(0, '\n');
        }
        Some((index, start.min(length)..end.min(length), text))
    }
}

/// Appends to `text` what stands for a cell in the joined text.
fn joined_form(source: &Snapshot, text: &mut String) -> Cell {
    let own = source.text().to_string();
    let start = text.len();
    let range = start..start + own.len();
    let cell = |alone, covered| Cell { source: source.clone(), range, alone, covered };
    let cell = if fits(source, &own) {
        text.push_str(&own);
        cell(None, Vec::new())
    } else {
        let (form, covered) = magics::covered(&own);
        let alone = Snapshot::new(&form, source.version());
        if fits(&alone, &form) {
            text.push_str(&form);
            cell(None, covered)
        } else {
            text.extend(std::iter::repeat_n(' ', own.len()));
            cell(Some(alone), covered)
        }
    };
    text.push_str(SEPARATOR);
    cell
}

/// Whether a cell's text is whole statements at the left margin, so that it changes nothing of
/// the cells around it.
fn fits(snapshot: &Snapshot, text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim_start().is_empty() && !line.trim_start().starts_with('#'));
    let is_indented = first.is_some_and(|line| line.starts_with([' ', '\t', '\u{c}']));
    let continues = text.trim_end_matches([' ', '\t']).ends_with('\\');
    !is_indented && !continues && !snapshot.trees().has_error()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(notebook: &Notebook) -> String {
        notebook.snapshot().text().to_string()
    }

    fn cells(texts: &[&str]) -> Vec<Snapshot> {
        texts.iter().map(|text| Snapshot::new(text, 1)).collect()
    }

    #[test]
    fn cells_are_joined_and_found_again() {
        let mut notebook = Notebook::default();
        notebook.update(&cells(&["a = 'é'", "", "b\n"]));
        assert_eq!(joined(&notebook), "a = 'é'\n# %%\n\n# %%\nb\n\n# %%\n");
        for (index, cell) in notebook.cells().iter().enumerate() {
            assert_eq!(notebook.cell_at(cell.range.start), Some(index));
            assert_eq!(notebook.cell_at(cell.range.end), Some(index));
        }
        assert_eq!(Notebook::default().cell_at(0), None);
    }

    #[test]
    fn whatever_changes_the_joined_text_is_that_of_the_cells() {
        let texts = ["a = 1", "", "é = '😀'\n", "if x:\n    !ls", "def (", "%%bash\nls", "  b", "c \\"];
        let all = cells(&texts);
        let mut notebook = Notebook::default();
        // Every list of up to three cells, each after every other kind of list.
        for a in 0..8 {
            for b in 0..8 {
                for list in [vec![a], vec![a, b], vec![b, a, 2], vec![b], vec![], vec![2, b, a]] {
                    let sources: Vec<Snapshot> = list.iter().map(|index: &usize| all[*index].clone()).collect();
                    notebook.update(&sources);
                    let mut fresh = Notebook::default();
                    fresh.update(&sources);
                    assert_eq!(joined(&notebook), joined(&fresh));
                    let ranges = |one: &Notebook| one.cells.iter().map(|cell| cell.range.clone()).collect::<Vec<_>>();
                    assert_eq!(ranges(&notebook), ranges(&fresh));
                    assert!(!notebook.snapshot().trees().has_error(), "{}", joined(&notebook));
                }
            }
        }
    }

    #[test]
    fn a_cell_that_does_not_parse_leaves_the_others_alone() {
        let mut notebook = Notebook::default();
        notebook.update(&cells(&["a = 1", "f('''", "b = 2"]));
        assert_eq!(joined(&notebook), "a = 1\n# %%\n     \n# %%\nb = 2\n# %%\n");
        assert!(notebook.cells()[1].alone.is_some());
    }

    #[test]
    fn edits_are_the_cells_own_or_none() {
        let mut notebook = Notebook::default();
        notebook.update(&cells(&["a", "b\nc", "!ls\nd"]));
        let edit = |range, text| notebook.edit_of_cell(&range, text);
        let start = notebook.cells()[1].range.start;
        assert_eq!(edit(start..start + 1, "x"), Some((1, 0..1, "x".into())));
        // A line put behind the last line, and the last line replaced together with its end.
        assert_eq!(edit(start + 4..start + 4, "x\n"), Some((1, 3..3, "\nx".into())));
        assert_eq!(edit(start + 2..start + 4, "x\n"), Some((1, 2..3, "x".into())));
        assert_eq!(edit(start..start + 9, "x"), None);
        let last = notebook.cells()[2].range.start;
        assert_eq!(edit(last..last + 2, "x"), None);
        assert_eq!(edit(last + 4..last + 5, "x"), Some((2, 4..5, "x".into())));
    }
}
