//! What a requirement, a constraint or an entry point says, and where in its file it stands.
//!
//! Owns the way from a node to the text that `crate::packaging` reads. The whole file is one
//! statement here, so its other lines are at hand.

use super::context::{Context, Match, Witness};
use crate::packaging::line::{Line, LineKind, lines};
use crate::packaging::{entry, hash, operator, range};
use crate::semantics::value::path_of;
use rustc_hash::FxHashMap;
use std::ops::Range;
use tree_sitter::Node;

/// The text inside a string without escapes, and its byte range in the document.
pub(crate) fn inside<'c>(node: Node, context: &'c Context) -> Option<(&'c str, Range<usize>)> {
    if node.kind() != "string" {
        return None;
    }
    let text = context.text(node);
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    if inner.contains(['\\', '\n']) || inner.starts_with(quote) {
        return None;
    }
    let start = node.start_byte() + 1;
    Some((inner, start..start + inner.len()))
}

/// The keys that lead to a node of a TOML file: the table's, then those of the pairs around it.
pub(crate) fn toml_path(node: Node, context: &Context) -> Vec<String> {
    let mut path = Vec::new();
    let around = context.ancestors(node);
    for outer in around.iter().rev() {
        let key = match outer.kind() {
            "table" | "table_array_element" | "pair" => outer.named_child(0),
            _ => None,
        };
        path.extend(key.filter(|key| *key != node).into_iter().flat_map(|key| keys_of(key, context)));
    }
    path
}

/// The parts of a dotted key.
pub(crate) fn keys_of(key: Node, context: &Context) -> Vec<String> {
    if key.kind() != "dotted_key" {
        return vec![context.text(key).trim_matches(['"', '\'']).to_string()];
    }
    let mut cursor = key.walk();
    key.named_children(&mut cursor).flat_map(|part| keys_of(part, context)).collect()
}

/// Whether a TOML string is a requirement of PEP 508, by the key it stands under.
pub fn is_dependency_entry(node: Node, context: &Context) -> bool {
    let path = toml_path(node, context);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(
        path.as_slice(),
        ["project", "dependencies"]
            | ["project", "optional-dependencies", _]
            | ["build-system", "requires"]
            | ["dependency-groups", _]
    )
}

/// Whether a TOML string is a version constraint of Poetry, by the key it stands under.
pub fn is_poetry_dependency(node: Node, context: &Context) -> bool {
    let path = toml_path(node, context);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let rest = match path.as_slice() {
        ["tool", "poetry", "dependencies" | "dev-dependencies", rest @ ..]
        | ["tool", "poetry", "group", _, "dependencies", rest @ ..] => rest,
        _ => return false,
    };
    matches!(rest, [_] | [_, "version"])
}

/// Whether a string names the function of a command: in `[project.scripts]` and its like.
pub fn is_script_entry(node: Node, context: &Context) -> bool {
    let path = toml_path(node, context);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(path.as_slice(), ["project", "scripts" | "gui-scripts", _] | ["tool", "poetry", "scripts", _])
}

/// Whether a call is of setuptools' function of that name.
pub fn is_setuptools(node: Node, context: &Context) -> bool {
    let scope = context.scope_of(node);
    path_of(node, context.source)
        .and_then(|path| context.view.imported(context.view.own(), scope, &path))
        .is_some_and(|full| full.starts_with("setuptools.") || full.starts_with("distutils.core."))
}

/// Whether the only mistake of a requirement is an operator that PEP 440 does not have. Marks the
/// requirement to the end of the version, and binds what is written and what was meant.
pub fn wrong_operator(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some((text, start)) = requirement_at(node, context) else { return false };
    let Some(wrong) = operator::wrong(&text) else { return false };
    let relative = |at: usize| (start + at).saturating_sub(context.source.base) as u32;
    let lead = text.len() - text.trim_start().len();
    witness.mark(relative(lead)..relative(wrong.range.end));
    witness.say("operator", wrong.operator);
    witness.say("meant", wrong.meant);
    true
}

/// The requirement that begins at a node: a string's text, or a requirements file's line; and the
/// byte offset in the document where it begins.
pub(crate) fn requirement_at(node: Node, context: &Context) -> Option<(String, usize)> {
    if let Some((text, range)) = inside(node, context) {
        return Some((text.to_string(), range.start));
    }
    let line = line_at(node, context)?;
    Some((line.text, line.range.start + context.source.base))
}

/// The logical line that begins at a node of a requirements file.
fn line_at(node: Node, context: &Context) -> Option<Line> {
    let file = file_of(context);
    file.index_at(node, context).map(|index| file.lines[index].clone())
}

/// The logical lines of a requirements file, and what facts ask of all of them: each asks for each
/// line, so looking through the file each time would take time that grows with its square.
#[derive(Debug)]
pub struct FileLines {
    lines: Vec<Line>,
    /// The lines that ask for a project, by its name.
    by_name: FxHashMap<String, Vec<usize>>,
    /// The first line that has a hash.
    hashed: Option<usize>,
    /// The first line that installs something and has none, and how many such lines there are.
    without_hash: Option<(usize, usize)>,
    has_pinned: bool,
    has_constraints: bool,
}

/// So many earlier lines that ask for the same project are compared.
const COMPARED: usize = 50;

fn file_of<'c>(context: &'c Context) -> &'c FileLines {
    context.lines.get_or_init(|| FileLines::new(lines(&context.source.text)))
}

