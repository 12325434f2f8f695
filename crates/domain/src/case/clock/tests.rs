use proptest::prelude::*;

use super::*;
use crate::block::{Block, Column};
use crate::case::{CaseFields, CaseHistories};
use crate::directory::Week;
use crate::id::{ColumnId, DocumentId, RowId, SectionId};
use crate::log::{CaseChanged, CaseFieldChange, CaseInput, Fact};
use crate::position::Position;
use crate::test::{Builder, Log, at};
use crate::value::ColumnType;

const OF: DocumentId = DocumentId::new(uuid::Uuid::from_u128(7));

/// A document with one ticket and service levels that pause while the customer is awaited.
fn desk(cells: &[(&str, &str)]) -> Document {
    let mut b = Builder::default();
    let cases = b.block(&BlockKind::Table, "tickets", &[cells]);
    let mut levels = b.block(&BlockKind::Table, "service-levels", &[]);
    levels.settings.insert("preset".to_owned(), crate::value::Value::one("service-levels"));
    let high = [
        ("priority", "high"),
        ("response_target", "PT30M"),
        ("resolution_target", "PT2H"),
        ("at_risk_percent", "75"),
        ("pauses", "awaiting customer; On hold"),
    ];
    b.row(&mut levels, &high);
    b.document("", "", vec![("Tickets", BlockKind::Table, cases), ("Levels", BlockKind::Table, levels)])
}

fn table(document: &Document) -> &Block {
    &crate::trigger::case_tables(document)[0].1.block
}

fn row(document: &Document) -> RowId {
    table(document).live_rows()[0].0
}

/// A table with these columns.
fn own_table(b: &mut Builder, columns: &[(&str, ColumnType)]) -> Block {
    let mut block = Block::default();
    for (pos, (key, column_type)) in Position::series(columns.len()).into_iter().zip(columns) {
        let column = Column {
            pos,
            key: (*key).to_owned(),
            name: (*key).to_owned(),
            column_type: column_type.clone(),
            options: std::collections::BTreeMap::new(),
            choices: std::collections::BTreeMap::new(),
            deleted_at: None,
        };
        block.columns.insert(ColumnId::new(b.uuid()), column);
    }
    block
}

fn changed(document: &Document, key: &str, before: &str, after: &str) -> Fact {
    let changes = vec![CaseFieldChange { key: key.into(), before: before.into(), after: after.into() }];
    Fact::CaseChanged(CaseChanged {
        document: OF,
        section: SectionId::new(uuid::Uuid::nil()),
        row: row(document),
        changes,
    })
}

