//! One file: read, check, fix, and never let it stop the others.

use super::super::files::Input;
use super::super::fix;
use super::super::format::Problem;
use super::super::resolver::Resolved;
use super::super::source::Source;
use crate::catalog::{Catalog, Severity};
use crate::check::Analysis;
use crate::check::cost::Costs;
use crate::config::{Settings, SteppedBack};
use crate::document::Snapshot;
use crate::language::Language;
use crate::report;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

/// What to do with fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Look,
    Fix,
    Diff,
}

/// What is the same for every file.
pub(super) struct Task {
    pub mode: Mode,
    pub unsafe_fixes: bool,
    /// Where the cost is added up, when somebody wants to know.
    pub costs: Option<Arc<Costs>>,
    /// The catalogue whose clauses the costs are counted by.
    pub counted: Arc<Catalog>,
}

/// What became of one file.
#[derive(Default)]
pub(super) struct Checked {
    /// The path as it was given.
    pub path: String,
    /// What their topics are topics of; the built-in one when nothing was analysed.
    pub catalog: Option<Arc<Catalog>>,
    /// The text that `problems` speak of; `None` when the file could not be read.
    pub snapshot: Option<Snapshot>,
    pub problems: Vec<Problem>,
    /// The pattern and the title of each fix that was applied, or would be.
    pub fixed: Vec<(String, String)>,
    pub diff: Option<String>,
    /// The fixed text of stdin.
    pub to_stdout: Option<Vec<u8>>,
    /// What went wrong, in words.
    pub failures: Vec<String>,
}

impl Task {
    pub fn check_file(&self, input: &Input, resolved: &Resolved) -> Checked {
        let failed = |why: String| Checked { path: input.shown.clone(), failures: vec![why], ..Checked::default() };
        // The size is asked first: a file over the limit is not even read.
        match std::fs::metadata(&input.path) {
            Ok(metadata) => {
                if let Some(message) = report::too_large(metadata.len(), &resolved.settings) {
                    return too_large(&input.shown, message);
                }
            }
            Err(error) => return failed(format!("cannot be read: {error}")),
        }
        match crate::bounded::read(&input.path, resolved.settings.max_file_size) {
            Ok(bytes) => self.check_bytes(&input.shown, Some(&input.path), &bytes, resolved),
            Err(error) => failed(format!("cannot be read: {error}")),
        }
    }

    /// Checks a text. `path` is where fixes are written; without one they go to stdout.
    pub fn check_bytes(&self, shown: &str, path: Option<&Path>, bytes: &[u8], resolved: &Resolved) -> Checked {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let mut checked = match report::too_large(size, &resolved.settings) {
            Some(message) => too_large(shown, message),
            None => {
                let run = AssertUnwindSafe(|| self.check_text(shown, path, bytes, resolved));
                catch_unwind(run).unwrap_or_else(|_| Checked {
                    failures: vec![format!(
                        "internal error{}; please report it. The other files were checked",
                        LAST_PANIC.take().unwrap_or_default()
                    )],
                    ..Checked::default()
                })
            }
        };
        checked.path = shown.to_string();
        if self.mode == Mode::Fix && path.is_none() && checked.to_stdout.is_none() {
            // Who reads our stdout into an editor must get the text back, whatever happened.
            checked.to_stdout = Some(bytes.to_vec());
        }
        checked
    }

    fn check_text(&self, shown: &str, path: Option<&Path>, bytes: &[u8], resolved: &Resolved) -> Checked {
        let (settings, catalog) = (&resolved.settings, &resolved.own.catalog);
        let stepped_back = resolved.neighbours.stepped_back(Some(path.unwrap_or(Path::new(shown))), catalog);
        let mut checked = Checked::default();
        let source = match Source::decode(bytes) {
            Ok(source) => source,
            Err(why) => {
                checked.failures.push(why);
                return checked;
            }
        };
        let language = Language::of_path(Path::new(shown)).unwrap_or_default();
        let mut text = source.text.clone();
        if self.mode != Mode::Look {
            match fix::fix(language, &text, (settings, &stepped_back), catalog, self.unsafe_fixes) {
                Ok(fixed) if fixed.text != text => {
                    let kept = match (self.mode, path) {
                        (Mode::Diff, _) => {
                            checked.diff = Some(diff(shown, &text, &fixed.text));
                            Ok(())
                        }
                        (_, Some(path)) => fix::write(path, &source, bytes, &fixed.text),
                        (_, None) => source.encode(&fixed.text).map(|bytes| checked.to_stdout = Some(bytes)),
                    };
                    match kept {
                        Ok(()) => {
                            text = fixed.text;
                            checked.fixed = fixed.applied;
                        }
                        Err(why) => checked.failures.push(why),
                    }
                }
                Ok(_) => {}
                Err(why) => checked.failures.push(why),
            }
        }
        let snapshot = Snapshot::of(language, &text, 0);
        if self.mode != Mode::Diff {
            let mut analysis = Analysis::new(catalog);
            if let Some(costs) = self.costs.as_ref().filter(|_| Arc::ptr_eq(catalog, &self.counted)) {
                analysis = analysis.measured(costs.clone());
            }
            checked.problems = problems(analysis, &snapshot, settings, &stepped_back);
        }
        checked.catalog = Some(catalog.clone());
        checked.snapshot = Some(snapshot);
        checked
    }
}

/// The findings of a text, with their fixes.
fn problems(
    mut analysis: Analysis,
    snapshot: &Snapshot,
    settings: &Settings,
    stepped_back: &SteppedBack,
) -> Vec<Problem> {
    analysis.update(snapshot);
    let catalog = analysis.catalog();
    let visible = report::visible(&analysis, settings, stepped_back);
    let fixes = analysis.fixes_of(&visible);
    visible
        .into_iter()
        .zip(fixes)
        .map(|(finding, fixes)| {
            let pattern = &catalog.patterns()[finding.pattern];
            Problem {
                code: pattern.id.to_string(),
                topic: catalog.topics().get(pattern.topic).map(|topic| topic.id.clone()),
                severity: finding.severity,
                message: finding.message,
                range: finding.range,
                related: finding.related,
                equivalents: pattern.equivalents.clone(),
                fixes,
            }
        })
        .collect()
}

/// What is said of a file that is too long to check.
fn too_large(shown: &str, message: String) -> Checked {
    let problem = Problem {
        code: report::TOO_LARGE_CODE.to_string(),
        topic: None,
        severity: Severity::Information,
        message,
        range: 0..0,
        related: Vec::new(),
        equivalents: Vec::new(),
        fixes: Vec::new(),
    };
    Checked {
        path: shown.to_string(),
        snapshot: Some(Snapshot::new("", 0)),
        problems: vec![problem],
        ..Checked::default()
    }
}

/// A unified diff that `patch` and `git apply` take.
fn diff(name: &str, old: &str, new: &str) -> String {
    let changes = similar::TextDiff::from_lines(old, new);
    let name = super::super::terminal::on_one_line(name);
    changes.unified_diff().context_radius(3).header(&name, &name).to_string()
}

thread_local! {
    /// Where this thread panicked last, for the message.
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

type Hook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + Send>;

/// While this lives, a panic prints nothing by itself: its place is told with the file's name.
pub(super) struct QuietPanics {
    before: Option<Hook>,
}

impl QuietPanics {
    pub fn begin() -> Self {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
            LAST_PANIC.set(Some(place));
        }));
        QuietPanics { before: Some(before) }
    }
}

impl Drop for QuietPanics {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            std::panic::set_hook(before);
        }
    }
}
