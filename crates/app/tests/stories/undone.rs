//! What a rule did with a decision goes with its undo as one: its message, its action, the incident that it declared. It
//! comes back with redo, and once where the rules decide anew.

use bridgebook_app::api::caseload::CaseRef;
use bridgebook_app::api::incident::IncidentSummary;
use bridgebook_app::api::intent::{Intent, Outcome};
use bridgebook_app::api::metric::MetricFilter;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::log::Category;
use bridgebook_domain::trigger::case_tables;
use bridgebook_domain::{DocumentId, RowId, SectionId};

use crate::desk::Desk;
use crate::notified::{add_to, desk, duties, states, with_severity};
use crate::outbox::pump;
use crate::post::{Act, Script};

fn same(n: usize) -> serde_json::Value {
    serde_json::json!({
        "id": format!("C-{n}"), "opened": "2026-03-13T11:58:00Z", "subject": "Card refused", "confidence": 95,
        "handled_by": "AI", "customer": format!("K-{n}"),
    })
}

/// A desk whose rule “Same subject from many” declares an incident of SEV2 with the fifth case and tells Ada by mail;
/// nothing of it has left yet.
async fn declared(is_by_hand: bool) -> (Desk, Script, DocumentId) {
    let (desk, script, _) = desk().await;
    script.then(&[Act::Offline]);
    let text = with_severity().replacen(
        "Declare an incident | Support Lead | phone |",
        "Declare an incident | Duty Manager | e-mail |",
        1,
    );
    let made = desk.done(Intent::Import { file_name: "support.md".into(), text, incident: None }).await;
    let document: DocumentId = made.ids[0].parse().expect("a document");
    let cases: Vec<_> = (1..6).map(same).collect();
    if is_by_hand {
        desk.by_hand(document).await;
    }
    add_to(&desk, Some(document), &cases[..4]).await;
    let mut remarks = add_to(&desk, Some(document), &cases[4..]).await;
    if is_by_hand {
        let rows = vec![place(&desk, document, "C-5").await];
        desk.done(Intent::RouteCases { document, rows }).await;
        remarks = vec!["C-5: Ada Lovelace gets a message by Mail".to_owned()];
    }
    assert!(remarks.iter().any(|line| line == "C-5: Ada Lovelace gets a message by Mail"), "{remarks:?}");
    pump(&desk).await;
    assert_eq!(states(&desk).await, ["retrying"]);
    (desk, script, document)
}

async fn incidents(desk: &Desk) -> Vec<IncidentSummary> {
    let Answer::Overview(overview) = desk.ask(Query::Overview).await else { panic!("an overview") };
    overview.incidents
}

async fn place(desk: &Desk, document: DocumentId, id: &str) -> (SectionId, RowId) {
    let content = desk.open(document).await.content;
    let (section, table) = case_tables(&content)[0];
    let rows = table.block.live_rows();
    (section, rows.iter().find(|(_, row)| table.block.cell_text(row, "id") == id).expect("the case").0)
}

async fn owner(desk: &Desk, document: DocumentId, id: &str) -> String {
    let (section, row) = place(desk, document, id).await;
    let content = desk.open(document).await.content;
    let block = &content.sections[&section].block;
    block.cell_text(&block.rows[&row], "owner").to_owned()
}

async fn undo(desk: &Desk, document: DocumentId) -> Outcome {
    desk.done(Intent::Undo { document }).await
}

async fn open_actions(desk: &Desk, incident: &IncidentSummary) -> usize {
    desk.board(incident.id).await.actions.len()
}

fn said(outcome: &Outcome, words: &str) -> bool {
    outcome.remarks.iter().any(|line| line.contains(words))
}

