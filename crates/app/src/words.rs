//! Plain words for a cell, read by the type of its column: "in 30 min", "14:30", a person's name.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{Column, ColumnType, Value, duration, moment};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::api::ApiError;
use crate::names;

/// What plain words are read against.
pub struct Reading<'a> {
    /// Directory.
    pub directory: &'a Directory,
    /// Now.
    pub now: Timestamp,
    /// Zone in which wall-clock times are meant.
    pub zone: &'a TimeZone,
}

impl Reading<'_> {
    /// A moment typed in plain words.
    ///
    /// # Errors
    /// The sentence for the place where it was typed.
    pub fn moment(&self, words: &str) -> Result<Timestamp, ApiError> {
        moment::parse(words, self.now, self.zone).map_err(|e| ApiError::invalid(e.to_string()))
    }

    /// A moment, or now where nothing was typed.
    ///
    /// # Errors
    /// The sentence for the place where it was typed.
    pub fn moment_or_now(&self, words: &str) -> Result<Timestamp, ApiError> {
        if words.trim().is_empty() { Ok(self.now) } else { self.moment(words) }
    }

    /// The value of a column for what was typed; `None` clears the cell.
    ///
    /// # Errors
    /// The sentence for the place where it was typed.
    pub fn value(&self, column: &Column, typed: &str) -> Result<Option<Value>, ApiError> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        if !column.is_many() {
            return Ok(Some(Value::One(self.one(column, typed)?)));
        }
        let parts = typed.split([',', ';', '\n']).map(str::trim).filter(|p| !p.is_empty());
        let members = parts.map(|p| self.one(column, p)).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(Value::many(members)))
    }

    fn one(&self, column: &Column, typed: &str) -> Result<String, ApiError> {
        let trimmed = typed.trim();
        let invalid = |e: bridgebook_domain::value::ValueError| ApiError::invalid(e.to_string());
        let text = match &column.column_type {
            ColumnType::Duration => duration::stored(duration::parse(trimmed).map_err(invalid)?),
            ColumnType::Instant => self.moment(trimmed)?.to_string(),
            ColumnType::Date if trimmed.parse::<jiff::civil::Date>().is_err() => {
                self.moment(trimmed)?.to_zoned(self.zone.clone()).date().to_string()
            }
            ColumnType::Time if trimmed.parse::<jiff::civil::Time>().is_err() => {
                self.moment(trimmed)?.to_zoned(self.zone.clone()).strftime("%H:%M").to_string()
            }
            ColumnType::Percent => trimmed.trim_end_matches('%').trim().to_owned(),
            ColumnType::Number => trimmed.replace(',', "."),
            ColumnType::YesNo => match trimmed.to_lowercase().as_str() {
                "y" | "yes" | "x" | "true" | "1" | "✓" => "yes".to_owned(),
                "n" | "no" | "false" | "0" | "-" => "no".to_owned(),
                _ => trimmed.to_owned(),
            },
            ColumnType::Choice => column
                .live_choices()
                .into_iter()
                .find(|(id, c)| *id == trimmed || c.name.to_lowercase() == trimmed.to_lowercase())
                .map_or_else(|| trimmed.to_owned(), |(id, _)| id.to_owned()),
            ColumnType::Reference => {
                let of = column.options.get("of").map_or("", String::as_str);
                let kinds: Vec<_> = of.split_whitespace().map(ReferenceKind::from_word).collect();
                names::stored(self.directory, &kinds, trimmed)
            }
            ColumnType::Letters => trimmed.to_uppercase(),
            _ => typed.to_owned(),
        };
        column.column_type.check(&text).map_err(invalid)?;
        Ok(text)
    }
}
