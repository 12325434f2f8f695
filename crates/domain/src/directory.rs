//! The directory: people, roles, teams, services, channels, audiences, vendors, severities, calendars
//! and skills. It is documents too: a person is a document with the template `directory/person` (known
//! by the id of that document), each list a document with the template `directory/<list>` whose rows are
//! the entries (known by the id of the row). Source: domain reference B.0, shared libraries.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use ts_rs::TS;
use uuid::Uuid;

use crate::document::Document;
use crate::id::DocumentId;
use crate::value::{ReferenceKind, Value};
use crate::view::{RowView, folded, rows};

mod alike;
pub mod double;
mod field;
mod gap;
mod hours;
pub mod incoming;
mod merged;
mod person;
pub mod reach;
pub mod used;
pub use field::{Editing, FieldError, editing};
pub use gap::{Gap, GapKind, gaps, of as gaps_of};
pub use hours::{Hours, HoursError, Presence, Week};
pub use merged::{DISTINCT, FORMER_NAMES, MERGED_INTO, is_merged};
pub use person::{ContactMethod, Person, addresses};

/// Template of a person's document.
pub const PERSON: &str = "directory/person";

/// What is shown where a reference means a person who was erased.
pub const ERASED_PERSON: &str = "Erased person";

/// The lists: the template of the document and the kind of its entries.
pub const LISTS: &[(&str, ReferenceKind)] = &[
    ("directory/roles", ReferenceKind::Role),
    ("directory/teams", ReferenceKind::Team),
    ("directory/services", ReferenceKind::Service),
    ("directory/channels", ReferenceKind::Channel),
    ("directory/audiences", ReferenceKind::Audience),
    ("directory/vendors", ReferenceKind::Vendor),
    ("directory/severities", ReferenceKind::Severity),
    ("directory/calendars", ReferenceKind::Calendar),
    ("directory/skills", ReferenceKind::Skill),
];

/// Something that a reference can point to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Entry {
    /// Id: that of the person's document, or of the row.
    pub id: String,
    /// Kind.
    pub kind: ReferenceKind,
    /// Name.
    pub name: String,
    /// Other names it is found by, for instance a person's name in their own script.
    pub other_names: Vec<String>,
    /// Those of its other names that it bore before: it is meant by them where nobody bears them now.
    pub former_names: Vec<String>,
    /// The document it lies in.
    pub document: DocumentId,
    /// Its values by the key of their column, sets in order.
    pub values: BTreeMap<String, Vec<String>>,
    /// Whether it was put away: what refers to it still shows its name, but nobody finds it by name or in a list.
    pub is_away: bool,
}

impl Entry {
    /// The text under a key; empty where there is none.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.values.get(key).and_then(|v| v.first()).map_or("", String::as_str)
    }

    /// Whether it is called so now, exactly but for case.
    #[must_use]
    pub fn bears(&self, name: &str) -> bool {
        let name = folded(name);
        let others = self.other_names.iter().filter(|other| !self.former_names.contains(other));
        std::iter::once(&self.name).chain(others).any(|own| folded(own) == name)
    }

    /// The members under a key.
    #[must_use]
    pub fn members(&self, key: &str) -> &[String] {
        self.values.get(key).map_or(&[], Vec::as_slice)
    }
}

