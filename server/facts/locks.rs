//! Facts about locks that are held while an event loop goes on.

use super::context::Context;
use super::coroutines::in_async;
use super::decorators::full_name;
use super::singletons::below;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::value_of;
use crate::semantics::{BindingKind, Value};
use tree_sitter::Node;

/// The locks of `threading` that a second task of the same thread would wait for. An `RLock` is not
/// among them: its thread gets in again.
const LOCKS: &[&str] = &["threading.Lock", "threading.Semaphore", "threading.BoundedSemaphore"];

/// What a `with` acquires and releases.
const ALL_LOCKS: &[&str] = &[
    "asyncio.Condition",
    "asyncio.Lock",
    "asyncio.Semaphore",
    "multiprocessing.Lock",
    "multiprocessing.RLock",
    "threading.BoundedSemaphore",
    "threading.Condition",
    "threading.Lock",
    "threading.RLock",
    "threading.Semaphore",
];

/// A name, or `self.x`, that is bound to nothing but a lock of `threading`.
pub fn is_thread_lock(node: Node, context: &Context) -> bool {
    is_made_by(LOCKS, node, context)
}

/// The same for any lock, also those of processes and of asyncio.
pub fn is_lock(node: Node, context: &Context) -> bool {
    is_made_by(ALL_LOCKS, node, context)
}

fn is_made_by(makers: &[&str], node: Node, context: &Context) -> bool {
    let own = context.view.own();
    match node.kind_name() {
        "identifier" => {
            let bindings =
                context.view.bindings(&context.view.variable(own, context.scope_of(node), context.text(node)));
            !bindings.is_empty()
                && bindings.iter().all(|site| match &site.item.value {
                    Value::Call { callee, .. } if site.item.kind == BindingKind::Assign => context
                        .view
                        .imported(site.unit, site.scope, callee)
                        .is_some_and(|full| makers.contains(&full.as_str())),
                    _ => false,
                })
        }
        "attribute" => {
            let around = context.ancestors(node);
            let Some(class) = around.iter().find(|around| around.kind_name() == "class_definition") else {
                return false;
            };
            let (mut locks, mut others) = (0, 0);
            let mut pending = vec![*class];
            while let Some(at) = pending.pop() {
                let mut cursor = at.walk();
                pending.extend(at.named_children(&mut cursor));
                let left = at.part(Field::Left).filter(|_| at.kind_name() == "assignment");
                if left.is_some_and(|left| context.text(left) == context.text(node)) {
                    let right = at.part(Field::Right);
                    let callee = right.and_then(|right| right.part(Field::Function));
                    let full = callee.and_then(|callee| full_name(callee, context));
                    match full {
                        Some(full) if makers.contains(&full.as_str()) => locks += 1,
                        _ => others += 1,
                    }
                }
            }
            locks > 0 && others == 0
        }
        _ => false,
    }
}

/// `with lock:` around an `await`, or `lock.acquire()` before one: the node is the lock.
pub fn held_across_await(lock: Node, context: &Context) -> bool {
    if !in_async(context, lock) {
        return false;
    }
    let around = context.ancestors(lock);
    let Some(statement) =
        around.iter().find(|around| matches!(around.kind_name(), "with_statement" | "expression_statement"))
    else {
        return false;
    };
    let awaits = |node: Node| {
        node.kind_name() == "await"
            || !below(node, "await").is_empty()
            || below(node, "for_statement").into_iter().chain(below(node, "with_statement")).any(is_async)
            || is_async(node)
    };
    let held = if statement.kind_name() == "with_statement" {
        !is_async(*statement) && statement.part(Field::Body).is_some_and(awaits)
    } else {
        let release = format!("{}.release(", context.text(lock));
        let mut next = statement.next_named_sibling();
        let mut found = false;
        while let Some(at) = next {
            let text = context.text(at);
            let before = text.split(&release).next().unwrap_or(text);
            if awaits(at) && before.contains("await") {
                found = true;
                break;
            }
            if text.contains(&release) {
                break;
            }
            next = at.next_named_sibling();
        }
        found
    };
    held && is_thread_lock(lock, context) && value_of(lock, context.source) != Value::Unknown
}

fn is_async(statement: Node) -> bool {
    matches!(statement.kind_name(), "for_statement" | "with_statement")
        && statement.child(0).is_some_and(|first| first.kind_name() == "async")
}
