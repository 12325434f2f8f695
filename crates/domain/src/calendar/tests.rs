use super::*;
use crate::block::BlockKind;
use crate::cadence::PLANNED;
use crate::log::{Fact, State};
use crate::test::{Builder, Log, at, document_of, incident_id};

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("the zones are bundled")
}

fn log() -> Log {
    let mut log = Log::default();
    log.add(
        "14:05",
        Fact::Declared {
            number: "INC-2041".to_owned(),
            title: "Checkout".to_owned(),
            severity: "SEV1".to_owned(),
            commander: None,
            services: Vec::new(),
            detected_at: None,
        },
    );
    log.add("14:05", Fact::PeriodStarted { number: 1, from: at("14:05"), to: at("18:05") });
    for (time, number, next) in [("14:10", 1, "14:30"), ("14:33", 2, "14:50")] {
        sent(&mut log, time, number, next);
    }
    log.add("14:40", Fact::ActionOpened { owner: Some("Kim".to_owned()), due_at: Some(at("16:00")) });
    log
}

fn sent(log: &mut Log, time: &str, number: u32, next: &str) {
    let (audience, stage) = ("Customers".to_owned(), "investigating".to_owned());
    let (body, via) = (String::new(), "Chat".to_owned());
    log.add(time, Fact::UpdateSent { audience, number, stage, body, via, next_at: Some(at(next)) });
}

fn shown(items: &mut [CalendarItem]) -> Vec<(String, CalendarState, String)> {
    order(items);
    items.iter().map(|i| (i.title.clone(), i.state, i.at.strftime("%H:%M").to_string())).collect()
}

#[test]
fn an_incident_shows_what_is_due_given_late_planned_and_where_its_periods_end() {
    let mut b = Builder::default();
    let rows: &[&[(&str, &str)]] = &[&[
        ("audience", "Media"),
        ("first", "2026-03-11"),
        ("at", "17:00"),
        ("zone", "Europe/Berlin"),
        ("rhythm", "day"),
    ]];
    let block = b.block(&BlockKind::Table, PLANNED, rows);
    let plan = b.document("Plan", "", vec![("Planned", BlockKind::Table, block)]);
    let log = log();
    let incident = Incident::fold(incident_id(), log.entries.iter()).expect("declared");
    let zone = berlin();
    let (from, to) = (at("00:00"), at("23:59") + SignedDuration::from_hours(24));
    let window = Window { from, to, now: at("14:55"), zone: &zone };
    let mut items = of_incident(&PlanTimeline::always(plan.clone()), &incident, &document_of(&[]), &window);
    let known: Vec<String> = items.iter().map(|i| i.id.clone()).collect();
    let row = |title: &str, state, at: &str| (title.to_owned(), state, at.to_owned());
    assert_eq!(
        shown(&mut items),
        [
            row("INC-2041 period 1", CalendarState::Past, "13:05"),
            row("Customers’ update 1", CalendarState::Given, "13:10"),
            row("Customers’ update 2", CalendarState::Late, "13:33"),
            row("Customers’ update", CalendarState::Overdue, "13:50"),
            row("", CalendarState::Ahead, "15:00"),
            row("Media’s update", CalendarState::Ahead, "16:00"),
            row("Media’s update", CalendarState::Ahead, "16:00"),
        ],
        "in UTC, two days of the daily one"
    );
    let later = Window { now: at("14:56"), ..window };
    let read = |incident: &Incident, window: &Window<'_>| {
        of_incident(&PlanTimeline::always(plan.clone()), incident, &document_of(&[]), window)
    };
    let again = read(&incident, &later);
    assert_eq!(again.iter().map(|i| i.id.clone()).collect::<Vec<_>>(), known, "each is known again");
    let due = again.iter().find(|i| i.state == CalendarState::Overdue).expect("one is overdue").id.clone();
    let mut more = self::log();
    sent(&mut more, "14:56", 3, "15:30");
    let incident = Incident::fold(incident_id(), more.entries.iter()).expect("declared");
    let sent: Vec<_> = read(&incident, &later).into_iter().filter(|i| i.id == due).map(|i| i.state).collect();
    assert_eq!(sent, [CalendarState::Late], "what was due is what was sent");
}

