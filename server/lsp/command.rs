//! `workspace/executeCommand`: showing a note.

use super::capabilities::OPEN_NOTE;
use super::notes::NoteFile;
use super::{Shared, work};
use crate::catalog::Catalog;
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::*;

/// `workspace/executeCommand`.
pub async fn execute(shared: &Arc<Shared>, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
    if params.command != OPEN_NOTE {
        return Err(Error::invalid_params(format!("there is no command {:?}", params.command)));
    }
    let mut arguments = params.arguments.iter().map(|argument| argument.as_str());
    let Some(topic) = arguments.next().flatten().map(str::to_owned) else {
        return Err(Error::invalid_params(format!("{OPEN_NOTE} wants a topic: a string")));
    };
    let section = arguments.next().flatten().map(str::to_owned);
    let worker = shared.clone();
    let name = topic.clone();
    let find = move || Some(worker.notes.file(Catalog::builtin().topic(&name)?));
    match work::on_thread(find).await? {
        Some(Some(note)) => open(shared, note, section).await,
        Some(None) => {
            let advice = format!("The note cannot be written. Read it with: pygloss explain {topic}");
            tell(shared, MessageType::WARNING, advice).await;
        }
        None => {
            return Err(Error::invalid_params(format!("there is no topic {topic:?}")));
        }
    }
    Ok(None)
}

/// Has the client show the note, or tells where it lies. The client's answer is not awaited: it
/// may come after that to this very command.
async fn open(shared: &Arc<Shared>, note: NoteFile, section: Option<String>) {
    let place = format!("The note is {}", note.path.display());
    if !shared.world().traits.show_document {
        tell(shared, MessageType::INFO, place).await;
        return;
    }
    let line = section.and_then(|section| note.line_of(&section));
    let start = line.map(|line| Position::new(line, 0));
    let params = ShowDocumentParams {
        uri: note.plain_uri(),
        external: None,
        take_focus: Some(true),
        selection: start.map(|start| Range::new(start, start)),
    };
    let shared = shared.clone();
    tokio::spawn(async move {
        if !matches!(shared.client.show_document(params).await, Ok(true)) {
            shared.outbox.message(MessageType::INFO, place);
        }
    });
}

/// Shows a message ahead of the answer to the command: Eglot reads one that follows an answer only
/// when something else arrives.
async fn tell(shared: &Arc<Shared>, kind: MessageType, text: String) {
    shared.client.show_message(kind, text).await;
    // Answers and notifications leave by two ways; this one gets its turn now.
    tokio::task::yield_now().await;
}
