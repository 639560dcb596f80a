//! Which topics a heading is about.
//!
//! Owns the score and its thresholds: below them there is no link rather than a wrong one. Must not
//! know files or Markdown.

use super::words::{Kind, Word, split, without_number};
use rustc_hash::{FxHashMap, FxHashSet};

/// The least score of a heading and a topic that links them: Dice's coefficient of their words, by
/// weight.
const THRESHOLD: f64 = 0.7;

/// A heading that fits worse than this needs words of the topic in its section too.
const SURE: f64 = 0.89;

/// So many of them, one of which is not of everyday speech.
const EVIDENCE: usize = 2;

/// What a score loses when only a part of the heading was compared.
const PART: f64 = 0.9;

/// The score of a heading whose words are all a topic's, but not together in one alias.
const SCATTERED: f64 = 0.85;

/// What a score loses when `lru_cache` is compared with "LRU cache".
const LOOSE: f64 = 0.93;

/// Topics whose scores differ by less are equally good.
const TIE: f64 = 0.04;

/// So many more of a topic's words must stand in the section to settle a tie.
const LEAD: usize = 2;

/// How much of a heading that names several topics must be theirs.
const SHARED: f64 = 0.93;

/// More topics than this are a list and no heading about each.
const MOST_TOPICS: usize = 3;

/// Longer headings are sentences; in bytes.
const LONGEST: usize = 160;

/// What a heading was found to be about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Match<'a> {
    /// Best first: none, one, or several.
    pub topics: Vec<&'a str>,
    /// Whether there are several because nothing tells which one is meant, rather than because the
    /// heading names them all.
    pub is_ambiguous: bool,
    /// The score of the best topic, from 0 to 1; with no topics that of [`Match::nearest`].
    pub score: f64,
    /// With no topics: the one that came nearest.
    pub nearest: Option<&'a str>,
}

/// Topics by the words of their titles and aliases.
pub struct Matcher {
    topics: Vec<Topic>,
    spelling: Spelling,
}

struct Topic {
    id: String,
    aliases: Vec<Phrase>,
    /// All words of all aliases that say something.
    vocabulary: FxHashSet<String>,
    /// Those of them that are not of everyday speech.
    rare: FxHashSet<String>,
}

/// Words, each once.
#[derive(Clone, Debug, Default)]
struct Phrase {
    words: Vec<Word>,
    weight: f64,
    /// Whether it says enough to stand alone: a word that is not of everyday speech, or two words.
    is_strong: bool,
}

impl Phrase {
    fn new(words: Vec<Word>) -> Phrase {
        let mut once: Vec<Word> = Vec::with_capacity(words.len());
        for word in words {
            match once.iter_mut().find(|known| known.text == word.text) {
                Some(known) => known.kind = known.kind.max(word.kind),
                None => once.push(word),
            }
        }
        let weight = once.iter().map(|word| word.kind.weight()).sum();
        let telling = once.iter().filter(|word| word.kind > Kind::Filler).count();
        let is_strong = telling > 1 || once.iter().any(|word| word.kind > Kind::Everyday);
        Phrase { words: once, weight, is_strong }
    }

    fn word(&self, text: &str) -> Option<&Word> {
        self.words.iter().find(|word| word.text == text)
    }

    /// Whether it says anything at all.
    fn is_telling(&self) -> bool {
        self.words.iter().any(|word| word.kind >= Kind::Everyday)
    }
}

/// Which words the topics write together or apart: "metaclass" is "meta class", "deepcopy" is
/// "deep copy".
#[derive(Default)]
struct Spelling {
    known: FxHashSet<String>,
    pairs: FxHashMap<String, [String; 2]>,
}

/// Shorter parts of a word are chance.
const SHORTEST_PART: usize = 3;

impl Spelling {
    fn learn(&mut self, alias: &str) {
        let words = split(alias);
        for pair in words.windows(2) {
            if pair.iter().all(|word| word.text.len() >= SHORTEST_PART) {
                let parts = [pair[0].text.clone(), pair[1].text.clone()];
                self.pairs.insert(parts.concat(), parts);
            }
        }
        self.known.extend(words.into_iter().map(|word| word.text));
    }

    /// A text as a phrase in the topics' spelling.
    fn phrase(&self, text: &str) -> Phrase {
        let words = split(text);
        let mut spelled: Vec<Word> = Vec::with_capacity(words.len());
        let mut rest = words.as_slice();
        while let [word, others @ ..] = rest {
            rest = others;
            if let [next, behind @ ..] = others
                && word.text.len() >= SHORTEST_PART
                && next.text.len() >= SHORTEST_PART
                && self.known.contains(&format!("{}{}", word.text, next.text))
            {
                spelled.push(Word { text: format!("{}{}", word.text, next.text), kind: word.kind.max(next.kind) });
                rest = behind;
                continue;
            }
            match self.pairs.get(&word.text).filter(|_| !self.known.contains(&word.text)) {
                Some(parts) => {
                    spelled.extend(parts.iter().map(|part| Word { text: part.clone(), kind: Kind::Plain }));
                }
                None => spelled.push(word.clone()),
            }
        }
        Phrase::new(spelled.into_iter().map(|word| word.settled(|word| self.known.contains(word))).collect())
    }
}

