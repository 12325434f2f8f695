//! What the kinds of log entries are called.

use crate::log::{Category, Fact, State};

/// The label of an entry's kind: one word for a column and a filter.
#[must_use]
pub fn label(kind: &str, fact: Option<&Fact>) -> &'static str {
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
        _ => of_kind(kind),
    }
}

fn of_kind(kind: &str) -> &'static str {
    match kind {
        "declared" => "Declared",
        "severity_changed" => "Severity",
        "role_assumed" | "role_renounced" => "Role",
        "period_started" | "period_ended" => "Period",
        "plan_adopted" | "plan_changed" => "Plan",
        "decided" => "Decision",
        "situation" => "Situation",
        "action_opened" | "action_closed" | "action_reopened" => "Action",
        "update_drafted" | "update_queued" | "update_scheduled" | "schedule_ended" | "condition_met"
        | "delivery_ended" | "update_sent" | "update_retracted" | "update_skipped" | "update_snoozed" | "replied"
        | "reply_waived" => "Comms",
        "promise_passed" | "update_overdue" | "update_asked" => "Clock",
        "level_called" | "level_notified" | "rule_told" | "call_ended" | "level_acknowledged" | "level_declined"
        | "level_skipped" | "level_raised" | "chain_exhausted" | "escalation_paused" | "escalation_resumed" => {
            "Escalation"
        }
        "anchor_logged" | "anchor_withdrawn" | "obligation_changed" => "Duty",
        "approval_asked" | "approval_given" | "approval_by_other" | "approval_withdrawn" => "Approval",
        "hand_over_offered" | "hand_over_accepted" | "hand_over_declined" => "Hand-over",
        "exported" => "Export",
        "document_created" | "document_edited" => "Document",
        "correction" => "Correction",
        "evidence" => "Evidence",
        "retitled" | "services_changed" => "Incident",
        "occurrence_ended" => "Review",
        "row_noted" | "noted" => "Note",
        "commented" | "comment_step" => "Comment",
        "case_routed" | "routing_undone" => "Case routed",
        "withdrawal" => "Withdrawn",
        "case_duty_ended" => "Left to a person",
        "case_added" | "case_changed" | "case_input" | "cases_linked" | "cases_unlinked" => "Case",
        "case_hand_off" => "Hand-off",
        "case_ticket" => "Case message",
        "personal_erased" | "person_erased" => "Erased",
        "personal_held" => "Kept",
        _ => "Entry",
    }
}
