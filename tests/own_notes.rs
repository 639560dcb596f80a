//! A person's own notes, through the real program: list, check, hover, explain and run.

#[path = "own_notes/check.rs"]
mod check;
#[allow(dead_code, reason = "shared with the tests of the command line")]
#[path = "cli/project.rs"]
mod project;
#[path = "own_notes/run.rs"]
mod run;

/// Notes as rough as people write them.
const ROUGH: &str = include_str!("own_notes/rough.md");
