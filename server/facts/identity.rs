//! Facts about `is` and `==`: operators, operands, and where the answer is used.

use super::context::{Context, Witness};
use crate::semantics::module::{Place, Site};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::{path_of, value_of};
use crate::semantics::{Binding, BindingKind, Kind, Regions, Value};
use ropey::Rope;
use tree_sitter::Node;

/// `is` or `is not`; binds the equality operator that says what was meant.
pub fn identity_operator(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let negative = context.text(node).contains("not");
    witness.say("equality", if negative { "!=" } else { "==" });
    node.kind_name() == "is" || node.kind_name() == "is not"
}

/// `==` or `!=`; binds the identity operator of the same sense.
pub fn equality_operator(node: Node, _: &Context, witness: &mut Witness) -> bool {
    let negative = node.kind_name() != "==";
    witness.say("identity", if negative { "is not" } else { "is" });
    matches!(node.kind_name(), "==" | "!=")
}

/// Whether a name is the builtin of that name.
pub fn is_builtin(node: Node, context: &Context) -> bool {
    context.view.is_builtin(context.view.own(), context.scope_of(node), context.text(node))
}

/// A name, or attributes of a name.
pub fn is_simple_name(node: Node) -> bool {
    match node.kind_name() {
        "identifier" => true,
        "attribute" => node.part(Field::Object).is_some_and(is_simple_name),
        _ => false,
    }
}

/// Whether the answer of an expression decides something: `if`, `while`, `assert`, `and`, `return`, …
pub fn in_condition(node: Node, context: &Context) -> bool {
    let mut inner = node;
    for around in context.ancestors(node) {
        match around.kind_name() {
            "parenthesized_expression" | "boolean_operator" | "not_operator" => {}
            "if_statement" | "elif_clause" | "while_statement" | "assert_statement" | "return_statement"
            | "if_clause" => return true,
            "conditional_expression" => return around.named_child(1) == Some(inner),
            _ => return false,
        }
        inner = around;
    }
    false
}

/// Whether libraries that overload comparison may want it here: a call argument, a subscript, an
/// operand of `&`, `|`, `~`.
pub fn in_overloadable_context(node: Node, context: &Context) -> bool {
    for around in context.ancestors(node) {
        match around.kind_name() {
            "argument_list" | "keyword_argument" | "subscript" | "binary_operator" | "unary_operator"
            | "list_splat" => return true,
            "parenthesized_expression"
            | "boolean_operator"
            | "not_operator"
            | "tuple"
            | "list"
            | "conditional_expression" => {}
            _ => return false,
        }
    }
    false
}

/// Whether the text says that `==` is meant although the operand is None: a comment on the line or
/// above that names an operator, or a function that is there for `==` itself.
pub fn equality_meant(node: Node, context: &Context) -> bool {
    let around = context.ancestors(node);
    let function = around.iter().find(|around| around.kind_name() == "function_definition");
    let name = function.and_then(|function| function.part(Field::Name)).map(|name| context.text(name));
    let tests_equality = name.is_some_and(|name| {
        let words = ["eq", "ne", "equal", "equals", "equality", "inequality", "comparison", "compare", "cmp"];
        matches!(name, "__eq__" | "__ne__")
            || name.starts_with("test") && name.to_ascii_lowercase().split('_').any(|word| words.contains(&word))
    });
    if tests_equality {
        return true;
    }
    let names_operator = |comment: &str| {
        ["==", "!=", "`is`", "is None", "is not None", "__eq__", "E711"].iter().any(|word| comment.contains(word))
    };
    let line = context.rope.byte_to_line(node.end_byte().min(context.rope.len_bytes()));
    let text = |line: usize| context.rope.line(line).to_string();
    let column = node.end_byte() - context.rope.line_to_byte(line);
    let behind = text(line);
    let comment = behind.get(column..).and_then(|rest| rest.split_once('#')).map(|(_, comment)| comment);
    if comment.is_some_and(names_operator) {
        return true;
    }
    let first = context.rope.byte_to_line(node.start_byte().min(context.rope.len_bytes()));
    let above = (0..first).rev().map(text).take_while(|line| line.trim_start().starts_with('#'));
    above.take(LONGEST_COMMENT).any(|line| names_operator(&line))
}

/// How many lines of a comment are read.
const LONGEST_COMMENT: usize = 5;

