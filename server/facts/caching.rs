//! Facts about caches: functions behind `functools.cache`, and LRU caches written by hand.

use super::context::{Context, Witness};
use crate::semantics::scope::{Function, Parameter, ParameterKind, Read};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{Name, Path};
use crate::semantics::{BindingKind, ScopeId, Step, UnitId, Use, UseKind};
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
    context.view.spend(table.scopes.len());
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

/// A method of a class whose instances are told apart by identity, as far as its text tells: no
/// enum, no class with an equality of its own. Binds the first parameter.
pub fn holds_instances(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some((id, data)) = function_of(node, context) else { return false };
    let own = context.view.own();
    let Some(parent) = context.view.scope(own, id).parent else { return false };
    let class = context.view.scope(own, parent);
    let special = |name: &Name| matches!(name.as_str(), "" | "staticmethod" | "classmethod");
    if class.name.to_lowercase().contains("singleton") || data.is_stub || data.decorators.iter().any(special) {
        return false;
    }
    let is_receiver = |first: &&Parameter| first.kind == ParameterKind::Positional && first.name == "self";
    let Some(first) = data.params.first().filter(is_receiver) else { return false };
    if !compares_by_identity(context, own, parent, 0) {
        return false;
    }
    witness.say("receiver", first.name.as_str());
    true
}

/// Whether a class and all its bases are of this file, and none says what equal instances are, or
/// which of them there are.
fn compares_by_identity(context: &Context, unit: UnitId, class: ScopeId, depth: usize) -> bool {
    let scope = context.view.scope(unit, class);
    let (Some(header), Some(outer)) = (scope.class.as_deref(), scope.parent) else { return false };
    let tells = ["__eq__", "__hash__", "__new__"].iter().any(|name| scope.symbol(name).is_some());
    if tells || header.has_keywords || !header.decorators.is_empty() || depth > 8 {
        return false;
    }
    header.header.iter().all(|base| {
        if base.path == "object" {
            return context.view.is_builtin(unit, outer, "object");
        }
        let variable = context.view.variable(unit, outer, &base.path);
        match context.view.bindings(&variable).as_slice() {
            [site] => match site.item.kind {
                BindingKind::Class(class) => compares_by_identity(context, site.unit, class, depth + 1),
                _ => false,
            },
            _ => false,
        }
    })
}

/// What the first such `return` of a cached function gives back, when that is a mutable container:
/// everybody gets that same one. Binds its type and the function.
pub fn shared_result(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let around = context.ancestors(node);
    let Some(at) = around.iter().position(|around| matches!(around.kind_name(), "function_definition" | "lambda"))
    else {
        return false;
    };
    let Some((id, data)) = function_of(around[at], context) else { return false };
    if data.is_generator || data.is_async || !has_cache(context, context.view.own(), id) || data.decorators.len() != 1 {
        return false;
    }
    let mutable = |node: Node| super::mutation::kind_of(node, context).filter(|kind| kind.is_mutable());
    let Some(kind) = mutable(node) else { return false };
    let mut pending = vec![around[at]];
    while let Some(at) = pending.pop() {
        if at.kind_name() == "return_statement"
            && at.end_byte() <= node.start_byte()
            && at.named_child(0).and_then(mutable).is_some()
        {
            return false;
        }
        let mut cursor = at.walk();
        pending.extend(at.named_children(&mut cursor).filter(|child| child.start_byte() < node.start_byte()));
    }
    witness.say("kind", kind.name());
    witness.say("function", context.view.scope(context.view.own(), id).name.as_str());
    true
}

