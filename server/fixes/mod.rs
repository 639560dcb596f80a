//! Fixes: titled text edits, and the few rewrites that a template cannot say.
//!
//! Must not know LSP or settings. All ranges are byte ranges in the text the fix was made for.

mod abstracts;
mod bindings;
mod concurrency;
mod construction;
mod containers;
mod decorators;
mod defaults;
mod descriptors;
mod error_classes;
mod finalizers;
mod fixtures;
mod foreign;
mod handlers;
mod imports;
mod inheritance;
mod iteration;
mod layout;
mod mappings;
mod methods;
mod mocking;
mod names;
mod packaging;
mod scopes;
mod threads;

pub use crate::catalog::Applicability;
use crate::catalog::clause::FixBody;
use crate::facts::{Context, Match, Witness};
use std::ops::Range;

/// A titled set of edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What a light bulb shows, in the imperative.
    pub title: String,
    /// Whether it may be applied in bulk.
    pub applicability: Applicability,
    /// Edits in ascending order; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace; empty to insert.
    pub range: Range<usize>,
    /// What comes in their place, with the document's own line ends.
    pub new_text: String,
}

/// The edits of a fix for a match; `None` when it does not apply here, or would drop a comment.
pub fn edits(body: &FixBody, context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    let mut edits = match body {
        FixBody::Replace { capture, with } => {
            let node = found.node(*capture)?;
            let new_text = with.fill(|name| match witness.word(name) {
                Some(word) => Some(word.to_string()),
                None => Some(context.text(found.named(name)?).to_string()),
            })?;
            // A compound statement takes lines of its own.
            let is_statement = node.parent().is_some_and(|around| around.kind() == "expression_statement");
            if is_statement
                && new_text.starts_with("for ")
                && layout::whole_lines(context.rope, &node.byte_range()).is_none()
            {
                return None;
            }
            vec![Edit { range: node.byte_range(), new_text }]
        }
        FixBody::Rewrite(name) => rewrite(name, context, found, witness)?,
    };
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    (!drops_comment(&edits, context)).then_some(edits)
}

/// Whether a comment in what is replaced is in nothing that comes in its place.
fn drops_comment(edits: &[Edit], context: &Context) -> bool {
    let text_of = |range: &Range<usize>| context.rope.get_byte_slice(range.clone()).map(|slice| slice.to_string());
    let mut gone = edits.iter().filter(|edit| text_of(&edit.range).is_some_and(|text| text.contains('#')));
    gone.any(|edit| {
        let root = context.statement.parent().unwrap_or(context.statement);
        let mut comments = layout::comments_in(root, &edit.range).into_iter().filter_map(|range| text_of(&range));
        comments.any(|comment| !edits.iter().any(|edit| edit.new_text.contains(comment.trim_end())))
    })
}

