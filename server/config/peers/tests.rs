//! What configurations mean, by examples; `tests/peers` holds the same to the real linters.

use super::*;

struct Project(tempfile::TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("has one")).expect("writes");
            std::fs::write(path, text).expect("writes");
        }
        Project(folder)
    }

    fn find(&self, folder: &str) -> Neighbours {
        Neighbours::find(&self.0.path().join(folder), &Peers::Auto)
    }

    /// Which of the codes are reported in a file.
    fn on<'c>(&self, file: &str, codes: &[&'c str]) -> Vec<&'c str> {
        let path = self.0.path().join(file);
        let found = Neighbours::find(path.parent().expect("has one"), &Peers::Auto);
        assert_eq!(found.problems, []);
        codes.iter().copied().filter(|code| !found.reasons(code, Some(&path)).is_empty()).collect()
    }

    /// The mistakes, with the folder's own path left out.
    fn problems(&self) -> Vec<String> {
        let prefix = format!("{}/", self.0.path().display());
        self.find("").problems.iter().map(|problem| problem.to_string().replace(&prefix, "")).collect()
    }
}

const SOME: [&str; 5] = ["E711", "F632", "B006", "B909", "PLW0245"];

#[test]
fn without_a_configuration_nobody_speaks() {
    assert_eq!(Project::new(&[("pyproject.toml", "[project]\nname = \"ruff\"\n")]).on("a.py", &SOME), [""; 0]);
}

#[test]
fn the_default_rules_of_ruff_are_those_of_its_version() {
    let newest = Project::new(&[("ruff.toml", "line-length = 100\n")]);
    assert_eq!(newest.on("a.py", &SOME), ["F632", "B006", "PLW0245"]);
    let older = Project::new(&[("ruff.toml", "required-version = \"<0.16\"\n")]);
    assert_eq!(older.on("a.py", &SOME), ["E711", "F632"]);
    let of = |text: &str| Project::new(&[("ruff.toml", text)]).on("a.py", &["E711", "B006", "B909", "PLE0241"]);
    assert_eq!(of("preview = true\n"), ["B006", "B909", "PLE0241"]);
    assert_eq!(of("preview = true\nlint.explicit-preview-rules = true\n"), ["B006", "PLE0241"]);
    assert_eq!(of("preview = true\nrequired-version = \"==0.15.9\"\n"), ["B006"]);
    let locked = Project::new(&[
        ("pyproject.toml", "[tool.ruff]\n"),
        ("uv.lock", "[[package]]\nname = \"ruff\"\nversion = \"0.9.1\"\n"),
    ]);
    assert_eq!(locked.on("a.py", &SOME), ["E711", "F632"]);
}

#[test]
fn ruffs_longer_word_wins_and_letters_are_whole_words() {
    let of = |lint: &str| Project::new(&[(".ruff.toml", &format!("[lint]\n{lint}"))]);
    assert_eq!(of("select = [\"ALL\"]\nignore = [\"B\"]\n").on("a.py", &SOME), ["E711", "F632", "PLW0245"]);
    assert_eq!(of("select = [\"B006\", \"E\"]\nignore = [\"B\", \"E711\"]\n").on("a.py", &SOME), ["B006"]);
    assert_eq!(of("select = [\"A\"]\n").on("a.py", &["A001", "ASYNC251"]), ["A001"]);
    assert_eq!(of("select = [\"PL\"]\n").on("a.py", &SOME), ["PLW0245"]);
    assert_eq!(
        of("extend-select = [\"E711\"]\nextend-ignore = [\"F\"]\n").on("a.py", &SOME),
        ["E711", "B006", "PLW0245"]
    );
    assert_eq!(of("select = [\"B\"]\n").on("a.py", &["B909"]), [""; 0]);
    assert_eq!(of("select = [\"B\"]\npreview = true\n").on("a.py", &["B909"]), ["B909"]);
    let explicit = "preview = true\nexplicit-preview-rules = true\n";
    assert_eq!(of(&format!("select = [\"B\"]\n{explicit}")).on("a.py", &["B909"]), [""; 0]);
    assert_eq!(of(&format!("select = [\"B909\"]\n{explicit}")).on("a.py", &["B909"]), ["B909"]);
    assert_eq!(of("select = [\"mutable-argument-default\"]\npreview = true\n").on("a.py", &SOME), ["B006"]);
    assert_eq!(of("select = []\n").on("a.py", &SOME), [""; 0]);
}

