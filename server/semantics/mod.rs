//! What Python means by a text: scopes, bindings, uses, literal kinds, order of events.
//!
//! Owns plain data in byte ranges relative to a top-level statement. Each statement has a symbol
//! table of its own ([`Unit`]); [`Module`] joins them. Must not know patterns, findings or LSP.

mod changes;
pub mod classes;
pub mod classify;
mod collect;
mod compound;
mod define;
pub mod events;
mod inherit;
pub mod kinds;
pub mod module;
mod parents;
mod passes;
pub mod reads;
pub mod region;
pub mod scope;
pub mod source;
pub mod syntax;
mod targets;
pub mod value;
mod work;

pub use classes::{Ancestor, ClassId, Classes, Mro};
pub use collect::collect;
pub use inherit::arguments_of;
pub use module::{Module, Place, UnitId, View};
pub use reads::{Reads, Unbound};
pub use region::Regions;
pub use scope::{Binding, BindingKind, ScopeId, ScopeKind, Unit, Use, UseKind};
pub use source::Source;
pub use value::{Kind, Name, Path, Step, Value};
pub use work::{Effect, Work, path_from};
