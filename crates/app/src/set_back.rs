//! A clock of the computer that was set back: the log says so once, so that no clock of an incident waits until the time
//! comes that was written down wrongly. One that is put forward again was wrong in between, and the log says that too.
//!
//! What the clock last showed lies in a file beside the data, so that the next process notices as well that it was set
//! back meanwhile, also where no entry of the log is later than now.

use std::fs;
use std::sync::{Mutex, PoisonError};

use bridgebook_domain::incident::{Incident, SetBack};
use bridgebook_domain::log::{Author, Fact, HeldVersion, Recorded};
use bridgebook_store::Write;
use jiff::{SignedDuration, Timestamp};

use crate::api::ApiError;
use crate::api::event::TellingView;
use crate::wording::wall;
use crate::{Access, Bridgebook};

/// A clock that is put right by less changes nothing that anybody would notice.
const LEAST: SignedDuration = SignedDuration::from_secs(15);
/// A clock that falls by more is taken for wrong itself (an empty battery shows the year 2000), and believed in nothing.
const MOST: SignedDuration = SignedDuration::from_hours(24);
/// How far the time that a clock is put forward may differ from that by which it fell.
const ABOUT: SignedDuration = SignedDuration::from_mins(1);

/// How long what the clock shows need not be written down again while the program runs.
const NOTED: SignedDuration = SignedDuration::from_secs(30);

/// What the clock showed at the last look, and how much time had passed then by one that nobody sets.
#[derive(Debug, Default)]
pub(crate) struct LastLook {
    look: Mutex<Option<(Timestamp, SignedDuration)>>,
    /// What was written down last; none before what an earlier process wrote was looked at.
    noted: Mutex<Option<Timestamp>>,
}

/// How the clock goes since the last look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    now: Timestamp,
    passed: SignedDuration,
    /// What it would show had nobody set it since; none at the first look.
    expected: Option<Timestamp>,
    /// What it showed last in an earlier process, where it stands before that.
    showed: Option<Timestamp>,
}

impl LastLook {
    /// Keeps what the clock showed, once everything was looked at.
    pub(crate) fn keep(&self, pace: Pace) {
        *self.look.lock().unwrap_or_else(PoisonError::into_inner) = Some((pace.now, pace.passed));
    }

    /// What was written down last.
    fn noted(&self) -> Option<Timestamp> {
        *self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, at: Timestamp) {
        *self.noted.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }
}

impl Bridgebook {
    /// How the clock goes since the last look.
    pub(crate) fn pace(&self) -> Pace {
        let (now, passed) = (self.now(), self.clock.passed());
        let last = *self.last_look.look.lock().unwrap_or_else(PoisonError::into_inner);
        let expected = last.and_then(|(shown, before)| shown.checked_add(passed.saturating_sub(before)).ok());
        Pace { now, passed, expected, showed: None }
    }

    /// Looks once in each process whether the clock stands before where an earlier one saw it. Every open incident says so
    /// in its log then; no clock of theirs is undone by it. The clock of a sample is its own.
    ///
    /// # Errors
    /// When the log cannot be read or written; the next call tries again.
    pub(crate) async fn notice_fall(&self) -> Result<(), ApiError> {
        if self.access == Access::Reader || self.is_sample || self.last_look.noted().is_some() {
            return Ok(());
        }
        let mut pace = self.pace();
        // What is missing or was written only in part says nothing.
        let showed = fs::read_to_string(self.store.folder().clock()).ok().and_then(|text| text.trim().parse().ok());
        pace.showed = showed.filter(|showed: &Timestamp| showed.duration_since(pace.now) >= LEAST);
        if pace.showed.is_some() {
            for incident in self.incidents().await?.iter().filter(|incident| incident.is_open()) {
                self.put_clock_right(incident, pace).await?;
            }
        }
        self.last_look.note(Timestamp::MIN);
        self.note_clock(true);
        Ok(())
    }

    /// Writes down what the clock shows; that it fell, only once that was looked at. What cannot be written is tried again
    /// at the next look.
    pub(crate) fn note_clock(&self, is_looked_at: bool) {
        let (now, Some(noted)) = (self.now(), self.last_look.noted()) else { return };
        let moved = now.duration_since(noted);
        let is_news = moved >= NOTED || (is_looked_at && moved <= -NOTED);
        if is_news && fs::write(self.store.folder().clock(), now.to_string()).is_ok() {
            self.last_look.note(now);
        }
    }

