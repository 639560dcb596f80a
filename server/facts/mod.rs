//! The words that queries may ask: name → an answer about a node, over semantics.
//!
//! A fact answers "yes" only when it is sure. Besides the answer it may leave words for the
//! templates and places for the related information in the [`Witness`]. Must not know findings'
//! texts, LSP or settings. One file per family; the list of words is `catalog::vocabulary`.

mod abstracts;
mod aliasing;
mod attributes;
mod buffers;
mod caching;
mod choosing;
mod closures;
mod construction;
mod context;
mod copies;
mod coroutines;
mod decorators;
mod defaults;
mod descriptors;
mod error_classes;
mod exceptions;
mod fate;
mod files;
mod finalizers;
mod fixtures;
mod foreign;
mod identity;
mod inheritance;
mod initializers;
mod iteration;
mod laziness;
mod lifetime;
mod locks;
mod loops;
mod mappings;
mod metaclasses;
mod methods;
mod mocking;
mod mutation;
pub(crate) mod packaging;
mod parametrize;
mod patching;
mod raising;
mod rebinds;
mod scopes;
mod singletons;
mod sizes;
mod spawning;
mod tallies;
mod threads;
mod workers;

pub use abstracts::lacking;
pub use attributes::Assignments;
pub use buffers::view_of;
pub use caching::{linked_cache, overlapping_calls};
pub use choosing::{classes_made, strategies, switch_at};
pub use closures::late_names;
pub use context::{Context, Match, Site, Witness, stands_before};
pub use copies::{CopyHow, copy_behind, copy_of, kind_of_item, shape_at};
pub use coroutines::{called_function, function_around, in_async, loop_library, made_by, plain_function};
pub use decorators::{Gives, dropped_calls, full_name, gives};
pub(crate) use descriptors::{
    attributes, descriptor_class, descriptor_member, kept_on_self, parameters, plain_method, recursion_at, users,
};
pub use error_classes::{Forwarded, error_class, forwarded, provider};
pub use exceptions::{ExceptionClass, descendants, handled, handlers_before, lineage};
pub use fate::{Fate, fate_of_parameter};
pub use finalizers::{finalized, released, ways_out};
pub use fixtures::{BUILT_IN, Fixture, Lifetime, fixture_named, fixture_of};
pub use foreign::c_type;
pub use identity::{array_or_orm_text, builds_new_object, is_import, new_object_kind};
pub use inheritance::{base_orders, class_named, class_of_object, method_instances};
pub(crate) use initializers::{call_at, top_of};
pub use laziness::{is_plain_generator, lazy_expression};
pub use lifetime::cycle_through;
pub use locks::is_lock;
pub use metaclasses::{metaclass_named, metaclass_of};
pub use mutation::kind_of;
pub use parametrize::{display_items, parametrize_of};
pub use patching::{
    Patch, PatchKind, Patched, arguments, decorators_of, mock_name, named_after, naming, parameter_name, patch_of,
    patched, plain_string,
};
pub use raising::{alias_of, cleared_by, free_name, handler_around};
pub use scopes::{is_builtin_name, reading_scope};
pub(crate) use singletons::{below, init_reruns, keeping_decorator, keeping_metaclass, keeps_instance};
pub use tallies::{counted, group_of};
pub use threads::{function_named, is_guarded, is_thread_pool_class, shared_update};
pub use workers::{Worker, worker_at};

use crate::catalog::clause::FactCall;
use crate::catalog::vocabulary::FACTS;
use std::sync::LazyLock;
use tree_sitter::Node;

/// Answers one question of a clause about a node.
pub fn ask(call: &FactCall, node: Node, context: &Context, found: &Match, witness: &mut Witness) -> bool {
    static BY_NUMBER: LazyLock<Vec<Answer>> = LazyLock::new(|| {
        let answer = |name: &str| ANSWERS.iter().find(|(own, _)| *own == name).map(|(_, answer)| *answer);
        FACTS.iter().filter_map(|word| answer(word.name)).collect()
    });
    BY_NUMBER.get(call.number).is_some_and(|answer| answer(node, call.argument.as_deref(), context, found, witness))
}

