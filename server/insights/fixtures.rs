//! Where a test's arguments come from: which fixture, how long it lives, who asks for it, and how
//! often a parametrized test runs.

use super::listed;
use crate::facts::{
    BUILT_IN, Context, Fixture, Lifetime, Match, decorators_of, display_items, fixture_named, fixture_of,
    parametrize_of,
};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// How deep a chain of fixtures is followed.
const DEEPEST: usize = 5;

/// How many tests are named.
const MOST_NAMED: usize = 4;

fn once_per(lifetime: Option<Lifetime>) -> String {
    match lifetime {
        Some(Lifetime::Function) => "made anew for each test".into(),
        Some(Lifetime::Session) => "made once for the whole run".into(),
        Some(lifetime) => format!("made once per {}", lifetime.word()),
        None => "its lifetime is computed".into(),
    }
}

/// Which fixture fills a parameter, or which `parametrize` does.
pub(super) fn value(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    let name = context.text(node);
    let own = context.view.own();
    let whole = context.ancestors(node).into_iter().find(|around| around.kind_name() == "decorated_definition");
    for decorator in whole.map(decorators_of).unwrap_or_default() {
        let Some(one) = parametrize_of(decorator, context).filter(|one| one.names.iter().any(|own| own == name)) else {
            continue;
        };
        let rows = one.rows.map(|rows| rows.len());
        let cases = rows.map_or("one run for each row".to_string(), |rows| format!("{rows} cases"));
        let how = if one.indirect { " through the fixture of that name (`indirect`)" } else { "" };
        return Some(format!("`{name}` comes from `parametrize`{how}: {cases}."));
    }
    if name == "request" {
        return Some("`request` is pytest's own: the test that asks, `request.param`, `request.addfinalizer`.".into());
    }
    let scope = context.view.scope(own, context.scope_of(node));
    let class = context.view.scope(own, scope.parent?);
    let in_class = class.kind.is_class().then(|| class.symbol(name)).flatten();
    if in_class.is_none()
        && let Some(fixture) = fixture_named(context, name).filter(|fixture| !fixture.renamed)
    {
        let line = context.line_of(fixture.unit, context.view.scope(fixture.unit, fixture.scope).range.start);
        let mut said =
            format!("The value of the fixture `{name}` (this file, line {line}), {}.", once_per(fixture.lifetime));
        let chain = needed(context, fixture);
        if !chain.is_empty() {
            said.push_str(&format!(" It needs {}.", chain.join(", which needs ")));
        }
        return Some(said);
    }
    if in_class.is_none()
        && let Some((_, lifetime, what)) = BUILT_IN.iter().find(|(own, ..)| *own == name)
    {
        return Some(format!("pytest's own fixture `{name}`: {what}; {}.", once_per(Some(*lifetime))));
    }
    Some(format!(
        "`{name}` is a fixture that this module does not define by that name: its class, a `conftest.py` or a plugin \
         does (`pytest --fixtures` lists them)."
    ))
}

/// What a fixture needs, and what that needs: one step of the chain each.
fn needed(context: &Context, fixture: Fixture) -> Vec<String> {
    let mut chain = Vec::new();
    let mut at = vec![fixture];
    for _ in 0..DEEPEST {
        let mut names = Vec::new();
        let mut next = Vec::new();
        for fixture in &at {
            let data = context.view.scope(fixture.unit, fixture.scope);
            let params = data.function.as_deref().map_or(&[][..], |function| &function.params);
            for parameter in params.iter().filter(|parameter| !matches!(parameter.name.as_str(), "self" | "request")) {
                // A fixture that takes its own name gets that of an outer file.
                if parameter.name != data.name {
                    names.push(format!("`{}`", parameter.name));
                    next.extend(fixture_named(context, &parameter.name));
                }
            }
        }
        if names.is_empty() {
            break;
        }
        chain.push(listed(&names));
        at = next;
    }
    chain
}

