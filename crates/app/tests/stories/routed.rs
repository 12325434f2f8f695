//! Trigger rules tried on cases before they are let loose, and then let loose: who gets a case, why, until when.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::api::approval::Approving;
use bridgebook_app::api::case::{AddedCases, CaseFile, CaseTable};
use bridgebook_app::api::intent::{Edit, Intent, Outcome};
use bridgebook_app::api::note::EndedCaseDuty;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::routing::{RulesTried, TriedCases};
use bridgebook_app::api::simulation::RehearsedVersion;
use bridgebook_domain::log::Decision;
use bridgebook_domain::trigger::{TriggersView, case_tables};
use bridgebook_domain::view::choice_of;
use bridgebook_domain::{BlockKind, DocumentId, Item, Path, Position, Row, Value};

use crate::desk::{Desk, at};

const TEMPLATE: &str = "customer-service-escalation";

/// A case of the support chatbot, as it would hand it over.
fn case(id: &str, opened: &str, confidence: u8, said: &str) -> serde_json::Value {
    serde_json::json!({
        "id": id,
        "opened": opened,
        "subject": "Card refused",
        "customer": format!("Customer {id}"),
        "confidence": confidence,
        "handled_by": "AI",
        "priority": "High",
        "conversation": [
            {"at": opened, "by": "customer", "text": said},
            {"at": opened, "by": "assistant", "text": "I have reset your session. Please try again."},
        ],
        "customer_data": {"orders": "3"},
        "attempts": ["Reset session", "Suggested another card"],
    })
}

fn file(cases: &[serde_json::Value]) -> Vec<CaseFile> {
    let text = serde_json::to_string(cases).expect("plain data");
    vec![CaseFile::Bytes { file_name: "chat.json".to_owned(), base64: STANDARD.encode(text) }]
}

async fn add(desk: &Desk, cases: &[serde_json::Value]) -> Outcome {
    desk.done(Intent::AddCases(AddedCases { into: CaseTable::default(), files: file(cases) })).await
}

/// What the row of a case says.
async fn says(desk: &Desk, document: DocumentId, id: &str, key: &str) -> String {
    let content = desk.open(document).await.content;
    let (_, table) = case_tables(&content)[0];
    let rows = table.block.live_rows();
    let (_, row) = rows.iter().find(|(_, row)| table.block.cell_text(row, "id") == id).expect("the case");
    table.block.cell_text(row, key).to_owned()
}

async fn put(desk: &Desk, document: DocumentId, id: &str, key: &str, value: &str) {
    let open = desk.open(document).await;
    let (section, table) = case_tables(&open.content)[0];
    let rows = table.block.live_rows();
    let (row, _) = rows.iter().find(|(_, row)| table.block.cell_text(row, "id") == id).expect("the case");
    let (id, column) = table.block.column_by_key(key).expect("the column");
    let value = choice_of(column, value).map_or(value, |(id, _)| id);
    let (path, value) = (Path::Cell(section, *row, id), Some(Value::one(value)));
    desk.edit(document, open.heads, vec![Edit::Set { path, value }]).await;
}

/// What the log of the organisation says that rules decided, the oldest first: who decided it, and the words.
async fn decided(desk: &Desk) -> Vec<(String, String)> {
    let log = desk.log(None).await;
    let routed = log.into_iter().rev().filter(|row| row.kind == "case_routed");
    routed.map(|row| (row.author, row.text)).collect()
}

async fn tried(desk: &Desk, document: Option<DocumentId>, cases: TriedCases, at: &str) -> RulesTried {
    let query = Query::TryRules { job: String::new(), document, cases, at: at.to_owned(), against: None };
    match desk.ask(query).await {
        Answer::TryRules(tried) => *tried,
        other => panic!("rules answer with rules, not {other:?}"),
    }
}

