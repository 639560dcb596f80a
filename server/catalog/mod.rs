//! Topics, patterns and notes: what pygloss knows, gathered from `grammar-queries/`.
//!
//! Owns loading (notes, queries, templates), the report of every mistake with file and line, how
//! what was loaded is stored, and the one call that matches patterns against a tree. Nothing outside
//! this folder may know *how* patterns are matched. The build loads with it too (`server/build.rs`), so
//! it must know nothing but `crate::language` and `crate::nodes`: no semantics, findings or LSP, nor
//! which topics there are.

pub mod clause;
mod dispatch;
mod load;
pub mod matcher;
pub mod note;
mod program;
pub mod query;
mod shapes;
mod stored;
pub mod template;
pub mod text;
mod text_test;
pub mod vocabulary;
mod ways;

use crate::language::Language;
use clause::Clause;
pub use load::{LoadError, TopicSource, load};
use matcher::Matcher;
use note::LazyNote;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use text::Text;

/// How much a finding matters, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Raises, or never does what it says.
    Error,
    /// Very likely wrong.
    Warning,
    /// True and worth knowing here, often fine.
    Information,
    /// A better spelling, or a risk that cannot be proven. Published only on request.
    Hint,
}

impl Severity {
    /// One step weaker; a hint stays a hint.
    pub fn step_down(self) -> Severity {
        match self {
            Severity::Error => Severity::Warning,
            Severity::Warning => Severity::Information,
            Severity::Information | Severity::Hint => Severity::Hint,
        }
    }
}

/// Whether a fix may be applied without a person looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Behaviour provably stays, or becomes what was meant. Applied by fix-all and `--fix`.
    Safe,
    /// Offered, never applied in bulk (`--unsafe-fixes` applies the first choice).
    Choice,
}

/// One of the subjects: a folder with a note and patterns.
pub struct Topic {
    /// The folder's name.
    pub id: String,
    /// The note.
    pub note: LazyNote,
    /// The note's file, for a topic of the user's.
    pub file: Option<PathBuf>,
}

/// A code shape with an id. With a severity it is a finding, without one a gloss.
#[derive(Serialize, Deserialize)]
pub struct Pattern {
    /// kebab-case; also the diagnostic's code and the anchor of the note's section.
    pub id: Text,
    /// Index into [`Catalog::topics`].
    pub topic: usize,
    /// The strongest severity of its clauses; `None` for a gloss.
    pub severity: Option<Severity>,
    /// The first clause's message template, for listings. Empty for a gloss.
    pub message: Text,
    /// Codes of other tools that flag the same thing: ruff and bugbear codes, Pylint ids and
    /// symbols, Sonar keys.
    pub equivalents: Vec<Text>,
    /// Names of the insights that its clauses ask for.
    #[serde(borrow)]
    pub insights: Vec<&'static str>,
    /// Whether any clause offers a fix.
    pub has_fixes: bool,
    /// Whether it answers nearly everywhere, and so gives way to any other answer of a hover.
    pub general: bool,
}

/// By [`Language::index`].
type Matchers = [Matcher; Language::ALL.len()];

/// Everything that is loaded.
pub struct Catalog {
    topics: Vec<Topic>,
    patterns: Vec<Pattern>,
    clauses: Vec<Clause>,
    findings: Matchers,
    glosses: Matchers,
}

impl Catalog {
    /// A catalogue of its parts: with the names of captures, and the matchers of findings and of glosses.
    fn new(
        topics: Vec<Topic>,
        names: Arc<[String]>,
        patterns: Vec<Pattern>,
        clauses: Vec<Clause>,
        mut matchers: [Matchers; 2],
    ) -> Self {
        for matcher in matchers.iter_mut().flatten() {
            matcher.finish(names.clone());
        }
        let [findings, glosses] = matchers;
        Catalog { topics, patterns, clauses, findings, glosses }
    }

    /// All clauses; a matcher's numbers are indexes into them.
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// Matches the clauses that make findings in a language.
    pub fn finding_matcher(&self, language: Language) -> &Matcher {
        &self.findings[language.index()]
    }

    /// Matches the clauses that only answer hovers in a language.
    pub fn gloss_matcher(&self, language: Language) -> &Matcher {
        &self.glosses[language.index()]
    }

    /// All topics, in alphabetical order of their ids.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// All patterns. [`crate::check::Finding::pattern`] is an index into them.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// The pattern with this id.
    pub fn pattern(&self, id: &str) -> Option<&Pattern> {
        self.patterns.iter().find(|pattern| *pattern.id == *id)
    }

    /// The topic with this id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == id)
    }

    /// The user's patterns that took too long at some place and are switched off since; each is
    /// told once.
    pub fn newly_given_up(&self) -> Vec<&str> {
        let matchers = self.findings.iter().chain(&self.glosses);
        let clauses = matchers.flat_map(Matcher::newly_given_up);
        let ids = clauses.filter_map(|clause| Some(self.patterns.get(self.clauses.get(clause)?.pattern)?.id.as_str()));
        let mut ids: Vec<&str> = ids.collect();
        ids.dedup();
        ids
    }

    /// The patterns that another tool's code stands for (`F632`, `W0102`, `dangerous-default-value`,
    /// `S5717`), compared without regard to case.
    pub fn by_peer_code(&self, code: &str) -> Vec<&Pattern> {
        let is_code = |own: &Text| own.eq_ignore_ascii_case(code);
        self.patterns.iter().filter(|pattern| pattern.equivalents.iter().any(is_code)).collect()
    }
}
