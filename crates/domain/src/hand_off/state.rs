//! The states of a hand-off, folded from its steps in the log.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::HandOffPolicy;
use crate::id::{DocumentId, EntryId, RowId};
use crate::log::{CaseHandOff, Fact, HandOffStep, Named, Recorded, Waived};
use crate::view::folded;

/// Where a hand-off stands. The first seven are those of the policy, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HandOffState {
    /// The customer was offered a human.
    Offered,
    /// They said no.
    Declined,
    /// They were asked for an e-mail address.
    EmailAsked,
    /// It was handed over and waits for somebody.
    TicketCreated,
    /// Somebody has it.
    PickedUp,
    /// Nobody is there to take it.
    NobodyAvailable,
    /// The customer has left, or all is answered.
    ChatEnded,
    /// The receiver gave it back.
    Returned,
    /// The custom message was said; nothing was handed over.
    CustomMessage,
}

impl HandOffState {
    /// The states that a policy lists, in order.
    const LISTED: [Self; 7] = [
        Self::Offered,
        Self::Declined,
        Self::EmailAsked,
        Self::TicketCreated,
        Self::PickedUp,
        Self::NobodyAvailable,
        Self::ChatEnded,
    ];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offered => "Offered",
            Self::Declined => "Declined",
            Self::EmailAsked => "E-mail asked",
            Self::TicketCreated => "Ticket created",
            Self::PickedUp => "Picked up",
            Self::NobodyAvailable => "Nobody available",
            Self::ChatEnded => "Chat ended",
            Self::Returned => "Returned",
            Self::CustomMessage => "Custom message said",
        }
    }

    /// The state that a policy calls so.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::LISTED.into_iter().find(|state| folded(state.name()) == folded(name))
    }

    /// The state of this number in a policy, from 1.
    #[must_use]
    pub fn nth(number: usize) -> Option<Self> {
        Self::LISTED.get(number.checked_sub(1)?).copied()
    }

    /// Whether the case waits for a human to take it.
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::TicketCreated | Self::NobodyAvailable)
    }
}

impl HandOffStep {
    /// The state that follows from it. Re-routed, it waits for another.
    #[must_use]
    pub const fn state(&self) -> HandOffState {
        match self {
            Self::Offered { .. } => HandOffState::Offered,
            Self::Declined {} => HandOffState::Declined,
            Self::EmailAsked {} => HandOffState::EmailAsked,
            Self::TicketCreated { .. } | Self::Rerouted { .. } => HandOffState::TicketCreated,
            Self::CustomMessage { .. } => HandOffState::CustomMessage,
            Self::PickedUp { .. } => HandOffState::PickedUp,
            Self::NobodyAvailable { .. } => HandOffState::NobodyAvailable,
            Self::Returned { .. } => HandOffState::Returned,
            Self::ChatEnded {} => HandOffState::ChatEnded,
        }
    }
}

/// Whether a step may follow a state; none is that of a case that nobody has offered yet.
#[must_use]
pub const fn may_follow(state: Option<HandOffState>, step: &HandOffStep) -> bool {
    use HandOffState as At;
    let Some(state) = state else {
        return matches!(
            step,
            HandOffStep::Offered { .. }
                | HandOffStep::EmailAsked {}
                | HandOffStep::TicketCreated { .. }
                | HandOffStep::CustomMessage { .. }
        );
    };
    match step {
        // Another reason may come after a no, after a return and after the end of the chat.
        HandOffStep::Offered { .. } => {
            matches!(state, At::Declined | At::ChatEnded | At::Returned | At::CustomMessage)
        }
        HandOffStep::Declined {} => matches!(state, At::Offered),
        HandOffStep::EmailAsked {} => {
            matches!(state, At::Offered | At::Returned | At::ChatEnded | At::CustomMessage)
        }
        HandOffStep::TicketCreated { .. } => {
            matches!(state, At::Offered | At::EmailAsked | At::Returned | At::ChatEnded | At::CustomMessage)
        }
        HandOffStep::CustomMessage { .. } => {
            matches!(state, At::Offered | At::EmailAsked | At::Returned | At::ChatEnded)
        }
        HandOffStep::PickedUp { .. } => state.is_waiting(),
        HandOffStep::NobodyAvailable { .. } => matches!(state, At::TicketCreated),
        HandOffStep::Returned { .. } | HandOffStep::Rerouted { .. } => {
            state.is_waiting() || matches!(state, At::PickedUp)
        }
        HandOffStep::ChatEnded {} => !state.is_waiting() && !matches!(state, At::ChatEnded),
    }
}

