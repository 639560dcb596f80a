//! Which expressions are lazy: iterators whose items can be taken once.
//!
//! A name is lazy at a place when every binding that reaches the place is. Must not know findings'
//! texts.

use super::context::Context;
use crate::semantics::events::{EventKind, Events, START};
use crate::semantics::scope::Function;
use crate::semantics::syntax::Syntax;
use crate::semantics::value::{Path, value_of};
use crate::semantics::{Binding, BindingKind, Kind, ScopeId, Step, UnitId, UseKind, Value};
use tree_sitter::Node;

/// Builtins that give an iterator, other than `iter`.
const BUILTINS: &[&str] = &["map", "filter", "zip", "enumerate", "reversed"];

/// Functions of the standard library that give an iterator with an end.
const LIBRARY: &[&str] = &[
    "csv.reader",
    "csv.DictReader",
    "glob.iglob",
    "os.scandir",
    "os.walk",
    "re.finditer",
    "itertools.accumulate",
    "itertools.batched",
    "itertools.chain",
    "itertools.chain.from_iterable",
    "itertools.combinations",
    "itertools.combinations_with_replacement",
    "itertools.compress",
    "itertools.dropwhile",
    "itertools.filterfalse",
    "itertools.groupby",
    "itertools.islice",
    "itertools.pairwise",
    "itertools.permutations",
    "itertools.product",
    "itertools.starmap",
    "itertools.takewhile",
    "itertools.zip_longest",
];

/// What a lazy value is, in words: "generator", "`map` object".
pub fn lazy_value(context: &Context, unit: UnitId, scope: ScopeId, value: &Value) -> Option<String> {
    let (callee, args, more) = match value {
        Value::Of(Kind::Generator) => return Some("generator".into()),
        Value::Call { callee, args, more } => (callee, args, *more),
        _ => return None,
    };
    let view = context.view;
    if callee.steps.is_empty() {
        let name = callee.root.as_str();
        let single = name == "iter" && args.len() == 1 && !more;
        if BUILTINS.contains(&name) || single {
            return view
                .is_builtin(unit, scope, name)
                .then(|| if single { "iterator".into() } else { format!("`{name}` object") });
        }
        if let Some((function_unit, function)) = function_of(context, unit, scope, name) {
            let data = view.scope(function_unit, function).function.as_deref()?;
            return is_plain_generator(data).then(|| "generator".into());
        }
    }
    let full = view.imported(unit, scope, callee)?;
    if !LIBRARY.contains(&full.as_str()) {
        return None;
    }
    if full.starts_with("csv.") && args.first().is_none_or(|source| may_rewind(context, unit, scope, source)) {
        return None;
    }
    Some(match full.strip_prefix("itertools.") {
        Some(name) => format!("`{name}` object"),
        None => format!("`{full}` iterator"),
    })
}

/// A generator function that is what its `def` says: no decorator, not `async`.
pub fn is_plain_generator(data: &Function) -> bool {
    data.is_generator && !data.is_async && data.decorators.is_empty()
}

/// The function of this file that a name always stands for.
pub fn function_of(context: &Context, unit: UnitId, scope: ScopeId, name: &str) -> Option<(UnitId, ScopeId)> {
    let variable = context.view.variable(unit, scope, name);
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    match site.item.kind {
        BindingKind::Function(function) => Some((site.unit, function)),
        _ => None,
    }
}

/// Whether somebody may set the file that a reader draws from back to its start.
fn may_rewind(context: &Context, unit: UnitId, scope: ScopeId, source: &Value) -> bool {
    let Value::Path(Path { root, steps }) = source else { return true };
    let variable = context.view.variable(unit, scope, root);
    !steps.is_empty()
        || context
            .view
            .uses(&variable)
            .iter()
            .any(|site| matches!(&site.item.kind, UseKind::Method(name) if name == "seek") || site.item.pass.is_some())
}

