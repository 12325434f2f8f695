//! The desk: what every drawing needs at hand, and how values become words and marks.

use std::borrow::Cow;
use std::sync::Arc;

use bridgebook_domain::{Column, ColumnType, Value};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::attachment;
use crate::binder::{Binder, Filling, Options, Paper};
use crate::blank::Closeness;
use crate::flow::Frame;
use crate::fonts::Shelf;
use crate::inline;
use crate::page::Target;
use crate::rich::{Face, Mark, Plate, Rich, Style};
use crate::text::{Kept, Setter};
use crate::words::Vocabulary;

/// What every drawing needs.
pub(crate) struct Desk<'b> {
    pub binder: &'b Binder,
    pub options: &'b Options,
    pub setter: Setter,
    pub shelf: Arc<Shelf>,
    pub anchors: u32,
    /// How closely blank forms are set.
    pub closeness: Closeness,
    /// Whether what is drawn belongs to a document that is set closely.
    pub close: bool,
}

/// Length of `2026-03-11 14:05:22`.
const MOMENT: usize = 19;

/// Words of a set that carry a meaning of their own.
const DASH: &str = "–";

impl<'b> Desk<'b> {
    pub fn new(binder: &'b Binder, options: &'b Options, shelf: Arc<Shelf>) -> Self {
        let mut setter = Setter::new(&shelf);
        setter.files = Arc::new(binder.documents.iter().flat_map(|d| d.files.clone()).collect());
        Self { binder, options, setter, shelf, anchors: 0, closeness: Closeness::default(), close: false }
    }

    /// A desk for another thread of the same export, which finds what was shaped on this one and the other way round.
    pub fn beside(binder: &'b Binder, options: &'b Options, shelf: Arc<Shelf>, kept: Kept) -> Self {
        let mut desk = Self::new(binder, options, shelf);
        desk.setter.kept = kept;
        desk
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

    /// The page's own words in the language of what follows.
    pub fn say(&self) -> &'static Vocabulary {
        self.setter.words()
    }

    pub fn is_blank(&self) -> bool {
        self.options.filling == Filling::Blank
    }

    /// Looks of the words in a table, and of those that lead a row.
    pub fn table_styles(&self, is_dense: bool) -> (Style, Style) {
        match (self.is_close(), is_dense) {
            (true, _) => (Style::CLOSE, Style::CLOSE_LEAD),
            (false, true) => (Style::DENSE, Style::DENSE_LEAD),
            (false, false) => (Style::TABLE, Style::TABLE_LEAD),
        }
    }

    /// Looks of running text.
    pub fn prose_style(&self) -> Style {
        if self.is_close() { Style::CLOSE_PROSE } else { Style::PROSE }
    }

    /// Whether what is drawn is filled in and set closely.
    pub fn is_close(&self) -> bool {
        self.close && !self.is_blank()
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

    /// Words without the day before a time where it is that of the moment, as [`Self::time`] prints times.
    pub fn without_today(&self, words: &str) -> String {
        let today = self.binder.moment.to_zoned(self.binder.zone.clone()).strftime("%Y-%m-%d ").to_string();
        let mut out = String::with_capacity(words.len());
        let mut rest = words;
        while let Some(at) = rest.find(&today) {
            let after = &rest[at + today.len()..];
            let is_time = matches!(after.as_bytes(), [a, b, b':', c, d, ..]
                if [a, b, c, d].into_iter().all(u8::is_ascii_digit));
            out.push_str(if is_time { &rest[..at] } else { &rest[..at + today.len()] });
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// A cell that is a moment, as [`Self::time`] prints it; other words as they are.
    pub fn moment_of_day<'w>(&self, cell: &'w str) -> Cow<'w, str> {
        let is_moment = cell.len() <= MOMENT && cell.chars().all(|c| c.is_ascii_digit() || "- :".contains(c));
        if is_moment { Cow::Owned(self.without_today(cell)) } else { Cow::Borrowed(cell) }
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
            ColumnType::Duration => self.say().duration(text),
            ColumnType::Percent => format!("{text} %"),
            ColumnType::Attachment | ColumnType::PersonalData => attachment::line(&self.setter.files, text),
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
            ColumnType::Markdown => {
                let text = attachment::spelled(value.as_one().unwrap_or_default(), &self.setter.files, false);
                inline::paragraphs(&text, style)
            }
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
                vec![Rich::empty(style).mark(Mark::Box(yes)).plain(if yes {
                    self.say().yes_small
                } else {
                    self.say().no_small
                })]
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
