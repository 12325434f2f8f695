use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::block::{Block, BlockKind};
use crate::directory::Directory;
use crate::document::Document;
use crate::test::{Builder, at, document_of};

type Rows<'a> = &'a [&'a [(&'a str, &'a str)]];

/// A document with rules, a table of tickets, and service levels.
fn document(rules: Rows<'_>, tickets: Rows<'_>) -> Document {
    let mut b = Builder::default();
    let triggers = b.block(&BlockKind::Triggers, "", rules);
    let cases = b.block(&BlockKind::Table, "tickets", tickets);
    let mut levels = b.block(&BlockKind::Table, "service-levels", &[]);
    levels.settings.insert("preset".to_owned(), crate::value::Value::one("service-levels"));
    b.row(&mut levels, &[("priority", "high"), ("response_target", "PT30M"), ("resolution_target", "PT8H")]);
    b.row(&mut levels, &[("priority", "high"), ("tier", "vip"), ("response_target", "PT15M")]);
    b.document(
        "Support",
        "",
        vec![
            ("Triggers", BlockKind::Triggers, triggers),
            ("Tickets", BlockKind::Table, cases),
            ("Service levels", BlockKind::Table, levels),
        ],
    )
}

fn table(document: &Document) -> &Block {
    &crate::trigger::case_tables(document)[0].1.block
}

fn incoming(id: &str, fields: &[(&str, &str)], said: &[(&str, &str)]) -> IncomingCase {
    IncomingCase {
        id: id.to_owned(),
        fields: fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        conversation: said
            .iter()
            .map(|(time, text)| Said {
                at: Some(at(time)),
                by: Speaker::Customer,
                name: String::new(),
                text: (*text).to_owned(),
            })
            .collect(),
        ..IncomingCase::default()
    }
}

fn routed(document: &Document, cases: &[IncomingCase], at: Timestamp) -> Vec<Routing> {
    let directory = Directory::default();
    let fields = CaseFields::of(table(document), &directory);
    let book = RuleBook::of(document, &directory);
    let facts: Vec<_> = cases.iter().map(|case| CaseFacts::of_incoming(&fields, case)).collect();
    let others = book.others(&facts);
    facts.iter().map(|case| book.route(case, &others, at)).collect()
}

const DEFAULT: &[(&str, &str)] =
    &[("name", "Everything else"), ("outcome", "human"), ("target", "Desk"), ("default", "yes")];

fn rule<'a>(name: &'a str, condition: &'a str) -> [(&'a str, &'a str); 4] {
    [("name", name), ("condition", condition), ("outcome", "human"), ("target", "Support Lead")]
}

/// Whether one condition holds for a case of the sample: Gold is a tier of its own here.
fn holds(condition: &str) -> bool {
    let rule = rule("It", condition);
    let document = document(&[&rule, DEFAULT], &[]);
    let mut case = incoming(
        "C-1",
        &[
            ("Opened", "2026-03-11T12:57:00Z"),
            ("confidence", "62"),
            ("tier", "Gold"),
            ("Sentiment", "negative"),
            ("Priority", "High"),
            ("Region", "EU"),
        ],
        &[("13:57", "My card is refused again. I will cancel my order!"), ("13:58", "정말 급해요")],
    );
    case.flags = vec!["Refund above limit".to_owned()];
    case.signals = vec![crate::condition::Signal::HumanAsked];
    let found = routed(&document, &[case], at("14:09"));
    assert!(found[0].passed.iter().all(|p| p.not_tried.is_empty()), "{condition}: {found:#?}");
    found[0].rule == "It"
}

#[test]
fn every_kind_of_condition_is_judged() {
    for condition in [
        "confidence < 80",
        "\"AI confidence\" <= 62 %",
        "tier is gold",
        "tier is any of Silver, Gold",
        "tier is not VIP",
        "sentiment is negative",
        "sentiment is \"Negative (-1)\"",
        "sentiment <= -1",
        "text contains CANCEL",
        "text contains any of refund, \"cancel my order\"",
        "text contains all of card, cancel",
        "text contains 급해",
        "region is eu",
        "company is empty",
        "subject is empty and not (company is not empty)",
        "unheard is empty",
        "flag \"refund above limit\" is set",
        "flag vip is not set",
        "human asked",
        "age > 11 min",
        "opened < 2026-03-12",
        "opened > 10 min",
        "response sla >= 40 %",
        "sla < 50 %",
        "count in 1 h >= 1",
        "count of same tier in 1 h <= 1",
    ] {
        assert!(holds(condition), "{condition}");
        assert!(!holds(&format!("not ({condition})")), "not {condition}");
    }
}

