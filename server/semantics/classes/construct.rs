//! What happens when a class is called: which `__init__` methods run, by which calls, and where an
//! argument is missing.
//!
//! Follows `super().__init__(…)` through the order of the instance's class and `Base.__init__(self)`
//! to the class it names. Only calls that every run reaches are followed, so all that is said here
//! happens; what else may happen is not known. Must not know patterns or findings.

use super::{Ancestor, ClassId, Classes, Fit, MemberKind, Provider, Signature, SuperClass, fits};
use crate::semantics::scope::{ParameterKind, ParentCall, Through};

/// Deeper chains and longer runs are not followed.
const MOST_RUNS: usize = 64;

/// One call on the way to an `__init__`.
#[derive(Clone, Copy, Debug)]
pub struct Hop<'v> {
    /// The class in whose `__init__` the call stands.
    pub class: ClassId,
    /// The call.
    pub call: &'v ParentCall,
}

impl Hop<'_> {
    /// Whether the call names the class: `Base.__init__(self)`.
    pub fn is_explicit(&self) -> bool {
        matches!(self.call.through, Through::Class(_))
    }

    fn is(&self, other: &Hop) -> bool {
        self.class == other.class && self.call.range == other.call.range
    }
}

/// An `__init__` that runs.
#[derive(Clone, Debug)]
pub struct Run<'v> {
    /// The class whose method it is.
    pub class: ClassId,
    /// The calls that lead there, outermost first.
    pub way: Vec<Hop<'v>>,
}

/// A call that Python refuses.
#[derive(Clone, Debug)]
pub struct Refused<'v> {
    /// The calls that lead there; the last one is refused.
    pub way: Vec<Hop<'v>>,
    /// The class in whose `__init__` it lands.
    pub lands: ClassId,
    /// Why.
    pub fit: Fit,
}

/// What calling a class sets off.
#[derive(Clone, Debug, Default)]
pub struct Construction<'v> {
    /// The methods that run, in the order in which they are entered.
    pub runs: Vec<Run<'v>>,
    /// The call that ends it with a TypeError.
    pub refused: Option<Refused<'v>>,
    /// Whether that is all: no condition, and nothing unknown on the way.
    pub complete: bool,
}

impl<'v> Construction<'v> {
    /// The first `__init__` that runs a second time, with the two calls of one method at which the
    /// ways part.
    pub fn twice(&self) -> Option<(ClassId, Hop<'v>, Hop<'v>)> {
        self.runs.iter().enumerate().find_map(|(index, run)| {
            let before = self.runs[..index].iter().find(|before| before.class == run.class)?;
            let parted = before.way.iter().zip(&run.way).find(|(one, other)| !one.is(other))?;
            (parted.0.class == parted.1.class).then_some((run.class, *parted.0, *parted.1))
        })
    }
}

