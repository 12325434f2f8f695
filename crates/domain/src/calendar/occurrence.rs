//! What became of each time at which an evaluation, review or drill of a plan came (domain reference B.10, calendar
//! recurrences): held or skipped, as the log of the organisation tells, and what is due of them.
//!
//! The rules:
//!
//! - A time is known by its document, its row and its day, the day of the zone of the row. Name, time of day and length
//!   may be edited, and what was recorded stays.
//! - It is due on its day, and overdue from the beginning of the next one.
//! - A day before the one on which the document was made asks for nothing: a plan acts forward only. So does an edit of
//!   its rhythm: no day is asked for before the last on which something was recorded of another rhythm, because that one
//!   still held then. What was recorded stays in the calendar, though the rhythm names its day no longer.
//! - What was recorded last counts, whenever it is said to have happened.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::{CalendarItem, CalendarState, MOST, Series, Window};
use crate::id::{DocumentId, EntryId, RowId};
use crate::incident::order;
use crate::log::{Author, Fact, OccurrenceEnd, Recorded};
use crate::recurrence::Occurrence;

/// What was recorded of one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Entry.
    pub id: EntryId,
    /// What became of it: held or skipped.
    pub end: OccurrenceEnd,
    /// When it was held, or when it was said that it is skipped.
    pub at: Timestamp,
    /// Who says so.
    pub by: Author,
    /// The note, or the reason.
    pub words: String,
    /// When it was recorded.
    pub entered_at: Timestamp,
    /// The rhythm of then; empty where the log does not say it.
    pub rhythm: String,
}

/// What was recorded of all times, by document, row and day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Occurrences(BTreeMap<(DocumentId, RowId, Date), Ended>);

impl Occurrences {
    /// Reads the log of the organisation; entries about other things are passed over.
    #[must_use]
    pub fn read<'a>(log: impl IntoIterator<Item = &'a Recorded>) -> Self {
        let mut entries = order(log.into_iter().filter(|r| r.entry.incident.is_none()));
        entries.sort_by_key(|entry| entry.entered_at);
        let mut known = BTreeMap::new();
        for entry in entries {
            let Some(Fact::OccurrenceEnded { document, row, day, end, words, rhythm }) = entry.fact() else { continue };
            match end {
                OccurrenceEnd::Held | OccurrenceEnd::Skipped => {
                    let (id, at, by) = (entry.id, entry.event_at, entry.author.clone());
                    let ended = Ended { id, end, at, by, words, entered_at: entry.entered_at, rhythm };
                    known.insert((document, row, day), ended);
                }
                OccurrenceEnd::Open => {
                    known.remove(&(document, row, day));
                }
                // What a newer version says is not known here, and hides nothing.
                OccurrenceEnd::Unknown(_) => {}
            }
        }
        Self(known)
    }

    /// What was recorded of the time of a day.
    #[must_use]
    pub fn of(&self, document: DocumentId, row: RowId, day: Date) -> Option<&Ended> {
        self.0.get(&(document, row, day))
    }

    /// The latest day of a row of which anything was recorded.
    #[must_use]
    pub fn last(&self, document: DocumentId, row: RowId) -> Option<(Date, &Ended)> {
        self.all(document, row).last()
    }

    /// Every day at which a row was skipped, in order.
    pub fn skipped(&self, document: DocumentId, row: RowId) -> impl Iterator<Item = Date> {
        self.all(document, row).filter(|(_, ended)| ended.end == OccurrenceEnd::Skipped).map(|(day, _)| day)
    }

    /// Every day of a row of which anything was recorded, in order.
    fn all(&self, document: DocumentId, row: RowId) -> impl Iterator<Item = (Date, &Ended)> {
        let days = self.0.range((document, row, Date::MIN)..=(document, row, Date::MAX));
        days.map(|((_, _, day), ended)| (*day, ended))
    }
}

/// How it stands with an evaluation, review or drill.
#[derive(Debug, Clone, PartialEq)]
pub struct DueSeries {
    /// What it is.
    pub series: Series,
    /// Its times whose day is over and of which nothing was recorded, the oldest first.
    pub overdue: Vec<Occurrence>,
    /// Its time of today, while nothing was recorded of it.
    pub today: Option<Occurrence>,
    /// The next one after today that was not skipped.
    pub next: Option<Occurrence>,
}