/// How well a topic fits a heading.
#[derive(Clone, Copy)]
struct Score<'m> {
    value: f64,
    /// Whether what they share can stand alone.
    is_strong: bool,
    topic: &'m Topic,
}

impl Matcher {
    /// A matcher for topics: id, and title and aliases.
    pub fn new<'a, A: Iterator<Item = &'a str>>(topics: impl Iterator<Item = (&'a str, A)>) -> Self {
        // `split` splits an id at its hyphens.
        let named: Vec<(&str, Vec<&str>)> = topics.map(|(id, aliases)| (id, aliases.chain([id]).collect())).collect();
        let mut spelling = Spelling::default();
        named.iter().flat_map(|(_, aliases)| aliases).for_each(|alias| spelling.learn(alias));
        let topics = named.into_iter().map(|(id, aliases)| {
            // `lru_cache` is written "LRU cache" too, but `__del__` is not "del".
            let apart = aliases.iter().filter(|alias| alias.contains('_') && !alias.contains("__"));
            let apart: Vec<String> = apart.map(|alias| alias.replace('_', " ")).collect();
            let aliases = aliases.into_iter().chain(apart.iter().map(String::as_str));
            let aliases: Vec<Phrase> = aliases.map(|alias| spelling.phrase(alias)).collect();
            let telling = aliases.iter().flat_map(|alias| &alias.words).filter(|word| word.kind >= Kind::Everyday);
            let rare =
                telling.clone().filter(|word| word.kind > Kind::Everyday).map(|word| word.text.clone()).collect();
            let vocabulary = telling.map(|word| word.text.clone()).collect();
            Topic { id: id.to_string(), vocabulary, rare, aliases }
        });
        Matcher { topics: topics.collect(), spelling }
    }

    /// The topic's own id, if there is a topic with that id in whatever case.
    pub fn topic(&self, id: &str) -> Option<&str> {
        self.topics.iter().map(|topic| topic.id.as_str()).find(|known| known.eq_ignore_ascii_case(id))
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.topics.iter().map(|topic| topic.id.as_str())
    }

    /// What a heading is about; code in it may stand in backticks.
    pub fn find(&self, heading: &str, section: &str) -> Match<'_> {
        let forms = if heading.len() > LONGEST { Vec::new() } else { self.forms(heading) };
        if forms.is_empty() {
            return Match::default();
        }
        let mut scored: Vec<Score<'_>> = self.topics.iter().filter_map(|topic| topic.score(&forms)).collect();
        scored.sort_by(|a, b| b.value.total_cmp(&a.value));
        let Some(Score { value: best, topic: nearest, .. }) = scored.first().copied() else {
            return Match::default();
        };
        let head = section.get(..section.floor_char_boundary(4096)).unwrap_or(section);
        let present = std::cell::LazyCell::new(|| {
            let words = self.spelling.phrase(head).words.into_iter();
            words.map(|word| word.text).collect::<FxHashSet<String>>()
        });
        let own = &forms[0].1;
        let has_evidence = |topic: &Topic| {
            let is_more = |word: &&String| own.word(word).is_none();
            topic.vocabulary.intersection(&present).filter(is_more).count() >= EVIDENCE
                && topic.rare.intersection(&present).any(|word| is_more(&word))
        };
        if best < SURE
            && let Some((topics, score)) = self.named(own)
        {
            return Match { topics, score, ..Match::default() };
        }
        scored.retain(|score| {
            let is_sure = score.value >= SURE && score.is_strong;
            score.value >= THRESHOLD && best - score.value < TIE && (is_sure || has_evidence(score.topic))
        });
        if scored.is_empty() {
            return Match { score: best, nearest: Some(nearest.id.as_str()), ..Match::default() };
        }
        if scored.len() > 1 {
            let count = |topic: &Topic| topic.vocabulary.intersection(&present).count();
            scored.sort_by_cached_key(|score| std::cmp::Reverse(count(score.topic)));
            if count(scored[0].topic) >= count(scored[1].topic) + LEAD {
                scored.truncate(1);
            }
        }
        let topics: Vec<&str> = scored.iter().map(|score| score.topic.id.as_str()).collect();
        Match { is_ambiguous: topics.len() > 1, topics, score: best, nearest: None }
    }

