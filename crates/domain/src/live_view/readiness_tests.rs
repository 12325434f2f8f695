use jiff::tz::TimeZone;

use crate::block::{Block, BlockKind};
use crate::canonical;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::DocumentId;
use crate::live_view::{Sources, listing};
use crate::log::{Decision, Fact};
use crate::test::{Builder, Log, at};
use crate::value::Value;

fn view(list: &str) -> Block {
    let settings = [("source", "readiness"), ("list", list)];
    let settings = settings.into_iter().map(|(k, v)| (k.to_owned(), Value::one(v))).collect();
    Block { settings, ..Block::default() }
}

fn sheet(document: &Document, id: DocumentId, log: &Log, directory: &Directory) -> (String, Vec<String>) {
    let sources = Sources {
        document: (id, document),
        documents: &[],
        incident: None,
        log: &log.entries,
        directory,
        now: at("14:47"),
        zone: &TimeZone::UTC,
    };
    let made = listing(&view("Before"), &sources);
    assert!(made.rows.iter().all(|r| r.len() == made.columns.len()), "a cell for each column");
    (made.title, made.rows.iter().map(|r| format!("{} | {} | {}", r[0], r[1], r[2])).collect())
}

fn procedure(b: &mut Builder) -> Document {
    let levels = b.block(
        &BlockKind::Escalation,
        "",
        &[&[("level", "L1"), ("clock", "functional"), ("target", "On-call Engineer")]],
    );
    let contacts = b.block(&BlockKind::Contacts, "", &[&[("name", "Ada"), ("primary", "")]]);
    let before = b.block(
        &BlockKind::Checklist,
        "",
        &[&[("item", "Numbers called"), ("done", "yes")], &[("item", "Printed")], &[]],
    );
    let approvals = b.block(
        &BlockKind::Approvals,
        "",
        &[&[("checkpoint", "In force"), ("approver", "Duty Manager"), ("conditions", "Sheet is ready")]],
    );
    b.document(
        "Procedure",
        "sop",
        vec![
            ("Levels", BlockKind::Escalation, levels),
            ("Contacts", BlockKind::Contacts, contacts),
            ("Before", BlockKind::Checklist, before),
            ("Approvals", BlockKind::Approvals, approvals),
        ],
    )
}

#[test]
fn the_sheet_of_a_fresh_procedure_says_what_is_missing_and_what_to_do() {
    let mut b = Builder::default();
    let document = procedure(&mut b);
    let roles = b.list("roles", &[&[("name", "On-call Engineer")], &[("name", "Duty Manager")]]);
    let directory = Directory::from_documents([(roles.0, &roles.1)]);
    let (title, lines) = sheet(&document, DocumentId::new(b.uuid()), &Log::default(), &directory);
    assert_eq!(title, "Readiness: 0 of 7 ready, as of 2026-03-11 13:47 UTC");
    assert_eq!(
        lines,
        [
            "Findings | look at it | 1 warning: Ada is not in the directory",
            "People | not ready | Nobody holds On-call Engineer",
            "Contacts | not ready | Without any way: Ada",
            "Before | not ready | 1 of 2 ticked; open: Printed",
            "Approval: In force | not ready | not asked for; decides: Duty Manager, when: Sheet is ready",
            "Drill | not ready | Never tried. Run a drill, and set Last tested in the details.",
            "Go-live | not ready | No day is set (Effective from, in the details); the status is draft.",
        ]
    );
}