/// What a written reference turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved<'a> {
    /// One entry of the directory.
    Known(&'a Entry),
    /// Nothing the directory knows; the text stays as written.
    Unknown(&'a str),
    /// A name that several entries carry; an id tells them apart, or what stands in brackets behind it.
    Ambiguous(&'a str),
}

/// The directory as it stands in a set of documents.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    entries: BTreeMap<String, Entry>,
    names: BTreeMap<String, Vec<String>>,
    erased: BTreeSet<String>,
    /// The entries of each kind that were not put away, by name.
    kinds: BTreeMap<ReferenceKind, Vec<String>>,
    /// Entries that became part of another, with that one.
    merged: BTreeMap<String, String>,
}

impl Directory {
    /// Reads the directory out of documents; documents that are not part of it are passed over.
    #[must_use]
    pub fn from_documents<'a>(documents: impl IntoIterator<Item = (DocumentId, &'a Document)>) -> Self {
        let mut directory = Self::default();
        let mut doubles = BTreeMap::new();
        for (id, document) in documents {
            if document.template() == PERSON {
                let entry = person::entry(id, document);
                match merged::into(document) {
                    Some(into) => drop(doubles.insert(entry.id.clone(), (into, entry))),
                    None => directory.add(entry),
                }
            } else if let Some((_, kind)) = LISTS.iter().find(|(template, _)| *template == document.template()) {
                directory.add_list(id, kind, document);
            }
        }
        directory.take_in(doubles);
        directory.sort();
        directory
    }

    /// With people who were erased: nothing is known of them any more but that a reference meant one.
    #[must_use]
    pub fn with_erased(mut self, people: impl IntoIterator<Item = DocumentId>) -> Self {
        let gone = people.into_iter().map(|id| id.to_string()).filter(|id| !self.entries.contains_key(id));
        self.erased = gone.collect();
        self
    }

    /// Whether a reference means a person who was erased.
    #[must_use]
    pub fn is_erased(&self, written: &str) -> bool {
        self.erased.contains(written)
    }

    /// The people who were erased, by id.
    pub fn erased(&self) -> impl Iterator<Item = &str> {
        self.erased.iter().map(String::as_str)
    }

    fn sort(&mut self) {
        let mut kinds: BTreeMap<ReferenceKind, Vec<(String, String)>> = BTreeMap::new();
        for entry in self.entries.values().filter(|e| !e.is_away) {
            kinds.entry(entry.kind.clone()).or_default().push((folded(&entry.name), entry.id.clone()));
        }
        let sorted = kinds.into_iter().map(|(kind, mut list)| {
            list.sort();
            (kind, list.into_iter().map(|(_, id)| id).collect())
        });
        self.kinds = sorted.collect();
    }

    fn add_list(&mut self, document: DocumentId, kind: &ReferenceKind, list: &Document) {
        for (_, section) in list.live_sections() {
            let block = &section.block;
            for (row, view) in rows(block) {
                let name = view.text("name");
                if name.is_empty() {
                    continue;
                }
                self.add(Entry {
                    id: row.to_string(),
                    kind: kind.clone(),
                    name: name.to_owned(),
                    other_names: Vec::new(),
                    former_names: Vec::new(),
                    document,
                    values: values(&view, block),
                    is_away: false,
                });
            }
        }
    }

    fn add(&mut self, entry: Entry) {
        if !entry.is_away {
            for name in std::iter::once(&entry.name).chain(&entry.other_names) {
                self.name(name, &entry.id);
            }
        }
        self.entries.insert(entry.id.clone(), entry);
    }

    fn name(&mut self, name: &str, id: &str) {
        let ids = self.names.entry(folded(name)).or_default();
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }

    /// The entry with this id; for one that became part of another, that other.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.get(id).or_else(|| self.entries.get(self.merged.get(id)?))
    }

    /// Every entry of a kind that was not put away, by name.
    #[must_use]
    pub fn of_kind(&self, kind: &ReferenceKind) -> Vec<&Entry> {
        self.kinds.get(kind).into_iter().flatten().filter_map(|id| self.entries.get(id)).collect()
    }

    /// Every entry, by id; those that were put away too, those that became part of another not.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Every id with its name, those of entries that became part of another too.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        let merged = self.merged.keys().filter_map(|id| Some((id.as_str(), self.get(id)?.name.as_str())));
        self.entries.values().map(|entry| (entry.id.as_str(), entry.name.as_str())).chain(merged)
    }

    /// Entries of these kinds (all kinds where none are named) that carry this name, exactly but for case.
    #[must_use]
    pub fn named(&self, kinds: &[ReferenceKind], name: &str) -> Vec<&Entry> {
        self.carrying(kinds, name).collect()
    }

    fn carrying(&self, kinds: &[ReferenceKind], name: &str) -> impl Iterator<Item = &Entry> {
        let ids = self.names.get(&folded(name)).map_or(&[] as &[String], Vec::as_slice);
        let entries = ids.iter().filter_map(|id| self.entries.get(id));
        entries.filter(move |e| kinds.is_empty() || kinds.contains(&e.kind))
    }

    /// Reads a reference: an id, or a name as written, with what tells it apart in brackets where several bear it.
    #[must_use]
    pub fn resolve<'a>(&'a self, kinds: &[ReferenceKind], written: &'a str) -> Resolved<'a> {
        if let Some(entry) = self.get(written) {
            return Resolved::Known(entry);
        }
        let all = self.named(kinds, written);
        // Whoever bears the name now is meant before whoever bore it once.
        let now: Vec<&Entry> = all.iter().copied().filter(|entry| entry.bears(written)).collect();
        match if now.is_empty() { all.as_slice() } else { now.as_slice() } {
            [] => self.told_apart(kinds, written).map_or(Resolved::Unknown(written), Resolved::Known),
            [entry] => Resolved::Known(entry),
            _ => Resolved::Ambiguous(written),
        }
    }

    /// The entry behind a reference, if it is one and only one.
    #[must_use]
    pub fn known(&self, kinds: &[ReferenceKind], written: &str) -> Option<&Entry> {
        match self.resolve(kinds, written) {
            Resolved::Known(entry) => self.entries.get(&entry.id),
            Resolved::Unknown(_) | Resolved::Ambiguous(_) => None,
        }
    }

    /// The words people read for a reference: the name behind an id, or the text as written.
    #[must_use]
    pub fn words<'a>(&'a self, written: &'a str) -> &'a str {
        match self.get(written) {
            Some(entry) => &entry.name,
            None if self.is_erased(written) => ERASED_PERSON,
            None => written,
        }
    }

    /// What two references are compared by: the id where the directory knows one thing of that kind, else
    /// the name folded. So a plan that says `SEV1` and a log that holds the id of SEV1 mean the same.
    #[must_use]
    pub fn key(&self, kinds: &[ReferenceKind], written: &str) -> String {
        self.known(kinds, written).map_or_else(|| folded(written), |e| e.id.clone())
    }

    /// Whether a name is carried by several entries of these kinds, so that a file has to add the id.
    #[must_use]
    pub fn is_ambiguous(&self, kinds: &[ReferenceKind], name: &str) -> bool {
        self.named(kinds, name).len() > 1
    }

    /// The person behind a reference.
    #[must_use]
    pub fn person(&self, written: &str) -> Option<Person> {
        let entry = self.known(&[ReferenceKind::Person], written)?;
        (entry.kind == ReferenceKind::Person).then(|| Person::new(entry, self))
    }

    /// Every person, by name.
    #[must_use]
    pub fn people(&self) -> Vec<Person> {
        self.of_kind(&ReferenceKind::Person).into_iter().map(|e| Person::new(e, self)).collect()
    }

    /// How serious a severity is: 1 is the most serious. The rank of its row, else the number in its name.
    #[must_use]
    pub fn severity_rank(&self, severity: &str) -> Option<u32> {
        let entry = self.known(&[ReferenceKind::Severity], severity);
        if let Some(rank) = entry.and_then(|e| e.text("rank").parse().ok()) {
            return Some(rank);
        }
        let name = entry.map_or(severity, |e| e.name.as_str());
        let digits: String = name.chars().filter(char::is_ascii_digit).collect();
        digits.parse().ok()
    }
}

/// A text that is the id of an entry rather than a name.
#[must_use]
pub fn is_id(written: &str) -> bool {
    Uuid::parse_str(written).is_ok()
}

fn values(view: &RowView<'_>, block: &crate::block::Block) -> BTreeMap<String, Vec<String>> {
    block
        .live_columns()
        .into_iter()
        .filter(|(_, column)| !column.key.is_empty())
        .filter_map(|(_, column)| {
            let value: &Value = view.value(&column.key)?;
            let members = if column.column_type == crate::value::ColumnType::Choice {
                view.words(&column.key)
            } else {
                value.members().into_iter().map(str::to_owned).collect()
            };
            Some((column.key.clone(), members))
        })
        .collect()
}

#[cfg(test)]
mod tests;
