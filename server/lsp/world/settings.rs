//! The settings of the session: what the client said, and what was read for each folder.
//!
//! Sync methods only, like all of the world.

use super::World;
use crate::lsp::configuration::InForce;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl World {
    /// Sets the options of `initialize`.
    pub fn set_initial_settings(&mut self, settings: Value) {
        self.client_settings[0] = settings;
    }

    /// Sets what the client's configuration says. `false` when it says nothing new.
    pub fn set_client_settings(&mut self, settings: Value) -> bool {
        if self.client_settings[1] == settings {
            return false;
        }
        self.client_settings[1] = settings;
        self.forget_settings();
        true
    }

    /// Notes that the client speaks of its configuration or is asked for it, and counts that.
    pub fn next_turn(&mut self) -> u64 {
        self.turns += 1;
        self.turns
    }

    /// Whether the client has not spoken of its configuration since that turn.
    pub fn is_newest(&self, turn: u64) -> bool {
        self.turns == turn
    }

    /// What the client set, weakest first.
    pub fn client_settings(&self) -> [Value; 2] {
        self.client_settings.clone()
    }

    /// Makes everyone read the settings again.
    pub fn forget_settings(&mut self) {
        self.generation += 1;
        self.settings.clear();
    }

    /// The number of the present settings.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The settings for a folder, if they were read since they last changed.
    pub fn settings(&self, folder: &Path) -> Option<Arc<InForce>> {
        self.settings.get(folder).cloned()
    }

    /// The last good settings for a folder.
    pub fn good_settings(&self, folder: &Path) -> Option<Arc<InForce>> {
        self.good_settings.get(folder).cloned()
    }

    /// Keeps settings that were read at `generation`.
    pub fn keep_settings(&mut self, folder: PathBuf, generation: u64, settings: Arc<InForce>, good: bool) {
        if good {
            self.good_settings.insert(folder.clone(), settings.clone());
        }
        if generation == self.generation {
            self.settings.insert(folder, settings);
        }
    }

    /// Takes the mistakes that the settings for a folder have now. The result are those that were
    /// not shown yet: one that stays is not shown again, one that comes back is.
    pub fn news(&mut self, folder: &Path, problems: Vec<String>) -> Vec<String> {
        let known = |problem: &&String| !self.told.values().any(|told| told.contains(problem));
        let news = problems.iter().filter(known).cloned().collect();
        self.told.insert(folder.to_owned(), problems);
        news
    }
}
