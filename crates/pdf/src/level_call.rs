//! Levels of an escalation in an incident: the domain's clocks, each with the call that its state follows from.

use bridgebook_domain::escalation::{LevelClock, LevelState};
use bridgebook_domain::incident::{Incident, LevelEvent};
use bridgebook_domain::view::folded;
use jiff::Timestamp;

/// A level with its clock, and the call behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelCall {
    /// Its clock, see [`bridgebook_domain::escalation::escalation_clocks`].
    pub clock: LevelClock,
    /// When it was called or told; none for a level that was not.
    pub called_at: Option<Timestamp>,
    /// When somebody acknowledged or declined, or it was skipped after the call.
    pub ended_at: Option<Timestamp>,
    /// Whether somebody called by hand before the time came.
    pub by_hand: bool,
}

impl LevelCall {
    /// Adds to each clock the call that the log of the incident tells.
    #[must_use]
    pub fn all(clocks: Vec<LevelClock>, incident: &Incident) -> Vec<Self> {
        clocks.into_iter().map(|clock| Self::of(clock, incident)).collect()
    }

    fn of(clock: LevelClock, incident: &Incident) -> Self {
        let name = folded(&clock.level);
        let ended_at = match &clock.state {
            LevelState::Acknowledged { at, .. } | LevelState::Declined { at, .. } => Some(*at),
            LevelState::Skipped { .. } => incident.levels.iter().rev().find_map(|event| match event {
                LevelEvent::Skipped { level, at, .. } if folded(level) == name => Some(*at),
                _ => None,
            }),
            _ => None,
        };
        let is_answer = |at: Timestamp| ended_at.is_none_or(|end| at <= end);
        let calls = incident.levels.iter().rev().filter_map(|event| match event {
            LevelEvent::Called { id, level, clock: of, at, held, .. }
                if folded(level) == name && *of == clock.clock =>
            {
                // What was held after a restore was called when a person reached somebody.
                if *held { incident.reached_at(*id).map(|at| (at, true)) } else { Some((*at, false)) }
            }
            LevelEvent::Raised { level, clock: of, at, .. }
                if folded(level) == name && of.as_ref().is_none_or(|of| *of == clock.clock) =>
            {
                Some((*at, true))
            }
            _ => None,
        });
        let call = match &clock.state {
            LevelState::Called { at, .. } | LevelState::Told { at, .. } => {
                calls.into_iter().find(|(call, _)| call == at)
            }
            LevelState::Acknowledged { .. } | LevelState::Declined { .. } | LevelState::Skipped { .. } => {
                calls.into_iter().find(|(call, _)| is_answer(*call))
            }
            _ => None,
        };
        let by_hand = call.is_some_and(|(_, by_hand)| by_hand);
        Self { called_at: call.map(|(at, _)| at), ended_at, by_hand, clock }
    }
}
