//! Facts about class statements and `super()`: what their order of resolution says.

use super::context::{Context, Witness};
use crate::semantics::classes::{Conflict, MemberKind, Mro, Provider};
use crate::semantics::region::{RegionKind, Regions};
use crate::semantics::scope::{Class, ParameterKind, ParentCall, Scope, Through};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use crate::semantics::{Ancestor, BindingKind, ClassId, Classes, ScopeId, ScopeKind, Value};
use tree_sitter::Node;

/// Among more bases than these none is looked for twice.
const MANY_BASES: usize = 500;

/// How many base orders are offered.
const OFFERED: [&str; 4] = ["first", "second", "third", "fourth"];

/// The class of this file that a name stands for: in its own statement, or where it is used.
pub fn class_named(node: Node, context: &Context) -> Option<ClassId> {
    if node.kind_name() != "identifier" {
        return None;
    }
    let classes = Classes::new(context.view);
    let parent = *context.ancestors(node).first()?;
    let is = |field: &str| parent.child_by_field_name(field) == Some(node);
    match parent.kind_name() {
        "class_definition" if is("name") => return classes.at(&context.source.range(node)),
        "keyword_argument" | "function_definition" | "parameters" if is("name") => return None,
        _ => {}
    }
    let path = if parent.kind_name() == "attribute" && is("attribute") { parent } else { node };
    let dotted = path_of(path, context.source)?.dotted()?;
    match classes.named(context.view.own(), context.scope_of(node), &dotted) {
        Ancestor::Here(class) => Some(class),
        _ => None,
    }
}

/// The classes for whose instances it can be told which method a name is: the class of the object
/// before the dot, or those for which a method competes with others where it is defined.
pub fn method_instances(node: Node, context: &Context) -> Vec<ClassId> {
    let classes = Classes::new(context.view);
    let name = context.text(node);
    let Some(parent) = context.ancestors(node).first().copied() else { return Vec::new() };
    if parent.kind_name() == "attribute" {
        let class = parent.part(Field::Object).and_then(|object| class_of_object(object, context));
        let provided = |class: &ClassId| matches!(classes.provider(*class, name), Provider::Here(_, member) if member.function.is_some());
        return class.filter(provided).into_iter().collect();
    }
    let own = context.view.own();
    let function = context.source.range(parent);
    let scopes = &context.view.unit(own).scopes;
    let is_it = |scope: &Scope| scope.range == function && scope.kind == ScopeKind::Function;
    let Some((scope, _)) = (0..).zip(scopes).find(|(_, scope)| is_it(scope)) else { return Vec::new() };
    let Some(class) = classes.around(own, scope).filter(|_| classes.method_around(own, scope) == Some(scope)) else {
        return Vec::new();
    };
    let mut instances = vec![class];
    instances.extend(classes.leaves(class).classes.into_iter().filter(|leaf| *leaf != class));
    instances.retain(|instance| {
        let provided =
            matches!(classes.provider(*instance, name), Provider::Here(_, member) if member.function.is_some());
        provided && classes.mro(*instance).order().is_some_and(|order| classes.all_with(order, name).len() > 1)
    });
    instances
}

/// The class of this file that an object is an instance of, or that it is.
pub fn class_of_object(object: Node, context: &Context) -> Option<ClassId> {
    let own = context.view.own();
    let scope = context.scope_of(object);
    let classes = Classes::new(context.view);
    let named = |unit, scope, dotted: &str| match classes.named(unit, scope, dotted) {
        Ancestor::Here(class) => Some(class),
        _ => None,
    };
    if object.kind_name() == "call" {
        let dotted = path_of(object.part(Field::Function)?, context.source)?.dotted()?;
        return named(own, scope, &dotted);
    }
    if object.kind_name() != "identifier" {
        return None;
    }
    let text = context.text(object);
    let variable = context.view.variable(own, scope, text);
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    match (&site.item.kind, &site.item.value) {
        (BindingKind::Class(_), _) => named(own, scope, text),
        (BindingKind::Assign, Value::Call { callee, .. }) => named(site.unit, site.scope, &callee.dotted()?),
        (BindingKind::Parameter(0), _) => {
            let class = classes.around(site.unit, site.scope)?;
            let direct = classes.method_around(site.unit, site.scope) == Some(site.scope);
            let kind = classes.kind_of_function(class, site.scope);
            (direct && matches!(kind, MemberKind::Method | MemberKind::ClassMethod | MemberKind::Property))
                .then_some(class)
        }
        _ => None,
    }
}

