//! What an escalation matrix offers for choosing: severity by impact and urgency, and reasons for a pause.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::document::Document;
use crate::log::Named;
use crate::view::{folded, rows};

/// One cell of impact by urgency (ITIL: priority follows from both; domain reference 4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImpactUrgency {
    /// How many are affected, as the matrix names it.
    pub impact: String,
    /// How fast it gets worse, as the matrix names it.
    pub urgency: String,
    /// The severity that follows: id or name.
    pub severity: Named,
}

/// A reason for which a clock may rest (domain reference B.4.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PauseReason {
    /// The reason.
    pub reason: String,
    /// What it means.
    pub meaning: String,
    /// Who allows it: id or name; empty where nobody is named.
    pub approver: String,
}

/// The cells of a matrix that name all three, in order; of two for the same pair the first counts.
#[must_use]
pub fn impact_urgency(matrix: &Document) -> Vec<ImpactUrgency> {
    let mut list: Vec<ImpactUrgency> = Vec::new();
    for (_, section) in matrix.live_sections().into_iter().filter(|(_, s)| s.is_form("impact-urgency")) {
        for (_, row) in rows(&section.block) {
            let Some(severity) = row.some("severity") else { continue };
            let shown = |key: &str| {
                let member = row.members(key).into_iter().next().unwrap_or_default();
                let column = section.block.column_by_key(key);
                column.and_then(|(_, column)| column.choices.get(&member).map(|c| c.name.clone())).unwrap_or(member)
            };
            let (impact, urgency) = (shown("impact"), shown("urgency"));
            let is_known = list.iter().any(|cell| cell.impact == impact && cell.urgency == urgency);
            if !impact.is_empty() && !urgency.is_empty() && !is_known {
                list.push(ImpactUrgency { impact, urgency, severity });
            }
        }
    }
    list
}

/// The reason of a list that somebody gave: its own words in any case, alone or followed by a colon, a comma or a dash and
/// what else is to be said.
#[must_use]
pub fn pause_reason<'a>(reasons: &'a [PauseReason], said: &str) -> Option<&'a PauseReason> {
    let said = folded(said);
    let is_it = |reason: &&PauseReason| {
        let rest = said.strip_prefix(&folded(&reason.reason)).map(str::trim_start);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ',', '.', '\u{2013}', '\u{2014}', '-', '(']))
    };
    // Of two that both begin it the longer one is meant.
    reasons.iter().filter(is_it).max_by_key(|reason| reason.reason.len())
}

/// The reasons of a matrix for which its functional clock may rest, in order.
#[must_use]
pub fn pause_reasons(matrix: &Document) -> Vec<PauseReason> {
    let tables = matrix.live_sections().into_iter().filter(|(_, section)| section.is_form("pause-reasons"));
    let mut list = Vec::new();
    for (_, section) in tables {
        for (_, row) in rows(&section.block) {
            if let Some(reason) = row.some("reason") {
                let (meaning, approver) = (row.text("meaning").to_owned(), row.text("approver").to_owned());
                list.push(PauseReason { reason, meaning, approver });
            }
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_known_by_its_words_and_what_is_said_after_them() {
        let reason =
            |reason: &str| PauseReason { reason: reason.to_owned(), meaning: String::new(), approver: String::new() };
        let list = [reason("Waiting"), reason("Waiting for the vendor"), reason("Change window")];
        let found = |said: &str| pause_reason(&list, said).map(|reason| reason.reason.as_str());
        assert_eq!(found("waiting for the vendor"), Some("Waiting for the vendor"));
        assert_eq!(found("Waiting for the vendor: ticket 4711"), Some("Waiting for the vendor"));
        assert_eq!(found("Change  window, 22:00"), Some("Change window"));
        for other in ["", "Waiting for lunch", "Change windows", "vendor", "The vendor: waiting"] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
