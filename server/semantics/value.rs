//! What an expression is worth, read from its syntax alone.
//!
//! Owns [`Value`], a plain-data description of an expression that outlives the tree: literals,
//! displays with their nested items, calls by the callee's dotted name, access paths. Must not
//! know scopes: whether `list` is the builtin is asked later, by who has a resolver.

use super::source::Source;
use super::syntax::{Field, Syntax};
use smol_str::SmolStr;
use tree_sitter::Node;

/// A name or a piece of source text.
pub type Name = SmolStr;

/// One step from an object to a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// `.name`
    Attr(Name),
    /// `["key"]` with a constant key: the key's source text.
    Key(Name),
    /// `[2]` or `[-1]`.
    Index(i64),
    /// `[expression]`: some item.
    Item,
    /// `[a:b]`: a new sequence made of the same items.
    Slice,
}

/// A name and the steps from it: `cfg["db"].host`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// The name that the path starts with.
    pub root: Name,
    /// The steps, outermost object first.
    pub steps: Vec<Step>,
}

/// The type of a value, as far as its syntax tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the Python type of that name")]
pub enum Kind {
    None,
    Bool,
    Int,
    Float,
    Complex,
    Str,
    Bytes,
    Ellipsis,
    Tuple,
    FrozenSet,
    Range,
    List,
    Dict,
    Set,
    ByteArray,
    Deque,
    OrderedDict,
    DefaultDict,
    Counter,
    Generator,
    Lambda,
}

impl Kind {
    /// Whether values of this type can change in place.
    pub fn is_mutable(self) -> bool {
        use Kind::*;
        matches!(self, List | Dict | Set | ByteArray | Deque | OrderedDict | DefaultDict | Counter)
    }

    /// Whether it is a dict or one of dict's subclasses.
    pub fn is_mapping(self) -> bool {
        matches!(self, Kind::Dict | Kind::OrderedDict | Kind::DefaultDict | Kind::Counter)
    }

    /// The type's name as Python writes it.
    pub fn name(self) -> &'static str {
        use Kind::*;
        match self {
            None => "None",
            Bool => "bool",
            Int => "int",
            Float => "float",
            Complex => "complex",
            Str => "str",
            Bytes => "bytes",
            Ellipsis => "Ellipsis",
            Tuple => "tuple",
            FrozenSet => "frozenset",
            Range => "range",
            List => "list",
            Dict => "dict",
            Set => "set",
            ByteArray => "bytearray",
            Deque => "deque",
            OrderedDict => "OrderedDict",
            DefaultDict => "defaultdict",
            Counter => "Counter",
            Generator => "generator",
            Lambda => "function",
        }
    }
}

/// The items of a display, as far as they are constant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// List, tuple, set or dict.
    pub kind: Kind,
    /// Each item with the step that leads to it. Set members have [`Step::Item`].
    pub items: Vec<(Step, Value)>,
    /// What is unpacked into it: `{**a, *b}`.
    pub spreads: Vec<Value>,
    /// Whether `items` is all of it; long displays are cut.
    pub complete: bool,
}

/// What an expression is worth.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing is known.
    Unknown,
    /// A constant, or a display or comprehension whose items do not matter.
    Of(Kind),
    /// A list, tuple, set or dict display.
    Display(Box<Shape>),
    /// `name`, `name.attr`, `name["key"]`: another name for an object, or for a part of one.
    Path(Path),
    /// A call. `callee` is the dotted text of the function.
    Call {
        /// What is called, when it is a path of names and attributes.
        callee: Path,
        /// Positional arguments, at most two.
        args: Vec<Value>,
        /// Whether there are more arguments than `args` tells: keywords, splats.
        more: bool,
    },
    /// A method of something that is no path: `"a b".split()`, `[1].append(2)`.
    Method {
        /// The object.
        receiver: Box<Value>,
        /// The method's name.
        name: Name,
        /// Number of arguments.
        arity: usize,
    },
    /// `left op right` where the operator is `+`, `*`, `%` or `|`.
    Binary {
        /// The left operand.
        left: Box<Value>,
        /// The operator.
        op: char,
        /// The right operand.
        right: Box<Value>,
    },
}

const MOST_ITEMS: usize = 48;
const MOST_DEPTH: usize = 5;

/// The value of an expression node.
pub fn value_of(node: Node, source: &Source) -> Value {
    value_at(node, source, 0)
}

