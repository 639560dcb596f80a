//! `workspace/executeCommand`: showing a note, and listing what a document touches.

use super::capabilities::{CHECK_NOTES, LIST_PATTERNS, LIST_PLACES, OPEN_NOTE};
use super::notes::NoteFile;
use super::work::Look;
use super::{Shared, check_notes, configuration, own_notes, places, work};
use crate::catalog::Severity;
use crate::config::{Settings, SteppedBack};
use crate::report;
use serde_json::{Value, json};
use std::ops::Range as Bytes;
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::*;

/// `workspace/executeCommand`.
pub async fn execute(shared: &Arc<Shared>, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
    if params.command == LIST_PATTERNS {
        return list_patterns(shared, &params.arguments).await.map(Some);
    }
    if params.command == LIST_PLACES {
        return list_places(shared, &params.arguments).await.map(Some);
    }
    if params.command == CHECK_NOTES {
        return check_notes::run(shared).await.map(Some);
    }
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
    let find = move || {
        let (settings, _) = configuration::settings_for(&worker, None);
        let own = own_notes::of_topic(&worker.own_notes, &settings.settings, &name);
        let known = worker.own_patterns.with_topic(&name).unwrap_or_else(|| settings.catalog.clone());
        Some(worker.notes.file(known.topic(&name)?, &own))
    };
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

/// Where in the workspace a topic occurs: LSP's locations, by file and place.
async fn list_places(shared: &Arc<Shared>, arguments: &[Value]) -> Result<Value> {
    let Some(topic) = arguments.first().and_then(Value::as_str).map(str::to_owned) else {
        return Err(Error::invalid_params(format!("{LIST_PLACES} wants a topic: a string")));
    };
    let worker = shared.clone();
    let places = work::on_thread(move || {
        places::count_all(&worker);
        let places = worker.places.of(&topic).into_iter();
        let shown = places.filter_map(|(path, span)| Some(json!({ "uri": Uri::from_file_path(path)?, "range": span })));
        shown.collect::<Vec<Value>>()
    });
    places.await.map(Value::from)
}

/// All findings, hints among them, and all glosses of one document, by place. A gloss has neither
/// severity (LSP's number) nor message. What nearly any name has is left out: it would bury the
/// rest. A document that is not open or not Python has none.
async fn list_patterns(shared: &Arc<Shared>, arguments: &[Value]) -> Result<Value> {
    let uri = arguments.first().and_then(Value::as_str).and_then(|uri| uri.parse::<Uri>().ok());
    let Some(uri) = uri else {
        return Err(Error::invalid_params(format!("{LIST_PATTERNS} wants a document: its URI")));
    };
    let found = work::look(shared, uri, patterns).await?;
    Ok(found.unwrap_or_default().into())
}

fn patterns(look: &Look<'_>) -> Vec<Value> {
    let Some(analysis) = look.analysis else { return Vec::new() };
    let settings = Settings { hints: true, ..look.settings.clone() };
    let findings = match look.is_excluded {
        true => Vec::new(),
        false => report::visible(analysis, &settings, &SteppedBack::default()),
    };
    /// Where, which pattern, and for a finding how grave it is and what it says.
    type Place = (Bytes<usize>, usize, Option<(Severity, String)>);
    let mut places: Vec<Place> = Vec::new();
    let catalog = analysis.catalog();
    let is_telling = |gloss: &crate::check::Gloss| !catalog.patterns()[gloss.pattern].general;
    for gloss in analysis.glosses().into_iter().filter(is_telling) {
        let is_told = |finding: &crate::check::Finding| {
            finding.pattern == gloss.pattern
                && finding.range.start < gloss.range.end
                && gloss.range.start < finding.range.end
        };
        if !findings.iter().any(is_told) {
            places.push((gloss.range, gloss.pattern, None));
        }
    }
    let told = findings.into_iter().map(|one| (one.range, one.pattern, Some((one.severity, one.message))));
    places.extend(told);
    let bounds = look.bounds();
    places.retain(|(range, ..)| bounds.start <= range.start && range.end <= bounds.end);
    places.sort_by_key(|(range, pattern, _)| (range.start, range.end, *pattern));
    places.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1);
    let shown = places.into_iter().map(|(range, pattern, told)| {
        let pattern = &catalog.patterns()[pattern];
        let (severity, message) = told.unzip();
        json!({
            "pattern": pattern.id,
            "topic": catalog.topics()[pattern.topic].id,
            "range": look.range(&range),
            "severity": severity.map(super::diagnostics::severity),
            "message": message,
        })
    });
    shown.collect()
}

/// Has the client show the note, or tells where it lies. The client's answer is not awaited: it
/// may come after that to this very command.
async fn open(shared: &Arc<Shared>, note: Arc<NoteFile>, section: Option<String>) {
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
