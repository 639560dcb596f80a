//! Facts about `unittest.mock.patch`: what a `@patch` line replaces, and what it passes.
//!
//! The order in which mocks are passed is that of `decorate_callable` in CPython's
//! Lib/unittest/mock.py: the lowest decorator's mock comes first. Must not know findings' texts.

use super::context::{Context, Witness};
use super::decorators::full_name;
use crate::semantics::scope::{MODULE, Read};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::string_kind;
use crate::semantics::{BindingKind, Kind, Place, UseKind};
use tree_sitter::Node;

/// Types whose attributes cannot be set: they are written in C and not heap types of the program.
/// Tried with `patch` on CPython 3.9 to 3.13.
const IMMUTABLE: &[&str] = &[
    "array.array",
    "builtins.BaseException",
    "builtins.Exception",
    "builtins.bool",
    "builtins.bytearray",
    "builtins.bytes",
    "builtins.complex",
    "builtins.dict",
    "builtins.float",
    "builtins.frozenset",
    "builtins.int",
    "builtins.list",
    "builtins.object",
    "builtins.set",
    "builtins.str",
    "builtins.tuple",
    "builtins.type",
    "collections.OrderedDict",
    "collections.defaultdict",
    "collections.deque",
    "datetime.date",
    "datetime.datetime",
    "datetime.time",
    "datetime.timedelta",
    "datetime.timezone",
    "datetime.tzinfo",
    "decimal.Decimal",
    "io.BytesIO",
    "io.StringIO",
];

/// The calls that replace something for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchKind {
    /// `patch("module.name")`.
    Name,
    /// `patch.object(target, "name")`.
    Object,
    /// `patch.dict(mapping, …)`.
    Dict,
    /// `patch.multiple(target, name=…)`.
    Multiple,
}

/// A call of `patch` or one of its relatives.
pub struct Patch<'t> {
    /// The call.
    pub call: Node<'t>,
    /// Which one.
    pub kind: PatchKind,
    /// The names that lead to what is replaced, outermost first; empty when the text does not tell.
    pub target: Vec<String>,
    /// Whether a mock is handed on: to the function as an argument, or to the name behind `as`.
    pub passes: bool,
    /// Whether the text tells all this: no `**`, no parts that it hides.
    pub sure: bool,
    /// Whether the mock takes any attribute: no `spec`, `autospec`, `new_callable`.
    pub bare: bool,
}

/// The keyword arguments of a call: names and values.
pub type Keywords<'t> = Vec<(Node<'t>, Node<'t>)>;

/// The positional arguments of a call, and its keyword arguments; `None` with `*` or `**`.
pub fn arguments<'t>(call: Node<'t>) -> Option<(Vec<Node<'t>>, Keywords<'t>)> {
    let list = call.part(Field::Arguments).filter(|list| list.kind_name() == "argument_list")?;
    let mut cursor = list.walk();
    let (mut positional, mut keywords) = (Vec::new(), Vec::new());
    for argument in list.named_children(&mut cursor).filter(|argument| !argument.is_extra()) {
        match argument.kind_name() {
            "list_splat" | "dictionary_splat" => return None,
            "keyword_argument" => {
                keywords.push((argument.part(Field::Name)?, argument.part(Field::Value)?));
            }
            _ => positional.push(argument),
        }
    }
    Some((positional, keywords))
}

/// The text of a plain string literal: without prefix, fields and escapes.
pub fn plain_string(node: Node, context: &Context) -> Option<String> {
    if node.kind_name() != "string" || string_kind(node, context.source) != Kind::Str {
        return None;
    }
    let mut cursor = node.walk();
    let mut parts = node.named_children(&mut cursor).filter(|part| part.kind_name() == "string_content");
    let content = parts.next().filter(|content| content.named_child_count() == 0);
    let whole = node.named_child_count();
    match content {
        Some(content) if whole == 3 => Some(context.text(content).to_string()),
        _ => None,
    }
}

/// The full name of a callee in `unittest.mock`, also by the name of its backport, without the module.
pub fn mock_name(callee: Node, context: &Context) -> Option<String> {
    let full = full_name(callee, context)?;
    let full = full.strip_prefix("unittest.").unwrap_or(&full);
    full.strip_prefix("mock.").map(str::to_string)
}

