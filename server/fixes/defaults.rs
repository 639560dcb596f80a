//! Rewrites of a mutable default.

use super::Edit;
use super::layout::{indent_of_line, indented, insert_at_top, line_end, one_level};
use super::names::can_move;
use crate::facts::{Context, Match};
use crate::semantics::module::{Site, Variable};
use crate::semantics::scope::Read;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{BindingKind, ScopeId, Step, Use, UseKind};
use tree_sitter::Node;

/// A parameter, the function it belongs to, and its name.
struct Parameter<'t> {
    node: Node<'t>,
    function: Node<'t>,
    scope: ScopeId,
    variable: Variable,
}

impl<'t> Parameter<'t> {
    /// The parameter of a match; `None` for one of a lambda, which has no body for statements.
    fn of(context: &Context<'t>, found: &Match<'_, 't>) -> Option<Self> {
        let node = found.named("parameter")?;
        let around = context.ancestors(node);
        let function =
            around.iter().copied().find(|around| matches!(around.kind_name(), "function_definition" | "lambda"))?;
        let own = context.view.own();
        let range = context.source.range(function);
        let scopes = &context.view.unit(own).scopes;
        let scope = (0..).zip(scopes).find(|(_, scope)| scope.range == range && scope.function.is_some())?.0;
        let name = context.text(node.part(Field::Name)?);
        let variable = context.view.variable(own, scope, name);
        (function.kind_name() == "function_definition").then_some(Parameter { node, function, scope, variable })
    }

    fn uses<'a>(&self, context: &Context<'a>) -> Vec<Site<'a, Use>> {
        context.view.uses(&self.variable)
    }
}

/// `to=[]` becomes `to=None`, and the list is made at the top of the body.
pub(super) fn none_default<'t>(context: &Context<'t>, found: &Match<'_, 't>) -> Option<Vec<Edit>> {
    let parameter = Parameter::of(context, found)?;
    let function = parameter.function;
    let name = parameter.variable.name.as_str();
    let value = parameter.node.part(Field::Value)?;
    let body = context.text(function.part(Field::Body)?);
    let told_apart =
        [" is None", " is not None", " == None", " != None"].iter().any(|test| body.contains(&format!("{name}{test}")));
    let unused = parameter.uses(context).is_empty() && context.view.bindings(&parameter.variable).len() < 2;
    let around = context.view.scope(context.view.own(), parameter.scope).parent.unwrap_or(0);
    // None means something of its own here; or nobody would look at the new object.
    if told_apart || unused || !can_move(context, value, around, Some(parameter.scope)) {
        return None;
    }
    let made = match value.kind_name() {
        // A named object must not be shared through the guard either.
        "identifier" | "attribute" => format!("{}.copy()", context.text(value)),
        _ => context.text(value).to_string(),
    };
    let level = one_level(context, function);
    let newline = line_end(context.rope);
    let outer = indent_of_line(context.rope, function.start_byte());
    let made = indented(&made, &indent_of_line(context.rope, value.start_byte()), &format!("{outer}{level}{level}"));
    let guard = [format!("if {name} is None:{newline}{outer}{level}{level}{name} = {made}")];
    let mut edits =
        vec![Edit { range: value.byte_range(), new_text: "None".into() }, insert_at_top(context, function, &guard, 0)?];
    if let Some(annotation) = parameter.node.part(Field::Type)
        && let Some(new_text) = optional(context, parameter.node, context.text(annotation))
    {
        edits.push(Edit { range: annotation.byte_range(), new_text });
    }
    Some(edits)
}

/// An annotation that also allows None; `None` when it does already.
fn optional(context: &Context, node: Node, annotation: &str) -> Option<String> {
    let quote = annotation.chars().next().filter(|first| matches!(first, '"' | '\''));
    let plain = quote.map_or(annotation, |quote| annotation.trim_matches(quote));
    if allows_none(plain) {
        return None;
    }
    let variable = context.view.variable(context.view.own(), context.scope_of(node), "Optional");
    let imported = context
        .view
        .bindings(&variable)
        .iter()
        .any(|site| matches!(&site.item.kind, BindingKind::Import(full) if full == "typing.Optional"));
    let wider = if imported { format!("Optional[{plain}]") } else { format!("{plain} | None") };
    Some(match quote {
        Some(quote) => format!("{quote}{wider}{quote}"),
        None => wider,
    })
}

