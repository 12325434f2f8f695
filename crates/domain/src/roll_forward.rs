//! The action plan of the next operational period, made of the one before: what is still open is carried, what is
//! closed is dropped, what the rules cannot tell is for a person to decide, and the plan is asked to be approved anew
//! (FEMA 502-2: a new ICS 202, 203, 204 and 205 for each period).
//!
//! Nothing is copied: the plan itself changes, by operations that know their inverse, and its history keeps the plan
//! of the period before.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::block::{Block, BlockKind, Row, Section};
use crate::document::Document;
use crate::id::{ColumnId, RowId, SectionId};
use crate::log::Named;
use crate::objective::{Objective, assignments, objectives};
use crate::operation::{Item, Operation};
use crate::path::Path;
use crate::position::Position;
use crate::value::Value;
use crate::view::{RowView, choice_word, rows};

/// Labels of the checklists that are gone through anew in each period: responder care and hand-over.
const EACH_PERIOD: &[&str] = &["ICS 206", "ICS 201"];

/// One period ends and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Number of the period that ends and when it began, as the log says; none for the first one.
    pub ended: Option<(u32, Timestamp)>,
    /// Number of the next one.
    pub number: u32,
    /// When it begins.
    pub from: Timestamp,
    /// When it is to end.
    pub to: Timestamp,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is open and goes on.
    Carried,
    /// It is closed and leaves the plan; its history keeps it.
    Dropped,
    /// The rules cannot tell; it goes on unless somebody drops it.
    Decide,
    /// It is planned anew for the next period: a time, a name, a tick.
    Set,
}

impl Fate {
    /// The word on the bridge.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Carried => "carried",
            Self::Dropped => "dropped",
            Self::Decide => "decide",
            Self::Set => "set",
        }
    }
}

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An objective (ICS 202).
    Objective,
    /// An assignment (ICS 204).
    Assignment,
    /// An action that the plan itself holds (ICS 233-CG); those of the log go on by themselves.
    Action,
    /// A period.
    Period,
    /// A meeting (ICS 230-CG).
    Meeting,
    /// A point of approval.
    Checkpoint,
    /// A checklist whose ticks belong to the period before.
    Checklist,
}

impl Kind {
    /// The word on the bridge.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Objective => "objective",
            Self::Assignment => "assignment",
            Self::Action => "action",
            Self::Period => "period",
            Self::Meeting => "meeting",
            Self::Checkpoint => "checkpoint",
            Self::Checklist => "checklist",
        }
    }
}

/// One line of the plan and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Kind.
    pub kind: Kind,
    /// Section.
    pub section: SectionId,
    /// Row; of a checklist its first, of a period that is new the one it gets.
    pub row: RowId,
    /// What it says.
    pub words: String,
    /// Who answers for it: id or name.
    pub owner: Named,
    /// What becomes of it.
    pub fate: Fate,
    /// Why, where that is not plain.
    pub why: Why,
    /// What carrying it changes.
    carry: Vec<Operation>,
    /// What dropping it changes.
    drop: Vec<Operation>,
}

/// Why a line has its fate. Moments are put into words by whoever shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// That goes without saying.
    Plain,
    /// It is closed: in this state.
    State(String),
    /// Its time has passed.
    Passed(Timestamp),
    /// It is carried a second time, and its time has passed.
    Again(Timestamp),
    /// Its state is none that the rules know.
    UnknownState(String),
    /// It is blocked.
    Blocked,
    /// Every objective that it serves is met or dropped.
    Served,
    /// It has this moment from now on.
    At(Timestamp),
    /// It is called this from now on.
    Called(String),
    /// So many ticks are taken away.
    Ticks(usize),
}

/// A plan on its way into the next period.
#[derive(Debug, Clone, PartialEq)]
pub struct RollForward {
    /// Lines, in order of the plan.
    pub lines: Vec<Line>,
    /// The checkpoint at which the plan is approved anew, and who approves: id or name, empty where the plan names
    /// nobody.
    pub approval: (String, Named),
    /// What that checkpoint was called in the period before, if it was there.
    pub approval_before: Option<String>,
}

impl RollForward {
    /// What carries the plan over; `dropped` are the lines to decide about that somebody lets go.
    #[must_use]
    pub fn operations(&self, dropped: &BTreeSet<RowId>) -> Vec<Operation> {
        let mut list: Vec<Operation> = self
            .lines
            .iter()
            .flat_map(|line| if line.goes(dropped) { line.drop.clone() } else { line.carry.clone() })
            .collect();
        let path = Path::Header("status".to_owned());
        list.push(Operation::Set { path, value: Some(Value::one("in_review")) });
        list
    }

