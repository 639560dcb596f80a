//! Poetry's version constraints as PEP 440 specifiers.
//!
//! The rules are those of <https://python-poetry.org/docs/dependency-specification/>.

use super::range::{bumped, shown};
use super::version;
use pep440_rs::Version;

/// The specifiers that a constraint stands for: `^2.28.2` is `>=2.28.2,<3.0.0`. `None` for what is
/// not understood, such as alternatives (`||`).
pub fn specifiers(constraint: &str) -> Option<String> {
    let constraint = constraint.trim();
    if constraint.contains('|') {
        return None;
    }
    let parts = constraint.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Option<Vec<String>> = joined(parts).iter().map(|part| one(part)).collect();
    let parts: Vec<String> = parts?.into_iter().filter(|part| !part.is_empty()).collect();
    Some(parts.join(","))
}

/// An operator and its version may be apart: `>= 2`.
fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for part in parts {
        match all.last_mut() {
            Some(last) if !last.contains(|c: char| c.is_ascii_digit() || c == '*') => last.push_str(part),
            _ => all.push(part.to_string()),
        }
    }
    all
}

fn one(part: &str) -> Option<String> {
    // A local version, `1.2+local`, has no order that `>=` could ask for.
    let version = |text: &str| version::version(text.trim()).filter(|version| !version.is_local());
    if part == "*" {
        return Some(String::new());
    }
    if let Some(text) = part.strip_prefix('^') {
        let version = version(text)?;
        // The first part that is not 0 may not change; `^0.0` and `^0` leave the last one given.
        let release = version.release();
        let fixed = release.iter().position(|part| *part != 0).unwrap_or(release.len() - 1);
        return Some(bounded(&version, fixed));
    }
    if let Some(text) = part.strip_prefix('~').filter(|rest| !rest.starts_with('=')) {
        let version = version(text)?;
        let fixed = (version.release().len() - 1).min(1);
        return Some(bounded(&version, fixed));
    }
    if part.starts_with(|c: char| c.is_ascii_digit()) {
        return version::specifiers(&format!("=={part}")).map(|_| format!("=={part}"));
    }
    version::specifiers(part).map(|_| part.to_string())
}

/// From a version up to where the part at `fixed` changes, written with as many parts.
fn bounded(version: &Version, fixed: usize) -> String {
    let mut upper = bumped(version, fixed);
    upper.resize(version.release().len().max(upper.len()), 0);
    format!(">={version},<{}", shown(&upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_as_the_documentation_tells_them() {
        for (constraint, expected) in [
            ("^1.2.3", ">=1.2.3,<2.0.0"),
            ("^1.2", ">=1.2,<2.0"),
            ("^1", ">=1,<2"),
            ("^0.2.3", ">=0.2.3,<0.3.0"),
            ("^0.0.3", ">=0.0.3,<0.0.4"),
            ("^0.0", ">=0.0,<0.1"),
            ("^0", ">=0,<1"),
            ("~1.2.3", ">=1.2.3,<1.3.0"),
            ("~1.2", ">=1.2,<1.3"),
            ("~1", ">=1,<2"),
            ("1.2.3", "==1.2.3"),
            ("1.2.*", "==1.2.*"),
            (">= 2, < 3", ">=2,<3"),
            ("~=1.4", "~=1.4"),
            ("*", ""),
        ] {
            assert_eq!(specifiers(constraint).as_deref(), Some(expected), "{constraint}");
        }
        for unknown in ["^1 || ^2", "latest", "^", ">", "^1.2+local.7", "~1+2"] {
            assert_eq!(specifiers(unknown), None, "{unknown}");
        }
    }
}
