use jiff::SignedDuration;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::log::State;
use crate::test::at;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("the zones are bundled")
}

/// A message to customers at 14:47, while the cause is known.
pub(in crate::message) fn customers() -> Context {
    Context {
        now: at("14:47"),
        zone: berlin(),
        audience: "Customers".to_owned(),
        is_external: true,
        is_technical: false,
        is_english: true,
        languages: Vec::new(),
        made_from: super::Marks::new(),
        stage: "identified".to_owned(),
        required: vec!["next update by".to_owned()],
        limit: None,
        needs_next: true,
        promised: None,
        latest_next: Some(at("15:07")),
        interval: Some(SignedDuration::from_mins(20)),
        last: None,
        others: Vec::new(),
        untold: Vec::new(),
        number: 4,
        subject: String::new(),
        subject_sent: String::new(),
        approval: Approval::NotNeeded,
        own_approval: None,
        draft: String::new(),
        severity: "SEV1".to_owned(),
        severities: vec!["SEV1".to_owned(), "SEV2".to_owned()],
        state: State::Identified,
        state_since: at("14:41"),
        began_at: at("13:58"),
        affected: vec!["Payments gateway".to_owned()],
        services: vec!["Payments gateway".to_owned(), "Storefront".to_owned()],
        names: vec!["Harbourline".to_owned(), "Chen Wei".to_owned()],
    }
}

fn said(body: &str) -> Said {
    Said {
        audience: "Customers".to_owned(),
        number: 3,
        at: at("14:31"),
        stage: "investigating".to_owned(),
        body: body.to_owned(),
    }
}

const NEXT: &str = " We will write again by 15:07 CET.";

/// Rules found in a text, each once, in the order of the findings.
fn rules(text: &str, context: &Context) -> Vec<String> {
    let mut list: Vec<String> = findings(text, context).into_iter().map(|f| f.rule).collect();
    list.dedup();
    list
}

fn fires(rule: &str, text: &str, context: &Context) -> bool {
    findings(text, context).iter().any(|f| f.rule == rule)
}

#[track_caller]
fn check(rule: &str, context: &Context, wrong: &[&str], right: &[&str]) {
    for text in wrong {
        assert!(fires(rule, text, context), "{rule} is silent on: {text}\n{:#?}", findings(text, context));
    }
    for text in right {
        assert!(!fires(rule, text, context), "{rule} speaks on: {text}\n{:#?}", findings(text, context));
    }
}

/// The text after the fix of the first finding of a rule.
fn fixed(rule: &str, text: &str, context: &Context) -> String {
    let fix = findings(text, context).into_iter().find(|f| f.rule == rule).and_then(|f| f.fix).expect("a fix");
    let units: Vec<u16> = text.encode_utf16().collect();
    let (start, end) = (fix.start as usize, fix.end as usize);
    let put: Vec<u16> = fix.text.encode_utf16().collect();
    String::from_utf16(&[&units[..start], &put, &units[end..]].concat()).expect("whole characters")
}

#[test]
fn a_good_message_has_no_finding_and_every_rule_passes() {
    let text = "As of 14:45 CET we know why a part of the card payments is refused. We are taking the change back.\n\n\
                We will write again by **15:07 CET**.";
    let reading = read(text, &customers());
    assert_eq!(reading.findings, []);
    assert_eq!((reading.passed, reading.next_at), (15, Some(at("15:07"))));
    assert_eq!(findings(" \n", &customers()), [], "nothing was written yet");
}

#[test]
fn a_time_that_is_a_fact_is_never_taken_for_the_next_update() {
    let text = "As of 14:47 CET. Payments fail since 13:58 and we will write again soon.";
    let found = findings(text, &customers());
    let c1 = found.iter().find(|f| f.rule == "C1").expect("no next update is named");
    assert_eq!(c1.title, "The next update has no time");
    let mut resolved = customers();
    (resolved.is_english, resolved.needs_next, resolved.latest_next) = (false, false, None);
    assert_eq!(read("Behoben. Wartung um 22:00.", &resolved).next_at, None, "nobody promised anything");
    resolved.needs_next = true;
    assert_eq!(read("Noch nicht behoben. Neues um 22:00.", &resolved).next_at, Some(at("22:00")));
}