/// Reads a call of `patch`; `None` for any other expression.
pub fn patch_of<'t>(call: Node<'t>, context: &Context) -> Option<Patch<'t>> {
    let function = call.part(Field::Function).filter(|_| call.kind_name() == "call")?;
    // Before the imports are asked: most calls are of something else.
    if !context.text(function).contains("patch") {
        return None;
    }
    let (kind, new_at) = match mock_name(function, context)?.as_str() {
        "patch" => (PatchKind::Name, 1),
        "patch.object" => (PatchKind::Object, 2),
        "patch.dict" => (PatchKind::Dict, 0),
        "patch.multiple" => (PatchKind::Multiple, 0),
        _ => return None,
    };
    let mut patch = Patch { call, kind, target: Vec::new(), passes: false, sure: false, bare: true };
    let Some((positional, keywords)) = arguments(call) else { return Some(patch) };
    let given = |name: &str| keywords.iter().find(|(own, _)| context.text(*own) == name).map(|(_, value)| *value);
    let is_default = |node: Node| context.text(node).ends_with("DEFAULT");
    patch.bare = !["spec", "spec_set", "autospec", "new_callable", "wraps"].iter().any(|name| given(name).is_some());
    match kind {
        PatchKind::Dict => patch.sure = true,
        PatchKind::Multiple => patch.sure = !keywords.iter().any(|(_, value)| is_default(*value)),
        PatchKind::Name | PatchKind::Object => {
            let new = positional.get(new_at).copied().or_else(|| given("new"));
            patch.passes = new.is_none_or(is_default);
            patch.sure = true;
        }
    }
    let first = positional.first().copied().or_else(|| given("target"));
    match (kind, first) {
        (PatchKind::Name, Some(first)) => {
            let text = plain_string(first, context).unwrap_or_default();
            patch.target = text.split('.').filter(|part| !part.is_empty()).map(str::to_string).collect();
        }
        (PatchKind::Object, Some(first)) => {
            let attribute = positional.get(1).copied().or_else(|| given("attribute"));
            if let Some(attribute) = attribute.and_then(|attribute| plain_string(attribute, context)) {
                patch.target.extend(context.text(first).split('.').map(str::to_string));
                patch.target.push(attribute);
            }
        }
        _ => {}
    }
    Some(patch)
}

/// The expressions of the decorators of a definition, from top to bottom.
pub fn decorators_of<'t>(whole: Node<'t>) -> Vec<Node<'t>> {
    let mut cursor = whole.walk();
    let lines = whole.named_children(&mut cursor).filter(|child| child.kind_name() == "decorator");
    lines.filter_map(|line| line.named_child(0)).collect()
}

/// Decorators that leave positional arguments alone.
fn passes_nothing(decorator: Node, context: &Context) -> bool {
    let called = decorator.part(Field::Function).filter(|_| decorator.kind_name() == "call");
    let full = full_name(called.unwrap_or(decorator), context).unwrap_or_default();
    full.starts_with("pytest.mark.")
        || full.starts_with("unittest.skip")
        || matches!(full.as_str(), "unittest.expectedFailure" | "builtins.staticmethod" | "builtins.classmethod")
}

/// A function under `@patch` lines all of which are understood.
pub struct Patched<'t> {
    /// The patches that pass a mock, in the order of the parameters: the lowest line first.
    pub passing: Vec<Patch<'t>>,
    /// The function's parameters without its receiver that take positional arguments, in order.
    pub slots: Vec<Node<'t>>,
    /// The receiver.
    pub receiver: Option<Node<'t>>,
    /// Whether there is a `*args`.
    pub open: bool,
}

