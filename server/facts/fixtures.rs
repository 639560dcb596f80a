//! Facts about pytest's fixtures: which functions of this file are some, how long what they give
//! lives, and who asks for it.
//!
//! After pytest's reference (docs.pytest.org/en/stable/reference/reference.html). Fixtures of a
//! `conftest.py` are not seen, so a name that is not bound here is unknown. Must not know findings'
//! texts.

use super::context::{Context, Witness};
use super::mocking::expects_error;
use super::patching::{parameter_name, patched};
use crate::semantics::scope::{MODULE, Mutation, Read, Returned, Use};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{BindingKind, Kind, Path, Place, ScopeId, Step, UnitId, UseKind};
use std::ops::Range;
use tree_sitter::Node;

/// How long what a fixture gives is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "pytest's own words")]
pub enum Lifetime {
    Function,
    Class,
    Module,
    Package,
    Session,
}

impl Lifetime {
    /// The word in `scope="…"`.
    pub fn word(self) -> &'static str {
        match self {
            Lifetime::Function => "function",
            Lifetime::Class => "class",
            Lifetime::Module => "module",
            Lifetime::Package => "package",
            Lifetime::Session => "session",
        }
    }

    fn of(text: &str) -> Option<Self> {
        use Lifetime::*;
        [Function, Class, Module, Package, Session]
            .into_iter()
            .find(|each| each.word() == text.trim_matches(['"', '\'']))
    }
}

/// A fixture of this file.
#[derive(Clone, Copy, Debug)]
pub struct Fixture {
    /// Its statement.
    pub unit: UnitId,
    /// Its function's scope.
    pub scope: ScopeId,
    /// `None` when the text does not tell.
    pub lifetime: Option<Lifetime>,
    /// Whether tests ask for it under another name.
    pub renamed: bool,
    /// Whether every test gets it without asking.
    pub automatic: bool,
}

/// Fixtures that come with pytest, how long they live, and what they are.
pub const BUILT_IN: &[(&str, Lifetime, &str)] = &[
    ("cache", Lifetime::Session, "values kept between runs"),
    ("capfd", Lifetime::Function, "what is written to the file descriptors 1 and 2"),
    ("capfdbinary", Lifetime::Function, "the same as bytes"),
    ("caplog", Lifetime::Function, "the log records of the test"),
    ("capsys", Lifetime::Function, "what is written to `sys.stdout` and `sys.stderr`"),
    ("capsysbinary", Lifetime::Function, "the same as bytes"),
    ("doctest_namespace", Lifetime::Session, "names for doctests"),
    ("monkeypatch", Lifetime::Function, "sets attributes, items and variables, and puts them back afterwards"),
    ("pytestconfig", Lifetime::Session, "pytest's configuration"),
    ("record_property", Lifetime::Function, "properties for the report"),
    ("recwarn", Lifetime::Function, "the warnings of the test"),
    ("tmp_path", Lifetime::Function, "a new empty folder as a `pathlib.Path`"),
    ("tmp_path_factory", Lifetime::Session, "makes temporary folders"),
    ("tmpdir", Lifetime::Function, "a new empty folder as a `py.path.local`; `tmp_path` is its successor"),
    ("tmpdir_factory", Lifetime::Session, "makes temporary folders; `tmp_path_factory` is its successor"),
];

/// The fixture that a function is, when a decorator of pytest's says so.
pub fn fixture_of(context: &Context, unit: UnitId, scope: ScopeId) -> Option<Fixture> {
    let data = context.view.scope(unit, scope);
    let function = data.function.as_deref()?;
    let is_it = |text: &str| matches!(text.rsplit('.').next(), Some("fixture" | "yield_fixture"));
    let index = function.decorators.iter().position(|name| is_it(name))?;
    let mut parts = function.decorators[index].split('.');
    let root = parts.next()?.into();
    let path = Path { root, steps: parts.map(|part| Step::Attr(part.into())).collect() };
    let full = context.view.imported(unit, data.parent?, &path)?;
    if !matches!(full.as_str(), "pytest.fixture" | "pytest.yield_fixture") {
        return None;
    }
    let given = |name: &str| {
        let mut own = function.decorator_keywords.iter().filter(|keyword| keyword.decorator as usize == index);
        own.find(|keyword| keyword.name == name).map(|keyword| keyword.value.as_str())
    };
    Some(Fixture {
        unit,
        scope,
        lifetime: given("scope").map_or(Some(Lifetime::Function), Lifetime::of),
        renamed: given("name").is_some(),
        automatic: given("autouse") == Some("True"),
    })
}

