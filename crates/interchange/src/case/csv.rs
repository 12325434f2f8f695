//! Cases out of CSV: a case a row, its fields under the headings.

use bridgebook_domain::case::MappingTarget;
use bridgebook_domain::view::folded;

use super::json_case::Draft;
use super::{CASE_LIMIT, Intake, Reading, field, quoted};
use crate::csv_form::{clean, undone};
use crate::csv_text::{self, Quotes};
use crate::input::COLUMN_LIMIT;

/// Reads the cases of a CSV file.
pub(super) fn read(bytes: &[u8], reading: &Reading<'_>, intake: &mut Intake) {
    if let Some(what) = csv_text::binary(bytes) {
        let why = format!(
            "The file holds binary data and no text{what}. No case was taken from it. Save it as “CSV UTF-8” in its program"
        );
        intake.refuse("the file", why, "");
        return;
    }
    let (text, remark) = csv_text::decode(bytes);
    intake.remarks.extend(remark.into_iter().chain(csv_text::controls(&text)));
    if text.trim().is_empty() {
        intake.refuse("the file", "There is nothing in the file. No case was taken from it", "");
        return;
    }
    let delimiter = csv_text::delimiter(&text);
    let Quotes { open, broken } = csv_text::quotes(&text, delimiter);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(head)) = records.next() else {
        intake.refuse(
            "line 1",
            "The headings cannot be read as CSV. No case was taken from the file. Save it as “CSV UTF-8”",
            "",
        );
        return;
    };
    let headings: Vec<String> = head.iter().map(|name| clean(undone(name)).trim().to_owned()).collect();
    if headings.len() > COLUMN_LIMIT {
        let why = format!(
            "The file has {} columns; at most {COLUMN_LIMIT} can be read. No case was taken from it. Leave columns out",
            headings.len()
        );
        intake.refuse("line 1", why, "");
        return;
    }
    let targets: Vec<MappingTarget> = headings.iter().map(|heading| target(heading, reading)).collect();
    if !is_mapped(&headings, reading, intake) {
        return;
    }
    for record in records {
        let Ok(record) = record else {
            intake.refuse(
                "a line",
                "The line cannot be read as CSV. It was not taken. Save the file as “CSV UTF-8”",
                "",
            );
            continue;
        };
        let line = record.position().map_or(0, csv::Position::line);
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        let place = format!("line {line}");
        let cells: Vec<String> = record.iter().map(|cell| clean(undone(cell))).collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let whole = || cells.join(" | ");
        if intake.cases.len() >= CASE_LIMIT {
            let why = format!(
                "One file may hold {CASE_LIMIT} cases. The first {CASE_LIMIT} were read, the rest from here on was not. Split the file"
            );
            intake.refuse(place, why, &whole());
            return;
        }
        if open.is_some_and(|open| open >= line)
            && open.is_some_and(|open| open < line + whole().matches('\n').count() + 1)
        {
            let why = format!(
                "A quotation that begins in line {} is never closed. The rest of the file from here on was not taken. Close it and take it in again",
                open.unwrap_or(line)
            );
            intake.refuse(place, why, &whole());
            return;
        }
        if cells.len() > headings.len() && cells[headings.len()..].iter().any(|cell| !cell.trim().is_empty()) {
            let why = format!(
                "The line has {} cells and the file {} headings. The case was not taken. Put quotation marks around cells that hold the separator",
                cells.len(),
                headings.len()
            );
            intake.refuse(place, why, &whole());
            continue;
        }
        match case(&targets, &headings, &cells, reading) {
            Ok(draft) => match draft.whole() {
                Ok((case, remarks)) => {
                    if broken.contains(&line) {
                        intake.remark(line, "Text follows the end of a quotation within its cell; the marks were left out and all of it was kept.");
                    }
                    for remark in remarks {
                        intake.remark(line, remark);
                    }
                    intake.take(place, case);
                }
                Err(why) => intake.refuse(place, format!("{why}. The case was not taken"), &whole()),
            },
            Err(why) => intake.refuse(place, format!("{why}. The case was not taken"), &whole()),
        }
    }
    if intake.cases.is_empty() && intake.refused.is_empty() {
        intake.refuse(
            "the file",
            "The file has headings and no line below them. No case was taken from it",
            &headings.join(" | "),
        );
    }
}

fn target(heading: &str, reading: &Reading<'_>) -> MappingTarget {
    if let Some(target) = reading.mapping.and_then(|mapping| mapping.target(heading)) {
        return target;
    }
    match MappingTarget::from_word(heading) {
        MappingTarget::Field(name) => MappingTarget::Field(field::key(&name, reading.table)),
        // Headings alone leave nothing out.
        MappingTarget::Nothing => MappingTarget::Field(heading.to_owned()),
        other => other,
    }
}

/// Whether the mapping can be used: each column that it names is still there. What it says and the file does not have is
/// told.
fn is_mapped(headings: &[String], reading: &Reading<'_>, intake: &mut Intake) -> bool {
    let Some(mapping) = reading.mapping else { return true };
    let gone = reading.table.map(|table| mapping.missing(table)).unwrap_or_default();
    if !gone.is_empty() {
        let list: Vec<String> = gone.iter().map(|(from, to)| format!("{} to {}", quoted(from), quoted(to))).collect();
        let why = format!(
            "The mapping {} sends {}, but the table has no such column any more. No case was taken from the file. Correct the mapping, or bring the column back",
            quoted(&mapping.name),
            list.join(" and ")
        );
        intake.refuse("line 1", why, &headings.join(" | "));
        return false;
    }
    let is_there = |wanted: &str| headings.iter().any(|heading| folded(heading) == folded(wanted));
    for (from, to) in mapping.columns.iter().filter(|(from, _)| !is_there(from)) {
        intake.lacking.push((from.clone(), to.clone()));
        intake.remark(
            1,
            format!(
                "The mapping {} names the heading {}, which the file does not have.",
                quoted(&mapping.name),
                quoted(from)
            ),
        );
    }
    true
}

fn case(
    targets: &[MappingTarget],
    headings: &[String],
    cells: &[String],
    reading: &Reading<'_>,
) -> Result<Draft, String> {
    let mut draft = Draft::default();
    let mut talks = Vec::new();
    for ((target, heading), cell) in targets.iter().zip(headings).zip(cells) {
        if cell.trim().is_empty() {
            continue;
        }
        let parts = |signs: &[char]| -> Vec<String> {
            cell.split(signs).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        match target {
            MappingTarget::Id => draft.id(cell)?,
            MappingTarget::Conversation => talks.push(cell),
            MappingTarget::Attempts => {
                let lines = parts(&['\n']).into_iter().map(|line| line.trim_start_matches(['-', '*', ' ']).to_owned());
                draft.case.attempts.extend(lines);
            }
            MappingTarget::Flags => draft.case.flags.extend(parts(&[',', ';', '\n'])),
            MappingTarget::Signals => draft.signals(parts(&[',', ';', '\n']))?,
            MappingTarget::CustomerData(name) => {
                let name = if name.is_empty() { heading.clone() } else { name.clone() };
                field::put(&mut draft.case.customer_data, name, cell.clone())?;
            }
            MappingTarget::Field(name) => {
                let name = if name.is_empty() { "column without a heading".to_owned() } else { name.clone() };
                draft.field(name, cell, reading)?;
            }
            MappingTarget::Nothing => {}
        }
    }
    for talk in talks {
        draft.conversation(talk, reading);
    }
    Ok(draft)
}
