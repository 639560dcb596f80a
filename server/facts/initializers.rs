//! Facts about `__init__` in a hierarchy: what runs twice, which call is refused, what is never set.

use super::context::{Context, Witness};
use crate::semantics::classes::{Ancestor, ClassId, Classes, Construction, Hop, MemberKind, Provider, Refused};
use crate::semantics::scope::{Mutation, ParentCall, Through};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{ScopeId, Step, UseKind};
use tree_sitter::Node;

/// More subclasses than these are not tried out.
const MOST_LEAVES: usize = 24;

/// The class and the call of its `__init__` that a call node is.
pub(crate) fn call_at<'v>(node: Node, context: &Context, classes: &Classes<'v>) -> Option<(ClassId, &'v ParentCall)> {
    let unit = context.view.own();
    let class = classes.around(unit, context.scope_of(node))?;
    let whole = context.source.range(node);
    let call = classes.parent_calls(class).into_iter().find(|call| call.whole == whole)?;
    (call.method == "__init__").then_some((class, call))
}

/// The class itself and those of the file that are derived from it.
fn with_descendants(classes: &Classes, class: ClassId) -> Vec<ClassId> {
    std::iter::once(class).chain(classes.descendants(class)).take(MOST_LEAVES).collect()
}

/// A `Base.__init__(self, …)` that makes an `__init__` run twice, or leads to a `super()` call that
/// lands in a class which wants other arguments.
pub fn explicit_init(node: Node, context: &Context, witness: &mut Witness) -> bool {
    explicit(node, context, witness).is_some()
}

fn explicit(node: Node, context: &Context, witness: &mut Witness) -> Option<()> {
    let classes = Classes::new(context.view);
    let (class, call) = call_at(node, context, &classes)?;
    if !matches!(call.through, Through::Class(_)) {
        return None;
    }
    let is_this = |hop: &Hop| hop.class == class && hop.call.range == call.range;
    for leaf in with_descendants(&classes, class) {
        let Some(built) = classes.construction(leaf) else { continue };
        if let Some(refused) = &built.refused {
            let first = refused.way.iter().find(|hop| hop.is_explicit());
            if first.is_some_and(is_this) && strays(&classes, refused) {
                let told = tell_refused(&classes, leaf, refused)?;
                witness.say("story", told);
                point(context, witness, refused);
                return Some(());
            }
            continue;
        }
        if let Some((base, one, other)) = built.twice()
            && is_this(&one)
            && other.is_explicit()
            && !is_empty(&classes, base)
        {
            let way = |hop: &Hop| match &hop.call.through {
                Through::Class(name) => format!("`{name}.__init__`"),
                Through::Super(_) => "`super()`".to_string(),
            };
            witness.say(
                "story",
                format!(
                    "`{}()` runs `{}.__init__` twice: by way of {} and of {}",
                    classes.name(leaf),
                    classes.name(base),
                    way(&one),
                    way(&other)
                ),
            );
            witness.point(class.unit, other.call.whole.clone(), "and here a second time");
            return Some(());
        }
    }
    None
}

fn is_empty(classes: &Classes, class: ClassId) -> bool {
    let member = classes.member(class, "__init__");
    member.and_then(|member| classes.function(class, &member)).is_none_or(|function| function.is_stub)
}

/// Whether a refused `super()` call lands in a class that is no ancestor of the one it stands in.
fn strays(classes: &Classes, refused: &Refused) -> bool {
    let Some(hop) = refused.way.last() else { return false };
    let order = classes.mro(hop.class);
    !hop.is_explicit() && order.order().is_some_and(|order| !order.contains(&Ancestor::Here(refused.lands)))
}

fn tell_refused(classes: &Classes, leaf: ClassId, refused: &Refused) -> Option<String> {
    let hop = refused.way.last()?;
    let error = classes.refusal(refused.lands, "__init__", &refused.fit)?;
    Some(format!(
        "for a `{}` the `super().__init__` in `{}` lands in `{}`{}, which raises TypeError: `{error}`",
        classes.name(leaf),
        classes.name(hop.class),
        classes.name(refused.lands),
        expected(classes, hop.class),
    ))
}

