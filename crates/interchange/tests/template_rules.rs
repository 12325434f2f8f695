//! The rules of the templates that ship, tried on cases: none of them can never fire, and each case goes where the document
//! says that it goes.

mod shipped;

use bridgebook_domain::case::{CaseFacts, CaseFields, IncomingCase, Routing, RuleBook};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::finding::{FindingLevel, findings};
use bridgebook_domain::following::{shares, shares_following};
use bridgebook_domain::trigger::case_tables;
use bridgebook_domain::{Document, DocumentId, Operation, Path, Value};
use bridgebook_interchange::{NoNames, export_rules_csv, export_rules_json};
use jiff::Timestamp;
use shipped::template;
use uuid::Uuid;

/// The templates with rules.
const RULED: &[&str] = &[
    "ai-hand-off-policy",
    "ai-threshold-policy",
    "content-moderation-checklist",
    "customer-service-escalation",
    "customer-support-queue",
    "escalation-matrix",
    "escalation-procedure",
    "it-service-management",
    "quality-control-checklist",
    "software-integration-tracker",
    "sop",
];

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

fn case(cells: &[(&str, &str)]) -> IncomingCase {
    let fields = cells.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
    IncomingCase { fields, ..IncomingCase::default() }
}

/// What the rules of a document decide about cases of its tables, each tried with the others.
fn routed(document: &Document, table: usize, cases: &[&[(&str, &str)]]) -> Vec<Routing> {
    let directory = Directory::default();
    let fields = CaseFields::of(&case_tables(document)[table].1.block, &directory);
    let book = RuleBook::of(document, &directory);
    let cases: Vec<IncomingCase> = cases.iter().map(|cells| case(cells)).collect();
    let facts: Vec<_> = cases.iter().map(|case| CaseFacts::of_incoming(&fields, case)).collect();
    let others = book.others(&facts);
    facts.iter().map(|case| book.route(case, &others, now())).collect()
}

fn rules(document: &Document, table: usize, cases: &[&[(&str, &str)]]) -> Vec<String> {
    routed(document, table, cases).into_iter().map(|routing| routing.rule).collect()
}

#[test]
fn every_template_with_rules_is_in_the_list() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/en");
    for entry in std::fs::read_dir(folder).expect("the templates") {
        let path = entry.expect("an entry").path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()).filter(|_| path.is_file()) else { continue };
        let text = std::fs::read_to_string(&path).expect("a text");
        assert_eq!(text.contains("<!-- bb:triggers"), RULED.contains(&name), "{name}");
    }
}

