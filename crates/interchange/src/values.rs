//! Values of cells as words in a file, by the type of their column, and back.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::position::Position;
use bridgebook_domain::raci::note;
use bridgebook_domain::{Column, ColumnType, Value};

use crate::attachment;
use crate::comment::{Content, quoted, quoted_prefix};
use crate::names::{self, Names};
use crate::spans;

/// A value with choices by name instead of id: what two equal documents have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Plain {
    One(String),
    Many(Vec<String>),
    /// Letters with notes, by letter; at least one note is not empty. No cell of a table says them.
    Noted(BTreeMap<String, String>),
}

/// The part of a column that decides how its values are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<'a> {
    pub column_type: &'a ColumnType,
    pub options: &'a BTreeMap<String, String>,
}

impl<'a> Shape<'a> {
    pub fn of(column: &'a Column) -> Self {
        Self { column_type: &column.column_type, options: &column.options }
    }

    pub fn kinds(&self) -> Vec<&'a str> {
        self.options.get("of").map(|of| of.split_whitespace().collect()).unwrap_or_default()
    }

    /// Whether a cell says what is stored, a choice by its name: no words of a date, a span or a directory.
    pub fn is_as_stored(&self) -> bool {
        let has_words = matches!(
            self.column_type,
            ColumnType::Duration
                | ColumnType::Instant
                | ColumnType::Reference
                | ColumnType::Document
                | ColumnType::Attachment
                | ColumnType::PersonalData
        );
        !has_words && !self.is_many()
    }

    pub fn is_many(&self) -> bool {
        self.options.get("many").is_some_and(|v| v == "yes")
            || matches!(self.column_type, ColumnType::Letters | ColumnType::Attachment | ColumnType::PersonalData)
    }
}

/// A stored value with the names of its choices; `None` where it is empty.
pub(crate) fn plain(column: &Column, value: &Value) -> Option<Plain> {
    if value.is_empty() {
        return None;
    }
    let name = |m: &str| column.choices.get(m).map_or_else(|| m.to_owned(), |c| c.name.clone());
    Some(match value {
        Value::One(text) if !column.is_many() => Plain::One(name(text)),
        // Letters have no order; their marks are notes.
        Value::Many(letters) if column.column_type == ColumnType::Letters => noted(letters),
        value => Plain::Many(value.members().into_iter().map(name).collect()),
    })
}

/// Letters with their notes, or the letters alone where there are none.
fn noted(letters: &BTreeMap<String, String>) -> Plain {
    if letters.values().all(|mark| note(mark).is_empty()) {
        return Plain::Many(letters.keys().cloned().collect());
    }
    Plain::Noted(letters.iter().map(|(letter, mark)| (letter.clone(), note(mark).to_owned())).collect())
}

/// The choices of a column by name and by id, made once for all its cells.
pub(crate) struct Choices {
    by_name: BTreeMap<String, Vec<String>>,
    /// The name as it stands of each in small letters; none where two differ in nothing else.
    by_letters: BTreeMap<String, Option<String>>,
    ids: BTreeSet<String>,
    /// Whether the column holds letters, which have no order.
    is_letters: bool,
}

impl Choices {
    /// Those of a choice column; none for other types, whose cells are texts.
    pub fn of(column: &Column) -> Self {
        let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut ids = BTreeSet::new();
        if column.column_type == ColumnType::Choice {
            for (id, choice) in column.live_choices() {
                by_name.entry(choice.name.clone()).or_default().push(id.to_owned());
                ids.insert(id.to_owned());
            }
        }
        let mut by_letters: BTreeMap<String, Option<String>> = BTreeMap::new();
        for name in by_name.keys() {
            let same = by_letters.entry(name.to_lowercase()).or_insert_with(|| Some(name.clone()));
            *same = same.take().filter(|other| other == name);
        }
        Self { by_name, by_letters, ids, is_letters: column.column_type == ColumnType::Letters }
    }

    /// Whether words name a choice, or there is nothing to choose from.
    pub fn know(&self, words: &str) -> bool {
        self.ids.is_empty() || self.of_words(words).is_some() || self.ids.contains(words)
    }

    /// Whether words name a choice, as they are written or in other letters.
    pub fn names_one(&self, words: &str) -> bool {
        self.of_words(words).is_some()
    }

    /// The choices that words name: as they are written, else in capitals or small letters, where no stable id is meant.
    fn of_words(&self, words: &str) -> Option<&Vec<String>> {
        let as_written = self.by_name.get(words);
        as_written.or_else(|| {
            let name = self.by_letters.get(&words.to_lowercase()).filter(|_| !self.ids.contains(words))?;
            self.by_name.get(name.as_ref()?)
        })
    }
}

/// The stored value. A choice is found by its name; its stable id stands for itself.
pub(crate) fn stored(choices: &Choices, plain: Plain) -> Value {
    if let Plain::One(text) = plain {
        let known = choices.of_words(&text).and_then(|ids| ids.first());
        return Value::One(known.cloned().unwrap_or(text));
    }
    let mut used = BTreeSet::new();
    let mut member = |text: String| -> String {
        let ids = choices.of_words(&text).map_or(&[][..], Vec::as_slice);
        let id = ids.iter().find(|id| !used.contains(*id)).cloned().unwrap_or(text);
        used.insert(id.clone());
        id
    };
    match plain {
        Plain::One(text) => Value::One(member(text)),
        Plain::Noted(letters) => Value::Many(letters),
        Plain::Many(list) => {
            let ids: Vec<String> = list.into_iter().map(member).collect();
            // A set that stands in the order of its text needs no marks, nor do letters.
            if choices.is_letters || ids.is_sorted() {
                return Value::many(ids);
            }
            let marks = Position::series(ids.len());
            Value::Many(ids.into_iter().zip(marks).map(|(id, mark)| (id, mark.as_str().to_owned())).collect())
        }
    }
}

