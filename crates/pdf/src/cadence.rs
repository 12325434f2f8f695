//! The cadence: when which audience is told, by severity and state.

use bridgebook_domain::{BlockKind, RowId, Section, Value};

use crate::block::{Place, under};
use crate::desk::{Desk, severity};
use crate::flow::Strip;
use crate::grid;
use crate::ladder::{names, own_columns, rank, sorted_severities};
use crate::rich::{Face, Mark, Rich, Style};
use crate::table::{Column, Row, Table, Title};
use crate::text::Align;
use crate::unfilled;

/// Lines of a plan up to which what is said of its audiences stands below the grid on the same page on its side.
const MOST_ON_SIDE: usize = 24;
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

/// The audiences for which a time is set, and those for which there is none; all of the first kind where nobody has one.
fn audiences(desk: &Desk<'_>, section: &Section) -> (Vec<String>, Vec<String>) {
    let (mut timed, mut all): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (_, row) in section.block.live_rows() {
        let name = names(desk, section, row, "audience").join(", ");
        let has_time =
            ["first_within", "interval", "with_audience"].iter().any(|key| section.block.cell(row, key).is_some());
        if has_time && !timed.contains(&name) {
            timed.push(name.clone());
        }
        if !all.contains(&name) {
            all.push(name);
        }
    }
    if timed.is_empty() {
        return (all, Vec::new());
    }
    let (timed, untimed): (Vec<String>, Vec<String>) = all.into_iter().partition(|name| timed.contains(name));
    (timed, untimed)
}

/// Whether there are more audiences than fit upright.
pub(crate) fn wants_landscape(desk: &Desk<'_>, section: &Section) -> bool {
    audiences(desk, section).0.len() > 6
}

/// First update within, interval, and the audience whose updates it goes with.
type Interval = (String, String, String);

/// What holds for a severity, a state and an age.
struct GridLine {
    key: Key,
    cells: Vec<GridCell>,
}

/// Which names of severities, which states, and from which age, as printed.
type Key = (Vec<String>, String, String);

/// What one audience is promised.
struct GridCell {
    /// Which audience, from the left.
    column: usize,
    /// The row that says so.
    row: RowId,
    interval: Interval,
}

/// The grid of intervals, and below it who sends what through which channel.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let rows = section.block.live_rows();
    if desk.is_blank() || rows.is_empty() {
        return grid::table(desk, section, place);
    }
    let (audiences, untimed) = audiences(desk, section);
    let mut lines: Vec<GridLine> = Vec::new();
    for (id, row) in &rows {
        let block = &section.block;
        let severity = sorted_severities(names(desk, section, row, "severity"));
        let state = names(desk, section, row, "state").join(", ");
        let after = block.cell_text(row, "after_elapsed");
        let key = (severity, state, if after.is_empty() { String::new() } else { desk.say().duration(after) });
        let audience = names(desk, section, row, "audience").join(", ");
        let Some(column) = audiences.iter().position(|a| *a == audience) else { continue };
        let with = names(desk, section, row, "with_audience").join(", ");
        let text = |key: &str| match block.cell_text(row, key) {
            "" => String::new(),
            iso => desk.say().in_minutes(iso),
        };
        let cell = GridCell { column, row: *id, interval: (text("first_within"), text("interval"), with) };
        match lines.iter_mut().find(|l| l.key == key && l.cell(column).is_none()) {
            Some(line) => line.cells.push(cell),
            None => lines.push(GridLine { key, cells: vec![cell] }),
        }
    }
    // What says only through which channel is told below the grid.
    lines.retain(|line| {
        line.cells.iter().any(|cell| {
            let (first, every, with) = &cell.interval;
            !(first.is_empty() && every.is_empty() && with.is_empty())
        })
    });
    lines.sort_by_key(|line| line.key.0.last().map_or(99, |name| rank(name)));
    let say = desk.say();
    let mut columns = vec![Column::new(say.severity, Align::Start), Column::new(say.state, Align::Start)];
    columns.extend(audiences.iter().map(|name| Column::new(if name.is_empty() { "–" } else { name }, Align::Start)));
    let mut table = Table::new(columns);
    // Height is scarce on the side.
    let on_side = place.frame.width > place.frame.height;
    table.padding = if on_side { 2.6 } else { 4.0 };
    let on_grid = on_grid(&mut table, place.frame.text_width());
    let ruled = if on_grid { in_force(desk, &lines) } else { Vec::new() };
    let mut remark = say.cadence_remark.to_owned();
    if !ruled.is_empty() {
        remark.push_str(&say.with(say.in_force, desk.time(desk.binder.moment)));
    }
    table.title = Some(place.named(remark));
    let mut shown = None;
    for (at, line) in lines.iter().enumerate() {
        let (severity, state, after) = &line.key;
        let named = severity_words(desk, Rich::empty(Style::TABLE), severity);
        let is_new = shown.as_ref() != Some(severity);
        let first = if is_new { named.clone() } else { Rich::empty(Style::TABLE) };
        shown = Some(severity.clone());
        // Where a page begins with a later line of it, the severity is named again.
        table.carried.push((!is_new).then_some(named));
        let style = if ruled.iter().any(|(line, _)| *line == at) { Style::TABLE_LEAD } else { Style::TABLE };
        let mut second = vec![Rich::new(if state.is_empty() { say.until_resolved } else { state }, style)];
        if !after.is_empty() {
            second.push(Rich::new(say.with(say.from_age, after), Style::NOTE));
        }
        let mut body = vec![vec![first], second];
        for column in 0..audiences.len() {
            body.push(match line.cell(column) {
                Some(cell) => interval_cell(desk, &cell.interval),
                None => vec![Rich::new("–", Style::TABLE)],
            });
        }
        table.rows.push(Row::Body(body));
    }
    let mut grid = table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height());
    rule_cells(&table, &mut grid, &ruled, lines.len());
    if !untimed.is_empty() {
        let words = say.with(say.no_times, untimed.join(", "));
        let said = crate::block::note(desk, &words, place.frame.text_width(), 4.0);
        grid = under(grid, said);
    }
    // On its side a long list stands on the upright page that follows.
    let detail = if on_side && is_long(section) { Vec::new() } else { detail(desk, section, place) };
    let empty = unfilled::empty_names(section, CADENCE_KEYS);
    let mut whole = unfilled::with_told(desk, under(grid, detail), &empty, place.frame.text_width());
    // A severity is named once, so its rows do not go over pages where they need not.
    if crate::flow::height_of(&whole) < 330.0 {
        crate::flow::keep_together(&mut whole);
    }
    whole
}