#[tokio::test]
async fn files_are_tried_on_the_rules_and_nothing_is_stored() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    let heads = desk.open(document).await.heads;
    let cases = [
        case("C-1", "2026-03-13T11:40:00Z", 62, "My card is refused. I will CANCEL the order."),
        case("C-2", "2026-03-13T11:41:00Z", 91, "My card is refused."),
        case("C-3", "2026-03-13T11:42:00Z", 91, "Refused again."),
        case("C-4", "2026-03-13T11:43:00Z", 91, "Payment does not work."),
        case("C-5", "2026-03-13T11:44:00Z", 91, "Card refused!"),
    ];
    let found = tried(&desk, None, TriedCases::Files { files: file(&cases) }, "").await;
    assert!(found.refused.is_empty(), "{:?}", found.refused);
    let rules: Vec<_> = found.cases.iter().map(|c| c.routing.rule.as_str()).collect();
    let default = "Everything else";
    assert_eq!(rules, ["Wants to leave", default, default, default, "Same subject from many"]);
    let first = &found.cases[0].routing;
    assert_eq!((first.to.name.as_str(), first.level.as_str()), ("Support Lead", "L2"));
    assert_eq!(first.answer_by, Some(at("2026-03-13T12:10:00Z")), "30 minutes after it came in");
    assert!(first.because[0].found.contains("I will CANCEL the order"), "{:?}", first.because);
    assert!(first.passed.iter().any(|p| p.rule == "Asked for a human"), "{:?}", first.passed);
    let later = found.cases[1].routing.later.as_ref().expect("time alone brings another rule");
    assert_eq!((later.rule.as_str(), later.at), ("Response at risk", at("2026-03-13T12:05:00Z")));
    assert_eq!(found.cases[4].routing.because[0].found, "5 cases with this Subject in 15 min");
    assert_eq!((found.score.cases, found.score.human), (5, 5));
    assert_eq!(desk.open(document).await.heads, heads, "nothing was written");
    assert!(!desk.lies_on_disk("CANCEL the order"), "what was only tried is nowhere");
}

#[tokio::test]
async fn a_case_that_is_stored_gets_its_owner_in_one_edit_and_the_log_says_by_which_rule() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    desk.by_hand(document).await;
    add(&desk, &[case("C-1", "2026-03-13T11:58:00Z", 62, "I will cancel the order.")]).await;
    let found = tried(&desk, Some(document), TriedCases::Document, "").await;
    let only = &found.cases[0];
    assert!(only.is_waiting, "nobody answers for it yet");
    assert_eq!(only.routing.rule, "Wants to leave", "what was said is read from its attachment");
    let row = only.row.expect("a row of the document");
    let outcome = desk.done(Intent::RouteCases { document, rows: vec![row] }).await;
    assert!(outcome.remarks.iter().any(|r| r.starts_with("C-1: ")), "{:?}", outcome.remarks);
    let says = |content: &bridgebook_domain::Document, key: &str| {
        let block = &content.sections[&row.0].block;
        block.cell_text(&block.rows[&row.1], key).to_owned()
    };
    let open = desk.open(document).await;
    assert_eq!(says(&open.content, "handled_by"), "human");
    // Half an hour is promised from 11:58 on, when it was opened; the rule, which gives as much from now, puts nothing off.
    assert_eq!(says(&open.content, "response_due"), "2026-03-13T12:28:00Z");
    assert!(!says(&open.content, "owner").is_empty());
    let Answer::RowNotes(notes) = desk.ask(Query::RowNotes { document, section: row.0, row: Some(row.1) }).await else {
        panic!("notes")
    };
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].entry.text, "C-1 goes to Support Lead, L2, by the rule “Wants to leave”");
    assert!(!desk.lies_on_disk("I will cancel the order"), "the words of the customer lie encrypted");
    let again = desk.refused(Intent::RouteCases { document, rows: vec![row] }).await;
    assert!(again.message.contains("as the rules have them"), "{}", again.message);
    desk.done(Intent::Undo { document }).await;
    let back = desk.open(document).await;
    assert_eq!(says(&back.content, "owner"), "", "one step takes all of it back");
    assert_eq!(says(&back.content, "status"), "");
}

#[tokio::test]
async fn what_comes_in_is_decided_at_once_and_a_rule_acts_once_on_a_case() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    let outcome = add(&desk, &[case("C-1", "2026-03-13T11:58:00Z", 62, "I will cancel the order.")]).await;
    let told = "C-1 goes to Support Lead, L2, by the rule “Wants to leave”";
    assert!(outcome.remarks.iter().any(|remark| remark == told), "{:?}", outcome.remarks);
    assert_eq!(says(&desk, document, "C-1", "handled_by").await, "human");
    assert_eq!(decided(&desk).await, [("Bridgebook".to_owned(), told.to_owned())]);
    // What a person changes afterwards stays, after any number of looks and after a restart.
    put(&desk, document, "C-1", "owner", "Ada").await;
    desk.app.look_at_cases().await.expect("a look");
    let desk = desk.again().await;
    desk.app.look_at_cases().await.expect("a look");
    desk.app.look_at_cases().await.expect("a look");
    assert_eq!(says(&desk, document, "C-1", "owner").await, "Ada");
    assert_eq!(decided(&desk).await.len(), 1);
    // Under another name it is the same rule.
    let open = desk.open(document).await;
    let rules = TriggersView::read(&open.content).rules;
    let rule = rules.iter().find(|rule| rule.name == "Wants to leave").expect("the rule");
    let (column, _) = open.content.sections[&rule.section].block.column_by_key("name").expect("names");
    let path = Path::Cell(rule.section, rule.row, column);
    desk.edit(document, open.heads, vec![Edit::Set { path, value: Some(Value::one("Leaves")) }]).await;
    let desk = desk.again().await;
    desk.app.look_at_cases().await.expect("a look");
    assert_eq!(says(&desk, document, "C-1", "owner").await, "Ada");
    // The same case again, saying no more than before, is not decided about again either.
    add(&desk, &[case("C-1", "2026-03-13T11:58:00Z", 62, "I will cancel the order.")]).await;
    assert_eq!(decided(&desk).await.len(), 1);
}

