//! Regulatory and contractual clocks: a line for each obligation, with what starts its clock, when it is due, how
//! much of the time is used, and who answers for it. What belongs together stands in one column, so that the list
//! stays upright.

use bridgebook_domain::{Column as Field, ColumnId, Row as Record, Section, Value};
use jiff::{SignedDuration, Timestamp};

use crate::block::Place;
use crate::desk::Desk;
use crate::flow::Strip;
use crate::rich::{Mark, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;
use crate::words::fill;
use crate::{looks, unfilled, wide};

/// Keys that stand in the columns below; all others become columns of their own.
const GROUPS: [&[&str]; 6] = [
    &["regime", "article", "source", "reviewed_on"],
    &["anchor", "anchor_at", "rationale"],
    &["offset", "calendar"],
    &["recipient", "content"],
    &["owner", "approver"],
    &["status", "applies", "reference"],
];

/// Whether a section lists such clocks, in the columns that are known here.
pub(crate) fn are_in(desk: &Desk<'_>, section: &Section) -> bool {
    let block = &section.block;
    section.is_form("regulatory")
        && !desk.is_blank()
        && !block.live_rows().is_empty()
        && block.column_by_key("regime").is_some()
        && block.column_by_key("anchor").is_some()
        && !looks::are_in(block)
}

/// The list.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let columns = crate::grid::columns_of(desk, section);
    let rows = section.block.live_rows();
    let groups: Vec<Vec<(ColumnId, &Field)>> = GROUPS
        .iter()
        .map(|keys| {
            let of = |key: &&str| columns.iter().find(|(_, field)| field.key == **key).copied();
            keys.iter().filter_map(of).collect()
        })
        .collect();
    let known = |field: &Field| GROUPS.iter().any(|keys| keys.contains(&field.key.as_str()));
    let others: Vec<(ColumnId, &Field)> = columns.iter().filter(|(_, field)| !known(field)).copied().collect();
    let runs = rows.iter().any(|(_, row)| running(desk, section, row).is_some());
    let mut heads: Vec<Column> = Vec::new();
    for (at, group) in groups.iter().enumerate().filter(|(_, group)| !group.is_empty()) {
        heads.push(Column { head: head(group), align: Align::Start, fixed: None });
        if at == 2 && runs {
            heads.push(Column { fixed: Some(56.0), ..Column::new(desk.say().time_used, Align::Start) });
        }
    }
    heads.extend(others.iter().map(|(_, field)| Column::new(&field.name, Align::Start)));
    let mut table = Table::new(heads);
    table.gutter = 9.0;
    for (_, row) in &rows {
        let mut cells: Vec<Vec<Rich>> = Vec::new();
        for (at, group) in groups.iter().enumerate().filter(|(_, group)| !group.is_empty()) {
            cells.push(told(desk, section, row, at, group));
            if at == 2 && runs {
                cells.push(used(desk, section, row));
            }
        }
        cells.extend(others.iter().map(|(id, field)| desk.cell(field, row.cells.get(id), Style::TABLE)));
        table.rows.push(Row::Body(cells));
    }
    table.title = Some(place.named(String::new()));
    let strips = wide::strips(desk, table, place);
    let empty = unfilled::names(&section.block.live_columns(), &columns);
    unfilled::with_told(desk, strips, &empty, place.frame.text_width())
}

/// The names of a group: the first as the head, the others small below it.
fn head(group: &[(ColumnId, &Field)]) -> Vec<Rich> {
    let mut lines = Vec::new();
    for (at, (_, field)) in group.iter().enumerate().take(2) {
        let style = if at == 0 { Style::COLUMN_HEAD } else { Style { size: 7.4, leading: 9.2, ..Style::NOTE } };
        lines.push(Rich::new(&field.name, style));
    }
    lines
}

/// What a row says of a group: the first in the words of the table, the others small below it.
fn told(desk: &Desk<'_>, section: &Section, row: &Record, group_at: usize, group: &[(ColumnId, &Field)]) -> Vec<Rich> {
    let mut lines: Vec<Rich> = Vec::new();
    if let (2, Some((from, span))) = (group_at, clock(section, row)) {
        let due = from.checked_add(span).map(|at| desk.time(at)).unwrap_or_default();
        lines.push(Rich::new(due, Style::TABLE_LEAD));
    }
    for (id, field) in group {
        let Some(value) = row.cells.get(id).filter(|value| !value.is_empty()) else { continue };
        if field.key == "calendar" && value.as_one() == Some("hours") {
            continue;
        }
        let style = match (lines.is_empty(), group_at) {
            (true, 0) => Style::TABLE_LEAD,
            (true, _) => Style::TABLE,
            (false, _) => Style::NOTE,
        };
        let mut cell = desk.cell(field, Some(value), style);
        if matches!(field.key.as_str(), "applies" | "reviewed_on" | "anchor_at") {
            // Alone these values do not say what they are.
            cell = vec![Rich::new(format!("{}: {}", field.name, desk.words(field, value)), style)];
        }
        lines.append(&mut cell);
    }
    if lines.is_empty() { vec![Rich::new("–", Style::TABLE)] } else { lines }
}

/// When the clock of a row began and how long it runs, where both are known and counted in hours.
fn clock(section: &Section, row: &Record) -> Option<(Timestamp, SignedDuration)> {
    let of = |key: &str| section.block.cell_text(row, key);
    let from: Timestamp = of("anchor_at").parse().ok()?;
    let span: SignedDuration = of("offset").parse().ok().filter(|span: &SignedDuration| span.is_positive())?;
    matches!(of("calendar"), "" | "hours").then_some((from, span))
}

/// The same of one that runs at the moment.
fn running(desk: &Desk<'_>, section: &Section, row: &Record) -> Option<(Timestamp, SignedDuration)> {
    let status = section.block.cell(row, "status").and_then(Value::as_one).unwrap_or("");
    let is_over = matches!(status, "filed" | "not-required");
    clock(section, row).filter(|(from, _)| !is_over && *from <= desk.binder.moment)
}

/// A bar of the time used, with the figures below it.
fn used(desk: &Desk<'_>, section: &Section, row: &Record) -> Vec<Rich> {
    let Some((from, span)) = running(desk, section, row) else { return vec![Rich::new("–", Style::TABLE)] };
    let passed = desk.binder.moment.duration_since(from);
    let share = passed.as_secs() as f32 / span.as_secs().max(1) as f32;
    let minutes = passed.as_mins();
    let say = desk.say();
    let (h, m) = ((minutes / 60).to_string(), (minutes % 60).to_string());
    let so_far =
        if minutes < 60 { say.with(say.minutes, minutes) } else { fill(say.hours_minutes, &[("h", &h), ("m", &m)]) };
    let words = fill(say.time_of, &[("n", &so_far), ("m", &say.duration(&span.to_string()))]);
    vec![Rich::empty(Style::TABLE).mark(Mark::Limit(share)), Rich::new(words, Style::NOTE)]
}
