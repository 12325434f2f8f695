//! Severity from impact and urgency: looked up in a matrix, impact downwards, urgency across (ITIL).

use bridgebook_domain::{Choice, Column as Field, ColumnId, ColumnType, Section, Value};

use crate::block::Place;
use crate::desk::Desk;
use crate::flow::{Strip, keep_together};
use crate::rich::{Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;
use crate::words::fill;

/// Steps of an axis beyond which a list is easier to read.
const MOST: usize = 8;
/// Height of a row to write in.
const WRITE_IN: f32 = 27.5;

/// The columns of a lookup, where a section is one that a matrix can show: each pair of impact and urgency once,
/// and nothing said beside them.
fn lookup(section: &Section) -> Option<[(ColumnId, &Field); 3]> {
    if !section.is_form("impact-urgency") {
        return None;
    }
    let block = &section.block;
    let [impact, urgency, severity] = ["impact", "urgency", "severity"].map(|key| block.column_by_key(key));
    let columns = [impact?, urgency?, severity?];
    let is_axis = |(_, field): &(ColumnId, &Field)| {
        let steps = field.live_choices().len();
        field.column_type == ColumnType::Choice && (1..=MOST).contains(&steps)
    };
    if !is_axis(&columns[0]) || !is_axis(&columns[1]) {
        return None;
    }
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (_, row) in block.live_rows() {
        let known = |id: &ColumnId| columns.iter().any(|(own, _)| own == id);
        if row.cells.iter().any(|(id, value)| !known(id) && !value.is_empty()) {
            return None;
        }
        let step = |at: usize| {
            let (id, field) = columns[at];
            row.cells.get(&id).and_then(Value::as_one).filter(|word| field.choices.contains_key(*word))
        };
        let pair = (step(0)?, step(1)?);
        if seen.contains(&pair) {
            return None;
        }
        seen.push(pair);
    }
    Some(columns)
}

/// Whether a section is drawn as a matrix.
pub(crate) fn is_lookup(section: &Section) -> bool {
    lookup(section).is_some()
}

/// The matrix, the gravest pair at its top left.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let Some([impact, urgency, severity]) = lookup(section) else {
        return crate::grid::table(desk, section, place);
    };
    let steps = |field: &'_ Field| -> Vec<(String, Choice)> {
        let mut list: Vec<(String, Choice)> =
            field.live_choices().into_iter().map(|(id, choice)| (id.to_owned(), choice.clone())).collect();
        // Choices go from the least to the most.
        list.reverse();
        list
    };
    let (down, across) = (steps(impact.1), steps(urgency.1));
    let mut columns = vec![Column::new(&impact.1.name, Align::Start)];
    columns.extend(across.iter().map(|(_, choice)| Column::new(&choice.name, Align::Centre)));
    let width = place.frame.text_width();
    let mut table = Table::new(columns);
    let own = (width - crate::flow::CONTENT) / across.len() as f32 - table.gutter;
    for column in table.columns.iter_mut().skip(1) {
        column.fixed = Some(own.max(30.0));
    }
    table.row_min = if desk.is_blank() { WRITE_IN } else { 19.0 };
    table.ruled = desk.is_blank();
    let rows = section.block.live_rows();
    for (id, choice) in &down {
        let mut cells = vec![vec![Rich::new(&choice.name, Style::TABLE_LEAD)]];
        for (other, _) in &across {
            let is = |row: &bridgebook_domain::Row, column: ColumnId, word: &str| {
                row.cells.get(&column).and_then(Value::as_one) == Some(word)
            };
            let row = rows.iter().find(|(_, row)| is(row, impact.0, id) && is(row, urgency.0, other));
            let value = row.and_then(|(_, row)| row.cells.get(&severity.0)).filter(|_| !desk.is_blank());
            cells.push(desk.cell(severity.1, value, Style::TABLE));
        }
        table.rows.push(Row::Body(cells));
    }
    let remark = fill(desk.say().across, &[("n", &urgency.1.name.to_lowercase())]);
    let guidance = if desk.is_blank() && !section.guidance.is_empty() { section.guidance.clone() } else { remark };
    table.title = Some(place.named(guidance));
    let mut strips = table.strips(&mut desk.setter, width, place.frame.text_height());
    keep_together(&mut strips);
    strips
}