/// What answers a fact. A table of them, since comparing names would cost more than most answers.
type Answer = fn(Node, Option<&str>, &Context, &Match, &mut Witness) -> bool;

/// One function for each fact; the words in brackets are its parameters.
macro_rules! answers {
    ([$node:ident, $argument:ident, $context:ident, $found:ident, $witness:ident] $($name:literal => $answer:expr,)*) => {
        [$((
            $name,
            {
                #[allow(unused_variables)]
                fn answer($node: Node, $argument: Option<&str>, $context: &Context, $found: &Match, $witness: &mut Witness) -> bool {
                    $answer
                }
                answer as Answer
            },
        )),*]
    };
}

static ANSWERS: [(&str, Answer); FACTS.len()] = answers! {
    [node, argument, context, found, witness]
    "array-or-orm-file" => identity::array_or_orm_text(context.rope),
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
    "dependency-entry" => packaging::is_dependency_entry(node, context),
    "poetry-dependency" => packaging::is_poetry_dependency(node, context),
    "script-entry" => packaging::is_script_entry(node, context),
    "setuptools" => packaging::is_setuptools(node, context),
    "wrong-operator" => packaging::wrong_operator(node, context, witness),
    "impossible-hash" => packaging::impossible_hash(node, context, witness),
    "first-without-hash" => packaging::lacks_hash(node, context, witness),
    "unpinned" => packaging::is_unpinned(node, context),
    "asked-before" => packaging::asked_before(node, argument, context, witness),
    "malformed-entry" => packaging::malformed_entry(node, context, witness),
    "no-dev-group" => packaging::has_no_dev_group(context),
    "lacks-comma" => packaging::lacks_comma(node, context, found, witness),
    "file-class" => inheritance::class_named(node, context).is_some(),
    "mro-conflict" => inheritance::mro_conflict(node, argument, context, witness),
    "listed-twice" => inheritance::listed_twice(node, context),
    "in-method" => inheritance::in_method(node, context),
    "method-of-file" => !inheritance::method_instances(node, context).is_empty(),
    "super-out-of-place" => inheritance::super_out_of_place(node, argument, context, witness),
    "super-says-own-class" => inheritance::super_says_own_class(node, context),
    "super-starts-at-instance" => inheritance::super_starts_at_instance(node, context, witness),
    "read-before-bound" => scopes::read_before_bound(node, context, witness),
    "class-name-skipped" => scopes::class_name_skipped(node, argument, context, witness),
    "lost-for-outer" => scopes::lost_for_outer(node, context, witness),
    "lost-for-module" => scopes::lost_for_module(node, context, witness),
    "shadowed-call" => scopes::shadowed_call(node, context, witness),
    "name-read" => scopes::name_read(node, context),
    "in-comprehension" => scopes::in_comprehension(node, context),
    "late-bound" => closures::late_bound(node, context, witness),
    "endless" => iteration::is_endless(node, context),
    "endless-source" => iteration::is_endless_source(node, context),
    "file" => iteration::file(node, context),
    "generator-body" => iteration::is_generator_body(node, context),
    "generator-call" => iteration::generator_call(node, context, witness),
    "in-generator" => iteration::in_generator(node, context),
    "lazy" => iteration::lazy(node, context, witness),
    "looped-over-once" => iteration::looped_over_once(node, context),
    "may-end" => iteration::may_end(node, context),
    "outlives-with" => iteration::outlives_with(node, context, found, witness),
    "plain-comprehension" => iteration::plain_comprehension(node, argument, context),
    "read-by-line" => iteration::read_by_line(node, context, found),
    "used-up" => iteration::used_up(node, context, witness),
    "used-up-in-loop" => iteration::used_up_in_loop(node, context, witness),
    "misses-receiver" => methods::misses_receiver(node, context, witness),
    "static-takes-receiver" => methods::static_takes_receiver(node, context, witness),
    "hardcoded-class" => methods::hardcoded_class(node, argument, context, witness),
    "counter-through-self" => methods::counter_through_self(node, context, found, witness),
    "first-of-method" => methods::is_first_of_method(node, context),
    "explicit-init" => initializers::explicit_init(node, context, witness),
    "refused-super" => initializers::refused_super(node, context, witness),
    "base-never-initialized" => initializers::base_never_initialized(node, context, witness),
    "diamond" => initializers::is_diamond(node, context),
    "wrapper-loses-name" => decorators::loses_name(node, context, witness),
    "wrapper-not-returned" => decorators::not_returned(node, argument, context, witness),
    "wrapper-drops-result" => decorators::drops_result(node, argument, context, witness),
    "runs-wrapper" => decorators::runs_wrapper(node, context, witness),
    "stands-for" => decorators::stands_for(node, argument, context),
    "patched-out-of-order" => patching::out_of_order(node, context, witness),
    "too-many-mocks" => patching::too_many_mocks(node, context, witness),
    "patch-misses-import" => patching::misses_import(node, context, witness),
    "bare-mock" => mocking::is_bare_mock(node, context),
    "patches-immutable" => patching::patches_immutable(node, context, witness),
    "expects-error" => mocking::expects_error(node, context),
    "called-before-assertion" => mocking::called_too_early(node, context, witness),
    "calls-fixture" => fixtures::calls_fixture(node, context, witness),
    "takes-fixture-for-value" => fixtures::not_requested(node, context, witness),
    "outlived" => fixtures::outlived(node, context, witness),
    "shared-between-tests" => fixtures::shared_changed(node, context, witness),
    "filled-by-pytest" => fixtures::is_fixture_parameter(node, context),
    "pytest-fixture" => fixtures::is_definition(node, context),
    "uneven-row" => parametrize::uneven_row(node, context, witness),
    "unknown-parametrize-name" => parametrize::unknown_name(node, context, witness),
    "sends-on" => raising::sends_on(node, context),
    "swallows" => raising::swallows(node, argument, context, witness),
    "joined-classes" => raising::joined_classes(node, context, witness),
    "made-in-vain" => raising::made_in_vain(node, context),
    "no-exception" => raising::no_exception(node, argument, context, witness),
    "cause-unsaid" => raising::cause_unsaid(node, context, witness),
    "cleared" => raising::cleared(node, context, witness),
    "cleared-in-module" => raising::cleared_in_module(node, context, witness),
    "left-open" => files::left_open(node, context, witness),
    "maybe-unbound" => files::maybe_unbound(node, context, witness),
    "never-reached" => exceptions::never_reached(node, context, witness),
    "leaves-finally" => exceptions::leaves_finally(node, context),
    "held-by-view" => buffers::is_held(node, context, witness),
    "read-only-view" => buffers::is_read_only(node, context),
    "view" => buffers::is_view(node, context),
    "lacks-argtypes" => foreign::lacks_argtypes(node, context),
    "lacks-restype" => foreign::lacks_restype(node, context, witness),
    "resized-in-loop" => sizes::resized_in_loop(node, argument, context, witness),
    "cached-function" => caching::is_cached_function(node, context),
    "generator-function" => caching::is_generator_function(node, context),
    "coroutine-function" => caching::is_coroutine_function(node, context),
    "overlapping-calls" => caching::overlapping_calls(node, argument, context, witness),
    "evicts-newest" => caching::evicts_newest(node, context),
    "linked-cache" => caching::linked_cache(node, context, witness),
    "factory-result" => mappings::factory_result(node, argument, context, witness),
    "imported" => mappings::is_imported(node, context),
    "repeated-key" => mappings::repeated_key(node, argument, context, witness),
    "key-checked" => mappings::key_is_checked(node, context),
    "counts-by-hand" => tallies::counts_by_hand(node, context, witness),
    "groups-by-hand" => tallies::groups_by_hand(node, context, witness),
    "read-inserts" => tallies::read_inserts(node, context, witness),
    "holds-instances" => caching::holds_instances(node, context, witness),
    "shared-result" => caching::shared_result(node, context, witness),
    "reads-without-moving" => caching::reads_without_moving(node, context, witness),
    "only-way-out" => finalizers::only_way_out(node, context, witness),
    "finalizer-called" => finalizers::called_directly(node, context),
    "finalizer-fails" => finalizers::fails(node, context),
    "closes-cycle" => lifetime::closes_cycle(node, context),
    "computes-in-threads" => threads::computes_in_threads(node, context, witness),
    "lost-update" => threads::lost_update(node, context, witness),
    "shared-update" => threads::is_shared_update(node, context),
    "thread-pool" => threads::thread_pool(node, context),
    "unawaited" => coroutines::unawaited(node, argument, context, witness),
    "taken-for-result" => coroutines::taken_for_result(node, context, found, witness),
    "blocking" => coroutines::blocking(node, argument, context, witness),
    "nested-run" => coroutines::nested_run(node, context, witness),
    "makes-task" => coroutines::makes_task(node, context, found),
    "never-looked-at" => coroutines::never_looked_at(node, context),
    "awaitable-collection" => coroutines::is_collection(node, context),
    "awaits-plain-result" => coroutines::awaits_plain_result(node, context),
    "called-too-early" => workers::called_too_early(node, context, found, witness),
    "no-tuple" => workers::is_no_tuple(node, context, found),
    "runs-itself" => workers::runs_itself(node, context, witness),
    "joins-at-once" => workers::joins_at_once(node, context, found, witness),
    "waits-at-once" => workers::waits_at_once(node, context, found),
    "worker" => workers::is_worker(node, argument, context),
    "error-class" => error_classes::error_class(context, node).is_some(),
    "message-not-passed" => error_classes::message_not_passed(node, context, witness),
    "escapes-handlers" => error_classes::escapes_handlers(node, context, found),
    "rebuilt-wrongly" => error_classes::rebuilt_wrongly(node, argument, context, witness),
    "init-reruns" => singletons::init_reruns(node, context, witness),
    "keeps-instance" => singletons::keeps_instance(node, context, witness),
    "new-gives-none" => construction::gives_none(node, context, witness),
    "object-takes-none" => construction::object_takes_none(node, context, witness),
    "hidden-class" => singletons::hidden_class(node, argument, context, found, witness),
    "keeps-one" => singletons::keeps_one(node, argument, context),
    "runs-on-import" => spawning::runs_on_import(node, context, witness),
    "held-across-await" => locks::held_across_await(node, context),
    "keeps-state" => descriptors::keeps_state(node, context, witness),
    "fails-on-class" => descriptors::fails_on_class(node, context, witness),
    "recurses" => descriptors::recurses(node, context, witness),
    "makes-descriptor" => descriptors::makes_descriptor(node, context),
    "descriptor-member" => descriptors::descriptor_member(node, context).is_some(),
    "metaclasses-clash" => metaclasses::metaclasses_clash(node, context, witness),
    "loses-class" => metaclasses::loses_class(node, context, witness),
    "only-looks" => metaclasses::only_looks(node, context, witness),
    "old-metaclass" => metaclasses::old_metaclass(node, context, witness),
    "metaclass" => metaclasses::metaclass_named(node, context).is_some(),
    "abstract-class" => abstracts::in_abstract_class(node, context),
    "created-too-early" => abstracts::created_too_early(node, context, witness),
    "unenforced-abstract" => abstracts::unenforced_abstract(node, context, witness),
    "string-switch" => choosing::is_string_switch(node, context, witness),
    "factory-function" => choosing::is_factory(node, context),
    "strategy-attribute" => choosing::has_strategies(node, context, found),
};

/// "a, b and c".
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every word of the vocabulary has an arm above; reading the source keeps the two together.
    #[test]
    fn every_fact_of_the_vocabulary_is_answered() {
        let source = include_str!("mod.rs");
        for fact in FACTS {
            assert!(source.contains(&format!("\"{}\" =>", fact.name)), "no arm for `{}`", fact.name);
            assert!(ANSWERS.iter().any(|(name, _)| *name == fact.name), "no answer to `{}`", fact.name);
        }
    }
}
