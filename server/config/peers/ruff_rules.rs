//! Ruff's rules that some pattern of ours is equivalent to, by version.
//!
//! Source: `ruff rule --all --output-format json`, `ruff linter` and `ruff check --isolated
//! --show-settings` of 0.1 to 0.17; `tests/peers` holds the newest version to it.

use std::ops::Range;

/// The second number of the newest version that is known here.
pub(super) const NEWEST: u32 = 17;

/// A rule; versions are second numbers, `16` for 0.16.
#[derive(Debug)]
pub(super) struct Rule {
    pub code: &'static str,
    pub name: &'static str,
    /// Since when it needs no preview mode; `None` while it does.
    pub stable_since: Option<u32>,
    /// When it is one of those that are on without any `select`.
    pub default: Range<u32>,
}

/// Never among the default rules.
const NEVER: Range<u32> = 0..0;
/// Always.
const ALWAYS: Range<u32> = 0..u32::MAX;
/// Since 0.16, when the default rules became many.
const SINCE_16: Range<u32> = 16..u32::MAX;

const fn rule(code: &'static str, name: &'static str, stable_since: Option<u32>, default: Range<u32>) -> Rule {
    Rule { code, name, stable_since, default }
}

/// The rules, by code. PLE0116 (`continue` in `finally`) is none of them: Ruff reports it up to
/// Python 3.7 only.
#[rustfmt::skip]
pub(super) static RULES: [Rule; 55] = [
    rule("A001", "builtin-variable-shadowing", Some(0), NEVER),
    rule("A002", "builtin-argument-shadowing", Some(0), NEVER),
    rule("ASYNC210", "blocking-http-call-in-async-function", Some(5), SINCE_16),
    rule("ASYNC212", "blocking-http-call-httpx-in-async-function", Some(15), NEVER),
    rule("ASYNC220", "create-subprocess-in-async-function", Some(5), SINCE_16),
    rule("ASYNC221", "run-process-in-async-function", Some(5), SINCE_16),
    rule("ASYNC222", "wait-for-process-in-async-function", Some(5), SINCE_16),
    rule("ASYNC250", "blocking-input-in-async-function", Some(15), NEVER),
    rule("ASYNC251", "blocking-sleep-in-async-function", Some(5), SINCE_16),
    rule("B006", "mutable-argument-default", Some(0), SINCE_16),
    rule("B012", "jump-statement-in-finally", Some(0), SINCE_16),
    rule("B014", "duplicate-handler-exception", Some(0), SINCE_16),
    rule("B016", "raise-literal", Some(0), SINCE_16),
    rule("B019", "cached-instance-method", Some(0), SINCE_16),
    rule("B023", "function-uses-loop-variable", Some(0), SINCE_16),
    rule("B025", "duplicate-try-block-exception", Some(0), SINCE_16),
    rule("B030", "except-with-non-exception-classes", Some(0), SINCE_16),
    rule("B033", "duplicate-value", Some(0), SINCE_16),
    rule("B904", "raise-without-from-inside-except", Some(0), NEVER),
    rule("B909", "loop-iterator-mutation", None, NEVER),
    rule("BLE001", "blind-except", Some(0), SINCE_16),
    rule("C419", "unnecessary-comprehension-in-call", Some(0), SINCE_16),
    rule("E711", "none-comparison", Some(0), 0..16),
    rule("E722", "bare-except", Some(0), ALWAYS),
    rule("F601", "multi-value-repeated-key-literal", Some(0), ALWAYS),
    rule("F632", "is-literal", Some(0), ALWAYS),
    rule("F821", "undefined-name", Some(0), ALWAYS),
    rule("F823", "undefined-local", Some(0), ALWAYS),
    rule("F841", "unused-variable", Some(0), ALWAYS),
    rule("F901", "raise-not-implemented", Some(0), ALWAYS),
    rule("FURB129", "readlines-in-for", Some(5), SINCE_16),
    rule("ISC001", "single-line-implicit-string-concatenation", Some(0), NEVER),
    rule("ISC004", "implicit-string-concatenation-in-collection-literal", Some(16), SINCE_16),
    rule("N805", "invalid-first-argument-name-for-method", Some(0), NEVER),
    rule("PGH005", "invalid-mock-access", Some(0), SINCE_16),
    rule("PLC2801", "unnecessary-dunder-call", None, NEVER),
    rule("PLE0211", "no-method-argument", None, NEVER),
    rule("PLE0241", "duplicate-bases", Some(0), NEVER),
    rule("PLE4703", "modified-iterating-set", None, NEVER),
    rule("PLR1708", "stop-iteration-return", Some(16), SINCE_16),
    rule("PLW0133", "useless-exception-statement", Some(5), SINCE_16),
    rule("PLW0211", "bad-staticmethod-argument", Some(6), SINCE_16),
    rule("PLW0245", "super-without-brackets", Some(5), SINCE_16),
    rule("PLW0711", "binary-op-exception", Some(0), SINCE_16),
    rule("RUF006", "asyncio-dangling-task", Some(0), NEVER),
    rule("RUF012", "mutable-class-default", Some(0), SINCE_16),
    rule("RUF024", "mutable-fromkeys-value", Some(5), SINCE_16),
    rule("RUF026", "default-factory-kwarg", Some(5), SINCE_16),
    rule("S110", "try-except-pass", Some(0), SINCE_16),
    rule("S112", "try-except-continue", Some(0), SINCE_16),
    rule("SIM105", "suppressible-exception", Some(0), NEVER),
    rule("SIM107", "return-in-try-except-finally", Some(0), SINCE_16),
    rule("SIM115", "open-file-with-context-handler", Some(0), SINCE_16),
    rule("SIM116", "if-else-block-instead-of-dict-lookup", Some(0), NEVER),
    rule("UP008", "super-call-with-parameters", Some(0), SINCE_16),
];

/// Those that are on without any `select` in preview mode only, since late versions of 0.16.
pub(super) const PREVIEW_DEFAULTS: [&str; 7] =
    ["ASYNC212", "ASYNC250", "B909", "PLC2801", "PLE0211", "PLE0241", "PLE4703"];

/// The letters that rule codes begin with, those of earlier versions among them.
#[rustfmt::skip]
pub(super) const LINTERS: [&str; 66] = [
    "A", "AIR", "ANN", "ARG", "ASYNC", "B", "BLE", "C4", "C90", "COM", "CPY", "D", "DJ", "DOC", "DTZ", "E", "EM",
    "ERA", "EXE", "F", "FA", "FAST", "FBT", "FIX", "FLY", "FURB", "G", "I", "ICN", "INP", "INT", "ISC", "LOG", "N",
    "NPY", "PD", "PERF", "PGH", "PIE", "PL", "PLC", "PLE", "PLR", "PLW", "PT", "PTH", "PYI", "Q", "RET", "RSE",
    "RUF", "S", "SIM", "SLF", "SLOT", "T10", "T20", "TC", "TCH", "TD", "TID", "TRIO", "TRY", "UP", "W", "YTT",
];