fn value_at(mut node: Node, source: &Source, depth: usize) -> Value {
    if depth > MOST_DEPTH {
        return Value::Unknown;
    }
    while node.kind_name() == "parenthesized_expression" {
        let Some(inner) = node.named_child(0) else { return Value::Unknown };
        node = inner;
    }
    match node.kind_name() {
        "none" => Value::Of(Kind::None),
        "true" | "false" => Value::Of(Kind::Bool),
        "ellipsis" => Value::Of(Kind::Ellipsis),
        "integer" => number(source.text(node), Kind::Int),
        "float" => number(source.text(node), Kind::Float),
        "string" => Value::Of(string_kind(node, source)),
        "concatenated_string" => {
            let kind = node.named_child(0).map_or(Kind::Str, |first| string_kind(first, source));
            Value::Of(kind)
        }
        "list" => display(node, Kind::List, source, depth),
        "tuple" | "expression_list" => display(node, Kind::Tuple, source, depth),
        "set" => display(node, Kind::Set, source, depth),
        "dictionary" => display(node, Kind::Dict, source, depth),
        "list_comprehension" => Value::Of(Kind::List),
        "set_comprehension" => Value::Of(Kind::Set),
        "dictionary_comprehension" => Value::Of(Kind::Dict),
        "generator_expression" => Value::Of(Kind::Generator),
        "lambda" => Value::Of(Kind::Lambda),
        "comparison_operator" => Value::Unknown,
        "not_operator" => Value::Of(Kind::Bool),
        "named_expression" => child_value(node, Field::Value, source, depth),
        "unary_operator" => match child_value(node, Field::Argument, source, depth) {
            Value::Of(kind @ (Kind::Int | Kind::Float | Kind::Complex)) => Value::Of(kind),
            _ => Value::Unknown,
        },
        "binary_operator" => binary(node, source, depth),
        "identifier" | "attribute" | "subscript" => path_of(node, source).map_or(Value::Unknown, Value::Path),
        "call" => call(node, source, depth),
        _ => Value::Unknown,
    }
}

fn child_value(node: Node, field: Field, source: &Source, depth: usize) -> Value {
    node.part(field).map_or(Value::Unknown, |child| value_at(child, source, depth + 1))
}

fn number(text: &str, kind: Kind) -> Value {
    let imaginary = text.ends_with(['j', 'J']);
    Value::Of(if imaginary { Kind::Complex } else { kind })
}

/// `bytes` for a `b"…"` literal, `str` for every other string.
pub fn string_kind(node: Node, source: &Source) -> Kind {
    let text = source.text(node);
    let prefix = text.split(['"', '\'']).next().unwrap_or_default();
    if prefix.contains(['b', 'B']) { Kind::Bytes } else { Kind::Str }
}

fn display(node: Node, kind: Kind, source: &Source, depth: usize) -> Value {
    let mut shape = Shape { kind, items: Vec::new(), spreads: Vec::new(), complete: true };
    let mut cursor = node.walk();
    let mut index = 0;
    for item in node.named_children(&mut cursor) {
        if item.is_extra() {
            continue;
        }
        if shape.items.len() >= MOST_ITEMS {
            shape.complete = false;
            break;
        }
        match item.kind_name() {
            "list_splat" | "dictionary_splat" | "parenthesized_list_splat" => {
                let inner = item.named_child(0);
                let value = inner.map_or(Value::Unknown, |inner| value_at(inner, source, depth + 1));
                shape.spreads.push(value);
            }
            "pair" => {
                let key = item.part(Field::Key);
                let step = key.map_or(Step::Item, |key| step_of(key, source));
                shape.items.push((step, child_value(item, Field::Value, source, depth)));
            }
            _ => {
                let step = if kind == Kind::Set { Step::Item } else { Step::Index(index) };
                index += 1;
                shape.items.push((step, value_at(item, source, depth + 1)));
            }
        }
    }
    Value::Display(Box::new(shape))
}

fn binary(node: Node, source: &Source, depth: usize) -> Value {
    let operator = node.part(Field::Operator).map_or("", |op| op.kind_name());
    let op = match operator {
        "+" | "*" | "%" | "|" => operator.chars().next().unwrap_or(' '),
        _ => return Value::Unknown,
    };
    Value::Binary {
        left: Box::new(child_value(node, Field::Left, source, depth)),
        op,
        right: Box::new(child_value(node, Field::Right, source, depth)),
    }
}

