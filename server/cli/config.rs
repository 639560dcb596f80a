//! `pygloss config show` and `pygloss config schema`.

use super::resolver::{ConfigArgs, Overrides, Resolver};
use super::terminal::printable;
use super::{CLEAN, Failure, Outcome, say, stdout};
use crate::catalog::Catalog;
use crate::config::{ConfigError, Reason, Settings, SteppedBack};
use std::io::Write;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Print the settings in force for a folder as TOML, with where each comes from
    Show {
        /// The folder, or a file in it
        #[arg(default_value = ".")]
        path: PathBuf,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Print the JSON schema of pygloss.toml, for editors that validate TOML
    Schema,
}

pub(super) fn run(args: &Args) -> Outcome {
    let Command::Show { path, config } = &args.command else {
        let mut out = stdout();
        serde_json::to_writer_pretty(&mut out, &Settings::schema(Catalog::builtin())).map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
        out.flush()?;
        return Ok(CLEAN);
    };
    let fail = |error: ConfigError| Failure::Message(error.to_string());
    let resolver = Resolver::new(config, Overrides::default()).map_err(fail)?;
    let file = path.is_file().then_some(path.as_path());
    let resolved = if file.is_some() { resolver.file(path) } else { resolver.folder(path) }.map_err(fail)?;
    let mut text = show(&resolved.settings).map_err(|error| Failure::Message(error.to_string()))?;
    text.push_str(&neighbours(&resolved.neighbours.stepped_back(file, &resolved.own.catalog)));
    resolver.neighbour_problems().iter().for_each(|problem| say(&format!("warning: {problem}")));
    let mut out = stdout();
    out.write_all(printable(&text).as_bytes())?;
    out.flush()?;
    Ok(CLEAN)
}

/// Which patterns step back for other linters, and why, as comments.
fn neighbours(stepped_back: &SteppedBack) -> String {
    if stepped_back.is_empty() {
        return String::new();
    }
    let mut out = "\n# Hovers and code actions only, because another linter reports the same:\n".to_string();
    for (id, is_whole, reasons) in stepped_back.iter() {
        let id = if is_whole { id.to_string() } else { format!("{id}, in some of its forms") };
        out.push_str(&format!("# {id}: {}\n", told(reasons)));
    }
    out
}

/// The reasons for one pattern; codes that the same line turns on stand together.
fn told(reasons: &[Reason]) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut rest: Vec<&Reason> = reasons.iter().collect();
    while let Some(&first) = rest.first() {
        let (together, others) =
            rest.into_iter().partition::<Vec<_>, _>(|one| (one.tool, &one.why) == (first.tool, &first.why));
        let codes: Vec<&str> = together.iter().map(|one| one.code.as_str()).collect();
        out.push(format!("{} of {} ({})", codes.join(", "), first.tool, first.why));
        rest = others;
    }
    out.join(", ")
}

/// The settings as TOML, each key with its origin.
fn show(settings: &Settings) -> Result<String, toml::ser::Error> {
    let origin = |key: &str| settings.origins.get(key).map_or("default", String::as_str);
    let toml = toml::to_string(settings)?;
    let mut out = String::new();
    if settings.select.is_none() {
        out.push_str("# select = [\"ALL\"]  # default\n");
    }
    if settings.target_version.is_none() {
        out.push_str("# target-version = the newest known  # default\n");
    }
    let mut in_table = false;
    for line in toml.lines() {
        out.push_str(line);
        let header = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        let key = header.or_else(|| line.split(" = ").next().filter(|key| !key.is_empty()));
        if let Some(key) = key.filter(|_| header.is_some() || !in_table) {
            out.push_str(&format!("  # {}", origin(key)));
        }
        in_table |= header.is_some();
        out.push('\n');
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SeveritySetting;

    #[test]
    fn codes_that_one_line_turns_on_stand_together() {
        let reason = |tool, code: &str, why: &str| Reason { tool, code: code.into(), why: why.into() };
        let reasons = [
            reason("Ruff", "F841", "select = F, /p/ruff.toml:1"),
            reason("Pylint", "E0601", "on by default, /p/.pylintrc"),
            reason("Ruff", "F821", "select = F, /p/ruff.toml:1"),
        ];
        let shown = "F841, F821 of Ruff (select = F, /p/ruff.toml:1), E0601 of Pylint (on by default, /p/.pylintrc)";
        assert_eq!(told(&reasons), shown);
    }

    #[test]
    fn each_setting_tells_its_origin() {
        let mut settings = Settings { hints: true, ..Settings::default() };
        settings.severity.insert("is-int-literal".into(), SeveritySetting::Off);
        settings.origins.insert("hints", "/p/pygloss.toml:1".into());
        settings.origins.insert("severity", "/p/pygloss.toml:2".into());
        insta::assert_snapshot!(show(&settings).unwrap(), @r#"
        # select = ["ALL"]  # default
        # target-version = the newest known  # default
        ignore = []  # default
        hints = true  # /p/pygloss.toml:1
        exclude = []  # default
        notes = []  # default
        notes-first = "mine"  # default
        patterns = []  # default
        peers = "auto"  # default
        max-file-size = 2000000  # default

        [severity]  # /p/pygloss.toml:2
        is-int-literal = "off"
        "#);
    }
}
