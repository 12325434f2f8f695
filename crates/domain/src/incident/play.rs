//! The clocks of a drill go with the clock of its scenario: they stand still while it is paused, and where it is put forward,
//! that much time has gone by. They are those of an incident, measured on a log whose moments lie later by the time for
//! which the drill has rested since, and earlier by what it was put forward: what had ten minutes left when it was paused
//! has ten minutes left when it goes on, and is due at once where it is put forward by a quarter of an hour. The log
//! itself stays as it was written.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::{ClockTurn, Drill, HandOver, Incident, LevelEvent, QueuedFor};

/// When the clock of a drill rested or was put forward, up to a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rests(Vec<Turn>);

/// What was done to the clock, in order; a rest in which it was put forward is two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Rest { from: Timestamp, to: Timestamp },
    Leap { at: Timestamp, by: SignedDuration },
}

impl Turn {
    /// By how much it moves a moment that lies before it.
    fn moves(self, at: Timestamp) -> SignedDuration {
        match self {
            Self::Rest { from, to } => to.duration_since(from.max(at)).max(SignedDuration::ZERO),
            Self::Leap { at: leapt, by } if at < leapt => -by,
            Self::Leap { .. } => SignedDuration::ZERO,
        }
    }

    /// From when on it moves nothing.
    fn end(self) -> Timestamp {
        match self {
            Self::Rest { to, .. } => to,
            Self::Leap { at, .. } => at,
        }
    }
}

impl Rests {
    /// What was done to the clock of a drill by a moment; nothing for an incident that is no drill.
    #[must_use]
    pub fn of(drill: Option<&Drill>, now: Timestamp) -> Self {
        let Some(drill) = drill else { return Self::default() };
        let until = drill.ended_at.map_or(now, |ended| ended.min(now));
        let (mut turns, mut since) = (Vec::new(), None);
        for turn in drill.moves.iter().filter(|turn| turn.at <= until) {
            match turn.turn {
                ClockTurn::Rests => since = since.or(Some(turn.at)),
                ClockTurn::GoesOn => turns.extend(since.take().map(|from| Turn::Rest { from, to: turn.at })),
                ClockTurn::Shows(_) => {
                    turns.extend(since.map(|from| Turn::Rest { from, to: turn.at }));
                    since = since.map(|_| turn.at);
                }
            }
        }
        turns.extend(since.map(|from| Turn::Rest { from, to: until }));
        turns.retain(|turn| !matches!(turn, Turn::Rest { from, to } if from >= to));
        drill.course(now, |at, by| turns.push(Turn::Leap { at, by }));
        turns.sort_by_key(|turn| turn.end());
        Self(turns)
    }

    /// Whether it always went on as the clock on the wall.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By how much the clocks have moved on against the wall since a moment.
    fn after(&self, at: Timestamp) -> SignedDuration {
        self.0.iter().map(|turn| turn.moves(at)).fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// A moment that had come, where the clocks have it now.
    #[must_use]
    pub fn moved(&self, at: Timestamp) -> Timestamp {
        at.saturating_add(self.after(at)).unwrap_or(at)
    }

    /// A moment that was named at another one: still to come then, it is as far away as it was, but for what was done to
    /// the clock since.
    fn named(&self, at: Timestamp, since: Timestamp) -> Timestamp {
        at.saturating_add(self.after(at.min(since))).unwrap_or(at)
    }

    /// When something was by the clock on the wall that the clocks have at a moment: the other way of [`Rests::moved`].
    /// What is still to come stays; what a clock that was put forward passed over was when it was put forward.
    #[must_use]
    pub fn back(&self, at: Timestamp) -> Timestamp {
        let mut later = SignedDuration::ZERO;
        let by = |moment: Timestamp, later: SignedDuration| moment.saturating_add(later).unwrap_or(moment);
        for turn in self.0.iter().rev() {
            if at >= by(turn.end(), later) {
                break;
            }
            match turn {
                Turn::Rest { from, to } => later = later.saturating_add(to.duration_since(*from)),
                Turn::Leap { at: leapt, by: leap } => {
                    later = later.saturating_sub(*leap);
                    if at >= by(*leapt, later) {
                        return *leapt;
                    }
                }
            }
        }
        at.saturating_sub(later).unwrap_or(at)
    }
}

impl Incident {
    /// The incident as its clocks see it at a moment, with what it rested: itself, unless it is a drill that was paused
    /// or put forward.
    #[must_use]
    pub fn in_play(&self, now: Timestamp) -> (Cow<'_, Self>, Rests) {
        let rests = Rests::of(self.drill.as_ref(), now);
        if rests.is_empty() {
            return (Cow::Borrowed(self), rests);
        }
        let mut moved = self.clone();
        moved.rest(&rests);
        (Cow::Owned(moved), rests)
    }

