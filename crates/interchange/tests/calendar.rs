//! Calendars are read back, and their recurrences counted, by another reader of the same format.

use std::collections::BTreeSet;

use bridgebook_domain::calendar::{CalendarItem, CalendarKind, CalendarState, Series, Window};
use bridgebook_domain::recurrence::{Recurrence, Rhythm};
use bridgebook_domain::{DocumentId, RowId};
use bridgebook_interchange::{CalendarFile, CalendarText, export_calendar};
use icalendar::parser::{Component, read_calendar, unfold};
use icalendar::{Calendar, Component as _, EventLike as _};
use jiff::civil::{Date, Time, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("the zones are bundled")
}

fn item(id: &str, kind: CalendarKind, state: CalendarState, begins: &str, title: &str) -> CalendarItem {
    CalendarItem {
        id: id.to_owned(),
        kind,
        state,
        at: at(begins),
        to: None,
        day: None,
        title: title.to_owned(),
        detail: String::new(),
        audience: None,
        document: None,
        row: None,
    }
}

fn series(id: &str, rhythm: Rhythm, first: Date, time: Option<Time>, zone: TimeZone) -> Series {
    Series {
        id: id.to_owned(),
        kind: CalendarKind::Review,
        title: "Short review".to_owned(),
        detail: "Roll-out".to_owned(),
        when: Recurrence { first, time, zone, rhythm, until: None },
        length: Some(SignedDuration::from_mins(30)),
        document: DocumentId::new(Uuid::from_u128(1)),
        row: RowId::new(Uuid::from_u128(2)),
        from: None,
        except: Vec::new(),
    }
}

/// From the beginning of 2026 to the end of 2028, in March 2026.
fn written(items: &[CalendarItem], series: &[Series]) -> CalendarText {
    let utc = TimeZone::UTC;
    let (from, to) = (at("2026-01-01T00:00:00Z"), at("2029-01-01T00:00:00Z"));
    let window = Window { from, to, now: at("2026-03-11T13:47:12.5Z"), zone: &utc };
    export_calendar(&CalendarFile { name: "INC-2041 Checkout; down, again", items, series, window: &window })
}

fn read(text: &str) -> Calendar {
    text.parse().expect("another reader understands it")
}

/// The components of a kind, with every property as it stands in the file.
fn components(text: &str, kind: &str) -> Vec<Vec<(String, String)>> {
    let unfolded = unfold(text);
    let found = read_calendar(&unfolded).expect("another reader understands it");
    let mut list = Vec::new();
    let mut waiting: Vec<Component<'_>> = found.components;
    while let Some(next) = waiting.pop() {
        waiting.extend(next.components.clone());
        if next.name == kind {
            let value = |p: &icalendar::parser::Property<'_>| (p.name.to_string(), p.val.to_string());
            list.push(next.properties.iter().map(value).collect());
        }
    }
    list
}

#[test]
fn a_calendar_is_what_other_calendars_read() {
    let mut overdue =
        item("1 update", CalendarKind::Update, CalendarState::Overdue, "2026-03-11T13:30:00Z", "Customers’ update");
    overdue.detail = "every 30 min".to_owned();
    let ahead = item(
        "2",
        CalendarKind::Deadline,
        CalendarState::Ahead,
        "2026-03-11T15:00:00Z",
        "Call the vendor, then; log it",
    );
    let mut meeting = item("3", CalendarKind::Meeting, CalendarState::Ahead, "2026-03-11T15:00:00Z", "Tactics");
    meeting.to = Some(at("2026-03-11T15:30:00Z"));
    let mut drill = item("4", CalendarKind::Review, CalendarState::Ahead, "2026-03-12T00:00:00Z", "Drill");
    (drill.day, drill.to) = (Some(date(2026, 3, 12)), Some(at("2026-03-14T00:00:00Z")));
    let mut skipped = item("5", CalendarKind::Update, CalendarState::Skipped, "2026-03-11T13:00:00Z", "Media’s update");
    skipped.detail = "No news".to_owned();
    let weekly = series("6", Rhythm::Week, date(2026, 3, 2), Some(time(9, 0, 0, 0)), zone("Europe/Berlin"));
    let made = written(&[overdue, ahead, meeting, drill, skipped], &[weekly]);
    assert_eq!((made.single, made.repeating), (5, 1));
    let expected = include_str!("calendar/whole.ics");
    assert_eq!(made.text, expected.replace('\n', "\r\n"), "line by line as in calendar/whole.ics");
    assert_eq!(read(&made.text).property_value("X-WR-CALNAME"), Some("INC-2041 Checkout; down, again"));
}

