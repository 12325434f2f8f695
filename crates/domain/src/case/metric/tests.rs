use proptest::prelude::*;

use super::*;
use crate::block::BlockKind;
use crate::case::{CaseFields, ServiceLevels};
use crate::directory::Directory;
use crate::document::Document;
use crate::test::{Builder, Log, at};
use crate::trigger::case_tables;
use crate::value::Value;

type Cells<'a> = &'a [(&'a str, &'a str)];

/// Eight cases of March 2026, of which the figures are worked out by hand.
const CASES: &[Cells<'static>] = &[
    &[
        ("id", "A"),
        ("opened", "2026-03-02T09:00:00Z"),
        ("handled_by", "human"),
        ("level", "l2"),
        ("reason", "vip"),
        ("responded", "2026-03-02T09:40:00Z"),
        ("resolved", "2026-03-02T12:00:00Z"),
        ("rerouted", "1"),
        ("first_contact", "yes"),
        ("priority", "high"),
    ],
    &[
        ("id", "B"),
        ("opened", "2026-03-03T10:00:00Z"),
        ("handled_by", "human"),
        ("level", "l1"),
        ("reason", "keyword"),
        ("responded", "2026-03-03T10:20:00Z"),
        ("resolved", "2026-03-03T11:00:00Z"),
        ("rerouted", "0"),
        ("first_contact", "yes"),
        ("priority", "high"),
    ],
    &[
        ("id", "C"),
        ("opened", "2026-03-04T08:00:00Z"),
        ("handled_by", "ai"),
        ("customer", "K-1"),
        ("resolved", "2026-03-04T08:10:00Z"),
    ],
    &[
        ("id", "D"),
        ("opened", "2026-03-10T08:00:00Z"),
        ("handled_by", "ai"),
        ("customer", "K-1"),
        ("resolved", "2026-03-10T08:05:00Z"),
    ],
    &[
        ("id", "E"),
        ("opened", "2026-03-12T09:00:00Z"),
        ("handled_by", "human"),
        ("level", "l1"),
        ("reason", "keyword"),
        ("responded", "2026-03-12T09:15:00Z"),
        ("priority", "high"),
    ],
    &[("id", "F"), ("handled_by", "human"), ("responded", "2026-03-12T10:00:00Z")],
    &[("id", "G"), ("opened", "2026-03-12T11:00:00Z"), ("status", "new")],
    &[("id", "H"), ("opened", "2026-03-12T12:00:00Z"), ("handled_by", "ai")],
];

