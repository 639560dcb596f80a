//! How a class keeps one instance, and what that costs.

use crate::facts::{Context, Match, Witness, init_reruns, keeping_decorator, keeping_metaclass, keeps_instance};
use crate::semantics::classes::Classes;
use crate::semantics::syntax::{Field, Syntax};

/// What the `__new__` under the cursor keeps, and what it does not protect from.
pub(super) fn shape(context: &Context, found: &Match) -> Option<String> {
    let mut witness = Witness::default();
    if !keeps_instance(found.on(), context, &mut witness) {
        return None;
    }
    let (class, kept) = (witness.word("class")?, witness.word("kept")?);
    let classes = Classes::new(context.view);
    let id = classes.around(context.view.own(), context.scope_of(found.on()))?;
    let init = if init_reruns(found.on(), context, &mut Witness::default()) {
        " `__init__` runs again on each call and starts it over."
    } else if classes.member(id, "__init__").is_some() {
        " `__init__` is called again each time."
    } else {
        ""
    };
    let shared = match classes.descendants(id).first() {
        Some(sub) => format!(" `{}` looks in the same place unless it binds the name itself.", classes.name(*sub)),
        None => " A subclass would look in the same place.".to_string(),
    };
    Some(format!("A singleton by `__new__`: `{class}(…)` gives back what `{kept}` holds.{init}{shared}"))
}

/// How the `__call__` of a metaclass keeps one instance of each class.
pub(super) fn by_metaclass(context: &Context, found: &Match) -> Option<String> {
    let kept = keeping_metaclass(found.on(), context)?;
    let classes = Classes::new(context.view);
    let meta = classes.around(context.view.own(), context.scope_of(found.on()))?;
    let name = classes.name(meta);
    Some(format!(
        "A singleton by metaclass: `C(…)` calls `{name}.__call__`, which keeps one instance of each class in `{kept}`; \
         `__new__` and `__init__` run the first time only, and later arguments are ignored. \
         `isinstance` and subclassing work as ever. Two threads can still make two."
    ))
}

/// How a decorator keeps one instance, and what is in the class's place.
pub(super) fn by_decorator(context: &Context, found: &Match) -> Option<String> {
    let function = *context.ancestors(found.on()).first()?;
    let (kept, inner) = keeping_decorator(function, context)?;
    let inner = context.text(inner.part(Field::Name)?);
    Some(format!(
        "A singleton by decorator: what it decorates becomes the function `{inner}`, which keeps one instance in \
         `{kept}`; `__init__` runs once. The name no longer stands for a class: `isinstance`, subclassing and \
         class attributes fail."
    ))
}