/// What a lazy binding binds.
pub fn lazy_binding(context: &Context, unit: UnitId, scope: ScopeId, binding: &Binding) -> Option<String> {
    match binding.kind {
        BindingKind::Assign => lazy_value(context, unit, scope, &binding.value),
        _ => None,
    }
}

/// A lazy name, as it is found at a place.
pub struct LazyName<'a> {
    /// What it is, in words.
    pub what: String,
    /// Its events, when they can be ordered.
    pub events: Option<(Events<'a>, usize)>,
}

/// What a name is at this very place, when every binding that reaches it is lazy.
pub fn lazy_name<'a>(node: Node, context: &Context<'a>) -> Option<LazyName<'a>> {
    if node.kind_name() != "identifier" {
        return None;
    }
    let own = context.view.own();
    let scope = context.scope_of(node);
    let variable = context.view.variable(own, scope, context.text(node));
    let bindings = context.view.bindings(&variable);
    // Without one that is, there is no need to know which of them reach the place.
    if !bindings.iter().any(|site| lazy_binding(context, site.unit, site.scope, site.item).is_some()) {
        return None;
    }
    let mut what = None;
    let found = Events::of(context.view, &variable)
        .and_then(|events| events.index(own, context.source.at(node)).map(|index| (events, index)));
    match found {
        Some((events, index)) => {
            let before = events.before(|event| matches!(event.kind, EventKind::Bind(_)))?;
            let marks = before[index].as_ref().filter(|marks| !marks.is_empty())?;
            for mark in marks {
                let event = (*mark != START).then(|| &events.all[*mark as usize])?;
                let EventKind::Bind(binding) = event.kind else { return None };
                let home = bindings.iter().find(|site| site.unit == event.unit && site.item.at == event.at)?;
                what = Some(lazy_binding(context, event.unit, home.scope, binding)?);
            }
            Some(LazyName { what: what?, events: Some((events, index)) })
        }
        None => {
            for site in &bindings {
                what = Some(lazy_binding(context, site.unit, site.scope, site.item)?);
            }
            Some(LazyName { what: what?, events: None })
        }
    }
}

/// What a lazy expression is: a name, a call, a generator expression.
pub fn lazy_expression(node: Node, context: &Context) -> Option<String> {
    let mut node = node;
    while node.kind_name() == "parenthesized_expression" {
        node = node.named_child(0)?;
    }
    match node.kind_name() {
        "identifier" => lazy_name(node, context).map(|name| name.what),
        "generator_expression" => Some("generator".into()),
        "call" => {
            let value = value_of(node, context.source);
            lazy_value(context, context.view.own(), context.scope_of(node), &value)
        }
        _ => None,
    }
}

/// Whether a value is a file that `open` of the standard library gives.
pub fn is_file_value(context: &Context, unit: UnitId, scope: ScopeId, value: &Value) -> bool {
    let Value::Call { callee, .. } = value else { return false };
    if callee.steps.is_empty() && callee.root == "open" && context.view.is_builtin(unit, scope, "open") {
        return true;
    }
    let last = callee.steps.last().map_or(callee.root.as_str(), |step| match step {
        Step::Attr(name) => name.as_str(),
        _ => "",
    });
    (last == "open" || last == "fdopen")
        && matches!(
            context.view.imported(unit, scope, callee).as_deref(),
            Some("io.open" | "gzip.open" | "bz2.open" | "lzma.open" | "codecs.open" | "os.fdopen")
        )
}

/// Whether an expression is an open file: a call of `open`, or a name that is only bound to one.
pub fn is_file(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    let scope = context.scope_of(node);
    match node.kind_name() {
        "call" => is_file_value(context, own, scope, &value_of(node, context.source)),
        "identifier" => {
            let variable = context.view.variable(own, scope, context.text(node));
            let bindings = context.view.bindings(&variable);
            !bindings.is_empty()
                && bindings.iter().all(|site| {
                    matches!(site.item.kind, BindingKind::Assign | BindingKind::With)
                        && is_file_value(context, site.unit, site.scope, &site.item.value)
                })
        }
        _ => false,
    }
}