    /// Logs that the clock was set back, where the log of an incident arrived later than now, and that it was put forward
    /// again. Says whether it did either. People are told of it where clocks run.
    pub(crate) async fn put_clock_right(&self, incident: &Incident, pace: Pace) -> Result<bool, ApiError> {
        if let Some(wrong) = put_forward(incident, pace) {
            self.withdraw(incident, wrong, pace).await?;
            return Ok(true);
        }
        let (now, log) = (pace.now, self.log(Some(incident.id)).await?);
        let is_ahead = |at: Timestamp| at.duration_since(now) >= LEAST;
        if pace.showed.is_none() && !log.iter().any(|known| is_ahead(known.arrived_at)) {
            return Ok(false);
        }
        let logged = stood_at(incident, &log).filter(|at| is_ahead(*at));
        let Some(logged_at) = logged.max(pace.showed) else { return Ok(false) };
        let shift = logged_at.duration_since(now);
        let zone = self.zone().await?;
        if shift > MOST {
            let message = format!(
                "The clock of this computer shows {}, and it was {} before. Nothing is called before the clock is right: set it",
                bridgebook_domain::moment::print(now, &zone),
                bridgebook_domain::moment::print(logged_at, &zone)
            );
            if incident.is_open() && self.telling.is_news(incident.id, logged_at) {
                self.tell_people(incident, message, TellingView::Board).await;
            }
            return Ok(false);
        }
        let stood_at = pace.expected.map_or(logged_at, |expected| expected.max(logged_at));
        let versions = self.versions_after(incident, now).await?;
        let text = format!(
            "The clock of this computer was set back from {} or later to {}. What happened before counts as happened at {}",
            wall(stood_at, &zone),
            wall(now, &zone),
            wall(now, &zone)
        );
        let fact = Fact::ClockSetBack { stood_at, versions };
        let entry = self.entry_at(now, Some(incident.id), &Author::bridgebook(), fact, &text);
        self.commit(Write::at(now).entry(entry)).await?;
        if incident.is_open() {
            self.tell_people(incident, text, TellingView::Board).await;
        }
        Ok(true)
    }

    /// Logs that the clock was wrong when it was set back.
    async fn withdraw(&self, incident: &Incident, wrong: &SetBack, pace: Pace) -> Result<(), ApiError> {
        let zone = self.zone().await?;
        let showed = pace.expected.unwrap_or(pace.now);
        let text = format!(
            "The clock of this computer was put forward from {} to {}: it had been wrong since it was set back. What happened before keeps its time",
            wall(showed, &zone),
            wall(pace.now, &zone)
        );
        let fact = Fact::Correction { of: wrong.id };
        let entry = self.entry_at(pace.now, Some(incident.id), &Author::bridgebook(), fact, &text);
        self.commit(Write::at(pace.now).entry(entry)).await?;
        if incident.is_open() {
            self.tell_people(incident, text, TellingView::Board).await;
        }
        Ok(())
    }

    /// The versions of the plans of an incident that are stored under a moment still to come.
    async fn versions_after(&self, incident: &Incident, now: Timestamp) -> Result<Vec<HeldVersion>, ApiError> {
        let mut list: Vec<HeldVersion> = Vec::new();
        for plan in &incident.plans {
            for version in self.store.plan_versions(plan.document).await? {
                let held = HeldVersion { document: version.document, from: version.in_force_from };
                if held.from > now && !list.contains(&held) {
                    list.push(held);
                }
            }
        }
        Ok(list)
    }
}

/// The fall of the clock that was put right again since the last look: it leapt as far forward. Where it is not known how
/// far it fell (the program did not run), it leapt at least as far as the log says, past the moment at which it stood.
fn put_forward(incident: &Incident, pace: Pace) -> Option<&SetBack> {
    let (last, expected) = (incident.set_back.last()?, pace.expected?);
    let (leap, fall) = (pace.now.duration_since(expected), last.stood_at.duration_since(last.at));
    let is_about = leap.saturating_sub(fall).abs() <= ABOUT;
    // A clock that is put right after days has stood wrong for days; a leap months after a fall is another matter.
    if expected.duration_since(last.at) > MOST {
        return None;
    }
    let is_past = expected < last.stood_at && pace.now >= last.stood_at && leap >= fall;
    (leap >= LEAST && (is_about || is_past)).then_some(last)
}

/// The last moment that the log knows of; what a correction of the clock knew is right already. None where a fall of the
/// clock was corrected by hand and the clock has not come to where it stood: that was decided.
fn stood_at(incident: &Incident, log: &[Recorded]) -> Option<Timestamp> {
    let last = log.iter().rposition(|known| matches!(known.entry.fact(), Some(Fact::ClockSetBack { .. })));
    let Some(last) = last else { return log.iter().map(|known| known.arrived_at).max() };
    let stands = incident.set_back.iter().any(|one| one.id == log[last].entry.id);
    if stands {
        return log[last..].iter().map(|known| known.arrived_at).max();
    }
    let stood_at = match log[last].entry.fact() {
        Some(Fact::ClockSetBack { stood_at, .. }) => stood_at,
        _ => return None,
    };
    let came_back = log[last..].iter().any(|known| known.arrived_at >= stood_at);
    let all = log.iter().map(|known| known.arrived_at).max();
    all.filter(|_| came_back)
}
