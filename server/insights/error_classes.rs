//! What an exception class of this file is: its place in the tree, what its instances hold, whether
//! they can be copied and sent to another process.

use crate::facts::{Context, Forwarded, Match, error_class, forwarded, provider};
use crate::semantics::classes::{Ancestor, Classes, Fit, Provider, Signature, fits};
use crate::semantics::scope::Arguments;
use crate::semantics::value::Name;

/// The sentence for the name of an exception class.
pub(super) fn exception_class(context: &Context, found: &Match) -> Option<String> {
    let (class, order) = error_class(context, found.on())?;
    let classes = Classes::new(context.view);
    let line: Vec<String> = order
        .iter()
        .filter(|one| **one != Ancestor::Known("object"))
        .map(|one| format!("`{}`", classes.shown(one)))
        .collect();
    let mut said = vec![format!("{}.", line.join(" → "))];
    if !order.contains(&Ancestor::Known("Exception")) {
        said.push("`except Exception` does not catch it.".into());
    }
    let plain = order.iter().all(|one| match one {
        Ancestor::Here(_) => true,
        Ancestor::Known(name) => {
            !matches!(*name, "OSError" | "SyntaxError" | "ImportError" | "KeyError" | "StopIteration" | "SystemExit")
                && !name.starts_with("Unicode")
                && !name.ends_with("Group")
        }
        Ancestor::Unknown(_) => false,
    });
    if !plain {
        return Some(said.join(" "));
    }
    let text = provider(context, class, "__str__");
    if let Provider::Here(owner, _) = &text {
        said.push(format!("`str(e)` is what `{}.__str__` returns.", classes.name(*owner)));
    }
    let own_text = matches!(text, Provider::Here(..));
    match provider(context, class, "__init__") {
        Provider::Here(owner, _) => {
            let Some((_, data, how)) = forwarded(context, owner) else { return Some(said.join(" ")) };
            let of = classes.name(owner);
            match how {
                Forwarded::Nothing => {
                    said.push(format!(
                        "`{of}.__init__` passes nothing on: `e.args` holds the positional arguments of the call."
                    ));
                }
                Forwarded::Positional(count) => {
                    said.push(match count {
                        0 => format!("`e.args` is empty: `{of}.__init__` passes nothing on."),
                        1 if own_text => format!("`e.args` holds the one value that `{of}.__init__` passes on."),
                        1 => format!("`str(e)` and `e.args` hold the one value that `{of}.__init__` passes on."),
                        count => format!("`e.args` holds the {count} values that `{of}.__init__` passes on."),
                    });
                    let arguments = Arguments { positional: vec![Name::default(); count], ..Arguments::default() };
                    let has_own = ["__reduce__", "__reduce_ex__", "__new__"]
                        .iter()
                        .any(|name| matches!(provider(context, class, name), Provider::Here(..)));
                    match fits(Signature::of(data, true), &arguments, 0) {
                        Fit::Fits if !has_own => {
                            said.push("Pickling works: a copy is built from `e.args`.".into());
                        }
                        fit if !has_own => {
                            if let Some(error) = classes.refusal(owner, "__init__", &fit) {
                                said.push(format!("It does not pickle: a copy is built from `e.args`, and `{error}`."));
                            }
                        }
                        _ => {}
                    }
                }
                Forwarded::Unknown => {}
            }
        }
        Provider::Unknown | Provider::Known(_) | Provider::Nobody => {
            let init_here = order
                .iter()
                .any(|one| matches!(one, Ancestor::Here(one) if classes.member(*one, "__init__").is_some()));
            if !init_here && !own_text {
                said.push("`e.args` holds what it is called with, and `str(e)` shows that.".into());
            }
        }
    }
    Some(said.join(" "))
}
