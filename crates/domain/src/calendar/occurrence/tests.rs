use jiff::SignedDuration;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::block::BlockKind;
use crate::calendar::{DocumentPlans, RECURRENCES};
use crate::id::ChainId;
use crate::log::NewEntry;
use crate::test::{Builder, document_of};

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// A weekly review at nine in Berlin from 2 March 2026 on, a Monday, and one row without a day.
fn weekly() -> Series {
    let mut b = Builder::default();
    let short: &[(&str, &str)] =
        &[("name", "Short"), ("first", "2026-03-02"), ("rhythm", "week"), ("at", "09:00"), ("zone", "Europe/Berlin")];
    let block = b.block(&BlockKind::Table, RECURRENCES, &[short, &[("name", "Never")]]);
    let plan = b.document("Roll-out", "", vec![("Rhythm", BlockKind::Table, block)]);
    let id = DocumentId::new(b.uuid());
    let mut list = DocumentPlans::read(&plan).series(id, &document_of(&[]));
    assert_eq!(list.len(), 1, "a row without a day never comes");
    list.remove(0)
}

fn entry(n: u128, entered_at: &str, series: &Series, day: Date, end: OccurrenceEnd) -> Recorded {
    let (document, row) = (series.document, series.row);
    let entry = NewEntry {
        id: EntryId::new(uuid::Uuid::from_u128(n)),
        incident: None,
        event_at: moment(entered_at),
        entered_at: moment(entered_at),
        author: Author { person: None, name: "Ada".to_owned(), recorded_by: None },
        text: String::new(),
        fact: Fact::OccurrenceEnded { document, row, day, end, words: "Six came".to_owned(), rhythm: series.rhythm() },
        mentions: Vec::new(),
    };
    let entry = entry.link(ChainId::new(uuid::Uuid::from_u128(9)), u32::try_from(n).unwrap_or(0), Vec::new());
    Recorded { entry, arrived_at: moment(entered_at) }
}

fn days(list: &[Occurrence]) -> Vec<i8> {
    list.iter().map(|one| one.date.day()).collect()
}

#[test]
fn a_day_is_due_on_it_overdue_after_it_and_nothing_is_asked_for_before_the_plan_was_made() {
    let (series, none) = (weekly(), Occurrences::default());
    let since = moment("2026-03-09T15:00:00Z");
    let at = |now: &str| {
        let due = series.due(&none, since, moment(now));
        (days(&due.overdue), due.today.map(|one| one.date.day()), due.next.map(|one| one.date.day()))
    };
    assert_eq!(at("2026-03-09T15:00:00Z"), (vec![], Some(9), Some(16)), "not that of the 2nd, before it was made");
    assert_eq!(at("2026-03-09T22:59:59Z"), (vec![], Some(9), Some(16)), "the day is that of its zone");
    assert_eq!(at("2026-03-09T23:00:00Z"), (vec![9], None, Some(16)), "midnight in Berlin");
    assert_eq!(at("2026-03-23T09:00:00Z"), (vec![9, 16], Some(23), Some(30)));
}

#[test]
fn what_was_held_or_skipped_is_asked_for_no_more_and_what_was_recorded_last_counts() {
    let series = weekly();
    let since = moment("2026-03-01T00:00:00Z");
    let day = |day: i8| date(2026, 3, day);
    let mut log = vec![
        entry(1, "2026-03-02T09:30:00Z", &series, day(2), OccurrenceEnd::Held),
        entry(2, "2026-03-03T09:30:00Z", &series, day(9), OccurrenceEnd::Skipped),
        entry(3, "2026-03-03T09:31:00Z", &series, day(16), OccurrenceEnd::Skipped),
    ];
    let due = |log: &[Recorded]| series.due(&Occurrences::read(log), since, moment("2026-03-04T09:00:00Z"));
    assert_eq!((due(&log).overdue, due(&log).next.map(|one| one.date.day())), (vec![], Some(23)), "two are skipped");
    log.push(entry(4, "2026-03-03T10:00:00Z", &series, day(9), OccurrenceEnd::Open));
    log.push(entry(5, "2026-03-03T10:01:00Z", &series, day(2), OccurrenceEnd::Skipped));
    log.push(entry(6, "2026-03-03T10:02:00Z", &series, day(2), OccurrenceEnd::Unknown("moved".to_owned())));
    let known = Occurrences::read(&log);
    assert_eq!(due(&log).next.map(|one| one.date.day()), Some(9), "it is open again");
    let first = known.of(series.document, series.row, day(2)).map(|ended| ended.end.clone());
    assert_eq!(first, Some(OccurrenceEnd::Skipped), "a word of a newer version hides nothing");
    assert_eq!(known.last(series.document, series.row).map(|(day, _)| day.day()), Some(16));
    log.reverse();
    assert_eq!(Occurrences::read(&log), known, "in whatever order it arrived");
    let mut elsewhere = log.clone();
    elsewhere[0].entry.incident = Some(crate::test::incident_id());
    assert_eq!(Occurrences::read(&elsewhere[..1]), Occurrences::default(), "the log of an incident is another one");
}

