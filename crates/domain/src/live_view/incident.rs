//! Actions, decisions, roles and approvals of an incident.

use super::{OVERDUE, Settings, Sources, table};
use crate::duration;
use crate::incident::{Action, Approval, Incident, of_update};
use crate::picture::Listing;

/// Open actions (USCG ICS 233-CG), or those done, or all.
pub(super) fn actions(settings: &Settings, incident: &Incident, sources: &Sources<'_>) -> Listing {
    let (title, is_wanted): (_, fn(&Action) -> bool) = match settings.state.as_str() {
        "all" => ("Actions", |_| true),
        "done" | "closed" => ("Actions done", |a| a.closed_at.is_some()),
        _ => ("Open actions", |a| a.closed_at.is_none()),
    };
    let numbered = incident.actions.iter().enumerate().filter(|(_, a)| is_wanted(a));
    let rows = numbered
        .map(|(n, action)| {
            let owner = action.owner.as_deref().map_or("", |o| sources.words(o));
            vec![
                (n + 1).to_string(),
                action.text.clone(),
                owner.to_owned(),
                sources.moment(action.opened_at),
                sources.some_moment(action.due_at),
                state(action, sources),
            ]
        })
        .collect();
    let empty = match settings.state.as_str() {
        "done" | "closed" => "No action was done yet.",
        _ => "No action is open. An action that is opened in the log appears here.",
    };
    table(format!("{title}{}", sources.as_of()), &["No", "Action", "Owner", "Opened", "Due", "State"], rows, empty)
}

fn state(action: &Action, sources: &Sources<'_>) -> String {
    match (action.closed_at, action.due_at) {
        (Some(at), _) => format!("{} {}", if action.done { "done" } else { "dropped" }, sources.moment(at)),
        (None, Some(due)) if due < sources.now => {
            format!("{OVERDUE} by {}", duration::print(sources.now.duration_since(due)))
        }
        _ => "open".to_owned(),
    }
}

pub(super) fn decisions(incident: &Incident, sources: &Sources<'_>) -> Listing {
    let rows = incident
        .decisions
        .iter()
        .map(|decided| {
            vec![
                sources.moment(decided.at),
                decided.text.clone(),
                decided.accountable.as_deref().map_or("", |a| sources.words(a)).to_owned(),
                sources.names(&decided.consulted),
                sources.words(&decided.by.name).to_owned(),
            ]
        })
        .collect();
    let columns = ["When", "Decision", "Accountable", "Consulted", "Recorded by"];
    let empty = "Nothing was decided yet. A decision that is logged appears here.";
    table(format!("Decisions{}", sources.as_of()), &columns, rows, empty)
}

/// Roles assumed and renounced, in order of assumption.
pub(super) fn roles(incident: &Incident, sources: &Sources<'_>) -> Listing {
    let rows = incident
        .roles
        .iter()
        .map(|held| {
            vec![
                sources.words(&held.role).to_owned(),
                sources.words(&held.person).to_owned(),
                sources.moment(held.assumed_at),
                sources.some_moment(held.renounced_at),
            ]
        })
        .collect();
    let empty = "Nobody has assumed a role yet. Who assumes one in the incident appears here.";
    table(format!("Roles{}", sources.as_of()), &["Role", "Person", "Assumed", "Renounced"], rows, empty)
}

pub(super) fn approvals(incident: &Incident, sources: &Sources<'_>) -> Listing {
    let rows = incident.approvals.iter().map(|a| approval(a, sources)).collect();
    let columns = ["Of", "Checkpoint", "Asked of", "Asked", "Decision", "Decided", "By", "Content hash"];
    let empty = "Nobody was asked to approve anything yet. What is asked and decided in the incident appears here.";
    table(format!("Approvals{}", sources.as_of()), &columns, rows, empty)
}

fn approval(approval: &Approval, sources: &Sources<'_>) -> Vec<String> {
    let decision = approval.decision.as_ref().map_or_else(|| "waits".to_owned(), ToString::to_string);
    let document = sources.all().find(|(id, _)| *id == approval.document);
    vec![
        document.map_or_else(String::new, |(_, d)| d.title().to_owned()),
        checkpoint(&approval.checkpoint, sources),
        sources.words(&approval.approver).to_owned(),
        sources.some_moment(approval.asked_at),
        decision,
        sources.some_moment(approval.decided_at),
        approval.decided_by.as_ref().map_or("", |by| sources.words(&by.name)).to_owned(),
        approval.hash.chars().take(16).collect(),
    ]
}

/// The checkpoint of an update in words; others as they are.
fn checkpoint(written: &str, sources: &Sources<'_>) -> String {
    match of_update(written) {
        Some((number, audience)) => format!("Update {number} to {}", sources.words(audience)),
        None => written.to_owned(),
    }
}
