//! Entry points that name a function
//! (<https://packaging.python.org/en/latest/specifications/entry-points/>).

use std::ops::Range;

/// An entry point that cannot start.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed {
    /// What is wrong, as the end of a sentence.
    pub problem: &'static str,
    /// The byte range to replace.
    pub range: Range<usize>,
    /// What to write there.
    pub meant: &'static str,
}

/// What is wrong with an object reference, `module.path:function`; `None` when it is fine, or when
/// what was meant is not plain.
pub fn malformed(reference: &str) -> Option<Malformed> {
    let name = |text: &str| {
        !text.is_empty()
            && text.split('.').all(|part| {
                !part.is_empty()
                    && !part.starts_with(|c: char| c.is_ascii_digit())
                    && part.chars().all(|c| c.is_alphanumeric() || c == '_')
            })
    };
    let plain = reference.trim_end();
    if let Some((module, function)) = plain.split_once(':') {
        let called = function.strip_suffix("()")?;
        let range = plain.len() - 2..plain.len();
        return (name(module.trim()) && name(called.trim())).then_some(Malformed {
            problem: "it names the function and does not call it",
            range,
            meant: "",
        });
    }
    let dot = plain.rfind('.')?;
    name(plain.trim_start()).then_some(Malformed {
        problem: "a `:` stands between the module and the function",
        range: dot..dot + 1,
        meant: ":",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        let found = malformed("my_package.module1.main_function").expect("no colon");
        assert_eq!((found.range, found.meant), (18..19, ":"));
        let found = malformed("pkg.mod:main()").expect("called");
        assert_eq!((found.range, found.meant), (12..14, ""));
        for fine in ["pkg.mod:main", "pkg:Class.method", "pkg", "", "a b.c", "pkg.mod:main [extra]", "./run.sh"] {
            assert_eq!(malformed(fine), None, "{fine}");
        }
    }
}
