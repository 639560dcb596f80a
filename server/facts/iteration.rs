//! Facts about iterators: used up, never started, ended the wrong way, kept beyond their source.

use super::context::{Context, Witness};
use super::laziness::{function_of, is_file, is_file_value, is_plain_generator, lazy_expression, lazy_name};
use crate::semantics::events::{Event, EventKind, Events, START};
use crate::semantics::scope::Pass;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{path_of, value_of};
use crate::semantics::{BindingKind, ScopeId, ScopeKind, Step, Value};
use tree_sitter::Node;

/// A name of an iterator that every path to this place has used up. Asked about the name in the
/// later pass.
pub fn used_up(node: Node, context: &Context, witness: &mut Witness) -> bool {
    if is_tested(node, context) {
        return false;
    }
    let Some(lazy) = lazy_name(node, context) else { return false };
    let Some((events, index)) = &lazy.events else { return false };
    if !is_pass(&events.all[*index]) || events.all[*index].repeated {
        return false;
    }
    let Some(marks) = marks_before(context, events, *index) else { return false };
    let mut first = None;
    for mark in marks {
        match (mark != START).then(|| &events.all[mark as usize]) {
            Some(event) if matches!(event.kind, EventKind::FullPass(_)) && mark as usize != *index => {
                first = Some(event);
            }
            _ => return false,
        }
    }
    let Some(first) = first else { return false };
    point_at_pass(first, context, node, witness);
    witness.say("what", lazy.what);
    true
}

/// A name of an iterator that is made before a loop and used up in its first round. Asked about the
/// name in the pass.
pub fn used_up_in_loop(node: Node, context: &Context, witness: &mut Witness) -> bool {
    if is_tested(node, context) {
        return false;
    }
    let Some(lazy) = lazy_name(node, context) else { return false };
    let Some((events, index)) = &lazy.events else { return false };
    if !matches!(events.all[*index].kind, EventKind::FullPass(_)) {
        return false;
    }
    // Every other use of it would be a reason: a shared cursor, an early stop.
    if events.deferred || events.all.iter().filter(|event| !matches!(event.kind, EventKind::Bind(_))).count() != 1 {
        return false;
    }
    let Some(marks) = marks_before(context, events, *index) else { return false };
    if !marks.contains(&(*index as u32)) {
        return false;
    }
    witness.say("what", lazy.what);
    true
}

fn is_pass(event: &Event) -> bool {
    matches!(event.kind, EventKind::FullPass(_) | EventKind::PartialPass(_))
}

/// The bindings and full passes that can be the last ones before an event.
fn marks_before(context: &Context, events: &Events, index: usize) -> Option<Vec<u32>> {
    let before = events.before(|event| match event.kind {
        EventKind::Bind(_) => true,
        EventKind::FullPass(pass) => is_known(pass, context),
        _ => false,
    })?;
    before[index].as_ref().filter(|marks| !marks.is_empty()).map(|marks| marks.to_vec())
}

/// Whether the function of a pass is the one that its name promises.
fn is_known(pass: &Pass, context: &Context) -> bool {
    let (own, top) = (context.view.own(), crate::semantics::scope::MODULE);
    match pass.by.as_str() {
        "" => true,
        "deque" | "Counter" => {
            let path = crate::semantics::value::Path { root: pass.by.clone(), steps: Vec::new() };
            context.view.imported(own, top, &path).is_some_and(|full| full.starts_with("collections."))
        }
        name => context.view.is_builtin(own, top, name),
    }
}

fn point_at_pass(first: &Event, context: &Context, node: Node, witness: &mut Witness) {
    let length = context.text(node).len() as u32;
    witness.point(first.unit, first.at..first.at + length, "all items were taken here");
}

/// Whether a test looks at what an exhausted iterator gives: `self.assertEqual(list(it), [])`.
fn is_tested(node: Node, context: &Context) -> bool {
    context.ancestors(node).iter().any(|around| match around.kind_name() {
        "assert_statement" => true,
        "call" => around
            .part(Field::Function)
            .is_some_and(|function| context.text(function).to_ascii_lowercase().contains("assert")),
        _ => false,
    })
}

/// An expression that is lazy at this place.
pub fn lazy(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(what) = lazy_expression(node, context) else { return false };
    witness.say("what", what);
    true
}

