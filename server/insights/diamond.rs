//! A diamond of classes: its shape, its order of resolution, how often each `__init__` runs.

use crate::facts::{Context, Match, class_named, top_of};
use crate::semantics::classes::{ClassId, Classes};

/// Draws the diamond under the cursor and says what a call of the class runs.
pub(super) fn shape(context: &Context, found: &Match) -> Option<String> {
    let classes = Classes::new(context.view);
    let class = class_named(found.on(), context)?;
    let (top, bases) = top_of(&classes, class)?;
    let mro = classes.mro(class);
    let order: Vec<&str> = mro.order()?.iter().map(|one| classes.shown(one)).collect();
    let mut text = format!("```text\n{}\n```\n\nMRO: `{}`.", drawn(&classes, class, top, &bases), order.join(" -> "));
    let Some(built) = classes.construction(class) else { return Some(text) };
    let name = classes.name(class);
    if let Some(refused) = &built.refused {
        let error = classes.refusal(refused.lands, "__init__", &refused.fit)?;
        text.push_str(&format!(" But `{name}(…)` raises TypeError: `{error}`."));
    } else if let Some((twice, ..)) = built.twice() {
        text.push_str(&format!(" `{}.__init__` runs twice here.", classes.name(twice)));
    } else if built.complete && !built.runs.is_empty() {
        let runs: Vec<String> = built.runs.iter().map(|run| format!("`{}`", classes.name(run.class))).collect();
        text.push_str(&format!(" `__init__` is entered once each in {}.", super::listed(&runs)));
        let left_out: Vec<String> = mro
            .order()?
            .iter()
            .filter_map(|one| match one {
                crate::semantics::classes::Ancestor::Here(one) => Some(*one),
                _ => None,
            })
            .filter(|one| classes.member(*one, "__init__").is_some() && built.runs.iter().all(|run| run.class != *one))
            .map(|one| format!("`{}`", classes.name(one)))
            .collect();
        if !left_out.is_empty() {
            text.push_str(&format!(" It is never reached in {}.", super::listed(&left_out)));
        }
    }
    Some(text)
}

/// Two bases right under one class make the classic picture; anything else is drawn path by path.
fn drawn(classes: &Classes, class: ClassId, top: ClassId, bases: &[ClassId]) -> String {
    let name = |one: ClassId| classes.name(one);
    let above: Vec<Vec<ClassId>> = bases.iter().map(|base| path(classes, *base, top)).collect();
    if let ([left, right], true) = (bases, above.iter().all(|path| path.len() == 2)) {
        let (left, right) = (name(*left), name(*right));
        let width = left.chars().count() + 6 + right.chars().count();
        let (from, to) = (left.chars().count() / 2, width - right.chars().count() / 2 - 1);
        let middle = |text: &str| {
            let start = ((from + to) / 2 + 1).saturating_sub(text.chars().count().div_ceil(2));
            format!("{}{text}", " ".repeat(start))
        };
        let sides = |one: char, other: char| {
            let gap = (to - from).saturating_sub(3);
            format!("{}{one}{}{other}", " ".repeat(from + 1), " ".repeat(gap))
        };
        return [
            middle(name(top)),
            sides('/', '\\'),
            format!("{left}      {right}"),
            sides('\\', '/'),
            middle(name(class)),
        ]
        .join("\n");
    }
    let lines: Vec<String> = above
        .iter()
        .map(|path| path.iter().map(|one| name(*one)).chain([name(class)]).collect::<Vec<_>>().join(" <- "))
        .collect();
    lines.join("\n")
}

/// One way from the ancestor down to a base, both included.
fn path(classes: &Classes, base: ClassId, top: ClassId) -> Vec<ClassId> {
    use crate::semantics::classes::Ancestor;
    let mut path = vec![base];
    let mut at = base;
    while at != top && path.len() < 16 {
        let next = classes.bases(at).into_iter().find_map(|parent| match parent.class {
            Ancestor::Here(parent) if classes.is_derived(parent, &Ancestor::Here(top)) == Some(true) => Some(parent),
            _ => None,
        });
        let Some(next) = next else { break };
        path.push(next);
        at = next;
    }
    path.reverse();
    path
}