#[test]
fn a_planned_update_is_one_entry_that_leaves_out_what_was_skipped() {
    let berlin = zone("Europe/Berlin");
    let mut daily = series("a", Rhythm::Day, date(2026, 3, 1), Some(time(17, 30, 0, 0)), berlin);
    (daily.kind, daily.length) = (CalendarKind::Update, None);
    daily.from = Some(at("2026-03-27T10:00:00Z"));
    daily.except = vec![at("2026-03-28T16:30:00Z")];
    daily.when.until = Some(date(2026, 3, 30));
    let made = written(&[], &[daily]);
    assert_eq!((made.single, made.repeating), (0, 1));
    for line in [
        "DTSTART;TZID=Europe/Berlin:20260327T173000",
        "RRULE:FREQ=DAILY;UNTIL=20260330T153000Z",
        "EXDATE;TZID=Europe/Berlin:20260328T173000",
        "CATEGORIES:Update",
        "TRIGGER:-PT15M",
    ] {
        assert!(made.text.contains(&format!("\r\n{line}\r\n")), "{line} in {}", made.text);
    }
    let calendar = read(&made.text);
    let times = calendar.events().next().expect("an event").get_recurrence().expect("a rule").all(9).dates;
    let times: Vec<String> = times.iter().map(|t| t.to_utc().format("%d %H:%M").to_string()).collect();
    assert_eq!(times, ["27 16:30", "29 15:30", "30 15:30"], "half past five in Berlin, and the 28th was skipped");
}

#[test]
fn the_same_content_at_the_same_moment_is_the_same_file() {
    let list = [series("a", Rhythm::Week, date(2026, 3, 2), Some(time(9, 0, 0, 0)), zone("Europe/Berlin"))];
    assert_eq!(written(&[], &list), written(&[], &list));
}

#[test]
fn what_no_rule_can_say_is_written_time_by_time() {
    let nine = Some(time(9, 0, 0, 0));
    let each = |rhythm: Rhythm, first: Date, zone: TimeZone| {
        let made = written(&[], &[series("a", rhythm, first, nine, zone)]);
        (made.single, made.repeating)
    };
    assert_eq!(each(Rhythm::Once, date(2026, 3, 2), TimeZone::UTC), (1, 0), "once is once");
    assert_eq!(each(Rhythm::Month, date(2026, 1, 30), TimeZone::UTC), (36, 0), "and the last day of February");
    assert_eq!(each(Rhythm::Month, date(2026, 1, 31), TimeZone::UTC), (0, 1), "the last day of each month");
    assert_eq!(each(Rhythm::Quarter, date(2026, 1, 30), TimeZone::UTC), (0, 1), "which never meets February");
    assert_eq!(each(Rhythm::Month, date(2026, 3, 2), zone("Africa/Casablanca")), (34, 0), "the moon moves its clock");
    assert_eq!(each(Rhythm::Week, date(2026, 3, 2), zone("Asia/Tokyo")), (0, 1));
    assert_eq!(each(Rhythm::Week, date(2026, 3, 2), zone("America/New_York")), (0, 1));
    assert_eq!(
        each(Rhythm::Week, date(2006, 6, 5), zone("America/New_York")),
        (156, 0),
        "its rule of 2006 was another"
    );
    let half_past_two = Some(time(2, 30, 0, 0));
    let spring = series("a", Rhythm::Week, date(2026, 3, 29), half_past_two, zone("Europe/Berlin"));
    let made = written(&[], &[spring]);
    assert_eq!(made.repeating, 0, "its first time is left out, and a rule would keep the hour that stands for it");
    assert!(made.text.contains("DTSTART:20260405T003000Z"), "{}", made.text);
}

