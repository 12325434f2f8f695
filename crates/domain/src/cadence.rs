//! When whom is told: the typed view of cadence blocks. A cadence is a function of severity, state,
//! audience and elapsed time (domain reference 0.4 and B.2.4); the most specific row wins.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::block::BlockKind;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::{RowId, SectionId};
use crate::log::{Named, State};
use crate::value::ReferenceKind;
use crate::view::rows;

mod due;
mod late;
mod overdue;
mod planned;
mod planning;
mod promise;
mod scheduled;
mod together;

pub use due::{
    DraftOf, DueState, DueUpdate, Given, InOutbox, PlayedUpdate, SlotOutcome, approver, due_updates, newly_asked,
    newly_overdue, next_promise, play_updates, snooze_limit,
};
pub use late::{LATE_STEPS, LateCall, LateStep, late_calls, late_steps};
pub use overdue::{OverdueOutcome, OverdueUpdate, overdue_updates};
pub use planned::{EARLY, PLANNED, PlannedOf, PlannedRow, planned_rows};
pub use planning::{NewPlanned, plan_update, unplan_update};
pub use promise::{Promise, PromiseOutcome, kept, overdue_seconds, promises};
pub use scheduled::{Going, LATE, LATEST, going, open_condition, open_scheduled};
pub use together::Together;

/// The share of a span, in percent, after which it is at risk, where a block does not say otherwise.
pub const AT_RISK_PERCENT: u32 = 80;

/// One row of a cadence block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CadenceRow {
    /// Section it lies in.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Severities it holds for, as written; none means any.
    pub severities: Vec<Named>,
    /// Keys of the severities.
    pub severity_keys: Vec<String>,
    /// States it holds for; none means any until the incident is resolved.
    pub states: Vec<State>,
    /// Audience as written.
    pub audience: Named,
    /// Key of the audience.
    pub audience_key: String,
    /// Age of the incident from which it holds.
    pub after_elapsed: Option<SignedDuration>,
    /// The first update is due within this span of the declaration; in a row for `resolved` or `closed`, of
    /// that state.
    pub first_within: Option<SignedDuration>,
    /// Span between updates.
    pub interval: Option<SignedDuration>,
    /// The audience that this one is told with.
    pub with_audience: Option<Named>,
    /// Channel.
    pub channel: Option<Named>,
    /// Who sends.
    pub owner: Option<Named>,
    /// Who approves.
    pub approver: Option<Named>,
    /// Stage of the message; empty follows the state.
    pub stage: String,
    /// Whether a material change (state, severity, services) asks for an update at once; none where the block has no
    /// column that could say so.
    pub on_change: Option<bool>,
    /// Percent of a span after which it is at risk.
    pub at_risk_percent: u32,
    /// Whether it says something of its own about how the audience is told: by what, by whom, in which stage.
    pub says_how: bool,
}

impl CadenceRow {
    /// Whether it is more than the name of an audience: it says when they are told (at first, again and again, with another,
    /// on a change), or how, where when is decided by hand.
    #[must_use]
    pub const fn is_rule(&self) -> bool {
        self.first_within.is_some()
            || self.interval.is_some()
            || self.with_audience.is_some()
            || matches!(self.on_change, Some(true))
            || self.says_how
    }
}

/// The cadence of a communication plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CadenceView {
    /// Rows in order of the document.
    pub rows: Vec<CadenceRow>,
    /// Updates planned for a time of day, in order of the document.
    pub planned: Vec<PlannedRow>,
    /// The plan's table of audiences, by the key of the audience.
    standards: Standards,
}

/// Who has the updates of an audience, whatever the cadence says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standard {
    /// Who owns them.
    pub owner: Option<Named>,
    /// Who approves them.
    pub approver: Option<Named>,
    /// By what they go out first.
    pub channel: Option<Named>,
}

type Standards = BTreeMap<String, Standard>;

