//! Facts about `defaultdict` and about defaults that nobody keeps.

use super::context::{Context, Witness};
use crate::semantics::value::path_of;
use tree_sitter::Node;

/// A value given to `defaultdict` where it wants something to call; with `empty`, one that a type
/// makes when it is called without arguments. Binds the factory that was meant, where it is clear.
pub fn factory_result(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let text = context.text(node);
    let holds = || {
        let mut cursor = node.walk();
        node.named_children(&mut cursor).any(|child| !child.is_extra())
    };
    let ty = match node.kind() {
        "list" if !holds() => Some("list"),
        "dictionary" if !holds() => Some("dict"),
        "tuple" if !holds() => Some("tuple"),
        "string" if matches!(text, "''" | "\"\"") => Some("str"),
        "integer" if text == "0" => Some("int"),
        "float" if text == "0.0" => Some("float"),
        "false" => Some("bool"),
        "list" | "dictionary" | "tuple" | "set" | "string" | "integer" | "float" | "true" | "list_comprehension"
        | "dictionary_comprehension" | "set_comprehension" => None,
        "call" => {
            let Some(function) = node.child_by_field_name("function").filter(|node| node.kind() == "identifier") else {
                return false;
            };
            let name = context.text(function);
            let is_type =
                matches!(name, "list" | "dict" | "set" | "tuple" | "str" | "int" | "float" | "bool" | "frozenset");
            if !is_type || !super::identity::is_builtin(function, context) {
                return false;
            }
            let arguments = node.child_by_field_name("arguments");
            arguments.is_some_and(|arguments| context.text(arguments) == "()").then_some(name)
        }
        _ => return false,
    };
    if argument.is_some() && ty.is_none() {
        return false;
    }
    // A mapping or pairs were probably meant as the contents.
    let contents = matches!(node.kind(), "dictionary" | "list" | "dictionary_comprehension" | "list_comprehension")
        && ty.is_none();
    if let Some(ty) = ty {
        let free = context.view.is_builtin(context.view.own(), context.scope_of(node), ty);
        witness.say("factory", if free { ty.to_string() } else { format!("lambda: {text}") });
    } else if !contents {
        witness.say("factory", format!("lambda: {text}"));
    }
    true
}

/// A name or path that an import binds: a module's function of the same name as a method.
pub fn is_imported(node: Node, context: &Context) -> bool {
    path_of(node, context.source)
        .is_some_and(|path| context.view.imported(context.view.own(), context.scope_of(node), &path).is_some())
}
