//! Facts about code that chooses what to make or to run: chains of comparisons with strings.

use super::context::{Context, Match, Witness};
use super::singletons::below;
use crate::semantics::scope::{Escape, UseKind};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use crate::semantics::{Ancestor, BindingKind, ClassId, Classes};
use rustc_hash::FxHashSet;
use tree_sitter::Node;

/// An `if` chain that compares one name with a string in each branch, and whose branches differ in
/// nothing but the name that is called.
pub struct Switch<'t> {
    /// The name or path that is compared.
    pub subject: Node<'t>,
    /// The strings, and the calls that they lead to.
    pub branches: Vec<(Node<'t>, Node<'t>)>,
    /// What stands before each call: `return`, or the target of an assignment with its `=`.
    pub receives: String,
    /// The suite behind `else`.
    pub otherwise: Option<Node<'t>>,
}

/// The chain that starts at an `if` statement.
pub fn switch_at<'t>(statement: Node<'t>, context: &Context<'t>) -> Option<Switch<'t>> {
    let mut branches = Vec::new();
    let (mut subject, mut receives, mut arguments, mut otherwise) = (None, None, None, None);
    let mut take = |part: Node<'t>| {
        let (name, key) = comparison(part.part(Field::Condition)?, context)?;
        let (before, call) = outcome(part.part(Field::Consequence)?, context)?;
        let given = context.text(call.part(Field::Arguments)?).split_whitespace().collect::<String>();
        let same = context.text(*subject.get_or_insert(name)) == context.text(name)
            && *receives.get_or_insert(before.clone()) == before
            && *arguments.get_or_insert(given.clone()) == given;
        branches.push((key, call));
        same.then_some(())
    };
    take(statement)?;
    let mut cursor = statement.walk();
    for part in statement.children_by_field_name("alternative", &mut cursor) {
        match part.kind_name() {
            "elif_clause" => take(part)?,
            _ => otherwise = part.part(Field::Body),
        }
    }
    let called = |call: &Node<'t>| call.part(Field::Function).map(|function| context.text(function));
    let different = |texts: FxHashSet<_>| texts.len() == branches.len();
    (different(branches.iter().map(|(_, call)| called(call)).collect())
        && different(branches.iter().map(|(key, _)| Some(context.text(*key))).collect()))
    .then_some(())?;
    Some(Switch { subject: subject?, branches, receives: receives?, otherwise })
}

/// `name == "text"`.
fn comparison<'t>(condition: Node<'t>, context: &Context) -> Option<(Node<'t>, Node<'t>)> {
    let condition =
        if condition.kind_name() == "parenthesized_expression" { condition.named_child(0)? } else { condition };
    if condition.kind_name() != "comparison_operator"
        || condition.named_child_count() != 2
        || condition.child_count() != 3
    {
        return None;
    }
    let (left, right) = (condition.named_child(0)?, condition.named_child(1)?);
    let plain = right.kind_name() == "string" && !context.text(right).starts_with(['f', 'F', 'b', 'B']);
    (condition.child(1)?.kind_name() == "==" && matches!(left.kind_name(), "identifier" | "attribute") && plain)
        .then_some((left, right))
}

/// `return f(…)` or `target = f(…)` as the only statement of a suite.
fn outcome<'t>(suite: Node<'t>, context: &Context) -> Option<(String, Node<'t>)> {
    let mut cursor = suite.walk();
    let mut statements = suite.named_children(&mut cursor).filter(|node| node.kind_name() != "comment");
    let (statement, None) = (statements.next()?, statements.next()) else { return None };
    let (before, call) = match statement.kind_name() {
        "return_statement" => ("return ".to_string(), statement.named_child(0)?),
        "expression_statement" => {
            let assignment = statement.named_child(0).filter(|inner| inner.kind_name() == "assignment")?;
            let left = assignment.part(Field::Left).filter(|left| left.kind_name() == "identifier")?;
            if assignment.part(Field::Type).is_some() {
                return None;
            }
            (format!("{} = ", context.text(left)), assignment.part(Field::Right)?)
        }
        _ => return None,
    };
    let function = call.part(Field::Function).filter(|_| call.kind_name() == "call")?;
    matches!(function.kind_name(), "identifier" | "attribute").then_some((before, call))
}

/// Whether an `if` starts a chain of three or more such branches.
pub fn is_string_switch(keyword: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(statement) = context.ancestors(keyword).first().copied() else { return false };
    // The chain needs two `elif`s; nearly every `if` has none.
    let mut cursor = statement.walk();
    if statement.children_by_field_name("alternative", &mut cursor).count() < 2 {
        return false;
    }
    let Some(switch) = switch_at(statement, context).filter(|switch| switch.branches.len() >= 3) else { return false };
    let named = |call: &Node| {
        let function = call.part(Field::Function).map_or("", |function| context.text(function));
        function.rsplit('.').next().is_some_and(|name| name.trim_start_matches('_').starts_with(char::is_uppercase))
    };
    let all_classes = switch.branches.iter().all(|(_, call)| named(call));
    witness.say("subject", context.text(switch.subject));
    witness.say("what", if all_classes { "class" } else { "function" });
    true
}

