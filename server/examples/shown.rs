//! Which findings in an example are news to the person who wrote it.
//!
//! Notes show mistakes on purpose. What a heading, a comment or the sentence before the fence
//! announces is left out.

use super::Example;
use crate::check::{Analysis, Finding};
use crate::config::{Settings, SteppedBack};
use crate::notes::Document;
use crate::report;
use regex::Regex;
use std::sync::LazyLock;

/// Words with which people announce code that is wrong on purpose.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(bad|wrong(ly)?|incorrect|buggy|bugs?|broken|don'?t|do not|never|avoid(ed)?|pitfalls?|traps?|gotchas?|mistakes?|anti-?patterns?|problem(atic)?|surpris\w*|raises?|errors?|fails?|naive|unsafe|dangerous|not recommended|instead of|before|output|prints?|quiz|puzzle|what happens|demo\w*)\b|[❌✗✘🚫⚠]",
    )
    .expect("the expression is a constant")
});

/// The findings of an example that these settings show and that are not announced.
pub fn shown(document: &Document, example: &Example<'_>, analysis: &Analysis, settings: &Settings) -> Vec<Finding> {
    let mut found = report::visible(analysis, settings, &SteppedBack::default());
    found.retain(|finding| !is_announced(document, example, analysis, finding));
    found
}

/// Whether the note itself says that this code is not right: its section is about that topic, or a
/// comment or the text before the fence tells.
pub fn is_announced(document: &Document, example: &Example<'_>, analysis: &Analysis, finding: &Finding) -> bool {
    let catalog = analysis.catalog();
    let topic = catalog.patterns().get(finding.pattern).and_then(|pattern| catalog.topics().get(pattern.topic));
    let topic = topic.map_or("", |topic| topic.id.as_str());
    let at = example.block.range.start;
    let around = document.sections.iter().filter(|section| section.at <= at && section.body.contains(&at));
    let mut heading = "";
    for section in around {
        if section.topics.iter().any(|own| own == topic) {
            return true;
        }
        heading = &section.heading;
    }
    let text = example.snapshot.text();
    let line = text.byte_to_line(finding.range.start);
    let last = text.byte_to_line(finding.range.end.min(text.len_bytes()));
    let near = line.saturating_sub(2)..=(last + 1);
    let comments = (0..text.len_lines()).filter(|number| *number == 0 || near.contains(number)).filter_map(|number| {
        let line = text.line(number).to_string();
        line.split_once('#').map(|(_, comment)| comment.to_string())
    });
    let before = document.text.get(..at).unwrap_or_default().trim_end();
    let before = before.rsplit("\n\n").next().unwrap_or_default();
    comments.into_iter().any(|comment| ANNOUNCED.is_match(&comment))
        || ANNOUNCED.is_match(heading)
        || !before.trim_start().starts_with("```") && ANNOUNCED.is_match(before)
}