#[test]
fn ruffs_files_have_rules_of_their_own() {
    let project = Project::new(&[(
        "ruff.toml",
        "extend-exclude = [\"gen\"]\n[lint]\nselect = [\"B\", \"E\"]\n[lint.per-file-ignores]\n\
         \"tests/*\" = [\"B006\"]\n\"__init__.py\" = [\"ALL\"]\n\"!src/**.py\" = [\"E711\"]\n",
    )]);
    let codes = ["B006", "B012", "E711"];
    assert_eq!(project.on("src/a.py", &codes), ["B006", "B012", "E711"]);
    assert_eq!(project.on("tests/deep/a.py", &codes), ["B012"]);
    assert_eq!(project.on("src/__init__.py", &codes), [""; 0]);
    assert_eq!(project.on("src/gen/a.py", &codes), [""; 0]);
}

#[test]
fn ruffs_extended_files_come_first() {
    let project = Project::new(&[
        (
            "base.toml",
            "[lint]\nselect = [\"B\", \"F\"]\nignore = [\"B012\"]\n[lint.per-file-ignores]\n\"x.py\" = [\"F\"]\n",
        ),
        ("pyproject.toml", "[tool.ruff]\nextend = \"base.toml\"\n[tool.ruff.lint]\nextend-select = [\"E711\"]\n"),
        ("inner/ruff.toml", "extend = \"../pyproject.toml\"\nlint.select = [\"B012\"]\n"),
        ("other/.ruff.toml", "select = [\"F632\"]\n"),
    ]);
    let codes = ["E711", "F632", "B006", "B012"];
    assert_eq!(project.on("a.py", &codes), ["E711", "F632", "B006"]);
    assert_eq!(project.on("x.py", &codes), ["E711", "B006"]);
    assert_eq!(project.on("inner/a.py", &codes), ["B012"]);
    assert_eq!(project.on("other/a.py", &codes), ["F632"]);
}

#[test]
fn what_ruff_refuses_counts_as_absent_and_is_told_with_its_place() {
    let of = |text: &str| Project::new(&[("ruff.toml", text), ("a.toml", "extend = \"ruff.toml\"\n")]);
    let broken = |text: &str| {
        let project = of(text);
        assert!(project.find("").stepped_back(None, Catalog::builtin()).is_empty());
        project.problems()
    };
    assert!(broken("\n[lint\n")[0].starts_with("ruff.toml:2: "), "{:?}", broken("\n[lint\n"));
    assert_eq!(broken("lint.select = [\n  \"B0O6\"]\n"), ["ruff.toml:2: `select`: Ruff has no rules `B0O6`"]);
    assert_eq!(broken("lint.select = \"B\"\n"), ["ruff.toml:1: `select`: expected a list of strings"]);
    assert_eq!(broken("extend = \"none.toml\"\n"), ["ruff.toml:1: `extend`: there is no file `none.toml`"]);
    assert_eq!(broken("extend = \"a.toml\"\n"), ["a.toml:1: `extend`: `ruff.toml` leads in a circle"]);
    // A circle is found, and a chain ends, however long it is.
    let links = |last: &str| {
        let mut files: Vec<(String, String)> =
            (0..3000).map(|at| (format!("{at}.toml"), format!("extend = \"{}.toml\"\n", at + 1))).collect();
        files.extend([("ruff.toml".into(), "extend = \"0.toml\"\n".into()), ("3000.toml".into(), last.into())]);
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Project::new(&files)
    };
    assert_eq!(links("lint.select = [\"B006\"]\n").on("a.py", &["B006", "F632"]), ["B006"]);
    assert_eq!(links("extend = \"7.toml\"\n").problems(), ["3000.toml:1: `extend`: `7.toml` leads in a circle"]);
    // A rule that came after us is no mistake.
    assert_eq!(of("lint.select = [\"B999\"]\n").problems(), [""; 0]);
}