#[test]
fn a_zone_carries_the_rule_of_its_clock() {
    let nine = Some(time(9, 0, 0, 0));
    let list = [
        series("a", Rhythm::Week, date(2026, 3, 2), nine, zone("Europe/Berlin")),
        series("b", Rhythm::Week, date(2024, 7, 1), nine, zone("Europe/Berlin")),
        series("c", Rhythm::Week, date(2026, 3, 2), nine, zone("America/New_York")),
        series("d", Rhythm::Week, date(2026, 3, 2), nine, zone("Australia/Sydney")),
        series("e", Rhythm::Week, date(2026, 3, 2), nine, zone("Asia/Kolkata")),
    ];
    let made = written(&[], &list);
    let zones = components(&made.text, "VTIMEZONE").into_iter().map(|z| z[0].1.clone()).collect::<BTreeSet<_>>();
    let expected = ["America/New_York", "Asia/Kolkata", "Australia/Sydney", "Europe/Berlin"].map(str::to_owned);
    assert_eq!(zones, expected.into(), "each once");
    let rules = |kind: &str| -> BTreeSet<String> {
        let found = components(&made.text, kind).into_iter();
        found
            .map(|p| p.into_iter().map(|(name, value)| format!("{name}:{value}")).collect::<Vec<_>>().join(" "))
            .collect()
    };
    let daylight = [
        "DTSTART:20230326T020000 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU TZOFFSETFROM:+0100 TZOFFSETTO:+0200 TZNAME:CEST",
        "DTSTART:20250309T020000 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU TZOFFSETFROM:-0500 TZOFFSETTO:-0400 TZNAME:EDT",
        "DTSTART:20251005T020000 RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU TZOFFSETFROM:+1000 TZOFFSETTO:+1100 TZNAME:AEDT",
    ];
    assert_eq!(rules("DAYLIGHT"), daylight.map(str::to_owned).into());
    let standard = [
        "DTSTART:20231029T030000 RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU TZOFFSETFROM:+0200 TZOFFSETTO:+0100 TZNAME:CET",
        "DTSTART:20250101T000000 TZOFFSETFROM:+0530 TZOFFSETTO:+0530 TZNAME:IST",
        "DTSTART:20250406T030000 RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU TZOFFSETFROM:+1100 TZOFFSETTO:+1000 TZNAME:AEST",
        "DTSTART:20251102T020000 RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU TZOFFSETFROM:-0400 TZOFFSETTO:-0500 TZNAME:EST",
    ];
    assert_eq!(rules("STANDARD"), standard.map(str::to_owned).into(), "that of Berlin from before its first series");
}

#[test]
fn text_of_people_stays_what_it_was() {
    let awkward = [
        "Rückfrage; Kunde, Bank \\ Kasse: 50 % \"jetzt\"",
        "two\nlines, and\r\na third\rfourth",
        "END:VEVENT\nBEGIN:VALARM\nX",
        "a tab\tand a bell\u{7} and an end\u{0}",
        "👩‍🚒👨‍👩‍👧‍👦 alarm 🚨 in the fire brigade’s own room — 障害対応の会議を開始します、全員参加してください 🚨🚨🚨",
        "   spaces in front, and behind   ",
        "",
        "\\n is no end of a line",
    ];
    for text in awkward {
        let mut one = item("id", CalendarKind::Meeting, CalendarState::Past, "2026-03-11T15:00:00Z", text);
        one.detail = text.to_owned();
        let made = written(&[one], &[]).text;
        let calendar = read(&made);
        let event = calendar.events().next().expect("an event");
        let cleaned = cleaned(text);
        assert_eq!(event.get_summary().unwrap_or_default(), cleaned, "of {text:?}");
        assert_eq!(event.get_description().unwrap_or_default(), cleaned, "of {text:?}");
        assert_eq!((calendar.components.len(), calendar.events().count()), (1, 1), "no text becomes an entry: {made}");
    }
}

/// Each end of a line the same, and no control character but the tab.
fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c }).collect()
}

#[test]
fn a_time_stays_on_the_wall_when_the_clock_changes() {
    let weekly = series("a", Rhythm::Week, date(2026, 3, 2), Some(time(9, 0, 0, 0)), zone("Europe/Berlin"));
    let made = written(&[], &[weekly]).text;
    let calendar = read(&made);
    let times = calendar.events().next().expect("an event").get_recurrence().expect("a rule").all(6).dates;
    let times: Vec<String> = times.iter().map(|t| t.to_utc().format("%d %H:%M").to_string()).collect();
    assert_eq!(times, ["02 08:00", "09 08:00", "16 08:00", "23 08:00", "30 07:00", "06 07:00"], "nine in Berlin");
}

fn any_rhythm() -> impl Strategy<Value = Rhythm> {
    proptest::sample::select(vec![
        Rhythm::Once,
        Rhythm::Day,
        Rhythm::WorkingDay,
        Rhythm::Week,
        Rhythm::Fortnight,
        Rhythm::Month,
        Rhythm::MonthWeekday,
        Rhythm::MonthLastWeekday,
        Rhythm::MonthEnd,
        Rhythm::Quarter,
        Rhythm::Year,
    ])
}

