//! How good rules are, by past cases of which it is known whether they needed a human: those that the rules would have
//! missed, and those that they would have brought to a human in vain (domain reference B.9, false and missed escalation).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::facts::CaseFacts;
use super::route::Routing;
use crate::trigger::Outcome;

/// Fields that say who dealt with a case in the end. The first that is filled counts.
const NEEDED_HUMAN: &str = "needed_human";
const HANDLED_BY: &str = "handled_by";

/// Figures of rules over cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Score {
    /// Cases.
    pub cases: u32,
    /// Cases that would go to a human.
    pub human: u32,
    /// Cases for which a recovery procedure is named.
    pub recover: u32,
    /// Cases with which the AI would go on.
    pub goes_on: u32,
    /// Cases for which nothing is decided, or a rule that says no outcome.
    pub undecided: u32,
    /// Cases that took the default route.
    pub by_default: u32,
    /// Cases of which it is known whether a human was needed.
    pub known: u32,
    /// Of those, the cases that needed a human and would not have come to one.
    pub missed: u32,
    /// Of those, the cases that would have come to a human and needed none.
    pub in_vain: u32,
}

impl Score {
    /// Of the cases of which it is known, those that went where they belonged.
    #[must_use]
    pub const fn right(&self) -> u32 {
        self.known - self.missed - self.in_vain
    }

    /// Takes one more case.
    pub fn add(&mut self, routing: &Routing, needed_human: Option<bool>) {
        self.cases += 1;
        self.by_default += u32::from(routing.is_default);
        let count = match routing.outcome.as_str() {
            "human" => &mut self.human,
            "recover" => &mut self.recover,
            "continue" => &mut self.goes_on,
            _ => &mut self.undecided,
        };
        *count += 1;
        if let Some(needed) = needed_human {
            let goes = goes_to_human(routing);
            self.known += 1;
            self.missed += u32::from(needed && !goes);
            self.in_vain += u32::from(!needed && goes);
        }
    }
}

/// Whether a decision brings a case to a human.
#[must_use]
pub fn goes_to_human(routing: &Routing) -> bool {
    routing.outcome == Outcome::Human.as_str()
}

/// Whether a past case needed a human: as it says, else by who dealt with it once it was resolved or answered.
#[must_use]
pub fn needed_human(case: &CaseFacts<'_>) -> Option<bool> {
    match case.first(NEEDED_HUMAN).map(str::to_ascii_lowercase).as_deref() {
        Some("yes" | "true" | "1") => return Some(true),
        Some("no" | "false" | "0") => return Some(false),
        _ => {}
    }
    let is_by = |who: &str| case.is_any(HANDLED_BY, who);
    // What is still worked on tells nothing: a rule may have brought it where it is, and the AI may yet hand it over.
    if is_by("human") {
        return (case.resolved.is_some() || case.responded.is_some()).then_some(true);
    }
    (is_by("ai") && case.resolved.is_some()).then_some(false)
}

/// What became of a past case, as its fields say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CasePast {
    /// Whether it needed a human, where the case tells.
    pub needed_human: Option<bool>,
    /// Who dealt with it: the owner, as written; empty where nobody is named.
    pub to: String,
    /// Level; empty where none is named.
    pub level: String,
    /// When a human first answered.
    #[ts(type = "string | null")]
    pub answered_at: Option<jiff::Timestamp>,
    /// When it was resolved.
    #[ts(type = "string | null")]
    pub resolved_at: Option<jiff::Timestamp>,
}

/// What became of a case; nothing where its fields say nothing of it.
#[must_use]
pub fn what_happened(case: &CaseFacts<'_>) -> Option<CasePast> {
    let text = |field: &str| case.first(field).map(str::to_owned).unwrap_or_default();
    let past = CasePast {
        needed_human: needed_human(case),
        to: text("owner"),
        level: text("level"),
        answered_at: case.responded,
        resolved_at: case.resolved,
    };
    let says = past.needed_human.is_some() || past.answered_at.is_some() || past.resolved_at.is_some();
    says.then_some(past)
}

/// A case that two versions of the rules decide differently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Differing {
    /// Which case, counted from 0.
    pub place: u32,
    /// What differs: `rule`, `outcome`, `to`, `level`, `answer_by`.
    pub what: Vec<String>,
    /// What the other version decides.
    pub other: Routing,
    /// Whether this version is right where the other is wrong (`better`), the other way round (`worse`), or nobody knows
    /// (empty).
    pub verdict: String,
}

/// What two decisions on one case differ in; nothing where the case fares the same. Another name of the rule alone is no
/// difference: a rule may be renamed.
#[must_use]
pub fn differing(place: u32, this: &Routing, other: &Routing, needed_human: Option<bool>) -> Option<Differing> {
    let mut what = Vec::new();
    for (name, differs) in [
        ("outcome", this.outcome != other.outcome),
        ("to", this.to.name != other.to.name),
        ("level", this.level != other.level),
        ("answer_by", this.answer_by != other.answer_by),
        ("rule", this.rule != other.rule && (this.is_default != other.is_default)),
    ] {
        if differs {
            what.push(name.to_owned());
        }
    }
    if what.is_empty() {
        return None;
    }
    let verdict = match (needed_human, goes_to_human(this), goes_to_human(other)) {
        (Some(needed), this, other) if this != other => {
            if this == needed {
                "better"
            } else {
                "worse"
            }
        }
        _ => "",
    };
    Some(Differing { place, what, other: other.clone(), verdict: verdict.to_owned() })
}