/// Whether None is among what an annotation allows: `Optional[…]`, `… | None`, `Any`.
fn allows_none(annotation: &str) -> bool {
    split_outside_brackets(annotation, '|').into_iter().any(|member| {
        let (head, inner) = member.split_once('[').unwrap_or((member, ""));
        let inner = inner.strip_suffix(']').unwrap_or(inner);
        match head.rsplit('.').next().unwrap_or(head).trim() {
            "None" | "Optional" | "Any" | "object" => true,
            "Union" => split_outside_brackets(inner, ',').into_iter().any(allows_none),
            "Annotated" => split_outside_brackets(inner, ',').first().is_some_and(|first| allows_none(first)),
            _ => false,
        }
    })
}

fn split_outside_brackets(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, character) in text.char_indices() {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            _ if character == separator && depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// `to=[]` becomes `to=()`, when all that is done with it works for a tuple just as well.
pub(super) fn empty_tuple<'t>(context: &Context<'t>, found: &Match<'_, 't>) -> Option<Vec<Edit>> {
    let parameter = Parameter::of(context, found)?;
    let value = parameter.node.part(Field::Value)?;
    let is_empty_list = value.kind_name() == "list" && value.named_child_count() == 0;
    let annotated = parameter.node.part(Field::Type).is_some();
    let uses = parameter.uses(context);
    let rebound = context.view.bindings(&parameter.variable).len() > 1;
    let fits = |site: &Site<Use>| match &site.item.kind {
        UseKind::Read(Read::Iterate | Read::Test) => site.item.path.is_empty(),
        UseKind::Read(Read::Argument(name)) => name == "len" && site.item.path.is_empty(),
        UseKind::Read(Read::Operand) => {
            matches!(site.item.path.as_slice(), [Step::Index(_)]) || is_right_of_in(context, site.item)
        }
        _ => false,
    };
    let edit = Edit { range: value.byte_range(), new_text: "()".into() };
    (is_empty_list && !annotated && !rebound && !uses.is_empty() && uses.iter().all(fits)).then(|| vec![edit])
}

/// `x in items`
fn is_right_of_in(context: &Context, occurrence: &Use) -> bool {
    let start = context.source.base + occurrence.range.start as usize;
    let end = context.source.base + occurrence.range.end as usize;
    let Some(node) = context.statement.descendant_for_byte_range(start, end) else {
        return false;
    };
    let around = context.ancestors(node);
    let before = node.prev_sibling().map(|before| before.kind_name());
    around.first().is_some_and(|around| around.kind_name() == "comparison_operator")
        && matches!(before, Some("in" | "not in"))
        && node.next_sibling().is_none()
}

/// Renames the parameter to `_name`, which says that the object is shared on purpose.
pub(super) fn keep_cache<'t>(context: &Context<'t>, found: &Match<'_, 't>) -> Option<Vec<Edit>> {
    let parameter = Parameter::of(context, found)?;
    let name = parameter.variable.name.as_str();
    let own = context.view.own();
    let text = context.text(parameter.function);
    // Strings may name it too, as `locals()` and `exec` do; and the new name may be taken.
    if text.contains(&format!("_{name}")) || context.view.scope(own, parameter.scope).dynamic {
        return None;
    }
    if called_with_keyword(context, &parameter) {
        return None;
    }
    let bindings = context.view.bindings(&parameter.variable);
    let uses = parameter.uses(context);
    let places = bindings.iter().map(|site| site.item.at).chain(uses.iter().map(|site| site.item.at));
    let mut places: Vec<u32> = places.collect();
    places.sort_unstable();
    places.dedup();
    let edit = |at: u32| {
        let start = context.source.base + at as usize;
        Edit { range: start..start, new_text: "_".into() }
    };
    Some(places.into_iter().map(edit).collect())
}

/// Whether a call of the function in this file names the parameter.
fn called_with_keyword(context: &Context, parameter: &Parameter) -> bool {
    let own = context.view.own();
    let name = &parameter.variable.name;
    let around = context.view.scope(own, parameter.scope).parent.unwrap_or(0);
    let function = context.view.variable(own, around, &context.view.scope(own, parameter.scope).name);
    let named = format!("{name}=");
    context
        .view
        .uses(&function)
        .iter()
        .any(|site| context.text_of(site.unit, &site.item.range).replace(' ', "").contains(&named))
}
