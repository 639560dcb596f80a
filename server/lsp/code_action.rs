//! `textDocument/codeAction`.
//!
//! Owns which actions are offered for a range and of which kind. The findings are those of the
//! newest text, which the analysis holds already; nothing is checked again for a light bulb.

use super::Shared;
use super::capabilities::{FIX_ALL, OPEN_NOTE};
use super::diagnostics::{SOURCE, diagnostic};
use super::edits::{fix_all, safe_edits, workspace_edit};
use super::work::{self, Look};
use crate::catalog::{Catalog, Pattern};
use crate::check::suppress::ignore_comment_edit;
use crate::check::{Analysis, Finding};
use crate::config::{Settings, SteppedBack};
use crate::fixes::Applicability;
use crate::report;
use serde_json::Value;
use std::ops::Range as Bytes;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

/// `textDocument/codeAction`.
pub async fn code_action(shared: &Arc<Shared>, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
    let CodeActionParams { text_document, range, context, .. } = params;
    let answer = move |look: &Look<'_>| {
        let Some(analysis) = look.analysis else {
            return Vec::new();
        };
        let bytes = look.bytes(range);
        let mut offer = Offer { look, analysis, bytes, context, explained: vec![], actions: vec![] };
        offer.collect();
        offer.actions
    };
    // A defect of ours is in the log; to the user there is no light bulb.
    Ok(work::look(shared, text_document.uri, answer).await.ok().flatten())
}

/// One answer in the making.
struct Offer<'a> {
    look: &'a Look<'a>,
    analysis: &'a Analysis,
    bytes: Bytes<usize>,
    context: CodeActionContext,
    /// What is explained already: titles.
    explained: Vec<String>,
    actions: CodeActionResponse,
}

impl<'a> Offer<'a> {
    fn collect(&mut self) {
        if self.wants(&CodeActionKind::QUICKFIX) {
            let findings = self.findings();
            for finding in &findings {
                self.fixes(finding);
            }
            for finding in &findings {
                self.explain_pattern(&self.catalog().patterns()[finding.pattern], finding);
            }
            self.explain_others();
            self.explain_glosses();
            // Silencing is the last resort, and stands last.
            for finding in &findings {
                self.ignore(finding);
            }
        }
        if self.look.traits.action_literals && self.wants(&FIX_ALL) {
            self.fix_all();
        }
    }

