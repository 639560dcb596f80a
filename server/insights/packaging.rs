//! What a version range, a line of a requirements file, a table of `pyproject.toml` or a keyword of
//! `setup()` asks for.

use crate::facts::packaging::{inside, keys_of, requirement_at};
use crate::facts::{Context, Match};
use crate::package;
use crate::packaging::{line, poetry, range};
use tree_sitter::Node;

/// A requirement's version range in words.
pub(super) fn version_range(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    let specifiers = match node.kind() {
        "version_spec" => context.text(node).trim().trim_matches(['(', ')']).to_string(),
        "string" if found.named("specifiers").is_some() => inside(node, context)?.0.to_string(),
        _ => {
            let (text, _) = requirement_at(node, context)?;
            match line::lines(&text).pop()?.kind {
                line::LineKind::Project { has_url: false, specifiers, .. } => specifiers,
                _ => return None,
            }
        }
    };
    let words = range::in_words(&specifiers)?;
    if specifiers.trim().is_empty() {
        return Some("No version is given: any will do, so another day can install another one.".into());
    }
    Some(match range::with_bounds(&specifiers) {
        Some(plain) => format!("`{}` is `{plain}`: {words}.", specifiers.trim()),
        None => format!("`{}`: {words}.", specifiers.trim()),
    })
}

/// What a constraint of Poetry stands for.
pub(super) fn poetry_range(context: &Context, found: &Match) -> Option<String> {
    let (constraint, _) = inside(found.on(), context)?;
    let specifiers = poetry::specifiers(constraint)?;
    let words = range::in_words(&specifiers)?;
    if specifiers.is_empty() {
        return Some(format!("`{constraint}`: any version."));
    }
    let plain = range::with_bounds(&specifiers).unwrap_or(specifiers);
    Some(format!("`{constraint}` is `{plain}`: {words}. In `[project]`, where PEP 440 rules, write `{plain}`."))
}

/// What pip does with a part of a line.
pub(super) fn requirements_line(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    match node.kind() {
        "marker_spec" => {
            let marker = context.text(node).trim_start_matches(';').trim();
            Some(format!("Only where `{marker}` holds; everywhere else pip skips the line (PEP 508)."))
        }
        "url" => address(context.text(node)),
        _ => {
            let mut cursor = node.walk();
            let parts: Vec<Node> = node.named_children(&mut cursor).collect();
            let name = parts.iter().find(|part| part.kind() == "option")?;
            let value = parts.iter().find(|part| matches!(part.kind(), "path" | "url" | "argument"));
            option(context.text(*name), value.map(|value| context.text(*value)))
        }
    }
}

fn option(name: &str, value: Option<&str>) -> Option<String> {
    let value = value.unwrap_or("…");
    Some(match name {
        "--hash" => "pip refuses the download unless its hash is one of these. One `--hash` makes pip want one for \
                     every line, and `==` with it."
            .into(),
        "-r" | "--requirement" => format!("Reads the lines of `{value}` here; the path counts from this file."),
        "-c" | "--constraint" => {
            format!("`{value}` limits the versions of whatever gets installed, and installs nothing by itself.")
        }
        "-e" | "--editable" => format!(
            "Installs `{value}` in place (PEP 660): imports read the files of the checkout, so edits count at once."
        ),
        "-i" | "--index-url" => format!("Takes packages from `{value}` in place of PyPI."),
        "--extra-index-url" => format!(
            "Looks at `{value}` as well, on equal terms: the highest version wins, wherever it comes from. A public \
             package can so take the place of a private one of the same name."
        ),
        "--no-index" => "Asks no index at all: only what `--find-links` shows.".into(),
        "-f" | "--find-links" => format!("Also takes archives found at `{value}`."),
        "--no-binary" => format!("Builds `{value}` from source in place of taking wheels."),
        "--only-binary" => format!("Takes wheels only for `{value}`, so nothing is built here."),
        "--require-hashes" => "Every line needs `==` and a `--hash`.".into(),
        "--pre" => "Pre-releases and development releases count too.".into(),
        _ => return None,
    })
}

