//! Which variable a name is, where it is bound, and when it is looked up.

use crate::facts::{Context, Match, is_builtin_name, reading_scope};
use crate::semantics::module::{Site, Variable};
use crate::semantics::scope::MODULE;
use crate::semantics::syntax::Syntax;
use crate::semantics::{Binding, BindingKind, Place, ScopeId, ScopeKind};
use tree_sitter::Node;

/// Local, Enclosing, Global or Builtin, with the line that binds the name.
pub(super) fn name_scope(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    let own = context.view.own();
    let scope = reading_scope(node, context)?;
    let name = context.text(node);
    if name == "__class__" {
        return None;
    }
    let variable = context.view.variable(own, scope, name);
    let bindings: Vec<_> = context
        .view
        .bindings(&variable)
        .into_iter()
        .filter(|site| !matches!(site.item.kind, BindingKind::Delete))
        .collect();
    let mut text = match variable.place {
        Place::Local(_, home) => local(context, scope, home, name, &bindings)?,
        Place::Global => global(context, scope, node, &bindings),
    };
    if let Some(note) = cleared(name, &bindings) {
        text.push_str(&note);
    }
    Some(text)
}

fn local(context: &Context, scope: ScopeId, home: ScopeId, name: &str, bindings: &[Site<Binding>]) -> Option<String> {
    let own = context.view.own();
    let table = context.view.unit(own);
    let holder = &table.scopes[home as usize];
    let first = bindings.first()?;
    let how = match first.item.kind {
        BindingKind::Parameter(_) => "a parameter".to_string(),
        _ => format!("bound on {}", lines(context, bindings)),
    };
    let hidden = hidden(context, name);
    // A comprehension runs where it stands, so its function's names are as good as its own.
    let mut reader = scope;
    while reader != home && table.scopes[reader as usize].kind.is_comprehension() {
        reader = table.scopes[reader as usize].parent?;
    }
    if reader == home {
        let place = match holder.kind {
            ScopeKind::Class => format!("Local to the class body of `{}`, and invisible to its methods", holder.name),
            ScopeKind::Lambda => "Local to the lambda".to_string(),
            kind if kind.is_comprehension() => "Local to the comprehension".to_string(),
            _ => format!("Local to `{}`", holder.name),
        };
        return Some(format!("{place}: {how}{hidden}."));
    }
    let outer = match holder.kind {
        ScopeKind::Lambda => "the lambda around".to_string(),
        kind if kind.is_comprehension() => "the comprehension around".to_string(),
        _ => format!("`{}`", holder.name),
    };
    let place = match first.item.kind {
        BindingKind::Parameter(_) => format!("a parameter of {outer}"),
        _ => format!("bound in {outer}, {}", lines(context, bindings)),
    };
    let when = match table.scopes[reader as usize].kind {
        ScopeKind::Function => {
            format!("`{}` reads it when called, not when defined", table.scopes[reader as usize].name)
        }
        ScopeKind::Lambda => "the lambda reads it when called, not when built".to_string(),
        ScopeKind::Class => "the class body reads it as it runs".to_string(),
        _ => "it is read there".to_string(),
    };
    let looped = bindings.iter().any(|site| site.item.kind == BindingKind::Loop);
    let late = looped && matches!(table.scopes[reader as usize].kind, ScopeKind::Function | ScopeKind::Lambda);
    let late = if late { " Each round of the loop rebinds it, so a later call sees the last value." } else { "" };
    Some(format!("Enclosing: {place}; {when}{hidden}.{late}"))
}

fn global(context: &Context, scope: ScopeId, node: Node, bindings: &[Site<Binding>]) -> String {
    let own = context.view.own();
    let table = context.view.unit(own);
    let name = context.text(node);
    let skipped = table.reads().skipped.get(&context.source.at(node)).map(|class| {
        format!(
            " The class attribute `{name}` of `{}` is skipped: scopes inside a class do not see its names.",
            table.scopes[*class as usize].name
        )
    });
    let skipped = skipped.unwrap_or_default();
    let Some(first) = bindings.first() else {
        let dynamic = context.view.is_dynamic();
        return match (is_builtin_name(name), dynamic) {
            (true, false) => format!("Builtin: nothing in this file binds `{name}`.{skipped}"),
            (true, true) => format!("Builtin, unless the star import or `exec` of this file binds `{name}`.{skipped}"),
            (false, true) => {
                format!("Global or Builtin: no binding is shown; a star import or `exec` may bring `{name}`.{skipped}")
            }
            (false, false) => {
                format!(
                    "Nothing in this file binds `{name}` and it is no builtin: `NameError`, unless it is set from outside.{skipped}"
                )
            }
        };
    };
    let import = match &first.item.kind {
        BindingKind::Import(full) if bindings.len() == 1 && full != name => format!(" (`{full}`)"),
        _ => String::new(),
    };
    let how = if matches!(first.item.kind, BindingKind::Import(_)) { "imported" } else { "bound" };
    let reader = &table.scopes[scope as usize];
    let when = match reader.kind {
        ScopeKind::Function => format!("; `{}` looks it up when called", reader.name),
        ScopeKind::Lambda => "; looked up when the lambda is called".to_string(),
        _ => String::new(),
    };
    let hides = if is_builtin_name(name) && !name.starts_with('_') {
        format!("; the builtin `{name}` is hidden")
    } else {
        String::new()
    };
    format!("Global: {how} on {}{import}{when}{hides}.{skipped}", lines(context, bindings))
}

