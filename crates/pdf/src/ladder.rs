//! The escalation matrix: levels by severities, on two clocks.

use bridgebook_domain::directory::{Directory, Week};
use bridgebook_domain::escalation::{self, EscalationView};
use bridgebook_domain::log::Clock;
use bridgebook_domain::view::folded;
use bridgebook_domain::{Column as Field, ColumnId, Document, Row as Record, RowId, Section, Value};

use crate::block::Place;
use crate::climb;
use crate::desk::{Desk, severity};
use crate::flow::Strip;
use crate::grid;
use crate::rich::{Face, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;
use crate::unfilled;

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
    list.sort_by_key(|name| rank(name));
    list
}

/// The number at the end of a severity's name.
pub(crate) fn rank(name: &str) -> u32 {
    name.trim_end().chars().last().and_then(|c| c.to_digit(10)).unwrap_or(99)
}

fn severity_head(desk: &Desk<'_>, name: &str) -> Vec<Rich> {
    let rich = Rich::empty(Style::COLUMN_HEAD);
    vec![if name.is_empty() { rich.plain(desk.say().any_severity) } else { severity(rich, name, 8.2) }]
}

/// One line of the ladder: what a level is, and its minutes by severity.
pub(crate) struct Rung {
    pub clock: String,
    pub level: String,
    /// Who it is, and how they are called; more than one where severities differ in that.
    callees: Vec<Callee>,
    cells: Vec<(String, Limit)>,
    /// Its rows in the matrix, one or more for each severity.
    pub rows: Vec<RowId>,
}

/// Who is called at some severities of a level.
struct Callee {
    /// Names of the severities; an empty one is any.
    severities: Vec<String>,
    target: Vec<String>,
    backup: Vec<String>,
    notify: String,
    others: Vec<String>,
}

impl Callee {
    fn is_same(&self, other: &Self) -> bool {
        let of = |callee: &Self| (callee.target.clone(), callee.backup.clone(), callee.notify.clone());
        of(self) == of(other) && self.others == other.others
    }
}

/// What a level is allowed at a severity.
#[derive(Clone, Default)]
pub(crate) struct Limit {
    lines: Vec<String>,
    /// Seconds to acknowledge within.
    pub acknowledge: Option<i64>,
    /// Age in seconds at which an authority is told.
    pub after: Option<i64>,
}

impl Rung {
    pub fn is_by_age(&self) -> bool {
        self.clock == "hierarchical"
    }

    /// Who is called at a severity, else at any, else whoever is named first.
    pub fn target(&self, severity: &str) -> &[String] {
        let of = |name: &str| self.callees.iter().find(|callee| callee.severities.iter().any(|own| own == name));
        of(severity).or_else(|| of("")).or(self.callees.first()).map_or(&[], |callee| callee.target.as_slice())
    }

    /// What holds at which severities: the first stands for all but those named with the others.
    fn told<T: PartialEq>(&self, of: impl Fn(&Callee) -> T) -> Vec<(Vec<String>, T)> {
        let mut list: Vec<(Vec<String>, T)> = Vec::new();
        for callee in &self.callees {
            let told = of(callee);
            match list.iter_mut().find(|(_, known)| *known == told) {
                Some((severities, _)) => severities.extend(callee.severities.iter().cloned()),
                None => list.push((callee.severities.clone(), told)),
            }
        }
        list
    }

    /// The limit at a severity: its own, else that for any.
    pub fn limit(&self, severity: &str) -> Option<&Limit> {
        let of = |name: &str| self.cells.iter().find(|(known, _)| known == name).map(|(_, limit)| limit);
        of(severity).or_else(|| of(""))
    }
}

/// The levels with their limits by severity, a band for each clock; in an incident also what became of them.
pub(crate) fn escalation(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    if desk.is_blank() || section.block.live_rows().is_empty() {
        return grid::table(desk, section, place);
    }
    let others = own_columns(section, LADDER_KEYS);
    let rungs = rungs(desk, section, &others);
    let live = climb::Live::of(desk, section, &rungs);
    let mut strips = levels(desk, section, &rungs, &others, live.as_ref(), place);
    let empty = unfilled::empty_names(section, LADDER_KEYS);
    strips = unfilled::with_told(desk, strips, &empty, place.frame.text_width());
    if live.is_some() && !others.is_empty() {
        let more = criteria(desk, &rungs, &others, place);
        strips = crate::block::under(strips, more);
    }
    strips.extend(climb::below(desk, section, &rungs, live.as_ref(), place));
    strips
}

