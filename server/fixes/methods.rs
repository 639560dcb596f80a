//! Rewrites of methods: what they get by themselves, and which parent they call.

use super::Edit;
use super::layout::{indent_of_line, insert_at_top, line_end, line_range, whole_lines};
use crate::facts::{Context, Match, Witness, call_at};
use crate::semantics::classes::{Classes, Provider, Signature};
use crate::semantics::scope::{ParameterKind, Through};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

fn insert(at: usize, new_text: String) -> Edit {
    Edit { range: at..at, new_text }
}

fn definition<'t>(context: &Context<'t>, node: Node<'t>) -> Option<Node<'t>> {
    context.ancestors(node).into_iter().find(|around| around.kind_name() == "function_definition")
}

fn first_parameter(parameters: Node, name: &str) -> Edit {
    let rest = if parameters.named_child_count() == 0 { "" } else { ", " };
    insert(parameters.start_byte() + 1, format!("{name}{rest}"))
}

/// `def area():` becomes `def area(self):`.
pub(super) fn insert_self(found: &Match) -> Option<Vec<Edit>> {
    Some(vec![first_parameter(found.named("parameters")?, "self")])
}

/// Puts a decorator above the function; with `@classmethod` the parameter that it needs.
pub(super) fn decorate(context: &Context, found: &Match, decorator: &str) -> Option<Vec<Edit>> {
    let function = definition(context, found.on())?;
    let indent = indent_of_line(context.rope, function.start_byte());
    let line = line_range(context.rope, function.start_byte());
    if line.start + indent.len() != function.start_byte() {
        return None;
    }
    let mut edits = vec![insert(function.start_byte(), format!("@{decorator}{}{indent}", line_end(context.rope)))];
    if decorator == "classmethod" {
        edits.push(first_parameter(found.named("parameters")?, "cls"));
    }
    Some(edits)
}

/// Removes the decorator's line.
pub(super) fn drop_decorator(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let name = found.named("decorator")?;
    let decorator = context.ancestors(name).into_iter().find(|around| around.kind_name() == "decorator")?;
    let lines = whole_lines(context.rope, &decorator.byte_range())?;
    // A comment behind the decorator would go with it.
    let behind = context.rope.get_byte_slice(decorator.end_byte()..lines.end)?.to_string();
    behind.trim().is_empty().then(|| vec![Edit { range: lines, new_text: String::new() }])
}

/// A static factory becomes a class method that calls `cls`.
pub(super) fn static_to_class(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let callee = found.on();
    let around = context.ancestors(callee);
    let decorated = around.iter().find(|around| around.kind_name() == "decorated_definition")?;
    let function = decorated.part(Field::Definition)?;
    let decorator = decorated.named_child(0)?.named_child(0)?;
    let parameters = function.part(Field::Parameters)?;
    let taken = context.view.scope(context.view.own(), context.scope_of(callee)).symbol("cls").is_some();
    if taken || context.text(decorator) != "staticmethod" {
        return None;
    }
    Some(vec![
        Edit { range: decorator.byte_range(), new_text: "classmethod".into() },
        first_parameter(parameters, "cls"),
        Edit { range: callee.byte_range(), new_text: "cls".into() },
    ])
}

/// `Left.__init__(self)` and `Right.__init__(self)` become one `super().__init__()`, when each
/// class behind hands on without arguments and all that were named are still reached.
pub(super) fn one_super(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let classes = Classes::new(context.view);
    let (class, call) = call_at(found.on(), context, &classes)?;
    let unit = context.view.own();
    let calls: Vec<_> = classes.parent_calls(class).into_iter().filter(|one| one.scope == call.scope).collect();
    let mut named = Vec::new();
    for one in &calls {
        let (Through::Class(name), Some(arguments)) = (&one.through, &one.arguments) else { return None };
        let plain = arguments.positional.len() == 1 && arguments.keywords.is_empty();
        if !plain || arguments.star || arguments.double_star || one.region != call.region {
            return None;
        }
        match classes.provider(
            match classes.named(unit, one.scope, name) {
                crate::semantics::classes::Ancestor::Here(base) => base,
                _ => return None,
            },
            "__init__",
        ) {
            Provider::Here(base, _) => named.push(base),
            _ => return None,
        }
    }
    // What `super()` would run instead, as long as each hands on by `super().__init__()`.
    let mut reached = Vec::new();
    let mut at = class;
    while let Provider::Here(next, member) = classes.lands(class, at, "__init__") {
        let function = classes.function(next, &member)?;
        if Signature::of(function, true).required().next().is_some() {
            return None;
        }
        reached.push(next);
        let scope = member.function?;
        let onward = classes
            .parent_calls(next)
            .into_iter()
            .find(|one| one.scope == scope && one.method == "__init__" && matches!(one.through, Through::Super(_)));
        if onward.is_none() {
            break;
        }
        at = next;
    }
    if !named.iter().all(|base| reached.contains(base)) {
        return None;
    }
    let start = (context.starts)(unit);
    let mut edits = Vec::new();
    for one in &calls {
        let range = start + one.whole.start as usize..start + one.whole.end as usize;
        if one.whole == call.whole {
            edits.push(Edit { range, new_text: "super().__init__()".into() });
        } else {
            edits.push(Edit { range: whole_lines(context.rope, &range)?, new_text: String::new() });
        }
    }
    Some(edits)
}

/// `def __init__(self, name): super().__init__(name)` takes `**kwargs` too and passes them on.
/// For a missing argument only: any other refusal would stay as it is.
pub(super) fn forward_keywords(context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    witness.word("error").filter(|error| error.contains(" missing "))?;
    let function = definition(context, found.on())?;
    let parameters = function.part(Field::Parameters)?;
    let arguments = found.on().part(Field::Arguments)?;
    let scope = context.view.scope(context.view.own(), context.scope_of(found.on()));
    if scope.symbol("kwargs").is_some() {
        return None;
    }
    let taken = scope.function.as_deref()?.params.iter().any(|own| own.kind == ParameterKind::VarKeyword);
    let add = |list: Node| {
        let last = list.named_child(list.named_child_count().checked_sub(1)? as u32);
        match last {
            Some(last) if last.kind_name() == "comment" => None,
            Some(last) => Some(insert(last.end_byte(), ", **kwargs".into())),
            None => Some(insert(list.start_byte() + 1, "**kwargs".into())),
        }
    };
    if taken || arguments.kind_name() != "argument_list" {
        return None;
    }
    let at = match arguments.named_child_count() {
        0 => insert(arguments.start_byte() + 1, "**kwargs".into()),
        _ => add(arguments)?,
    };
    Some(vec![add(parameters)?, at])
}

/// Calls the base's `__init__` first, with the parameters that have the names of its own.
pub(super) fn call_super_init(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let classes = Classes::new(context.view);
    let function = definition(context, found.on())?;
    let scope = context.scope_of(function.part(Field::Body)?);
    let class = classes.around(context.view.own(), scope)?;
    let given = context.view.scope(context.view.own(), scope).function.as_deref()?;
    let mut passed = Vec::new();
    if let Provider::Here(base, member) = classes.lands(class, class, "__init__") {
        for param in Signature::of(classes.function(base, &member)?, true).required() {
            given.params.iter().skip(1).find(|own| own.name == param.name)?;
            passed.push(match param.kind {
                ParameterKind::Positional => param.name.to_string(),
                _ => format!("{0}={0}", param.name),
            });
        }
    }
    let line = format!("super().__init__({})", passed.join(", "));
    insert_at_top(context, function, &[line], 0).map(|edit| vec![edit])
}