/// Whether the file imports a library whose objects overload comparison: the answer decides on a
/// fix, never on a finding. Reads the text's import lines, so a check that keeps what it found asks
/// again where those have changed.
pub fn array_or_orm_text(text: &Rope) -> bool {
    const LIBRARIES: &[&str] = &[
        "numpy",
        "pandas",
        "sqlalchemy",
        "django",
        "peewee",
        "polars",
        "dask",
        "xarray",
        "torch",
        "tensorflow",
        "jax",
        "sympy",
        "pyspark",
        "sqlmodel",
        "pony",
        "ibis",
        "cupy",
        "flask_sqlalchemy",
        "geopandas",
        "pyarrow",
    ];
    // Imports stand at the top; a file of many candidates must not be read again for each.
    const MOST_LINES: usize = 400;
    // A module of the same project that stands for such a library, more often than not.
    const NAMES: &[&str] = &["db", "models", "Column", "and_", "or_"];
    text.lines().take(MOST_LINES).any(|line| {
        let line = line.as_str().map_or_else(|| line.to_string().into(), std::borrow::Cow::from);
        let Some(rest) = imported(&line) else { return false };
        let mut words = rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.next().is_some_and(|root| LIBRARIES.contains(&root)) || words.any(|name| NAMES.contains(&name))
    })
}

/// What stands behind the word that begins a line of import.
fn imported(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix("import ").or_else(|| line.strip_prefix("from "))
}

/// Whether [`array_or_orm_text`] reads such a line.
pub fn is_import(line: &str) -> bool {
    imported(line).is_some()
}

/// Whether an expression always builds a new object: a display, a comprehension, a constructor.
pub fn new_object(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(kind) = new_object_kind(node, context) else { return false };
    witness.say("kind", kind);
    true
}

/// What a new object is, in words; `None` when the expression may give an old one.
pub fn new_object_kind(node: Node, context: &Context) -> Option<String> {
    let inner = unparenthesized(node);
    match inner.kind_name() {
        "list"
        | "dictionary"
        | "set"
        | "list_comprehension"
        | "set_comprehension"
        | "dictionary_comprehension"
        | "generator_expression"
        | "lambda" => {
            let Value::Of(kind) = value_of(inner, context.source) else {
                let Value::Display(shape) = value_of(inner, context.source) else { return None };
                return Some(shape.kind.name().into());
            };
            Some(kind.name().into())
        }
        "call" => {
            let function = inner.part(Field::Function)?;
            let path = path_of(function, context.source)?;
            let scope = context.scope_of(inner);
            let name = context.text(function);
            if matches!(name, "list" | "dict" | "set" | "bytearray" | "object") {
                return is_builtin(function, context).then(|| name.to_string());
            }
            if !path.steps.is_empty() {
                return None;
            }
            let variable = context.view.variable(context.view.own(), scope, &path.root);
            let bindings = context.view.bindings(&variable);
            let [site] = bindings.as_slice() else { return None };
            let BindingKind::Class(class) = site.item.kind else { return None };
            builds_new_object(site.unit, class, context).then(|| path.root.to_string())
        }
        _ => None,
    }
}

/// Whether calling a class of this file always makes a new instance: no `__new__`, no metaclass, no
/// decorator, no base that could have one.
pub fn builds_new_object(unit: u32, class: u32, context: &Context) -> bool {
    let scope = context.view.scope(unit, class);
    let Some(data) = &scope.class else { return false };
    data.decorators.is_empty()
        && !data.has_keywords
        && data.bases.iter().all(|base| base == "object")
        && scope.symbol("__new__").is_none()
}

fn unparenthesized(node: Node) -> Node {
    let mut at = node;
    while at.kind_name() == "parenthesized_expression"
        && let Some(inner) = at.named_child(0)
    {
        at = inner;
    }
    at
}

