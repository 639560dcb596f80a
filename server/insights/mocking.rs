//! What a `patch` replaces, when, and what a mock does with what is asked of it.

use crate::facts::{Context, Match, Patch, PatchKind, arguments, mock_name, parameter_name, patch_of, patched};
use crate::semantics::syntax::{Field, Syntax};
use tree_sitter::Node;

/// What this patch replaces, for how long, and which parameter gets the mock.
pub(super) fn target(context: &Context, found: &Match) -> Option<String> {
    let call = found.named("call")?;
    let patch = patch_of(call, context)?;
    let (while_when, decorated) = how_long(call, context);
    let mut said = match (patch.kind, patch.target.split_last()) {
        (PatchKind::Dict, _) => format!("Changes the mapping {while_when}, then puts back what it held."),
        (PatchKind::Multiple, _) => {
            format!("Replaces several attributes of one object {while_when}; mocks are passed by keyword.")
        }
        (PatchKind::Name, Some((name, module))) if !module.is_empty() => format!(
            "Replaces the name `{name}` in `{}` {while_when}. Only code that looks the name up there sees it.",
            module.join(".")
        ),
        (PatchKind::Name, Some(_)) => return Some("`patch` needs a target like `\"package.module.name\"`.".into()),
        (PatchKind::Object, Some((name, object))) => {
            format!("Replaces the attribute `{name}` of `{}` {while_when}.", object.join("."))
        }
        _ => format!("Replaces what the argument names {while_when}; which name that is, the text does not tell."),
    };
    said.push_str(&handed_on(&patch, decorated, context));
    Some(said)
}

/// While what a patch is in place, and the definition that it decorates.
fn how_long<'t>(call: Node<'t>, context: &Context<'t>) -> (&'static str, Option<Node<'t>>) {
    for around in context.ancestors(call) {
        match around.kind_name() {
            "decorator" | "with_item" | "with_clause" | "as_pattern" => {}
            "with_statement" => return ("while the `with` block runs", None),
            "decorated_definition" => {
                let of_class =
                    around.part(Field::Definition).is_some_and(|inner| inner.kind_name() == "class_definition");
                let text = if of_class { "while each test method runs" } else { "while the function runs" };
                return (text, Some(around));
            }
            _ => break,
        }
    }
    ("between `start()` and `stop()`, or inside a `with`", None)
}

/// Who gets the mock.
fn handed_on(patch: &Patch, decorated: Option<Node>, context: &Context) -> String {
    if matches!(patch.kind, PatchKind::Dict | PatchKind::Multiple) || !patch.sure {
        return String::new();
    }
    if !patch.passes {
        let given = " A replacement is given, so no mock is passed in.";
        return if decorated.is_some() { given.to_string() } else { String::new() };
    }
    let Some(patched) = decorated.and_then(|whole| patched(whole, context)) else { return String::new() };
    let Some(index) = patched.passing.iter().position(|own| own.call == patch.call) else { return String::new() };
    let Some(slot) = patched.slots.get(index) else { return String::new() };
    let name = parameter_name(*slot, context);
    match patched.passing.len() {
        1 => format!(" The mock arrives as `{name}`."),
        count => format!(
            " Of {count} stacked patches the lowest comes first: this mock arrives as `{name}`, the {} parameter for a mock.",
            match index {
                0 => "first".to_string(),
                1 => "second".to_string(),
                2 => "third".to_string(),
                _ => format!("{}th", index + 1),
            }
        ),
    }
}

/// What a mock's constructor makes, or what one of its special attributes does.
pub(super) fn object(context: &Context, found: &Match) -> Option<String> {
    if let Some(call) = found.named("call") {
        return made(context, call);
    }
    let name = context.text(found.named("name")?);
    let value = found.named("value");
    Some(match name {
        "return_value" => "What calling the mock gives back; until it is set, that is one more mock, always the \
                           same one, and true."
            .into(),
        "side_effect" => side_effect(context, value),
        "assert_called_once_with" => {
            "Raises AssertionError unless there was exactly one call, with these arguments.".into()
        }
        "assert_called_with" => "Compares the last call only; earlier ones do not matter.".into(),
        "assert_called_once" => "Raises AssertionError unless there was exactly one call, with any arguments.".into(),
        "assert_called" => "Raises AssertionError unless there was a call.".into(),
        "assert_not_called" => "Raises AssertionError if there was a call.".into(),
        "assert_any_call" => "Raises AssertionError unless some call had these arguments.".into(),
        "assert_has_calls" => "These calls must stand next to each other and in this order in `mock_calls`, calls of \
                               the mock's attributes and results included; others may come before and after."
            .into(),
        _ => return None,
    })
}

fn side_effect(context: &Context, value: Option<Node>) -> String {
    let Some(value) = value else {
        return "A function is called in the mock's place; an exception is raised; an iterable gives one item per call."
            .into();
    };
    match value.kind_name() {
        "list" | "tuple" => {
            let mut cursor = value.walk();
            let items: Vec<Node> = value.named_children(&mut cursor).filter(|item| !item.is_extra()).collect();
            if items.iter().any(|item| item.kind_name().ends_with("splat")) {
                return "One item per call, then StopIteration; an item that is an exception is raised.".into();
            }
            let calls = if items.len() == 1 { "one call".into() } else { format!("{} calls", items.len()) };
            format!(
                "One item per call: enough for {calls}; the next raises StopIteration (in an AsyncMock \
                 StopAsyncIteration). An item that is an exception is raised."
            )
        }
        "lambda" => "Called in the mock's place, with the same arguments; what it returns is the result, unless that \
                     is `DEFAULT`."
            .into(),
        "none" => "Removes the side effect: calls give `return_value` again.".into(),
        _ => {
            let callee = value.part(Field::Function).unwrap_or(value);
            match crate::facts::lineage(callee, context).is_empty() {
                false => format!("Each call raises `{}`.", context.text(value)),
                true => "A function is called in the mock's place; an exception is raised; an iterable gives one item \
                         per call."
                    .into(),
            }
        }
    }
}

fn made(context: &Context, call: Node) -> Option<String> {
    let name = mock_name(call.part(Field::Function)?, context)?;
    let keywords = arguments(call).map(|(_, keywords)| keywords).unwrap_or_default();
    let has = |wanted: &str| keywords.iter().any(|(own, _)| context.text(*own) == wanted);
    let positional = arguments(call).is_some_and(|(positional, _)| !positional.is_empty());
    let limited = has("spec") || has("spec_set") || name == "create_autospec" || positional;
    let kind = match name.as_str() {
        "Mock" => "Without the special methods: `len(m)` or `m[0]` raises TypeError.",
        "MagicMock" => "Has the special methods too: `len(m)` is 0, `m[0]` is a mock, `with m:` works.",
        "AsyncMock" => "Calling it gives a coroutine: `await` it. `assert_awaited…` counts the awaits.",
        "NonCallableMock" | "NonCallableMagicMock" => "Cannot be called itself.",
        "PropertyMock" => "Stands in for a property: put it on the class, and reading the attribute calls it.",
        "create_autospec" => "Its functions take only the arguments that the real ones take.",
        _ => return None,
    };
    let attributes = match (limited, has("spec_set")) {
        (_, true) => "Only attributes of the spec can be read or set.",
        (true, false) => "Reading an attribute that the spec does not have raises AttributeError.",
        (false, _) => {
            "Any attribute and any call works, and gives another mock, which is true; only a misspelled \
                       `assert…` raises."
        }
    };
    Some(format!("{attributes} {kind}"))
}
