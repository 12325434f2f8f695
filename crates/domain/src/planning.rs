//! The planning cycle of an operational period (FEMA, Planning P): which step is due, and which form it fills.
//!
//! Nothing is stored about it. A step is done when its form says so in the action plan and in the log, whoever filled
//! it in and in whatever order; the first one that is not done is due.

use jiff::{SignedDuration, Timestamp};

use crate::block::BlockKind;
use crate::checkpoint::Checkpoint;
use crate::document::Document;
use crate::id::SectionId;
use crate::incident::Incident;
use crate::objective::{assignments, objectives};
use crate::view::rows;

/// The last part of a period, in which the next one is planned.
const LAST_PART: i32 = 4;
/// And the least time that it takes.
const LEAST: SignedDuration = SignedDuration::from_mins(30);

/// A step of the planning cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanningStep {
    /// Incident briefing: what happened, given to commander and staff.
    Briefing,
    /// Objectives of the period.
    Objectives,
    /// Tactics: work for each objective, a mitigation for each hazard.
    Tactics,
    /// Planning: each piece of work has an owner.
    Planning,
    /// Preparation and approval of the plan.
    Approval,
    /// The plan is carried out and progress is assessed.
    Execute,
    /// The period nears its end: the next one is planned.
    Next,
}

impl PlanningStep {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Briefing => "Incident briefing",
            Self::Objectives => "Objectives",
            Self::Tactics => "Tactics",
            Self::Planning => "Planning",
            Self::Approval => "Approval of the plan",
            Self::Execute => "Carry out and assess",
            Self::Next => "Plan the next period",
        }
    }

    /// The forms that it fills, by their ICS numbers.
    #[must_use]
    pub const fn forms(self) -> &'static str {
        match self {
            Self::Briefing => "ICS 201",
            Self::Objectives | Self::Next => "ICS 202",
            Self::Tactics => "ICS 215, 215A",
            Self::Planning => "ICS 204",
            Self::Approval => "ICS 202 to 206",
            Self::Execute => "ICS 214",
        }
    }
}

/// The step that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Step.
    pub step: PlanningStep,
    /// What is missing for it, in a few words; empty where nothing is.
    pub missing: String,
    /// The section of the plan where it is filled in.
    pub section: Option<SectionId>,
}

/// The step that is due in the period that runs. `checkpoints` are those of the plan, see [`crate::checkpoint`].
/// Nothing where no period runs or the incident is over.
#[must_use]
pub fn due(plan: &Document, checkpoints: &[Checkpoint], incident: &Incident, now: Timestamp) -> Option<Due> {
    let (incident, _) = incident.in_play(now);
    let period = incident.period().filter(|_| incident.is_open())?;
    let left = period.to.duration_since(now);
    let is_late = left <= LEAST.max(period.to.duration_since(period.from) / LAST_PART);
    // A plan that nobody made is not planned any more when the period is nearly over.
    if is_late {
        let missing = if left.is_negative() { "the period is over".to_owned() } else { String::new() };
        let section = plan.preset("objectives").map(|(id, _)| id);
        return Some(Due { step: PlanningStep::Next, missing, section });
    }
    let found =
        [briefing(plan), goals(plan), tactics(plan), planning(plan), approval(plan, checkpoints, period.number)];
    Some(found.into_iter().flatten().next().unwrap_or(Due {
        step: PlanningStep::Execute,
        missing: String::new(),
        section: plan.preset("assignments").map(|(id, _)| id),
    }))
}

fn briefing(plan: &Document) -> Option<Due> {
    let (id, section) = plan.live_sections().into_iter().find(|(_, s)| s.is_form("situation"))?;
    let is_told = rows(&section.block).any(|(_, view)| !view.text("what_happened").is_empty());
    let missing = "what happened is not written yet".to_owned();
    (!is_told).then_some(Due { step: PlanningStep::Briefing, missing, section: Some(id) })
}

fn goals(plan: &Document) -> Option<Due> {
    let (id, _) = plan.preset("objectives")?;
    let has_one = objectives(plan).iter().any(crate::objective::Objective::is_open);
    let missing = "no objective is open".to_owned();
    (!has_one).then_some(Due { step: PlanningStep::Objectives, missing, section: Some(id) })
}

fn tactics(plan: &Document) -> Option<Due> {
    let served: Vec<String> = assignments(plan).into_iter().flat_map(|a| a.serves).collect();
    let idle = objectives(plan).iter().filter(|o| o.is_open() && !o.is_served_by(&served)).count();
    if let Some((id, _)) = plan.preset("assignments").filter(|_| idle > 0) {
        let missing = match idle {
            1 => "one objective has no assignment".to_owned(),
            many => format!("{many} objectives have no assignment"),
        };
        return Some(Due { step: PlanningStep::Tactics, missing, section: Some(id) });
    }
    let hazards = plan.sections_of(&BlockKind::Risks).into_iter().find_map(|(id, section)| {
        let open = rows(&section.block)
            .filter(|(_, view)| !view.text("risk").is_empty() && view.text("mitigation").is_empty())
            .count();
        (open > 0).then_some((id, open))
    });
    let (id, open) = hazards?;
    let missing = match open {
        1 => "one hazard has no mitigation".to_owned(),
        many => format!("{many} hazards have no mitigation"),
    };
    Some(Due { step: PlanningStep::Tactics, missing, section: Some(id) })
}

