//! What a metaclass adds, and for which classes of this file.

use super::{listed, short};
use crate::facts::{Context, Match, metaclass_named, metaclass_of};
use crate::semantics::classes::Ancestor;
use crate::semantics::syntax::Syntax;
use crate::semantics::{ClassId, Classes, ScopeKind};

/// More classes are not told one by one.
const MOST: usize = 6;

/// The steps that a metaclass takes part in, and what each is for.
const STEPS: &[(&str, &str)] = &[
    ("__prepare__", "`__prepare__` gives the namespace in which the body runs"),
    ("__new__", "`__new__` makes the class"),
    ("__init__", "`__init__` looks at the finished class"),
    ("__call__", "`__call__` runs at each `C(…)` and decides what that gives"),
    ("__instancecheck__", "`__instancecheck__` answers `isinstance`"),
    ("__getattr__", "`__getattr__` answers for missing attributes of the class"),
];

fn shown(classes: &Classes, found: &[ClassId]) -> String {
    let names: Vec<String> = found.iter().take(MOST).map(|class| format!("`{}`", classes.name(*class))).collect();
    listed(&names)
}

/// What the metaclass does, and who has it.
pub(super) fn metaclass(context: &Context, found: &Match) -> Option<String> {
    let classes = Classes::new(context.view);
    let meta = metaclass_named(found.on(), context)?;
    let name = classes.name(meta);
    let steps: Vec<&str> =
        STEPS.iter().filter(|(step, _)| classes.member(meta, step).is_some()).map(|(_, what)| *what).collect();
    let does = if steps.is_empty() { "it changes none of the usual steps".to_string() } else { steps.join("; ") };
    let users = with_metaclass(context, &classes, meta);
    let users = if users.is_empty() {
        String::new()
    } else {
        format!(
            " Here {} made by it.",
            match users.len() {
                1 => format!("{} is", shown(&classes, &users)),
                _ => format!("{} are", shown(&classes, &users)),
            }
        )
    };
    Some(format!("`{name}` is a metaclass: {does}. Subclasses of its classes have it too.{users}"))
}

/// What `type(name, bases, namespace)` makes.
pub(super) fn made(context: &Context, found: &Match) -> Option<String> {
    let part = |name: &str| found.named(name).map(|node| short(context.text(node)));
    let (name, bases, namespace) = (part("name")?, part("bases")?, part("namespace")?);
    let bases = if bases == "()" { "`object`".to_string() } else { format!("`{bases}`") };
    Some(format!(
        "Makes a class as a `class` statement does: its name is `{name}`, it derives from {bases}, and its attributes \
         are those of `{namespace}`. The metaclass is that of the bases."
    ))
}

/// The classes at the top level of this file that a metaclass makes.
fn with_metaclass(context: &Context, classes: &Classes, meta: ClassId) -> Vec<ClassId> {
    let view = context.view;
    let (name, header, _) = classes.header(meta);
    let mut found: Vec<ClassId> = Vec::new();
    for site in view.uses(&view.variable(meta.unit, header.outer, name)) {
        let scopes = &view.unit(site.unit).scopes;
        for (scope, data) in (0..).zip(scopes).filter(|(_, data)| data.kind == ScopeKind::Class) {
            let class = ClassId { unit: site.unit, scope };
            let is_named = data.class.as_deref().is_some_and(|class| class.metaclass.is_some());
            if is_named && !found.contains(&class) && metaclass_of(classes, class) == Some(Ancestor::Here(meta)) {
                found.push(class);
                let below = classes.descendants(class);
                found.extend(below.into_iter().filter(|sub| !found.contains(sub)).collect::<Vec<_>>());
            }
        }
    }
    found
}

/// When a hook of class creation runs, and for whom here.
pub(super) fn hook(context: &Context, found: &Match) -> Option<String> {
    let classes = Classes::new(context.view);
    let class = classes.around(context.view.own(), context.scope_of(found.on())).or_else(|| {
        let statement = context.ancestors(found.on()).into_iter().find(|one| one.kind_name() == "class_definition")?;
        classes.at(&context.source.range(statement))
    })?;
    let name = classes.name(class);
    if context.text(found.on()) == "__set_name__" {
        return Some(format!(
            "Runs once for each class body that binds a `{name}` to a name, when that class is made (3.6)."
        ));
    }
    let below = classes.descendants(class);
    let whom = match below.len() {
        0 => "no subclass is in this file".to_string(),
        1 => format!("here for {}", shown(&classes, &below)),
        _ => format!("here for {}", shown(&classes, &below)),
    };
    Some(format!(
        "Runs when a subclass of `{name}` is made, {whom}; not for `{name}` itself. It gets the keywords of the subclass's header, and often saves a metaclass (3.6)."
    ))
}
