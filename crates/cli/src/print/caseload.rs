//! Open incidents and cases, and the clocks of cases, in words.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::case::CaseRow;
use bridgebook_app::api::caseload::{CaseTime, CaseWait, OpenWork, WorkItem};
use bridgebook_domain::case::ClockStand;

use super::{Output, json, line};

impl Output {
    /// Open incidents and cases, a line each, then the tables of cases.
    pub fn open_work(self, work: &OpenWork) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(work))?;
            return Ok(ExitCode::SUCCESS);
        }
        if work.items.is_empty() {
            line("No incident and no case is open.")?;
        }
        work.items.iter().try_for_each(|item| line(&words(item)))?;
        for queue in &work.queues {
            let oldest = if queue.oldest_at.is_empty() { "-" } else { &queue.oldest_at };
            line(&format!(
                "{} of “{}”: {} open, oldest {oldest}, {} unassigned, {} at risk, {} breached, {} waiting for input",
                queue.heading, queue.title, queue.open, queue.unassigned, queue.at_risk, queue.breached, queue.waiting
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn words(item: &WorkItem) -> String {
    let or = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let name = match item.row {
        Some(row) if item.name.is_empty() => row.to_string(),
        _ => item.name.clone(),
    };
    let stand = match item.stand {
        _ if !item.is_open => "over".to_owned(),
        Some(ClockStand::Paused) => format!("paused since {}, {}", item.paused_since, item.paused_by),
        Some(stand) => format!("{} {} {}", stand.words().to_lowercase(), item.clock, item.due_at),
        None => "no clock".to_owned(),
    };
    let mut line = format!(
        "{name:<16} {:<6} {:<18} {stand:<48} {}  {}",
        or(&item.level),
        or(&item.status),
        or(&item.owner),
        item.title
    );
    if let Some(wait) = &item.input {
        line.push_str(&format!("  [{}]", waiting(wait)));
    }
    match (&item.cases, &item.incident, item.row) {
        (Some(cases), ..) => line.push_str(&format!("  [{} cases, {} open]", cases.linked, cases.open)),
        (None, Some(incident), Some(_)) => line.push_str(&format!("  [part of {}]", incident.number)),
        _ => {}
    }
    line
}

fn waiting(wait: &CaseWait) -> String {
    let reason = if wait.reason.is_empty() { "no reason said" } else { &wait.reason };
    let since = if wait.since.is_empty() { String::new() } else { format!(" since {}", wait.since) };
    let due = if wait.due_at.is_empty() { String::new() } else { format!(", due {}", wait.due_at) };
    format!("input required: {reason}{since}{due}")
}

/// How the clocks of a case stand, for its line in a list.
pub(super) fn stands(case: &CaseRow) -> String {
    let mut parts: Vec<String> = case.clocks.iter().map(of_clock).collect();
    parts.extend(case.input.as_ref().map(waiting));
    parts.extend(case.incident.as_ref().map(|incident| format!("part of {}", incident.number)));
    parts.join("; ")
}

fn of_clock(clock: &CaseTime) -> String {
    let stand = clock.stand.words().to_lowercase();
    match clock.stand {
        ClockStand::Paused => {
            let since = if clock.is_pause_known { "since" } else { "counted since" };
            format!("{} paused {since} {}, {}", clock.clock, clock.paused_since, clock.paused_by)
        }
        ClockStand::Met | ClockStand::Late => format!("{} {stand}", clock.clock),
        _ => format!("{} {stand}, due {}", clock.clock, clock.due_at),
    }
}