    /// How many objectives, assignments and actions go on, and how many do not.
    #[must_use]
    pub fn counts(&self, dropped: &BTreeSet<RowId>) -> (usize, usize) {
        let work = self.lines.iter().filter(|l| l.fate != Fate::Set);
        let (gone, carried): (Vec<&Line>, Vec<&Line>) = work.partition(|l| l.goes(dropped));
        (carried.len(), gone.len())
    }
}

impl Line {
    fn goes(&self, dropped: &BTreeSet<RowId>) -> bool {
        self.fate == Fate::Dropped || (self.fate == Fate::Decide && dropped.contains(&self.row))
    }
}

/// What becomes of each line of an action plan in the next period. `fresh` gives the id of a line that is new.
#[must_use]
pub fn roll_forward(plan: &Document, turn: &Turn, fresh: impl FnMut() -> RowId) -> RollForward {
    let mut lines = Vec::new();
    let all = objectives(plan);
    lines.extend(all.iter().map(|o| objective(plan, o, turn)));
    let closed: Vec<&String> = all.iter().filter(|o| !o.is_open()).flat_map(|o| &o.names).collect();
    let open: Vec<&String> = all.iter().filter(|o| o.is_open()).flat_map(|o| &o.names).collect();
    for found in assignments(plan) {
        let is_idle =
            !found.serves.is_empty() && found.serves.iter().all(|name| closed.contains(&name) && !open.contains(&name));
        let base = base(Kind::Assignment, found.section, found.row, &found.view, "text", turn);
        lines.push(work(base, &found.view, "due", is_idle, turn));
    }
    for (id, section) in plan.live_sections() {
        if section.block.setting("preset") == "actions" {
            let written = rows(&section.block).filter(|(_, view)| !view.text("item").is_empty());
            for (row, view) in written {
                lines.push(work(base(Kind::Action, id, row, &view, "item", turn), &view, "target", false, turn));
            }
        }
    }
    rhythm(plan, turn, &mut lines, fresh);
    for (id, section) in plan.sections_of(&BlockKind::Checklist) {
        lines.extend(ticks(id, section));
    }
    let (approval, approval_before) = checkpoints(plan, turn, &mut lines);
    RollForward { lines, approval, approval_before }
}

fn base(kind: Kind, section: SectionId, row: RowId, view: &RowView<'_>, text: &str, turn: &Turn) -> Line {
    Line {
        kind,
        section,
        row,
        words: view.text(text).to_owned(),
        owner: view.text("owner").to_owned(),
        fate: Fate::Carried,
        why: Why::Plain,
        carry: Vec::new(),
        drop: vec![Operation::Remove { path: Path::Rows(section), id: row.to_string(), at: turn.from }],
    }
}

fn objective(plan: &Document, of: &Objective<'_>, turn: &Turn) -> Line {
    let line = base(Kind::Objective, of.section, of.row, &of.view, "text", turn);
    let state = of.view.word("state");
    let passed = of.view.instant("target").filter(|at| *at <= turn.from);
    let (fate, why) = match &*state {
        "met" | "dropped" => (Fate::Dropped, Why::State(state.clone())),
        "carried" => passed.map_or((Fate::Carried, Why::Plain), |at| (Fate::Decide, Why::Again(at))),
        "" | "new" | "open" => (Fate::Carried, passed.map_or(Why::Plain, Why::Passed)),
        _ => (Fate::Decide, Why::UnknownState(state.clone())),
    };
    let mut carry = Vec::new();
    let block = plan.sections.get(&of.section).map(|s| &s.block);
    // A state of the team's own stays: nobody can say that being carried is the same.
    if matches!(&*state, "" | "new" | "open")
        && let Some((column, choice)) = block.and_then(|block| choice_called(block, "state", "carried"))
    {
        let path = Path::Cell(of.section, of.row, column);
        carry.push(Operation::Set { path, value: Some(Value::one(choice)) });
    }
    Line { fate, why, carry, ..line }
}

/// The choice that a rule knows by a word, in a column of this meaning.
fn choice_called(block: &Block, key: &str, word: &str) -> Option<(ColumnId, String)> {
    let (id, column) = block.column_by_key(key)?;
    let found = column.live_choices().into_iter().find(|(choice, _)| choice_word(column, choice) == word)?;
    Some((id, found.0.to_owned()))
}

