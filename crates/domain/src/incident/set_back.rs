//! A clock that was set back. What was entered before had happened by then, whatever the clock said: its moments are
//! those of the correction, so that no clock waits until the time comes that was written down wrongly.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use crate::id::EntryId;
use crate::log::{Entry, Fact, HeldVersion};

/// A clock that was set back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SetBack {
    /// Entry; a correction of it says that the clock was wrong then and not before.
    pub id: EntryId,
    /// To when, as far as it was noticed.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The last moment that it showed before, as far as the log knows.
    #[ts(type = "string")]
    pub stood_at: Timestamp,
    /// Versions of plans that hold from `at` on, though they are stored under a later moment.
    pub versions: Vec<HeldVersion>,
}

/// The entries with the moments that count, in no order: an entry that a correction of the clock knew did not happen
/// after it. A clock that was put forward again had been wrong in between: what was set back has its own moments, and
/// what was written meanwhile happened that much later, at most when it was put forward.
pub(super) fn righted<'a>(entries: &[&'a Entry]) -> Vec<Cow<'a, Entry>> {
    let mut latest: BTreeMap<&str, Timestamp> = BTreeMap::new();
    let mut later: BTreeMap<&str, (SignedDuration, Timestamp)> = BTreeMap::new();
    for set_back in entries {
        let Some(Fact::ClockSetBack { stood_at, .. }) = set_back.fact() else { continue };
        match withdrawal(set_back, entries) {
            None => {
                for hash in before(set_back, entries) {
                    let at = latest.entry(hash).or_insert(set_back.event_at);
                    *at = (*at).min(set_back.event_at);
                }
            }
            Some(withdrawal) => {
                let known = before(set_back, entries);
                let shift = stood_at.duration_since(set_back.event_at);
                let meanwhile = before(withdrawal, entries).into_iter().filter(|hash| !known.contains(hash));
                later.extend(meanwhile.map(|hash| (hash, (shift, withdrawal.entered_at))));
            }
        }
    }
    let right = |entry: &&'a Entry| {
        let (mut event_at, mut entered_at) = (entry.event_at, entry.entered_at);
        if let Some((shift, end)) = later.get(entry.hash.as_str()) {
            let late = |at: Timestamp| at.max(at.saturating_add(*shift).unwrap_or(*end).min(*end));
            (event_at, entered_at) = (late(event_at), late(entered_at));
        }
        if let Some(at) = latest.get(entry.hash.as_str()) {
            (event_at, entered_at) = (event_at.min(*at), entered_at.min(*at));
        }
        if (event_at, entered_at) == (entry.event_at, entry.entered_at) {
            return Cow::Borrowed(*entry);
        }
        Cow::Owned(Entry { event_at, entered_at, ..(*entry).clone() })
    };
    entries.iter().map(right).collect()
}

/// What says that a clock was not put right when it was set back: the first entry that corrects it.
fn withdrawal<'a>(set_back: &Entry, entries: &[&'a Entry]) -> Option<&'a Entry> {
    let is_it = |entry: &&&Entry| matches!(entry.fact(), Some(Fact::Correction { of }) if of == set_back.id);
    entries.iter().filter(is_it).min_by_key(|entry| (entry.entered_at, &entry.hash)).copied()
}

/// The hashes of all entries that stood before one.
fn before<'a>(entry: &'a Entry, entries: &[&'a Entry]) -> BTreeSet<&'a str> {
    let mut known = known_to(entry, entries);
    // The chain itself knows what stands before, whatever the heads of a damaged log say.
    let is_before = |e: &&&Entry| e.chain == entry.chain && e.sequence < entry.sequence;
    known.extend(entries.iter().filter(is_before).map(|entry| entry.hash.as_str()));
    known
}

/// The hashes of all entries that one builds on.
fn known_to<'a>(entry: &'a Entry, entries: &[&'a Entry]) -> BTreeSet<&'a str> {
    let by_hash: BTreeMap<&str, &Entry> = entries.iter().map(|e| (e.hash.as_str(), *e)).collect();
    let mut known = BTreeSet::new();
    let mut open = vec![entry];
    while let Some(next) = open.pop() {
        for head in next.heads.iter().filter_map(|hash| by_hash.get(hash.as_str())) {
            if known.insert(head.hash.as_str()) {
                open.push(head);
            }
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use crate::incident::LevelEvent;
    use crate::log::Fact;
    use crate::test::{Log, at};

    #[test]
    fn a_fall_of_the_clock_that_was_corrected_moves_nothing_but_what_was_written_meanwhile() {
        let mut log = Log::default();
        let (number, title, severity) = ("INC-7".to_owned(), "Down".to_owned(), "SEV1".to_owned());
        let declared = Fact::Declared { number, title, severity, commander: None, services: vec![], detected_at: None };
        log.add("11:50", declared);
        log.add("11:58", Fact::LevelRaised { level: "L1".into(), reason: "now".into(), clock: None });
        let fall = log.add("09:00", Fact::ClockSetBack { stood_at: at("12:00"), versions: vec![] });
        log.add("09:04", Fact::LevelAcknowledged { level: "L1".into(), by: "Ada".into() });
        let times = |log: &Log| {
            let incident = log.incident();
            let levels = incident.levels.iter().filter_map(|event| match event {
                LevelEvent::Raised { at, .. } | LevelEvent::Acknowledged { at, .. } => Some(*at),
                _ => None,
            });
            let levels: Vec<_> = levels.collect();
            (incident.declared_at, levels, incident.set_back.len())
        };
        assert_eq!(times(&log), (at("09:00"), vec![at("09:00"), at("09:04")], 1), "as long as it stands");
        log.add("12:05", Fact::Correction { of: fall });
        assert_eq!(times(&log), (at("11:50"), vec![at("11:58"), at("12:04")], 0));
        // Another fall, of a clock that was wrong before: both count as they should.
        log.add("11:00", Fact::ClockSetBack { stood_at: at("12:06"), versions: vec![] });
        assert_eq!(times(&log), (at("11:00"), vec![at("11:00"), at("11:00")], 1));
    }
}
