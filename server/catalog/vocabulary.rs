//! The words that a pattern may use: facts, insights and rewrites, by name.
//!
//! This is the language of `grammar-queries/`; its README explains each word. What the words
//! mean is implemented in `facts`, `insights` and `fixes`, whose tests hold them to this list.

/// A fact that a query may ask with `#is?` or `#is-not?`, and the words it binds for templates.
pub struct FactWord {
    /// Its name.
    pub name: &'static str,
    /// What it adds to the captures that a template may name.
    pub binds: &'static [&'static str],
}

const fn fact(name: &'static str, binds: &'static [&'static str]) -> FactWord {
    FactWord { name, binds }
}

/// All facts.
pub const FACTS: &[FactWord] = &[
    fact("aliased-then-changed", &["source"]),
    fact("array-or-orm-file", &[]),
    fact("builtin", &[]),
    fact("built-here", &[]),
    fact("changed-in-loop", &["how"]),
    fact("changed-through-self", &["class", "how"]),
    fact("condition", &[]),
    fact("copies", &[]),
    fact("deliberate-cache", &[]),
    fact("demonstration", &[]),
    fact("dict-type", &[]),
    fact("grows-in-loop", &["how"]),
    fact("equality-meant", &[]),
    fact("equality-operator", &["identity"]),
    fact("identity-operator", &["equality"]),
    fact("immutable-parameter", &[]),
    fact("in-place-result", &["type", "method"]),
    fact("kept-value", &[]),
    fact("kind", &["kind"]),
    fact("lost-rebind", &[]),
    fact("mutable-value", &["kind"]),
    fact("named-literal", &[]),
    fact("names-argument", &[]),
    fact("new-object", &["kind"]),
    fact("overloadable-context", &[]),
    fact("parameter", &[]),
    fact("parameter-changed", &["how"]),
    fact("parameter-escapes", &["how"]),
    fact("parameter-only-read", &[]),
    fact("plain-constant", &[]),
    fact("probing", &[]),
    fact("promised-read-only", &[]),
    fact("receiver", &[]),
    fact("rows-changed", &[]),
    fact("rows-only-read", &[]),
    fact("same-each-round", &[]),
    fact("same-name", &[]),
    fact("separate-values", &["verdict"]),
    fact("several-times", &[]),
    fact("shared-inner", &["inner", "kind", "original"]),
    fact("simple-name", &[]),
    fact("stub", &[]),
    fact("str-only-method", &[]),
    fact("worth-keeping", &[]),
    fact("wrapper-loses-name", &["taken", "decorator"]),
    fact("wrapper-not-returned", &["decorated", "taken"]),
    fact("wrapper-drops-result", &["taken"]),
    fact("runs-wrapper", &["decorated", "taken"]),
    fact("stands-for", &[]),
    fact("never-reached", &["class", "by"]),
    fact("leaves-finally", &[]),
];

/// All insights.
pub const INSIGHTS: &[&str] = &[
    "argument-fate",
    "augmented",
    "default-once",
    "equality-method",
    "identity-sides",
    "int-cache",
    "literal-kind",
    "parameter-rebind",
    "shared-by-copy",
    "decorator-line",
    "wraps",
    "except-clause",
    "raise",
    "finally",
];

/// All rewrites: fixes that a template cannot say.
pub const REWRITES: &[&str] = &[
    "append-return",
    "assign-in-place",
    "assign-result",
    "class-variable",
    "comprehension",
    "copy-method",
    "deep-copy",
    "drop-target",
    "empty-tuple",
    "fromkeys",
    "into-init",
    "into-loop",
    "keep-cache",
    "list-copy",
    "loop-over-copy",
    "none-default",
    "plain-comprehension",
    "plain-fromkeys",
    "remove-statement",
    "slice-assign",
    "add-wraps",
    "return-wrapper",
    "return-wrapper-itself",
    "return-result",
    "handler-up",
    "remove-handler",
];