fn work(line: Line, view: &RowView<'_>, due: &str, is_idle: bool, turn: &Turn) -> Line {
    let state = view.word("state");
    let passed = view.instant(due).filter(|at| *at <= turn.from);
    let (fate, why) = match &*state {
        "done" | "dropped" => (Fate::Dropped, Why::State(state.clone())),
        "blocked" => (Fate::Decide, Why::Blocked),
        "" | "open" | "doing" if is_idle => (Fate::Decide, Why::Served),
        "" | "open" | "doing" => (Fate::Carried, passed.map_or(Why::Plain, Why::Passed)),
        _ => (Fate::Decide, Why::UnknownState(state.clone())),
    };
    Line { fate, why, ..line }
}

/// The period that ended, the one that begins, and the meetings of the one at the same distance in the other.
fn rhythm(plan: &Document, turn: &Turn, lines: &mut Vec<Line>, mut fresh: impl FnMut() -> RowId) {
    let Some((id, section)) = plan.sections_of(&BlockKind::Periods).into_iter().next() else { return };
    let block = &section.block;
    let column = |key: &str| block.column_by_key(key).map(|(id, _)| id);
    let (Some(from), Some(to)) = (column("from"), column("to")) else { return };
    let set = |row: RowId, column: ColumnId, at: Timestamp| Operation::Set {
        path: Path::Cell(id, row, column),
        value: Some(Value::one(at.to_string())),
    };
    let line = |kind: Kind, row: RowId, words: &str, at: Timestamp, carry: Vec<Operation>| Line {
        kind,
        section: id,
        row,
        words: words.to_owned(),
        owner: String::new(),
        fate: Fate::Set,
        why: Why::At(at),
        carry,
        drop: Vec::new(),
    };
    let is_number =
        |view: &RowView<'_>, number: u32| view.word("kind") != "meeting" && view.text("number").parse() == Ok(number);
    let planned = |number: u32| rows(block).find(|(_, view)| is_number(view, number));
    let ended = turn.ended.and_then(|(number, _)| planned(number));
    if let Some((row, view)) = ended
        && view.instant("to").is_none_or(|end| end > turn.from)
    {
        lines.push(line(Kind::Period, row, &name_of(&view), turn.from, vec![set(row, to, turn.from)]));
    }
    if let Some((row, view)) = planned(turn.number) {
        let operations = vec![set(row, from, turn.from), set(row, to, turn.to)];
        lines.push(line(Kind::Period, row, &name_of(&view), turn.to, operations));
    } else {
        let name = ended.and_then(|(_, view)| next_name(view.text("name"), turn.ended.map(|(n, _)| n)?, turn.number));
        let (id_of_row, operation) = new_period(id, block, turn, name.as_deref(), fresh());
        let words = name.unwrap_or_else(|| format!("Period {}", turn.number));
        lines.push(line(Kind::Period, id_of_row, &words, turn.to, vec![operation]));
    }
    let Some((_, began)) = turn.ended else { return };
    let shift = turn.from.duration_since(began);
    for (row, view) in rows(block).filter(|(_, view)| view.word("kind") == "meeting") {
        let Some(start) = view.instant("from").filter(|at| *at >= began && *at < turn.from) else { continue };
        let Some(next) = start.checked_add(shift).ok().filter(|at| *at < turn.to) else { continue };
        let mut carry = vec![set(row, from, next)];
        carry.extend(view.instant("to").and_then(|end| end.checked_add(shift).ok()).map(|end| set(row, to, end)));
        lines.push(line(Kind::Meeting, row, view.text("name"), next, carry));
    }
}

fn name_of(view: &RowView<'_>) -> String {
    match (view.text("name"), view.text("number")) {
        ("", number) => format!("Period {number}"),
        (name, _) => name.to_owned(),
    }
}

