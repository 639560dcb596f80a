//! Facts about threads: which function runs in several of them, and what it does there.
//!
//! A function runs in a thread when this file says so: `Thread(target=f)`, or `map` and `submit` of
//! a pool that is only ever a pool of threads. Must not know findings' texts.

use super::context::{Context, Witness};
use super::decorators::full_name;
use super::identity::array_or_orm_text;
use crate::semantics::classes::{Ancestor, ClassId, Classes};
use crate::semantics::module::{Place, Site, Variable};
use crate::semantics::scope::{Escape, Read, flag};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use crate::semantics::{
    BindingKind, Effect, Kind, Path, Regions, ScopeId, ScopeKind, Step, UnitId, Use, UseKind, Value, Work, path_from,
};
use tree_sitter::Node;

/// Pools whose workers are threads.
pub const THREAD_POOLS: &[&str] = &[
    "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures.thread.ThreadPoolExecutor",
    "multiprocessing.dummy.Pool",
    "multiprocessing.pool.ThreadPool",
];

/// The methods of pools that run a function in a thread for each item.
const MAPPING: &[&str] = &["imap", "imap_unordered", "map", "starmap"];

/// Where a function is given to threads.
pub struct Starts<'a> {
    /// The places.
    pub sites: Vec<Site<'a, Use>>,
    /// Whether several threads run it.
    pub several: bool,
}

/// Whether the file imports anything that makes threads; asked first, since it is cheap.
fn knows_threads(context: &Context) -> bool {
    ["threading", "Thread", "ThreadPoolExecutor", "ThreadPool", "concurrent", "futures", "multiprocessing"].iter().any(
        |name| {
            let variable = Variable { name: (*name).into(), place: Place::Global };
            context.view.bindings(&variable).iter().any(|site| matches!(site.item.kind, BindingKind::Import(_)))
        },
    )
}

/// Whether a variable is only ever a pool of more than one thread.
fn is_pool(context: &Context, variable: &Variable) -> bool {
    let bindings = context.view.bindings(variable);
    !bindings.is_empty()
        && bindings.iter().all(|site| {
            let Value::Call { callee, .. } = &site.item.value else { return false };
            let full = context.view.imported(site.unit, site.scope, callee);
            context.view.note_unit(site.unit);
            let text = context.text_of(site.unit, &site.item.value_range);
            let alone = text.contains("max_workers=1)") || text.ends_with("(1)");
            full.is_some_and(|full| THREAD_POOLS.contains(&full.as_str())) && !alone
        })
}

/// How a use gives the object to a thread: `Some(true)` when to several at once.
fn given_to_threads(context: &Context, site: &Site<Use>) -> Option<bool> {
    let UseKind::Escape(Escape::Argument { callee, position, keyword }) = &site.item.kind else { return None };
    if callee.is_empty() {
        return None;
    }
    let path = path_from(callee);
    if context.view.imported(site.unit, site.scope, &path).as_deref() == Some("threading.Thread") {
        let is_target = keyword.as_deref() == Some("target") || *position == Some(1);
        return is_target.then_some(false);
    }
    let [Step::Attr(method)] = path.steps.as_slice() else { return None };
    let maps = MAPPING.contains(&method.as_str());
    if *position != Some(0) || !(maps || matches!(method.as_str(), "submit" | "apply_async")) {
        return None;
    }
    let pool = context.view.variable(site.unit, site.scope, &path.root);
    is_pool(context, &pool).then_some(maps)
}

/// Whether a place runs in each round of a loop that does not wait for the thread in that round.
fn is_repeated(context: &Context, site: &Site<Use>) -> bool {
    let table = context.view.unit(site.unit);
    if table.scopes[site.scope as usize].kind.is_comprehension() {
        return true;
    }
    let Some(body) = Regions(&table.regions).loop_of(site.item.region) else { return false };
    !context.text_of(site.unit, &table.regions[body as usize].range).contains(".join(")
}