fn address(url: &str) -> Option<String> {
    let (system, rest) = url.split_once('+').filter(|(system, _)| matches!(*system, "git" | "hg" | "svn" | "bzr"))?;
    let path = rest.split('#').next().unwrap_or(rest);
    let path = path.split_once("://").map_or(path, |(_, path)| path);
    let revision = path.split_once('/').and_then(|(_, path)| path.rsplit_once('@')).map(|(_, revision)| revision);
    Some(match revision {
        None => format!("Clones the repository with {system} and builds its newest commit, whichever that is today."),
        Some(hash) if hash.len() == 40 && hash.chars().all(|c| c.is_ascii_hexdigit()) => {
            format!("Clones the repository with {system} and builds this one commit, the same each time.")
        }
        Some(name) => format!(
            "Clones the repository with {system} and builds `{name}`. A tag stays, a branch moves; a commit's full \
             hash is always the same code."
        ),
    })
}

/// What a table or key of `pyproject.toml` is for.
pub(super) fn pyproject_table(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    let parent = context.ancestors(node).first().copied()?;
    let keys = keys_of(node, context);
    let mut path = crate::facts::packaging::toml_path(node, context);
    if parent.kind() != "pair" {
        path.clear();
    }
    path.extend(keys);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let text = match path.as_slice() {
        ["build-system"] => {
            "How a package is built: pip makes an isolated environment, installs `requires` there and \
                             calls `build-backend` (PEP 517, PEP 518). Without this table pip falls back to setuptools."
        }
        ["build-system", "requires"] => {
            "What the build itself needs. It is installed into an environment that exists \
                                         for the build only (PEP 518)."
        }
        ["build-system", "build-backend"] => "The object that builds wheel and sdist, as a module path (PEP 517).",
        ["project"] => "The metadata of the package, the same for every build backend (PEP 621).",
        ["project", "name"] => {
            "The name on the index. It is compared in lower case with `-`, `_` and `.` alike \
                                (PEP 503), and need not be the name that is imported."
        }
        ["project", "version"] => {
            "The version by PEP 440. A backend that computes it wants `dynamic = [\"version\"]` \
                                   in its place."
        }
        ["project", "dynamic"] => "Fields that the build backend fills in; they may not stand in `[project]` as well.",
        ["project", "requires-python"] => {
            "The Pythons that may install this. pip passes over releases that do not \
                                           allow the running one, and takes an older release."
        }
        ["project", "dependencies"] => {
            "What is installed along with the package: ranges of what it works with. Exact \
                                        pins belong to an application's requirements or lock file."
        }
        ["project", "optional-dependencies"] | ["project", "optional-dependencies", _] => {
            "Extras: what a user gets by `pip install name[extra]`. Tools for developers fit `[dependency-groups]` better."
        }
        ["project", "scripts"] => {
            "Commands to install: each name becomes a program that imports `module:function` and \
                                   calls it."
        }
        ["project", "gui-scripts"] => "As `[project.scripts]`, without a console window on Windows.",
        ["project", "entry-points"] | ["project", "entry-points", _] => {
            "Plugins by group: other programs find them by `importlib.metadata.entry_points`."
        }
        ["project", "license"] => {
            "An SPDX expression such as `\"MIT\"` (PEP 639, setuptools 77 and later); the table \
                                   form is deprecated."
        }
        ["project", "readme"] => "The long description that an index shows.",
        ["project", "urls"] => "Links that an index shows.",
        ["project", "classifiers"] => {
            "Labels from the index's list; for the license PEP 639's `license` takes their place."
        }
        ["dependency-groups"] | ["dependency-groups", _] => {
            "Sets of requirements for work on the project, which never reach its users (PEP 735): \
             `pip install --group dev` from pip 25.1."
        }
        ["tool", "poetry"] => {
            "Poetry's own metadata; from Poetry 2.0 the standard `[project]` table can hold most of it."
        }
        ["tool", "poetry", "dependencies"] => "Poetry's dependencies, with its own operators `^` and `~`.",
        ["tool", "poetry", "group", ..] => {
            "A group of Poetry's: installed for work on the project, never by its users."
        }
        ["tool", "poetry", "dev-dependencies"] => "Poetry's old place for the dev group, deprecated.",
        ["tool", "setuptools", ..] => "Settings of setuptools alone, such as which packages to ship.",
        ["tool", name] => return Some(format!("Settings of `{name}`: each tool has a table of its own under `tool`.")),
        _ => return None,
    };
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What setuptools does with a function or keyword, and its place in `[project]`.
pub(super) fn setup_call(context: &Context, found: &Match) -> Option<String> {
    let written = context.text(found.hovered());
    let name = written.rsplit('.').next().unwrap_or(written);
    let text = match name {
        "setup" => {
            "Builds or installs what its keywords describe. The file is still read; running it \
                    (`python setup.py install`) is deprecated: use `pip install .` and `python -m build`. The standard \
                    place for the metadata is `[project]` in `pyproject.toml`."
        }
        "find_packages" => {
            "Every folder below with an `__init__.py`, tests included unless `include`, `exclude` or a \
                            `src` layout says otherwise. In `pyproject.toml`: `[tool.setuptools.packages.find]`."
        }
        "find_namespace_packages" => "Every folder below that can be a package, also without `__init__.py` (PEP 420).",
        "install_requires" => "What is installed along with the package. In `pyproject.toml`: `dependencies`.",
        "extras_require" => {
            "Extras, `pip install name[extra]`. In `pyproject.toml`: `[project.optional-dependencies]`."
        }
        "python_requires" => "The Pythons that may install this. In `pyproject.toml`: `requires-python`.",
        "entry_points" => {
            "Commands (`console_scripts`) and plugins. In `pyproject.toml`: `[project.scripts]` and \
                           `[project.entry-points]`."
        }
        "packages" => "The import packages to ship. In `pyproject.toml`: `[tool.setuptools] packages`.",
        "py_modules" => "Single modules to ship. In `pyproject.toml`: `[tool.setuptools] py-modules`.",
        "package_dir" => "Where packages lie, such as `src`. In `pyproject.toml`: `[tool.setuptools.package-dir]`.",
        "package_data" | "include_package_data" => {
            "Files that are not Python. In `pyproject.toml`: \
                                                    `[tool.setuptools.package-data]`."
        }
        "long_description" => "What the index shows. In `pyproject.toml`: `readme`.",
        "license" => "In `pyproject.toml`: `license`, an SPDX expression (PEP 639).",
        "setup_requires" => {
            "What `setup.py` itself needs, which comes too late. In `pyproject.toml`: \
                             `[build-system] requires`."
        }
        "tests_require" => "For `setup.py test`, which is gone. Use an extra or a dependency group.",
        "scripts" => "Files copied as commands. Entry points work on every system.",
        "ext_modules" => "Extension modules to compile.",
        "name" | "version" | "description" | "author" | "classifiers" | "keywords" => {
            return Some(format!(
                "In `pyproject.toml`: `{}` under `[project]`.",
                if name == "author" { "authors" } else { name }
            ));
        }
        _ => return None,
    };
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What a star import takes, or which module a relative import means.
pub(super) fn init_file(context: &Context, found: &Match) -> Option<String> {
    let node = found.on();
    if node.kind() == "relative_import" {
        let text = context.text(node);
        let fails = "A file that is run as a script has no package, and this fails there.";
        if let Some(module) = context.package.and_then(|package| package::resolve(package, text)) {
            return Some(format!("`{text}` is `{module}`. {fails}"));
        }
        let dots = text.chars().take_while(|c| *c == '.').count();
        let rest = text.trim_start_matches(['.', ' ']);
        let package = match dots {
            1 => "the package of this file".to_string(),
            2 => "the package one level up".to_string(),
            more => format!("the package {} levels up", more - 1),
        };
        return Some(match rest {
            "" => format!("From {package} itself. {fails}"),
            name => format!("The module `{name}` in {package}. {fails}"),
        });
    }
    let value = found.named("names")?;
    let mut cursor = value.walk();
    let names: Vec<&str> = value
        .named_children(&mut cursor)
        .filter(|item| item.kind() == "string")
        .map(|item| inside(item, context).map(|(text, _)| text))
        .collect::<Option<_>>()?;
    let taken = match names.len() {
        0 => "nothing".to_string(),
        1 => format!("just `{}`", names[0]),
        count @ 2..=4 => {
            let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("these {count} names: {}", quoted.join(", "))
        }
        count => format!("these {count} names"),
    };
    Some(format!(
        "A star import takes {taken}. Without `__all__` it takes every name that does not begin with `_`; a plain import \
         does not look at it."
    ))
}
