//! Facts about dicts that are filled by hand where `Counter`, `defaultdict` or `setdefault` would do,
//! and about a `defaultdict` that a question fills.

use super::context::{Context, Witness};
use crate::semantics::scope::{Escape, Read};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{BindingKind, Regions, UseKind, Value};
use tree_sitter::Node;

/// A statement that adds 1 to the count of a key, and starts it where it is missing:
/// `if k in d: d[k] += 1` with `else: d[k] = 1`, or `d[k] = d.get(k, 0) + 1`. Binds the dict and
/// the key.
pub fn counts_by_hand(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let found = counted(node, context);
    found.is_some_and(|(table, key)| is_plain_table(table, context) && say(table, key, context, witness))
}

/// `if k not in d: d[k] = []`, followed by a call that adds to `d[k]`. Binds the dict and the key.
pub fn groups_by_hand(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(group) = group_of(node, context) else { return false };
    // A missing key may be what somebody waits for.
    let waits = context.text(context.statement).contains("KeyError");
    !waits && is_plain_table(group.table, context) && say(group.table, group.key, context, witness)
}

/// The parts of a group that is kept by hand.
pub struct Group<'t> {
    /// The dict.
    pub table: Node<'t>,
    /// The key.
    pub key: Node<'t>,
    /// The empty container.
    pub empty: Node<'t>,
    /// `d[k]` in the statement that follows.
    pub item: Node<'t>,
}

/// What a statement that starts a group consists of.
pub fn group_of<'t>(node: Node<'t>, context: &Context) -> Option<Group<'t>> {
    let (table, key) = membership(node, "not in")?;
    if node.part(Field::Alternative).is_some() {
        return None;
    }
    let assignment = only_assignment(node.part(Field::Consequence)?)?;
    let empty = assignment.part(Field::Right)?;
    let is_empty = matches!(context.text(empty), "[]" | "list()" | "set()" | "{}" | "dict()" | "deque()");
    if !is_empty || !is_item(assignment.part(Field::Left)?, table, key, context) {
        return None;
    }
    let next = node.next_named_sibling().filter(|next| next.kind_name() == "expression_statement")?;
    let function = next.named_child(0).filter(|call| call.kind_name() == "call")?.part(Field::Function)?;
    let item = function.part(Field::Object)?;
    let method = function.part(Field::Attribute)?;
    let adds = matches!(context.text(method), "append" | "add" | "extend" | "update" | "appendleft" | "insert");
    (adds && is_item(item, table, key, context)).then_some(Group { table, key, empty, item })
}

fn say(table: Node, key: Node, context: &Context, witness: &mut Witness) -> bool {
    witness.say("table", context.text(table));
    witness.say("key", context.text(key));
    true
}

/// The `d` and `k` of `if k in d:` or `if k not in d:`.
fn membership<'t>(statement: Node<'t>, operator: &str) -> Option<(Node<'t>, Node<'t>)> {
    let condition = statement.part(Field::Condition).filter(|node| node.kind_name() == "comparison_operator")?;
    let (key, table) = (condition.named_child(0)?, condition.named_child(1)?);
    let plain = condition.named_child_count() == 2 && condition.child(1)?.kind_name() == operator;
    (plain && table.kind_name() == "identifier" && matches!(key.kind_name(), "identifier" | "attribute" | "subscript"))
        .then_some((table, key))
}

/// The assignment that a block consists of.
fn only_assignment(block: Node) -> Option<Node> {
    let statement = block.named_child(0).filter(|_| block.named_child_count() == 1)?;
    statement.named_child(0).filter(|node| matches!(node.kind_name(), "assignment" | "augmented_assignment"))
}

/// Whether a node is `table[key]`.
fn is_item(node: Node, table: Node, key: Node, context: &Context) -> bool {
    let is = |part: Option<Node>, other: Node| part.is_some_and(|part| context.text(part) == context.text(other));
    node.kind_name() == "subscript" && is(node.part(Field::Value), table) && is(node.part(Field::Subscript), key)
}

fn counts_in_branches<'t>(node: Node<'t>, context: &Context) -> Option<(Node<'t>, Node<'t>)> {
    let (there, table, key) = match membership(node, "in") {
        Some((table, key)) => (true, table, key),
        None => membership(node, "not in").map(|(table, key)| (false, table, key))?,
    };
    let first = only_assignment(node.part(Field::Consequence)?)?;
    let mut cursor = node.walk();
    let mut others = node.children_by_field_name("alternative", &mut cursor);
    let other = others.next().filter(|other| other.kind_name() == "else_clause")?;
    if others.next().is_some() {
        return None;
    }
    let second = only_assignment(other.part(Field::Body)?)?;
    let (adds, starts) = if there { (first, second) } else { (second, first) };
    let by_one = |node: Node, kind: &str| {
        node.kind_name() == kind
            && node.part(Field::Left).is_some_and(|left| is_item(left, table, key, context))
            && node.part(Field::Right).is_some_and(|right| context.text(right) == "1")
    };
    let plus = adds.part(Field::Operator).is_some_and(|operator| operator.kind_name() == "+=");
    (plus && by_one(adds, "augmented_assignment") && by_one(starts, "assignment")).then_some((table, key))
}