fn document(cases: &[Cells<'_>]) -> Document {
    let mut b = Builder::default();
    let tickets = b.block(&BlockKind::Table, "tickets", cases);
    let mut levels = b.block(&BlockKind::Table, "service-levels", &[]);
    levels.settings.insert("preset".to_owned(), Value::one("service-levels"));
    b.row(&mut levels, &[("priority", "high"), ("response_target", "PT30M"), ("resolution_target", "PT8H")]);
    b.document(
        "Support",
        "",
        vec![("Tickets", BlockKind::Table, tickets), ("Service levels", BlockKind::Table, levels)],
    )
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment written in a test")
}

/// Reads the cases of a document; the log brought E to a human at ten past nine.
fn read<T>(document: &Document, work: impl Fn(Vec<CountedCase<'_>>) -> T) -> T {
    let directory = Directory::default();
    let (_, section) = case_tables(document)[0];
    let table = &section.block;
    let (fields, levels) = (CaseFields::of(table, &directory), ServiceLevels::read(document, &directory));
    let rows = table.live_rows();
    let fifth = rows.get(4).map(|(id, _)| *id);
    let history = CaseHistory {
        to_human: vec![moment("2026-03-12T09:10:00Z")],
        rule: "Unsure".to_owned(),
        level: "L3".to_owned(),
        ..CaseHistory::default()
    };
    let now = moment("2026-03-12T20:00:00Z");
    let reader = CaseReader::new(table, &fields, &levels, now, &jiff::tz::TimeZone::UTC);
    work(reader.read(rows, |row| (Some(row) == fifth).then_some(&history), |_| None))
}

fn figures(go_live: Option<&str>) -> CaseFigures {
    read(&document(CASES), |cases| case_figures(&cases, go_live.map(moment)))
}

fn lacking(figure: &CaseFigure) -> Vec<(Lack, usize)> {
    figure.lacking.iter().map(|(lack, count)| (*lack, *count)).collect()
}

#[test]
fn ids_and_names_are_their_own_and_each_has_a_sentence() {
    for (n, one) in CASE_METRICS.iter().enumerate() {
        assert!(one.definition.ends_with('.') && !one.definition.contains("mean"), "{}", one.id);
        let others = &CASE_METRICS[n + 1..];
        assert!(others.iter().all(|other| other.id != one.id && other.name != one.name), "{}", one.id);
        assert_eq!(case_metric(one.id), Some(one));
        assert!(crate::metric::metric(one.id).is_none(), "no incident has a metric of this id");
    }
    let places: Vec<usize> = Lack::ALL.into_iter().map(|lack| lack as usize).collect();
    assert_eq!(places, (0..Lack::ALL.len()).collect::<Vec<_>>());
    assert!(Lack::ALL.iter().all(|lack| lack.words(1).starts_with("1 case ") && lack.words(2) != lack.words(1)));
}

#[test]
fn each_metric_is_that_of_its_definition() {
    let found = figures(None);
    assert_eq!((found.cases, found.undated, found.by_log, found.parted), (8, 1, 1, None));
    let minutes = |n: i64| Some(n * 60);
    // Number of values, share or count, median, 90th percentile.
    let expected = [
        (3, None, minutes(20), minutes(40)),
        (2, None, minutes(60), minutes(180)),
        (2, None, minutes(5), minutes(10)),
        // A was passed on, so that its yes does not count.
        (2, Some(500), None, None),
        (7, Some(4), None, None),
        (3, Some(333), None, None),
        // Of C the customer came back within the week: D.
        (6, Some(167), None, None),
        (6, Some(667), None, None),
        (3, Some(667), None, None),
        (3, Some(667), None, None),
        (1, None, minutes(10), minutes(10)),
        (1, None, minutes(10), minutes(10)),
        (1, None, minutes(180), minutes(180)),
        (1, None, minutes(180), minutes(180)),
    ];
    for (row, expected) in found.rows.iter().zip(expected) {
        let all = &row.all;
        assert_eq!((all.n, all.whole, all.median, all.p90), expected, "{}", row.metric.id);
        assert!(row.parted.is_none());
    }
    let said = |place: usize| lacking(&found.rows[place].all);
    assert_eq!(said(0), [(Lack::Handling, 1), (Lack::Opened, 1)]);
    assert_eq!(said(1), [(Lack::Resolution, 2)]);
    assert_eq!(said(3), [(Lack::Resolution, 2)]);
    assert_eq!(said(5), [(Lack::Passed, 1)], "an empty count is no zero");
    assert_eq!(said(6), [(Lack::Handling, 1), (Lack::WithAi, 1)]);
    assert_eq!(said(8), [(Lack::Due, 2)]);
    let weeks: Vec<_> = found.rows[0].weeks.iter().map(|(week, f)| (week.to_string(), f.n, f.median)).collect();
    assert_eq!(weeks, [("2026-03-02".to_owned(), 2, minutes(20)), ("2026-03-09".to_owned(), 1, minutes(5))]);
}

#[test]
fn before_and_after_the_go_live_date_stand_beside_each_other() {
    let found = figures(Some("2026-03-11T00:00:00Z"));
    assert_eq!(found.parted, Some((4, 3)));
    let first = |place: usize| found.rows[place].parted.clone().expect("there is a date");
    let (before, after) = first(0);
    assert_eq!((before.n, before.median, after.n, after.median), (2, Some(1200), 1, Some(300)));
    let (before, after) = first(4);
    assert_eq!((before.n, before.whole, after.n, after.whole), (4, Some(2), 2, Some(1)));
    let (before, after) = first(9);
    assert_eq!((before.whole, after.whole), (Some(1000), Some(0)));
    assert_eq!(lacking(&after), [(Lack::Due, 2)]);
    let on_the_day = figures(Some("2026-03-12T09:00:00Z"));
    assert_eq!(on_the_day.parted, Some((4, 3)), "what is opened at the moment itself lies after it");
}

#[test]
fn escalated_cases_are_counted_by_level_reason_and_rule() {
    let groups = read(&document(CASES), |cases| case_groups(&cases, Some(moment("2026-03-11T00:00:00Z"))));
    let found: Vec<_> = groups.iter().map(|g| (g.kind.as_str(), g.name.as_str(), g.cases, g.parted)).collect();
    assert_eq!(
        found,
        [
            ("level", "L1", 2, Some((1, 1))),
            ("level", "L2", 1, Some((1, 0))),
            ("level", "", 1, Some((0, 0))),
            ("reason", "Keyword", 2, Some((1, 1))),
            ("reason", "VIP", 1, Some((1, 0))),
            ("reason", "", 1, Some((0, 0))),
            ("rule", "Unsure", 1, Some((0, 1))),
            ("rule", "", 3, Some((2, 0))),
        ]
    );
}

#[test]
fn working_time_and_time_on_the_wall_part_at_night() {
    let mut b = Builder::default();
    let calendars = b.list("calendars", &[&[("name", "Office"), ("hours", "Mon-Fri 09:00-17:00"), ("zone", "UTC")]]);
    let directory = crate::test::document_of(&[calendars]);
    let cases: Cells<'_> = &[
        ("opened", "2026-03-12T16:00:00Z"),
        ("responded", "2026-03-13T10:30:00Z"),
        ("handled_by", "human"),
        ("priority", "high"),
    ];
    let mut document = document(&[cases]);
    let calendar = directory.of_kind(&crate::value::ReferenceKind::Calendar)[0].id.clone();
    let (section, _) = document.preset("service-levels").expect("the service levels");
    let block = &mut document.sections.get_mut(&section).expect("it is there").block;
    let column = block.column_by_key("calendar").expect("a column").0;
    block.rows.values_mut().for_each(|row| _ = row.cells.insert(column, Value::one(calendar.clone())));
    let table = &case_tables(&document)[0].1.block;
    let (fields, levels) = (CaseFields::of(table, &directory), ServiceLevels::read(&document, &directory));
    let reader = CaseReader::new(table, &fields, &levels, moment("2026-03-13T12:00:00Z"), &jiff::tz::TimeZone::UTC);
    let found = reader.read(table.live_rows(), |_| None, |_| None);
    // Due at half past four; half an hour of that day is left, and one and a half of the next.
    assert_eq!(found[0].values[8], CaseValue::Known(0));
    assert_eq!(found[0].values[10], CaseValue::Known(2 * 3600));
    assert_eq!(found[0].values[11], CaseValue::Known(18 * 3600));
}

#[test]
fn the_log_says_when_a_rule_first_brought_a_case_to_a_human_and_how_often_it_went_on() {
    let mut log = Log::default();
    let (document, other) = (DocumentId::new(uuid::Uuid::from_u128(7)), DocumentId::new(uuid::Uuid::from_u128(8)));
    let row = RowId::new(uuid::Uuid::from_u128(1));
    let section = crate::id::SectionId::new(uuid::Uuid::from_u128(2));
    let routed = |document, rule: &str, outcome: &str, to: &str, level: &str| Fact::CaseRouted {
        document,
        section,
        row,
        rule: rule.to_owned(),
        outcome: outcome.to_owned(),
        to: to.to_owned(),
        level: level.to_owned(),
        initiated: String::new(),
        because: Vec::new(),
        left: Vec::new(),
        incident: None,
        heads: Vec::new(),
        rule_row: None,
    };
    log.add("14:20", routed(document, "Late", "human", "Lead", "L2"));
    log.add("14:00", routed(document, "Sure", "continue", "", ""));
    log.add("14:05", routed(document, "Unsure", "human", "Desk", "L1"));
    log.add("14:10", routed(document, "Again", "human", "Desk", ""));
    log.add("14:01", routed(other, "Elsewhere", "human", "Desk", "L3"));
    let found = case_histories(document, &log.entries);
    let only = &found[&row];
    assert_eq!((found.len(), only.rule.as_str(), only.level.as_str(), only.passed), (1, "Unsure", "L2", 1));
    assert_eq!(only.to_human, [at("14:05"), at("14:10"), at("14:20")]);
}

#[test]
fn a_case_that_was_closed_after_days_is_late_whatever_its_status_and_a_real_pause_is_taken_off() {
    let of = |opened: &str, status: &str, resolved: &str| {
        let cases: Cells<'_> = &[("opened", opened), ("status", status), ("resolved", resolved), ("priority", "high")];
        document(&[cases])
    };
    let of_log = DocumentId::new(uuid::Uuid::from_u128(7));
    let section = crate::id::SectionId::new(uuid::Uuid::from_u128(2));
    let values = |document: &Document, log: &Log| {
        let directory = Directory::default();
        let table = &case_tables(document)[0].1.block;
        let (fields, levels) = (CaseFields::of(table, &directory), ServiceLevels::read(document, &directory));
        let known = crate::case::CaseHistories::read(&log.entries);
        let now = moment("2026-03-20T20:00:00Z");
        let reader = CaseReader::new(table, &fields, &levels, now, &jiff::tz::TimeZone::UTC);
        reader.read(table.live_rows(), |_| None, |row| known.of(of_log, row))[0].values
    };
    let late = of("2026-03-06T09:00:00Z", "closed", "2026-03-11T09:00:00Z");
    let found = values(&late, &Log::default());
    assert_eq!((found[9], found[13]), (CaseValue::Known(0), CaseValue::Known(112 * 3600)), "nothing was logged");
    assert_eq!((found[8], found[10]), (CaseValue::Lacks(Lack::Response), CaseValue::Beside), "nobody answered");
    let row = case_tables(&late)[0].1.block.live_rows()[0].0;
    let mut log = Log::default();
    log.add("09:00", Fact::CaseAdded { document: of_log, row, id: String::new() });
    assert_eq!(values(&late, &log)[9], CaseValue::Known(0), "of an old log only the intake is known");

    // Nine hours on the wall, two of which it was closed for before it was opened again.
    let paused = of("2026-03-11T04:00:00Z", "closed", "2026-03-11T13:00:00Z");
    assert_eq!(values(&paused, &Log::default())[9], CaseValue::Known(0));
    let row = case_tables(&paused)[0].1.block.live_rows()[0].0;
    let change = |before: &str, after: &str| {
        let change = crate::log::CaseFieldChange { key: "status".into(), before: before.into(), after: after.into() };
        Fact::CaseChanged(crate::log::CaseChanged { document: of_log, section, row, changes: vec![change] })
    };
    let mut log = Log::default();
    log.add("08:00", change("New", "Resolved"));
    log.add("10:00", change("Resolved", "In progress"));
    log.add("14:00", change("In progress", "Closed"));
    assert_eq!(values(&paused, &log)[9], CaseValue::Known(1), "seven hours were used");

    let unsaid = values(&of("2026-03-06T09:00:00Z", "closed", ""), &Log::default());
    let lacks = (CaseValue::Lacks(Lack::Response), CaseValue::Lacks(Lack::End), CaseValue::Beside);
    assert_eq!((unsaid[8], unsaid[9], unsaid[10]), lacks, "without any moment it is not late until today");
}

#[test]
fn a_returned_case_and_one_that_only_names_a_reason_were_escalated() {
    let routed = CaseHistory { to_human: vec![at("14:00")], ..CaseHistory::default() };
    use super::read::Handled::{Ai, Human};
    assert_eq!(escalated(Some(&routed), Some(Ai), false, None), Some(true), "a human had it, by the log");
    assert_eq!(escalated(None, Some(Ai), false, Some(true)), Some(false));
    assert_eq!(escalated(None, Some(Ai), true, None), Some(true), "a human answered");
    assert_eq!(escalated(None, Some(Human), false, None), Some(true));
    assert_eq!(escalated(None, None, false, Some(true)), Some(true));
    assert_eq!(escalated(Some(&CaseHistory::default()), None, false, None), None);
}

proptest! {
    #[test]
    fn the_order_of_cases_does_not_matter_and_before_and_after_are_all(
        order in Just((0..CASES.len()).collect::<Vec<_>>()).prop_shuffle(),
        hour in 0_i64..400,
    ) {
        let live = moment("2026-03-01T00:00:00Z") + jiff::SignedDuration::from_hours(hour);
        let document = document(CASES);
        let (plain, shuffled) = read(&document, |cases| {
            let shuffled: Vec<_> = order.iter().map(|place| cases[*place].clone()).collect();
            (case_figures(&cases, Some(live)), case_figures(&shuffled, Some(live)))
        });
        prop_assert_eq!(&plain, &shuffled);
        let (before, after) = plain.parted.expect("there is a date");
        prop_assert_eq!(before + after + plain.undated, plain.cases);
        let all = figures(None);
        for (row, without) in plain.rows.iter().zip(&all.rows) {
            prop_assert_eq!(&row.all, &without.all, "a date changes nothing over all");
            let (before, after) = row.parted.as_ref().expect("both sides");
            let undated = row.all.n - before.n - after.n;
            prop_assert!(undated <= plain.undated, "{}: what lies on no side has no date", row.metric.id);
            let weeks: usize = row.weeks.iter().map(|(_, figure)| figure.n).sum();
            prop_assert_eq!(weeks, before.n + after.n);
        }
    }
}

#[test]
fn solved_at_first_contact_is_inferred_both_ways_or_not_at_all() {
    let ended = |id: &'static str, rerouted: &'static str, said: &'static str, responded: &'static str| {
        [
            ("id", id),
            ("opened", "2026-03-02T09:00:00Z"),
            ("handled_by", "human"),
            ("responded", responded),
            ("resolved", "2026-03-02T12:00:00Z"),
            ("rerouted", rerouted),
            ("first_contact", said),
        ]
    };
    let answered = "2026-03-02T09:40:00Z";
    let cases = [
        ended("zero", "0", "", answered),
        ended("once", "1", "", answered),
        ended("unknown", "", "", answered),
        ended("said no", "0", "no", answered),
        ended("nobody answered", "0", "", ""),
    ];
    let cases: Vec<Cells<'_>> = cases.iter().map(|cells| &cells[..]).collect();
    let values = read(&document(&cases), |cases| cases.iter().map(|case| case.values[3]).collect::<Vec<_>>());
    let lacks = CaseValue::Lacks(Lack::FirstContact);
    assert_eq!(values, [CaseValue::Known(1), CaseValue::Known(0), lacks, CaseValue::Known(0), lacks]);
}
