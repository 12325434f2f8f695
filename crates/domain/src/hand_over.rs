//! Shift hand-over (domain reference B.6c): a document of its template in which every field that log, plan, directory
//! and clocks know is filled in, what the incoming person reads back, and what stays open in it.
//!
//! A hand-over is a record of one moment: it holds what severity, state and promises were, as a message does. Nothing
//! passes before the incoming person accepts; who holds the role is read from the log alone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::block::{BlockKind, Section};
use crate::cadence::DueUpdate;
use crate::checkpoint::Checkpoint;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::{RowId, SectionId};
use crate::incident::Incident;
use crate::log::{Named, Recorded};
use crate::moment::{self, Lean};
use crate::obligation::ObligationClock;
use crate::operation::Operation;
use crate::path::Path;
use crate::reply::AwaitedReply;
use crate::value::Value;
use crate::view::{folded, rows};

mod fill;

/// What a hand-over is made of.
#[derive(Debug, Clone)]
pub struct Sources<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// Its log.
    pub log: &'a [Recorded],
    /// The action plan, if it runs on one.
    pub plan: Option<&'a Document>,
    /// The checkpoints of that plan.
    pub checkpoints: &'a [Checkpoint],
    /// The communication plan, if it runs on one.
    pub communication: Option<&'a Document>,
    /// The next update of each audience.
    pub due: &'a [DueUpdate],
    /// Replies that updates asked for.
    pub replies: &'a [AwaitedReply],
    /// The regulatory clocks.
    pub obligations: &'a [ObligationClock],
    /// The directory.
    pub directory: &'a Directory,
    /// Who hands over: id or name.
    pub outgoing: &'a str,
    /// Who takes over: id or name.
    pub incoming: &'a str,
    /// Now.
    pub now: Timestamp,
    /// Zone in which times are written into texts.
    pub zone: &'a TimeZone,
}

/// Fills a hand-over with what is known; what is not stays as the template has it. `fresh` gives the ids of lines.
pub fn fill(document: &mut Document, sources: &Sources<'_>, fresh: impl FnMut() -> RowId) {
    fill::fill(document, sources, fresh);
}

/// Something that nobody has filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Section.
    pub section: SectionId,
    /// Its heading, or the name of the field in it.
    pub words: String,
    /// What belongs there: the guidance of the section.
    pub guidance: String,
}

/// What is not filled in: empty fields of what stands, and tables without a line. A table may be empty because there is
/// nothing to say; the incoming person asks.
#[must_use]
pub fn gaps(document: &Document) -> Vec<Gap> {
    let mut list = Vec::new();
    for (id, section) in document.live_sections() {
        let gap = |words: &str| Gap { section: id, words: words.to_owned(), guidance: section.guidance.clone() };
        match section.kind {
            BlockKind::Fields if !is_acceptance(section) => {
                let Some((_, row)) = section.block.live_rows().into_iter().next() else { continue };
                let columns = section.block.live_columns();
                let empty = columns.iter().filter(|(column, _)| row.cells.get(column).is_none_or(Value::is_empty));
                list.extend(empty.map(|(_, column)| gap(&column.name)));
            }
            BlockKind::Table if section.block.is_empty() => list.push(gap(&section.heading)),
            _ => {}
        }
    }
    list
}

/// One thing that the incoming person says aloud and ticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Row of the checklist.
    pub row: RowId,
    /// What is read back.
    pub words: String,
    /// Whether it was ticked in the document already.
    pub is_ticked: bool,
}

/// What is ticked in the read-back.
#[must_use]
pub fn items(document: &Document) -> Vec<Item> {
    let found = document.sections_of(&BlockKind::Checklist).into_iter().next();
    found.map_or_else(Vec::new, |(_, section)| {
        let lines = rows(&section.block).filter(|(_, view)| !view.text("item").is_empty());
        lines
            .map(|(row, view)| Item { row, words: view.text("item").to_owned(), is_ticked: view.is_yes("done") })
            .collect()
    })
}