#[test]
fn what_is_not_known_fits_neither_a_rule_nor_its_opposite() {
    for condition in ["rerouted > 1", "unheard > 5", "count of same company in 1 h >= 1", "unheard is x"] {
        assert!(!holds(condition), "{condition}");
        assert!(!holds(&format!("not ({condition})")), "not {condition}");
        assert!(holds(&format!("{condition} or human asked")), "{condition}");
        assert!(!holds(&format!("{condition} and human asked")), "{condition}");
    }
}

#[test]
fn the_first_rule_that_fits_decides_and_says_what_the_others_lacked() {
    let (sure, leaves) = (rule("Unsure", "confidence < 50"), rule("Leaves", "text contains any of cancel, terminate"));
    let never = rule("Never reached", "always");
    let document = document(&[&sure, &leaves, &never, DEFAULT], &[]);
    let case = incoming("C-1", &[("confidence", "62")], &[("13:57", "Card refused."), ("13:58", "I cancel then")]);
    let found = &routed(&document, &[case], at("14:00"))[0];
    assert_eq!((found.rule.as_str(), found.outcome.as_str()), ("Leaves", "human"));
    assert_eq!(found.because.len(), 1);
    assert_eq!(found.because[0].found, "line 2, Customer: “I cancel then”");
    assert_eq!(found.passed.len(), 1);
    assert_eq!(found.passed[0].rule, "Unsure");
    assert_eq!(found.passed[0].lacked[0].test, "confidence < 50");
    assert_eq!(found.passed[0].lacked[0].found, "AI confidence is 62 %");
    assert_eq!(found.initiated, "proactive");
}

#[test]
fn what_no_rule_fits_takes_the_default_route_wherever_it_stands() {
    let unsure = rule("Unsure", "confidence < 50");
    let found = routed(&document(&[DEFAULT, &unsure], &[]), &[incoming("C-1", &[], &[])], at("14:00"));
    assert!(found[0].is_default);
    assert_eq!(found[0].to.name, "Desk");
    assert_eq!(found[0].passed[0].lacked[0].found, "AI confidence is empty");
    let none = routed(&document(&[&unsure], &[]), &[incoming("C-1", &[], &[])], at("14:00"));
    assert!(none[0].row.is_none());
    assert!(none[0].remarks[0].contains("no default route"), "{:?}", none[0].remarks);
}

#[test]
fn a_rule_for_some_risks_fits_no_other_and_none_that_is_unknown() {
    let risky: &[(&str, &str)] =
        &[("name", "Risky"), ("condition", "confidence < 90"), ("risk", "high|critical"), ("outcome", "human")];
    let document = document(&[risky, DEFAULT], &[]);
    let case = |risk: &str| incoming("C", &[("confidence", "62"), ("risk", risk)], &[]);
    let found = routed(&document, &[case("High"), case("low"), case("")], at("14:00"));
    assert_eq!(found[0].rule, "Risky");
    assert_eq!(found[0].because.len(), 2, "the risk and the confidence");
    assert_eq!(found[1].passed[0].lacked[0].found, "the risk is low");
    assert_eq!(found[2].passed[0].lacked[0].found, "the risk of the task is not known");
}

#[test]
fn cases_of_one_kind_in_a_window_are_counted_by_when_they_were_opened() {
    let many = rule("Many", "count of same subject in 5 min >= 3");
    let document = document(&[&many, DEFAULT], &[]);
    let case = |id: &str, time: &str, subject: &str| {
        incoming(id, &[("opened", &at(time).to_string()), ("subject", subject)], &[])
    };
    let cases = [
        case("1", "13:57", "Card refused"),
        case("2", "13:59", "card  REFUSED"),
        case("3", "14:01", "Card refused"),
        case("4", "14:01", "Parcel late"),
    ];
    let found = routed(&document, &cases, at("14:01"));
    let by: Vec<_> = found.iter().map(|f| f.rule.as_str()).collect();
    assert_eq!(by, ["Many", "Many", "Many", "Everything else"]);
    assert_eq!(found[0].because[0].found, "3 cases with this Subject in 5 min");
    let later = routed(&document, &cases, at("14:02"));
    assert_eq!(later[0].rule, "Everything else", "13:57 has left the window");
}