fn starts<'a>(context: &Context<'a>, mut uses: Vec<Site<'a, Use>>, path: &[Step]) -> Starts<'a> {
    uses.retain(|site| site.item.path == path);
    let mut several = false;
    uses.retain(|site| match given_to_threads(context, site) {
        Some(many) => {
            several |= many || is_repeated(context, site);
            true
        }
        None => false,
    });
    several |= uses.len() > 1;
    Starts { sites: uses, several }
}

/// Where a function of this file is given to threads, which share the object when it is a method.
pub fn starts_of<'a>(context: &Context<'a>, unit: UnitId, function: ScopeId) -> Starts<'a> {
    let view = context.view;
    let nowhere = Starts { sites: Vec::new(), several: false };
    let data = view.scope(unit, function);
    let Some(parent) = data.parent else { return nowhere };
    if data.function.as_deref().is_none_or(|function| !function.decorators.is_empty()) {
        return nowhere;
    }
    if !view.scope(unit, parent).kind.is_class() {
        let variable = view.variable(unit, parent, &data.name);
        if view.only_function(&variable) != Some((unit, function)) {
            return nowhere;
        }
        return starts(context, view.uses(&variable), &[]);
    }
    let class = ClassId { unit, scope: parent };
    let path = [Step::Attr(data.name.clone())];
    let mut all = Starts { sites: Vec::new(), several: false };
    for variable in holders(context, class) {
        let own = starts(context, view.uses(&variable), &path);
        all.several |= own.several;
        all.sites.extend(own.sites);
    }
    all
}

/// The variables that surely hold one object of a class: `self` in its methods, and names bound
/// once to a call of the class outside of any loop.
fn holders(context: &Context, class: ClassId) -> Vec<Variable> {
    let view = context.view;
    let classes = Classes::new(view);
    let mut found = Vec::new();
    let table = view.unit(class.unit);
    for (id, method) in (0..).zip(&table.scopes).filter(|(_, scope)| scope.parent == Some(class.scope)) {
        if let Some(first) = method.function.as_deref().and_then(|function| function.params.first()) {
            found.push(view.variable(class.unit, id, &first.name));
        }
    }
    let (name, _, around) = classes.header(class);
    for site in view.uses(&view.variable(class.unit, around, name)) {
        if site.item.kind != UseKind::Read(Read::Call) || !site.item.path.is_empty() {
            continue;
        }
        let home = view.scope(site.unit, site.scope);
        let made = home.symbols.iter().find(|symbol| {
            symbol.bindings.iter().any(|binding| {
                binding.kind == BindingKind::Assign
                    && matches!(&binding.value, Value::Call { callee, .. } if callee.steps.is_empty())
                    && binding.value_range.start == site.item.at
            })
        });
        let Some(made) = made.filter(|made| !made.is(flag::GLOBAL | flag::NONLOCAL)) else { continue };
        let variable = view.variable(site.unit, site.scope, &made.name);
        if view.bindings(&variable).len() == 1 && !is_repeated(context, &site) {
            found.push(variable);
        }
    }
    found
}

/// The function of this file that an expression names.
pub fn function_named(node: Node, context: &Context) -> Option<(UnitId, ScopeId)> {
    let view = context.view;
    let (own, scope) = (view.own(), context.scope_of(node));
    let path = path_of(node, context.source)?;
    match path.steps.as_slice() {
        [] => view.only_function(&view.variable(own, scope, &path.root)),
        [Step::Attr(method)] => {
            let classes = Classes::new(view);
            let method_scope = classes.method_around(own, scope)?;
            let first = view.scope(own, method_scope).function.as_deref()?.params.first()?;
            if first.name != path.root {
                return None;
            }
            let class = classes.around(own, method_scope)?;
            Some((own, classes.member(class, method)?.function?))
        }
        _ => None,
    }
}

/// A pool of threads.
pub(super) fn thread_pool(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    is_pool(context, &context.view.variable(own, context.scope_of(node), context.text(node)))
}