/// The fixture of this file that a module-level name stands for, when nothing else binds the name.
pub fn fixture_named(context: &Context, name: &str) -> Option<Fixture> {
    let variable = context.view.variable(context.view.own(), MODULE, name);
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    match site.item.kind {
        BindingKind::Function(scope) => fixture_of(context, site.unit, scope),
        _ => None,
    }
}

/// Whether pytest fills the parameters of a function: a test or a fixture, in the module or in a
/// class without bases.
pub fn is_filled(context: &Context, unit: UnitId, scope: ScopeId) -> bool {
    let data = context.view.scope(unit, scope);
    let Some(parent) = data.parent.filter(|_| data.is_test() || data.may_be_fixture()) else { return false };
    let around = context.view.scope(unit, parent);
    let in_place = match &around.class {
        Some(class) => {
            around.kind.is_class() && around.parent == Some(MODULE) && class.bases.is_empty() && !class.has_keywords
        }
        None => parent == MODULE,
    };
    in_place && (data.is_test() || fixture_of(context, unit, scope).is_some())
}

/// The fixtures of this file that a test or fixture names without asking for them, with the first
/// place of each, and whether it is called there.
fn unasked(function: Node, context: &Context) -> Vec<(Fixture, u32, Option<Range<u32>>)> {
    let Some(body) = function.part(Field::Body) else { return Vec::new() };
    let own = context.view.own();
    let scope = context.scope_of(body);
    if !is_filled(context, own, scope) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for symbol in &context.view.scope(own, scope).symbols {
        let reads = symbol.uses.iter().filter(|used| used.kind != UseKind::Annotation);
        let Some(first) = reads.clone().min_by_key(|used| used.at) else { continue };
        if context.view.variable(own, scope, &symbol.name).place != Place::Global {
            continue;
        }
        let Some(fixture) = fixture_named(context, &symbol.name) else { continue };
        if fixture.renamed || fixture.unit == own && fixture.scope == scope {
            continue;
        }
        let is_call = |used: &&Use| used.path.is_empty() && used.kind == UseKind::Read(Read::Call);
        let called = reads.clone().filter(is_call).min_by_key(|used| used.at);
        // What looks at the definition itself means it.
        let looks = |step: &Step| matches!(step, Step::Attr(name) if name.starts_with('_'));
        let means_it = reads.clone().any(|used| used.path.first().is_some_and(looks));
        if called.is_some() || !means_it {
            found.push((fixture, first.at, called.map(|used| used.range.clone())));
        }
    }
    found
}

/// Leaves what a finding about a fixture that was not asked for has to say.
fn tell(function: Node, fixture: Fixture, range: Range<u32>, context: &Context, witness: &mut Witness) -> bool {
    let start = context.source.at(function) as usize;
    let at = function.start_byte() + range.start as usize - start;
    let node = function.descendant_for_byte_range(at, at + 1);
    if node.is_none_or(|node| expects_error(node, context)) {
        return false;
    }
    let definition = context.view.scope(fixture.unit, fixture.scope);
    witness.say("name", definition.name.as_str());
    witness.point(fixture.unit, definition.range.start..definition.range.start + 3, "the fixture");
    witness.mark(range);
    true
}

/// A test or fixture that calls a fixture by its name, in place of asking for it.
pub(super) fn calls_fixture(function: Node, context: &Context, witness: &mut Witness) -> bool {
    let called = unasked(function, context).into_iter().filter_map(|(fixture, _, call)| Some((fixture, call?)));
    match called.min_by_key(|(_, call)| call.start) {
        Some((fixture, call)) => tell(function, fixture, call, context, witness),
        None => false,
    }
}

/// A test or fixture that takes the name of a fixture for its value, without asking for it.
pub(super) fn not_requested(function: Node, context: &Context, witness: &mut Witness) -> bool {
    let named = unasked(function, context).into_iter().filter(|(_, _, call)| call.is_none());
    let Some((fixture, at, _)) = named.min_by_key(|(_, at, _)| *at) else { return false };
    let length = context.view.scope(fixture.unit, fixture.scope).name.len() as u32;
    tell(function, fixture, at..at + length, context, witness)
}

/// How long what a name stands for as a parameter of a function here lives, if that is known.
fn lifetime_of(context: &Context, scope: ScopeId, name: &str) -> Option<(Lifetime, Option<Fixture>)> {
    let own = context.view.own();
    let parent = context.view.scope(own, scope).parent?;
    if parent != MODULE && context.view.scope(own, parent).symbol(name).is_some() {
        return None;
    }
    if let Some(fixture) = fixture_named(context, name) {
        return (!fixture.renamed).then_some((fixture.lifetime?, Some(fixture)));
    }
    let variable = context.view.variable(own, MODULE, name);
    let (_, lifetime, _) = BUILT_IN.iter().find(|(own, ..)| *own == name)?;
    (context.view.bindings(&variable).is_empty() && !context.view.is_dynamic()).then_some((*lifetime, None))
}

