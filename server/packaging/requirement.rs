//! Requirements of PEP 508: `name[extra] >=1 ; marker`, `name @ address`.
//!
//! The grammar is that of
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/>, in the reading of
//! `packaging`, which pip uses. It is read in one pass that nothing nests, and nothing is kept: half
//! a line that is typed in an editor is the usual input here.

use super::version;

/// What a requirement says.
#[derive(Debug, PartialEq, Eq)]
pub struct Requirement<'t> {
    /// The project's name as it is written.
    pub name: &'t str,
    /// Its specifiers as PEP 440 writes them, empty for any version.
    pub specifiers: String,
    /// The marker's text, empty without one.
    pub marker: &'t str,
    /// Whether it is taken from an address.
    pub has_url: bool,
}

/// The variables that a marker may ask for. Those with dots are older names of the others.
const VARIABLES: &[&str] = &[
    "python_version",
    "python_full_version",
    "os_name",
    "os.name",
    "sys_platform",
    "sys.platform",
    "platform_release",
    "platform_system",
    "platform_version",
    "platform.version",
    "platform_machine",
    "platform.machine",
    "platform_python_implementation",
    "platform.python_implementation",
    "python_implementation",
    "implementation_name",
    "implementation_version",
    "extra",
    "extras",
    "dependency_groups",
];

/// The operators of markers that are no words, longer ones before those that they begin with.
const OPERATORS: &[&str] = &["===", "==", "~=", "!=", "<=", ">=", "<", ">"];

/// Endings of files that pip installs: such a name is a file and no project.
const ARCHIVES: &[&str] =
    &[".whl", ".zip", ".tar", ".tgz", ".tbz", ".txz", ".tlz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.lz", ".tar.lzma"];

/// Reads a requirement; `None` for any other text.
pub fn read(text: &str) -> Option<Requirement<'_>> {
    let mut rest = Rest(text.trim_matches([' ', '\t']));
    let name = rest.name()?;
    rest.space();
    if rest.eat("[") {
        rest.extras()?;
    }
    rest.space();
    let mut requirement = Requirement { name, specifiers: String::new(), marker: "", has_url: false };
    if rest.eat("@") {
        rest.space();
        let (address, behind) = rest.0.split_at(rest.0.find([' ', '\t']).unwrap_or(rest.0.len()));
        if address.is_empty() {
            return None;
        }
        requirement.has_url = true;
        rest = Rest(behind);
    } else {
        let end = rest.0.find(';').unwrap_or(rest.0.len());
        let (specifiers, behind) = rest.0.split_at(end);
        let specifiers = specifiers.trim_matches([' ', '\t']);
        let bare = specifiers.strip_prefix('(').map_or(Some(specifiers), |inner| inner.strip_suffix(')'))?;
        // One comma may stand behind the last one.
        let bare = bare.trim_matches([' ', '\t']);
        let bare = bare.strip_suffix(',').filter(|before| !before.is_empty()).unwrap_or(bare);
        requirement.specifiers = version::specifiers(bare)?.to_string();
        rest = Rest(behind);
        let lower = name.to_ascii_lowercase();
        if specifiers.is_empty() && ARCHIVES.iter().any(|ending| lower.ends_with(ending)) {
            return None;
        }
    }
    rest.space();
    if rest.eat(";") {
        requirement.marker = rest.0.trim_matches([' ', '\t']);
        rest.marker()?;
    }
    rest.0.is_empty().then_some(requirement)
}

