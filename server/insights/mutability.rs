//! Whether the value at hand can change, and who sees it.

use super::{listed, short, with_article};
use crate::facts::{Context, Fate, Match, fate_of_parameter, kind_of};
use crate::semantics::syntax::Syntax;
use crate::semantics::value::{Shape, value_of};
use crate::semantics::{Kind, ScopeKind, Value};

/// Mutable or not, hashable or not, for the display or constructor under the cursor.
pub(super) fn literal_kind(context: &Context, found: &Match) -> Option<String> {
    let node = found.named("value").unwrap_or(found.on());
    let kind = kind_of(node, context)?;
    let shape = match value_of(node, context.source) {
        Value::Display(shape) => Some(shape),
        _ => None,
    };
    sentence(kind, shape.as_deref())
}

fn sentence(kind: Kind, shape: Option<&Shape>) -> Option<String> {
    let inner: Vec<String> = shape
        .iter()
        .flat_map(|shape| &shape.items)
        .filter_map(|(step, value)| {
            let kind = crate::facts::kind_of_item(value).filter(|kind| kind.is_mutable())?;
            Some(format!("a {} at `{step}`", kind.name()))
        })
        .take(3)
        .collect();
    Some(match kind {
        Kind::Tuple if !inner.is_empty() => format!(
            "tuple: the container cannot change, but it holds {}, which can; so it is not hashable.",
            listed(&inner)
        ),
        Kind::Tuple => "tuple: immutable, and hashable as long as every item is.".into(),
        Kind::FrozenSet => "frozenset: immutable and hashable, so it can be a dict key or a set member.".into(),
        Kind::List => "list: mutable, unhashable, and shared by every name bound to it.".into(),
        Kind::Dict => {
            "dict: mutable, unhashable, and shared by every name bound to it; its keys must be hashable.".into()
        }
        Kind::Set => "set: mutable and unhashable itself, while its members must be hashable.".into(),
        Kind::ByteArray => "bytearray: mutable bytes, unhashable; `bytes` is the immutable one.".into(),
        kind if kind.is_mutable() => {
            format!("{}: mutable, unhashable, and shared by every name bound to it.", kind.name())
        }
        _ => return None,
    })
}

/// When the default is evaluated, and what the function does with it.
pub(super) fn default_once(context: &Context, found: &Match) -> Option<String> {
    let value = found.named("value")?;
    let name = context.text(found.named("name")?);
    let line = context.line_of(context.view.own(), context.source.at(value));
    let when = if context.ancestors(value).iter().any(|around| around.kind_name() == "lambda") {
        format!("evaluated once, when the lambda at line {line} is made")
    } else {
        format!("evaluated once, when the `def` at line {line} runs")
    };
    let kind = kind_of(value, context);
    let text = short(context.text(value));
    if matches!(
        kind,
        Some(Kind::None | Kind::Bool | Kind::Int | Kind::Float | Kind::Str | Kind::Bytes | Kind::Ellipsis)
    ) {
        return Some(format!("`{text}` is {when}; it cannot change, so sharing it is harmless."));
    }
    let constant = match value_of(value, context.source) {
        Value::Display(shape) => {
            let fixed = |item: &Value| matches!(item, Value::Of(kind) if !kind.is_mutable());
            shape.kind == Kind::Tuple
                && shape.complete
                && shape.spreads.is_empty()
                && shape.items.iter().all(|(_, item)| fixed(item))
        }
        _ => kind == Some(Kind::FrozenSet),
    };
    if constant {
        return Some(format!("`{text}` is {when}; it cannot change, so sharing it is harmless."));
    }
    let Some(kind) = kind.filter(|kind| kind.is_mutable()) else {
        return Some(format!("`{text}` is {when}; every call that omits `{name}` gets that first result."));
    };
    let own = context.view.own();
    let around = context.ancestors(value);
    let function = around.iter().find(|around| matches!(around.kind_name(), "function_definition" | "lambda"))?;
    let range = context.source.range(*function);
    let scopes = &context.view.unit(own).scopes;
    let scope = (0..)
        .zip(scopes)
        .find(|(_, scope)| scope.range == range && matches!(scope.kind, ScopeKind::Function | ScopeKind::Lambda))
        .map(|(id, _)| id)?;
    let fate = match fate_of_parameter(context, own, scope, name) {
        Fate::Changed(how, at) => {
            format!(
                " Line {} changes it by {how}, and the next call starts with the result.",
                context.line_of(own, at.start)
            )
        }
        Fate::HandedOut(how, at) => {
            format!(
                " It is {how} at line {}, so a caller can change it for all later calls.",
                context.line_of(own, at.start)
            )
        }
        Fate::Unknown(at) => {
            format!(" Line {} passes it on; what happens there is not known.", context.line_of(own, at.start))
        }
        Fate::Read => " This function only reads it, so nothing goes wrong yet.".into(),
    };
    if found.clause.severity.is_some() {
        // The finding's message has said that it is shared; the hover goes on from there.
        return Some(format!("The function keeps this one {} from line {line} on.{fate}", kind.name()));
    }
    Some(format!("`{text}` is {when}: this one {} is shared by all calls that omit `{name}`.{fate}", kind.name()))
}

/// Whether `+=` changes the object or rebinds the name.
pub(super) fn augmented(context: &Context, found: &Match) -> Option<String> {
    let left = found.named("left")?;
    let operator = context.text(found.hovered());
    let name = context.text(left);
    let kind = kind_of(left, context)?;
    Some(if kind.is_mutable() {
        format!(
            "`{name}` is {}: `{operator}` changes it in place, and every other name for it sees the change.",
            with_article(kind.name())
        )
    } else {
        format!(
            "`{name}` is {}, which cannot change: `{operator}` builds a new object and rebinds the name.",
            with_article(kind.name())
        )
    })
}
