//! Which occurrences of a name walk through the items of its object, and whether they take all.
//!
//! Decided by the nodes around the name. `sum(x for x in xs)` and `list(map(str, xs))` walk through
//! `xs` in full: the inner step is lazy, what stands around it is not. A lazy step whose consumer is
//! not seen is no pass. Names of functions are taken at their word; who asks checks that they are
//! the builtins.

use super::collect::Collector;
use super::scope::Pass;
use super::syntax::{Field, Syntax};
use super::value::Name;
use tree_sitter::Node;

/// Functions that take all items of their first argument.
const TAKE_ALL: &[&str] = &[
    "list",
    "tuple",
    "set",
    "frozenset",
    "dict",
    "sorted",
    "sum",
    "min",
    "max",
    "bytes",
    "bytearray",
    "deque",
    "Counter",
];

/// Functions that may stop before the last item, or that take one.
const TAKE_SOME: &[&str] = &["any", "all", "next", "zip", "islice", "iter", "map", "filter", "enumerate"];

impl<'t> Collector<'_, 't> {
    /// The pass that an occurrence of a name makes.
    pub(super) fn pass_of(&self, node: Node<'t>) -> Option<Pass> {
        let mut at = node;
        let mut around = self.above.iter().rev().copied();
        let mut by = Name::default();
        let full = loop {
            let parent = around.next()?;
            match parent.kind_name() {
                "parenthesized_expression" => {}
                "for_statement" => {
                    if self.part(parent, Field::Right) != Some(at) {
                        return None;
                    }
                    break self.part(parent, Field::Body).is_some_and(|body| !may_stop(body, true));
                }
                "for_in_clause" => {
                    if self.part(parent, Field::Right) != Some(at) {
                        return None;
                    }
                    let comprehension = around.next()?;
                    if comprehension.kind_name() != "generator_expression" {
                        break true;
                    }
                    at = comprehension;
                    continue;
                }
                "argument_list" => {
                    let call = around.next()?;
                    match self.taken(call, parent, at)? {
                        Taken::All(name) => {
                            by = name;
                            break true;
                        }
                        Taken::Some(name) => {
                            by = name;
                            break false;
                        }
                        Taken::Lazily => {
                            at = call;
                            continue;
                        }
                    }
                }
                "call" if at.kind_name() == "generator_expression" => {
                    let function = self.part(parent, Field::Function)?;
                    let name = self.source.text(function);
                    by = self.source.name(function);
                    if TAKE_ALL.contains(&name) {
                        break true;
                    }
                    if matches!(name, "any" | "all" | "next") {
                        break false;
                    }
                    let joins = self.part(function, Field::Object).is_some_and(|it| it.kind_name() == "string")
                        && name.ends_with(".join");
                    by = Name::default();
                    if joins || name.ends_with(".extend") {
                        break true;
                    }
                    return None;
                }
                "list_splat" => break true,
                "assignment" => {
                    let left = self.part(parent, Field::Left)?;
                    if !matches!(left.kind_name(), "pattern_list" | "tuple_pattern" | "list_pattern") {
                        return None;
                    }
                    break true;
                }
                "comparison_operator" => {
                    let mut cursor = parent.walk();
                    let last = parent.named_child(parent.named_child_count().saturating_sub(1) as u32);
                    let mut operators = parent.children_by_field_name("operators", &mut cursor);
                    if last != Some(at) || !operators.all(|operator| matches!(operator.kind_name(), "in" | "not in")) {
                        return None;
                    }
                    break false;
                }
                "yield" => {
                    let from = parent.child(1).is_some_and(|word| word.kind_name() == "from");
                    return from.then_some(Pass { full: false, by });
                }
                _ => return None,
            }
            at = parent;
        };
        let full = full && !self.is_conditional();
        Some(Pass { full, by })
    }

    /// What a call does with the items of its argument `at`.
    fn taken(&self, call: Node<'t>, arguments: Node<'t>, at: Node<'t>) -> Option<Taken> {
        if self.part(call, Field::Arguments) != Some(arguments) {
            return None;
        }
        let function = self.part(call, Field::Function)?;
        if arguments.named_child_count() > 8 {
            return None;
        }
        // Few calls are of those that are known below.
        let may_take = match function.kind_name() {
            "attribute" => {
                let method = self.part(function, Field::Attribute)?;
                matches!(self.source.text(method), "join" | "extend")
            }
            "identifier" => {
                let name = self.source.text(function);
                TAKE_ALL.contains(&name) || TAKE_SOME.contains(&name)
            }
            _ => false,
        };
        if !may_take {
            return None;
        }
        let mut positional = self.named(arguments);
        positional.retain(|argument| !argument.is_extra() && argument.kind_name() != "keyword_argument");
        let index = positional.iter().position(|argument| *argument == at)?;
        if positional[..index].iter().any(|argument| argument.kind_name() == "list_splat") {
            return None;
        }
        if function.kind_name() == "attribute" {
            let method = self.part(function, Field::Attribute)?;
            let object = self.part(function, Field::Object)?;
            return match self.source.text(method) {
                "join" if object.kind_name() == "string" && index == 0 => Some(Taken::All(Name::default())),
                "extend" if index == 0 => Some(Taken::All(Name::default())),
                _ => None,
            };
        }
        let name = self.source.text(function);
        if function.kind_name() != "identifier" {
            return None;
        }
        match (name, index, positional.len()) {
            ("enumerate", 0, _) | ("map" | "filter", 1, 2) => Some(Taken::Lazily),
            ("min" | "max", _, count) if count > 1 => None,
            ("dict", 0, 1) => Some(Taken::All(self.source.name(function))),
            (name, 0, _) if TAKE_ALL.contains(&name) => Some(Taken::All(self.source.name(function))),
            (name, _, _) if TAKE_SOME.contains(&name) => Some(Taken::Some(self.source.name(function))),
            _ => None,
        }
    }

    /// Whether the place may be skipped within its statement: a branch of `a if b else c`, an
    /// operand of `and` and `or`, the header of a `while`.
    fn is_conditional(&self) -> bool {
        for node in self.above.iter().rev() {
            match node.kind_name() {
                "conditional_expression" | "boolean_operator" | "while_statement" | "lambda" | "assert_statement" => {
                    return true;
                }
                "block" | "module" | "expression_statement" | "for_statement" | "if_statement" => return false,
                _ => {}
            }
        }
        false
    }
}

enum Taken {
    All(Name),
    Some(Name),
    Lazily,
}

/// Whether a loop with this body may end before its last round. Behind a `yield` the consumer may
/// never come back.
fn may_stop(body: Node, of_loop: bool) -> bool {
    let mut cursor = body.walk();
    body.named_children(&mut cursor).any(|child| match child.kind_name() {
        "break_statement" => of_loop,
        "return_statement" | "raise_statement" | "yield" => true,
        "function_definition" | "class_definition" | "lambda" | "comment" | "string" => false,
        "for_statement" | "while_statement" => may_stop(child, false),
        _ => may_stop(child, of_loop),
    })
}
