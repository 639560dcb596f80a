//! `pygloss check`: files in, findings out.
//!
//! Owns the run over many files and the exit status. Must not know formats or encodings.

mod one;

use super::files::{Input, gather};
use super::format::{self, FileFindings, Format, Links, Report};
use super::progress::Progress;
use super::resolver::{ConfigArgs, Overrides, Resolver};
use super::terminal::on_one_line;
use super::{CLEAN, FAILED, FOUND, Failure, Outcome, complain, plural, say, stdout};
use crate::catalog::Catalog;
use crate::check::cost::{Costs, Phase};
use one::{Checked, Mode};
use rayon::prelude::*;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Bytes of stack for each worker: syntax trees of generated code are deep.
const STACK: usize = 16 << 20;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Files and folders; `-` is stdin
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// The name of what comes from stdin, for settings and messages
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, value_enum, default_value = "full")]
    output_format: Format,
    #[command(flatten)]
    overrides: Overrides,
    /// Apply the safe fixes
    #[arg(long)]
    fix: bool,
    /// With `--fix` or `--diff`: also the first choice of fixes that change behaviour
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what the fixes would change, and change nothing
    #[arg(long)]
    diff: bool,
    /// End with 0 also when something was found
    #[arg(long)]
    exit_zero: bool,
    /// Print how often each pattern was found
    #[arg(long)]
    statistics: bool,
    /// Print what the run cost, by phase and by pattern, to stderr
    #[arg(long)]
    profile: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

pub(super) fn run(args: Args) -> Outcome {
    let resolver =
        Resolver::new(&args.config, args.overrides.clone()).map_err(|error| Failure::Message(error.to_string()))?;
    let resolver = Arc::new(resolver);
    let mode = if args.diff {
        Mode::Diff
    } else if args.fix {
        Mode::Fix
    } else {
        Mode::Look
    };
    let here = resolver.folder(Path::new(".")).map(|resolved| resolved.own.catalog.clone());
    let counted = here.unwrap_or_else(|_| Catalog::builtin().clone());
    let costs = args.profile.then(|| Arc::new(Costs::new(&counted)));
    let task = one::Task { mode, unsafe_fixes: args.unsafe_fixes, costs: costs.clone(), counted };
    if args.statistics && !args.output_format.has_statistics() {
        let advice = "`--statistics` goes with full, concise, json and json-lines";
        return Err(Failure::Message(advice.to_string()));
    }
    let stdin = args.paths.iter().any(|path| path == Path::new("-"));
    if stdin && args.paths.len() > 1 {
        return Err(Failure::Message("`-` cannot be mixed with other paths".to_string()));
    }
    let mut failures = Vec::new();
    let checked = if stdin {
        vec![check_stdin(&args, &resolver, &task)?]
    } else {
        let (inputs, unreadable) = gather(&args.paths, &resolver);
        failures.extend(unreadable);
        check_files(&inputs, &resolver, &task)?
    };
    failures.extend(resolver.own_mistakes());
    resolver.neighbour_problems().iter().for_each(|problem| say(&format!("warning: {problem}")));
    let outcome = report(&args, mode, stdin, checked, failures);
    if let Some(costs) = costs {
        say(&profile(&costs, &task.counted));
    }
    outcome
}

/// The costliest patterns, and what else took time; all times are sums over the threads.
fn profile(costs: &Costs, catalog: &Catalog) -> String {
    const SHOWN: usize = 15;
    let milliseconds = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e3);
    let mut lines = Vec::new();
    for (name, phase) in [("parsing", Phase::Parsing), ("symbol tables", Phase::Tables), ("patterns", Phase::Matching)]
    {
        lines.push(format!("{:>10} ms  {name}", milliseconds(costs.phase(phase))));
    }
    lines.push(format!("{:>10} ms  {:>9} {:>9}  facts and messages of", "", "matched", "found"));
    for cost in costs.patterns(catalog).iter().take(SHOWN) {
        let id = &catalog.patterns()[cost.pattern].id;
        lines.push(format!("{:>10} ms  {:>9} {:>9}  {id}", milliseconds(cost.time), cost.matched, cost.found));
    }
    lines.join("\n")
}

fn check_stdin(args: &Args, resolver: &Resolver, task: &one::Task) -> Result<Checked, Failure> {
    let name = args.stdin_filename.as_deref();
    let resolved =
        resolver.file(name.unwrap_or(Path::new("stdin.py"))).map_err(|error| Failure::Message(error.to_string()))?;
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::Message(format!("cannot read stdin: {error}")))?;
    let shown = name.map_or("-".to_string(), super::files::shown);
    Ok(task.check_bytes(&shown, None, &bytes, &resolved))
}

