//! Which type a value has, when every way the program can bind it agrees.
//!
//! Unknown is the usual answer. Annotations count for parameters only, as a promise.

use super::module::{Place, UnitId, Variable, View};
use super::scope::{BindingKind, ScopeId};
use super::value::{Kind, Path, Shape, Step, Value};

const DEEPEST: usize = 6;

impl View<'_> {
    /// The type of a value that stands in a scope of a statement.
    pub fn kind_of(&self, unit: UnitId, scope: ScopeId, value: &Value) -> Option<Kind> {
        self.kind_at(unit, scope, value, 0)
    }

    /// The type that all bindings of a variable agree on.
    pub fn kind_of_variable(&self, variable: &Variable) -> Option<Kind> {
        self.variable_kind_at(variable, 0)
    }

    /// The type that all bindings of a variable agree on, leaving out the one whose value holds an
    /// offset: the type that `xs` has inside `xs = xs.sort()`.
    pub fn kind_before(&self, variable: &Variable, unit: UnitId, at: u32) -> Option<Kind> {
        self.agreed_kind(variable, 0, |site_unit, range| site_unit == unit && range.contains(&at))
    }

    fn variable_kind_at(&self, variable: &Variable, depth: usize) -> Option<Kind> {
        self.agreed_kind(variable, depth, |_, _| false)
    }

    fn agreed_kind(
        &self,
        variable: &Variable,
        depth: usize,
        leave_out: impl Fn(UnitId, &std::ops::Range<u32>) -> bool,
    ) -> Option<Kind> {
        if depth > DEEPEST {
            return None;
        }
        if let Place::Local(unit, scope) = variable.place
            && self.scope(unit, scope).dynamic
        {
            return None;
        }
        if self.is_bound_too_often(variable) {
            return None;
        }
        let mut kind = None;
        for site in self.bindings(variable) {
            let binding = site.item;
            if leave_out(site.unit, &binding.value_range) {
                continue;
            }
            let found = match &binding.kind {
                BindingKind::Assign | BindingKind::Unpack => {
                    self.kind_at(site.unit, site.scope, &binding.value, depth + 1)
                }
                BindingKind::Parameter(_) => binding.annotation.as_deref().and_then(annotated_kind),
                // These leave the type of what the other bindings bind.
                BindingKind::Augmented | BindingKind::Delete | BindingKind::Declare => continue,
                _ => None,
            }?;
            if kind.is_some_and(|kind| kind != found) {
                return None;
            }
            kind = Some(found);
        }
        kind
    }

    fn kind_at(&self, unit: UnitId, scope: ScopeId, value: &Value, depth: usize) -> Option<Kind> {
        if depth > DEEPEST {
            return None;
        }
        match value {
            Value::Unknown => None,
            Value::Of(kind) => Some(*kind),
            Value::Display(shape) => Some(shape.kind),
            Value::Path(path) => match path.steps.as_slice() {
                [] => {
                    let variable = self.variable(unit, scope, &path.root);
                    self.variable_kind_at(&variable, depth + 1)
                }
                [Step::Slice] => {
                    let variable = self.variable(unit, scope, &path.root);
                    self.variable_kind_at(&variable, depth + 1)
                        .filter(|kind| matches!(kind, Kind::List | Kind::Str | Kind::Tuple | Kind::Bytes))
                }
                _ => None,
            },
            Value::Call { callee, args, .. } => self.call_kind(unit, scope, callee, args, depth),
            Value::Method { receiver, name, .. } => {
                let receiver = self.kind_at(unit, scope, receiver, depth + 1)?;
                method_kind(receiver, name)
            }
            Value::Binary { left, op, right } => {
                let left = self.kind_at(unit, scope, left, depth + 1);
                let right = self.kind_at(unit, scope, right, depth + 1);
                binary_kind(left, *op, right)
            }
        }
    }

    fn call_kind(&self, unit: UnitId, scope: ScopeId, callee: &Path, args: &[Value], depth: usize) -> Option<Kind> {
        if callee.steps.is_empty()
            && let Some(kind) = constructed(&callee.root)
            && self.is_builtin(unit, scope, &callee.root)
        {
            return Some(kind);
        }
        match self.imported(unit, scope, callee).as_deref() {
            Some("collections.deque") => return Some(Kind::Deque),
            Some("collections.OrderedDict") => return Some(Kind::OrderedDict),
            Some("collections.defaultdict") => return Some(Kind::DefaultDict),
            Some("collections.Counter") => return Some(Kind::Counter),
            Some("copy.copy" | "copy.deepcopy") => {
                return self.kind_at(unit, scope, args.first()?, depth + 1);
            }
            Some(_) => return None,
            None => {}
        }
        let (object, Step::Attr(method)) = callee.split_last()? else {
            return None;
        };
        if !object.steps.is_empty() {
            return None;
        }
        if object.root == "dict" && method == "fromkeys" && self.is_builtin(unit, scope, "dict") {
            return Some(Kind::Dict);
        }
        let receiver = self.kind_at(unit, scope, &Value::Path(object), depth + 1)?;
        method_kind(receiver, method)
    }

    /// The display that a variable is bound to, when that is its only binding.
    pub fn only_display(&self, variable: &Variable) -> Option<(UnitId, ScopeId, &Shape)> {
        let bindings = self.bindings(variable);
        let [site] = bindings.as_slice() else {
            return None;
        };
        match (&site.item.kind, &site.item.value) {
            (BindingKind::Assign, Value::Display(shape)) => Some((site.unit, site.scope, shape)),
            _ => None,
        }
    }
}

