//! One query pattern with what its `#set!`, `#is?` and `#is-not?` say.

use super::Applicability;
use super::Severity;
use super::query::{Argument, Grammar, Names, Query, Step, Test};
use super::template::Template;
use super::text::Text;
use super::text_test::TextTest;
use super::vocabulary::{FACTS, FactWord, INSIGHTS, REWRITES};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A question to [`crate::facts`] about a captured node.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct FactCall {
    /// Index into [`FACTS`].
    pub number: usize,
    /// Which capture it is about.
    pub capture: u32,
    /// The argument, if the query gives one.
    pub argument: Option<Text>,
    /// `false` for `#is-not?`.
    pub wanted: bool,
}

/// What a fix does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FixBody {
    /// The capture's text becomes the filled template.
    Replace {
        /// Which capture.
        capture: u32,
        /// The new text.
        with: Template,
    },
    /// One of [`REWRITES`].
    Rewrite(&'static str),
}

/// A fix as a clause declares it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct FixSpec {
    /// The title's template.
    pub title: Template,
    /// Whether it may be applied in bulk.
    pub applicability: Applicability,
    /// What it does.
    pub body: FixBody,
}

/// One query pattern.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Clause {
    /// Index into the catalogue's patterns.
    pub pattern: usize,
    /// `None` for a gloss.
    pub severity: Option<Severity>,
    /// The message; empty for a gloss.
    pub message: Template,
    /// Asked in order; the first unexpected answer ends the match.
    pub facts: Vec<FactCall>,
    /// Offered in order.
    pub fixes: Vec<FixSpec>,
    /// One of [`INSIGHTS`], asked when the place is hovered.
    #[serde(borrow)]
    pub insight: Option<&'static str>,
    /// The capture that is underlined, and hovered unless `hover` is there.
    pub on: u32,
    /// The capture of the token that answers a hover.
    pub hover: Option<u32>,
    /// Whether it matches whole statements that are expressions, and so speaks of a value that
    /// nobody uses.
    pub drops_value: bool,
    /// Codes of other tools.
    pub equivalents: Vec<Text>,
    /// Whether it answers nearly everywhere, and so gives way to any other answer of a hover.
    pub general: bool,
}

/// A clause and the id it carries, before patterns are numbered.
pub(super) struct Draft {
    pub id: String,
    pub clause: Clause,
    pub(super) texts: Vec<TextTest>,
}

