//! What an occurrence of a name does with the object: reads it, changes it, lets it go.
//!
//! Decided by the nodes around the name alone. A method or function of unknown effect is
//! recorded as such; nothing is guessed here.

use super::collect::{Collector, Store};
use super::scope::{Escape, Mutation, Read, ScopeKind, Use, UseKind, flag};
use super::syntax::{Field, Syntax};
use super::value::{Name, Step, path_of, subscript_step};
use tree_sitter::Node;

/// Methods of the builtin and `collections` containers that change the object in place.
pub const MUTATORS: &[&str] = &[
    "append",
    "appendleft",
    "extend",
    "extendleft",
    "insert",
    "remove",
    "pop",
    "popleft",
    "popitem",
    "clear",
    "sort",
    "reverse",
    "rotate",
    "add",
    "discard",
    "update",
    "setdefault",
    "difference_update",
    "intersection_update",
    "symmetric_difference_update",
    "move_to_end",
    "subtract",
    "__setitem__",
    "__delitem__",
];

/// Methods of the builtin types that leave the object as it is.
pub const READERS: &[&str] = &[
    "copy",
    "get",
    "keys",
    "values",
    "items",
    "index",
    "count",
    "union",
    "intersection",
    "difference",
    "symmetric_difference",
    "issubset",
    "issuperset",
    "isdisjoint",
    "most_common",
    "elements",
    "total",
    "join",
    "split",
    "rsplit",
    "splitlines",
    "strip",
    "lstrip",
    "rstrip",
    "upper",
    "lower",
    "title",
    "capitalize",
    "casefold",
    "swapcase",
    "replace",
    "startswith",
    "endswith",
    "find",
    "rfind",
    "rindex",
    "format",
    "format_map",
    "encode",
    "decode",
    "isdigit",
    "isalpha",
    "isalnum",
    "isspace",
    "islower",
    "isupper",
    "zfill",
    "center",
    "ljust",
    "rjust",
    "partition",
    "rpartition",
    "removeprefix",
    "removesuffix",
    "translate",
    "expandtabs",
    "hex",
    "__getitem__",
    "__contains__",
    "__len__",
];

/// Builtins that keep no reference to their argument.
pub const READING_BUILTINS: &[&str] = &[
    "len",
    "print",
    "repr",
    "str",
    "bool",
    "id",
    "type",
    "isinstance",
    "issubclass",
    "hash",
    "any",
    "all",
    "sum",
    "min",
    "max",
    "abs",
    "round",
    "int",
    "float",
    "format",
    "ascii",
    "callable",
    "hasattr",
    "dir",
];

/// Builtins that make a new object out of the items of their argument.
pub const ITERATING_BUILTINS: &[&str] = &[
    "list",
    "tuple",
    "set",
    "frozenset",
    "dict",
    "sorted",
    "sum",
    "any",
    "all",
    "min",
    "max",
    "bytes",
    "bytearray",
    "deque",
];

/// Positions behind this one are not told: counting anew for each of a million arguments would
/// take minutes.
const MOST_ARGUMENTS: u32 = 64;

/// Nor are positions that far behind the opening parenthesis.
const MOST_ARGUMENT_BYTES: usize = 1 << 14;

