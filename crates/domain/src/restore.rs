//! Making a document what it was at a past moment, as one edit. Things are known by their ids: what was removed since
//! comes back as itself, with its history, and what came since is marked as removed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use jiff::Timestamp;

use crate::block::{Block, Choice, Column, Row, Section};
use crate::canonical::live_section;
use crate::document::Document;
use crate::id::{ColumnId, RowId, SectionId};
use crate::operation::{Item, Operation};
use crate::path::{ChoiceLine, ColumnLine, Path, SectionLine};
use crate::position::Position;
use crate::text::smallest_splice;
use crate::value::Value;

/// The operations that turn `now`, with what was removed in it, into the live content of `then`. Applied to `now`, the
/// live content is that of `then`. `at` marks what is removed.
#[must_use]
pub fn restore(now: &Document, then: &Document, at: Timestamp) -> Vec<Operation> {
    let mut made = Vec::new();
    let keys: BTreeSet<&String> = now.header.keys().chain(then.header.keys()).collect();
    for key in keys {
        value(&mut made, Path::Header(key.clone()), now.header.get(key), then.header.get(key));
    }
    let ids: BTreeSet<SectionId> = now.sections.keys().chain(then.sections.keys()).copied().collect();
    for id in ids {
        section(&mut made, id, now.sections.get(&id), then.sections.get(&id), at);
    }
    made
}

/// The operations that make one section what it was, and leave everything else as it is. A section that was not there
/// then is removed.
#[must_use]
pub fn restore_section(now: &Document, then: &Document, id: SectionId, at: Timestamp) -> Vec<Operation> {
    let mut made = Vec::new();
    section(&mut made, id, now.sections.get(&id), then.sections.get(&id), at);
    made
}

/// Something that stands in an order and can be marked as removed.
trait Ordered {
    fn pos(&self) -> &Position;
    fn is_live(&self) -> bool;
    fn item(&self) -> Item;
}

macro_rules! ordered {
    ($($name:ident => $item:expr;)*) => { $(impl Ordered for $name {
        fn pos(&self) -> &Position { &self.pos }
        fn is_live(&self) -> bool { self.deleted_at.is_none() }
        fn item(&self) -> Item { let make: fn(&Self) -> Item = $item; make(self) }
    })* };
}
ordered! {
    Section => |s| Item::Section(live_section(s));
    Column => |c| Item::Column(Column { choices: live_choices(c), ..c.clone() });
    Choice => |c| Item::Choice(c.clone());
    Row => |r| Item::Row(r.clone());
}

fn live_choices(column: &Column) -> BTreeMap<String, Choice> {
    column.choices.iter().filter(|(_, c)| c.deleted_at.is_none()).map(|(id, c)| (id.clone(), c.clone())).collect()
}

/// Brings something to its place, back, or out. Says whether what it holds is still to be compared.
fn place<T: Ordered>(
    made: &mut Vec<Operation>,
    path: &Path,
    id: &impl Display,
    now: Option<&T>,
    then: Option<&T>,
    at: Timestamp,
) -> bool {
    let (path, id) = (path.clone(), id.to_string());
    match (now, then.filter(|then| then.is_live())) {
        (None, None) => false,
        (Some(now), None) => {
            if now.is_live() {
                made.push(Operation::Remove { path, id, at });
            }
            false
        }
        (None, Some(then)) => {
            made.push(Operation::Insert { path, id, pos: then.pos().clone(), initial: Some(then.item()) });
            false
        }
        (Some(now), Some(then)) => {
            let pos = then.pos().clone();
            if !now.is_live() {
                made.push(Operation::Insert { path, id, pos, initial: None });
            } else if now.pos() != &pos {
                made.push(Operation::Move { path, id, pos });
            }
            true
        }
    }
}

fn section(made: &mut Vec<Operation>, id: SectionId, now: Option<&Section>, then: Option<&Section>, at: Timestamp) {
    if !place(made, &Path::Sections, &id, now, then, at) {
        return;
    }
    let (Some(now), Some(then)) = (now, then) else { return };
    let lines = [
        (SectionLine::Heading, now.heading.clone(), then.heading.clone()),
        (SectionLine::Label, now.label.clone(), then.label.clone()),
        (SectionLine::Depth, now.depth.to_string(), then.depth.to_string()),
    ];
    for (line, old, new) in lines {
        if old != new {
            made.push(Operation::Set { path: Path::SectionLine(id, line), value: Some(Value::One(new)) });
        }
    }
    splice(made, Path::Guidance(id), &now.guidance, &then.guidance);
    splice(made, Path::Text(id), &now.block.text, &then.block.text);
    let (old, new) = (&now.block.settings, &then.block.settings);
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys {
        value(made, Path::Setting(id, key.clone()), old.get(key), new.get(key));
    }
    columns(made, id, &now.block, &then.block, at);
    rows(made, id, &now.block, &then.block, at);
}

