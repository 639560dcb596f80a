//! `pygloss patterns test`: the user's own topics held to their cases.

use super::super::resolver::Resolved;
use super::super::{CLEAN, FOUND, Failure, Outcome, plural, say, stdout};
use crate::cases::{Says, case_file, mistakes, read};
use crate::language::Language;
use crate::topics::own::{self, Mistake, Own};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads the topics of the folders, checks their cases, and prints what does not hold. A folder
/// may be a topic itself. Ends with 1 when a case does not hold, with 2 when a file cannot be used.
pub(super) fn run(folders: &[PathBuf], resolved: &Resolved) -> Outcome {
    let own = if folders.is_empty() { resolved.own.clone() } else { given(folders)? };
    if own.topics.is_empty() && own.mistakes.is_empty() {
        return Err(Failure::Message(
            "there are no topics here: a topic is a folder with python.scm and note.md".into(),
        ));
    }
    let mut out = stdout();
    for mistake in &own.mistakes {
        writeln!(out, "{mistake}")?;
    }
    let mut wrong = 0;
    let mut blocks = 0;
    for (id, folder) in &own.topics {
        let topic = own.catalog.topics().iter().position(|topic| topic.id == *id);
        for language in Language::ALL {
            let file = folder.join(case_file(language));
            if !file.is_file() || topic.is_none() {
                continue;
            }
            let source = std::fs::read_to_string(&file).map_err(|error| failure(&file, &error.to_string()))?;
            let (cases, unread) = read(&source, language);
            let mut found = unread;
            for block in &cases {
                found.extend(unknown_ids(block, &own));
                found.extend(mistakes(block, &own.catalog, topic));
            }
            found.sort();
            blocks += cases.len();
            wrong += found.len();
            for (line, message) in found {
                writeln!(out, "{}", Mistake { path: file.clone(), line, message })?;
            }
        }
    }
    for id in own.catalog.newly_given_up() {
        wrong += 1;
        writeln!(out, "{id}: took too long at some place, and was left out from there on")?;
    }
    out.flush()?;
    let (topics, blocks) = (plural(own.topics.len(), "topic", "topics"), plural(blocks, "block", "blocks"));
    say(&format!("{topics}, {blocks} of cases, {} in them.", plural(wrong, "mistake", "mistakes")));
    match (own.mistakes.is_empty(), wrong) {
        (false, _) => Err(Failure::Message("some topics cannot be used as they are".into())),
        (true, 0) => Ok(CLEAN),
        (true, _) => Ok(FOUND),
    }
}

/// The topics in some folders; one that is a topic itself is read with its neighbours.
fn given(folders: &[PathBuf]) -> Result<Arc<Own>, Failure> {
    let mut read = Vec::new();
    for folder in folders {
        if !folder.is_dir() {
            return Err(failure(folder, "is no folder"));
        }
        let is_topic = Language::ALL.iter().any(|language| folder.join(language.query_file()).is_file());
        let folder = folder.canonicalize().map_err(|error| failure(folder, &error.to_string()))?;
        let folder = if is_topic { folder.parent().map(Path::to_path_buf).unwrap_or(folder) } else { folder };
        if !read.contains(&folder) {
            read.push(folder);
        }
    }
    Ok(Arc::new(own::read(&read)))
}

fn failure(path: &Path, why: &str) -> Failure {
    Failure::Message(format!("{}: {why}", path.display()))
}

/// Markers that name no pattern.
fn unknown_ids(block: &crate::cases::Block, own: &Own) -> Vec<(usize, String)> {
    let marked = block.markers.iter().map(|marker| match &marker.says {
        Says::Finding { id, .. } | Says::Gloss { id, .. } | Says::NoGloss { id } => (marker.line, id),
    });
    let named = block.look_alikes.iter().map(|(line, id)| (*line, id));
    let unknown = marked.chain(named).filter(|(_, id)| own.catalog.pattern(id).is_none());
    unknown.map(|(line, id)| (line, format!("there is no pattern `{id}`"))).collect()
}
