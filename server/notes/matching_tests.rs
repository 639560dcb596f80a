//! Headings as people write them, against the topics' own titles and aliases.

use super::*;
use crate::catalog::Catalog;
use std::sync::LazyLock;

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| crate::examples::matcher(Catalog::builtin()));

/// The topics of a heading, sorted, with nothing known of its section.
fn of(heading: &str) -> String {
    let mut topics = MATCHER.find(heading, "").topics;
    topics.sort_unstable();
    topics.join(" ")
}

#[test]
fn headings_that_name_a_topic_find_it() {
    for line in include_str!("headings.txt").lines().filter(|line| !line.is_empty()) {
        let (heading, expected) = line.rsplit_once(" -> ").expect("a heading and its topic");
        assert_eq!(of(heading), expected, "{heading}: {:?}", MATCHER.find(heading, ""));
    }
}

#[test]
fn headings_about_something_else_find_nothing() {
    for heading in include_str!("other_headings.txt").lines().filter(|line| !line.is_empty()) {
        assert_eq!(of(heading), "", "{heading}: {:?}", MATCHER.find(heading, ""));
    }
    assert_eq!(of(&"decorator ".repeat(30)), "");
    assert_eq!(of(""), "");
}

#[test]
fn words_of_the_section_choose_between_two() {
    let one = |section: &str| MATCHER.find("LRU Cache", section).topics;
    let design = "A linked list and a dict; at capacity the least recently used entry goes. How to implement it:";
    assert_eq!(one(design), ["lru-cache-implementation"]);
    assert_eq!(one("`@lru_cache` from functools: memoization as a decorator."), ["functools-lru-cache"]);
    assert_eq!(one("").len(), 2);
    assert!(MATCHER.find("LRU Cache", "").is_ambiguous);
    assert_eq!(of("@lru_cache"), "functools-lru-cache");
}

#[test]
fn words_of_everyday_speech_need_a_section_that_speaks_of_the_topic() {
    let one = |heading: &str, section: &str| MATCHER.find(heading, section).topics.join(" ");
    assert_eq!(one("Scope", "Names are looked up local, enclosing, global; `nonlocal` rebinds. LEGB."), "scope-legb");
    assert_eq!(one("Scope", "We deliver the first milestone in May."), "");
    assert_eq!(one("Fixtures", "`conftest.py` is where pytest looks for them; parametrize too."), "pytest-fixtures");
    assert_eq!(one("Fixtures", "The bathroom needs new ones."), "");
    assert_eq!(one("Type Aliases", "The type of each argument has a default and may be an alias."), "");
    assert_eq!(one("Strategies", "A strategy is a class whose base class has a method."), "");
    assert_eq!(one("Heap", "`heapq.heappush` keeps the smallest item first."), "");
    assert_eq!(one("Mocking in tests", "`unittest.mock` and where to patch; mock objects."), "mocking");
}

#[test]
fn a_heading_may_name_several_topics() {
    assert_eq!(of("Reference counting and garbage collection"), "garbage-collection reference-counting");
    assert_eq!(of("Ref counting + GC"), "garbage-collection reference-counting");
    assert_eq!(of("Iterators, generators & decorators"), "decorators iterators-generators");
    assert!(!MATCHER.find("Ref counting + GC", "").is_ambiguous);
    assert_eq!(of("Mock strategy"), "");
}
