//! Orders of resolution against CPython: what the engine works out for classes of a file is what
//! `type()` gives, or the failure that it raises.
//!
//! Generated hierarchies and the standard library's own classes; the oracle is `tests/mro.py`,
//! one process for all of them.

use pygloss::semantics::classes::{Conflict, Mro};
use pygloss::semantics::{Ancestor, ClassId, Classes, Module, Source, View, collect};
use ropey::Rope;

/// A module with its statements, as the engine sees it.
fn module_of(text: &str) -> (Module, Vec<u32>) {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).expect("the grammar fits");
    let tree = parser.parse(text, None).expect("no timeout is set");
    let rope = Rope::from_str(text);
    let mut module = Module::default();
    let mut units = Vec::new();
    let mut cursor = tree.root_node().walk();
    for node in tree.root_node().named_children(&mut cursor).filter(|node| node.kind() != "comment") {
        let source = Source::new(&rope, node.byte_range());
        units.push(module.add(collect(node, &source), 0, &mut Default::default()));
    }
    module.set_order(units.iter().copied());
    (module, units)
}

/// All classes of a file: the name and the order, names of what failed.
fn orders(text: &str) -> Vec<(String, Mro, Vec<String>)> {
    let (module, units) = module_of(text);
    let mut found = Vec::new();
    for unit in units {
        let view = View::new(&module, unit);
        let classes = Classes::new(&view);
        for (scope, data) in (0..).zip(&view.unit(unit).scopes) {
            if data.class.is_some() {
                let mro = classes.mro(ClassId { unit, scope });
                let shown = mro.order().unwrap_or_default().iter().map(|one| classes.shown(one).to_string()).collect();
                found.push((data.name.to_string(), (*mro).clone(), shown));
            }
        }
    }
    found
}

fn order(text: &str) -> String {
    orders(text).pop().map(|(_, _, shown)| shown.join(" ")).unwrap_or_default()
}

fn conflict(text: &str) -> (String, Vec<Vec<usize>>) {
    match orders(text).pop().expect("a class").1 {
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
        let (name, mro, _) = orders(text)
            .into_iter()
            .find(|(name, ..)| name != "Later" && name != "A" || !text.contains("class B"))
            .expect("a class");
        assert!(matches!(mro, Mro::Unknown { .. }), "{name} of {text}: {mro:?}");
    }
}

#[test]
fn known_classes_are_ancestors() {
    let (_, mro, _) = orders("import threading as t\nclass W(t.Thread): pass\n").pop().expect("a class");
    assert_eq!(mro.order().map(|order| order[1].clone()), Some(Ancestor::Known("threading.Thread")));
}
