//! What a column of a table in a file is: from its `col` line, the standard columns of the block's kind
//! and preset, or the rule for columns that nobody described.

use std::collections::BTreeMap;

use bridgebook_domain::position::Position;
use bridgebook_domain::preset::{Preset, PresetColumn, role_column};
use bridgebook_domain::{BlockKind, Choice, Column, ColumnType};
use uuid::Uuid;

use crate::comment::{self, ColumnLine, Content};
use crate::report::Remark;

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

    fn take(&mut self, n: usize, name: &str) -> Specification {
        self.used[n] = true;
        let column = self.standard[n].to_column(Position::default());
        Specification { name: name.to_owned(), ..Specification::of(&column) }
    }
}

/// The columns of a table with these names, with what the comment says about them.
pub(crate) fn read(
    names: &[String],
    lines: &[ColumnLine],
    defaults: &mut Defaults<'_>,
    report: &mut Vec<Remark>,
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

fn described(line: &ColumnLine, defaults: &mut Defaults<'_>, report: &mut Vec<Remark>) -> Specification {
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

/// The `col` lines that these columns need, in order.
pub(crate) fn write(columns: &[Specification], defaults: &mut Defaults<'_>) -> Vec<String> {
    let is_alone = |name: &str| columns.iter().filter(|c| c.name == name).count() == 1;
    let mut lines = Vec::new();
    for column in columns {
        let used = defaults.used.clone();
        if is_alone(&column.name) && defaults.by_name(&column.name) == *column {
            continue;
        }
        defaults.used.clone_from(&used);
        let name = comment::word(&column.name);
        if defaults.by_key(&column.key, &column.name).as_ref() == Some(column) {
            lines.push(format!("col {name} key={}", comment::word(&column.key)));
            continue;
        }
        defaults.used = used;
        lines.push(complete(&name, column));
    }
    lines
}

fn complete(name: &str, column: &Specification) -> String {
    let mut line = format!("col {name}");
    if !column.key.is_empty() {
        line.push_str(&format!(" key={}", comment::word(&column.key)));
    }
    line.push_str(&format!(" type={}", comment::word(column.column_type.as_str())));
    for (key, value) in &column.options {
        let key = comment::key(key, RESERVED);
        line.push(' ');
        line.push_str(&if value == "yes" { key } else { format!("{key}={}", comment::word(value)) });
    }
    if !column.choices.is_empty() {
        let choices = comment::list(column.choices.iter().map(|(n, c)| (n.as_str(), c.as_str())));
        line.push_str(&format!(" choices={choices}"));
    }
    line
}
