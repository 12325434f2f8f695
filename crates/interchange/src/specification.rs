//! What a column of a table in a file is: from its `col` line, the standard columns of the block's kind
//! and preset, or the rule for columns that nobody described.

use std::collections::BTreeMap;

use bridgebook_domain::position::Position;
use bridgebook_domain::preset::{Preset, PresetColumn, role_column};
use bridgebook_domain::{BlockKind, Choice, Column, ColumnId, ColumnType};
use uuid::Uuid;

use crate::cell;
use crate::comment::{self, ColumnLine, Content};
use crate::report::{Remark, Report};

/// Items of a `col` line that are no options.
const RESERVED: &[&str] = &["key", "type", "choices"];

/// A column without ids and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Specification {
    pub key: String,
    pub name: String,
    pub column_type: ColumnType,
    pub options: BTreeMap<String, String>,
    /// Name and colour, in order.
    pub choices: Vec<(String, String)>,
}

impl Specification {
    /// What a stored column is.
    pub fn of(column: &Column) -> Self {
        let choices = column.live_choices().into_iter().map(|(_, c)| (c.name.clone(), c.colour.clone())).collect();
        Self {
            key: column.key.clone(),
            name: column.name.clone(),
            column_type: column.column_type.clone(),
            options: column.options.clone(),
            choices,
        }
    }

    /// What a standard column is, under a name.
    fn of_standard(column: &PresetColumn, name: &str) -> Self {
        let choices = column.choices.iter().map(|c| (c.name.to_owned(), c.colour.to_owned())).collect();
        Self {
            key: column.key.to_owned(),
            name: name.to_owned(),
            column_type: column.column_type.clone(),
            options: column.options().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
            choices,
        }
    }

    /// A column to store. Choices keep the stable ids of the standard column with the same key, or name.
    pub fn to_column(&self, pos: Position, standard: &[PresetColumn], ids: &mut dyn FnMut() -> Uuid) -> Column {
        let known = standard
            .iter()
            .find(|c| !self.key.is_empty() && c.key == self.key)
            .or_else(|| standard.iter().find(|c| c.name == self.name));
        let mut choices: BTreeMap<String, Choice> = BTreeMap::new();
        for (pos, (name, colour)) in Position::series(self.choices.len()).into_iter().zip(&self.choices) {
            let stable = known.and_then(|c| c.choices.iter().find(|c| c.name == name)).map(|c| c.id.to_owned());
            let id = stable.filter(|id| !choices.contains_key(id)).unwrap_or_else(|| ids().to_string());
            choices.insert(id, Choice { pos, name: name.clone(), colour: colour.clone(), deleted_at: None });
        }
        Column {
            pos,
            key: self.key.clone(),
            name: self.name.clone(),
            column_type: self.column_type.clone(),
            options: self.options.clone(),
            choices,
            deleted_at: None,
        }
    }
}

/// Finds what the columns of one block are when nothing, or only a key, is said about them. Each
/// standard column is given once by its name.
pub(crate) struct Defaults<'a> {
    kind: &'a BlockKind,
    pub standard: &'static [PresetColumn],
    used: Vec<bool>,
}

impl<'a> Defaults<'a> {
    pub fn new(kind: &'a BlockKind, preset: &str) -> Self {
        let standard = Preset::columns(kind, preset);
        Self { kind, standard, used: vec![false; standard.len()] }
    }

    /// The column with this name when nothing else is said.
    pub fn by_name(&mut self, name: &str) -> Specification {
        let found = (0..self.standard.len()).find(|n| !self.used[*n] && self.standard[*n].name == name);
        if let Some(n) = found {
            return self.take(n, name);
        }
        if *self.kind == BlockKind::Raci {
            return Specification::of(&role_column(Position::default(), name, &[]));
        }
        Specification {
            key: String::new(),
            name: name.to_owned(),
            column_type: ColumnType::Text,
            options: BTreeMap::new(),
            choices: Vec::new(),
        }
    }

    /// The standard column with this key under another name.
    pub fn by_key(&mut self, key: &str, name: &str) -> Option<Specification> {
        let n = self.standard.iter().position(|c| c.key == key && !key.is_empty())?;
        Some(self.take(n, name))
    }

    /// Whether a column is the one with its name when nothing else is said; then it is used.
    fn take_as_named(&mut self, column: &Column) -> bool {
        let is_named = |n: &usize| !self.used[*n] && self.standard[*n].name == column.name;
        if let Some(n) = (0..self.standard.len()).find(is_named) {
            let is_same = is_standard(&self.standard[n], column);
            self.used[n] |= is_same;
            return is_same;
        }
        let is_bare = column.key.is_empty() && column.choices.values().all(|c| c.deleted_at.is_some());
        let is_role = *self.kind == BlockKind::Raci;
        is_bare
            && if is_role {
                column.column_type == ColumnType::Letters
                    && column.options.len() == 1
                    && column.options.get("kind").is_some_and(|kind| kind == "human")
            } else {
                column.column_type == ColumnType::Text && column.options.is_empty()
            }
    }

    /// Whether a column is the standard one with its key, under any name; then that is used.
    fn take_as_keyed(&mut self, column: &Column) -> bool {
        let found = self.standard.iter().position(|c| c.key == column.key && !column.key.is_empty());
        let same = found.filter(|n| is_standard(&self.standard[*n], column));
        if let Some(n) = same {
            self.used[n] = true;
        }
        same.is_some()
    }

