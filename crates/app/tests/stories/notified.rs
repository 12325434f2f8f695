//! A rule that decides about a case tells whom it names, by the outbox: once, and not any more once it does not hold.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::api::case::{AddedCases, CaseFile, CaseTable};
use bridgebook_app::api::event::Event;
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::person::PeopleIntent;
use bridgebook_app::api::personal::PersonalIntent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::routing::{RulesTried, TriedCases};
use bridgebook_domain::trigger::case_tables;
use bridgebook_domain::view::choice_of;
use bridgebook_domain::{DocumentId, Path, Value};

use crate::desk::Desk;
use crate::outbox::{mail, outbox, pump, save};
use crate::post::{Act, Script};

/// A case that the rule “Law, press or safety” of the template decides about, which tells the Duty Manager.
fn case(id: &str) -> serde_json::Value {
    serde_json::json!({
        "id": id, "opened": "2026-03-13T11:58:00Z", "subject": "About my order", "confidence": 99, "handled_by": "AI",
        "conversation": [{"at": "2026-03-13T11:58:00Z", "by": "customer", "text": "My lawyer will write."}],
    })
}

async fn add(desk: &Desk, cases: &[serde_json::Value]) -> Vec<String> {
    add_to(desk, None, cases).await
}

pub async fn add_to(desk: &Desk, document: Option<DocumentId>, cases: &[serde_json::Value]) -> Vec<String> {
    let base64 = STANDARD.encode(serde_json::to_string(cases).expect("plain data"));
    let files = vec![CaseFile::Bytes { file_name: "chat.json".into(), base64 }];
    desk.done(Intent::AddCases(AddedCases { into: CaseTable { document, ..CaseTable::default() }, files }))
        .await
        .remarks
}

/// A desk with a mail server, and a Duty Manager with an address.
pub async fn desk() -> (Desk, Script, DocumentId) {
    let script = Script::default();
    let desk = Desk::with_post(Arc::new(script.clone())).await;
    let document = desk.create("customer-service-escalation", "Support").await;
    desk.done(save(mail("Mail"), "right")).await;
    let ada =
        desk.done(Intent::AddToDirectory { kind: "person".into(), name: "Ada Lovelace".into() }).await.ids[0].clone();
    let set = |id: &str, key: &str, value: &str| {
        Intent::People(PeopleIntent::Set { id: id.into(), key: key.into(), values: vec![value.into()] })
    };
    desk.done(set(&ada, "emails", "ada@example.org")).await;
    let Answer::Directory(directory) = desk.ask(Query::Directory).await else { panic!("a directory") };
    let role = directory.entries.iter().find(|entry| entry.kind == "role" && entry.name == "Duty Manager");
    let role = match role {
        Some(role) => role.id.clone(),
        None => {
            desk.done(Intent::AddToDirectory { kind: "role".into(), name: "Duty Manager".into() }).await.ids[0].clone()
        }
    };
    desk.done(set(&role, "person", &ada)).await;
    (desk, script, document)
}

pub async fn states(desk: &Desk) -> Vec<String> {
    outbox(desk, None).await.updates.into_iter().flat_map(|update| update.rows).map(|row| row.state).collect()
}

pub async fn duties(desk: &Desk) -> Vec<String> {
    let Answer::CaseDuties(list) = desk.ask(Query::CaseDuties).await else { panic!("duties") };
    list.into_iter().map(|duty| duty.words).collect()
}

/// What the log says of notices, oldest first.
async fn told(desk: &Desk) -> Vec<String> {
    let mut log: Vec<_> = desk.log(None).await.into_iter().filter(|row| row.kind == "case_ticket").collect();
    log.reverse();
    log.into_iter().map(|row| row.text).collect()
}

async fn set(desk: &Desk, document: DocumentId, key: &str, value: &str) {
    let open = desk.open(document).await;
    let (section, table) = case_tables(&open.content)[0];
    let (row, _) = table.block.live_rows()[0];
    let (column, kind) = table.block.column_by_key(key).expect("the column");
    let value = choice_of(kind, value).map_or(value, |(id, _)| id);
    let (path, value) = (Path::Cell(section, row, column), Some(Value::one(value)));
    desk.edit(document, open.heads, vec![Edit::Set { path, value }]).await;
}

