//! Which version of a tool a project uses, read from files alone: nothing is run.

use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Files in which projects name their tools.
const LISTS: [&str; 14] = [
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "pylock.toml",
    ".pre-commit-config.yaml",
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "tox.ini",
    "noxfile.py",
    "Pipfile",
    "environment.yml",
    "requirements.txt",
    "requirements-dev.txt",
];

/// Longer files are passed over; in bytes.
const LONGEST: u64 = 4_000_000;

/// The version of Ruff for the files below a folder: that of the environment in it or around it,
/// else the one that its lists name.
pub(super) fn ruff_version(root: &Path) -> Option<(u32, u32)> {
    let installed = site_packages(root).find_map(|folder| {
        let names = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name());
        names.filter_map(|name| version(name.to_str()?.strip_prefix("ruff-")?.strip_suffix(".dist-info")?)).next()
    });
    installed.or_else(|| lists(root).find_map(|text| named_version(&text)))
}

/// Those of some packages that a project has installed, or names in one of its lists.
pub(super) fn named<'p>(root: &Path, packages: impl Iterator<Item = &'p str>) -> Vec<&'p str> {
    let plain = |name: &str| name.to_lowercase().replace('_', "-");
    let folders = site_packages(root).flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten());
    let installed: Vec<String> = folders.map(|entry| plain(&entry.file_name().to_string_lossy())).collect();
    let lists: Vec<String> = lists(root).map(|text| plain(&text)).collect();
    packages
        .filter(|package| {
            let is_version = |folder: &String| folder.strip_prefix(*package).is_some_and(|rest| rest.starts_with('-'));
            installed.iter().any(is_version) || lists.iter().any(|text| text.contains(*package))
        })
        .collect()
}

/// `0.9.10` → 0, 9.
pub(super) fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

/// Where the packages of the virtual environments lie that a project uses.
fn site_packages(root: &Path) -> impl Iterator<Item = PathBuf> {
    let active = std::env::var_os("VIRTUAL_ENV").map(PathBuf::from);
    let own = root.ancestors().take(3).flat_map(|folder| [".venv", "venv"].map(|name| folder.join(name)));
    let environments: Vec<PathBuf> = own.chain(active).filter(|folder| folder.is_dir()).collect();
    environments.into_iter().flat_map(|folder| {
        let versions = std::fs::read_dir(folder.join("lib")).into_iter().flatten().flatten();
        let unix = versions.map(|version| version.path().join("site-packages"));
        unix.chain([folder.join("Lib/site-packages")]).collect::<Vec<_>>()
    })
}

fn lists(root: &Path) -> impl Iterator<Item = String> {
    LISTS.iter().filter_map(move |name| {
        let path = root.join(name);
        let is_short = std::fs::metadata(&path).is_ok_and(|data| data.is_file() && data.len() <= LONGEST);
        is_short.then(|| std::fs::read_to_string(&path).ok()).flatten()
    })
}

/// The version of Ruff that a list fixes: a lock's entry, pre-commit's `rev`, or `ruff==`.
fn named_version(text: &str) -> Option<(u32, u32)> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| {
        Regex::new(
            r#"(?x) name\s*=\s*"ruff"\s+version\s*=\s*"([\d.]+)"
                  | ruff-pre-commit['"]?\s+rev:\s*['"]?v?([\d.]+)
                  | \bruff\s*==\s*([\d.]+)"#,
        )
        .ok()
    });
    let found = pattern.as_ref()?.captures(text)?;
    version(found.iter().skip(1).flatten().next()?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_lists() {
        assert_eq!(named_version("[[package]]\nname = \"ruff\"\nversion = \"0.4.10\"\n"), Some((0, 4)));
        let hook = "  - repo: https://github.com/astral-sh/ruff-pre-commit\n    rev: v0.12.3\n";
        assert_eq!(named_version(hook), Some((0, 12)));
        assert_eq!(named_version("dev = [\"ruff == 0.15.22\"]"), Some((0, 15)));
        assert_eq!(named_version("ruff>=0.1\n[tool.ruff]\n"), None);
        assert_eq!(version("1"), None);
    }

    #[test]
    fn an_environment_beside_the_project_counts_first() {
        let root = tempfile::tempdir().expect("a folder");
        let packages = root.path().join(".venv/lib/python3.13/site-packages");
        std::fs::create_dir_all(packages.join("ruff-0.16.2.dist-info")).expect("writes");
        std::fs::create_dir_all(packages.join("flake8_bugbear-26.1.dist-info")).expect("writes");
        std::fs::write(root.path().join("requirements.txt"), "ruff==0.3.0\nflake8_simplify\n").expect("writes");
        assert_eq!(ruff_version(root.path()), Some((0, 16)));
        let plugins = ["flake8-async", "flake8-bugbear", "flake8-simplify"];
        assert_eq!(named(root.path(), plugins.into_iter()), ["flake8-bugbear", "flake8-simplify"]);
        std::fs::remove_dir_all(root.path().join(".venv")).expect("is there");
        assert_eq!(ruff_version(root.path()), Some((0, 3)));
    }
}
