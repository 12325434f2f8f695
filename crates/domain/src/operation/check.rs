//! What an editor's intent must satisfy before it is applied: text limits and the type of the value.

use super::{Item, Operation, OperationError};
use crate::block::{COLUMN_LIMIT, Column};
use crate::document::{Document, header_field};
use crate::path::{ColumnLine, Path, SectionLine};
use crate::text::{self, CELL_LIMIT, TEXT_LIMIT};
use crate::value::{ColumnType, Value, ValueError};

type Result<T> = std::result::Result<T, OperationError>;

pub(super) fn check(document: &Document, operation: &Operation) -> Result<()> {
    match operation {
        Operation::Set { path, value: Some(value) } => set(document, path, value),
        Operation::Splice { path, insert, .. } => {
            let limit = if matches!(path, Path::Cell(..)) { CELL_LIMIT } else { TEXT_LIMIT };
            let room = limit.saturating_sub(long_text_length(document, path));
            if insert.chars().count() > room {
                let length = limit - room + insert.chars().count();
                return Err(text::TextError::TooLong { length, limit }.into());
            }
            text::lines(insert, limit)?;
            Ok(())
        }
        Operation::Insert { initial: Some(item), .. } => match item {
            Item::Section(section) => {
                text::name(&section.heading)?;
                text::line(&section.label)?;
                text::lines(&section.guidance, TEXT_LIMIT)?;
                text::lines(&section.block.text, TEXT_LIMIT)?;
                Ok(())
            }
            Item::Column(column) => {
                let block = operation.path().section().and_then(|s| document.sections.get(&s)).map(|s| &s.block);
                if block.is_some_and(|b| b.live_columns().len() >= COLUMN_LIMIT) {
                    return Err(OperationError::TooManyColumns);
                }
                text::name(&column.name).map(drop).map_err(Into::into)
            }
            Item::Choice(choice) => text::name(&choice.name).map(drop).map_err(Into::into),
            Item::Row(row) => {
                row.cells.values().flat_map(Value::members).try_for_each(|t| text::lines(t, CELL_LIMIT).map(drop))?;
                Ok(())
            }
        },
        Operation::Set { .. } | Operation::Insert { .. } | Operation::Move { .. } | Operation::Remove { .. } => Ok(()),
    }
}

fn long_text_length(document: &Document, path: &Path) -> usize {
    let section = path.section().and_then(|s| document.sections.get(&s));
    match (path, section) {
        (Path::Text(_), Some(s)) => s.block.text.chars().count(),
        (Path::Guidance(_), Some(s)) => s.guidance.chars().count(),
        (Path::Cell(_, r, c), Some(s)) => {
            s.block.rows.get(r).and_then(|r| r.cells.get(c)).and_then(Value::as_one).map_or(0, |t| t.chars().count())
        }
        _ => 0,
    }
}

fn set(document: &Document, path: &Path, value: &Value) -> Result<()> {
    match path {
        Path::Header(key) => {
            let Some(field) = header_field(key) else {
                return value.members().into_iter().try_for_each(|t| text::line(t).map(drop)).map_err(Into::into);
            };
            if *key == "title" {
                text::name(value.as_one().unwrap_or(""))?;
            }
            for member in value.members() {
                text::line(member)?;
                field.column_type.check(member)?;
                if field.column_type == ColumnType::Choice && !field.of.contains(&member) {
                    return Err(ValueError::Choice(member.to_owned()).into());
                }
            }
            Ok(())
        }
        Path::SectionLine(_, SectionLine::Heading) | Path::ColumnLine(_, _, ColumnLine::Name) => {
            text::name(value.as_one().unwrap_or("")).map(drop).map_err(Into::into)
        }
        Path::Cell(s, _, c) => match document.sections.get(s).and_then(|s| s.block.columns.get(c)) {
            Some(column) => value.members().into_iter().try_for_each(|member| cell(column, member)),
            None => Err(OperationError::NoSuchPlace(path.to_string())),
        },
        Path::CellMember(s, _, c, member) => match document.sections.get(s).and_then(|s| s.block.columns.get(c)) {
            Some(column) => {
                // The mark of a letter is a note that people read.
                if column.column_type == ColumnType::Letters {
                    text::line(value.as_one().unwrap_or(""))?;
                }
                cell(column, member)
            }
            None => Err(OperationError::NoSuchPlace(path.to_string())),
        },
        _ => value.members().into_iter().try_for_each(|t| text::line(t).map(drop)).map_err(Into::into),
    }
}

fn cell(column: &Column, member: &str) -> Result<()> {
    if column.column_type.is_long_text() || column.column_type == ColumnType::Text {
        text::lines(member, CELL_LIMIT)?;
    } else {
        text::line(member)?;
    }
    column.column_type.check(member)?;
    if column.column_type == ColumnType::Choice && !column.choices.is_empty() && !column.choices.contains_key(member) {
        return Err(ValueError::Choice(member.chars().take(60).collect()).into());
    }
    Ok(())
}
