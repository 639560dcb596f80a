//! Rewrites of descriptors and properties.

use super::Edit;
use super::layout::{indent_of, insert_at_top, line_end, slice};
use crate::facts::{Context, Match, attributes, kept_on_self, parameters, plain_method, recursion_at};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

fn around<'t>(context: &Context<'t>, node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    context.ancestors(node).into_iter().find(|around| around.kind_name() == kind)
}

/// Gives back the descriptor itself when it is asked for on the class.
pub(super) fn guard_class_access(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    Some(vec![guard(context, around(context, found.on(), "function_definition")?)?])
}

/// `if instance is None: return self` at the top of a `__get__`.
fn guard(context: &Context, function: Node) -> Option<Edit> {
    let names = parameters(function, context);
    let [own, instance, ..] = names.as_slice() else { return None };
    let body = function.part(Field::Body)?;
    let inner = indent_of(context.rope, body.named_child(0)?)?;
    let outer = indent_of(context.rope, function)?;
    let step = inner.strip_prefix(outer.as_str()).filter(|step| !step.is_empty())?;
    let lines = [format!("if {instance} is None:"), format!("{step}return {own}")];
    insert_at_top(context, function, &lines, 0)
}

/// Keeps the value on the instance, under the attribute's name with an underscore.
pub(super) fn keep_on_instance(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let class = around(context, found.hovered(), "class_definition")?;
    let (name, stored) = kept_on_self(class, context)?;
    let text = context.text(class);
    if plain_method(class, "__set_name__", context).is_some() || text.contains("_name") {
        return None;
    }
    let (setter, getter) = (plain_method(class, "__set__", context)?, plain_method(class, "__get__", context)?);
    let (set, get) = (parameters(setter, context), parameters(getter, context));
    let (own, instance, reader, asked) = (set.first()?, set.get(1)?, get.first()?, get.get(1)?);
    let read = attributes(getter.part(Field::Body)?, reader, &name, context);
    // Whoever else speaks of it would be left behind.
    if text.matches(&format!(".{name}")).count() != read.len() + stored.len() {
        return None;
    }
    let mut edits = Vec::new();
    for assignment in stored {
        let right = context.text(assignment.part(Field::Right)?);
        let new_text = format!("setattr({instance}, {own}._name, {right})");
        edits.push(Edit { range: assignment.byte_range(), new_text });
    }
    for one in read {
        edits.push(Edit { range: one.byte_range(), new_text: format!("getattr({asked}, {reader}._name)") });
    }
    if !context.text(getter).contains(&format!("{asked} is ")) {
        edits.push(guard(context, getter)?);
    }
    let rope = context.rope;
    let first = class.part(Field::Body)?.named_child(0)?;
    let indent = indent_of(rope, first)?;
    let method = if setter.start_byte() < getter.start_byte() { setter } else { getter };
    let body = method.part(Field::Body)?;
    let inner = indent_of(rope, body.named_child(0)?)?;
    let newline = line_end(rope);
    let at = method.start_byte();
    let new_text = format!(
        "def __set_name__({own}, owner, name):{newline}{inner}{own}._name = \"_\" + name{newline}{newline}{indent}"
    );
    edits.push(Edit { range: at..at, new_text });
    (slice(rope, at..at + 3) == "def").then_some(edits)
}

/// Lets the accessors of a property use a name of their own.
pub(super) fn underscore(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let class = around(context, found.hovered(), "class_definition")?;
    let name = context.text(found.hovered());
    let suite = class.part(Field::Body)?;
    let mut cursor = suite.walk();
    let mut edits = Vec::new();
    for statement in suite.named_children(&mut cursor).filter(|one| one.kind_name() == "decorated_definition") {
        let function = statement.part(Field::Definition)?;
        let Some(own) = function.part(Field::Name).filter(|own| context.text(*own) == name) else { continue };
        if let Some(place) = recursion_at(own, context) {
            let attribute = place.part(Field::Attribute)?;
            edits.push(Edit { range: attribute.byte_range(), new_text: format!("_{name}") });
        }
    }
    (!edits.is_empty()).then_some(edits)
}
