use super::*;
use crate::block::BlockKind;
use crate::log::{Fact, State};
use crate::test::{Builder, Log, at, document_of};

fn plan(within: &str) -> Document {
    let mut b = Builder::default();
    let rows: &[&[(&str, &str)]] = &[
        &[("audience", "Executives"), ("acknowledge", "yes"), ("reply_by", within)],
        &[("audience", "Support staff"), ("acknowledge", "yes")],
        &[("audience", "Media"), ("acknowledge", "no"), ("reply_by", "PT1H")],
        &[("audience", "Customers"), ("acknowledge", "no")],
    ];
    let block = b.block(&BlockKind::Table, "audiences", rows);
    b.document("Plan", "", vec![("Audiences", BlockKind::Table, block)])
}

fn log() -> Log {
    let mut log = Log::default();
    let (number, title, severity) = ("INC-7".to_owned(), "Down".to_owned(), "SEV1".to_owned());
    log.add("14:00", Fact::Declared { number, title, severity, commander: None, services: vec![], detected_at: None });
    log
}

fn sent(log: &mut Log, time: &str, audience: &str, number: u32) -> EntryId {
    let (audience, stage, body, via) = (audience.to_owned(), String::new(), String::new(), "E-mail".to_owned());
    log.add(time, Fact::UpdateSent { audience, number, stage, body, via, next_at: None })
}

fn replied(log: &mut Log, time: &str, update: EntryId) {
    log.add(time, Fact::Replied { update, who: "Ada".to_owned(), text: "Read.".to_owned() });
}

fn read(log: &Log, now: &str) -> Vec<AwaitedReply> {
    awaited_replies(&PlanTimeline::always(plan("PT30M")), &log.incident(), &document_of(&[]), at(now))
}

fn states(log: &Log, now: &str) -> Vec<(String, u32, ReplyState, Option<i64>)> {
    let shown = |r: AwaitedReply| (r.audience_name, r.number, r.state, r.late_by.map(|d| d.as_secs()));
    read(log, now).into_iter().map(shown).collect()
}

#[test]
fn those_who_must_answer_are_awaited_and_those_who_need_not_are_not() {
    let mut log = log();
    for (audience, time) in [("Customers", "14:05"), ("Media", "14:06"), ("Support staff", "14:07")] {
        sent(&mut log, time, audience, 1);
    }
    sent(&mut log, "14:10", "executives", 1);
    let list = read(&log, "14:40");
    let shown: Vec<_> = list.iter().map(|r| (r.audience_name.as_str(), r.due_at, r.state.clone())).collect();
    assert_eq!(
        shown,
        [
            ("executives", Some(at("14:40")), ReplyState::Awaited),
            ("Media", Some(at("15:06")), ReplyState::Awaited),
            ("Support staff", None, ReplyState::Awaited),
        ],
        "in time at its very second; without a span there is no clock; Customers are asked for nothing"
    );
    let words: Vec<_> = list.iter().filter_map(|r| Some(r.expectation?.words())).collect();
    assert_eq!(words, ["must acknowledge within 30 min", "reply within 1 h", "must acknowledge"]);
    assert_eq!(states(&log, "14:41")[0], ("executives".to_owned(), 1, ReplyState::Late, Some(60)));
}

#[test]
fn the_first_reply_counts_and_says_by_how_much_it_was_late() {
    let mut log = log();
    let update = sent(&mut log, "14:10", "Executives", 1);
    log.add_entered("14:45", "15:10", Fact::Replied { update, who: "Ada".into(), text: String::new() });
    replied(&mut log, "15:00", update);
    let list = read(&log, "15:30");
    assert_eq!((&list[0].state, list[0].late_by), (&ReplyState::Answered, Some(SignedDuration::from_mins(5))));
    assert_eq!(list[0].replies.len(), 2, "both are kept");
    let mut log = self::log();
    let update = sent(&mut log, "14:10", "Executives", 1);
    replied(&mut log, "14:40", update);
    assert_eq!(states(&log, "15:30"), [("Executives".to_owned(), 1, ReplyState::Answered, None)]);
}