impl<'t> Collector<'_, 't> {
    /// Records an identifier that is read.
    pub(super) fn load(&mut self, node: Node<'t>) {
        let name = self.source.name(node);
        let (path, kind, range) = self.classify(node);
        let here = self.unit.scopes[self.scope as usize].kind;
        if name == "super" && !matches!(here, ScopeKind::Module | ScopeKind::Class) {
            // symtable.c: `super` in a function, lambda or comprehension uses `__class__`.
            self.here().symbol_mut(&Name::new_static("__class__")).flags |= flag::USED;
        }
        let shown = self.is_shown();
        let at = self.source.at(node);
        let region = self.region;
        let pass = if path.is_empty() { self.pass_of(node) } else { None };
        self.add_use(&name, Use { at, range, path, kind, region, shown, pass });
    }

    fn classify(&self, node: Node<'t>) -> (Vec<Step>, UseKind, std::ops::Range<u32>) {
        let mut steps = Vec::new();
        let mut at = node;
        let mut around = self.above.iter().rev().copied().peekable();
        while let Some(parent) = around.peek().copied() {
            match parent.kind_name() {
                "attribute" if begins(parent, at) => {
                    let Some(attribute) = self.part(parent, Field::Attribute) else { break };
                    steps.push(Step::Attr(self.source.name(attribute)));
                }
                "subscript" if begins(parent, at) => {
                    steps.push(subscript_step(parent, self.source));
                }
                "parenthesized_expression" => {}
                _ => break,
            }
            at = parent;
            around.next();
            if let Some((target, how)) = self.storing
                && target == at.id()
            {
                let range = self.source.range(at);
                let last = steps.pop().unwrap_or(Step::Item);
                let mutation = match how {
                    Store::Set => Mutation::Set(last),
                    Store::Delete => Mutation::Delete(last),
                    Store::Augmented => {
                        steps.push(last);
                        Mutation::Augmented
                    }
                };
                return (steps, UseKind::Mutate(mutation), range);
            }
        }
        if self.in_annotation {
            return (steps, UseKind::Annotation, self.source.range(at));
        }
        let mut range = self.source.range(at);
        let kind = self.context(at, &mut steps, &mut range, around);
        (steps, kind, range)
    }

    /// What is done with the value of `at`, by the nodes around it.
    fn context(
        &self,
        mut at: Node<'t>,
        steps: &mut Vec<Step>,
        range: &mut std::ops::Range<u32>,
        around: impl Iterator<Item = Node<'t>>,
    ) -> UseKind {
        for parent in around {
            match parent.kind_name() {
                // The value of these may be the object itself.
                "parenthesized_expression" | "boolean_operator" | "expression_list" | "as_pattern" => {
                    if parent.kind_name() == "expression_list" && parent.named_child_count() > 1 {
                        return UseKind::Escape(Escape::Element);
                    }
                }
                "conditional_expression" => {
                    if parent.named_child(1) == Some(at) {
                        return UseKind::Read(Read::Test);
                    }
                }
                "call" if begins(parent, at) => {
                    *range = self.source.range(parent);
                    return match steps.pop() {
                        Some(Step::Attr(method)) => method_kind(method),
                        Some(step) => {
                            steps.push(step);
                            UseKind::Read(Read::Call)
                        }
                        None => UseKind::Read(Read::Call),
                    };
                }
                "argument_list" | "keyword_argument" => return self.argument(at, parent),
                "list_splat" | "dictionary_splat" | "for_in_clause" => return UseKind::Read(Read::Iterate),
                "for_statement" => return UseKind::Read(Read::Iterate),
                "assignment" => {
                    let unpacks = self.part(parent, Field::Left).is_some_and(|left| {
                        matches!(left.kind_name(), "pattern_list" | "tuple_pattern" | "list_pattern")
                    });
                    return match self.part(parent, Field::Left) {
                        _ if unpacks => UseKind::Read(Read::Iterate),
                        Some(left) if left.kind_name() == "identifier" => {
                            UseKind::Escape(Escape::Alias(self.source.name(left)))
                        }
                        _ => UseKind::Escape(Escape::Store),
                    };
                }
                "named_expression" => {
                    let name = self.part(parent, Field::Name).map(|name| self.source.name(name));
                    return UseKind::Escape(Escape::Alias(name.unwrap_or_default()));
                }
                "return_statement" | "lambda" => return UseKind::Escape(Escape::Return),
                "yield" => return UseKind::Escape(Escape::Yield),
                "pair"
                | "list"
                | "tuple"
                | "set"
                | "dictionary"
                | "list_comprehension"
                | "set_comprehension"
                | "generator_expression" => return UseKind::Escape(Escape::Element),
                "if_statement" | "elif_clause" | "while_statement" | "assert_statement" | "not_operator"
                | "if_clause" => return UseKind::Read(Read::Test),
                "comparison_operator"
                | "binary_operator"
                | "unary_operator"
                | "subscript"
                | "slice"
                | "augmented_assignment"
                | "interpolation"
                | "format_expression"
                | "expression_statement"
                | "print_statement"
                | "match_statement" => return UseKind::Read(Read::Operand),
                "decorator" => return UseKind::Read(Read::Call),
                _ => return UseKind::Escape(Escape::Other),
            }
            at = parent;
        }
        UseKind::Escape(Escape::Other)
    }

    fn argument(&self, at: Node<'t>, parent: Node<'t>) -> UseKind {
        let keyword = (parent.kind_name() == "keyword_argument")
            .then(|| self.part(parent, Field::Name).map(|name| self.source.name(name)))
            .flatten();
        let find = |kind: &str| self.above.iter().rev().copied().find(|node| node.kind_name() == kind);
        let (Some(arguments), Some(call)) = (find("argument_list"), find("call")) else {
            // Bases of a class.
            return UseKind::Escape(Escape::Other);
        };
        if self.part(call, Field::Arguments) != Some(arguments) {
            return UseKind::Escape(Escape::Other);
        }
        let function = self.part(call, Field::Function);
        let path = function.and_then(|function| path_of(function, self.source));
        let callee = path.and_then(|path| path.dotted()).map(Name::from).unwrap_or_default();
        if keyword.is_none() {
            if ITERATING_BUILTINS.contains(&callee.as_str()) {
                return UseKind::Read(Read::Iterate);
            }
            if READING_BUILTINS.contains(&callee.as_str()) {
                return UseKind::Read(Read::Argument(callee));
            }
            if matches!(callee.as_str(), "enumerate" | "zip" | "map" | "filter" | "reversed" | "iter") {
                return UseKind::Read(Read::Iterate);
            }
        }
        let method = function.filter(|function| function.kind_name() == "attribute");
        let method = method.and_then(|method| self.part(method, Field::Attribute));
        if let Some(method) = method
            && matches!(self.source.text(method), "extend" | "update" | "join" | "union" | "writelines")
        {
            // These take the items, not the container.
            return UseKind::Read(Read::Iterate);
        }
        let unknown = |callee, keyword| UseKind::Escape(Escape::Argument { callee, position: None, keyword });
        if at.start_byte() - arguments.start_byte() > MOST_ARGUMENT_BYTES {
            return unknown(callee, keyword);
        }
        let mut position = 0;
        for argument in self.named(arguments) {
            if argument.kind_name().ends_with("_splat") {
                return unknown(callee, keyword);
            }
            if argument.end_byte() >= at.end_byte() {
                break;
            }
            position += u32::from(!argument.is_extra());
            if position > MOST_ARGUMENTS {
                return unknown(callee, keyword);
            }
        }
        let position = keyword.is_none().then_some(position);
        UseKind::Escape(Escape::Argument { callee, position, keyword })
    }

    /// Whether the name stands where a teacher shows something: `print(…)`, `assert`.
    fn is_shown(&self) -> bool {
        for node in self.above.iter().rev() {
            match node.kind_name() {
                "assert_statement" => return true,
                "call" => {
                    let begins = |text: &str| text.starts_with("print");
                    if self.source.text.get(self.source.at(*node) as usize..).is_some_and(begins)
                        && self
                            .part(*node, Field::Function)
                            .is_some_and(|function| self.source.text(function) == "print")
                    {
                        return true;
                    }
                }
                "block" | "module" | "expression_statement" => return false,
                _ => {}
            }
        }
        false
    }
}

/// Whether a part of an attribute, subscript or call is what it begins with: the object, the
/// value, the function. Asking for the field would walk the children.
fn begins(whole: Node, part: Node) -> bool {
    whole.start_byte() == part.start_byte()
}

fn method_kind(method: Name) -> UseKind {
    if MUTATORS.contains(&method.as_str()) {
        UseKind::Mutate(Mutation::Method(method))
    } else if READERS.contains(&method.as_str()) {
        UseKind::Read(Read::Method(method))
    } else {
        UseKind::Method(method)
    }
}
