//! A catalogue as bytes: how the built-in one lies in the program.
//!
//! The build reads the topics and writes what it has read; a program that starts takes that from
//! where it lies, and reads no query. Must not know which topics there are.

use super::clause::Clause;
use super::note::LazyNote;
use super::{Catalog, Matchers, Pattern, Topic, TopicSource};
use crate::language::Language;
use std::borrow::Cow;
use std::sync::Arc;

/// The names of captures, and what has numbers of them. Notes lie in the program as they are.
type Stored = (Vec<String>, Vec<Pattern>, Vec<Clause>, [Matchers; 2]);

impl Catalog {
    /// The bytes of all but the topics.
    ///
    /// # Errors
    /// Never, as long as all parts know their length.
    pub fn to_bytes(&self) -> postcard::Result<Vec<u8>> {
        let names = self.finding_matcher(Language::Python).capture_names();
        postcard::to_allocvec(&(names, &self.patterns, &self.clauses, [&self.findings, &self.glosses]))
    }

    /// The catalogue that [`Catalog::to_bytes`] made these bytes of, and that has these topics.
    ///
    /// # Errors
    /// When these are no such bytes.
    pub fn from_bytes(bytes: &'static [u8], sources: &[TopicSource<'static>]) -> postcard::Result<Catalog> {
        let (names, patterns, clauses, matchers): Stored = postcard::from_bytes(bytes)?;
        let topics = sources.iter().map(|source| Topic {
            id: source.id.to_string(),
            note: LazyNote::new(Cow::Borrowed(source.note)),
            file: None,
        });
        Ok(Catalog::new(topics.collect(), Arc::from(names), patterns, clauses, matchers))
    }
}
