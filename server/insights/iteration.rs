//! When lazy code runs, and who asks it for items.

use super::short;
use crate::facts::{Context, Match, is_plain_generator, lazy_expression};
use crate::semantics::events::{EventKind, Events};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::value_of;
use crate::semantics::{Kind, ScopeKind, Value};
use tree_sitter::Node;

/// When the body of the function around a `yield` runs, and what the caller gets.
pub(super) fn yield_time(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    let own = context.view.own();
    let mut scope = context.scope_of(node);
    while context.view.scope(own, scope).kind.is_comprehension() {
        scope = context.view.scope(own, scope).parent?;
    }
    let data = context.view.scope(own, scope);
    let function = data.function.as_deref()?;
    if data.kind != ScopeKind::Function {
        return None;
    }
    let name = &data.name;
    let kept = context
        .ancestors(node)
        .iter()
        .map(|around| around.kind_name())
        .find(|kind| *kind != "parenthesized_expression")
        .is_some_and(|kind| kind != "expression_statement");
    let value = node.named_child(node.named_child_count().saturating_sub(1) as u32);
    let given = value.map_or("None".to_string(), |value| short(context.text(value)));
    let delegates = node.child(1).is_some_and(|word| word.kind_name() == "from");
    let maker = if function.is_async { "an async generator" } else { "a generator" };
    let start = if is_plain_generator(function) || function.decorators.is_empty() {
        format!("Calling `{name}` runs none of its body: the caller gets {maker}.")
    } else {
        format!(
            "Calling the undecorated `{name}` runs none of its body and gives {maker}; what its decorator makes of that \
             is not known here."
        )
    };
    if delegates {
        let value = if kept {
            " The value of this expression is what the sub-generator returns."
        } else {
            " What a sub-generator returns is dropped here."
        };
        return Some(format!("{start} From here on each item comes from `{given}`, until it has no more.{value}"));
    }
    let step = if function.is_async { "`async for`" } else { "`next()`" };
    let sent = if kept && !function.is_async {
        " This expression is `None` then, or what `send()` passed in."
    } else if kept {
        " This expression is `None` then, or what `asend()` passed in."
    } else {
        ""
    };
    Some(format!(
        "{start} Each {step} runs it up to a `yield`; this one hands over `{given}` and waits for the next.{sent}"
    ))
}

/// What a comprehension builds now and what later, and what becomes of it.
pub(super) fn comprehension_time(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    let mut cursor = node.walk();
    let clauses: Vec<Node> = node.named_children(&mut cursor).collect();
    let loops: Vec<&Node> = clauses.iter().filter(|clause| clause.kind_name() == "for_in_clause").collect();
    let source = loops.first()?.part(Field::Right)?;
    let source_text = short(context.text(source));
    let filtered = clauses.iter().any(|clause| clause.kind_name() == "if_clause");
    if node.kind_name() != "generator_expression" {
        let (what, count) = match node.kind_name() {
            "list_comprehension" if loops.len() == 1 && !filtered => {
                ("list", format!("one item for each item of `{source_text}`"))
            }
            "list_comprehension" => ("list", "one item for each round that passes".to_string()),
            "set_comprehension" => ("set", "equal items once".to_string()),
            _ => ("dict", "the last value for each key".to_string()),
        };
        let again = match consumer(node, context) {
            Some(Consumer::Call(name)) if what == "list" && is_reducer(&name) => {
                format!(" `{name}` then walks through it once, and nobody keeps it.")
            }
            _ => " It can be walked through again and again.".to_string(),
        };
        return Some(format!("Builds the whole {what} now, {count}.{again}"));
    }
    let later = if loops.len() > 1 || filtered { "the rest of it, conditions too," } else { "the expression in front" };
    let start = format!(
        "Nothing is computed yet: only `{source_text}` is evaluated now, {later} item by item as somebody asks."
    );
    Some(match consumer(node, context) {
        Some(Consumer::Call(name)) => match name.as_str() {
            "any" | "all" => format!("{start} `{name}` asks, and stops at the first item that decides."),
            "next" => format!("{start} `next` asks for one item."),
            name if is_reducer(name) || matches!(name, "list" | "tuple" | "set" | "dict" | "sorted" | "frozenset") => {
                format!("{start} `{name}` asks for all of them, at once.")
            }
            name => format!("{start} `{name}` gets the generator, and may ask or not."),
        },
        Some(Consumer::Name(target)) => format!("{start}{}", fate_of_name(target, context)),
        Some(Consumer::Return) => format!("{start} The caller gets the generator, good for one pass."),
        Some(Consumer::Loop) => format!("{start} The loop around asks, round by round."),
        None => format!("{start} It is good for one pass."),
    })
}

enum Consumer<'t> {
    Call(String),
    Name(Node<'t>),
    Return,
    Loop,
}

fn is_reducer(name: &str) -> bool {
    matches!(name, "sum" | "min" | "max" | "any" | "all")
}

/// Who gets the value of an expression.
fn consumer<'t>(node: Node<'t>, context: &Context<'t>) -> Option<Consumer<'t>> {
    let mut at = node;
    for around in context.ancestors(node) {
        match around.kind_name() {
            "parenthesized_expression" | "argument_list" => {}
            "call" if around.part(Field::Arguments).is_some_and(|own| own == at || own == node) => {
                let function = around.part(Field::Function)?;
                return Some(Consumer::Call(context.text(function).to_string()));
            }
            "assignment" => {
                let left = around.part(Field::Left).filter(|left| left.kind_name() == "identifier")?;
                return Some(Consumer::Name(left));
            }
            "return_statement" => return Some(Consumer::Return),
            "for_statement" if around.part(Field::Right) == Some(at) => return Some(Consumer::Loop),
            _ => return None,
        }
        at = around;
    }
    None
}