/// The class of a class statement's name whose bases Python cannot order, why, and the orders of the
/// written bases that work, those nearest to the written one first.
pub fn base_orders(name: Node, context: &Context) -> Option<(ClassId, String, Vec<Vec<usize>>)> {
    let classes = Classes::new(context.view);
    let class = classes.at(&context.source.range(name))?;
    if classes.header(class).1.header.len() < 2 {
        return None;
    }
    let mro = classes.mro(class);
    let Mro::Conflict(Conflict::Order { demands, works }) = &*mro else { return None };
    let moves = |order: &Vec<usize>| {
        (0..order.len()).map(|at| order[at + 1..].iter().filter(|&&later| later < order[at]).count()).sum::<usize>()
    };
    let mut works = works.clone();
    works.sort_by_key(moves);
    let why = match demands.as_slice() {
        [one] => one.clone(),
        [rest @ .., last] => format!("{}, but {last}", rest.join(", ")),
        [] => return None,
    };
    Some((class, why, works))
}

/// Whether the bases of a class cannot be ordered; `single` and `several` ask for the number of
/// orders that could.
pub fn mro_conflict(name: Node, wanted: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let Some((class, why, works)) = base_orders(name, context) else { return false };
    if wanted.is_some_and(|wanted| (wanted == "single") != (works.len() == 1)) {
        return false;
    }
    let classes = Classes::new(context.view);
    let (class_name, header, _) = classes.header(class);
    if is_probed(header, context) {
        return false;
    }
    let written = |order: &Vec<usize>| {
        let bases: Vec<&str> = order.iter().map(|&index| header.header[index].shown.as_str()).collect();
        format!("{class_name}({})", bases.join(", "))
    };
    witness.say("why", why);
    let remedy = match works.first() {
        Some(order) => format!("Write `class {}`.", written(order)),
        None => "No order of these bases works: change the classes that they come from.".to_string(),
    };
    witness.say("remedy", remedy);
    for (word, order) in OFFERED.iter().zip(&works) {
        witness.say(word, written(order));
    }
    true
}

/// Whether an earlier base of the same class statement has the same text.
pub fn listed_twice(node: Node, context: &Context) -> bool {
    let Some(bases) = context.ancestors(node).first().copied() else { return false };
    // Each base is held against those before it.
    if bases.named_child_count() > MANY_BASES {
        return false;
    }
    let text = context.text(node);
    let mut cursor = bases.walk();
    let twice = bases
        .named_children(&mut cursor)
        .take_while(|other| other.start_byte() < node.start_byte())
        .any(|other| other.kind_name() == node.kind_name() && context.text(other) == text);
    let range = context.source.range(node);
    let scopes = &context.view.unit(context.view.own()).scopes;
    let header = || {
        let mut headers = scopes.iter().filter_map(|scope| scope.class.as_deref());
        headers.find(|header| header.header.iter().any(|base| base.range == range))
    };
    twice && header().is_some_and(|header| !is_probed(header, context))
}

/// Whether a class statement stands where an exception is looked for: in `try`, `with` or a test.
fn is_probed(header: &Class, context: &Context) -> bool {
    let table = context.view.unit(context.view.own());
    let catches = |kind: RegionKind| matches!(kind, RegionKind::Try | RegionKind::With | RegionKind::Except);
    table.scopes[header.outer as usize].name.to_ascii_lowercase().starts_with("test")
        || Regions(&table.regions).outward(header.region).any(|(_, region)| catches(region.kind))
}

/// What the symbol table has of a call of `super` in a method.
fn super_at<'a>(call: Node, context: &Context<'a>) -> Option<(&'a ParentCall, ClassId)> {
    let own = context.view.own();
    let range = context.source.range(call);
    let found = context.view.unit(own).parent_calls.iter().find(|found| found.range == range)?;
    if !matches!(found.through, Through::Super(_)) || !context.view.is_builtin(own, found.scope, "super") {
        return None;
    }
    Some((found, Classes::new(context.view).around(own, found.scope)?))
}

