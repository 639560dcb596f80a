//! Facts about caches: functions behind `functools.cache`, and LRU caches written by hand.

use super::context::{Context, Witness};
use crate::semantics::scope::Function;
use crate::semantics::scope::Read;
use crate::semantics::value::Path;
use crate::semantics::{BindingKind, ScopeId, Step, UnitId, UseKind};
use tree_sitter::Node;

/// A name whose only binding is a function with a cache around everything else.
pub fn is_cached_function(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(node), context.text(node));
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return false };
    let BindingKind::Function(scope) = site.item.kind else { return false };
    has_cache(context, site.unit, scope)
}

/// Whether the outermost decorator of a function is `functools.cache` or `lru_cache`.
fn has_cache(context: &Context, unit: UnitId, scope: ScopeId) -> bool {
    let scope = context.view.scope(unit, scope);
    let (Some(data), Some(outer)) = (scope.function.as_deref(), scope.parent) else { return false };
    let Some(first) = data.decorators.first().filter(|first| !first.is_empty()) else { return false };
    let mut parts = first.split('.');
    let root = parts.next().unwrap_or_default().into();
    let path = Path { root, steps: parts.map(|part| Step::Attr(part.into())).collect() };
    matches!(context.view.imported(unit, outer, &path).as_deref(), Some("functools.cache" | "functools.lru_cache"))
}

/// The scope of a function of this statement, and what is known of it.
fn function_of<'a>(definition: Node, context: &Context<'a>) -> Option<(ScopeId, &'a Function)> {
    let range = context.source.range(definition);
    let table = context.view.unit(context.view.own());
    (0..).zip(&table.scopes).find_map(|(id, scope)| {
        let data = scope.function.as_deref().filter(|_| scope.range == range)?;
        Some((id, data))
    })
}

/// A function definition whose call gives a generator.
pub fn is_generator_function(node: Node, context: &Context) -> bool {
    function_of(node, context).is_some_and(|(_, data)| data.is_generator)
}

/// A function definition whose call gives a coroutine.
pub fn is_coroutine_function(node: Node, context: &Context) -> bool {
    function_of(node, context).is_some_and(|(_, data)| data.is_async && !data.is_generator)
}

