//! The card of a person: what the matrices of the library and of one incident give them.

use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::raci::Card;
use bridgebook_domain::{IncidentId, Path, Value};

use crate::desk::Desk;

const MATRIX: &str =
    "| Activity | Lead | Scribe |\n| --- | --- | --- |\n| Decide rollback | A | R |\n| Keep the log | A/R | I |\n";

async fn matrix(desk: &Desk, title: &str, incident: Option<IncidentId>) {
    let text = format!("# {title}\n\n## Who does what\n\n{MATRIX}");
    desk.done(Intent::Import { file_name: format!("{title}.md"), text, incident }).await;
}

async fn card(desk: &Desk, who: &str, incident: Option<IncidentId>) -> Vec<Card> {
    match desk.ask(Query::Card { who: who.into(), incident }).await {
        Answer::Card(card) => card,
        other => panic!("a card answers with a card, not {other:?}"),
    }
}

#[tokio::test]
async fn a_card_holds_the_library_and_the_incident_that_is_asked_for() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let other = desk.declare("Mail down").await;
    matrix(&desk, "Library", None).await;
    matrix(&desk, "Here", Some(incident)).await;
    matrix(&desk, "Elsewhere", Some(other)).await;
    let titles = |cards: &[Card]| {
        let mut titles: Vec<_> = cards.iter().map(|c| c.title.clone()).collect();
        titles.dedup();
        titles
    };
    let of = |cards: Vec<Card>| {
        titles(&cards)
            .into_iter()
            .filter(|t| ["Library", "Here", "Elsewhere"].contains(&t.as_str()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(card(&desk, "Scribe", Some(incident)).await), ["Here", "Library"], "the incident's plan comes first");
    assert_eq!(of(card(&desk, "Scribe", None).await), ["Library"], "without one, the library alone");
    let lead = card(&desk, "Lead", None).await;
    let letters: Vec<_> = lead.iter().flat_map(|c| c.letters.iter().map(|l| l.letter.as_str())).collect();
    assert_eq!(letters, ["A", "R", "A"], "in the order of the scheme");
    assert!(card(&desk, "Nobody", Some(incident)).await.is_empty());
    assert!(card(&desk, " ", Some(incident)).await.is_empty(), "no name is nobody");
}

#[tokio::test]
async fn a_note_in_another_script_is_kept_on_its_letter() {
    let desk = Desk::new().await;
    matrix(&desk, "Library", None).await;
    let first = card(&desk, "Lead", None).await.remove(0);
    let path = Path::CellMember(first.section, first.row, first.column, "A".into());
    let edit = Edit::Set { path, value: Some(Value::one("주말에는 Büro")) };
    desk.done(Intent::Edit { document: first.document, heads: Vec::new(), edits: vec![edit] }).await;
    let noted = card(&desk, "Lead", None).await.remove(0);
    assert_eq!(noted.letters.last().map(|l| l.note.as_str()), Some("주말에는 Büro"));
}
