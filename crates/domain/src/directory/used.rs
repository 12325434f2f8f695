//! Where an entry of the directory is used in a document: by reference, by its name written by hand, and in texts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Directory, Entry};
use crate::block::{Block, BlockKind, Column};
use crate::document::{Document, header_field};
use crate::id::{ColumnId, RowId, SectionId};
use crate::operation::Operation;
use crate::path::Path;
use crate::value::{ColumnType, ReferenceKind, Value};
use crate::view::folded;

/// Shortest name that is looked for in texts: two letters stand in too many words.
const SHORTEST: usize = 3;

/// Options of a column of a matrix that refer to somebody.
const OPTIONS: [(&str, ReferenceKind); 3] =
    [("person", ReferenceKind::Person), ("deputy", ReferenceKind::Person), ("role", ReferenceKind::Role)];

/// How an entry is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By its id: a new name shows there at once.
    Linked,
    /// By its name as somebody wrote it where a reference is meant: a new name does not show there.
    Written,
    /// Its name stands in a text.
    Named,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// How.
    pub how: How,
    /// Path of the value.
    pub path: Path,
    /// Section, unless it is in the header.
    pub section: Option<SectionId>,
    /// Row.
    pub row: Option<RowId>,
    /// Column.
    pub column: Option<ColumnId>,
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Sought {
    ids: BTreeSet<String>,
    names: BTreeSet<String>,
    written: Vec<String>,
    kind: ReferenceKind,
}

impl Sought {
    /// An entry, with those that became part of it.
    #[must_use]
    pub fn of(directory: &Directory, entry: &Entry) -> Self {
        let written: Vec<String> = std::iter::once(&entry.name).chain(&entry.other_names).cloned().collect();
        let names = written.iter();
        Self {
            ids: directory.ids_of(entry).into_iter().map(str::to_owned).collect(),
            names: names.map(|name| folded(name)).filter(|name| !name.is_empty()).collect(),
            written,
            kind: entry.kind.clone(),
        }
    }

    /// What is left of people where it was written by hand: their names, and their numbers and addresses, which somebody
    /// copied into a plan.
    #[must_use]
    pub fn left_of<'a>(directory: &Directory, people: impl Iterator<Item = &'a Entry>, addresses: &[String]) -> Self {
        let mut left =
            Self { ids: BTreeSet::new(), names: BTreeSet::new(), written: vec![], kind: ReferenceKind::Person };
        for one in people.map(|entry| Self::of(directory, entry)) {
            left.names.extend(one.names);
            left.written.extend(one.written);
        }
        left.names.extend(addresses.iter().map(|address| folded(address)).filter(|address| !address.is_empty()));
        left.written.extend(addresses.iter().cloned());
        left
    }

    /// Texts of which at least one stands in every document that uses it: the ids, and each name as it is written, in
    /// small letters and in capitals.
    #[must_use]
    pub fn needles(&self) -> BTreeSet<String> {
        let names = self.written.iter().flat_map(|name| [name.clone(), name.to_lowercase(), name.to_uppercase()]);
        self.ids.iter().cloned().chain(names).filter(|needle| !needle.is_empty()).collect()
    }

    fn reference(&self, member: &str, of: &str) -> Option<How> {
        if self.ids.contains(member) {
            return Some(How::Linked);
        }
        let takes = of.is_empty() || of.split_whitespace().any(|kind| kind == self.kind.as_str());
        (takes && self.names.contains(&folded(member))).then_some(How::Written)
    }

    fn of_value(&self, value: &Value, of: &str) -> Option<How> {
        value.members().into_iter().filter_map(|member| self.reference(member, of)).min()
    }

    /// Whether a name stands in a text as words of their own.
    fn is_named_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.names.iter().filter(|name| name.chars().count() >= SHORTEST).any(|name| {
            text.match_indices(name.as_str()).any(|(at, found)| {
                let before = text[..at].chars().next_back();
                let after = text[at + found.len()..].chars().next();
                !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
            })
        })
    }

    fn of_cell(&self, column: &Column, value: &Value) -> Option<How> {
        match column.column_type {
            ColumnType::Reference => self.of_value(value, column.options.get("of").map_or("", String::as_str)),
            ColumnType::Text | ColumnType::Markdown => {
                value.members().into_iter().any(|text| self.is_named_in(text)).then_some(How::Named)
            }
            _ => None,
        }
    }
}

/// Every place of a document in which an entry is used, in order. What an entry says of itself is no use.
#[must_use]
pub fn uses(document: &Document, sought: &Sought) -> Vec<Use> {
    let mut list = Vec::new();
    for (key, value) in &document.header {
        let Some(field) = header_field(key).filter(|f| f.column_type == ColumnType::Reference) else { continue };
        if let Some(how) = sought.of_value(value, &field.of.join(" ")) {
            list.push(Use { how, path: Path::Header(key.clone()), section: None, row: None, column: None });
        }
    }
    for (id, section) in document.live_sections() {
        let place = |how, path, row, column| Use { how, path, section: Some(id), row, column };
        let block = &section.block;
        if section.kind == BlockKind::Prose && sought.is_named_in(&block.text) {
            list.push(place(How::Named, Path::Text(id), None, None));
        }
        for (key, value) in &block.settings {
            if value.members().iter().any(|member| sought.ids.contains(*member)) {
                list.push(place(How::Linked, Path::Setting(id, key.clone()), None, None));
            }
        }
        options(block, sought, |how, column, key| {
            list.push(Use {
                how,
                path: Path::ColumnOption(id, column, key.to_owned()),
                section: Some(id),
                row: None,
                column: Some(column),
            });
        });
        let columns = block.live_columns();
        for (row_id, row) in block.live_rows() {
            if sought.ids.contains(&row_id.to_string()) {
                continue;
            }
            for (column_id, column) in &columns {
                let Some(value) = row.cells.get(column_id) else { continue };
                if let Some(how) = sought.of_cell(column, value) {
                    let path = Path::Cell(id, row_id, *column_id);
                    list.push(Use { how, path, section: Some(id), row: Some(row_id), column: Some(*column_id) });
                }
            }
        }
    }
    list
}

