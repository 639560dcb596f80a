//! The grammar's names of kinds and fields, by number.
//!
//! tree-sitter's own `Node::kind` measures and validates a C string at each call, and a lookup by
//! field name compares it with all names of the grammar; here both are read from a table made
//! once. For trees of Python only: another grammar has other numbers. Must not know what the names
//! mean.

use std::num::NonZeroU16;
use std::sync::LazyLock;
use tree_sitter::{Language, Node};

macro_rules! fields {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A field of the grammar that somebody reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the grammar's own names")]
        pub enum Field {
            $($variant),*
        }

        const FIELDS: &[&str] = &[$($name),*];
    };
}

fields! {
    Alias = "alias",
    Alternative = "alternative",
    Arguments = "arguments",
    Attribute = "attribute",
    Body = "body",
    Cause = "cause",
    Condition = "condition",
    Consequence = "consequence",
    Definition = "definition",
    Expression = "expression",
    Function = "function",
    Guard = "guard",
    Argument = "argument",
    Key = "key",
    Left = "left",
    ModuleName = "module_name",
    Name = "name",
    Object = "object",
    Operator = "operator",
    Parameters = "parameters",
    ReturnType = "return_type",
    Right = "right",
    Subject = "subject",
    Subscript = "subscript",
    Superclasses = "superclasses",
    Type = "type",
    TypeParameters = "type_parameters",
    Value = "value",
}

struct Names {
    kinds: Vec<&'static str>,
    fields: Vec<NonZeroU16>,
}

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| tree_sitter_python::LANGUAGE.into());

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let language = &*LANGUAGE;
    let kind = |id| language.node_kind_for_id(id).unwrap_or("ERROR");
    let field = |name: &&str| language.field_id_for_name(name).expect("a field of the grammar; a test reads them all");
    Names {
        kinds: (0..language.node_kind_count() as u16).map(kind).collect(),
        fields: FIELDS.iter().map(field).collect(),
    }
});

/// What is asked of nodes most often.
pub trait Syntax<'t> {
    /// [`Node::kind`] without its cost.
    fn kind_name(&self) -> &'static str;

    /// The first child in a field.
    fn part(&self, field: Field) -> Option<Node<'t>>;
}

impl<'t> Syntax<'t> for Node<'t> {
    fn kind_name(&self) -> &'static str {
        // Error nodes have numbers behind all others.
        NAMES.kinds.get(usize::from(self.kind_id())).copied().unwrap_or("ERROR")
    }

    fn part(&self, field: Field) -> Option<Node<'t>> {
        self.child_by_field_id(field.id().get())
    }
}

impl Field {
    /// The grammar's number of the field.
    pub fn id(self) -> NonZeroU16 {
        NAMES.fields[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_say_what_the_grammar_says() {
        let snapshot = crate::document::Snapshot::new("def f(a, *, b: int = 2):\n    return a[1:] + ) b\n", 1);
        let mut pending = Vec::from_iter(snapshot.trees().roots());
        while let Some(node) = pending.pop() {
            assert_eq!(node.kind_name(), node.kind());
            assert_eq!(node.part(Field::Left), node.child_by_field_name("left"));
            let mut cursor = node.walk();
            pending.extend(node.children(&mut cursor));
        }
    }
}
