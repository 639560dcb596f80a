//! What a cache keeps: the decorators of `functools`, and LRU caches of one's own.

use super::listed;
use crate::facts::{Context, Match, full_name, kind_of};
use crate::semantics::Kind;
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// What `@cache`, `@lru_cache(…)` and `@cached_property` keep for this function.
pub(super) fn decorator(context: &Context, found: &Match) -> Option<String> {
    let function = found.named("function")?;
    let definition = found.named("definition")?;
    let name = context.text(definition.part(Field::Name)?);
    let full = full_name(function, context)?;
    let is_method = is_method(context, definition);
    if full == "functools.cached_property" {
        return Some(format!(
            "the first read of `{name}` runs the body and stores the result in the instance's `__dict__`; later reads \
             find it there, until `del` removes it. One result for each instance, which goes away with it."
        ));
    }
    let limit = match full.as_str() {
        "functools.cache" => "without limit".to_string(),
        _ => limit(context, found.named("arguments")),
    };
    let mut cursor = definition.walk();
    let parameters = definition.part(Field::Parameters)?;
    let keys: Vec<String> = parameters
        .named_children(&mut cursor)
        .filter_map(|parameter| parameter_name(parameter, context))
        .map(|name| format!("`{name}`"))
        .collect();
    let key = match keys.len() {
        0 => "It takes no arguments, so there is one entry".to_string(),
        1 => format!("The key is {}, which has to be hashable", keys[0]),
        _ => format!("The key is made of {}, which have to be hashable", listed(&keys)),
    };
    let shared = if is_method {
        " One cache serves all instances, and keeps those in it alive."
    } else {
        " A call by keyword and one by position are separate entries."
    };
    let shared = if keys.is_empty() { "" } else { shared };
    Some(format!("`{name}` keeps its results {limit}: the body runs when the arguments are new. {key}.{shared}"))
}

fn limit(context: &Context, arguments: Option<Node>) -> String {
    let mut maxsize = None;
    if let Some(arguments) = arguments {
        let mut cursor = arguments.walk();
        for argument in arguments.named_children(&mut cursor) {
            match argument.kind_name() {
                "keyword_argument" => {
                    let name = argument.part(Field::Name).map(|name| context.text(name));
                    if name == Some("maxsize") {
                        maxsize = argument.part(Field::Value);
                    }
                }
                "comment" => {}
                _ if maxsize.is_none() && argument == arguments.named_child(0).unwrap_or(argument) => {
                    maxsize = Some(argument);
                }
                _ => {}
            }
        }
    }
    match maxsize.map(|node| context.text(node)) {
        None => "for up to 128 sets of arguments, the least recently used going first".into(),
        Some("None") => "without limit".into(),
        Some(size) => format!("for up to `{size}` sets of arguments, the least recently used going first"),
    }
}

fn parameter_name<'c>(parameter: Node, context: &'c Context) -> Option<&'c str> {
    match parameter.kind_name() {
        "identifier" | "list_splat_pattern" | "dictionary_splat_pattern" => Some(context.text(parameter)),
        "typed_parameter" => parameter.named_child(0).map(|name| context.text(name)),
        _ => parameter.part(Field::Name).map(|name| context.text(name)),
    }
}

fn is_method(context: &Context, definition: Node) -> bool {
    let own = context.view.own();
    let scope = context.view.scope(own, context.scope_of(definition));
    let decorators = scope.function.as_deref().map_or(&[][..], |data| &data.decorators);
    let in_class = scope.parent.is_some_and(|parent| context.view.scope(own, parent).kind.is_class());
    scope.function.is_some() && in_class && !decorators.iter().any(|name| name == "staticmethod")
}