/// A fixture's parameter whose own fixture does not live as long.
pub(super) fn outlived(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let scope = context.scope_of(node);
    let own = context.view.own();
    let Some(lifetime) = fixture_of(context, own, scope).and_then(|fixture| fixture.lifetime) else { return false };
    if lifetime == Lifetime::Function {
        return false;
    }
    let Some((other, fixture)) = lifetime_of(context, scope, context.text(node)) else { return false };
    if other >= lifetime {
        return false;
    }
    witness.say("own", lifetime.word());
    witness.say("other", other.word());
    if let Some(fixture) = fixture {
        let start = context.view.scope(fixture.unit, fixture.scope).range.start;
        witness.point(fixture.unit, start..start + 3, format!("made once per {}", other.word()));
    }
    true
}

/// The container that a fixture gives, when each way through it gives a new one of that type.
fn container(context: &Context, fixture: Fixture) -> Option<Kind> {
    let function = context.view.scope(fixture.unit, fixture.scope).function.as_deref()?;
    let given = if function.is_generator { &function.yielded } else { &function.returned };
    let [one] = given.as_slice() else { return None };
    let kind = match one {
        Returned::Of(kind) => Some(*kind),
        Returned::Name(name) => {
            let variable = context.view.variable(fixture.unit, fixture.scope, name);
            context.view.kind_of_variable(&variable)
        }
        _ => None,
    };
    kind.filter(|kind| matches!(kind, Kind::List | Kind::Dict | Kind::Set))
}

/// A test's parameter that several tests share, and that this one changes in place.
pub(super) fn shared_changed(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let scope = context.scope_of(node);
    let own = context.view.own();
    let name = context.text(node);
    if !context.view.scope(own, scope).is_test() || !is_filled(context, own, scope) {
        return false;
    }
    let Some((lifetime, Some(fixture))) = lifetime_of(context, scope, name) else { return false };
    let Some(kind) = container(context, fixture).filter(|_| lifetime > Lifetime::Function) else { return false };
    // Another fixture may put it back before or after each test.
    let takers = context.view.takers(name);
    if takers.iter().any(|(unit, scope)| fixture_of(context, *unit, *scope).is_some()) {
        return false;
    }
    let variable = context.view.variable(own, scope, name);
    if context.view.bindings(&variable).len() != 1 {
        return false;
    }
    let uses = context.view.uses(&variable);
    let mut changed = None;
    for site in &uses {
        match &site.item.kind {
            UseKind::Mutate(Mutation::Delete(_)) => return false,
            UseKind::Mutate(Mutation::Method(name))
                if matches!(name.as_str(), "pop" | "popitem" | "remove" | "clear" | "discard") =>
            {
                return false;
            }
            UseKind::Mutate(_) if site.item.path.is_empty() => {
                changed.get_or_insert(site.item.range.clone());
            }
            _ => {}
        }
    }
    let Some(range) = changed else { return false };
    witness.say("kind", kind.name());
    witness.say("lifetime", lifetime.word());
    witness.point(own, range, "changed here");
    let start = context.view.scope(fixture.unit, fixture.scope).range.start;
    witness.point(fixture.unit, start..start + 3, format!("made once per {}", lifetime.word()));
    true
}

/// A parameter that pytest fills: not the receiver, and not with the mock of a patch.
pub(super) fn is_fixture_parameter(node: Node, context: &Context) -> bool {
    let scope = context.scope_of(node);
    let own = context.view.own();
    if !is_filled(context, own, scope) || matches!(context.text(node), "self" | "cls") {
        return false;
    }
    let name = context.text(node);
    let around = context.ancestors(node);
    let whole = around.iter().find(|around| around.kind_name() == "decorated_definition");
    if let Some(whole) = whole
        && let Some(patched) = patched(*whole, context)
        && patched.slots.iter().take(patched.passing.len()).any(|slot| parameter_name(*slot, context) == name)
    {
        return false;
    }
    let pytest = context.view.variable(own, MODULE, "pytest");
    let imports = |kind: &BindingKind| matches!(kind, BindingKind::Import(name) if name == "pytest");
    fixture_of(context, own, scope).is_some()
        || fixture_named(context, name).is_some()
        || BUILT_IN.iter().any(|(own, ..)| *own == name)
        || context.view.bindings(&pytest).iter().any(|site| imports(&site.item.kind))
}

/// The decorated definition is a fixture.
pub(super) fn is_definition(function: Node, context: &Context) -> bool {
    let body = function.part(Field::Body);
    body.is_some_and(|body| fixture_of(context, context.view.own(), context.scope_of(body)).is_some())
}
