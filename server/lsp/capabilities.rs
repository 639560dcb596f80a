//! What the client can do, and what the server offers it.
//!
//! Owns the reading of `ClientCapabilities` (once, into [`Traits`]) and the answer to
//! `initialize`. Must not know documents.

use crate::position::Encoding;
use tower_lsp::ls_types::*;

/// The command that shows a topic's note; its arguments are the topic and, if any, the section.
pub const OPEN_NOTE: &str = "pygloss.openNote";

/// The command that tells which patterns a document holds; its argument is the document's URI.
pub const LIST_PATTERNS: &str = "pygloss.listPatterns";

/// The command that lists where in the workspace a topic occurs; its argument is the topic.
pub const LIST_PLACES: &str = "pygloss.listPlaces";

/// The command that tells what is wrong with the person's own notes.
pub const CHECK_NOTES: &str = "pygloss.checkNotes.run";

/// The code action kind that applies all safe fixes of a document.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.pygloss");

/// The client's abilities, as far as any answer depends on them.
#[derive(Clone, Debug, Default)]
pub struct Traits {
    /// The code units of positions.
    pub encoding: Encoding,
    /// Asks for diagnostics itself, so none are pushed.
    pub pulls: bool,
    /// Has notebooks. Announced to no other client: some read the answer to `initialize` too strictly.
    pub notebooks: bool,
    /// Wants hovers as Markdown, else as plain text.
    pub markdown: bool,
    /// Understands `relatedInformation`.
    pub related_information: bool,
    /// Understands `codeDescription`.
    pub code_description: bool,
    /// Sends a diagnostic's `data` back.
    pub diagnostic_data: bool,
    /// Takes edits as versioned `documentChanges`.
    pub document_changes: bool,
    /// Takes code actions that are more than commands.
    pub action_literals: bool,
    /// Understands `isPreferred`.
    pub preferred: bool,
    /// Can show a document on request.
    pub show_document: bool,
    /// Can show progress that the server starts.
    pub progress: bool,
    /// Answers `workspace/configuration`.
    pub configuration: bool,
    /// Lets the server register for changed settings.
    pub register_configuration: bool,
    /// Lets the server register for changed files.
    pub register_watchers: bool,
    /// Watches folders outside the workspace.
    pub relative_patterns: bool,
    /// Asks for code lenses again when asked to.
    pub code_lens_refresh: bool,
    /// Pulls diagnostics again when asked to.
    pub diagnostic_refresh: bool,
}

impl Traits {
    /// Reads what the client announced.
    pub fn of(client: &ClientCapabilities) -> Self {
        let text = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let window = client.window.as_ref();
        let push = text.and_then(|text| text.publish_diagnostics.as_ref());
        let pull = text.and_then(|text| text.diagnostic.as_ref());
        let action = text.and_then(|text| text.code_action.as_ref());
        let formats = text.and_then(|text| text.hover.as_ref()).and_then(|hover| hover.content_format.as_ref());
        let dynamic = |dynamic: Option<bool>| dynamic == Some(true);
        let encodings = client.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        Traits {
            encoding: choose_encoding(encodings.map_or(&[], Vec::as_slice)),
            pulls: pull.is_some(),
            notebooks: client.notebook_document.is_some(),
            // Before `contentFormat` existed every client took Markdown.
            markdown: formats.is_none_or(|formats| formats.first() != Some(&MarkupKind::PlainText)),
            related_information: pull
                .and_then(|pull| pull.related_information)
                .unwrap_or(push.and_then(|push| push.related_information) == Some(true)),
            code_description: pull
                .and_then(|pull| pull.code_description_support)
                .unwrap_or(push.and_then(|push| push.code_description_support) == Some(true)),
            diagnostic_data: pull
                .and_then(|pull| pull.data_support)
                .unwrap_or(push.and_then(|push| push.data_support) == Some(true)),
            document_changes: workspace
                .and_then(|workspace| workspace.workspace_edit.as_ref())
                .is_some_and(|edit| edit.document_changes == Some(true)),
            action_literals: action.is_some_and(|action| action.code_action_literal_support.is_some()),
            preferred: action.is_some_and(|action| action.is_preferred_support == Some(true)),
            show_document: window.and_then(|window| window.show_document.as_ref()).is_some_and(|show| show.support),
            progress: window.is_some_and(|window| window.work_done_progress == Some(true)),
            configuration: workspace.is_some_and(|workspace| workspace.configuration == Some(true)),
            register_configuration: workspace
                .and_then(|workspace| workspace.did_change_configuration.as_ref())
                .is_some_and(|change| dynamic(change.dynamic_registration)),
            register_watchers: workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref())
                .is_some_and(|change| dynamic(change.dynamic_registration)),
            relative_patterns: workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref())
                .is_some_and(|change| change.relative_pattern_support == Some(true)),
            code_lens_refresh: workspace
                .and_then(|workspace| workspace.code_lens.as_ref())
                .is_some_and(|lens| lens.refresh_support == Some(true)),
            diagnostic_refresh: workspace
                .and_then(|workspace| workspace.diagnostics.as_ref())
                .is_some_and(|diagnostics| diagnostics.refresh_support == Some(true)),
        }
    }
}