/// Where the call lands for instances of the class itself.
fn expected(classes: &Classes, class: ClassId) -> String {
    match classes.lands(class, class, "__init__") {
        Provider::Here(own, _) => format!(", not in `{}`", classes.name(own)),
        Provider::Known(name) => format!(", not in `{name}`"),
        _ => String::new(),
    }
}

fn point(context: &Context, witness: &mut Witness, refused: &Refused) {
    if let Some(hop) = refused.way.last() {
        witness.point(
            hop.class.unit,
            hop.call.whole.clone(),
            "this `super()` goes on in the order of the instance's class",
        );
    }
    let classes = Classes::new(context.view);
    if let Some(member) = classes.member(refused.lands, "__init__") {
        witness.point(refused.lands.unit, member.at..member.at + "__init__".len() as u32, "and lands here");
    }
}

/// A `super().__init__(…)` that, for instances of a class further down in this file, lands in a
/// class which wants other arguments.
pub fn refused_super(node: Node, context: &Context, witness: &mut Witness) -> bool {
    refused(node, context, witness).is_some()
}

fn refused(node: Node, context: &Context, witness: &mut Witness) -> Option<()> {
    let classes = Classes::new(context.view);
    let (class, call) = call_at(node, context, &classes)?;
    if !matches!(call.through, Through::Super(_)) {
        return None;
    }
    for leaf in with_descendants(&classes, class) {
        let Some(Construction { refused: Some(refused), .. }) = classes.construction(leaf) else { continue };
        let last = refused.way.last()?;
        let only_super = refused.way.iter().all(|hop| !hop.is_explicit());
        if last.class == class && last.call.range == call.range && only_super && strays(&classes, &refused) {
            witness.say("leaf", classes.name(leaf));
            witness.say("next", classes.name(refused.lands));
            witness.say("instead", expected(&classes, class));
            witness.say("error", classes.refusal(refused.lands, "__init__", &refused.fit)?);
            point(context, witness, &refused);
            return Some(());
        }
    }
    None
}

/// The name of an `__init__` that replaces a base's and never calls it, so that an attribute which
/// a method of the base reads is never set.
pub fn base_never_initialized(node: Node, context: &Context, witness: &mut Witness) -> bool {
    never_initialized(node, context, witness).is_some()
}

fn never_initialized(node: Node, context: &Context, witness: &mut Witness) -> Option<()> {
    let classes = Classes::new(context.view);
    let unit = context.view.own();
    let around = context.ancestors(node);
    let definition = around.iter().find(|around| around.kind_name() == "class_definition")?;
    let class = classes.at(&context.source.range(*definition))?;
    let member = classes.member(class, "__init__").filter(|member| member.sure && member.kind == MemberKind::Method)?;
    let scope = member.function.filter(|_| member.at == context.source.at(node))?;
    let calls = classes.parent_calls(class);
    let function = context.view.scope(unit, scope).function.as_deref()?;
    let receiver = &function.params.first()?.name;
    let uses = context.view.uses(&context.view.variable(unit, scope, receiver));
    let goes_out = uses.iter().any(|site| {
        site.item.path.is_empty() && matches!(site.item.kind, UseKind::Escape(_))
            || matches!(site.item.path.first(), Some(Step::Attr(name)) if name.starts_with("__"))
    });
    let by_hand = calls.iter().any(|call| classes.method_around(unit, call.scope) == Some(scope));
    if goes_out || by_hand || function.is_stub || classes.header(class).1.metaclass.is_some() {
        return None;
    }
    let body = definition.part(Field::Body)?;
    if context.text(body).contains("__init__(") && context.text(body).matches("__init__(").count() > 1 {
        return None;
    }
    match classes.lands(class, class, "__init__") {
        Provider::Here(base, ours) if ours.kind == MemberKind::Method => {
            let (attribute, reader, at) = unset(&classes, class, base, ours.function?)?;
            witness.say("class", classes.name(class));
            witness.say("base", classes.name(base));
            witness.say("story", format!("`{attribute}` is never set, but `{reader}()` reads it"));
            witness.point(base.unit, at..at + attribute.len() as u32, "set here only");
            Some(())
        }
        _ => {
            let order = classes.mro(class);
            let thread = Ancestor::Known("threading.Thread");
            if order.order()?.get(1) != Some(&thread) {
                return None;
            }
            witness.say("class", classes.name(class));
            witness.say("base", "Thread");
            witness.say("story", "`start()` raises RuntimeError: `thread.__init__() not called`");
            Some(())
        }
    }
}