#[test]
fn a_reply_of_those_who_were_not_asked_is_kept_too() {
    let mut log = log();
    let update = sent(&mut log, "14:10", "Customers", 1);
    replied(&mut log, "14:40", update);
    assert_eq!(states(&log, "15:30"), [("Customers".to_owned(), 1, ReplyState::Answered, None)]);
}

#[test]
fn what_ends_without_a_reply_says_how_and_a_late_reply_still_counts() {
    let mut log = log();
    let first = sent(&mut log, "14:10", "Executives", 1);
    let second = sent(&mut log, "14:50", "Executives", 2);
    let superseded = ReplyState::Superseded { by: 2 };
    let open = ("Executives".to_owned(), 2, ReplyState::Awaited, None);
    assert_eq!(
        states(&log, "15:00"),
        [open.clone(), ("Executives".to_owned(), 1, superseded, Some(600))],
        "it was ten minutes late when the second asked anew"
    );
    replied(&mut log, "14:55", first);
    assert_eq!(states(&log, "15:00")[1].2, ReplyState::Answered);
    log.add("15:05", Fact::ReplyWaived { update: second, reason: "They are on the bridge".to_owned() });
    let waived = ReplyState::Waived { reason: "They are on the bridge".to_owned() };
    assert_eq!(states(&log, "15:10")[0].2, waived);
    let mut log = self::log();
    sent(&mut log, "14:10", "Executives", 1);
    log.add("14:20", Fact::StateChanged { state: State::Resolved });
    assert_eq!(states(&log, "14:50")[0].2, ReplyState::Late, "resolving ends nothing");
    log.add("14:50", Fact::StateChanged { state: State::Closed });
    assert_eq!(states(&log, "15:00")[0].2, ReplyState::Closed);
    sent(&mut log, "14:55", "Executives", 2);
    assert_eq!(states(&log, "15:00")[0], open, "what went out after the close is awaited");
}

#[test]
fn an_edit_of_the_plan_acts_forward_only() {
    let mut log = log();
    sent(&mut log, "14:10", "Executives", 1);
    sent(&mut log, "14:35", "Media", 1);
    let mut b = Builder::default();
    let none = b.block(&BlockKind::Table, "audiences", &[&[("audience", "Executives"), ("acknowledge", "no")]]);
    let none = b.document("Plan", "", vec![("Audiences", BlockKind::Table, none)]);
    let plan = PlanTimeline::new(vec![(at("14:00"), plan("PT30M")), (at("14:30"), none)]);
    let list = awaited_replies(&plan, &log.incident(), &document_of(&[]), at("14:45"));
    let shown: Vec<_> = list.iter().map(|r| (r.audience_name.as_str(), r.due_at, r.state.clone())).collect();
    assert_eq!(shown, [("Executives", Some(at("14:40")), ReplyState::Late)], "asked before it; Media after it");
    sent(&mut log, "14:46", "Executives", 2);
    let list = awaited_replies(&plan, &log.incident(), &document_of(&[]), at("14:50"));
    assert_eq!(list[0].state, ReplyState::Late, "what asks for no reply supersedes none");
}

#[test]
fn a_log_and_a_plan_that_know_nothing_of_replies_await_none() {
    let mut log = log();
    sent(&mut log, "14:10", "Executives", 1);
    let incident = log.incident();
    assert!(incident.replies.is_empty() && incident.waived_replies.is_empty());
    assert_eq!(awaited_replies(&PlanTimeline::default(), &incident, &document_of(&[]), at("18:00")), []);
    let fact = Fact::Replied { update: incident.sent[0].id, who: "Ada".into(), text: String::new() };
    let (kind, json) = fact.clone().into_parts();
    assert_eq!((kind.as_str(), Fact::from_parts("replied", &json)), ("replied", Some(fact)));
}

#[test]
fn what_a_close_ended_stays_ended_when_the_incident_is_opened_again() {
    let mut log = log();
    sent(&mut log, "14:10", "Executives", 1);
    log.add("14:20", Fact::StateChanged { state: State::Closed });
    log.add("15:00", Fact::StateChanged { state: State::Investigating });
    assert_eq!(states(&log, "15:10"), [("Executives".to_owned(), 1, ReplyState::Closed, None)]);
}