#[test]
fn pylint_takes_messages_in_their_order_and_all_first() {
    let codes = ["W0102", "C0121", "R0123"];
    let of = |text: &str| Project::new(&[("pylintrc", text)]);
    assert_eq!(of("[MAIN]\njobs=1\n").on("a.py", &codes), codes);
    assert_eq!(of("[M]\nenable=W0102\ndisable=C,all\n").on("a.py", &codes), ["W0102"]);
    assert_eq!(of("[M]\ndisable=\n    R,  # why\n    W0102\n").on("a.py", &codes), ["C0121"]);
    // Pylint passes over the long word of a category.
    assert_eq!(of("[M]\ndisable=refactor\n").on("a.py", &codes), codes);
    assert_eq!(of("[M]\ndisable=basic\nenable=literal-comparison\n").on("a.py", &codes), ["R0123"]);
    assert_eq!(of("[M]\ndisable=broad-except,w1403\n").on("a.py", &["W0718", "W1404", "W0102"]), ["W0102"]);
    let tables = "[tool.pylint.\"messages control\"]\ndisable = [\"dangerous-default-value\"]\n[tool.pylint.main]\nignore-paths = [\"gen/.*\"]\n";
    let project = Project::new(&[("pyproject.toml", tables), ("tests/setup.cfg", "[pylint.main]\ndisable=all\n")]);
    assert_eq!(project.on("a.py", &codes), ["C0121", "R0123"]);
    assert_eq!(project.on("gen/a.py", &codes), [""; 0]);
    assert_eq!(project.on("tests/a.py", &codes), [""; 0]);
}

#[test]
fn a_broken_pylintrc_is_told_and_an_unknown_message_too() {
    let project = Project::new(&[(".pylintrc", "disable=all\n")]);
    assert_eq!(project.problems(), [".pylintrc:1: no section before the first key"]);
    assert!(project.find("").stepped_back(None, Catalog::builtin()).is_empty());
    let project = Project::new(&[(".pylintrc", "[M]\ndisable=Nonsense!,W9999,some-plugins-message\n")]);
    assert_eq!(project.problems(), [".pylintrc:2: `disable`: `Nonsense!` is no message of Pylint"]);
    let project = Project::new(&[(".pylintrc", "[M]\nenable=consider-using-get,dangerous-default-valeu\n")]);
    let problem = ".pylintrc:2: `enable`: `dangerous-default-valeu` is no message of Pylint; \
                   did you mean `dangerous-default-value`?";
    assert_eq!(project.problems(), [problem]);
}

#[test]
fn flake8_reports_for_the_plugins_that_a_project_names() {
    let codes = ["F632", "B006", "B909", "C419"];
    let of = |text: &str| Project::new(&[("setup.cfg", text)]);
    assert_eq!(of("[flake8]\nmax-line-length = 100\n").on("a.py", &codes), ["F632"]);
    // Of other linters, and of plugins that nobody named.
    let others = ["FURB129", "E0602", "W0102", "C419", "C0121", "PLE0116"];
    assert_eq!(of("[flake8]\nselect = C,E,F,W\n").on("a.py", &others), [""; 0]);
    assert_eq!(of("[flake8]\nselect = F,B,B9\nignore = B006\n").on("a.py", &codes), ["F632", "B909"]);
    assert_eq!(of("[flake8]\nextend-ignore = F6\nextend-select = C4,F632\n").on("a.py", &codes), ["F632", "C419"]);
    let project = Project::new(&[
        ("tox.ini", "[flake8]\nper-file-ignores =\n    tests/*.py: B006, F\n    a.py:\n        B\n"),
        (".pre-commit-config.yaml", "additional_dependencies: [flake8_bugbear==26.1]\n"),
    ]);
    assert_eq!(project.on("b.py", &codes), ["F632", "B006"]);
    assert_eq!(project.on("a.py", &codes), ["F632"]);
    assert_eq!(project.on("tests/b.py", &codes), [""; 0]);
    // What is wrong in a file that others share and that does not speak of Flake8 is theirs to tell.
    assert_eq!(of("nothing\n").problems(), [""; 0]);
    let broken = Project::new(&[(".flake8", "nothing\n")]);
    assert_eq!(broken.problems(), [".flake8:1: no section before the first key"]);
    assert_eq!(of("[flake8]\nignore = F632 # no\n").problems(), ["setup.cfg:2: `ignore`: `#` is no code of Flake8"]);
}