/// What a local name hides.
fn hidden(context: &Context, name: &str) -> String {
    let variable = Variable { name: name.into(), place: Place::Global };
    let bindings = context.view.bindings(&variable);
    match bindings.iter().find(|site| site.scope == MODULE) {
        Some(site) => format!("; a Global `{name}` (line {}) is hidden", context.line_of(site.unit, site.item.at)),
        None if is_builtin_name(name) && !name.starts_with('_') => format!("; the builtin `{name}` is hidden"),
        None => String::new(),
    }
}

fn cleared(name: &str, bindings: &[Site<Binding>]) -> Option<String> {
    let by_except = bindings.iter().any(|site| site.item.kind == BindingKind::Except);
    by_except.then(|| format!(" `except … as {name}` unbinds the name when the clause ends."))
}

/// `line 3`, `lines 3 and 7`, `lines 3, 7 and 2 more`.
fn lines(context: &Context, bindings: &[Site<Binding>]) -> String {
    // The text of the other statements is not read, but their lines move with them: an answer is
    // computed when asked for and kept nowhere.
    let mut lines: Vec<usize> = bindings.iter().map(|site| context.line_of(site.unit, site.item.at)).collect();
    lines.dedup();
    match lines.as_slice() {
        [] => "no line".to_string(),
        [one] => format!("line {one}"),
        [one, two] => format!("lines {one} and {two}"),
        [one, two, three] => format!("lines {one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("lines {one}, {two} and {} more", rest.len()),
    }
}

/// What `global` or `nonlocal` does to its names.
pub(super) fn declaration(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    let is_global = node.kind_name() == "global_statement";
    let own = context.view.own();
    let scope = context.scope_of(node);
    let table = context.view.unit(own);
    let function = &table.scopes[scope as usize];
    let mut cursor = node.walk();
    let names: Vec<&str> = node
        .named_children(&mut cursor)
        .filter(|name| name.kind_name() == "identifier")
        .map(|name| context.text(name))
        .collect();
    let mut out = Vec::new();
    for name in names.iter().take(4) {
        let variable = context.view.variable(own, scope, name);
        let bindings = context.view.bindings(&variable);
        let home = match variable.place {
            Place::Local(_, home) => home,
            Place::Global => MODULE,
        };
        let outer = bindings.iter().find(|site| site.scope == home);
        let whose = match variable.place {
            Place::Local(_, home) => format!("the `{name}` of `{}`", table.scopes[home as usize].name),
            Place::Global if is_global => format!("the module's `{name}`"),
            Place::Global => return None,
        };
        let place = match outer {
            Some(site) => format!(" (line {})", context.line_of(site.unit, site.item.at)),
            None => ", which nothing binds outside of functions".to_string(),
        };
        let rebinds = function.symbol(name).is_some_and(|symbol| !symbol.bindings.is_empty());
        out.push(if scope == MODULE {
            format!("At module level `global {name}` changes nothing: its names are global anyway.")
        } else if rebinds {
            format!("Assignments to `{name}` in `{}` bind {whose}{place}.", function.name)
        } else {
            format!("`{name}` in `{}` is {whose}{place}; nothing here rebinds it, and to read or mutate it needs no declaration.", function.name)
        });
    }
    Some(out.join(" "))
}

/// Where the loop variable of a comprehension lives, and a walrus inside one.
pub(super) fn comprehension_scope(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    let own = context.view.own();
    let table = context.view.unit(own);
    let name = context.text(node);
    let scope = context.scope_of(node);
    let walrus = context.ancestors(node).first().is_some_and(|around| around.kind_name() == "named_expression");
    if !walrus {
        let outer = table.scopes[scope as usize].parent?;
        let outside = context.view.variable(own, outer, name);
        let kept = !context.view.bindings(&outside).is_empty();
        let kept = if kept { format!(" The `{name}` outside keeps its value.") } else { String::new() };
        return Some(format!(
            "`{name}` is local to the comprehension and does not leak, unlike the variable of a plain `for`.{kept}"
        ));
    }
    let mut home = scope;
    while table.scopes[home as usize].kind.is_comprehension() {
        home = table.scopes[home as usize].parent?;
    }
    Some(match table.scopes[home as usize].kind {
        ScopeKind::Function => format!(
            "`:=` binds `{name}` in `{}`, around the comprehension, where it is still bound afterwards.",
            table.scopes[home as usize].name
        ),
        ScopeKind::Module => {
            format!("`:=` binds `{name}` in the module, around the comprehension, where it is still bound afterwards.")
        }
        ScopeKind::Class => return None,
        _ => format!("`:=` binds `{name}` in the scope around the comprehension."),
    })
}
