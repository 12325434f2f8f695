//! The desk: what every drawing needs at hand, and how values become words and marks.

use std::sync::Arc;

use bridgebook_domain::{Column, ColumnType, Value};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::binder::{Binder, Filling, Options, Paper};
use crate::flow::Frame;
use crate::fonts::Shelf;
use crate::inline;
use crate::page::Target;
use crate::rich::{Face, Mark, Plate, Rich, Style};
use crate::text::Setter;

/// What every drawing needs.
pub(crate) struct Desk<'b> {
    pub binder: &'b Binder,
    pub options: &'b Options,
    pub setter: Setter,
    pub shelf: Arc<Shelf>,
    pub anchors: u32,
}

/// Words of a set that carry a meaning of their own.
const DASH: &str = "–";

impl<'b> Desk<'b> {
    pub fn new(binder: &'b Binder, options: &'b Options, shelf: Arc<Shelf>) -> Self {
        Self { binder, options, setter: Setter::new(&shelf), shelf, anchors: 0 }
    }

    /// The paper upright.
    pub fn portrait(&self) -> Frame {
        match self.options.paper {
            Paper::A4 => Frame { width: 595.28, height: 841.89 },
            Paper::Letter => Frame { width: 612.0, height: 792.0 },
        }
    }

    /// The paper on its side.
    pub fn landscape(&self) -> Frame {
        let upright = self.portrait();
        Frame { width: upright.height, height: upright.width }
    }

    pub fn frame(&self, landscape: bool) -> Frame {
        if landscape { self.landscape() } else { self.portrait() }
    }

    pub fn is_blank(&self) -> bool {
        self.options.filling == Filling::Blank
    }

    pub fn anchor(&mut self) -> u32 {
        self.anchors += 1;
        self.anchors - 1
    }

    /// The name behind an id, or the text itself where the directory does not know it.
    pub fn name<'s>(&'s self, text: &'s str) -> &'s str {
        self.binder.names.get(text).map_or(text, String::as_str)
    }

    /// `14:05`, with the day where it is not that of the moment.
    pub fn time(&self, at: Timestamp) -> String {
        short_time(at, self.binder.moment, &self.binder.zone)
    }

    /// `2026-03-11 14:05`.
    pub fn day_and_time(&self, at: Timestamp) -> String {
        at.to_zoned(self.binder.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Members of a value as names, in order.
    pub fn members(&self, value: &Value) -> Vec<String> {
        value.members().into_iter().map(|m| self.name(m).to_owned()).collect()
    }

    /// A value as plain words, for places without room for marks.
    pub fn words(&self, column: &Column, value: &Value) -> String {
        let parts: Vec<String> = ordered(column, value).into_iter().map(|text| self.word(column, text)).collect();
        parts.join(", ")
    }

    fn word(&self, column: &Column, text: &str) -> String {
        match column.column_type {
            ColumnType::Instant => text.parse::<Timestamp>().map_or_else(|_| text.to_owned(), |at| self.time(at)),
            ColumnType::Duration => duration(text),
            ColumnType::Percent => format!("{text} %"),
            ColumnType::Choice => column.choices.get(text).map_or_else(|| text.to_owned(), |c| c.name.clone()),
            ColumnType::Number => match column.options.get("unit") {
                Some(unit) if !unit.is_empty() => format!("{text} {unit}"),
                _ => text.to_owned(),
            },
            _ => self.name(text).to_owned(),
        }
    }

    /// A value as the paragraphs of a cell.
    pub fn cell(&self, column: &Column, value: Option<&Value>, style: Style) -> Vec<Rich> {
        let Some(value) = value.filter(|v| !v.is_empty()) else {
            return vec![Rich::new(if self.is_blank() { "" } else { DASH }, style)];
        };
        match column.column_type {
            ColumnType::Markdown => inline::paragraphs(value.as_one().unwrap_or_default(), style),
            ColumnType::Choice => vec![self.choices(column, value, style)],
            ColumnType::Reference if is_severity(column) => {
                let mut rich = Rich::empty(style);
                for (at, name) in self.members(value).into_iter().enumerate() {
                    if at > 0 {
                        rich = rich.plain(" ");
                    }
                    rich = severity(rich, &name, style.size * 0.9);
                }
                vec![rich]
            }
            ColumnType::YesNo => {
                let yes = value.as_one() == Some("yes");
                vec![Rich::empty(style).mark(Mark::Box(yes)).plain(if yes { "yes" } else { "no" })]
            }
            ColumnType::Link => {
                let text = value.as_one().unwrap_or_default();
                let rich = Rich::new(text, style);
                let lower = text.to_ascii_lowercase();
                let safe = lower.starts_with("https://") || lower.starts_with("mailto:");
                vec![if safe { rich.linked(&Target::Uri(text.to_owned())) } else { rich }]
            }
            ColumnType::Text => {
                let text = self.words(column, value);
                text.split('\n').filter(|l| !l.trim().is_empty()).map(|l| Rich::new(l, style)).collect()
            }
            _ => vec![Rich::new(self.words(column, value), style)],
        }
    }

    fn choices(&self, column: &Column, value: &Value, style: Style) -> Rich {
        let coloured = column.choices.values().any(|c| matches!(c.colour.as_str(), "ok" | "risk" | "overdue"));
        let mut rich = Rich::empty(style);
        for (at, id) in ordered(column, value).into_iter().enumerate() {
            if at > 0 {
                rich = rich.plain(", ");
            }
            let Some(choice) = column.choices.get(id) else {
                rich = rich.plain(id);
                continue;
            };
            rich = match choice.colour.as_str() {
                "ok" => rich.mark(Mark::Disc).plain(&choice.name),
                "risk" => rich.mark(Mark::Plate(Plate::Risk, choice.name.clone(), style.size)),
                "overdue" => rich.mark(Mark::Plate(Plate::Late, choice.name.clone(), style.size)),
                "accent" | "neutral" if coloured => rich.mark(Mark::Ring).plain(&choice.name),
                _ if coloured && matches!(id, "dropped" | "eliminated" | "skipped" | "cancelled") => {
                    rich.mark(Mark::Square).plain(&choice.name)
                }
                _ if coloured && matches!(id, "open" | "new" | "waiting") => rich.mark(Mark::Ring).plain(&choice.name),
                _ => rich.plain(&choice.name),
            };
        }
        rich
    }
}

/// Members of a value; those of a choice column in the order of its choices.
pub(crate) fn ordered<'v>(column: &Column, value: &'v Value) -> Vec<&'v str> {
    let mut members = value.members();
    if column.column_type == ColumnType::Choice {
        let order = column.live_choices();
        members.sort_by_key(|m| order.iter().position(|(id, _)| id == m).unwrap_or(usize::MAX));
    }
    members
}

