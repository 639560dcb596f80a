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

    #[test]
    fn the_stored_catalogue_is_the_one_that_the_texts_give() {
        let (loaded, errors) = load(TOPICS);
        assert_eq!(errors, []);
        assert_eq!(loaded.to_bytes().expect("written"), CATALOG);
    }
}