/// How long what a fixture gives is kept, and who asks for it.
pub(super) fn life(context: &Context, found: &Match) -> Option<String> {
    let function = found.named("function")?;
    let own = context.view.own();
    let scope = context.scope_of(function.part(Field::Body)?);
    let data = context.view.scope(own, scope);
    let fixture = fixture_of(context, own, scope)?;
    let name = &data.name;
    let mut said = match fixture.lifetime {
        Some(Lifetime::Function) => format!("`{name}` runs anew for each test that asks for it."),
        Some(Lifetime::Session) => format!("`{name}` runs once, and the whole run shares what it gives."),
        Some(lifetime) => {
            let word = lifetime.word();
            format!("`{name}` runs once per {word}; all tests of the {word} share what it gives.")
        }
        None => format!("`{name}`'s lifetime is computed when pytest starts."),
    };
    let body = data.function.as_deref()?;
    if body.is_generator {
        said.push_str(" Before `yield`: setup. Behind it: teardown, also when a test fails.");
    }
    if fixture.automatic {
        said.push_str(" `autouse`: every test in its reach gets it without asking.");
    }
    if fixture.renamed {
        said.push_str(" Tests ask for it by the name that `name=` gives.");
        return Some(said);
    }
    let takers = context.view.takers(name);
    let names: Vec<String> = takers
        .iter()
        .filter(|(unit, id)| !(*unit == own && *id == scope))
        .map(|(unit, id)| format!("`{}`", context.view.scope(*unit, *id).name))
        .collect();
    match names.len() {
        0 if fixture.automatic => {}
        0 => said.push_str(" No test of this file takes it."),
        count if count > MOST_NAMED => said.push_str(&format!(
            " In this file {} and {} more take it.",
            names[..MOST_NAMED].join(", "),
            count - MOST_NAMED
        )),
        1 => said.push_str(&format!(" In this file {} takes it.", names[0])),
        _ => said.push_str(&format!(" In this file {} take it.", listed(&names))),
    }
    Some(said)
}

/// How often a test that takes a fixture runs by its `params`, and as what.
pub(super) fn params(context: &Context, found: &Match) -> Option<String> {
    let keyword = found.on().parent()?;
    let name = found.named("function")?.part(Field::Name).map(|name| context.text(name))?;
    let Some(values) = display_items(found.named("values")?) else {
        return Some(format!(
            "Each test that takes `{name}` runs once for each value, which the fixture reads as `request.param`."
        ));
    };
    // With `ids=` the names of the runs are other ones.
    let mut cursor = keyword.parent()?.walk();
    let mut keywords = keyword.parent()?.named_children(&mut cursor).filter_map(|one| one.part(Field::Name));
    let named = keywords.any(|keyword| context.text(keyword) == "ids");
    let ids = ids(context, &values).filter(|_| !named).map(|ids| format!(", as {ids}")).unwrap_or_default();
    Some(match values.len() {
        0 => format!("No value: pytest skips each test that takes `{name}`."),
        1 => format!("Each test that takes `{name}` runs once{ids}; the fixture reads the value as `request.param`."),
        count => format!(
            "Each test that takes `{name}` runs {count} times{ids}: once for each value, which the fixture reads as \
             `request.param`."
        ),
    })
}

/// How often a parametrized test runs.
pub(super) fn runs(context: &Context, found: &Match) -> Option<String> {
    let call = found.named("call")?;
    let one = parametrize_of(call, context)?;
    let Some(rows) = one.rows else {
        return Some("One run for each value; how many there are, the text does not tell.".into());
    };
    let whole = context.ancestors(call).into_iter().find(|around| around.kind_name() == "decorated_definition");
    let mut product = 1;
    let mut factors = Vec::new();
    for decorator in whole.map(decorators_of).unwrap_or_default() {
        let Some(other) = parametrize_of(decorator, context) else { continue };
        let count = other.rows?.len();
        product *= count;
        factors.push(count.to_string());
    }
    let times = |count: usize| if count == 1 { "once".to_string() } else { format!("{count} times") };
    let ids = ids(context, &rows).map(|ids| format!(", as {ids}")).unwrap_or_default();
    Some(match factors.len() {
        0 | 1 => format!("The test runs {}{ids}.", times(rows.len())),
        _ => format!("Stacked: every combination, so the test runs {} = {}.", factors.join(" × "), times(product)),
    })
}

/// The ids that pytest makes of plain values: `[1-2]`, `[a-b]`.
fn ids(context: &Context, rows: &[Node]) -> Option<String> {
    let first = rows.first()?;
    let mut cursor = first.walk();
    let values: Vec<Node> = match first.kind_name() {
        "tuple" | "list" => first.named_children(&mut cursor).filter(|value| !value.is_extra()).collect(),
        _ => vec![*first],
    };
    let parts: Option<Vec<String>> = values
        .into_iter()
        .map(|value| match value.kind_name() {
            "integer" | "true" | "false" | "none" => Some(context.text(value).to_string()),
            "string" => crate::facts::plain_string(value, context).filter(|text| text.is_ascii()),
            _ => None,
        })
        .collect();
    Some(format!("`[{}]`{}", parts?.join("-"), if rows.len() > 1 { " and so on" } else { "" }))
}
