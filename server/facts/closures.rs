//! Facts about closures: what they capture from a loop, and whether they outlive its round.

use super::context::{Context, Witness};
use super::identity::region_at;
use crate::semantics::module::home_in;
use crate::semantics::region::{RegionId, RegionKind};
use crate::semantics::scope::{MODULE, Scope};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use crate::semantics::{Binding, BindingKind, Regions, ScopeId, Unit, UseKind};
use tree_sitter::Node;

/// Methods that put an object into a container.
const CONTAINERS: &[&str] = &["append", "appendleft", "add", "insert", "put"];

/// Callees that keep a function to call it later, besides `add_…`, `on_…` and `addSomething`.
const REGISTERS: &[&str] =
    &["connect", "subscribe", "register", "call_later", "call_soon", "call_soon_threadsafe", "call_at", "after_idle"];

/// Callees that run a function beside this one.
const RUNNERS: &[&str] = &["submit", "Thread", "Timer", "Process", "apply_async", "run_in_executor"];

/// Whether a lambda, function or generator expression is kept beyond the round of a loop, and
/// reads a name that each round binds anew. Binds the names.
pub fn late_bound(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let names = late_names(node, context);
    let [first, rest @ ..] = names.as_slice() else { return false };
    let words: Vec<String> = names.iter().map(|(name, _)| format!("`{name}`")).collect();
    witness.say("names", words.join(", "));
    witness.say("bound", names.iter().map(|(name, _)| format!("{name}={name}")).collect::<Vec<_>>().join(", "));
    for (name, at) in std::iter::once(first).chain(rest) {
        witness.point(context.view.own(), *at..at + name.len() as u32, "bound anew in each round, here");
    }
    true
}

/// The names that a closure looks up too late, and where the loop binds each.
pub fn late_names(node: Node, context: &Context) -> Vec<(String, u32)> {
    let own = context.view.own();
    let table = context.view.unit(own);
    let range = context.source.range(node);
    context.view.spend(table.scopes.len());
    let found = (0..).zip(&table.scopes).skip(1).find(|(_, scope)| scope.range == range);
    let Some((inner, scope)) = found else { return Vec::new() };
    let Some(parent) = scope.parent else { return Vec::new() };
    let outer = &table.scopes[parent as usize];
    let captured = captured(table, inner, parent);
    if captured.is_empty() {
        return Vec::new();
    }
    let bound = |wanted: &dyn Fn(&Binding) -> bool| -> Vec<(String, u32)> {
        let symbols = captured.iter().filter_map(|name| outer.symbol(name).map(|symbol| (name, symbol)));
        let first = symbols.filter_map(|(name, symbol)| {
            symbol.bindings.iter().find(|own| wanted(own)).map(|binding| (name.clone(), binding.at))
        });
        first.collect()
    };
    if outer.kind.is_comprehension() {
        let lazy = outer.kind == crate::semantics::ScopeKind::GeneratorExpression;
        let names = bound(&|own| matches!(own.kind, BindingKind::Loop | BindingKind::Unpack));
        return if lazy || names.is_empty() || !kept(node, context, None) { Vec::new() } else { names };
    }
    let regions = Regions(&table.regions);
    let here = region_at(table, parent, range.start);
    for (body, region) in regions.outward(here) {
        if region.kind != RegionKind::Loop || regions.leaves_loop(here, range.start, body) {
            continue;
        }
        // Only the loop's own targets differ in each round for sure; what the body assigns may be the
        // same object, or be gone with the round.
        let names = bound(&|own| own.region == body && own.at < region.range.start);
        if !names.is_empty() {
            let held = Held { parent, body };
            let kept = if node.kind_name() == "function_definition" {
                named_and_kept(node.part(Field::Name), context, held)
            } else {
                kept(node, context, Some(held))
            };
            return if kept { names } else { Vec::new() };
        }
    }
    Vec::new()
}

/// The loop that a closure is made in.
#[derive(Clone, Copy)]
struct Held {
    parent: ScopeId,
    body: RegionId,
}

/// The names of the scope around that a closure, or a scope nested in it, reads.
fn captured(table: &Unit, inner: ScopeId, parent: ScopeId) -> Vec<String> {
    let range = &table.scopes[inner as usize].range;
    let wanted = (parent != MODULE).then_some(parent);
    let mut names: Vec<String> = Vec::new();
    // Scopes are numbered in the order of the text, so what lies in one stands right behind it.
    let within = |(_, scope): &(ScopeId, &Scope)| range.start <= scope.range.start && scope.range.end <= range.end;
    for (id, scope) in (inner..).zip(&table.scopes[inner as usize..]).take_while(within) {
        for symbol in &scope.symbols {
            let read = symbol.uses.iter().any(|site| site.kind != UseKind::Annotation);
            if read && home_in(table, id, &symbol.name) == wanted && !names.iter().any(|own| symbol.name == *own) {
                names.push(symbol.name.to_string());
            }
        }
    }
    names
}