/// The classes of this file of which a function gives back new instances, two or more, each with
/// the string that leads to it; and what these strings are compared with.
#[allow(clippy::type_complexity, reason = "two parts of one answer")]
pub fn classes_made<'t>(
    function: Node<'t>,
    context: &Context<'t>,
) -> Option<(Vec<(ClassId, Option<Node<'t>>)>, Option<Node<'t>>)> {
    let body = function.part(Field::Body)?;
    let switch = below(body, "if_statement")
        .into_iter()
        .find_map(|statement| switch_at(statement, context))
        .filter(|switch| switch.receives == "return ");
    let mut made: Vec<(ClassId, Option<Node>)> = Vec::new();
    let mut returns = below(body, "return_statement");
    returns.sort_by_key(Node::start_byte);
    for statement in returns {
        let Some(call) = statement.named_child(0).filter(|value| value.kind_name() == "call") else { continue };
        let Some(class) = class_called(call, context) else { continue };
        if !made.iter().any(|(known, _)| *known == class) {
            let branch = switch.as_ref().and_then(|switch| switch.branches.iter().find(|(_, own)| *own == call));
            made.push((class, branch.map(|(key, _)| *key)));
        }
    }
    (made.len() >= 2).then(|| (made, switch.map(|switch| switch.subject)))
}

fn class_called(call: Node, context: &Context) -> Option<ClassId> {
    let dotted = path_of(call.part(Field::Function)?, context.source)?.dotted()?;
    match Classes::new(context.view).named(context.view.own(), context.scope_of(call), &dotted) {
        Ancestor::Here(class) => Some(class),
        _ => None,
    }
}

/// The class whose attribute came from outside, and the classes of this file, two or more, that
/// implement the method which is called on it.
pub fn strategies(attribute: Node, method: Node, context: &Context) -> Option<(ClassId, Vec<ClassId>)> {
    let classes = Classes::new(context.view);
    let (node, attribute, method) = (attribute, context.text(attribute), context.text(method));
    let own = context.view.own();
    let class = classes.around(own, context.scope_of(node))?;
    parameter_behind(&classes, class, attribute)?;
    let implements = |class: ClassId| {
        classes.member(class, method).is_some_and(|member| member.function.is_some())
            && !classes.is_abstract(class, method)
            && !classes
                .member(class, method)
                .and_then(|member| classes.function(class, &member))
                .is_some_and(|it| it.is_stub)
    };
    let bases = annotated_class(&classes, class, attribute, context).into_iter().collect::<Vec<_>>();
    let mut candidates: Vec<ClassId> = bases.iter().flat_map(|base| classes.descendants(*base)).collect();
    candidates.extend(bases);
    if candidates.is_empty() {
        candidates = beside(&classes, method, context);
    }
    candidates.retain(|one| *one != class && implements(*one));
    candidates.dedup();
    (candidates.len() >= 2).then_some((class, candidates))
}

/// The parameter that the attribute is set to: its method's scope and its name.
fn parameter_behind(classes: &Classes, class: ClassId, attribute: &str) -> Option<(u32, String)> {
    let view = classes.view();
    let unit = view.unit(class.unit);
    (0..).zip(&unit.scopes).filter(|(_, scope)| scope.parent == Some(class.scope)).find_map(|(id, scope)| {
        let function = scope.function.as_deref()?;
        let stored = function.params.iter().skip(1).find(|parameter| {
            let uses = view.uses(&view.variable(class.unit, id, &parameter.name));
            parameter.name.as_str() == attribute.trim_start_matches('_')
                && uses.iter().any(|site| matches!(site.item.kind, UseKind::Escape(Escape::Store)))
        })?;
        Some((id, stored.name.to_string()))
    })
}

/// The class of this file that the parameter behind an attribute is annotated with.
fn annotated_class(classes: &Classes, class: ClassId, attribute: &str, context: &Context) -> Option<ClassId> {
    let (scope, name) = parameter_behind(classes, class, attribute)?;
    let function = context.view.scope(class.unit, scope).function.as_deref()?;
    let parameter = function.params.iter().find(|parameter| parameter.name == name)?;
    let annotation = parameter.annotation.as_ref()?.trim_matches(['"', '\'']);
    match classes.named(class.unit, class.scope, annotation) {
        Ancestor::Here(class) => Some(class),
        _ => None,
    }
}

/// The classes of this file's top level that define a method of this name.
fn beside(classes: &Classes, method: &str, context: &Context) -> Vec<ClassId> {
    let statements = context.top().filter(|statement| statement.kind_name() == "class_definition");
    let own = context.view.own();
    statements
        .filter_map(|statement| {
            let name = context.rope.get_byte_slice(statement.part(Field::Name)?.byte_range())?.to_string();
            let variable = context.view.variable(own, 0, &name);
            let bindings = context.view.bindings(&variable);
            let [site] = bindings.as_slice() else { return None };
            match site.item.kind {
                BindingKind::Class(scope) => Some(ClassId { unit: site.unit, scope }),
                _ => None,
            }
        })
        .filter(|class| classes.member(*class, method).is_some())
        .collect()
}

/// The attribute of a call such as `self.strategy.sort(…)` for which this file has several answers.
pub fn has_strategies(attribute: Node, context: &Context, found: &Match) -> bool {
    found.named("method").is_some_and(|method| strategies(attribute, method, context).is_some())
}

/// The name of a function that gives back instances of different classes of this file.
pub fn is_factory(name: Node, context: &Context) -> bool {
    context.ancestors(name).first().is_some_and(|function| classes_made(*function, context).is_some())
}
