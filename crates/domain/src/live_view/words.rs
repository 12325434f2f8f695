//! A cell in words, as people read it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::block::Column;
use crate::directory::Directory;
use crate::value::{ColumnType, Value};
use crate::{duration, moment};

/// What a cell says: names for ids, spans and moments as people read them. What does not fit its type stays as
/// it was written.
#[must_use]
pub fn cell_words(column: &Column, value: &Value, directory: &Directory, zone: &TimeZone) -> String {
    let between = if column.column_type == ColumnType::Letters { "/" } else { ", " };
    let words = value.members().into_iter().map(|member| match &column.column_type {
        ColumnType::Choice => column.choices.get(member).map_or(member, |c| c.name.as_str()).to_owned(),
        ColumnType::Reference => directory.words(member).to_owned(),
        ColumnType::Duration => member.parse::<SignedDuration>().map_or_else(|_| member.to_owned(), duration::print),
        ColumnType::Instant => {
            member.parse::<Timestamp>().map_or_else(|_| member.to_owned(), |at| moment::print(at, zone))
        }
        ColumnType::Percent => format!("{member} %"),
        _ => member.to_owned(),
    });
    words.collect::<Vec<_>>().join(between)
}
