//! The escalation matrix (levels by severities, two clocks) and the cadence (severity and state by audiences).

use bridgebook_domain::{Column as Field, ColumnId, Row as Record, Section, Value};

use crate::block::{Place, under};
use crate::desk::{Desk, duration, minutes, severity};
use crate::flow::Strip;
use crate::grid;
use crate::rich::{Face, Mark, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;

/// Keys that the escalation matrix arranges itself; all others become columns of their own.
const LADDER_KEYS: &[&str] =
    &["severity", "level", "clock", "target", "backup", "notify", "acknowledge_within", "resolve_within", "after"];

/// Names of a cell's members.
fn names(desk: &Desk<'_>, section: &Section, row: &Record, key: &str) -> Vec<String> {
    section
        .block
        .column_by_key(key)
        .and_then(|(id, field)| {
            let value = row.cells.get(&id)?;
            Some(
                crate::desk::ordered(field, value)
                    .into_iter()
                    .map(|m| field.choices.get(m).map_or_else(|| desk.name(m).to_owned(), |c| c.name.clone()))
                    .collect(),
            )
        })
        .unwrap_or_default()
}

/// Severities in order: by the number at their end, then as they come.
fn sorted_severities(mut list: Vec<String>) -> Vec<String> {
    list.sort_by_key(|name| name.trim_end().chars().last().and_then(|c| c.to_digit(10)).unwrap_or(99));
    list
}

fn severity_head(name: &str) -> Vec<Rich> {
    let rich = Rich::empty(Style::COLUMN_HEAD);
    vec![if name.is_empty() { rich.plain("any severity") } else { severity(rich, name, 8.2) }]
}

/// One line of the ladder: what a level is, and its minutes by severity.
struct Rung {
    clock: String,
    level: String,
    target: Vec<String>,
    backup: Vec<String>,
    notify: String,
    others: Vec<String>,
    cells: Vec<(String, Vec<String>)>,
}

/// The levels with their limits by severity, a band for each clock.
pub(crate) fn escalation(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    if desk.is_blank() || section.block.live_rows().is_empty() {
        return grid::table(desk, section, place);
    }
    let others = own_columns(section, LADDER_KEYS);
    let rungs = rungs(desk, section, &others);
    let mut severities: Vec<String> = Vec::new();
    for rung in &rungs {
        for (name, _) in &rung.cells {
            if !severities.contains(name) {
                severities.push(name.clone());
            }
        }
    }
    let severities = sorted_severities(severities);
    let mut columns = vec![
        Column::new("Level", Align::Start),
        Column {
            head: vec![
                Rich::new("Target,", Style::COLUMN_HEAD).styled(" then backup", Style { size: 7.8, ..Style::NOTE }),
            ],
            align: Align::Start,
            fixed: None,
        },
        Column::new("By", Align::Start),
    ];
    for name in &severities {
        columns.push(Column { head: severity_head(name), align: Align::Right, fixed: None });
    }
    columns.extend(others.iter().map(|(_, field)| Column::new(&field.name, Align::Start)));
    let mut table = Table::new(columns);
    table.title = place.title(limits_remark(desk, section));
    let mut clock = None;
    for rung in &rungs {
        if clock.as_deref() != Some(rung.clock.as_str()) {
            table.rows.push(Row::Band(clock_words(section, &rung.clock)));
            clock = Some(rung.clock.clone());
        }
        let mut who =
            vec![Rich::new(if rung.target.is_empty() { "–".to_owned() } else { rung.target.join(", ") }, Style::TABLE)];
        if !rung.backup.is_empty() {
            who.push(Rich::new(rung.backup.join(", "), Style::NOTE));
        }
        let notify = if rung.notify.is_empty() { "–".to_owned() } else { rung.notify.clone() };
        let mut cells =
            vec![vec![Rich::new(&rung.level, Style::TABLE_LEAD)], who, vec![Rich::new(notify, Style::TABLE)]];
        for name in &severities {
            let lines =
                rung.cells.iter().find(|(known, _)| known == name).map(|(_, lines)| lines.clone()).unwrap_or_default();
            let mut cell = Vec::new();
            for (at, line) in lines.iter().enumerate() {
                cell.push(Rich::new(line, if at == 0 { Style::TABLE } else { Style::NOTE }));
            }
            if cell.is_empty() {
                cell.push(Rich::new("–", Style::TABLE));
            }
            cells.push(cell);
        }
        cells
            .extend(rung.others.iter().map(|text| text.split('\n').map(|line| Rich::new(line, Style::NOTE)).collect()));
        table.rows.push(Row::Body(cells));
    }
    table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height())
}

