//! Two rehearsals of the same scene beside each other: what a change of the matrix changes for whom.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Step, StepKind};
use crate::view::folded;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepChange {
    /// As before.
    Same,
    /// Only in the second.
    Added,
    /// Only in the first.
    Removed,
    /// At another time, to other people or by other ways.
    Changed,
}

/// One line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "StepDifference")]
pub struct Difference {
    /// What became of it.
    pub change: StepChange,
    /// The line of the first.
    pub before: Option<Step>,
    /// The line of the second.
    pub after: Option<Step>,
    /// What is different, in words, a phrase each.
    pub words: Vec<String>,
}

/// The lines of both, in order of time, those of the same level, kind and round beside each other.
#[must_use]
pub fn compare(before: &[Step], after: &[Step]) -> Vec<Difference> {
    let is_same = |a: &Step, b: &Step| (a.kind, a.round, folded(&a.level)) == (b.kind, b.round, folded(&b.level));
    let mut used = vec![false; after.len()];
    let mut list: Vec<Difference> = Vec::new();
    for old in before {
        let found = after.iter().enumerate().position(|(n, new)| !used[n] && is_same(old, new));
        let Some(n) = found else {
            let words = vec![format!("{} before, not any more", verb(old))];
            list.push(Difference { change: StepChange::Removed, before: Some(old.clone()), after: None, words });
            continue;
        };
        used[n] = true;
        let words = differences(old, &after[n]);
        let change = if words.is_empty() { StepChange::Same } else { StepChange::Changed };
        list.push(Difference { change, before: Some(old.clone()), after: Some(after[n].clone()), words });
    }
    for (new, _) in after.iter().zip(&used).filter(|(_, used)| !**used) {
        let words = vec![format!("{} now, not before", verb(new))];
        list.push(Difference { change: StepChange::Added, before: None, after: Some(new.clone()), words });
    }
    list.sort_by_key(|d| d.after.as_ref().or(d.before.as_ref()).map(|s| s.after_seconds));
    list
}

const fn verb(step: &Step) -> &'static str {
    match step.kind {
        StepKind::Called => "called",
        StepKind::Told => "told",
        StepKind::Skipped => "passed over",
        StepKind::Held => "held",
        StepKind::Acknowledged => "acknowledged",
        StepKind::Declined => "declined",
        StepKind::Exhausted => "nobody left",
    }
}

fn differences(old: &Step, new: &Step) -> Vec<String> {
    let mut words = Vec::new();
    if old.after_seconds != new.after_seconds {
        let which = if new.after_seconds < old.after_seconds { "earlier" } else { "later" };
        words.push(format!("{which}: {} before, {} now", old.after, new.after));
    }
    let names = |step: &Step, backups: bool| {
        let found = step.callees.iter().filter(|c| c.is_backup == backups).map(|c| c.name.clone());
        found.collect::<Vec<_>>().join(", ")
    };
    for (backups, what) in [(false, "calls"), (true, "backup")] {
        let (a, b) = (names(old, backups), names(new, backups));
        if a != b {
            let nobody = |s: String| if s.is_empty() { "nobody".to_owned() } else { s };
            words.push(format!("{what} {} before, {} now", nobody(a), nobody(b)));
        }
    }
    if old.notify != new.notify {
        let none = |l: &[String]| if l.is_empty() { "no way named".to_owned() } else { l.join(", ") };
        words.push(format!("by {} before, {} now", none(&old.notify), none(&new.notify)));
    }
    if old.warning != new.warning {
        words.push(match (old.warning.is_empty(), new.warning.is_empty()) {
            (true, _) => format!("new: {}", new.warning),
            (_, true) => format!("no longer: {}", old.warning),
            _ => new.warning.clone(),
        });
    }
    words
}
