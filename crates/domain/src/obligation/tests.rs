use std::collections::BTreeSet;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::block::BlockKind;
use crate::log::{Fact, ObligationChange};
use crate::test::{Builder, Log, at, document_of};
use crate::timeline::PlanTimeline;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("the zones are bundled")
}

fn check(text: &str, counted_in: &str, expected: Option<Offset>) {
    assert_eq!(Offset::read(text, counted_in), expected, "{text} in {counted_in}");
}

#[test]
fn a_span_is_read_as_a_plan_writes_it() {
    let hours = |n| Some(Offset::Elapsed(SignedDuration::from_hours(n)));
    check("72 h", "hours", hours(72));
    check("72 hours", "", hours(72));
    check("72", "hours", hours(72));
    check("PT72H", "hours", hours(72));
    check("1 h 30 min", "hours", Some(Offset::Elapsed(SignedDuration::from_mins(90))));
    check("4 business days", "", Some(Offset::BusinessDays(4)));
    check("4 days", "business-days", Some(Offset::BusinessDays(4)));
    check("4", "business-days", Some(Offset::BusinessDays(4)));
    check("PT96H", "business-days", Some(Offset::BusinessDays(4)));
    check("60 days at the latest", "calendar-days", Some(Offset::Days(60)));
    check("2 weeks", "", Some(Offset::Days(14)));
    check("1 month", "calendar-months", Some(Offset::Months(1)));
    check("without undue delay", "", None);
    check("as written", "hours", None);
    check("4 h or 2 days", "hours", None);
    check("0 h", "hours", None);
    check("", "hours", None);
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

#[test]
fn days_and_months_end_at_the_same_time_of_day() {
    let berlin = Calendar { zone: berlin(), holidays: BTreeSet::from([day("2026-04-03"), day("2026-04-06")]) };
    for (anchor, offset, expected) in [
        ("2026-03-28T15:12:00+01:00", Offset::Elapsed(SignedDuration::from_hours(72)), "2026-03-31T16:12:00+02:00"),
        ("2026-03-28T15:12:00+01:00", Offset::Days(3), "2026-03-31T15:12:00+02:00"),
        ("2026-01-31T15:12:00+01:00", Offset::Months(1), "2026-02-28T15:12:00+01:00"),
        ("2026-03-11T15:12:00+01:00", Offset::BusinessDays(4), "2026-03-17T15:12:00+01:00"),
        ("2026-03-14T15:12:00+01:00", Offset::BusinessDays(4), "2026-03-19T15:12:00+01:00"),
        ("2026-04-02T15:12:00+02:00", Offset::BusinessDays(1), "2026-04-07T15:12:00+02:00"),
    ] {
        let anchor: Timestamp = anchor.parse().expect("a moment");
        let expected: Timestamp = expected.parse().expect("a moment");
        assert_eq!(offset.after(anchor, &berlin), Some(expected), "{anchor} {offset:?}");
    }
}

#[test]
fn a_deadline_without_a_span_is_told_from_one_that_cannot_be_read() {
    for words in ["without undue delay", "At once", "as soon as it is known", "Immediately"] {
        assert!(is_without_span(words), "{words}");
    }
    for words in ["soonish", "-4 h", "4 fortnights"] {
        assert!(!is_without_span(words) && Offset::read(words, "hours").is_none(), "{words}");
    }
}

const ROW: &[(&str, &str)] = &[
    ("regime", "GDPR"),
    ("article", "Art. 33"),
    ("applies", "assessing"),
    ("anchor", "Awareness of a breach"),
    ("offset", "72 h"),
    ("calendar", "hours"),
];

fn plan(rows: &[&[(&str, &str)]]) -> Document {
    let mut b = Builder::default();
    let block = b.block(&BlockKind::Table, "regulatory", rows);
    b.document("Plan", "", vec![("Clocks", BlockKind::Table, block)])
}

fn declared() -> Log {
    let mut log = Log::default();
    let (title, severity) = ("Checkout".to_owned(), "SEV1".to_owned());
    let number = "INC-1".to_owned();
    log.add("14:00", Fact::Declared { number, title, severity, commander: None, services: vec![], detected_at: None });
    log
}

fn clocks(plan: &PlanTimeline, log: &Log, now: Timestamp) -> Vec<ObligationClock> {
    obligation_clocks(plan, &log.incident(), &document_of(&[]), &berlin(), now)
}

fn changed(name: &str, change: ObligationChange, until: Option<&str>) -> Fact {
    Fact::ObligationChanged { obligation: name.into(), change, until: until.map(at), words: "why".into() }
}

#[test]
fn a_clock_starts_with_its_anchor_and_ends_when_it_is_filed() {
    let plan = PlanTimeline::always(plan(&[
        ROW,
        &[("regime", "Final"), ("applies", "yes"), ("anchor", "GDPR, Art. 33, filed"), ("offset", "1 month")],
        &[("regime", "None"), ("applies", "no"), ("anchor", "Awareness of a breach"), ("offset", "1 h")],
        &[
            ("regime", "Soon"),
            ("applies", "yes"),
            ("anchor", "Awareness of a breach"),
            ("offset", "without undue delay"),
        ],
    ]));
    let mut log = declared();
    let states = |log: &Log, now: Timestamp| clocks(&plan, log, now).iter().map(|c| c.state).collect::<Vec<_>>();
    assert_eq!(states(&log, at("15:00")), [ClockState::NotStarted, ClockState::NotStarted, ClockState::NotStarted]);
    log.add("15:12", Fact::AnchorLogged { anchor: "awareness of a breach.".into() });
    log.add("15:30", Fact::AnchorLogged { anchor: "Awareness of a breach".into() });
    let due = at("15:12") + SignedDuration::from_hours(72);
    assert_eq!(clocks(&plan, &log, at("16:00"))[0].due_at, Some(due), "the first time counts");
    assert_eq!(states(&log, at("16:00")), [ClockState::Running, ClockState::NotStarted, ClockState::Open]);
    assert_eq!(states(&log, due - SignedDuration::from_hours(2))[0], ClockState::AtRisk);
    assert_eq!(states(&log, due)[0], ClockState::Overdue);
    log.add("16:00", changed("GDPR Art. 33", ObligationChange::Filed, None));
    let after = clocks(&plan, &log, due);
    assert_eq!((after[0].state, after[1].state), (ClockState::Filed, ClockState::Running));
    assert_eq!(
        after[1].due_at,
        Some("2026-04-11T16:00:00+02:00".parse().expect("a moment")),
        "a month after the filing"
    );
}

#[test]
fn a_deadline_that_passed_stays_missed_whatever_is_granted_later() {
    let row: Vec<(&str, &str)> =
        ROW.iter().map(|(key, value)| (*key, if *key == "offset" { "4 h" } else { *value })).collect();
    let plan = PlanTimeline::always(plan(&[&row]));
    let mut log = declared();
    log.add("14:30", Fact::AnchorLogged { anchor: "Awareness of a breach".into() });
    let missed = |log: &Log, now: &str| {
        let list = newly_missed(&plan, &log.incident(), &document_of(&[]), &berlin(), at(now));
        list.into_iter().map(|fact| (fact.id, fact.event_at)).collect::<Vec<_>>()
    };
    assert_eq!(missed(&log, "18:30"), [], "at the very minute it can still be filed");
    let entry = missed(&log, "18:31");
    assert_eq!(entry[0].1, at("18:30"), "logged at the moment of the deadline");

    log.add("20:40", changed("GDPR Art. 33", ObligationChange::Extended, Some("22:00")));
    let clock = clocks(&plan, &log, at("20:45")).remove(0);
    assert_eq!((clock.due_at, clock.missed_at), (Some(at("22:00")), Some(at("18:30"))));
    assert_eq!(missed(&log, "20:45"), entry, "the same entry, also where nobody looked before it was extended");
    log.add("21:00", changed("GDPR Art. 33", ObligationChange::Filed, None));
    assert_eq!(clocks(&plan, &log, at("21:10"))[0].state, ClockState::FiledLate, "an extension takes no breach back");

    // Granted and filed in time, nothing was missed.
    let mut log = declared();
    log.add("14:30", Fact::AnchorLogged { anchor: "Awareness of a breach".into() });
    log.add("18:00", changed("GDPR Art. 33", ObligationChange::Extended, Some("22:00")));
    log.add("21:00", changed("GDPR Art. 33", ObligationChange::Filed, None));
    let clock = clocks(&plan, &log, at("23:00")).remove(0);
    assert_eq!((clock.state, clock.missed_at), (ClockState::Filed, None));
    assert_eq!(missed(&log, "23:00"), []);
}

#[test]
fn an_obligation_can_be_extended_excluded_and_taken_back() {
    let plan = PlanTimeline::always(plan(&[ROW]));
    let mut log = declared();
    log.add("15:12", Fact::AnchorLogged { anchor: "Awareness of a breach".into() });
    log.add("15:20", changed("GDPR Art. 33", ObligationChange::Extended, Some("20:00")));
    let clock = clocks(&plan, &log, at("20:30")).remove(0);
    assert_eq!((clock.state, clock.due_at), (ClockState::Overdue, Some(at("20:00"))));
    assert!(clock.first_due_at.is_some(), "what the plan says is shown beside it");
    log.add("15:30", changed("GDPR Art. 33", ObligationChange::NotApplicable, None));
    assert_eq!(clocks(&plan, &log, at("20:30"))[0].state, ClockState::NotApplicable);
    log.add("15:40", changed("GDPR Art. 33", ObligationChange::Applies, None));
    assert_eq!(clocks(&plan, &log, at("20:30"))[0].state, ClockState::Overdue);
    log.add("15:50", Fact::AnchorWithdrawn { anchor: "Awareness of a breach".into() });
    assert_eq!(clocks(&plan, &log, at("20:30"))[0].state, ClockState::NotStarted, "it was no breach");
    log.add("20:45", changed("GDPR Art. 33", ObligationChange::Filed, None));
    assert_eq!(clocks(&plan, &log, at("21:00"))[0].state, ClockState::FiledLate);
}

#[test]
fn an_edit_of_the_plan_acts_forward() {
    let mut log = declared();
    log.add("14:10", Fact::AnchorLogged { anchor: "Awareness of a breach".into() });
    let hour: &[(&str, &str)] =
        &[("regime", "GDPR"), ("article", "Art. 33"), ("anchor", "Awareness of a breach"), ("offset", "1 h")];
    let versions = |later: Document| PlanTimeline::new(vec![(at("14:00"), plan(&[hour])), (at("15:30"), later)]);
    let longer = clocks(&versions(plan(&[ROW])), &log, at("16:00")).remove(0);
    assert_eq!(
        (longer.state, longer.due_at),
        (ClockState::Overdue, Some(at("15:10"))),
        "it fell due while the plan said so"
    );
    let gone = clocks(&versions(plan(&[])), &log, at("16:00")).remove(0);
    assert_eq!(
        (gone.state, gone.is_in_plan),
        (ClockState::Overdue, false),
        "a row taken out does not take its clock with it"
    );
}

#[test]
fn what_is_written_down_later_holds_whatever_time_it_names() {
    let plan = PlanTimeline::always(plan(&[ROW]));
    let mut log = declared();
    let breach = || Fact::AnchorLogged { anchor: "Awareness of a breach".into() };
    log.add("15:12", breach());
    log.add("16:00", Fact::AnchorWithdrawn { anchor: "Awareness of a breach".into() });
    log.add_entered("15:30", "16:05", breach());
    assert_eq!(clocks(&plan, &log, at("17:00"))[0].started_at, Some(at("15:30")), "logged again with its right time");
    log.add("16:10", changed("GDPR Art. 33", ObligationChange::Filed, None));
    log.add("17:00", changed("GDPR Art. 33", ObligationChange::Applies, None));
    log.add_entered("16:50", "17:05", changed("GDPR Art. 33", ObligationChange::Filed, None));
    let clock = clocks(&plan, &log, at("18:00")).remove(0);
    assert_eq!((clock.state, clock.filed_at), (ClockState::Filed, Some(at("16:50"))));
}

#[test]
fn a_filing_that_was_taken_back_starts_nothing() {
    let next: &[(&str, &str)] =
        &[("regime", "Final"), ("applies", "yes"), ("anchor", "GDPR Art. 33 filed"), ("offset", "1 month")];
    let plan = PlanTimeline::always(plan(&[ROW, next]));
    let mut log = declared();
    log.add("15:12", Fact::AnchorLogged { anchor: "Awareness of a breach".into() });
    log.add("16:00", changed("GDPR Art. 33", ObligationChange::Filed, None));
    log.add("16:10", changed("GDPR Art. 33", ObligationChange::Applies, None));
    assert_eq!(clocks(&plan, &log, at("17:00"))[1].state, ClockState::NotStarted, "the authority never had it");
    log.add("17:30", changed("GDPR Art. 33", ObligationChange::Filed, None));
    assert_eq!(clocks(&plan, &log, at("18:00"))[1].started_at, Some(at("17:30")), "the filing that holds");
}

#[test]
fn a_deadline_is_counted_from_its_event_whenever_the_plan_says_so() {
    let hour: &[(&str, &str)] = &[ROW[0], ROW[1], ROW[3], ("offset", "1 h")];
    let mut log = declared();
    log.add("14:10", Fact::AnchorLogged { anchor: "Awareness of a breach".into() });
    let adopted = PlanTimeline::new(vec![(at("15:30"), plan(&[hour]))]);
    let shortened = PlanTimeline::new(vec![(at("14:00"), plan(&[ROW])), (at("15:30"), plan(&[hour]))]);
    for timeline in [adopted, shortened] {
        let clock = clocks(&timeline, &log, at("16:00")).remove(0);
        assert_eq!((clock.state, clock.due_at), (ClockState::Overdue, Some(at("15:10"))));
    }
    let gone = PlanTimeline::new(vec![(at("14:00"), plan(&[hour])), (at("14:30"), plan(&[]))]);
    let clock = clocks(&gone, &log, at("16:00")).remove(0);
    assert_eq!((clock.state, clock.due_at), (ClockState::Overdue, Some(at("15:10"))), "taken out before it was due");
}

#[test]
fn editing_the_words_of_a_row_stops_no_clock_and_loses_no_filing() {
    let words: &[(&str, &str)] =
        &[ROW[0], ("article", "Art. 33 (1)"), ROW[2], ("anchor", "We know of a breach"), ROW[4], ROW[5]];
    // The builder gives rows the same ids in the same places.
    let timeline = PlanTimeline::new(vec![(at("14:00"), plan(&[ROW])), (at("15:00"), plan(&[words]))]);
    let mut log = declared();
    log.add_entered("14:05", "14:10", Fact::AnchorLogged { anchor: "Awareness of a breach".into() });
    let list = clocks(&timeline, &log, at("16:00"));
    assert_eq!(list.len(), 1, "the renamed row is no second clock");
    assert_eq!((list[0].state, list[0].started_at), (ClockState::Running, Some(at("14:05"))));
    log.add("14:20", changed("GDPR Art. 33", ObligationChange::Filed, None));
    assert_eq!(clocks(&timeline, &log, at("16:00"))[0].state, ClockState::Filed);
    let mut log = declared();
    log.add_entered("14:05", "15:30", Fact::AnchorLogged { anchor: "Awareness of a breach".into() });
    let clock = clocks(&timeline, &log, at("16:00")).remove(0);
    assert_eq!(clock.state, ClockState::NotStarted, "words that the plan no longer had when they were logged");
}

#[test]
fn two_rows_of_one_name_stay_two_clocks() {
    let other: &[(&str, &str)] = &[ROW[0], ROW[1], ROW[2], ROW[3], ("offset", "24 h")];
    let plan = PlanTimeline::always(plan(&[ROW, other]));
    let mut log = declared();
    log.add("15:12", Fact::AnchorLogged { anchor: "Awareness of a breach".into() });
    let due: Vec<_> = clocks(&plan, &log, at("16:00")).iter().map(|c| c.due_at).collect();
    let after = |hours| Some(at("15:12") + SignedDuration::from_hours(hours));
    assert_eq!(due, [after(72), after(24)]);
}

proptest! {
    #[test]
    fn business_days_are_counted_one_by_one(
        second in 1_700_000_000_i64..1_900_000_000,
        days in 1_i32..60,
        holidays in prop::collection::btree_set(0_i32..120, 0..8),
    ) {
        let anchor = Timestamp::from_second(second).expect("in range");
        let zone = berlin();
        let from = zone.to_datetime(anchor).date();
        let holidays: BTreeSet<Date> = holidays.into_iter().map(|n| from + jiff::Span::new().days(n)).collect();
        let calendar = Calendar { zone: zone.clone(), holidays: holidays.clone() };
        let end = Offset::BusinessDays(days).after(anchor, &calendar).expect("near");
        let last = zone.to_datetime(end).date();
        let is_business = |d: Date| !matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays.contains(&d);
        let counted = std::iter::successors(from.tomorrow().ok(), |d| d.tomorrow().ok()).take_while(|d| *d <= last).filter(|d| is_business(*d)).count();
        prop_assert!(is_business(last), "it ends on a business day");
        prop_assert_eq!(counted, usize::try_from(days).expect("positive"));
        let calendar_days = Offset::Days(days).after(anchor, &calendar).expect("near");
        prop_assert!(end >= calendar_days, "business days are never fewer days than calendar days");
    }

    #[test]
    fn a_later_anchor_is_never_due_earlier(
        second in 1_700_000_000_i64..1_900_000_000,
        later in 0_i64..10_000_000,
        offset in prop_oneof![
            (1_i32..400).prop_map(Offset::Days),
            (1_i32..40).prop_map(Offset::Months),
            (1_i32..100).prop_map(Offset::BusinessDays),
            (1_i64..2_000).prop_map(|h| Offset::Elapsed(SignedDuration::from_hours(h))),
        ],
    ) {
        // Without clock changes: an hour that comes twice or never may turn two moments of one night around.
        let calendar = Calendar { zone: TimeZone::UTC, holidays: BTreeSet::new() };
        let from = Timestamp::from_second(second).expect("in range");
        let (first, second) = (offset.after(from, &calendar), offset.after(from + SignedDuration::from_secs(later), &calendar));
        if !matches!(offset, Offset::Months(_) | Offset::BusinessDays(_)) {
            prop_assert!(first <= second);
        } else {
            let day = |t: Option<Timestamp>| TimeZone::UTC.to_datetime(t.expect("near")).date();
            prop_assert!(day(first) <= day(second), "a month or a weekend may end several days on one");
        }
        prop_assert!(first.expect("near") > from);
    }
}