impl FileLines {
    fn new(lines: Vec<Line>) -> Self {
        let mut by_name: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let (mut hashed, mut without_hash) = (None, None);
        let (mut has_pinned, mut has_constraints) = (false, false);
        for (index, line) in lines.iter().enumerate() {
            if let LineKind::Project { name, specifiers, .. } = &line.kind {
                by_name.entry(name.clone()).or_default().push(index);
                has_pinned |= specifiers.starts_with("==");
            }
            if line.has_hash {
                hashed.get_or_insert(index);
            } else if matches!(line.kind, LineKind::Project { .. } | LineKind::Address) {
                without_hash.get_or_insert((index, 0)).1 += 1;
            }
            has_constraints |= line.text.starts_with("-c") || line.text.starts_with("--constraint");
        }
        FileLines { lines, by_name, hashed, without_hash, has_pinned, has_constraints }
    }

    /// The line that begins at a node.
    fn index_at(&self, node: Node, context: &Context) -> Option<usize> {
        let at = context.source.at(node) as usize;
        self.lines.binary_search_by_key(&at, |line| line.range.start).ok()
    }
}

/// Whether no file can have this hash. Binds what is wrong with it.
pub fn impossible_hash(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let problem = hash::problem(context.text(node));
    problem.map(|problem| witness.say("problem", problem)).is_some()
}

/// Whether this is the first line without a hash in a file in which another line has one. Binds the
/// number of such lines, and points to a line that has one.
pub fn lacks_hash(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let file = file_of(context);
    let (Some((first, count)), Some(hashed)) = (file.without_hash, file.hashed) else { return false };
    if file.index_at(node, context) != Some(first) {
        return false;
    }
    let others = match count {
        1 => "this line has".to_string(),
        more => format!("{more} lines have"),
    };
    witness.say("lines", others);
    witness.point(context.view.own(), relative(&file.lines[hashed].range), "this line has one");
    true
}

/// Whether a line asks for any version of a project, in a file that pins others.
pub fn is_unpinned(node: Node, context: &Context) -> bool {
    let file = file_of(context);
    let Some(index) = file.index_at(node, context) else { return false };
    let is_open = matches!(
        &file.lines[index].kind,
        LineKind::Project { specifiers, has_url: false, .. } if specifiers.is_empty()
    );
    is_open && file.has_pinned && !file.has_constraints
}

/// Whether an earlier line asks for the same project; with the argument `conflict` such that no
/// version satisfies both, with `twice` such that some may. Binds both texts.
pub fn asked_before(node: Node, argument: Option<&str>, context: &Context, witness: &mut Witness) -> bool {
    let file = file_of(context);
    let Some(index) = file.index_at(node, context) else { return false };
    let lines = &file.lines;
    let LineKind::Project { name, specifiers, marker, has_url: false } = &lines[index].kind else { return false };
    let clash = |other: &Line| match &other.kind {
        LineKind::Project { specifiers: theirs, marker: when, has_url: false, .. } => {
            when == marker && range::exclude_each_other(specifiers, theirs) == (argument == Some("conflict"))
        }
        _ => false,
    };
    let earlier = file.by_name[name].iter().take_while(|earlier| **earlier < index).take(COMPARED);
    let Some(earlier) = earlier.map(|earlier| &lines[*earlier]).find(|line| clash(line)) else { return false };
    witness.say("requirement", lines[index].text.as_str());
    witness.say("earlier", earlier.text.as_str());
    let start = relative(&lines[index].range).start;
    witness.mark(start..start + lines[index].text.len() as u32);
    witness.point(context.view.own(), relative(&earlier.range), "asked for here first");
    true
}

/// Whether an entry point cannot start. Marks the part to mend, and binds what is wrong.
pub fn malformed_entry(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some((text, range)) = inside(node, context) else { return false };
    // setup.py gives the command's name in the same string.
    let (lead, reference) = match text.split_once('=') {
        Some((name, rest)) => (name.len() + 1, rest),
        None => (0, text),
    };
    let Some(found) = entry::malformed(reference) else { return false };
    let start = range.start + lead;
    let at = |offset: usize| (start + offset).saturating_sub(context.source.base) as u32;
    witness.mark(at(found.range.start)..at(found.range.end));
    let mended = format!("{}{}{}", &reference[..found.range.start], found.meant, &reference[found.range.end..]);
    witness.say("problem", found.problem);
    witness.say("replacement", found.meant);
    witness.say("meant", mended.trim());
    true
}

/// Whether no `[tool.poetry.group.dev.dependencies]` is in the file yet.
pub fn has_no_dev_group(context: &Context) -> bool {
    let mut cursor = context.statement.walk();
    !context.statement.named_children(&mut cursor).any(|table| {
        let keys = table.named_child(0).map(|key| keys_of(key, context)).unwrap_or_default();
        keys.iter().map(String::as_str).take(4).eq(["tool", "poetry", "group", "dev"])
    })
}

/// Whether neighbouring strings of a list look like two entries that lack a comma: they stand on one
/// line, and no white space says that they are one text.
pub fn lacks_comma(node: Node, context: &Context, found: &Match, witness: &mut Witness) -> bool {
    let mut cursor = node.walk();
    let parts: Vec<Node> = node.named_children(&mut cursor).filter(|part| part.kind() == "string").collect();
    let texts: Option<Vec<&str>> = parts.iter().map(|part| inside(*part, context).map(|(text, _)| text)).collect();
    let Some(texts) = texts.filter(|texts| texts.len() > 1) else { return false };
    let entry = |text: &&str| {
        !text.is_empty()
            && !text.contains(char::is_whitespace)
            && text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
            && text.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '*')
    };
    let one_line = node.start_position().row == node.end_position().row;
    let siblings = found.on().parent().map_or(0, |list| list.named_child_count());
    if !texts.iter().all(entry) || !(one_line || siblings > 1) {
        return false;
    }
    witness.say("joined", texts.concat());
    true
}

fn relative(range: &Range<usize>) -> Range<u32> {
    range.start as u32..range.end as u32
}