#[test]
fn time_alone_lets_another_rule_decide_later() {
    let late = rule("Late", "response sla >= 80 % or age > 1 h");
    let document = document(&[&late, DEFAULT], &[]);
    let opened = at("14:00").to_string();
    let fields = [("opened", opened.as_str()), ("priority", "High"), ("tier", "VIP")];
    let found = &routed(&document, &[incoming("C", &fields, &[])], at("14:00"))[0];
    assert!(found.is_default);
    let later = found.later.as_ref().expect("a later rule");
    assert_eq!((later.at, later.rule.as_str()), (at("14:12"), "Late"), "80 % of a VIP's 15 minutes");
    assert_eq!(later.because[0].found, "80 % of 15 min used");
    let answered = [fields[0], fields[1], fields[2], ("responded", &at("14:05").to_string())];
    let found = &routed(&document, &[incoming("C", &answered, &[])], at("14:06"))[0];
    assert_eq!(found.later.as_ref().map(|l| l.at), Some(at("15:00:01")), "the answer stopped the clock, not the age");
}

#[test]
fn a_case_goes_to_people_who_are_there_with_the_skill() {
    let mut b = Builder::default();
    let skills = b.list("skills", &[&[("name", "Payments")]]);
    let mut documents = vec![skills];
    for (name, hours) in [("Awake", "Mon-Sun 00:00-24:00"), ("Asleep", "Sat 09:00-10:00")] {
        documents.push(b.person(&[
            ("name", name),
            ("skills", "Payments"),
            ("zone", "Europe/Berlin"),
            ("working_hours", hours),
        ]));
    }
    let directory = document_of(&documents);
    let to: &[(&str, &str)] = &[("name", "Pay"), ("condition", "always"), ("outcome", "human"), ("target", "Payments")];
    let document = document(&[to], &[]);
    let fields = CaseFields::of(table(&document), &directory);
    let case = incoming("C", &[], &[]);
    let facts = CaseFacts::of_incoming(&fields, &case);
    let book = RuleBook::of(&document, &directory);
    let found = book.route(&facts, &Others::default(), at("14:00"));
    assert_eq!(
        (found.to.kind.as_str(), found.to.there, found.to.away),
        ("skill", vec!["Awake".to_owned()], vec!["Asleep".to_owned()])
    );
}

#[test]
fn a_row_of_the_table_is_judged_as_the_case_that_came_in() {
    let leaves = rule("Leaves", "text contains cancel and confidence < 80 and human asked");
    let row: &[(&str, &str)] =
        &[("id", "T-1"), ("subject", "I cancel"), ("confidence", "62"), ("reason", "explicit-request")];
    let document = document(&[&leaves, DEFAULT], &[row]);
    let directory = Directory::default();
    let block = table(&document);
    let fields = CaseFields::of(block, &directory);
    let (_, stored) = block.live_rows()[0];
    let facts = CaseFacts::of_row(&fields, block, stored, None);
    let found = RuleBook::of(&document, &directory).route(&facts, &Others::default(), at("14:00"));
    assert_eq!((found.rule.as_str(), found.id.as_str()), ("Leaves", "T-1"));
}

