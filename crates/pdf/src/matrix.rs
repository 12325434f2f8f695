//! The responsibility matrix: activities by roles, letters by shape.

use std::collections::BTreeMap;

use bridgebook_domain::raci::{Letter, Part, Scheme};
use bridgebook_domain::{Column as Field, ColumnId, ColumnType, Section, Value};

use crate::binder::DocumentInput;
use crate::block::{Place, under};
use crate::desk::Desk;
use crate::flow::{Strip, height_of, keep_on_page};
use crate::matrix_legend::{apart, legend};
use crate::matrix_note::Notes;
use crate::rich::{Face, Inline, Mark, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;
use crate::{blank_width, unfilled};

/// Roles that fit on the paper upright.
const UPRIGHT: usize = 7;
/// Roles of one matrix; more are split, and the activities repeated.
const MOST: usize = 14;

/// Activities of a matrix that is kept on one page, and how close its rows are set for that: their least height, and the
/// space above and below their words.
const MOST_ON_PAGE: usize = 24;
/// Share of a page upright up to which a matrix is not split.
const MOST_OF_PAGE: f32 = 0.8;
const CLOSENESS: [(f32, f32); 3] = [(22.3, 2.9), (19.0, 1.9), (16.8, 1.0)];

/// Facts beside the roles from which on these give them room, and the least width of a role then: two tiles.
pub(crate) const MANY_FACTS: usize = 3;
const NARROW_ROLE: f32 = 32.0;
/// Width of a letter in the name of a role, and what all roles may take upright beside activities with their facts.
const LETTER: f32 = 4.0;
const UPRIGHT_ROOM: f32 = 345.0;
/// Activities up to which many facts stand under each.
const MOST_TOLD: usize = 8;

fn roles(section: &Section) -> Vec<(ColumnId, &Field)> {
    section.block.live_columns().into_iter().filter(|(_, f)| f.column_type == ColumnType::Letters).collect()
}

/// Keys of what stands with the activity: the stage becomes bands, number and description go with the activity, review
/// with what AI may do.
const ELSEWHERE: [&str; 6] = ["no", "stage", "activity", "description", "ai_assist", "human_review"];
/// Keys of what AI may do for an activity, and of the human who looks at it.
const AI: [&str; 2] = ["ai_assist", "human_review"];

/// Columns beside the activity and the roles: facts about an activity, such as its risk and its due time.
pub(crate) fn facts(section: &Section) -> Vec<(ColumnId, &Field)> {
    let mut list = section.block.live_columns();
    list.retain(|(id, f)| {
        f.column_type != ColumnType::Letters && !ELSEWHERE.contains(&f.key.as_str()) && is_filled(section, id)
    });
    list
}

/// Whether it says of an activity how AI may help.
fn has_ai(section: &Section) -> bool {
    let is_there = |key| section.block.column_by_key(key).is_some_and(|(id, _)| is_filled(section, &id));
    is_there("ai_assist") || is_there("human_review")
}

fn is_filled(section: &Section, column: &ColumnId) -> bool {
    section.block.live_rows().iter().any(|(_, row)| row.cells.get(column).is_some_and(|value| !value.is_empty()))
}

/// Whether there are more roles than fit upright, with the facts under their activities where they must.
pub(crate) fn wants_landscape(desk: &Desk<'_>, section: &Section) -> bool {
    let roles = roles(section);
    let word = |text: &str| text.split_whitespace().map(|w| w.chars().count()).max().unwrap_or(0) as f32;
    let room: f32 = roles.iter().map(|(_, field)| NARROW_ROLE.max(word(&field.name) * LETTER) + 4.0).sum();
    // Lines of many facts under each activity would tear the matrix over two pages.
    let is_torn = !desk.is_blank() && facts(section).len() >= MANY_FACTS && section.block.live_rows().len() > MOST_TOLD;
    roles.len() > UPRIGHT || (crowds(section) && (room > UPRIGHT_ROOM || is_torn))
}

/// Whether facts and roles side by side are too many for upright paper.
fn crowds(section: &Section) -> bool {
    roles(section).len() + facts(section).len() + usize::from(has_ai(section)) > UPRIGHT + 1
}

/// The facts about an activity in a line under it, each with its name.
fn facts_line(desk: &Desk<'_>, facts: &[(ColumnId, &Field)], row: &bridgebook_domain::Row, ai: Option<Rich>) -> Rich {
    let mut line = Rich::empty(Style::NOTE);
    if let Some(ai) = ai {
        let words = ai.inlines.iter().map(|inline| if let Inline::Words(words) = inline { &words.text } else { "" });
        let words: String = words.collect();
        line = line.plain(format!("{}: {words}", desk.say().ai_help.join(" ")));
    }
    for (id, field) in facts {
        let Some(value) = row.cells.get(id).filter(|value| !value.is_empty()) else { continue };
        if !line.is_empty() {
            line = line.plain(" · ");
        }
        let grave = field.choices.iter().any(|(id, c)| c.colour == "overdue" && value.members().contains(&id.as_str()));
        let face = if grave { Face::Semibold } else { Face::Regular };
        let words = match (&field.column_type, value.as_one()) {
            (ColumnType::YesNo, Some("yes")) => desk.say().yes_small.to_owned(),
            (ColumnType::YesNo, _) => desk.say().no_small.to_owned(),
            _ => desk.words(field, value),
        };
        line = line.plain(format!("{}: ", field.name)).faced(words, face);
    }
    line
}

/// The letters of the scheme as they are told: who decides first, then who works, helps, checks, is asked and told.
pub(crate) fn letters_of(section: &Section) -> Vec<Letter> {
    let mut list = Scheme::of(&section.block).letters;
    list.sort_by_key(|letter| match letter.part {
        Part::Decides => 0,
        Part::Works => 1,
        Part::Supports => 2,
        Part::Verifies => 3,
        Part::Consulted => 4,
        Part::Informed => 5,
        Part::Omitted => 6,
    });
    list
}

/// The mark of a letter: the deciding one solid, the working one outlined, who is asked in a ring.
pub(crate) fn mark(scheme: &[Letter], letter: &str) -> Mark {
    let text = letter.to_owned();
    match scheme.iter().find(|known| known.letter == letter).map(|known| known.part) {
        Some(Part::Decides) => Mark::SolidTile(text),
        Some(Part::Works) => Mark::OpenTile(text),
        Some(Part::Consulted) => Mark::RingLetter(text),
        _ => Mark::BareLetter(text),
    }
}

fn letters<'v>(scheme: &[Letter], value: Option<&'v Value>) -> Vec<&'v str> {
    let mut list = value.map(Value::members).unwrap_or_default();
    list.sort_by_key(|letter| scheme.iter().position(|known| known.letter == *letter).unwrap_or(usize::MAX));
    list
}