#[test]
fn the_calendar_says_of_each_what_became_of_it() {
    let series = weekly();
    let log = [
        entry(1, "2026-03-02T09:30:00Z", &series, date(2026, 3, 2), OccurrenceEnd::Held),
        entry(2, "2026-03-03T09:30:00Z", &series, date(2026, 3, 9), OccurrenceEnd::Skipped),
    ];
    let (from, to) = (moment("2026-02-28T00:00:00Z"), moment("2026-03-28T00:00:00Z"));
    let window = Window { from, to, now: moment("2026-03-20T12:00:00Z"), zone: &series.when.zone };
    let shown = |since: &str| {
        let items = series.kept_items(&Occurrences::read(&log), moment(since), &window);
        items.into_iter().map(|item| (item.state, item.detail)).collect::<Vec<_>>()
    };
    let plain = "Roll-out · every Monday";
    assert_eq!(
        shown("2026-03-01T00:00:00Z"),
        [
            (CalendarState::Given, format!("held, Ada: Six came · {plain}")),
            (CalendarState::Skipped, format!("skipped, Ada: Six came · {plain}")),
            (CalendarState::Overdue, format!("nobody has recorded it · {plain}")),
            (CalendarState::Ahead, plain.to_owned()),
        ]
    );
    assert_eq!(shown("2026-03-20T00:00:00Z")[2], (CalendarState::Past, plain.to_owned()), "before the plan was made");
}

/// A log as it was written before entries said the rhythm.
fn without_rhythm(log: &[Recorded]) -> Vec<Recorded> {
    let mut log = log.to_vec();
    for (n, recorded) in log.iter_mut().enumerate() {
        let Some(Fact::OccurrenceEnded { document, row, day, end, words, .. }) = recorded.entry.fact() else {
            continue;
        };
        let fact = Fact::OccurrenceEnded { document, row, day, end, words, rhythm: String::new() };
        let (id, entered_at, author) = (recorded.entry.id, recorded.entry.entered_at, recorded.entry.author.clone());
        let (event_at, text) = (recorded.entry.event_at, String::new());
        let entry = NewEntry { id, incident: None, event_at, entered_at, author, text, fact, mentions: Vec::new() };
        recorded.entry = entry.link(ChainId::new(uuid::Uuid::from_u128(8)), u32::try_from(n).unwrap_or(0), Vec::new());
    }
    log
}