/// A call of a generator function of this file, whose body it does not run.
pub fn generator_call(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(function) = node.part(Field::Function) else { return false };
    let own = context.view.own();
    let scope = context.scope_of(node);
    let Some(path) = path_of(function, context.source) else { return false };
    let found = match path.steps.as_slice() {
        [] => function_of(context, own, scope, &path.root),
        [Step::Attr(method)] => own_method(context, scope, &path.root, method),
        _ => None,
    };
    let Some((unit, scope)) = found else { return false };
    let data = context.view.scope(unit, scope);
    if !data.function.as_deref().is_some_and(is_plain_generator) {
        return false;
    }
    witness.say("function", path.to_string());
    let at = data.range.start;
    witness.point(unit, at..at + "def".len() as u32, "its body yields");
    true
}

/// The method that `self.name` stands for, when nobody in this file overrides it.
pub(super) fn own_method(context: &Context, scope: ScopeId, receiver: &str, name: &str) -> Option<(u32, ScopeId)> {
    let own = context.view.own();
    let table = context.view.unit(own);
    let mut id = scope;
    while table.scopes[id as usize].kind.is_comprehension() {
        id = table.scopes[id as usize].parent?;
    }
    let function = table.scopes[id as usize].function.as_deref()?;
    let class = table.scopes[id as usize].parent?;
    let class_data = &table.scopes[class as usize];
    let first = function.params.first()?;
    if class_data.kind != ScopeKind::Class || first.name != receiver || !function.decorators.is_empty() {
        return None;
    }
    let [binding] = class_data.symbol(name)?.bindings.as_slice() else { return None };
    let BindingKind::Function(method) = binding.kind else { return None };
    // An instance attribute of that name hides the method.
    let variable = context.view.variable(own, class_data.parent?, &class_data.name);
    for site in context.view.uses(&variable) {
        let other = context.view.unit(site.unit);
        let overrides = other.scopes.iter().any(|scope| {
            scope.class.as_deref().is_some_and(|data| data.bases.contains(&class_data.name))
                && scope.symbol(name).is_some_and(|symbol| !symbol.bindings.is_empty())
        });
        if overrides {
            return None;
        }
    }
    Some((own, method))
}

/// Whether a statement stands in the body of a generator, where nothing around it catches
/// `StopIteration`.
pub fn in_generator(node: Node, context: &Context) -> bool {
    let mut inner = node;
    for around in context.ancestors(node) {
        match around.kind_name() {
            "lambda" | "class_definition" => return false,
            "generator_expression" => return false,
            "function_definition" => {
                let scope = context.scope_of(node);
                let own = context.view.own();
                let mut id = scope;
                while context.view.scope(own, id).kind.is_comprehension() {
                    let Some(parent) = context.view.scope(own, id).parent else { return false };
                    id = parent;
                }
                return context.view.scope(own, id).function.as_deref().is_some_and(|data| data.is_generator);
            }
            "try_statement" if around.part(Field::Body) == Some(inner) && may_catch(around, context) => {
                return false;
            }
            "with_statement" => {
                // `suppress(StopIteration)`, `pytest.raises(…)`.
                let body = around.part(Field::Body).map_or(around.end_byte(), |body| body.start_byte());
                let length = body - around.start_byte();
                if context.text(around).get(..length).is_some_and(|header| header.contains("StopIteration")) {
                    return false;
                }
            }
            _ => {}
        }
        inner = around;
    }
    false
}

fn may_catch(statement: Node, context: &Context) -> bool {
    let mut cursor = statement.walk();
    statement.named_children(&mut cursor).filter(|clause| clause.kind_name() == "except_clause").any(|clause| {
        let text = context.text(clause);
        let header = text.split(':').next().unwrap_or_default();
        header.trim() == "except"
            || ["StopIteration", "Exception", "BaseException"].iter().any(|name| header.contains(name))
            // A tuple or a name that holds classes may hold it.
            || !header.trim_start_matches("except").trim().split([' ', ',', '(', ')']).any(|name| name.ends_with("Error"))
    })
}

/// Whether `next` draws from an iterator with an end: a lazy name, a parameter, or `iter(…)`.
pub fn may_end(node: Node, context: &Context) -> bool {
    if node.kind_name() != "identifier" {
        return false;
    }
    let own = context.view.own();
    let scope = context.scope_of(node);
    let in_endless_loop =
        context.ancestors(node).iter().take_while(|around| around.kind_name() != "function_definition").any(|around| {
            around.kind_name() == "while_statement"
                && around
                    .part(Field::Condition)
                    .is_some_and(|condition| matches!(context.text(condition), "True" | "1"))
        });
    if !in_endless_loop {
        return false;
    }
    let variable = context.view.variable(own, scope, context.text(node));
    let bindings = context.view.bindings(&variable);
    let ends = |site: &crate::semantics::module::Site<crate::semantics::Binding>| match site.item.kind {
        BindingKind::Parameter(_) => true,
        BindingKind::Assign => super::laziness::lazy_binding(context, site.unit, site.scope, site.item).is_some(),
        _ => false,
    };
    !bindings.is_empty() && bindings.iter().all(ends)
}

