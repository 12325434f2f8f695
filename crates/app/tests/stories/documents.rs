//! Documents: edited, undone, merged, approved, compared, mended, found.

use bridgebook_app::api::approval::Approving;
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::log::Decision;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{ColumnType, Path, Value};

use crate::desk::{Desk, splice};
use crate::search::found;

#[tokio::test]
async fn an_edit_can_be_undone_and_redone_and_undone_again_after_a_restart() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Runbook", "One").await;
    desk.later(1);
    let outcome = desk.edit(document, Vec::new(), vec![splice(section, 3, 0, " two")]).await;
    assert!(outcome.can_undo && !outcome.can_redo);
    assert_eq!(desk.text(document, section).await, "One two");
    let outcome = desk.done(Intent::Undo { document }).await;
    assert!(outcome.can_redo, "what was undone can be done again");
    assert_eq!(desk.text(document, section).await, "One");
    desk.done(Intent::Redo { document }).await;
    assert_eq!(desk.text(document, section).await, "One two");
    let heads = desk.open(document).await.heads;
    let desk = desk.again().await;
    let open = desk.open(document).await;
    assert_eq!(open.heads, heads, "opening writes nothing");
    assert!(open.can_undo, "the way back survives a restart");
    desk.done(Intent::Undo { document }).await;
    assert_eq!(desk.text(document, section).await, "One");
}

#[tokio::test]
async fn edits_made_on_an_old_state_are_merged_with_what_came_since() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Runbook", "middle").await;
    let seen = desk.open(document).await.heads;
    desk.edit(document, seen.clone(), vec![splice(section, 0, 0, "begin ")]).await;
    desk.edit(document, seen.clone(), vec![splice(section, 6, 0, " end")]).await;
    assert_eq!(desk.text(document, section).await, "begin middle end", "both people's words are there");
    let unknown = vec!["ab".repeat(32)];
    let error = desk.refused(Intent::Edit { document, heads: unknown, edits: vec![splice(section, 0, 1, "")] }).await;
    assert!(error.message.contains("Nothing was changed"), "{}", error.message);
    let outside = desk.refused(Intent::Edit { document, heads: vec![], edits: vec![splice(section, 999, 1, "")] });
    assert!(outside.await.message.contains("Nothing was changed"), "a place outside the text is refused");
}

#[tokio::test]
async fn plain_words_become_what_the_column_holds_and_wrong_words_change_nothing() {
    let desk = Desk::new().await;
    desk.done(Intent::AddToDirectory { kind: "person".into(), name: "Kim Ji-woo".into() }).await;
    let plan = desk.create("incident-action-plan", "Plan").await;
    let communication = desk.create("incident-communication-plan", "Communication").await;
    let rows = [
        (plan, ColumnType::Instant, "in 30 min", "2026-03-13T12:30:00Z"),
        (plan, ColumnType::Instant, "14:30", "2026-03-13T14:30:00Z"),
        (plan, ColumnType::Instant, "tomorrow 9:00", "2026-03-14T09:00:00Z"),
        (communication, ColumnType::Duration, "90m", "PT1H30M"),
    ];
    for (document, column_type, words, expected) in rows {
        let (s, r, c) = desk.a_cell(document, &column_type).await;
        let path = Path::Cell(s, r, c);
        desk.edit(document, vec![], vec![Edit::SetWords { path: path.clone(), words: words.into() }]).await;
        let open = desk.open(document).await;
        let value = open.content.sections[&s].block.rows[&r].cells.get(&c).and_then(Value::as_one).map(str::to_owned);
        assert_eq!(value.as_deref(), Some(expected), "“{words}”");
        let heads = open.heads;
        let wrong = Intent::Edit {
            document,
            heads: vec![],
            edits: vec![Edit::SetWords { path: path.clone(), words: "when it suits".into() }],
        };
        let error = desk.refused(wrong).await;
        assert!(error.message.contains("“when it suits”"), "the sentence names what was typed: {}", error.message);
        assert_eq!(desk.open(document).await.heads, heads, "nothing was changed");
        desk.edit(document, vec![], vec![Edit::SetWords { path, words: String::new() }]).await;
        let cells = desk.open(document).await.content.sections[&s].block.rows.get(&r).map(|r| r.cells.clone());
        assert!(cells.is_none_or(|cells| !cells.contains_key(&c)), "nothing typed clears the cell");
    }
    let Answer::Directory(directory) = desk.ask(Query::Directory).await else { panic!("a directory") };
    let kim = directory.entries.iter().find(|e| e.name == "Kim Ji-woo").expect("she is known").id.clone();
    let path = Path::Header("prepared_by".into());
    let set = |words: &str| vec![Edit::SetWords { path: path.clone(), words: words.into() }];
    desk.edit(plan, vec![], set("kim ji-woo")).await;
    let open = desk.open(plan).await;
    assert_eq!(open.content.header_text("prepared_by"), kim, "a name in any case becomes the person");
    assert_eq!(open.names.get(&kim).map(String::as_str), Some("Kim Ji-woo"), "and is shown by name");
    desk.edit(plan, vec![], set("Somebody New")).await;
    assert_eq!(desk.open(plan).await.content.header_text("prepared_by"), "Somebody New", "another stays as written");
    assert_eq!(ReferenceKind::from_word("person"), ReferenceKind::Person);
}

