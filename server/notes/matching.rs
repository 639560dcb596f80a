//! Which topics a heading is about.
//!
//! Owns the score and its threshold: below it there is no link rather than a wrong one. Must not
//! know files or Markdown.

use super::words::words;
use std::collections::BTreeSet;

/// The least score of a heading and an alias that links them: Dice's coefficient of their words.
const THRESHOLD: f64 = 0.75;

/// A heading that fits worse than this needs words of the topic in its section too.
const SURE: f64 = 0.89;

/// So many of them.
const EVIDENCE: usize = 2;

/// What a score loses when only a part of the heading was compared.
const PART: f64 = 0.9;

/// Topics whose scores differ by less are equally good.
const TIE: f64 = 0.04;

/// So many more of a topic's words must stand in the section to settle a tie.
const LEAD: usize = 2;

/// Longer headings are sentences; in bytes.
const LONGEST: usize = 160;

/// Words of everyday speech: alone in a part of a heading they name no topic ("Scope: what we
/// deliver").
const EVERYDAY: [&str; 12] = [
    "class",
    "copy",
    "environment",
    "equality",
    "error",
    "exception",
    "function",
    "global",
    "iteration",
    "object",
    "packag",
    "scop",
];

/// What a heading was found to be about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Match<'a> {
    /// Best first: none, one, or several that are equally good even by the words of the section.
    pub topics: Vec<&'a str>,
    /// The score of the best topic, from 0 to 1; with no topics that of [`Match::nearest`].
    pub score: f64,
    /// With no topics: the one that came nearest.
    pub nearest: Option<&'a str>,
}

/// Topics by the words of their titles and aliases.
pub struct Matcher {
    topics: Vec<Topic>,
}

struct Topic {
    id: String,
    aliases: Vec<BTreeSet<String>>,
    /// All words of all aliases, for ties.
    vocabulary: BTreeSet<String>,
}

