//! The escalation matrix: levels by severities, on two clocks.

use bridgebook_domain::{Column as Field, ColumnId, Row as Record, Section};

use crate::block::Place;
use crate::desk::{Desk, minutes, severity};
use crate::flow::Strip;
use crate::grid;
use crate::rich::{Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;

/// Keys that the escalation matrix arranges itself; all others become columns of their own.
const LADDER_KEYS: &[&str] =
    &["severity", "level", "clock", "target", "backup", "notify", "acknowledge_within", "resolve_within", "after"];

/// Names of a cell's members.
pub(crate) fn names(desk: &Desk<'_>, section: &Section, row: &Record, key: &str) -> Vec<String> {
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
pub(crate) fn sorted_severities(mut list: Vec<String>) -> Vec<String> {
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

pub(crate) fn own_columns<'s>(section: &'s Section, known: &[&str]) -> Vec<(ColumnId, &'s Field)> {
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

/// A step of an escalation to which nobody answers.
pub(crate) struct Unanswered {
    pub minute: String,
    pub level: String,
    pub target: String,
}

/// Who is called at which minute as long as nobody answers, for the severity of the incident, else the
/// gravest one that has levels. Levels of skill follow one another, those of authority have an age.
pub(crate) fn unanswered(desk: &Desk<'_>, section: &Section) -> Option<(String, Vec<Unanswered>)> {
    let block = &section.block;
    let rows = block.live_rows();
    let of_row = |row: &Record| names(desk, section, row, "severity");
    let known = sorted_severities(rows.iter().flat_map(|(_, row)| of_row(row)).collect());
    let own = desk.binder.incident.as_ref().map(|i| i.severity.clone());
    let severity = own.filter(|s| known.contains(s)).or_else(|| known.first().cloned()).unwrap_or_default();
    let mut steps: Vec<(i64, Unanswered)> = Vec::new();
    let mut called: Vec<(String, i64)> = Vec::new();
    let (mut due, mut next) = (0_i64, 0_i64);
    let span = |text: &str| text.parse::<jiff::SignedDuration>().ok().map(|span| span.as_mins());
    for (_, row) in &rows {
        let mine = of_row(row);
        if !(mine.is_empty() || mine.contains(&severity)) {
            continue;
        }
        let level = block.cell_text(row, "level").to_owned();
        let minute = if block.cell_text(row, "clock") == "hierarchical" {
            span(block.cell_text(row, "after"))
        } else if let Some((_, at)) = called.iter().find(|(name, _)| *name == level) {
            Some(*at)
        } else {
            due = next;
            called.push((level.clone(), due));
            Some(due)
        };
        if block.cell_text(row, "clock") != "hierarchical" {
            next = next.max(due + span(block.cell_text(row, "acknowledge_within")).unwrap_or(0));
        }
        let target = names(desk, section, row, "target").join(", ");
        let shown = minute.map_or_else(|| "–".to_owned(), |minute| minute.to_string());
        steps.push((minute.unwrap_or(i64::MAX), Unanswered { minute: shown, level, target }));
    }
    steps.sort_by_key(|(minute, _)| *minute);
    (!steps.is_empty()).then(|| (severity, steps.into_iter().map(|(_, step)| step).collect()))
}
