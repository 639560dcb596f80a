//! The open notebooks: which cells each has, in which order.
//!
//! A cell is a document like any other; what is analysed, and named by a stamp, is the notebook.
//! Sync methods only, like all of the world.

use super::{NotOpen, Open, Stamp, World, file_path};
use crate::document::Snapshot;
use crate::lsp::work::AnalysisSlot;
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use tower_lsp::ls_types::*;

/// An open notebook.
pub(super) struct Notebook {
    /// All cells that the client speaks of, text and code.
    cells: Vec<NotebookCell>,
    epoch: u64,
    /// Grows with each change of any cell and of their order.
    revision: u64,
    path: Option<PathBuf>,
    pub(super) analysis: AnalysisSlot,
    pub(super) checking: bool,
    /// What the client shows, so that an edit in one cell sends nothing for the others.
    sent: FxHashMap<Uri, (Option<i32>, Vec<Diagnostic>)>,
}

/// The Python cells of a notebook, as a worker takes them.
pub struct Cells {
    /// The cells' names, in order.
    pub uris: Vec<Uri>,
    /// Their texts.
    pub texts: Vec<Snapshot>,
}

impl World {
    /// Opens a notebook with its cells. Whatever was open under its name is closed before; the
    /// result are the cells that are no more.
    pub fn open_notebook(&mut self, notebook: NotebookDocument, texts: Vec<TextDocumentItem>) -> Vec<Uri> {
        let mut gone = self.close_notebook(&notebook.uri).unwrap_or_default();
        self.last_epoch += 1;
        let opened = Notebook {
            path: file_path(&notebook.uri),
            cells: notebook.cells,
            epoch: self.last_epoch,
            revision: 0,
            analysis: AnalysisSlot::default(),
            checking: false,
            sent: FxHashMap::default(),
        };
        self.notebooks.insert(notebook.uri.clone(), opened);
        self.open_cells(&notebook.uri, texts);
        gone.retain(|uri| !self.documents.contains_key(uri));
        gone
    }

    /// Applies a change: first the structure, then the cells' data, then their texts. The result
    /// are the cells that are no more.
    pub fn change_notebook(&mut self, uri: &Uri, change: NotebookDocumentChangeEvent) -> Result<Vec<Uri>, NotOpen> {
        let notebook = self.notebooks.get_mut(uri).ok_or(NotOpen)?;
        notebook.revision += 1;
        let Some(change) = change.cells else { return Ok(Vec::new()) };
        let mut gone = Vec::new();
        if let Some(NotebookDocumentCellChangeStructure { array, did_open, did_close }) = change.structure {
            let start = (array.start as usize).min(notebook.cells.len());
            let end = start.saturating_add(array.delete_count as usize).min(notebook.cells.len());
            notebook.cells.splice(start..end, array.cells.unwrap_or_default());
            // A cell that moves may be closed and opened in one message.
            gone = did_close.unwrap_or_default().into_iter().map(|cell| cell.uri).collect();
            for cell in &gone {
                self.documents.remove(cell);
            }
            self.open_cells(uri, did_open.unwrap_or_default());
            gone.retain(|cell| !self.documents.contains_key(cell));
        }
        for cell in change.data.unwrap_or_default() {
            let cells = self.notebooks.get_mut(uri).map(|notebook| &mut notebook.cells);
            if let Some(known) = cells.and_then(|cells| cells.iter_mut().find(|one| one.document == cell.document)) {
                *known = cell;
            }
        }
        for NotebookDocumentChangeTextContent { document, changes } in change.text_content.unwrap_or_default() {
            if self.change(&document.uri, document.version, &changes).is_err() {
                tracing::warn!("the cell {} was edited but is not open", document.uri.as_str());
            }
        }
        if let Some(notebook) = self.notebooks.get_mut(uri) {
            gone.iter().for_each(|cell| drop(notebook.sent.remove(cell)));
        }
        Ok(gone)
    }

    /// Forgets a notebook and its cells, which are the result.
    pub fn close_notebook(&mut self, uri: &Uri) -> Result<Vec<Uri>, NotOpen> {
        self.notebooks.remove(uri).ok_or(NotOpen)?;
        let of_it = |(cell, open): (&Uri, &Open)| (open.notebook.as_ref() == Some(uri)).then(|| cell.clone());
        let cells: Vec<Uri> = self.documents.iter().filter_map(of_it).collect();
        for cell in &cells {
            self.documents.remove(cell);
        }
        Ok(cells)
    }

    fn open_cells(&mut self, notebook: &Uri, texts: Vec<TextDocumentItem>) {
        for TextDocumentItem { uri, language_id, version, text } in texts {
            // Cells are hardly ever files, and the disk is not asked about what is none.
            let package = super::package_of(&uri, &language_id);
            self.open(uri.clone(), &language_id, version, &text, package);
            if let Some(open) = self.documents.get_mut(&uri) {
                open.notebook = Some(notebook.clone());
            }
        }
    }

    /// Notes that a cell changed.
    pub(super) fn touch_notebook(&mut self, cell: &Uri) {
        let notebook = self.documents.get(cell).and_then(|open| open.notebook.as_ref());
        if let Some(notebook) = notebook.and_then(|notebook| self.notebooks.get_mut(notebook)) {
            notebook.revision += 1;
        }
    }

    /// All open notebooks.
    pub fn notebooks(&self) -> Vec<Uri> {
        self.notebooks.keys().cloned().collect()
    }

    /// Whether a document is a cell of a notebook.
    pub fn is_cell(&self, uri: &Uri) -> bool {
        self.documents.get(uri).is_some_and(|open| open.notebook.is_some())
    }

    /// The notebook that a document is a cell of, or which it is itself.
    pub fn notebook_of(&self, uri: &Uri) -> Option<Uri> {
        match self.documents.get(uri) {
            Some(open) => open.notebook.clone(),
            None => self.notebooks.contains_key(uri).then(|| uri.clone()),
        }
    }

    /// The Python cells of a notebook, with its state and its file.
    pub fn cells(&self, notebook: &Uri) -> Option<(Cells, Stamp, Option<PathBuf>)> {
        let open = self.notebooks.get(notebook)?;
        let mut cells = Cells { uris: Vec::new(), texts: Vec::new() };
        for cell in open.cells.iter().filter(|cell| cell.kind == NotebookCellKind::CODE) {
            let text = self.documents.get(&cell.document).filter(|text| text.is_analysed);
            if let Some(text) = text.filter(|text| text.notebook.as_ref() == Some(notebook)) {
                cells.uris.push(cell.document.clone());
                cells.texts.push(text.document.snapshot());
            }
        }
        Some((cells, self.notebook_stamp(open), open.path.clone()))
    }

    pub(super) fn notebook_stamp(&self, open: &Notebook) -> Stamp {
        Stamp { epoch: open.epoch, revision: open.revision, generation: self.generation }
    }

    /// Whether diagnostics are to be sent: their document is still in this state, and if it is a
    /// cell they are other than those that the client has.
    pub fn admit(&mut self, stamp: Stamp, params: &PublishDiagnosticsParams) -> bool {
        if !self.is_current(&params.uri, stamp) {
            return false;
        }
        let Some(notebook) = self.notebook_of(&params.uri) else { return true };
        let Some(notebook) = self.notebooks.get_mut(&notebook) else { return false };
        let now = (params.version, params.diagnostics.clone());
        if notebook.sent.get(&params.uri) == Some(&now) {
            return false;
        }
        notebook.sent.insert(params.uri.clone(), now);
        true
    }
}
