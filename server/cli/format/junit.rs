//! JUnit's XML: a suite for each file with findings, a failed case for each finding.

use super::super::terminal::{on_one_line, printable};
use super::{Report, one_based, word};
use crate::position::Encoding;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut xml = quick_junit::Report::new("pygloss");
    for file in report.files {
        let mut suite = TestSuite::new(on_one_line(&file.path));
        for problem in &file.problems {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let (start, _) = one_based(file.snapshot.text(), &problem.range, Encoding::Utf32);
            let message = clean(&problem.message);
            status.set_type(word(problem.severity)).set_message(message.as_str());
            status.set_description(format!("{}:{}:{}: {message}", on_one_line(&file.path), start.0, start.1));
            let mut case = TestCase::new(problem.code.as_str(), status);
            case.set_classname(on_one_line(&file.path));
            case.extra.insert("line".into(), start.0.to_string().into());
            case.extra.insert("column".into(), start.1.to_string().into());
            suite.add_test_case(case);
        }
        xml.add_test_suite(suite);
    }
    if !report.failures.is_empty() {
        let mut suite = TestSuite::new("pygloss");
        for failure in report.failures {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(clean(failure));
            suite.add_test_case(TestCase::new("not checked", status));
        }
        xml.add_test_suite(suite);
    }
    if xml.test_suites.is_empty() {
        // Some readers take a report without any case for a run that broke.
        let mut suite = TestSuite::new("pygloss");
        suite.add_test_case(TestCase::new("nothing found", TestCaseStatus::success()));
        xml.add_test_suite(suite);
    }
    let text = xml.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

/// Text without what XML cannot hold and without what drives a terminal.
fn clean(text: &str) -> String {
    printable(text).into_owned()
}