#[test]
fn each_form_of_a_pattern_steps_back_by_itself() {
    let project = Project::new(&[("ruff.toml", "lint.select = [\"S110\", \"F601\", \"F632\"]\n")]);
    let found = project.find("").stepped_back(None, Catalog::builtin());
    let says = |codes: &[&str]| found.says(&codes.iter().map(|code| Text::from(*code)).collect::<Vec<_>>());
    assert!(says(&["S110", "BLE001"]) && says(&["F601"]) && !says(&["SIM105"]) && !says(&["B033"]) && !says(&[]));
    let whole: Vec<(&str, bool)> = found.iter().map(|(id, is_whole, _)| (id, is_whole)).collect();
    assert!(whole.contains(&("duplicate-key", false)) && whole.contains(&("except-pass", false)));
    assert!(whole.contains(&("is-literal", true)), "{whole:?}");
}

#[test]
fn a_named_linter_needs_no_configuration_and_off_is_off() {
    let project = Project::new(&[("ruff.toml", ""), (".pylintrc", "[MAIN]\n")]);
    let with = |peers: Peers| {
        let found = Neighbours::find(project.0.path(), &peers);
        let all = ["B006", "W0102", "S5717", "reportCallIssue", "truthy-function"];
        all.into_iter().filter(|code| !found.reasons(code, None).is_empty()).collect::<Vec<_>>()
    };
    let only = |tools: &[&str]| with(Peers::Only(tools.iter().map(|tool| tool.to_string()).collect()));
    assert_eq!(with(Peers::Auto), ["B006", "W0102"]);
    assert_eq!(with(Peers::Off), [""; 0]);
    assert_eq!(only(&["pylint", "sonar"]), ["W0102", "S5717"]);
    assert_eq!(only(&["mypy", "pyright"]), ["reportCallIssue", "truthy-function"]);
    let empty = Project::new(&[]);
    let found = Neighbours::find(empty.0.path(), &Peers::Only(vec!["ruff".into()]));
    assert!(!found.reasons("B006", None).is_empty());
}

#[test]
fn every_equivalent_belongs_to_somebody() {
    let is_known = |code: &str| {
        let is_flake8 =
            code.starts_with(|c: char| c.is_ascii_uppercase()) && code.ends_with(|c: char| c.is_ascii_digit());
        ruff_rules::RULES.iter().any(|rule| rule.code == code)
            || pylint::knows(code)
            || whole_tool(code).is_some()
            || is_flake8
    };
    for pattern in Catalog::builtin().patterns() {
        for code in &pattern.equivalents {
            assert!(is_known(code), "{}: whose code is {code}?", pattern.id);
        }
    }
}

#[test]
fn a_tree_of_folders_is_read_once() {
    let project = Project::new(&[("ruff.toml", ""), ("a/b/c/x.py", ""), ("a/d/.pylintrc", "[MAIN]\n")]);
    let mut cache = NeighbourCache::default();
    let root = project.0.path();
    let top = cache.find(root, &Peers::Auto);
    assert!(Arc::ptr_eq(&cache.find(&root.join("a/b/c"), &Peers::Auto), &top));
    let inner = cache.find(&root.join("a/d"), &Peers::Auto);
    assert!(inner.pylint.is_some() && inner.ruff.is_some() && top.pylint.is_none());
    assert!(is_peer_file(Path::new("ruff.toml")) && is_peer_file(Path::new(".pylintrc.toml")));
    assert!(is_peer_file(Path::new("setup.cfg")) && !is_peer_file(Path::new("a.toml")));
}
