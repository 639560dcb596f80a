//! The query language: text to patterns.
//!
//! Tree-sitter's own syntax (named and anonymous nodes, fields, negated fields, alternations,
//! anchors, wildcards, captures, predicates), less quantifiers and groups of siblings, which no
//! pattern here has needed. Node and field names are resolved against the grammar, so a misspelt
//! one is an error. Must not know what predicates mean, nor how patterns are matched.

use memchr::{memchr, memchr2};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;
use tree_sitter::Language;

/// A grammar, with the numbers of the names that were asked for: tree-sitter compares a name with
/// all of its own at each question.
pub struct Grammar {
    language: Language,
    /// By name, for those of nodes (`true`) and of tokens; 0 where there is none.
    kinds: [FxHashMap<String, u16>; 2],
    fields: FxHashMap<String, Option<u16>>,
}

impl Grammar {
    /// A grammar of which nothing was asked.
    pub fn new(language: Language) -> Self {
        Grammar { language, kinds: Default::default(), fields: FxHashMap::default() }
    }

    /// The number of a kind of node, or of a token if it is not `named`; 0 where there is none.
    pub fn kind(&mut self, name: &str, named: bool) -> u16 {
        let kinds = &mut self.kinds[usize::from(named)];
        if let Some(kind) = kinds.get(name) {
            return *kind;
        }
        let kind = self.language.id_for_node_kind(name, named);
        kinds.insert(name.to_string(), kind);
        kind
    }

    fn field(&mut self, name: &str) -> Option<u16> {
        if let Some(field) = self.fields.get(name) {
            return *field;
        }
        let field = self.language.field_id_for_name(name).map(|id| id.get());
        self.fields.insert(name.to_string(), field);
        field
    }
}

/// The names of captures, numbered as they come.
#[derive(Default)]
pub struct Names {
    list: Vec<String>,
    numbers: FxHashMap<String, u32>,
}

impl Names {
    /// The number of a name, if it has one.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// The names by their numbers.
    pub fn into_list(self) -> Arc<[String]> {
        self.list.into()
    }

    fn add(&mut self, name: &str) -> u32 {
        if let Some(number) = self.number(name) {
            return number;
        }
        let number = self.list.len() as u32;
        self.list.push(name.to_string());
        self.numbers.insert(name.to_string(), number);
        number
    }
}

/// A pattern and what is written beside it.
#[derive(Clone, Debug)]
pub struct Query<'q> {
    /// What must match.
    pub root: Step,
    /// `#name` with its arguments, in order.
    pub predicates: Vec<Predicate<'q>>,
    /// The byte offset of the pattern in its text.
    pub start: usize,
}

/// `(#name argument …)`.
#[derive(Clone, Debug)]
pub struct Predicate<'q> {
    /// Without the `#`; with the `?` or `!`.
    pub name: &'q str,
    /// In order.
    pub arguments: Vec<Argument<'q>>,
    /// The byte offset in the text.
    pub start: usize,
}

/// An argument of a predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument<'q> {
    /// `@name`, by its number.
    Capture(u32),
    /// A string or a bare word.
    Text(Cow<'q, str>),
}

/// What one node must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// Its kind.
    pub test: Test,
    /// Its field in its parent.
    pub field: Option<u16>,
    /// The names it is captured under.
    pub captures: Vec<u32>,
    /// The names under which something in it is captured however it matches, its own among them.
    pub surely: Vec<u32>,
    /// Whether no named sibling may stand between it and the step before (or the parent's start).
    pub anchored: bool,
}

/// A node's kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// Any node: `_`.
    Any,
    /// A node of one kind, and its inside. `kind` 0 is any named node: `(_)`.
    Node {
        /// The grammar's id of the kind.
        kind: u16,
        /// In order; other children may stand between.
        children: Vec<Step>,
        /// Fields that it must not have.
        without: Vec<u16>,
        /// Whether the last step must be the last named child.
        ends: bool,
    },
    /// One of several.
    Either(Vec<Step>),
}

impl Test {
    /// The names under which something is captured inside, however it matches.
    fn surely(&self) -> Vec<u32> {
        match self {
            Test::Any => Vec::new(),
            Test::Node { children, .. } => children.iter().flat_map(|step| step.surely.iter().copied()).collect(),
            Test::Either(steps) => {
                let Some((first, rest)) = steps.split_first() else { return Vec::new() };
                let in_all = |name: &&u32| rest.iter().all(|step| step.surely.contains(name));
                first.surely.iter().filter(in_all).copied().collect()
            }
        }
    }
}