/// Whether a name of a function is handed, in the same loop, to something that keeps it.
fn named_and_kept(name: Option<Node>, context: &Context, held: Held) -> bool {
    let Some(name) = name else { return false };
    let own = context.view.own();
    let table = context.view.unit(own);
    // A decorator may call the function at once, or wrap it.
    if context.ancestors(name).iter().take(2).any(|around| around.kind_name() == "decorated_definition") {
        return false;
    }
    let regions = Regions(&table.regions);
    let at = context.source.at(name);
    let Some(symbol) = table.scopes[held.parent as usize].symbol(context.text(name)) else { return false };
    let mut uses = symbol.uses.iter().filter(|site| {
        site.at > at && site.path.is_empty() && regions.outward(site.region).any(|(id, _)| id == held.body)
    });
    uses.any(|site| {
        let start = context.source.base + site.at as usize;
        let node = context.statement.descendant_for_byte_range(start, start + name.byte_range().len());
        node.is_some_and(|node| node.kind_name() == "identifier" && kept(node, context, Some(held)))
    })
}

/// Whether an expression is stored in something that outlives the round.
fn kept(node: Node, context: &Context, held: Option<Held>) -> bool {
    let is_generator = node.kind_name() == "generator_expression";
    let mut inner = node;
    let mut keyword = None;
    for around in context.ancestors(node) {
        match around.kind_name() {
            "parenthesized_expression"
            | "tuple"
            | "list"
            | "set"
            | "pair"
            | "dictionary"
            | "argument_list"
            | "expression_list" => {}
            "conditional_expression" if around.named_child(1) != Some(inner) => {}
            "keyword_argument" => keyword = around.part(Field::Name).map(|name| context.text(name)),
            "call" if around.part(Field::Function) != Some(inner) => {
                return keeps(around, keyword, is_generator, context, held);
            }
            "list_comprehension" | "set_comprehension" | "dictionary_comprehension" => {
                return held.is_none() && around.part(Field::Body) == Some(inner);
            }
            "assignment" => {
                let Some(left) = around.part(Field::Left) else { return false };
                let Some(held) = held.filter(|_| around.part(Field::Right) == Some(inner)) else {
                    return false;
                };
                return match left.kind_name() {
                    "subscript" => !fresh_each_round(left, context, held),
                    "identifier" if node.kind_name() == "lambda" && inner == node => {
                        named_and_kept(Some(left), context, held)
                    }
                    _ => false,
                };
            }
            _ => return false,
        }
        inner = around;
    }
    false
}

/// Whether a call keeps the function that it is given.
fn keeps(call: Node, keyword: Option<&str>, is_generator: bool, context: &Context, held: Option<Held>) -> bool {
    let Some(function) = call.part(Field::Function) else { return false };
    let (name, receiver) = match function.kind_name() {
        "identifier" => (Some(function), None),
        "attribute" => (function.part(Field::Attribute), function.part(Field::Object)),
        _ => (None, None),
    };
    let Some(name) = name.map(|name| context.text(name)) else { return false };
    if let Some(receiver) = receiver
        && CONTAINERS.contains(&name)
    {
        return held.is_none_or(|held| !fresh_each_round(receiver, context, held));
    }
    if is_generator {
        return false;
    }
    let registers = REGISTERS.contains(&name)
        || name.starts_with("add_")
        || name.starts_with("on_")
        || name.strip_prefix("add").is_some_and(|rest| rest.starts_with(char::is_uppercase))
        || keyword == Some("command");
    registers || RUNNERS.contains(&name) && !waited_for(call, context)
}

/// Whether what runs beside the loop is waited for before the next round.
fn waited_for(call: Node, context: &Context) -> bool {
    for around in context.ancestors(call) {
        match around.kind_name() {
            "with_statement" => return true,
            "for_statement" | "while_statement" => {
                return [".join(", ".result(", ".wait(", "wait(", "await "]
                    .iter()
                    .any(|word| context.text(around).contains(word));
            }
            "function_definition" | "lambda" => return false,
            _ => {}
        }
    }
    false
}

/// Whether the object that an expression names is bound in the loop itself: what it holds may be
/// gone with the round.
fn fresh_each_round(expression: Node, context: &Context, held: Held) -> bool {
    let Some(path) = path_of(expression, context.source) else { return true };
    let table = context.view.unit(context.view.own());
    let regions = Regions(&table.regions);
    table.scopes[held.parent as usize].symbol(&path.root).is_some_and(|symbol| {
        symbol.bindings.iter().any(|own| regions.outward(own.region).any(|(id, _)| id == held.body))
    })
}
