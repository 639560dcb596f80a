//! Where topics come from: those that are compiled in, and the user's.
//!
//! Owns the one built-in catalogue and how it is extended by folders of topics. Must not know how a
//! topic is read, nor settings.

mod builtin;
pub mod own;