/// The matrix with the meaning of its letters: on one page where it fits on one, set as close as that needs; where only
/// the matrix itself fits, the letters and the notes follow it.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, input: &DocumentInput, place: &Place<'_>) -> Vec<Strip> {
    let (page, on_side) = (place.frame.text_height(), place.frame.width > place.frame.height);
    let (matrix, legend) = set(desk, section, input, place, CLOSENESS[0]);
    let mut ample = under(matrix, legend);
    if section.block.live_rows().len() > MOST_ON_PAGE {
        return ample;
    }
    // Upright there is height enough for it at its own distances.
    if height_of(&ample) <= if on_side { page } else { MOST_OF_PAGE * page } {
        keep_on_page(&mut ample);
        return ample;
    }
    if !on_side {
        return ample;
    }
    let mut alone: Option<Vec<Strip>> = None;
    for closeness in &CLOSENESS[1..] {
        let (mut matrix, legend) = set(desk, section, input, place, *closeness);
        let mut whole = under(matrix.clone(), legend);
        if height_of(&whole) <= page {
            keep_on_page(&mut whole);
            return whole;
        }
        // The letters at least stand with the matrix; the notes follow.
        let notes = Notes::of(desk, input, input.id_of(section));
        let (letters, told) = apart(desk, section, &notes, place.frame.text_width());
        matrix.extend(letters);
        if height_of(&matrix) <= page {
            keep_on_page(&mut matrix);
            matrix.extend(told);
            alone = Some(matrix);
        }
    }
    alone.unwrap_or(ample)
}

/// The number of an activity: its own, else its place.
pub(crate) fn number_of(section: &Section, row: &bridgebook_domain::Row, at: usize) -> String {
    match section.block.cell_text(row, "no") {
        "" => (at + 1).to_string(),
        number => number.to_owned(),
    }
}