/// Checks the files on all cores; the results are in the order of the files.
fn check_files(inputs: &[Input], resolver: &Resolver, task: &one::Task) -> Result<Vec<Checked>, Failure> {
    // Wrong settings stop the run before anything is checked or changed.
    let settings = inputs
        .iter()
        .map(|input| resolver.file(&input.path))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Failure::Message(error.to_string()))?;
    let progress = Progress::new(inputs.len(), "files");
    let pool = rayon::ThreadPoolBuilder::new()
        .stack_size(STACK)
        .build()
        .map_err(|error| Failure::Message(format!("cannot start threads: {error}")))?;
    let quiet = one::QuietPanics::begin();
    let checked = pool.install(|| {
        inputs
            .par_iter()
            .zip(&settings)
            .map(|(input, resolved)| {
                let mut checked = task.check_file(input, resolved);
                progress.step();
                // What is printed needs the text of files with findings; nobody needs the trees.
                let shown = !checked.problems.is_empty();
                checked.snapshot = checked.snapshot.filter(|_| shown).map(|snapshot| snapshot.without_tree());
                checked
            })
            .collect()
    });
    drop(quiet);
    progress.finish();
    Ok(checked)
}

/// Prints what was found, fixed and failed; the result is the exit status.
fn report(args: &Args, mode: Mode, stdin: bool, checked: Vec<Checked>, mut failures: Vec<String>) -> Outcome {
    let mut out = stdout();
    let (mut files, mut fixed, mut diffs) = (Vec::new(), 0, 0);
    let count = checked.len();
    for one in checked {
        let name = on_one_line(&one.path);
        failures.extend(one.failures.into_iter().map(|why| format!("{name}: {why}")));
        fixed += one.fixed.len();
        if mode == Mode::Fix {
            for (code, title) in &one.fixed {
                say(&format!("{name}: fixed {code}: {title}"));
            }
        }
        if let Some(diff) = &one.diff {
            diffs += 1;
            unless_closed(out.write_all(super::terminal::printable(diff).as_bytes()))?;
        }
        if let Some(bytes) = &one.to_stdout {
            out.write_all(bytes)?;
        }
        if let Some(snapshot) = one.snapshot.filter(|_| !one.problems.is_empty()) {
            let catalog = one.catalog.unwrap_or_else(|| Catalog::builtin().clone());
            files.push(FileFindings { path: one.path, snapshot, catalog, problems: one.problems });
        }
    }
    let found: usize = files.iter().map(|file| file.problems.len()).sum();
    if mode != Mode::Diff {
        // `--fix -` gives the fixed text on stdout, so the findings must not mix with it.
        let mut aside = anstream::stderr();
        let to_stdout = !(stdin && mode == Mode::Fix);
        let to: &mut dyn Write = if to_stdout { &mut out } else { &mut aside };
        if args.statistics {
            unless_closed(format::write_statistics(to, args.output_format, &files))?;
        } else {
            let links = if to_stdout { Links::of_stdout() } else { Links::none() };
            let report = Report { files: &files, failures: &failures, links: &links };
            unless_closed(format::write(to, args.output_format, &report))?;
        }
    }
    unless_closed(out.flush())?;
    drop(out);
    for failure in &failures {
        complain(failure);
    }
    if matches!(args.output_format, Format::Full | Format::Concise) {
        say(&summary(mode, count, found, files.len(), fixed));
    }
    let anything = if mode == Mode::Diff { diffs > 0 } else { found > 0 };
    Ok(match (failures.is_empty(), anything && !args.exit_zero) {
        (false, _) => FAILED,
        (true, true) => FOUND,
        (true, false) => CLEAN,
    })
}

/// Who closes the pipe has read enough; what was found stays found.
fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// The last line for a person.
fn summary(mode: Mode, count: usize, found: usize, files: usize, fixed: usize) -> String {
    let fixes = plural(fixed, "fix", "fixes");
    match mode {
        Mode::Diff => format!("Would apply {fixes}; {} looked at.", plural(count, "file", "files")),
        Mode::Fix | Mode::Look => {
            let applied = if mode == Mode::Fix { format!("Applied {fixes}. ") } else { String::new() };
            let checked = plural(count, "file", "files");
            match found {
                0 => format!("{applied}Nothing found in {checked}."),
                _ => {
                    let found = plural(found, "finding", "findings");
                    format!("{applied}{found} in {files} of {checked}.")
                }
            }
        }
    }
}
