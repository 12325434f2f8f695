//! What is wrong in a file that should be in our form, line by line: for templates that a team writes.

use bridgebook_domain::document::FORMAT;
use uuid::Uuid;

use crate::document_in::{Context, import};
use crate::names::NoNames;
use crate::report::Remark;
use crate::{front, input};

/// A problem in a template: the line, counted from 1, and the sentence for the person who wrote it.
pub type Problem = Remark;

/// The problems of a template, by line; none when it is understood whole.
#[must_use]
pub fn check(text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let imported = match import(text.as_bytes(), &mut Context { names: &NoNames, ids: &mut ids, file_name: "" }) {
        Ok(imported) => imported,
        Err(error) => return vec![Remark::new(error.line(), error.to_string())],
    };
    let text = input::decode(text.as_bytes(), &mut Vec::new()).unwrap_or_default();
    let lines: Vec<&str> = text.split('\n').collect();
    if !front::is_ours(&lines) {
        problems.push(Remark::new(
            1,
            format!("A template begins with a line “---”, a line “bridgebook: {FORMAT}” and the fields of its header."),
        ));
        return problems;
    }
    problems.extend(imported.report);
    if imported.document.title().trim().is_empty() {
        problems.push(Remark::new(1, "The header has no title. Write a line “title: ...” below “bridgebook: 1”."));
    }
    if imported.document.sections.is_empty() {
        problems.push(Remark::new(lines.len(), "There is no section. A section begins with a line “## Heading”."));
    }
    problems.sort();
    problems
}
