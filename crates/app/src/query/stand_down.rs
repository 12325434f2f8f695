//! What is still open when an incident is to be closed: the stand-down checklist, read from log, plans and clocks.

use bridgebook_domain::IncidentId;
use bridgebook_domain::cadence::{OverdueOutcome, OverdueUpdate, overdue_updates};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::view::rows;
use bridgebook_domain::{BlockKind, Document, DocumentId};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::incident::{Board, UpdateRow};
use crate::api::shift::OpenEnd;
use crate::intent::incident::still_open;
use crate::wording::{possessive, wall};

/// The label of the checklist of a plan that is gone through at the end (demobilization).
const STAND_DOWN: &str = "ICS 221";
/// The template of the report that follows.
pub(crate) const REPORT: &str = "post-incident-report";

impl Bridgebook {
    /// What is still open, the most pressing first.
    pub(crate) async fn open_ends(&self, id: IncidentId) -> Result<Vec<OpenEnd>, ApiError> {
        let board = self.board(id, None).await?;
        let known = self.incident(id).await?;
        let mut list = of_log(&known, &board);
        let overdue = overdue_updates(&known, &*self.directory().await?, self.now());
        list.extend(self.unpromised(&board, overdue, known.is_open()).await?);
        list.sort_by_key(|end| !matches!(&*end.kind, "state" | "update" | "update_overdue" | "update_closing"));
        for plan in board.plans.iter().filter(|p| p.part == "action") {
            stand_down(plan.document, &self.document(plan.document).await?.document, &mut list);
        }
        if let Some(words) = still_open(board.cases) {
            let detail = "They are linked to this incident, and closing it does not close them.".to_owned();
            list.push(OpenEnd { detail, ..end("case", words) });
        }
        let own = id.to_string();
        if !self.rows().await?.iter().any(|row| row.text("incident") == own && row.text("template") == REPORT) {
            list.push(OpenEnd {
                detail: "Nobody has begun it. What was learned is written down while it is remembered.".to_owned(),
                ..end("report", "Post-incident report")
            });
        }
        Ok(list)
    }
}

impl Bridgebook {
    /// Updates that are overdue by the plan though nobody had promised them: those that the log has as overdue and that
    /// never went out, also once the incident is resolved and nobody asks for them any more, and those of this moment. Then
    /// the updates that are to say that it is over.
    async fn unpromised(
        &self,
        board: &Board,
        overdue: Vec<OverdueUpdate>,
        is_open: bool,
    ) -> Result<Vec<OpenEnd>, ApiError> {
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        let key = |audience: &str| directory.key(&[ReferenceKind::Audience], audience);
        let mut list = Vec::new();
        let mut add = |audience: &str, due: String| {
            let words = format!("Update to {}", directory.words(audience));
            let detail = format!("due by the plan at {due}, not promised, has not gone out");
            let audience = Some(audience.to_owned());
            list.push(OpenEnd { detail, audience, ..end("update_overdue", words) });
        };
        let mut known: Vec<(String, Timestamp)> = Vec::new();
        for update in overdue.into_iter().filter(|update| update.outcome == OverdueOutcome::Open) {
            known.push((key(&update.audience), update.due_at));
            add(&update.audience, wall(update.due_at, &zone));
        }
        for update in board.updates.iter().filter(|u| is_open && !u.is_promised && u.state == "overdue") {
            let Some(due_at) = update.due_at.as_deref().and_then(|at| at.parse::<Timestamp>().ok()) else { continue };
            if !known.contains(&(key(&update.audience), due_at)) {
                add(&update.audience, wall(due_at, &zone));
            }
        }
        // Once it is resolved, what is still asked for is how it ended: told late or not, one message does both.
        let is_closing = |u: &&UpdateRow| !is_open && !u.is_promised && u.due_at.is_some() && u.state != "follows";
        for update in board.updates.iter().filter(is_closing) {
            if known.iter().any(|(audience, _)| *audience == key(&update.audience)) {
                continue;
            }
            let due_at = update.due_at.as_deref().and_then(|at| at.parse::<Timestamp>().ok());
            let by = due_at.map_or_else(String::new, |at| format!(", by {}", wall(at, &zone)));
            list.push(OpenEnd {
                detail: format!("they have not heard yet that it is over{by}"),
                audience: Some(update.audience.clone()),
                ..end("update_closing", format!("Closing update to {}", update.name))
            });
        }
        Ok(list)
    }
}