fn columns(made: &mut Vec<Operation>, s: SectionId, now: &Block, then: &Block, at: Timestamp) {
    let ids: BTreeSet<ColumnId> = now.columns.keys().chain(then.columns.keys()).copied().collect();
    for id in ids {
        let (old, new) = (now.columns.get(&id), then.columns.get(&id));
        if !place(made, &Path::Columns(s), &id, old, new, at) {
            continue;
        }
        let (Some(old), Some(new)) = (old, new) else { continue };
        let lines = [
            (ColumnLine::Name, old.name.as_str(), new.name.as_str()),
            (ColumnLine::Key, &old.key, &new.key),
            (ColumnLine::Type, old.column_type.as_str(), new.column_type.as_str()),
        ];
        for (line, old, new) in lines {
            if old != new {
                made.push(Operation::Set { path: Path::ColumnLine(s, id, line), value: Some(Value::one(new)) });
            }
        }
        let keys: BTreeSet<&String> = old.options.keys().chain(new.options.keys()).collect();
        for key in keys {
            if old.options.get(key) != new.options.get(key) {
                let value = Some(Value::one(new.options.get(key).map_or("", String::as_str)));
                made.push(Operation::Set { path: Path::ColumnOption(s, id, key.clone()), value });
            }
        }
        choices(made, (s, id), old, new, at);
    }
}

fn choices(made: &mut Vec<Operation>, (s, c): (SectionId, ColumnId), now: &Column, then: &Column, at: Timestamp) {
    let ids: BTreeSet<&String> = now.choices.keys().chain(then.choices.keys()).collect();
    for id in ids {
        let (old, new) = (now.choices.get(id), then.choices.get(id));
        if !place(made, &Path::Choices(s, c), id, old, new, at) {
            continue;
        }
        let (Some(old), Some(new)) = (old, new) else { continue };
        let lines = [(ChoiceLine::Name, &old.name, &new.name), (ChoiceLine::Colour, &old.colour, &new.colour)];
        for (line, old, new) in lines {
            if old != new {
                let path = Path::ChoiceLine(s, c, id.clone(), line);
                made.push(Operation::Set { path, value: Some(Value::one(new.clone())) });
            }
        }
    }
}

fn rows(made: &mut Vec<Operation>, s: SectionId, now: &Block, then: &Block, at: Timestamp) {
    let ids: BTreeSet<RowId> = now.rows.keys().chain(then.rows.keys()).copied().collect();
    let live = |c: &ColumnId| then.columns.get(c).is_some_and(|c| c.deleted_at.is_none());
    for id in ids {
        let (old, new) = (now.rows.get(&id), then.rows.get(&id));
        if !place(made, &Path::Rows(s), &id, old, new, at) {
            continue;
        }
        let (Some(old), Some(new)) = (old, new) else { continue };
        // A cell under a column that was not there then is not seen, and stays for whoever brings the column back.
        let cells: BTreeSet<ColumnId> = old.cells.keys().chain(new.cells.keys()).copied().filter(live).collect();
        for c in cells {
            let path = Path::Cell(s, id, c);
            match (old.cells.get(&c), new.cells.get(&c)) {
                (Some(Value::One(old)), Some(Value::One(new)))
                    if then.columns.get(&c).is_some_and(|c| c.column_type.is_long_text()) =>
                {
                    splice(made, path, old, new);
                }
                (old, new) => value(made, path, old, new),
            }
        }
    }
}

fn value(made: &mut Vec<Operation>, path: Path, now: Option<&Value>, then: Option<&Value>) {
    let (now, then) = (now.filter(|v| !v.is_empty()), then.filter(|v| !v.is_empty()));
    if now != then {
        made.push(Operation::Set { path, value: then.cloned() });
    }
}

fn splice(made: &mut Vec<Operation>, path: Path, now: &str, then: &str) {
    if now != then {
        let (at, remove, insert) = smallest_splice(now, then);
        made.push(Operation::Splice { path, at, remove, insert });
    }
}
