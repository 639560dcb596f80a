//! Start-up and settings: `initialize`, `initialized`, `workspace/didChange*`.
//!
//! Owns which settings hold for a folder: its configuration file, then the options of
//! `initialize`, then the client's configuration. A mistake in any of them is shown once and
//! costs only itself. Must not know what a setting means (that is `config`).

use super::capabilities::{self, Traits};
use super::world::{World, file_path};
use super::{Shared, logging, note, own_notes, own_patterns, parent, publish, work};
use crate::catalog::Catalog;
use crate::config::{CONFIG_FILE_NAMES, Excludes, Neighbours, PEER_FILES, Settings, SteppedBack};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tower_lsp::ls_types::*;

/// The settings that hold for a folder, ready to use.
pub struct InForce {
    /// What was set.
    pub settings: Settings,
    /// What is known, the user's own topics included.
    pub catalog: Arc<Catalog>,
    excludes: Excludes,
    neighbours: Neighbours,
    /// Worked out once, not at each keystroke.
    files: Mutex<FxHashMap<Option<PathBuf>, Arc<OfFile>>>,
}

/// What settings say of one file.
pub struct OfFile {
    /// Whether it is not to be checked.
    pub is_excluded: bool,
    /// The patterns of which another linter speaks there.
    pub stepped_back: SteppedBack,
}

impl InForce {
    /// Whether a file is not to be checked.
    pub fn excludes(&self, path: &Path) -> bool {
        self.excludes.matches(path)
    }

    /// What they say of a file, or of a text that is none.
    pub fn of_file(&self, path: Option<&Path>) -> Arc<OfFile> {
        let mut known = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let work_out = || {
            let stepped_back = self.neighbours.stepped_back(path, &self.catalog);
            Arc::new(OfFile { is_excluded: path.is_some_and(|path| self.excludes(path)), stepped_back })
        };
        known.entry(path.map(Path::to_owned)).or_insert_with(work_out).clone()
    }

    /// Settings with the catalogue that they lead to, and the other linters of the folder.
    pub fn new(settings: Settings, catalog: Arc<Catalog>, neighbours: Neighbours) -> Self {
        InForce { excludes: settings.excludes(), settings, catalog, neighbours, files: Mutex::default() }
    }
}

/// The client's section of settings.
const SECTION: &str = "pygloss";

/// `initialize`: remembers the client; nothing that takes time, and nothing that can fail.
pub fn initialize(shared: &Arc<Shared>, params: InitializeParams) -> InitializeResult {
    let traits = Traits::of(&params.capabilities);
    let result = capabilities::answer(&traits);
    parent::watch(params.process_id);
    let options = params.initialization_options.clone().unwrap_or_default();
    let mut world = shared.world();
    world.traits = Arc::new(traits);
    world.folders = roots(params);
    drop(world);
    let settings = own_section(shared, options);
    shared.world().set_initial_settings(settings);
    result
}

/// `initialized`: everything that needs the client's answer or takes time, spawned.
pub fn initialized(shared: &Arc<Shared>) {
    let traits = shared.world().traits.clone();
    register(shared, &traits);
    if traits.configuration {
        let turn = shared.world().next_turn();
        tokio::spawn(pull(shared.clone(), turn));
    }
    own_notes::reload(shared);
    let shared = shared.clone();
    // Mistakes in the settings are told before a document is opened, and the catalogue is loaded
    // before it is needed.
    tokio::spawn(work::on_thread(move || {
        settings_for(&shared, None);
    }));
}

/// `workspace/didChangeConfiguration`. Without settings in it the client wants to be asked.
pub fn did_change(shared: &Arc<Shared>, settings: Value) {
    let turn = shared.world().next_turn();
    if !settings.is_null() {
        take(shared, settings);
    } else if shared.world().traits.configuration {
        tokio::spawn(pull(shared.clone(), turn));
    }
}

