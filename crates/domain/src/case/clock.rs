//! The two clocks of a case: until the first answer by a human, and until it is resolved (domain reference B.5.1 and
//! B.10). The moment that is written in the case counts; else the service level of its priority and tier gives it.

use jiff::{SignedDuration, Timestamp};

use super::facts::CaseFacts;
use super::fields::{RESOLUTION_DUE, RESPONSE_DUE};
use crate::block::BlockKind;
use crate::condition::SlaClock;
use crate::directory::{Directory, Hours};
use crate::document::Document;
use crate::value::ReferenceKind;
use crate::view::{folded, rows};

/// A row of the service levels of a document.
#[derive(Debug, Clone)]
struct ServiceLevel {
    priority: String,
    tier: String,
    response: Option<SignedDuration>,
    resolution: Option<SignedDuration>,
    hours: Option<Hours>,
}

/// The service levels of a document.
#[derive(Debug, Clone, Default)]
pub struct ServiceLevels(Vec<ServiceLevel>);

/// A clock of a case at one moment.
#[derive(Debug, Clone)]
pub struct CaseClock {
    begins: Timestamp,
    /// When the time allowed is over.
    pub due: Timestamp,
    /// The time allowed, in working time where the service level names a calendar.
    pub allowed: SignedDuration,
    /// How much of it is used up.
    pub used: SignedDuration,
    /// When it stopped; none while it runs.
    pub stopped: Option<Timestamp>,
    hours: Option<Hours>,
}

impl ServiceLevels {
    /// Reads every table of service levels of a document.
    #[must_use]
    pub fn read(document: &Document, directory: &Directory) -> Self {
        let mut list = Vec::new();
        for (_, section) in document.sections_of(&BlockKind::Table) {
            let block = &section.block;
            if block.setting("preset") != "service-levels" {
                continue;
            }
            let shown = |key: &str, written: &str| {
                let choice = block.column_by_key(key).and_then(|(_, column)| column.choices.get(written));
                folded(choice.map_or(written, |c| c.name.as_str()))
            };
            for (_, row) in rows(block) {
                let calendar = directory.known(&[ReferenceKind::Calendar], row.text("calendar"));
                list.push(ServiceLevel {
                    priority: shown("priority", row.text("priority")),
                    tier: shown("tier", row.text("tier")),
                    response: row.duration("response_target"),
                    resolution: row.duration("resolution_target"),
                    // Hours that never end are the time on the wall.
                    hours: calendar.and_then(Hours::of_calendar).filter(|hours| !hours.is_always()),
                });
            }
        }
        Self(list)
    }

    /// The level of a case: that of its priority and tier, else that of its priority for any tier.
    fn of(&self, case: &CaseFacts<'_>) -> Option<&ServiceLevel> {
        let (priority, tier) = (folded(&case.shown("priority")), folded(&case.shown("tier")));
        let of_priority = || self.0.iter().filter(|level| level.priority == priority);
        of_priority()
            .find(|level| !level.tier.is_empty() && level.tier == tier)
            .or_else(|| of_priority().find(|level| level.tier.is_empty()))
    }

    /// A clock of a case at a moment; none where nothing says when it is due, or when it was opened.
    #[must_use]
    pub fn clock(&self, case: &CaseFacts<'_>, which: SlaClock, at: Timestamp) -> Option<CaseClock> {
        let begins = case.opened?;
        let level = self.of(case);
        let hours = level.and_then(|level| level.hours.clone());
        let (key, target, stopped) = match which {
            SlaClock::Response => (RESPONSE_DUE, level.and_then(|l| l.response), case.responded.or(case.resolved)),
            SlaClock::Resolution => (RESOLUTION_DUE, level.and_then(|l| l.resolution), case.resolved),
        };
        let written: Option<Timestamp> = case.first(key).and_then(|text| text.parse().ok());
        let due = match (written, target, &hours) {
            (Some(due), ..) => due,
            (None, Some(target), Some(hours)) => hours.add(begins, target)?,
            (None, Some(target), None) => begins.checked_add(target).ok()?,
            (None, None, _) => return None,
        };
        let between = |from, to| span(hours.as_ref(), from, to);
        let allowed = between(begins, due);
        let stopped = stopped.filter(|stopped| *stopped <= at);
        let used = between(begins, stopped.unwrap_or(at));
        Some(CaseClock { begins, due, allowed, used, stopped, hours })
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
}

/// The time between two moments, in working time where there are hours; none where the second is the earlier one.
fn span(hours: Option<&Hours>, from: Timestamp, to: Timestamp) -> SignedDuration {
    match hours {
        Some(hours) => hours.between(from, to),
        None => to.duration_since(from).max(SignedDuration::ZERO),
    }
}

impl CaseClock {
    /// How much of the time allowed is used up, in percent; beyond 100 is past the target.
    #[must_use]
    pub fn percent(&self) -> f64 {
        let allowed = self.allowed.as_secs_f64();
        if allowed > 0.0 { self.used.as_secs_f64() / allowed * 100.0 } else { 100.0 }
    }

    /// When a share of the time allowed is used up, while the clock runs; none once it has stopped before.
    #[must_use]
    pub fn reaches(&self, percent: f64) -> Option<Timestamp> {
        let share = SignedDuration::try_from_secs_f64(self.allowed.as_secs_f64() * percent / 100.0).ok()?;
        let at = match &self.hours {
            Some(hours) => hours.add(self.begins, share)?,
            None => self.begins.checked_add(share).ok()?,
        };
        Some(at).filter(|at| self.stopped.is_none_or(|stopped| *at <= stopped))
    }
}
