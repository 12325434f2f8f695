//! The operational period: which step of the planning cycle is due, and what the next period would begin with.

use bridgebook_domain::checkpoint::Checkpoint;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::planning::{self, PlanningStep};
use bridgebook_domain::roll_forward::{Line, Why};
use bridgebook_domain::{DocumentId, IncidentId, moment};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::period::{PlanningRow, RollForwardReading, RollForwardRow};
use crate::world::Loaded;

impl Bridgebook {
    pub(super) async fn roll_forward(&self, id: IncidentId, to: &str) -> Result<RollForwardReading, ApiError> {
        let (known, now) = (self.incident(id).await?, self.now());
        let turn = self.turn(&known, now, to).await?;
        let (plan, roll) = self.rolled(&known, &turn).await?;
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        Ok(RollForwardReading {
            number: turn.number,
            from: turn.from.to_string(),
            to: turn.to.to_string(),
            document: plan.id,
            title: plan.document.title().to_owned(),
            heads: plan.heads.clone(),
            lines: roll.lines.iter().map(|line| row(line, &directory, now, &zone)).collect(),
            checkpoint: roll.approval.0,
            approver: directory.words(&roll.approval.1).to_owned(),
            open_actions: u32::try_from(known.open_actions().count()).unwrap_or(u32::MAX),
        })
    }
}

/// The step that is due, as the board shows it.
pub(super) fn planning(
    plan: &Loaded,
    checkpoints: &[Checkpoint],
    incident: &Incident,
    now: Timestamp,
) -> Option<PlanningRow> {
    let document: DocumentId = plan.id;
    let due = planning::due(&plan.document, checkpoints, incident, now)?;
    Some(PlanningRow {
        step: due.step.name().to_owned(),
        forms: due.step.forms().to_owned(),
        missing: due.missing,
        is_last: due.step == PlanningStep::Next,
        document,
        section: due.section,
    })
}

fn row(line: &Line, directory: &Directory, now: Timestamp, zone: &TimeZone) -> RollForwardRow {
    let brief = |at: &Timestamp| moment::brief(*at, now, zone);
    let why = match &line.why {
        Why::Plain => String::new(),
        Why::State(word) => word.clone(),
        Why::Passed(at) => format!("was due {}, set a new time", brief(at)),
        Why::Again(at) => format!("carried before, was due {}", brief(at)),
        Why::UnknownState(word) => format!("its state is “{word}”"),
        Why::Blocked => "blocked".to_owned(),
        Why::Served => "its objective is met or dropped".to_owned(),
        Why::At(at) => brief(at),
        Why::Called(name) => name.clone(),
        Why::Ticks(1) => "one tick is taken away".to_owned(),
        Why::Ticks(count) => format!("{count} ticks are taken away"),
    };
    RollForwardRow {
        kind: line.kind.word().to_owned(),
        fate: line.fate.word().to_owned(),
        section: line.section,
        row: line.row,
        words: line.words.clone(),
        owner: directory.words(&line.owner).to_owned(),
        why,
    }
}