/// `workspace/didChangeWatchedFiles`: some configuration file is new, changed or gone.
pub fn forget(shared: &Arc<Shared>) {
    shared.world().forget_settings();
    refresh(shared);
}

/// `workspace/didChangeWorkspaceFolders`.
pub fn folders(shared: &Arc<Shared>, event: &WorkspaceFoldersChangeEvent) {
    let mut world = shared.world();
    let removed: Vec<_> = event.removed.iter().filter_map(|one| file_path(&one.uri)).collect();
    world.folders.retain(|folder| !removed.contains(folder));
    world.folders.extend(event.added.iter().filter_map(|one| file_path(&one.uri)));
    world.forget_settings();
    drop(world);
    refresh(shared);
}

/// The folder whose settings hold for the files of `folder`, and for documents without a file.
pub fn folder_of(world: &World, folder: Option<&Path>) -> PathBuf {
    folder.map(Path::to_owned).or_else(|| world.folders.first().cloned()).unwrap_or_default()
}

/// The settings for documents in `folder` and the number under which they hold. Reads files:
/// for blocking threads only.
pub fn settings_for(shared: &Shared, folder: Option<&Path>) -> (Arc<InForce>, u64) {
    let world = shared.world();
    let generation = world.generation();
    let folder = folder_of(&world, folder);
    if let Some(settings) = world.settings(&folder) {
        return (settings, generation);
    }
    drop(world);
    // Who needs them at the same time waits for the one who reads them.
    let _reading = shared.reading_settings.lock().unwrap_or_else(PoisonError::into_inner);
    let world = shared.world();
    let generation = world.generation();
    if let Some(settings) = world.settings(&folder) {
        return (settings, generation);
    }
    let client = world.client_settings();
    let before = world.good_settings(&folder);
    let root = world.folders.iter().find(|root| folder.starts_with(root)).cloned();
    drop(world);

    let catalog: &Catalog = Catalog::builtin();
    let mut problems = Vec::new();
    let discovered = if folder.as_os_str().is_empty() {
        Ok(Settings::default())
    } else {
        Settings::discover(&folder, catalog).map(|discovered| discovered.settings)
    };
    let good = discovered.is_ok();
    let settings = match discovered {
        Ok(settings) => {
            let merge = |settings: Settings, client: &Value| {
                if client.is_null() {
                    return settings;
                }
                settings.merge_client(client, catalog).unwrap_or_else(|error| {
                    problems.push(format!("pygloss: {error}"));
                    settings
                })
            };
            let mut settings = client.iter().fold(settings, merge);
            settings.root = settings.root.or(root);
            let catalog = own_patterns::catalog(shared, &folder, &settings, generation);
            let neighbours = match folder.as_os_str().is_empty() {
                true => Neighbours::default(),
                false => Neighbours::find(&folder, &settings.peers),
            };
            problems.extend(neighbours.problems.iter().map(|problem| format!("pygloss: {problem}")));
            Arc::new(InForce::new(settings, catalog, neighbours))
        }
        Err(error) => {
            problems.push(format!("pygloss: {error}"));
            let none =
                || Arc::new(InForce::new(Settings::default(), Catalog::builtin().clone(), Neighbours::default()));
            before.unwrap_or_else(none)
        }
    };

    let mut world = shared.world();
    if generation == world.generation() {
        for problem in world.news(&folder, problems) {
            tracing::warn!("{problem}");
            shared.outbox.message(MessageType::WARNING, problem);
        }
    }
    world.keep_settings(folder, generation, settings.clone(), good);
    (settings, generation)
}

/// Asks the client for its configuration. What it has said of that since then is newer.
async fn pull(shared: Arc<Shared>, turn: u64) {
    let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.into()) };
    match shared.client.configuration(vec![item]).await {
        Ok(_) if !shared.world().is_newest(turn) => {}
        Ok(values) => take(&shared, values.into_iter().next().unwrap_or_default()),
        Err(error) => tracing::warn!("the client does not tell its configuration: {error}"),
    }
}