fn call(node: Node, source: &Source, depth: usize) -> Value {
    let (Some(function), Some(arguments)) = (node.part(Field::Function), node.part(Field::Arguments)) else {
        return Value::Unknown;
    };
    let mut args = Vec::new();
    let mut more = false;
    let mut arity = 0;
    let mut cursor = arguments.walk();
    if arguments.kind_name() == "generator_expression" {
        args.push(Value::Of(Kind::Generator));
        arity = 1;
    } else {
        for argument in arguments.named_children(&mut cursor).filter(|child| !child.is_extra()) {
            arity += 1;
            match argument.kind_name() {
                "keyword_argument" | "list_splat" | "dictionary_splat" => more = true,
                _ if args.len() < 2 => args.push(value_at(argument, source, depth + 1)),
                _ => more = true,
            }
        }
    }
    if let Some(callee) = path_of(function, source).filter(|path| {
        path.steps.iter().all(|step| matches!(step, Step::Attr(_))) || matches!(path.steps.last(), Some(Step::Attr(_)))
    }) {
        return Value::Call { callee, args, more };
    }
    let (Some(object), Some(name)) = (function.part(Field::Object), function.part(Field::Attribute)) else {
        return Value::Unknown;
    };
    Value::Method { receiver: Box::new(value_at(object, source, depth + 1)), name: source.name(name), arity }
}

/// The access path of a node, or `None` when it is not one (a call in the middle, a literal).
pub fn path_of(node: Node, source: &Source) -> Option<Path> {
    let mut steps = Vec::new();
    let mut at = node;
    loop {
        match at.kind_name() {
            "identifier" => {
                steps.reverse();
                return Some(Path { root: source.name(at), steps });
            }
            "attribute" => {
                steps.push(Step::Attr(source.name(at.part(Field::Attribute)?)));
                at = at.part(Field::Object)?;
            }
            "subscript" => {
                steps.push(subscript_step(at, source));
                at = at.part(Field::Value)?;
            }
            "parenthesized_expression" => at = at.named_child(0)?,
            _ => return None,
        }
        if steps.len() > 16 {
            return None;
        }
    }
}

/// The step that a subscript node takes.
pub fn subscript_step(node: Node, source: &Source) -> Step {
    let mut cursor = node.walk();
    let mut keys = node.children_by_field_id(Field::Subscript.id(), &mut cursor);
    match (keys.next(), keys.next()) {
        (Some(key), None) => step_of(key, source),
        _ => Step::Item,
    }
}

fn step_of(key: Node, source: &Source) -> Step {
    match key.kind_name() {
        "slice" => Step::Slice,
        "integer" => source.text(key).replace('_', "").parse().map_or(Step::Item, Step::Index),
        "unary_operator" => source.text(key).parse().map_or(Step::Item, Step::Index),
        "string" if key.named_child_count() <= 3 => Step::Key(normal_string(source.text(key))),
        "true" | "false" | "none" => Step::Key(source.name(key)),
        _ => Step::Item,
    }
}

/// A string key with double quotes turned into single ones, so that `"a"` and `'a'` are one key.
fn normal_string(text: &str) -> Name {
    let plain = text.len() >= 2 && text.starts_with('"') && !text.starts_with("\"\"");
    let inner = &text[1.min(text.len())..text.len().saturating_sub(1).max(1.min(text.len()))];
    if plain && !inner.contains(['\'', '\\']) { Name::from(format!("'{inner}'")) } else { Name::from(text) }
}

impl Path {
    /// The dotted text, when all steps are attributes: `os.path.join`.
    pub fn dotted(&self) -> Option<String> {
        let mut text = self.root.to_string();
        for step in &self.steps {
            let Step::Attr(name) = step else { return None };
            text.push('.');
            text.push_str(name);
        }
        Some(text)
    }

    /// The path without its last step, and that step.
    pub fn split_last(&self) -> Option<(Path, &Step)> {
        let (last, rest) = self.steps.split_last()?;
        Some((Path { root: self.root.clone(), steps: rest.to_vec() }, last))
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.root)?;
        self.steps.iter().try_for_each(|step| step.fmt(f))
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Step::Attr(name) => write!(f, ".{name}"),
            Step::Key(key) => write!(f, "[{key}]"),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Item => f.write_str("[…]"),
            Step::Slice => f.write_str("[:]"),
        }
    }
}