/// The type that calling a builtin of this name gives.
pub fn constructed(name: &str) -> Option<Kind> {
    Some(match name {
        "list" | "sorted" | "dir" => Kind::List,
        "dict" | "vars" | "globals" | "locals" => Kind::Dict,
        "set" => Kind::Set,
        "frozenset" => Kind::FrozenSet,
        "tuple" => Kind::Tuple,
        "str" | "repr" | "ascii" | "chr" | "hex" | "bin" | "oct" | "format" | "input" => Kind::Str,
        "bytes" => Kind::Bytes,
        "bytearray" => Kind::ByteArray,
        "int" | "len" | "ord" | "id" | "hash" => Kind::Int,
        "float" => Kind::Float,
        "complex" => Kind::Complex,
        "bool" | "isinstance" | "issubclass" | "callable" | "hasattr" | "any" | "all" => Kind::Bool,
        "range" => Kind::Range,
        _ => return None,
    })
}

fn method_kind(receiver: Kind, method: &str) -> Option<Kind> {
    match (receiver, method) {
        (Kind::Str | Kind::Bytes, "split" | "rsplit" | "splitlines") => Some(Kind::List),
        (Kind::Str, "encode") => Some(Kind::Bytes),
        (Kind::Bytes, "decode") => Some(Kind::Str),
        (Kind::Str | Kind::Bytes, "partition" | "rpartition") => Some(Kind::Tuple),
        (Kind::Str | Kind::Bytes | Kind::List | Kind::Tuple, "index" | "count" | "find" | "rfind") => Some(Kind::Int),
        (Kind::Str, method) if method.starts_with("is") || method.ends_with("with") => Some(Kind::Bool),
        (
            Kind::Str,
            "upper" | "lower" | "strip" | "lstrip" | "rstrip" | "title" | "capitalize" | "casefold" | "swapcase"
            | "replace" | "join" | "format" | "zfill" | "center" | "ljust" | "rjust" | "removeprefix" | "removesuffix"
            | "translate" | "expandtabs" | "format_map",
        ) => Some(Kind::Str),
        (Kind::Bytes, "join" | "strip" | "lstrip" | "rstrip" | "replace" | "upper" | "lower") => Some(Kind::Bytes),
        (kind, "copy") if kind.is_mutable() => Some(kind),
        (Kind::Set, "union" | "intersection" | "difference" | "symmetric_difference") => Some(Kind::Set),
        _ => None,
    }
}

fn binary_kind(left: Option<Kind>, op: char, right: Option<Kind>) -> Option<Kind> {
    use Kind::{Bytes, Float, Int, List, Str, Tuple};
    match (left, op, right) {
        (Some(Str), '%', _) => Some(Str),
        (Some(left @ (List | Str | Tuple | Bytes)), '*', _) => Some(left),
        (_, '*', Some(right @ (List | Str | Tuple | Bytes))) => Some(right),
        (Some(left), '+' | '|' | '*' | '%', Some(right)) if left == right => Some(left),
        (Some(Int | Float), '+' | '*', Some(Float)) | (Some(Float), '+' | '*', Some(Int)) => Some(Float),
        _ => None,
    }
}

/// The type that an annotation promises.
pub fn annotated_kind(annotation: &str) -> Option<Kind> {
    let annotation = annotation.trim().trim_matches(['"', '\'']);
    let head = annotation.split('[').next()?.trim();
    if annotation.contains('|') {
        return None;
    }
    let name = head.strip_prefix("typing.").or_else(|| head.strip_prefix("collections.")).unwrap_or(head);
    Some(match name {
        "list" | "List" => Kind::List,
        "dict" | "Dict" => Kind::Dict,
        "set" | "Set" => Kind::Set,
        "frozenset" | "FrozenSet" => Kind::FrozenSet,
        "tuple" | "Tuple" => Kind::Tuple,
        "str" => Kind::Str,
        "bytes" => Kind::Bytes,
        "bytearray" => Kind::ByteArray,
        "int" => Kind::Int,
        "float" => Kind::Float,
        "bool" => Kind::Bool,
        "deque" | "Deque" => Kind::Deque,
        "defaultdict" | "DefaultDict" => Kind::DefaultDict,
        "OrderedDict" => Kind::OrderedDict,
        "Counter" => Kind::Counter,
        _ => return None,
    })
}
