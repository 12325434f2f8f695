//! The cadence: when which audience is told, by severity and state.

use std::collections::BTreeMap;

use bridgebook_domain::{Section, Value};

use crate::block::{Place, under};
use crate::desk::{Desk, severity};
use crate::flow::Strip;
use crate::grid;
use crate::ladder::{names, own_columns, sorted_severities};
use crate::rich::{Face, Mark, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;

/// Widths of the first two columns, and the least of one for an audience.
const SEVERITY: f32 = 50.0;
const STATE: f32 = 78.0;
const LEAST: f32 = 48.0;
/// Where the figures of a cell end: the first update, and the interval after it.
const FIRST_END: f32 = 16.0;
const LAST_END: f32 = 42.0;
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
type GridLine = (Key, Vec<(usize, Interval)>);

/// The grid of intervals, and below it who sends what through which channel.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let rows = section.block.live_rows();
    if desk.is_blank() || rows.is_empty() {
        return grid::table(desk, section, place);
    }
    let audiences = audiences(desk, section);
    let mut lines: Vec<GridLine> = Vec::new();
    let mut ages: BTreeMap<String, i64> = BTreeMap::new();
    for (_, row) in &rows {
        let block = &section.block;
        let severity = sorted_severities(names(desk, section, row, "severity")).join(" ");
        let state = names(desk, section, row, "state").join(", ");
        let after = block.cell_text(row, "after_elapsed");
        let key = (severity, state, if after.is_empty() { String::new() } else { desk.say().duration(after) });
        if let Ok(span) = after.parse::<jiff::SignedDuration>() {
            ages.insert(key.2.clone(), span.as_secs());
        }
        let audience = names(desk, section, row, "audience").join(", ");
        let column = audiences.iter().position(|a| *a == audience).unwrap_or(0);
        let with = names(desk, section, row, "with_audience").join(", ");
        let text = |key: &str| match block.cell_text(row, key) {
            "" => String::new(),
            iso => desk.say().in_minutes(iso),
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
    let say = desk.say();
    let mut columns = vec![Column::new(say.severity, Align::Start), Column::new(say.state, Align::Start)];
    columns.extend(audiences.iter().map(|name| Column::new(if name.is_empty() { "–" } else { name }, Align::Start)));
    let mut table = Table::new(columns);
    table.padding = 4.0;
    let on_grid = on_grid(&mut table, place.frame.text_width());
    let ruled = in_force(desk, &lines, &ages).filter(|_| on_grid);
    let mut remark = say.cadence_remark.to_owned();
    if ruled.is_some() {
        remark.push_str(&say.with(say.in_force, desk.time(desk.binder.moment)));
    }
    table.title = place.title(remark);
    let mut shown = None;
    for (line, ((severity, state, after), cells)) in lines.iter().enumerate() {
        let mut first = Rich::empty(Style::TABLE);
        if shown.as_ref() != Some(severity) {
            first = severity_words(desk, first, severity);
            shown = Some(severity.clone());
        }
        let style = if ruled == Some(line) { Style::TABLE_LEAD } else { Style::TABLE };
        let mut second = vec![Rich::new(if state.is_empty() { say.until_resolved } else { state }, style)];
        if !after.is_empty() {
            second.push(Rich::new(say.with(say.from_age, after), Style::NOTE));
        }
        let mut body = vec![vec![first], second];
        for at in 0..audiences.len() {
            body.push(match cells.iter().find(|(column, _)| *column == at) {
                Some((_, cell)) => interval_cell(desk, cell),
                None => vec![Rich::new("–", Style::TABLE)],
            });
        }
        table.rows.push(Row::Body(body));
    }
    let mut grid = table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height());
    if let Some(line) = ruled {
        rule_cells(&table, &mut grid, line, lines.len());
    }
    let detail = detail(desk, section, place);
    let mut whole = under(grid, detail);
    // A severity is named once, so its rows do not go over pages where they need not.
    if crate::flow::height_of(&whole) < 330.0 {
        crate::flow::keep_together(&mut whole);
    }
    whole
}

fn severity_words(desk: &Desk<'_>, rich: Rich, names: &str) -> Rich {
    if names.is_empty() {
        return rich.plain(desk.say().any);
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

/// Keys of a line: severity, state and age.
type Key = (String, String, String);

/// Widths at which the places of the cells are known; whether the columns had room for them.
fn on_grid(table: &mut Table, width: f32) -> bool {
    let count = table.columns.len();
    let each = (width - SEVERITY - STATE - table.gutter * (count - 1) as f32) / (count - 2).max(1) as f32;
    if each < LEAST {
        return false;
    }
    for (at, column) in table.columns.iter_mut().enumerate() {
        column.fixed = Some(match at {
            0 => SEVERITY,
            1 => STATE,
            _ => each,
        });
    }
    true
}

/// The line that holds at the moment: of the severity and state of the incident, with the greatest age reached.
fn in_force(desk: &Desk<'_>, lines: &[GridLine], ages: &BTreeMap<String, i64>) -> Option<usize> {
    let incident = desk.binder.incident.as_ref()?;
    let age = desk.binder.moment.as_second() - incident.declared_at?.as_second();
    let is_over = matches!(incident.state.to_lowercase().as_str(), "resolved" | "closed");
    let holds = |(severity, state, after): &Key| {
        let of_severity = severity.is_empty() || severity.split(' ').any(|name| name == incident.severity);
        let of_state = match state.as_str() {
            "" => !is_over,
            states => states.split(", ").any(|name| name.eq_ignore_ascii_case(&incident.state)),
        };
        of_severity && of_state && ages.get(after).is_none_or(|from| *from <= age)
    };
    let rank = |(severity, state, after): &Key| {
        (ages.get(after).copied().unwrap_or(0), !severity.is_empty(), !state.is_empty())
    };
    let held = lines.iter().enumerate().filter(|(_, (key, _))| holds(key));
    held.max_by_key(|(at, (key, _))| (rank(key), std::cmp::Reverse(*at))).map(|(at, _)| at)
}

/// Rules around the cells of a line: what was in force.
fn rule_cells(table: &Table, strips: &mut [Strip], line: usize, count: usize) {
    let rows: Vec<usize> = strips.iter().enumerate().filter(|(_, s)| s.end_rule.is_some()).map(|(at, _)| at).collect();
    // A row that was split over pages has more strips than one, and the bold state has to do.
    if rows.len() != count {
        return;
    }
    let Some(strip) = rows.get(line).and_then(|at| strips.get_mut(*at)) else { return };
    let mut x = 0.0;
    for (at, column) in table.columns.iter().enumerate() {
        let width = column.fixed.unwrap_or(0.0);
        if at >= 2 {
            // Neighbours share the line between them.
            let right = if at + 1 == table.columns.len() { x + width } else { x + width + table.gutter - 5.0 + 0.8 };
            crate::mark::frame(x - 5.0, -0.35, right - x + 5.0, strip.height + 0.35, 0.8, &mut strip.items);
        }
        x += width + table.gutter;
    }
}

fn interval_cell(desk: &mut Desk<'_>, (first, interval, with): &Interval) -> Vec<Rich> {
    let mut rich = Rich::empty(Style::TABLE);
    // Both figures end below one another, as figures do.
    let bold = Style { face: Face::Semibold, size: 10.0, leading: 11.5 };
    let small = Style { size: 8.2, ..Style::TABLE };
    let last = if interval.is_empty() && !first.is_empty() && with.is_empty() { desk.say().once } else { interval };
    let own = if first.is_empty() { 0.0 } else { desk.setter.width(&Rich::new(first, small)) };
    let other = if last.is_empty() { 0.0 } else { desk.setter.width(&Rich::new(last, bold)) };
    if own > 0.0 && own < FIRST_END {
        rich = rich.mark(Mark::Gap(FIRST_END - own));
    } else if own == 0.0 && other > 0.0 {
        rich = rich.mark(Mark::Gap((LAST_END - other).max(0.0)));
    }
    let gap = (LAST_END - other - own.max(FIRST_END)).max(5.0);
    if !first.is_empty() {
        rich = rich.styled(first, small).mark(Mark::Gap(gap));
    }
    if !interval.is_empty() {
        rich = rich.styled(interval, bold);
    } else if !first.is_empty() && with.is_empty() {
        rich = rich.plain(desk.say().once);
    }
    let mut cell = if rich.is_empty() { Vec::new() } else { vec![rich] };
    if !with.is_empty() {
        cell.push(Rich::new(desk.say().with(desk.say().with, with), Style::NOTE));
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
    let mut columns = vec![Column::new(desk.say().audience, Align::Start)];
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