impl CadenceView {
    /// Reads every cadence block of a document, and its tables of planned updates. What a row leaves open (owner,
    /// approver, channel) is taken from the plan's table of audiences.
    #[must_use]
    pub fn read(document: &Document, directory: &Directory) -> Self {
        let audience_kinds = [ReferenceKind::Audience];
        let standards = standards(document, directory);
        let mut list = Vec::new();
        for (section, entry) in document.sections_of(&BlockKind::Cadence) {
            let percent = entry.block.setting("at_risk_percent").parse().unwrap_or(AT_RISK_PERCENT);
            let says_on_change = entry.block.column_by_key("on_change").is_some();
            for (row, view) in rows(&entry.block) {
                let Some(audience) = view.some("audience") else { continue };
                let audience_key = directory.key(&audience_kinds, &audience);
                let Standard { owner, approver, channel } = standards.get(&audience_key).cloned().unwrap_or_default();
                list.push(CadenceRow {
                    section,
                    row,
                    severity_keys: view
                        .members("severity")
                        .iter()
                        .map(|s| directory.key(&[ReferenceKind::Severity], s))
                        .collect(),
                    severities: view.members("severity"),
                    states: view.words("state").iter().map(|w| State::from_word(w)).collect(),
                    audience,
                    audience_key: audience_key.clone(),
                    after_elapsed: view.duration("after_elapsed"),
                    first_within: view.duration("first_within"),
                    interval: view.duration("interval").filter(|d| !d.is_zero()),
                    with_audience: view.some("with_audience"),
                    channel: view.some("channel").or(channel),
                    owner: view.some("owner").or(owner),
                    approver: view.some("approver").or(approver),
                    stage: view.word("stage"),
                    on_change: says_on_change.then(|| view.is_yes("on_change")),
                    at_risk_percent: percent,
                    says_how: ["channel", "owner", "approver", "stage"].iter().any(|key| view.some(key).is_some()),
                });
            }
        }
        Self { rows: list, planned: planned::read(document, directory, &standards), standards }
    }

    /// Who has the updates of an audience by the plan's table of audiences: what counts where no row of the cadence
    /// holds, as once the incident is resolved.
    #[must_use]
    pub fn standard(&self, audience_key: &str) -> Option<&Standard> {
        self.standards.get(audience_key)
    }

    /// The row that holds for an audience: the most specific one by severity, then state, then age; of
    /// equals the first. In `resolved` and `closed` only a row that names the state holds, so that
    /// resolving stops the cadence.
    #[must_use]
    pub fn rule(
        &self,
        audience_key: &str,
        severity_key: &str,
        state: &State,
        elapsed: SignedDuration,
    ) -> Option<&CadenceRow> {
        let holds = |row: &&CadenceRow| {
            row.audience_key == audience_key
                && (row.severities.is_empty() || row.severity_keys.iter().any(|s| s == severity_key))
                && (row.states.contains(state)
                    || (row.states.is_empty() && !matches!(state, State::Resolved | State::Closed)))
                && row.after_elapsed.is_none_or(|after| elapsed >= after)
        };
        let specific = |row: &CadenceRow| {
            (!row.severities.is_empty(), !row.states.is_empty(), row.after_elapsed.unwrap_or(SignedDuration::ZERO))
        };
        let mut best: Option<&CadenceRow> = None;
        for row in self.rows.iter().filter(holds) {
            if best.is_none_or(|b| specific(row) > specific(b)) {
                best = Some(row);
            }
        }
        best
    }
}

/// The plan's table of audiences; of two rows for one audience the first counts.
fn standards(document: &Document, directory: &Directory) -> Standards {
    let Some((_, section)) = document.preset("audiences") else { return Standards::new() };
    let mut known = Standards::new();
    for (_, row) in rows(&section.block) {
        let key = directory.key(&[ReferenceKind::Audience], row.text("audience"));
        let (owner, approver, channel) = (row.some("owner"), row.some("approver"), row.some("primary_channel"));
        known.entry(key).or_insert(Standard { owner, approver, channel });
    }
    known
}

/// Whether the share of a span that has run is that at which it is at risk.
#[must_use]
pub fn is_at_risk(from: Timestamp, due: Timestamp, now: Timestamp, percent: u32) -> bool {
    let span = due.duration_since(from).as_secs();
    let run = now.duration_since(from).as_secs();
    span > 0 && run.saturating_mul(100) >= span.saturating_mul(i64::from(percent))
}

#[cfg(test)]
mod change_tests;
#[cfg(test)]
mod planned_tests;
#[cfg(test)]
mod tests;
