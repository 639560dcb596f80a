//! What `is` and `==` ask of the two operands at hand.

use super::short;
use crate::facts::{Context, Match, new_object_kind};
use crate::semantics::region::RegionKind;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{path_of, value_of};
use crate::semantics::{BindingKind, Kind, Place, Step, Value};
use tree_sitter::Node;

/// The small-int cache of CPython: through 3.14, and from 3.15 on.
const CACHED: std::ops::RangeInclusive<i128> = -5..=256;
const CACHED_FROM_3_15: std::ops::RangeInclusive<i128> = -5..=1024;

/// What each side of `is` is, and whether the question makes sense.
pub(super) fn sides(context: &Context, found: &Match) -> Option<String> {
    let (left, right) = (found.named("left")?, found.named("right")?);
    let both = [left, right];
    if let Some((side, kind)) = both.iter().find_map(|side| new_object_kind(*side, context).map(|kind| (*side, kind))) {
        return Some(format!(
            "`{}` always builds a new {kind}, so it is never the object on the other side.",
            short(context.text(side))
        ));
    }
    if let Some(constant) = both.iter().find_map(|side| singleton(*side, context)) {
        return Some(format!("Correct use: {constant}."));
    }
    if both.iter().any(|side| is_type_call(*side, context)) {
        return Some("A class is one object: `is` asks for exactly that class, subclasses left out.".into());
    }
    if let Some(side) = both.iter().find(|side| is_number(**side, context)) {
        return int_sentence(context, *side);
    }
    let literals = ["string", "concatenated_string", "tuple", "float"];
    if let Some(side) = both.iter().find(|side| literals.contains(&side.kind_name())) {
        return Some(format!(
            "Whether `{}` is one object with an equal one made elsewhere is up to the interpreter: compare with `==`.",
            short(context.text(*side))
        ));
    }
    match both.map(|side| crate::facts::kind_of(side, context)) {
        [Some(a), Some(b)] if a != b => {
            Some(format!("The left side is {}, the right side {}: never one object.", with_article(a), with_article(b)))
        }
        [Some(a), Some(_)] if a.is_mutable() => Some(format!(
            "Both sides are of type {0}: `is` asks whether they are one and the same {0}, not whether they hold the same.",
            a.name()
        )),
        [Some(a @ (Kind::Int | Kind::Float | Kind::Str | Kind::Bytes | Kind::Tuple)), Some(_)] => Some(format!(
            "Both sides are of type {}: equal ones may be one object or two, as the interpreter likes. Compare with `==`.",
            a.name()
        )),
        _ => None,
    }
}

/// `type(…)`, of the builtin.
fn is_type_call(node: Node, context: &Context) -> bool {
    let function = node.part(Field::Function).filter(|_| node.kind_name() == "call");
    let builtin = |name| context.view.is_builtin(context.view.own(), context.scope_of(node), name);
    function.is_some_and(|function| context.text(function) == "type") && builtin("type")
}

/// The type's name with its article: `a list`, `an int`.
fn with_article(kind: Kind) -> String {
    let name = kind.name();
    let article = if name.starts_with(['i', 'O', 'E']) { "an" } else { "a" };
    match kind {
        Kind::None => "None".into(),
        _ => format!("{article} {name}"),
    }
}

