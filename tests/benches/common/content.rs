//! The documents that are measured, in the file form, the same in every run.

use std::fmt::Write as _;

const SENTENCE: &str = "Version 4.2 of the Payments gateway replaced the certificate of the Harbourline client without its intermediate certificate; the rollback was decided at 14:44 and complete at 15:03. ";

/// Sections of the long document; the last of them is the matrix.
pub const SECTIONS: usize = 60;
/// Activities of its matrix.
pub const ACTIVITIES: usize = 100;
/// Roles of its matrix.
pub const ROLES: usize = 30;

/// Parts of the large binder: a page of prose and a page of table each.
const PARTS: usize = 100;

/// A document of 60 sections with about 1.1 kB of prose each, and a RACI matrix of 100 by 30.
pub fn long_document() -> String {
    let mut text = front_matter("Long document");
    for section in 1..SECTIONS {
        let prose = SENTENCE.repeat(6);
        let _ = write!(text, "## Section {section}\n\n{}\n\n", prose.trim_end());
    }
    matrix(&mut text, ACTIVITIES, ROLES);
    text
}

/// A document of nothing but a RACI matrix.
pub fn matrix_document(activities: usize, roles: usize) -> String {
    let mut text = front_matter("Matrix");
    matrix(&mut text, activities, roles);
    text
}

/// A RACI matrix with one A and a few others in every line, as a filled one has them.
fn matrix(text: &mut String, activities: usize, roles: usize) {
    text.push_str("## Who does what\n\n<!-- bb:raci scheme=RACI -->\n\n| Activity |");
    for role in 1..=roles {
        let _ = write!(text, " Role {role} |");
    }
    let _ = write!(text, "\n| --- |{}\n", " --- |".repeat(roles));
    for activity in 1..=activities {
        let _ = write!(text, "| Carry out activity {activity} |");
        for role in 0..roles {
            let letters = match (activity + role) % roles {
                0 => "A",
                1 | 9 => "R",
                3 | 12 | 20 => "C",
                5 | 15 | 18 | 25 => "I",
                _ => "",
            };
            let _ = write!(text, " {letters} |");
        }
        text.push('\n');
    }
}

/// A document of at least so many bytes as people write it: prose with emphasis, lists and links, tables with
/// columns of several types, check lists, and a small matrix now and then.
pub fn mixed_document(bytes: usize) -> String {
    let mut text = front_matter("Mixed document");
    for part in 1.. {
        if text.len() >= bytes {
            break;
        }
        let _ = write!(text, "## Part {part}\n\n");
        for paragraph in 1..=3 {
            let words = SENTENCE.repeat(2);
            let _ = write!(text, "**Paragraph {paragraph}** of [part {part}](https://example.org/{part}). {words}\n\n");
        }
        for item in 1..=6 {
            let _ = writeln!(
                text,
                "{item}. Look at the *dashboard*, then at `gateway-{item}`, and write down what it shows"
            );
        }
        let _ = write!(text, "\n### Steps {part}\n\n<!-- bb:checklist -->\n\n");
        for item in 1..=8 {
            let _ =
                writeln!(text, "- [{}] Carry out step {item} of part {part}", if item % 3 == 0 { 'x' } else { ' ' });
        }
        let _ = write!(
            text,
            "\n### Actions {part}\n\n<!-- bb:table\ncol Action type=text\ncol State type=choice choices=[Open=risk, Done=ok]\n\
             col Due type=date\ncol Takes type=duration\n-->\n\n| Action | State | Due | Takes |\n| --- | --- | --- | --- |\n"
        );
        for row in 1..=14 {
            let state = if row % 2 == 0 { "Open" } else { "Done" };
            let _ = writeln!(
                text,
                "| Freeze deployments of part {part}, item {row} | {state} | 2026-03-{row:02} | {row} min |"
            );
        }
        text.push('\n');
        if part % 4 == 0 {
            matrix(&mut text, 12, 10);
            text.push('\n');
        }
    }
    text
}

/// A document of about 200 printed pages: prose and tables in turn.
pub fn large_binder() -> String {
    let mut text = front_matter("Large binder");
    for part in 1..=PARTS {
        let _ = write!(text, "## Part {part}\n\n");
        for paragraph in 1..=14 {
            let words = SENTENCE.repeat(2);
            let _ = write!(text, "Paragraph {paragraph} of part {part}. {}\n\n", words.trim_end());
        }
        let _ = write!(text, "## Table {part}\n\n<!-- bb:table -->\n\n| No | Objective | Owner | Measured by |\n");
        text.push_str("| --- | --- | --- | --- |\n");
        for row in 1..=34 {
            let _ = writeln!(
                text,
                "| O{row} | Freeze all deployments of part {part} until the Commander lifts the freeze, item {row} | Katarzyna Wójcik | Change calendar locked |"
            );
        }
        text.push('\n');
    }
    text
}

fn front_matter(title: &str) -> String {
    format!("---\nbridgebook: 1\ntitle: {title}\nlanguage: en\nversion: 1.0\nstatus: draft\n---\n\n")
}