/// A function that calls itself at least twice with its own parameters, some of them stepped by a
/// constant, and keeps nothing: the same calls come up again and again. Binds the calls.
pub fn overlapping_calls(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some((id, data)) = function_of(node, context) else { return false };
    let Some(name) = node.child_by_field_name("name") else { return false };
    let own = context.view.own();
    let scope = context.view.scope(own, id);
    if data.is_async || data.is_generator || !data.decorators.is_empty() {
        return false;
    }
    let Some(symbol) = scope.symbol(context.text(name)).filter(|symbol| symbol.bindings.is_empty()) else {
        return false;
    };
    let calls: Vec<_> = symbol.uses.iter().filter(|site| site.kind == UseKind::Read(Read::Call)).collect();
    let regions = crate::semantics::Regions(&context.view.unit(own).regions);
    let apart = |one: &crate::semantics::Use, other: &crate::semantics::Use| regions.exclusive(one.region, other.region);
    let together = calls.windows(2).all(|pair| !apart(pair[0], pair[1]) && pair[0].region == pair[1].region);
    // Storing in something by key is what a cache of its own looks like.
    let text = context.text(node);
    if calls.len() < 2 || !together || text.contains("] =") || text.contains("setdefault") {
        return false;
    }
    let mut shown = Vec::new();
    for site in calls {
        let at = context.source.placed(&(site.at..site.at + 1)).start;
        let call = context.statement.descendant_for_byte_range(at, at).and_then(|name| name.parent());
        let Some(call) = call.filter(|call| call.kind() == "call" && is_stepped(*call, data, context)) else {
            return false;
        };
        shown.push(format!("`{}`", context.text(call).split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    witness.say("calls", shown.join(" and "));
    true
}

/// `f(n - 1, m)` inside `def f(n, m)`: each argument is the parameter at its place, at least one of
/// them plus or minus a constant.
fn is_stepped(call: Node, data: &Function, context: &Context) -> bool {
    let Some(arguments) = call.child_by_field_name("arguments") else { return false };
    let mut cursor = arguments.walk();
    let arguments: Vec<Node> = arguments.named_children(&mut cursor).filter(|node| node.kind() != "comment").collect();
    let mut stepped = false;
    let fits = arguments.iter().zip(&data.params).all(|(argument, parameter)| {
        if argument.kind() == "identifier" {
            return context.text(*argument) == parameter.name;
        }
        stepped = true;
        let side = |field| argument.child_by_field_name(field);
        argument.kind() == "binary_operator"
            && side("left").is_some_and(|left| context.text(left) == parameter.name)
            && side("right").is_some_and(|right| right.kind() == "integer")
            && side("operator").is_some_and(|operator| matches!(operator.kind(), "+" | "-"))
    });
    fits && stepped && arguments.len() <= data.params.len()
}

/// A `popitem()` that trims a cache to its size: it takes out what was added or used last.
pub fn evicts_newest(node: Node, context: &Context) -> bool {
    let around = context.ancestors(node);
    let Some(object) = node.child_by_field_name("function").and_then(|function| function.child_by_field_name("object"))
    else {
        return false;
    };
    let length = format!("len({})", context.text(object));
    let trims = around.iter().take_while(|around| around.kind() != "function_definition").any(|around| {
        let condition = around
            .child_by_field_name("condition")
            .filter(|_| matches!(around.kind(), "if_statement" | "while_statement"))
            .filter(|condition| condition.kind() == "comparison_operator");
        condition.is_some_and(|condition| {
            let sides = [condition.named_child(0), condition.named_child(1)];
            let texts = sides.map(|side| side.map_or("", |side| context.text(side)));
            condition.named_child_count() == 2 && texts.contains(&length.as_str()) && !texts.contains(&"0")
        })
    });
    let Some(class) = around.iter().find(|around| around.kind() == "class_definition").filter(|_| trims) else {
        return false;
    };
    let text = context.text(*class);
    let name = class.child_by_field_name("name").map(|name| context.text(name).to_lowercase()).unwrap_or_default();
    let promises = ["lru", "leastrecent", "least_recent"].iter().any(|word| name.contains(word))
        || text.to_lowercase().contains("least recently")
        || name.contains("cache") && text.contains("move_to_end(");
    // With `last=False` somewhere else, the order may be kept the other way round.
    promises && !text.contains("last=False") && !name.contains("mru")
}

/// A class that keeps a dict of nodes and a doubly linked list of them. Binds the attributes.
pub fn linked_cache(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let (mut nodes, mut ends) = (Vec::new(), Vec::new());
    let (mut before, mut behind, mut deletes) = (false, false, false);
    let mut pending = vec![node];
    while let Some(at) = pending.pop() {
        let mut cursor = at.walk();
        let children: Vec<Node> = at.named_children(&mut cursor).collect();
        pending.extend(children.into_iter().rev());
        match at.kind() {
            "attribute" => {
                let object = at.child_by_field_name("object").map_or("", |object| context.text(object));
                let name = at.child_by_field_name("attribute").map_or("", |name| context.text(name));
                before |= matches!(name, "prev" | "previous");
                behind |= name == "next";
                if object != "self" {
                    continue;
                }
                if matches!(name, "head" | "tail" | "_head" | "_tail") && !ends.contains(&name) {
                    ends.push(name);
                }
                let is_dict = super::mutation::kind_of(at, context).is_some_and(|kind| kind.is_mapping());
                if is_dict && !nodes.contains(&name) {
                    nodes.push(name);
                }
            }
            "delete_statement" => deletes = true,
            "identifier" if context.text(at) == "pop" => deletes = true,
            _ => {}
        }
    }
    let ([map], [_, _], true, true, true) = (nodes.as_slice(), ends.as_slice(), before, behind, deletes) else {
        return false;
    };
    witness.say("map", format!("self.{map}"));
    witness.say("ends", format!("`self.{}` and `self.{}`", ends[0], ends[1]));
    true
}
