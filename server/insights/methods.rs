//! What a method gets by itself, and where an attribute is bound.

use crate::facts::{Context, Match};
use crate::semantics::ScopeId;
use crate::semantics::classes::{ClassId, Classes, MemberKind, Provider};

fn method_of(context: &Context, classes: &Classes, found: &Match) -> Option<(ClassId, ScopeId)> {
    let unit = context.view.own();
    let name = found.named("name")?;
    let at = context.source.at(name);
    let class = classes.around(unit, context.scope_of(found.named("parameters")?))?;
    let symbol = classes.body(class).symbol(context.text(name))?;
    let binding = symbol.bindings.iter().find(|binding| binding.at == at)?;
    match binding.kind {
        crate::semantics::BindingKind::Function(scope) => Some((class, scope)),
        _ => None,
    }
}

/// What arrives as the first argument under `@staticmethod` or `@classmethod`.
pub(super) fn decorated_method(context: &Context, found: &Match) -> Option<String> {
    let classes = Classes::new(context.view);
    let (class, scope) = method_of(context, &classes, found)?;
    let method = context.view.scope(class.unit, scope);
    let function = method.function.as_deref()?;
    let (name, own) = (method.name.as_str(), classes.name(class));
    if context.text(found.on()) == "staticmethod" {
        return Some(match function.params.first() {
            Some(first) if matches!(first.name.as_str(), "self" | "cls") => format!(
                "Nothing is passed by itself: `{}` is the caller's first argument, whatever its name promises.",
                first.name
            ),
            Some(first) => format!(
                "Nothing is passed by itself: `{own}.{name}(…)` and a call on an instance both begin with `{}`. A subclass inherits it and may override it.",
                first.name
            ),
            None => format!("Nothing is passed by itself: `{own}.{name}()` and a call on an instance are the same."),
        });
    }
    let first = function.params.first()?;
    let uses = context.view.uses(&context.view.variable(class.unit, scope, &first.name));
    let below = classes.descendants(class);
    let example = below.first().map_or_else(
        || format!("on a subclass of `{own}` it is that subclass"),
        |sub| format!("in `{}.{name}(…)` it is `{}`", classes.name(*sub), classes.name(*sub)),
    );
    let makes = uses.iter().any(|site| {
        site.item.path.is_empty()
            && matches!(site.item.kind, crate::semantics::UseKind::Read(crate::semantics::scope::Read::Call))
    });
    let then = match (uses.is_empty(), makes) {
        (true, _) if !function.is_stub => {
            format!(" The body never uses `{}`, so a static method would do.", first.name)
        }
        (_, true) => format!(" A factory: `{}(…)` builds an object of the class it was called on.", first.name),
        _ => String::new(),
    };
    Some(format!(
        "`{}` is the class that the call goes through: in `{own}.{name}(…)` it is `{own}`, {example}.{then}",
        first.name
    ))
}

/// What the first parameter of a method stands for.
pub(super) fn receiver(context: &Context, found: &Match) -> Option<String> {
    let classes = Classes::new(context.view);
    let unit = context.view.own();
    let scope = context.scope_of(found.on());
    let class = classes.around(unit, scope)?;
    let (name, own) = (context.text(found.on()), classes.name(class));
    let below = classes.descendants(class);
    let or =
        below.first().map_or_else(|| "a subclass".into(), |sub| format!("a subclass such as `{}`", classes.name(*sub)));
    Some(match classes.kind_of_function(class, scope) {
        MemberKind::Method | MemberKind::Property => {
            format!(
                "`{name}` is the instance: a `{own}`, or an object of {or}. Python passes it; the name is a convention."
            )
        }
        MemberKind::ClassMethod => format!("`{name}` is the class that the call goes through: `{own}` or {or}."),
        MemberKind::StaticMethod if context.view.scope(unit, scope).name == "__new__" => {
            format!(
                "`{name}` is the class to make an object of: `{own}` or {or}. `__new__` is static, and gets it from the call of the class."
            )
        }
        MemberKind::StaticMethod => {
            format!("`{name}` is nothing special: a static method gets only what the caller passes.")
        }
        _ => format!("What arrives as `{name}` is up to the decorator."),
    })
}

/// Where `self.x`, `cls.x` or `A.x` is bound.
pub(super) fn attribute(context: &Context, found: &Match) -> Option<String> {
    let classes = Classes::new(context.view);
    let unit = context.view.own();
    let object = found.named("object")?;
    let (root, name) = (context.text(object), context.text(found.on()));
    let scope = context.scope_of(object);
    let method = context.view.scope(unit, scope);
    let first = method.function.as_deref().and_then(|function| function.params.first());
    let receives = first.is_some_and(|first| first.name == root) && classes.method_around(unit, scope) == Some(scope);
    let (class, instance) = if receives {
        let class = classes.around(unit, scope)?;
        match classes.kind_of_function(class, scope) {
            MemberKind::Method | MemberKind::Property => (class, true),
            MemberKind::ClassMethod => (class, false),
            _ => return None,
        }
    } else {
        match classes.named(unit, scope, root) {
            crate::semantics::classes::Ancestor::Here(class) => (class, false),
            _ => return None,
        }
    };
    let line = |unit, at| context.line_of(unit, at);
    let order = classes.mro(class);
    let here: Vec<ClassId> = match order.order() {
        Some(order) => order
            .iter()
            .filter_map(|one| match one {
                crate::semantics::classes::Ancestor::Here(one) => Some(*one),
                _ => None,
            })
            .collect(),
        None => vec![class],
    };
    let set = here.iter().find_map(|one| {
        let own = classes.instance_attributes(*one).into_iter().find(|own| own.name == name)?;
        Some((*one, own))
    });
    let shared = match classes.provider(class, name) {
        Provider::Here(from, member) => Some((from, member)),
        _ => None,
    };
    Some(match (shared, set) {
        (Some((from, member)), _) if member.kind == MemberKind::Property => {
            format!(
                "A property of `{}` (line {}): reading it calls a function.",
                classes.name(from),
                line(from.unit, member.at)
            )
        }
        (Some((from, member)), _) if member.function.is_some() => {
            let what = match member.kind {
                MemberKind::ClassMethod => "A class method",
                MemberKind::StaticMethod => "A static method",
                MemberKind::Method => "A method",
                _ => "A decorated function",
            };
            format!("{what} of `{}` (line {}).", classes.name(from), line(from.unit, member.at))
        }
        (Some((from, member)), Some((by, own))) if instance => format!(
            "An instance attribute once it is set (line {}, in `{}`); it hides the class attribute of `{}` (line {}).",
            line(by.unit, own.at),
            classes.name(by),
            classes.name(from),
            line(from.unit, member.at)
        ),
        (Some((from, member)), _) => format!(
            "A class attribute of `{}` (line {}): one object, shared by all instances.",
            classes.name(from),
            line(from.unit, member.at)
        ),
        (None, Some((by, own))) if instance => format!(
            "An instance attribute, set through the instance in `{}` (line {}); each object has its own.",
            classes.name(by),
            line(by.unit, own.at)
        ),
        (None, Some((by, own))) => format!(
            "Set on instances of `{}` (line {}); the class itself has no such attribute as far as this file shows.",
            classes.name(by),
            line(by.unit, own.at)
        ),
        (None, None) => return None,
    })
}
