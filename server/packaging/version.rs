//! The one way to `pep440_rs`.
//!
//! The crate adds one to parts of versions without asking whether that fits, so numbers near the end
//! of `u64` do not reach it.

use pep440_rs::{Version, VersionSpecifiers};
use std::str::FromStr;

/// In bytes. Nobody writes longer specifiers, and intersections of thousands take long.
const LONGEST: usize = 1_000;

/// Digits of one number. Any number with so many fits a `u64`, and so does the next one.
const DIGITS: usize = 18;

/// A version of PEP 440; `None` for any other text, and for numbers that no version has.
pub fn version(text: &str) -> Option<Version> {
    is_moderate(text).then(|| Version::from_str(text).ok()).flatten()
}

/// Specifiers of PEP 440, separated by commas; `None` for any other text. White space around is no
/// part of them, and no text means any version.
pub fn specifiers(text: &str) -> Option<VersionSpecifiers> {
    let text = text.trim();
    is_moderate(text).then(|| VersionSpecifiers::from_str(text).ok()).flatten()
}

fn is_moderate(text: &str) -> bool {
    text.len() <= LONGEST && text.split(|c: char| !c.is_ascii_digit()).all(|number| number.len() <= DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_nobody_counts_to_are_unknown() {
        assert!(version("1.2.3").is_some() && specifiers(" >=1, <2 ").is_some() && specifiers("").is_some());
        assert!(version("999999999999999999.0").is_some());
        for huge in ["18446744073709551615", "1.18446744073709551615.0", "1!99999999999999999999"] {
            assert!(version(huge).is_none(), "{huge}");
            assert!(specifiers(&format!("=={huge}.*")).is_none(), "{huge}");
        }
        assert!(specifiers(&"==1,".repeat(10_000)).is_none());
    }
}
