//! The language server: state, and one file per family of LSP methods.
//!
//! Owns the session over stdio and everything that speaks LSP or tokio; no other module may.
//! Must not know how findings, hovers or fixes come about. A notification handler changes the
//! [`world::World`] before its first `await`; whatever needs the analysis runs on a blocking
//! thread with a snapshot; requests to the client are spawned, so no handler waits for one.

mod at_once;
mod capabilities;
mod check_notes;
mod code_action;
mod code_lens;
mod command;
mod completion;
mod configuration;
mod definition;
mod diagnostics;
mod document_link;
mod edits;
mod framing;
mod guard;
mod hooks;
mod hover;
mod logging;
mod mark;
mod mending;
mod note;
mod notebook;
mod notes;
mod own_notes;
mod own_patterns;
mod parent;
mod places;
mod progress;
mod publish;
mod session;
mod stdio;
mod sync;
mod watchdog;
mod work;
mod workspace_symbol;
mod world;

pub use framing::messages_in;

use crate::catalog::Catalog;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer, LspService};
use world::World;

/// How long the session may take to end after the last message, should the client not read.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves one session over stdin and stdout. The result is the exit status: 0 after `shutdown`
/// and `exit`, else 1. The caller must end the process with it, for a thread may still be
/// waiting for input or be busy with an answer that nobody wants any more.
pub fn run() -> i32 {
    logging::start();
    let hooked = hooks::start();
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(64)
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("the server cannot start: {error}");
            return 1;
        }
    };
    let status = runtime.block_on(serve(hooked));
    runtime.shutdown_background();
    status
}

async fn serve(hooked: bool) -> i32 {
    // Loaded while client and server greet each other. Should there be no thread for it, whoever
    // needs it first loads it.
    let loading = std::thread::Builder::new().name("catalogue".into());
    let _ = loading.spawn(|| {
        Catalog::builtin();
    });
    let ended = session::Ended::default();
    let backlog = session::Backlog::default();
    let incoming = match stdio::Input::stdin() {
        Ok(input) => session::Incoming::new(input, ended.clone(), backlog.clone()),
        Err(error) => {
            tracing::error!("the server cannot start: {error}");
            return 1;
        }
    };
    let world = Arc::new(Mutex::new(World::default()));
    let kept = world.clone();
    let (outbox, outbound) = publish::outbox(world.clone());
    let mut service = LspService::build(|client| Backend::new(client, world, outbox, backlog));
    if hooked {
        service = service
            .custom_method("pygloss/documentText", Backend::document_text)
            .custom_method("pygloss/panic", Backend::panic)
            .custom_method("pygloss/panicNotified", Backend::panic_notified);
    }
    let (service, socket) = service.finish();
    // A task of its own, so that a message wakes nothing but it.
    let shared = service.inner().shared.clone();
    let at_once = move |request: &_| at_once::handle(&shared, request);
    let session = tokio::spawn(session::Session::new(guard::Guarded(service), (incoming, at_once), (socket, outbound)));
    tokio::select! {
        _ = session => {}
        () = parent::reader_gone() => tracing::error!("the client does not read any more"),
        () = async { ended.over().await; tokio::time::sleep(FAREWELL).await } => {
            tracing::warn!("the session ends with answers unsent");
        }
    }
    let orderly = ended.by_exit() && lock(&kept).shut_down;
    if !orderly {
        tracing::warn!("the session ended without `shutdown` and `exit`");
    }
    i32::from(!orderly)
}

/// What all handlers and workers share.
pub struct Shared {
    world: Arc<Mutex<World>>,
    client: Client,
    backlog: session::Backlog,
    /// Held by who reads settings.
    reading_settings: Mutex<()>,
    watchdog: watchdog::Watchdog,
    outbox: publish::Outbox,
    notes: notes::NoteFiles,
    own_notes: own_notes::OwnNotes,
    own_patterns: own_patterns::OwnPatterns,
    places: places::Places,
}

impl Shared {
    /// The state, for as long as the guard lives. Never hold it across other work.
    pub fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }
}

/// The world's methods leave it whole at every point where they can panic, so a poisoned mutex
/// is no reason to stop.
fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The handlers. Each is one line; the work is in the file of its family.
struct Backend {
    shared: Arc<Shared>,
}

impl Backend {
    fn new(client: Client, world: Arc<Mutex<World>>, outbox: publish::Outbox, backlog: session::Backlog) -> Self {
        let notes = notes::NoteFiles::in_user_cache();
        let own_notes = own_notes::OwnNotes::default();
        let own_patterns = own_patterns::OwnPatterns::default();
        let places = places::Places::default();
        let watchdog = watchdog::Watchdog::start();
        let reading_settings = Mutex::default();
        let shared = Shared {
            world,
            client,
            backlog,
            reading_settings,
            watchdog,
            outbox,
            notes,
            own_notes,
            own_patterns,
            places,
        };
        Backend { shared: Arc::new(shared) }
    }

    /// See [`hooks`].
    async fn document_text(&self, asked: hooks::Asked) -> Result<Option<hooks::Held>> {
        Ok(hooks::held(&self.shared, &asked))
    }

    /// See [`hooks`].
    async fn panic(&self) -> Result<()> {
        panic!("a test asked for a panic in a request");
    }

    /// See [`hooks`].
    async fn panic_notified(&self) {
        panic!("a test asked for a panic in a notification");
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        Ok(configuration::initialize(&self.shared, params))
    }

    async fn initialized(&self, _: InitializedParams) {
        configuration::initialized(&self.shared);
    }

    async fn shutdown(&self) -> Result<()> {
        self.shared.world().shut_down = true;
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        sync::did_open(&self.shared, params);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        sync::did_change(&self.shared, &params);
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        own_notes::edited(&self.shared, &params.text_document.uri);
        own_patterns::saved(&self.shared, &params.text_document.uri);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        sync::did_close(&self.shared, params);
    }

    async fn notebook_did_open(&self, params: DidOpenNotebookDocumentParams) {
        notebook::did_open(&self.shared, params);
    }

    async fn notebook_did_change(&self, params: DidChangeNotebookDocumentParams) {
        notebook::did_change(&self.shared, params);
    }

    async fn notebook_did_save(&self, _: DidSaveNotebookDocumentParams) {}

    async fn notebook_did_close(&self, params: DidCloseNotebookDocumentParams) {
        notebook::did_close(&self.shared, params);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        configuration::did_change(&self.shared, params.settings);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        own_notes::files_changed(&self.shared, &params.changes);
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        configuration::folders(&self.shared, &params.event);
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        diagnostics::pull(&self.shared, params).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        hover::hover(&self.shared, params.text_document_position_params).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        code_action::code_action(&self.shared, params).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        code_lens::code_lens(&self.shared, params).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        completion::completion(&self.shared, params).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        document_link::document_link(&self.shared, params).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        definition::definition(&self.shared, params).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        workspace_symbol::symbol(&self.shared, params).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        command::execute(&self.shared, params).await
    }
}