#[test]
fn a_decision_changes_the_row_in_one_edit_and_names_what_is_left_to_a_person() {
    let unsure: &[(&str, &str)] = &[
        ("name", "Unsure"),
        ("condition", "confidence < 80"),
        ("outcome", "human"),
        ("target", "Support Lead"),
        ("level", "L2"),
        ("status", "Escalated"),
        ("reason", "Low confidence"),
        ("within", "PT30M"),
        ("effects", "assign|clock|declare"),
    ];
    let row: &[(&str, &str)] = &[("id", "T-1"), ("confidence", "62"), ("handled_by", "ai"), ("owner", "Support Agent")];
    let document = document(&[unsure, DEFAULT], &[row]);
    let mut b = Builder::default();
    let roles = b.list("roles", &[&[("name", "Support Lead")], &[("name", "Support Agent")], &[("name", "Desk")]]);
    let directory = document_of(&[roles]);
    let (section, entry) = crate::trigger::case_tables(&document)[0];
    let fields = CaseFields::of(&entry.block, &directory);
    let stored = entry.block.live_rows()[0];
    let facts = CaseFacts::of_row(&fields, &entry.block, stored.1, None);
    let routing = RuleBook::of(&document, &directory).route(&facts, &Others::default(), at("14:00"));
    let found = effects((section, &entry.block), stored, &routing, &directory);
    let words: Vec<_> = found.changes.iter().map(|c| format!("{}: {} > {}", c.column, c.before, c.after)).collect();
    let expected = [
        "Status:  > Escalated",
        "Handled by: AI > Human",
        "Level:  > L2",
        "Escalation reason:  > Low confidence",
        "Escalation type:  > Proactive, raised by a rule",
        "Owner: Support Agent > Support Lead",
        "Response due:  > 2026-03-11T13:30:00Z",
        "Times re-routed:  > 1",
    ];
    assert_eq!(words, expected);
    assert_eq!(found.operations.len(), words.len());
    assert_eq!(found.left[0], "Declare the incident");
    let mut done = document.clone();
    done.apply_all(&found.operations, at("14:01")).expect("operations that fit");
    let block = table(&done);
    let (id, row) = block.live_rows()[0];
    let facts = CaseFacts::of_row(&fields, block, row, None);
    let again = RuleBook::of(&done, &directory).route(&facts, &Others::default(), at("14:05"));
    let again = effects((section, block), (id, row), &again, &directory);
    assert!(again.operations.is_empty(), "a second time changes nothing: {:?}", again.changes);
}

#[test]
fn what_lacks_is_named_and_a_closed_case_is_not_waited_for() {
    let any = rule("Any", "text contains any of refund, lawyer");
    let all = rule("All", "text contains all of card, lawyer");
    let document = document(&[&any, &all, DEFAULT], &[]);
    let case = incoming("C-1", &[], &[("13:57", "My card is refused")]);
    let found = &routed(&document, std::slice::from_ref(&case), at("14:00"))[0];
    let lacked: Vec<_> = found.passed.iter().map(|p| p.lacked[0].found.as_str()).collect();
    assert_eq!(lacked, ["none of them is in its text", "“lawyer” is not in its text"]);
    let directory = Directory::default();
    let fields = CaseFields::of(table(&document), &directory);
    let facts = |fields_of: &[(&str, &str)]| incoming("C", fields_of, &[]);
    for (case, is_closed, needed) in [
        (facts(&[("status", "Closed")]), true, None),
        (facts(&[("status", "Escalated"), ("handled_by", "human")]), false, None),
        (facts(&[("resolved", "2026-03-11T13:00:00Z"), ("handled_by", "human")]), true, Some(true)),
    ] {
        let read = CaseFacts::of_incoming(&fields, &case);
        assert_eq!((read.is_closed(), needed_human(&read)), (is_closed, needed), "{case:?}");
    }
}

#[test]
fn what_no_column_has_never_names_a_case() {
    let mut b = Builder::default();
    let checks = b.block(&BlockKind::Table, "quality-checks", &[&[("check", "Seal")]]);
    let directory = Directory::default();
    let fields = CaseFields::of(&checks, &directory);
    let mut came_in = incoming("M-7", &[("name", "Kim Lee")], &[]);
    let (_, row) = checks.live_rows()[0];
    assert_eq!(CaseFacts::of_row(&fields, &checks, row, Some(&came_in)).id, "M-7");
    came_in.id.clear();
    assert_eq!(CaseFacts::of_row(&fields, &checks, row, Some(&came_in)).id, "");
}

#[test]
fn past_cases_say_which_version_of_the_rules_is_better() {
    let strict = rule("Unsure", "confidence < 80");
    let loose = rule("Unsure", "confidence < 50");
    let goes_on: &[(&str, &str)] = &[("name", "Rest"), ("outcome", "continue"), ("default", "yes")];
    let past = |id: &str, confidence: &str, handled_by: &str| {
        let resolved = at("14:30").to_string();
        incoming(id, &[("confidence", confidence), ("handled_by", handled_by), ("resolved", &resolved)], &[])
    };
    let cases = [past("1", "40", "Human"), past("2", "70", "human"), past("3", "75", "AI"), past("4", "95", "ai")];
    let directory = Directory::default();
    let (now, before) = (document(&[&strict, goes_on], &[]), document(&[&loose, goes_on], &[]));
    let fields = CaseFields::of(table(&now), &directory);
    let facts: Vec<_> = cases.iter().map(|case| CaseFacts::of_incoming(&fields, case)).collect();
    let needed: Vec<_> = facts.iter().map(needed_human).collect();
    assert_eq!(needed, [Some(true), Some(true), Some(false), Some(false)]);
    let (now, before) = (routed(&now, &cases, at("14:00")), routed(&before, &cases, at("14:00")));
    let score = |list: &[Routing]| {
        let mut score = Score::default();
        list.iter().zip(&needed).for_each(|(routing, needed)| score.add(routing, *needed));
        (score.right(), score.missed, score.in_vain)
    };
    assert_eq!((score(&now), score(&before)), ((3, 0, 1), (3, 1, 0)));
    let verdicts: Vec<_> = (0..4)
        .filter_map(|n| differing(n, &now[n as usize], &before[n as usize], needed[n as usize]))
        .map(|d| (d.place, d.verdict))
        .collect();
    assert_eq!(verdicts, [(1, "better".to_owned()), (2, "worse".to_owned())]);
}