fn planning(plan: &Document) -> Option<Due> {
    let is_open = |word: &str| !matches!(word, "done" | "dropped");
    let list = assignments(plan);
    let mut without = list.iter().filter(|a| a.view.text("owner").is_empty() && is_open(&a.view.word("state")));
    let first = without.next()?;
    let missing = match 1 + without.count() {
        1 => "one assignment has no owner".to_owned(),
        many => format!("{many} assignments have no owner"),
    };
    Some(Due { step: PlanningStep::Planning, missing, section: Some(first.section) })
}

/// The checkpoint that names the period, else the first one.
fn approval(plan: &Document, checkpoints: &[Checkpoint], number: u32) -> Option<Due> {
    let number = number.to_string();
    let is_of_period =
        |c: &&Checkpoint| c.name.rsplit_once(char::is_whitespace).is_some_and(|(_, last)| last == number);
    let planned: Vec<&Checkpoint> = checkpoints.iter().filter(|c| c.is_planned).collect();
    let found = planned.iter().copied().find(is_of_period).or_else(|| planned.first().copied())?;
    let section = plan.sections_of(&BlockKind::Approvals).first().map(|(id, _)| *id);
    let missing = format!("“{}” is not approved as it stands", found.name);
    (!found.is_passed()).then_some(Due { step: PlanningStep::Approval, missing, section })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::checkpoints;
    use crate::id::DocumentId;
    use crate::log::{Decision, Fact};
    use crate::operation::Operation;
    use crate::path::Path;
    use crate::test::{Builder, Log, at};
    use crate::value::Value;

    #[test]
    fn the_first_step_whose_form_is_not_filled_is_due() {
        let mut b = Builder::default();
        let situation = b.block(&BlockKind::Fields, "situation", &[&[]]);
        let goals = b.block(&BlockKind::Table, "objectives", &[&[]]);
        let work = b.block(&BlockKind::Table, "assignments", &[&[]]);
        let approvals = b.block(&BlockKind::Approvals, "", &[&[("checkpoint", "Plan for period 1")]]);
        let sections = vec![
            ("Situation", BlockKind::Fields, situation),
            ("Objectives", BlockKind::Table, goals),
            ("Assignments", BlockKind::Table, work),
            ("Approvals", BlockKind::Approvals, approvals),
        ];
        let mut plan = b.document("Plan", "incident-action-plan", sections);
        let id = DocumentId::new(b.uuid());
        let mut log = Log::default();
        log.add(
            "14:05",
            Fact::Declared {
                number: "INC-1".to_owned(),
                title: "Down".to_owned(),
                severity: "SEV1".to_owned(),
                commander: None,
                services: Vec::new(),
                detected_at: None,
            },
        );
        let now = |plan: &Document, log: &Log, time: &str| {
            let found = due(plan, &checkpoints(id, plan, &log.entries), &log.incident(), at(time));
            found.map(|d| format!("{} ({}): {}", d.step.name(), d.step.forms(), d.missing))
        };
        assert_eq!(now(&plan, &log, "14:06"), None, "no period runs");
        log.add("14:05", Fact::PeriodStarted { number: 1, from: at("14:05"), to: at("18:05") });
        let mut fill = |place: usize, key: &str, words: &str| {
            let (section, found) = plan.live_sections()[place];
            let (column, _) = found.block.column_by_key(key).expect("a column");
            let (row, _) = found.block.live_rows()[0];
            let path = Path::Cell(section, row, column);
            plan.apply(&Operation::Set { path, value: Some(Value::one(words)) }, at("14:10")).expect("it fits");
            now(&plan, &log, "14:20").expect("a step")
        };
        assert_eq!(fill(1, "no", "1"), "Incident briefing (ICS 201): what happened is not written yet");
        assert_eq!(fill(0, "what_happened", "Payments fail"), "Objectives (ICS 202): no objective is open");
        assert_eq!(fill(1, "text", "Restore"), "Tactics (ICS 215, 215A): one objective has no assignment");
        assert_eq!(fill(2, "objective", "1"), "Tactics (ICS 215, 215A): one objective has no assignment", "no words");
        assert_eq!(fill(2, "text", "Roll back"), "Planning (ICS 204): one assignment has no owner");
        let step = fill(2, "owner", "Kim Ji-woo");
        assert_eq!(step, "Approval of the plan (ICS 202 to 206): “Plan for period 1” is not approved as it stands");
        let (document, checkpoint) = (id, "Plan for period 1".to_owned());
        let (hash, decision) = (crate::canonical::content_hash(&plan), Decision::Approved);
        log.add("14:21", Fact::ApprovalGiven { document, checkpoint, heads: Vec::new(), hash, decision });
        assert_eq!(now(&plan, &log, "14:22").as_deref(), Some("Carry out and assess (ICS 214): "));
        assert_eq!(now(&plan, &log, "17:06").as_deref(), Some("Plan the next period (ICS 202): "), "an hour is left");
        let over = Some("Plan the next period (ICS 202): the period is over");
        assert_eq!(now(&plan, &log, "18:06").as_deref(), over);
    }
}