    fn catalog(&self) -> &'a Catalog {
        self.analysis.catalog()
    }

    /// Whether the client asked for this kind, or for one that it belongs to.
    fn wants(&self, kind: &CodeActionKind) -> bool {
        let only = self.context.only.as_deref();
        only.is_none_or(|only| only.iter().any(|asked| includes(asked.as_str(), kind.as_str())))
    }

    /// The findings that touch the range, hints and what other linters report among them: they are
    /// no diagnostics unless asked for, but a light bulb bothers nobody.
    fn findings(&self) -> Vec<Finding> {
        if self.look.is_excluded {
            return Vec::new();
        }
        let settings = Settings { hints: true, ..self.look.settings.clone() };
        let everything = SteppedBack::default();
        let mut findings = report::visible(self.analysis, &settings, &everything);
        findings.retain(|finding| touch(&finding.range, &self.bytes));
        findings
    }

    fn fixes(&mut self, finding: &Finding) {
        if !self.look.traits.action_literals {
            return;
        }
        for fix in self.analysis.fixes(finding) {
            let safe = fix.applicability == Applicability::Safe;
            let Some(edit) = workspace_edit(self.look, &fix.edits) else { continue };
            let action = CodeAction {
                title: fix.title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: self.diagnostics(finding),
                edit: Some(edit),
                is_preferred: (safe && self.look.traits.preferred).then_some(true),
                ..Default::default()
            };
            self.actions.push(action.into());
        }
    }

    fn ignore(&mut self, finding: &Finding) {
        if !self.look.traits.action_literals {
            return;
        }
        let id = &self.catalog().patterns()[finding.pattern].id;
        let edit = ignore_comment_edit(self.look.snapshot, id, &finding.range);
        let Some(edit) = workspace_edit(self.look, &[edit]) else { return };
        let action = CodeAction {
            title: format!("Ignore {id} on this line"),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: self.diagnostics(finding),
            edit: Some(edit),
            ..Default::default()
        };
        self.actions.push(action.into());
    }

    fn explain_pattern(&mut self, pattern: &Pattern, finding: &Finding) {
        let diagnostics = self.diagnostics(finding);
        self.explain("Explain", pattern, diagnostics);
    }

    /// Explains what other tools reported at this place, where we know the same mistake.
    fn explain_others(&mut self) {
        for diagnostic in std::mem::take(&mut self.context.diagnostics) {
            if diagnostic.source.as_deref() == Some(SOURCE) {
                continue;
            }
            let code = match &diagnostic.code {
                Some(NumberOrString::String(code)) => code.clone(),
                Some(NumberOrString::Number(code)) => code.to_string(),
                None => continue,
            };
            if let Some(pattern) = self.catalog().by_peer_code(&code).first() {
                self.explain(&format!("Explain {code}"), pattern, Some(vec![diagnostic]));
            }
        }
    }

    /// Explains the construct under the cursor, also when there is nothing wrong with it. What can
    /// be said of nearly any name is left to hovers: it would light the bulb everywhere.
    fn explain_glosses(&mut self) {
        for gloss in self.analysis.glosses_at(self.bytes.start) {
            let pattern = &self.catalog().patterns()[gloss.pattern];
            if !pattern.general {
                self.explain("Explain", pattern, None);
            }
        }
    }

    fn explain(&mut self, verb: &str, pattern: &Pattern, diagnostics: Option<Vec<Diagnostic>>) {
        let topic = &self.catalog().topics()[pattern.topic];
        let title = format!("{verb}: {}", topic.note.title);
        if self.explained.contains(&title) {
            return;
        }
        self.explained.push(title.clone());
        let arguments = vec![Value::from(topic.id.as_str()), Value::from(pattern.id.as_str())];
        let command = Command::new(title.clone(), OPEN_NOTE.into(), Some(arguments));
        if !self.look.traits.action_literals {
            self.actions.push(command.into());
            return;
        }
        let action = CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics,
            command: Some(command),
            ..Default::default()
        };
        self.actions.push(action.into());
    }

    /// Goes round until no fix is left when fixing all was asked for; else this is one of many
    /// offers at a cursor that moves, and what the findings hold must do.
    fn fix_all(&mut self) {
        if self.look.is_excluded {
            return;
        }
        let edits = match self.context.only {
            Some(_) => fix_all(self.look, self.analysis),
            None => safe_edits(self.look, self.analysis),
        };
        if edits.is_empty() {
            return;
        }
        let Some(edit) = workspace_edit(self.look, &edits) else { return };
        let action = CodeAction {
            title: "Apply all safe fixes of pygloss".into(),
            kind: Some(FIX_ALL),
            edit: Some(edit),
            ..Default::default()
        };
        self.actions.push(action.into());
    }

    /// The diagnostic that an action belongs to: the client's own copy, when it sent one. What was
    /// not published has none.
    fn diagnostics(&self, finding: &Finding) -> Option<Vec<Diagnostic>> {
        let ours = diagnostic(self.look, self.catalog(), finding);
        let same = |theirs: &&Diagnostic| {
            theirs.range == ours.range && theirs.code == ours.code && theirs.source.as_deref() == Some(SOURCE)
        };
        let theirs = self.context.diagnostics.iter().find(same).cloned();
        let is_shown = report::severity(self.catalog(), finding, self.look.settings, self.look.stepped_back).is_some();
        theirs.or(is_shown.then_some(ours)).map(|one| vec![one])
    }
}

/// Whether a kind that was asked for includes `kind`: `source` includes `source.fixAll`.
fn includes(asked: &str, kind: &str) -> bool {
    asked.is_empty() || kind.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether two ranges share a byte or a border: a cursor behind the last character counts.
fn touch(a: &Bytes<usize>, b: &Bytes<usize>) -> bool {
    a.start <= b.end && b.start <= a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_includes_the_kinds_below_it() {
        assert!(includes("", "quickfix"));
        assert!(includes("source", "source.fixAll.pygloss"));
        assert!(includes("source.fixAll", "source.fixAll.pygloss"));
        assert!(includes("source.fixAll.pygloss", "source.fixAll.pygloss"));
        assert!(!includes("source.fixAll.ruff", "source.fixAll.pygloss"));
        assert!(!includes("source.fix", "source.fixAll.pygloss"));
    }
}