    /// The heading as a whole, what stands before a colon, dash or parenthesis, and an
    /// abbreviation in parentheses; each with what a match with it is worth.
    fn forms(&self, heading: &str) -> Vec<(f64, Phrase)> {
        let heading = without_number(heading);
        let mut forms = vec![(1.0, self.spelling.phrase(heading))];
        let first = heading.split([':', '—', '–']).next().unwrap_or_default();
        let first = first.split(" - ").next().unwrap_or_default();
        // Of "defaultdict(list)" it is "defaultdict()".
        let first = match first.split_once('(') {
            Some((name, _)) if name.ends_with(char::is_alphanumeric) => format!("{name}()"),
            Some((words, _)) => words.to_string(),
            None => first.to_string(),
        };
        let abbreviation = heading.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inner, _)| inner);
        let abbreviation = abbreviation.filter(|text| text.len() > 1 && !text.chars().any(char::is_lowercase));
        let parts = [Some(first.as_str()).filter(|part| part.len() < heading.len()), abbreviation];
        forms.extend(parts.into_iter().flatten().map(|part| (PART, self.spelling.phrase(part))));
        if heading.contains('_') && !heading.contains("__") {
            forms.push((LOOSE, self.spelling.phrase(&heading.replace('_', " "))));
        }
        forms.retain(|(_, phrase)| phrase.is_telling());
        forms
    }

    /// The topics of a heading that names several, such as "Iterators and decorators", and how much
    /// of it they account for.
    fn named(&self, heading: &Phrase) -> Option<(Vec<&str>, f64)> {
        let covers = self.topics.iter().map(|topic| (topic.cover(heading), topic));
        let mut covers: Vec<(Phrase, &Topic)> = covers.filter(|(cover, _)| cover.is_strong).collect();
        covers.sort_by(|(a, _), (b, _)| b.weight.total_cmp(&a.weight));
        let (mut topics, mut shared) = (Vec::new(), Vec::<Word>::new());
        for (cover, topic) in covers {
            let fresh = |word: &Word| word.kind >= Kind::Everyday && !shared.iter().any(|one| one.text == word.text);
            if cover.words.iter().filter(|word| word.kind >= Kind::Everyday).all(fresh) {
                shared.extend(cover.words);
                topics.push(topic.id.as_str());
            }
        }
        let score = Phrase::new(shared).weight / heading.weight;
        ((2..=MOST_TOPICS).contains(&topics.len()) && score >= SHARED).then_some((topics, score.min(1.0)))
    }
}

impl Topic {
    /// The words of a heading that whole aliases of this topic account for.
    fn cover(&self, heading: &Phrase) -> Phrase {
        let is_inside = |alias: &&Phrase| {
            alias.words.iter().all(|word| word.kind == Kind::Filler || heading.word(&word.text).is_some())
        };
        let words = self.aliases.iter().filter(is_inside).flat_map(|alias| &alias.words);
        Phrase::new(words.filter_map(|word| heading.word(&word.text)).cloned().collect())
    }

    fn score(&self, forms: &[(f64, Phrase)]) -> Option<Score<'_>> {
        let is_shared = |word: &Word| self.vocabulary.contains(&word.text);
        if !forms.iter().any(|(_, form)| form.words.iter().any(is_shared)) {
            return None;
        }
        let mut best: Option<Score<'_>> = None;
        let mut add = |value: f64, is_strong: bool| {
            if value > best.map_or(0.0, |best| best.value + f64::from(u8::from(best.is_strong && !is_strong)) * TIE) {
                best = Some(Score { value, is_strong, topic: self });
            }
        };
        for (worth, form) in forms {
            for alias in &self.aliases {
                let common = alias.words.iter().filter_map(|word| Some((word, form.word(&word.text)?)));
                let common: Vec<(&Word, &Word)> = common.collect();
                if !common.iter().any(|(word, _)| word.kind >= Kind::Everyday) {
                    continue;
                }
                // What is common counts on both sides as it does in the heading.
                let shared: f64 = common.iter().map(|(_, word)| word.kind.weight()).sum();
                let counted: f64 = common.iter().map(|(word, _)| word.kind.weight()).sum();
                let value = 2.0 * shared / (form.weight + alias.weight - counted + shared);
                let phrase = Phrase::new(common.into_iter().map(|(_, word)| word.clone()).collect());
                let is_whole = alias.weight - counted < Kind::Generic.weight();
                add(
                    worth * value,
                    phrase.is_strong && (is_whole || phrase.words.iter().any(|word| word.kind > Kind::Everyday)),
                );
            }
            let mut telling = form.words.iter().filter(|word| word.kind >= Kind::Everyday);
            if telling.clone().count() > 1 && telling.all(&is_shared) {
                add(worth * SCATTERED, true);
            }
            let cover = self.cover(form);
            if cover.is_telling() {
                add(worth * 2.0 * cover.weight / (form.weight + cover.weight), cover.is_strong);
            }
        }
        best
    }
}

#[cfg(test)]
#[path = "matching_tests.rs"]
mod tests;
