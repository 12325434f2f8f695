//! The clocks of cases as they cross the bridge.

use bridgebook_domain::case::{CaseClock, CaseFacts, ClockStand, InputWait, ServiceLevels};
use bridgebook_domain::condition::SlaClock;
use jiff::{SignedDuration, Timestamp};

use super::board::at_risk_moment;
use crate::api::caseload::{CaseTime, CaseWait};
use crate::wording::moment;

/// The clocks of a case at a moment. Of a closed case only what is known to have stopped is told.
pub(super) fn clocks(levels: &ServiceLevels, case: &CaseFacts<'_>, at: Timestamp) -> Vec<(SlaClock, CaseClock)> {
    let is_closed = case.is_closed();
    let of = |which: SlaClock| Some((which, levels.clock(case, which, at)?));
    let both = [SlaClock::Response, SlaClock::Resolution].into_iter().filter_map(of);
    both.filter(|(_, clock)| !is_closed || clock.stopped.is_some()).collect()
}

pub(super) fn row((which, clock): &(SlaClock, CaseClock)) -> CaseTime {
    let stand = clock.stand();
    let rest = clock.rest.as_ref();
    CaseTime {
        clock: word(*which).to_lowercase(),
        stand,
        due_at: moment(clock.due),
        risk_at: clock.risk_from().filter(|_| stand.is_open()).map(moment).unwrap_or_default(),
        used_seconds: seconds(clock.used),
        allowed_seconds: seconds(clock.allowed),
        rested_seconds: seconds(clock.rested),
        paused_since: rest.map(|rest| moment(rest.since)).unwrap_or_default(),
        paused_by: rest.map(|rest| rest.status.clone()).unwrap_or_default(),
        is_pause_known: rest.is_none_or(|rest| rest.is_known),
    }
}

pub(super) fn wait(wait: &InputWait) -> CaseWait {
    CaseWait {
        reason: wait.reason.clone(),
        since: wait.since.map(moment).unwrap_or_default(),
        due_at: wait.due.map(moment).unwrap_or_default(),
    }
}

/// The most urgent of what a case is measured by.
pub(super) struct Lead {
    pub clock: &'static str,
    pub stand: ClockStand,
    pub due: Timestamp,
    pub risk: Option<Timestamp>,
}

/// What is most urgent about a case: of the clocks that are open, and of the input that it waits for, the one that stands
/// worst and is due first.
pub(super) fn lead(clocks: &[(SlaClock, CaseClock)], input: Option<&InputWait>, at: Timestamp) -> Option<Lead> {
    let of_clock = |(which, clock): &(SlaClock, CaseClock)| {
        let stand = clock.stand();
        let lead = Lead { clock: word(*which), stand, due: clock.due, risk: clock.risk_from() };
        stand.is_open().then_some(lead)
    };
    let of_input = |wait: &InputWait| {
        let (since, due) = (wait.since?, wait.due?);
        let risk = at_risk_moment(since, due);
        let stand = match () {
            () if at > due => ClockStand::Breached,
            () if at >= risk => ClockStand::AtRisk,
            () => ClockStand::Running,
        };
        Some(Lead { clock: "Input", stand, due, risk: Some(risk) })
    };
    let all = clocks.iter().filter_map(of_clock).chain(input.and_then(of_input));
    all.min_by_key(|lead| (lead.stand, lead.due))
}

const fn word(which: SlaClock) -> &'static str {
    match which {
        SlaClock::Response => "Response",
        SlaClock::Resolution => "Resolution",
    }
}

fn seconds(span: SignedDuration) -> u32 {
    u32::try_from(span.as_secs().max(0)).unwrap_or(u32::MAX)
}
