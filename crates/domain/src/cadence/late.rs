//! Who is told when an update is late (domain reference B.2.11): the plan's table "Escalation of communication".

use jiff::{SignedDuration, Timestamp};

use super::{DueState, DueUpdate};
use crate::block::BlockKind;
use crate::directory::Directory;
use crate::document::Document;
use crate::incident::Incident;
use crate::log::Named;
use crate::value::ReferenceKind;
use crate::view::{folded, rows};

/// Preset of the table.
pub const LATE_STEPS: &str = "communication-escalation";

/// One step: so long after an update was due, somebody is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateStep {
    /// How long after the update was due.
    pub overdue_by: SignedDuration,
    /// Who is told: a person, a role or a team, as written.
    pub target: Named,
    /// Who that is now: the holder of the role in the incident; empty where nobody holds it, and for people and teams.
    pub holder: Named,
    /// By which channel, as written.
    pub channel: Option<Named>,
}

/// A step for one update that is late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateCall {
    /// The step.
    pub step: LateStep,
    /// From when they are to be told.
    pub at: Timestamp,
    /// Whether that moment has come.
    pub is_due: bool,
}

/// The steps of a plan, the earliest first. A row without a span or without a target tells nobody.
#[must_use]
pub fn late_steps(plan: &Document, incident: &Incident, directory: &Directory, now: Timestamp) -> Vec<LateStep> {
    let tables = plan.sections_of(&BlockKind::Table);
    let tables = tables.into_iter().filter(|(_, section)| section.block.setting("preset") == LATE_STEPS);
    let mut list = Vec::new();
    for (_, section) in tables {
        for (_, row) in rows(&section.block) {
            let (Some(overdue_by), Some(target)) = (row.duration("overdue_by"), row.some("target")) else { continue };
            let key = |role: &str| folded(directory.words(role));
            let held = incident.holders(|role| key(role) == key(&target), now).first().map(|p| (*p).to_owned());
            let listed = || {
                let role = directory.known(&[ReferenceKind::Role], &target)?;
                Some(role.text("person").to_owned())
            };
            let holder = held.or_else(listed).unwrap_or_default();
            list.push(LateStep { overdue_by, target, holder, channel: row.some("channel") });
        }
    }
    list.sort_by_key(|step| step.overdue_by);
    list
}

/// What is to be done about an update that is late, the first step first; nothing for one that is not.
#[must_use]
pub fn late_calls(steps: &[LateStep], update: &DueUpdate, now: Timestamp) -> Vec<LateCall> {
    let Some(due_at) = update.due_at.filter(|_| update.state == DueState::Overdue) else { return Vec::new() };
    let calls = steps.iter().filter_map(|step| {
        let at = due_at.checked_add(step.overdue_by).ok()?;
        Some(LateCall { step: step.clone(), at, is_due: at <= now })
    });
    calls.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cadence::due_updates;
    use crate::log::{Fact, PlanPart};
    use crate::test::{Builder, Log, at};
    use crate::timeline::PlanTimeline;

    #[test]
    fn who_is_told_of_a_late_update_follows_from_how_late_it_is() {
        let mut b = Builder::default();
        let cadence = b.block(
            &BlockKind::Cadence,
            "",
            &[&[("audience", "Customers"), ("first_within", "10 min"), ("interval", "20 min")]],
        );
        let table = b.block(
            &BlockKind::Table,
            LATE_STEPS,
            &[
                &[("overdue_by", "10 min"), ("target", "Incident Commander"), ("channel", "Phone")],
                &[("overdue_by", "5 min"), ("target", "Communications Lead")],
                &[("target", "Nobody knows when")],
                &[("overdue_by", "15 min")],
            ],
        );
        let sections = vec![("Cadence", BlockKind::Cadence, cadence), ("Late", BlockKind::Table, table)];
        let plan = b.document("Plan", "", sections);
        let mut log = Log::default();
        log.declared_under("14:00", Some("Kim"));
        let document = crate::id::DocumentId::new(b.uuid());
        log.add("14:00", Fact::PlanAdopted { part: PlanPart::Communication, document });
        let (incident, directory) = (log.incident(), Directory::default());
        let timeline = PlanTimeline::always(plan.clone());
        let steps = late_steps(&plan, &incident, &directory, at("14:16"));
        let words: Vec<_> = steps.iter().map(|s| (s.target.as_str(), s.holder.as_str())).collect();
        assert_eq!(words, [("Communications Lead", ""), ("Incident Commander", "Kim")]);
        let calls = |time: &str| -> Vec<bool> {
            let due = due_updates(&timeline, &incident, &directory, at(time));
            let customers = due.iter().find(|d| d.audience == "Customers").expect("they have a clock");
            late_calls(&steps, customers, at(time)).into_iter().map(|call| call.is_due).collect()
        };
        assert_eq!(calls("14:09"), [false; 0], "it is not late");
        assert_eq!(calls("14:12"), [false, false], "who comes next is known before");
        assert_eq!(calls("14:16"), [true, false]);
        assert_eq!(calls("14:30"), [true, true]);
    }
}
