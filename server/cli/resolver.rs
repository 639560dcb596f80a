//! The settings of each folder, found once, with the command line's on top.

use crate::catalog::Catalog;
use crate::config::{ConfigError, Excludes, NeighbourCache, Neighbours, Settings};
use crate::topics::own::{self, Own};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The settings of a folder, ready to use.
pub(super) struct Resolved {
    pub settings: Settings,
    pub excludes: Excludes,
    /// What is known, the user's own topics included.
    pub own: Arc<Own>,
    /// The other linters that the files are under.
    pub neighbours: Arc<Neighbours>,
}

/// What the command line says about settings.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct ConfigArgs {
    /// Take the settings from this file
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Take no settings from any file, and heed no other linter
    #[arg(long)]
    isolated: bool,
}

/// What the command line sets.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Overrides {
    /// Report only these patterns or topics (`ALL` for all)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    select: Option<Vec<String>>,
    /// Do not report these patterns or topics
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    ignore: Option<Vec<String>>,
    /// Report hints as well
    #[arg(long)]
    hints: bool,
}

type Cached = Result<Arc<Resolved>, ConfigError>;

/// Finds settings by folder.
pub(super) struct Resolver {
    overrides: Overrides,
    /// The settings for every folder, when no folder is to be searched.
    given: Option<Arc<Resolved>>,
    is_isolated: bool,
    cache: Mutex<HashMap<PathBuf, Cached>>,
    /// What was read, by the folders of topics.
    own: Mutex<HashMap<Vec<PathBuf>, Arc<Own>>>,
    neighbours: Mutex<NeighbourCache>,
}

impl Resolver {
    /// Errors when a file of settings has a mistake, or the command line names an unknown id.
    pub fn new(config: &ConfigArgs, overrides: Overrides) -> Result<Self, ConfigError> {
        let mut resolver = Resolver {
            overrides,
            given: None,
            is_isolated: config.isolated,
            cache: Mutex::default(),
            own: Mutex::default(),
            neighbours: Mutex::default(),
        };
        resolver.given = match &config.config {
            Some(file) => {
                let settings = Settings::load(file, Catalog::builtin())?;
                let folders = own::folders(parent(file), settings.root.as_deref(), &settings.patterns);
                Some(Arc::new(resolver.finish(settings, folders)))
            }
            None => config.isolated.then(|| Arc::new(resolver.finish(Settings::default(), Vec::new()))),
        };
        let overrides = &resolver.overrides;
        for (ids, origin) in [(&overrides.select, "--select"), (&overrides.ignore, "--ignore")] {
            let ids = ids.as_deref().unwrap_or_default();
            if Settings::check_ids(ids, origin, Catalog::builtin()).is_err() {
                // It may be one of the user's own.
                Settings::check_ids(ids, origin, &resolver.folder(Path::new("."))?.own.catalog)?;
            }
        }
        Ok(resolver)
    }

    /// What is wrong with the user's own topics that were read for some file, and which of their
    /// patterns were given up.
    pub fn own_mistakes(&self) -> Vec<String> {
        let own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let mut mistakes: Vec<String> = own.values().flat_map(|own| &own.mistakes).map(ToString::to_string).collect();
        for own in own.values() {
            let given_up = own.catalog.newly_given_up().into_iter();
            mistakes.extend(
                given_up.map(|id| format!("{id}: took too long at some place, and was left out from there on")),
            );
        }
        mistakes.sort();
        mistakes.dedup();
        mistakes
    }

    /// What is wrong with the configurations of other linters that were read for some file.
    pub fn neighbour_problems(&self) -> Vec<String> {
        self.neighbours.lock().unwrap_or_else(PoisonError::into_inner).problems()
    }

    /// The settings for the files of a folder.
    pub fn folder(&self, folder: &Path) -> Cached {
        if let Some(given) = self.given.as_ref().filter(|_| self.is_isolated) {
            return Ok(given.clone());
        }
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = cache.get(&folder) {
            return known.clone();
        }
        let found = match &self.given {
            Some(given) => Ok(Resolved {
                settings: given.settings.clone(),
                excludes: given.excludes.clone(),
                own: given.own.clone(),
                neighbours: Arc::default(),
            }),
            None => Settings::discover(&folder, Catalog::builtin()).map(|discovered| {
                let settings = discovered.settings;
                let folders = own::folders(&folder, settings.root.as_deref(), &settings.patterns);
                self.finish(settings, folders)
            }),
        };
        let found = found.map(|resolved| {
            let mut known = self.neighbours.lock().unwrap_or_else(PoisonError::into_inner);
            let neighbours = known.find(&folder, &resolved.settings.peers);
            Arc::new(Resolved { neighbours, ..resolved })
        });
        cache.insert(folder, found.clone());
        found
    }

    /// The settings for a file: those of its folder.
    pub fn file(&self, file: &Path) -> Cached {
        self.folder(parent(file))
    }

    fn finish(&self, mut settings: Settings, folders: Vec<PathBuf>) -> Resolved {
        if let Some(select) = &self.overrides.select {
            settings.select = Some(select.clone());
            settings.origins.insert("select", "--select".to_string());
        }
        if let Some(ignore) = &self.overrides.ignore {
            settings.ignore = ignore.clone();
            settings.origins.insert("ignore", "--ignore".to_string());
        }
        if self.overrides.hints {
            settings.hints = true;
            settings.origins.insert("hints", "--hints".to_string());
        }
        let mut known = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let read = |folders: &Vec<PathBuf>| Arc::new(own::read(folders));
        let own = known.entry(folders).or_insert_with_key(read).clone();
        Resolved { excludes: settings.excludes(), settings, own, neighbours: Arc::default() }
    }
}

/// The folder of a path; `.` for a bare name.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => path,
    }
}
