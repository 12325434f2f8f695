//! What a text promises, in the words that people use for it.

use jiff::Timestamp;

use super::tests::customers;
use super::{Approval, findings, read};
use crate::finding::FindingLevel;
use crate::test::at;

const SAID: &str = "As of 14:45 CET we know why a part of the card payments is refused. ";

/// The moment of the next update that a text names, in Berlin on the day of the sample.
fn promised(text: &str) -> Option<Timestamp> {
    read(text, &customers()).next_at
}

#[test]
fn a_span_is_a_promise_as_a_time_is() {
    for (text, expected) in [
        ("We will update you in 20 minutes.", "15:07"),
        ("You will hear from us within the hour.", "15:47"),
        ("We will be back with more in half an hour.", "15:17"),
        ("In 20 minutes we will write again.", "15:07"),
        ("Next update half an hour from now.", "15:17"),
        ("More news by 15:30.", "15:30"),
        ("We will let you know more by 3 pm.", "15:00"),
        ("Next update in the next 20 minutes.", "15:07"),
        ("Expect an update in about a quarter of an hour.", "15:02"),
        ("We will tell you more in twenty minutes.", "15:07"),
    ] {
        assert_eq!(promised(&format!("{SAID}{text}")), Some(at(expected)), "{text}");
    }
}

#[test]
fn words_that_mean_something_else_promise_nothing() {
    let mut context = customers();
    (context.latest_next, context.interval) = (None, None);
    for text in [
        "The repair should be finished within the hour and we will let you know.",
        "We let you know that it will be fixed by 15:30.",
        "More than 30 payments failed in 20 minutes.",
        "Payments failed within 30 minutes of the release and we will write again soon.",
        "Since the release more orders fail, the next one is at 16:00.",
    ] {
        assert_eq!(read(&format!("{SAID}{text}"), &context).next_at, None, "{text}");
    }
}

#[test]
fn a_span_is_held_to_the_promise_and_to_the_cadence() {
    let mut context = customers();
    let rules = |text: &str, context: &super::Context| -> Vec<String> {
        findings(&format!("{SAID}{text}"), context).into_iter().map(|f| f.rule).collect()
    };
    assert_eq!(rules("We will update you in 20 minutes.", &context), [""; 0], "that is 15:07, as the cadence asks");
    assert_eq!(rules("You will hear from us within the hour.", &context), ["C2"], "the cadence asks for 15:07");
    context.promised = Some(at("15:00"));
    assert_eq!(rules("We will update you in 20 minutes.", &context), ["C2"], "15:00 is promised beside it");
    context.promised = Some(at("15:07"));
    assert_eq!(rules("We will update you in 20 minutes.", &context), [""; 0], "text and promise are the same");
}

#[test]
fn x11_says_that_nobody_but_the_author_has_read_it_and_is_in_nobodys_way() {
    let text = "As of 14:47 CET we know why. We will write again by 15:07 CET.".to_owned();
    let mut context = customers();
    let (by, condition, subject) = ("Kim".to_owned(), String::new(), String::new());
    context.approval = Approval::Given { by, condition, subject, body: text.clone() };
    assert!(findings(&text, &context).iter().all(|f| f.rule != "X11"));
    context.own_approval = Some(FindingLevel::Error);
    let found = findings(&text, &context);
    let own = found.iter().find(|f| f.rule == "X11").expect("it is said");
    assert_eq!((own.level, own.is_in_the_way()), (FindingLevel::Error, false));
    assert_eq!(own.title, "Kim wrote it and approved it");
    let other = findings("As of 14:47 CET this is another text. We will write again by 15:07 CET.", &context);
    assert!(other.iter().all(|f| f.rule != "X11"), "{other:#?}");
}