    fn rest(&mut self, rests: &Rests) {
        let on = |at: &mut Timestamp| *at = rests.moved(*at);
        let on_some = |at: &mut Option<Timestamp>| *at = at.map(|at| rests.moved(at));
        let named = |at: &mut Option<Timestamp>, since: Timestamp| *at = at.map(|at| rests.named(at, since));
        let told = |list: &mut [QueuedFor]| list.iter_mut().for_each(|one| on_some(&mut one.ended_at));
        [&mut self.declared_at, &mut self.detected_at, &mut self.state.at].into_iter().for_each(on);
        [&mut self.resolved_at, &mut self.closed_at].into_iter().for_each(on_some);
        self.states.iter_mut().for_each(|since| on(&mut since.at));
        self.severities.iter_mut().for_each(|since| on(&mut since.at));
        self.service_changes.iter_mut().for_each(on);
        for held in &mut self.roles {
            on(&mut held.assumed_at);
            on_some(&mut held.renounced_at);
        }
        for period in &mut self.periods {
            period.to = rests.named(period.to, period.from);
            on(&mut period.from);
            on_some(&mut period.ended_at);
        }
        for action in &mut self.actions {
            named(&mut action.due_at, action.opened_at);
            on(&mut action.opened_at);
            on_some(&mut action.closed_at);
        }
        for sent in &mut self.sent {
            named(&mut sent.next_at, sent.at);
            on(&mut sent.at);
        }
        for queued in &mut self.queued {
            named(&mut queued.next_at, queued.at);
            on(&mut queued.at);
            told(&mut queued.recipients);
        }
        for set in &mut self.scheduled {
            named(&mut set.next_at, set.set_at);
            set.go_at = rests.named(set.go_at, set.set_at);
            on(&mut set.set_at);
        }
        for skipped in &mut self.skipped {
            skipped.due_at = rests.named(skipped.due_at, skipped.at);
            on(&mut skipped.at);
        }
        for snoozed in &mut self.snoozed {
            snoozed.until = rests.named(snoozed.until, snoozed.at);
            on(&mut snoozed.at);
        }
        self.drafts.iter_mut().for_each(|draft| on(&mut draft.at));
        self.drafted.iter_mut().for_each(|draft| on(&mut draft.at));
        self.passed_promises.iter_mut().for_each(|passed| on(&mut passed.at));
        for overdue in &mut self.overdue {
            on(&mut overdue.since);
            on(&mut overdue.due_at);
        }
        self.asked.iter_mut().for_each(|asked| on(&mut asked.at));
        for approval in &mut self.approvals {
            on_some(&mut approval.asked_at);
            on_some(&mut approval.decided_at);
        }
        self.levels.iter_mut().for_each(|event| event.moments().into_iter().for_each(on));
        for notified in &mut self.notified {
            on(&mut notified.at);
            told(&mut notified.recipients);
            notified.calls.iter_mut().flat_map(|call| &mut call.attempts).for_each(|attempt| on(&mut attempt.at));
        }
        for rule in &mut self.rules_told {
            on(&mut rule.at);
            on(&mut rule.due_at);
            told(&mut rule.recipients);
        }
        self.retracted.iter_mut().for_each(|retracted| on(&mut retracted.at));
        self.replies.iter_mut().for_each(|reply| on(&mut reply.at));
        self.waived_replies.iter_mut().for_each(|waived| on(&mut waived.at));
        for anchor in &mut self.anchors {
            on(&mut anchor.at);
            on(&mut anchor.entered_at);
            on_some(&mut anchor.withdrawn_at);
        }
        for duty in &mut self.obligations {
            named(&mut duty.until, duty.at);
            on(&mut duty.at);
            on(&mut duty.entered_at);
        }
        self.restored.iter_mut().for_each(on);
        self.hand_overs.iter_mut().flat_map(HandOver::moments).for_each(on);
    }
}

impl LevelEvent {
    /// Every moment that it names, all of them past when it was written.
    fn moments(&mut self) -> Vec<&mut Timestamp> {
        match self {
            Self::Called { due_at, at, .. } | Self::Exhausted { due_at, at, .. } => vec![due_at, at],
            Self::Acknowledged { at, .. }
            | Self::Declined { at, .. }
            | Self::Skipped { at, .. }
            | Self::Raised { at, .. }
            | Self::Released { at, .. }
            | Self::Paused { at, .. }
            | Self::Resumed { at } => vec![at],
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::id::DocumentId;
    use crate::incident::ClockMove;
    use crate::log::{DrillFact, Fact};
    use crate::test::{Log, at};

    fn rested(pauses: &[(&str, &str)], now: &str) -> Rests {
        let list = pauses.iter().map(|(from, to)| (at(from), at(to))).filter(|(from, _)| *from < at(now));
        Rests(list.map(|(from, to)| Turn::Rest { from, to: to.min(at(now)) }).collect())
    }

    #[test]
    fn what_had_ten_minutes_left_has_ten_minutes_left() {
        let rests = rested(&[("10:10", "10:30")], "10:35");
        assert_eq!(rests.moved(at("10:00")), at("10:20"), "before the rest");
        assert_eq!(rests.moved(at("10:15")), at("10:30"), "within it");
        assert_eq!(rests.moved(at("10:32")), at("10:32"), "after it");
        assert_eq!(rests.named(at("10:20"), at("10:00")), at("10:40"), "promised at 10:00, ten minutes left at 10:10");
        assert_eq!(rests.named(at("10:40"), at("10:32")), at("10:40"));
        assert_eq!(rests.back(at("10:20")), at("10:00"));
        assert_eq!(rests.back(at("10:30")), at("10:30"));
        assert_eq!(rests.back(at("10:50")), at("10:50"));
    }

    #[test]
    fn what_had_ten_minutes_left_is_due_where_the_clock_is_put_forward_by_more() {
        let by = SignedDuration::from_mins(30);
        let rests = Rests(vec![Turn::Leap { at: at("10:10"), by }]);
        assert_eq!(rests.moved(at("10:00")), at("09:30"), "that much more has gone by since");
        assert_eq!(rests.moved(at("10:10")), at("10:10"));
        assert_eq!(
            rests.named(at("10:20"), at("10:00")),
            at("09:50"),
            "promised at 10:00, overdue by 20 minutes at 10:10"
        );
        assert_eq!(rests.named(at("11:00"), at("10:00")), at("10:30"), "in 50 minutes is in 20");
        assert_eq!(rests.named(at("10:40"), at("10:15")), at("10:40"));
        assert_eq!(rests.back(at("09:50")), at("10:10"), "it passed when the clock was put forward");
        assert_eq!(rests.back(at("09:30")), at("10:00"));
        assert_eq!(rests.back(at("10:30")), at("10:30"));
    }

    #[test]
    fn a_clock_that_is_put_forward_while_it_rests_does_both() {
        let mut log = Log::default();
        log.declared("10:00");
        for (time, fact) in [
            ("10:00", DrillFact::Begun { document: DocumentId::new(Uuid::from_u128(7)) }),
            ("10:10", DrillFact::Paused {}),
            ("10:20", DrillFact::Forwarded { to_seconds: 40 * 60 }),
            ("10:30", DrillFact::Continued {}),
            ("10:35", DrillFact::Forwarded { to_seconds: 5 * 60 }),
        ] {
            log.add(time, Fact::Drill(fact));
        }
        let (played, rests) = (log.incident(), Rests::of(log.incident().drill.as_ref(), at("10:40")));
        // 50 minutes of the scenario: ten, thirty that it was put forward by, and ten.
        assert_eq!(played.in_play(at("10:40")).0.declared_at, at("09:50"));
        assert_eq!(rests.back(at("09:50")), at("10:00"));
        assert_eq!(rests.back(at("10:10")), at("10:20"), "passed over");
        assert_eq!(rests.back(at("10:30")), at("10:30"), "what the log has while it rests is when it goes on");
    }

    #[test]
    fn an_incident_that_is_no_drill_is_itself_and_a_drill_reads_its_pauses_from_the_log() {
        let mut log = Log::default();
        log.declared("10:00");
        assert!(matches!(log.incident().in_play(at("11:00")).0, Cow::Borrowed(_)));
        log.add("10:00", Fact::Drill(DrillFact::Begun { document: DocumentId::new(Uuid::from_u128(7)) }));
        log.add("10:10", Fact::Drill(DrillFact::Paused {}));
        let resting = log.incident();
        assert_eq!(resting.in_play(at("10:25")).0.declared_at, at("10:15"), "it rests still");
        assert_eq!(resting.in_play(at("10:09")).0.declared_at, at("10:00"), "and rested not yet");
        log.add("10:30", Fact::Drill(DrillFact::Continued {}));
        log.add("10:40", Fact::Drill(DrillFact::Ended {}));
        let over = log.incident();
        assert_eq!(over.in_play(at("12:00")).0.declared_at, at("10:20"));
        assert_eq!(over.in_play(at("12:00")).0.states[0].at, at("10:20"));
    }

    proptest! {
        #[test]
        fn moments_come_back_and_keep_their_order(
            cuts in prop::collection::btree_set(0_i64..7200, 0..9),
            leaps in prop::collection::vec((0_i64..7200, 0_u32..14_400), 0..4),
            looks in prop::collection::vec(0_i64..7200, 2..12),
        ) {
            let moment = |seconds: i64| at("10:00") + SignedDuration::from_secs(seconds);
            let cuts: Vec<i64> = cuts.into_iter().collect();
            let pauses: Vec<(Timestamp, Timestamp)> =
                cuts.chunks_exact(2).map(|pair| (moment(pair[0]), moment(pair[1]))).collect();
            let rest = |(from, to): &(Timestamp, Timestamp)| {
                [ClockMove { at: *from, turn: ClockTurn::Rests }, ClockMove { at: *to, turn: ClockTurn::GoesOn }]
            };
            let mut moves: Vec<ClockMove> = pauses.iter().flat_map(rest).collect();
            moves.extend(leaps.iter().map(|(s, to)| ClockMove { at: moment(*s), turn: ClockTurn::Shows(*to) }));
            moves.sort_by_key(|one| one.at);
            let mut log = Log::default();
            log.declared("10:00");
            log.add("10:00", Fact::Drill(DrillFact::Begun { document: DocumentId::new(Uuid::from_u128(7)) }));
            let mut drill = log.incident().drill.expect("it was begun");
            drill.moves = moves;
            let now = moment(7200);
            let rests = Rests::of(Some(&drill), now);
            let within = |at: Timestamp| pauses.iter().find(|(from, to)| at >= *from && at < *to);
            let mut looks = looks;
            looks.sort_unstable();
            for pair in looks.windows(2) {
                prop_assert!(rests.moved(moment(pair[0])) <= rests.moved(moment(pair[1])));
            }
            for look in looks {
                let is_resting = within(moment(look)).is_some();
                let back = rests.back(rests.moved(moment(look)));
                prop_assert!(is_resting || back == moment(look), "{look}: {back}");
                // What a rest holds before the clock is put forward in it is named by that moment, as what it passed over.
                let leapt_in = |rest: &(Timestamp, Timestamp)| {
                    leaps.iter().any(|(s, _)| moment(*s) >= rest.0 && moment(*s) <= rest.1)
                };
                if !within(moment(look)).is_some_and(leapt_in) {
                    prop_assert_eq!(rests.moved(back), rests.moved(moment(look)));
                }
                // As long ago by the clocks of the incident as by the clock of the scenario.
                let by_scenario = drill.scenario(now) - drill.scenario(moment(look));
                prop_assert_eq!(now.duration_since(rests.moved(moment(look))), by_scenario);
            }
        }
    }
}