#[tokio::test]
async fn whom_a_rule_names_gets_one_message_in_the_commit_of_its_decision() {
    let (desk, script, document) = desk().await;
    let mut events = desk.app.events();
    let remarks = add(&desk, &[case("C-1")]).await;
    assert!(remarks.iter().any(|line| line == "C-1: Ada Lovelace gets a message by Mail"), "{remarks:?}");
    let named = duties(&desk).await;
    assert!(!named.iter().any(|words| words.starts_with("Tell")), "nobody is left to be told: {named:?}");
    let mut said = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::CaseTold { document: of, title, .. } = event {
            said.push((of, title));
        }
    }
    assert_eq!(said, [(document, "Case “C-1”".to_owned())], "the window is told, too");
    pump(&desk).await;
    let desk = desk.again().await;
    desk.app.look_at_cases().await.expect("a look");
    pump(&desk).await;
    let seen = script.world().seen.clone();
    assert_eq!(seen.len(), 1, "once, also after a restart");
    let text = String::from_utf8_lossy(&seen[0].rendered).into_owned();
    assert!(text.contains("C-1 goes to") && text.contains("by the rule “Law, press or safety”"), "{text}");
    assert!(!text.contains("lawyer") && !text.contains("About my order"), "what the case says stays here: {text}");
    let log = told(&desk).await;
    assert_eq!(log[0], "C-1: notice handed to the outbox for ada@example.org by Mail");
    assert_eq!(log[1], "Notice of the case “C-1” taken by Mail to ada@example.org: 250 ok");
    let Answer::Verify(report) = desk.ask(Query::Verify).await else { panic!("a report") };
    assert!(report.is_intact, "{:?}", report.lines);
}

#[tokio::test]
async fn a_trial_says_who_would_be_told_and_tells_nobody() {
    let (desk, script, document) = desk().await;
    desk.by_hand(document).await;
    add(&desk, &[case("C-1")]).await;
    let (cases, at) = (TriedCases::Document, String::new());
    let query = Query::TryRules { job: String::new(), document: Some(document), cases, at, against: None };
    let Answer::TryRules(tried) = desk.ask(query).await else { panic!("a trial") };
    let RulesTried { cases, .. } = *tried;
    assert_eq!(cases[0].told, ["Ada Lovelace gets a message by Mail"]);
    pump(&desk).await;
    assert!(script.world().seen.is_empty());
}

#[tokio::test]
async fn what_waits_is_let_go_when_the_decision_is_taken_back_or_the_case_is_over() {
    for over in ["undo", "resolved"] {
        let (desk, script, document) = desk().await;
        script.then(&[Act::Offline]);
        add(&desk, &[case("C-1")]).await;
        pump(&desk).await;
        assert_eq!(states(&desk).await, ["retrying"]);
        match over {
            "undo" => set(&desk, document, "owner", "Somebody else").await,
            _ => set(&desk, document, "status", "Resolved").await,
        }
        desk.later(2);
        pump(&desk).await;
        assert!(script.world().has.is_empty(), "{over}");
        let log = told(&desk).await;
        assert!(log.last().is_some_and(|line| line.contains("given up: The case")), "{over}: {log:?}");
    }
}

#[tokio::test]
async fn a_notice_goes_with_the_person_and_no_start_brings_the_address_back() {
    let (desk, script, _) = desk().await;
    script.then(&[Act::Offline]);
    add(&desk, &[case("C-1")]).await;
    pump(&desk).await;
    let erase = PersonalIntent::ErasePerson { person: "Ada Lovelace".into(), reason: "They asked for it".into() };
    desk.done(Intent::Personal(erase)).await;
    let desk = desk.again().await;
    desk.later(2);
    pump(&desk).await;
    let left = outbox(&desk, None).await.updates;
    assert!(left.iter().flat_map(|update| &update.rows).all(|row| row.recipient != "ada@example.org"), "{left:?}");
    assert!(script.world().has.is_empty());
    let Answer::Verify(report) = desk.ask(Query::Verify).await else { panic!("a report") };
    assert!(report.is_intact, "{:?}", report.lines);
}