/// The matrix, split where it has too many roles, and the meaning of its letters.
fn set(
    desk: &mut Desk<'_>,
    section: &Section,
    input: &DocumentInput,
    place: &Place<'_>,
    (row_min, padding): (f32, f32),
) -> (Vec<Strip>, Vec<Strip>) {
    let notes = Notes::of(desk, input, input.id_of(section));
    let roles = roles(section);
    let mut strips: Vec<Strip> = Vec::new();
    let parts = roles.len().div_ceil(MOST).max(1);
    let size = roles.len().div_ceil(parts).max(1);
    let groups: Vec<&[(ColumnId, &Field)]> = if roles.is_empty() { vec![&[]] } else { roles.chunks(size).collect() };
    let total = roles.len();
    let mut from = 1;
    for group in groups {
        let remark =
            if parts > 1 { desk.setter.words().roles(from, from + group.len() - 1, total) } else { String::new() };
        let mut table = build(desk, section, group, &notes, place);
        (table.row_min, table.padding) = (row_min, padding);
        let mut title = place.named(remark);
        if from > 1 {
            title.anchor = None;
        }
        table.title = Some(title);
        strips.extend(table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height()));
        from += group.len();
    }
    let empty = section.block.live_columns().into_iter().filter(|(id, field)| {
        let is_fact = field.column_type != ColumnType::Letters && !ELSEWHERE.contains(&field.key.as_str());
        is_fact && !is_filled(section, id)
    });
    let empty: Vec<String> = empty.map(|(_, field)| field.name.clone()).collect();
    if !section.block.live_rows().is_empty() {
        strips = unfilled::with_told(desk, strips, &empty, place.frame.text_width());
    }
    (strips, legend(desk, section, &notes, place))
}

fn build(
    desk: &mut Desk<'_>,
    section: &Section,
    roles: &[(ColumnId, &Field)],
    notes: &Notes<'_>,
    place: &Place<'_>,
) -> Table {
    let block = &section.block;
    let scheme = letters_of(section);
    let rows = block.live_rows();
    let on_side = place.frame.width > place.frame.height;
    let mut told = facts(section);
    if place.is_plate && told.len() >= MANY_FACTS {
        told.clear();
    }
    let is_below = if on_side { told.len() >= MANY_FACTS } else { crowds(section) };
    let (own, below) = if is_below { (Vec::new(), told) } else { (told, Vec::new()) };
    let ai_below = is_below && !on_side && has_ai(section);
    let has_ai = has_ai(section) && !ai_below;
    let mut columns = vec![Column { fixed: Some(17.0), ..Column::new("", Align::Start) }];
    let activity = block.column_by_key("activity").map_or(desk.say().activity, |(_, f)| f.name.as_str());
    columns.push(Column::new(activity, Align::Start));
    if has_ai {
        let head = desk.say().ai_help.map(|t| Rich::new(t, Style::COLUMN_HEAD)).to_vec();
        columns.push(Column { head, align: Align::Start, fixed: None });
    }
    columns.extend(own.iter().map(|(_, field)| Column::new(&field.name, Align::Start)));
    let share = place.frame.text_width() * if own.is_empty() { 0.66 } else { 0.56 };
    let heads: Vec<Vec<Rich>> = roles.iter().map(|(id, field)| role_head(desk, field, notes.of_column(*id))).collect();
    let longest = heads.iter().flatten().map(|head| desk.setter.shape(head).min).fold(0.0, f32::max);
    let most = place.frame.text_width() * 0.74 / roles.len().max(1) as f32 - 4.0;
    let role_width = (share / roles.len().max(1) as f32 - 4.0).clamp(30.0, 58.0).max(longest + 0.5).min(most.max(24.0));
    for head in heads {
        // Beside many facts each role takes no more than its own name needs.
        let own_width = head.iter().map(|line| desk.setter.shape(line).min).fold(NARROW_ROLE, f32::max) + 0.5;
        let fixed = if is_below || own.len() >= MANY_FACTS { own_width.min(role_width) } else { role_width };
        columns.push(Column { head, align: Align::Centre, fixed: Some(fixed) });
    }
    let mut table = Table::new(columns);
    table.gutter = 4.0;
    table.ruled = desk.is_blank();
    if desk.is_blank() {
        // What stands beside or under an activity elsewhere is a line to write on; what AI may do is a fact like others then.
        let is_elsewhere = |key: &str| ELSEWHERE.contains(&key) && !AI.contains(&key);
        let is_fact = |field: &Field| field.column_type != ColumnType::Letters && !is_elsewhere(&field.key);
        let asked = block.live_columns().into_iter().filter(|(_, field)| is_fact(field));
        table.below = asked.map(|(_, field)| field.name.clone()).collect();
        table.below_rooms = vec![blank_width::SHORT; table.below.len()];
    }
    let mut stage = String::new();
    for (at, (id, row)) in rows.iter().enumerate() {
        let now = block.cell_text(row, "stage");
        if now != stage {
            stage = now.to_owned();
            table.rows.push(Row::Band(if stage.is_empty() { desk.say().other.to_owned() } else { stage.clone() }));
        }
        let number = number_of(section, row, at);
        let mut first = vec![noted(Rich::new(block.cell_text(row, "activity"), Style::TABLE_LEAD), notes.of_row(*id))];
        if let Some((field, value)) =
            block.column_by_key("description").and_then(|(id, f)| Some((f, row.cells.get(&id)?)))
        {
            first.extend(desk.cell(field, Some(value), Style::NOTE));
        }
        if is_below && !desk.is_blank() {
            let ai = ai_below.then(|| ai_words(desk, section, row));
            first.push(facts_line(desk, &below, row, ai));
        }
        let mut cells = vec![vec![Rich::new(number, Style::TABLE_LEAD)], first];
        if has_ai {
            cells.push(vec![ai_words(desk, section, row)]);
        }
        cells.extend(own.iter().map(|(id, field)| desk.cell(field, row.cells.get(id), Style::TABLE)));
        for (id, _) in roles {
            let mut rich = Rich::empty(Style::TABLE);
            let held = letters(&scheme, row.cells.get(id).filter(|_| !desk.is_blank()));
            for letter in &held {
                rich = rich.mark(mark(&scheme, letter));
            }
            cells.push(vec![if held.is_empty() && !desk.is_blank() { rich.mark(Mark::Dot) } else { rich }]);
        }
        table.rows.push(Row::Body(cells));
    }
    if !desk.is_blank() && !rows.is_empty() {
        table.rows.push(holds(
            desk,
            &scheme,
            roles,
            &rows.iter().map(|(_, r)| *r).collect::<Vec<_>>(),
            table.columns.len() - roles.len(),
        ));
    }
    table
}