    fn take(&mut self, n: usize, name: &str) -> Specification {
        self.used[n] = true;
        Specification::of_standard(&self.standard[n], name)
    }
}

/// The columns of a table with these names, with what the comment says about them.
pub(crate) fn read(
    names: &[String],
    lines: &[ColumnLine],
    defaults: &mut Defaults<'_>,
    report: &mut Report,
) -> Vec<Specification> {
    let mut lines: Vec<Option<&ColumnLine>> = lines.iter().map(Some).collect();
    let found = names
        .iter()
        .map(|name| {
            let line = lines.iter_mut().find(|l| l.is_some_and(|l| l.name == *name)).and_then(Option::take);
            match line {
                Some(line) => described(line, defaults, report),
                None => defaults.by_name(name),
            }
        })
        .collect();
    for line in lines.into_iter().flatten() {
        report.push(Remark::new(
            line.line,
            format!("The table has no column “{}”, so what the comment says about it was passed over.", line.name),
        ));
    }
    found
}

fn described(line: &ColumnLine, defaults: &mut Defaults<'_>, report: &mut Report) -> Specification {
    let item = |key: &str| line.items.iter().find(|i| !i.is_quoted && i.key == key).map(|i| &i.content);
    let text = |key: &str| match item(key) {
        Some(Content::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let key = text("key");
    let mut specification = match (text("type"), &key) {
        (Some(column_type), _) => Specification {
            key: String::new(),
            name: line.name.clone(),
            column_type: ColumnType::from_word(&column_type),
            options: BTreeMap::new(),
            choices: Vec::new(),
        },
        (None, Some(key)) => defaults.by_key(key, &line.name).unwrap_or_else(|| defaults.by_name(&line.name)),
        (None, None) => defaults.by_name(&line.name),
    };
    if let ColumnType::Unknown(word) = &specification.column_type {
        report.push(Remark::new(
            line.line,
            format!("“{word}” is no type of column that this version knows; its cells were kept as text."),
        ));
    }
    if let Some(key) = key {
        specification.key = key;
    }
    match item("choices") {
        Some(Content::List(choices)) => {
            specification.choices.clone_from(choices);
            if text("type").is_none() {
                specification.column_type = ColumnType::Choice;
            }
        }
        Some(_) => report.push(Remark::new(line.line, "Choices are written as a list: choices=[Open, Done=ok].")),
        None => {}
    }
    for item in line.items.iter().filter(|i| i.is_quoted || !RESERVED.contains(&i.key.as_str())) {
        match &item.content {
            Content::Flag => drop(specification.options.insert(item.key.clone(), "yes".to_owned())),
            Content::Text(text) => drop(specification.options.insert(item.key.clone(), text.clone())),
            Content::List(_) => {
                report.push(Remark::new(line.line, format!("The option “{}” holds one text, no list.", item.key)));
            }
        }
    }
    specification
}

/// Adds the `col` lines that these columns need, in order, each with its line break.
pub(crate) fn push_lines(out: &mut String, columns: &[(ColumnId, &Column)], defaults: &mut Defaults<'_>) {
    let is_alone = |name: &str| columns.iter().filter(|(_, c)| c.name == name).count() == 1;
    for (_, column) in columns {
        if is_alone(&column.name) && defaults.take_as_named(column) {
            continue;
        }
        out.push_str("col ");
        comment::push_word(out, &column.name);
        if !column.key.is_empty() {
            out.push_str(" key=");
            comment::push_word(out, &column.key);
        }
        if !defaults.take_as_keyed(column) {
            push_description(out, column);
        }
        out.push('\n');
    }
}

fn push_description(out: &mut String, column: &Column) {
    out.push_str(" type=");
    comment::push_word(out, column.column_type.as_str());
    for (key, value) in &column.options {
        out.push(' ');
        out.push_str(&comment::key(key, RESERVED));
        if value != "yes" {
            out.push('=');
            comment::push_word(out, value);
        }
    }
    let choices = column.live_choices();
    if !choices.is_empty() {
        out.push_str(" choices=");
        out.push_str(&comment::list(choices.iter().map(|(_, c)| (c.name.as_str(), c.colour.as_str()))));
    }
}

/// Whether a column comes back from its `col` line, or from its name alone, as it is.
pub(crate) fn is_certain(column: &Column) -> bool {
    let is_option = |key: &String| comment::is_word(key) && !RESERVED.contains(&key.as_str());
    cell::is_simple(&column.name)
        && (column.key.is_empty() || comment::is_word(&column.key))
        && !matches!(column.column_type, ColumnType::Unknown(_))
        && column.options.keys().all(is_option)
}

/// Whether a column is a standard one but perhaps for its name.
fn is_standard(standard: &PresetColumn, column: &Column) -> bool {
    let has_options = || {
        let has = |(key, value): (&str, &str)| column.options.get(key).is_some_and(|v| v == value);
        standard.options().count() == column.options.len() && standard.options().all(has)
    };
    let has_choices = || {
        let choices = column.live_choices();
        choices.len() == standard.choices.len()
            && choices.iter().zip(standard.choices).all(|((_, c), s)| c.name == s.name && c.colour == s.colour)
    };
    standard.key == column.key && standard.column_type == column.column_type && has_options() && has_choices()
}

/// Whether these are the standard columns under their own names.
pub(crate) fn are_standard(standard: &[PresetColumn], columns: &[(ColumnId, &Column)]) -> bool {
    standard.len() == columns.len()
        && standard.iter().zip(columns).all(|(standard, (_, c))| standard.name == c.name && is_standard(standard, c))
}