/// A function that only computes, given to several threads.
pub(super) fn computes_in_threads(node: Node, context: &Context, witness: &mut Witness) -> bool {
    if array_or_orm_text(context.rope) {
        return false;
    }
    let Some((unit, function)) = function_named(node, context) else { return false };
    // Who rebinds the module's variables shows a race, which processes would turn into silence.
    let Work::Computes { loops: true, effect: Effect::Nothing | Effect::Changes } =
        context.view.work_of(unit, function)
    else {
        return false;
    };
    let at = context.source.at(node);
    let root = context.text(node).split('.').next().unwrap_or_default();
    let variable = context.view.variable(context.view.own(), context.scope_of(node), root);
    let mut uses = context.view.uses(&variable);
    uses.retain(|site| site.item.at == at && site.unit == context.view.own());
    let Some(site) = uses.first() else { return false };
    let Some(many) = given_to_threads(context, site) else { return false };
    let alone = !many && !is_repeated(context, site) && !starts_of(context, unit, function).several;
    if alone {
        return false;
    }
    witness.say("function", context.view.scope(unit, function).name.as_str());
    true
}

/// What a read-modify-write changes, when threads share it.
pub struct Shared<'a> {
    /// The function around, with its statement.
    pub function: ScopeId,
    /// The function's node.
    pub definition: Node<'a>,
    /// Where it is given to threads.
    pub starts: Starts<'a>,
}

/// Whether the right side of an assignment reads what its left side writes.
fn reads_itself(statement: Node, target: Node, context: &Context) -> bool {
    if statement.kind_name() == "augmented_assignment" {
        return true;
    }
    let Some(right) = statement.part(Field::Right).filter(|right| right.kind_name() == "binary_operator") else {
        return false;
    };
    let mut pending = vec![right];
    while let Some(node) = pending.pop() {
        if node.kind_name() == target.kind_name() && context.text(node) == context.text(target) {
            return true;
        }
        if node.kind_name() == "call" && target.kind_name() == "subscript" {
            // `d.get(k, 0)` reads `d[k]`.
            let function = node.part(Field::Function);
            let read = target.part(Field::Value).zip(target.part(Field::Subscript));
            let first = node.part(Field::Arguments).and_then(|arguments| arguments.named_child(0));
            if let (Some(function), Some((object, key)), Some(first)) = (function, read, first)
                && context.text(function) == format!("{}.get", context.text(object))
                && context.text(first) == context.text(key)
            {
                return true;
            }
        }
        let mut cursor = node.walk();
        pending.extend(node.named_children(&mut cursor));
    }
    false
}

/// A read-modify-write, in a function that this file gives to threads, of what they share.
pub fn shared_update<'a>(statement: Node<'a>, context: &Context<'a>) -> Option<Shared<'a>> {
    let target = statement.part(Field::Left)?;
    if !knows_threads(context) {
        return None;
    }
    let view = context.view;
    let own = view.own();
    let function = context.scope_of(statement);
    if view.scope(own, function).kind != ScopeKind::Function || !reads_itself(statement, target, context) {
        return None;
    }
    let ancestors: Vec<Node<'a>> = context.ancestors(statement).into_iter().collect();
    let definition = *ancestors.iter().find(|around| around.kind_name() == "function_definition")?;
    let path = path_of(target, context.source)?;
    let variable = view.variable(own, function, &path.root);
    if variable.place == Place::Local(own, function) {
        let classes = Classes::new(view);
        let first = view.scope(own, function).function.as_deref()?.params.first()?;
        let is_self = classes.method_around(own, function) == Some(function) && first.name == path.root;
        if !is_self || path.steps.is_empty() {
            return None;
        }
    } else if !is_plain_value(context, &variable, &path) {
        return None;
    }
    let starts = starts_of(context, own, function);
    (!starts.sites.is_empty()).then_some(Shared { function, definition, starts })
}

