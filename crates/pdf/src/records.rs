//! A few rows with many columns, upright: each row by itself, its values four up under their names, and below these
//! the names of what is still to be written in.

use bridgebook_domain::{Column as Field, ColumnId, Section, Value};

use crate::blank_words::is_of_sentences;
use crate::desk::Desk;
use crate::facts::{Fact, styled};
use crate::flow::{Opening, RULE_HEAD, Strip, keep_together, keep_with_next, moved};
use crate::heading::title_strip;
use crate::page::Item;
use crate::rich::{Face, Rich, Style};
use crate::table::Title;
use crate::text::Align;
use crate::write_in::Fields;

/// Rows beyond which a table on its side is easier to compare.
pub(crate) const MOST: usize = 6;
/// Columns beyond which a row told by itself would be longer than it is clear.
pub(crate) const MOST_COLUMNS: usize = 16;

/// Characters beyond which a value is read rather than looked up.
const SENTENCE: usize = 30;

/// How the values of a column are set: sentences as text, names and figures so that they are found.
fn style_of(section: &Section, column: ColumnId, field: &Field) -> Style {
    if !is_of_sentences(field) {
        return Style::FACT;
    }
    let rows = section.block.live_rows();
    let values = rows.iter().filter_map(|(_, row)| row.cells.get(&column).and_then(Value::as_one));
    let longest = values.map(|text| text.chars().count()).max().unwrap_or(0);
    if longest > SENTENCE { Style { face: Face::Regular, ..Style::FACT } } else { Style::FACT }
}

/// The rows one below the other; the first column names them.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, title: Option<Title>, width: f32) -> Vec<Strip> {
    let columns = section.block.live_columns();
    let mut strips: Vec<Strip> = Vec::new();
    if let Some(title) = title {
        let mut first = title_strip(&mut desk.setter, &title, 0.0, width, false);
        first.opening = Opening::Table;
        strips.push(first);
    }
    let Some(((lead, lead_field), rest)) = columns.split_first() else { return strips };
    for (_, row) in section.block.live_rows() {
        let name = row.cells.get(lead).map(|value| desk.words(lead_field, value)).unwrap_or_default();
        let mut items = Vec::new();
        let mut y = 3.0;
        for line in desk.setter.lines(&Rich::new(name, Style::LABEL), width, Align::Start) {
            items.extend(moved(line.items, 0.0, y));
            y += line.height;
        }
        items.push(Item::rule(0.0, y + 1.4, width, RULE_HEAD));
        let mut record = vec![Strip::new(Opening::Space(7.0), y + 2.0, items)];
        let facts: Vec<(&str, String, Style)> = rest
            .iter()
            .filter_map(|(id, field)| Some((*id, *field, row.cells.get(id).filter(|value| !value.is_empty())?)))
            .map(|(id, field, value)| (field.name.as_str(), desk.words(field, value), style_of(section, id, field)))
            .collect();
        let empty = rest.iter().filter(|(id, _)| row.cells.get(id).is_none_or(Value::is_empty));
        let empty: Vec<String> = empty.map(|(_, field)| field.name.clone()).collect();
        for (at, four) in facts.chunks(4).enumerate() {
            let mut items = Vec::new();
            let four: Vec<Fact<'_>> = four.iter().map(|(name, value, style)| (*name, value.as_str(), *style)).collect();
            let height = styled(desk, &four, width, 0.0, &mut items) - 7.0;
            if at == 0 {
                // The rule under the name is enough above the first four.
                items.retain(|item| !matches!(item, Item::Rect { y, .. } if *y == 0.0));
            }
            record.push(Strip::new(Opening::Space(0.0), height, items));
        }
        record.extend(Fields::new(&mut desk.setter, &empty, 0.0, width).strips(2.0));
        keep_together(&mut record);
        if strips.len() == 1 {
            keep_with_next(&mut strips, &record);
        }
        strips.extend(record);
    }
    if let Some(last) = strips.last_mut() {
        last.items.push(Item::rule(0.0, last.height - RULE_HEAD, width, RULE_HEAD));
        last.end_rule = Some((0.0, width));
    }
    strips
}
