//! What is wrong in a template that a team writes, line by line. A file in our form has to be understood whole; plain
//! Markdown by somebody else is taken as an import takes it, so only what refuses the file is wrong in it.

use bridgebook_domain::document::FORMAT;
use uuid::Uuid;

use crate::document_in::{Context, import};
use crate::names::NoNames;
use crate::report::{Remark, Report};
use crate::{comment, front, input};

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
    let text = input::decode(text.as_bytes(), &mut Report::default()).unwrap_or_default();
    let lines: Vec<&str> = text.split('\n').collect();
    if !front::is_ours(&lines) {
        if let Some(n) = lines.iter().position(|line| line.starts_with(comment::OPEN)) {
            problems.push(Remark::new(
                1,
                format!(
                    "A template begins with a line “---”, a line “bridgebook: {FORMAT}” and the fields of its header. Without them the file is plain Markdown, in which the block in line {} means nothing.",
                    n + 1
                ),
            ));
        } else if imported.document.sections.is_empty() {
            problems.push(Remark::new(
                1,
                "There is nothing in the file but its title. Write what the document begins with.",
            ));
        }
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