/// Whether the cells of a column name severities.
pub(crate) fn is_severity(column: &Column) -> bool {
    column.options.get("of").is_some_and(|of| of == "severity")
}

/// Adds a severity: reversed with red edge, heavy and light outline, plain.
pub(crate) fn severity(rich: Rich, name: &str, size: f32) -> Rich {
    // The rank is the number at the end of its name; a scheme without numbers is printed plain.
    let plate = match name.trim_end().chars().last() {
        Some('1') => Plate::Late,
        Some('2') => Plate::Heavy,
        Some('3') => Plate::Light,
        _ => return rich.plain(name),
    };
    if name.chars().count() > 24 {
        return rich.faced(name, Face::Semibold);
    }
    rich.mark(Mark::Plate(plate, name.to_owned(), size))
}

/// `14:05` on the day of the moment, `03-12 16:30` in its year, else `2025-03-12 16:30`.
pub(crate) fn short_time(at: Timestamp, moment: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), moment.to_zoned(zone.clone()));
    let form = if at.date() == now.date() {
        "%H:%M"
    } else if at.year() == now.year() {
        "%m-%d %H:%M"
    } else {
        "%Y-%m-%d %H:%M"
    };
    at.strftime(form).to_string()
}

/// An ISO 8601 span in words: `15 min`, `2 h`, `1 h 30 min`, `3 d`; what is none stays as it is.
pub(crate) fn duration(text: &str) -> String {
    let Ok(span) = text.parse::<SignedDuration>() else { return text.to_owned() };
    let seconds = span.as_secs();
    if seconds <= 0 || seconds % 60 != 0 {
        return if seconds == 0 { "at once".to_owned() } else { format!("{seconds} s") };
    }
    let minutes = seconds / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60, minutes % 60);
    if minutes < 120 && (rest != 0 || hours == 0) {
        format!("{minutes} min")
    } else if rest == 0 && hours % 24 == 0 && hours > 72 {
        format!("{days} d")
    } else if rest == 0 {
        format!("{hours} h")
    } else {
        format!("{hours} h {rest} min")
    }
}

/// An ISO 8601 span in whole minutes, where it has any.
pub(crate) fn minutes(text: &str) -> String {
    match text.parse::<SignedDuration>() {
        // Beyond four hours minutes are hard to read; the unit then stands with the figure.
        Ok(span) if span.as_secs() % 3600 == 0 && span.as_secs() > 4 * 3600 => format!("{} h", span.as_secs() / 3600),
        Ok(span) if span.as_secs() % 60 == 0 => (span.as_secs() / 60).to_string(),
        Ok(span) => format!("{} s", span.as_secs()),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_printed_in_the_words_people_use() {
        for (iso, shown) in [
            ("PT15M", "15 min"),
            ("PT1H", "1 h"),
            ("PT90M", "90 min"),
            ("PT2H30M", "2 h 30 min"),
            ("PT72H", "72 h"),
            ("soon", "soon"),
        ] {
            assert_eq!(duration(iso), shown, "{iso}");
        }
    }
}
