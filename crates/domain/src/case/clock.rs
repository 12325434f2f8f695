//! The clocks of a case: until the first answer by a human, until it is resolved, and until an input came that it waits for
//! (domain reference B.5.1, B.10 and 4.3). The moment that is written in the case counts; else the service level of its
//! priority and tier gives it, and where there is none the targets of its severity. A priority that nobody wrote follows from impact
//! and urgency by the table of the same document (domain reference 4.2 and B.5.2).
//!
//! The resolution clock rests while the case is in a status in which its service level pauses, and while it was over
//! before it was opened again. Each pause moves the moment on by the working time that it lasted. The response clock never
//! rests. Of a case that is over, a status whose beginning nobody knows is no pause of the time before its end.
//!
//! All of it follows from the row, the log and the moment that is passed in.

use jiff::{SignedDuration, Timestamp};

use super::facts::CaseFacts;
use super::fields::{CaseFields, DECIDED, IMPACT, OPENED, PRIORITY, RESOLUTION_DUE, RESPONSE_DUE, SEVERITY, URGENCY};
use super::history::StatusSpan;
use crate::block::{Block, BlockKind, Section};
use crate::condition::SlaClock;
use crate::directory::{Directory, Hours};
use crate::document::Document;
use crate::trigger::is_case_table;
use crate::value::ReferenceKind;
use crate::view::{RowView, folded, rows};

mod input;
mod run;
mod stand;

pub use input::{InputWait, waiting_choice};
pub use run::{CaseClock, Rest};
pub use stand::ClockStand;

use input::InputTime;
use run::Span;

/// Percent of the time allowed at which a clock is at risk where nothing else is said (domain reference 4.3).
pub const AT_RISK: f64 = 80.0;

/// A row of the service levels of a document.
#[derive(Debug, Clone)]
struct ServiceLevel {
    priority: String,
    severity: String,
    tier: String,
    response: Option<SignedDuration>,
    resolution: Option<SignedDuration>,
    at_risk: f64,
    /// Statuses in which the resolution clock rests, folded.
    pauses: Vec<String>,
    hours: Option<Hours>,
}

/// The service levels of a document, and what else it says about the clocks of its cases.
#[derive(Debug, Clone, Default)]
pub struct ServiceLevels {
    list: Vec<ServiceLevel>,
    /// The targets of severities, which count for cases that have no level of their priority.
    severities: Vec<ServiceLevel>,
    /// Impact, urgency and the priority that follows, as shown.
    priorities: Vec<[String; 3]>,
    /// Statuses in which a clock rests by the table that says what each status means; for cases without a service level.
    resting: Vec<String>,
    inputs: Vec<InputTime>,
}

impl ServiceLevels {
    /// Reads every table of service levels of a document, of what its statuses mean, and of the inputs that are waited for.
    #[must_use]
    pub fn read(document: &Document, directory: &Directory) -> Self {
        let mut found = Self::default();
        for (_, section) in document.sections_of(&BlockKind::Table) {
            let block = &section.block;
            if block.setting("preset") == "service-levels" {
                found.list.extend(rows(block).map(|(_, row)| level(section, &row, directory)));
            } else if block.setting("preset") == "severities" {
                found.severities.extend(rows(block).map(|(_, row)| level(section, &row, directory)));
            } else if !is_case_table(section) && [IMPACT, URGENCY, PRIORITY].iter().all(|key| block.has_any(&[*key])) {
                let read = |(_, row): (_, RowView<'_>)| {
                    [IMPACT, URGENCY, PRIORITY].map(|key| shown(block, key, row.text(key)).to_owned())
                };
                let whole = |row: &[String; 3]| row.iter().all(|text| !text.is_empty());
                found.priorities.extend(rows(block).map(read).filter(whole));
            } else if block.has_any(&["state"]) && block.has_any(&["pauses"]) {
                let resting = rows(block).filter(|(_, row)| row.is_yes("pauses")).map(|(_, row)| row);
                found.resting.extend(resting.map(|row| folded(row.text("state"))).filter(|name| !name.is_empty()));
            } else if block.has_any(&["input_reason"]) && block.has_any(&["within"]) {
                found.inputs.extend(InputTime::read(block));
            }
        }
        found
    }