/// Reads what a pattern sets and asks.
///
/// # Errors
/// Every mistake, as a sentence.
pub(super) fn read(query: &Query, grammar: &mut Grammar, names: &Names) -> Result<Draft, Vec<String>> {
    let mut errors = Vec::new();
    let mut captured = Vec::new();
    captures_of(&query.root, &mut captured);
    let used = |name: &str| names.number(name).filter(|number| captured.contains(number));

    let mut id = None;
    let mut severity = None;
    let mut message = Template::default();
    let mut insight = None;
    let mut equivalents = Vec::new();
    let mut general = false;
    let mut fixes: Vec<FixSpec> = Vec::new();
    let mut facts = Vec::new();
    let mut texts = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for predicate in &query.predicates {
        let (key, value) = match (predicate.name, predicate.arguments.as_slice()) {
            ("set!", [Argument::Text(key)]) => (&**key, ""),
            ("set!", [Argument::Text(key), Argument::Text(value)]) => (&**key, &**value),
            (name @ ("is?" | "is-not?"), [Argument::Capture(capture), Argument::Text(fact), rest @ ..]) => {
                let Some((number, word)) = fact_named(fact) else {
                    errors.push(format!("there is no fact `{fact}`"));
                    continue;
                };
                let argument = match rest {
                    [] => None,
                    [Argument::Text(text)] => Some(Text::from(&**text)),
                    _ => {
                        errors.push(format!("fact `{fact}` takes at most one text"));
                        continue;
                    }
                };
                words.extend(word.binds);
                facts.push(FactCall { number, capture: *capture, argument, wanted: name == "is?" });
                continue;
            }
            (name, arguments) => {
                match TextTest::read(name, arguments) {
                    Some(Ok(test)) => texts.push(test),
                    Some(Err(error)) => errors.push(error),
                    None => errors.push(format!("`#{name}` with these arguments is no predicate")),
                }
                continue;
            }
        };
        let template = |errors: &mut Vec<String>| {
            Template::parse(value).unwrap_or_else(|error| {
                errors.push(error);
                Template::default()
            })
        };
        match key {
            "id" => id = Some(value.to_string()),
            "severity" => match value {
                "error" => severity = Some(Severity::Error),
                "warning" => severity = Some(Severity::Warning),
                "information" => severity = Some(Severity::Information),
                "hint" => severity = Some(Severity::Hint),
                other => errors.push(format!("severity `{other}` is none of error, warning, information, hint")),
            },
            "message" => message = template(&mut errors),
            "insight" => {
                insight = INSIGHTS.iter().copied().find(|name| *name == value);
                if insight.is_none() {
                    errors.push(format!("there is no insight `{value}`"));
                }
            }
            "equivalents" => equivalents = value.split_whitespace().map(Text::from).collect(),
            "general" => general = true,
            "fix" | "rewrite" => {
                let body = if key == "fix" {
                    FixBody::Replace { capture: used("match").unwrap_or(0), with: template(&mut errors) }
                } else {
                    let name = REWRITES.iter().copied().find(|name| *name == value);
                    if name.is_none() {
                        errors.push(format!("there is no rewrite `{value}`"));
                    }
                    FixBody::Rewrite(name.unwrap_or_default())
                };
                fixes.push(FixSpec { title: Template::default(), applicability: Applicability::Choice, body });
            }
            key @ ("fix.title" | "fix.applicability" | "fix.at") => {
                let Some(fix) = fixes.last_mut() else {
                    errors.push(format!("`{key}` stands before any `fix` or `rewrite`"));
                    continue;
                };
                match (key, value) {
                    ("fix.title", _) => fix.title = template(&mut errors),
                    ("fix.applicability", "safe") => fix.applicability = Applicability::Safe,
                    ("fix.applicability", "choice") => fix.applicability = Applicability::Choice,
                    ("fix.at", name) => match (&mut fix.body, used(name)) {
                        (FixBody::Replace { capture, .. }, Some(index)) => *capture = index,
                        _ => errors.push(format!("`fix.at` names no capture of this pattern: `{name}`")),
                    },
                    _ => errors.push(format!("applicability `{value}` is neither safe nor choice")),
                }
            }
            other => errors.push(format!("there is no key `{other}`")),
        }
    }

    let known = |name: &str| used(name).is_some() || words.contains(&name);
    let templates = std::iter::once(&message).chain(fixes.iter().flat_map(|fix| {
        let with = match &fix.body {
            FixBody::Replace { with, .. } => Some(with),
            FixBody::Rewrite(_) => None,
        };
        std::iter::once(&fix.title).chain(with)
    }));
    for hole in templates.flat_map(Template::holes).filter(|hole| !known(hole)) {
        errors.push(format!("`{{{hole}}}` is no capture of this pattern and no word of its facts"));
    }
    if fixes.iter().any(|fix| fix.title == Template::default()) {
        errors.push("a fix has no `fix.title`".into());
    }
    if severity.is_some() && message == Template::default() {
        errors.push("a finding has no `message`".into());
    }
    let on = used("match");
    if on.is_none() {
        errors.push("there is no `@match` capture".into());
    }
    match (id, on, errors.is_empty()) {
        (Some(id), Some(on), true) => Ok(Draft {
            id,
            clause: Clause {
                pattern: 0,
                severity,
                message,
                facts,
                fixes,
                insight,
                on,
                hover: used("hover"),
                drops_value: is_expression_statement(&query.root, grammar),
                equivalents,
                general,
            },
            texts,
        }),
        (id, ..) => {
            if id.is_none() {
                errors.push("there is no `id`".into());
            }
            Err(errors)
        }
    }
}

fn is_expression_statement(root: &Step, grammar: &mut Grammar) -> bool {
    let wanted = grammar.kind("expression_statement", true);
    matches!(root.test, Test::Node { kind, .. } if kind != 0 && kind == wanted)
}

/// The word of a fact, and its index into [`FACTS`].
fn fact_named(name: &str) -> Option<(usize, &'static FactWord)> {
    static NUMBERS: LazyLock<FxHashMap<&str, usize>> =
        LazyLock::new(|| FACTS.iter().enumerate().map(|(number, word)| (word.name, number)).collect());
    let number = *NUMBERS.get(name)?;
    Some((number, FACTS.get(number)?))
}

/// The capture names that a pattern uses.
fn captures_of(step: &Step, captures: &mut Vec<u32>) {
    captures.extend(&step.captures);
    let inside = match &step.test {
        Test::Any => return,
        Test::Node { children, .. } => children,
        Test::Either(steps) => steps,
    };
    inside.iter().for_each(|step| captures_of(step, captures));
}