#[tokio::test]
async fn all_that_a_decision_did_goes_with_its_undo_and_comes_back_with_redo() {
    let (desk, script, document) = declared(true).await;
    let before = incidents(&desk).await;
    let own = before[0].clone();
    assert_eq!((own.state.as_str(), own.is_open), ("investigating", true));
    assert_eq!(open_actions(&desk, &own).await, 1);
    desk.later(1);
    let outcome = undo(&desk, document).await;
    assert!(said(&outcome, "INC-1 is withdrawn: routing undone"), "{:?}", outcome.remarks);
    assert!(
        said(&outcome, "The message to ada@example.org by Mail is taken out of the outbox"),
        "{:?}",
        outcome.remarks
    );
    assert_eq!(owner(&desk, document, "C-5").await, "");
    let list = incidents(&desk).await;
    assert_eq!((list[0].state.as_str(), list[0].is_open), ("withdrawn", false), "it is marked so in the list");
    assert!(states(&desk).await.is_empty(), "nothing waits to go out");
    let log = desk.log(Some(own.id)).await;
    for (kind, words) in [
        ("withdrawal", "INC-1 is withdrawn: routing undone"),
        ("action_closed", "Dropped: Follow up C-5, by the rule “Same subject from many”: routing undone"),
        ("cases_unlinked", "C-5 is no part of INC-1 any more: routing undone"),
    ] {
        assert!(log.iter().any(|row| row.kind == kind && row.text == words), "{kind}: {log:#?}");
    }
    assert!(duties(&desk).await.iter().all(|words| !words.contains("Declare")), "it leaves nothing to anybody");
    let Answer::Metrics(found) = desk.ask(Query::Metrics { filter: MetricFilter::default() }).await else {
        panic!("it")
    };
    assert!(found.incidents.is_empty(), "it never was an incident");
    let (section, row) = place(&desk, document, "C-5").await;
    let Answer::RowNotes(notes) = desk.ask(Query::RowNotes { document, section, row: Some(row) }).await else {
        panic!("notes")
    };
    assert!(
        notes.iter().any(|note| note.entry.text.starts_with("Undone: C-5 goes to ")),
        "the case says so: {notes:#?}"
    );
    // Neither a look nor a restart does by itself again what a person took back.
    let desk = desk.again().await;
    desk.app.look_at_cases().await.expect("a look");
    desk.app.tick().await.expect("a tick");
    pump(&desk).await;
    assert_eq!(owner(&desk, document, "C-5").await, "");
    assert_eq!(incidents(&desk).await.len(), 1);
    assert!(script.world().has.is_empty(), "nothing has left");
    // Redo makes it whole again, once.
    let outcome = desk.done(Intent::Redo { document }).await;
    assert!(said(&outcome, "INC-1 is declared again"), "{:?}", outcome.remarks);
    let list = incidents(&desk).await;
    assert_eq!((list.len(), list[0].state.as_str(), list[0].is_open), (1, "investigating", true));
    assert_eq!(open_actions(&desk, &own).await, 1);
    let Answer::Metrics(found) = desk.ask(Query::Metrics { filter: MetricFilter::default() }).await else {
        panic!("it")
    };
    assert_eq!(found.incidents.len(), 1);
    pump(&desk).await;
    let to_ada = |script: &Script| {
        let about =
            |parcel: &bridgebook_app::outbox::Parcel| String::from_utf8_lossy(&parcel.rendered).contains("C-5 goes to");
        script.world().seen.iter().filter(|parcel| about(parcel)).count()
    };
    assert_eq!(to_ada(&script), 2, "the message goes out, once after the attempt that failed");
    // What has gone out stays out, and is named; everything else goes once more.
    desk.later(1);
    let outcome = undo(&desk, document).await;
    assert!(said(&outcome, "The message to ada@example.org by Mail has gone out. Tell them"), "{:?}", outcome.remarks);
    assert_eq!(incidents(&desk).await[0].state, "withdrawn");
    // The rules let decide anew: a new incident, and nobody is told twice.
    desk.later(1);
    let rows = vec![place(&desk, document, "C-5").await];
    let outcome = desk.done(Intent::RouteCases { document, rows }).await;
    let list = incidents(&desk).await;
    let open: Vec<_> = list.iter().filter(|incident| incident.is_open).collect();
    assert_eq!((list.len(), open.len()), (2, 1), "{:?}", outcome.remarks);
    assert_eq!(open_actions(&desk, open[0]).await, 1);
    pump(&desk).await;
    assert_eq!(to_ada(&script), 2, "Ada has it already");
    let Answer::Verify(report) = desk.ask(Query::Verify).await else { panic!("a report") };
    assert!(report.is_intact, "{:?}", report.lines);
}

