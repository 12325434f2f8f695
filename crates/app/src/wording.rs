//! Words for people: names of kinds, and moments as text.

use bridgebook_domain::log::{Category, Fact, State};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A moment as it crosses the bridge.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    at.to_string()
}

/// The wall-clock time of a moment, with seconds only where they matter.
#[must_use]
pub fn wall(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    if local.second() == 0 { local.strftime("%H:%M").to_string() } else { local.strftime("%H:%M:%S").to_string() }
}

/// The kind of a document in words, from its template.
#[must_use]
pub fn document_kind(template: &str) -> &str {
    match template.rsplit('/').next().unwrap_or("") {
        "incident-action-plan" | "incident-action-plan-short" => "Action plan",
        "incident-communication-plan" => "Communication",
        "raci-major-incident" | "raci-planning" => "RACI",
        "escalation-matrix" | "incident-escalation-matrix" => "Escalation",
        "escalation-procedure" | "sop" => "Procedure",
        "ai-hand-off-policy" | "ai-threshold-policy" => "Policy",
        "customer-service-escalation" | "customer-support-queue" | "it-service-management" => "Cases",
        "content-moderation-checklist" | "quality-control-checklist" | "implementation-checklist" => "Checklist",
        "case-hand-off-record" | "shift-hand-over" => "Hand-over",
        "executive-brief" | "post-incident-report" | "situation-report" => "Report",
        "platform-roll-out-plan" => "Roll-out plan",
        "software-integration-tracker" => "Integrations",
        "call-tree-and-wallet-card" => "Contacts",
        "drill-plan" => "Drill",
        "selection-scorecard" => "Scorecard",
        "person" => "Person",
        "roles" | "teams" | "services" | "channels" | "audiences" | "vendors" | "severities" | "calendars"
        | "skills" => "Directory list",
        _ => "Document",
    }
}

/// The label of a log entry's kind.
#[must_use]
pub fn log_label(kind: &str, fact: Option<&Fact>) -> &'static str {
    match fact {
        Some(Fact::Remark { category }) => match category {
            Category::Event => "Event",
            Category::Action => "Action",
            Category::Communication => "Comms",
            Category::Hypothesis => "Hypothesis",
            Category::Note | Category::Unknown(_) => "Note",
        },
        Some(Fact::StateChanged { state }) => match state {
            State::Investigating => "Investigating",
            State::Identified => "Identified",
            State::Monitoring => "Monitoring",
            State::Resolved => "Resolved",
            State::Closed => "Closed",
            State::Unknown(_) => "State",
        },
        _ => match kind {
            "declared" => "Declared",
            "severity_changed" => "Severity",
            "role_assumed" | "role_renounced" => "Role",
            "period_started" | "period_ended" => "Period",
            "plan_adopted" | "plan_changed" => "Plan",
            "decided" => "Decision",
            "situation" => "Situation",
            "action_opened" | "action_closed" => "Action",
            "update_drafted" | "update_sent" | "update_skipped" | "update_snoozed" => "Comms",
            "promise_passed" => "Clock",
            "level_called" | "level_acknowledged" | "level_declined" | "level_skipped" | "level_raised"
            | "escalation_paused" | "escalation_resumed" => "Escalation",
            "approval_asked" | "approval_given" => "Approval",
            "exported" => "Export",
            "document_created" | "document_edited" => "Document",
            "correction" => "Correction",
            "row_noted" => "Note",
            "retitled" | "services_changed" => "Incident",
            _ => "Entry",
        },
    }
}

/// A name in the possessive, as titles use it: "Executives’ update".
#[must_use]
pub fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}’") } else { format!("{name}’s") }
}

/// The given name a short label uses; whole names elsewhere.
#[must_use]
pub fn first_line(text: &str, limit: usize) -> String {
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= limit {
        return line.to_owned();
    }
    let cut: String = line.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}