    /// The priority that follows from the impact and urgency of a case of which nobody wrote one, as it is shown.
    #[must_use]
    pub fn derived_priority(&self, case: &CaseFacts<'_>) -> Option<&str> {
        if case.first(PRIORITY).is_some() { None } else { self.priority_by_table(case) }
    }

    /// The priority that the table of the document gives for impact and urgency, whatever is written in the case.
    #[must_use]
    pub fn priority_by_table(&self, case: &CaseFacts<'_>) -> Option<&str> {
        if self.priorities.is_empty() {
            return None;
        }
        let (impact, urgency) = (folded(&case.shown(IMPACT)), folded(&case.shown(URGENCY)));
        let is_it = |[i, u, _]: &&[String; 3]| folded(i) == impact && folded(u) == urgency;
        self.priorities.iter().find(is_it).map(|[.., priority]| priority.as_str())
    }

    /// Whether a clock can ever run for cases with these fields: somebody may write when it is due, or a service level
    /// says it.
    pub(super) fn can_run(&self, fields: &CaseFields, which: SlaClock) -> bool {
        let has = |key: &str| fields.place(key).is_some();
        let (due, target): (_, fn(&ServiceLevel) -> Option<SignedDuration>) = match which {
            SlaClock::Response => (RESPONSE_DUE, |level| level.response),
            SlaClock::Resolution => (RESOLUTION_DUE, |level| level.resolution),
        };
        let has_priority = has(PRIORITY) || (has(IMPACT) && has(URGENCY) && !self.priorities.is_empty());
        (has(OPENED) || has(DECIDED))
            && (has(due)
                || (has_priority && self.list.iter().any(|level| target(level).is_some()))
                || (has(SEVERITY) && self.severities.iter().any(|level| target(level).is_some())))
    }

    /// The level of a case: that of its priority and tier, else that of its priority for any tier, else the targets of
    /// its severity.
    fn of(&self, case: &CaseFacts<'_>) -> Option<&ServiceLevel> {
        let priority = match self.derived_priority(case) {
            Some(priority) => folded(priority),
            None => folded(&case.shown(PRIORITY)),
        };
        let tier = folded(&case.shown("tier"));
        let of_priority = || self.list.iter().filter(|level| level.priority == priority);
        of_priority()
            .find(|level| !level.tier.is_empty() && level.tier == tier)
            .or_else(|| of_priority().find(|level| level.tier.is_empty()))
            .or_else(|| {
                let severity = Some(folded(&case.shown(SEVERITY))).filter(|severity| !severity.is_empty())?;
                self.severities.iter().find(|level| level.severity == severity)
            })
    }

    /// A clock of a case at a moment; none where nothing says when it is due, or when it was opened.
    #[must_use]
    pub fn clock(&self, case: &CaseFacts<'_>, which: SlaClock, at: Timestamp) -> Option<CaseClock> {
        let begins = case.opened?;
        let level = self.of(case);
        let hours = level.and_then(|level| level.hours.clone());
        let (key, target) = match which {
            SlaClock::Response => (RESPONSE_DUE, level.and_then(|l| l.response)),
            SlaClock::Resolution => (RESOLUTION_DUE, level.and_then(|l| l.resolution)),
        };
        let written: Option<Timestamp> = case.first(key).and_then(|text| text.parse().ok());
        let promised = match (written, target, &hours) {
            (Some(due), ..) => due,
            (None, Some(target), Some(hours)) => hours.add(begins, target)?,
            (None, Some(target), None) => begins.checked_add(target).ok()?,
            (None, None, _) => return None,
        };
        let pauses = level.map_or(self.resting.as_slice(), |level| level.pauses.as_slice());
        let rests = |status: &str| {
            which == SlaClock::Resolution && (case.is_end(status) || pauses.iter().any(|p| case.is_status(status, p)))
        };
        let ended = case.ended(at);
        let stopped = match which {
            SlaClock::Response => case.responded.or(case.resolved).or(ended),
            SlaClock::Resolution => case.resolved.or(ended),
        };
        let mut spans: Vec<Span> = Vec::new();
        for span in case.statuses() {
            if span.until.is_some_and(|until| until <= begins) || !rests(span.value) {
                continue;
            }
            let Some(from) = rests_from(case, &span, begins, stopped).filter(|from| *from <= at) else { continue };
            let (status, until) = (case.status_words(span.value), span.until.filter(|until| *until <= at));
            match spans.last_mut() {
                // One rest follows the other: the clock stood still all the time, for what is the reason now.
                Some(last) if last.until == Some(from) => (last.until, last.status) = (until, status),
                _ => spans.push(Span { from, until, status, is_known: span.is_known }),
            }
        }
        let at_risk = level.map_or(AT_RISK, |level| level.at_risk);
        Some(CaseClock::new((begins, promised), (stopped, at), spans, hours, at_risk))
    }