#[tokio::test]
async fn rules_do_not_by_themselves_do_again_what_was_undone() {
    let (desk, _script, document) = declared(false).await;
    desk.later(1);
    undo(&desk, document).await;
    let desk = desk.again().await;
    for _ in 0..3 {
        desk.later(1);
        desk.app.look_at_cases().await.expect("a look");
        desk.app.tick().await.expect("a tick");
    }
    assert_eq!(owner(&desk, document, "C-5").await, "");
    let list = incidents(&desk).await;
    assert_eq!((list.len(), list[0].state.as_str()), (1, "withdrawn"), "nor for the other cases of then");
    let left = duties(&desk).await;
    let says = "Declare the incident: a person has undone its declaration for the cases of then";
    assert!(left.iter().any(|words| words == says), "{left:?}");
    // Of more of the same, which came in since, one is declared.
    let more: Vec<_> = (11..17).map(same).collect();
    add_to(&desk, Some(document), &more).await;
    desk.app.look_at_cases().await.expect("a look");
    let list = incidents(&desk).await;
    assert_eq!(list.iter().filter(|incident| incident.is_open).count(), 1, "{list:?}");
}

#[tokio::test]
async fn an_incident_that_people_work_in_stays_and_the_rest_is_taken_back() {
    let (desk, _script, document) = declared(false).await;
    let own = incidents(&desk).await[0].clone();
    desk.later(1);
    let words = "Restarted the payment nodes".to_owned();
    desk.done(Intent::AddLog { incident: Some(own.id), text: words, category: Category::Action, at: String::new() })
        .await;
    desk.later(1);
    let outcome = undo(&desk, document).await;
    assert!(said(&outcome, "INC-1 stays, because"), "{:?}", outcome.remarks);
    assert!(said(&outcome, "has worked in it since. Close it there if it is none"), "{:?}", outcome.remarks);
    assert!(said(&outcome, "is taken out of the outbox"), "{:?}", outcome.remarks);
    let list = incidents(&desk).await;
    assert_eq!((list[0].state.as_str(), list[0].is_open), ("investigating", true));
    assert_eq!(open_actions(&desk, &own).await, 0, "its own action is dropped");
    let log = desk.log(Some(own.id)).await;
    assert!(log.iter().any(|row| row.text.starts_with("The decision that declared this was undone")), "{log:#?}");
    // Decided anew, the case joins it: there is no second one.
    desk.later(1);
    let rows = vec![place(&desk, document, "C-5").await];
    desk.done(Intent::RouteCases { document, rows }).await;
    assert_eq!(incidents(&desk).await.len(), 1);
    assert_eq!(open_actions(&desk, &own).await, 1);
}

#[tokio::test]
async fn a_case_that_joined_leaves_with_its_undo_and_the_incident_stays() {
    let (desk, _script, document) = declared(false).await;
    let own = incidents(&desk).await[0].clone();
    desk.later(1);
    add_to(&desk, Some(document), &[same(6)]).await;
    assert_eq!(open_actions(&desk, &own).await, 2);
    desk.later(1);
    let outcome = undo(&desk, document).await;
    assert!(said(&outcome, "C-6 is no part of INC-1 any more"), "{:?}", outcome.remarks);
    assert!(incidents(&desk).await[0].is_open);
    assert_eq!(open_actions(&desk, &own).await, 1);
    let (_, row) = place(&desk, document, "C-6").await;
    let asked = Query::ProposeIncident { cases: vec![CaseRef { document, row }] };
    let Answer::ProposeIncident(proposal) = desk.ask(asked).await else { panic!("a proposal") };
    assert!(proposal.refused.is_empty(), "it can become part of another one: {:?}", proposal.refused);
}

#[tokio::test]
async fn an_edit_of_a_person_is_undone_as_it_always_was() {
    let desk = Desk::new().await;
    let (document, _) = desk.prose("Notes", "Nothing").await;
    let open = desk.open(document).await;
    let path = bridgebook_domain::Path::Header("status".into());
    let edit = bridgebook_app::api::intent::Edit::Set { path, value: Some(bridgebook_domain::Value::one("active")) };
    desk.edit(document, open.heads, vec![edit]).await;
    let outcome = undo(&desk, document).await;
    assert!(outcome.remarks.is_empty() && outcome.can_redo);
    let nothing = loop {
        match desk.app.intent(Intent::Undo { document }).await {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert!(!nothing.message.is_empty());
    assert!(desk.log(None).await.iter().all(|row| row.kind != "routing_undone"));
}
