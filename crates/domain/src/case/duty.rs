//! What rules left to a person when they decided about a case: somebody to tell, an update to write, an incident to
//! declare. It stands in the log with the decision until somebody says that it was done, or why it was not.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::undone::Undone;
use crate::id::{DocumentId, EntryId, RowId, SectionId};
use crate::log::{Author, CaseDutyEnded, Fact, Recorded};

/// One thing that a decision left to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseDuty {
    /// Document that holds the case.
    pub document: DocumentId,
    /// Table of the case.
    pub section: SectionId,
    /// Row of the case.
    pub row: RowId,
    /// Entry of the decision.
    pub routed: EntryId,
    /// Which of those that it left, from 0.
    pub place: u32,
    /// The rule that decided.
    pub rule: String,
    /// What is to be done, without a full stop.
    pub words: String,
    /// When it was decided.
    pub since: Timestamp,
    /// What became of it.
    pub end: Option<CaseDutyEnd>,
}

/// What became of a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseDutyEnd {
    /// Who says so.
    pub by: Author,
    /// When.
    pub at: Timestamp,
    /// What was done, or why it was not; empty where they said no more than that it was done.
    pub words: String,
}

/// What the decisions of a log left to people, in the order of the log. Of one that was ended twice the first end counts;
/// a decision that was undone leaves nothing.
#[must_use]
pub fn case_duties<'l>(log: impl IntoIterator<Item = &'l Recorded>) -> Vec<CaseDuty> {
    let mut found = Vec::new();
    let mut ends: BTreeMap<(EntryId, u32), CaseDutyEnd> = BTreeMap::new();
    let mut undone = Undone::default();
    let is_about = |r: &&Recorded| matches!(&*r.entry.kind, "case_routed" | "case_duty_ended" | "routing_undone");
    for recorded in log.into_iter().filter(is_about) {
        let entry = &recorded.entry;
        undone.take(recorded);
        match entry.fact() {
            Some(Fact::CaseRouted { document, section, row, rule, left, .. }) => {
                for (place, words) in (0..).zip(left) {
                    let (rule, since, routed) = (rule.clone(), entry.event_at, entry.id);
                    found.push(CaseDuty { document, section, row, routed, place, rule, words, since, end: None });
                }
            }
            Some(Fact::CaseDutyEnded(CaseDutyEnded { of, place, words })) => {
                let end = || CaseDutyEnd { by: entry.author.clone(), at: entry.event_at, words };
                ends.entry((of, place)).or_insert_with(end);
            }
            _ => {}
        }
    }
    found.retain(|duty: &CaseDuty| !undone.has(duty.routed));
    for duty in &mut found {
        duty.end = ends.remove(&(duty.routed, duty.place));
    }
    found
}
