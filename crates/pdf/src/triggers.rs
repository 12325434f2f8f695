//! The rules of an escalation: a numbered block for each, in the order in which they are asked. The default
//! route stands last and says so.

use bridgebook_domain::condition::{self, Condition};
use bridgebook_domain::{Row as Record, Section, Value};

use crate::block::{Place, labelled};
use crate::desk::{Desk, duration};
use crate::figure::title;
use crate::flow::{CONTENT, Opening, Strip, keep_with_next, moved, strips_of};
use crate::rich::{Face, Mark, Plate, Rich, Style};
use crate::text::Align;

/// Width of the words `When`, `Then` and so on.
const NAMES: f32 = 52.0;
/// Characters of a condition beyond which it is printed as it was written.
const MOST: usize = 20_000;
/// How far a nested condition is moved in, and how often at most.
const INDENT: f32 = 11.0;
const DEEPEST: usize = 12;
const NAME: Style = Style { face: Face::Semibold, size: 7.8, leading: 13.0 };
const LINE: Style = Style { face: Face::Regular, size: 9.2, leading: 12.0 };

/// A line of words, and how far it is moved in.
type Told = (usize, Rich);

/// The rules with their title.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let mut rows: Vec<&Record> = section.block.live_rows().into_iter().map(|(_, row)| row).collect();
    if desk.is_blank() || rows.is_empty() {
        return crate::grid::table(desk, section, place);
    }
    // The default route is asked last, wherever it was written.
    rows.sort_by_key(|row| section.block.cell_text(row, "default") == "yes");
    let mut strips = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        strips.extend(rule(desk, section, row, at + 1, place));
    }
    let remark = "Asked in this order; the first rule that fits decides.";
    if let Some(mut top) = title(desk, place, remark, false) {
        top.opening = Opening::Table;
        let mut top = vec![top];
        keep_with_next(&mut top, &strips);
        top.append(&mut strips);
        return top;
    }
    strips
}

fn rule(desk: &mut Desk<'_>, section: &Section, row: &Record, number: usize, place: &Place<'_>) -> Vec<Strip> {
    let block = &section.block;
    let default = block.cell_text(row, "default") == "yes";
    let off = block.cell_text(row, "enabled") == "no";
    let mut content = Vec::new();
    for (name, lines) in parts(desk, section, row, default) {
        content.extend(part(desk, name, &lines, place, content.is_empty()));
    }
    let mut note = String::new();
    if default {
        note.push_str("**Default route**, when no rule above fits");
    }
    if off {
        note.push_str(if note.is_empty() { "**Off**, not asked" } else { "\n**Off**, not asked" });
    }
    let name = match block.cell_text(row, "name") {
        "" => "Rule without a name",
        name => name,
    };
    let (number, name) =
        if number < 100 { (number.to_string(), name.to_owned()) } else { (String::new(), format!("{number}  {name}")) };
    labelled(desk, &number, &name, &note, None, content)
}

/// What a rule says, in the order of asking.
fn parts(desk: &Desk<'_>, section: &Section, row: &Record, default: bool) -> Vec<(&'static str, Vec<Told>)> {
    let block = &section.block;
    let text = |key: &str| block.cell_text(row, key);
    let words = |key: &str| {
        let (id, column) = block.column_by_key(key)?;
        row.cells.get(&id).filter(|v| !v.is_empty()).map(|v| desk.words(column, v))
    };
    let mut list = vec![("When", when(desk, section, row, default))];
    let mut then = Vec::new();
    if let Some((id, column)) = block.column_by_key("outcome") {
        then.push((0, outcome(desk, column, row.cells.get(&id))));
    }
    if let Some(procedure) = words("procedure") {
        then.push((0, Rich::new(procedure, LINE)));
    }
    list.push(("Then", then));
    let mut to = Rich::empty(LINE);
    to = match words("target") {
        Some(target) => to.faced(target, Face::Semibold),
        None if text("outcome") == "human" => to.plain("the R of the matching RACI stage"),
        None => to,
    };
    if let Some(level) = words("level") {
        let comma = if to.is_empty() { "" } else { ", " };
        to = to.plain(format!("{comma}level {level}"));
    }
    list.push(("Goes to", if to.is_empty() { Vec::new() } else { vec![(0, to)] }));
    let within = text("within");
    let shown = (!within.is_empty()).then(|| (0, Rich::empty(LINE).faced(duration(within), Face::Semibold)));
    list.push(("Within", shown.into_iter().collect()));
    list.push(("Also", also(&words).into_iter().map(|line| (0, Rich::new(line, LINE))).collect()));
    for (name, key) in [("Kind", "initiated"), ("Why", "reason"), ("Tried with", "cases")] {
        list.push((name, words(key).map(|line| (0, Rich::new(line, LINE))).into_iter().collect()));
    }
    list.retain(|(_, lines)| !lines.is_empty());
    list
}

