use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::case::{Said, Speaker};
use crate::condition::Signal;

fn said(by: Speaker, at: &str, text: &str) -> Said {
    Said { at: at.parse().ok(), by, name: String::new(), text: text.to_owned() }
}

/// A chat about a card that is refused, as the assistant hands it over.
fn card() -> BriefSource {
    let customer = |at: &str, text: &str| said(Speaker::Customer, at, text);
    let assistant = |at: &str, text: &str| said(Speaker::Assistant, at, text);
    let case = IncomingCase {
        id: "C-1".into(),
        fields: [("subject", "Card refused"), ("order number", "77-1"), ("status", "New")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into(),
        conversation: vec![
            said(Speaker::System, "2026-03-11T12:54:00Z", "Chat began"),
            customer("2026-03-11T12:55:00Z", "Hi there! My card is refused. I want to cancel order 77-1."),
            assistant("2026-03-11T12:56:00Z", "I have reset your session. Please try again."),
            customer("2026-03-11T12:57:00Z", "Still refused, error 502. The parcel must not go to my old address."),
            assistant("2026-03-11T12:58:00Z", "A colleague will write to you within 2 hours. Shall I connect you?"),
            customer("2026-03-11T12:59:00Z", "Yes, connect me with an agent. Will I be charged?"),
        ],
        customer_data: [("e-mail", "kim@example.org"), ("orders", "3 since 2024"), ("profile id", "p-9")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into(),
        attempts: vec!["reset session".into(), "suggest another card".into()],
        flags: vec!["no refund".into()],
        signals: vec![Signal::HumanAsked],
    };
    let row = |key: &str, name: &str, text: &str| RowField { key: key.into(), name: name.into(), text: text.into() };
    BriefSource { case, row: vec![row("subject", "Subject", "Card refused"), row("tier", "Tier", "VIP")] }
}

fn texts<'a>(brief: &'a Brief, key: &str) -> Vec<&'a str> {
    brief.lines(key).iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn each_part_is_filled_by_its_rules_and_says_where_it_is_from() {
    let brief = extract(&card());
    assert_eq!(texts(&brief, "request"), ["I want to cancel order 77-1."]);
    assert_eq!(brief.lines("request")[0].cites, [Cite::Line { line: 2 }]);
    assert_eq!(texts(&brief, "history"), ["orders: 3 since 2024"]);
    assert_eq!(
        texts(&brief, "attempts"),
        [
            "reset session",
            "suggest another card",
            "I have reset your session.",
            "Please try again.",
            "Still refused, error 502."
        ]
    );
    assert_eq!(
        texts(&brief, "data"),
        ["order number: 77-1", "I want to cancel order 77-1.", "Still refused, error 502."]
    );
    assert_eq!(
        texts(&brief, "constraints"),
        ["Tier: VIP", "Flags: no refund", "The parcel must not go to my old address."]
    );
    assert_eq!(texts(&brief, "promises"), ["A colleague will write to you within 2 hours."]);
    assert_eq!(brief.lines("promises")[0].cites, [Cite::Line { line: 5 }]);
    assert_eq!(texts(&brief, "question"), ["Will I be charged?"]);
    assert_eq!(brief.lines("summary").len(), 3, "first and last of the customer, last answer");
}

#[test]
fn what_is_not_known_is_empty_and_other_languages_are_read_by_place_and_sign() {
    let empty = extract(&BriefSource::default());
    assert_eq!(empty.parts.len(), PARTS.len());
    assert!(empty.parts.iter().all(|part| part.lines.is_empty()));
    let mut source = BriefSource::default();
    source.case.conversation = vec![
        said(Speaker::Customer, "", "카드가 거절되었습니다。 주문을 취소할 수 있습니까？"),
        said(Speaker::Assistant, "", "확인하겠습니다。"),
        said(Speaker::Customer, "", "아직도 안 됩니다。"),
    ];
    let brief = extract(&source);
    assert_eq!(texts(&brief, "request"), ["카드가 거절되었습니다。"], "the first sentence, by its place");
    assert_eq!(texts(&brief, "question"), ["주문을 취소할 수 있습니까？", "아직도 안 됩니다。"]);
    assert!(brief.lines("promises").is_empty() && brief.lines("constraints").is_empty());
    // Without a conversation the subject is what is known.
    let row = vec![RowField { key: "subject".into(), name: "Subject".into(), text: "Card refused".into() }];
    assert_eq!(texts(&extract(&BriefSource { row, ..BriefSource::default() }), "request"), ["Subject: Card refused"]);
}

#[test]
fn what_a_person_writes_is_theirs_and_what_they_leave_keeps_its_source() {
    let source = card();
    let mut brief = extract(&source);
    brief.ask_for(["Pictures and files".to_owned(), "pictures  and files".to_owned()].into_iter());
    assert_eq!(brief.parts.len(), PARTS.len() + 1);
    brief.parts[0].lines[0].text = "Wants order 77-1 cancelled".into();
    brief.parts[3].lines[2].text = " I have reset your ".into();
    brief.parts[6].lines.push(BriefLine { text: "  ".into(), cites: Vec::new() });
    let written = brief.written(&source);
    assert!(written.lines("request")[0].cites.is_empty(), "nobody said it so");
    assert_eq!(written.lines("attempts")[2].text, "I have reset your");
    assert_eq!(written.lines("attempts")[2].cites, [Cite::Line { line: 3 }]);
    assert_eq!(written.lines("promises").len(), 1, "a blank line is none");
    assert_eq!(written.variables()["brief.request"], "Wants order 77-1 cancelled");
}

#[test]
fn who_the_customer_is_and_what_they_agreed_to() {
    let mut source = card();
    let known = identity(&source);
    assert_eq!(known.email.map(|(text, _)| text).as_deref(), Some("kim@example.org"));
    assert_eq!(known.profile.map(|(text, _)| text).as_deref(), Some("p-9"));
    assert_eq!(known.signed_in, None);
    let agreed = consent(&source, "Yes, connect me with an agent", "").expect("the answer that counts");
    assert_eq!((agreed.cites, agreed.at), (vec![Cite::Line { line: 6 }], "2026-03-11T12:59:00Z".parse().ok()));
    let asked = consent(&source, "", "").expect("it was noticed that they asked");
    assert_eq!(asked.cites, [Cite::Line { line: 6 }]);
    source.case.signals.clear();
    assert_eq!(consent(&source, "", ""), None, "without words that count there is none");
    let after_offer = consent(&source, "", "Shall I connect you?").expect("a yes right after the offer");
    assert_eq!(after_offer.cites, [Cite::Line { line: 6 }]);
    // What is said of it counts before the conversation, and only a yes is one.
    for refused in ["no", "refused", "declined", "withdrawn", "nein"] {
        source.case.fields.insert("consent".into(), refused.into());
        assert_eq!(consent(&source, "Yes, connect me with an agent", "Shall I connect you?"), None, "{refused}");
    }
    for given in ["yes", "true", "Given", "Yes, connect me with an agent"] {
        source.case.fields.insert("consent".into(), given.into());
        assert!(consent(&source, "Yes, connect me with an agent", "").is_some(), "{given}");
    }
    // An address that they wrote counts; something that is none does not.
    source.case.customer_data = BTreeMap::from([("email".to_owned(), "none yet".to_owned())]);
    assert_eq!(identity(&source).email, None);
    source.case.conversation.push(said(Speaker::Customer, "", "Write to lee@example.com, please."));
    assert_eq!(identity(&source).email, Some(("lee@example.com".into(), Cite::Line { line: 7 })));
}

prop_compose! {
    fn line()(
        by in prop::sample::select(vec![Speaker::Customer, Speaker::Assistant, Speaker::Human, Speaker::System]),
        text in prop::collection::vec(
            prop::sample::select(vec![
                "I want", "order 77-1", "will be there tomorrow", "at 14:30", "must not", "still", "I have", "reset",
                "v1.2", "Hi", "?", ". ", "\n", "  ", "謝謝。", "？", "! ", "’", "please", "within 2 hours", "e.g.",
            ]),
            0..12,
        ),
    ) -> Said {
        Said { at: None, by, name: String::new(), text: text.join(" ") }
    }
}

proptest! {
    #[test]
    fn every_line_stands_where_it_is_cited(
        conversation in prop::collection::vec(line(), 0..12),
        fields in prop::collection::btree_map("[a-z ]{0,8}", "[a-z0-9 \n]{0,12}", 0..5),
        customer_data in prop::collection::btree_map("[a-z-]{0,8}", "[a-z0-9 \n]{0,12}", 0..4),
        attempts in prop::collection::vec("[a-z \n]{0,10}", 0..4),
        flags in prop::collection::vec("[a-z ]{0,6}", 0..3),
    ) {
        let case = IncomingCase { conversation, fields, customer_data, attempts, flags, ..IncomingCase::default() };
        let source = BriefSource { case, row: Vec::new() };
        let brief = extract(&source);
        for part in &brief.parts {
            for line in &part.lines {
                prop_assert!(!line.cites.is_empty(), "{}: {:?}", part.key, line);
                prop_assert!(line.cites.iter().all(|cite| source.says(cite, &line.text)), "{}: {:?}", part.key, line);
            }
        }
        // Nobody wrote anything, so nothing is anybody's.
        let trimmed = brief.clone().written(&source);
        prop_assert_eq!(trimmed, brief);
    }
}

#[test]
fn a_brief_stays_readable_however_much_was_noted_and_said() {
    let mut source = card();
    source.case.attempts = (0..100_000).map(|n| format!("reset session {n}")).collect();
    source.case.customer_data = (0..10_000).map(|n| (format!("note {n:05}"), "seen".to_owned())).collect();
    source.case.fields = (0..10_000).map(|n| (format!("order {n:05}"), "open".to_owned())).collect();
    let long = "word ".repeat(100_000);
    source.case.conversation.push(said(Speaker::Customer, "", &long));
    source
        .case
        .conversation
        .extend((0..10_000).map(|_| said(Speaker::Customer, "", "I want my money. ".repeat(9).trim())));
    let brief = extract(&source);
    let attempts = texts(&brief, "attempts");
    assert_eq!(attempts.len(), MOST_NOTED + 3, "the latest of what was noted, and what was said");
    assert_eq!(attempts[MOST_NOTED - 1], "reset session 99999");
    assert_eq!(brief.lines("attempts")[0].cites, [Cite::Attempt { attempt: 100_001 - 200 }]);
    assert_eq!(brief.lines("history").len(), MOST_NOTED);
    assert!(brief.lines("data").len() <= MOST_NOTED + MOST);
    assert_eq!(texts(&brief, "question").len(), 2);
    // What is cut shows it, and still stands where it is cited.
    source.case.conversation.truncate(7);
    let brief = extract(&source);
    let last = brief.lines("summary").last().expect("the long line");
    assert_eq!(last.text.chars().count(), LONGEST + 1);
    assert!(last.text.ends_with(CUT) && source.says(&last.cites[0], &last.text));
    assert_eq!(brief.clone().written(&source), brief, "nothing of it is anybody’s");
}