/// What `cache_info()`, `cache_clear()` and `cache_parameters()` say.
pub(super) fn method(context: &Context, found: &Match) -> Option<String> {
    let name = context.text(found.named("name")?);
    Some(match context.text(found.hovered()) {
        "cache_info" => format!(
            "how often `{name}` found its result (`hits`), ran its body (`misses`), and how many results it holds now \
             (`currsize` of `maxsize`)."
        ),
        "cache_clear" => format!("forgets all results of `{name}` and sets its counts to zero."),
        _ => format!("the `maxsize` and `typed` that `{name}` was decorated with (3.9)."),
    })
}

/// How a recursion repeats work.
pub(super) fn repeated_work(context: &Context, found: &Match) -> Option<String> {
    let definition = found.named("definition")?;
    let mut witness = crate::facts::Witness::default();
    crate::facts::overlapping_calls(definition, None, context, &mut witness).then_some(())?;
    let (calls, growth) = (witness.word("calls")?, witness.word("growth")?);
    Some(format!(
        "{calls}: each call starts more of them, and the same arguments come up again and again, so the number of \
         calls grows {growth}. `@functools.cache` (3.9) computes each result once, if it depends on the arguments \
         alone and they can be hashed."
    ))
}

/// A dict that a function looks its result up in, before it computes it.
pub(super) fn hand_memo(context: &Context, found: &Match) -> Option<String> {
    let (memo, key) = (found.named("memo")?, found.named("key")?);
    Some(format!(
        "a cache by hand: `{}` keeps the result for each `{}`. `@functools.cache` (3.9) does the same where all that \
         the result depends on is among the arguments, and they can be hashed.",
        context.text(memo),
        context.text(key),
    ))
}

/// What an operation on an `OrderedDict` does to the order.
pub(super) fn ordered(context: &Context, found: &Match) -> Option<String> {
    let known = found.named("object").and_then(|object| kind_of(object, context));
    // Whether the last entry is meant; `None` when the text does not tell.
    let last = found.named("arguments").and_then(|arguments| last_is_meant(context, arguments));
    match context.text(found.hovered()).rsplit('.').next()? {
        "move_to_end" => {
            let end = if last? { "end: the place of the one used last" } else { "front: the place of the oldest" };
            let unknown = if known == Some(Kind::OrderedDict) { "" } else { ", if this is an `OrderedDict`" };
            Some(format!("puts the entry at the {end}, in constant time{unknown}."))
        }
        "popitem" => Some(if last? {
            "takes out the newest entry, as a stack does; `popitem(last=False)` takes the oldest.".into()
        } else {
            "takes out the oldest entry: the one least recently used, when each use calls `move_to_end`.".into()
        }),
        _ => Some(
            "a dict with a doubly linked list through its entries: `move_to_end` and `popitem(last=False)` take \
             constant time, and `==` with another `OrderedDict` compares the order too."
                .into(),
        ),
    }
}

/// The value of `last` in the arguments of `popitem(…)` and `move_to_end(key, …)`.
fn last_is_meant(context: &Context, arguments: Node) -> Option<bool> {
    let mut cursor = arguments.walk();
    let mut last = Some(true);
    for argument in arguments.named_children(&mut cursor) {
        let value = match argument.kind_name() {
            "keyword_argument" => argument.part(Field::Value)?,
            "true" | "false" => argument,
            "list_splat" | "dictionary_splat" => return None,
            _ => continue,
        };
        let is_last = argument.part(Field::Name).is_none_or(|name| context.text(name) == "last");
        if is_last {
            last = match value.kind_name() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            };
        }
    }
    last
}

/// An LRU cache from a dict and a linked list.
pub(super) fn linked(context: &Context, found: &Match) -> Option<String> {
    let class = found.named("class")?;
    let mut witness = crate::facts::Witness::default();
    crate::facts::linked_cache(class, context, &mut witness).then_some(())?;
    let (map, ends) = (witness.word("map")?, witness.word("ends")?);
    Some(format!(
        "a hash map and a doubly linked list: `{map}` finds a node, {ends} are the ends of the order of use. Finding, \
         unhooking and appending a node take constant time."
    ))
}
