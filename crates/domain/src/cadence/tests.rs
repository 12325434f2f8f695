use super::*;
use crate::incident::Incident;
use crate::log::Fact;
use crate::test::{Builder, Log, at, document_of};
use crate::timeline::PlanTimeline;

type Cells<'a> = &'a [(&'a str, &'a str)];

/// The cadence of the sample incident.
const SAMPLE: &[Cells<'_>] = &[
    &[
        ("severity", "SEV1"),
        ("state", "investigating|identified"),
        ("audience", "Customers"),
        ("interval", "PT20M"),
        ("first_within", "PT5M"),
        ("owner", "Nguyễn Thị Mai"),
    ],
    &[("severity", "SEV1"), ("state", "monitoring"), ("audience", "Customers"), ("interval", "PT30M")],
    &[("audience", "Executives"), ("interval", "PT30M"), ("first_within", "PT15M")],
    &[("audience", "Support staff"), ("with_audience", "customers")],
    &[("audience", "Partners"), ("interval", "PT60M")],
    &[("audience", "Data protection authority")],
];

fn plan(b: &mut Builder, rows: &[Cells<'_>]) -> Document {
    let block = b.block(&BlockKind::Cadence, "", rows);
    b.document("Communication plan", "communication-plan", vec![("Cadence", BlockKind::Cadence, block)])
}

pub(super) fn directory(b: &mut Builder) -> Directory {
    let list = b.list("audiences", &[&[("name", "Customers")], &[("name", "Executives")], &[("name", "Partners")]]);
    let severities = b.list("severities", &[&[("name", "SEV1"), ("rank", "1")], &[("name", "SEV2"), ("rank", "2")]]);
    document_of(&[list, severities])
}

pub(super) fn sent(audience: &str, number: u32, next: Option<&str>) -> Fact {
    Fact::UpdateSent {
        audience: audience.to_owned(),
        number,
        stage: "investigating".to_owned(),
        body: String::new(),
        via: "Status page".to_owned(),
        next_at: next.map(at),
    }
}

pub(super) fn declared() -> Fact {
    Fact::Declared {
        number: "INC-2041".to_owned(),
        title: "Checkout".to_owned(),
        severity: "SEV1".to_owned(),
        commander: None,
        services: Vec::new(),
        detected_at: None,
    }
}

fn sample_log() -> Log {
    let mut log = Log::default();
    log.add("14:05", declared());
    log.add("14:06", sent("Customers", 1, Some("14:11")));
    log.add("14:11", sent("Customers", 2, Some("14:31:22")));
    log.add("14:14:41", sent("Executives", 1, Some("14:44:41")));
    log.add("14:31:22", sent("Customers", 3, Some("14:51:22")));
    log.add("14:32", sent("Support staff", 1, None));
    log.add("14:41", Fact::StateChanged { state: State::Identified });
    log
}

pub(super) fn one<'a>(list: &'a [DueUpdate], audience: &str) -> &'a DueUpdate {
    list.iter().find(|u| u.audience == audience).unwrap_or_else(|| panic!("{audience} in {list:#?}"))
}