/// Where a generator that a name is bound to is walked through.
fn fate_of_name(target: Node, context: &Context) -> String {
    let own = context.view.own();
    let name = context.text(target);
    let variable = context.view.variable(own, context.scope_of(target), name);
    let once = format!(" `{name}` is good for one pass.");
    let Some(events) = Events::of(context.view, &variable) else { return once };
    let Some(bind) = events.index(own, context.source.at(target)) else { return once };
    let pass = (0..events.all.len()).find(|index| {
        matches!(events.all[*index].kind, EventKind::FullPass(_) | EventKind::PartialPass(_))
            && events.leads(bind, *index)
    });
    match pass.map(|index| &events.all[index]) {
        Some(event) => {
            let line = context.line_of(event.unit, event.at);
            format!(" `{name}` is good for one pass, the one that starts in line {line}.")
        }
        None => once,
    }
}

/// How a function takes the items of a comprehension.
pub(super) fn reducer_argument(context: &Context, found: &Match) -> Option<String> {
    let name = context.text(found.hovered());
    let built = found.named("argument").is_some_and(|argument| argument.kind_name() == "list_comprehension");
    let how = match name {
        "any" => "stops at the first item that is true",
        "all" => "stops at the first item that is false",
        "sum" => "adds one item at a time and keeps only the total",
        "min" | "max" => "keeps only the best item so far",
        "dict" => "stores one pair at a time; the last value for a key wins",
        "set" => "stores one item at a time; equal ones once",
        _ => return None,
    };
    Some(if built {
        format!("`{name}` {how}, but the brackets have the whole list built before it sees the first item.")
    } else {
        format!("`{name}` {how}; the generator expression makes no list.")
    })
}

/// Which half of the protocol is here.
pub(super) fn iterator_protocol(context: &Context, found: &Match) -> Option<String> {
    let node = found.hovered();
    let name = context.text(node);
    if let Some(argument) = found.named("argument") {
        let text = short(context.text(argument));
        let lazy = lazy_expression(argument, context);
        return Some(match (name, lazy) {
            ("iter", Some(what)) => {
                format!("`{text}` is a {what}, which is its own iterator: `iter` gives back the same object.")
            }
            ("iter", None) => {
                format!("Calls `{text}.__iter__()` and so gets an iterator: an object with a position of its own.")
            }
            ("next", _) if found.named("default").is_some() => {
                format!("Takes one item of `{text}`; gives the default when there is none.")
            }
            _ => format!("Takes one item of `{text}`; raises `StopIteration` when there is none."),
        });
    }
    let own = context.view.own();
    let function = context.ancestors(node).into_iter().find(|around| around.kind_name() == "function_definition")?;
    let class = context.scope_of(function);
    // The function's node starts its own scope; the class is the one around.
    let class = match context.view.scope(own, class) {
        scope if scope.kind == ScopeKind::Class => class,
        scope => scope.parent?,
    };
    let data = context.view.scope(own, class);
    let header = data.class.as_deref().filter(|_| data.kind == ScopeKind::Class)?;
    let has = |method: &str| data.symbol(method).is_some_and(|symbol| !symbol.bindings.is_empty());
    let bases = header.bases.iter().any(|base| base != "object");
    let class = &data.name;
    let generator = data.symbol("__iter__").and_then(|symbol| match symbol.bindings.as_slice() {
        [binding] => match binding.kind {
            crate::semantics::BindingKind::Function(scope) => context.view.scope(own, scope).function.as_deref(),
            _ => None,
        },
        _ => None,
    });
    Some(match (has("__iter__"), has("__next__")) {
        (true, true) => format!(
            "`{class}` has both halves: it is an iterator, with one position that all its loops share. With `yield` in \
             `__iter__` and no `__next__` each loop would get its own."
        ),
        (true, false) if generator.is_some_and(is_plain_generator) => {
            format!(
                "`{class}` is iterable: each loop calls `__iter__`, a generator function, and gets a fresh position."
            )
        }
        (true, false) => format!("`{class}` is iterable: each loop asks `__iter__` for an iterator."),
        (false, true) if bases => {
            format!("`{class}` has `__next__` itself; whether a base brings `__iter__` is not known here.")
        }
        (false, true) => {
            format!("`{class}` is incomplete: it has `__next__`, but without `__iter__` a `for` loop refuses it.")
        }
        _ => return None,
    })
}

/// How a loop over a file reads.
pub(super) fn file_lines(context: &Context, found: &Match) -> Option<String> {
    let file = short(context.text(found.named("file")?));
    Some(format!(
        "`{file}` is its own iterator: one line at a time, with its line end, and no more than a buffer in memory. A \
         second loop goes on where this one stopped."
    ))
}

/// That a source never ends.
pub(super) fn endless_source(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    if node.kind_name() == "while_statement" {
        let own = context.view.own();
        let name = &context.view.scope(own, context.scope_of(node)).name;
        return Some(format!(
            "`{name}` never ends by itself: whoever walks through it must stop, by `break` or `itertools.islice`. \
             `list({name}(…))` would run out of memory."
        ));
    }
    match value_of(node, context.source) {
        Value::Call { callee, .. } => {
            Some(format!("`{callee}` never ends: use it beside something that does, as in `zip`, or stop by `break`."))
        }
        Value::Of(Kind::Generator) | Value::Unknown => None,
        _ => None,
    }
}
