//! Forms to fill in by hand: what stands in their title block, lines to write on, boxes to tick.

use bridgebook_domain::{BlockKind, Column, ColumnType, Section, Value};

use crate::desk::Desk;
use crate::flow::{CONTENT, Opening, RULE_HEAD, RULE_ROW, Strip, moved};
use crate::given::PREFIX;
use crate::page::Item;
use crate::rich::{Mark, Rich, Style};
use crate::text::Align;
use crate::triggers;

/// How closely a blank form is set, so that its end does not lie alone on another page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Default)]
pub(crate) enum Closeness {
    #[default]
    Ample,
    Close,
    Closest,
    /// As close as the one before, and with fewer lines and rows to write in.
    Sparest,
}

impl Closeness {
    /// Height of a line to write on.
    fn line(self) -> f32 {
        match self {
            Self::Ample => 25.0,
            Self::Close => 22.0,
            Self::Closest | Self::Sparest => 20.0,
        }
    }

    /// Least height of a row to write in.
    pub fn row(self) -> f32 {
        match self {
            Self::Ample => 27.5,
            Self::Close => 24.0,
            Self::Closest => 22.0,
            Self::Sparest => 20.0,
        }
    }

    /// Of so many lines, those that are left.
    fn of(self, lines: usize) -> usize {
        if self == Self::Ample { lines } else { lines.min(2) }
    }

    /// Of so many rows, those that are left.
    pub fn rows(self, rows: usize) -> usize {
        match self {
            Self::Closest => (rows * 4).div_ceil(5),
            Self::Sparest => (rows * 3).div_ceil(5),
            _ => rows,
        }
    }
}

/// Width from which on the facts stand on one line.
const ON_SIDE: f32 = 600.0;
/// Height of a fact to write in.
const FACT: f32 = 40.5;
/// The same where a form is set as closely as it can be.
const LOW_FACT: f32 = 34.0;
/// Choices that stand as boxes in the cell of a table, and the letters they may have in all.
const MOST_IN_CELL: usize = 3;
const LETTERS_IN_CELL: usize = 24;
/// The same where rows are to be low.
const LOW_IN_CELL: usize = 2;
/// Choices that stand as boxes in a block of a form.
const MOST_BOXES: usize = 24;
/// Lines that are numbered where a list was asked for.
const NUMBERED: usize = 3;

/// The facts to write in; returns their height.
pub(crate) fn facts(desk: &mut Desk<'_>, form: FormOf, top: f32, width: f32, items: &mut Vec<Item>) -> f32 {
    let is_incident = form == FormOf::Incident;
    let say = desk.say();
    // On its side the paper has room for all of them on one line, and none below it.
    let across = if is_incident && width > ON_SIDE { 8 } else { 4 };
    let column = (width - 12.0 * (across - 1) as f32) / across as f32;
    let (wide, step) = (2.0 * column + 12.0, column + 12.0);
    let rows: Vec<Vec<(f32, f32, &str)>> = if is_incident {
        vec![
            vec![
                (0.0, wide, say.incident_name),
                (2.0 * step, column, say.incident_number),
                (3.0 * step, column, say.severity_circle),
            ],
            vec![
                (0.0, wide, say.period_from),
                (2.0 * step, column, say.period_to),
                (3.0 * step, column, say.period_number),
            ],
        ]
    } else {
        let mut rows = vec![vec![
            (0.0, wide, say.filled_in_by),
            (2.0 * step, column, say.date_and_time),
            (3.0 * step, column, say.team_or_place),
        ]];
        if form == FormOf::Standing {
            let label = |key: &str| bridgebook_domain::document::header_field(key).map_or("", |field| field.label);
            let keys = ["version", "effective", "next_review", "last_tested"];
            rows.push(keys.iter().enumerate().map(|(at, key)| (at as f32 * step, column, label(key))).collect());
        }
        rows
    };
    let mut y = top;
    let rows = match across {
        4 => rows,
        _ => vec![
            rows.into_iter()
                .enumerate()
                .flat_map(|(at, row)| row.into_iter().map(move |(x, w, name)| (x + 4.0 * step * at as f32, w, name)))
                .collect(),
        ],
    };
    for row in &rows {
        for (x, w, name) in row {
            items.push(Item::rule(*x, y, *w, RULE_HEAD));
            let mut rich = Rich::new(*name, Style::FACT_NAME);
            if *name == say.severity_circle {
                for number in ["1", "2", "3", "4"] {
                    rich = rich.mark(Mark::Gap(7.0)).plain(number);
                }
            }
            let mut below = y + 6.4;
            for line in desk.setter.lines(&rich, *w, Align::Start) {
                items.extend(moved(line.items, *x, below));
                below += line.height;
            }
        }
        y += if desk.closeness == Closeness::Sparest { LOW_FACT } else { FACT };
    }
    y - top
}

/// Lines to write on.
fn lines(width: f32, count: usize, height: f32) -> Vec<Strip> {
    (0..count)
        .map(|_| Strip::new(Opening::Space(0.0), height, vec![Item::rule(CONTENT, height - 0.5, width, RULE_ROW)]))
        .collect()
}

/// Lines for what was written here: numbered where it was a list with numbers.
pub(crate) fn lines_for(desk: &mut Desk<'_>, text: &str, width: f32, count: usize) -> Vec<Strip> {
    let is_list = text.trim_start().starts_with("1.");
    let (height, count) = (desk.closeness.line(), desk.closeness.of(count));
    let mut strips = lines(width, if is_list { count.max(NUMBERED) } else { count }, height);
    if is_list {
        for (at, strip) in strips.iter_mut().enumerate() {
            let number = Rich::new((at + 1).to_string(), Style::PROSE);
            desk.setter.place(&number, CONTENT, height - 3.4, &mut strip.items);
        }
    }
    strips
}