#[tokio::test]
async fn an_approval_is_bound_to_the_content_and_an_edit_returns_it_to_review() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Statement", "We know of it.").await;
    let ask = Intent::AskApproval { document, checkpoint: "Release".into(), approver: "Priya Raman".into() };
    desk.done(ask).await;
    assert_eq!(desk.open(document).await.summary.status, "in_review");
    let approve = Intent::Approve(Approving {
        incident: None,
        document,
        checkpoint: "Release".into(),
        decision: Decision::Approved,
        note: String::new(),
        hash: String::new(),
        by: "Priya Raman".into(),
        reason: String::new(),
        unready: String::new(),
    });
    desk.done(approve).await;
    let open = desk.open(document).await;
    assert_eq!(open.summary.status, "approved");
    assert!(open.approval.starts_with("approved by") && !open.approval.contains("edited since"), "{}", open.approval);
    desk.edit(document, vec![], vec![splice(section, 0, 2, "They")]).await;
    let open = desk.open(document).await;
    assert_eq!(open.summary.status, "in_review", "what was approved is not what stands there");
    assert!(open.approval.contains("edited since"), "{}", open.approval);
    desk.done(Intent::Undo { document }).await;
    let open = desk.open(document).await;
    assert_eq!(open.summary.status, "approved", "with the approved words the approval is back");
    assert!(!open.approval.contains("edited since"), "{}", open.approval);
    let nobody = Intent::AskApproval { document, checkpoint: "Release".into(), approver: " ".into() };
    assert!(desk.refused(nobody).await.message.contains("Name who is to approve"));
}

#[tokio::test]
async fn history_difference_and_restore_tell_what_stood_when() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Runbook", "Call the desk").await;
    let before = desk.clock_text();
    desk.later(30);
    desk.edit(document, vec![], vec![splice(section, 9, 4, "bridge")]).await;
    let after = desk.clock_text();
    let Answer::Difference(rows) =
        desk.ask(Query::Difference { document, from: before.clone(), to: after.clone() }).await
    else {
        panic!("differences")
    };
    assert_eq!(rows.len(), 1, "one place differs: {rows:?}");
    assert_eq!((rows[0].before.as_str(), rows[0].after.as_str()), ("Call the desk", "Call the bridge"));
    let Answer::Document(then) = desk.ask(Query::Document { document, at: Some(before.clone()) }).await else {
        panic!("it")
    };
    assert_eq!(then.content.sections[&section].block.text, "Call the desk", "as it was known then");
    assert!(then.as_of.is_some(), "and says so");
    let Answer::History(changes) = desk.ask(Query::History { document }).await else { panic!("changes") };
    assert_eq!(changes.first().map(|c| c.words.as_str()), Some("Notes"), "the newest first, by its place");
    assert_eq!(changes.last().map(|c| c.words.as_str()), Some("Created"));
    desk.later(1);
    desk.done(Intent::Restore { document, at: before.clone() }).await;
    assert_eq!(desk.text(document, section).await, "Call the desk");
    let same = desk.done(Intent::Restore { document, at: before }).await;
    assert!(same.remarks.iter().any(|r| r.contains("Nothing differs")), "restoring twice changes nothing");
    let early = desk.refused(Intent::Restore { document, at: "2020-01-01T00:00:00Z".into() }).await;
    assert!(early.message.contains("Nothing was changed"), "{}", early.message);
    let words = desk.refused(Intent::Restore { document, at: "when it worked".into() }).await;
    assert!(words.message.contains("not a moment"), "{}", words.message);
}

#[tokio::test]
async fn a_file_is_merged_as_edits_and_verified() {
    let desk = Desk::new().await;
    let document = desk.create("raci-major-incident", "Who does what").await;
    let text = desk.markdown(document).await;
    let Answer::VerifyText(same) = desk.ask(Query::VerifyText { text: text.clone() }).await else {
        panic!("an answer")
    };
    assert!(same.is_intact, "the file is the document: {:?}", same.lines);
    let hash = desk.open(document).await.hash;
    for printed in [hash[..16].to_owned(), format!("SHA-256 {} {} …", &hash[..8], &hash[8..16])] {
        let Answer::VerifyText(same) = desk.ask(Query::VerifyText { text: printed }).await else { panic!("an answer") };
        assert!(same.is_intact, "a hash as it is printed is known");
    }
    desk.later(1);
    let changed = text.replacen("## ", "## Edited: ", 1);
    desk.replace(document, &changed).await;
    assert_eq!(desk.markdown(document).await, changed, "the document stands as the file says");
    let Answer::VerifyText(old) = desk.ask(Query::VerifyText { text }).await else { panic!("an answer") };
    assert!(!old.is_intact, "the old file is not what stands now");
    let same = desk.replace(document, &changed).await;
    assert!(same.remarks.iter().any(|r| r.contains("Nothing differs")));
    desk.done(Intent::Undo { document }).await;
    assert!(!desk.markdown(document).await.contains("Edited:"), "a merge is one step back");
}

