//! Version operators that pip refuses, and what was meant.

use super::{poetry, requirement};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// An operator that is none of PEP 440's.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The byte range of the operator and its version in the requirement.
    pub range: Range<usize>,
    /// As it is written: `=`, `=>`, `^`.
    pub operator: String,
    /// The specifier that was meant.
    pub meant: String,
}

/// The wrong operator of a requirement, when it is all that is wrong: with the one that was meant the
/// requirement is one of PEP 508.
pub fn wrong(written: &str) -> Option<Wrong> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        let shape = r"^\s*[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[^\]]*\])?\s*((=>|=<|=|\^|~)\s*(v?[0-9][0-9A-Za-z.*+!-]*))";
        Regex::new(shape).expect("a constant pattern")
    });
    let found = SHAPE.captures(written)?;
    let (all, operator, version) = (found.get(1)?, found.get(2)?.as_str(), found.get(3)?.as_str());
    let meant = match operator {
        "=" => format!("=={version}"),
        "=>" => format!(">={version}"),
        "=<" => format!("<={version}"),
        caret_or_tilde => poetry::specifiers(&format!("{caret_or_tilde}{version}"))?,
    };
    let mended = format!("{}{meant}{}", &written[..all.start()], &written[all.end()..]);
    requirement::read(&mended).is_some().then(|| Wrong { range: all.range(), operator: operator.to_string(), meant })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_that_were_meant() {
        for (written, operator, meant) in [
            ("requests=2.28.2", "=", "==2.28.2"),
            ("numpy = 1.24", "=", "==1.24"),
            ("requests=>2.0", "=>", ">=2.0"),
            ("requests=<2.0,>1", "=<", "<=2.0"),
            ("pkg^2.0", "^", ">=2.0,<3.0"),
            ("pkg[a,b]~2.1 ; python_version<'3.9'", "~", ">=2.1,<2.2"),
        ] {
            let found = wrong(written).unwrap_or_else(|| panic!("{written}"));
            assert_eq!((found.operator.as_str(), found.meant.as_str()), (operator, meant), "{written}");
        }
        for fine in ["requests==2", "a>=1", "a~=2.1", "a @ https://x.org/a.zip", "a; python_version=='3.9'", "a === 1"]
        {
            assert_eq!(wrong(fine), None, "{fine}");
        }
        for unclear in ["a=", "a=b", "=2", "a=2 oops", "a.=2", "a[b.]=2", "a=2; ((((", "a=18446744073709551615.*"] {
            assert_eq!(wrong(unclear), None, "{unclear}");
        }
    }
}