/// A box with each choice, or with yes and no; none for what is written in words.
pub(crate) fn boxes(desk: &Desk<'_>, column: &Column, style: Style) -> Option<Rich> {
    let names = names(desk, column)?;
    let mut rich = Rich::empty(style);
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            rich = rich.mark(Mark::Gap(8.0));
        }
        // A box and its words stay on one line; between two of them the line may end.
        let words = if name.chars().count() <= 40 { name.replace(' ', "\u{a0}") } else { name.clone() };
        rich = rich.mark(Mark::Box(false)).plain(format!("{words} "));
    }
    Some(rich)
}

fn names(desk: &Desk<'_>, column: &Column) -> Option<Vec<String>> {
    match column.column_type {
        ColumnType::YesNo => Some(vec![desk.say().yes.to_owned(), desk.say().no.to_owned()]),
        ColumnType::Choice => {
            let names: Vec<String> = column.live_choices().into_iter().map(|(_, c)| c.name.clone()).collect();
            (!names.is_empty() && names.len() <= MOST_BOXES).then_some(names)
        }
        _ => None,
    }
}

/// Whether a column numbers its rows. The number of a telephone is written in.
pub(crate) fn is_number(column: &Column) -> bool {
    column.key == "no" || (column.key == "number" && column.column_type == ColumnType::Number)
}

/// The cell of a row to write in: its number, boxes where there are few, or nothing.
pub(crate) fn cell(desk: &Desk<'_>, column: &Column, number: Option<usize>) -> Vec<Rich> {
    let style = Style::TABLE;
    if is_number(column) {
        let prefix = column.options.get(PREFIX).map_or("", String::as_str);
        return number.map(|number| vec![Rich::new(format!("{prefix}{number}"), style)]).unwrap_or_default();
    }
    let names = names(desk, column).filter(|_| !column.is_many()).unwrap_or_default();
    let letters: usize = names.iter().map(|name| name.chars().count()).sum();
    // Boxes one below the other make rows high: where these are to be low, they stand on one line, or below the table.
    let is_low = desk.closeness >= Closeness::Closest;
    let most = if is_low { LOW_IN_CELL } else { MOST_IN_CELL };
    if names.is_empty() || names.len() > most || letters > LETTERS_IN_CELL {
        return Vec::new();
    }
    let small =
        |name: &String| if column.column_type == ColumnType::YesNo { name.to_lowercase() } else { name.clone() };
    if is_low && column.column_type == ColumnType::YesNo {
        let boxed =
            |rich: Rich, name: &String| rich.mark(Mark::Box(false)).plain(format!("{}\u{a0}\u{a0}", small(name)));
        return vec![names.iter().fold(Rich::empty(style), boxed)];
    }
    names.iter().map(|name| Rich::empty(style).mark(Mark::Box(false)).plain(small(name))).collect()
}

/// What is given in a cell: a condition in words, everything else as it is printed.
pub(crate) fn given(desk: &Desk<'_>, section: &Section, column: &Column, value: &Value) -> Vec<Rich> {
    match value.as_one() {
        Some(text) if section.kind == BlockKind::Triggers && column.key == "condition" => {
            triggers::condition_cell(desk, section, text)
        }
        _ => desk.cell(column, Some(value), Style::TABLE),
    }
}

/// Room for who prepared and who approved, where no block of the form has it.
pub(crate) fn signatures(desk: &mut Desk<'_>, sections: &[&Section], width: f32) -> Vec<Strip> {
    if sections.iter().any(|section| section.kind == BlockKind::Approvals) {
        return Vec::new();
    }
    let say = desk.say();
    let column = (width - 12.0) / 2.0;
    let mut items = Vec::new();
    for (at, words) in [say.prepared_by, say.approved_by].into_iter().enumerate() {
        let x = at as f32 * (column + 12.0);
        items.push(Item::rule(x, 0.0, column, RULE_HEAD));
        let mut y = 5.8;
        for line in desk.setter.lines(&Rich::new(words, Style::FACT_NAME), column, Align::Start) {
            items.extend(moved(line.items, x, y));
            y += line.height;
        }
    }
    let (above, height) = if desk.closeness == Closeness::Sparest { (9.0, 44.0) } else { (15.0, 52.0) };
    vec![Strip::new(Opening::Space(above), height, items)]
}

/// What a form is of, by which its title block asks for other things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormOf {
    /// One of an incident: its name, number, severity and period.
    Incident,
    /// A plan, policy or procedure that holds for a time: its version, and from when it is in force, read and tested.
    Standing,
    /// Anything else: who filled it in, when and where.
    Record,
}

/// What a form is of: its template says so in the header `form`, and what belongs to an incident is a form of it.
pub(crate) fn form_of(desk: &Desk<'_>, document: &bridgebook_domain::Document, label: &str) -> FormOf {
    let header = |key: &str| document.header_text(key);
    if desk.binder.incident.is_some() || label.starts_with("ICS") || !header("incident").is_empty() {
        return FormOf::Incident;
    }
    match header("form") {
        "incident" => FormOf::Incident,
        "standing" => FormOf::Standing,
        _ => FormOf::Record,
    }
}
