//! The settings of each folder, found once, with the command line's on top.

use crate::catalog::Catalog;
use crate::config::{ConfigError, Excludes, Settings};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The settings of a folder, ready to use.
pub(super) struct Resolved {
    pub settings: Settings,
    pub excludes: Excludes,
}

/// What the command line says about settings.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct ConfigArgs {
    /// Take the settings from this file
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Take no settings from any file
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
    catalog: &'static Catalog,
    overrides: Overrides,
    /// The settings for every folder, when no folder is to be searched.
    given: Option<Arc<Resolved>>,
    cache: Mutex<HashMap<PathBuf, Cached>>,
}

impl Resolver {
    pub fn new(catalog: &'static Catalog, config: &ConfigArgs, overrides: Overrides) -> Result<Self, ConfigError> {
        for (ids, origin) in [(&overrides.select, "--select"), (&overrides.ignore, "--ignore")] {
            Settings::check_ids(ids.as_deref().unwrap_or_default(), origin, catalog)?;
        }
        let mut resolver = Resolver { catalog, overrides, given: None, cache: Mutex::new(HashMap::new()) };
        let given = match &config.config {
            Some(file) => Some(Settings::load(file, catalog)?),
            None => config.isolated.then(Settings::default),
        };
        resolver.given = given.map(|settings| resolver.finish(settings));
        Ok(resolver)
    }

    /// The settings for the files of a folder.
    pub fn folder(&self, folder: &Path) -> Cached {
        if let Some(given) = &self.given {
            return Ok(given.clone());
        }
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = cache.get(&folder) {
            return known.clone();
        }
        let found = Settings::discover(&folder, self.catalog).map(|discovered| self.finish(discovered.settings));
        cache.insert(folder, found.clone());
        found
    }

    /// The settings for a file: those of its folder.
    pub fn file(&self, file: &Path) -> Cached {
        self.folder(parent(file))
    }

    fn finish(&self, mut settings: Settings) -> Arc<Resolved> {
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
        Arc::new(Resolved { excludes: settings.excludes(), settings })
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
