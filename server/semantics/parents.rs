//! Calls that go from a method to another class's method, as plain data of a statement's table.
//!
//! Must not know syntax trees, nor which class a call reaches.

use super::region::RegionId;
use super::scope::ScopeId;
use super::value::Name;
use std::ops::Range;

/// A call, or a look, that goes from a method to another class's method of the same instance:
/// `super().m(…)`, `super(B, self).m`, `Base.m(self, …)` inside `m`.
#[derive(Debug)]
pub struct ParentCall {
    /// The scope in which the text stands.
    pub scope: ScopeId,
    /// The way to the other class.
    pub through: Through,
    /// `super(…)`, or the class before the dot.
    pub range: Range<u32>,
    /// The attribute's name; empty where the value of `super()` goes elsewhere.
    pub method: Name,
    /// The whole expression: with the attribute, and with the arguments when it is called.
    pub whole: Range<u32>,
    /// What is given, when the attribute is called.
    pub arguments: Option<Arguments>,
    /// Where it stands in the flow of control.
    pub region: RegionId,
}

/// How a [`ParentCall`] names the other class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Through {
    /// `super(…)`: the dotted texts of its arguments, empty text for one that is no path.
    Super(Vec<Name>),
    /// `Base.m(self, …)`: the class's dotted text.
    Class(Name),
}

/// The arguments of a call, as far as they decide which parameters are filled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Arguments {
    /// Positional arguments before any `*`: dotted texts, empty text for one that is no path.
    pub positional: Vec<Name>,
    /// The keywords.
    pub keywords: Vec<Name>,
    /// Whether there is a `*args`.
    pub star: bool,
    /// Whether there is a `**kwargs`.
    pub double_star: bool,
}