#[test]
fn c1_wants_the_time_of_the_next_update() {
    let mut context = customers();
    let right = [
        "Next update by 15:07.",
        "Next update in 20 min.",
        "We will write again **within 20 minutes**.",
        "At 15:05 we will write again.",
        "Prochaine information à 15:07.",
    ];
    check(
        "C1",
        &context,
        &["We work on it.", "Next update soon.", "Next update by {{next_update_at}}.", "Next update by 14:30."],
        &right,
    );
    assert_eq!(fixed("C1", "We work on it.", &context), "We work on it.\n\nWe will write again by **15:07 CET**.");
    assert_eq!(fixed("C1", "Next update soon.", &context), "Next update by **15:07 CET** soon.");
    assert_eq!(fixed("C1", "Next update by 14:30 CET.", &context), "Next update by 15:07 CET.");
    context.needs_next = false;
    check("C1", &context, &[], &["It is solved."]);
}

#[test]
fn c1_takes_the_promised_minute_in_any_language() {
    let mut context = customers();
    context.is_english = false;
    check("C1", &context, &["Wir arbeiten daran."], &["Wir melden uns um 15:20 wieder.", "다음 소식은 15:07"]);
}

#[test]
fn c2_holds_the_text_to_the_cadence_and_to_the_promise() {
    let mut context = customers();
    check(
        "C2",
        &context,
        &["Next update by 15:30.", "Next update in 2 hours."],
        &["Next update by 15:07.", "Next update by 15:00.", "Next update by 15:08."],
    );
    assert_eq!(fixed("C2", "Next update by **15:30**.", &context), "Next update by **15:07 CET**.");
    context.promised = Some(at("15:05"));
    check("C2", &context, &["Next update by 15:00."], &["Next update by 15:05."]);
    (context.latest_next, context.promised) = (None, None);
    check("C2", &context, &[], &["Next update by 20:30."]);
}

#[test]
fn c3_keeps_times_of_repair_from_customers() {
    let mut context = customers();
    let wrong = [
        "We expect to be back by 15:30.",
        "It will be fixed in 30 minutes.",
        "ETA 16:00.",
        "The repair should be finished within the hour.",
        "Payments will be restored shortly.",
    ];
    let right = [
        "Next update by 15:05.",
        "The change was taken back at 14:40.",
        "We do not know yet when it will be fixed.",
        "Come back to us if your card is refused.",
        "We will not be able to give an ETA.",
    ];
    check("C3", &context, &wrong, &right);
    context.is_external = false;
    check("C3", &context, &[], &wrong);
}

#[test]
fn c4_tells_the_same_text_again_from_news() {
    let mut context = customers();
    let before =
        "As of 14:31 CET card payments are still partly refused. Wallets work. We will write again by 14:51 CET.";
    context.last = Some(said(before));
    let again = before.replace("14:31", "14:47").replace("14:51", "15:07");
    check(
        "C4",
        &context,
        &[before, &again],
        &["As of 14:47 CET the cause is found. We will write again by 15:07 CET."],
    );
    context.last = None;
    check("C4", &context, &[], &[before]);
}

#[test]
fn c5_keeps_inner_names_inside() {
    let mut context = customers();
    let text = format!("ế The host pay-db-03 (10.0.3.4) fails, see OPS-12 or kim@shop.example.{NEXT}");
    let found: Vec<_> = findings(&text, &context).into_iter().filter(|f| f.rule == "C5").collect();
    assert_eq!(found.len(), 4);
    let units: Vec<u16> = text.encode_utf16().collect();
    let marked = |f: &MessageFinding| {
        let (start, end) = (f.start.expect("a place") as usize, f.end.expect("an end") as usize);
        String::from_utf16(&units[start..end]).expect("whole characters")
    };
    assert_eq!(found.iter().map(marked).collect::<Vec<_>>(), ["pay-db-03", "10.0.3.4", "OPS-12", "kim@shop.example"]);
    assert!(found.iter().all(|f| f.level == FindingLevel::Warning), "as the domain reference weighs it");
    check("C5", &context, &[], &["More: status.shop.example, help@status.example", "Release 4.2, 12 nodes, 15:10"]);
    context.subject_sent = "INC-2041 Checkout: db-03 is slow".to_owned();
    let found = findings(&format!("As of 14:47 CET we know why.{NEXT}"), &context);
    let of_subject: Vec<_> = found.iter().filter(|f| f.rule == "C5").collect();
    assert_eq!(of_subject.len(), 2, "{found:#?}");
    assert!(of_subject.iter().all(|f| f.start.is_none() && f.title.contains("in the subject")), "{of_subject:#?}");
    assert!(of_subject[0].title.ends_with("“INC-2041”"), "{of_subject:#?}");
    context.is_external = false;
    check("C5", &context, &[], &[&text]);
}