/// `a is b` where each name is bound once, in this scope, to a value of its own: two displays, or
/// two equal constants. Binds what that means as `verdict`.
pub fn separate_values(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let operands = (node.named_child(0), node.named_child(1));
    let (Some(left), Some(right)) = operands else { return false };
    if left.kind_name() != "identifier" || right.kind_name() != "identifier" || node.named_child_count() != 2 {
        return false;
    }
    if is_asserted(node, context) {
        return false;
    }
    let negative = left.next_sibling().is_some_and(|op| op.kind_name() == "is not");
    let scope = context.scope_of(node);
    let own = context.view.own();
    let at = context.source.at(statement_around(node, context));
    let data = context.view.scope(own, scope);
    if data.dynamic || data.kind.is_class() {
        return false;
    }
    let mut sides = Vec::new();
    for name in [left, right] {
        let variable = context.view.variable(own, scope, context.text(name));
        let bindings = context.view.bindings(&variable);
        let [site] = bindings.as_slice() else { return false };
        let home = match variable.place {
            Place::Local(_, home) => home,
            Place::Global => 0,
        };
        // The comparison must stand in the scope that binds, behind the binding.
        let in_order = if site.unit == own {
            let table = context.view.unit(own);
            Regions(&table.regions).reaches(site.item.region, site.item.from, region_at(table, scope, at), at)
        } else {
            context.view.ordinal(site.unit) < context.view.ordinal(own)
        };
        if site.scope != scope || home != scope || !in_order || site.item.kind != BindingKind::Assign {
            return false;
        }
        sides.push(*site);
    }
    let [a, b] = sides.as_slice() else { return false };
    if a.unit == b.unit && a.item.value_range == b.item.value_range {
        // `a = b = []`: one value under two names.
        return false;
    }
    let built = |site: &Site<Binding>| match &site.item.value {
        Value::Display(shape) => Some(shape.kind),
        Value::Of(kind) => Some(*kind),
        Value::Call { callee, .. } if callee.steps.is_empty() => {
            let is_builtin = context.view.is_builtin(site.unit, site.scope, &callee.root);
            is_builtin.then(|| context.view.kind_of(site.unit, site.scope, &site.item.value)).flatten()
        }
        _ => None,
    };
    let verdict = match (built(a), built(b)) {
        (Some(x), Some(y)) if x.is_mutable() && y.is_mutable() => {
            format!(
                "is {} however equal the two look: each was built on its own",
                if negative { "True" } else { "False" }
            )
        }
        (Some(x), Some(y)) if x == y && is_plain_constant(x) => {
            let text = context.text_of(a.unit, &a.item.value_range);
            if text != context.text_of(b.unit, &b.item.value_range) || !is_literal(&text) {
                return false;
            }
            match text.parse::<i64>() {
                Ok(-5..=256) => "asks for one object, which CPython happens to keep for each small int".into(),
                _ => "depends on how the two equal constants were compiled".into(),
            }
        }
        _ => return false,
    };
    witness.say("verdict", verdict);
    for side in [a, b] {
        witness.point(side.unit, side.item.value_range.clone(), "one value is built here");
    }
    true
}

fn is_plain_constant(kind: Kind) -> bool {
    matches!(kind, Kind::Int | Kind::Float | Kind::Complex | Kind::Str | Kind::Bytes)
}

/// Whether a test asserts the answer, so that somebody knows it: `self.assertTrue(a is not b)`.
fn is_asserted(node: Node, context: &Context) -> bool {
    context.ancestors(node).into_iter().any(|around| {
        let function = around.part(Field::Function).filter(|_| around.kind_name() == "call");
        let name = function.map(|function| context.text(function)).and_then(|text| text.rsplit('.').next());
        name.is_some_and(|name| name.to_ascii_lowercase().starts_with("assert"))
    })
}

/// The smallest statement around a node: what must be reached for the node to be evaluated.
fn statement_around<'t>(node: Node<'t>, context: &Context<'t>) -> Node<'t> {
    let mut inner = node;
    for around in context.ancestors(node) {
        if matches!(around.kind_name(), "block" | "module") {
            break;
        }
        inner = around;
    }
    inner
}

/// Whether a constant's text is one literal: no f-string, no call, nothing that is computed.
fn is_literal(text: &str) -> bool {
    let prefix = text.split(['"', '\'']).next().unwrap_or_default();
    let is_text = prefix.len() < text.len();
    let quotes_only = is_text && prefix.chars().all(|letter| matches!(letter, 'b' | 'B' | 'r' | 'R' | 'u' | 'U'));
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    quotes_only
        || !is_text
            && number.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_'))
            && number.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.')
}

/// The innermost region of a scope that holds an offset.
pub(super) fn region_at(table: &crate::semantics::Unit, scope: u32, at: u32) -> u32 {
    let body = table.scopes[scope as usize].body;
    let belongs = |id: u32| Regions(&table.regions).outward(id).last().is_some_and(|(root, _)| root == body);
    (0..)
        .zip(&table.regions)
        .filter(|(id, region)| region.range.start <= at && at < region.range.end && belongs(*id))
        .last()
        .map_or(body, |(id, _)| id)
}