#[test]
fn a_plan_shows_its_reviews_and_meetings_and_one_that_was_put_away_nothing() {
    let mut b = Builder::default();
    let reviews: &[&[(&str, &str)]] = &[
        &[
            ("name", "Short"),
            ("first", "2026-03-02"),
            ("rhythm", "week"),
            ("at", "09:00"),
            ("zone", "Europe/Berlin"),
            ("length", "PT30M"),
        ],
        &[("name", "Long"), ("first", "2025-12-31"), ("rhythm", "quarter")],
        &[("name", "Drill"), ("rhythm", "quarter")],
    ];
    let meetings: &[&[(&str, &str)]] = &[
        &[("kind", "meeting"), ("name", "Tactics"), ("from", "2026-03-11T15:00:00Z"), ("location", "Bridge 1")],
        &[("kind", "period"), ("name", "Period 1"), ("from", "2026-03-11T13:00:00Z")],
    ];
    let (reviews, meetings) =
        (b.block(&BlockKind::Table, RECURRENCES, reviews), b.block(&BlockKind::Periods, "", meetings));
    let mut plan = b.document(
        "Roll-out",
        "",
        vec![("Rhythm", BlockKind::Table, reviews), ("Meetings", BlockKind::Periods, meetings)],
    );
    plan.header.insert("next_review".to_owned(), crate::Value::one("2026-03-10"));
    let id = DocumentId::new(b.uuid());
    let zone = berlin();
    let day = |text: &str| text.parse::<Timestamp>().expect("a moment");
    let window =
        Window { from: day("2026-03-01T00:00:00Z"), to: day("2026-04-01T00:00:00Z"), now: at("14:55"), zone: &zone };
    let mut items = DocumentPlans::read(&plan).items(id, &document_of(&[]), &window);
    order(&mut items);
    let shown: Vec<_> = items.iter().map(|i| (i.title.as_str(), i.at.to_string(), i.state)).collect();
    let (past, ahead) = (CalendarState::Past, CalendarState::Ahead);
    assert_eq!(
        shown,
        [
            ("Short", "2026-03-02T08:00:00Z".to_owned(), past),
            ("Short", "2026-03-09T08:00:00Z".to_owned(), past),
            ("Review of “Roll-out”", "2026-03-09T23:00:00Z".to_owned(), CalendarState::Overdue),
            ("Tactics", "2026-03-11T15:00:00Z".to_owned(), ahead),
            ("Short", "2026-03-16T08:00:00Z".to_owned(), ahead),
            ("Short", "2026-03-23T08:00:00Z".to_owned(), ahead),
            ("Short", "2026-03-30T07:00:00Z".to_owned(), ahead),
            ("Long", "2026-03-31T00:00:00Z".to_owned(), ahead),
        ],
        "nine on the wall in Berlin, before and after the clock is put forward"
    );
    assert_eq!(items[0].detail, "Roll-out · every Monday");
    plan.header.insert("status".to_owned(), crate::Value::one("archived"));
    assert_eq!(DocumentPlans::read(&plan).items(id, &document_of(&[]), &window), []);
}

#[test]
fn regulatory_clocks_that_run_stand_in_the_calendar_also_after_the_incident() {
    let mut b = Builder::default();
    let rows: &[&[(&str, &str)]] = &[
        &[("regime", "NIS2"), ("applies", "yes"), ("anchor", "Awareness"), ("offset", "24 h"), ("recipient", "CSIRT")],
        &[("regime", "DORA"), ("applies", "yes"), ("anchor", "Classified"), ("offset", "4 h")],
    ];
    let block = b.block(&BlockKind::Table, "regulatory", rows);
    let plan = b.document("Plan", "", vec![("Clocks", BlockKind::Table, block)]);
    let mut log = log();
    log.add("14:20", Fact::AnchorLogged { anchor: "Awareness".to_owned() });
    log.add("14:50", Fact::StateChanged { state: State::Closed });
    let zone = berlin();
    let to = at("23:59") + SignedDuration::from_hours(24);
    let window = Window { from: at("00:00"), to, now: at("14:55"), zone: &zone };
    let of = |log: &Log| {
        let incident = Incident::fold(incident_id(), log.entries.iter()).expect("declared");
        let items = of_incident(&PlanTimeline::always(plan.clone()), &incident, &document_of(&[]), &window);
        let duties = items.into_iter().filter(|i| i.kind == CalendarKind::Obligation);
        duties.map(|i| (i.title, i.state, i.at, i.detail)).collect::<Vec<_>>()
    };
    let due = at("14:20") + SignedDuration::from_hours(24);
    assert_eq!(of(&log), [("NIS2".to_owned(), CalendarState::Ahead, due, "to CSIRT".to_owned())]);
    let (obligation, change, words) = ("NIS2".to_owned(), crate::log::ObligationChange::Filed, "A-1".to_owned());
    log.add("14:52", Fact::ObligationChanged { obligation, change, until: None, words });
    assert_eq!(of(&log), [], "it is filed");
}

#[test]
fn approvals_that_nobody_gave_stand_in_the_calendar() {
    let mut b = Builder::default();
    let rows: &[&[(&str, &str)]] = &[
        &[("checkpoint", "Plan"), ("approver", "Kim"), ("due", "2026-03-11T15:00:00Z")],
        &[("checkpoint", "Close"), ("approver", "Mai")],
    ];
    let block = b.block(&BlockKind::Approvals, "", rows);
    let plan = b.document("Roll-out", "", vec![("Approvals", BlockKind::Approvals, block)]);
    let id = DocumentId::new(b.uuid());
    assert!(DocumentPlans::read(&plan).has_dues());
    let zone = berlin();
    let window = Window { from: at("00:00"), to: at("23:59"), now: at("14:55"), zone: &zone };
    let shown = |log: &[crate::log::Recorded]| {
        let points = crate::checkpoint::checkpoints(id, &plan, log);
        let items = approvals(id, &plan, &points, &document_of(&[]), &window);
        items.into_iter().map(|i| (i.title, i.state, i.detail)).collect::<Vec<_>>()
    };
    let row = ("Approval: Plan".to_owned(), CalendarState::Ahead, "Roll-out · Kim".to_owned());
    assert_eq!(shown(&[]), [row]);
    let mut log = log();
    let (checkpoint, hash) = ("Plan".to_owned(), crate::canonical::content_hash(&plan));
    let (heads, decision) = (Vec::new(), crate::log::Decision::Approved);
    log.add("14:30", Fact::ApprovalGiven { document: id, checkpoint, heads, hash, decision });
    assert_eq!(shown(&log.entries), [], "it was given");
}

