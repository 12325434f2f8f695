use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;

fn every(rhythm: Rhythm, first: &str, time: &str, zone_name: &str) -> Recurrence {
    Recurrence {
        first: first.parse().expect("a day"),
        time: Some(time).filter(|t| !t.is_empty()).map(|t| t.parse().expect("a time")),
        zone: zone(zone_name).expect("a zone"),
        rhythm,
        until: None,
    }
}

fn days(recurrence: &Recurrence, count: usize) -> Vec<String> {
    let from = recurrence.at(recurrence.first).expect("a moment");
    recurrence.from(from).take(count).map(|o| o.date.to_string()).collect()
}

#[test]
fn each_rhythm_comes_on_the_days_that_its_words_say() {
    for (rhythm, first, expected, words) in [
        (Rhythm::Once, "2026-03-11", vec!["2026-03-11"], ""),
        (Rhythm::Day, "2026-02-27", vec!["2026-02-27", "2026-02-28", "2026-03-01"], "every day"),
        (Rhythm::WorkingDay, "2026-03-12", vec!["2026-03-12", "2026-03-13", "2026-03-16"], "every working day"),
        (Rhythm::WorkingDay, "2026-03-14", vec!["2026-03-16", "2026-03-17"], "every working day"),
        (Rhythm::Week, "2026-03-11", vec!["2026-03-11", "2026-03-18", "2026-03-25"], "every Wednesday"),
        (Rhythm::Fortnight, "2026-03-11", vec!["2026-03-11", "2026-03-25"], "every other Wednesday"),
        (Rhythm::Month, "2026-03-11", vec!["2026-03-11", "2026-04-11"], "every month on the 11th"),
        (
            Rhythm::Month,
            "2026-01-31",
            vec!["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"],
            "every month on the 31st, or its last day",
        ),
        (
            Rhythm::Month,
            "2028-01-30",
            vec!["2028-01-30", "2028-02-29", "2028-03-30"],
            "every month on the 30th, or its last day",
        ),
        (Rhythm::MonthEnd, "2026-02-03", vec!["2026-02-28", "2026-03-31", "2026-04-30"], "every month on its last day"),
        (
            Rhythm::MonthWeekday,
            "2026-03-10",
            vec!["2026-03-10", "2026-04-14", "2026-05-12"],
            "every month on the second Tuesday",
        ),
        (
            Rhythm::MonthWeekday,
            "2026-03-31",
            vec!["2026-03-31", "2026-04-28", "2026-05-26"],
            "every month on the last Tuesday",
        ),
        (
            Rhythm::MonthLastWeekday,
            "2026-03-06",
            vec!["2026-03-27", "2026-04-24", "2026-05-29"],
            "every month on the last Friday",
        ),
        (
            Rhythm::Quarter,
            "2025-11-30",
            vec!["2025-11-30", "2026-02-28", "2026-05-30", "2026-08-30"],
            "every three months on the 30th, or its last day",
        ),
        (
            Rhythm::Year,
            "2024-02-29",
            vec!["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"],
            "every year on 29 February",
        ),
    ] {
        let recurrence = every(rhythm.clone(), first, "09:00", "Europe/Berlin");
        assert_eq!(days(&recurrence, expected.len()), expected, "{rhythm} from {first}");
        assert_eq!(recurrence.words(), words, "{rhythm} from {first}");
    }
}

#[test]
fn a_time_that_the_clock_leaves_out_comes_later_and_one_that_comes_twice_comes_once() {
    let at = |date: &str, time: &str, zone: &str| {
        let recurrence = every(Rhythm::Day, date, time, zone);
        recurrence.at(recurrence.first).expect("a moment").to_string()
    };
    assert_eq!(
        at("2026-03-29", "02:30", "Europe/Berlin"),
        "2026-03-29T01:30:00Z",
        "03:30, as if it had not been put on"
    );
    assert_eq!(at("2026-10-25", "02:30", "Europe/Berlin"), "2026-10-25T00:30:00Z", "the first of the two");
    assert_eq!(
        at("2026-04-05", "01:45", "Australia/Lord_Howe"),
        "2026-04-04T14:45:00Z",
        "half an hour comes twice there"
    );
    let over = every(Rhythm::Day, "2026-03-28", "02:30", "Europe/Berlin");
    let found: Vec<_> = over.from(over.at(over.first).expect("a moment")).take(3).map(|o| o.at.to_string()).collect();
    assert_eq!(found, ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]);
}

#[test]
fn a_day_that_a_zone_left_out_has_its_time_once() {
    let over = every(Rhythm::Day, "2011-12-29", "09:00", "Pacific/Apia");
    let found: Vec<_> = over.from(over.at(over.first).expect("a moment")).take(3).map(|o| o.at.to_string()).collect();
    assert_eq!(found, ["2011-12-29T19:00:00Z", "2011-12-30T19:00:00Z", "2011-12-31T19:00:00Z"]);
}

#[test]
fn it_ends_with_its_last_day() {
    let mut daily = every(Rhythm::Day, "2026-03-11", "23:30", "America/New_York");
    daily.until = Some("2026-03-12".parse().expect("a day"));
    assert_eq!(days(&daily, 9), ["2026-03-11", "2026-03-12"]);
    assert_eq!(daily.words(), "every day, until 2026-03-12");
}

fn rhythms() -> impl Strategy<Value = Rhythm> {
    prop::sample::select(Rhythm::ALL.to_vec())
}

proptest! {
    // In every zone of the database, over two years that begin anywhere, whatever its clock does.
    #[test]
    fn in_every_zone_it_goes_on_and_shows_the_time_that_was_meant(
        zone_name in prop::sample::select(jiff::tz::db().available().map(|n| n.to_string()).collect::<Vec<_>>()),
        rhythm in rhythms(),
        day in 0_i64..36_500,
        minutes in 0_i64..1440,
        into in 0_i64..20_000,
    ) {
        let zone = zone(&zone_name).expect("it is in the database");
        let first = Date::constant(1960, 1, 1).checked_add(SignedDuration::from_hours(24 * day)).expect("in range");
        let time = Time::midnight() + SignedDuration::from_mins(minutes);
        let recurrence = Recurrence { first, time: Some(time), zone: zone.clone(), rhythm, until: None };
        let begins = recurrence.at(first).expect("in range");
        let from = begins.checked_add(SignedDuration::from_hours(into)).expect("in range");
        let found: Vec<_> = recurrence.from(from).take(30).collect();
        let all: Vec<_> = recurrence.from(begins).take_while(|o| found.last().is_some_and(|l| o.at <= l.at)).filter(|o| o.at >= from).collect();
        prop_assert_eq!(&found, &all, "where one begins to look changes nothing");
        prop_assert!(found.windows(2).all(|w| w[0].at < w[1].at && w[0].date < w[1].date), "it goes on: {:?}", found);
        for one in found {
            let shown = zone.to_datetime(one.at);
            let meant = DateTime::from_parts(one.date, time);
            let is_left_out = zone.to_ambiguous_timestamp(meant).is_ambiguous();
            prop_assert!(shown == meant || is_left_out && shown > meant, "{} shows {} for {}", zone_name, shown, meant);
        }
    }
}