/// A function that calls itself at least twice with its own parameters, some of them stepped by a
/// constant, and keeps nothing: the same calls come up again and again. With `numbers`, each
/// parameter is stepped in some call, so that it can be a key. Binds the calls.
pub fn overlapping_calls(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let Some(name) = node.part(Field::Name) else { return false };
    // The text rules most functions out, before anything is looked up.
    let call = format!("{}(", context.text(name));
    if context.text(node).matches(&call).nth(1).is_none() {
        return false;
    }
    let Some((id, data)) = function_of(node, context) else { return false };
    let own = context.view.own();
    let table = context.view.unit(own);
    if data.is_async || data.is_generator || !data.decorators.is_empty() || data.params.is_empty() {
        return false;
    }
    // The name inside the function has to be the function itself.
    let variable = context.view.variable(own, id, context.text(name));
    let calls: Vec<&Use> = table.scopes[id as usize]
        .symbol(context.text(name))
        .map_or(&[][..], |symbol| &symbol.uses)
        .iter()
        .filter(|site| site.kind == UseKind::Read(Read::Call))
        .collect();
    if calls.len() < 2 || calls.windows(2).any(|pair| pair[0].region != pair[1].region) {
        return false;
    }
    // Storing in something by key is what a cache of its own looks like.
    let text = context.text(node);
    if text.contains("] =") || text.contains("setdefault") {
        return false;
    }
    let mut shown = Vec::new();
    let mut stepped = vec![false; data.params.len()];
    let mut nodes = Vec::new();
    for site in calls {
        let at = context.source.placed(&(site.at..site.at + 1)).start;
        let name = context.statement.descendant_for_byte_range(at, at);
        let Some(call) = name.and_then(|name| name.parent()).filter(|call| call.kind_name() == "call") else {
            return false;
        };
        // A call whose result is dropped is there for what it does.
        let is_dropped = call.parent().is_none_or(|parent| parent.kind_name() == "expression_statement");
        if is_dropped || !is_stepped(call, data, context, &mut stepped) {
            return false;
        }
        nodes.push(call);
        let call = format!("`{}`", context.text(call).split_whitespace().collect::<Vec<_>>().join(" "));
        if !shown.contains(&call) {
            shown.push(call);
        }
    }
    let apart = nodes.windows(2).any(|pair| in_two_arms(pair[0], pair[1], context));
    if apart || argument.is_some() && !stepped.iter().all(|stepped| *stepped) {
        return false;
    }
    let bindings = context.view.bindings(&variable);
    if !matches!(bindings.as_slice(), [site] if site.unit == own && site.item.kind == BindingKind::Function(id)) {
        return false;
    }
    let (first, rest) = (shown[0].clone(), &shown[1..]);
    // The numbers of calls follow the sequence itself, whose ratio is the golden one.
    let steps: Vec<String> = nodes.iter().map(|call| arguments_of(*call, context)).collect();
    let is_golden = data.params.len() == 1
        && matches!(steps.as_slice(), [one, two] if one.ends_with("-1)") && two.ends_with("-2)"));
    witness.say(
        "growth",
        if is_golden { "exponentially, about 1.6 to the power of the argument" } else { "exponentially" },
    );
    witness.say("calls", if rest.is_empty() { format!("{first}, twice") } else { shown.join(" and ") });
    true
}

/// The arguments of a call without white space.
fn arguments_of(call: Node, context: &Context) -> String {
    let arguments = call.part(Field::Arguments).map_or("", |arguments| context.text(arguments));
    arguments.split_whitespace().collect()
}

/// Whether one run evaluates at most one of two nodes: `a if c else b`.
fn in_two_arms(one: Node, other: Node, context: &Context) -> bool {
    let around = context.ancestors(one);
    let holds = |outer: &Node| outer.start_byte() <= other.start_byte() && other.end_byte() <= outer.end_byte();
    let Some(common) = around.iter().position(holds) else { return false };
    around[common].kind_name() == "conditional_expression"
        && [one, other].iter().all(|node| {
            let condition = around[common].named_child(1);
            condition.is_some_and(|condition| {
                node.start_byte() < condition.start_byte() || node.start_byte() >= condition.end_byte()
            })
        })
}

/// `f(n - 1, m)` inside `def f(n, m)`: each argument is the parameter at its place, at least one of
/// them plus or minus a constant. Notes which.
fn is_stepped(call: Node, data: &Function, context: &Context, noted: &mut [bool]) -> bool {
    let Some(arguments) = call.part(Field::Arguments) else { return false };
    let mut cursor = arguments.walk();
    let arguments: Vec<Node> = arguments.named_children(&mut cursor).filter(|node| !node.is_extra()).collect();
    let mut steps = false;
    let fits = arguments.iter().zip(&data.params).zip(noted).all(|((argument, parameter), noted)| {
        if argument.kind_name() == "identifier" {
            return context.text(*argument) == parameter.name;
        }
        let side = |field| argument.child_by_field_name(field);
        let is_step = argument.kind_name() == "binary_operator"
            && side("left").is_some_and(|left| context.text(left) == parameter.name)
            && side("right").is_some_and(|right| right.kind_name() == "integer")
            && side("operator").is_some_and(|operator| matches!(operator.kind_name(), "+" | "-"));
        steps |= is_step;
        *noted |= is_step;
        is_step
    });
    fits && steps && arguments.len() <= data.params.len()
}

/// A `get` or `__getitem__` of a class that throws out its oldest entry and promises to keep what
/// was used lately, and that leaves the order as it is. Binds the attribute.
pub fn reads_without_moving(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let around = context.ancestors(node);
    let Some(class) = around.iter().find(|around| around.kind_name() == "class_definition") else { return false };
    let bases = class.part(Field::Superclasses).map_or("()", |bases| context.text(bases));
    if !matches!(bases, "()" | "(object)") {
        return false;
    }
    let Some(table) = evicted(*class, context).filter(|_| promises_recent(*class, context)) else { return false };
    let (item, getter) = (format!("{table}["), format!("{table}.get("));
    let Some(body) = node.part(Field::Body) else { return false };
    let mut pending = vec![body];
    let mut reads = false;
    while let Some(at) = pending.pop() {
        let mut cursor = at.walk();
        pending.extend(at.named_children(&mut cursor));
        let text = context.text(at);
        match at.kind_name() {
            // Anything else that is called or stored may keep the order, in ways not seen here.
            "call" if text.starts_with(&getter) => reads = true,
            "call" => {
                let function = at.part(Field::Function).map_or("", |function| context.text(function));
                if !matches!(function, "KeyError" | "print" | "len") {
                    return false;
                }
            }
            "subscript" if text.starts_with(&item) => reads = true,
            "assignment" | "augmented_assignment" => {
                let left = at.part(Field::Left).map_or("", |left| context.text(left));
                if left.starts_with("self.") {
                    return false;
                }
            }
            "delete_statement" | "with_statement" | "yield" | "await" | "decorator" => return false,
            _ => {}
        }
    }
    witness.say("table", table);
    reads
}

