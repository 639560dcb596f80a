//! A heading as words: numbering, punctuation, plurals and abbreviations made one, each with the
//! weight that it has in a comparison.
//!
//! Must not know topics.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// How a word counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Grammar, and what each heading of such notes may hold: "Python", "interview".
    Filler,
    /// Words about words: "explained", "rule", "pitfalls".
    Generic,
    /// A word of everyday speech, which alone names no topic: "scope", "diamond".
    Everyday,
    /// Any other.
    Plain,
    /// Written as code or as an abbreviation: `super()`, "GIL".
    Code,
}

impl Kind {
    /// How much a word of this kind counts.
    pub(super) fn weight(self) -> f64 {
        match self {
            Kind::Filler => 0.02,
            Kind::Generic => 0.1,
            Kind::Everyday => 0.7,
            Kind::Plain => 1.0,
            Kind::Code => 1.3,
        }
    }
}

/// A word in the one form that all its spellings share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) kind: Kind,
}

const FILLER: &str = "a about advanced all an and are as at be basic between but by can complete concept cont contd \
                      continued could cpython d deep detailed difference differ dive do does each example \
                      explanation faq for from go had has have how i if in inside intro introduction into \
                      it its key let ll more my nt not note of on or our overview part please python python3 \
                      question quick re recap s section should so some summary t than that the their them then \
                      there they this to tricky under understanding use v ve versu vs was we were what when where \
                      which while why will with would you your";

const GENERIC: &str = "actually appendix basics behind best bit build built builtin case chapter cheat cheatsheet code common \
                       compare comparison data day define definition depth describe detail different double dunder easy exercise exist \
                       explain explained fact false feature fundamental good gotcha guide handy happen hard hood important \
                       internal interview keep keyword know language leetcode lesson library mean mechanism medium minute mistake \
                       module most need new operator own pattern pitfall point practice problem pros cons py quiz real \
                       review rule scratch simple solution standard statement step syntax take task technique \
                       term test theory thing thought topic trap trick true type unit usage usecase using versus \
                       vocabulary way week work world write create";

const EVERYDAY: &str = "aliases answer arena argument base borg c cache class clause cleanup collection copy count \
                        counter creation default dependency design diamond environment equality error exception \
                        factory fixture finally function garbage generation global handle heap hierarchy identity \
                        implement implementation inheritance instance integer intern iteration leak management \
                        memory method mock model none object order override package patch pool process property \
                        protocol reference return scope setup share slice strategy super team thread tip value \
                        variable";

/// What people shorten, and the whole word.
const SHORT: [(&str, &str); 12] = [
    ("arg", "argument"),
    ("async", "asyncio"),
    ("comp", "comprehension"),
    ("dict", "dictionary"),
    ("env", "environment"),
    ("exc", "exception"),
    ("func", "function"),
    ("int", "integer"),
    ("lib", "library"),
    ("param", "parameter"),
    ("ref", "reference"),
    ("var", "variable"),
];

/// The kinds of the words that are listed.
static LISTED: LazyLock<FxHashMap<String, Kind>> = LazyLock::new(|| {
    let lists = [(EVERYDAY, Kind::Everyday), (GENERIC, Kind::Generic), (FILLER, Kind::Filler)];
    let words = lists.iter().flat_map(|(list, kind)| list.split_whitespace().map(|word| (stem(word), *kind)));
    words.collect()
});

/// The words of a text in their order, its number included; of their kinds only [`Kind::Code`] is found yet.
pub(super) fn split(text: &str) -> Vec<Word> {
    let text = text.replace("!=", " notequals ").replace("==", " equals ");
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    // In a heading that shouts capitals mean nothing.
    let is_loud = !text.contains(char::is_lowercase);
    let (mut words, mut is_quoted, mut before, mut rest) = (Vec::new(), false, ' ', text.as_str());
    while let Some(first) = rest.chars().next() {
        if !is_part(first) {
            is_quoted ^= first == '`';
            before = first;
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (raw, behind) = rest.split_at(rest.find(|c: char| !is_part(c)).unwrap_or(rest.len()));
        let (raw, behind) = initials(raw, behind);
        rest = behind;
        let letters = raw.chars().filter(|c| c.is_alphabetic()).count();
        let is_short = !is_loud && (2..6).contains(&letters) && !raw.contains(char::is_lowercase);
        let is_dotted = before == '.' || rest.strip_prefix('.').is_some_and(|next| next.starts_with(is_part));
        let is_code = is_quoted || is_short || is_dotted || before == '@' || rest.starts_with('(') || raw.contains('_');
        let lower = raw.to_lowercase();
        let bare = if lower.starts_with("__") { lower.as_str() } else { lower.trim_matches('_') };
        if !bare.is_empty() {
            words.push(Word { text: stem(bare), kind: if is_code { Kind::Code } else { Kind::Plain } });
        }
        before = ' ';
    }
    without_verb(words)
}

/// "G.I.L." is one word: the letters of it together, and what stands behind.
fn initials<'t>(raw: &'t str, mut behind: &'t str) -> (String, &'t str) {
    let mut word = raw.to_string();
    let is_initial = |c: char| c.is_uppercase();
    while raw.len() == 1
        && raw.starts_with(is_initial)
        && let Some(next) = behind.strip_prefix('.')
        && next.starts_with(is_initial)
        && !next[1..].starts_with(char::is_alphanumeric)
    {
        word.push_str(&next[..1]);
        behind = &next[1..];
    }
    (word, behind)
}