#[tokio::test]
async fn what_rules_leave_to_a_person_stays_until_somebody_did_it() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    add(&desk, &[case("C-1", "2026-03-13T11:58:00Z", 99, "My lawyer will write.")]).await;
    let open = |desk: &Desk| {
        let app = desk.app.clone();
        async move {
            match app.query(Query::CaseDuties).await.expect("duties") {
                Answer::CaseDuties(list) => list,
                other => panic!("duties, not {other:?}"),
            }
        }
    };
    let list = open(&desk).await;
    let tell = list.iter().find(|duty| duty.words == "Tell Duty Manager").expect("somebody to tell").clone();
    assert_eq!((tell.case.as_str(), tell.rule.as_str()), ("C-1", "Law, press or safety"));
    // It is left once, also after a restart and another look.
    let desk = desk.again().await;
    desk.app.look_at_cases().await.expect("a look");
    assert_eq!(open(&desk).await.len(), list.len());
    let done = EndedCaseDuty { routed: tell.routed, place: tell.place, words: "by phone".into() };
    desk.done(Intent::EndCaseDuty(done.clone())).await;
    assert!(!open(&desk).await.contains(&tell));
    let twice = desk.refused(Intent::EndCaseDuty(done)).await;
    assert!(twice.message.contains("ended already"), "{}", twice.message);
    let section = tell.section;
    let Answer::RowNotes(notes) = desk.ask(Query::RowNotes { document, section, row: Some(tell.row) }).await else {
        panic!("notes")
    };
    let of_rule = &notes[0].left;
    assert!(of_rule.iter().any(|duty| duty.ended_words == "by phone" && !duty.ended_by.is_empty()), "{of_rule:?}");
    // Of a case that is over nothing is left.
    put(&desk, document, "C-1", "status", "Resolved").await;
    assert!(open(&desk).await.is_empty());
}

#[tokio::test]
async fn time_and_changes_let_another_rule_decide_by_itself() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    add(&desk, &[case("C-1", "2026-03-13T11:58:00Z", 95, "My card is refused.")]).await;
    let rules = |list: Vec<(String, String)>| -> Vec<String> {
        list.into_iter()
            .map(|(_, text)| text.rsplit_once("rule ").map(|(_, rule)| rule.to_owned()).unwrap_or_default())
            .collect()
    };
    assert_eq!(rules(decided(&desk).await), ["“Everything else”"]);
    desk.app.look_at_cases().await.expect("a look");
    desk.later(15);
    desk.app.look_at_cases().await.expect("a look");
    assert_eq!(decided(&desk).await.len(), 1, "nothing has changed, and the time has not come");
    put(&desk, document, "C-1", "confidence", "40").await;
    desk.app.look_at_cases().await.expect("a look");
    assert_eq!(rules(decided(&desk).await).last().map(String::as_str), Some("“Not sure enough”"));
    // A case that nobody lets the rules decide about stays as it was typed.
    let open = desk.open(document).await;
    let (section, table) = case_tables(&open.content)[0];
    let (subject, _) = table.block.column_by_key("subject").expect("a subject");
    let row =
        Row { pos: Position::between(None, None), cells: [(subject, Value::one("Typed"))].into(), deleted_at: None };
    let edit = Edit::Add { path: Path::Rows(section), after: None, item: Item::Row(row) };
    desk.edit(document, open.heads, vec![edit]).await;
    desk.app.look_at_cases().await.expect("a look");
    let open = desk.open(document).await;
    let (_, table) = case_tables(&open.content)[0];
    let opened = table.block.column_by_key("opened").expect("a column for it").0;
    let typed: Vec<_> = [subject, opened].into_iter().collect();
    let is_typed = |row: &Row| row.cells.len() == 2 && typed.iter().all(|column| row.cells.contains_key(column));
    assert!(
        table.block.live_rows().iter().any(|(_, row)| is_typed(row)),
        "nothing but the moment of its opening was put into what is being typed"
    );
}