fn ai_words(desk: &Desk<'_>, section: &Section, row: &bridgebook_domain::Row) -> Rich {
    let word = |key: &str| {
        section
            .block
            .column_by_key(key)
            .and_then(|(id, field)| row.cells.get(&id).map(|value| desk.words(field, value)))
            .unwrap_or_default()
    };
    let (help, review) = (word("ai_assist"), word("human_review"));
    match (help.as_str(), review.as_str()) {
        ("", "") => Rich::new(if desk.is_blank() { "" } else { "–" }, Style::TABLE),
        (help, "" | "none") => Rich::new(help, Style::TABLE),
        ("", review) => Rich::empty(Style::TABLE).faced(review, crate::rich::Face::Semibold),
        (help, review) => Rich::new(format!("{help}, "), Style::TABLE).faced(review, crate::rich::Face::Semibold),
    }
}

/// Words with the letters of the notes on them.
fn noted(rich: Rich, letters: &str) -> Rich {
    if letters.is_empty() { rich } else { rich.raised(format!("\u{a0}{letters}")) }
}

fn role_head(desk: &Desk<'_>, field: &Field, letters: &str) -> Vec<Rich> {
    let role = field.options.get("role").map_or("", |id| desk.name(id));
    let name = if field.name.is_empty() { role } else { desk.name(&field.name) };
    let name = Rich::new(name, Style { size: 7.3, leading: 8.8, ..Style::COLUMN_HEAD });
    let mut head = vec![noted(name, letters)];
    for key in ["person", "deputy"] {
        // Who holds a role is filled in by hand on a blank form.
        if let Some(person) = field.options.get(key).filter(|p| !p.is_empty() && !desk.is_blank()) {
            let person = desk.name(person);
            let words = if key == "deputy" { desk.say().with(desk.say().deputy_is, person) } else { person.to_owned() };
            head.push(Rich::new(words, Style { size: 7.0, leading: 8.8, ..Style::NOTE }));
        }
    }
    match field.options.get("kind").map(String::as_str) {
        Some("ai") => head.push(Rich::new(desk.say().ai, Style { size: 7.0, leading: 8.8, ..Style::NOTE })),
        Some("vendor") => head.push(Rich::new(desk.say().vendor, Style { size: 7.0, leading: 8.8, ..Style::NOTE })),
        _ => {}
    }
    head
}

/// The last row: what each role holds.
fn holds(
    desk: &Desk<'_>,
    scheme: &[Letter],
    roles: &[(ColumnId, &Field)],
    rows: &[&bridgebook_domain::Row],
    before: usize,
) -> Row {
    let mut cells: Vec<Vec<Rich>> = vec![Vec::new(); before];
    if let Some(cell) = cells.get_mut(1) {
        cell.push(Rich::new(desk.say().holds, Style { size: 7.8, ..Style::TABLE_LEAD }));
    }
    for (id, _) in roles {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for row in rows {
            for letter in row.cells.get(id).map(Value::members).unwrap_or_default() {
                *counts.entry(letter).or_default() += 1;
            }
        }
        let parts: Vec<String> = scheme
            .iter()
            .take(2)
            .filter_map(|known| counts.get(known.letter.as_str()).map(|count| format!("{count} {}", known.letter)))
            .collect();
        let words = if parts.is_empty() { "–".to_owned() } else { parts.join(", ") };
        cells.push(vec![Rich::new(words, Style { size: 7.8, ..Style::TABLE })]);
    }
    Row::Body(cells)
}
