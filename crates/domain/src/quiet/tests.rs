use jiff::SignedDuration;

use super::*;
use crate::block::BlockKind;
use crate::test::{Builder, document_of};

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment written in a test")
}

fn read(cells: &[(&str, &str)]) -> Result<Option<QuietHours>, QuietError> {
    let mut b = Builder::default();
    let severities = b.list("severities", &[&[("name", "SEV1")], &[("name", "SEV2")]]);
    let directory = document_of(&[severities]);
    let row: Vec<_> = [("audience", "Board")].into_iter().chain(cells.iter().copied()).collect();
    let block = b.block(&BlockKind::Table, "audiences", &[&row]);
    let plan = b.document("Plan", "communication-plan", vec![("Audiences", BlockKind::Table, block)]);
    let found = quiet_hours(&plan, &directory, "board", &TimeZone::UTC)?;
    Ok(found.map(|hours| QuietHours {
        not_at: hours.not_at.iter().map(|k| directory.words(k).to_owned()).collect(),
        ..hours
    }))
}

fn hours(text: &str, zone: &str) -> QuietHours {
    read(&[("quiet_hours", text), ("zone", zone)]).expect("they can be read").expect("there are some")
}

#[test]
fn quiet_hours_are_those_of_the_wall_of_the_audience() {
    let night = hours("22:00-07:00", "Europe/Berlin");
    for (at, quiet) in [
        ("2026-03-11T20:59:59Z", None),
        ("2026-03-11T21:00:00Z", Some("2026-03-12T06:00:00Z")),
        ("2026-03-12T05:59:59Z", Some("2026-03-12T06:00:00Z")),
        ("2026-03-12T06:00:00Z", None),
        // The night in which the clock is put forward, and that in which it is put back.
        ("2026-03-29T00:30:00Z", Some("2026-03-29T05:00:00Z")),
        ("2026-10-25T00:30:00Z", Some("2026-10-25T06:00:00Z")),
    ] {
        let found = night.at(moment(at), "").map(|quiet| quiet.until.to_string());
        assert_eq!(found.as_deref(), quiet, "{at}");
    }
    let far = hours("22:00-07:00", "Pacific/Kiritimati");
    assert!(far.at(moment("2026-03-11T12:00:00Z"), "").is_some(), "it is two in the morning there");
    let quiet = night.at(moment("2026-03-12T01:10:00Z"), "").expect("it is night");
    assert_eq!(quiet.words(), "it is 02:10 for them (Europe/Berlin), in their quiet hours until 07:00");
    assert!(quiet.asks() && quiet.rule == QuietRule::Hold, "what waits is the default");
}

#[test]
fn a_weekend_is_one_span_with_the_nights_around_it() {
    let both = hours("Mon-Fri 20:00-08:00, Sat-Sun 00:00-24:00", "UTC");
    let friday = both.at(moment("2026-03-13T21:00:00Z"), "").expect("it is quiet");
    assert_eq!(
        (friday.until.to_string(), friday.end()),
        ("2026-03-16T00:00:00Z".to_owned(), "Monday 00:00".to_owned())
    );
    let fully = hours("Mon-Sun 20:00-08:00; Sat-Sun 00:00-24:00", "UTC");
    assert_eq!(fully.at(moment("2026-03-14T12:00:00Z"), "").map(|q| q.end()).as_deref(), Some("Monday 08:00"));
}

#[test]
fn at_the_severities_that_the_plan_names_it_is_sent_all_the_same() {
    for cells in [
        &[("quiet_hours", "22:00-07:00"), ("not_at", "SEV1")][..],
        &[("quiet_hours", "22:00-07:00, none at SEV1")],
        &[("quiet_hours", "none at sev1; 22:00-07:00")],
    ] {
        let found = read(cells).expect("they can be read").expect("there are some");
        assert_eq!(found.not_at, ["SEV1"], "{cells:?}");
        let night = moment("2026-03-12T01:10:00Z");
        let rule = |severity: &str| found.at(night, severity).map(|quiet| (quiet.rule.clone(), quiet.is_severe));
        assert_eq!(rule("SEV1"), Some((QuietRule::Send, true)));
        assert_eq!(rule("SEV2"), Some((QuietRule::Hold, false)));
    }
}

#[test]
fn hours_that_nobody_can_keep_say_why_and_none_are_none() {
    for none in ["", "none", "None at SEV1", "-", " , "] {
        assert_eq!(read(&[("quiet_hours", none)]), Ok(None), "{none}");
    }
    for wrong in ["at night", "22-7", "25:00-07:00", "22:00-07:00 Mars"] {
        assert_eq!(read(&[("quiet_hours", wrong)]), Err(QuietError::Form(wrong.to_owned())), "{wrong}");
    }
    assert_eq!(read(&[("quiet_hours", "22:00-22:00")]), Err(QuietError::Empty));
    for always in ["24x7", "00:00-24:00", "00:00-12:00, 12:00-24:00", "Mon-Fri 00:00-24:00, Sat-Sun 00:00-24:00"] {
        assert_eq!(read(&[("quiet_hours", always)]), Err(QuietError::Always), "{always}");
    }
    let cells = [("quiet_hours", "22:00-07:00"), ("zone", "Mars/Olympus")];
    assert_eq!(read(&cells), Err(QuietError::Zone("Mars/Olympus".to_owned())));
    let rule = read(&[("quiet_hours", "22:00-07:00"), ("quiet_rule", "send")]).expect("read").expect("some").rule;
    assert_eq!(rule, QuietRule::Send);
}

#[test]
fn the_end_of_quiet_hours_is_never_quiet_itself() {
    for zone in ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"] {
        for text in ["22:00-07:00", "Sat-Sun 00:00-24:00", "Mon-Fri 18:30-08:15, Sat 00:00-24:00", "02:00-02:30"] {
            let hours = hours(text, zone);
            for step in 0..1_500_i64 {
                let at = moment("2026-03-01T00:07:00Z") + SignedDuration::from_mins(step * 47);
                let Some(quiet) = hours.at(at, "") else { continue };
                assert!(quiet.until > at, "{zone} {text} {at}");
                assert_eq!(hours.at(quiet.until, ""), None, "{zone} {text} {at}");
            }
        }
    }
}
