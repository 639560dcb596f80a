//! What an abstract class asks for, which class a factory makes, which strategies a file has, and
//! what the standard library offers in the place of code by hand.

use super::{listed, short};
use crate::facts::{Context, Match, classes_made, counted, group_of, lacking, strategies};
use crate::semantics::syntax::Syntax;
use crate::semantics::value::Name;
use crate::semantics::{Ancestor, ClassId, Classes};

/// More subclasses are not told one by one.
const MOST: usize = 6;

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// What the abstract class around the name still needs, and what each subclass here lacks.
pub(super) fn abstract_class(context: &Context, found: &Match) -> Option<String> {
    let classes = Classes::new(context.view);
    let statement =
        context.ancestors(found.on()).into_iter().find(|around| around.kind_name() == "class_definition")?;
    let class = classes.at(&context.source.range(statement))?;
    let name = classes.name(class);
    let own = lacking(&classes, class)?;
    if own.is_empty() {
        return Some(format!("`{name}` leaves nothing abstract: it can be created."));
    }
    let methods =
        |lacking: &[(Name, Option<ClassId>)]| listed(&lacking.iter().map(|(name, _)| code(name)).collect::<Vec<_>>());
    let mut said = vec![format!(
        "`{name}()` raises TypeError: a class can be created once nothing abstract is left, here {}.",
        methods(&own)
    )];
    let mut ready = Vec::new();
    let descendants = classes.descendants(class);
    for sub in descendants.iter().take(MOST) {
        match lacking(&classes, *sub) {
            Some(left) if left.is_empty() => ready.push(code(classes.name(*sub))),
            Some(left) => said.push(format!("`{}` still lacks {}.", classes.name(*sub), methods(&left))),
            None => {}
        }
    }
    match ready.as_slice() {
        [] if descendants.is_empty() => said.push("Nothing in this file is derived from it.".into()),
        [] => {}
        [one] => said.push(format!("{one} defines all it needs.")),
        some => said.push(format!("{} define all they need.", listed(some))),
    }
    Some(said.join(" "))
}

/// Which classes of this file a function makes, and for which key.
pub(super) fn factory(context: &Context, found: &Match) -> Option<String> {
    let function = found.named("function")?;
    let (made, subject) = classes_made(function, context)?;
    let classes = Classes::new(context.view);
    let shown: Vec<String> = made
        .iter()
        .map(|(class, key)| match key {
            Some(key) => format!("`{}` for `{}`", classes.name(*class), short(context.text(*key))),
            None => code(classes.name(*class)),
        })
        .collect();
    let by = subject.map_or(String::new(), |subject| format!(" by `{}`", context.text(subject)));
    let base = common_base(&classes, &made.iter().map(|(class, _)| *class).collect::<Vec<_>>());
    let base = base.map_or(String::new(), |base| format!(" All are `{base}`: callers need to know no more."));
    Some(format!("A factory: it chooses which class to build{by}: {}.{base}", listed(&shown)))
}

/// The nearest class of this file that all are derived from.
fn common_base<'v>(classes: &Classes<'v>, made: &[ClassId]) -> Option<&'v str> {
    let mro = classes.mro(*made.first()?);
    mro.order()?.iter().find_map(|ancestor| match ancestor {
        Ancestor::Here(base) if made.iter().all(|one| classes.is_derived(*one, ancestor) == Some(true)) => {
            Some(classes.name(*base))
        }
        _ => None,
    })
}

/// Which classes of this file implement what is called on an attribute that came from outside.
pub(super) fn strategy(context: &Context, found: &Match) -> Option<String> {
    let method = found.named("method")?;
    let (class, candidates) = strategies(found.on(), method, context)?;
    let classes = Classes::new(context.view);
    let method = context.text(method);
    let names: Vec<String> = candidates.iter().take(MOST).map(|class| code(classes.name(*class))).collect();
    Some(format!(
        "A strategy: `{}` is handed what it works with and calls `{method}` on it. Here {} implement it; which one runs is chosen where `{}` is made.",
        classes.name(class),
        listed(&names),
        classes.name(class),
    ))
}

/// What the standard library offers for what is done by hand here.
pub(super) fn library_way(context: &Context, found: &Match) -> Option<String> {
    let on = found.on();
    let offer = if counted(on, context).is_some() {
        "`collections.Counter` counts, adds, and has `most_common`"
    } else if group_of(on, context).is_some() {
        "`collections.defaultdict(list)` and `dict.setdefault` make the missing group"
    } else {
        "a dict of callables chooses by value, `functools.singledispatch` by type"
    };
    Some(format!("Know the standard library: {offer}."))
}