fn rewrite(name: &str, context: &Context, found: &Match, witness: &Witness) -> Option<Vec<Edit>> {
    match name {
        "none-default" => defaults::none_default(context, found),
        "keep-cache" => defaults::keep_cache(context, found),
        "append-return" => bindings::append_return(context, found),
        "slice-assign" => bindings::slice_assign(context, found),
        "remove-statement" => bindings::remove_statement(context, found),
        "drop-target" => bindings::drop_target(context, found),
        "assign-in-place" => bindings::assign_in_place(context, found),
        "into-init" => bindings::into_init(context, found),
        "class-variable" => bindings::class_variable(context, found),
        "into-loop" => containers::into_loop(context, found),
        "comprehension" => containers::comprehension(context, found),
        "fromkeys" => containers::fromkeys(context, found),
        "plain-comprehension" => containers::plain(context, found, containers::comprehension),
        "plain-fromkeys" => containers::plain(context, found, containers::fromkeys),
        "loop-over-copy" => containers::loop_over_copy(context, found, witness),
        "copy-method" => containers::copy_method(found),
        "list-copy" => containers::list_copy(context, found, witness),
        "empty-tuple" => defaults::empty_tuple(context, found),
        "assign-result" => bindings::assign_result(context, found),
        "deep-copy" => bindings::deep_copy(context, found),
        "mend-operator" => packaging::mend_operator(context, witness),
        "mend-entry" => packaging::mend_entry(context, witness),
        "add-comma" => packaging::add_comma(found),
        "base-order-1" => inheritance::base_order(context, found, 0),
        "base-order-2" => inheritance::base_order(context, found, 1),
        "base-order-3" => inheritance::base_order(context, found, 2),
        "base-order-4" => inheritance::base_order(context, found, 3),
        "bind-super" => inheritance::bind_super(context, found),
        "call-super" => inheritance::call_super(context, found),
        "remove-base" => inheritance::remove_base(context, found),
        "declare-outer" => scopes::declare_outer(context, found, witness),
        "bind-now" => scopes::bind_now(context, found),
        "rename-shadow" => scopes::rename_shadow(context, found),
        "drop-brackets" => iteration::drop_brackets(context, found),
        "for-statement" => iteration::for_statement(context, found),
        "wrap-in-list" => iteration::wrap_in_list(context, found),
        "call-super-init" => methods::call_super_init(context, found),
        "drop-decorator" => methods::drop_decorator(context, found),
        "forward-keywords" => methods::forward_keywords(context, found, witness),
        "insert-self" => methods::insert_self(found),
        "make-class-method" => methods::decorate(context, found, "classmethod"),
        "make-static" => methods::decorate(context, found, "staticmethod"),
        "one-super" => methods::one_super(context, found),
        "static-to-class" => methods::static_to_class(context, found),
        "add-wraps" => decorators::add_wraps(context, found, witness.word("taken")?),
        "return-wrapper" => decorators::return_wrapper(context, found, witness.word("taken")?),
        "return-wrapper-itself" => decorators::return_wrapper_itself(context, found, witness.word("taken")?),
        "return-result" => decorators::return_result(context, found),
        "reorder-mocks" => mocking::reorder(context, found),
        "split-call" => mocking::split_call(found),
        "chain-cause" => handlers::chain_cause(context, found, witness),
        "catch-exception" => handlers::catch_exception(context, found),
        "chain-none" => handlers::chain_none(context, found),
        "suppress" => handlers::suppress(context, found),
        "keep-exception" => handlers::keep_exception(context, found),
        "bind-before-try" => handlers::bind_before_try(context, found, witness),
        "ask-for-fixture" => fixtures::request(context, found, witness),
        "narrow-fixture" => fixtures::narrow(context, found, witness),
        "add-mock-parameters" => mocking::add_parameters(context, found),
        "handler-up" => handlers::handler_up(context, found),
        "remove-handler" => handlers::remove_handler(context, found),
        "bytes-literal" => foreign::bytes_literal(context, found),
        "declare-prototype" => foreign::declare_prototype(context, found, witness),
        "add-cache" => mappings::add_cache(context, found),
        "delete-first" => mappings::delete_first(context, found),
        "hashable-copy" => mappings::hashable_copy(context, found),
        "hashable-display" => mappings::hashable_display(context, found),
        "loop-over-list" => mappings::loop_over_list(context, found),
        "move-to-end" => mappings::move_to_end(context, found, witness.word("table")?),
        "ordered-dict" => mappings::ordered_dict(context, found),
        "count-with-counter" => mappings::count_with_counter(context, found),
        "group-with-setdefault" => mappings::group_with_setdefault(context, found),
        "context-manager" => finalizers::context_manager(context, found),
        "process-for-thread" => threads::process_for_thread(context, found),
        "under-lock" => threads::under_lock(context, found),
        "asyncio-run" => concurrency::asyncio_run(context, found),
        "await-call" => concurrency::await_call(context, found),
        "in-thread" => concurrency::in_thread(context, found, witness),
        "keep-task" => concurrency::keep_task(context, found),
        "one-tuple" => concurrency::one_tuple(context, found),
        "later-call" => concurrency::later_call(context, found, witness),
        "unpack-argument" => concurrency::unpack_argument(context, found),
        "pass-message" => error_classes::pass_message(context, found),
        "add-reduce" => error_classes::add_reduce(context, found),
        "new-without-arguments" => construction::new_without_arguments(context, found),
        "return-instance" => construction::return_instance(context, found),
        "init-once" => construction::init_once(context, found),
        "main-guard" => construction::main_guard(context),
        "keep-on-instance" => descriptors::keep_on_instance(context, found),
        "guard-class-access" => descriptors::guard_class_access(context, found),
        "underscore" => descriptors::underscore(context, found),
        "derive-from-abc" => abstracts::derive_from_abc(context, found),
        "stub-methods" => abstracts::stub_methods(context, found),
        "table-for-chain" => abstracts::table_for_chain(context, found),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_rewrite_of_the_vocabulary_has_an_arm() {
        let source = include_str!("mod.rs");
        for name in crate::catalog::vocabulary::REWRITES {
            assert!(source.contains(&format!("\"{name}\" =>")), "no arm for `{name}`");
        }
    }
}
