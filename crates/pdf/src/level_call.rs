//! Calls of an escalation, as the log tells them.

use bridgebook_domain::incident::{Incident, LevelEvent};
use bridgebook_domain::log::Clock;
use jiff::Timestamp;

/// A call to a level, or an authority that was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelCall {
    /// Name of the level, `L2`.
    pub level: String,
    /// Whether it is told at an age of the incident rather than called in turn.
    pub is_by_age: bool,
    /// Who was called, as shown; empty where the log does not say.
    pub target: String,
    /// When it should have been called.
    pub due_at: Option<Timestamp>,
    /// When it was.
    pub called_at: Timestamp,
    /// When somebody acknowledged.
    pub acknowledged_at: Option<Timestamp>,
    /// Who acknowledged, as shown; empty for nobody.
    pub acknowledged_by: String,
    /// Whether somebody called by hand before the time came.
    pub by_hand: bool,
}

impl LevelCall {
    /// The calls that the log of an incident tells, in its order; `words` gives the name behind an id.
    #[must_use]
    pub fn all(incident: &Incident, words: impl Fn(&str) -> String) -> Vec<Self> {
        let mut calls: Vec<Self> = Vec::new();
        for event in &incident.levels {
            match event {
                LevelEvent::Called { level, clock, target, due_at, at } => calls.push(Self {
                    level: level.clone(),
                    is_by_age: *clock == Clock::Hierarchical,
                    target: words(target),
                    due_at: Some(*due_at),
                    called_at: *at,
                    acknowledged_at: None,
                    acknowledged_by: String::new(),
                    by_hand: false,
                }),
                LevelEvent::Raised { level, at, .. } => calls.push(Self {
                    level: level.clone(),
                    is_by_age: false,
                    target: String::new(),
                    due_at: None,
                    called_at: *at,
                    acknowledged_at: None,
                    acknowledged_by: String::new(),
                    by_hand: true,
                }),
                LevelEvent::Acknowledged { level, by, at } => {
                    let open = calls.iter_mut().rev().find(|c| same(&c.level, level) && c.acknowledged_at.is_none());
                    if let Some(call) = open {
                        call.acknowledged_at = Some(*at);
                        call.acknowledged_by = words(by);
                    }
                }
                _ => {}
            }
        }
        calls
    }

    /// Whether it is a call to the level of this name.
    pub(crate) fn is_to(&self, level: &str) -> bool {
        same(&self.level, level)
    }
}

fn same(a: &str, b: &str) -> bool {
    bridgebook_domain::view::folded(a) == bridgebook_domain::view::folded(b)
}