fn own_columns<'s>(section: &'s Section, known: &[&str]) -> Vec<(ColumnId, &'s Field)> {
    let rows = section.block.live_rows();
    section
        .block
        .live_columns()
        .into_iter()
        .filter(|(id, f)| {
            !known.contains(&f.key.as_str()) && rows.iter().any(|(_, r)| r.cells.get(id).is_some_and(|v| !v.is_empty()))
        })
        .collect()
}

fn rungs(desk: &Desk<'_>, section: &Section, others: &[(ColumnId, &Field)]) -> Vec<Rung> {
    let block = &section.block;
    let mut rungs: Vec<Rung> = Vec::new();
    for (_, row) in block.live_rows() {
        let clock = block
            .column_by_key("clock")
            .map(|(_, column)| bridgebook_domain::view::choice_word(column, block.cell_text(row, "clock")))
            .unwrap_or_default();
        let mut limits = Vec::new();
        let acknowledge = block.cell_text(row, "acknowledge_within");
        let resolve = block.cell_text(row, "resolve_within");
        let after = block.cell_text(row, "after");
        // The figure that matters first, to resolve below it; the remark of the table says so.
        match (acknowledge, after) {
            ("", "") if resolve.is_empty() => {}
            ("", "") => limits.push("–".to_owned()),
            ("", age) => limits.push(minutes(age)),
            (figure, "") => limits.push(minutes(figure)),
            (figure, age) => limits.extend([minutes(figure), format!("at age {}", minutes(age))]),
        }
        if !resolve.is_empty() {
            limits.push(minutes(resolve));
        }
        let own = others
            .iter()
            .map(|(id, field)| row.cells.get(id).map_or_else(|| "–".to_owned(), |v| desk.words(field, v)))
            .collect();
        let rung = Rung {
            clock,
            level: block.cell_text(row, "level").to_owned(),
            target: names(desk, section, row, "target"),
            backup: names(desk, section, row, "backup"),
            notify: names(desk, section, row, "notify").join(", "),
            others: own,
            cells: Vec::new(),
        };
        let mut severities = names(desk, section, row, "severity");
        if severities.is_empty() {
            severities.push(String::new());
        }
        let known = rungs.iter_mut().find(|r| {
            r.clock == rung.clock
                && r.level == rung.level
                && r.target == rung.target
                && r.backup == rung.backup
                && r.notify == rung.notify
                && r.others == rung.others
                && !severities.iter().any(|s| r.cells.iter().any(|(name, _)| name == s))
        });
        let target = match known {
            Some(known) => known,
            None => {
                rungs.push(rung);
                let last = rungs.len() - 1;
                &mut rungs[last]
            }
        };
        for name in severities {
            target.cells.push((name, limits.clone()));
        }
    }
    // The functional clock first, each clock in the order of its rows.
    rungs.sort_by_key(|r| match r.clock.as_str() {
        "functional" => 0,
        "hierarchical" => 1,
        "" => 2,
        _ => 3,
    });
    rungs
}

fn clock_words(section: &Section, clock: &str) -> String {
    match clock {
        "functional" => "Functional clock: runs from the call, stops when somebody acknowledges".to_owned(),
        "hierarchical" => {
            let start = match section.block.setting("clock_start") {
                "detected" => "detection",
                _ => "declaration",
            };
            format!("Hierarchical clock: runs from the {start} until resolved; an acknowledge does not stop it")
        }
        "" => "No clock".to_owned(),
        other => other.to_owned(),
    }
}

fn limits_remark(desk: &Desk<'_>, section: &Section) -> String {
    let mut remark = "Minutes: to acknowledge, small below to resolve; by age, when an authority is told.".to_owned();
    if section.block.setting("nobody_available") == "next" {
        remark.push_str(" Nobody available: the next level.");
    }
    if desk.is_blank() { section.guidance.clone() } else { remark }
}

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
pub(crate) fn cadence_wants_landscape(desk: &Desk<'_>, section: &Section) -> bool {
    audiences(desk, section).len() > 6
}

/// First update within, interval, and the audience whose updates it goes with.
type Interval = (String, String, String);
/// Severity, state and age, and the cells by column.
type GridLine = ((String, String, String), Vec<(usize, Interval)>);

/// The grid of intervals, and below it who sends what through which channel.
pub(crate) fn cadence(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
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