/// "Is" is the topic in "is or ==" and a verb in "Is Python compiled?".
fn without_verb(words: Vec<Word>) -> Vec<Word> {
    let others = ["equal", "notequal", "identity", "equality", "operator", "keyword"];
    let is_topic = words.iter().any(|word| others.contains(&word.text.as_str()));
    words.into_iter().filter(|word| word.text != "is" || is_topic || word.kind == Kind::Code).collect()
}

impl Word {
    /// The word with its abbreviation resolved and its kind found. `is_known` says whether a topic
    /// has it.
    pub(super) fn settled(mut self, is_known: impl Fn(&str) -> bool) -> Word {
        if let Some((_, whole)) = SHORT.iter().find(|(short, _)| *short == self.text) {
            self.text = (*whole).to_string();
        }
        let is_number = self.text.chars().all(char::is_numeric);
        self.kind = match LISTED.get(self.text.as_str()) {
            Some(Kind::Everyday) | None if self.kind == Kind::Code => Kind::Code,
            Some(kind) => *kind,
            None if is_number && !is_known(&self.text) => Kind::Generic,
            None => Kind::Plain,
        };
        self
    }
}

/// A heading without `3.`, `2.1)`, `Q4:` or `#5` in front.
pub(super) fn without_number(heading: &str) -> &str {
    let text =
        heading.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '=' | '!' | '@' | '_' | '*' | '`'));
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
    if word.starts_with("__") {
        return word;
    }
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        word.pop();
    }
    if word.len() > 6 && word.ends_with("ing") {
        word.truncate(word.len() - 3);
    } else if word.len() > 5 && word.ends_with("ed") {
        word.truncate(word.len() - 2);
    } else if word.len() > 8 && word.ends_with("ability") {
        // "Mutability" and "mutable".
        word.truncate(word.len() - "ility".len());
        word.push('l');
    }
    if word.len() > 3 && word.ends_with('e') {
        word.pop();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(heading: &str) -> Vec<String> {
        let words = split(without_number(heading)).into_iter().map(|word| word.settled(|_| false));
        words.filter(|word| word.kind > Kind::Generic).map(|word| word.text).collect()
    }

    #[test]
    fn numbers_plurals_and_filler_do_not_count() {
        let same = |a: &str, b: &str| assert_eq!(texts(a), texts(b), "{a} {b}");
        same("3. Decorators (continued)", "decorator");
        same("2.1) Python's Shallow vs. Deep Copies", "shallow copy (difference)");
        same("Q4: What is a decorator?", "Decorators 🚀");
        same("\u{2705} Small ints, cached", "small integer cache");
        same("Mutability of dicts", "mutable dictionaries");
        same("The G.I.L. explained", "GIL");
        same("5 Decorators ... cont'd", "Decorators");
        assert_eq!(texts("is vs =="), ["is", "equal"]);
        assert_eq!(texts("When should I use `is`?"), ["is"]);
        assert!(texts("Is it? How is it?").is_empty());
        assert_eq!(without_number("3D plots"), "3D plots");
        assert_eq!(without_number("10. GIL"), "GIL");
        assert!(texts("***").is_empty());
    }

    #[test]
    fn code_and_abbreviations_are_seen() {
        let kind = |text: &str| split(text).into_iter().map(|word| word.settled(|_| false).kind).max();
        for code in ["super()", "the `mock`", "@property", "GIL is", "collections.Counter", "lru_cache"] {
            assert_eq!(kind(code), Some(Kind::Code), "{code}");
        }
        assert_eq!(kind("Scope"), Some(Kind::Everyday));
        assert_eq!(kind("SCOPE"), Some(Kind::Everyday));
        assert_eq!(kind("Decorators"), Some(Kind::Plain));
    }
}
