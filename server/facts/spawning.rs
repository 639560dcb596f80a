//! Facts about code that a new process runs again: under `spawn` and `forkserver` a child imports
//! the main file (library/multiprocessing.html, "The spawn and forkserver start methods").

use super::context::{Context, Witness};
use crate::semantics::ScopeKind;
use crate::semantics::syntax::Syntax;
use crate::semantics::value::Step;
use tree_sitter::Node;

/// Names under which the module that chooses a start method is imported.
const MODULES: &[&str] = &["multiprocessing", "mp", "multiprocess", "concurrent"];

/// A call that runs whenever the file is imported, the main file's guard aside, where nothing in
/// the file chooses how processes start.
pub fn runs_on_import(call: Node, context: &Context, witness: &mut Witness) -> bool {
    let own = context.view.own();
    if context.view.scope(own, context.scope_of(call)).kind != ScopeKind::Module {
        return false;
    }
    for around in context.ancestors(call) {
        match around.kind_name() {
            "if_statement" | "elif_clause" | "conditional_expression" => return false,
            "try_statement" | "match_statement" => return false,
            _ => {}
        }
    }
    let chooses = |path: &[Step]| {
        let chooser = |name: &str| matches!(name, "set_start_method" | "get_context" | "freeze_support");
        path.iter().any(|step| matches!(step, Step::Attr(name) if chooser(name)))
    };
    let by_module = MODULES.iter().any(|module| {
        let uses = context.view.uses(&context.view.variable(own, 0, module));
        uses.iter().any(|site| {
            chooses(&site.item.path)
                || matches!(&site.item.kind, crate::semantics::UseKind::Method(name) if name == "set_start_method")
        })
    });
    let by_name = ["set_start_method", "get_context"]
        .iter()
        .any(|name| !context.view.bindings(&context.view.variable(own, 0, name)).is_empty());
    if by_module || by_name {
        return false;
    }
    witness.say("guard", "if __name__ == \"__main__\":");
    true
}