    /// The clock that a test looks at: the one named, else the one that is further gone.
    #[must_use]
    pub fn looked_at(&self, case: &CaseFacts<'_>, which: Option<SlaClock>, at: Timestamp) -> Option<CaseClock> {
        if let Some(which) = which {
            return self.clock(case, which, at);
        }
        let both = [SlaClock::Response, SlaClock::Resolution].into_iter().filter_map(|c| self.clock(case, c, at));
        both.max_by(|a, b| a.percent().total_cmp(&b.percent()))
    }

    /// The input that an open case waits for at a moment.
    #[must_use]
    pub fn input(&self, case: &CaseFacts<'_>, at: Timestamp) -> Option<InputWait> {
        input::wait(&self.inputs, case, at)
    }
}

/// From when a clock rests in a status; none where nothing tells it of a case that is over.
fn rests_from(
    case: &CaseFacts<'_>,
    span: &StatusSpan<'_>,
    begins: Timestamp,
    stopped: Option<Timestamp>,
) -> Option<Timestamp> {
    let known = span.from.or_else(|| case.taken_in());
    let assumed = known.unwrap_or(begins).max(begins);
    let Some(stopped) = stopped.filter(|_| span.from.is_none()) else { return Some(assumed) };
    // The status that a case is in after its end says nothing about the time before: as a rest since its opening it
    // would let every late case seem to be in time.
    if span.until.is_none_or(|until| until > stopped) {
        return Some(assumed.max(stopped));
    }
    (known.is_some() && !case.is_end(span.value)).then_some(assumed)
}

/// What a cell says: the name of its choice, else as written.
fn shown<'b>(block: &'b Block, key: &str, written: &'b str) -> &'b str {
    let choice = block.column_by_key(key).and_then(|(_, column)| column.choices.get(written));
    choice.map_or(written, |c| c.name.as_str())
}

fn level(section: &Section, row: &RowView<'_>, directory: &Directory) -> ServiceLevel {
    let block = &section.block;
    let calendar = directory.known(&[ReferenceKind::Calendar], row.text("calendar"));
    let members = row.members("pauses");
    let names = members.iter().flat_map(|text| text.split([',', ';', '\n'])).map(folded);
    ServiceLevel {
        priority: folded(shown(block, PRIORITY, row.text(PRIORITY))),
        severity: folded(directory.words(row.text(SEVERITY))),
        tier: folded(shown(block, "tier", row.text("tier"))),
        response: row.duration("response_target"),
        resolution: row.duration("resolution_target"),
        at_risk: row.number("at_risk_percent").filter(|n| (0.0..=100.0).contains(n) && *n > 0.0).unwrap_or(AT_RISK),
        pauses: names.filter(|name| !name.is_empty()).collect(),
        // Hours that never end are the time on the wall.
        hours: calendar.and_then(Hours::of_calendar).filter(|hours| !hours.is_always()),
    }
}

#[cfg(test)]
mod tests;
