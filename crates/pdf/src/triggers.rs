//! The rules of an escalation: a numbered block for each, in the order in which they are asked. The default
//! route stands last and says so.

use bridgebook_domain::condition::{self, Condition};
use bridgebook_domain::{Row as Record, Section, Value};

use crate::block::{Place, labelled};
use crate::desk::Desk;
use crate::figure::title;
use crate::flow::{CONTENT, Opening, Strip, keep_with_next, moved, strips_of};
use crate::page::Item;
use crate::rich::{Face, Mark, Plate, Rich, Style};
use crate::test_words;
use crate::text::Align;
use crate::words::Vocabulary;

/// Width of the words `When`, `Then` and so on.
const NAMES: f32 = 52.0;
/// The same where condition and consequence stand side by side.
const WHEN_NAME: f32 = 28.0;
const THEN_NAME: f32 = 30.0;
/// Share of the content that the condition has, the space to what follows, and the least room for its words.
const WHEN_SHARE: f32 = 0.39;
const GUTTER: f32 = 10.0;
const LEAST: f32 = 70.0;
/// Characters of a condition beyond which it is printed as it was written.
const MOST: usize = 20_000;
/// How far a nested condition is moved in, and how often at most.
const INDENT: f32 = 11.0;
const DEEPEST: usize = 12;
/// The same in the cell of a blank form.
const IN_CELL: f32 = 6.0;
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
    let remark = desk.say().rules_remark;
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
    let parts = parts(desk, section, row, default);
    let content = side_by_side(desk, &parts, place).unwrap_or_else(|| {
        let mut content = Vec::new();
        for (name, lines) in &parts {
            content.extend(part(desk, name, lines, place, content.is_empty()));
        }
        content
    });
    let say = desk.say();
    let notes: Vec<&str> = [(default, say.default_route), (off, say.off)]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, words)| words)
        .collect();
    let note = notes.join("\n");
    let name = match block.cell_text(row, "name") {
        "" => say.nameless_rule,
        name => name,
    };
    let (number, name) =
        if number < 100 { (number.to_string(), name.to_owned()) } else { (String::new(), format!("{number}  {name}")) };
    labelled(desk, (&number, 0.0), &name, &note, None, content)
}

/// What a rule says, in the order of asking.
fn parts(desk: &Desk<'_>, section: &Section, row: &Record, default: bool) -> Vec<(&'static str, Vec<Told>)> {
    let block = &section.block;
    let say = desk.say();
    let text = |key: &str| block.cell_text(row, key);
    let words = |key: &str| {
        let (id, column) = block.column_by_key(key)?;
        row.cells.get(&id).filter(|v| !v.is_empty()).map(|v| desk.words(column, v))
    };
    let mut list = vec![(say.when, when(desk, section, row, default))];
    let mut then = Vec::new();
    let is_decided = block.column_by_key("outcome").is_some();
    let outcome = block.column_by_key("outcome").map(|(id, column)| outcome(desk, column, row.cells.get(&id)));
    let procedure = words("procedure");
    // Where nothing stands between them, who gets it stands beside what is decided.
    let is_beside = is_decided && procedure.is_none();
    let mut to = Rich::empty(LINE);
    to = match words("target") {
        Some(target) => to.faced(target, Face::Semibold),
        None if text("outcome") == "human" => to.plain(say.responsible_of_stage),
        None => to,
    };
    if let Some(level) = words("level") {
        let comma = if to.is_empty() { "" } else { ", " };
        to = to.plain(format!("{comma}{}", say.with(say.level_is, level)));
    }
    let within = text("within");
    let is_nobody = to.is_empty();
    if !is_nobody && !within.is_empty() {
        to = to.plain(say.within).faced(say.duration(within).replace(' ', "\u{a0}"), Face::Semibold);
    }
    match outcome {
        Some(outcome) if is_beside && !is_nobody => then.push((0, outcome.mark(Mark::Gap(5.0)).and(to.clone()))),
        Some(outcome) => then.push((0, outcome)),
        None => {}
    }
    then.extend(procedure.map(|procedure| (0, Rich::new(procedure, LINE))));
    list.push((say.then_do, then));
    if is_nobody && !within.is_empty() {
        list.push((say.within_head, vec![(0, to.faced(say.duration(within), Face::Semibold))]));
    } else if !is_nobody && !is_beside {
        list.push((say.goes_to, vec![(0, to)]));
    }
    list.push((say.also, also(say, &words).into_iter().map(|line| (0, Rich::new(line, LINE))).collect()));
    let why = match (words("reason"), words("initiated")) {
        (Some(reason), Some(kind)) => {
            let reason = Rich::new(reason, LINE).mark(Mark::Gap(5.0));
            Some((say.why, reason.styled(kind, Style { leading: LINE.leading, ..Style::NOTE })))
        }
        (Some(reason), None) => Some((say.why, Rich::new(reason, LINE))),
        (None, Some(kind)) => Some((say.kind, Rich::new(kind, Style::NOTE))),
        (None, None) => None,
    };
    list.extend(why.map(|(name, rich)| (name, vec![(0, rich)])));
    list.push((say.tried, words("cases").map(|line| (0, Rich::new(line, LINE))).into_iter().collect()));
    list.retain(|(_, lines)| !lines.is_empty());
    list
}