/// An attribute that only the base's `__init__` sets and a method which the class inherits reads.
fn unset(classes: &Classes, class: ClassId, base: ClassId, init: ScopeId) -> Option<(String, String, u32)> {
    let view = classes.view();
    let mro = classes.mro(class);
    let order: Vec<ClassId> = mro
        .order()?
        .iter()
        .map(|one| match one {
            Ancestor::Here(one) => Some(Some(*one)),
            Ancestor::Known("object" | "abc.ABC" | "typing.Generic") => Some(None),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    let hooks = ["__getattr__", "__getattribute__", "__setattr__", "__new__", "__slots__"];
    if order.iter().any(|one| hooks.iter().any(|name| classes.member(*one, name).is_some())) {
        return None;
    }
    // A class that sets some of the base's attributes itself takes over from it on purpose.
    let takes_over = |name: &str| sets(classes, class, name, (base, init));
    if classes.instance_attributes(base).iter().any(|attribute| takes_over(&attribute.name)) {
        return None;
    }
    let below = classes.descendants(class);
    for attribute in classes.instance_attributes(base).into_iter().filter(|attribute| attribute.sure) {
        let name = &attribute.name;
        let bound = order.iter().any(|one| classes.member(*one, name).is_some());
        if bound || order.iter().chain(&below).any(|one| sets(classes, *one, name, (base, init))) {
            continue;
        }
        for method in classes.members(base).into_iter().filter(|method| method.kind == MemberKind::Method) {
            let Some(scope) = method.function.filter(|scope| *scope != init) else { continue };
            let inherited = matches!(classes.provider(class, &method.name), Provider::Here(from, _) if from == base);
            let is_dunder = method.name.starts_with("__");
            let Some(first) = classes.function(base, &method).and_then(|function| function.params.first()) else {
                continue;
            };
            let body = view.scope(base.unit, scope).body;
            let reads = view.uses(&view.variable(base.unit, scope, &first.name)).into_iter().any(|site| {
                site.scope == scope
                    && site.item.region == body
                    && matches!(site.item.path.first(), Some(Step::Attr(own)) if own == name)
            });
            if inherited && reads && !is_dunder {
                return Some((name.to_string(), method.name.to_string(), attribute.at));
            }
        }
    }
    None
}

/// Whether a class of the file sets an attribute anywhere but in one `__init__`.
fn sets(classes: &Classes, class: ClassId, attribute: &str, but: (ClassId, ScopeId)) -> bool {
    let table = classes.view().unit(class.unit);
    (0..).zip(&table.scopes).any(|(id, scope)| {
        let inside = classes.around(class.unit, id) == Some(class);
        inside
            && (class, id) != but
            && scope
                .symbols
                .iter()
                .flat_map(|symbol| &symbol.uses)
                .any(|item| matches!(&item.kind, UseKind::Mutate(Mutation::Set(Step::Attr(set))) if set == attribute))
    })
}

/// A class with two ways to one ancestor of this file.
pub fn is_diamond(node: Node, context: &Context) -> bool {
    let classes = Classes::new(context.view);
    super::class_named(node, context).is_some_and(|class| top_of(&classes, class).is_some())
}

/// The nearest class of this file to which at least two bases of a class lead, with those bases.
pub(crate) fn top_of(classes: &Classes, class: ClassId) -> Option<(ClassId, Vec<ClassId>)> {
    let order = classes.mro(class);
    let here = |ancestor: &Ancestor| match ancestor {
        Ancestor::Here(one) => Some(*one),
        _ => None,
    };
    let bases: Vec<ClassId> = classes.bases(class).iter().filter_map(|base| here(&base.class)).collect();
    for top in order.order()?.iter().skip(1).filter_map(here) {
        let leading: Vec<ClassId> = bases
            .iter()
            .copied()
            .filter(|base| *base != top && classes.is_derived(*base, &Ancestor::Here(top)) == Some(true))
            .collect();
        if leading.len() > 1 {
            return Some((top, leading));
        }
    }
    None
}
