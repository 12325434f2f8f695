//! A team's procedure, written down before any tool is rolled out: from the gallery to an approved document, out as
//! PDF and rules, and in force in the next incident without retyping.

use std::collections::BTreeMap;

use bridgebook_app::api::approval::Approving;
use bridgebook_app::api::approval::DocumentApprovals;
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::log::Decision;
use bridgebook_domain::picture::Picture;
use bridgebook_domain::value::Value;
use bridgebook_domain::{BlockKind, DocumentId, IncidentId, Item, Path, Position, Row, SectionId};
use serde_json::Value as Json;

use crate::desk::{Desk, level};

const TITLE: &str = "Khi thanh toán thất bại: escalation";
const MAI: &str = "Nguyễn Thị Mai";

async fn approvals(desk: &Desk, document: DocumentId) -> DocumentApprovals {
    match desk.ask(Query::Approvals { document }).await {
        Answer::Approvals(approvals) => approvals,
        other => panic!("approvals answer with approvals, not {other:?}"),
    }
}

async fn section(desk: &Desk, document: DocumentId, is: impl Fn(&bridgebook_domain::Section) -> bool) -> SectionId {
    let content = desk.open(document).await.content;
    content.live_sections().into_iter().find(|(_, s)| is(s)).expect("the section is there").0
}

/// What the readiness sheet says, as lines.
async fn sheet(desk: &Desk, document: DocumentId) -> (String, Vec<String>) {
    let place =
        section(desk, document, |s| s.kind == BlockKind::View && s.block.setting("source") == "readiness").await;
    let Answer::Picture(Some(Picture::View(shown))) = desk.ask(Query::Picture { document, section: place }).await
    else {
        panic!("a sheet")
    };
    (shown.title, shown.rows.iter().map(|r| r.join(" | ")).collect())
}

fn line<'a>(sheet: &'a [String], what: &str) -> &'a str {
    sheet.iter().find(|l| l.starts_with(what)).unwrap_or_else(|| panic!("no line {what}: {sheet:#?}"))
}

/// A procedure from the gallery, filled as far as a team would before it asks: a contact, the letters of one more
/// activity, a person in every role, the list ticked, the drill and the day of going live set.
async fn written(desk: &Desk, title: &str) -> DocumentId {
    let id = desk.create("escalation-procedure", title).await;
    let contacts = section(desk, id, |s| s.kind == BlockKind::Contacts).await;
    let content = desk.open(id).await.content;
    let key = |section: SectionId, key: &str| {
        content.sections[&section].block.column_by_key(key).unwrap_or_else(|| panic!("a column {key}")).0
    };
    let cells: BTreeMap<_, _> = [("name", MAI), ("position", "Support Lead"), ("primary", "+84 24 555 0199")]
        .into_iter()
        .map(|(k, words)| (key(contacts, k), Value::one(words)))
        .collect();
    let item = Item::Row(Row { pos: Position::default(), cells, deleted_at: None });
    let mut edits = vec![Edit::Add { path: Path::Rows(contacts), after: None, item }];
    for (section, entry) in content.live_sections() {
        if entry.kind == BlockKind::Raci {
            let name = entry.block.column_by_key("activity").expect("activities").0;
            let lead =
                entry.block.live_columns().into_iter().find(|(_, c)| c.name == "Support Lead").expect("a role").0;
            let letters = Value::Many([("A".to_owned(), String::new()), ("R".to_owned(), String::new())].into());
            let cells = [(name, Value::one("통보하다: tell the partners")), (lead, letters)].into();
            let last = entry.block.live_rows().last().map(|(row, _)| row.to_string());
            let item = Item::Row(Row { pos: Position::default(), cells, deleted_at: None });
            edits.push(Edit::Add { path: Path::Rows(section), after: last, item });
        }
        if entry.kind == BlockKind::Checklist {
            let done = entry.block.column_by_key("done").expect("a tick").0;
            let tick = |row| Edit::Set { path: Path::Cell(section, row, done), value: Some(Value::one("yes")) };
            edits.extend(entry.block.live_rows().into_iter().map(|(row, _)| tick(row)));
        }
    }
    let header = |key: &str, words: &str| Edit::SetWords { path: Path::Header(key.into()), words: words.into() };
    edits.extend([header("effective", "2026-03-13"), header("last_tested", "2026-03-01")]);
    desk.edit(id, Vec::new(), edits).await;
    id
}

