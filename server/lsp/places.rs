//! Where in the workspace each topic occurs: files read in the background, each once until it
//! changes.
//!
//! Owns the walk and what is kept of each file. Must not know who asks.

use super::mark::Mark;
use super::{Shared, configuration, note, progress, work};
use crate::bounded;
use crate::check::Analysis;
use crate::document::Snapshot;
use crate::language::Language;
use crate::position::{Span, span_of};
use crate::report;
use ignore::{DirEntry, WalkBuilder};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// More files than this are left out.
const MOST_FILES: usize = 5000;

/// So long a count is taken for fresh.
const FRESH: Duration = Duration::from_secs(5);

/// A topic and where it occurs.
type Found = (SmolStr, Span);

/// What is known of the workspace.
#[derive(Default)]
pub struct Places {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    files: BTreeMap<PathBuf, (Mark, Vec<Found>)>,
    /// When all files were looked at last.
    counted: Option<Instant>,
    is_counting: bool,
}

impl Places {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often a topic occurs; `None` until that was counted.
    pub fn count(&self, topic: &str) -> Option<usize> {
        let state = self.lock();
        state.counted?;
        Some(state.files.values().flat_map(|(_, found)| found).filter(|(one, _)| one == topic).count())
    }

    /// Where a topic occurs, by file and place, as far as that is known.
    pub fn of(&self, topic: &str) -> Vec<(PathBuf, Span)> {
        let state = self.lock();
        let all = state.files.iter().flat_map(|(path, (_, found))| found.iter().map(move |one| (path, one)));
        all.filter(|(_, (one, _))| one == topic).map(|(path, (_, span))| (path.clone(), *span)).collect()
    }
}

/// Has the places counted in the background, unless that was done a moment ago; lenses are asked
/// for again when the numbers have changed.
pub fn count(shared: &Arc<Shared>) {
    let mut state = shared.places.lock();
    if state.is_counting || state.counted.is_some_and(|at| at.elapsed() < FRESH) {
        return;
    }
    state.is_counting = true;
    drop(state);
    let shared = shared.clone();
    tokio::spawn(async move {
        let worker = shared.clone();
        let work = work::on_thread(move || count_all(&worker));
        let changed = progress::shown(&shared, "Counting places", work).await;
        shared.places.lock().is_counting = false;
        if changed.unwrap_or(false) {
            note::refresh(&shared);
        }
    });
}

/// Brings the counts to what the disk has; `true` when any changed.
pub fn count_all(shared: &Shared) -> bool {
    let (folders, encoding) = {
        let world = shared.world();
        (world.folders.clone(), world.traits.encoding)
    };
    let mut present = BTreeMap::new();
    for folder in folders {
        if bounded::endless_rules_above(&folder).is_some() {
            continue;
        }
        let is_safe = |entry: &DirEntry| entry.depth() == 0 || bounded::endless_rules(entry.path()).is_none();
        let walker = WalkBuilder::new(&folder).require_git(false).filter_entry(is_safe).build().flatten();
        let files = walker.filter(|entry| {
            entry.file_type().is_some_and(|kind| kind.is_file()) && Language::of_path(entry.path()).is_some()
        });
        for entry in files.take(MOST_FILES) {
            if let Ok(data) = entry.metadata() {
                present.insert(entry.into_path(), Mark::of(&data));
            }
        }
    }
    let mut changed = false;
    {
        let mut state = shared.places.lock();
        let before = state.files.len();
        state.files.retain(|path, (mark, _)| present.get(path) == Some(mark));
        changed |= state.files.len() != before;
    }
    for (path, mark) in present {
        let is_known = shared.places.lock().files.contains_key(&path);
        if !is_known {
            let found = places(shared, &path, encoding);
            changed |= !found.is_empty();
            shared.places.lock().files.insert(path, (mark, found));
        }
    }
    let mut state = shared.places.lock();
    changed | state.counted.replace(Instant::now()).is_none()
}

/// What the patterns find in a file, by topic; patterns that answer nearly everywhere do not count.
fn places(shared: &Shared, path: &Path, encoding: crate::position::Encoding) -> Vec<Found> {
    let (settings, _) = configuration::settings_for(shared, path.parent());
    let is_large = |bytes: u64| report::too_large(bytes, &settings.settings).is_some();
    if settings.excludes(path) || !std::fs::metadata(path).is_ok_and(|data| !is_large(data.len())) {
        return Vec::new();
    }
    let Ok(text) = bounded::read_regular(path, settings.settings.max_file_size) else { return Vec::new() };
    let catalog = &settings.catalog;
    let text = text.trim_start_matches('\u{feff}');
    let snapshot = Snapshot::of(Language::of_path(path).unwrap_or_default(), text, 0);
    let mut analysis = Analysis::new(catalog);
    analysis.update(&snapshot);
    let glosses = analysis.glosses().into_iter().map(|gloss| (gloss.pattern, gloss.range));
    let findings = analysis.findings().into_iter().map(|finding| (finding.pattern, finding.range));
    let all = glosses.chain(findings).filter(|(pattern, _)| !catalog.patterns()[*pattern].general);
    let mut places: Vec<(usize, std::ops::Range<usize>)> =
        all.map(|(pattern, range)| (catalog.patterns()[pattern].topic, range)).collect();
    places.sort_by_key(|(topic, range)| (*topic, range.start, std::cmp::Reverse(range.end)));
    // One construct is one place, however many patterns speak of it.
    places.dedup_by(|inner, outer| inner.0 == outer.0 && inner.1.start < outer.1.end);
    let id = |topic: usize| SmolStr::new(&catalog.topics()[topic].id);
    places.into_iter().map(|(topic, range)| (id(topic), span_of(snapshot.text(), &range, encoding))).collect()
}
