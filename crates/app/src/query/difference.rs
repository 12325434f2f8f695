//! What changed in a document between two moments, place by place.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::{Column, Document, DocumentId, Section, Value};

use super::document::numbers;
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
        let (from, to) = (self.past(from).await?, self.past(to).await?);
        let before = self.document_then(id, Some(from)).await?;
        let after = self.document_then(id, Some(to)).await?;
        // Both sides in the words of the later moment: what is shown is what changed in the document.
        let directory = self.directory_then(Some(to)).await?;
        Ok(between(&before.document, &after.document, &directory))
    }
}

/// The differences of two states of one document.
pub fn between(before: &Document, after: &Document, directory: &Directory) -> Vec<DifferenceRow> {
    let mut rows = Rows { list: Vec::new() };
    for field in bridgebook_domain::document::HEADER {
        let words = |d: &Document| d.header.get(field.key).map_or_else(String::new, |v| reference_words(v, directory));
        rows.compare(field.label, &words(before), &words(after));
    }
    let (old, new) = (numbers(before), numbers(after));
    for (id, section) in after.live_sections() {
        let place = format!("{} {}", new.get(&id).map_or("", String::as_str), section.heading);
        match before.sections.get(&id).filter(|s| s.deleted_at.is_none()) {
            None => rows.push("added", &place, "", &summary(section)),
            Some(earlier) => sections(&mut rows, &place, earlier, section, directory),
        }
    }
    for (id, section) in before.live_sections() {
        if after.sections.get(&id).is_none_or(|s| s.deleted_at.is_some()) {
            let place = format!("{} {}", old.get(&id).map_or("", String::as_str), section.heading);
            rows.push("removed", &place, &summary(section), "");
        }
    }
    rows.list
}

struct Rows {
    list: Vec<DifferenceRow>,
}

impl Rows {
    fn push(&mut self, sign: &str, place: &str, before: &str, after: &str) {
        self.list.push(DifferenceRow {
            sign: sign.to_owned(),
            place: place.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        });
    }

    fn compare(&mut self, place: &str, before: &str, after: &str) {
        match (before.is_empty(), after.is_empty()) {
            _ if before == after => {}
            (true, _) => self.push("added", place, "", after),
            (_, true) => self.push("removed", place, before, ""),
            _ => self.push("changed", place, before, after),
        }
    }
}

fn sections(rows: &mut Rows, place: &str, before: &Section, after: &Section, directory: &Directory) {
    rows.compare(&format!("{place}, heading"), &before.heading, &after.heading);
    rows.compare(place, &before.block.text, &after.block.text);
    for (id, column) in after.block.live_columns() {
        let earlier = before.block.columns.get(&id).filter(|c| c.deleted_at.is_none());
        let was = earlier.map_or("", |c| c.name.as_str());
        rows.compare(&format!("{place}, column"), was, &column.name);
    }
    for (n, (id, row)) in after.block.live_rows().into_iter().enumerate() {
        let row_place = format!("{place}, row {}", n + 1);
        let earlier = before.block.rows.get(&id).filter(|r| r.deleted_at.is_none());
        if earlier.is_none() && row.cells.values().all(Value::is_empty) {
            rows.push("added", &row_place, "", "");
        }
        for (column_id, column) in after.block.live_columns() {
            let words = |cells: Option<&Value>| cells.map_or_else(String::new, |v| cell_words(column, v, directory));
            let was = words(earlier.and_then(|r| r.cells.get(&column_id)));
            rows.compare(&format!("{row_place}, {}", column.name), &was, &words(row.cells.get(&column_id)));
        }
    }
    for (n, (id, row)) in before.block.live_rows().into_iter().enumerate() {
        if after.block.rows.get(&id).is_none_or(|r| r.deleted_at.is_some()) {
            let columns = before.block.live_columns();
            let words: Vec<String> = columns
                .iter()
                .filter_map(|(c, column)| row.cells.get(c).map(|v| cell_words(column, v, directory)))
                .collect();
            rows.push("removed", &format!("{place}, row {}", n + 1), &words.join(" · "), "");
        }
    }
}

fn summary(section: &Section) -> String {
    if section.block.text.is_empty() {
        format!("{} rows", section.block.live_rows().len())
    } else {
        section.block.text.clone()
    }
}

fn reference_words(value: &Value, directory: &Directory) -> String {
    value.members().into_iter().map(|m| directory.words(m).to_owned()).collect::<Vec<_>>().join(", ")
}

fn cell_words(column: &Column, value: &Value, directory: &Directory) -> String {
    let word = |m: &str| match column.choices.get(m) {
        Some(choice) => choice.name.clone(),
        None => directory.words(m).to_owned(),
    };
    value.members().into_iter().map(word).collect::<Vec<_>>().join(", ")
}