/// Effects beside the outcome, each with what it needs to be carried out.
fn also(words: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut lines: Vec<String> = words("effects").into_iter().collect();
    if let Some(names) = words("notify") {
        let by = words("methods").map(|by| format!(" by {by}")).unwrap_or_default();
        lines.push(format!("Tell {names}{by}"));
    }
    if let Some(status) = words("status") {
        lines.push(format!("Status: {status}"));
    }
    if let Some(severity) = words("severity") {
        lines.push(format!("Severity: {severity}"));
    }
    lines
}

fn outcome(desk: &Desk<'_>, column: &bridgebook_domain::Column, value: Option<&Value>) -> Rich {
    let words = value.map(|v| desk.words(column, v)).unwrap_or_default();
    match value.and_then(Value::as_one) {
        Some("human") => Rich::empty(LINE).mark(Mark::Plate(Plate::Heavy, words, 9.0)),
        Some("continue") => Rich::empty(LINE).mark(Mark::Disc).plain(words),
        Some(_) => Rich::empty(LINE).mark(Mark::Ring).plain(words),
        None => Rich::new("–", LINE),
    }
}

/// The condition, what it looks at and the risks it is for.
fn when(desk: &Desk<'_>, section: &Section, row: &Record, default: bool) -> Vec<Told> {
    let block = &section.block;
    let condition = block.cell_text(row, "condition");
    let mut lines = conditions(condition);
    let named = |key: &str| {
        let (id, column) = block.column_by_key(key)?;
        row.cells.get(&id).filter(|v| !v.is_empty()).map(|v| desk.words(column, v))
    };
    if lines.is_empty() {
        lines = match named("kind") {
            Some(kind) => vec![(0, Rich::new(kind, LINE))],
            None if default => vec![(0, Rich::new("no rule above fits", LINE))],
            None => vec![(0, Rich::new("–", LINE))],
        };
    } else if let Some(kind) = named("kind") {
        lines.push((0, Rich::new(format!("looks at: {}", lower(&kind)), Style::NOTE)));
    }
    if let Some(risk) = named("risk") {
        lines.push((0, Rich::new(format!("task risk: {}", lower(&risk)), Style::NOTE)));
    }
    lines
}

/// The first letter small, unless the word is all capitals (`AI confidence`).
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => text.to_owned(),
    }
}

/// The lines of a condition: its tree, or as it was written where it is none.
fn conditions(text: &str) -> Vec<Told> {
    if text.chars().count() > MOST {
        return vec![(0, Rich::new("Longer than can be printed here; see the document.", Style::NOTE))];
    }
    if text.trim().is_empty() {
        return Vec::new();
    }
    if let Ok(condition) = condition::parse(text) {
        let mut lines = Vec::new();
        tree(&condition, 0, &mut lines);
        return lines;
    }
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| (0, Rich::new(line.trim(), LINE))).collect()
}

/// What holds together stands under its word, one line for each test.
fn tree(condition: &Condition, depth: usize, lines: &mut Vec<Told>) {
    let parts: Vec<&Condition> = match condition {
        Condition::All { of } | Condition::Any { of } => of.iter().collect(),
        Condition::Not { of } => vec![of],
        Condition::Always => {
            lines.push((depth, Rich::new("always", LINE)));
            return;
        }
        test => {
            lines.push((depth, Rich::new(condition::print(test), LINE)));
            return;
        }
    };
    let word = match condition {
        Condition::All { .. } => "all of",
        Condition::Any { .. } => "any of",
        _ => "not",
    };
    lines.push((depth, Rich::empty(LINE).faced(word, Face::Semibold)));
    for part in parts {
        tree(part, depth + 1, lines);
    }
}

/// Name and lines side by side.
fn part(desk: &mut Desk<'_>, name: &str, lines: &[Told], place: &Place<'_>, first: bool) -> Vec<Strip> {
    let left = CONTENT + NAMES;
    let mut strips: Vec<Strip> = Vec::new();
    for (depth, rich) in lines {
        let x = left + INDENT * (*depth).min(DEEPEST) as f32;
        let set = desk.setter.lines(rich, place.frame.text_width() - x, Align::Start);
        let before = if strips.is_empty() && !first { 2.0 } else { 0.0 };
        strips.extend(strips_of(set, x, before));
    }
    let label = desk.setter.lines(&Rich::new(name, NAME), NAMES, Align::Start);
    if let Some(strip) = strips.first_mut() {
        let mut items: Vec<_> = label.into_iter().flat_map(|line| moved(line.items, CONTENT, -0.4)).collect();
        items.append(&mut strip.items);
        strip.items = items;
    }
    strips
}