/// Why a node is one object in the whole process, in words.
fn singleton(node: Node, context: &Context) -> Option<String> {
    let text = context.text(node);
    match node.kind_name() {
        "none" => return Some("there is one `None` in the process, and no class can pretend to be it".into()),
        "true" | "false" => {
            return Some(format!("there is one `{text}`; `is` asks for exactly that bool, `1` and `0` left out"));
        }
        "ellipsis" => return Some("there is one `...` in the process".into()),
        _ => {}
    }
    if matches!(text, "NotImplemented" | "Ellipsis") {
        return Some(format!("there is one `{text}` in the process"));
    }
    let path = path_of(node, context.source)?;
    let own = context.view.own();
    let variable = context.view.variable(own, context.scope_of(node), &path.root);
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    match (&site.item.kind, &site.item.value, path.steps.as_slice()) {
        (BindingKind::Assign, Value::Call { callee, args, .. }, [])
            if args.is_empty()
                && callee.root == "object"
                && callee.steps.is_empty()
                && variable.place == Place::Global
                && is_at_top(context, site.unit, site.item.region) =>
        {
            let line = context.line_of(site.unit, site.item.at);
            Some(format!("`{text}` is a sentinel, made once at line {line}"))
        }
        (BindingKind::Class(class), _, [Step::Attr(member)]) => {
            let class = context.view.scope(site.unit, *class);
            let bases = &class.class.as_ref()?.bases;
            let is_enum = bases.iter().any(|base| {
                matches!(base.rsplit('.').next(), Some("Enum" | "IntEnum" | "StrEnum" | "Flag" | "IntFlag"))
            });
            let is_member = class.symbol(member).is_some_and(
                |symbol| matches!(symbol.bindings.as_slice(), [binding] if binding.kind == BindingKind::Assign),
            );
            (is_enum && is_member).then(|| format!("`{text}` is an enum member, one object per member"))
        }
        _ => None,
    }
}

/// Whether a statement's region is its body: a place that runs once.
fn is_at_top(context: &Context, unit: u32, region: u32) -> bool {
    context.view.unit(unit).regions.get(region as usize).is_some_and(|region| region.kind == RegionKind::Body)
}

/// Whether a node is an integer literal with an optional sign; `1j` is none.
fn is_number(node: Node, context: &Context) -> bool {
    match node.kind_name() {
        "integer" => !context.text(node).ends_with(['j', 'J']),
        "unary_operator" => {
            node.part(Field::Argument).is_some_and(|inner| inner.kind_name() == "integer" && is_number(inner, context))
        }
        _ => false,
    }
}

/// The cache status of the integer literal at hand.
pub(super) fn int_cache(context: &Context, found: &Match) -> Option<String> {
    let number =
        ["right", "left"].iter().filter_map(|name| found.named(name)).find(|node| is_number(*node, context))?;
    int_sentence(context, number)
}

fn int_sentence(context: &Context, node: Node) -> Option<String> {
    let text = context.text(node);
    let value = integer(text)?;
    Some(if CACHED.contains(&value) {
        format!(
            "`{text}` lies in CPython's small-int cache (-5 to 256, to 1024 from 3.15): one object, so `is` happens \
             to work and still asks the wrong question."
        )
    } else if CACHED_FROM_3_15.contains(&value) {
        format!(
            "`{text}` is cached from CPython 3.15 on (-5 to 1024), not before (-5 to 256): there each computation \
             makes a new object, while equal constants of one module are merged, so a test in one file can still \
             print True."
        )
    } else {
        format!(
            "`{text}` is outside CPython's small-int cache: each computation makes a new object. Equal constants of \
             one module are merged, so a test in one file can still print True."
        )
    })
}

/// The value of an integer literal with an optional sign.
fn integer(text: &str) -> Option<i128> {
    let plain: String = text.chars().filter(|c| *c != '_' && !c.is_whitespace()).collect();
    if let Some(inverted) = plain.strip_prefix('~') {
        return integer(inverted).map(|value| !value);
    }
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let lower = digits.to_ascii_lowercase();
    let value = if let Some(hex) = lower.strip_prefix("0x") {
        i128::from_str_radix(hex, 16)
    } else if let Some(octal) = lower.strip_prefix("0o") {
        i128::from_str_radix(octal, 8)
    } else if let Some(binary) = lower.strip_prefix("0b") {
        i128::from_str_radix(binary, 2)
    } else {
        lower.parse()
    };
    // A number too long for this type is far outside the cache all the same.
    Some(sign * value.unwrap_or(i128::MAX))
}

