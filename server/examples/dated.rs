//! Statements that were true once: said only where the text leaves no doubt.
//!
//! Each rule is an expression for the statement, one for words that show the writer knows better,
//! and the fact with its versions. Must not know Markdown beyond code and prose.

use crate::notes::{Block, Document};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Where a rule looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Prose,
    Python,
    Anywhere,
}

struct Rule {
    place: Where,
    statement: Regex,
    /// Nothing is said of a paragraph or a fence with this.
    unless: Regex,
    fact: &'static str,
}

/// Words of somebody who speaks of the past.
const PAST: &str = r"(?i)python ?2|\bpy2|before|until|prior|older?\b|earlier|used to|\bwas\b|\bwere\b|legacy|deprecat|remov|instead|avoid|never|don'?t|no longer|3\.\d";

/// Place, statement, what excuses it beside [`PAST`] (alone, if it begins with `=`), and the fact.
const RULES: [(Where, &str, &str, &str); 13] = [
    (
        Where::Anywhere,
        r"(?i)[-−–]\s?5\s*(?:to|and|through|\.\.\.?|…|–|-|,|≤\s*\w+\s*≤)\s*[+]?256\b[^\n]*|range\(-5, ?257\)",
        "=1024|3\\.1[45]",
        "CPython keeps the ints −5 to 256 up to 3.14; 3.15 keeps −5 to 1024",
    ),
    (
        Where::Prose,
        r"(?i)\b(?:GIL|global interpreter lock)\b[^.\n]{0,60}\b(?:cannot|can't|can not|can never|impossible to)\b[^.\n]{0,30}\b(?:disabled?|removed?|turn(?:ed)? off|switch(?:ed)? off|get rid)|\bno way to (?:disable|remove|turn off) the GIL",
        "=3\\.1[345]|(?i)free-?thread|nogil|no-gil|703|779",
        "there are builds of CPython without a GIL: experimental in 3.13 (PEP 703), supported from 3.14 (PEP 779)",
    ),
    (
        Where::Anywhere,
        r"\[tool\.poetry\.dev-dependencies\]",
        "",
        "`[tool.poetry.dev-dependencies]` is deprecated; Poetry has `[tool.poetry.group.dev.dependencies]` since 1.2",
    ),
    (
        Where::Prose,
        r"(?i)\b(?:dicts?|dictionar(?:y|ies))\b[^.\n,;]{0,25}\b(?:is|are)\s+(?:an?\s+)?(?:unordered|not ordered)|\b(?:dicts?|dictionar(?:y|ies))\b[^.\n,;]{0,25}\b(?:do not|don't|does not|doesn't)\s+(?:preserve|keep|maintain|remember|guarantee)\s+(?:the\s+)?(?:insertion\s+)?order",
        "3\\.[67]|OrderedDict",
        "dicts keep insertion order: in CPython 3.6, in the language from 3.7",
    ),
    (
        Where::Python,
        r"(?m)^\s*from collections import [^\n]*\b(?:Mapping|MutableMapping|Sequence|MutableSequence|Iterable|Iterator|Callable|Hashable|Sized|Container|MutableSet|Generator)\b",
        "ImportError",
        "the abstract classes are in `collections.abc` only, from 3.10",
    ),
    (Where::Python, r"@asyncio\.coroutine\b", "", "`asyncio.coroutine` is gone from 3.11; write `async def`"),
    (Where::Python, r"(?m)^\s*(?:import|from) distutils\b", "ImportError", "`distutils` is gone from 3.12 (PEP 632)"),
    (Where::Python, r"(?m)^\s*(?:import imp|from imp import [^\n]*)\s*$", "ImportError", "`imp` is gone from 3.12"),
    (
        Where::Anywhere,
        r"\bpython3? setup\.py (?:install|develop|sdist|bdist_wheel)\b",
        "",
        "calling `setup.py` is deprecated: `pip install .`, and `python -m build` for what is uploaded",
    ),
    (
        Where::Prose,
        r"(?i)\bfork\b[^.\n]{0,30}\bdefault\b[^.\n]{0,20}\b(?:linux|unix)|\b(?:linux|unix)\b[^.\n]{0,40}\bdefault\b[^.\n]{0,20}\bfork\b|\bdefault\b[^.\n]{0,30}\b(?:linux|unix)\b[^.\n]{0,15}\bfork\b",
        "=(?i)forkserver|3\\.1[345]",
        "`multiprocessing` starts processes with forkserver on Linux from 3.14; up to 3.13 it forks",
    ),
    (
        Where::Anywhere,
        r"\b700, ?10, ?10\b",
        "=2000|3\\.1[23]",
        "`gc.get_threshold()` is (700, 10, 10) up to 3.12; 3.13 begins with 2000",
    ),
    (
        Where::Python,
        r"\btime\.clock\(\)",
        "AttributeError",
        "`time.clock` is gone from 3.8; `time.perf_counter` is meant",
    ),
    (
        Where::Python,
        r"(?m)\b(?:xrange|raw_input)\(|\.iteritems\(\)|\.has_key\(|^\s*print \w*(?:'[^'\n]*'|\x22[^\x22\n]*\x22)\s*$",
        "NameError|AttributeError|(?m)^\\s*(?:xrange|raw_input) =|def (?:iteritems|has_key)",
        "this is Python 2",
    ),
];