impl Matcher {
    /// A matcher for topics: id, and title and aliases.
    pub fn new<'a, A: Iterator<Item = &'a str>>(topics: impl Iterator<Item = (&'a str, A)>) -> Self {
        let topics = topics.map(|(id, aliases)| {
            // `words` splits an id at its hyphens.
            let aliases: Vec<_> = aliases.chain([id]).map(words).filter(|one| !one.is_empty()).collect();
            Topic { id: id.to_string(), vocabulary: aliases.iter().flatten().cloned().collect(), aliases }
        });
        Matcher { topics: topics.collect() }
    }

    /// The topic's own id, if there is a topic with that id in whatever case.
    pub fn topic(&self, id: &str) -> Option<&str> {
        self.topics.iter().map(|topic| topic.id.as_str()).find(|known| known.eq_ignore_ascii_case(id))
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.topics.iter().map(|topic| topic.id.as_str())
    }

    /// What a heading is about.
    pub fn find(&self, heading: &str, section: &str) -> Match<'_> {
        if heading.len() > LONGEST {
            return Match::default();
        }
        let forms = forms(heading);
        let mut scored: Vec<(f64, &Topic)> = self.topics.iter().map(|topic| (topic.score(&forms), topic)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let Some((best, nearest)) = scored.first().map(|(score, topic)| (*score, topic.id.as_str())) else {
            return Match::default();
        };
        let head = section.get(..section.floor_char_boundary(4096)).unwrap_or(section);
        let present = std::cell::LazyCell::new(|| words(head));
        let own = words(heading);
        let has_evidence = |topic: &Topic| {
            let more = topic.vocabulary.intersection(&present).filter(|word| !own.contains(*word));
            more.count() >= EVIDENCE
        };
        scored.retain(|(score, topic)| {
            *score >= THRESHOLD && best - score < TIE && (*score >= SURE || has_evidence(topic))
        });
        if scored.is_empty() {
            return Match { topics: Vec::new(), score: best, nearest: Some(nearest).filter(|_| best > 0.0) };
        }
        if scored.len() > 1 {
            let count = |topic: &Topic| topic.vocabulary.intersection(&present).count();
            let mut counted: Vec<(usize, &Topic)> = scored.iter().map(|(_, topic)| (count(topic), *topic)).collect();
            counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
            if counted[0].0 >= counted[1].0 + LEAD {
                scored = vec![(best, counted[0].1)];
            }
        }
        Match { topics: scored.into_iter().map(|(_, topic)| topic.id.as_str()).collect(), score: best, nearest: None }
    }
}

impl Topic {
    fn score(&self, forms: &[(f64, BTreeSet<String>)]) -> f64 {
        let pairs =
            forms.iter().flat_map(|(weight, form)| self.aliases.iter().map(move |alias| (*weight, form, alias)));
        pairs.map(|(weight, form, alias)| weight * dice(form, alias)).fold(0.0, f64::max)
    }
}

fn dice(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let common = a.intersection(b).count();
    2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
}

/// The heading as a whole, what stands before a colon, dash or parenthesis, and an abbreviation in
/// parentheses.
fn forms(heading: &str) -> Vec<(f64, BTreeSet<String>)> {
    let mut forms = vec![(1.0, words(heading))];
    let heading = super::words::without_number(heading);
    let first = heading.split([':', '(', '—', '–']).next().unwrap_or_default();
    let first = first.split(" - ").next().unwrap_or_default();
    let abbreviation = heading.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inner, _)| inner);
    let abbreviation = abbreviation.filter(|text| text.len() > 1 && !text.chars().any(char::is_lowercase));
    for part in [Some(first).filter(|part| part.len() < heading.len()), abbreviation].into_iter().flatten() {
        let words = words(part);
        let is_everyday = words.len() == 1 && words.iter().all(|word| EVERYDAY.contains(&word.as_str()));
        if !is_everyday {
            forms.push((PART, words));
        }
    }
    forms.retain(|(_, words)| !words.is_empty());
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher() -> Matcher {
        let topics: [(&str, &[&str]); 5] = [
            ("decorators", &["Decorators", "decorator", "decorators with arguments"]),
            ("scope-legb", &["Scopes and the LEGB rule", "legb", "scope", "global and nonlocal"]),
            ("lru-cache", &["LRU cache", "least recently used", "OrderedDict capacity eviction"]),
            ("functools-lru-cache", &["lru_cache", "LRU cache", "functools memoization decorator"]),
            ("method-resolution-order", &["Method resolution order", "mro", "C3 linearization"]),
        ];
        Matcher::new(topics.into_iter().map(|(id, aliases)| (id, aliases.iter().copied())))
    }

    #[test]
    fn headings_find_their_topic_or_none() {
        let matcher = matcher();
        let one = |heading: &str| matcher.find(heading, "").topics.join(" ");
        assert_eq!(one("7. Decorators (continued)"), "decorators");
        assert_eq!(one("Arguments and decorators"), "decorators");
        assert_eq!(one("Decorators: functions that wrap functions"), "decorators");
        assert_eq!(one("Method Resolution Order (MRO)"), "method-resolution-order");
        assert_eq!(one("How the linearisation works (MRO)"), "method-resolution-order");
        assert_eq!(one("nonlocal & global"), "scope-legb");
        assert_eq!(one("The scopes"), "scope-legb");
        assert_eq!(one("Scope: what we deliver"), "");
        assert_eq!(one("Scope of the project"), "");
        assert_eq!(one("Decorating the house for Christmas"), "");
        assert_eq!(one("Arguments of decorators for scripts"), "");
        let text = "It wraps the decorator with arguments.";
        assert_eq!(matcher.find("Decorators for scripts with arguments", text).topics.len(), 0);
        assert_eq!(one("Conclusion"), "");
        assert_eq!(one(&"decorator ".repeat(30)), "");
        assert_eq!(one(""), "");
    }

    #[test]
    fn words_of_the_section_choose_between_two() {
        let matcher = matcher();
        let design = "An OrderedDict of some capacity; eviction of the least recently used entry.";
        assert_eq!(matcher.find("LRU Cache", design).topics, ["lru-cache"]);
        let decorator = "@lru_cache from functools: memoization as a decorator.";
        assert_eq!(matcher.find("LRU Cache", decorator).topics, ["functools-lru-cache"]);
        assert_eq!(matcher.find("LRU Cache", "").topics.len(), 2);
    }
}
