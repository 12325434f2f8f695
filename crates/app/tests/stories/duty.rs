//! Regulatory clocks: started with their event, told when they turn, owed beyond the end of the incident.

use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::obligation::ObligationRow;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::IncidentId;
use bridgebook_domain::log::ObligationChange;

use crate::desk::{Desk, told};

const BREACH: &str = "Awareness of a breach of personal data";

async fn duty(desk: &Desk, incident: IncidentId, name: &str) -> ObligationRow {
    let board = desk.board(incident).await;
    let found = board.obligations.iter().find(|o| o.name == name).cloned();
    found.unwrap_or_else(|| panic!("{name}: {:?}", board.obligations))
}

fn start(incident: IncidentId) -> Intent {
    Intent::LogAnchor { incident, anchor: BREACH.into(), at: "11:30".into(), words: "tokens in the log".into() }
}

fn change(incident: IncidentId, name: &str, change: ObligationChange, until: &str, words: &str) -> Intent {
    let (obligation, at, until, words) = (name.into(), String::new(), until.into(), words.into());
    Intent::ChangeObligation { incident, obligation, change, at, until, words }
}

#[tokio::test]
async fn one_event_starts_every_clock_that_the_plan_counts_from_it() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let before = duty(&desk, incident, "GDPR Art. 33").await;
    assert_eq!((before.state.as_str(), before.due_at), ("not_started", None));
    assert!(before.reviewed_on.is_none() && before.is_assessing, "the shipped rows are to be reviewed");
    desk.done(start(incident)).await;
    for name in ["GDPR Art. 33", "UK GDPR Art. 33"] {
        let row = duty(&desk, incident, name).await;
        assert_eq!((row.state.as_str(), row.due_at.as_deref()), ("due", Some("2026-03-16T11:30:00Z")), "{name}");
        assert!(row.explanation.contains("72 h after"), "{}", row.explanation);
    }
    let board = desk.board(incident).await;
    assert!(board.clocks.iter().any(|c| c.kind == "obligation" && c.subject == "GDPR Art. 33"), "{:?}", board.clocks);
    let refused = desk.refused(start(incident)).await;
    assert!(refused.message.contains("in the log already"), "{}", refused.message);
}

#[tokio::test]
async fn a_duty_outlives_its_incident_and_its_turn_is_told() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    desk.done(start(incident)).await;
    desk.done(Intent::Close { incident, reason: "over".into() }).await;
    let mut events = desk.app.events();
    desk.app.tick().await.expect("a look");
    desk.later(72 * 60);
    desk.app.tick().await.expect("a look");
    let sentences = told(&mut events);
    assert!(
        sentences.iter().any(|s| s.contains("GDPR Art. 33 was due at 2026-03-16 11:30 and is not filed")),
        "{sentences:?}"
    );
    desk.done(change(incident, "GDPR Art. 33", ObligationChange::Filed, "", "LDI-77")).await;
    let filed = duty(&desk, incident, "GDPR Art. 33").await;
    assert_eq!((filed.state.as_str(), filed.words.as_str()), ("filed_late", "LDI-77"));
}

#[tokio::test]
async fn what_is_open_is_named_when_the_incident_is_closed() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    desk.done(start(incident)).await;
    let Answer::OpenEnds(ends) = desk.ask(Query::OpenEnds { incident }).await else { panic!("what is open") };
    assert!(ends.iter().any(|e| e.kind == "obligation" && e.words == "GDPR Art. 33"), "{ends:?}");
}

#[tokio::test]
async fn a_change_needs_its_reason_and_a_clock_of_the_plan() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    desk.done(start(incident)).await;
    let before = desk.log(Some(incident)).await.len();
    for (intent, words) in [
        (change(incident, "GDPR Art. 99", ObligationChange::Filed, "", ""), "has no clock “GDPR Art. 99”"),
        (change(incident, "GDPR Art. 33", ObligationChange::NotApplicable, "", " "), "A reason is needed"),
        (change(incident, "GDPR Art. 33", ObligationChange::Extended, "11:00", "granted"), "has passed"),
        (change(incident, "GDPR Art. 33", ObligationChange::Applies, "", "why"), "runs already"),
        (change(incident, "GDPR Art. 33", ObligationChange::Unknown("lost".into()), "", "why"), "cannot be changed so"),
    ] {
        let refused = desk.refused(intent).await;
        assert!(refused.message.contains(words), "{words}: {}", refused.message);
    }
    assert_eq!(desk.log(Some(incident)).await.len(), before);
}