/// UTF-8 when offered (no conversion at all), else LSP's default when offered or nothing is
/// offered, else UTF-32.
fn choose_encoding(offered: &[PositionEncodingKind]) -> Encoding {
    let offers = |kind| offered.contains(&kind);
    if offers(PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offers(PositionEncodingKind::UTF32) && !offers(PositionEncodingKind::UTF16) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

/// The answer to `initialize`: only what is served.
pub fn answer(traits: &Traits) -> InitializeResult {
    let encoding = match traits.encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    };
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::Supported(true)),
        ..Default::default()
    };
    // Whatever kind of notebook it is: its Python cells.
    let notebooks = NotebookDocumentSyncOptions {
        notebook_selector: vec![NotebookSelector::ByCells {
            notebook: None,
            cells: vec![NotebookCellSelector { language: "python".into() }],
        }],
        save: None,
    };
    let actions = CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::SOURCE_FIX_ALL, FIX_ALL]),
        ..Default::default()
    };
    let diagnostics = DiagnosticOptions {
        identifier: Some("pygloss".into()),
        inter_file_dependencies: false,
        workspace_diagnostics: false,
        ..Default::default()
    };
    let folders =
        WorkspaceFoldersServerCapabilities { supported: Some(true), change_notifications: Some(OneOf::Left(true)) };
    InitializeResult {
        server_info: Some(ServerInfo { name: "pygloss".into(), version: Some(env!("CARGO_PKG_VERSION").into()) }),
        capabilities: ServerCapabilities {
            position_encoding: Some(encoding),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            notebook_document_sync: traits.notebooks.then_some(OneOf::Left(notebooks)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
            diagnostic_provider: Some(DiagnosticServerCapabilities::Options(diagnostics)),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: vec![OPEN_NOTE.into(), LIST_PATTERNS.into(), LIST_PLACES.into(), CHECK_NOTES.into()],
                ..Default::default()
            }),
            definition_provider: Some(OneOf::Left(true)),
            workspace_symbol_provider: Some(OneOf::Left(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(vec![":".into(), ",".into(), " ".into()]),
                ..Default::default()
            }),
            document_link_provider: Some(DocumentLinkOptions {
                resolve_provider: Some(false),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
            workspace: Some(WorkspaceServerCapabilities { workspace_folders: Some(folders), ..Default::default() }),
            ..Default::default()
        },
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_preferred_and_utf16_is_the_default() {
        let [utf8, utf16, utf32] =
            [PositionEncodingKind::UTF8, PositionEncodingKind::UTF16, PositionEncodingKind::UTF32];
        assert_eq!(choose_encoding(&[]), Encoding::Utf16);
        assert_eq!(choose_encoding(&[utf16.clone(), utf8]), Encoding::Utf8);
        assert_eq!(choose_encoding(&[utf32.clone(), utf16]), Encoding::Utf16);
        assert_eq!(choose_encoding(&[utf32]), Encoding::Utf32);
    }
}
