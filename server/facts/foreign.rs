//! Facts about functions of C libraries that `ctypes` loads.

use super::context::{Context, Witness};
use crate::semantics::scope::Mutation;
use crate::semantics::syntax::{Field, Syntax};
use crate::semantics::value::path_of;
use crate::semantics::{BindingKind, Step, UseKind, Value};
use tree_sitter::Node;

/// Functions of the C library and of libm whose result is no int: the result, then the parameters.
const PROTOTYPES: &[(&str, &str, &str)] = &[
    ("atof", "c_double", "c_char_p"),
    ("calloc", "c_void_p", "c_size_t, c_size_t"),
    ("ceil", "c_double", "c_double"),
    ("cos", "c_double", "c_double"),
    ("exp", "c_double", "c_double"),
    ("fabs", "c_double", "c_double"),
    ("floor", "c_double", "c_double"),
    ("fopen", "c_void_p", "c_char_p, c_char_p"),
    ("getenv", "c_char_p", "c_char_p"),
    ("log", "c_double", "c_double"),
    ("malloc", "c_void_p", "c_size_t"),
    ("pow", "c_double", "c_double, c_double"),
    ("realloc", "c_void_p", "c_void_p, c_size_t"),
    ("sin", "c_double", "c_double"),
    ("sqrt", "c_double", "c_double"),
    ("strcat", "c_char_p", "c_char_p, c_char_p"),
    ("strchr", "c_void_p", "c_char_p, c_int"),
    ("strdup", "c_void_p", "c_char_p"),
    ("strerror", "c_char_p", "c_int"),
    ("strstr", "c_char_p", "c_char_p, c_char_p"),
    ("tan", "c_double", "c_double"),
];

/// What loads a library whose functions follow C's own conventions.
const LOADERS: &[&str] = &["ctypes.CDLL", "ctypes.PyDLL", "ctypes.cdll.LoadLibrary", "ctypes.pydll.LoadLibrary"];

/// What is said of a C function elsewhere in the file.
#[derive(Default)]
struct Declared {
    restype: bool,
    argtypes: bool,
    other: bool,
}

/// A function of a loaded library: its name, and what the file declares of it.
fn foreign<'c>(node: Node, context: &'c Context) -> Option<(&'c str, Declared)> {
    let path = path_of(node, context.source)?;
    let [Step::Attr(function)] = path.steps.as_slice() else { return None };
    let own = context.view.own();
    let scope = context.scope_of(node);
    let variable = context.view.variable(own, scope, &path.root);
    let bindings = context.view.bindings(&variable);
    let [site] = bindings.as_slice() else { return None };
    let Value::Call { callee, .. } = &site.item.value else { return None };
    let full = context.view.imported(site.unit, site.scope, callee)?;
    if site.item.kind != BindingKind::Assign || !LOADERS.contains(&full.as_str()) {
        return None;
    }
    let mut declared = Declared::default();
    for used in context.view.uses(&variable) {
        let about = matches!(used.item.path.first(), Some(Step::Attr(name)) if name == function);
        match &used.item.kind {
            UseKind::Mutate(Mutation::Set(Step::Attr(name))) if about => match name.as_str() {
                "restype" => declared.restype = true,
                "argtypes" => declared.argtypes = true,
                _ => declared.other = true,
            },
            // `f = lib.sqrt` may be declared under its new name, and the library by whoever gets it.
            UseKind::Escape(_) => declared.other = true,
            _ => {}
        }
    }
    Some((context.text(node.part(Field::Attribute)?), declared))
}

/// A function of a loaded library whose result is no int and whose `restype` nobody sets.
pub(super) fn lacks_restype(node: Node, context: &Context, witness: &mut Witness) -> bool {
    let Some(name) = node.part(Field::Attribute).map(|name| context.text(name)) else { return false };
    let Some((_, result, parameters)) = PROTOTYPES.iter().find(|(own, _, _)| *own == name) else { return false };
    let Some((_, declared)) = foreign(node, context) else { return false };
    witness.say("result", *result);
    witness.say("parameters", *parameters);
    !declared.restype && !declared.other
}

/// A function of a loaded library whose `argtypes` nobody sets.
pub(super) fn lacks_argtypes(node: Node, context: &Context) -> bool {
    foreign(node, context).is_some_and(|(name, declared)| {
        !declared.argtypes && !declared.other && !name.starts_with("wcs") && !name.ends_with('W')
    })
}

/// The C prototype that `lib.f.argtypes` or `lib.f.restype` describes, for a type of `ctypes`.
pub fn c_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit('.').next()? {
        "c_char_p" => "char *",
        "c_wchar_p" => "wchar_t *",
        "c_void_p" => "void *",
        "c_int" => "int",
        "c_uint" => "unsigned int",
        "c_long" => "long",
        "c_ulong" => "unsigned long",
        "c_longlong" => "long long",
        "c_ulonglong" => "unsigned long long",
        "c_short" => "short",
        "c_ushort" => "unsigned short",
        "c_byte" => "signed char",
        "c_ubyte" => "unsigned char",
        "c_char" => "char",
        "c_bool" => "_Bool",
        "c_float" => "float",
        "c_double" => "double",
        "c_longdouble" => "long double",
        "c_size_t" => "size_t",
        "c_ssize_t" => "ssize_t",
        "c_int8" => "int8_t",
        "c_int16" => "int16_t",
        "c_int32" => "int32_t",
        "c_int64" => "int64_t",
        "c_uint8" => "uint8_t",
        "c_uint16" => "uint16_t",
        "c_uint32" => "uint32_t",
        "c_uint64" => "uint64_t",
        "None" => "void",
        _ => return None,
    })
}