fn levels(
    desk: &mut Desk<'_>,
    section: &Section,
    rungs: &[Rung],
    others: &[(ColumnId, &Field)],
    live: Option<&climb::Live>,
    place: &Place<'_>,
) -> Vec<Strip> {
    let say = desk.say();
    let mut severities: Vec<String> = Vec::new();
    for (name, _) in rungs.iter().flat_map(|rung| &rung.cells) {
        if !severities.contains(name) {
            severities.push(name.clone());
        }
    }
    let severities = sorted_severities(severities);
    let small = Style { size: 7.8, ..Style::NOTE };
    let target = Rich::new(say.target, Style::COLUMN_HEAD).styled(say.then_backup, small);
    let mut columns = vec![
        Column::new(say.level, Align::Start),
        Column { head: vec![target], align: Align::Start, fixed: None },
        Column::new(say.by, Align::Start),
    ];
    for name in &severities {
        columns.push(Column { head: severity_head(desk, name), align: Align::Right, fixed: None });
    }
    if let Some(live) = live {
        columns.push(Column::new(&live.number, Align::Right));
        columns.push(Column { fixed: Some(climb::BAR_ROOM), ..Column::new(say.used_of_limit, Align::Start) });
        columns.push(Column::new(say.result, Align::Start));
    } else {
        columns.extend(others.iter().map(|(_, field)| Column::new(&field.name, Align::Start)));
    }
    let mut table = Table::new(columns);
    if live.is_some() {
        table.gutter = 8.0;
    }
    table.title = Some(place.named(limits_remark(desk, section)));
    let mut clock = None;
    for rung in rungs {
        if clock != Some(rung.clock.as_str()) {
            table.rows.push(Row::Band(clock_words(desk, section, &rung.clock)));
            clock = Some(rung.clock.as_str());
        }
        let mut who = Vec::new();
        for (at, (known, (target, backup))) in
            rung.told(|callee| (callee.target.join(", "), callee.backup.join(", "))).into_iter().enumerate()
        {
            who.push(exception(desk, at, known, Style::TABLE).plain(dash(&target)));
            if !backup.is_empty() {
                who.push(Rich::new(backup, Style::NOTE));
            }
        }
        let by = rung.told(|callee| callee.notify.clone()).into_iter().enumerate();
        let by = by.map(|(at, (known, by))| exception(desk, at, known, Style::TABLE).plain(dash(&by)));
        let mut cells = vec![vec![Rich::new(&rung.level, Style::TABLE_LEAD)], who, by.collect()];
        for name in &severities {
            let limit = rung.cells.iter().find(|(known, _)| known == name).map(|(_, limit)| limit);
            let mut cell: Vec<Rich> = Vec::new();
            for line in limit.map(|limit| limit.lines.as_slice()).unwrap_or_default() {
                cell.push(Rich::new(line, if cell.is_empty() { Style::TABLE } else { Style::NOTE }));
            }
            if cell.is_empty() {
                cell.push(Rich::new("–", Style::TABLE));
            }
            cells.push(cell);
        }
        match live {
            Some(live) => cells.extend(live.cells(desk, rung)),
            None => cells.extend((0..others.len()).map(|at| remarks(desk, rung, at))),
        }
        table.rows.push(Row::Body(cells));
    }
    table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height())
}

fn dash(words: &str) -> &str {
    if words.is_empty() { "–" } else { words }
}

/// What one of the other columns says of a level.
fn remarks(desk: &Desk<'_>, rung: &Rung, column: usize) -> Vec<Rich> {
    let mut lines = Vec::new();
    let told = rung.told(|callee| callee.others.get(column).cloned().unwrap_or_default());
    for (at, (known, text)) in told.into_iter().enumerate() {
        for (line, words) in text.split('\n').enumerate() {
            let lead =
                if line == 0 { exception(desk, at, known.clone(), Style::NOTE) } else { Rich::empty(Style::NOTE) };
            lines.push(lead.plain(words));
        }
    }
    lines
}

