//! What ctypes and the build of an extension do with C.

use crate::facts::{Context, Match, c_type, full_name};
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use crate::semantics::{Step, UseKind};
use tree_sitter::Node;

/// What loading a library means, and what ctypes' helpers give.
pub(super) fn ctypes_load(context: &Context, found: &Match) -> Option<String> {
    let full = full_name(found.on(), context)?;
    Some(match full.as_str() {
        "ctypes.util.find_library" => {
            "Looks for the library as the linker would, and gives its name or path, or None.".into()
        }
        "ctypes.byref" => "Passes the address of a C object to this call; lighter than `pointer`.".into(),
        "ctypes.pointer" => "Makes a pointer object to a C object, which keeps that object alive.".into(),
        "ctypes.POINTER" => "Makes the type \"pointer to\" of a ctypes type.".into(),
        "ctypes.cast" => "Reads the same address as another pointer type; nothing is checked.".into(),
        "ctypes.create_string_buffer" => {
            "A char array that C may write to; `.value` is what stands before the first zero byte.".into()
        }
        "ctypes.sizeof" => "The size in bytes of a ctypes type or object, as the C compiler counts.".into(),
        _ => {
            let gil = if full.contains("PyDLL") || full.contains("pydll") {
                "keeps the GIL during each call, for functions that use Python's own C API"
            } else {
                "releases the GIL during each call"
            };
            format!(
                "Loads the library and {gil}. Until `argtypes` and `restype` are set, each function gives an int and \
                 takes what ctypes can guess."
            )
        }
    })
}

/// The C prototype that `lib.f.argtypes` and `lib.f.restype` describe, with what the file says of
/// the other one.
pub(super) fn c_prototype(context: &Context, found: &Match) -> Option<String> {
    let statement = found.named("statement")?;
    let target = statement.part(Field::Left)?;
    let path = path_of(target.part(Field::Object)?, context.source)?;
    let name = match path.steps.last() {
        Some(Step::Attr(name)) => name.to_string(),
        _ => path.root.to_string(),
    };
    let value = statement.part(Field::Right)?;
    let is_result = context.text(found.on()) == "restype";
    let (result, parameters) = if is_result {
        (
            Some(type_name(context.text(value))),
            other(context, target, &path, "argtypes").and_then(|text| list_of(&text)),
        )
    } else {
        (other(context, target, &path, "restype").map(|text| type_name(&text)), list_of(context.text(value)))
    };
    let unset = if result.is_none() { " The result is read as an int, since `restype` is not set." } else { "" };
    let result = result.unwrap_or_else(|| "int".into());
    let parameters = match parameters {
        Some(list) if list.is_empty() => "void".into(),
        Some(list) => list.join(", "),
        None => "…".to_string(),
    };
    let space = if result.ends_with('*') { "" } else { " " };
    Some(format!("The C prototype is `{result}{space}{name}({parameters})`.{unset}"))
}

/// What the file assigns to another attribute of the same function.
fn other(context: &Context, target: Node, path: &crate::semantics::Path, attribute: &str) -> Option<String> {
    let variable = context.view.variable(context.view.own(), context.scope_of(target), &path.root);
    let uses = context.view.uses(&variable);
    let site = uses.iter().find(|site| {
        let set = matches!(
            &site.item.kind,
            UseKind::Mutate(crate::semantics::scope::Mutation::Set(Step::Attr(name))) if name == attribute
        );
        set && site.item.path.starts_with(&path.steps)
    })?;
    let start = (context.starts)(site.unit) + site.item.range.end as usize;
    let line = context.rope.byte_to_line(start.min(context.rope.len_bytes()));
    let text = context.rope.line(line).to_string();
    let behind = text.get(start - context.rope.line_to_byte(line)..)?;
    Some(behind.trim_start_matches([' ', '=']).trim().to_string())
}

/// The C types of `[c_int, c_char_p]`; `None` when it is no list.
fn list_of(text: &str) -> Option<Vec<String>> {
    let inner = text.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
    Some(inner.split(',').map(str::trim).filter(|part| !part.is_empty()).map(type_name).collect())
}

fn type_name(text: &str) -> String {
    if let Some(inner) = text.split_once("POINTER(").and_then(|(_, rest)| rest.strip_suffix(')')) {
        return format!("{} *", type_name(inner));
    }
    c_type(text).map_or_else(|| text.trim().to_string(), str::to_string)
}

/// The statement of a class body that binds `_fields_`.
fn fields_in<'t>(context: &Context, body: Node<'t>) -> Option<Node<'t>> {
    let mut cursor = body.walk();
    let statements =
        body.named_children(&mut cursor).filter(|statement| statement.kind_name() == "expression_statement");
    let mut inner = statements.filter_map(|statement| statement.named_child(0));
    inner.find(|one| one.part(Field::Left).is_some_and(|left| context.text(left) == "_fields_"))
}

/// The C struct that `_fields_` describes.
pub(super) fn c_struct(context: &Context, found: &Match) -> Option<String> {
    let statement = match found.named("statement") {
        Some(statement) => Some(statement),
        None => fields_in(context, found.named("body")?),
    };
    let Some(value) = statement.and_then(|statement| statement.part(Field::Right)) else {
        return Some("A block of C memory; `_fields_` lists its members in the order in which C has them.".into());
    };
    let mut cursor = value.walk();
    let mut members = Vec::new();
    for pair in value.named_children(&mut cursor) {
        let part = |index: u32| -> Option<Node> { pair.named_child(index) };
        let (name, kind) = (part(0)?, part(1)?);
        let name = context.text(name).trim_matches(['"', '\'']).to_string();
        let kind = type_name(context.text(kind));
        let space = if kind.ends_with('*') { "" } else { " " };
        members.push(format!("{kind}{space}{name};"));
    }
    if members.is_empty() {
        return None;
    }
    Some(format!(
        "The layout in C: `{} {{ {} }}`, with the compiler's padding unless `_pack_` says otherwise.",
        if context.text(found.on()).ends_with("Union") { "union" } else { "struct" },
        members.join(" ")
    ))
}

/// What building an extension takes.
pub(super) fn extension_build(context: &Context, found: &Match) -> Option<String> {
    let full = full_name(found.on(), context)?;
    let call = context.ancestors(found.on()).into_iter().find(|around| around.kind_name() == "call")?;
    let first = call.part(Field::Arguments).and_then(|list| list.named_child(0));
    let what = first
        .filter(|first| first.kind_name() == "string")
        .map_or(String::new(), |first| format!(" {}", context.text(first)));
    Some(if full.ends_with("cythonize") {
        format!(
            "Translates{what} to C and has it compiled when the package is built. `cython` and `setuptools` belong into \
             `[build-system] requires` of `pyproject.toml`; then `pip install .` builds it."
        )
    } else {
        format!(
            "Describes the extension module{what}: its name and its sources, compiled when the package is built. Needs a C \
             compiler wherever no wheel fits."
        )
    })
}
