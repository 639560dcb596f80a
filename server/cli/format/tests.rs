use super::*;
use crate::fixes::{Applicability, Edit};

fn file(text: &str, problems: Vec<Problem>) -> FileFindings {
    let (snapshot, catalog) = (Snapshot::new(text, 0), Catalog::builtin().clone());
    FileFindings { path: "src/a.py".to_string(), snapshot, catalog, problems }
}

fn problem(text: &str, needle: &str) -> Problem {
    let start = text.find(needle).unwrap();
    let range = start..start + needle.len();
    Problem {
        code: "is-int-literal".to_string(),
        topic: Some("integer-caching".to_string()),
        severity: Severity::Warning,
        message: "`is` asks for the same object.".to_string(),
        fixes: vec![Fix {
            title: "Compare values with `==`".to_string(),
            applicability: Applicability::Safe,
            edits: vec![Edit { range: range.clone(), new_text: "x == 1".to_string() }],
        }],
        range,
        related: Vec::new(),
        equivalents: vec!["F632".into()],
    }
}

fn rendered(format: Format, files: &[FileFindings]) -> String {
    let mut out = anstream::StripStream::new(Vec::new());
    let report = Report { files, failures: &[], links: &Links::none() };
    write(&mut out, format, &report).unwrap();
    String::from_utf8(out.into_inner()).unwrap()
}

#[test]
fn full_shows_the_place_and_the_help() {
    let text = "def f(x):\r\n    return x is 1\r\n";
    let mut one = problem(text, "x is 1");
    one.related.push(Related { range: 6..7, message: "bound here".to_string() });
    insta::assert_snapshot!(rendered(Format::Full, &[file(text, vec![one])]), @r#"
    warning[is-int-literal]: `is` asks for the same object.
     --> src/a.py:2:12
      |
    1 | def f(x):
      |       - bound here
    2 |     return x is 1
      |            ^^^^^^
      |
      = help: Compare values with `==` (`--fix`)
      = help: read more: `pygloss explain is-int-literal`
    "#);
}

#[test]
fn full_makes_control_characters_visible_and_survives_odd_ranges() {
    let text = "s = '\u{1b}[31m'; x is 1\r\ry";
    let mut one = problem(text, "x is 1");
    let far = Related { range: 9_000..9_001, message: "\u{1b}]0;t".to_string() };
    one.related.push(far);
    let out = rendered(Format::Full, &[file(text, vec![one])]);
    assert!(!out.contains('\u{1b}'), "{out}");
    assert!(out.contains("␛"));
}

#[test]
fn full_lets_no_control_character_beyond_ascii_and_none_of_a_name_through() {
    let text = "s = '\u{9b}31m\u{85}'; x is 1\n";
    let mut odd = file(text, vec![problem(text, "x is 1")]);
    odd.path = "a\u{1b}[7m\u{9b}.py".to_string();
    let out = rendered(Format::Full, &[odd]);
    assert!(out.chars().all(|c| !c.is_control() || c == '\n'), "{out:?}");
    assert!(out.contains("'¤31m¤'") && out.contains("a␛[7m"), "{out}");
    // The marks stay under the finding.
    let (code, marks) = out.split_once("; x is 1").map(|(before, after)| (before, after.lines().nth(1))).unwrap();
    let column = code.lines().last().unwrap().chars().count() + 2;
    assert_eq!(marks.unwrap().chars().position(|c| c == '^'), Some(column), "{out}");
}

#[test]
fn a_far_place_is_a_piece_of_its_own() {
    let text = format!("y = 1\n{}x is 1\n", "pass\n".repeat(60));
    let mut one = problem(&text, "x is 1");
    one.related.push(Related { range: 0..1, message: "bound here".to_string() });
    let out = rendered(Format::Full, &[file(&text, vec![one])]);
    assert!(out.lines().count() < 16, "{out}");
    assert!(out.contains("y = 1") && out.contains("x is 1"), "{out}");
}

#[test]
fn concise_counts_characters_from_one() {
    let text = "'😀é'; x is 1\n";
    assert_eq!(
        rendered(Format::Concise, &[file(text, vec![problem(text, "x is 1")])]),
        "src/a.py:1:7: warning[is-int-literal] `is` asks for the same object.\n"
    );
}

#[test]
fn json_is_the_contract() {
    let text = "'😀é'; x is 1\n";
    let files = [file(text, vec![problem(text, "x is 1")])];
    let expected = serde_json::json!({
        "path": "src/a.py", "code": "is-int-literal", "topic": "integer-caching",
        "severity": "warning", "message": "`is` asks for the same object.",
        "range": {"start": {"line": 0, "character": 7}, "end": {"line": 0, "character": 13}},
        "equivalents": ["F632"],
        "fixes": [{"title": "Compare values with `==`", "applicability": "safe", "edits": [{
            "range": {"start": {"line": 0, "character": 7}, "end": {"line": 0, "character": 13}},
            "newText": "x == 1",
        }]}],
    });
    let array: serde_json::Value = serde_json::from_str(&rendered(Format::Json, &files)).unwrap();
    assert_eq!(array, serde_json::json!([expected]));
    let line: serde_json::Value = serde_json::from_str(&rendered(Format::JsonLines, &files)).unwrap();
    assert_eq!(line, expected);
    assert_eq!(rendered(Format::Json, &[]), "[\n]\n");
}

#[test]
fn statistics_count_codes() {
    let text = "x is 1\n";
    let mut other = problem(text, "x");
    other.code = "another".to_string();
    let problems = vec![problem(text, "x"), other, problem(text, "x")];
    let mut out = Vec::new();
    write_statistics(&mut out, Format::Full, &[file(text, problems)]).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "2  is-int-literal\n1  another\n");
}