impl Series {
    /// How it stands at `now`, for a document that was made at `since`.
    #[must_use]
    pub fn due(&self, known: &Occurrences, since: Timestamp, now: Timestamp) -> DueSeries {
        let (today, zone) = (self.today(now), &self.when.zone);
        let first = self.asks_from(known, since);
        let begins = zone.to_ambiguous_timestamp(first.at(0, 0, 0, 0)).compatible().unwrap_or(since);
        let is_open = |one: &Occurrence| known.of(self.document, self.row, one.date).is_none();
        let mut due = DueSeries { series: self.clone(), overdue: Vec::new(), today: None, next: None };
        let mut ahead = 0;
        for one in self.when.from(begins).filter(|one| one.date >= first) {
            let is_ahead = one.date > today;
            ahead += usize::from(is_ahead);
            if ahead > MOST {
                break;
            }
            if !is_open(&one) {
                continue;
            }
            if is_ahead {
                due.next = Some(one);
                break;
            }
            if one.date == today {
                due.today = Some(one);
            } else {
                due.overdue.push(one);
            }
        }
        due
    }

    /// What its days come by, apart from their time and from its end: an edit of it makes other days of it.
    #[must_use]
    pub fn rhythm(&self) -> String {
        format!("{} from {}", self.when.rhythm, self.when.first)
    }

    /// The first day that it asks for: that on which its document was made, or the last on which something was recorded
    /// while it had another rhythm.
    fn asks_from(&self, known: &Occurrences, since: Timestamp) -> Date {
        let now = self.rhythm();
        let is_other = |day: Date, ended: &Ended| match ended.rhythm.as_str() {
            "" => self.on(day).is_none(),
            then => then != now,
        };
        let others = known.all(self.document, self.row).filter(|(day, ended)| is_other(*day, ended));
        let latest = others.map(|(_, ended)| self.today(ended.entered_at)).max();
        latest.map_or_else(|| self.today(since), |day| day.max(self.today(since)))
    }

    /// The time of a day, if it comes on that day.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<Occurrence> {
        // The moment of a day lies within it, or on the next one where the clock leaves it out.
        let from = self.when.zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().ok()?;
        self.when.from(from).take(2).find(|one| one.date == day)
    }

    /// The day of a moment, in its zone.
    #[must_use]
    pub fn today(&self, now: Timestamp) -> Date {
        self.when.zone.to_datetime(now).date()
    }

    /// As [`Series::items`], each with what was recorded of it, and overdue where nothing was.
    #[must_use]
    pub fn kept_items(&self, known: &Occurrences, since: Timestamp, window: &Window<'_>) -> Vec<CalendarItem> {
        let (today, first) = (self.today(window.now), self.asks_from(known, since));
        let with = |(one, mut found): (Occurrence, CalendarItem)| {
            let more = match known.of(self.document, self.row, one.date) {
                Some(ended) if ended.end == OccurrenceEnd::Held => {
                    found.state = CalendarState::Given;
                    format!("held, {}", said(ended))
                }
                Some(ended) => {
                    found.state = CalendarState::Skipped;
                    format!("skipped, {}", said(ended))
                }
                None if first <= one.date && one.date < today => {
                    found.state = CalendarState::Overdue;
                    "nobody has recorded it".to_owned()
                }
                None => return found,
            };
            found.detail = [more.as_str(), found.detail.as_str()].join(" · ");
            found
        };
        let mut times = self.times(window);
        let days: BTreeSet<Date> = times.iter().map(|(one, _)| one.date).collect();
        let others = known.all(self.document, self.row).filter(|(day, _)| !days.contains(day));
        times.extend(others.filter_map(|(day, _)| self.time_of(day, window)));
        times.sort_by_key(|(one, _)| one.date);
        times.into_iter().map(with).collect()
    }
}

/// Who says so, and what.
fn said(ended: &Ended) -> String {
    let name = &ended.by.name;
    if ended.words.is_empty() { name.clone() } else { format!("{name}: {}", ended.words) }
}

#[cfg(test)]
mod tests;
