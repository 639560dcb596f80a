//! When objects go, what keeps them, and what the tools of `gc`, `sys` and `weakref` tell.

use super::{listed, short};
use crate::facts::{Context, Match, cycle_through, finalized, kind_of, released, ways_out};
use crate::semantics::classes::{Ancestor, Classes, Mro};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::{Kind, UseKind, Value};
use tree_sitter::Node;

/// When this finalizer runs, and what else the class offers.
pub(super) fn finalizer(context: &Context, found: &Match) -> Option<String> {
    let name = found.on();
    let classes = Classes::new(context.view);
    let class = finalized(name, context, &classes)?;
    let own = classes.name(class);
    let when = "Runs when the last reference to the object goes; for an object in a cycle, when the garbage \
                collector finds it; at the end of the program perhaps never. An exception in it is printed and dropped.";
    let releases = !released(name, context).is_empty();
    let rest = match ways_out(&classes, class) {
        None => String::new(),
        Some(ways) if ways.is_empty() && releases => {
            format!(" `{own}` has no `close` or `__exit__`, so nothing else gives back what it holds.")
        }
        Some(ways) if ways.is_empty() => String::new(),
        Some(ways) => {
            let ways: Vec<String> = ways.iter().map(|way| format!("`{way}`")).collect();
            format!(
                " `{own}` also has {}, so this is the last resort; it must cope with running second.",
                listed(&ways)
            )
        }
    };
    Some(format!("{when}{rest}"))
}

/// The first argument of a call.
fn argument<'t>(found: &Match<'_, 't>) -> Option<Node<'t>> {
    let arguments = found.named("call")?.part(Field::Arguments)?;
    arguments.named_child(0).filter(|argument| !argument.kind_name().ends_with("_splat"))
}

/// The last part of the name that is called.
fn called<'c>(context: &'c Context, found: &Match) -> Option<&'c str> {
    context.text(found.on()).rsplit('.').next()
}

/// Whether a name has no value but that of a call of `memoryview`.
fn is_view(name: Node, context: &Context) -> bool {
    let own = context.view.own();
    let bindings = context.view.bindings(&context.view.variable(own, context.scope_of(name), context.text(name)));
    let [site] = bindings.as_slice() else { return false };
    let Value::Call { callee, .. } = &site.item.value else { return false };
    let is_builtin = || context.view.bindings(&context.view.variable(site.unit, site.scope, "memoryview")).is_empty();
    callee.dotted().as_deref() == Some("memoryview") && is_builtin()
}

/// The display that is a name's only value, when nothing in this file changes it in place.
fn display_behind<'t>(name: Node<'t>, context: &Context<'t>) -> Option<Node<'t>> {
    let variable = context.view.variable(context.view.own(), context.scope_of(name), context.text(name));
    context.view.only_display(&variable)?;
    let site = context.view.bindings(&variable).into_iter().next()?;
    if context.view.uses(&variable).iter().any(|site| matches!(site.item.kind, UseKind::Mutate(_))) {
        return None;
    }
    let start = (context.starts)(site.unit) + site.item.at as usize;
    let root = std::iter::successors(Some(context.statement), |node| node.parent()).last()?;
    let bound = root.descendant_for_byte_range(start, start + 1)?;
    let around = std::iter::successors(bound.parent(), |node| node.parent());
    let mut value = around.take_while(|node| node.kind_name() == "assignment").last()?;
    while value.kind_name() == "assignment" {
        value = value.part(Field::Right)?;
    }
    Some(value)
}

/// The items of a display, as they are written.
fn parts_of(display: Node, context: &Context) -> Vec<String> {
    if !matches!(display.kind_name(), "list" | "tuple" | "set" | "dictionary") {
        return Vec::new();
    }
    let mut cursor = display.walk();
    let parts = display.named_children(&mut cursor).filter(|part| !part.is_extra());
    let text = |part: Node| context.rope.get_byte_slice(part.byte_range()).map(|text| text.to_string());
    parts.filter_map(text).collect()
}