fn end(kind: &str, words: impl Into<String>) -> OpenEnd {
    OpenEnd {
        kind: kind.to_owned(),
        words: words.into(),
        detail: String::new(),
        document: None,
        section: None,
        row: None,
        audience: None,
    }
}

fn of_log(known: &Incident, board: &Board) -> Vec<OpenEnd> {
    let mut list = Vec::new();
    if known.is_open() {
        let detail = "It is over for those affected when it is resolved.".to_owned();
        list.push(OpenEnd { detail, ..end("state", format!("The incident is {}, not resolved", known.state.value)) });
    }
    // A promise that was made stays one whatever the state is.
    for update in board.updates.iter().filter(|u| u.is_promised && u.due_at.is_some()) {
        let detail = if update.state == "overdue" { "promised and overdue" } else { "promised" };
        list.push(OpenEnd {
            detail: detail.to_owned(),
            audience: Some(update.audience.clone()),
            ..end("update", format!("Next update to {}", update.name))
        });
    }
    for reply in board.replies.iter().filter(|r| matches!(&*r.state, "awaited" | "late")) {
        let detail = if reply.state == "late" { "late" } else { "awaited until the incident is closed" };
        list.push(OpenEnd {
            detail: detail.to_owned(),
            audience: Some(reply.audience.clone()),
            ..end("reply", format!("Reply of {} to update {}", reply.name, reply.number))
        });
    }
    for set in &board.scheduled {
        let detail = match set.held.as_str() {
            "" => "does not go out once the incident is closed".to_owned(),
            why => format!("held back: {why}"),
        };
        let words = format!("{} update {}, set for {}", possessive(&set.name), set.number, set.words);
        list.push(OpenEnd { detail, audience: Some(set.audience.clone()), ..end("scheduled", words) });
    }
    for duty in board.obligations.iter().filter(|o| matches!(&*o.state, "open" | "due" | "at_risk" | "overdue")) {
        let to = if duty.recipient.is_empty() { String::new() } else { format!(", to {}", duty.recipient) };
        let detail = format!("{}{to}", if duty.state == "overdue" { "overdue" } else { "goes on after the close" });
        list.push(OpenEnd { detail, ..end("obligation", duty.name.as_str()) });
    }
    for level in
        board.levels.iter().filter(|l| matches!(&*l.state, "called" | "overdue" | "at_risk" | "due" | "paused"))
    {
        let detail = [level.target.as_str(), level.words.as_str()].into_iter().filter(|w| !w.is_empty());
        let detail = detail.collect::<Vec<_>>().join(", ");
        list.push(OpenEnd { detail, ..end("level", format!("Escalation {}", level.level)) });
    }
    for action in &board.actions {
        list.push(OpenEnd { detail: action.owner.clone(), ..end("action", action.text.as_str()) });
    }
    for approval in &board.approvals {
        list.push(OpenEnd {
            detail: format!("waits for {}", approval.approver),
            document: Some(approval.document),
            ..end("approval", approval.title.as_str())
        });
    }
    for hand_over in &board.hand_overs {
        list.push(OpenEnd {
            detail: format!("offered to {}", hand_over.incoming),
            document: Some(hand_over.document),
            ..end("hand_over", format!("Hand-over of {}", hand_over.role))
        });
    }
    for objective in board.objectives.iter().filter(|o| !matches!(&*o.state, "met" | "dropped")) {
        list.push(OpenEnd {
            detail: objective.owner.clone(),
            document: Some(objective.document),
            section: Some(objective.section),
            row: Some(objective.row),
            ..end("objective", objective.text.as_str())
        });
    }
    list
}

/// What is not ticked in the checklist for standing down.
fn stand_down(id: DocumentId, plan: &Document, list: &mut Vec<OpenEnd>) {
    let lists = plan.sections_of(&BlockKind::Checklist);
    for (section, found) in lists.into_iter().filter(|(_, s)| s.label.contains(STAND_DOWN)) {
        let open = rows(&found.block).filter(|(_, view)| !view.is_yes("done") && !view.text("item").is_empty());
        list.extend(open.map(|(row, view)| OpenEnd {
            document: Some(id),
            section: Some(section),
            row: Some(row),
            ..end("stand_down", view.text("item"))
        }));
    }
}
