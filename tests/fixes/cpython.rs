//! CPython as the judge of what compiles.

use std::process::Command;
use std::sync::OnceLock;

fn python() -> String {
    std::env::var("PYGLOSS_PYTHON").unwrap_or_else(|_| "python3".to_string())
}

/// What it prints when it is run with these arguments.
pub fn output(arguments: &[&str]) -> String {
    let python = python();
    let output = Command::new(&python).args(arguments).output().unwrap_or_else(|error| {
        panic!("{python} is needed as the judge: {error}; install it: apt-get install python3")
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Its version.
pub fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| output(&["-Ic", "import sys; print(sys.version.split()[0], end='')"]))
}

/// For each text why it does not compile, or `None` when it does.
pub fn errors(texts: &[&str]) -> Vec<Option<String>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("texts");
    let lines: String = texts.iter().map(|text| serde_json::json!(text).to_string() + "\n").collect();
    std::fs::write(&path, lines).expect("a file");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixes/compile.py");
    let answers = output(&["-I", script, path.to_str().expect("UTF-8")]);
    let answers: Vec<Option<String>> = answers.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), texts.len(), "an answer for each text");
    answers
}
