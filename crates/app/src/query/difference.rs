//! What changed in a document between two moments, place by place: the difference of the domain as rows of words.

use bridgebook_domain::difference::{
    Difference, FieldDifference, RowDifference, SectionDifference, Sign, Span, after, before,
};
use bridgebook_domain::{BlockKind, DocumentId};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::document::DifferenceRow;

impl Bridgebook {
    pub(super) async fn difference(
        &self,
        id: DocumentId,
        from: &str,
        to: &str,
    ) -> Result<Vec<DifferenceRow>, ApiError> {
        Ok(rows(&self.differing(id, from, Some(to)).await?.difference))
    }
}

/// A difference as rows, a place each.
pub fn rows(difference: &Difference) -> Vec<DifferenceRow> {
    let mut list = Vec::new();
    fields(&mut list, "", &difference.header);
    // What was removed stands at the end, as it has no number any more.
    let (gone, stands): (Vec<_>, Vec<_>) = difference.sections.iter().partition(|s| s.sign == Sign::Removed);
    for section in stands {
        let place = format!("{} {}", section.number, after(&section.heading));
        match section.sign {
            Sign::Added => list.push(row(Sign::Added, place, String::new(), summary(section))),
            _ => changed(&mut list, &place, section),
        }
    }
    for section in gone {
        let place = format!("{} {}", section.number, before(&section.heading));
        list.push(row(Sign::Removed, place, summary(section), String::new()));
    }
    list
}

fn row(sign: Sign, place: String, before: String, after: String) -> DifferenceRow {
    let sign = match sign {
        Sign::Added => "added",
        Sign::Removed => "removed",
        Sign::Same | Sign::Changed => "changed",
    };
    DifferenceRow { sign: sign.to_owned(), place, before, after }
}

fn fields(list: &mut Vec<DifferenceRow>, place: &str, fields: &[FieldDifference]) {
    for field in fields {
        let place = if place.is_empty() { field.label.clone() } else { format!("{place}, {}", field.label) };
        list.push(row(field.sign, place, before(&field.spans), after(&field.spans)));
    }
}

/// A text that differs, with its sign by what stood and stands there.
fn text(list: &mut Vec<DifferenceRow>, place: &str, spans: &[Span]) {
    if spans.iter().all(|s| s.sign == Sign::Same) {
        return;
    }
    let (old, new) = (before(spans), after(spans));
    let sign = match (old.is_empty(), new.is_empty()) {
        (true, _) => Sign::Added,
        (_, true) => Sign::Removed,
        _ => Sign::Changed,
    };
    list.push(row(sign, place.to_owned(), old, new));
}

fn changed(list: &mut Vec<DifferenceRow>, place: &str, section: &SectionDifference) {
    let length = list.len();
    if section.heading.iter().any(|s| s.sign != Sign::Same) {
        let (old, new) = (before(&section.heading), after(&section.heading));
        list.push(row(Sign::Changed, format!("{place}, heading"), old, new));
    }
    text(list, place, &section.text);
    fields(list, place, &section.fields);
    for column in section.columns.iter().filter(|c| c.sign != Sign::Same) {
        let about = if column.about.is_empty() { String::new() } else { format!(" ({})", column.about.join(", ")) };
        let (old, new) = (before(&column.name), after(&column.name));
        list.push(row(column.sign, format!("{place}, column{about}"), old, new));
    }
    for one in &section.rows {
        cells(list, place, one, section);
    }
    let is_elsewhere = section.is_moved || section.sign == Sign::Changed;
    if list.len() == length && is_elsewhere {
        list.push(row(Sign::Changed, format!("{place}, order"), String::new(), String::new()));
    }
}

fn cells(list: &mut Vec<DifferenceRow>, place: &str, one: &RowDifference, section: &SectionDifference) {
    let place = format!("{place}, row {}", one.number);
    let held = section.columns.iter().filter_map(|c| Some((c, one.cells.iter().find(|cell| cell.column == c.column)?)));
    match one.sign {
        Sign::Removed => {
            let words: Vec<String> = held.map(|(_, cell)| before(&cell.spans)).collect();
            list.push(row(Sign::Removed, place, words.join(" · "), String::new()));
        }
        Sign::Added if one.cells.is_empty() => list.push(row(Sign::Added, place, String::new(), String::new())),
        Sign::Same if one.is_moved => {
            list.push(row(Sign::Changed, format!("{place}, place"), String::new(), String::new()));
        }
        _ => {
            for (column, cell) in held.filter(|(_, cell)| cell.sign != Sign::Same) {
                let name = if column.sign == Sign::Removed { before(&column.name) } else { after(&column.name) };
                list.push(row(cell.sign, format!("{place}, {name}"), before(&cell.spans), after(&cell.spans)));
            }
        }
    }
}

/// What a whole section holds, briefly.
fn summary(section: &SectionDifference) -> String {
    if section.kind == BlockKind::Prose {
        let text = if section.sign == Sign::Removed { before(&section.text) } else { after(&section.text) };
        return text;
    }
    format!("{} rows", section.rows.len())
}