/// Reads a decorated function; `None` when some decorator is not known.
pub fn patched<'t>(whole: Node<'t>, context: &Context<'t>) -> Option<Patched<'t>> {
    let function = whole.part(Field::Definition).filter(|inner| inner.kind_name() == "function_definition")?;
    let mut passing = Vec::new();
    let mut is_static = false;
    for decorator in decorators_of(whole).into_iter().rev() {
        match patch_of(decorator, context) {
            Some(patch) if !patch.sure => return None,
            Some(patch) => passing.extend(Some(patch).filter(|patch| patch.passes)),
            None if !passes_nothing(decorator, context) => return None,
            None => is_static |= context.text(decorator) == "staticmethod",
        }
    }
    if passing.is_empty() {
        return None;
    }
    let around = context.ancestors(whole);
    let class = around.iter().position(|around| around.kind_name() == "class_definition");
    let is_method = class.is_some_and(|at| around[..at].iter().all(|inner| inner.kind_name() != "function_definition"));
    if is_method
        && around.get(class.unwrap_or_default() + 1).is_some_and(|outer| outer.kind_name() == "decorated_definition")
    {
        // A patch on the class passes one more mock to each test method.
        return None;
    }
    let parameters = function.part(Field::Parameters).filter(|parameters| !parameters.has_error())?;
    let mut cursor = parameters.walk();
    let mut slots = Vec::new();
    let mut open = false;
    for parameter in parameters.named_children(&mut cursor).filter(|parameter| !parameter.is_extra()) {
        match parameter.kind_name() {
            "identifier" | "default_parameter" | "typed_parameter" | "typed_default_parameter" => {
                let splat = parameter.named_child(0).filter(|first| first.kind_name().ends_with("splat_pattern"));
                match splat.map(|splat| splat.kind_name()) {
                    None => slots.push(parameter),
                    Some(kind) => {
                        open |= kind == "list_splat_pattern";
                        break;
                    }
                }
            }
            "positional_separator" => {}
            "list_splat_pattern" => {
                open = true;
                break;
            }
            _ => break,
        }
    }
    let mut receiver = None;
    if is_method && !is_static {
        // Without a receiver the method has a trap of its own.
        if slots.is_empty() {
            return None;
        }
        receiver = Some(slots.remove(0));
    }
    Some(Patched { passing, slots, receiver, open })
}

/// The name of a parameter.
pub fn parameter_name<'c>(parameter: Node, context: &'c Context) -> &'c str {
    let name = match parameter.kind_name() {
        "identifier" => Some(parameter),
        "typed_parameter" => parameter.named_child(0),
        _ => parameter.part(Field::Name),
    };
    name.map_or("", |name| context.text(name))
}

/// Letters and digits in lower case: `URLOpener` and `url_opener` are one.
fn squeezed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a parameter is named after a patch's target: `mock_read`, `read_mock`, `m_read` for `a.b.read`.
pub fn named_after(parameter: &str, target: &[String]) -> bool {
    const PREFIXES: &[&str] = &["mocked_", "mock_", "patched_", "patch_", "fake_", "m_", "mock"];
    const SUFFIXES: &[&str] = &["_mocked", "_mock", "_patched", "_patch", "_fake", "_m", "mock"];
    let mut core = parameter;
    if let Some(rest) = PREFIXES.iter().find_map(|prefix| core.strip_prefix(prefix)) {
        core = rest;
    } else if let Some(rest) = SUFFIXES.iter().find_map(|suffix| core.strip_suffix(suffix)) {
        core = rest;
    }
    let core = squeezed(core);
    !core.is_empty() && (0..target.len()).any(|from| squeezed(&target[from..].concat()) == core)
}

/// For each of the first parameters the patch whose target it is named after, when each is named
/// after just one and all are different.
pub fn naming(patched: &Patched, context: &Context) -> Option<Vec<usize>> {
    let count = patched.passing.len();
    let mut order = Vec::new();
    for slot in patched.slots.get(..count)? {
        let name = parameter_name(*slot, context);
        let mut fitting = (0..count).filter(|index| named_after(name, &patched.passing[*index].target));
        let (Some(only), None) = (fitting.next(), fitting.next()) else { return None };
        if order.contains(&only) {
            return None;
        }
        order.push(only);
    }
    Some(order)
}

/// The parameters of a patched function are named after its patches, in another order than that in
/// which the mocks arrive.
pub(super) fn out_of_order(whole: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(patched) = patched(whole, context).filter(|patched| patched.passing.len() > 1) else { return false };
    let Some(order) = naming(&patched, context) else { return false };
    let Some(wrong) = (0..order.len()).find(|index| order[*index] != *index) else { return false };
    let patch = &patched.passing[wrong];
    witness.say("parameter", parameter_name(patched.slots[wrong], context));
    witness.say("target", patch.target.join("."));
    witness.point(context.view.own(), context.source.range(patch.call), "this mock arrives there");
    true
}