/// What `sys.getsizeof` counts of its argument, and what it leaves out.
pub(super) fn object_size(context: &Context, found: &Match) -> Option<String> {
    let shown = argument(found)?;
    let text = context.text(shown);
    if shown.kind_name() == "call" {
        let function = shown.part(Field::Function).map_or("", |function| context.text(function));
        if function == "memoryview" {
            return Some("Counts the view, not the bytes behind it; their number is the view's `.nbytes`.".into());
        }
    }
    if is_view(shown, context) {
        return Some("Counts the view, not the bytes behind it; their number is the view's `.nbytes`.".into());
    }
    let display = if shown.kind_name() == "identifier" { display_behind(shown, context) } else { Some(shown) };
    let items = display.map(|display| parts_of(display, context)).filter(|parts| !parts.is_empty());
    let kind = kind_of(shown, context);
    Some(match (kind, items) {
        (Some(kind), Some(items)) => {
            let shown = items.iter().take(3).map(|item| format!("`{}`", short(item))).collect::<Vec<_>>();
            let more = if items.len() > 3 { " and so on" } else { "" };
            let what = if kind.is_mapping() { "keys and values" } else { "items" };
            format!(
                "Shallow: the {} with its table of references. Its {what} are left out: {}{more}.",
                kind.name(),
                if more.is_empty() { listed(&shown) } else { shown.join(", ") }
            )
        }
        (Some(Kind::Generator), _) => {
            "A generator keeps one frame, however many values it will give, so the number says nothing about them."
                .into()
        }
        (Some(kind @ (Kind::Str | Kind::Bytes | Kind::ByteArray | Kind::Int | Kind::Float | Kind::Complex)), _) => {
            format!("All of it: a {} refers to no other objects. The number depends on the version.", kind.name())
        }
        (Some(kind), _) if kind.is_mutable() || matches!(kind, Kind::Tuple | Kind::FrozenSet) => {
            format!("Shallow: the {} with its table of references, not what `{}` holds.", kind.name(), short(text))
        }
        _ => format!("Shallow: `{}` itself, not the objects that it refers to.", short(text)),
    })
}

/// What `sys.getrefcount` counts here.
pub(super) fn reference_count(context: &Context, found: &Match) -> Option<String> {
    let counted = argument(found)?;
    let text = short(context.text(counted));
    Some(match counted.kind_name() {
        "integer" | "none" | "true" | "false" | "string" => format!(
            "`{text}` may be immortal (PEP 683, from 3.12): then the number is a constant marker and counts nothing."
        ),
        "identifier" => format!(
            "Counts the references to the object that `{text}` names, usually with the one of this very call; from \
             3.14 a local variable may be lent to the call and not be counted twice."
        ),
        _ => format!("Counts the references to what `{text}` gives, the one that this call holds among them."),
    })
}

/// What `del` takes away.
pub(super) fn deleted(context: &Context, found: &Match) -> Option<String> {
    let mut target = found.named("statement")?.named_child(0)?;
    let several = target.kind_name() == "expression_list";
    if several {
        target = target.named_child(0)?;
    }
    let text = short(context.text(target));
    Some(match target.kind_name() {
        "subscript" => {
            let object = short(context.text(target.part(Field::Value)?));
            format!("Calls `__delitem__` of `{object}`: the item leaves the container. Other references to it stay.")
        }
        "attribute" => {
            let object = short(context.text(target.part(Field::Object)?));
            format!("Calls `__delattr__` of `{object}`: the attribute goes, and with it one reference to its value.")
        }
        "identifier" => {
            format!("Unbinds the name `{text}`. Its object goes when no other reference is left, in CPython at once.")
        }
        _ => return None,
    })
}

/// What a function or class of `weakref` makes.
pub(super) fn weak_reference(context: &Context, found: &Match) -> Option<String> {
    let name = called(context, found)?;
    let weakly = argument(found);
    let text = weakly.map(|node| short(context.text(node)));
    Some(match (name, text) {
        ("ref" | "proxy" | "finalize", Some(text)) if weakly.is_some_and(|node| node.kind_name() == "call") => format!(
            "Nothing else need refer to what `{text}` gives: if it builds a new object, that one is gone before this \
             line ends."
        ),
        ("ref", Some(text)) => {
            format!("Does not keep `{text}` alive. Call the result to get the object, or None once it is gone.")
        }
        ("proxy", Some(text)) => {
            format!("Stands for `{text}` without keeping it alive; any use after it is gone raises ReferenceError.")
        }
        ("finalize", Some(text)) => format!(
            "Calls the function once, when `{text}` goes or else at the end of the program; its arguments must not \
             refer to `{text}`."
        ),
        ("WeakMethod", Some(text)) => {
            format!("A plain `ref` to the bound method `{text}` dies at once; this one lives as long as its object.")
        }
        ("WeakValueDictionary", _) => "Its values are held weakly: an entry goes with its value.".into(),
        ("WeakKeyDictionary", _) => "Its keys are held weakly: an entry goes with its key.".into(),
        ("WeakSet", _) => "Its members are held weakly: one that nobody else refers to leaves the set.".into(),
        _ => return None,
    })
}

