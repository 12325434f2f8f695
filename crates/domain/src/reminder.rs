//! What people are told of once: the difference between what stands now and what was told before. What was told is kept
//! with the data and not in memory, so that neither a sleep nor a restart tells a thing twice, or loses one.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long after its moment something that no longer stands is still known to have been told.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Something that stands and that people are to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// What it is known by: the same as long as it is the same thing in the same state.
    pub key: String,
    /// The moment it is about.
    pub due_at: Timestamp,
    /// The sentence.
    pub message: String,
}

/// What was told, with the moments it was about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told(BTreeMap<String, Timestamp>);

impl Told {
    /// Takes what stands now for told, and gives what was not told before. What was due by `since`, when nobody looked
    /// for what to tell yet, is passed over.
    pub fn tell<'a>(&mut self, standing: &'a [Reminder], since: Timestamp, now: Timestamp) -> Vec<&'a Reminder> {
        let is_new = |reminder: &&Reminder| {
            reminder.due_at > since && self.0.insert(reminder.key.clone(), reminder.due_at).is_none()
        };
        let new = standing.iter().filter(is_new).collect();
        self.0.retain(|key, due_at| now.duration_since(*due_at) < KEPT || standing.iter().any(|r| r.key == *key));
        new
    }

    /// Whether nothing is known to have been told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_773_000_000 + minute * 60).expect("a moment")
    }

    fn reminder(key: u8, due: i64) -> Reminder {
        Reminder { key: format!("{key}"), due_at: at(due), message: format!("{key} is due") }
    }

    #[test]
    fn what_was_told_long_ago_and_stands_no_longer_is_forgotten() {
        let mut told = Told::default();
        assert_eq!(told.tell(&[reminder(1, 0)], at(-1), at(1)).len(), 1);
        let later = 8 * 24 * 60;
        assert!(told.tell(&[reminder(1, 0)], at(-1), at(later)).is_empty(), "it stands still");
        assert!(told.tell(&[], at(-1), at(later + 1)).is_empty());
        assert!(told.is_empty(), "what is kept does not grow for ever");
    }

    proptest! {
        /// Whatever stands at each look, in whatever order, with sleeps and restarts between: each is told at the first
        /// look at which it stands, and never again; what was due before anybody looked is not told.
        #[test]
        fn nothing_is_told_twice_and_nothing_is_lost(
            looks in proptest::collection::vec((proptest::collection::btree_set(0_u8..12, 0..8), 1_i64..600, any::<bool>()), 1..14),
            since in -1_i64..12,
        ) {
            let mut told = Told::default();
            let mut counts = BTreeMap::<String, usize>::new();
            let mut now = 0;
            for (keys, sleep, restarts) in looks {
                now += sleep;
                let standing: Vec<Reminder> = keys.iter().map(|key| reminder(*key, i64::from(*key))).collect();
                for new in told.tell(&standing, at(since), at(now)) {
                    *counts.entry(new.key.clone()).or_default() += 1;
                }
                for key in keys {
                    let times = usize::from(i64::from(key) > since);
                    prop_assert_eq!(counts.get(&key.to_string()).copied().unwrap_or_default(), times, "it stood");
                }
                if restarts {
                    let kept = serde_json::to_string(&told).expect("plain data");
                    told = serde_json::from_str(&kept).expect("what was written");
                }
            }
        }
    }
}