/// A line for the period that begins, after the last one.
fn new_period(section: SectionId, block: &Block, turn: &Turn, name: Option<&str>, row: RowId) -> (RowId, Operation) {
    let mut cells = std::collections::BTreeMap::new();
    let mut put = |key: &str, value: String| {
        if let Some((column, _)) = block.column_by_key(key).filter(|_| !value.is_empty()) {
            cells.insert(column, Value::one(value));
        }
    };
    put("kind", choice_called(block, "kind", "period").map_or_else(|| "period".to_owned(), |(_, choice)| choice));
    put("number", turn.number.to_string());
    put("name", name.unwrap_or_default().to_owned());
    put("from", turn.from.to_string());
    put("to", turn.to.to_string());
    let last = block.live_rows().last().map(|(_, r)| r.pos.clone());
    let pos = Position::between(last.as_ref(), None);
    let initial = Some(Item::Row(Row { pos: pos.clone(), cells, deleted_at: None }));
    (row, Operation::Insert { path: Path::Rows(section), id: row.to_string(), pos, initial })
}

/// The ticks of a checklist that is gone through in each period.
fn ticks(id: SectionId, section: &Section) -> Option<Line> {
    if !EACH_PERIOD.iter().any(|label| section.label.contains(label)) {
        return None;
    }
    let block = &section.block;
    let columns: Vec<ColumnId> =
        ["done", "done_by", "done_at"].iter().filter_map(|key| block.column_by_key(key).map(|(id, _)| id)).collect();
    let done: Vec<RowId> = rows(block).filter(|(_, view)| view.is_yes("done")).map(|(row, _)| row).collect();
    let first = *done.first()?;
    let carry = done
        .iter()
        .flat_map(|row| columns.iter().map(|column| (*row, *column)))
        .filter(|(row, column)| block.rows.get(row).is_some_and(|r| r.cells.contains_key(column)))
        .map(|(row, column)| Operation::Set { path: Path::Cell(id, row, column), value: None })
        .collect();
    Some(Line {
        kind: Kind::Checklist,
        section: id,
        row: first,
        words: section.heading.clone(),
        owner: String::new(),
        fate: Fate::Set,
        why: Why::Ticks(done.len()),
        carry,
        drop: Vec::new(),
    })
}

/// The checkpoints that name a period are those of the next one, in name and time. Gives the one at which the plan is
/// approved (the first that names the period that ended, else the first that the plan has, else one of its own) and
/// what it was called before.
fn checkpoints(plan: &Document, turn: &Turn, lines: &mut Vec<Line>) -> ((String, Named), Option<String>) {
    let (ended, shift) = match turn.ended {
        Some((number, began)) => (number, turn.from.duration_since(began)),
        None => (turn.number.saturating_sub(1), SignedDuration::ZERO),
    };
    let (mut of_ended, mut first) = (None, None);
    for (id, section) in plan.sections_of(&BlockKind::Approvals) {
        let column = |key: &str| section.block.column_by_key(key).map(|(id, _)| id);
        let (Some(checkpoint), due) = (column("checkpoint"), column("due")) else { continue };
        for (row, view) in rows(&section.block).filter(|(_, view)| !view.text("checkpoint").is_empty()) {
            let (name, approver) = (view.text("checkpoint").to_owned(), view.text("approver").to_owned());
            first.get_or_insert(((name.clone(), approver.clone()), Some(name.clone())));
            let becomes = next_name(&name, ended, turn.number);
            if let Some(next) = &becomes {
                of_ended.get_or_insert(((next.clone(), approver.clone()), Some(name.clone())));
            }
            // One of the step between the two periods, such as the hand-over to the next.
            let Some(next) = becomes.or_else(|| next_name(&name, turn.number, turn.number + 1)) else { continue };
            let set = |column, value: String| Operation::Set {
                path: Path::Cell(id, row, column),
                value: Some(Value::one(value)),
            };
            let mut carry = vec![set(checkpoint, next.clone())];
            let moved = view.instant("due").and_then(|at| at.checked_add(shift).ok());
            carry.extend(due.zip(moved).map(|(column, at)| set(column, at.to_string())));
            let (fate, why, drop) = (Fate::Set, Why::Called(next), Vec::new());
            let kind = Kind::Checkpoint;
            lines.push(Line { kind, section: id, row, words: name, owner: approver, fate, why, carry, drop });
        }
    }
    of_ended.or(first).unwrap_or_else(|| ((format!("Plan for period {}", turn.number), String::new()), None))
}

/// A name that ends in the number of a period, with that of another: `Plan for period 1`.
fn next_name(name: &str, number: u32, next: u32) -> Option<String> {
    let (rest, last) = name.trim().rsplit_once(char::is_whitespace)?;
    (last.parse() == Ok(number)).then(|| format!("{rest} {next}"))
}

#[cfg(test)]
mod tests;