#[test]
fn c6_wants_the_moment_and_its_zone() {
    let context = customers();
    check(
        "C6",
        &context,
        &["We work on it.", "As of 14:47 we work on it.", "As of now we work on it."],
        &["As of 14:47 CET we work.", "We know, as of 13:47 UTC, why."],
    );
    assert_eq!(fixed("C6", "We work on it.", &context), "As of 14:47 CET: We work on it.");
    assert_eq!(fixed("C6", "As of 14:45 we know.", &context), "As of 14:45 CET we know.");
}

#[test]
fn c7_wants_plain_words_without_blame() {
    let mut context = customers();
    let wrong = [
        "We take the security of your data very seriously.",
        "It was human error.",
        "It was caused by Harbourline.",
        "The failover increased latency.",
    ];
    let right =
        ["We are sorry.", "The cause lies in a change of ours.", "Harbourline helps us.", "The back door is open."];
    check("C7", &context, &wrong, &right);
    assert_eq!(fixed("C7", "A hotfix is out.", &context), "A repair is out.");
    context.is_technical = true;
    check("C7", &context, &["It was human error."], &["The failover increased latency."]);
}

#[test]
fn c8_names_no_cause_while_it_is_looked_for() {
    let mut context = customers();
    context.stage = "investigating".to_owned();
    let wrong = ["It was caused by a release.", "Payments fail because of a certificate.", "The root cause is known."];
    check(
        "C8",
        &context,
        &wrong,
        &["The cause is not known yet.", "We are looking for the root cause and investigating it."],
    );
    context.stage = "identified".to_owned();
    check("C8", &context, &[], &wrong);
}

#[test]
fn c9_holds_the_text_to_the_log_and_the_last_message() {
    let mut context = customers();
    context.last = Some(said("As of 14:31 CET: SEV1. Since 13:58 the Payments gateway fails. The cause is found."));
    let wrong = [
        "This is SEV2.",
        "This is a sev-2.",
        "The problem is resolved.",
        "We are investigating.",
        "The problem began at 13:30.",
        "Since 14:20 payments fail.",
        "The Storefront fails.",
    ];
    let right = [
        "This is SEV1, no longer SEV2.",
        "We write when it is resolved.",
        "It is not yet the case that it is fixed.",
        "The problem began at 13:58. The Payments gateway fails.",
        "The repair runs since 14:44.",
        "The Payments gateway fails; the Storefront works as usual.",
    ];
    check("C9", &context, &wrong, &right);
    let title = |text: &str| findings(text, &context).into_iter().find(|f| f.rule == "C9").map(|f| f.title);
    assert_eq!(
        title("The problem began at 13:30.").as_deref(),
        Some("It began at 13:30 CET here, and at 13:58 CET in update 3 to Customers")
    );
    assert_eq!(fixed("C9", "This is SEV2.", &context), "This is SEV1.");
    context.last = None;
    check("C9", &context, &["The problem began at 13:30.", "This is SEV2."], &["The problem began at 13:58."]);
}