static COMPILED: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let compile = |text: &str| Regex::new(text).expect("the expression is a constant; a test compiles it");
    let rules = RULES.iter().map(|(place, statement, excuse, fact)| {
        let unless = match excuse.strip_prefix('=') {
            Some(alone) => alone.to_string(),
            None if excuse.is_empty() => PAST.to_string(),
            None => format!("(?:{PAST})|(?:{excuse})"),
        };
        Rule { place: *place, statement: compile(statement), unless: compile(&unless), fact }
    });
    rules.collect()
});

/// Words around the small ints that make the numbers a statement about them.
static CACHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)cach|intern|\bsmall\b|singleton|pre-?(?:allocat|creat)|same object|reuse").expect("a constant")
});

/// Statements in a note that are out of date: where, and what is true.
pub(super) fn dated(document: &Document) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    for (number, rule) in COMPILED.iter().enumerate() {
        for statement in rule.statement.find_iter(&document.text) {
            let range = statement.range();
            let block = block_at(document, range.start);
            let is_wanted = match rule.place {
                Where::Prose => block.is_none(),
                Where::Python => block.is_some_and(Block::is_python),
                Where::Anywhere => true,
            };
            if !is_wanted {
                continue;
            }
            let around = surroundings(document, block, &range);
            let is_about = number > 0 || CACHED.is_match(around);
            if is_about && !rule.unless.is_match(around) {
                // What stands before on the line, such as indentation, is no part of it.
                let start = range.end - statement.as_str().trim_start().len();
                let end = range.start + statement.as_str().trim_end().len();
                found.push((start..end.max(start), rule.fact));
            }
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

fn block_at(document: &Document, at: usize) -> Option<&Block> {
    document.outline.blocks.iter().find(|block| block.range.contains(&at))
}

/// The fence or the paragraph around a statement, and the heading above it.
fn surroundings<'d>(document: &'d Document, block: Option<&Block>, range: &Range<usize>) -> &'d str {
    let text = &document.text;
    let (start, end) = match block {
        // The sentence before a fence speaks of it.
        Some(block) => (text[..block.range.start].trim_end().rfind("\n\n").unwrap_or(0), block.range.end),
        None => {
            let start = text[..range.start].rfind("\n\n").map_or(0, |at| at + 2);
            (start, text[range.end..].find("\n\n").map_or(text.len(), |at| range.end + at))
        }
    };
    text.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use std::path::Path;

    fn facts(text: &str) -> Vec<&'static str> {
        let document = Document::new(Path::new("a.md"), text.to_string(), &super::super::matcher(Catalog::builtin()));
        dated(&document).into_iter().map(|(_, fact)| fact).collect()
    }

    #[test]
    fn old_statements_are_found() {
        for text in [
            "CPython caches small ints (-5 to 256).",
            "Small integers, −5…256, are cached",
            "```python\n# small ints are cached: range(-5, 257)\n```",
            "The GIL cannot be disabled in CPython.",
            "```toml\n[tool.poetry.dev-dependencies]\n```",
            "Dictionaries are unordered collections.",
            "A dict does not preserve insertion order",
            "```python\nfrom collections import Mapping, deque\n```",
            "```python\nimport distutils.core\n```",
            "Install it with `python setup.py install`.",
            "On Linux the default start method is fork.",
            "The thresholds are (700, 10, 10).",
            "```python\nfor i in xrange(3):\n    pass\n```",
            "```python\nprint 'x'\n```",
            "```py\nt = time.clock()\n```",
        ] {
            assert_eq!(facts(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn who_knows_better_is_left_alone() {
        for text in [
            "CPython caches -5 to 256 up to 3.14, then to 1024.",
            "Valid temperatures are -5 to 256 degrees.",
            "Before 3.13 the GIL cannot be disabled.",
            "Since the free-threaded build nobody says that the GIL can't be removed.",
            "Before Python 3.7 dicts are unordered.",
            "Sets are unordered; dicts keep order.",
            "`[tool.poetry.dev-dependencies]` is deprecated",
            "```python\ntry:\n    from collections import Mapping\nexcept ImportError:\n    pass\n```",
            "Do not call `python setup.py install`; it is deprecated.",
            "In Python 2:\n\n```python\nfor i in xrange(3):\n    pass\n```",
            "On Linux fork was the default before 3.14",
            "from collections import Mapping",
            "```python\nprint(x)\n```",
        ] {
            assert!(facts(text).is_empty(), "{text}");
        }
    }
}