#[tokio::test]
async fn search_finds_any_language_also_by_one_character() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Störung 障害対応", "支付网关 故障 · 결제 장애 · cổng thanh toán lỗi").await;
    let incident = desk.declare("İstanbul ödeme hatası").await;
    for words in ["障", "障害", "故障", "장애", "결", "thanh toán", "Störung", "cong thanh toan"] {
        let hits = found(&desk, words).await;
        assert!(hits.iter().any(|h| h.document == Some(document)), "“{words}” is found: {hits:?}");
    }
    let hits = found(&desk, "ödeme").await;
    assert!(hits.iter().any(|h| h.incident == Some(incident) || h.document.is_some()), "{hits:?}");
    desk.edit(document, vec![], vec![splice(section, 0, 4, "卡")]).await;
    let hits = found(&desk, "网关").await;
    assert!(hits.iter().all(|h| h.section != Some(section)), "what was taken out is not found");
    for odd in ["\"", "*", "a AND", "(", "", "NEAR(", "'; drop table content; --"] {
        let _ = found(&desk, odd).await;
    }
}

#[tokio::test]
async fn a_finding_with_a_safe_fix_is_mended_and_counted() {
    let desk = Desk::new().await;
    let text = "# Who\n\n| Activity | Lead | Scribe |\n| --- | --- | --- |\n| Declare | R | I |\n| Close | A | A |\n";
    let import = Intent::Import { file_name: "who.md".into(), text: text.into(), incident: None };
    let document = desk.done(import).await.ids[0].parse().expect("an id");
    let query = Query::Findings { document: Some(document), rule: String::new(), each: 0 };
    let Answer::Findings(found) = desk.ask(query).await else { panic!("rows") };
    let found = found.rows;
    assert!(found.iter().any(|f| f.level == "error"), "two accountable for one activity are found: {found:?}");
    let open = desk.open(document).await;
    let errors = open.findings.iter().filter(|f| f.level == "error").count();
    assert_eq!(open.summary.errors as usize, errors, "the head counts what the list holds");
    let listed = desk.documents().await.into_iter().find(|d| d.id == document).expect("it is listed");
    assert_eq!((listed.errors, listed.warnings), (open.summary.errors, open.summary.warnings));
    if let Some(f) = found.iter().find(|f| f.fix.is_some()) {
        let fix = Intent::ApplyFix { document, rule: f.rule.clone(), section: f.section, row: f.row, column: f.column };
        desk.done(fix.clone()).await;
        let after = desk.open(document).await;
        assert!(after.findings.len() < found.len(), "one finding less");
        let listed = desk.documents().await.into_iter().find(|d| d.id == document).expect("it is listed");
        assert_eq!(listed.warnings, after.summary.warnings, "the list counts anew");
        let gone = desk.refused(fix).await;
        assert!(gone.message.contains("is gone"), "{}", gone.message);
    }
}

#[tokio::test]
async fn many_edits_are_one_line_of_the_log_and_a_backup_is_verified() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Runbook", "").await;
    for _ in 0..20 {
        desk.seconds_later(5);
        desk.edit(document, vec![], vec![splice(section, 0, 0, "x")]).await;
    }
    let edited =
        |rows: &[bridgebook_app::api::incident::LogRow]| rows.iter().filter(|r| r.kind == "document_edited").count();
    assert_eq!(edited(&desk.log(None).await), 1, "a burst of edits is one entry");
    desk.later(11);
    desk.edit(document, vec![], vec![splice(section, 0, 0, "y")]).await;
    assert_eq!(edited(&desk.log(None).await), 2, "a later burst is another");
    let path = desk.file("copy.bbok");
    let outcome = desk.done(Intent::Backup { path: path.display().to_string() }).await;
    assert!(outcome.remarks[0].contains("verified"), "{:?}", outcome.remarks);
    assert!(bridgebook_app::backup::verify(&path).await.expect("it is read").is_intact);
    let twice = desk.refused(Intent::Backup { path: path.display().to_string() }).await;
    assert!(twice.message.contains("is there already"), "a backup is never overwritten: {}", twice.message);
    let Answer::Verify(checked) = desk.ask(Query::Verify).await else { panic!("an answer") };
    assert!(checked.is_intact, "{:?}", checked.lines);
    desk.app.close().await;
    bridgebook_app::backup::restore(desk.folder(), &path).await.expect("it is put back");
}

impl Desk {
    pub fn clock_text(&self) -> String {
        bridgebook_app::clock::Clock::now(self.clock.as_ref()).to_string()
    }
}
