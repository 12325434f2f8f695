//! Plain words for a cell, read by the type of its column: "in 30 min", "14:30", a person's name.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::moment::Lean;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{Column, ColumnType, Value, duration, moment};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::api::ApiError;
use crate::names;

/// How far a time of day without a day reaches over midnight.
const NEAR: SignedDuration = SignedDuration::from_hours(12);
/// Two times of day lie at most this far apart, give or take a change of the clock.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How far another machine's clock may go ahead.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(1);

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

    /// A moment still to come: a time of day that has passed means tomorrow's where that is near (`00:10`
    /// typed at 23:55), else it is refused rather than moved by a day in silence.
    ///
    /// # Errors
    /// The sentence for the place where it was typed.
    pub fn ahead(&self, words: &str) -> Result<Timestamp, ApiError> {
        let at = self.near(words, Lean::Future)?;
        if at <= self.now {
            return Err(ApiError::invalid(format!(
                "“{}” has passed. Nothing was changed. Name a later time",
                words.trim()
            )));
        }
        Ok(at)
    }

    /// A moment that has been, now where nothing was typed: `23:50` typed at 00:10 means yesterday's.
    ///
    /// # Errors
    /// The sentence for the place where it was typed.
    pub fn been(&self, words: &str) -> Result<Timestamp, ApiError> {
        if words.trim().is_empty() {
            return Ok(self.now);
        }
        let at = self.near(words, Lean::Past)?;
        if at > self.now.saturating_add(CLOCK_SKEW).unwrap_or(self.now) {
            return Err(ApiError::invalid(format!(
                "“{}” has not come yet. Nothing was written. Name the time at which it happened",
                words.trim()
            )));
        }
        Ok(at)
    }

    fn near(&self, words: &str, lean: Lean) -> Result<Timestamp, ApiError> {
        let today = self.moment(words)?;
        let leaning = moment::parse_leaning(words, self.now, self.zone, lean).unwrap_or(today);
        // A name of a day says which day is meant, and lies a week off where it leans the other way.
        let is_day_named = leaning.duration_since(today).abs() > 2 * DAY;
        Ok(if is_day_named || leaning.duration_since(self.now).abs() <= NEAR { leaning } else { today })
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

    pub(crate) fn one(&self, column: &Column, typed: &str) -> Result<String, ApiError> {
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
