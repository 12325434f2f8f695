//! What one document plans. It is read once for each state of the document; people and places get their words from the
//! directory when it is shown.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{CalendarItem, CalendarKind, CalendarState, Series, Window, item};
use crate::block::BlockKind;
use crate::checkpoint::Checkpoint;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::{DocumentId, RowId, SectionId};
use crate::recurrence::{Recurrence, RecurrenceError};
use crate::view::rows;

/// Preset of the tables of evaluations, reviews and drills that come again.
pub const RECURRENCES: &str = "recurrences";

/// What a document holds for the calendar: its meetings, its evaluations, reviews and drills, and its own next review.
/// A document that was replaced or put away plans nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DocumentPlans {
    title: String,
    meetings: Vec<Meeting>,
    recurrences: Vec<RecurrenceRow>,
    next_review: Option<Date>,
    has_dues: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Meeting {
    row: RowId,
    name: String,
    from: Timestamp,
    to: Option<Timestamp>,
    purpose: String,
    location: String,
    attendees: Vec<String>,
}

impl DocumentPlans {
    /// Reads a document.
    #[must_use]
    pub fn read(document: &Document) -> Self {
        if matches!(document.status(), "superseded" | "archived") {
            return Self::default();
        }
        let mut meetings = Vec::new();
        for (_, section) in document.sections_of(&BlockKind::Periods) {
            for (row, view) in rows(&section.block) {
                let Some(from) = view.instant("from").filter(|_| view.word("kind") == "meeting") else { continue };
                let name = if view.text("name").is_empty() { "Meeting" } else { view.text("name") };
                meetings.push(Meeting {
                    row,
                    name: name.to_owned(),
                    from,
                    to: view.instant("to").filter(|to| *to > from),
                    purpose: view.text("purpose").to_owned(),
                    location: view.text("location").to_owned(),
                    attendees: view.members("attendees"),
                });
            }
        }
        Self {
            title: document.title().to_owned(),
            meetings,
            recurrences: recurrences(document),
            next_review: document.header_text("next_review").parse().ok(),
            has_dues: document
                .sections_of(&BlockKind::Approvals)
                .into_iter()
                .any(|(_, section)| rows(&section.block).any(|(_, view)| view.instant("due").is_some())),
        }
    }

    /// Whether it plans an approval for a moment: whether it was given is in the log.
    #[must_use]
    pub const fn has_dues(&self) -> bool {
        self.has_dues
    }

    /// Everything that a window shows of it.
    #[must_use]
    pub fn items(&self, id: DocumentId, directory: &Directory, window: &Window<'_>) -> Vec<CalendarItem> {
        let mut list = self.single(id, directory, window);
        list.extend(self.series(id, directory).iter().flat_map(|series| series.items(window)));
        list
    }

    /// What has one time alone: meetings, and the next review.
    #[must_use]
    pub fn single(&self, id: DocumentId, directory: &Directory, window: &Window<'_>) -> Vec<CalendarItem> {
        let mut list = Vec::new();
        for meeting in &self.meetings {
            let (known, state) = (format!("{id} {}", meeting.row), window.passing(meeting.from));
            let mut found = item(known, CalendarKind::Meeting, state, meeting.from, meeting.name.clone());
            found.to = meeting.to;
            found.detail = joined([&meeting.purpose, &meeting.location], &names(&meeting.attendees, directory));
            (found.document, found.row) = (Some(id), Some(meeting.row));
            list.push(found);
        }
        list.extend(self.next_review(id, window));
        list.retain(|found| window.holds(found));
        list
    }

    /// What comes again and again, or once, at the days and times of its rows.
    #[must_use]
    pub fn series(&self, id: DocumentId, directory: &Directory) -> Vec<Series> {
        let series = self.recurrences.iter().filter_map(|row| {
            let when = row.when.as_ref().ok()?;
            Some(Series {
                id: format!("{id} {}", row.row),
                kind: CalendarKind::Review,
                title: row.name.clone(),
                detail: joined([&self.title, &when.words()], &names(&row.attendees, directory)),
                when: when.clone(),
                length: row.length,
                document: id,
                row: row.row,
                from: None,
                except: Vec::new(),
            })
        });
        series.collect()
    }

    fn next_review(&self, id: DocumentId, window: &Window<'_>) -> Option<CalendarItem> {
        let day = self.next_review?;
        let begins = |day: Date| window.zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().ok();
        let (at, ends) = (begins(day)?, day.tomorrow().ok().and_then(begins));
        let is_over = ends.is_some_and(|ends| ends <= window.now);
        let state = if is_over { CalendarState::Overdue } else { CalendarState::Ahead };
        let title = format!("Review of “{}”", self.title);
        let mut found = item(format!("{id} review"), CalendarKind::Review, state, at, title);
        (found.day, found.document) = (Some(day), Some(id));
        Some(found)
    }
}

/// The approvals of a document that a window shows: each with a day and a time that nobody gave yet.
#[must_use]
pub fn approvals(
    id: DocumentId,
    document: &Document,
    points: &[Checkpoint],
    directory: &Directory,
    window: &Window<'_>,
) -> Vec<CalendarItem> {
    let open = points.iter().filter(|point| point.is_planned && !point.is_passed());
    let mut list: Vec<CalendarItem> = open
        .filter_map(|point| {
            let at = point.due?;
            let known = format!("{id} approval {} {}", point.name, point.approver);
            let title = format!("Approval: {}", point.name);
            let mut found = item(known, CalendarKind::Approval, window.open(at), at, title);
            found.detail = joined([document.title(), directory.words(&point.approver)], "");
            found.document = Some(id);
            Some(found)
        })
        .collect();
    super::tell_apart(&mut list);
    list.retain(|found| window.holds(found));
    list
}

/// An evaluation, review or drill that a plan holds.
#[derive(Debug, Clone, PartialEq)]
pub struct RecurrenceRow {
    /// Row.
    pub row: RowId,
    /// Section.
    pub section: SectionId,
    /// Its name.
    pub name: String,
    /// When; why it is never, where it is not.
    pub when: Result<Recurrence, RecurrenceError>,
    /// How long it takes.
    pub length: Option<SignedDuration>,
    /// Who comes: ids or names.
    pub attendees: Vec<String>,
}

/// What a document holds that comes again.
#[must_use]
pub fn recurrences(document: &Document) -> Vec<RecurrenceRow> {
    let tables = document.sections_of(&BlockKind::Table);
    let tables = tables.into_iter().filter(|(_, s)| s.block.setting("preset") == RECURRENCES);
    tables
        .flat_map(|(section, entry)| {
            rows(&entry.block).map(move |(row, view)| RecurrenceRow {
                row,
                section,
                name: view.text("name").to_owned(),
                when: Recurrence::read(&view),
                length: view.duration("length"),
                attendees: view.members("attendees"),
            })
        })
        .filter(|row| !row.name.is_empty())
        .collect()
}

fn names(of: &[String], directory: &Directory) -> String {
    of.iter().map(|name| directory.words(name)).collect::<Vec<_>>().join(", ")
}

fn joined(parts: [&str; 2], last: &str) -> String {
    parts.into_iter().chain([last]).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
