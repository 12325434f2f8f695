//! A clock that was set back. What was entered before had happened by then, whatever the clock said: its moments are
//! those of the correction, so that no clock waits until the time comes that was written down wrongly.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use crate::log::{Entry, Fact, HeldVersion};

/// A clock that was set back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SetBack {
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
/// after it.
pub(super) fn righted<'a>(entries: &[&'a Entry]) -> Vec<Cow<'a, Entry>> {
    let mut latest: BTreeMap<&str, Timestamp> = BTreeMap::new();
    let is_one = |entry: &&&Entry| matches!(entry.fact(), Some(Fact::ClockSetBack { .. }));
    for set_back in entries.iter().filter(is_one) {
        let known = known_to(set_back, entries);
        // The chain itself knows what stands before, whatever the heads of a damaged log say.
        let is_before = |e: &&&Entry| e.chain == set_back.chain && e.sequence < set_back.sequence;
        let before = entries.iter().filter(is_before).map(|entry| entry.hash.as_str());
        for hash in known.into_iter().chain(before) {
            let at = latest.entry(hash).or_insert(set_back.event_at);
            *at = (*at).min(set_back.event_at);
        }
    }
    let right = |entry: &&'a Entry| match latest.get(entry.hash.as_str()) {
        Some(at) if entry.event_at > *at || entry.entered_at > *at => {
            let (event_at, entered_at) = (entry.event_at.min(*at), entry.entered_at.min(*at));
            Cow::Owned(Entry { event_at, entered_at, ..(*entry).clone() })
        }
        _ => Cow::Borrowed(*entry),
    };
    entries.iter().map(right).collect()
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