impl<'v> Classes<'v> {
    /// What calling a class sets off; `None` when its order, or who writes its `__init__`, is not
    /// known.
    pub fn construction(&self, leaf: ClassId) -> Option<Construction<'v>> {
        let order = self.mro(leaf);
        let generated = |ancestor: &Ancestor| match ancestor {
            Ancestor::Here(class) => self.header(*class).1.decorators.iter().any(|name| name.contains("dataclass")),
            Ancestor::Known(name) => matches!(*name, "typing.NamedTuple" | "enum.Enum" | "typing.TypedDict"),
            Ancestor::Unknown(_) => true,
        };
        if order.order()?.iter().any(generated) {
            return None;
        }
        let mut built = Construction { complete: true, ..Construction::default() };
        match self.provider(leaf, "__init__") {
            Provider::Here(class, _) => self.enter(leaf, class, &mut Vec::new(), &mut built),
            Provider::Known("object") => {}
            _ => built.complete = false,
        }
        Some(built)
    }

    fn enter(&self, leaf: ClassId, class: ClassId, way: &mut Vec<Hop<'v>>, built: &mut Construction<'v>) {
        let loops = way.len() > MOST_RUNS / 4 || built.runs.len() >= MOST_RUNS;
        let method = self.member(class, "__init__").filter(|member| member.kind == MemberKind::Method);
        let Some(scope) = method.and_then(|member| member.function).filter(|_| !loops) else {
            built.complete = false;
            return;
        };
        built.runs.push(Run { class, way: way.clone() });
        let body = self.view().scope(class.unit, scope);
        let receiver = body.function.as_deref().and_then(|function| function.params.first());
        let Some(receiver) = receiver.filter(|first| first.kind == ParameterKind::Positional) else {
            built.complete = false;
            return;
        };
        for call in self.parent_calls(class) {
            if self.method_around(class.unit, call.scope) != Some(scope) || call.method != "__init__" {
                continue;
            }
            let Some(arguments) = call.arguments.as_ref().filter(|_| call.scope == scope && call.region == body.body)
            else {
                built.complete = false;
                continue;
            };
            let (landed, leading) = match &call.through {
                Through::Super(_) => match self.super_class(class.unit, call) {
                    SuperClass::After(after) => (self.lands(leaf, after, "__init__"), 0),
                    SuperClass::Unknown => (Provider::Unknown, 0),
                },
                Through::Class(name) => match self.named(class.unit, scope, name) {
                    Ancestor::Here(named) if arguments.positional.first() == Some(&receiver.name) => {
                        (self.provider(named, "__init__"), 1)
                    }
                    Ancestor::Known("object") => (Provider::Known("object"), 1),
                    _ => (Provider::Unknown, 1),
                },
            };
            let Provider::Here(next, member) = landed else {
                built.complete &= landed == Provider::Known("object");
                continue;
            };
            way.push(Hop { class, call });
            if let Some(function) = self.function(next, &member).filter(|_| member.kind == MemberKind::Method) {
                let fit = fits(Signature::of(function, true), arguments, leading);
                if !matches!(fit, Fit::Fits | Fit::Unknown) {
                    built.refused = Some(Refused { way: way.clone(), lands: next, fit });
                }
            }
            if built.refused.is_none() {
                self.enter(leaf, next, way, built);
            }
            way.pop();
            if built.refused.is_some() {
                return;
            }
        }
    }

    /// How CPython words a call that does not fit a method: `_PyEval_…` and `missing_arguments` in
    /// its Python/ceval.c, with the method's qualified name as from 3.10 on.
    pub fn refusal(&self, class: ClassId, method: &str, fit: &Fit) -> Option<String> {
        let name = format!("{}.{method}()", self.name(class));
        let function = self.function(class, &self.member(class, method)?)?;
        Some(match fit {
            Fit::Fits | Fit::Unknown => return None,
            Fit::Missing(names) => {
                let is_positional = |name: &&crate::semantics::value::Name| {
                    function.params.iter().any(|own| own.name == **name && own.kind == ParameterKind::Positional)
                };
                // Positional arguments are looked at first, and an error for them hides the others.
                let positional: Vec<_> = names.iter().filter(is_positional).collect();
                let (kind, missing) = match positional.is_empty() {
                    true => ("keyword-only", names.iter().collect()),
                    false => ("positional", positional),
                };
                let quoted: Vec<String> = missing.iter().map(|name| format!("'{name}'")).collect();
                let listed = match quoted.as_slice() {
                    [one] => one.clone(),
                    [one, other] => format!("{one} and {other}"),
                    [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
                    [] => return None,
                };
                let plural = if quoted.len() == 1 { "" } else { "s" };
                format!("{name} missing {} required {kind} argument{plural}: {listed}", quoted.len())
            }
            Fit::TooMany { takes, given } => {
                let positional = || function.params.iter().filter(|own| own.kind == ParameterKind::Positional);
                let least = positional().filter(|own| own.default.is_none()).count();
                let most = takes + 1;
                let takes = if least < most { format!("from {least} to {most}") } else { most.to_string() };
                let plural = if least == 1 && most == 1 { "" } else { "s" };
                format!("{name} takes {takes} positional argument{plural} but {} were given", given + 1)
            }
            Fit::Unexpected(keyword) => format!("{name} got an unexpected keyword argument '{keyword}'"),
            Fit::Twice(keyword) => format!("{name} got multiple values for argument '{keyword}'"),
        })
    }
}