/// The text of the first argument of `super(…, self)` that stands directly in a method, where
/// `super()` would search for the same object; and the method's class.
fn explicit_super<'t>(call: Node<'t>, context: &Context) -> Option<(Node<'t>, ClassId)> {
    let own = context.view.own();
    let (found, class) = super_at(call, context)?;
    let Through::Super(given) = &found.through else { return None };
    let [_, object] = given.as_slice() else { return None };
    let classes = Classes::new(context.view);
    let direct = classes.method_around(own, found.scope) == Some(found.scope);
    let scope = context.view.scope(own, found.scope);
    let first = scope.function.as_deref()?.params.first()?;
    let kept = scope.symbol(&first.name).is_some_and(|symbol| symbol.bindings.len() == 1);
    let same = direct && kept && first.name == *object && first.kind == ParameterKind::Positional;
    let arguments = call.part(Field::Arguments).filter(|_| same)?;
    let mut cursor = arguments.walk();
    let start = arguments.named_children(&mut cursor).find(|argument| !argument.is_extra())?;
    Some((start, class))
}

/// Whether `super(C, self)` in `C` says no more than `super()` does.
pub fn super_says_own_class(call: Node, context: &Context) -> bool {
    let Some((start, class)) = explicit_super(call, context) else { return false };
    let classes = Classes::new(context.view);
    let named = || classes.named(context.view.own(), context.scope_of(call), context.text(start));
    // A decorator may make another class, which the name then stands for.
    start.kind_name() == "identifier"
        && classes.header(class).1.decorators.is_empty()
        && named() == Ancestor::Here(class)
}

/// Whether `super(type(self), self)` or `super(self.__class__, self)` starts behind the instance's
/// own class. (Behind a base, which is then skipped, is what people mean when they write it.)
pub fn super_starts_at_instance(call: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some((start, class)) = explicit_super(call, context) else { return false };
    let text: String = context.text(start).split_whitespace().collect();
    let inside_type = || text.strip_prefix("type(").and_then(|rest| rest.strip_suffix(')'));
    let object = text.strip_suffix(".__class__").or_else(inside_type);
    let scope = context.view.scope(context.view.own(), context.scope_of(call));
    let first = scope.function.as_deref().and_then(|function| function.params.first());
    witness.say("class", Classes::new(context.view).name(class));
    object.is_some() && object == first.map(|first| first.name.as_str())
}

/// Whether a node stands in a method of a class that is not derived from `super` itself.
pub fn in_method(node: Node, context: &Context) -> bool {
    let own = context.view.own();
    let classes = Classes::new(context.view);
    let Some(method) = classes.method_around(own, context.scope_of(node)) else { return false };
    let Some(class) = classes.around(own, method) else { return false };
    classes.header(class).1.bases.iter().all(|base| base != "super")
}

/// The scope between a call of `super()` and its method that takes away the first argument. With
/// `inlined`, only a comprehension that runs in the method itself from Python 3.12 on.
pub fn super_out_of_place(call: Node, how: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    let Some((found, _)) = super_at(call, context) else { return false };
    if found.through != Through::Super(Vec::new()) {
        return false;
    }
    let Some(method) = Classes::new(context.view).method_around(own, found.scope) else { return false };
    if method == found.scope {
        return false;
    }
    let Some((inlined, place)) = place_of(context, found.scope, method) else { return false };
    witness.say("place", place);
    inlined == (how == Some("inlined"))
}

fn place_of(context: &Context, scope: ScopeId, method: ScopeId) -> Option<(bool, String)> {
    let here = context.view.scope(context.view.own(), scope);
    let has_first = || {
        let function = here.function.as_deref();
        function.is_none_or(|function| function.params.iter().any(|param| param.kind == ParameterKind::Positional))
    };
    match here.kind {
        ScopeKind::GeneratorExpression => Some((false, "this generator expression".into())),
        ScopeKind::ListComprehension if here.parent == Some(method) => Some((true, "a list comprehension".into())),
        ScopeKind::SetComprehension if here.parent == Some(method) => Some((true, "a set comprehension".into())),
        ScopeKind::DictComprehension if here.parent == Some(method) => Some((true, "a dict comprehension".into())),
        ScopeKind::Lambda if !has_first() => Some((false, "this lambda".into())),
        ScopeKind::Function if !has_first() => Some((false, format!("the inner function `{}`", here.name))),
        _ => None,
    }
}