#[tokio::test]
async fn share_of_the_time_allowed_raises_a_case_when_it_is_used_up() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    // Nothing but the default route fits, and that sets no status; its answer is due within the service level.
    let mut quiet = case("C-1", "2026-03-13T11:58:00Z", 95, "My card is refused.");
    quiet["response_due"] = serde_json::json!("2026-03-13T12:28:00Z");
    add(&desk, &[quiet]).await;
    assert_eq!(decided(&desk).await.len(), 1);
    desk.app.look_at_cases().await.expect("a look");
    desk.later(21);
    desk.app.look_at_cases().await.expect("a look");
    assert_eq!(decided(&desk).await.len(), 1, "80 % of half an hour is used up at 12:22");
    desk.later(3);
    desk.app.look_at_cases().await.expect("a look");
    let last = decided(&desk).await.pop().expect("a decision").1;
    assert!(last.contains("“Response at risk”"), "{last}");
    let _ = document;
}

#[tokio::test]
async fn cases_come_and_go_without_an_end_of_the_approval() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    let (checkpoint, hash, by, note) = ("Rules".to_owned(), String::new(), String::new(), String::new());
    let decision = Decision::Approved;
    desk.done(Intent::Approve(Approving {
        incident: None,
        document,
        checkpoint,
        decision,
        note,
        hash,
        by,
        reason: "nobody else is on shift".into(),
        unready: String::new(),
    }))
    .await;
    assert_eq!(desk.open(document).await.summary.status, "approved");
    add(&desk, &[case("C-1", "2026-03-13T11:58:00Z", 62, "I will cancel the order.")]).await;
    put(&desk, document, "C-1", "priority", "Urgent").await;
    let open = desk.open(document).await;
    assert_eq!(open.summary.status, "approved");
    assert!(!open.approval.contains("edited since"), "{}", open.approval);
    desk.by_hand(document).await;
    let open = desk.open(document).await;
    assert_eq!(open.summary.status, "in_review", "a rule that acts otherwise is another rule");
    assert!(open.approval.contains("edited since"), "{}", open.approval);
}

#[tokio::test]
async fn two_versions_of_the_rules_are_compared_on_past_cases() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    desk.later(60);
    let open = desk.open(document).await;
    let rule = TriggersView::read(&open.content).rules.into_iter().find(|r| r.name == "Not sure enough");
    let rule = rule.expect("the rule of the template");
    let (column, _) = open.content.sections[&rule.section].block.column_by_key("condition").expect("conditions");
    let path = Path::Cell(rule.section, rule.row, column);
    desk.edit(document, open.heads, vec![Edit::Set { path, value: Some(Value::one("confidence < 50")) }]).await;
    let past = |id: &str, confidence: u8, by: &str| {
        let mut case = case(id, "2026-03-10T09:00:00Z", confidence, "Where is my parcel?");
        case["subject"] = serde_json::json!(format!("Parcel {id}"));
        case["handled_by"] = serde_json::json!(by);
        // How it ended says nothing about what rules see at its beginning.
        case["status"] = serde_json::json!("Resolved");
        case["resolved"] = serde_json::json!("2026-03-10T10:00:00Z");
        case
    };
    let cases = TriedCases::Files { files: file(&[past("P-1", 40, "Human"), past("P-2", 70, "AI")]) };
    let against = Some(RehearsedVersion { document, at: "2026-03-13T12:30:00Z".to_owned() });
    let query = Query::TryRules { job: String::new(), document: Some(document), cases, at: String::new(), against };
    let Answer::TryRules(found) = desk.ask(query).await else { panic!("rules") };
    let other = found.other.expect("the earlier version");
    assert_eq!(other.differing.len(), 1, "only the case between the two thresholds fares otherwise: {other:#?}");
    assert_eq!(found.cases[other.differing[0].place as usize].routing.id, "P-2");
    assert_eq!(found.score.known, 2);
}

#[tokio::test]
async fn what_is_no_case_is_named_with_its_place_and_a_document_without_rules_says_so() {
    let desk = Desk::new().await;
    let (prose, _) = desk.prose("Notes", "Nothing").await;
    let query = |document| Query::TryRules {
        job: String::new(),
        document,
        cases: TriedCases::Document,
        at: String::new(),
        against: None,
    };
    let problem = desk.app.query(query(Some(prose))).await.expect_err("no rules");
    assert!(problem.message.contains("has no trigger rules"), "{}", problem.message);
    let problem = desk.app.query(query(None)).await.expect_err("no document");
    assert!(problem.message.contains("No document has both"), "{}", problem.message);
    let document = desk.create(TEMPLATE, "Support").await;
    let broken = CaseFile::Bytes {
        file_name: "cut.json".to_owned(),
        base64: STANDARD.encode(r#"[{"id": "C-1", "subject": "Whole"}, {"id": "C-2", "subj"#),
    };
    let found = tried(&desk, Some(document), TriedCases::Files { files: vec![broken] }, "").await;
    assert_eq!(found.cases.len(), 1, "the whole case before the cut is tried");
    assert_eq!(found.refused.len(), 1, "{:?}", found.refused);
    assert!(desk.open(document).await.content.sections_of(&BlockKind::Triggers).len() == 1);
}