/// The words for a value, without the escapes of a table.
pub(crate) fn write(shape: Shape<'_>, value: &Plain, names: &dyn Names) -> String {
    match value {
        Plain::One(text) => write_one(shape, text, names),
        Plain::Noted(letters) => write(shape, &Plain::Many(letters.keys().cloned().collect()), names),
        Plain::Many(members) => {
            let is_letters = *shape.column_type == ColumnType::Letters;
            let members: Vec<String> = members
                .iter()
                .map(|m| {
                    let words = write_one(shape, m, names);
                    let is_split = words.contains(',') || (is_letters && words.contains('/'));
                    let is_plain = !words.is_empty() && words.trim() == words && !words.starts_with('"') && !is_split;
                    if is_plain { words } else { quoted(&words) }
                })
                .collect();
            members.join(if is_letters { "/" } else { ", " })
        }
    }
}

/// The value that words in a file mean; `None` for no words.
pub(crate) fn read(shape: Shape<'_>, text: String, names: &dyn Names) -> Option<Plain> {
    if text.is_empty() {
        return None;
    }
    if !shape.is_many() {
        return Some(Plain::One(read_one(shape, text, names)));
    }
    let is_letters = *shape.column_type == ColumnType::Letters;
    let members = members(&text, if is_letters { &['/', ','] } else { &[','] });
    Some(Plain::Many(members.into_iter().map(|m| read_one(shape, m, names)).collect()))
}

/// The exact value of a `cell` line.
pub(crate) fn exact(content: &Content) -> Option<Plain> {
    match content {
        Content::Flag => None,
        Content::Text(text) => Some(Plain::One(text.clone())),
        Content::List(members) if members.iter().any(|(_, mark)| !note(mark).is_empty()) => {
            Some(Plain::Noted(members.iter().cloned().collect()))
        }
        Content::List(members) => Some(Plain::Many(members.iter().map(|(m, _)| m.clone()).collect())),
    }
}

/// The members of a set: split at the separators, quoted ones whole, spaces at their ends dropped.
pub(crate) fn members(text: &str, separators: &[char]) -> Vec<String> {
    let mut list = Vec::new();
    let mut rest = text.trim();
    loop {
        if let Some((member, length)) = quoted_prefix(rest)
            && (rest[length..].trim_start().is_empty() || rest[length..].trim_start().starts_with(separators))
        {
            list.push(member);
            rest = rest[length..].trim_start();
        } else {
            let end = rest.find(separators).unwrap_or(rest.len());
            let member = rest[..end].trim();
            if !member.is_empty() {
                list.push(member.to_owned());
            }
            rest = &rest[end..];
        }
        match rest.strip_prefix(separators) {
            Some(more) => rest = more.trim(),
            None => return list,
        }
    }
}

fn write_one(shape: Shape<'_>, text: &str, names: &dyn Names) -> String {
    let words = match shape.column_type {
        ColumnType::Duration => spans::words(text),
        ColumnType::Instant => instant_words(text),
        ColumnType::Reference => return names::write(text, &shape.kinds(), names),
        ColumnType::Document => return names::write(text, &["document"], names),
        ColumnType::Attachment | ColumnType::PersonalData => names.name(text).map(|n| attachment::write_cell(text, &n)),
        _ => None,
    };
    words.unwrap_or_else(|| text.to_owned())
}

/// The stored form of one text, or of one member of a set.
pub(crate) fn read_one(shape: Shape<'_>, text: String, names: &dyn Names) -> String {
    let stored = match shape.column_type {
        ColumnType::Duration => spans::from_words(&text),
        ColumnType::Instant => instant_stored(&text),
        ColumnType::Reference => return names::read(&text, &shape.kinds(), names),
        ColumnType::Document => return names::read(&text, &["document"], names),
        ColumnType::Attachment | ColumnType::PersonalData => attachment::read_cell(&text).map(str::to_owned),
        _ => None,
    };
    stored.unwrap_or(text)
}

/// `2026-03-11T13:05:00Z` as `2026-03-11 13:05 UTC`, seconds only where there are some.
fn instant_words(text: &str) -> Option<String> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let time = time.strip_suffix(":00").filter(|t| t.len() == 5).unwrap_or(time);
    let words = format!("{date} {time} UTC");
    (instant_stored(&words).as_deref() == Some(text)).then_some(words)
}

fn instant_stored(text: &str) -> Option<String> {
    let (date, time) = text.strip_suffix(" UTC")?.split_once(' ')?;
    let is_shaped = |text: &str, separator: char, widths: &[usize]| {
        let parts: Vec<&str> = text.split(separator).collect();
        parts.len() == widths.len()
            && parts.iter().zip(widths).all(|(p, w)| p.len() == *w && p.bytes().all(|b| b.is_ascii_digit()))
    };
    if !is_shaped(date, '-', &[4, 2, 2]) {
        return None;
    }
    if is_shaped(time, ':', &[2, 2]) {
        Some(format!("{date}T{time}:00Z"))
    } else if is_shaped(time, ':', &[2, 2, 2]) {
        Some(format!("{date}T{time}Z"))
    } else {
        None
    }
}