/// Whether a shared variable holds what has no lock of its own: a number or text, a container, an
/// object of a class of this file.
fn is_plain_value(context: &Context, variable: &Variable, path: &Path) -> bool {
    let view = context.view;
    let bindings = view.bindings(variable);
    let mut values = bindings.iter().filter(|site| !matches!(site.item.kind, BindingKind::Augmented));
    let kind = |site: &Site<crate::semantics::Binding>| view.kind_of(site.unit, site.scope, &site.item.value);
    match path.steps.as_slice() {
        [] => values.all(|site| {
            // `n = n + 1` binds the variable too, to what cannot be told.
            matches!(kind(site), Some(Kind::Int | Kind::Float | Kind::Str | Kind::Tuple))
                || matches!(&site.item.value, Value::Binary { left, right, .. }
                    if [left, right].iter().any(|side| matches!(&***side, Value::Path(own) if own.root == variable.name)))
        }),
        [Step::Key(_) | Step::Index(_) | Step::Item] => values.all(|site| kind(site).is_some_and(Kind::is_mutable)),
        [Step::Attr(_)] => values.all(|site| {
            let Value::Call { callee, .. } = &site.item.value else {
                return matches!(site.item.kind, BindingKind::Class(_));
            };
            let Some(dotted) = callee.dotted() else { return false };
            let classes = Classes::new(view);
            matches!(classes.named(site.unit, site.scope, &dotted), Ancestor::Here(class)
                if classes.bases(class).is_empty())
        }),
        _ => false,
    }
}

/// Whether the key of a subscript is one that each thread has for itself: made of its parameters.
fn has_own_key(target: Node, shared: &Shared, context: &Context) -> bool {
    let Some(key) = target.part(Field::Subscript).filter(|_| target.kind_name() == "subscript") else {
        return false;
    };
    let (view, own) = (context.view, context.view.own());
    let Some(function) = view.scope(own, shared.function).function.as_deref() else { return true };
    let mut pending = vec![key];
    while let Some(node) = pending.pop() {
        if node.kind_name() == "identifier" {
            let name = context.text(node);
            let is_parameter = function.params.iter().any(|param| param.name == name);
            if is_parameter || name.contains("thread") || name.contains("tid") {
                return true;
            }
        }
        // `threading.get_ident()` and the like.
        if node.kind_name() == "call" {
            return true;
        }
        let mut cursor = node.walk();
        pending.extend(node.named_children(&mut cursor));
    }
    false
}

/// A read-modify-write that several threads run with no lock in sight.
pub(super) fn lost_update(statement: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(shared) = shared_update(statement, context) else { return false };
    let Some(target) = statement.part(Field::Left) else { return false };
    if !shared.starts.several || is_guarded(statement, &shared, context) {
        return false;
    }
    let mapped = shared.starts.sites.iter().any(|site| given_to_threads(context, site) == Some(true));
    let counts = statement.kind_name() == "assignment";
    if has_own_key(target, &shared, context) && !(mapped && counts) {
        return false;
    }
    witness.say("function", context.view.scope(context.view.own(), shared.function).name.as_str());
    for site in shared.starts.sites.iter().take(2) {
        witness.point(site.unit, site.item.range.clone(), "run by a thread from here");
    }
    true
}

/// Whether some `with` around, or a lock taken in the function, may keep the others out.
pub fn is_guarded(statement: Node, shared: &Shared, context: &Context) -> bool {
    let around = context.ancestors(statement);
    let inside = around.iter().take_while(|around| **around != shared.definition);
    inside.into_iter().any(|around| around.kind_name() == "with_statement")
        || [".acquire(", "lock(", "atomic"].iter().any(|word| context.text(shared.definition).contains(word))
}

/// An update of what threads share, for a hover.
pub(super) fn is_shared_update(statement: Node, context: &Context) -> bool {
    shared_update(statement, context).is_some()
}

/// Whether a class, function or module of threads is called: by its full name.
pub fn is_thread_pool_class(node: Node, context: &Context) -> bool {
    full_name(node, context).is_some_and(|full| THREAD_POOLS.contains(&full.as_str()))
}