/// Effects beside the outcome, each with what it needs to be carried out.
fn also(say: &Vocabulary, words: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut lines: Vec<String> = words("effects").into_iter().collect();
    if let Some(names) = words("notify") {
        let by = words("methods").map(|by| say.with(say.tell_by, by)).unwrap_or_default();
        lines.push(say.with(say.tell, format!("{names}{by}")));
    }
    if let Some(status) = words("status") {
        lines.push(say.with(say.status_is, status));
    }
    if let Some(severity) = words("severity") {
        lines.push(say.with(say.severity_is, severity));
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
    let mut lines = conditions(desk, section, condition);
    let say = desk.say();
    let named = |key: &str| {
        let (id, column) = block.column_by_key(key)?;
        row.cells.get(&id).filter(|v| !v.is_empty()).map(|v| desk.words(column, v))
    };
    if lines.is_empty() {
        lines = match named("kind") {
            Some(kind) => vec![(0, Rich::new(kind, LINE))],
            None if default => vec![(0, Rich::new(say.no_rule_fits, LINE))],
            None => vec![(0, Rich::new("–", LINE))],
        };
    } else if let Some(kind) = named("kind") {
        lines.push((0, Rich::new(say.with(say.looks_at, lower(&kind)), Style::NOTE)));
    }
    if let Some(risk) = named("risk") {
        lines.push((0, Rich::new(say.with(say.task_risk, lower(&risk)), Style::NOTE)));
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

/// A condition in the cell of a blank form: a paragraph for each line, moved in by its depth.
pub(crate) fn condition_cell(desk: &Desk<'_>, section: &Section, text: &str) -> Vec<Rich> {
    let style = Style::TABLE;
    let moved_in = |(depth, rich): Told| {
        let gap = IN_CELL * depth.min(DEEPEST) as f32;
        let start = Rich::empty(style);
        let start = if depth == 0 { start } else { start.mark(Mark::Gap(gap)) };
        let mut rich = rich;
        rich.scale(style.size / LINE.size);
        start.and(rich)
    };
    conditions(desk, section, text).into_iter().map(moved_in).collect()
}

/// The lines of a condition: its tree, or as it was written where it is none.
fn conditions(desk: &Desk<'_>, section: &Section, text: &str) -> Vec<Told> {
    if text.chars().count() > MOST {
        return vec![(0, Rich::new(desk.say().too_long, Style::NOTE))];
    }
    if text.trim().is_empty() {
        return Vec::new();
    }
    if let Ok(condition) = condition::parse(text) {
        let mut lines = Vec::new();
        tree(desk, section, &condition, 0, &mut lines);
        return lines;
    }
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| (0, Rich::new(line.trim(), LINE))).collect()
}

/// What holds together stands under its word, one line for each test.
fn tree(desk: &Desk<'_>, section: &Section, condition: &Condition, depth: usize, lines: &mut Vec<Told>) {
    let parts: Vec<&Condition> = match condition {
        Condition::All { of } | Condition::Any { of } => of.iter().collect(),
        Condition::Not { of } => vec![of],
        Condition::Always => {
            lines.push((depth, Rich::new(desk.say().always, LINE)));
            return;
        }
        test => {
            lines.push((depth, Rich::new(test_words::told(desk, section, test), LINE)));
            return;
        }
    };
    let word = match condition {
        Condition::All { .. } => desk.say().all_of,
        Condition::Any { .. } => desk.say().any_of,
        _ => desk.say().not,
    };
    lines.push((depth, Rich::empty(LINE).faced(word, Face::Semibold)));
    for part in parts {
        tree(desk, section, part, depth + 1, lines);
    }
}

/// The condition on the left, what follows from it on the right: one stretch that no page splits. None where it would
/// be higher than a third of the page; then all of it stands one below the other.
fn side_by_side(desk: &mut Desk<'_>, parts: &[(&'static str, Vec<Told>)], place: &Place<'_>) -> Option<Vec<Strip>> {
    let ((when, conditions), then) = parts.split_first()?;
    let width = place.frame.text_width() - CONTENT;
    let left = width * WHEN_SHARE;
    let mut items = Vec::new();
    let mut height = 0.0_f32;
    let condition = (*when, conditions.as_slice());
    let limit = place.frame.text_height() / 3.0;
    height = height.max(column(desk, &[condition], (CONTENT, left - GUTTER, WHEN_NAME), limit, &mut items)?);
    let then: Vec<(&str, &[Told])> = then.iter().map(|(name, lines)| (*name, lines.as_slice())).collect();
    height = height.max(column(desk, &then, (CONTENT + left, width - left, THEN_NAME), limit, &mut items)?);
    Some(vec![Strip::new(Opening::Space(0.0), height, items)])
}

/// Names with their lines one below the other, as far as they fit; returns where they end.
fn column(
    desk: &mut Desk<'_>,
    parts: &[(&str, &[Told])],
    (x, width, names): (f32, f32, f32),
    limit: f32,
    items: &mut Vec<Item>,
) -> Option<f32> {
    let mut y = 0.0;
    for (at, (name, lines)) in parts.iter().enumerate() {
        if at > 0 {
            y += 2.0;
        }
        let mut below = y;
        for line in desk.setter.lines(&Rich::new(*name, NAME), names, Align::Start) {
            items.extend(moved(line.items, x, below - 0.4));
            below += line.height;
        }
        for (depth, rich) in *lines {
            let indent = names + INDENT * (*depth).min(DEEPEST) as f32;
            // A deep tree leaves its words no room beside what follows from it.
            if width - indent < LEAST {
                return None;
            }
            for line in desk.setter.lines(rich, width - indent, Align::Start) {
                items.extend(moved(line.items, x + indent, y));
                y += line.height;
                if y > limit {
                    return None;
                }
            }
        }
        y = y.max(below);
    }
    Some(y)
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