/// Whether a plan has more lines than stand below their own grid where the paper lies on its side.
pub(crate) fn is_long(section: &Section) -> bool {
    section.kind == BlockKind::Cadence && section.block.live_rows().len() > MOST_ON_SIDE
}

impl GridLine {
    fn cell(&self, column: usize) -> Option<&GridCell> {
        self.cells.iter().find(|cell| cell.column == column)
    }
}

fn severity_words(desk: &Desk<'_>, rich: Rich, names: &[String]) -> Rich {
    if names.is_empty() {
        return rich.plain(desk.say().any);
    }
    let mut rich = rich;
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            rich = rich.plain(" ");
        }
        rich = severity(rich, name, 8.2);
    }
    rich
}

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

/// The cells that hold at the moment, as the domain says for each audience: their lines and columns.
fn in_force(desk: &Desk<'_>, lines: &[GridLine]) -> Vec<(usize, usize)> {
    let Some(incident) = &desk.binder.incident else { return Vec::new() };
    let all = lines.iter().enumerate().flat_map(|(at, line)| line.cells.iter().map(move |cell| (at, cell)));
    all.filter(|(_, cell)| incident.cadence.contains(&cell.row)).map(|(at, cell)| (at, cell.column)).collect()
}

/// Rules around cells: what was in force.
fn rule_cells(table: &Table, strips: &mut [Strip], cells: &[(usize, usize)], count: usize) {
    let rows: Vec<usize> = strips.iter().enumerate().filter(|(_, s)| s.end_rule.is_some()).map(|(at, _)| at).collect();
    // A row that was split over pages has more strips than one, and the bold state has to do.
    if rows.len() != count {
        return;
    }
    for (line, audience) in cells {
        let Some(strip) = rows.get(*line).and_then(|at| strips.get_mut(*at)) else { continue };
        let (at, widths) = (audience + 2, |c: &Column| c.fixed.unwrap_or(0.0));
        let x: f32 = table.columns.iter().take(at).map(|c| widths(c) + table.gutter).sum();
        let Some(width) = table.columns.get(at).map(widths) else { continue };
        // Neighbours share the line between them.
        let right = if at + 1 == table.columns.len() { x + width } else { x + width + table.gutter - 5.0 + 0.8 };
        crate::mark::frame(x - 5.0, -0.35, right - x + 5.0, strip.height + 0.35, 0.8, &mut strip.items);
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

/// What holds for an audience beside its intervals.
struct Detail {
    audience: String,
    /// Names of the severities at which it holds.
    severities: Vec<String>,
    values: Vec<Option<Value>>,
}

/// Channel, owner, approver and the like, once for each audience that has the same, with the severities.
pub(crate) fn detail(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let own = own_columns(section, CADENCE_KEYS);
    let on_side = place.frame.width > place.frame.height;
    if own.is_empty() {
        return Vec::new();
    }
    let say = desk.say();
    let mut columns = vec![Column::new(say.audience, Align::Start), Column::new(say.severity, Align::Start)];
    columns.extend(own.iter().map(|(_, field)| Column::new(&field.name, Align::Start)));
    let mut table = Table::new(columns);
    let mut lines: Vec<Detail> = Vec::new();
    for (_, row) in section.block.live_rows() {
        let values: Vec<Option<Value>> = own.iter().map(|(id, _)| row.cells.get(id).cloned()).collect();
        if values.iter().all(|v| v.as_ref().is_none_or(Value::is_empty)) {
            continue;
        }
        let audience = names(desk, section, row, "audience").join(", ");
        let mut severities = names(desk, section, row, "severity");
        if severities.is_empty() {
            severities.push(say.any.to_owned());
        }
        match lines.iter_mut().find(|line| line.audience == audience && line.values == values) {
            Some(line) => {
                severities.retain(|name| !line.severities.contains(name));
                line.severities.extend(severities);
            }
            None => lines.push(Detail { audience, severities, values }),
        }
    }
    for line in lines {
        let known = sorted_severities(line.severities);
        let at_severities = known.iter().enumerate().fold(Rich::empty(Style::TABLE), |rich, (at, name)| {
            let rich = if at == 0 { rich } else { rich.plain(" ") };
            severity(rich, name, 7.6)
        });
        let mut cells = vec![vec![Rich::new(&line.audience, Style::TABLE_LEAD)], vec![at_severities]];
        let values = own.iter().zip(&line.values);
        cells.extend(values.map(|((_, field), value)| desk.cell(field, value.as_ref(), Style::TABLE)));
        table.rows.push(Row::Body(cells));
    }
    // Where it stands by itself it is named.
    let is_apart = !on_side && is_long(section);
    table.title = Some(if is_apart {
        Title { anchor: None, ..place.named(say.cadence_below.to_owned()) }
    } else {
        place.second()
    });
    // Height is scarce on the side: the list is to stand below its grid.
    if on_side {
        table.padding = 1.5;
        table.tighten();
    }
    table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height())
}
