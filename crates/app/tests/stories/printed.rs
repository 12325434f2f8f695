//! What stands on paper is what stands in the window: approvals, the cadence in force, levels, and who holds a role.

use bridgebook_app::api::approval::Approving;
use bridgebook_app::api::intent::{ExportOptions, Intent, LevelChange};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::clock::Clock as _;
use bridgebook_domain::log::Decision;
use bridgebook_domain::{DocumentId, IncidentId};

use crate::desk::{Desk, level, pdf_text, splice};

/// The words of a document or a binder, printed.
async fn printed(
    desk: &Desk,
    documents: &[DocumentId],
    incident: Option<IncidentId>,
    options: ExportOptions,
) -> String {
    let path = desk.file("printed.pdf");
    let (documents, shown) = (documents.to_vec(), path.display().to_string());
    let options = ExportOptions { to: "pdf".into(), ..options };
    desk.done(Intent::Export { documents, incident, options, path: shown }).await;
    pdf_text(&path)
}

fn lines_with(text: &str, end: &str) -> usize {
    text.lines().filter(|line| line.trim_end().ends_with(end)).count()
}

#[tokio::test]
async fn an_approved_procedure_prints_as_approved_until_its_text_changes() {
    let desk = Desk::new().await;
    let document = desk.create("escalation-procedure", "When payments fail").await;
    let before = desk.clock.now().to_string();
    let Answer::Approvals(planned) = desk.ask(Query::Approvals { document }).await else { panic!("approvals") };
    assert!(planned.checkpoints.len() > 2);
    let now = ExportOptions::default;
    let fresh = printed(&desk, &[document], None, now()).await;
    assert_eq!(lines_with(&fresh, "waiting"), planned.checkpoints.len(), "{fresh}");
    desk.later(10);
    for row in &planned.checkpoints {
        let (checkpoint, approver) = (row.checkpoint.clone(), row.approver.clone());
        desk.done(Intent::AskApproval { document, checkpoint, approver }).await;
    }
    let asked = printed(&desk, &[document], None, now()).await;
    assert_eq!(lines_with(&asked, "asked 12:10"), planned.checkpoints.len(), "{asked}");
    for (n, row) in planned.checkpoints.iter().enumerate() {
        let decision = if n == 0 { Decision::Conditional } else { Decision::Approved };
        let (checkpoint, note) = (row.checkpoint.clone(), String::new());
        desk.done(Intent::Approve(Approving {
            incident: None,
            document,
            checkpoint,
            decision,
            note,
            hash: String::new(),
            by: String::new(),
            reason: "nobody else is on shift".into(),
            unready: "it is tried next week".into(),
        }))
        .await;
    }
    let approved = printed(&desk, &[document], None, now()).await;
    assert_eq!(lines_with(&approved, "waiting"), 0, "nothing waits: {approved}");
    assert_eq!(lines_with(&approved, "by this computer"), planned.checkpoints.len(), "with who decided: {approved}");
    assert_eq!(lines_with(&approved, "approved with a condition"), 1, "{approved}");
    let past = printed(&desk, &[document], None, ExportOptions { at: Some(before), ..now() }).await;
    assert_eq!(lines_with(&past, "waiting"), planned.checkpoints.len(), "then nobody had decided: {past}");

    let content = desk.open(document).await.content;
    let purpose = content.live_sections().into_iter().find(|(_, s)| s.heading == "Purpose").expect("its purpose").0;
    desk.edit(document, Vec::new(), vec![splice(purpose, 0, 0, "New: ")]).await;
    let edited = printed(&desk, &[document], None, now()).await;
    assert_eq!(lines_with(&edited, "edited since"), planned.checkpoints.len(), "no yes to another text: {edited}");
}

#[tokio::test]
async fn a_binder_tells_of_levels_and_intervals_as_the_board_does() {
    let desk = Desk::new().await;
    let incident = desk.declare("Card payments fail").await;
    desk.let_decline(incident).await;
    let board = desk.board(incident).await;
    let first = board.levels.iter().find(|l| l.state == "called").expect("the first is called at once").level.clone();
    desk.later(2);
    let change = LevelChange::Decline;
    desk.done(Intent::ChangeLevel { incident, level: first.clone(), change, reason: "on leave".into(), clock: None })
        .await;
    desk.later(40);
    assert_eq!(level(&desk.board(incident).await, &first).state, "declined");
    let text = printed(&desk, &[], Some(incident), ExportOptions::default()).await;
    assert!(text.contains("declined") && text.contains("on leave"), "as the board says: {text}");
    assert!(text.contains("12:00, declined 12:02"), "{text}");
    assert!(text.contains("The ruled cells were in force at 12:42."), "{text}");
    // Resolving ends the rhythm; what then holds are the rows for Resolved, until the incident is closed.
    desk.done(Intent::SetState { incident, state: "resolved".into() }).await;
    let text = printed(&desk, &[], Some(incident), ExportOptions::default()).await;
    assert!(text.contains("The ruled cells were in force at 12:42."), "the rows for Resolved: {text}");
    desk.done(Intent::Close { incident, reason: "told by telephone".into() }).await;
    let text = printed(&desk, &[], Some(incident), ExportOptions::default()).await;
    assert!(!text.contains("ruled cells"), "closing ends the cadence: {text}");
}

#[tokio::test]
async fn the_part_of_a_person_is_that_of_the_roles_they_held_then() {
    let desk = Desk::new().await;
    let incident = desk.declare("Card payments fail").await;
    let before = desk.clock.now().to_string();
    desk.later(30);
    let (role, person) = ("Operations Lead".to_owned(), "Mai".to_owned());
    desk.done(Intent::Assign { incident, role, person }).await;
    let of =
        |at: Option<String>| ExportOptions { to: "pdf".into(), person: "Mai".into(), at, ..ExportOptions::default() };
    let now = printed(&desk, &[], Some(incident), of(None)).await;
    assert!(now.contains("Operations Lead"), "{now}");
    let path = desk.file("then.pdf").display().to_string();
    let then = Intent::Export { documents: vec![], incident: Some(incident), options: of(Some(before)), path };
    let refused = desk.refused(then).await.message;
    assert!(refused.contains("Mai") && !desk.file("then.pdf").exists(), "then nothing concerned them: {refused}");
}
