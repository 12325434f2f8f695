//! What comes again and again, as a whole: a calendar that knows the rule shows it for ever.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{CalendarItem, CalendarKind, MOST, Occurrences, Window, item};
use crate::id::{DocumentId, RowId};
use crate::recurrence::{Occurrence, Recurrence};

/// How far the same day of two zones can lie apart.
const APART: SignedDuration = SignedDuration::from_hours(48);

/// An evaluation, review, drill or planned update with all its times.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What it is known by: the same in every reading.
    pub id: String,
    /// What it is.
    pub kind: CalendarKind,
    /// Its name.
    pub title: String,
    /// More: of which plan, how often, who.
    pub detail: String,
    /// When.
    pub when: Recurrence,
    /// How long it takes.
    pub length: Option<SignedDuration>,
    /// The document that says so.
    pub document: DocumentId,
    /// Its row.
    pub row: RowId,
    /// From when it counts; none for all its times.
    pub from: Option<Timestamp>,
    /// Times of the rhythm at which it does not come, in order.
    pub except: Vec<Timestamp>,
}

impl Series {
    /// Each of its times that a window shows.
    #[must_use]
    pub fn items(&self, window: &Window<'_>) -> Vec<CalendarItem> {
        self.times(window).into_iter().map(|(_, found)| found).collect()
    }

    /// Each of its times that a window shows, as it stands in the calendar.
    pub(super) fn times(&self, window: &Window<'_>) -> Vec<(Occurrence, CalendarItem)> {
        // What began before and still goes on belongs to it too.
        let apart = if self.when.time.is_none() { APART } else { SignedDuration::ZERO };
        let before = self.length.unwrap_or_default().saturating_add(apart);
        let begins = window.from.saturating_sub(before).unwrap_or(window.from);
        let ends = window.to.saturating_add(apart).unwrap_or(window.to);
        let begins = self.from.map_or(begins, |from| from.max(begins));
        let times = self.when.from(begins).take_while(|o| o.at < ends).filter(|o| self.is_meant(o.at)).take(MOST);
        times.map(|one| (one, self.item(one, window))).filter(|(_, found)| window.holds(found)).collect()
    }

    /// The time of a day as it stands in the calendar, whether the rhythm names that day or not; nothing where the
    /// window does not show it.
    pub(super) fn time_of(&self, date: Date, window: &Window<'_>) -> Option<(Occurrence, CalendarItem)> {
        let one = Occurrence { at: self.when.at(date)?, date };
        Some((one, self.item(one, window))).filter(|(_, found)| window.holds(found))
    }

    /// The same without the times from a moment on: what its incident plans ends with the incident.
    #[must_use]
    pub fn ending(mut self, at: Timestamp) -> Self {
        let day = self.today(at);
        let is_over = self.when.at(day).is_some_and(|begins| begins >= at);
        let last = if is_over { day.yesterday().unwrap_or(day) } else { day };
        self.when.until = Some(self.when.until.map_or(last, |until| until.min(last)));
        self
    }

    /// The same without the times at which it was skipped, as the log of the organisation says.
    #[must_use]
    pub fn without_skipped(mut self, known: &Occurrences) -> Self {
        let skipped = known.skipped(self.document, self.row).filter_map(|day| self.when.at(day));
        self.except.extend(skipped);
        self.except.sort_unstable();
        self.except.dedup();
        self
    }

    /// Its first time; nothing where it never comes.
    #[must_use]
    pub fn first(&self) -> Option<Occurrence> {
        self.when.from(self.from.unwrap_or(Timestamp::MIN)).find(|one| self.is_meant(one.at))
    }

    fn is_meant(&self, at: Timestamp) -> bool {
        self.except.binary_search(&at).is_err()
    }

    /// When something that begins at a moment is over, where it takes any time.
    #[must_use]
    pub fn end(&self, begins: Timestamp) -> Option<Timestamp> {
        self.length.and_then(|length| begins.checked_add(length).ok()).filter(|to| *to > begins)
    }

    fn item(&self, one: Occurrence, window: &Window<'_>) -> CalendarItem {
        let known = format!("{} {}", self.id, one.date);
        let mut found = item(known, self.kind, window.passing(one.at), one.at, self.title.clone());
        found.to = self.end(one.at);
        found.day = self.when.time.is_none().then_some(one.date);
        found.detail.clone_from(&self.detail);
        (found.document, found.row) = (Some(self.document), Some(self.row));
        found
    }
}