fn dues(rows: &[Cells<'_>], incident: &Incident, now: &str) -> Vec<DueUpdate> {
    let mut b = Builder::default();
    let directory = directory(&mut b);
    due_updates(&PlanTimeline::always(plan(&mut b, rows)), incident, &directory, at(now))
}

#[test]
fn the_sample_incident_stands_at_14_47_12_as_its_story_says() {
    let list = dues(SAMPLE, &sample_log().incident(), "14:47:12");
    let executives = one(&list, "Executives");
    assert_eq!(executives.state, DueState::Overdue);
    assert_eq!(executives.in_seconds, Some(-151), "overdue by 02:31");
    assert_eq!(executives.promised_at, Some(at("14:44:41")));
    assert_eq!(executives.number, 2);
    let customers = one(&list, "Customers");
    assert_eq!((customers.state, customers.due_at), (DueState::Due, Some(at("14:51:22"))), "79 % of its 20 min");
    assert_eq!(customers.in_seconds, Some(250), "in 04:10");
    assert_eq!(customers.stage, "identified");
    assert_eq!(customers.owner.as_deref(), Some("Nguyễn Thị Mai"));
    let support = one(&list, "Support staff");
    assert_eq!((support.state, support.due_at), (DueState::AsOther, customers.due_at), "with the customers");
    let partners = one(&list, "Partners");
    assert_eq!((partners.state, partners.due_at), (DueState::Due, Some(at("15:05"))), "an hour after declaring");
    let authority = one(&list, "Data protection authority");
    assert_eq!((authority.state, authority.due_at), (DueState::NoClock, None));
    assert_eq!(list[0].audience, "Executives", "the most urgent comes first");
}

#[test]
fn whoever_goes_out_with_another_is_owed_theirs_once_the_other_was_told() {
    let mut log = Log::default();
    log.add("14:05", declared());
    let staff = |log: &Log, now: &str| one(&dues(SAMPLE, &log.incident(), now), "Support staff").clone();
    assert_eq!(staff(&log, "14:05:30").state, DueState::AsOther, "with the holding statement");
    log.add("14:06", sent("Customers", 1, Some("14:26")));
    let owed = staff(&log, "14:07");
    assert_eq!((owed.state, owed.due_at, owed.with_audience), (DueState::Upcoming, Some(at("14:16")), None));
    assert_eq!((owed.last_sent_at, owed.promised_at), (None, None), "nothing was said or promised to them");
    assert!(owed.explanation.contains("their update 1 is out"), "{}", owed.explanation);
    // The next one to customers does not move what is owed.
    log.add("14:15", sent("Customers", 2, Some("14:35")));
    let late = staff(&log, "14:20");
    assert_eq!((late.state, late.due_at), (DueState::Overdue, Some(at("14:16"))));
    let mut b = Builder::default();
    let directory = directory(&mut b);
    let plan = PlanTimeline::always(plan(&mut b, SAMPLE));
    let found = newly_overdue(&plan, &log.incident(), &directory, at("14:20"));
    let found = found.iter().find(|fact| fact.text.starts_with("Support staff")).expect("it leaves a trace");
    let words = "Support staff: the update that goes with update 1 of Customers has not gone out, 4 min late.";
    assert_eq!(found.text, words);
    // One of their own, shortly before the others, goes with it; so does leaving it out.
    let mut told = log.clone();
    told.add("14:21", sent("Support staff", 1, None));
    assert_eq!(staff(&told, "14:22").state, DueState::AsOther);
    told.add("14:34", sent("Support staff", 2, None));
    told.add("14:35", sent("Customers", 3, Some("14:55")));
    let next = staff(&told, "14:50");
    assert_eq!((next.state, next.due_at), (DueState::AsOther, Some(at("14:55"))), "{next:#?}");
    let (audience, reason) = ("Support staff".to_owned(), "They sit beside us".to_owned());
    log.add("14:21", Fact::UpdateSkipped { audience, due_at: at("14:16"), reason, planned: false });
    assert_eq!(staff(&log, "14:22").state, DueState::AsOther);
    log.add("14:40", Fact::StateChanged { state: State::Closed });
    assert!(dues(SAMPLE, &log.incident(), "15:40").iter().all(|u| u.audience != "Support staff" || u.due_at.is_none()));
}

#[test]
fn the_interval_counts_from_the_last_update_where_no_promise_was_made() {
    let mut log = Log::default();
    log.add("14:05", declared());
    assert_eq!(one(&dues(SAMPLE, &log.incident(), "14:06"), "Customers").due_at, Some(at("14:10")), "first within 5");
    log.add("14:06", sent("Customers", 1, None));
    let update = dues(SAMPLE, &log.incident(), "14:07");
    assert_eq!(one(&update, "Customers").due_at, Some(at("14:26")));
    log.add("14:20", Fact::StateChanged { state: State::Monitoring });
    let update = dues(SAMPLE, &log.incident(), "14:21");
    assert_eq!(one(&update, "Customers").due_at, Some(at("14:36")), "30 min while monitoring");
    assert_eq!(
        one(&update, "Customers").explanation,
        "Every 30 min after the last update (at SEV1, while monitoring)."
    );
}

#[test]
fn a_change_of_the_rule_neither_erases_a_breach_nor_makes_one_in_the_past() {
    let mut log = Log::default();
    log.add("14:05", declared());
    log.add("14:06", sent("Customers", 1, None));
    let mut b = Builder::default();
    let directory = directory(&mut b);
    let every = |b: &mut Builder, span: &str| {
        plan(b, &[&[("audience", "Customers"), ("first_within", "PT5M"), ("interval", span)]])
    };
    let incident = log.incident();
    let due = |from: &str, first: &str, then: &str, b: &mut Builder| {
        let versions = vec![(Timestamp::MIN, every(b, first)), (at(from), every(b, then))];
        due_updates(&PlanTimeline::new(versions), &incident, &directory, at("15:30"))[0].due_at
    };
    assert_eq!(due("14:30", "PT20M", "PT2H", &mut b), Some(at("14:26")), "the breach of 14:26 stays");
    assert_eq!(due("14:20", "PT20M", "PT2H", &mut b), Some(at("16:06")), "an edit in time acts forward");
    assert_eq!(due("14:40", "PT2H", "PT20M", &mut b), Some(at("14:40")), "not late before the edit");
}

#[test]
fn resolving_stops_the_cadence_but_a_promise_binds_until_it_is_kept_or_the_incident_is_closed() {
    let mut log = sample_log();
    log.add("14:44", Fact::StateChanged { state: State::Resolved });
    let list = dues(SAMPLE, &log.incident(), "14:45");
    assert_eq!(one(&list, "Executives").state, DueState::Overdue, "14:44:41 was promised");
    assert!(!list.iter().any(|u| u.audience == "Partners"), "no promise, no cadence: {list:#?}");
    log.add("14:46", Fact::StateChanged { state: State::Closed });
    assert!(dues(SAMPLE, &log.incident(), "14:47").is_empty(), "closing ends it all");
}

#[test]
fn the_last_update_after_resolving_is_still_that_of_its_audience() {
    let mut b = Builder::default();
    let cadence = b.block(&BlockKind::Cadence, "", SAMPLE);
    let row: Cells<'_> =
        &[("audience", "Executives"), ("owner", "Ada"), ("approver", "Bo"), ("primary_channel", "E-mail")];
    let audiences = b.block(&BlockKind::Table, "audiences", &[row]);
    let sections = vec![("Cadence", BlockKind::Cadence, cadence), ("Audiences", BlockKind::Table, audiences)];
    let plan = PlanTimeline::always(b.document("Communication plan", "communication-plan", sections));
    let mut log = sample_log();
    log.add("14:44", Fact::StateChanged { state: State::Resolved });
    let list = due_updates(&plan, &log.incident(), &directory(&mut b), at("14:45"));
    let last = one(&list, "Executives");
    let whose = [&last.owner, &last.approver, &last.channel].map(|named| named.as_deref().unwrap_or_default());
    assert_eq!(whose, ["Ada", "Bo", "E-mail"], "it was promised: {last:#?}");
}

#[test]
fn a_row_for_the_resolved_state_asks_for_one_last_update() {
    let rows: &[Cells<'_>] = &[
        &[("audience", "Customers"), ("interval", "PT20M")],
        &[("audience", "Customers"), ("state", "resolved"), ("first_within", "PT15M"), ("stage", "resolved")],
    ];
    let mut log = Log::default();
    log.add("14:05", declared());
    log.add("16:04", Fact::StateChanged { state: State::Resolved });
    let list = dues(rows, &log.incident(), "16:05");
    assert_eq!(one(&list, "Customers").due_at, Some(at("16:19")));
    log.add("16:06", sent("Customers", 1, None));
    let list = dues(rows, &log.incident(), "16:30");
    assert!(list.iter().all(|u| u.due_at.is_none()), "it was given: {list:#?}");
}

#[test]
fn a_skipped_update_keeps_the_rhythm_and_a_snoozed_one_keeps_its_promise() {
    let mut log = sample_log();
    let customers = || "Customers".to_owned();
    log.add("14:46", Fact::UpdateSnoozed { audience: customers(), until: at("14:50"), reason: "in a call".to_owned() });
    let list = dues(SAMPLE, &log.incident(), "14:47");
    let update = one(&list, "Customers");
    assert_eq!((update.state, update.due_at), (DueState::Snoozed, Some(at("14:51:22"))));
    assert_ne!(one(&dues(SAMPLE, &log.incident(), "14:50"), "Customers").state, DueState::Snoozed, "it wakes");
    log.add(
        "14:50",
        Fact::UpdateSkipped {
            audience: customers(),
            due_at: at("14:51:22"),
            reason: "no news".to_owned(),
            planned: false,
        },
    );
    assert_eq!(one(&dues(SAMPLE, &log.incident(), "14:50"), "Customers").due_at, Some(at("15:11:22")));
    let made = promises(&log.incident(), &Directory::default(), at("15:00"));
    let last = made.iter().rfind(|p| p.audience == "Customers").expect("promised");
    assert_eq!(last.outcome, PromiseOutcome::Missed { reason: "no news".to_owned() });
}

#[test]
fn a_later_skip_leaves_what_became_of_earlier_promises() {
    let mut log = sample_log();
    let customers = || "Customers".to_owned();
    let directory = Directory::default();
    let before = promises(&log.incident(), &directory, at("14:50"));
    let due_at = at("14:51:22");
    log.add(
        "14:50",
        Fact::UpdateSkipped { audience: customers(), due_at, reason: "no news".to_owned(), planned: false },
    );
    let after = promises(&log.incident(), &directory, at("14:50"));
    let last = before.iter().rposition(|p| p.audience == "Customers").expect("promised");
    assert_eq!(before[..last], after[..last], "only the promise that was skipped is another one");
    let late = |made: &Promise| matches!(made.outcome, PromiseOutcome::Kept { .. } | PromiseOutcome::Late { .. });
    assert!(before[..last].iter().any(late), "there are promises that a skip could spoil");
}

#[test]
fn a_material_change_asks_at_once_where_the_row_says_so() {
    let rows: &[Cells<'_>] = &[&[("audience", "Customers"), ("interval", "PT20M"), ("on_change", "yes")]];
    let list = dues(rows, &sample_log().incident(), "14:42");
    let update = one(&list, "Customers");
    assert_eq!((update.state, update.due_at), (DueState::Overdue, Some(at("14:41"))));
    assert_eq!(update.explanation, "At once on a material change: the state became identified.");
}

#[test]
fn the_most_specific_row_wins_and_a_row_with_an_age_holds_from_that_age() {
    let rows: &[Cells<'_>] = &[
        &[("audience", "Customers"), ("interval", "PT60M")],
        &[("audience", "Customers"), ("severity", "SEV1"), ("interval", "PT20M")],
        &[("audience", "Customers"), ("severity", "SEV1"), ("after_elapsed", "PT2H"), ("interval", "PT40M")],
    ];
    let mut log = Log::default();
    log.add("14:05", declared());
    log.add("15:50", sent("Customers", 1, None));
    assert_eq!(one(&dues(rows, &log.incident(), "15:51"), "Customers").due_at, Some(at("16:30")), "long incident");
    log.add("15:51", Fact::SeverityChanged { severity: "SEV2".to_owned(), reason: String::new() });
    assert_eq!(one(&dues(rows, &log.incident(), "15:52"), "Customers").due_at, Some(at("16:50")), "any severity");
}

#[test]
fn promises_are_scored_as_kept_late_or_overdue() {
    let mut log = sample_log();
    let outcome = |log: &Log, audience: &str, now: &str| {
        let list = promises(&log.incident(), &Directory::default(), at(now));
        list.into_iter().filter(|p| p.audience == audience).map(|p| p.outcome).collect::<Vec<_>>()
    };
    assert_eq!(outcome(&log, "Executives", "14:47:12"), [PromiseOutcome::Overdue]);
    log.add("14:49", sent("Executives", 2, None));
    let late = PromiseOutcome::Late { sent_at: at("14:49"), by_seconds: 259 };
    assert_eq!(outcome(&log, "Executives", "15:00"), [late], "4 min late");
    let customers = outcome(&log, "Customers", "14:47:12");
    assert_eq!(customers[0], PromiseOutcome::Kept { sent_at: at("14:11") });
    assert_eq!(customers[2], PromiseOutcome::Open);
}

#[test]
fn a_plan_that_names_an_audience_by_id_and_a_log_that_names_it_in_words_mean_the_same() {
    let mut b = Builder::default();
    let list = b.list("audiences", &[&[("name", "Customers")]]);
    let directory = document_of(std::slice::from_ref(&list));
    let id = directory.entries().next().expect("one").id.clone();
    let plan = plan(&mut b, &[&[("audience", id.as_str()), ("interval", "PT20M")]]);
    let dues = due_updates(&PlanTimeline::always(plan), &sample_log().incident(), &directory, at("14:47:12"));
    let mine: Vec<_> = dues.iter().filter(|u| u.audience_name == "Customers").collect();
    assert_eq!(mine.len(), 1, "one audience, one row: {dues:#?}");
    assert_eq!(mine[0].due_at, Some(at("14:51:22")));
}

#[test]
fn an_update_in_the_outbox_does_not_keep_its_promise_while_nobody_has_it() {
    let mut log = sample_log();
    let before = one(&dues(SAMPLE, &log.incident(), "14:47:12"), "Executives").clone();
    let to =
        crate::log::Addressee { via: "Mail".to_owned(), channel: String::new(), to: "board@example.org".to_owned() };
    log.add(
        "14:44",
        Fact::UpdateQueued {
            audience: "executives".to_owned(),
            number: 2,
            stage: "identified".to_owned(),
            scheduled: None,
            subject: String::new(),
            body: "Rolling back.".to_owned(),
            via: "Mail".to_owned(),
            next_at: Some(at("15:14")),
            recipients: vec![to.clone()],
        },
    );
    let queued = log.entries.last().expect("it was added").entry.id;
    let list = dues(SAMPLE, &log.incident(), "14:47:12");
    let waiting = one(&list, "Executives");
    assert_eq!((waiting.state, waiting.due_at), (before.state, before.due_at), "its clock runs on");
    assert_eq!(waiting.promised_at, before.promised_at);
    assert_eq!(waiting.in_outbox, Some(InOutbox { number: 2, at: at("14:44") }));
    assert_eq!(waiting.number, 3, "what is written now is the one after it");
    let customers = one(&list, "Customers");
    assert_eq!((customers.number, customers.in_outbox.clone()), (4, None), "another audience is another matter");
    // Given up: as if it had not been queued.
    let mut dropped = log.clone();
    let end = crate::log::DeliveryEnd::GivenUp;
    dropped.add("14:46", Fact::DeliveryEnded { update: queued, to, end, answer: String::new() });
    assert_eq!(*one(&dues(SAMPLE, &dropped.incident(), "14:47:12"), "Executives"), before);
    // Out: the promise that it made counts from then.
    let mut out = sent("Executives", 2, Some("15:14"));
    if let Fact::UpdateSent { body, .. } = &mut out {
        "Rolling back.".clone_into(body);
    }
    log.add("14:46", out);
    let list = dues(SAMPLE, &log.incident(), "14:47:12");
    let kept = one(&list, "Executives");
    assert_eq!((kept.number, kept.in_outbox.clone(), kept.promised_at), (3, None, Some(at("15:14"))));
}

#[test]
fn an_audience_goes_with_the_last_of_a_chain_and_a_circle_leaves_nobody_without_a_clock() {
    let chain: &[Cells<'_>] = &[
        &[("audience", "Customers"), ("interval", "PT20M")],
        &[("audience", "Support staff"), ("with_audience", "customers")],
        &[("audience", "Partners"), ("with_audience", "support staff")],
    ];
    let mut log = sample_log();
    let owed = dues(chain, &log.incident(), "14:47");
    let owed = one(&owed, "Partners");
    assert_eq!((owed.state, owed.due_at), (DueState::Overdue, Some(at("14:16"))), "nobody wrote to them: {owed:#?}");
    log.add("14:33", sent("Partners", 1, None));
    let list = dues(chain, &log.incident(), "14:47");
    let partners = one(&list, "Partners");
    assert_eq!((partners.state, partners.due_at), (DueState::AsOther, Some(at("14:51:22"))), "{partners:#?}");
    assert_eq!(partners.explanation, "Goes out with every update of customers.");
    let circle: &[Cells<'_>] = &[
        &[
            ("audience", "Partners"),
            ("with_audience", "Support staff"),
            ("first_within", "PT15M"),
            ("interval", "PT20M"),
        ],
        &[("audience", "Support staff"), ("with_audience", "Partners")],
    ];
    let list = dues(circle, &sample_log().incident(), "14:47");
    let partners = one(&list, "Partners");
    assert_eq!((partners.state, partners.due_at), (DueState::Overdue, Some(at("14:20"))), "its own time holds");
    let staff = one(&list, "Support staff");
    assert_eq!(staff.state, DueState::NoClock);
    assert!(staff.explanation.contains("in a circle"), "{}", staff.explanation);
}

#[test]
fn a_reminder_rests_until_the_update_after_it_would_be_due_and_no_longer() {
    let mut b = Builder::default();
    let directory = directory(&mut b);
    let rows: &[Cells<'_>] = &[
        &[("audience", "Customers"), ("interval", "PT20M")],
        &[("audience", "Support staff"), ("with_audience", "customers")],
        &[("audience", "Regulator"), ("first_within", "PT60M")],
    ];
    let plan = PlanTimeline::always(plan(&mut b, rows));
    let incident = sample_log().incident();
    let limit = |audience: &str, now: &str| {
        let list = due_updates(&plan, &incident, &directory, at(now));
        snooze_limit(&plan, &incident, &directory, one(&list, audience), at(now))
    };
    assert_eq!(limit("Customers", "14:47"), at("15:11:22"), "20 min after its own moment");
    assert_eq!(limit("Customers", "15:00"), at("15:20"), "20 min from now where that has passed");
    assert_eq!(limit("Support staff", "14:47"), at("15:11:22"), "as those it goes out with");
    assert_eq!(limit("Regulator", "14:47"), at("16:05"), "an hour where nothing comes after it");
}
