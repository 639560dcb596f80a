//! What the text says of inheritance: headers of class statements, calls that go to another
//! class's method of the same instance, and the arguments of calls.
//!
//! Owns the reading of these nodes into plain data. What the names stand for is asked later, in
//! `classes`.

use super::collect::Collector;
use super::region::RegionKind;
use super::scope::{Arguments, Base, Class, ParentCall, Through};
use super::source::Source;
use super::syntax::{Field, Syntax};
use super::value::{Name, path_of};
use tree_sitter::Node;

/// Longer expressions are cut where they are shown.
const LONGEST: usize = 40;

/// More arguments than these are not told apart.
const MOST_ARGUMENTS: usize = 64;

impl<'t> Collector<'_, 't> {
    /// What a class statement's header says.
    pub(super) fn class_header(&mut self, node: Node<'t>, name: Node<'t>, decorators: &[Name]) -> Class {
        let generic = self.part(node, Field::TypeParameters).is_some();
        let outer = if generic { self.here().parent.unwrap_or(self.scope) } else { self.scope };
        let mut class = Class {
            decorators: decorators.to_vec(),
            at: self.source.at(name),
            region: self.region,
            conditional: self.unit.regions[self.region as usize].kind != RegionKind::Body,
            outer,
            generic,
            ..Class::default()
        };
        let Some(bases) = self.part(node, Field::Superclasses) else { return class };
        self.each(bases, |this, base| match base.kind_name() {
            "keyword_argument" => {
                class.has_keywords = true;
                if this.part(base, Field::Name).is_some_and(|name| this.source.text(name) == "metaclass") {
                    class.metaclass = Some(
                        this.part(base, Field::Value).map_or_else(Name::default, |value| dotted(value, this.source)),
                    );
                }
            }
            "dictionary_splat" => {
                class.has_keywords = true;
                class.metaclass = Some(Name::default());
            }
            "comment" => {}
            _ => {
                class.bases.push(dotted(base, this.source));
                let subscripted = base.kind_name() == "subscript";
                let bare = if subscripted { this.part(base, Field::Value).unwrap_or(base) } else { base };
                class.header.push(Base {
                    shown: shown(this.source.text(base)),
                    path: dotted(bare, this.source),
                    subscripted,
                    range: this.source.range(base),
                });
            }
        });
        class
    }

    /// Records `super(…)` with what is done to it, and `Base.m(self, …)` inside a method `m`.
    pub(super) fn note_parent_call(&mut self, call: Node<'t>) {
        let Some(function) = self.part(call, Field::Function) else { return };
        match function.kind_name() {
            "identifier" if self.source.text(function) == "super" => self.note_super(call),
            "attribute" => self.note_explicit(call, function),
            _ => {}
        }
    }

    fn note_super(&mut self, call: Node<'t>) {
        let arguments = self.part(call, Field::Arguments).map(|node| arguments_of(node, self.source));
        let arguments = arguments.unwrap_or_default();
        let mut given = arguments.positional;
        if arguments.star || arguments.double_star || !arguments.keywords.is_empty() {
            given.push(Name::default());
        }
        let mut around = self.above.iter().rev();
        let attribute = around
            .next()
            .filter(|parent| parent.kind_name() == "attribute" && self.part(**parent, Field::Object) == Some(call));
        let outer = around.next().filter(|outer| {
            outer.kind_name() == "call"
                && attribute.is_some()
                && self.part(**outer, Field::Function).as_ref() == attribute
        });
        let method = attribute.and_then(|attribute| self.part(*attribute, Field::Attribute));
        let passed = outer.and_then(|outer| self.part(*outer, Field::Arguments));
        let found = ParentCall {
            scope: self.scope,
            through: Through::Super(given),
            range: self.source.range(call),
            method: method.map(|method| self.source.name(method)).unwrap_or_default(),
            whole: self.source.range(*outer.or(attribute).unwrap_or(&call)),
            arguments: passed.map(|passed| arguments_of(passed, self.source)),
            region: self.region,
        };
        self.unit.parent_calls.push(found);
    }

    fn note_explicit(&mut self, call: Node<'t>, function: Node<'t>) {
        let (Some(object), Some(method)) = (self.part(function, Field::Object), self.part(function, Field::Attribute))
        else {
            return;
        };
        let here = &self.unit.scopes[self.scope as usize];
        if here.function.is_none() || self.source.text(method) != here.name {
            return;
        }
        let class = dotted(object, self.source);
        let passed = self.part(call, Field::Arguments).filter(|passed| passed.kind_name() == "argument_list");
        let Some(passed) = passed.filter(|_| !class.is_empty()) else { return };
        let arguments = arguments_of(passed, self.source);
        if arguments.positional.first().is_none_or(|first| first.is_empty()) {
            return;
        }
        let found = ParentCall {
            scope: self.scope,
            through: Through::Class(class),
            range: self.source.range(object),
            method: self.source.name(method),
            whole: self.source.range(call),
            arguments: Some(arguments),
            region: self.region,
        };
        self.unit.parent_calls.push(found);
    }
}

/// What an argument list gives.
pub fn arguments_of(node: Node, source: &Source) -> Arguments {
    let mut arguments = Arguments::default();
    if node.kind_name() == "generator_expression" {
        arguments.positional.push(Name::default());
        return arguments;
    }
    let mut cursor = node.walk();
    for argument in node.named_children(&mut cursor).filter(|argument| !argument.is_extra()) {
        if arguments.positional.len() + arguments.keywords.len() >= MOST_ARGUMENTS {
            // As good as unknown.
            arguments.star = true;
            arguments.double_star = true;
            break;
        }
        match argument.kind_name() {
            "keyword_argument" => {
                let name = argument.part(Field::Name);
                arguments.keywords.extend(name.map(|name| source.name(name)));
            }
            "list_splat" | "parenthesized_list_splat" => arguments.star = true,
            "dictionary_splat" => arguments.double_star = true,
            _ => arguments.positional.push(dotted(argument, source)),
        }
    }
    arguments
}

fn dotted(node: Node, source: &Source) -> Name {
    path_of(node, source).and_then(|path| path.dotted()).map(Name::from).unwrap_or_default()
}

fn shown(text: &str) -> Name {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line.into();
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect::<String>().into()
}
