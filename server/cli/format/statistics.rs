//! How often each code was found, the most frequent first.

use super::{FileFindings, Format};
use std::collections::BTreeMap;
use std::io::{self, Write};

#[derive(serde::Serialize)]
struct Count<'a> {
    code: &'a str,
    count: usize,
}

pub(super) fn write(out: &mut dyn Write, format: Format, files: &[FileFindings]) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in files.iter().flat_map(|file| &file.problems) {
        *counts.entry(&problem.code).or_default() += 1;
    }
    let mut counts: Vec<Count<'_>> = counts.into_iter().map(|(code, count)| Count { code, count }).collect();
    counts.sort_by_key(|entry| std::cmp::Reverse(entry.count));
    match format {
        Format::Full | Format::Concise | Format::Sarif | Format::Github | Format::Gitlab | Format::Junit => {
            let width = counts.first().map_or(0, |entry| entry.count.to_string().len());
            for Count { code, count } in counts {
                writeln!(out, "{count:>width$}  {code}")?;
            }
            Ok(())
        }
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &counts)?;
            out.write_all(b"\n")
        }
        Format::JsonLines => {
            for count in counts {
                serde_json::to_writer(&mut *out, &count)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        }
    }
}