fn read<T>(document: &Document, log: &Log, work: impl FnOnce(&CaseFacts<'_>, &ServiceLevels) -> T) -> T {
    let directory = Directory::default();
    let (fields, levels) = (CaseFields::of(table(document), &directory), ServiceLevels::read(document, &directory));
    let histories = CaseHistories::read(&log.entries);
    let (id, cells) = table(document).live_rows()[0];
    let case = CaseFacts::of_row(&fields, table(document), cells, None).with_history(histories.of(OF, id));
    work(&case, &levels)
}

fn clock(document: &Document, log: &Log, which: SlaClock, time: &str) -> CaseClock {
    read(document, log, |case, levels| levels.clock(case, which, at(time)).expect("a clock"))
}

const OPENED: (&str, &str) = ("opened", "2026-03-11T11:00:00Z");

#[test]
fn the_resolution_clock_rests_in_the_statuses_of_its_service_level_and_the_response_clock_never_does() {
    let document = desk(&[("id", "T-1"), OPENED, ("priority", "high"), ("status", "in-progress")]);
    let mut log = Log::default();
    log.add("12:10", changed(&document, "status", "New", "Awaiting customer"));
    log.add("13:10", changed(&document, "status", "Awaiting customer", "In progress"));
    let resolution = |time: &str| clock(&document, &log, SlaClock::Resolution, time);
    let resting = resolution("12:40");
    assert_eq!((resting.used, resting.rested), (SignedDuration::from_mins(10), SignedDuration::from_mins(30)));
    let rest = resting.rest.clone().expect("it rests");
    assert_eq!((rest.since, rest.status.as_str(), rest.is_known), (at("12:10"), "Awaiting customer", true));
    assert_eq!((resting.stand(), resting.due), (ClockStand::Paused, at("14:30")), "as if it went on now");
    assert_eq!(resting.reaches(100.0), None, "while it rests it comes nearer to nothing");
    let after = resolution("14:00");
    assert_eq!((after.used, after.due), (SignedDuration::from_mins(60), at("15:00")));
    assert_eq!((after.stand(), after.risk_from()), (ClockStand::Running, Some(at("14:30"))), "75 % of two hours");
    assert_eq!(resolution("14:30").stand(), ClockStand::AtRisk);
    assert_eq!(resolution("15:00").stand(), ClockStand::AtRisk, "it is broken after its own moment");
    assert_eq!(resolution("15:01").stand(), ClockStand::Breached);
    let response = clock(&document, &log, SlaClock::Response, "12:40");
    assert_eq!((response.stand(), response.due, response.rest), (ClockStand::Breached, at("12:30"), None));
}

#[test]
fn a_log_without_facts_lets_the_present_status_count_from_the_intake_and_says_so() {
    let document = desk(&[("id", "T-1"), OPENED, ("priority", "high"), ("status", "awaiting-customer")]);
    let mut log = Log::default();
    let none = clock(&document, &log, SlaClock::Resolution, "13:00");
    let rest = none.rest.expect("it rests");
    assert_eq!((rest.since, rest.is_known), (at("12:00"), false), "from its opening");
    log.add("12:20", Fact::CaseAdded { document: OF, row: row(&document), id: "T-1".into() });
    let known = clock(&document, &log, SlaClock::Resolution, "13:00");
    assert_eq!((known.used, known.rest.map(|r| r.since)), (SignedDuration::from_mins(20), Some(at("12:20"))));
}

#[test]
fn a_status_of_unknown_beginning_is_no_pause_before_the_end_of_a_case_that_is_over() {
    for status in ["closed", "awaiting-customer"] {
        let resolved = ("resolved", "2026-03-11T16:00:00Z");
        let document = desk(&[("id", "T-1"), OPENED, ("priority", "high"), ("status", status), resolved]);
        let mut log = Log::default();
        let late = clock(&document, &log, SlaClock::Resolution, "18:00");
        assert_eq!((late.stand(), late.used), (ClockStand::Late, SignedDuration::from_hours(5)), "{status}");
        log.add("12:10", Fact::CaseAdded { document: OF, row: row(&document), id: "T-1".into() });
        let old = clock(&document, &log, SlaClock::Resolution, "18:00");
        assert_eq!((old.stand(), old.rested), (ClockStand::Late, SignedDuration::ZERO), "{status}");
    }
}

#[test]
fn what_was_over_and_was_opened_again_goes_on_where_it_stood() {
    let document = desk(&[("id", "T-1"), OPENED, ("priority", "high"), ("status", "closed")]);
    let mut log = Log::default();
    log.add("12:30", changed(&document, "status", "New", "Resolved"));
    log.add("15:00", changed(&document, "status", "Resolved", "In progress"));
    log.add("15:20", changed(&document, "status", "In progress", "Closed"));
    let met = clock(&document, &log, SlaClock::Resolution, "18:00");
    assert_eq!(
        (met.used, met.stopped, met.stand()),
        (SignedDuration::from_mins(50), Some(at("15:20")), ClockStand::Met)
    );
    let between = clock(&document, &log, SlaClock::Resolution, "14:00");
    assert_eq!((between.used, between.stand()), (SignedDuration::from_mins(30), ClockStand::Met));
    let late = desk(&[("id", "T-1"), OPENED, ("priority", "high"), ("resolved", "2026-03-11T13:00:01Z")]);
    let late = clock(&late, &Log::default(), SlaClock::Resolution, "18:00");
    assert_eq!((late.stand(), late.due), (ClockStand::Late, at("14:00")));
}

#[test]
fn a_moment_that_was_written_moves_on_by_the_pauses_and_a_table_of_states_serves_where_no_level_does() {
    let due = ("resolution_due", "2026-03-11T13:00:00Z");
    let mut document = desk(&[("id", "T-1"), OPENED, due, ("status", "in-progress")]);
    let mut log = Log::default();
    log.add("12:30", changed(&document, "status", "New", "Awaiting customer"));
    log.add("13:00", changed(&document, "status", "Awaiting customer", "In progress"));
    assert_eq!(clock(&document, &log, SlaClock::Resolution, "13:30").due, at("14:00"), "nothing says that it rests");
    let mut b = Builder::default();
    (0..1_000).for_each(|_| _ = b.uuid());
    let mut states = own_table(&mut b, &[("state", ColumnType::Text), ("pauses", ColumnType::Text)]);
    b.row(&mut states, &[("state", "Awaiting Customer"), ("pauses", "yes")]);
    let section = b.section("States", BlockKind::Table, states);
    document.sections.insert(SectionId::new(b.uuid()), section);
    assert_eq!(clock(&document, &log, SlaClock::Resolution, "13:30").due, at("14:30"));
}

#[test]
fn an_input_is_waited_for_since_the_status_or_since_it_was_asked_for() {
    let mut b = Builder::default();
    let row_of = [("name", "Orders"), ("status", "input-required"), ("input_reason", "missing-data")];
    let cases = b.block(&BlockKind::Table, "integrations", &[&row_of]);
    let document = b.document("", "", vec![("Integrations", BlockKind::Table, cases)]);
    let mut log = Log::default();
    log.add("12:30", changed(&document, "status", "Planned", "Input required"));
    let wait = |log: &Log| read(&document, log, |case, levels| levels.input(case, at("13:00")));
    let found = wait(&log).expect("it waits");
    assert_eq!((found.reason.as_str(), found.since, found.due), ("Missing data", Some(at("12:30")), None));
    assert_eq!(wait(&Log::default()).expect("it waits").since, None, "nothing tells since when");

    let ticket = desk(&[("id", "T-1"), OPENED, ("status", "triage")]);
    let asked = |came| {
        let (section, row, reason) = (SectionId::new(uuid::Uuid::nil()), row(&ticket), "Human review".to_owned());
        Fact::CaseInput(CaseInput { document: OF, section, row, came, reason, left: None })
    };
    let mut log = Log::default();
    log.add("12:40", asked(false));
    let wait = |log: &Log, time: &str| read(&ticket, log, |case, levels| levels.input(case, at(time)));
    let found = wait(&log, "13:00").expect("it waits");
    assert_eq!((found.reason.as_str(), found.since), ("Human review", Some(at("12:40"))));
    assert_eq!(wait(&log, "12:39"), None);
    log.add("12:50", asked(true));
    assert_eq!(wait(&log, "13:00"), None);
}

#[test]
fn how_long_an_input_may_take_is_that_of_its_reason() {
    let mut b = Builder::default();
    let mut times = own_table(&mut b, &[("input_reason", ColumnType::Text), ("within", ColumnType::Duration)]);
    b.row(&mut times, &[("input_reason", "Missing data"), ("within", "PT8H")]);
    let read = InputTime::read(&times);
    assert_eq!(read.len(), 1);
    let document = b.document("", "", vec![("Input required", BlockKind::Table, times)]);
    assert_eq!(ServiceLevels::read(&document, &Directory::default()).inputs.len(), 1);
}

fn hours() -> impl Strategy<Value = Option<Hours>> {
    let office = Hours::new(
        Week::read("Mon-Fri 09:00-17:00").expect("hours"),
        jiff::tz::TimeZone::get("Europe/Berlin").expect("a zone"),
        std::collections::BTreeSet::new(),
    );
    prop_oneof![Just(None), Just(Some(office))]
}

/// A case is resolved while it rests, and the rest ends later, both in working hours.
#[test]
fn a_rest_that_ends_after_the_clock_takes_nothing_from_it() {
    let office = Hours::new(
        Week::read("Mon-Fri 09:00-17:00").expect("hours"),
        jiff::tz::TimeZone::get("Europe/Berlin").expect("a zone"),
        std::collections::BTreeSet::new(),
    );
    let rest = Span { from: at("13:00"), until: Some(at("15:00")), status: "On hold".to_owned(), is_known: true };
    let clock =
        CaseClock::new((at("12:00"), at("16:00")), (Some(at("14:00")), at("16:00")), vec![rest], Some(office), AT_RISK);
    assert_eq!((clock.used, clock.rested), (SignedDuration::from_hours(1), SignedDuration::from_hours(1)));
}

proptest! {
    /// However a clock rests: looked at later it has used as much or more, and what it used and what it rested are
    /// together the time since it began.
    #[test]
    fn used_time_never_goes_back_and_pauses_add_up(
        cuts in prop::collection::vec(1_i64..20_000, 0..8),
        allowed in 0_i64..6_000,
        stop in prop::option::of(0_i64..40_000),
        looks in prop::collection::vec(0_i64..50_000, 2..6),
        hours in hours(),
    ) {
        let begins = at("12:00");
        let minute = |n: i64| begins + SignedDuration::from_mins(n);
        let document = desk(&[("id", "T-1"), OPENED, ("priority", "high"), ("status", "in-progress")]);
        let mut log = Log::default();
        let (mut now, mut is_resting) = (0, false);
        let mut spans = Vec::new();
        for cut in cuts {
            now += cut;
            is_resting = !is_resting;
            let (was, is) = if is_resting { ("New", "On hold") } else { ("On hold", "New") };
            log.add("12:00", changed(&document, "status", was, is));
            let last = log.entries.last_mut().expect("it was added");
            last.entry.event_at = minute(now);
            if is_resting { spans.push((minute(now), None)) } else if let Some(last) = spans.last_mut() { last.1 = Some(minute(now)) }
        }
        let stopped = stop.map(minute);
        let promised = minute(allowed);
        let mut looks = looks;
        looks.sort_unstable();
        let mut before = SignedDuration::ZERO;
        for look in looks {
            let at = minute(look);
            let rests: Vec<Span> = spans
                .iter()
                .filter(|(from, _)| *from <= at)
                .map(|(from, until)| Span {
                    from: *from,
                    until: until.filter(|until| *until <= at),
                    status: "On hold".to_owned(),
                    is_known: true,
                })
                .collect();
            let clock = CaseClock::new((begins, promised), (stopped, at), rests, hours.clone(), AT_RISK);
            prop_assert!(clock.used >= before, "{} after {before}", clock.used);
            let end = stopped.filter(|stopped| *stopped <= at).unwrap_or(at);
            let whole = match &hours {
                Some(hours) => hours.between(begins, end),
                None => end.duration_since(begins),
            };
            prop_assert_eq!(clock.used.checked_add(clock.rested), Some(whole));
            if clock.stand() == ClockStand::Breached {
                prop_assert!(clock.used >= clock.allowed && clock.due < at);
            }
            before = clock.used;
        }
        // The same through the log and the row: the spans of a rest are those that the facts name.
        let histories = CaseHistories::read(&log.entries);
        if let Some(history) = histories.of(OF, row(&document)) {
            let held = history.spans("status", "New").into_iter().filter(|s| s.value == "On hold" && s.until.is_some());
            prop_assert_eq!(held.count(), spans.iter().filter(|(_, until)| until.is_some()).count());
        }
    }
}