#[test]
fn no_rule_of_a_template_can_never_fire_or_hands_over_what_stays_with_the_ai() {
    for name in RULED {
        let document = template(name);
        let list = findings([(DocumentId::new(Uuid::from_u128(1)), &document)], &Directory::default(), None, now());
        let wrong: Vec<_> = list.iter().filter(|f| matches!(f.rule.as_str(), "V4" | "G1" | "G4" | "G5")).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

#[test]
fn a_threshold_policy_decides_by_its_table_of_tasks() {
    let document = template("ai-threshold-policy");
    let cases: &[&[(&str, &str)]] = &[
        &[("id", "1"), ("task", "Tag and sort a request"), ("confidence", "61")],
        &[("id", "2"), ("task", "Answer a frequent question"), ("risk", "Medium"), ("confidence", "82")],
        &[("id", "3"), ("task", "Answer a frequent question"), ("confidence", "79")],
        &[("id", "4"), ("task", "Unknown task"), ("risk", "Low"), ("confidence", "99")],
        &[("id", "5"), ("task", "Refund within the limit"), ("confidence", "99")],
        &[("id", "6"), ("task", "Report to an authority"), ("confidence", "99")],
        &[("id", "7"), ("task", "Summarise a conversation")],
        &[("id", "8"), ("task", "Summarise a conversation"), ("missing", "Order number"), ("confidence", "99")],
    ];
    assert_eq!(
        rules(&document, 0, cases),
        [
            "Sure enough",
            "Sure enough",
            "Not sure enough",
            "Not in the table",
            "High risk",
            "Critical task",
            "Everything else",
            "Something is missing",
        ]
    );
    let all = routed(&document, 0, cases);
    assert_eq!(all[0].outcome, "continue");
    let because = &all[0].because[0];
    assert_eq!(because.test, "confidence >= \"Least confidence %\" of same Task");
    assert_eq!(because.found, "AI confidence is 61 %; for “Tag and sort a request” Least confidence % is 60 %");
    assert_eq!(all[3].because[0].found, "Thresholds has no row for “Unknown task”");
    assert_eq!((all[3].outcome.as_str(), all[6].is_default), ("human", true));
}

#[test]
fn the_table_that_rules_look_into_leaves_with_them() {
    let (document, id) = (template("ai-threshold-policy"), DocumentId::new(Uuid::from_u128(1)));
    let text = export_rules_json(id, &document, &NoNames, &Directory::default());
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let rule = json["triggers"].as_array().expect("rules").iter().find(|rule| rule["name"] == "Sure enough");
    let tree = &rule.expect("the rule")["condition"]["tree"];
    let row = serde_json::json!({"row": {"column": "Least confidence %", "same": "Task"}});
    assert_eq!(tree["values"], serde_json::json!([row]));
    assert_eq!(json["tables"]["ai-thresholds"].as_array().expect("the table").len(), 15);
    let csv = export_rules_csv([&document], &NoNames);
    assert!(csv.contains("confidence >= \"\"Least confidence %\"\" of same Task"), "{csv}");
}

#[test]
fn rules_about_time_and_passing_on_come_before_those_about_a_missing_field() {
    let document = template("customer-service-escalation");
    let late = ("opened", "2026-11-20T10:00:00Z");
    let cases: &[&[(&str, &str)]] = &[
        &[
            ("id", "1"),
            late,
            ("priority", "High"),
            ("tier", "VIP"),
            ("owner", "Support Agent"),
            ("responded", "2026-11-20T10:05:00Z"),
        ],
        &[("id", "2"), ("opened", "2026-11-23T11:59:00Z"), ("rerouted", "4"), ("owner", "Support Agent")],
        &[("id", "3"), ("handled_by", "AI")],
        &[("id", "4"), ("handled_by", "Human")],
    ];
    assert_eq!(
        rules(&document, 0, cases),
        ["Resolution late", "Passed on twice", "Customer or order is missing", "Everything else"]
    );
    let document = template("escalation-procedure");
    let cases: &[&[(&str, &str)]] = &[&[("id", "T2"), ("opened", "2026-11-10T10:00:00Z"), ("handled_by", "Human")]];
    assert_eq!(rules(&document, 0, cases), ["Open for long"]);
}

#[test]
fn checks_are_counted_by_when_they_were_looked_at() {
    let document = template("quality-control-checklist");
    let fail: &[(&str, &str)] =
        &[("human_result", "Fail"), ("defect_type", "Surface"), ("evidence", "a"), ("opened", "2026-11-23T11:50:00Z")];
    assert_eq!(rules(&document, 0, &[fail, fail, fail]), ["Same defect again"; 3]);
    let decided: &[(&str, &str)] =
        &[("human_result", "Fail"), ("defect_type", "Surface"), ("evidence", "a"), ("decided", "2026-11-23T11:50:00Z")];
    assert_eq!(
        rules(&document, 0, &[decided, decided, decided]),
        ["Same defect again"; 3],
        "a file without that column"
    );
    let several: &[(&str, &str)] = &[("severity", "Major"), ("occurrences", "5"), ("human_result", "Fail")];
    assert_eq!(rules(&document, 0, &[several]), ["Same defect again"]);
}

#[test]
fn contributions_go_by_what_the_machine_says_and_how_sure_it_is() {
    let document = template("content-moderation-checklist");
    let cases: &[&[(&str, &str)]] = &[
        &[("ai_result", "Remove"), ("defect_type", "Hate"), ("confidence", "99")],
        &[("ai_result", "Remove"), ("defect_type", "Spam"), ("confidence", "99")],
        &[("ai_result", "Keep"), ("confidence", "97")],
        &[("ai_result", "Keep"), ("confidence", "70")],
    ];
    assert_eq!(
        rules(&document, 0, cases),
        ["Machine wants to remove", "Plain spam", "Harmless and sure", "Machine is not sure"]
    );
}

#[test]
fn an_integration_that_waits_or_is_late_is_seen_and_a_case_of_a_severity_has_its_target() {
    let document = template("software-integration-tracker");
    let cases: &[&[(&str, &str)]] = &[
        &[
            ("name", "I1"),
            ("status", "Input required"),
            ("input_reason", "Missing data"),
            ("input_since", "2026-11-20T10:00:00Z"),
        ],
        &[("name", "I2"), ("status", "Planned"), ("resolution_due", "2026-11-01T10:00:00Z")],
        &[("name", "I3"), ("status", "Planned"), ("resolution_due", "2026-12-01T10:00:00Z")],
    ];
    assert_eq!(rules(&document, 0, cases), ["Input waits too long", "Due and not live", "Everything else"]);
    let later = routed(&document, 0, cases)[2].later.clone().expect("it will be late");
    assert_eq!((later.rule.as_str(), later.at.to_string().as_str()), ("Due and not live", "2026-12-01T10:00:01Z"));

    let document = template("escalation-matrix");
    let cases: &[&[(&str, &str)]] = &[
        &[("subject", "Certificate expires in ten days"), ("opened", "2026-11-23T11:59:00Z"), ("owner", "Ada")],
        &[("subject", "Slow"), ("severity", "SEV2"), ("opened", "2026-11-23T11:40:00Z"), ("owner", "Ada")],
    ];
    assert_eq!(rules(&document, 0, cases), ["Known, with a procedure", "Time nearly used up"]);
}

#[test]
fn the_clock_of_a_record_without_priority_runs_by_impact_and_urgency() {
    let document = template("it-service-management");
    let record = |impact, urgency| {
        [
            ("id", "R1"),
            ("kind", "Service request"),
            ("service", "Mail"),
            ("opened", "2026-11-20T00:00:00Z"),
            ("impact", impact),
            ("urgency", urgency),
        ]
    };
    let (urgent, none) = (record("Organisation", "High"), record("Organisation", ""));
    let all = routed(&document, 0, &[&urgent, &none]);
    assert_eq!(all[0].rule, "Due time at risk", "{:#?}", all[0]);
    assert_eq!(all[1].rule, "Everything else", "nothing says how long it may take");
}

#[test]
fn a_hand_off_policy_whose_platform_is_not_connected_is_an_error_once_it_is_approved() {
    let mut document = template("ai-hand-off-policy");
    let level = |document: &Document| {
        let list = findings([(DocumentId::new(Uuid::from_u128(1)), document)], &Directory::default(), None, now());
        let found = list.into_iter().find(|f| f.rule == "H1").expect("it is not connected");
        assert_eq!(found.title, "Own inbox is not connected");
        assert!(found.column.is_some(), "the field is named");
        found.level
    };
    assert_eq!(level(&document), FindingLevel::Info, "a draft comes before what it describes");
    document.header.insert("status".to_owned(), Value::one("approved"));
    assert_eq!(level(&document), FindingLevel::Error);
}

/// Writes a cell of the first row of the table that has the column, with what follows from it.
fn write(document: &mut Document, key: &str, text: &str) {
    let sections = document.live_sections();
    let (section, entry) = *sections
        .iter()
        .find(|(_, s)| s.kind == bridgebook_domain::BlockKind::Table && s.block.column_by_key(key).is_some())
        .expect("a table");
    let (row, column) = (entry.block.live_rows()[0].0, entry.block.column_by_key(key).expect("the column").0);
    let edit = Operation::Set { path: Path::Cell(section, row, column), value: Some(Value::one(text)) };
    let mut operations = shares_following(document, &edit);
    operations.insert(0, edit);
    document.apply_all(&operations, now()).expect("they apply");
}

fn said(document: &Document) -> Vec<(String, u32, String)> {
    shares(document).into_iter().map(|share| (share.field, share.percent, share.written)).collect()
}

#[test]
fn how_much_is_done_follows_from_the_table_beside_it() {
    let mut document = template("case-hand-off-record");
    let field = "Required context complete".to_owned();
    assert_eq!(said(&document), [(field.clone(), 0, String::new())]);
    write(&mut document, "complete", "yes");
    assert_eq!(said(&document), [(field, 12, "12".to_owned())], "one of eight");
    let share = shares(&document).remove(0);
    let (section, row, column) = share.place;
    let wrong = Operation::Set { path: Path::Cell(section, row, column), value: Some(Value::one("100")) };
    document.apply_all(&[wrong], now()).expect("it applies");
    let list = findings([(DocumentId::new(Uuid::from_u128(1)), &document)], &Directory::default(), None, now());
    let found = list.into_iter().find(|f| f.rule == "G9").expect("the figure is wrong");
    assert_eq!(found.title, "Required context complete says 100, and 12 % are");
    write(&mut document, "complete", "no");
    assert_eq!(said(&document)[0].2, "100", "what somebody wrote against it stays");

    let mut document = template("quality-control-checklist");
    write(&mut document, "human_result", "pass");
    let (field, percent, written) = said(&document).remove(0);
    assert_eq!((field.as_str(), percent.to_string()), ("Looked at by a human", written));
    assert!(percent > 0 && percent < 100);
}