/// What is wrong with a query, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// A byte offset in the text.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
}

/// Parses the patterns of a text. New names of captures are added to `names`.
///
/// # Errors
/// The first mistake.
pub fn parse<'q>(text: &'q str, grammar: &mut Grammar, names: &mut Names) -> Result<Vec<Query<'q>>, QueryError> {
    let mut parser = Parser { text, at: 0, grammar, names };
    let mut queries = Vec::new();
    parser.space();
    while parser.at < text.len() {
        queries.push(parser.query()?);
        parser.space();
    }
    Ok(queries)
}

struct Parser<'a, 'n> {
    text: &'a str,
    at: usize,
    grammar: &'n mut Grammar,
    names: &'n mut Names,
}

impl<'a> Parser<'a, '_> {
    /// A top-level pattern: a node, or a node and its predicates in parentheses of their own.
    fn query(&mut self) -> Result<Query<'a>, QueryError> {
        let start = self.at;
        let mut predicates = Vec::new();
        let grouped =
            self.rest().strip_prefix('(').is_some_and(|inner| inner.trim_start().starts_with(['(', '[', '"']));
        let root = if grouped {
            self.at += 1;
            self.space();
            let root = self.step(&mut predicates)?;
            loop {
                self.space();
                match self.peek() {
                    Some(')') => break self.at += 1,
                    Some('(') if self.is_predicate() => predicates.push(self.predicate()?),
                    Some(_) => return Err(self.error("groups of siblings are not supported; a pattern is one node")),
                    None => return Err(self.error("a `)` is missing")),
                }
            }
            root
        } else {
            self.step(&mut predicates)?
        };
        Ok(Query { root, predicates, start })
    }

    /// A node with its field, captures and inside.
    fn step(&mut self, predicates: &mut Vec<Predicate<'a>>) -> Result<Step, QueryError> {
        let mut field = None;
        if self.peek().is_some_and(is_word) && self.peek() != Some('_') {
            let start = self.at;
            let name = self.word();
            self.space();
            if self.peek() != Some(':') {
                self.at = start;
                return Err(self.error(&format!("`{name}` is neither a node in parentheses nor a field with `:`")));
            }
            field = Some(self.field(name, start)?);
            self.at += 1;
            self.space();
        }
        let test = match self.peek() {
            Some('(') => self.node(predicates)?,
            Some('[') => {
                self.at += 1;
                let mut either = Vec::new();
                loop {
                    self.space();
                    match self.peek() {
                        Some(']') => break self.at += 1,
                        Some(_) => either.push(self.step(predicates)?),
                        None => return Err(self.error("a `]` is missing")),
                    }
                }
                Test::Either(either)
            }
            Some('"') => {
                let start = self.at;
                let token = self.string()?;
                let kind = self.grammar.kind(&token, false);
                if kind == 0 {
                    return Err(error_at(start, format!("the grammar has no token \"{token}\"")));
                }
                Test::Node { kind, children: Vec::new(), without: Vec::new(), ends: false }
            }
            Some('_') => {
                self.at += 1;
                Test::Any
            }
            _ => return Err(self.error("expected a node")),
        };
        if matches!(self.peek(), Some('?' | '*' | '+')) {
            return Err(self.error("quantifiers are not supported; write two patterns"));
        }
        let mut captures = Vec::new();
        loop {
            self.space();
            if self.peek() != Some('@') {
                break;
            }
            captures.push(self.capture()?);
        }
        let surely = captures.iter().copied().chain(test.surely()).collect();
        Ok(Step { test, field, captures, surely, anchored: false })
    }

    fn node(&mut self, predicates: &mut Vec<Predicate<'a>>) -> Result<Test, QueryError> {
        self.at += 1;
        self.space();
        let start = self.at;
        let name = self.word();
        let kind = match name {
            "_" => 0,
            "" => return Err(self.error("expected the name of a node")),
            name => match self.grammar.kind(name, true) {
                0 => return Err(error_at(start, format!("the grammar has no node `{name}`"))),
                kind => kind,
            },
        };
        let (mut children, mut without, mut anchored) = (Vec::new(), Vec::new(), false);
        loop {
            self.space();
            match self.peek() {
                Some(')') => break self.at += 1,
                Some('.') => {
                    self.at += 1;
                    anchored = true;
                }
                Some('!') => {
                    self.at += 1;
                    let start = self.at;
                    let name = self.word();
                    without.push(self.field(name, start)?);
                }
                Some('(') if self.is_predicate() => predicates.push(self.predicate()?),
                Some(_) => {
                    let step = self.step(predicates)?;
                    children.push(Step { anchored: std::mem::take(&mut anchored), ..step });
                }
                None => return Err(error_at(start, format!("the `(` of `{name}` is not closed"))),
            }
        }
        Ok(Test::Node { kind, children, without, ends: anchored })
    }

    fn predicate(&mut self) -> Result<Predicate<'a>, QueryError> {
        let start = self.at;
        self.at += 1;
        self.space();
        self.at += 1;
        let named = self.at;
        self.word();
        if matches!(self.peek(), Some('?' | '!')) {
            self.at += 1;
        }
        let name = &self.text[named..self.at];
        let mut arguments = Vec::new();
        loop {
            self.space();
            match self.peek() {
                Some(')') => break self.at += 1,
                Some('@') => arguments.push(Argument::Capture(self.capture()?)),
                Some('"') => arguments.push(Argument::Text(self.string()?)),
                Some(c) if is_word(c) => {
                    // Keys may hold dots: `fix.title`.
                    let start = self.at;
                    self.word();
                    while self.peek() == Some('.') {
                        self.at += 1;
                        self.word();
                    }
                    arguments.push(Argument::Text(Cow::Borrowed(&self.text[start..self.at])));
                }
                Some(c) => return Err(self.error(&format!("`{c}` is no argument of a predicate"))),
                None => return Err(error_at(start, "the predicate is not closed".into())),
            }
        }
        Ok(Predicate { name, arguments, start })
    }

    fn is_predicate(&self) -> bool {
        self.rest().strip_prefix('(').is_some_and(|inner| inner.trim_start().starts_with('#'))
    }

    fn capture(&mut self) -> Result<u32, QueryError> {
        self.at += 1;
        let name = self.word();
        if name.is_empty() {
            return Err(self.error("a capture needs a name"));
        }
        Ok(self.names.add(name))
    }

    fn field(&mut self, name: &str, start: usize) -> Result<u16, QueryError> {
        self.grammar.field(name).ok_or_else(|| error_at(start, format!("the grammar has no field `{name}`")))
    }

    fn string(&mut self) -> Result<Cow<'a, str>, QueryError> {
        let start = self.at;
        let mut value = Cow::Borrowed("");
        self.at += 1;
        while let Some(plain) = memchr2(b'"', b'\\', &self.text.as_bytes()[self.at..]) {
            value += &self.text[self.at..self.at + plain];
            self.at += plain + 1;
            if self.text.as_bytes()[self.at - 1] == b'"' {
                return Ok(value);
            }
            let Some(escaped) = self.peek() else { break };
            self.at += escaped.len_utf8();
            value.to_mut().push(match escaped {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '0' => '\0',
                other => other,
            });
        }
        Err(error_at(start, "the string is not closed".into()))
    }

    /// Steps over letters, digits, `_` and `-`, and gives them.
    fn word(&mut self) -> &'a str {
        let start = self.at;
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') {
                self.at += 1;
            } else if !byte.is_ascii()
                && let Some(letter) = self.peek().filter(|c| c.is_alphanumeric())
            {
                self.at += letter.len_utf8();
            } else {
                break;
            }
        }
        &self.text[start..self.at]
    }

    /// Steps over white space and comments.
    fn space(&mut self) {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b' ' | b'\t'..=b'\r' => self.at += 1,
                b';' => self.at += memchr(b'\n', self.rest().as_bytes()).unwrap_or(self.rest().len()),
                byte if byte.is_ascii() => return,
                _ => match self.peek().filter(|c| c.is_whitespace()) {
                    Some(space) => self.at += space.len_utf8(),
                    None => return,
                },
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn error(&self, message: &str) -> QueryError {
        error_at(self.at, message.to_string())
    }
}

fn error_at(offset: usize, message: String) -> QueryError {
    QueryError { offset, message }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}