/// The patches of a function pass more mocks than it takes.
pub(super) fn too_many_mocks(whole: Node, context: &Context, witness: &mut Witness) -> bool {
    // A function in a function may be there to see what the patches do.
    if context.ancestors(whole).iter().any(|around| around.kind_name() == "function_definition") {
        return false;
    }
    let Some(patched) = patched(whole, context).filter(|patched| !patched.open) else { return false };
    let (given, takes) = (patched.passing.len(), patched.slots.len());
    if given <= takes {
        return false;
    }
    let counted = |count: usize| if count == 1 { "one mock".to_string() } else { format!("{count} mocks") };
    witness.say("given", counted(given));
    witness.say("takes", if takes == 0 { "none".to_string() } else { format!("only {takes}") });
    true
}

/// A call of `patch` whose target this file has imported by name, and which then calls that name.
pub(super) fn misses_import(call: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(patch) = patch_of(call, context).filter(|patch| patch.kind == PatchKind::Name) else { return false };
    let (Some(leaf), true) = (patch.target.last(), patch.target.len() > 1) else { return false };
    let Some(body) = while_patched(call, context) else { return false };
    let range = context.source.range(body);
    let own = context.view.own();
    let scope = context.view.scope_at(own, range.start);
    let variable = context.view.variable(own, scope, leaf);
    if variable.place != Place::Global {
        return false;
    }
    let full = patch.target.join(".");
    let bindings = context.view.bindings(&variable);
    let imports = |kind: &BindingKind| matches!(kind, BindingKind::Import(name) if *name == full);
    let [site] = bindings.as_slice() else { return false };
    if !imports(&site.item.kind) || site.scope != MODULE {
        return false;
    }
    let Some(symbols) = used_inside(context, leaf, &range) else { return false };
    witness.say("name", leaf.as_str());
    witness.say("module", patch.target[..patch.target.len() - 1].join("."));
    witness.point(site.unit, site.item.at..site.item.at + leaf.len() as u32, "bound here, and not replaced");
    witness.point(own, symbols, "this calls the real one");
    true
}

/// What runs while a patch is in place: the decorated function, or the body of the `with`.
fn while_patched<'t>(call: Node<'t>, context: &Context<'t>) -> Option<Node<'t>> {
    for around in context.ancestors(call) {
        match around.kind_name() {
            "decorator" | "with_item" | "with_clause" | "as_pattern" => {}
            "decorated_definition" => {
                let function = around.part(Field::Definition)?;
                return function.part(Field::Body).filter(|_| function.kind_name() == "function_definition");
            }
            "with_statement" => return around.part(Field::Body),
            _ => return None,
        }
    }
    None
}

/// The first call of a module's name inside a range of this statement.
fn used_inside(context: &Context, name: &str, range: &std::ops::Range<u32>) -> Option<std::ops::Range<u32>> {
    let table = context.view.unit(context.view.own());
    let home = |scope| crate::semantics::module::home_in(table, scope, name).is_none();
    let mut calls = Vec::new();
    for (id, scope) in (0..).zip(&table.scopes) {
        let Some(symbol) = scope.symbol(name).filter(|_| home(id)) else { continue };
        let called = symbol
            .uses
            .iter()
            .filter(|used| used.kind == UseKind::Read(Read::Call) && used.path.is_empty() && range.contains(&used.at));
        calls.extend(called.map(|used| used.at..used.at + name.len() as u32));
    }
    calls.into_iter().min_by_key(|call| call.start)
}

/// A call of `patch` that replaces an attribute of a type that allows none to be set.
pub(super) fn patches_immutable(call: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(patch) = patch_of(call, context) else { return false };
    let Some((attribute, owner)) = patch.target.split_last() else { return false };
    let owner = match patch.kind {
        PatchKind::Name => owner.join("."),
        PatchKind::Object => {
            let positional = arguments(call).map(|(positional, _)| positional).unwrap_or_default();
            positional.first().and_then(|first| full_name(*first, context)).unwrap_or_default()
        }
        _ => return false,
    };
    let Some(known) = IMMUTABLE.iter().find(|known| **known == owner) else { return false };
    witness.say("type", known.strip_prefix("builtins.").unwrap_or(known));
    witness.say("attribute", attribute.as_str());
    true
}