/// Whether a class says that it keeps what was used last.
fn promises_recent(class: Node, context: &Context) -> bool {
    let text = context.text(class).to_lowercase();
    let name = class.part(Field::Name).map(|name| context.text(name).to_lowercase()).unwrap_or_default();
    let other_rule = ["fifo", "ttl", "mru", "lifo", "stack", "queue"].iter().any(|word| name.contains(word));
    let says = name.contains("lru") || text.contains("least recently") || text.contains("move_to_end(");
    says && !other_rule && !text.contains("fifo") && !text.contains("first in, first out")
}

/// `self.d` where a class calls `self.d.popitem(last=False)`.
fn evicted(class: Node, context: &Context) -> Option<String> {
    let text = context.text(class);
    let at = text.find(".popitem(last=False)")?;
    let table = text[..at].rsplit(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).next()?;
    let attribute = table.strip_prefix("self.")?;
    (!attribute.contains('.')).then(|| table.to_string())
}

/// A `popitem()` that trims a cache to its size: it takes out what was added or used last.
pub fn evicts_newest(node: Node, context: &Context) -> bool {
    let around = context.ancestors(node);
    let Some(object) = node.part(Field::Function).and_then(|function| function.part(Field::Object)) else {
        return false;
    };
    let length = format!("len({})", context.text(object));
    let trims = around.iter().take_while(|around| around.kind_name() != "function_definition").any(|around| {
        let condition = around
            .part(Field::Condition)
            .filter(|_| matches!(around.kind_name(), "if_statement" | "while_statement"))
            .filter(|condition| condition.kind_name() == "comparison_operator");
        condition.is_some_and(|condition| {
            let sides = [condition.named_child(0), condition.named_child(1)];
            let texts = sides.map(|side| side.map_or("", |side| context.text(side)));
            condition.named_child_count() == 2 && texts.contains(&length.as_str()) && !texts.contains(&"0")
        })
    });
    let Some(class) = around.iter().find(|around| around.kind_name() == "class_definition").filter(|_| trims) else {
        return false;
    };
    let text = context.text(*class);
    let name = class.part(Field::Name).map(|name| context.text(name).to_lowercase()).unwrap_or_default();
    let promises = ["lru", "leastrecent", "least_recent"].iter().any(|word| name.contains(word))
        || text.to_lowercase().contains("least recently")
        || name.contains("cache") && text.contains("move_to_end(");
    // With `last=False` somewhere else, the order may be kept the other way round.
    promises && !text.contains("last=False") && !name.contains("mru")
}

/// A class that keeps a dict of nodes and a doubly linked list of them. Binds the attributes.
pub fn linked_cache(node: Node, context: &Context, witness: &mut Witness) -> bool {
    // Nearly every class is out by its text, long before its nodes are walked through.
    let text = context.text(node);
    if !text.contains(".prev") || !text.contains(".next") {
        return false;
    }
    let (mut named, mut ends): (Vec<(&str, Node)>, Vec<&str>) = (Vec::new(), Vec::new());
    let (mut before, mut behind, mut deletes) = (false, false, false);
    let mut pending = vec![node];
    while let Some(at) = pending.pop() {
        let mut cursor = at.walk();
        let children: Vec<Node> = at.named_children(&mut cursor).collect();
        pending.extend(children.into_iter().rev());
        match at.kind_name() {
            "attribute" => {
                let object = at.part(Field::Object).map_or("", |object| context.text(object));
                let name = at.part(Field::Attribute).map_or("", |name| context.text(name));
                before |= matches!(name, "prev" | "previous");
                behind |= name == "next";
                if object != "self" {
                    continue;
                }
                if matches!(name, "head" | "tail" | "_head" | "_tail") && !ends.contains(&name) {
                    ends.push(name);
                }
                if named.iter().all(|(own, _)| *own != name) {
                    named.push((name, at));
                }
            }
            "delete_statement" => deletes = true,
            "identifier" if context.text(at) == "pop" => deletes = true,
            _ => {}
        }
    }
    if ends.len() != 2 || !before || !behind || !deletes {
        return false;
    }
    let is_dict = |at: Node| super::mutation::kind_of(at, context).is_some_and(|kind| kind.is_mapping());
    let maps: Vec<&str> = named.into_iter().filter(|(_, at)| is_dict(*at)).map(|(name, _)| name).collect();
    let [map] = maps.as_slice() else { return false };
    witness.say("map", format!("self.{map}"));
    witness.say("ends", format!("`self.{}` and `self.{}`", ends[0], ends[1]));
    true
}
