//! RACI tables in plain Markdown: at least two columns whose cells are letters of one scheme.

use super::Grid;
use super::table::{Planned, role, text, words};
use crate::specification::Defaults;
use bridgebook_domain::BlockKind;

/// Schemes (domain reference 3.2) in the order in which they are tried, with their letters.
const SCHEMES: &[(&str, &[&str])] = &[
    ("RACI", &["R", "A", "C", "I"]),
    ("RASCI", &["R", "A", "S", "C", "I"]),
    ("RACI-VS", &["R", "A", "C", "I", "V", "S"]),
    ("CAIRO", &["C", "A", "I", "R", "O"]),
    ("DACI", &["D", "A", "C", "I"]),
    ("RAPID", &["R", "A", "P", "I", "D"]),
];

/// Columns beside the roles, by the words of their heads.
const COLUMNS: &[(&[&str], &str)] = &[
    (&["no", "no.", "nr", "#", "number", "id", "step"], "no"),
    (&["stage", "phase"], "stage"),
    (
        &["activity", "activities", "task", "tasks", "process", "work item", "action", "decision", "responsibility"],
        "activity",
    ),
    (&["description", "details"], "description"),
    (&["deliverable", "deliverables", "output"], "deliverable"),
    (&["risk"], "risk"),
    (&["due", "due or trigger", "trigger", "deadline"], "due"),
];

/// Heads of columns that stay texts beside roles, whatever stands in them.
const REMARKS: &[&str] =
    &["notes", "note", "comment", "comments", "remark", "remarks", "owner", "status", "tool", "tools"];

/// The letters of a cell: `R/A`, `A, R`, `**A**`, `r`, `RA` and `R A`; an empty list for a dash.
fn letters(cell: &str) -> Option<Vec<String>> {
    let text: String = cell.chars().filter(|c| !matches!(c, '*' | '_' | '`' | '~')).collect();
    let text = text.trim().to_uppercase();
    if matches!(text.as_str(), "" | "-" | "–" | "—" | "N/A" | "NONE") {
        return Some(Vec::new());
    }
    let mut found = Vec::new();
    for part in text.split(|c: char| matches!(c, '/' | ',' | '&' | '+' | ';' | '|' | '\n') || c.is_whitespace()) {
        let part = part.trim_matches(['(', ')', '.']);
        if part.chars().count() > 3 || !part.chars().all(|c| "RACISVODP".contains(c)) {
            return None;
        }
        found.extend(part.chars().map(|c| c.to_string()));
    }
    found.sort();
    found.dedup();
    Some(found)
}

fn only_letters(cell: &str) -> Option<Vec<String>> {
    letters(cell)
}

/// The scheme and the columns when this is a RACI table.
pub(super) fn recognise(grid: &Grid) -> Option<(&'static str, Vec<Planned>)> {
    let mut roles = Vec::new();
    let mut used: Vec<String> = Vec::new();
    for n in 0..grid.heads.len() {
        let cells: Vec<&str> = grid.rows.iter().filter_map(|(_, cells)| cells.get(n)).map(String::as_str).collect();
        let filled: Vec<Vec<String>> =
            cells.iter().filter(|c| !c.trim().is_empty()).filter_map(|c| letters(c)).collect();
        let all = cells.iter().filter(|c| !c.trim().is_empty()).count();
        // One cell in five may hold a remark: it is reported, the column is a role all the same.
        let is_role = all > 0 && filled.iter().any(|l| !l.is_empty()) && filled.len() * 5 >= all * 4;
        if is_role && standard_key(&grid.heads[n]).is_none() {
            roles.push(n);
            used.extend(filled.into_iter().flatten());
        }
    }
    // Where one cell of the column with the A is no letter, the column is one of those that are added below.
    let has_accountable = used.iter().any(|l| l == "A")
        || (roles.len() >= 2
            && (1..grid.heads.len()).any(|n| !roles.contains(&n) && may_be_role(grid, n) && holds_a(grid, n)));
    let has_other = used.iter().any(|l| l == "R" || l == "D");
    let scheme = SCHEMES.iter().find(|(_, letters)| used.iter().all(|l| letters.contains(&l.as_str())))?.0;
    if roles.len() < 2 || roles.len() == grid.heads.len() || !has_accountable || !has_other {
        return None;
    }
    // Beside columns that are roles for certain, one that nobody has a letter in yet is a role as well, and so is one in
    // which remarks stand between letters of the scheme: those are reported.
    let letters_of_scheme = SCHEMES.iter().find(|(name, _)| *name == scheme)?.1;
    for n in 1..grid.heads.len() {
        if roles.contains(&n) || !may_be_role(grid, n) {
            continue;
        }
        let cells = grid.rows.iter().filter_map(|(_, cells)| cells.get(n)).filter(|cell| !cell.trim().is_empty());
        let read: Vec<Option<Vec<String>>> = cells.map(|cell| letters(cell)).collect();
        let is_letters = |found: &Vec<String>| {
            !found.is_empty() && found.iter().all(|letter| letters_of_scheme.contains(&letter.as_str()))
        };
        if read.iter().flatten().any(is_letters) || read.iter().all(|found| found.as_ref().is_some_and(Vec::is_empty)) {
            roles.push(n);
        }
    }
    let mut defaults = Defaults::new(&BlockKind::Raci, "");
    let mut has_activity = grid.heads.iter().any(|h| standard_key(h) == Some("activity"));
    let mut taken = Vec::new();
    let planned = grid.heads.iter().enumerate().map(|(n, head)| {
        let name = words(head);
        if roles.contains(&n) {
            return Planned { specification: role(&name), read: only_letters, expected: "a letter of the scheme" };
        }
        // The first column that is no role names the activity where no head says so.
        let key = standard_key(head).or(if has_activity { None } else { Some("activity") });
        let key = key.filter(|key| !taken.contains(key));
        if let Some(key) = key
            && let Some(specification) = defaults.by_key(key, &name)
        {
            has_activity |= key == "activity";
            taken.push(key);
            return text(specification);
        }
        text(Defaults::new(&BlockKind::Table, "").by_name(&name))
    });
    Some((scheme, planned.collect()))
}

/// Whether the head of a column leaves it open that it is a role.
fn may_be_role(grid: &Grid, n: usize) -> bool {
    let head = words(&grid.heads[n]).to_lowercase();
    !head.is_empty() && standard_key(&head).is_none() && !REMARKS.contains(&head.as_str())
}

/// Whether a cell of a column holds letters with an A among them.
fn holds_a(grid: &Grid, n: usize) -> bool {
    let mut cells = grid.rows.iter().filter_map(|(_, cells)| cells.get(n));
    cells.any(|cell| letters(cell).is_some_and(|found| found.iter().any(|letter| letter == "A")))
}

fn standard_key(head: &str) -> Option<&'static str> {
    let head = words(head).to_lowercase();
    COLUMNS.iter().find(|(names, _)| names.contains(&head.as_str())).map(|(_, key)| *key)
}