#[test]
fn an_edit_of_the_rhythm_asks_for_no_day_before_the_last_record_and_hides_nothing_recorded() {
    let series = weekly();
    let log = [
        entry(1, "2026-03-02T09:30:00Z", &series, date(2026, 3, 2), OccurrenceEnd::Held),
        entry(2, "2026-03-09T09:30:00Z", &series, date(2026, 3, 9), OccurrenceEnd::Held),
        entry(3, "2026-03-09T09:31:00Z", &series, date(2026, 3, 23), OccurrenceEnd::Skipped),
    ];
    let (since, now) = (moment("2026-03-01T00:00:00Z"), moment("2026-03-12T12:00:00Z"));
    let mut daily = series.clone();
    daily.when.rhythm = crate::recurrence::Rhythm::Day;
    let due = daily.due(&Occurrences::read(&log), since, now);
    assert_eq!(days(&due.overdue), [10, 11], "none of those between the Mondays, nor of after the day skipped ahead");
    let mut tuesdays = series;
    tuesdays.when.first = date(2026, 3, 3);
    for log in [log.to_vec(), without_rhythm(&log)] {
        let known = Occurrences::read(&log);
        assert_eq!(days(&tuesdays.due(&known, since, now).overdue), [10], "not the 3rd");
        let (from, to) = (moment("2026-03-01T00:00:00Z"), moment("2026-03-29T00:00:00Z"));
        let window = Window { from, to, now, zone: &tuesdays.when.zone };
        let items = tuesdays.kept_items(&known, since, &window);
        let shown: Vec<_> = items.iter().map(|i| (tuesdays.today(i.at).day(), i.state)).collect();
        let (given, skipped) = (CalendarState::Given, CalendarState::Skipped);
        let (past, overdue, ahead) = (CalendarState::Past, CalendarState::Overdue, CalendarState::Ahead);
        assert_eq!(
            shown,
            [(2, given), (3, past), (9, given), (10, overdue), (17, ahead), (23, skipped), (24, ahead)],
            "what was recorded of the Mondays stays"
        );
    }
}

#[test]
fn what_an_incident_plans_ends_with_it() {
    let series = weekly();
    let ends = |at: &str| {
        let due = series.clone().ending(moment(at)).due(
            &Occurrences::default(),
            moment("2026-03-01T00:00:00Z"),
            moment("2026-04-01T00:00:00Z"),
        );
        (days(&due.overdue), due.next)
    };
    assert_eq!(ends("2026-03-09T07:59:00Z"), (vec![2], None), "closed before that of the 9th");
    assert_eq!(ends("2026-03-09T08:01:00Z"), (vec![2, 9], None));
    assert_eq!(ends("2026-02-09T08:01:00Z"), (vec![], None));
}

#[test]
fn a_day_is_one_of_its_days_or_not() {
    let series = weekly();
    assert_eq!(series.on(date(2026, 3, 9)).map(|one| one.at), Some(moment("2026-03-09T08:00:00Z")));
    assert_eq!(series.on(date(2026, 3, 10)), None);
    assert_eq!(series.on(date(2026, 2, 23)), None, "before its first");
}

proptest! {
    /// Whatever was recorded in whatever order: each day up to now since the plan was made is asked for once or has an
    /// end, and no other is.
    #[test]
    fn each_day_is_asked_for_once_or_has_an_end(
        ends in proptest::collection::vec((0_i64..12, 0_u8..3), 0..20),
        made in 0_i64..80,
        now in 0_i64..80,
    ) {
        let series = weekly();
        let begin = moment("2026-03-02T12:00:00Z");
        let at = |day: i64| begin + SignedDuration::from_hours(24 * day);
        let log: Vec<Recorded> = ends
            .iter()
            .enumerate()
            .map(|(n, (week, end))| {
                let end = [OccurrenceEnd::Held, OccurrenceEnd::Skipped, OccurrenceEnd::Open][usize::from(*end)].clone();
                let entered = at(0) + SignedDuration::from_secs(i64::try_from(n).unwrap_or(0));
                entry(n as u128 + 1, &entered.to_string(), &series, series.today(at(week * 7)), end)
            })
            .collect();
        let known = Occurrences::read(&log);
        let due = series.due(&known, at(made), at(now));
        for week in 0..12 {
            let day = series.today(at(week * 7));
            let has_end = known.of(series.document, series.row, day).is_some();
            let last = ends.iter().rev().find(|(of, _)| *of == week).map(|(_, end)| *end);
            prop_assert_eq!(has_end, last.is_some_and(|end| end < 2));
            let asked = due.overdue.iter().chain(&due.today).filter(|one| one.date == day).count();
            let is_meant = made <= week * 7 && week * 7 <= now && !has_end;
            prop_assert_eq!(asked, usize::from(is_meant), "day {} of {:?}", day, due);
        }
    }
}