/// Which `__eq__` runs for the left operand.
pub(super) fn equality_method(context: &Context, found: &Match) -> Option<String> {
    let left = found.named("left")?;
    if let Some(kind) = crate::facts::kind_of(left, context) {
        let right = found.named("right").and_then(|right| crate::facts::kind_of(right, context));
        if let Some(right) = right.filter(|right| never_equal(kind, *right)) {
            return Some(format!(
                "The left side is {}, the right side {}: never equal, whatever they hold.",
                with_article(kind),
                with_article(right)
            ));
        }
        let how = match kind {
            Kind::List | Kind::Tuple | Kind::Deque => "item by item, in order",
            Kind::Set | Kind::FrozenSet => "the members; there is no order",
            Kind::OrderedDict => "keys and values, and with another OrderedDict their order too",
            Kind::Counter => "the counts; a missing key counts as 0 from 3.10 on",
            kind if kind.is_mapping() => "keys and values, whatever their order",
            Kind::Generator | Kind::Lambda => "by identity, as `is` does",
            _ => "by value",
        };
        return Some(format!("The left side is {}: `==` compares {how}.", with_article(kind)));
    }
    let own = context.view.own();
    let scope = context.scope_of(left);
    let Value::Path(path) = value_of(left, context.source) else { return None };
    if !path.steps.is_empty() {
        return None;
    }
    let variable = context.view.variable(own, scope, &path.root);
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    let Value::Call { callee, .. } = &site.item.value else { return None };
    if site.item.kind != BindingKind::Assign || !callee.steps.is_empty() {
        return None;
    }
    let class_variable = context.view.variable(site.unit, site.scope, &callee.root);
    let class_bindings = context.view.bindings(&class_variable);
    let [class_site] = class_bindings.as_slice() else { return None };
    let BindingKind::Class(id) = class_site.item.kind else { return None };
    let class = context.view.scope(class_site.unit, id);
    let name = &class.name;
    if let Some(method) = class.symbol("__eq__").and_then(|symbol| symbol.bindings.first()) {
        let line = context.line_of(class_site.unit, method.at);
        return Some(format!("`==` runs `{name}.__eq__`, line {line}."));
    }
    let data = class.class.as_ref()?;
    if data.decorators.iter().any(|decorator| decorator.rsplit('.').next() == Some("dataclass")) {
        return Some(format!("`{name}` is a dataclass: `==` compares field by field, for objects of the same class."));
    }
    let plain = data.decorators.is_empty() && !data.has_keywords && data.bases.iter().all(|base| base == "object");
    plain.then(|| format!("`{name}` defines no `__eq__`, so `==` falls back to identity, as `is` does."))
}

/// Whether values of two types are unequal by their types alone.
fn never_equal(a: Kind, b: Kind) -> bool {
    let family = |kind: Kind| match kind {
        Kind::Bool | Kind::Int | Kind::Float | Kind::Complex => Some(0),
        Kind::Str => Some(1),
        Kind::Bytes | Kind::ByteArray => Some(2),
        Kind::List => Some(3),
        Kind::Tuple => Some(4),
        Kind::Set | Kind::FrozenSet => Some(5),
        kind if kind.is_mapping() => Some(6),
        Kind::None => Some(7),
        Kind::Range => Some(8),
        Kind::Deque => Some(9),
        _ => None,
    };
    matches!((family(a), family(b)), (Some(a), Some(b)) if a != b)
}

#[cfg(test)]
mod tests {
    use super::integer;

    #[test]
    fn integer_literals_of_every_base() {
        assert_eq!(integer("1_000"), Some(1000));
        assert_eq!(integer("-5"), Some(-5));
        assert_eq!(integer("~0"), Some(-1));
        assert_eq!(integer("0xFF"), Some(255));
        assert_eq!(integer("0b101"), Some(5));
        assert_eq!(integer("9".repeat(60).as_str()), Some(i128::MAX));
    }
}
