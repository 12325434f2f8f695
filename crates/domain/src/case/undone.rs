//! Decisions about cases that were undone with the edit that they made. The log keeps both; a decision that was undone
//! leaves nothing to anybody and counts nowhere, and its rule may decide anew when a person lets it.

use std::collections::BTreeSet;

use crate::id::{DocumentId, EntryId};
use crate::log::{Fact, Recorded, RoutingUndone};

/// Decisions that are undone, by their entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone(BTreeSet<EntryId>);

impl Undone {
    /// What a log says, in its order.
    #[must_use]
    pub fn read<'l>(log: impl IntoIterator<Item = &'l Recorded>) -> Self {
        let mut found = Self::default();
        log.into_iter().for_each(|recorded| found.take(recorded));
        found
    }

    /// Takes the next entry of a log.
    pub fn take(&mut self, recorded: &Recorded) {
        if recorded.entry.kind != "routing_undone" {
            return;
        }
        match recorded.entry.fact() {
            Some(Fact::RoutingUndone(RoutingUndone { decisions, again: true, .. })) => {
                decisions.iter().for_each(|decision| _ = self.0.remove(decision));
            }
            Some(Fact::RoutingUndone(RoutingUndone { decisions, .. })) => self.0.extend(decisions),
            _ => {}
        }
    }

    /// Whether a decision is undone.
    #[must_use]
    pub fn has(&self, decision: EntryId) -> bool {
        self.0.contains(&decision)
    }
}

/// The decisions that undoing (or, with `again`, doing again) a step of a document takes back: those whose edit left the
/// document at these heads, or that came or went with such a step. None for an edit that a person made.
#[must_use]
pub fn decisions_of_step<'l>(
    log: impl IntoIterator<Item = &'l Recorded>,
    document: DocumentId,
    (step, again): (&[String], bool),
) -> Vec<EntryId> {
    let mut found = Vec::new();
    if step.is_empty() {
        return found;
    }
    let is_about = |r: &&Recorded| matches!(&*r.entry.kind, "case_routed" | "routing_undone");
    for recorded in log.into_iter().filter(is_about) {
        match recorded.entry.fact() {
            Some(Fact::CaseRouted { document: of, heads, .. }) if of == document && heads == step && !again => {
                found.push(recorded.entry.id);
            }
            // What stands on the one stack was put there by the way back on the other.
            Some(Fact::RoutingUndone(undone))
                if undone.document == document && undone.heads == step && undone.again != again =>
            {
                found.extend(undone.decisions);
            }
            _ => {}
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|decision| seen.insert(*decision));
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::case::case_duties;
    use crate::id::{RowId, SectionId};
    use crate::log::RoutedIncident;
    use crate::test::{Log, incident_id};

    fn document() -> DocumentId {
        DocumentId::new(Uuid::from_u128(7))
    }

    fn routed(heads: &[&str]) -> Fact {
        Fact::CaseRouted {
            document: document(),
            section: SectionId::new(Uuid::from_u128(8)),
            row: RowId::new(Uuid::from_u128(9)),
            rule: "Declares".into(),
            rule_row: None,
            outcome: "human".into(),
            to: "Ada".into(),
            level: String::new(),
            initiated: String::new(),
            because: Vec::new(),
            left: vec!["Tell Ada".into()],
            incident: Some(RoutedIncident { id: incident_id(), declared: true, joined: true, action: None }),
            heads: heads.iter().map(|head| (*head).to_owned()).collect(),
        }
    }

    #[test]
    fn a_decision_goes_and_comes_with_its_step_and_leaves_nothing_meanwhile() {
        let step = |log: &Log, heads: &str, again: bool| {
            decisions_of_step(log.entries.iter(), document(), (&[heads.to_owned()], again))
        };
        let undone = |decision: EntryId, again: bool, heads: &str| {
            let (rows, decisions) = (vec![RowId::new(Uuid::from_u128(9))], vec![decision]);
            let heads = vec![heads.to_owned()];
            Fact::RoutingUndone(RoutingUndone { document: document(), rows, decisions, again, heads })
        };
        let mut log = Log::default();
        log.add("10:00", routed(&["a"]));
        let decision = log.entries[0].entry.id;
        assert_eq!(case_duties(log.entries.iter()).len(), 1);
        assert_eq!((step(&log, "a", false), step(&log, "a", true)), (vec![decision], Vec::new()));
        assert!(step(&log, "other", false).is_empty(), "an edit that a person made");
        log.add("10:01", undone(decision, false, "b"));
        assert!(Undone::read(log.entries.iter()).has(decision));
        assert!(case_duties(log.entries.iter()).is_empty(), "nothing is left to anybody");
        assert_eq!((step(&log, "b", true), step(&log, "b", false)), (vec![decision], Vec::new()));
        log.add("10:02", undone(decision, true, "c"));
        assert!(!Undone::read(log.entries.iter()).has(decision));
        assert_eq!(case_duties(log.entries.iter()).len(), 1);
        assert_eq!(step(&log, "c", false), vec![decision], "and it can be undone once more");
    }

    #[test]
    fn an_entry_of_before_reads_without_heads_and_incident() {
        let (kind, mut payload) = routed(&["a"]).into_parts();
        let fields = payload.as_object_mut().expect("an object");
        fields.remove("heads");
        fields.remove("incident");
        let Some(Fact::CaseRouted { heads, incident, .. }) = Fact::from_parts(&kind, &payload) else { panic!("read") };
        assert!(heads.is_empty() && incident.is_none());
    }
}
