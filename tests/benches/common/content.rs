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
    text.push_str("## Who does what\n\n<!-- bb:raci scheme=RACI -->\n\n| Activity |");
    for role in 1..=ROLES {
        let _ = write!(text, " Role {role} |");
    }
    let _ = write!(text, "\n| --- |{}\n", " --- |".repeat(ROLES));
    for activity in 1..=ACTIVITIES {
        let _ = write!(text, "| Carry out activity {activity} |");
        for role in 0..ROLES {
            // One A and a few others in every line, as a filled matrix has them.
            let letters = match (activity + role) % ROLES {
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