/// A lazy expression in a `with` block that draws from what the block closes, and leaves the block
/// undone. Asked about the expression; `argument` names the capture of the `with` statement.
pub fn outlives_with(node: Node, context: &Context, found: &super::Match, witness: &mut Witness) -> bool {
    let Some(with) = found.named("with") else { return false };
    let Some(resource) = opened_names(with, context).into_iter().find(|name| draws_from(node, name, context)) else {
        return false;
    };
    if let Some(name) = found.named("name") {
        let own = context.view.own();
        let variable = context.view.variable(own, context.scope_of(node), context.text(name));
        let Some(events) = Events::of(context.view, &variable) else { return false };
        let Some(bind) = events.index(own, context.source.at(name)) else { return false };
        let end = context.source.range(with).end;
        let inside = |event: &Event| event.unit == own && event.at < end && event.at > context.source.at(with);
        if events.all.iter().any(|event| inside(event) && !matches!(event.kind, EventKind::Bind(_))) {
            return false;
        }
        let late = (0..events.all.len())
            .find(|index| is_pass(&events.all[*index]) && !inside(&events.all[*index]) && events.leads(bind, *index));
        let Some(late) = late else { return false };
        let (unit, at) = (events.all[late].unit, events.all[late].at);
        witness.point(unit, at..at + context.text(name).len() as u32, "walked through here, when the file is closed");
    }
    witness.say("file", resource);
    true
}

/// The names that a `with` statement binds to files.
fn opened_names(with: Node, context: &Context) -> Vec<String> {
    let mut names = Vec::new();
    let mut cursor = with.walk();
    let Some(clause) = with.named_children(&mut cursor).find(|part| part.kind_name() == "with_clause") else {
        return names;
    };
    let mut cursor = clause.walk();
    for item in clause.named_children(&mut cursor) {
        let Some(pattern) = item.part(Field::Value).filter(|value| value.kind_name() == "as_pattern") else {
            continue;
        };
        let (Some(value), Some(alias)) = (pattern.named_child(0), pattern.part(Field::Alias)) else {
            continue;
        };
        let value = value_of(value, context.source);
        let own = context.view.own();
        let scope = context.scope_of(with);
        let opens = is_file_value(context, own, scope, &value)
            || matches!(&value, Value::Call { callee, .. } if callee.steps.last() == Some(&Step::Attr("open".into())))
            || matches!(&value, Value::Method { name, .. } if name == "open");
        if opens {
            names.push(context.text(alias).to_string());
        }
    }
    names
}

/// Whether a lazy expression takes its items from a name, once somebody asks for them.
fn draws_from(node: Node, name: &str, context: &Context) -> bool {
    match node.kind_name() {
        "identifier" => context.text(node) == name,
        "parenthesized_expression" => node.named_child(0).is_some_and(|inner| draws_from(inner, name, context)),
        "generator_expression" => {
            let mut cursor = node.walk();
            let first = node.named_children(&mut cursor).find(|part| part.kind_name() == "for_in_clause");
            first.and_then(|clause| clause.part(Field::Right)).is_some_and(|right| draws_from(right, name, context))
        }
        "call" => {
            let own = context.view.own();
            let scope = context.scope_of(node);
            let value = value_of(node, context.source);
            let Value::Call { callee, .. } = &value else { return false };
            let lazy = match callee.steps.as_slice() {
                [] if matches!(callee.root.as_str(), "map" | "filter" | "zip" | "enumerate" | "iter") => {
                    context.view.is_builtin(own, scope, &callee.root)
                }
                _ => context.view.imported(own, scope, callee).is_some_and(|full| {
                    full == "csv.reader"
                        || full == "csv.DictReader"
                        || full.starts_with("itertools.") && !full.ends_with("tee")
                }),
            };
            let Some(arguments) = node.part(Field::Arguments).filter(|_| lazy) else { return false };
            let mut cursor = arguments.walk();
            arguments.named_children(&mut cursor).any(|argument| draws_from(argument, name, context))
        }
        _ => false,
    }
}

