//! The language server as an editor meets it: the real binary over stdio.

mod support;

#[path = "stdio/actions.rs"]
mod actions;
#[path = "stdio/bad_input.rs"]
mod bad_input;
#[path = "stdio/clocks.rs"]
mod clocks;
#[path = "stdio/diagnostics.rs"]
mod diagnostics;
#[path = "stdio/faults.rs"]
mod faults;
#[path = "stdio/lifecycle.rs"]
mod lifecycle;
#[path = "stdio/neighbours.rs"]
mod neighbours;
#[path = "stdio/note_files.rs"]
mod note_files;
#[path = "stdio/notebooks.rs"]
mod notebooks;
#[path = "stdio/own_notes.rs"]
mod own_notes;
#[path = "stdio/own_patterns.rs"]
mod own_patterns;
#[path = "stdio/packaging.rs"]
mod packaging;
#[path = "stdio/protocol.rs"]
mod protocol;
#[path = "stdio/settings.rs"]
mod settings;
#[path = "stdio/sync.rs"]
mod sync;
