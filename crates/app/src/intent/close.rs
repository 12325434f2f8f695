//! The end of an incident: closed with what is still open said in the log.

use bridgebook_domain::IncidentId;
use bridgebook_domain::log::{DrillFact, Fact, State};
use bridgebook_domain::text;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::shift::OpenEnd;

/// Kinds of open ends, as one and as several of them are called.
const KINDS: &[(&str, &str, &str)] = &[
    ("update", "promise", "promises"),
    ("update_overdue", "update overdue by the plan", "updates overdue by the plan"),
    ("update_closing", "closing update", "closing updates"),
    ("level", "escalation clock", "escalation clocks"),
    ("action", "action", "actions"),
    ("approval", "approval", "approvals"),
    ("hand_over", "hand-over", "hand-overs"),
    ("objective", "objective", "objectives"),
    ("stand_down", "point of standing down", "points of standing down"),
];

impl Bridgebook {
    /// Closes an incident whatever is open, where somebody says why; both stand in the log.
    pub(super) async fn stand_down(&self, incident: IncidentId, reason: &str) -> Result<Outcome, ApiError> {
        let reason = text::line(reason.trim()).map_err(|e| ApiError::invalid(e.to_string()))?;
        let known = self.incident(incident).await?;
        let before = known.state.value;
        if before == State::Closed {
            return Err(ApiError::invalid("The incident is closed already. Nothing was changed"));
        }
        let open = self.open_ends(incident).await?;
        if reason.is_empty() && !open.is_empty() {
            let count = if open.len() == 1 { "1 thing is".to_owned() } else { format!("{} things are", open.len()) };
            return Err(ApiError {
                details: open.iter().map(still_open).collect(),
                ..ApiError::invalid(format!(
                    "{count} still open. Nothing was changed. Say why it is closed all the same"
                ))
            });
        }
        let mut words = format!("State {before} to closed");
        let told = told(&open);
        if !told.is_empty() {
            words = format!("{words} with {told}");
        }
        if !reason.is_empty() {
            words = format!("{words}: {reason}");
        }
        let mut facts = Vec::new();
        // A drill whose exercise is closed is over as well: else its clock would go on for ever.
        if known.drill.as_ref().is_some_and(|drill| drill.ended_at.is_none()) {
            let words = "The drill ends: its exercise is closed".to_owned();
            facts.push((Fact::Drill(DrillFact::Ended {}), words));
        }
        facts.push((Fact::StateChanged { state: State::Closed }, words));
        let outcome = self.write_facts(incident, facts).await?;
        Ok(Outcome { remarks: open.iter().map(still_open).collect(), ..outcome })
    }
}

/// One open end, as it is told to whoever closes.
fn still_open(end: &OpenEnd) -> String {
    let detail = if end.detail.is_empty() { String::new() } else { format!(": {}", end.detail) };
    format!("Still open: {}{detail}", end.words)
}

/// What is open, counted: `2 actions and 1 promise open, no post-incident report`.
fn told(open: &[OpenEnd]) -> String {
    let counted: Vec<String> = KINDS
        .iter()
        .filter_map(|(kind, one, many)| match open.iter().filter(|end| end.kind == *kind).count() {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        })
        .collect();
    let mut parts = Vec::new();
    if open.iter().any(|end| end.kind == "case") {
        parts.push("linked cases open".to_owned());
    }
    match counted.as_slice() {
        [] => {}
        [only] => parts.push(format!("{only} open")),
        [rest @ .., last] => parts.push(format!("{} and {last} open", rest.join(", "))),
    }
    if open.iter().any(|end| end.kind == "report") {
        parts.push("no post-incident report".to_owned());
    }
    parts.join(", ")
}