/// What a function of `gc` does.
pub(super) fn collector(context: &Context, found: &Match) -> Option<String> {
    Some(
        match called(context, found)? {
            "collect" => {
                "Looks for cycles that nothing refers to any more, frees them and gives their number. Everything \
                 else was freed when its last reference went."
            }
            "disable" => "Stops the search for cycles alone: counting references goes on freeing the rest.",
            "enable" => "Lets the collector start by itself again, once enough containers were made.",
            "freeze" => {
                "Puts all objects there are out of the collector's sight: for a server, before it forks its workers."
            }
            "unfreeze" => "Shows the frozen objects to the collector again.",
            "get_threshold" | "set_threshold" => {
                "How many new containers, and then collections of the younger generations, start a collection. The \
                 defaults differ between versions."
            }
            "get_count" => "How far each generation's counter has come towards its threshold.",
            "get_stats" => "How often each generation was collected, and with what result.",
            "get_objects" => {
                "A list of all containers that the collector watches: large, and itself a reference to each."
            }
            "get_referrers" => {
                "The containers that refer to an object: the way to who keeps it alive. For debugging only."
            }
            "get_referents" => "The objects that an object refers to, as far as its type tells the collector.",
            "is_tracked" => "Whether the collector watches the object: containers, but neither numbers nor texts.",
            "set_debug" => "Makes the collector print what it does, or keep what it finds in `gc.garbage`.",
            _ => return None,
        }
        .into(),
    )
}

/// Who refers to whom in a circle.
pub(super) fn reference_cycle(context: &Context, found: &Match) -> Option<String> {
    let assignment = found.named("assignment")?;
    let object = short(context.text(assignment.part(Field::Left)?.part(Field::Object)?));
    let value = short(context.text(assignment.part(Field::Right)?));
    let circle = match cycle_through(assignment, context)? {
        None => format!("`{object}` refers to itself"),
        Some(back) => {
            let line = context.line_of(back.unit, back.item.at);
            format!("A cycle: `{object}` refers to `{value}`, and `{value}` to `{object}` (line {line})")
        }
    };
    Some(format!(
        "{circle}. Counting references never frees it; the garbage collector does, some time later. `weakref.ref({value})` \
         here would break it."
    ))
}

/// What a function of `tracemalloc` tells.
pub(super) fn tracing(context: &Context, found: &Match) -> Option<String> {
    Some(
        match called(context, found)? {
            "start" => {
                "From here on each block of memory is noted with the line that asked for it; what was there before is \
                 not seen. It costs time and memory of its own."
            }
            "stop" => "Ends the tracing and forgets what was noted.",
            "take_snapshot" => {
                "What is in use now, by line: take two and `compare_to` shows which lines grew between them."
            }
            "get_traced_memory" => "The bytes in use now and at the peak, of what was made since `start()`.",
            "reset_peak" => "The peak starts again from what is in use now.",
            "get_object_traceback" => "Where the memory of this object was asked for; None when that was not traced.",
            _ => return None,
        }
        .into(),
    )
}

/// What `__slots__` says of its class.
pub(super) fn slots(context: &Context, found: &Match) -> Option<String> {
    let own = context.view.own();
    let classes = Classes::new(context.view);
    let class = classes.around(own, context.scope_of(found.on())).or_else(|| {
        let around = context.ancestors(found.on());
        let class = around.iter().find(|around| around.kind_name() == "class_definition")?;
        classes.at(&context.source.range(*class))
    })?;
    let name = classes.name(class);
    let rule = format!(
        "Instances of `{name}` keep these attributes in fixed places, so they need no `__dict__` of their own."
    );
    let open = match &*classes.mro(class) {
        Mro::Order(order) => order.iter().skip(1).find_map(|ancestor| match ancestor {
            Ancestor::Here(base) if classes.member(*base, "__slots__").is_none() => {
                Some(classes.name(*base).to_string())
            }
            _ => None,
        }),
        _ => None,
    };
    Some(match open {
        Some(base) => format!(
            "{rule} But `{base}`, which it derives from, has no `__slots__`, so a `__dict__` is there all the same and \
             any attribute can be set."
        ),
        None => format!("{rule} Setting another one raises AttributeError, unless a base has a `__dict__`."),
    })
}

/// What a function of `sys` about allocation does.
pub(super) fn allocation(context: &Context, found: &Match) -> Option<String> {
    Some(
        match called(context, found)? {
            "intern" => {
                "Gives the one string of this text that the table of interned strings holds, so that comparing two of \
                 them can start with `is`. It is worth it for many equal keys; the table does not keep unused ones."
            }
            "_debugmallocstats" => {
                "Prints the state of pymalloc's arenas, pools and free lists to the error stream. For CPython only, and \
                 only what came through pymalloc: requests of at most 512 bytes."
            }
            "getallocatedblocks" => {
                "How many blocks the allocator has given out, of whatever size: compare two numbers to see a leak."
            }
            _ => return None,
        }
        .into(),
    )
}