/// Takes the client's configuration over.
fn take(shared: &Arc<Shared>, settings: Value) {
    let trusted = shared.world().is_trusted;
    let settings = own_section(shared, settings);
    let is_new = shared.world().set_client_settings(settings);
    if is_new || shared.world().is_trusted != trusted {
        // What is allowed in a workspace depends on the trust in it.
        shared.world().forget_settings();
        refresh(shared);
    }
}

/// The part of a client's settings that is ours, with the log's level and the trust in the
/// workspace taken out of it and applied: they belong to the server, not to `config`.
fn own_section(shared: &Shared, mut settings: Value) -> Value {
    for wrapper in ["settings", SECTION] {
        if let Some(inner) = settings.get_mut(wrapper) {
            settings = inner.take();
        }
    }
    if let Some(level) = settings.as_object_mut().and_then(|all| all.remove("logLevel"))
        && !level.as_str().is_some_and(logging::set_level)
    {
        let words = logging::LEVELS.map(|(word, _)| word).join(", ");
        let problem = format!("pygloss: logLevel is {level}, but must be one of {words}");
        shared.outbox.message(MessageType::WARNING, problem);
    }
    if let Some(trusted) = settings.as_object_mut().and_then(|all| all.remove("trusted")) {
        shared.world().is_trusted = trusted != Value::Bool(false);
    }
    settings
}

/// Brings what the client shows in line with changed settings.
fn refresh(shared: &Arc<Shared>) {
    own_notes::reload(shared);
    let world = shared.world();
    let traits = world.traits.clone();
    let documents = world.analysed_documents();
    let notebooks = world.notebooks();
    drop(world);
    notebooks.iter().for_each(|uri| publish::schedule(shared, uri));
    note::publish_open(shared);
    if !traits.pulls {
        documents.iter().for_each(|uri| publish::schedule(shared, uri));
    } else if traits.diagnostic_refresh {
        let client = shared.client.clone();
        tokio::spawn(async move {
            if let Err(error) = client.workspace_diagnostic_refresh().await {
                tracing::warn!("the client does not refresh diagnostics: {error}");
            }
        });
    }
}

/// Asks to be told of changed settings and configuration files.
fn register(shared: &Arc<Shared>, traits: &Traits) {
    let mut registrations = Vec::new();
    if traits.register_configuration {
        registrations.push(Registration {
            id: "pygloss-configuration".into(),
            method: "workspace/didChangeConfiguration".into(),
            register_options: Some(json!({ "section": SECTION })),
        });
    }
    if traits.register_watchers {
        let names = CONFIG_FILE_NAMES.iter().chain(&PEER_FILES);
        let mut globs: Vec<String> = names.map(|name| format!("**/{name}")).collect();
        globs.push(format!("**/{}/**", crate::topics::own::FOLDER));
        let watchers: Vec<Value> = globs.iter().map(|glob| json!({ "globPattern": glob })).collect();
        registrations.push(Registration {
            id: "pygloss-files".into(),
            method: "workspace/didChangeWatchedFiles".into(),
            register_options: Some(json!({ "watchers": watchers })),
        });
    }
    if registrations.is_empty() {
        return;
    }
    let client = shared.client.clone();
    tokio::spawn(async move {
        if let Err(error) = client.register_capability(registrations).await {
            tracing::warn!("the client does not watch settings for us: {error}");
        }
    });
}

/// The workspace's roots, from whichever of the three members the client fills.
#[expect(deprecated, reason = "older clients send only the older members")]
fn roots(params: InitializeParams) -> Vec<PathBuf> {
    match (params.workspace_folders, params.root_uri, params.root_path) {
        (Some(folders), ..) => folders.iter().filter_map(|one| file_path(&one.uri)).collect(),
        (None, Some(uri), _) => file_path(&uri).into_iter().collect(),
        (None, None, path) => path.map(PathBuf::from).into_iter().collect(),
    }
}
