//! `workspace/symbol`: the headings of the person's own notes.

use super::{Shared, work};
use crate::notes::{Document, Section, line_of};
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// More are of no use to anybody.
const MOST: usize = 200;

/// `workspace/symbol`.
#[expect(deprecated, reason = "the type has a member that nobody may leave out")]
pub async fn symbol(shared: &Arc<Shared>, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
    let worker = shared.clone();
    let query = params.query.to_lowercase();
    let symbols = work::on_thread(move || {
        let documents = worker.own_notes.documents();
        let sections = documents.iter().flat_map(|document| document.sections.iter().map(move |one| (document, one)));
        let found = sections.filter(|(_, section)| fits(&query, section)).take(MOST);
        let symbol = |(document, section): (&Arc<Document>, &Section)| {
            let line = u32::try_from(line_of(&document.text, section.at) - 1).unwrap_or(u32::MAX);
            let start = Position::new(line, 0);
            Some(SymbolInformation {
                name: section.heading.clone(),
                kind: SymbolKind::STRING,
                tags: None,
                deprecated: None,
                location: Location::new(Uri::from_file_path(&document.path)?, Range::new(start, start)),
                container_name: Some(match section.topics.is_empty() {
                    true => "Your notes".to_string(),
                    false => format!("Your notes: {}", section.topics.join(", ")),
                }),
            })
        };
        found.filter_map(symbol).collect::<Vec<_>>()
    });
    Ok(symbols.await.ok().map(WorkspaceSymbolResponse::Flat))
}

/// Whether the letters of the query stand in the heading or one of its topics, in this order, as
/// LSP recommends.
fn fits(query: &str, section: &Section) -> bool {
    let holds = |text: &str| {
        let text = text.to_lowercase();
        let mut letters = text.chars();
        query.chars().filter(|c| !c.is_whitespace()).all(|wanted| letters.any(|letter| letter == wanted))
    };
    holds(&section.heading) || section.topics.iter().any(|topic| holds(topic))
}
