use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::test::{Builder, at, document_of, incident_id};

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("the zones are bundled")
}

fn read_at(text: &str, now: &str) -> Transcript {
    let (zone, now) = (berlin(), at(now));
    read(text, &Asked { now, until: now, zone: &zone, day: None, order: None })
}

/// Reads at 14:47 on Wednesday, 11 March 2026 in Berlin, and gives `11 14:05:00 name: text` for each message.
fn check(text: &str, expected: &[&str]) {
    let zone = berlin();
    let read = read_at(text, "14:47");
    let said = |m: &Message| {
        let local = zone.to_datetime(m.at);
        format!("{} {}: {}", local.strftime("%d %H:%M:%S"), m.name, m.text.replace('\n', " / "))
    };
    assert_eq!(read.messages.iter().map(said).collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn slack_puts_the_time_beside_or_below_the_name() {
    let expected =
        ["11 14:05:00 Mai Nguyễn: Error rate at 20 % / since the deployment", "11 14:07:00 Emre Yılmaz: Rolling back"];
    check(
        "Mai Nguyễn  2:05 PM\nError rate at 20 %\nsince the deployment\nEmre Yılmaz  2:07 PM\nRolling back\n",
        &expected,
    );
    check(
        "Mai Nguyễn\n  2:05 PM\nError rate at 20 %\nsince the deployment\nEmre Yılmaz\n  2:07 PM\nRolling back\n",
        &expected,
    );
    check(
        "Mai Nguyễn [2:05 PM]\nError rate at 20 %\nsince the deployment\n\nEmre Yılmaz [2:07 PM]\nRolling back",
        &expected,
    );
    check(
        "Mai Nguyễn — Today at 14:05\nError rate at 20 %\nsince the deployment\nEmre Yılmaz — Today at 14:07\nRolling back",
        &expected,
    );
}

#[test]
fn slack_leaves_name_and_half_of_the_day_out_of_what_follows() {
    check(
        "Mai Nguyễn\n  11:58 AM\nOne\n12:01\nTwo\nEmre Yılmaz\n  12:59 PM\nThree\n1:02\nFour",
        &[
            "11 11:58:00 Mai Nguyễn: One",
            "11 12:01:00 Mai Nguyễn: Two",
            "11 12:59:00 Emre Yılmaz: Three",
            "11 13:02:00 Emre Yılmaz: Four",
        ],
    );
}

#[test]
fn lines_that_name_a_day_are_no_text() {
    check(
        "Mai Nguyễn\n  23:58\nOne\nToday\nEmre Yılmaz\n  0:02\nTwo",
        &["10 23:58:00 Mai Nguyễn: One", "11 00:02:00 Emre Yılmaz: Two"],
    );
    check(
        "Tuesday, March 10th\nMai  14:05\nOne\nMai  14:06\nYesterday\nwas worse",
        &["10 14:05:00 Mai: One", "10 14:06:00 Mai: Yesterday / was worse"],
    );
    check(
        "--- Log opened Tue Mar 10 23:50:00 2026\n23:58 <@mai> One\n--- Day changed Wed Mar 11 2026\n00:02 <emre> Two",
        &["10 23:58:00 mai: One", "11 00:02:00 emre: Two"],
    );
}

#[test]
fn teams_and_whatsapp_put_the_time_into_brackets() {
    check(
        "[14:05] Mai Nguyễn\nOne\n\n[14:06] Emre Yılmaz\nTwo: three",
        &["11 14:05:00 Mai Nguyễn: One", "11 14:06:00 Emre Yılmaz: Two: three"],
    );
    check("[Yesterday 2:05 PM] Mai\nOne", &["10 14:05:00 Mai: One"]);
    check(
        "[11.03.26, 14:05:12] Mai: One\nmore\n[11.03.26, 14:06:00] \u{200e}Emre: image omitted",
        &["11 14:05:12 Mai: One / more", "11 14:06:00 Emre: image omitted"],
    );
    check("[2:05\u{202f}PM, 3/10/2026] Mai: One", &["10 14:05:00 Mai: One"]);
}

#[test]
fn zoom_irc_and_plain_lines_begin_with_the_time() {
    check(
        "14:05:12 From Mai Nguyễn to Everyone:\n\tOne\n\tmore\n14:06:00 From Emre to Everyone: Two",
        &["11 14:05:12 Mai Nguyễn: One\n\tmore".replace('\n', " / ").as_str(), "11 14:06:00 Emre: Two"],
    );
    check("14:05\tFrom  Mai : One", &["11 14:05:00 Mai: One"]);
    check("[14:05:12] <mai> One\n[14:06:00] * mai waves", &["11 14:05:12 mai: One", "11 14:06:00 mai: mai waves"]);
    check(
        "14:05 mai: One\nhttps://example.org/a: b\n14:06 Emre Yılmaz: Two",
        &["11 14:05:00 mai: One / https://example.org/a: b", "11 14:06:00 Emre Yılmaz: Two"],
    );
    check(
        "2026-03-10 14:05:12 UTC mai: One\n2026-03-10T13:06:00Z mai: Two",
        &["10 15:05:12 mai: One", "10 14:06:00 mai: Two"],
    );
    check(
        "10/03/2026, 14:05 - Messages are encrypted.\n10/03/2026, 14:05 - Mai: One",
        &["10 14:05:00 : Messages are encrypted.", "10 14:05:00 Mai: One"],
    );
    check("오후 2:05 민준: One", &["11 14:05:00 민준: One"]);
}

#[test]
fn a_time_without_a_day_is_the_last_one_and_midnights_are_counted_back() {
    check(
        "23:58 mai: One\n00:10 mai: Two\n00:09 emre: Three\n14:40 mai: Four",
        &["10 23:58:00 mai: One", "11 00:10:00 mai: Two", "11 00:09:00 emre: Three", "11 14:40:00 mai: Four"],
    );
    check(
        "23:57 mai: One\n00:10 mai: Two\n23:58 emre: Late\n00:11 mai: Three",
        &["10 23:57:00 mai: One", "11 00:10:00 mai: Two", "10 23:58:00 emre: Late", "11 00:11:00 mai: Three"],
    );
    check(
        "00:10 mai: One\n23:58 emre: Late\n00:11 mai: Two",
        &["11 00:10:00 mai: One", "10 23:58:00 emre: Late", "11 00:11:00 mai: Two"],
    );
    check("14:50 mai: Later than now, so yesterday's", &["10 14:50:00 mai: Later than now, so yesterday's"]);
    let read = read_at("14:40 mai: One", "14:47");
    assert_eq!(read.asks_day, Some("2026-03-11".parse().expect("a day")), "and the day is asked for");
    let (zone, now) = (berlin(), at("14:47"));
    let asked = Asked { now, until: now, zone: &zone, day: Some("2026-03-02".parse().expect("a day")), order: None };
    let moved = super::read("23:58 mai: One\n00:10 mai: Two", &asked);
    assert_eq!(
        moved.messages[1].at.to_string(),
        "2026-03-02T23:10:00Z",
        "the day that is said is that of the first message"
    );
}

#[test]
fn which_number_is_the_day_is_seen_or_asked() {
    let open = read_at("03/10/2026, 14:05 - Mai: One", "14:47");
    assert_eq!(open.asks_order, Some(DayOrder::MonthFirst), "the other one would lie ahead");
    let sure = read_at("03/02/2026, 14:05 - Mai: One\n28/02/2026, 14:05 - Mai: Two", "14:47");
    assert_eq!((sure.asks_order, sure.messages[0].at.to_string().as_str()), (None, "2026-02-03T13:05:00Z"));
}

#[test]
fn what_is_no_message_is_kept_and_shown() {
    let read = read_at("Copied from the channel\n14:05 mai: One\n14:06 nobody said this\n14:07 emre: Two", "14:47");
    assert_eq!(read.before, ["Copied from the channel"]);
    assert_eq!(read.messages[0].text, "One\n14:06 nobody said this");
    assert_eq!(read.messages[0].doubtful, ["14:06 nobody said this"]);
    let none = read_at("Nothing\nin here", "14:47");
    assert_eq!((none.messages.len(), none.before.len()), (0, 2));
    assert!(read_at("", "14:47").before.is_empty());
}

#[test]
fn the_first_word_can_name_the_kind() {
    let read = read_at("14:05 mai: Decision: freeze deployments\n14:06 mai: note:\n14:07 mai: ratio: 3", "14:47");
    let kinds: Vec<_> = read.messages.iter().map(|m| (m.kind, m.text.as_str())).collect();
    assert_eq!(
        kinds,
        [(MessageKind::Decision, "freeze deployments"), (MessageKind::Note, "note:"), (MessageKind::Note, "ratio: 3")]
    );
}

#[test]
fn the_same_transcript_gives_the_same_ids_and_equal_messages_stay_two() {
    let text = "14:05 mai: ok\n14:05 mai: ok\n14:06 mai: ok";
    let (first, later) = (read_at(text, "14:47"), read_at(&format!("{text}\n14:48 emre: new"), "15:10"));
    let (known, all) = (ids(incident_id(), &first.messages), ids(incident_id(), &later.messages));
    assert_eq!(all[..3], known, "what was there is found again");
    assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
}

#[test]
fn a_name_is_matched_as_far_as_it_is_one_person() {
    let mut b = Builder::default();
    let people = [
        b.person(&[("name", "Nguyễn Thị Mai"), ("chat", "@mai"), ("emails", "mai.n@example.org")]),
        b.person(&[("name", "Kim Minjun"), ("native_name", "김민준")]),
        b.person(&[("name", "Kim Seo-yeon")]),
        b.person(&[("name", "Michał Łęcki")]),
    ];
    let directory = document_of(&people);
    let id = |n: usize| people[n].0.to_string();
    for (name, expected) in [
        ("nguyễn thị mai", Speaker::Known(id(0))),
        ("김민준", Speaker::Known(id(1))),
        ("@mai", Speaker::Known(id(0))),
        ("mai.n", Speaker::Known(id(0))),
        ("Mai Nguyen", Speaker::Likely(id(0))),
        ("minjun.kim", Speaker::Likely(id(1))),
        ("michal lecki", Speaker::Likely(id(3))),
        ("Kim", Speaker::Several(vec![id(1), id(2)])),
        ("Bot", Speaker::Unknown),
        ("", Speaker::Unknown),
    ] {
        let found = match speaker(name, &directory) {
            Speaker::Several(mut list) => {
                list.sort();
                let mut all = vec![id(1), id(2)];
                all.sort();
                assert_eq!(list, all, "{name}");
                Speaker::Several(vec![id(1), id(2)])
            }
            other => other,
        };
        assert_eq!(found, expected, "{name}");
    }
}

type Print = fn(&jiff::Zoned, &str, &str) -> String;

/// How each program writes a message, with the day in it or not.
const PROGRAMS: &[(&str, Print)] = &[
    ("slack", |at, name, text| format!("{name}  {}\n{text}\n", at.strftime("%-I:%M %p"))),
    ("slack, below", |at, name, text| format!("{name}\n  {}\n{text}\n", at.strftime("%H:%M"))),
    ("teams", |at, name, text| format!("[{}] {name}\n{text}\n\n", at.strftime("%d.%m.%Y %H:%M"))),
    ("whatsapp", |at, name, text| format!("[{}] {name}: {text}\n", at.strftime("%d.%m.%y, %H:%M:%S"))),
    ("whatsapp, android", |at, name, text| format!("{} - {name}: {text}\n", at.strftime("%Y-%m-%d, %H:%M"))),
    ("zoom", |at, name, text| format!("{} From {name} to Everyone: {text}\n", at.strftime("%H:%M:%S"))),
    ("irc", |at, name, text| format!("[{}] <{name}> {text}\n", at.strftime("%H:%M"))),
    ("plain", |at, name, text| format!("{} {name}: {text}\n", at.strftime("%H:%M"))),
];

proptest! {
    #[test]
    fn what_a_program_writes_is_read_back(
        program in 0..PROGRAMS.len(),
        // A line that is nothing but the name of a day ("mon") begins a day, in whatever message it stands: x is in none.
        said in prop::collection::vec((1_i64..180, 0_usize..3, "x[a-zé]{0,7}( [a-z]{1,6}){0,4}(\nx[a-z ]{0,5}[a-z])?"), 1..12),
        begin in 0_i64..86_400,
    ) {
        let zone = berlin();
        let names = ["Mai", "Emre Yılmaz", "김민준"];
        let mut moment: Timestamp = at("00:00") + SignedDuration::from_secs(begin / 60 * 60);
        let (mut text, mut expected) = (String::new(), Vec::new());
        for (minutes, who, words) in said {
            moment += SignedDuration::from_mins(minutes);
            text.push_str(&PROGRAMS[program].1(&moment.to_zoned(zone.clone()), names[who], &words));
            expected.push((moment, names[who].to_owned(), words));
        }
        let now = moment + SignedDuration::from_mins(30);
        let read = read(&text, &Asked { now, until: now, zone: &zone, day: None, order: None });
        let found: Vec<_> = read.messages.into_iter().map(|m| (m.at, m.name, m.text)).collect();
        prop_assert_eq!(found, expected, "{}: {}", PROGRAMS[program].0, text);
    }

    #[test]
    fn any_text_is_read_and_what_is_no_head_of_a_message_is_kept(
        text in "([0-9:\\[\\]<>,./ a-zA-Z\n-]|[\\PC\n]){0,300}",
        extra in "[a-z]{3,9}( [a-z]{3,9}){7,9}",
    ) {
        // A line of many words begins no message, wherever it stands.
        let lines: Vec<&str> = text.lines().collect();
        let (first, last) = lines.split_at(lines.len() / 2);
        let whole = format!("{}\n{extra}\n{}", first.join("\n"), last.join("\n"));
        let read = read_at(&whole, "14:47");
        let kept = |m: &Message| m.text.contains(&extra);
        prop_assert!(read.messages.iter().any(kept) || read.before.iter().any(|l| l.contains(&extra)), "{}", whole);
        prop_assert!(read.messages.len() + read.empty <= whole.lines().count());
    }
}