#[test]
fn c10_wants_a_word_about_data_once_it_is_over() {
    let mut context = customers();
    (context.stage, context.state, context.needs_next) = ("resolved".to_owned(), State::Resolved, false);
    let wrong = [
        "It is solved.",
        "It is solved.\n\n**Your data.** Say here what was lost or has to be corrected, or that nothing was.",
    ];
    let right =
        ["It is solved. No data was lost.", "**Your data.** Nothing was lost.", "Refused payments were not charged."];
    check("C10", &context, &wrong, &right);
    context.stage = "monitoring".to_owned();
    check("C10", &context, &[], &wrong);
}

#[test]
fn c11_counts_as_the_channel_does() {
    let mut context = customers();
    context.limit = Some((160, "The channel SMS".to_owned()));
    let fits = "a".repeat(160);
    let long = "a".repeat(161);
    let wide = "ế".repeat(71);
    check("C11", &context, &[&long, &wide], &[&fits, &"ế".repeat(70), &format!("**{fits}**")]);
    let place = findings(&long, &context).into_iter().find(|f| f.rule == "C11").and_then(|f| f.start);
    assert_eq!(place, Some(160), "what would be cut off is marked");
    context.limit = None;
    check("C11", &context, &[&"a".repeat(LONGEST + 1)], &[&long]);
}

#[test]
fn c12_wants_what_the_stage_asks_for() {
    let mut context = customers();
    context.required =
        ["start", "workaround", "what staff may say", "next update by", "refund policy"].map(str::to_owned).to_vec();
    let reading = findings("As of 14:47 CET we work on it.", &context);
    let missing: Vec<_> = reading.iter().filter(|f| f.rule == "C12").map(|f| f.title.as_str()).collect();
    assert_eq!(
        missing,
        ["Missing: start", "Missing: workaround", "Missing: what staff may say", "Missing: refund policy"]
    );
    let good = "Since 13:58 it fails. Pay by wallet. Staff may say so. The refund policy holds.";
    check("C12", &context, &["**What we need from you.**\n\nNext update by 15:07."], &[good]);
    context.required.clear();
    check(
        "C12",
        &context,
        &["We work."],
        &["Since 13:58 card payments fail. The cause is found; it is being rolled back."],
    );
    let line = fixed("C12", "We work.\n\nNext update by 15:07.", &context);
    assert_eq!(line, "We work.\n\n**Contributing factor.** \n\nNext update by 15:07.");
    assert_eq!(fixed("C12", "We work. \n", &context), "We work.\n\n**Contributing factor.** ");
    let line = fixed("C12", "We work.\nNext update by 15:07.", &context);
    assert_eq!(line, "We work.\n\n**Contributing factor.** \n\nNext update by 15:07.", "no line is glued to another");
}