fn counts_with_get<'t>(node: Node<'t>, context: &Context) -> Option<(Node<'t>, Node<'t>)> {
    let (left, right) = (node.part(Field::Left)?, node.part(Field::Right)?);
    let (table, key) = (left.part(Field::Value)?, left.part(Field::Subscript)?);
    let expected = format!("{}.get({}, 0) + 1", context.text(table), context.text(key));
    (table.kind_name() == "identifier" && context.text(right) == expected).then_some((table, key))
}

/// Whether a name is bound once, to an empty dict.
fn is_plain_table(table: Node, context: &Context) -> bool {
    let variable = context.view.variable(context.view.own(), context.scope_of(table), context.text(table));
    match context.view.bindings(&variable).as_slice() {
        [site] if site.item.kind == BindingKind::Assign => match &site.item.value {
            Value::Display(shape) => {
                shape.kind == crate::semantics::Kind::Dict && shape.items.is_empty() && shape.spreads.is_empty()
            }
            Value::Call { callee, args, more } => {
                callee.root == "dict"
                    && callee.steps.is_empty()
                    && args.is_empty()
                    && !more
                    && context.view.is_builtin(site.unit, site.scope, "dict")
            }
            _ => false,
        },
        _ => false,
    }
}

/// The dict and the key of a statement that counts by hand.
pub fn counted<'t>(node: Node<'t>, context: &Context) -> Option<(Node<'t>, Node<'t>)> {
    match node.kind_name() {
        "if_statement" => counts_in_branches(node, context),
        _ => counts_with_get(node, context),
    }
}

/// A test of `d[k]` where `d` is a defaultdict that is looped over, measured or shown further on:
/// the key is in it then, by the question alone.
pub fn read_inserts(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let (Some(table), Some(key)) = (node.part(Field::Value), node.part(Field::Subscript)) else {
        return false;
    };
    let around = context.ancestors(node);
    if table.kind_name() != "identifier" || !is_tested(node, &around) {
        return false;
    }
    let (name, key) = (context.text(table), context.text(key));
    let outer = around.iter().find(|around| around.kind_name() == "function_definition").or(around.last());
    let text = outer.map_or("", |outer| context.text(*outer));
    let item = format!("{name}[{key}]");
    let is_known = text.matches(&item).count() != 1 || text.contains(&format!("{key} in {name}"));
    let loops_over_it = around.iter().any(|around| {
        let right = around.part(Field::Right).filter(|_| around.kind_name() == "for_statement");
        right.is_some_and(|right| context.text(right).contains(name))
    });
    if is_known || loops_over_it {
        return false;
    }
    let (own, scope, at) = (context.view.own(), context.scope_of(node), context.source.at(node));
    let table = context.view.unit(own);
    let regions = Regions(&table.regions);
    let here = super::identity::region_at(table, scope, at);
    let variable = context.view.variable(own, scope, name);
    let later = context.view.uses(&variable).into_iter().find(|site| {
        let sees = match &site.item.kind {
            UseKind::Read(Read::Iterate) => true,
            UseKind::Read(Read::Argument(by)) => matches!(by.as_str(), "len" | "list" | "sorted" | "dict" | "print"),
            UseKind::Read(Read::Method(by)) => matches!(by.as_str(), "keys" | "values" | "items"),
            UseKind::Escape(Escape::Return) => true,
            _ => false,
        };
        sees && site.item.path.is_empty()
            && site.scope == scope
            && if site.unit == own {
                let exit = table.regions[site.item.region as usize].exit.map_or(site.item.at, |(exit, _)| exit);
                // A `return` ends the path that it stands on, behind what it returns.
                regions.reaches(here, at, site.item.region, site.item.at.min(exit.max(at + 1)))
            } else {
                context.view.ordinal(site.unit) > context.view.ordinal(own)
            }
    });
    let Some(later) = later else { return false };
    witness.point(later.unit, later.item.range.clone(), "the key is seen here");
    true
}

/// Whether an expression decides something in the condition of `if` or `while`.
fn is_tested(node: Node, around: &[Node]) -> bool {
    let mut inner = node;
    for outer in around {
        match outer.kind_name() {
            "not_operator" | "comparison_operator" | "boolean_operator" | "parenthesized_expression" => inner = *outer,
            "if_statement" | "elif_clause" | "while_statement" => {
                return outer.part(Field::Condition) == Some(inner);
            }
            _ => return false,
        }
    }
    false
}
