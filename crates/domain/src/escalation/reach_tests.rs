use jiff::SignedDuration;

use super::*;
use crate::block::BlockKind;
use crate::directory::Directory;
use crate::escalation::{CallEnd, CallReview, LevelClock, LevelState, call_reviews, escalation_clocks};
use crate::id::EntryId;
use crate::log::{Addressee, CallOutcome, CallTo, Clock, Fact, State};
use crate::test::{Builder, Log, at};
use crate::timeline::PlanTimeline;

/// An incident of 14:05 whose manager is to be told at 14:20, by a mail and by telephone.
struct Case {
    plan: PlanTimeline,
    log: Log,
    sheet: EntryId,
}

fn mail() -> Addressee {
    Addressee { via: "Mail".to_owned(), channel: "m".to_owned(), to: "sofia@example.org".to_owned() }
}

fn phone() -> CallTo {
    let (method, address) = ("phone".to_owned(), "+49 30 5550100".to_owned());
    CallTo { to: "Sofia Brandt".to_owned(), lane: 0, method, address, why: String::new() }
}

fn case() -> Case {
    let mut b = Builder::default();
    let row = [("level", "Manager"), ("clock", "hierarchical"), ("target", "Sofia Brandt"), ("after", "PT15M")];
    let block = b.block(&BlockKind::Escalation, "", &[&row]);
    let document = b.document("Escalation", "escalation-matrix", vec![("Matrix", BlockKind::Escalation, block)]);
    let mut log = Log::default();
    log.declared("14:05");
    let (level, clock) = ("Manager".to_owned(), Clock::Hierarchical);
    let target = "Sofia Brandt".to_owned();
    let due_at = at("14:20");
    let call =
        log.add("14:20", Fact::LevelCalled { level: level.clone(), clock: clock.clone(), target, due_at, held: false });
    let fact = Fact::LevelNotified {
        call,
        level,
        clock,
        subject: String::new(),
        body: "You are told.".to_owned(),
        recipients: vec![mail()],
        calls: vec![phone()],
        remarks: Vec::new(),
    };
    let sheet = log.add("14:20", fact);
    Case { plan: PlanTimeline::always(document), log, sheet }
}

impl Case {
    fn mail(&mut self, time: &str, end: DeliveryEnd) {
        let fact = Fact::DeliveryEnded { update: self.sheet, to: mail(), end, answer: String::new() };
        self.log.add(time, fact);
    }

    fn phone(&mut self, time: &str, outcome: CallOutcome) {
        let (call, note) = (Some(phone()), String::new());
        self.log.add(time, Fact::CallEnded { notified: self.sheet, call, place: None, outcome, note });
    }

    fn manager(&self, now: &str) -> LevelClock {
        let mut list = escalation_clocks(&self.plan, &self.log.incident(), &Directory::default(), at(now));
        list.pop().expect("the manager")
    }

    fn review(&self, now: &str) -> CallReview {
        let mut list = call_reviews(&self.plan, &self.log.incident(), &Directory::default(), at(now));
        list.pop().expect("a call")
    }
}

#[test]
fn whoever_is_to_be_told_is_told_when_somebody_is_reached_and_not_before() {
    let mut case = case();
    let manager = case.manager("14:21");
    assert_eq!(manager.state, LevelState::Told { at: at("14:20"), late_by_seconds: 0 });
    assert_eq!(manager.reach, Reach::NotYet);
    assert_eq!(manager.explanation, "Told at an age of 15 min. Nobody was reached yet.");
    assert_eq!(case.review("14:21").end, CallEnd::Waits, "a call that reached nobody yet is no success");
    case.mail("14:22", DeliveryEnd::Refused);
    assert_eq!(case.manager("14:23").reach, Reach::NotYet, "the telephone is still to be tried");
    case.phone("14:26", CallOutcome::Told);
    let manager = case.manager("14:27");
    assert_eq!(manager.reach, Reach::Reached { at: at("14:26") });
    assert_eq!(manager.explanation, "Told at an age of 15 min.");
    let review = case.review("14:27");
    assert_eq!((review.end.clone(), review.is_unreached()), (CallEnd::Told, false));
    assert_eq!(review.reach.after(review.called_at), SignedDuration::from_mins(6), "by then it was six minutes later");
    assert_eq!(case.manager("14:25").reach, Reach::NotYet, "a past moment shows what was known then");
}

#[test]
fn a_message_that_a_server_took_within_the_minute_is_in_time() {
    let mut case = case();
    case.mail("14:20:40", DeliveryEnd::Accepted);
    let review = case.review("14:30");
    assert_eq!((review.end.clone(), review.reach.after(review.called_at)), (CallEnd::Told, SignedDuration::ZERO));
}

#[test]
fn nobody_was_reached_where_all_failed_or_the_incident_ended_before() {
    let mut case = case();
    case.phone("14:21", CallOutcome::NoAnswer);
    case.mail("14:24", DeliveryEnd::GivenUp);
    assert_eq!(case.manager("14:25").reach, Reach::Nobody { at: at("14:24") });
    assert_eq!(case.manager("14:25").explanation, "Told at an age of 15 min. Nobody was reached.");
    let review = case.review("14:25");
    assert_eq!((review.end.clone(), review.is_unreached()), (CallEnd::NotReached, true));
    let mut case = self::case();
    case.log.add("14:30", Fact::StateChanged { state: State::Resolved });
    assert_eq!(case.review("14:31").end, CallEnd::NotReached, "it was resolved before anybody was reached");
}

#[test]
fn what_a_person_logged_is_as_the_log_has_it() {
    let mut case = case();
    let (level, clock, target) = ("Boss".to_owned(), Clock::Hierarchical, "Henrik".to_owned());
    let call = case.log.add("14:30", Fact::LevelCalled { level, clock, target, due_at: at("14:30"), held: false });
    assert_eq!(reach(&case.log.incident(), call, at("14:40")), Reach::Unknown);
    assert_eq!(case.review("14:40").end, CallEnd::Told);
}
