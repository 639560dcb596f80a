//! What a person is shown: findings after settings and silencing comments.
//!
//! Owns the order of the rules: `select` and `ignore`, then severity overrides, then other linters
//! that say the same, then hints, then comments. Must not know LSP, output formats or how findings are made.

use crate::catalog::{Catalog, Pattern, Severity};
use crate::check::{Analysis, Finding};
use crate::config::{Settings, SeveritySetting, SteppedBack};

/// The code of the message about a file that is too long to check.
pub const TOO_LARGE_CODE: &str = "file-too-large";

/// The findings of the analysed snapshot that these settings show, with the severities that they
/// give, without those that other linters report in this file. Among them are those that an error
/// hides for now.
pub fn visible(analysis: &Analysis, settings: &Settings, stepped_back: &SteppedBack) -> Vec<Finding> {
    let catalog = analysis.catalog();
    let mut found = analysis.findings();
    let hidden = analysis.hidden();
    if !hidden.is_empty() {
        found.extend(hidden);
        found.sort_by_key(|finding| (finding.range.start, finding.range.end, finding.pattern));
    }
    found.retain_mut(|finding| {
        let severity = severity(catalog, finding, settings, stepped_back);
        finding.severity = severity.unwrap_or(finding.severity);
        severity.is_some()
    });
    if found.is_empty() {
        return found;
    }
    let Some(comments) = analysis.suppressions() else { return found };
    found.retain(|finding| {
        let pattern = &catalog.patterns()[finding.pattern];
        !comments.silence(catalog, pattern, &finding.range)
    });
    found
}

/// The severity that these settings give a finding; `None` when they do not show it.
pub fn severity(
    catalog: &Catalog,
    finding: &Finding,
    settings: &Settings,
    stepped_back: &SteppedBack,
) -> Option<Severity> {
    let pattern = catalog.patterns().get(finding.pattern)?;
    let is_said = stepped_back.says(&catalog.clauses().get(finding.clause)?.equivalents);
    shown_severity(settings, (&pattern.id, topic_id(catalog, pattern)), finding.severity, is_said)
}

/// Whether a text of this many bytes is over the limit, and then the message to show.
pub fn too_large(bytes: u64, settings: &Settings) -> Option<String> {
    let limit = settings.max_file_size;
    (bytes > limit).then(|| {
        format!(
            "pygloss does not check files over {limit} bytes and this one has {bytes}; \
             the setting `max-file-size` changes the limit."
        )
    })
}

fn topic_id<'c>(catalog: &'c Catalog, pattern: &Pattern) -> &'c str {
    catalog.topics().get(pattern.topic).map_or("", |topic| topic.id.as_str())
}

/// The severity with which a finding is shown, or `None` when it is not. `is_said`: another linter
/// says the same.
fn shown_severity(
    settings: &Settings,
    (pattern, topic): (&str, &str),
    own: Severity,
    is_said: bool,
) -> Option<Severity> {
    let selected = match &settings.select {
        None => Some(Closeness::All),
        Some(ids) => closeness(ids, pattern, topic),
    }?;
    // As in other linters the more specific word wins, and `ignore` wins a tie.
    if closeness(&settings.ignore, pattern, topic) >= Some(selected) {
        return None;
    }
    // Who names a pattern by its own id wants to see it, whoever else speaks of it.
    let is_named = selected == Closeness::Pattern || settings.severity.contains_key(pattern);
    if is_said && !is_named {
        return None;
    }
    let set = settings.severity.get(pattern).or_else(|| settings.severity.get(topic));
    match set {
        Some(SeveritySetting::Off) => None,
        Some(SeveritySetting::Level(severity)) => Some(*severity),
        None if own == Severity::Hint => (settings.hints || selected == Closeness::Pattern).then_some(own),
        None => Some(own),
    }
}

/// How closely a list of ids names a pattern; the later the closer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    All,
    Topic,
    Pattern,
}

fn closeness(ids: &[String], pattern: &str, topic: &str) -> Option<Closeness> {
    ids.iter()
        .filter_map(|id| match id.as_str() {
            id if id == pattern => Some(Closeness::Pattern),
            id if id == topic => Some(Closeness::Topic),
            "ALL" => Some(Closeness::All),
            _ => None,
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(settings: &Settings, own: Severity) -> Option<Severity> {
        shown_severity(settings, ("is-int-literal", "integer-caching"), own, false)
    }

    fn ids(list: &[&str]) -> Vec<String> {
        list.iter().map(|id| id.to_string()).collect()
    }

    #[test]
    fn the_more_specific_word_wins() {
        let with = |select: Option<&[&str]>, ignore: &[&str]| {
            let settings = Settings { select: select.map(ids), ignore: ids(ignore), ..Settings::default() };
            shown(&settings, Severity::Warning).is_some()
        };
        assert!(with(None, &[]));
        assert!(!with(None, &["ALL"]));
        assert!(!with(None, &["integer-caching"]));
        assert!(!with(Some(&[]), &[]));
        assert!(!with(Some(&["other"]), &[]));
        assert!(with(Some(&["integer-caching"]), &["ALL"]));
        assert!(with(Some(&["is-int-literal"]), &["integer-caching"]));
        assert!(!with(Some(&["integer-caching"]), &["is-int-literal"]));
        assert!(!with(Some(&["is-int-literal"]), &["is-int-literal"]));
    }

    #[test]
    fn hints_show_on_request() {
        let mut settings = Settings::default();
        assert_eq!(shown(&settings, Severity::Hint), None);
        settings.hints = true;
        assert_eq!(shown(&settings, Severity::Hint), Some(Severity::Hint));
        settings.hints = false;
        settings.select = Some(ids(&["is-int-literal"]));
        assert_eq!(shown(&settings, Severity::Hint), Some(Severity::Hint));
        settings.select = Some(ids(&["integer-caching"]));
        assert_eq!(shown(&settings, Severity::Hint), None);
        let level = SeveritySetting::Level(Severity::Hint);
        settings.severity.insert("integer-caching".into(), level);
        assert_eq!(shown(&settings, Severity::Hint), Some(Severity::Hint));
    }

    #[test]
    fn the_patterns_severity_beats_the_topics() {
        let mut settings = Settings::default();
        settings.severity.insert("integer-caching".into(), SeveritySetting::Off);
        assert_eq!(shown(&settings, Severity::Warning), None);
        let level = SeveritySetting::Level(Severity::Error);
        settings.severity.insert("is-int-literal".into(), level);
        assert_eq!(shown(&settings, Severity::Warning), Some(Severity::Error));
    }

    #[test]
    fn what_another_linter_says_is_said_again_only_on_request() {
        let said = |settings: &Settings| {
            shown_severity(settings, ("is-int-literal", "integer-caching"), Severity::Error, true)
        };
        let mut settings = Settings { hints: true, select: Some(ids(&["ALL"])), ..Settings::default() };
        assert_eq!(said(&settings), None);
        settings.severity.insert("integer-caching".into(), SeveritySetting::Level(Severity::Error));
        assert_eq!(said(&settings), None);
        settings.select = Some(ids(&["is-int-literal"]));
        assert_eq!(said(&settings), Some(Severity::Error));
        settings.select = None;
        settings.severity.insert("is-int-literal".into(), SeveritySetting::Level(Severity::Hint));
        assert_eq!(said(&settings), Some(Severity::Hint));
    }

    #[test]
    fn only_longer_files_are_too_large() {
        let settings = Settings { max_file_size: 10, ..Settings::default() };
        assert_eq!(too_large(10, &settings), None);
        assert!(too_large(11, &settings).unwrap().contains("over 10 bytes and this one has 11"));
    }
}
