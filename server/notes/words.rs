//! A heading as a set of words: numbering, punctuation, order, plurals and filler gone.
//!
//! Must not know topics.

use std::collections::BTreeSet;

/// Words that say nothing about the topic.
const FILLER: [&str; 57] = [
    "a",
    "about",
    "advanced",
    "an",
    "and",
    "are",
    "basic",
    "between",
    "complete",
    "concept",
    "continued",
    "cpython",
    "deep",
    "detailed",
    "difference",
    "dive",
    "do",
    "does",
    "example",
    "explained",
    "explanation",
    "faq",
    "for",
    "how",
    "in",
    "interview",
    "intro",
    "introduction",
    "it",
    "key",
    "note",
    "of",
    "on",
    "or",
    "overview",
    "part",
    "problem",
    "python",
    "python3",
    "question",
    "quick",
    "recap",
    "s",
    "section",
    "summary",
    "the",
    "to",
    "tricky",
    "understanding",
    "v",
    "versu",
    "vs",
    "what",
    "when",
    "why",
    "with",
    "your",
];

/// The words that a heading stands for.
pub(super) fn words(heading: &str) -> BTreeSet<String> {
    let heading = without_number(heading).to_lowercase();
    // In "what is a decorator" the verb is filler; in "is and ==" it is the topic.
    let heading = ["what is ", "what's ", "what are "]
        .iter()
        .find_map(|prefix| heading.strip_prefix(prefix))
        .unwrap_or(&heading)
        .replace("!=", " notequals ")
        .replace("==", " equals ");
    let parts = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(stem);
    parts.filter(|word| !FILLER.contains(&word.as_str())).collect()
}

/// A heading without `3.`, `2.1)`, `Q4:` or `#5` in front.
pub(super) fn without_number(heading: &str) -> &str {
    let text = heading.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '=' | '!' | '@' | '_' | '*'));
    let rest = text.strip_prefix(['Q', 'q']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let rest = rest.unwrap_or(text);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_number = after.len() < rest.len() && after.starts_with([' ', ')', ':', '-', '\t', '\u{a0}']);
    if is_number { after.trim_start_matches([' ', ')', ':', '-', '\t', '\u{a0}']) } else { text }
}

/// One form for singular and plural, verb and gerund; not a dictionary, only the same on both
/// sides of a comparison.
fn stem(word: &str) -> String {
    let mut word = word.to_string();
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        word.pop();
    }
    if word.len() > 6 && word.ends_with("ing") {
        word.truncate(word.len() - 3);
    }
    if word.len() > 3 && word.ends_with('e') {
        word.pop();
    }
    // The filler is listed as people write it.
    match word.as_str() {
        "exampl" => "example".to_string(),
        "complet" => "complete".to_string(),
        "differenc" => "difference".to_string(),
        "understand" => "understanding".to_string(),
        "div" => "dive".to_string(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_order_plurals_and_filler_do_not_count() {
        let same = |a: &str, b: &str| assert_eq!(words(a), words(b), "{a} {b}");
        same("3. Decorators (continued)", "decorator");
        same("2.1) Python's Shallow vs. Deep Copies", "deep copy / shallow copy (difference)");
        same("Q4: What is a decorator?", "Decorators 🚀");
        same("\u{2705} Caching of small ints", "small int cache");
        assert_ne!(words("is vs =="), words("vs"));
        assert_eq!(without_number("3D plots"), "3D plots");
        assert_eq!(without_number("10. GIL"), "GIL");
        assert_eq!(words("***"), BTreeSet::new());
    }
}
