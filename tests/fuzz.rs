//! The fuzz targets as plain loops: the same functions that cargo-fuzz drives (`tests/fuzz/Cargo.toml`),
//! over a corpus and what a seeded generator makes of it. What once failed is kept in
//! `tests/fuzz/regressions` and comes first.
//!
//! `PYGLOSS_FUZZ` multiplies the number of executions, `PYGLOSS_FUZZ_SEED` chooses another sequence. An
//! input that fails is written to the temporary folder and named.

#[path = "fuzz/mutate.rs"]
mod mutate;
#[path = "fuzz/targets.rs"]
mod targets;

use mutate::Mutator;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// The files with these endings below some folders, as bytes.
fn corpus(folders: &[&str], endings: &[&str]) -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    let mut pending: Vec<PathBuf> =
        folders.iter().map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).collect();
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
            files.push(path);
        }
    }
    files.sort();
    assert!(!files.is_empty(), "a corpus in {folders:?}");
    files.iter().map(|path| std::fs::read(path).expect("a file")).collect()
}

/// Cuts files at a line of their own.
fn cut(files: Vec<Vec<u8>>, at: &str) -> Vec<Vec<u8>> {
    let texts = files.iter().map(|file| String::from_utf8_lossy(file).into_owned());
    texts.flat_map(|text| text.split(at).map(|part| part.as_bytes().to_vec()).collect::<Vec<_>>()).collect()
}

/// Feeds a target with the regressions, the corpus and `runs` mutations of it.
fn drive(name: &str, target: fn(&[u8]), corpus: Vec<Vec<u8>>, runs: usize) {
    let number = |name: &str| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let runs = runs * number("PYGLOSS_FUZZ").unwrap_or(1) as usize;
    let mut mutator = Mutator::new(number("PYGLOSS_FUZZ_SEED").unwrap_or(1));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/regressions").join(name);
    let mut kept: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path()).collect();
    kept.sort();
    let kept = kept.iter().map(|path| std::fs::read(path).expect("a file"));
    let fixed: Vec<Vec<u8>> = kept.chain(corpus.iter().cloned()).collect();
    let executions = fixed.len() + runs;
    let made = (0..runs).map(|_| mutator.mutated(&corpus));
    let mut failed = 0;
    for input in fixed.into_iter().chain(made) {
        if catch_unwind(AssertUnwindSafe(|| target(&input))).is_err() {
            failed += 1;
            let path = std::env::temp_dir().join(format!("pygloss-fuzz-{name}-{failed}"));
            std::fs::write(&path, &input).expect("a temporary file");
            println!("FAILED  {} ({} bytes)", path.display(), input.len());
            assert!(failed < 20, "{name}: enough");
        }
    }
    println!("{name}: {executions} executions, {failed} failures");
    assert_eq!(failed, 0, "{name}: the inputs are named above");
}

#[test]
fn any_text_is_checked_hovered_and_fixed() {
    let mut texts = cut(corpus(&["grammar-queries"], &["cases.py"]), "# ---\n");
    texts.extend(corpus(&["grammar-queries"], &["cases.txt", "cases.toml"]));
    drive("check", targets::check, texts, 2_500);
}

#[test]
fn any_topic_loads_or_is_refused() {
    let queries = cut(corpus(&["grammar-queries"], &["python.scm"]), "\n\n");
    let notes = corpus(&["grammar-queries"], &["note.md"]);
    let both = |(index, query): (usize, &Vec<u8>)| {
        [query.as_slice(), targets::NOTE_BEHIND.as_bytes(), &notes[index % notes.len()]].concat()
    };
    drive("topic", targets::topic, queries.iter().enumerate().map(both).collect(), 4_000);
}

#[test]
fn any_note_is_indexed() {
    let notes = corpus(&["grammar-queries", "tests/samples", "tests/own_notes", "README.md"], &[".md"]);
    drive("notes", targets::notes, cut(notes, "\n## "), 3_000);
}

#[test]
fn any_text_is_read_as_packaging() {
    let mut texts = cut(corpus(&["grammar-queries"], &["cases.txt"]), "# ---\n");
    let lines = [
        "requests.\na-_.==1\nb[c.]>=1\nd[e,f] (~=2.1) ; python_version<'3.9'\n",
        "a @ https://x.org/a.zip ; os_name == \"é\" and ((extra == 'b') or 'x' not in sys.platform)\n",
        "~=2.28\n==2.28.*\n!=1.5.*,>=1\n>1!2.0a1.post2.dev3+local.7\n===oops\n<=18446744073709551615\n",
        "^1.2.3\n~1.2\n^0.0\n>= 2, < 3\n*\n1.2.*\n",
        "pkg.mod:main()\npkg.mod.main\nname = pkg.mod:main [extra]\n",
        "-r other.txt\na==1 \\\n  --hash=sha256:ab\ngit+https://x.org/a.git@main#egg=a\n./a.whl\n",
    ];
    texts.extend(lines.map(|line| line.as_bytes().to_vec()));
    drive("packaging", targets::packaging, texts, 2_000);
}

#[test]
fn any_bytes_are_read_as_messages() {
    let frame = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
    let bodies = [
        r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{}}}"#,
        r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#,
        r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a b.py","languageId":"python","version":1,"text":"x = '\ud83d\ude00'\n"}}}"#,
        r#"{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a.py","version":2},"contentChanges":[{"text":"\ud83d"}]}}"#,
        r#"{"jsonrpc":"2.0","id":"two","result":null}"#,
        r#"{"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"none"}}"#,
        r#"{"jsonrpc":"2.0","method":"exit"}"#,
    ];
    let mut streams: Vec<Vec<u8>> = bodies.iter().map(|body| frame(body)).collect();
    streams.push(bodies.iter().flat_map(|body| frame(body)).collect());
    streams.push(b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length: 2\r\n\r\n{}".to_vec());
    drive("frames", targets::frames, streams, 60_000);
}