/// A question of the read-back that is answered in words, so that nobody only nods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// `severity`, `state` or `promise`.
    pub key: &'static str,
    /// What is asked.
    pub ask: String,
    /// What holds now, by the log.
    expected: Expected,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Expected {
    Words(String),
    /// A moment; an answer that is right to the minute is right.
    Moment(Timestamp),
}

/// What the incoming person is asked in words: severity, state, and the promise that runs out next.
#[must_use]
pub fn questions(incident: &Incident, due: &[DueUpdate], directory: &Directory) -> Vec<Question> {
    let mut list = vec![
        Question {
            key: "severity",
            ask: "Which severity is it?".to_owned(),
            expected: Expected::Words(directory.words(&incident.severity).to_owned()),
        },
        Question {
            key: "state",
            ask: "Which state is it in?".to_owned(),
            expected: Expected::Words(incident.state.value.to_string()),
        },
    ];
    let next = due.iter().filter_map(|d| Some((d.promised_at?, d))).min_by_key(|(at, _)| *at);
    list.extend(next.map(|(at, due)| Question {
        key: "promise",
        ask: format!("By when is the next update promised to {}?", due.audience_name),
        expected: Expected::Moment(at),
    }));
    list
}

impl Question {
    /// Whether an answer is what holds.
    #[must_use]
    pub fn is_answered_by(&self, answer: &str, now: Timestamp, zone: &TimeZone) -> bool {
        match &self.expected {
            Expected::Words(words) => folded(answer) == folded(words),
            Expected::Moment(at) => {
                let same_minute =
                    |said: Timestamp| said.as_second().div_euclid(60) == at.as_second().div_euclid(60) || said == *at;
                // A time of day without a day: whichever day it was meant for.
                [Lean::Today, Lean::Past, Lean::Future]
                    .into_iter()
                    .any(|lean| moment::parse_leaning(answer, now, zone, lean).is_ok_and(same_minute))
            }
        }
    }

    /// What holds, in words.
    #[must_use]
    pub fn holds(&self, now: Timestamp, zone: &TimeZone) -> String {
        match &self.expected {
            Expected::Words(words) => words.clone(),
            Expected::Moment(at) => moment::brief(*at, now, zone),
        }
    }
}

/// What an acceptance writes into the document: the ticks, who accepted and when, and the questions left.
#[must_use]
pub fn acceptance(document: &Document, incoming: &str, questions: &str, now: Timestamp) -> Vec<Operation> {
    let mut list = Vec::new();
    let mut set = |section: SectionId, found: &Section, row: RowId, key: &str, value: &str| {
        if let Some((column, _)) = found.block.column_by_key(key).filter(|_| !value.is_empty()) {
            let path = Path::Cell(section, row, column);
            list.push(Operation::Set { path, value: Some(Value::one(value)) });
        }
    };
    let at = now.to_string();
    if let Some((id, section)) = document.sections_of(&BlockKind::Checklist).into_iter().next() {
        for (row, _) in rows(&section.block).filter(|(_, view)| !view.is_yes("done") && !view.text("item").is_empty()) {
            set(id, section, row, "done", "yes");
            set(id, section, row, "done_by", incoming);
            set(id, section, row, "done_at", &at);
        }
    }
    let fields = document.sections_of(&BlockKind::Fields);
    if let Some((id, section)) = fields.into_iter().find(|(_, section)| is_acceptance(section))
        && let Some((row, _)) = section.block.live_rows().into_iter().next()
    {
        set(id, section, row, "accepted_by", incoming);
        set(id, section, row, "accepted_at", &at);
        set(id, section, row, "questions", questions);
    }
    list
}

fn is_acceptance(section: &Section) -> bool {
    section.block.column_by_key("accepted_by").is_some()
}

/// Whether two references mean one person or role, whichever of id and name they are.
#[must_use]
pub fn is_same(directory: &Directory, a: &Named, b: &Named) -> bool {
    a == b || folded(directory.words(a)) == folded(directory.words(b))
}

#[cfg(test)]
mod tests;
