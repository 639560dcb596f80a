//! Insights: a sentence computed for the code under the cursor.
//!
//! Each says what is true of *this* code, in Markdown, and nothing when it cannot be sure. Must not
//! know LSP or settings. One file per family; the list of names is `catalog::vocabulary`.

mod buffers;
mod caching;
mod choosing;
mod concurrency;
mod copying;
mod decorating;
mod descriptors;
mod diamond;
mod error_classes;
mod fixtures;
mod foreign;
mod handling;
mod identity;
mod inheritance;
mod iteration;
mod mappings;
mod memory;
mod metaclasses;
mod methods;
mod mocking;
mod mutability;
mod packaging;
mod passing;
mod scopes;
mod singletons;
mod threads;

use crate::facts::{Context, Match, listed};

/// The sentence of an insight for a match.
pub fn say(name: &str, context: &Context, found: &Match) -> Option<String> {
    match name {
        "identity-sides" => identity::sides(context, found),
        "int-cache" => identity::int_cache(context, found),
        "equality-method" => identity::equality_method(context, found),
        "literal-kind" => mutability::literal_kind(context, found),
        "default-once" => mutability::default_once(context, found),
        "augmented" => mutability::augmented(context, found),
        "argument-fate" => passing::argument_fate(context, found),
        "parameter-rebind" => passing::parameter_rebind(context, found),
        "shared-by-copy" => copying::shared_by_copy(context, found),
        "version-range" => packaging::version_range(context, found),
        "poetry-range" => packaging::poetry_range(context, found),
        "requirements-line" => packaging::requirements_line(context, found),
        "pyproject-table" => packaging::pyproject_table(context, found),
        "setup-call" => packaging::setup_call(context, found),
        "init-file" => packaging::init_file(context, found),
        "class-mro" => inheritance::class_mro(context, found),
        "dunder-mro" => inheritance::dunder_mro(context, found),
        "method-winner" => inheritance::method_winner(context, found),
        "super-next" => inheritance::super_next(context, found),
        "name-scope" => scopes::name_scope(context, found),
        "declaration" => scopes::declaration(context, found),
        "comprehension-scope" => scopes::comprehension_scope(context, found),
        "comprehension-time" => iteration::comprehension_time(context, found),
        "endless-source" => iteration::endless_source(context, found),
        "file-lines" => iteration::file_lines(context, found),
        "iterator-protocol" => iteration::iterator_protocol(context, found),
        "reducer-argument" => iteration::reducer_argument(context, found),
        "yield-time" => iteration::yield_time(context, found),
        "attribute-home" => methods::attribute(context, found),
        "decorated-method" => methods::decorated_method(context, found),
        "receiver" => methods::receiver(context, found),
        "diamond-shape" => diamond::shape(context, found),
        "decorator-line" => decorating::line(context, found),
        "wraps" => decorating::wraps(context, found),
        "patch-target" => mocking::target(context, found),
        "mock-object" => mocking::object(context, found),
        "fixture-value" => fixtures::value(context, found),
        "fixture-params" => fixtures::params(context, found),
        "fixture-life" => fixtures::life(context, found),
        "parametrized-runs" => fixtures::runs(context, found),
        "except-clause" => handling::except_clause(context, found),
        "raise" => handling::raise(context, found),
        "finally" => handling::finally(context, found),
        "except-star" => handling::except_star(context, found),
        "try-else" => handling::try_else(context, found),
        "with-statement" => handling::with_statement(context, found),
        "buffer-view" => buffers::buffer_view(context, found),
        "bytes-slice" => buffers::bytes_slice(context, found),
        "view-method" => buffers::view_method(context, found),
        "c-prototype" => foreign::c_prototype(context, found),
        "c-struct" => foreign::c_struct(context, found),
        "ctypes-load" => foreign::ctypes_load(context, found),
        "extension-build" => foreign::extension_build(context, found),
        "cache-decorator" => caching::decorator(context, found),
        "cache-method" => caching::method(context, found),
        "repeated-work" => caching::repeated_work(context, found),
        "hand-memo" => caching::hand_memo(context, found),
        "ordered-dict" => caching::ordered(context, found),
        "linked-cache" => caching::linked(context, found),
        "iteration-order" => mappings::iteration_order(context, found),
        "counter" => mappings::counter(context, found),
        "default-factory" => mappings::factory(context, found),
        "finalizer" => memory::finalizer(context, found),
        "object-size" => memory::object_size(context, found),
        "reference-count" => memory::reference_count(context, found),
        "deleted" => memory::deleted(context, found),
        "weak-reference" => memory::weak_reference(context, found),
        "collector" => memory::collector(context, found),
        "reference-cycle" => memory::reference_cycle(context, found),
        "tracing" => memory::tracing(context, found),
        "slots" => memory::slots(context, found),
        "allocation" => memory::allocation(context, found),
        "thread-work" => threads::thread_work(context, found),
        "atomic-step" => threads::atomic_step(context, found),
        "gil-switch" => threads::switch(context, found),
        "async-word" => concurrency::async_word(context, found),
        "loop-call" => concurrency::loop_call(context, found),
        "worker-call" => concurrency::worker_call(context, found),
        "start-join" => concurrency::start_join(context, found),
        "exception-class" => error_classes::exception_class(context, found),
        "singleton-shape" => singletons::shape(context, found),
        "singleton-metaclass" => singletons::by_metaclass(context, found),
        "singleton-decorator" => singletons::by_decorator(context, found),
        "descriptor-method" => descriptors::method(context, found),
        "descriptor-attribute" => descriptors::attribute(context, found),
        "metaclass" => metaclasses::metaclass(context, found),
        "made-class" => metaclasses::made(context, found),
        "class-hook" => metaclasses::hook(context, found),
        "library-way" => choosing::library_way(context, found),
        "abstract-class" => choosing::abstract_class(context, found),
        "factory-shape" => choosing::factory(context, found),
        "strategy-shape" => choosing::strategy(context, found),
        _ => None,
    }
}

/// "an int", "a list".
fn with_article(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u', 'O']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// A piece of source on one line, cut to what a sentence can hold.
fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_insight_of_the_vocabulary_has_an_arm() {
        let source = include_str!("mod.rs");
        for name in crate::catalog::vocabulary::INSIGHTS {
            assert!(source.contains(&format!("\"{name}\" =>")), "no arm for `{name}`");
        }
    }
}