/// A step with its time and author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOffTurn {
    /// Its entry.
    pub entry: EntryId,
    /// When it happened.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Who says so.
    pub by: String,
    /// What happened.
    pub step: HandOffStep,
}

/// A hand-off as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOff {
    /// State.
    pub state: HandOffState,
    /// Since when.
    pub since: Timestamp,
    /// Who gets it; empty before it is handed over.
    pub to: Named,
    /// Who handed it over; empty for the assistant.
    pub from: Named,
    /// Who has taken it.
    pub accepted_by: Named,
    /// How much of the required context was complete, in percent.
    pub complete: Option<u8>,
    /// What it went without.
    pub waived: Vec<Waived>,
    /// Number of the ticket.
    pub ticket: String,
    /// When the office hours begin again, where nobody is there for that.
    pub until: Option<Timestamp>,
    /// How often it was returned or re-routed.
    pub moves: u32,
    /// Every step, the oldest first.
    pub turns: Vec<HandOffTurn>,
}

impl HandOff {
    /// Folds the steps of one case out of a log, in the order in which they happened. None where there is no step.
    pub fn fold<'a>(log: impl IntoIterator<Item = &'a Recorded>, document: DocumentId, row: RowId) -> Option<Self> {
        let mut steps: Vec<(&Recorded, HandOffStep)> = Vec::new();
        for recorded in log.into_iter().filter(|recorded| recorded.entry.kind == "case_hand_off") {
            if let Some(Fact::CaseHandOff(CaseHandOff { document: of, row: at, step, .. })) = recorded.entry.fact()
                && (of, at) == (document, row)
                && !steps.iter().any(|(known, _)| known.entry.id == recorded.entry.id)
            {
                steps.push((recorded, step));
            }
        }
        steps.sort_by_key(|(recorded, _)| (recorded.entry.event_at, recorded.entry.entered_at));
        let (first, step) = steps.first()?;
        let mut found = Self {
            state: step.state(),
            since: first.entry.event_at,
            to: String::new(),
            from: String::new(),
            accepted_by: String::new(),
            complete: None,
            waived: Vec::new(),
            ticket: String::new(),
            until: None,
            moves: 0,
            turns: Vec::new(),
        };
        for (recorded, step) in steps {
            found.take(&step);
            found.state = step.state();
            found.since = recorded.entry.event_at;
            let (entry, by) = (recorded.entry.id, recorded.entry.author.name.clone());
            found.turns.push(HandOffTurn { entry, at: recorded.entry.event_at, by, step });
        }
        Some(found)
    }

    fn take(&mut self, step: &HandOffStep) {
        self.until = None;
        match step {
            HandOffStep::TicketCreated { to, from, complete, waived, ticket, .. } => {
                to.clone_into(&mut self.to);
                from.clone_into(&mut self.from);
                ticket.clone_into(&mut self.ticket);
                waived.clone_into(&mut self.waived);
                self.complete = Some(*complete);
                self.accepted_by.clear();
            }
            HandOffStep::PickedUp { by } => by.clone_into(&mut self.accepted_by),
            HandOffStep::NobodyAvailable { until } => self.until = *until,
            HandOffStep::Returned { .. } => {
                self.moves += 1;
                self.accepted_by.clear();
            }
            HandOffStep::Rerouted { to, .. } => {
                self.moves += 1;
                to.clone_into(&mut self.to);
                self.accepted_by.clear();
            }
            HandOffStep::Offered { .. }
            | HandOffStep::Declined {}
            | HandOffStep::EmailAsked {}
            | HandOffStep::CustomMessage { .. }
            | HandOffStep::ChatEnded {} => {}
        }
    }

    /// When its state should have ended, by the policy.
    #[must_use]
    pub fn due(&self, policy: &HandOffPolicy) -> Option<Timestamp> {
        policy.at_most(self.state).and_then(|span| self.since.checked_add(span).ok())
    }
}
