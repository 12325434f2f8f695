//! One message in several languages: side by side while it is written, stale once the first one says something else.

use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::message::{KeptMessage, MessageReading};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::IncidentId;
use bridgebook_domain::message::joined;

use crate::desk::Desk;

const ENGLISH: &str =
    "Card payments fail since 11:40 UTC. As of 12:00 UTC we are rolling back. Next update by 12:20 UTC.";
const GERMAN: &str = "Kartenzahlungen schlagen seit 11:40 UTC fehl. Stand 12:00 UTC. Nächste Meldung bis 12:20 UTC.";

/// An incident whose customers read English and German.
async fn declared() -> (Desk, IncidentId) {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let plan = desk.plan(incident, "communication").await;
    let text = desk.markdown(plan).await;
    let row = "| Customers | Customers | Public | |";
    assert!(text.contains(row), "{text}");
    desk.replace(plan, &text.replace(row, "| Customers | Customers | Public | English, German |")).await;
    (desk, incident)
}

fn in_both(english: &str) -> String {
    joined(english, [("German".to_owned(), GERMAN.to_owned())])
}

async fn read(desk: &Desk, incident: IncidentId, text: &str) -> MessageReading {
    let query = Query::Message {
        incident,
        audience: "Customers".into(),
        stage: "holding".into(),
        text: text.into(),
        next: String::new(),
        subject: String::new(),
        at: String::new(),
    };
    let Answer::Message(reading) = desk.ask(query).await else { panic!("a reading") };
    *reading
}

fn keep(incident: IncidentId, text: &str, holds: &[&str]) -> Intent {
    Intent::KeepMessage {
        incident,
        audience: "Customers".into(),
        kept: KeptMessage { text: text.into(), stage: "holding".into(), ..KeptMessage::default() },
        base: String::new(),
        holds: holds.iter().map(|&name| name.to_owned()).collect(),
    }
}

fn stale(reading: &MessageReading) -> Vec<&str> {
    reading.languages.iter().filter(|l| l.is_stale).map(|l| l.name.as_str()).collect()
}

fn c16(reading: &MessageReading) -> Vec<&str> {
    reading.findings.iter().filter(|f| f.rule == "C16").map(|f| f.title.as_str()).collect()
}

#[tokio::test]
async fn a_translation_is_stale_once_the_first_language_changes_until_it_is_said_to_hold() {
    let (desk, incident) = declared().await;
    let reading = read(&desk, incident, ENGLISH).await;
    let names: Vec<&str> = reading.languages.iter().map(|l| l.name.as_str()).collect();
    assert_eq!(names, ["English", "German"]);
    assert_eq!(c16(&reading), ["Nothing is written in German"]);
    desk.done(keep(incident, &in_both(ENGLISH), &[])).await;
    assert!(c16(&read(&desk, incident, &in_both(ENGLISH)).await).is_empty());
    // Read while it is typed, before it is kept; and again by another process.
    let changed = in_both(&ENGLISH.replace("rolling back", "restarting"));
    assert_eq!(stale(&read(&desk, incident, &changed).await), ["German"]);
    desk.done(keep(incident, &changed, &[])).await;
    let desk = desk.again().await;
    let reading = read(&desk, incident, &changed).await;
    assert_eq!(stale(&reading), ["German"]);
    assert_eq!(c16(&reading), ["The English text has changed since the German one was written"]);
    desk.done(keep(incident, &changed, &["German"])).await;
    assert!(stale(&read(&desk, incident, &changed).await).is_empty());
}

#[tokio::test]
async fn what_goes_out_with_a_stale_language_says_so_in_the_log() {
    let (desk, incident) = declared().await;
    desk.done(keep(incident, &in_both(ENGLISH), &[])).await;
    let changed = in_both(&ENGLISH.replace("rolling back", "restarting"));
    desk.done(keep(incident, &changed, &[])).await;
    let record = Intent::RecordUpdate {
        incident,
        audience: "Customers".into(),
        body: changed.clone(),
        via: "phone".into(),
        next: String::new(),
        stage: "holding".into(),
        despite: "The reader of German is asleep".into(),
    };
    desk.done(record).await;
    let log = desk.log(Some(incident)).await;
    let sent = log.iter().find(|row| row.text.contains("update 1 sent")).expect("it is in the log");
    assert!(sent.text.contains("C16") && sent.text.contains("asleep"), "{}", sent.text);
    assert!(read(&desk, incident, "").await.kept.is_none(), "what went out is no longer being written");
}

#[tokio::test]
async fn a_translation_of_the_template_is_stale_once_its_first_language_was_edited() {
    let (desk, incident) = declared().await;
    let changed = in_both(&ENGLISH.replace("rolling back", "restarting"));
    let Intent::KeepMessage { audience, kept, holds, .. } = keep(incident, &changed, &[]) else { panic!("it keeps") };
    // What the window filled in, for another moment or with another promise than would be filled in now.
    desk.done(Intent::KeepMessage { incident, audience, kept, base: in_both(ENGLISH), holds }).await;
    assert_eq!(stale(&read(&desk, incident, &changed).await), ["German"]);
}
