//! The built-in topics, as the build has left them.

use crate::catalog::{Catalog, TopicSource};
use std::sync::{Arc, OnceLock};

// `TOPICS`, the files of `grammar-queries/`.
include!(concat!(env!("OUT_DIR"), "/topics.rs"));

/// What has been read of them.
static CATALOG: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog"));

impl Catalog {
    /// The catalogue that is compiled into the program; made at the first call, from any thread.
    pub fn builtin() -> &'static Arc<Catalog> {
        static BUILTIN: OnceLock<Arc<Catalog>> = OnceLock::new();
        BUILTIN.get_or_init(|| Arc::new(Catalog::fresh()))
    }

    /// The compiled-in catalogue, made once more: what a program that starts has to do.
    pub fn fresh() -> Catalog {
        Catalog::from_bytes(CATALOG, TOPICS).expect("the build has written it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::load;
    use crate::language::Language;

    #[test]
    fn the_built_in_catalogue_is_the_one_that_its_texts_give() {
        let ((loaded, errors), stored) = (load(TOPICS), Catalog::fresh());
        assert_eq!(errors, []);
        assert!(!stored.clauses().is_empty());
        for catalog in [&loaded, &stored] {
            // No list of bytes helps who reads a failure.
            assert!(catalog.to_bytes().expect("all of it has a length") == CATALOG);
        }
        let topics = |catalog: &Catalog| -> Vec<(String, String)> {
            catalog.topics().iter().map(|topic| (topic.id.clone(), topic.note.source().to_string())).collect()
        };
        assert_eq!(topics(&stored), topics(&loaded));
        for language in Language::ALL {
            for matcher in [Catalog::finding_matcher, Catalog::gloss_matcher] {
                let names = |catalog: &Catalog| matcher(catalog, language).capture_names().to_vec();
                assert_eq!(names(&stored), names(&loaded));
            }
        }
    }
}