#[tokio::test]
async fn a_flood_of_cases_is_no_flood_of_messages() {
    let (desk, script, _) = desk().await;
    let many: Vec<_> = (0..30).map(|n| case(&format!("C-{n}"))).collect();
    add(&desk, &many).await;
    pump(&desk).await;
    assert_eq!(script.world().has.len(), 25);
    let left = duties(&desk).await.into_iter().filter(|words| words.contains("more than 25 messages at once")).count();
    assert_eq!(left, 5, "the rest stays with people");
}

/// The rules of the template, of which one declares an incident of SEV2 where five cases say the same.
pub fn with_severity() -> String {
    let template = include_str!("../../../../templates/en/customer-service-escalation.md");
    let is_rule = |line: &&str| line.starts_with("| ") && line.matches('|').count() == 17;
    let mut lines = Vec::new();
    for line in template.lines() {
        if !is_rule(&line) {
            lines.push(line.to_owned());
            continue;
        }
        let mut cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
        let severity = match cells[0].trim() {
            "Rule" => " Severity ",
            "---" => " --- ",
            "Same subject from many" => " SEV2 ",
            _ => " ",
        };
        cells.insert(cells.len() - 4, severity);
        lines.push(format!("|{}|", cells.join("|")));
    }
    lines.join("\n")
}

#[tokio::test]
async fn a_rule_with_a_severity_declares_once_and_later_cases_join() {
    let desk = Desk::new().await;
    let text = with_severity();
    assert!(text.contains("| SEV2 | 15 min |"), "the rule has its severity");
    let made = desk.done(Intent::Import { file_name: "support.md".into(), text, incident: None }).await;
    // The incident brings a document with a table of cases of its own.
    let document = made.ids[0].parse().ok();
    let same = |n: usize| {
        serde_json::json!({
            "id": format!("C-{n}"), "opened": "2026-03-13T11:58:00Z", "subject": "Card refused", "confidence": 95,
            "handled_by": "AI", "customer": format!("K-{n}"),
        })
    };
    let four: Vec<_> = (1..5).map(same).collect();
    add_to(&desk, document, &four).await;
    let incidents = |desk: &Desk| {
        let app = Arc::clone(&desk.app);
        async move {
            match app.query(Query::Overview).await.expect("an overview") {
                Answer::Overview(overview) => overview.incidents,
                other => panic!("an overview, not {other:?}"),
            }
        }
    };
    assert!(incidents(&desk).await.is_empty());
    let remarks = add_to(&desk, document, &[same(5)]).await;
    let declared = incidents(&desk).await;
    assert_eq!(declared.len(), 1, "{remarks:?}");
    assert_eq!(declared[0].title, "Same subject from many", "by the rule: what cases say stays out of the log");
    assert!(remarks.iter().any(|line| line.contains("is declared, “Same subject from many”")), "{remarks:?}");
    let id = declared[0].id;
    let log = desk.log(Some(id)).await;
    assert!(log.iter().any(|row| row.kind == "cases_linked"), "the case is part of it: {log:?}");
    assert!(!duties(&desk).await.iter().any(|words| words.starts_with("Declare")));
    let actions = desk.board(id).await.actions;
    let follow_up = actions.iter().find(|action| action.text.contains("Follow up C-5"));
    let follow_up = follow_up.expect("the follow-up that the rule asks for is an action of the incident");
    assert!(!follow_up.owner.is_empty() && follow_up.due_at.is_some(), "with its owner and time: {follow_up:?}");
    assert!(remarks.iter().any(|line| line.contains("A follow-up action is open in")), "{remarks:?}");
    let desk = desk.again().await;
    desk.app.look_at_cases().await.expect("a look");
    add_to(&desk, document, &[same(6)]).await;
    desk.app.look_at_cases().await.expect("a look");
    assert_eq!(incidents(&desk).await.len(), 1, "it is declared once while it is open");
    let joined = desk.log(Some(id)).await.iter().filter(|row| row.kind == "cases_linked").count();
    assert!(joined > 1, "later cases join it");
    let actions = desk.board(id).await.actions;
    assert_eq!(actions.iter().filter(|action| action.text.contains("Follow up C-6")).count(), 1, "once: {actions:?}");
}