#[test]
fn the_sheet_follows_the_approvals_the_drill_and_the_day_of_going_live() {
    let mut b = Builder::default();
    let mut document = procedure(&mut b);
    let (id, mut log, directory) = (DocumentId::new(b.uuid()), Log::default(), Directory::default());
    let set = |document: &mut Document, key: &str, text: &str| {
        document.header.insert(key.to_owned(), Value::one(text));
    };
    let line = |document: &Document, log: &Log, what: &str| {
        let lines = sheet(document, id, log, &directory).1;
        lines.into_iter().find(|l| l.starts_with(what)).expect("the line is there")
    };
    set(&mut document, "effective", "2026-03-20");
    assert_eq!(line(&document, &log, "Go-live"), "Go-live | not ready | Set for 2026-03-20; the status is draft.");
    log.add("14:00", Fact::ApprovalAsked { document: id, checkpoint: "In force".into(), approver: "Sofia".into() });
    let asked = "Approval: In force | not ready | Sofia was asked 2026-03-11 13:00";
    assert_eq!(line(&document, &log, "Approval"), asked);
    let hash = canonical::content_hash(&document);
    let given = |decision: Decision| Fact::ApprovalGiven {
        document: id,
        checkpoint: "In force".to_owned(),
        heads: Vec::new(),
        hash: hash.clone(),
        decision,
    };
    log.add("14:05", given(Decision::Approved));
    let approved = "Approval: In force | ready | approved by Emre Yılmaz 2026-03-11 13:05, for this text";
    assert_eq!(line(&document, &log, "Approval"), approved);
    set(&mut document, "status", "approved");
    set(&mut document, "last_tested", "2025-03-11");
    assert_eq!(line(&document, &log, "Approval"), approved, "status and drill are not part of the text");
    assert_eq!(line(&document, &log, "Drill"), "Drill | ready | Last tried on 2025-03-11.");
    let from = "Go-live | ready | Approved, in force from 2026-03-20. The next incident takes its escalation matrix from it, \
                unless a newer one or one made for that alone is in force.";
    assert_eq!(line(&document, &log, "Go-live"), from);
    set(&mut document, "last_tested", "2025-03-10");
    let late = "Drill | not ready | Last tried on 2025-03-10, more than a year ago. Run a drill.";
    assert_eq!(line(&document, &log, "Drill"), late);
    set(&mut document, "last_tested", "spring");
    assert_eq!(line(&document, &log, "Drill"), "Drill | not ready | Last tested says “spring”, which is no day.");
    set(&mut document, "effective", "2026-03-11");
    let changed =
        "Approval: In force | not ready | Emre Yılmaz decided 2026-03-11 13:05; the text was changed since. Ask again";
    assert_eq!(line(&document, &log, "Approval"), changed, "the day of going live is part of the text");
    let live = "Go-live | ready | In force since 2026-03-11. The next incident takes its escalation matrix from it, \
                unless a newer one or one made for that alone is in force.";
    assert_eq!(line(&document, &log, "Go-live"), live);
    set(&mut document, "template", "escalation-matrix");
    let own = "Go-live | ready | In force since 2026-03-11. It is the escalation matrix of the next incident, \
               if no newer one is in force then.";
    assert_eq!(line(&document, &log, "Go-live"), own);
    set(&mut document, "template", "platform-roll-out-plan");
    let other =
        "Go-live | ready | In force since 2026-03-11. It is not among the plans that an incident takes up by itself.";
    assert_eq!(line(&document, &log, "Go-live"), other, "as the declaration has it");
    set(&mut document, "incident", "INC-7");
    assert_eq!(line(&document, &log, "Go-live"), "Go-live | ready | In force since 2026-03-11.");
    set(&mut document, "incident", "");
    set(&mut document, "effective", "soon");
    let no_day = "Go-live | not ready | Effective from says “soon”, which is no day.";
    assert_eq!(line(&document, &log, "Go-live"), no_day);
    set(&mut document, "status", "in_review");
    set(&mut document, "effective", "2026-03-01");
    let past = "Go-live | not ready | The day was 2026-03-01, and the status is in review.";
    assert_eq!(line(&document, &log, "Go-live"), past);
    log.add("14:10", given(Decision::Rejected));
    assert!(line(&document, &log, "Approval").contains("the text was changed since"));
}

#[test]
fn a_document_that_was_replaced_is_not_said_to_be_without_findings() {
    let mut b = Builder::default();
    let mut document = procedure(&mut b);
    for status in ["superseded", "archived"] {
        document.header.insert("status".to_owned(), Value::one(status));
        let lines = sheet(&document, DocumentId::new(b.uuid()), &Log::default(), &Directory::default()).1;
        assert_eq!(lines[0], format!("Findings | not ready | Not checked: the document is {status}."));
        assert!(!lines.iter().any(|l| l.starts_with("People")), "nobody looked: {lines:#?}");
    }
}
