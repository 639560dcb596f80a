//! Version specifiers as ranges, in words (PEP 440).

use super::version;
use pep440_rs::{Operator, Version, VersionSpecifier, VersionSpecifiers, release_specifiers_to_ranges};

/// What specifiers ask for, in words: ``2.28 or newer, but older than 3``; `None` when they are
/// not PEP 440's.
pub fn in_words(specifiers: &str) -> Option<String> {
    version::specifiers(specifiers).map(|parsed| words(&parsed))
}

/// The same range with plain bounds: `~=2.28` is `>=2.28,<3`; `None` when that is how it is written
/// already, or when it is none of PEP 440's.
pub fn with_bounds(specifiers: &str) -> Option<String> {
    let parsed = version::specifiers(specifiers)?;
    let is_compact = |one: &VersionSpecifier| {
        matches!(one.operator(), Operator::TildeEqual | Operator::EqualStar | Operator::NotEqualStar)
    };
    if !parsed.iter().any(is_compact) {
        return None;
    }
    let plain: Vec<String> = parsed
        .iter()
        .map(|one| match one.operator() {
            Operator::TildeEqual => {
                format!(">={},<{}", one.version(), shown(&bumped(one.version(), one.version().release().len() - 2)))
            }
            Operator::EqualStar => {
                let last = one.version().release().len() - 1;
                format!(">={},<{}", one.version(), shown(&bumped(one.version(), last)))
            }
            _ => one.to_string(),
        })
        .collect();
    Some(plain.join(","))
}

/// Whether no version can satisfy both; `false` also when one of them cannot be read.
pub fn exclude_each_other(left: &str, right: &str) -> bool {
    let ranges = |text: &str| version::specifiers(text).map(release_specifiers_to_ranges);
    match (ranges(left), ranges(right)) {
        (Some(left), Some(right)) => left.intersection(&right).is_empty(),
        _ => false,
    }
}

fn words(specifiers: &VersionSpecifiers) -> String {
    let mut phrases = Vec::new();
    let mut not = Vec::new();
    let (mut lower, mut upper) = (Vec::new(), Vec::new());
    for one in specifiers.iter() {
        let version = one.version();
        let release = version.release().len();
        match one.operator() {
            Operator::GreaterThanEqual => lower.push(format!("{version} or newer")),
            Operator::GreaterThan => lower.push(format!("newer than {version}")),
            Operator::LessThan => upper.push(format!("older than {version}")),
            Operator::LessThanEqual => upper.push(format!("at most {version}")),
            Operator::Equal | Operator::ExactEqual => phrases.push(format!("exactly {version}")),
            Operator::TildeEqual => {
                lower.push(format!("{version} or newer"));
                upper.push(format!("older than {}", shown(&bumped(version, release - 2))));
            }
            Operator::EqualStar => phrases.push(format!("any {version} release")),
            Operator::NotEqual => not.push(version.to_string()),
            Operator::NotEqualStar => not.push(format!("any {version} release")),
        }
    }
    phrases.extend(lower);
    let mut text = phrases.join(" and ");
    if !upper.is_empty() {
        let join = if text.is_empty() { "" } else { ", but " };
        text = format!("{text}{join}{}", upper.join(" and "));
    }
    if !not.is_empty() {
        let join = if text.is_empty() { "any version " } else { ", " };
        text = format!("{text}{join}except {}", not.join(" and "));
    }
    if text.is_empty() { "any version".into() } else { text }
}

/// The first release behind all that share the parts up to `index`: `2.28`, 0 → `3`.
pub(super) fn bumped(version: &Version, index: usize) -> Vec<u64> {
    let mut parts: Vec<u64> = version.release().iter().take(index + 1).copied().collect();
    if let Some(last) = parts.last_mut() {
        *last = last.saturating_add(1);
    }
    parts
}

/// Release parts with dots.
pub(super) fn shown(parts: &[u64]) -> String {
    parts.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_in_words() {
        for (specifiers, expected) in [
            ("~=2.28", "2.28 or newer, but older than 3"),
            ("~=2.28.1", "2.28.1 or newer, but older than 2.29"),
            (">=2,<3", "2 or newer, but older than 3"),
            ("==2.28.2", "exactly 2.28.2"),
            ("==2.*", "any 2 release"),
            ("!=1.5", "any version except 1.5"),
            (">=1,!=1.5,!=1.6.*", "1 or newer, except 1.5 and any 1.6 release"),
            ("<=4", "at most 4"),
            ("", "any version"),
        ] {
            assert_eq!(in_words(specifiers).as_deref(), Some(expected), "{specifiers}");
        }
        for wrong in ["=2", "^2.0", "=>3.8", "3.8", "~=2", "latest"] {
            assert_eq!(in_words(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn compact_operators_with_bounds() {
        assert_eq!(with_bounds("~=2.28").as_deref(), Some(">=2.28,<3"));
        assert_eq!(with_bounds("==2.28.*").as_deref(), Some(">=2.28,<2.29"));
        assert_eq!(with_bounds(">=2,<3"), None);
    }

    #[test]
    fn ranges_that_exclude_each_other() {
        assert!(exclude_each_other("==2.28.2", ">=3.0"));
        assert!(exclude_each_other("==1", "==2"));
        assert!(exclude_each_other("<2", "~=2.1"));
        for (left, right) in [("==2.28.2", ">=2"), ("", "==1"), ("==1", "=2"), ("==1.0", "==1"), ("!=1", ">=1")] {
            assert!(!exclude_each_other(left, right), "{left} {right}");
        }
    }
}
