//! When objects go, what keeps them, and what the tools of `gc`, `sys` and `weakref` tell.

use super::listed;
use crate::facts::{Context, Match, finalized, released, ways_out};
use crate::semantics::classes::Classes;

/// When this finalizer runs, and what else the class offers.
pub(super) fn finalizer(context: &Context, found: &Match) -> Option<String> {
    let name = found.on();
    let classes = Classes::new(context.view);
    let class = finalized(name, context, &classes)?;
    let own = classes.name(class);
    let when = "Runs when the last reference to the object goes; for an object in a cycle, when the garbage \
                collector finds it; at the end of the program perhaps never. An exception in it is printed and dropped.";
    let releases = !released(name, context).is_empty();
    let rest = match ways_out(&classes, class) {
        None => String::new(),
        Some(ways) if ways.is_empty() && releases => {
            format!(" `{own}` has no `close` or `__exit__`, so nothing else gives back what it holds.")
        }
        Some(ways) if ways.is_empty() => String::new(),
        Some(ways) => {
            let ways: Vec<String> = ways.iter().map(|way| format!("`{way}`")).collect();
            format!(" `{own}` also has {}, so this is the last resort; it must cope with running second.", listed(&ways))
        }
    };
    Some(format!("{when}{rest}"))
}