/// The severities to which what follows is an exception; nothing before what holds for the others.
fn exception(desk: &Desk<'_>, at: usize, known: Vec<String>, style: Style) -> Rich {
    if at == 0 {
        return Rich::empty(style);
    }
    let name = |name: String| if name.is_empty() { desk.say().any_severity.to_owned() } else { name };
    let names: Vec<String> = sorted_severities(known).into_iter().map(name).collect();
    Rich::empty(style).faced(format!("{}: ", names.join(", ")), Face::Semibold)
}

/// What else is said of the levels, below a table that tells what became of them: each level once, with what differs by
/// severity.
fn criteria(desk: &mut Desk<'_>, rungs: &[Rung], others: &[(ColumnId, &Field)], place: &Place<'_>) -> Vec<Strip> {
    let mut columns = vec![Column::new(desk.say().level, Align::Start)];
    columns.extend(others.iter().map(|(_, field)| Column::new(&field.name, Align::Start)));
    let mut table = Table::new(columns);
    let says = |rung: &&Rung| rung.callees.iter().flat_map(|callee| &callee.others).any(|text| text != "–");
    for rung in rungs.iter().filter(says) {
        let mut cells = vec![vec![Rich::new(&rung.level, Style::TABLE_LEAD)]];
        cells.extend((0..others.len()).map(|at| remarks(desk, rung, at)));
        table.rows.push(Row::Body(cells));
    }
    if table.rows.is_empty() {
        return Vec::new();
    }
    table.title = Some(place.second());
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
    for (id, row) in block.live_rows() {
        let clock = block
            .column_by_key("clock")
            .map(|(_, column)| bridgebook_domain::view::choice_word(column, block.cell_text(row, "clock")))
            .unwrap_or_default();
        let limit = limit(desk, section, row);
        let own = others
            .iter()
            .map(|(id, field)| row.cells.get(id).map_or_else(|| "–".to_owned(), |v| desk.words(field, v)))
            .collect();
        let mut severities = names(desk, section, row, "severity");
        if severities.is_empty() {
            severities.push(String::new());
        }
        let callee = Callee {
            severities: severities.clone(),
            target: names(desk, section, row, "target"),
            backup: names(desk, section, row, "backup"),
            notify: names(desk, section, row, "notify").join(", "),
            others: own,
        };
        let level = block.cell_text(row, "level").to_owned();
        // A level stands once; two people of one level at one severity are two lines.
        let known = rungs.iter().position(|r| {
            r.clock == clock
                && r.level == level
                && !level.is_empty()
                && !severities.iter().any(|s| r.cells.iter().any(|(name, _)| name == s))
        });
        let at = known.unwrap_or(rungs.len());
        if known.is_none() {
            rungs.push(Rung { clock, level, callees: Vec::new(), cells: Vec::new(), rows: Vec::new() });
        }
        let rung = &mut rungs[at];
        match rung.callees.iter_mut().find(|known| known.is_same(&callee)) {
            Some(known) => known.severities.extend(callee.severities),
            None => rung.callees.push(callee),
        }
        rung.rows.push(id);
        rung.cells.extend(severities.into_iter().map(|name| (name, limit.clone())));
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

/// The limits of a row, as printed and in seconds.
fn limit(desk: &Desk<'_>, section: &Section, row: &Record) -> Limit {
    let say = desk.say();
    let of = |key: &str| section.block.cell_text(row, key);
    let (acknowledge, resolve, after) = (of("acknowledge_within"), of("resolve_within"), of("after"));
    let mut lines = Vec::new();
    // The figure that matters first, to resolve below it; the remark of the table says so.
    match (acknowledge, after) {
        ("", "") if resolve.is_empty() => {}
        ("", "") => lines.push("–".to_owned()),
        ("", age) => lines.push(say.in_minutes(age)),
        (figure, "") => lines.push(say.in_minutes(figure)),
        (figure, age) => lines.extend([say.in_minutes(figure), say.with(say.at_age, say.in_minutes(age))]),
    }
    if !resolve.is_empty() {
        lines.push(say.in_minutes(resolve));
    }
    let seconds = |text: &str| text.parse::<jiff::SignedDuration>().ok().map(|s| s.as_secs()).filter(|s| *s >= 0);
    Limit { lines, acknowledge: seconds(acknowledge), after: seconds(after) }
}

fn clock_words(desk: &Desk<'_>, section: &Section, clock: &str) -> String {
    let say = desk.say();
    match clock {
        "functional" => say.clock_functional.to_owned(),
        "hierarchical" => {
            let start = match section.block.setting("clock_start") {
                "detected" => say.detection,
                _ => say.declaration,
            };
            say.with(say.clock_hierarchical, start)
        }
        "" => say.no_clock.to_owned(),
        other => other.to_owned(),
    }
}

fn limits_remark(desk: &Desk<'_>, section: &Section) -> String {
    let mut remark = desk.say().ladder_remark.to_owned();
    if section.block.setting("nobody_available") == "next" {
        remark.push_str(desk.say().nobody_next);
    }
    remark
}

/// A step of an escalation to which nobody answers.
pub(crate) struct Unanswered {
    /// Minutes from the start of the clocks, where the limits say so.
    pub minute: Option<i64>,
    /// The row that says so.
    pub row: RowId,
    pub level: String,
    pub target: String,
    pub is_by_age: bool,
    /// The calendar in whose hours alone the minutes count; empty where every minute does.
    pub calendar: String,
}

impl Unanswered {
    /// The minute as printed.
    pub fn shown(&self) -> String {
        self.minute.map_or_else(|| "–".to_owned(), |minute| minute.to_string())
    }
}

/// Whether a calendar has every hour, by its name.
fn is_always(name: &str) -> bool {
    Week::read(name).is_ok_and(|week| week.is_always())
}

/// Who is called at which minute as long as nobody answers, as the domain says, for the severity of the incident, else
/// the gravest one that has levels.
pub(crate) fn unanswered(desk: &Desk<'_>, section: &Section) -> Option<(String, Vec<Unanswered>)> {
    let rows = section.block.live_rows();
    // Names of severities, and the words by which the rows mean them.
    let mut keys: Vec<(String, String)> = Vec::new();
    for (_, row) in &rows {
        for member in section.block.cell(row, "severity").map(Value::members).unwrap_or_default() {
            keys.push((desk.name(member).to_owned(), folded(member)));
        }
    }
    keys.sort_by_key(|(name, _)| rank(name));
    let own = desk.binder.incident.as_ref().and_then(|i| keys.iter().find(|(name, _)| *name == i.severity));
    let (severity, key) = own.or(keys.first()).cloned().unwrap_or_default();
    let mut inputs = desk.binder.documents.iter().filter_map(|input| Some((input, input.id_of(section)?)));
    let (input, id) = inputs.next()?;
    let mut alone = Document::new("", "");
    alone.sections.insert(id, section.clone());
    // In which hours the minutes count is said beside the severities.
    let severities = input.document.sections.iter().filter(|(_, section)| section.is_form("severities"));
    alone.sections.extend(severities.map(|(id, section)| (*id, section.clone())));
    let directory = Directory::default();
    let view = EscalationView::read(&alone, &directory);
    let steps: Vec<Unanswered> = view
        .unanswered(&key, &directory)
        .into_iter()
        .map(|escalation::Unanswered { level, age, calendar }| Unanswered {
            minute: age.map(|age| age.as_mins()),
            calendar: calendar
                .map(|name| desk.name(&name).to_owned())
                .filter(|name| !is_always(name))
                .unwrap_or_default(),
            row: level.row,
            level: level.name.clone(),
            target: level.targets.iter().map(|target| desk.name(target)).collect::<Vec<_>>().join(", "),
            is_by_age: level.clock == Clock::Hierarchical,
        })
        .collect();
    (!steps.is_empty()).then_some((severity, steps))
}
