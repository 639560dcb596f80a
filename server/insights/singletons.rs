//! How a class keeps one instance, and what that costs.

use crate::facts::{Context, Match, Witness, init_reruns, keeps_instance};
use crate::semantics::classes::Classes;

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