/// Every role of the directory is held by somebody, with a phone.
async fn staff(desk: &Desk) {
    let mai = Intent::AddToDirectory { kind: "person".into(), name: MAI.into() };
    let mai: DocumentId = desk.done(mai).await.ids[0].parse().expect("a person is a document");
    let phone = section(desk, mai, |s| s.block.column_by_key("phones").is_some()).await;
    let content = desk.open(mai).await.content;
    let block = &content.sections[&phone].block;
    let (column, _) = block.column_by_key("phones").expect("a phone");
    let (row, _) = block.live_rows()[0];
    let edit = Edit::SetWords { path: Path::Cell(phone, row, column), words: "+84 24 555 0199".into() };
    desk.edit(mai, Vec::new(), vec![edit]).await;
    let documents = desk.documents().await;
    let roles = documents.iter().find(|d| d.template == "directory/roles").expect("the list of roles").id;
    let content = desk.open(roles).await.content;
    let (section, entry) = content.live_sections().into_iter().find(|(_, s)| !s.block.columns.is_empty()).expect("it");
    let (person, _) = entry.block.column_by_key("person").expect("who holds it");
    let set = |row| Edit::Set { path: Path::Cell(section, row, person), value: Some(Value::one(mai.to_string())) };
    let edits = entry.block.live_rows().into_iter().map(|(row, _)| set(row)).collect();
    desk.edit(roles, Vec::new(), edits).await;
}

/// Asks and decides at every checkpoint that the procedure plans; gives back how the status went.
async fn approve(desk: &Desk, id: DocumentId) -> Vec<String> {
    let mut went = Vec::new();
    for planned in approvals(desk, id).await.checkpoints {
        let (document, checkpoint) = (id, planned.checkpoint.clone());
        desk.done(Intent::AskApproval { document, checkpoint, approver: planned.approver }).await;
        let waiting = approvals(desk, id).await.waiting;
        assert_eq!(waiting.len(), 1, "the window shows what waits: {waiting:?}");
        assert_eq!(waiting[0].hash, desk.open(id).await.hash, "and the text that the decision binds to");
        let (checkpoint, decision) = (planned.checkpoint, Decision::Approved);
        desk.done(Intent::Approve(Approving {
            incident: None,
            document,
            checkpoint,
            decision,
            note: String::new(),
            hash: String::new(),
            by: waiting[0].approver.clone(),
            reason: String::new(),
            unready: String::new(),
        }))
        .await;
        went.push(desk.open(id).await.summary.status);
    }
    went
}