#[test]
fn a_promise_is_read_in_the_zone_and_on_the_day_that_it_names() {
    let mut context = customers();
    (context.latest_next, context.interval) = (None, None);
    let next = |text: &str| read(text, &context).next_at.map(|at| at.to_string());
    for (text, expected) in [
        ("Next update by 15:30.", Some("2026-03-11T14:30:00Z")),
        ("Next update by 15:30 EST.", Some("2026-03-11T20:30:00Z")),
        ("Next update by 21:30 UTC+7.", Some("2026-03-11T14:30:00Z")),
        ("Next update by 15:30 +00:00.", Some("2026-03-11T15:30:00Z")),
        ("Next update tomorrow at 09:00.", Some("2026-03-12T08:00:00Z")),
        ("We will write again by 09:00 CET on Friday.", Some("2026-03-13T08:00:00Z")),
        ("Next update by 15:30 CST.", None),
    ] {
        assert_eq!(next(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn c13_binds_approval_to_the_text() {
    let mut context = customers();
    let (by, condition) = ("Katarzyna Wójcik".to_owned(), String::new());
    let subject = "Card payments".to_owned();
    context.approval = Approval::Given { by, condition, subject, body: "The approved text.".to_owned() };
    check("C13", &context, &["Another text."], &["The approved text.", "The approved text.\n"]);
    context.subject = "Card payment".to_owned();
    check("C13", &context, &["The approved text."], &[]);
    context.subject = "Card payments".to_owned();
    check("C13", &context, &[], &["The approved text."]);
    context.subject = String::new();
    assert_eq!(fixed("C13", "Another text.", &context), "The approved text.");
    context.approval = Approval::Lost { approver: "Kim".to_owned(), rejected: true };
    check("C13", &context, &["Any text."], &[]);
    context.approval =
        Approval::Waiting { approver: "Kim".to_owned(), subject: String::new(), body: "It waits.".to_owned() };
    check("C13", &context, &["It waits.", "Another."], &[]);
    assert_eq!(fixed("C13", "Another.", &context), "It waits.");
    context.approval = Approval::Needed { approver: "Kim".to_owned() };
    check("C13", &context, &["Asking nobody is no approval."], &[]);
    context.approval = Approval::NotNeeded;
    check("C13", &context, &[], &["Any text."]);
}

#[test]
fn c14_wants_one_story() {
    let mut context = customers();
    let mut other = said("As of 14:49 CET: SEV1. Since 13:58 payments fail. The cause is found.");
    other.audience = "Executives".to_owned();
    context.others = vec![other];
    check(
        "C14",
        &context,
        &["This is SEV2.", "Since 14:02 payments fail.", "We are looking into it."],
        &["SEV1 since 14:05.", "Since 13:58 payments fail.", "The cause is found."],
    );
}

#[test]
fn c15_names_an_audience_that_had_to_be_told() {
    let mut context = customers();
    context.untold = vec![Untold { audience: "Executives".to_owned(), due_at: at("14:10") }];
    let found = findings("As of 14:47 CET.", &context);
    let title = found.iter().find(|f| f.rule == "C15").map(|f| f.title.as_str());
    assert_eq!(title, Some("Not told yet: Executives, due by 14:10 CET"));
}

#[test]
fn variables_that_nobody_filled_are_named() {
    let found = findings("{{impact}} and {{ nonsense }} {{", &customers());
    let places: Vec<_> = found.iter().filter(|f| f.rule == "X25").map(|f| (f.start, f.end)).collect();
    assert_eq!(places, [(Some(0), Some(10)), (Some(15), Some(29))]);
}

#[test]
fn another_language_is_said_to_be_checked_in_part_only() {
    let mut context = customers();
    context.is_english = false;
    let text = "Stand 14:47 CET: db01 fällt aus. Wieder um 15:07.";
    assert_eq!(rules(text, &context), ["C5", "C12"]);
    assert_eq!(read(text, &context).passed, 9, "what rests did not pass");
}

proptest! {
    /// No text panics, places lie inside the text and on whole characters, and the work stays within bounds.
    #[test]
    fn any_text_is_read(text in "(\\PC|[ \n*.:{}@-]|since |next update |[0-9]{1,2}:[0-9]{2}|SEV1|db01|in 30 min){0,120}") {
        let mut context = customers();
        context.last = Some(said(&text));
        context.others = vec![said(&text)];
        let length = text.encode_utf16().count() as u32;
        for english in [true, false] {
            context.is_english = english;
            for stage in ["investigating", "identified", "resolved"] {
                context.stage = stage.to_owned();
                for finding in findings(&text, &context) {
                    let (start, end) = (finding.start.unwrap_or(0), finding.end.unwrap_or(0));
                    prop_assert!(start <= end && end <= length);
                    if let Some(fix) = finding.fix {
                        prop_assert!(fix.start <= fix.end && fix.end <= length);
                    }
                }
            }
        }
    }
}

#[test]
fn the_longest_texts_are_read_within_bounds() {
    let mut context = customers();
    context.stage = "investigating".to_owned();
    for unit in [
        "a",
        "since 14:05 ",
        "db01.x ",
        "{{a}}",
        "{{",
        "**a.**\n\n",
        "next update ",
        "in ",
        "😀",
        "SEV2 due to ",
        "seriously take ",
        "1:1:",
        "(",
        ". ",
        "\n",
    ] {
        let text: String = unit.chars().cycle().take(LONGEST + 100).collect();
        context.last = Some(said(&text));
        context.others = vec![said(&text); 12];
        let found = findings(&text, &context);
        for rule in RULES.iter().chain(&["X25"]) {
            assert!(found.iter().filter(|f| f.rule == *rule).count() <= EACH, "{rule} on {unit}");
        }
    }
}
