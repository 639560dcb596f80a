//! Whether a call fills the parameters of a function, and which argument is missing.
//!
//! `initialize_locals` in CPython's Python/ceval.c, with what the text shows: a `*` or `**` in the
//! call may bring anything.

use crate::semantics::scope::{Arguments, Function, Parameter, ParameterKind};
use crate::semantics::value::Name;

/// What a function takes behind the argument that it gets by itself.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    params: &'a [Parameter],
    positional_only: usize,
}

/// Whether a call fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It does.
    Fits,
    /// It depends on what `*` or `**` bring.
    Unknown,
    /// These required parameters get nothing.
    Missing(Vec<Name>),
    /// More positional arguments than there are parameters for.
    TooMany {
        /// How many are taken, without the one that is filled by itself.
        takes: usize,
        /// How many are given.
        given: usize,
    },
    /// A keyword that no parameter takes.
    Unexpected(Name),
    /// A parameter that gets two values.
    Twice(Name),
}

impl<'a> Signature<'a> {
    /// The parameters of a function, the first of which is filled by itself when `bound`: the
    /// instance or class of a method that is reached through one.
    pub fn of(function: &'a Function, bound: bool) -> Self {
        let is_first = |param: &Parameter| param.kind == ParameterKind::Positional;
        let skipped = usize::from(bound && function.params.first().is_some_and(is_first));
        Signature {
            params: &function.params[skipped..],
            positional_only: (function.positional_only as usize).saturating_sub(skipped),
        }
    }

    /// No parameters at all, as of `object.__init__`.
    pub fn empty() -> Self {
        Signature { params: &[], positional_only: 0 }
    }

    /// All parameters.
    pub fn params(&self) -> &'a [Parameter] {
        self.params
    }

    /// The parameters that take a positional argument.
    pub fn positional(&self) -> impl Iterator<Item = &'a Parameter> {
        self.params.iter().filter(|param| param.kind == ParameterKind::Positional)
    }

    /// The parameters without a default.
    pub fn required(&self) -> impl Iterator<Item = &'a Parameter> {
        self.params.iter().filter(|param| {
            matches!(param.kind, ParameterKind::Positional | ParameterKind::KeywordOnly) && param.default.is_none()
        })
    }

    /// Whether it has `*args`.
    pub fn takes_any_positional(&self) -> bool {
        self.params.iter().any(|param| param.kind == ParameterKind::VarPositional)
    }

    /// Whether it has `**kwargs`.
    pub fn takes_any_keyword(&self) -> bool {
        self.params.iter().any(|param| param.kind == ParameterKind::VarKeyword)
    }
}

/// Whether the arguments fill the parameters. `leading` positional arguments are left out: 1 for
/// the `self` of `Base.m(self, …)` against a bound signature.
pub fn fits(signature: Signature, arguments: &Arguments, leading: usize) -> Fit {
    let given = arguments.positional.len().saturating_sub(leading);
    let positional: Vec<&Parameter> = signature.positional().collect();
    if given > positional.len() && !signature.takes_any_positional() {
        return Fit::TooMany { takes: positional.len(), given };
    }
    for keyword in &arguments.keywords {
        let takes = |param: &&Parameter| {
            param.name == *keyword && matches!(param.kind, ParameterKind::Positional | ParameterKind::KeywordOnly)
        };
        let position = positional.iter().position(takes);
        if position.is_some_and(|position| position >= signature.positional_only && position < given) {
            return Fit::Twice(keyword.clone());
        }
        let by_name = position.is_some_and(|position| position >= signature.positional_only)
            || signature.params.iter().any(|param| param.kind == ParameterKind::KeywordOnly && takes(&param));
        if !by_name && !signature.takes_any_keyword() {
            return Fit::Unexpected(keyword.clone());
        }
    }
    let is_filled = |index: usize, param: &Parameter| {
        index < given || (index >= signature.positional_only && arguments.keywords.contains(&param.name))
    };
    let mut missing = Vec::new();
    for (index, param) in positional.iter().enumerate() {
        if param.default.is_none() && !is_filled(index, param) {
            if arguments.star || (arguments.double_star && index >= signature.positional_only) {
                return Fit::Unknown;
            }
            missing.push(param.name.clone());
        }
    }
    for param in signature.params.iter().filter(|param| param.kind == ParameterKind::KeywordOnly) {
        if param.default.is_none() && !arguments.keywords.contains(&param.name) {
            if arguments.double_star {
                return Fit::Unknown;
            }
            missing.push(param.name.clone());
        }
    }
    if !missing.is_empty() {
        return Fit::Missing(missing);
    }
    if arguments.star || arguments.double_star { Fit::Unknown } else { Fit::Fits }
}