#[tokio::test]
async fn a_procedure_goes_from_the_gallery_through_its_checks_and_approvals_to_paper_and_rules() {
    let desk = Desk::new().await;
    let fresh = desk.create("escalation-procedure", "As it comes").await;
    assert_eq!(desk.open(fresh).await.summary.kind, "Procedure");
    let (title, lines) = sheet(&desk, fresh).await;
    assert!(title.starts_with("Readiness: 1 of 11 ready"), "only the findings: {title} {lines:#?}");
    assert_eq!(line(&lines, "Contacts"), "Contacts | not ready | Nobody is listed. Write who is called, and how.");
    assert!(line(&lines, "People").contains("not ready"), "{lines:#?}");

    staff(&desk).await;
    let id = written(&desk, TITLE).await;
    let open = desk.open(id).await;
    let serious: Vec<_> = open.findings.iter().filter(|f| f.level != "info").collect();
    assert!(serious.is_empty(), "checked, and nothing to mend: {serious:#?}");
    let (title, lines) = sheet(&desk, id).await;
    assert!(title.starts_with("Readiness: 5 of 11 ready"), "all but the approvals and going live: {title} {lines:#?}");

    let went = approve(&desk, id).await;
    let (last, before) = went.split_last().expect("it has checkpoints");
    assert!(before.iter().all(|s| s == "in_review") && last == "approved", "one of five is not all: {went:?}");
    let (title, lines) = sheet(&desk, id).await;
    assert!(title.starts_with("Readiness: 11 of 11 ready"), "{title} {lines:#?}");
    let live = "Go-live | ready | In force since 2026-03-13. The next incident takes its RACI matrix and \
                escalation matrix from it, unless a newer one or one made for that alone is in force.";
    assert_eq!(line(&lines, "Go-live"), live);

    desk.export(&[id], "pdf", &desk.file("procedure.pdf")).await;
    assert!(std::fs::read(desk.file("procedure.pdf")).expect("printed").starts_with(b"%PDF-"));
    desk.export(&[id], "rules-json", &desk.file("rules.json")).await;
    let json = std::fs::read_to_string(desk.file("rules.json")).expect("rules");
    let json: Json = serde_json::from_str(&json).expect("one value");
    assert_eq!(
        (&json["document"]["title"], &json["document"]["status"]),
        (&Json::from(TITLE), &Json::from("approved"))
    );
    assert_eq!(json["document"]["content_hash"], Json::from(desk.open(id).await.hash), "what was approved");
    let count = |part: &str| json[part].as_array().map_or(0, Vec::len);
    assert_eq!((count("levels"), count("triggers"), count("contacts")), (12, 12, 1));
    assert_eq!(json["contacts"][0]["name"]["name"], Json::from(MAI));
    assert!(json["triggers"].as_array().expect("rules").iter().all(|t| t["condition"]["error"].is_null()));
    let activities = json["raci"][0]["activities"].as_array().expect("activities");
    assert_eq!(activities.last().expect("ours")["activity"], Json::from("통보하다: tell the partners"));
    desk.export(&[id], "rules-csv", &desk.file("rules.csv")).await;
    let csv = std::fs::read_to_string(desk.file("rules.csv")).expect("rules");
    assert_eq!(csv.lines().count(), 25, "a head, twelve levels, twelve rules: {csv}");
}

#[tokio::test]
async fn what_was_approved_is_in_force_in_the_next_incident_without_retyping() {
    let desk = Desk::new().await;
    staff(&desk).await;
    let id = written(&desk, TITLE).await;
    let before = desk.declare("Before the approval").await;
    assert_ne!(desk.plan(before, "escalation").await, id, "a draft is not in force");
    approve(&desk, id).await;
    let incident = desk.declare("Card payments fail").await;
    assert_eq!(desk.plan(incident, "escalation").await, id, "its levels");
    assert_eq!(desk.plan(incident, "raci").await, id, "its letters");
    let board = desk.board(incident).await;
    let names: Vec<_> = board.levels.iter().map(|l| l.level.as_str()).collect();
    assert_eq!(names, ["L1", "L2", "L3", "Manager", "Executive"], "those of SEV1, with their clocks");
    assert_eq!(level(&board, "L1").target, "On-call Engineer");
    assert_eq!(level(&board, "L1").state, "called", "and the first is called at once");
    let shown = contact_list(&desk, incident).await;
    assert!(shown.iter().any(|l| l.contains(MAI) && l.contains("+84 24 555 0199")), "its contacts: {shown:#?}");
    let said = desk.log(Some(incident)).await;
    assert!(said.iter().any(|r| r.text.contains(TITLE)), "the log says what it runs on");

    // A matrix of its own kind comes before a procedure that holds levels among other things.
    let matrix = desk.create("escalation-matrix", "The matrix").await;
    let active = Edit::SetWords { path: Path::Header("status".into()), words: "active".into() };
    desk.edit(matrix, Vec::new(), vec![active]).await;
    let other = desk.declare("Search is slow").await;
    assert_eq!(desk.plan(other, "escalation").await, matrix);
    assert_eq!(desk.plan(other, "raci").await, id);
}

