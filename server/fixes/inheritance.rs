//! Rewrites of class headers and `super()` calls.

use super::Edit;
use super::layout::{indent_of, line_end, slice};
use crate::facts::{Context, Match, base_orders};
use crate::semantics::syntax::Syntax;
use tree_sitter::Node;

/// Puts the bases into an order that works: the one with this number.
pub(super) fn base_order(context: &Context, found: &Match, number: usize) -> Option<Vec<Edit>> {
    let (_, _, works) = base_orders(found.named("name")?, context)?;
    let order = works.get(number)?;
    let mut cursor = found.on().walk();
    let is_base = |node: &Node| {
        !node.is_extra() && !matches!(node.kind_name(), "comment" | "keyword_argument" | "dictionary_splat")
    };
    let bases: Vec<Node> = found.on().named_children(&mut cursor).filter(is_base).collect();
    let moved = order.iter().enumerate().filter(|(at, from)| at != *from);
    moved
        .map(|(at, &from)| {
            let text = context.text(*bases.get(from)?).to_string();
            Some(Edit { range: bases.get(at)?.byte_range(), new_text: text })
        })
        .collect()
}

/// Removes a base and the comma before it.
pub(super) fn remove_base(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let base = found.on();
    let before = base.prev_named_sibling().filter(|before| before.kind_name() != "comment")?;
    let between = slice(context.rope, before.end_byte()..base.start_byte());
    let range = before.end_byte()..base.end_byte();
    (between.trim() == ",").then(|| vec![Edit { range, new_text: String::new() }])
}

/// `super.m(self)` becomes `super().m()`: the instance is passed by itself, but for `__new__`.
pub(super) fn call_super(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let word = found.named("super")?;
    let mut edits = vec![Edit { range: word.end_byte()..word.end_byte(), new_text: "()".into() }];
    let scope = context.view.scope(context.view.own(), context.scope_of(word));
    let receiver = scope.function.as_deref().and_then(|function| function.params.first());
    let arguments = found.named("arguments")?;
    let mut cursor = arguments.walk();
    let given: Vec<Node> = arguments.named_children(&mut cursor).collect();
    let is_receiver = |node: &&Node| receiver.is_some_and(|receiver| context.text(**node) == receiver.name);
    if let Some(first) = given.first().filter(is_receiver)
        && found.named("method").is_some_and(|method| context.text(method) != "__new__")
    {
        let end = given.get(1).map_or(first.end_byte(), Node::start_byte);
        edits.push(Edit { range: first.start_byte()..end, new_text: String::new() });
    }
    Some(edits)
}

/// Binds `super()` to a name on the line above the statement, where the method's first argument is
/// at hand.
pub(super) fn bind_super(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = found.on();
    let around = context.ancestors(call);
    // The statement of the method's own body that holds the inner scope.
    let inner = |node: &Node| {
        matches!(
            node.kind_name(),
            "lambda"
                | "generator_expression"
                | "list_comprehension"
                | "set_comprehension"
                | "dictionary_comprehension"
                | "function_definition"
        )
    };
    let method = around.iter().position(|node| {
        node.kind_name() == "function_definition" && {
            let body = around.iter().skip_while(|other| *other != node).skip(1);
            body.map(Syntax::kind_name).find(|kind| !matches!(*kind, "block" | "decorated_definition"))
                == Some("class_definition")
        }
    })?;
    let outermost = around[..method].iter().rposition(inner)?;
    let block = (outermost..method).find(|&at| around[at].kind_name() == "block")?;
    let statement = around[block.checked_sub(1)?];
    let indent = indent_of(context.rope, statement)?;
    let name = ["parent", "parent_class", "next_in_order"].into_iter().find(|name| {
        let is_word = |word: &str| word == *name;
        !context.source.text.split(|c: char| !c.is_alphanumeric() && c != '_').any(is_word)
    })?;
    let line = format!("{name} = super(){}{indent}", line_end(context.rope));
    let at = statement.start_byte();
    Some(vec![Edit { range: at..at, new_text: line }, Edit { range: call.byte_range(), new_text: name.to_string() }])
}