fn any_zone() -> impl Strategy<Value = TimeZone> {
    let names =
        vec!["UTC", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Africa/Casablanca"];
    proptest::sample::select(names).prop_map(zone)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// What another reader counts out of the rule is what the plan means.
    #[test]
    fn a_rule_says_exactly_when_it_comes(
        rhythm in any_rhythm(),
        zone in any_zone(),
        day in 0_i64..1_500,
        // Hours that no zone here leaves out or has twice: what those mean is fixed by the domain's own tests.
        hour in proptest::option::of(5_i8..23),
        until in proptest::option::of(0_i64..700),
        begins in proptest::option::of(0_i64..400),
        skipped in proptest::collection::btree_set(0_usize..30, 0..6),
    ) {
        let first = date(2024, 1, 1).checked_add(SignedDuration::from_hours(day * 24)).expect("a day");
        let mut one = series("a", rhythm, first, hour.map(|h| time(h, 15, 0, 0)), zone);
        one.when.until = until.map(|days| first.checked_add(SignedDuration::from_hours(days * 24)).expect("a day"));
        one.from = begins.and_then(|days| one.when.at(first)?.checked_add(SignedDuration::from_hours(days * 24)).ok());
        let all: Vec<_> = one.when.from(one.from.unwrap_or(Timestamp::MIN)).take(60).collect();
        one.except = all.iter().enumerate().filter(|(n, _)| skipped.contains(n)).map(|(_, o)| o.at).collect();
        let ours: Vec<_> = all.into_iter().filter(|o| !one.except.contains(&o.at)).take(40).collect();
        let made = written(&[], std::slice::from_ref(&one));
        let calendar = read(&made.text);
        if made.repeating == 1 {
            let event = calendar.events().next().expect("an event");
            let theirs = event.get_recurrence().expect("a rule that another reader understands").all(40).dates;
            if one.when.time.is_some() {
                let theirs: Vec<i64> = theirs.iter().map(|t| t.to_utc().timestamp()).collect();
                prop_assert_eq!(theirs, ours.iter().map(|o| o.at.as_second()).collect::<Vec<_>>(), "{}", made.text);
            } else {
                let theirs: Vec<String> = theirs.iter().map(|t| t.format("%Y-%m-%d").to_string()).collect();
                prop_assert_eq!(theirs, ours.iter().map(|o| o.date.to_string()).collect::<Vec<_>>(), "{}", made.text);
            }
        } else {
            let (from, to) = (at("2026-01-01T00:00:00Z"), at("2029-01-01T00:00:00Z"));
            // Of one row at most a thousand times are shown at once.
            let begins = one.from.map_or(from, |begins| begins.max(from));
            let times = one.when.from(begins).take_while(|o| o.at < to);
            let expected = times.filter(|o| !one.except.contains(&o.at)).count().min(1_000);
            prop_assert!(made.single.abs_diff(expected) <= 1, "{} instead of {}", made.single, expected);
        }
    }

    /// Whatever people write: no line is longer than 75 bytes, and another reader finds the same text.
    #[test]
    fn any_text_is_folded_and_found_again(title in "\\PC{0,200}", detail in "(\\PC|[\\t\\n\\\\;,:\"])*", id in ".{1,40}") {
        let mut one = item(&id, CalendarKind::Update, CalendarState::Ahead, "2026-03-11T15:00:00Z", &title);
        one.detail.clone_from(&detail);
        let text = written(&[one], &[]).text;
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{}", text);
        prop_assert!(text.ends_with("END:VCALENDAR\r\n"));
        let calendar = read(&text);
        let event = calendar.events().next().expect("an event");
        prop_assert_eq!(event.get_summary().unwrap_or_default(), cleaned(&title));
        prop_assert_eq!(event.get_description().unwrap_or_default(), cleaned(&detail));
    }

    /// Each thing is known by its own id, and by the same one whenever it is written.
    #[test]
    fn ids_are_as_many_as_things(ids in proptest::collection::btree_set(".{1,30}", 1..20)) {
        let list: Vec<CalendarItem> = ids
            .iter()
            .map(|id| item(id, CalendarKind::Meeting, CalendarState::Past, "2026-03-11T15:00:00Z", "Tactics"))
            .collect();
        let uids = |text: &str| -> Vec<String> {
            read(text).events().filter_map(|e| e.get_uid().map(str::to_owned)).collect()
        };
        let known = uids(&written(&list, &[]).text);
        prop_assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), ids.len());
        prop_assert_eq!(uids(&written(&list, &[]).text), known);
    }
}
