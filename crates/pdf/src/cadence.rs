//! The cadence: when which audience is told, by severity and state.

use bridgebook_domain::{Section, Value};

use crate::block::{Place, under};
use crate::desk::{Desk, duration, minutes, severity};
use crate::flow::Strip;
use crate::grid;
use crate::ladder::{names, own_columns, sorted_severities};
use crate::rich::{Face, Mark, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;

/// Keys that the grid of the cadence arranges.
const CADENCE_KEYS: &[&str] =
    &["severity", "state", "audience", "after_elapsed", "first_within", "interval", "with_audience"];

fn audiences(desk: &Desk<'_>, section: &Section) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for (_, row) in section.block.live_rows() {
        let name = names(desk, section, row, "audience").join(", ");
        if !list.contains(&name) {
            list.push(name);
        }
    }
    list
}

/// Whether there are more audiences than fit upright.
pub(crate) fn wants_landscape(desk: &Desk<'_>, section: &Section) -> bool {
    audiences(desk, section).len() > 6
}

/// First update within, interval, and the audience whose updates it goes with.
type Interval = (String, String, String);
/// Severity, state and age, and the cells by column.
type GridLine = ((String, String, String), Vec<(usize, Interval)>);

/// The grid of intervals, and below it who sends what through which channel.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let rows = section.block.live_rows();
    if desk.is_blank() || rows.is_empty() {
        return grid::table(desk, section, place);
    }
    let audiences = audiences(desk, section);
    let mut lines: Vec<GridLine> = Vec::new();
    for (_, row) in &rows {
        let block = &section.block;
        let severity = sorted_severities(names(desk, section, row, "severity")).join(" ");
        let state = names(desk, section, row, "state").join(", ");
        let after = block.cell_text(row, "after_elapsed");
        let key = (severity, state, if after.is_empty() { String::new() } else { duration(after) });
        let audience = names(desk, section, row, "audience").join(", ");
        let column = audiences.iter().position(|a| *a == audience).unwrap_or(0);
        let with = names(desk, section, row, "with_audience").join(", ");
        let text = |key: &str| match block.cell_text(row, key) {
            "" => String::new(),
            iso => minutes(iso),
        };
        let cell = (text("first_within"), text("interval"), with);
        match lines.iter_mut().find(|(k, cells)| *k == key && !cells.iter().any(|(at, _)| *at == column)) {
            Some((_, cells)) => cells.push((column, cell)),
            None => lines.push((key, vec![(column, cell)])),
        }
    }
    // What says only through which channel is told below the grid.
    lines.retain(|(_, cells)| {
        cells.iter().any(|(_, (first, every, with))| !(first.is_empty() && every.is_empty() && with.is_empty()))
    });
    lines.sort_by_key(|((severity, ..), _)| {
        severity.trim_end().chars().last().and_then(|c| c.to_digit(10)).unwrap_or(99)
    });
    let mut columns = vec![Column::new("Severity", Align::Start), Column::new("State", Align::Start)];
    columns.extend(audiences.iter().map(|name| Column::new(if name.is_empty() { "–" } else { name }, Align::Start)));
    let mut table = Table::new(columns);
    table.padding = 4.0;
    table.title = place.title("Minutes. Small: first update within. Bold: interval after that.".to_owned());
    let mut shown = None;
    for ((severity, state, after), cells) in &lines {
        let mut first = Rich::empty(Style::TABLE);
        if shown.as_ref() != Some(severity) {
            first = severity_words(first, severity);
            shown = Some(severity.clone());
        }
        let mut second = vec![Rich::new(if state.is_empty() { "any until resolved" } else { state }, Style::TABLE)];
        if !after.is_empty() {
            second.push(Rich::new(format!("from age {after}"), Style::NOTE));
        }
        let mut body = vec![vec![first], second];
        for at in 0..audiences.len() {
            body.push(match cells.iter().find(|(column, _)| *column == at) {
                Some((_, cell)) => interval_cell(cell),
                None => vec![Rich::new("–", Style::TABLE)],
            });
        }
        table.rows.push(Row::Body(body));
    }
    let grid = table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height());
    let detail = detail(desk, section, place);
    let mut whole = under(grid, detail);
    // A severity is named once, so its rows do not go over pages where they need not.
    if crate::flow::height_of(&whole) < 330.0 {
        crate::flow::keep_together(&mut whole);
    }
    whole
}

fn severity_words(rich: Rich, names: &str) -> Rich {
    if names.is_empty() {
        return rich.plain("any");
    }
    let mut rich = rich;
    for (at, name) in names.split(' ').filter(|n| !n.is_empty()).enumerate() {
        if at > 0 {
            rich = rich.plain(" ");
        }
        rich = severity(rich, name, 8.2);
    }
    rich
}

fn interval_cell((first, interval, with): &Interval) -> Vec<Rich> {
    let mut rich = Rich::empty(Style::TABLE);
    if !first.is_empty() {
        rich = rich.styled(first, Style { size: 8.2, ..Style::TABLE }).mark(Mark::Gap(7.0));
    }
    if !interval.is_empty() {
        rich = rich.styled(interval, Style { face: Face::Semibold, size: 10.0, leading: 11.5 });
    } else if !first.is_empty() && with.is_empty() {
        rich = rich.plain("once");
    }
    let mut cell = if rich.is_empty() { Vec::new() } else { vec![rich] };
    if !with.is_empty() {
        cell.push(Rich::new(format!("with {with}"), Style::NOTE));
    }
    if cell.is_empty() {
        cell.push(Rich::new("–", Style::TABLE));
    }
    cell
}

/// Channel, owner, approver and the like, once for each audience that has the same.
fn detail(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let own = own_columns(section, CADENCE_KEYS);
    if own.is_empty() {
        return Vec::new();
    }
    let mut columns = vec![Column::new("Audience", Align::Start)];
    columns.extend(own.iter().map(|(_, field)| Column::new(&field.name, Align::Start)));
    let mut table = Table::new(columns);
    let mut seen: Vec<(String, Vec<Option<Value>>)> = Vec::new();
    for (_, row) in section.block.live_rows() {
        let audience = names(desk, section, row, "audience").join(", ");
        let values: Vec<Option<Value>> = own.iter().map(|(id, _)| row.cells.get(id).cloned()).collect();
        let empty = values.iter().all(|v| v.as_ref().is_none_or(Value::is_empty));
        if empty || seen.iter().any(|(a, v)| *a == audience && *v == values) {
            continue;
        }
        let mut cells = vec![vec![Rich::new(&audience, Style::TABLE_LEAD)]];
        cells.extend(own.iter().zip(&values).map(|((_, field), value)| desk.cell(field, value.as_ref(), Style::TABLE)));
        table.rows.push(Row::Body(cells));
        seen.push((audience, values));
    }
    table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height())
}
