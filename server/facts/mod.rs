//! The words that queries may ask: name → an answer about a node, over semantics.
//!
//! A fact answers "yes" only when it is sure. Besides the answer it may leave words for the
//! templates and places for the related information in the [`Witness`]. Must not know findings'
//! texts, LSP or settings. One file per family; the list of words is `catalog::vocabulary`.

mod aliasing;
mod attributes;
mod context;
mod copies;
mod decorators;
mod defaults;
mod exceptions;
mod fate;
mod identity;
mod loops;
mod mutation;
mod rebinds;

pub use context::{Context, Match, Site, Witness};
pub use copies::{CopyHow, copy_behind, copy_of, kind_of_item, shape_at};
pub use decorators::{Gives, dropped_calls, full_name, gives};
pub use exceptions::{ExceptionClass, descendants, handled, handlers_before, lineage};
pub use fate::{Fate, fate_of_parameter};
pub use identity::{builds_new_object, new_object_kind};
pub use mutation::kind_of;

use crate::catalog::clause::FactCall;
use tree_sitter::Node;

/// Answers one question of a clause about a node.
pub fn ask(call: &FactCall, node: Node, context: &Context, found: &Match, witness: &mut Witness) -> bool {
    let argument = call.argument.as_deref();
    match call.name {
        "array-or-orm-file" => identity::array_or_orm_file(context),
        "builtin" => identity::is_builtin(node, context),
        "condition" => identity::in_condition(node, context),
        "demonstration" => context.is_demonstration(node),
        "equality-operator" => identity::equality_operator(node, context, witness),
        "equality-meant" => identity::equality_meant(node, context),
        "identity-operator" => identity::identity_operator(node, context, witness),
        "new-object" => identity::new_object(node, context, witness),
        "overloadable-context" => identity::in_overloadable_context(node, context),
        "separate-values" => identity::separate_values(node, context, witness),
        "simple-name" => identity::is_simple_name(node),
        "kind" => mutation::has_kind(node, argument, context, witness),
        "named-literal" => mutation::is_named_literal(node, context),
        "built-here" => mutation::is_built_here(node),
        "mutable-value" => mutation::mutable_value(node, context, witness),
        "worth-keeping" => mutation::is_worth_keeping(node, context),
        "dict-type" => mutation::is_dict_type(node, context),
        "probing" => mutation::is_probing(node, context),
        "str-only-method" => mutation::is_str_only_method(node, context),
        "in-place-result" => mutation::in_place_result(node, context, witness),
        "same-name" => mutation::same_name(node, argument, context, found),
        "changed-through-self" => attributes::changed_through_self(node, context, witness),
        "deliberate-cache" => defaults::is_deliberate_cache(node, context),
        "receiver" => defaults::is_receiver(node, context),
        "parameter" => defaults::is_parameter(node, context),
        "parameter-changed" => defaults::changed(node, context, witness),
        "parameter-escapes" => defaults::escapes(node, argument, context, witness),
        "parameter-only-read" => defaults::only_read(node, context),
        "promised-read-only" => defaults::promised_read_only(node, context),
        "stub" => defaults::in_stub(node, context),
        "immutable-parameter" => rebinds::is_immutable_parameter(node, context),
        "plain-constant" => rebinds::is_plain_constant(node, context),
        "lost-rebind" => rebinds::lost_rebind(node, context, witness),
        "changed-in-loop" => loops::changed_in_loop(node, context, witness),
        "grows-in-loop" => loops::grows_in_loop(node, context, witness),
        "same-each-round" => loops::same_each_round(node, context, witness),
        "kept-value" => aliasing::is_kept(node, context),
        "rows-only-read" => aliasing::rows_only_read(node, context),
        "rows-changed" => aliasing::rows_changed(node, context, witness),
        "several-times" => aliasing::several_times(node, context),
        "aliased-then-changed" => aliasing::aliased_then_changed(node, context, witness),
        "shared-inner" => copies::shared_inner(node, argument, context, witness),
        "copies" => copies::copies(node, context),
        "names-argument" => copies::names_argument(node, context),
        "wrapper-loses-name" => decorators::loses_name(node, context, witness),
        "wrapper-not-returned" => decorators::not_returned(node, argument, context, witness),
        "wrapper-drops-result" => decorators::drops_result(node, argument, context, witness),
        "runs-wrapper" => decorators::runs_wrapper(node, context, witness),
        "stands-for" => decorators::stands_for(node, argument, context),
        "never-reached" => exceptions::never_reached(node, context, witness),
        "leaves-finally" => exceptions::leaves_finally(node, context),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    /// Every word of the vocabulary has an arm above; reading the source keeps the two together.
    #[test]
    fn every_fact_of_the_vocabulary_is_answered() {
        let source = include_str!("mod.rs");
        for fact in crate::catalog::vocabulary::FACTS {
            assert!(source.contains(&format!("\"{}\" =>", fact.name)), "no arm for `{}`", fact.name);
        }
    }
}