#[test]
fn closing_takes_what_was_ahead_out_of_the_calendar() {
    let mut log = log();
    log.add("14:50", Fact::StateChanged { state: State::Closed });
    let incident = Incident::fold(incident_id(), log.entries.iter()).expect("declared");
    let zone = berlin();
    let window = Window { from: at("00:00"), to: at("23:59"), now: at("14:55"), zone: &zone };
    let items = of_incident(&PlanTimeline::default(), &incident, &document_of(&[]), &window);
    assert!(items.iter().all(|i| i.kind != CalendarKind::Update || i.state != CalendarState::Overdue), "{items:?}");
}

#[test]
fn a_whole_day_is_the_same_day_wherever_its_row_and_who_looks_are() {
    let mut b = Builder::default();
    let rows: &[&[(&str, &str)]] = &[
        &[("name", "UTC"), ("first", "2026-03-11")],
        &[("name", "Tokyo"), ("first", "2026-03-11"), ("zone", "Asia/Tokyo")],
        &[("name", "Kiritimati"), ("first", "2026-03-11"), ("zone", "Pacific/Kiritimati")],
        &[("name", "Samoa"), ("first", "2026-03-11"), ("zone", "Pacific/Pago_Pago")],
        &[("name", "Each"), ("first", "2026-03-01"), ("rhythm", "day")],
    ];
    let block = b.block(&BlockKind::Table, RECURRENCES, rows);
    let plan = b.document("Plan", "", vec![("Rhythm", BlockKind::Table, block)]);
    let id = DocumentId::new(b.uuid());
    for name in ["Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"] {
        let zone = TimeZone::get(name).expect("the zones are bundled");
        let begins = |day: i8| {
            let wall = jiff::civil::date(2026, 3, day).at(0, 0, 0, 0);
            zone.to_ambiguous_timestamp(wall).compatible().expect("a moment")
        };
        let shown = |day: i8| {
            let window = Window { from: begins(day), to: begins(day + 1), now: at("14:55"), zone: &zone };
            let items = DocumentPlans::read(&plan).items(id, &document_of(&[]), &window);
            items.into_iter().map(|i| (i.title, i.day.map(Date::day))).collect::<Vec<_>>()
        };
        let all = ["UTC", "Tokyo", "Kiritimati", "Samoa", "Each"].map(|title| (title.to_owned(), Some(11)));
        assert_eq!(shown(11), all, "in {name}");
        assert_eq!(shown(10), [("Each".to_owned(), Some(10))], "in {name}, the day before");
        assert_eq!(shown(12), [("Each".to_owned(), Some(12))], "in {name}, the day after");
    }
}

#[test]
fn no_two_things_are_known_by_the_same_id() {
    let mut b = Builder::default();
    let five: &[(&str, &str)] =
        &[("audience", "Media"), ("first", "2026-03-11"), ("at", "17:00"), ("zone", "Europe/Berlin")];
    let four: &[(&str, &str)] =
        &[("audience", "Media"), ("first", "2026-03-11"), ("at", "16:00"), ("zone", "Europe/Berlin")];
    let block = b.block(&BlockKind::Table, PLANNED, &[four, five, five]);
    let plan = b.document("Plan", "", vec![("Planned", BlockKind::Table, block)]);
    let mut log = log();
    log.add("14:06", Fact::PeriodStarted { number: 1, from: at("14:06"), to: at("18:06") });
    for _ in 0..2 {
        let (audience, reason) = ("Media".to_owned(), "No news".to_owned());
        log.add("14:50", Fact::UpdateSkipped { audience, due_at: at("15:30"), reason, planned: true });
    }
    let incident = Incident::fold(incident_id(), log.entries.iter()).expect("declared");
    let zone = berlin();
    let window = Window { from: at("00:00"), to: at("23:59"), now: at("14:55"), zone: &zone };
    let items = of_incident(&PlanTimeline::always(plan), &incident, &document_of(&[]), &window);
    let ids: std::collections::BTreeSet<_> = items.iter().map(|i| i.id.as_str()).collect();
    assert_eq!(ids.len(), items.len(), "{items:#?}");
    assert_eq!(items.iter().filter(|i| i.at == at("17:00")).count(), 2, "both of 17:00 are there");
}