/// Whether the object of `.readlines()` is an open file, and the loop over it does not touch it.
pub fn read_by_line(node: Node, context: &Context, found: &super::Match) -> bool {
    if !is_file(node, context) {
        return false;
    }
    let Some(body) = found.named("loop").and_then(|looped| looped.part(Field::Body)) else { return true };
    let file = context.text(node);
    let mut pending = vec![body];
    while let Some(at) = pending.pop() {
        if at.kind_name() == "identifier" {
            let text = context.text(at);
            // The file may be written anew, moved or removed while it is being read.
            if text == file
                || matches!(text, "open" | "rename" | "replace" | "remove" | "unlink" | "truncate" | "write_text")
            {
                return false;
            }
        }
        let mut cursor = at.walk();
        pending.extend(at.named_children(&mut cursor));
    }
    true
}

/// Whether a name is bound once and used once: by a loop over it.
pub fn looped_over_once(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(node), context.text(node));
    let Some(events) = Events::of(context.view, &variable) else { return false };
    let [bind, pass] = events.all.as_slice() else { return false };
    let whole = |event: &Event| matches!(event.kind, EventKind::FullPass(pass) if pass.by.is_empty());
    if events.deferred || !matches!(bind.kind, EventKind::Bind(_)) || !whole(pass) || pass.repeated {
        return false;
    }
    // Behind the `with` that opened the file there is nothing left to loop over.
    let Some(with) = context.ancestors(node).into_iter().find(|around| around.kind_name() == "with_statement") else {
        return pass.unit == own;
    };
    pass.unit == own && context.source.range(with).contains(&pass.at)
}

/// Whether evaluating a comprehension's parts one by one is the same as evaluating them at once: it
/// calls nothing, and suspends nowhere. With `calls`, calls are fine.
pub fn plain_comprehension(node: Node, argument: Option<&str>, context: &Context) -> bool {
    let mut pending = vec![node];
    while let Some(at) = pending.pop() {
        match at.kind_name() {
            "await" | "yield" | "async" | "named_expression" => return false,
            "call" if argument != Some("calls") => return false,
            // What `next` raises ends a list comprehension's caller, but breaks a generator.
            "identifier" if context.text(at) == "next" => return false,
            _ => {}
        }
        let mut cursor = at.walk();
        pending.extend(at.children(&mut cursor));
    }
    true
}

/// Whether a generator function's decorators leave a call of it what it is, or are not known to make
/// something else of it: `@contextmanager` and fixtures have notes of their own.
pub fn is_generator_body(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    let mut id = context.scope_of(node);
    while context.view.scope(own, id).kind.is_comprehension() {
        let Some(parent) = context.view.scope(own, id).parent else { return false };
        id = parent;
    }
    let Some(data) = context.view.scope(own, id).function.as_deref() else { return false };
    !data.decorators.iter().any(|decorator| {
        ["contextmanager", "asynccontextmanager", "fixture", "yield_fixture"]
            .iter()
            .any(|name| decorator.rsplit('.').next() == Some(name))
    })
}

/// Whether a loop never ends by itself, and nothing in it ends it.
pub fn is_endless(node: Node, context: &Context) -> bool {
    let in_generator = is_generator_body(node, context) && {
        let own = context.view.own();
        let scope = context.scope_of(node);
        context.view.scope(own, scope).function.as_deref().is_some_and(|data| data.is_generator)
    };
    let leaves = |body: Node| {
        let mut pending = vec![(body, true)];
        while let Some((at, direct)) = pending.pop() {
            match at.kind_name() {
                "break_statement" if direct => return true,
                "return_statement" | "raise_statement" => return true,
                "function_definition" | "class_definition" | "lambda" => continue,
                _ => {}
            }
            let direct = direct && !matches!(at.kind_name(), "for_statement" | "while_statement");
            let mut cursor = at.walk();
            pending.extend(at.named_children(&mut cursor).map(|child| (child, direct)));
        }
        false
    };
    in_generator && node.part(Field::Body).is_some_and(|body| !leaves(body))
}

/// Whether a call is one of an endless iterator of `itertools`.
pub fn is_endless_source(node: Node, context: &Context) -> bool {
    let Value::Call { callee, args, more } = value_of(node, context.source) else { return false };
    match context.view.imported(context.view.own(), context.scope_of(node), &callee).as_deref() {
        Some("itertools.count" | "itertools.cycle") => true,
        Some("itertools.repeat") => args.len() == 1 && !more,
        _ => false,
    }
}

/// An open file.
pub fn file(node: Node, context: &Context) -> bool {
    is_file(node, context)
}