fn condition() -> impl Strategy<Value = crate::condition::Condition> {
    let leaf = prop::sample::select(vec![
        "confidence < 80",
        "confidence > 80",
        "unheard > 5",
        "human asked",
        "text contains cancel",
        "text contains refund",
        "company is empty",
    ]);
    let leaf = leaf.prop_map(|text| crate::condition::parse(text).expect("a condition"));
    leaf.prop_recursive(4, 24, 4, |inner| {
        use crate::condition::Condition;
        prop_oneof![
            inner.clone().prop_map(|of| Condition::Not { of: Box::new(of) }),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| Condition::All { of }),
            prop::collection::vec(inner, 2..4).prop_map(|of| Condition::Any { of }),
        ]
    })
}

proptest! {
    /// What is told as the reason has the truth of the whole, and nothing is told without one.
    #[test]
    fn the_tests_that_settle_a_condition_agree_with_it(condition in condition()) {
        let document = document(&[DEFAULT], &[]);
        let directory = Directory::default();
        let fields = CaseFields::of(table(&document), &directory);
        let case = incoming("C", &[("confidence", "62")], &[("13:57", "I cancel")]);
        let facts = CaseFacts::of_incoming(&fields, &case);
        let (others, levels) = (Others::default(), ServiceLevels::default());
        let keywords = keywords::Keywords::of(std::iter::once(&condition));
        let written = explain::Written::of(std::iter::once(&condition));
        let beside = beside::Beside::default();
        let judge = judge::Judge::new(&facts, &others, &levels, (&keywords, &written, &beside), at("14:00"));
        let whole = judge.holds(&condition);
        let settled = judge.settled_by(&condition, whole);
        prop_assert!(!settled.is_empty());
        prop_assert!(settled.iter().all(|test| test.truth == whole), "{whole:?}: {settled:?}");
    }
}

#[test]
fn a_rule_that_gives_more_time_does_not_take_a_promise_back() {
    let within = |span: &'static str| {
        [("name", "All"), ("condition", "always"), ("outcome", "human"), ("target", "Desk"), ("within", span)]
    };
    let case = |priority: &str| incoming("C-1", &[("opened", "2026-03-11T12:57:00Z"), ("priority", priority)], &[]);
    let by = |span: &'static str, priority: &str| {
        let found = routed(&document(&[&within(span)], &[]), &[case(priority)], at("14:00"));
        (found[0].answer_by, found[0].remarks.iter().any(|remark| remark.contains("hold")))
    };
    let promised = Some("2026-03-11T13:27:00Z".parse().expect("a moment"));
    assert_eq!(by("PT4H", "High"), (promised, true), "half an hour is promised");
    assert_eq!(by("PT4H", "Low"), (Some(at("18:00")), false), "nothing is promised");
    assert_eq!(by("PT15M", "High"), (Some(at("14:15")), false), "less is asked for than was promised");
    let late = routed(&document(&[&within("PT15M")], &[]), &[case("High")], at("14:20"));
    assert_eq!(late[0].answer_by, promised, "a rule that decides late puts no promise off");
    assert!(late[0].remarks.iter().any(|remark| remark.contains("15 min from now")), "{:?}", late[0].remarks);
}

#[test]
fn columns_are_found_as_systems_write_their_names() {
    let document = document(&[DEFAULT], &[]);
    for field in ["escalation_reason", "resolved_at_first_contact", "Escalation-type", "times re-routed"] {
        assert!(place::column_of(table(&document), field).is_some(), "{field}");
    }
    assert!(place::column_of(table(&document), "escalation").is_none());
}
