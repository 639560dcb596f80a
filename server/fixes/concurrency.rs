//! Rewrites of coroutines, threads and processes.

use super::Edit;
use super::imports::reach;
use crate::facts::{Context, Match};
use tree_sitter::Node;

/// `time.sleep(x)` becomes `await asyncio.sleep(x)`.
pub(super) fn await_sleep(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = found.on();
    let (sleep, import) = reach(context, call, "asyncio", "sleep")?;
    let seconds = context.text(found.named("seconds")?);
    let awaited = awaited(context, call, format!("{sleep}({seconds})"));
    Some(import.into_iter().chain([Edit { range: call.byte_range(), new_text: awaited }]).collect())
}

/// `get(url)` becomes `await asyncio.to_thread(get, url)`.
pub(super) fn await_in_thread(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = found.on();
    let (to_thread, import) = reach(context, call, "asyncio", "to_thread")?;
    let text = awaited(context, call, format!("{to_thread}({})", passed(context, call)?));
    Some(import.into_iter().chain([Edit { range: call.byte_range(), new_text: text }]).collect())
}

/// `main()` becomes `asyncio.run(main())`.
pub(super) fn run_coroutine(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = found.on();
    let (run, import) = reach(context, call, "asyncio", "run")?;
    let text = format!("{run}({})", context.text(call));
    Some(import.into_iter().chain([Edit { range: call.byte_range(), new_text: text }]).collect())
}

/// `target=work(1)` becomes `target=work, args=(1,)`.
pub(super) fn pass_target(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = found.on();
    let whole = context.ancestors(call).into_iter().find(|around| around.kind() == "argument_list")?;
    let mut cursor = whole.walk();
    let given = |name: &str| {
        let mut cursor = whole.walk();
        whole.named_children(&mut cursor).any(|one| {
            one.kind() == "keyword_argument"
                && one.child_by_field_name("name").is_some_and(|own| context.text(own) == name)
        })
    };
    if given("args") || given("kwargs") || whole.named_children(&mut cursor).any(|one| one.kind() == "dictionary_splat")
    {
        return None;
    }
    let function = context.text(call.child_by_field_name("function")?);
    let (positional, keywords) = arguments(context, call)?;
    let mut text = function.to_string();
    match positional.as_slice() {
        [] => {}
        [one] => text.push_str(&format!(", args=({one},)")),
        several => text.push_str(&format!(", args=({})", several.join(", "))),
    }
    if !keywords.is_empty() {
        let pairs: Vec<String> = keywords.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        text.push_str(&format!(", kwargs={{{}}}", pairs.join(", ")));
    }
    Some(vec![Edit { range: call.byte_range(), new_text: text }])
}

/// `register(close(db))` becomes `register(close, db)`.
pub(super) fn pass_callable(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let call = found.on();
    let in_timer = context.ancestors(call).into_iter().find(|around| around.kind() == "call").is_some_and(|outer| {
        outer.child_by_field_name("function").is_some_and(|function| context.text(function).ends_with("Timer"))
    });
    if in_timer {
        let function = context.text(call.child_by_field_name("function")?);
        let (positional, keywords) = arguments(context, call)?;
        if !keywords.is_empty() {
            return None;
        }
        let list = if positional.is_empty() { String::new() } else { format!(", [{}]", positional.join(", ")) };
        return Some(vec![Edit { range: call.byte_range(), new_text: format!("{function}{list}") }]);
    }
    Some(vec![Edit { range: call.byte_range(), new_text: passed(context, call)? }])
}

/// `(url)` becomes `(url,)`, and a lone value a tuple of it.
pub(super) fn make_tuple(context: &Context, found: &Match) -> Option<Vec<Edit>> {
    let node = found.on();
    if node.kind() != "parenthesized_expression" {
        return Some(vec![Edit { range: node.byte_range(), new_text: format!("({},)", context.text(node)) }]);
    }
    let at = node.named_child(0)?.end_byte();
    Some(vec![Edit { range: at..at, new_text: ",".into() }])
}

/// The function and the arguments of a call as arguments of another one.
fn passed(context: &Context, call: Node) -> Option<String> {
    let function = context.text(call.child_by_field_name("function")?);
    let arguments = call.child_by_field_name("arguments").filter(|list| list.kind() == "argument_list")?;
    let inner = context.text(arguments).strip_prefix('(')?.strip_suffix(')')?.trim();
    Some(if inner.is_empty() { function.to_string() } else { format!("{function}, {inner}") })
}

/// A keyword and its value, as they are written.
type Keyword<'c> = (&'c str, &'c str);

/// The positional arguments and the keywords of a call; `None` where there is a splat or a comment.
fn arguments<'c>(context: &'c Context, call: Node) -> Option<(Vec<&'c str>, Vec<Keyword<'c>>)> {
    let list = call.child_by_field_name("arguments").filter(|list| list.kind() == "argument_list")?;
    let (mut positional, mut keywords) = (Vec::new(), Vec::new());
    let mut cursor = list.walk();
    for one in list.named_children(&mut cursor) {
        match one.kind() {
            "keyword_argument" => {
                let part = |name| one.child_by_field_name(name).map(|node| context.text(node));
                keywords.push((part("name")?, part("value")?));
            }
            "list_splat" | "dictionary_splat" | "comment" => return None,
            _ => positional.push(context.text(one)),
        }
    }
    Some((positional, keywords))
}

/// `await …`, in brackets where something is done with the value at once: `(await x).y`.
fn awaited(context: &Context, call: Node, text: String) -> String {
    let bound = context.ancestors(call).first().is_some_and(|around| {
        matches!(around.kind(), "attribute" | "subscript" | "call" | "binary_operator" | "unary_operator")
    });
    if bound { format!("(await {text})") } else { format!("await {text}") }
}