/// What is still to be read.
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    fn space(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\t']);
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// The name of a project or an extra: it begins with a letter or digit and ends with one or with
    /// `_`, which no index allows but `packaging` does.
    fn name(&mut self) -> Option<&'t str> {
        let (name, rest) = self.split(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
        self.0 = rest;
        let is_sound = name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        is_sound.then_some(name)
    }

    fn split(&self, part: impl Fn(char) -> bool) -> (&'t str, &'t str) {
        self.0.split_at(self.0.find(|c| !part(c)).unwrap_or(self.0.len()))
    }

    /// Extras up to their closing bracket.
    fn extras(&mut self) -> Option<()> {
        self.space();
        if self.eat("]") {
            return Some(());
        }
        loop {
            self.space();
            self.name()?;
            self.space();
            if self.eat("]") {
                return Some(());
            }
            self.eat(",").then_some(())?;
        }
    }

    /// A marker up to the end.
    fn marker(&mut self) -> Option<()> {
        let mut open = 0usize;
        loop {
            self.space();
            while self.eat("(") {
                open += 1;
                self.space();
            }
            self.operand()?;
            self.space();
            self.operator()?;
            self.space();
            self.operand()?;
            self.space();
            while self.eat(")") {
                open = open.checked_sub(1)?;
                self.space();
            }
            if self.0.is_empty() {
                return (open == 0).then_some(());
            }
            matches!(self.word(), "and" | "or").then_some(())?;
        }
    }

    fn word(&mut self) -> &'t str {
        let (word, rest) = self.split(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
        self.0 = rest;
        word
    }

    /// A variable or a string. Nobody writes a backslash there, and not all that could be are taken.
    fn operand(&mut self) -> Option<()> {
        if let Some(quote) = self.0.chars().next().filter(|first| matches!(first, '"' | '\'')) {
            let (string, rest) = self.0[1..].split_once(quote)?;
            self.0 = rest;
            return (!string.contains('\\')).then_some(());
        }
        VARIABLES.contains(&self.word()).then_some(())
    }

    fn operator(&mut self) -> Option<()> {
        if OPERATORS.iter().any(|operator| self.eat(operator)) {
            return Some(());
        }
        match self.word() {
            "in" => Some(()),
            "not" => {
                self.space();
                (self.word() == "in").then_some(())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements() {
        for (text, name, specifiers, marker, has_url) in [
            ("requests", "requests", "", "", false),
            ("A", "A", "", "", false),
            (
                " Foo_Bar.x [ a , b-c ] >= 1 , <2 ;python_version<'3.9'",
                "Foo_Bar.x",
                ">=1, <2",
                "python_version<'3.9'",
                false,
            ),
            ("a(>=1,<2)", "a", ">=1, <2", "", false),
            ("a[] ==1.*", "a", "==1.*", "", false),
            ("a_[b_] (==1, )", "a_", "==1", "", false),
            ("a==1,;os_name=='x'", "a", "==1", "os_name=='x'", false),
            ("a @ https://x.org/a.zip ; os_name == \"é;)\"", "a", "", "os_name == \"é;)\"", true),
            ("a@git+https://x.org/a.git#egg=a", "a", "", "", true),
            (
                "a ; (extra == 'b' and ('x' not  in os.name)) or python_version in '3.9 3.10'",
                "a",
                "",
                "(extra == 'b' and ('x' not  in os.name)) or python_version in '3.9 3.10'",
                false,
            ),
        ] {
            let expected = Requirement { name, specifiers: specifiers.into(), marker, has_url };
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_requirement() {
        for text in [
            "",
            ".",
            "requests.",
            "requests-",
            "-requests",
            "é",
            "requestsé",
            "a b",
            "a[",
            "a[b.]",
            "a[,]",
            "a[b c]",
            "a[b",
            "a]",
            "a =1",
            "a==",
            "a,",
            "a ,==1",
            "a==1,,",
            "a; extra == 'b\\'",
            "a=>1",
            "a (>=1",
            "a >=1)",
            "a @",
            "a @ ",
            "a @ x y",
            "a ;",
            "a; (",
            "a; ()",
            "a; extra",
            "a; extra ==",
            "a; extra == 'b",
            "a; extra == 'b' é",
            "a; extra == 'b' and",
            "a; extra == 'b')",
            "a; (extra == 'b'",
            "a; extra = 'b'",
            "a; name == 'b'",
            "a; 'x' not os_name",
            "requests-2.26.0.tar.gz",
            "a==18446744073709551615.*",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn depth_and_length_are_no_matter() {
        let deep = format!("a; {}extra == 'b'{}", "(".repeat(200_000), ")".repeat(200_000));
        assert!(read(&deep).is_some());
        assert!(read(&deep[..deep.len() - 1]).is_none());
        let long = format!("a; extra == 'b'{}", " or extra == 'b' and os_name == 'c'".repeat(20_000));
        assert!(read(&long).is_some());
        assert!(read(&format!("a[{}]", "b,".repeat(100_000))).is_none());
    }
}