/// The communications list of the incident's action plan.
async fn contact_list(desk: &Desk, incident: IncidentId) -> Vec<String> {
    let plan = desk.plan(incident, "action").await;
    let place = section(desk, plan, |s| s.kind == BlockKind::View && s.block.setting("source") == "contacts").await;
    let Answer::Picture(Some(Picture::View(shown))) = desk.ask(Query::Picture { document: plan, section: place }).await
    else {
        panic!("a list")
    };
    shown.rows.iter().map(|r| r.join(" | ")).collect()
}

#[tokio::test]
async fn an_edit_or_a_no_takes_a_procedure_out_of_force_and_the_sheet_says_why() {
    let desk = Desk::new().await;
    staff(&desk).await;
    let id = written(&desk, TITLE).await;
    approve(&desk, id).await;
    let purpose = section(&desk, id, |s| s.heading == "Purpose").await;
    desk.edit(id, Vec::new(), vec![crate::desk::splice(purpose, 0, 0, "New: ")]).await;
    let all = approvals(&desk, id).await;
    assert!(all.checkpoints.iter().all(|c| c.state == "changed"), "{:?}", all.checkpoints);
    assert!(all.waiting.is_empty(), "nobody was asked again");
    assert_eq!(desk.open(id).await.summary.status, "in_review");
    let (_, lines) = sheet(&desk, id).await;
    assert!(line(&lines, "Approval: Put into force").contains("the text was changed since. Ask again"), "{lines:#?}");
    assert!(line(&lines, "Go-live").contains("the status is in review"), "{lines:#?}");
    let incident = desk.declare("Card payments fail").await;
    assert_ne!(desk.plan(incident, "escalation").await, id);

    desk.done(Intent::Undo { document: id }).await;
    assert_eq!(desk.open(id).await.summary.status, "approved", "undoing the edit brings the approval back");
    let refuse = |note: &str| {
        Intent::Approve(Approving {
            incident: None,
            document: id,
            checkpoint: "Promises to customers".into(),
            decision: Decision::Rejected,
            note: note.into(),
            hash: String::new(),
            by: String::new(),
            reason: String::new(),
            unready: String::new(),
        })
    };
    desk.later(1);
    desk.done(refuse("24 hours are too long")).await;
    assert_eq!(desk.open(id).await.summary.status, "draft");
    let (_, lines) = sheet(&desk, id).await;
    assert!(line(&lines, "Approval: Promises to customers").contains("not ready | rejected by"), "{lines:#?}");
}

#[tokio::test]
async fn a_procedure_that_is_not_ready_goes_into_force_only_with_a_reason() {
    let desk = Desk::new().await;
    let id = desk.create("escalation-procedure", "As it comes").await;
    let all = approvals(&desk, id).await.checkpoints;
    let (last, before) = all.split_last().expect("it has checkpoints");
    let yes = |point: &bridgebook_app::api::approval::CheckpointRow, reason: &str, unready: &str| {
        Intent::Approve(Approving {
            incident: None,
            document: id,
            checkpoint: point.checkpoint.clone(),
            decision: Decision::Approved,
            note: String::new(),
            hash: String::new(),
            by: point.approver.clone(),
            reason: reason.to_owned(),
            unready: unready.to_owned(),
        })
    };
    for point in before {
        desk.done(yes(point, "", "")).await;
    }
    // Why somebody decides is no word about what is not ready.
    let error = desk.refused(yes(last, "the manager is on a plane", "")).await.message;
    assert!(error.contains("its readiness sheet says not ready: "), "{error}");
    for missing in ["Contacts: Nobody is listed", "Readiness: 0 of 8 ticked", "Drill: Never tried"] {
        assert!(error.contains(missing), "{missing}: {error}");
    }
    assert!(!error.contains("Go-live") && error.contains("Nothing was decided"), "{error}");
    assert_eq!(desk.open(id).await.summary.status, "in_review");

    desk.done(yes(last, "", "the call centre opens on Monday")).await;
    assert_eq!(desk.open(id).await.summary.status, "approved");
    let said: Vec<String> = desk.log(None).await.into_iter().map(|row| row.text).collect();
    let despite = said.iter().find(|text| text.contains("although not ready")).expect("the log says so");
    assert!(
        despite.contains("Drill: Never tried") && despite.ends_with("the call centre opens on Monday"),
        "{despite}"
    );
}