fn options(block: &Block, sought: &Sought, mut found: impl FnMut(How, ColumnId, &str)) {
    for (id, column) in block.live_columns() {
        for (key, kind) in OPTIONS {
            let Some(written) = column.options.get(key) else { continue };
            if let Some(how) = sought.reference(written, kind.as_str()) {
                found(how, id, key);
            }
        }
    }
}

/// The operation that puts an entry's id where its name was written by hand; nothing where it is not written there.
#[must_use]
pub fn link(document: &Document, path: &Path, sought: &Sought, id: &str) -> Option<Operation> {
    let set = |value: Value| Some(Operation::Set { path: path.clone(), value: Some(value) });
    if let Path::ColumnOption(section, column, key) = path {
        let column = document.sections.get(section)?.block.columns.get(column)?;
        let (_, kind) = OPTIONS.iter().find(|(option, _)| option == key)?;
        let is_written = sought.reference(column.options.get(key)?, kind.as_str()) == Some(How::Written);
        return is_written.then(|| set(Value::one(id))).flatten();
    }
    let of = match path {
        Path::Header(key) => header_field(key)?.of.join(" "),
        Path::Cell(section, _, column) => {
            let column = document.sections.get(section)?.block.columns.get(column)?;
            if column.column_type != ColumnType::Reference {
                return None;
            }
            column.options.get("of").cloned().unwrap_or_default()
        }
        _ => return None,
    };
    let is_written = |member: &str| sought.reference(member, &of) == Some(How::Written);
    match document.value(path)? {
        Value::One(text) => is_written(text).then(|| set(Value::one(id))).flatten(),
        Value::Many(members) => {
            if !members.keys().any(|member| is_written(member)) {
                return None;
            }
            let linked = members
                .iter()
                .map(|(member, mark)| (if is_written(member) { id.to_owned() } else { member.clone() }, mark.clone()));
            set(Value::Many(linked.collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::{Builder, at, document_of};

    #[test]
    fn what_is_left_of_a_person_is_their_name_and_numbers_written_by_hand() {
        let mut b = Builder::default();
        let person = b.person(&[("name", "Kim Ji-woo"), ("phones", "+82 2 5550 1234")]);
        let id = person.0.to_string();
        let directory = document_of(&[person]);
        let entry = directory.get(&id).cloned().expect("the person");
        let table = b.block(
            &BlockKind::Contacts,
            "",
            &[&[("name", &id), ("primary", "+82 2 5550 1234 at night")], &[("primary", "+82 2 5550 12345")]],
        );
        let plan = b.document("Plan", "", vec![("Contacts", BlockKind::Contacts, table)]);
        let left = Sought::left_of(&directory, std::iter::once(&entry), &["+82 2 5550 1234".to_owned()]);
        let found: Vec<_> = uses(&plan, &left).into_iter().map(|found| found.how).collect();
        assert_eq!(found, [How::Named], "the number, and neither the reference nor a longer number");
    }

    #[test]
    fn an_entry_is_found_by_id_by_hand_and_in_texts_and_what_was_written_by_hand_is_linked() {
        let mut b = Builder::default();
        let kim = b.person(&[("name", "Kim Ji-woo"), ("native_name", "김지우")]);
        let id = kim.0.to_string();
        let directory = document_of(std::slice::from_ref(&kim));
        let sought = Sought::of(&directory, directory.get(&id).expect("there"));
        let roles: &[&[(&str, &str)]] = &[
            &[("name", "Commander"), ("person", &id)],
            &[("name", "Scribe"), ("person", "kim  ji-woo")],
            &[("name", "Editor"), ("description", "asks Kim Ji-woo, 김지우.")],
            &[("name", "Kim Ji-woods")],
        ];
        let roles = b.block(&BlockKind::Table, "directory/roles", roles);
        let mut prose = Block::default();
        "Call Kim Ji-woo first.".clone_into(&mut prose.text);
        let mut document =
            b.document("Plan", "", vec![("Roles", BlockKind::Table, roles), ("Text", BlockKind::Prose, prose)]);
        document.header.insert("owner".to_owned(), Value::one("Kim Ji-woo"));
        let hows: Vec<How> = uses(&document, &sought).into_iter().map(|u| u.how).collect();
        assert_eq!(hows, [How::Written, How::Linked, How::Written, How::Named, How::Named]);
        for found in uses(&document, &sought).into_iter().filter(|u| u.how == How::Written) {
            let operation = link(&document, &found.path, &sought, &id).expect("written there");
            document.apply(&operation, at("14:05")).expect("it applies");
        }
        let hows: Vec<How> = uses(&document, &sought).into_iter().map(|u| u.how).collect();
        assert_eq!(hows, [How::Linked, How::Linked, How::Linked, How::Named, How::Named]);
    }
}
