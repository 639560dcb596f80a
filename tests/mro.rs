//! Orders of resolution against CPython: what the engine works out for the classes of a file is
//! what `type()` gives, or the failure that it raises.
//!
//! Generated hierarchies, the table of known classes, and the standard library's own classes; the
//! oracle is `tests/mro/oracle.py`. `PYGLOSS_PYTHON` chooses another interpreter than the `python3`
//! at hand. Run with `--nocapture` to see the totals.

#[path = "mro/generated.rs"]
mod generated;
#[path = "mro/hovers.rs"]
mod hovers;
#[path = "mro/library.rs"]
mod library;
#[path = "notes/running.rs"]
#[allow(dead_code, reason = "a part of it finds the interpreters")]
mod running;

use pygloss::document::Snapshot;
use pygloss::semantics::classes::{Conflict, Mro};
use pygloss::semantics::{Ancestor, ClassId, Classes, Module, Source, View, collect};
use std::process::Command;

/// The oracle under the interpreter at hand.
fn oracle(arguments: &[&str]) -> Command {
    let python = std::env::var("PYGLOSS_PYTHON").unwrap_or_else(|_| "python3".to_string());
    oracle_under(python.as_ref(), arguments)
}

fn oracle_under(python: &std::path::Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mro/oracle.py")).args(arguments);
    command
}

/// A class of a text, with what the engine makes of it.
struct Found {
    /// With the classes around, as `__qualname__` has it; those in functions have none.
    name: Option<String>,
    mro: Mro,
    /// The order by name.
    shown: Vec<String>,
    /// The order as the oracle reads it: where the class is found, and its name there.
    claim: Option<Vec<(&'static str, String)>>,
}

/// All classes of a text, in its order.
fn orders(text: &str) -> Vec<Found> {
    let snapshot = Snapshot::new(text, 0);
    let mut module = Module::default();
    let mut units = Vec::new();
    for node in snapshot.trees().top().filter(|node| node.is_named() && node.kind() != "comment") {
        let source = Source::new(snapshot.text(), node.byte_range());
        units.push(module.add(collect(node, &source).0, 0, &mut Default::default()));
    }
    module.set_order(units.iter().copied().enumerate());
    let mut found = Vec::new();
    for unit in units {
        let view = View::new(&module, unit);
        let classes = Classes::new(&view);
        for (scope, _) in (0..).zip(&view.unit(unit).scopes).filter(|(_, scope)| scope.class.is_some()) {
            let id = ClassId { unit, scope };
            let mro = (*classes.mro(id)).clone();
            let shown = mro.order().unwrap_or_default().iter().map(|one| classes.shown(one).to_string()).collect();
            let claim = mro.order().and_then(|order| {
                let entry = |ancestor: &Ancestor| match ancestor {
                    Ancestor::Here(class) => Some(("here", qualified(&view, *class)?)),
                    Ancestor::Known(name) => Some(("known", name.to_string())),
                    Ancestor::Unknown(_) => None,
                };
                order.iter().map(entry).collect()
            });
            found.push(Found { name: qualified(&view, id), mro, shown, claim });
        }
    }
    found
}

/// A class's `__qualname__`, when it is reached through the module and classes alone.
fn qualified(view: &View, class: ClassId) -> Option<String> {
    let scopes = &view.unit(class.unit).scopes;
    let mut scope = &scopes[class.scope as usize];
    let mut name = scope.name.to_string();
    while let Some(parent) = scope.class.as_ref().map(|class| class.outer).filter(|parent| *parent != 0) {
        scope = &scopes[parent as usize];
        scope.class.as_ref()?;
        name = format!("{}.{name}", scope.name);
    }
    Some(name)
}

fn order(text: &str) -> String {
    orders(text).pop().map(|found| found.shown.join(" ")).unwrap_or_default()
}

fn conflict(text: &str) -> (String, Vec<Vec<usize>>) {
    match orders(text).pop().expect("a class").mro {
        Mro::Conflict(Conflict::Order { demands, works }) => (demands.join(", "), works),
        other => panic!("{other:?}"),
    }
}

#[test]
fn orders_of_plain_classes() {
    assert_eq!(order("class A: pass\nclass B(A): pass\nclass C(A): pass\nclass D(B, C): pass\n"), "D B C A object");
    assert_eq!(
        order("class E(ValueError, KeyError): pass\n"),
        "E ValueError KeyError LookupError Exception BaseException object"
    );
    assert_eq!(order("import abc\nclass E(abc.ABC): pass\n"), "E ABC object");
    assert_eq!(order("from x import A\nclass E(A): pass\n"), "");
}

#[test]
fn generic_and_protocol_are_no_plain_classes() {
    let head = "from typing import Generic, Protocol, TypeVar\nT = TypeVar('T')\n";
    assert_eq!(
        order(&format!("{head}class A(Generic[T]): pass\nclass B(Generic[T], A[T]): pass\n")),
        "B A Generic object"
    );
    assert_eq!(order(&format!("{head}class A(Generic[T], Protocol): pass\n")), "A Protocol Generic object");
    assert_eq!(order("class A[T]: pass\nclass B[T](A[T]): pass\n"), "B A Generic object");
    assert_eq!(order("class A[T](list[T]): pass\n"), "A list Generic object");
}

#[test]
fn reasons_and_remedies() {
    let (why, works) = conflict("class A: pass\nclass B(A): pass\nclass C(A, B): pass\n");
    assert_eq!(why, "`A` is listed before its own subclass `B`");
    assert_eq!(works, [[1, 0]]);
    let (why, works) =
        conflict("class P: ...\nclass Q: ...\nclass X(P, Q): ...\nclass Y(Q, P): ...\nclass Z(X, Y): ...\n");
    assert_eq!(why, "`X` puts `P` before `Q`, `Y` puts `Q` before `P`");
    assert!(works.is_empty());
    let (why, _) = conflict("class A: ...\nclass M(object, A): ...\n");
    assert_eq!(why, "`object` is listed before its own subclass `A`");
}

#[test]
fn what_is_unknown_stays_unknown() {
    for text in [
        "class A: pass\nclass A: pass\nclass B(A): pass\n",
        "if x:\n    class A: pass\nelse:\n    class A: pass\nclass B(A): pass\n",
        "if x:\n    class A: pass\nclass B(A): pass\n",
        "@wrap\nclass A: pass\nclass B(A): pass\n",
        "class B(Later): pass\nclass Later: pass\n",
        "class A(A): pass\n",
        "class A(metaclass=Meta): pass\n",
        "class A(*bases): pass\n",
        "class A(type(B)): pass\n",
        "class A: pass\nfrom x import *\nclass B(A): pass\n",
    ] {
        let found = orders(text).into_iter().rfind(|found| found.name.as_deref() != Some("Later")).expect("a class");
        assert!(matches!(found.mro, Mro::Unknown { .. }), "{text}: {:?}", found.mro);
    }
}

#[test]
fn known_classes_are_ancestors() {
    assert_eq!(order("import threading as t\nclass W(t.Thread): pass\n"), "W Thread object");
    assert_eq!(order("class E(IOError): pass\n"), "E OSError Exception BaseException object");
    assert_eq!(order("from threading import Thread\nclass Thread(Thread): pass\n"), "");
}
