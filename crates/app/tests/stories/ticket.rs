//! The ticket of a case on its way to the helpdesk: once for each hand-over and channel, encrypted while it waits, and
//! gone with the case.

use std::sync::Arc;
use std::time::Duration;

use bridgebook_app::api::delivery::{DeliveryChange, OutboxRow, OutboxUpdate};
use bridgebook_app::api::event::Event;
use bridgebook_app::api::hand_off::HandOffAct;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::personal::{PersonalAnswer, PersonalIntent, PersonalQuery};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::outbox::Net;
use bridgebook_delivery::{Trust, Wire};
use bridgebook_delivery_servers::{WebhookFault, WebhookServer};
use bridgebook_domain::DocumentId;
use bridgebook_domain::delivery::{DeliveryChannel, Way, WebhookForm};

use crate::desk::Desk;
use crate::hand_off::{SECRET, act, hand_over, named, reading, with_case};
use crate::outbox::{mail, outbox, pump, save};
use crate::post::{Act, FAULTS, Script};
use crate::wire::Pocket;

fn helpdesk(url: String, name: &str) -> DeliveryChannel {
    let way = Way::Webhook { url, form: WebhookForm::Generic };
    DeliveryChannel { id: String::new(), name: name.into(), way, internal: true }
}

fn send(channel: &str, form: &str) -> Intent {
    act(HandOffAct::Send { channel: channel.into(), form: form.into() })
}

/// A desk whose messages go over the network, with a case that was handed over.
async fn over_the_wire(hook: &WebhookServer) -> (Desk, DocumentId, DocumentId) {
    let net = Net::with(Wire::new(Trust::System, Duration::from_secs(10)), Arc::new(Pocket::default()));
    let (desk, document, policy) = with_case(Desk::with_post(Arc::new(net)).await, true).await;
    desk.done(save(helpdesk(hook.url("/api/v2/tickets"), "Helpdesk"), "")).await;
    hand_over(&desk, policy).await;
    (desk, document, policy)
}

/// A desk whose other side follows a script, with a case that was handed over.
async fn scripted() -> (Desk, Script, DocumentId) {
    let script = Script::default();
    let (desk, _, policy) = with_case(Desk::with_post(Arc::new(script.clone())).await, true).await;
    desk.done(save(helpdesk("https://desk.example.org/tickets".into(), "Helpdesk"), "")).await;
    hand_over(&desk, policy).await;
    (desk, script, policy)
}

async fn tickets(desk: &Desk) -> Vec<OutboxUpdate> {
    reading(desk, "", "").await.tickets
}

async fn row(desk: &Desk) -> OutboxRow {
    let mut all = tickets(desk).await;
    assert_eq!(all.len(), 1, "one ticket: {all:?}");
    all.remove(0).rows.remove(0)
}

/// What the log says of tickets, oldest first.
async fn told(desk: &Desk) -> Vec<String> {
    let mut log: Vec<_> = desk.log(None).await.into_iter().filter(|row| row.kind == "case_ticket").collect();
    log.reverse();
    log.into_iter().map(|row| row.text).collect()
}

fn change(row: &OutboxRow, change: DeliveryChange, reason: &str) -> Intent {
    Intent::ChangeDelivery { delivery: row.id.clone(), change, reason: reason.into() }
}

#[tokio::test]
async fn a_ticket_arrives_once_and_nothing_of_it_lies_in_the_open() {
    // As helpdesks do, this one repeats what it was given.
    let echo = r#"{"ticket": {"url": "https://x", "id": 35436, "description": "ring the neighbour", "via": "kim@example.org"}}"#;
    let hook = WebhookServer::start(WebhookFault::status("201 Created", echo), None).await;
    let (desk, document, _) = over_the_wire(&hook).await;
    let choice = reading(&desk, "", "").await.send.expect("it is handed over");
    assert_eq!((choice.channels, choice.form.as_str()), (vec!["Helpdesk".to_owned()], ""), "its own inbox has no form");
    let zendesk = reading(&desk, "", "zendesk").await.text;
    desk.done(send("helpdesk", "zendesk")).await;
    assert_eq!(row(&desk).await.state, "queued");
    for words in SECRET {
        assert!(!desk.lies_on_disk(words), "{words}");
    }
    pump(&desk).await;
    pump(&desk).await;
    let posts = hook.taken();
    assert_eq!(posts.len(), 1, "once");
    assert_eq!(posts[0].body, zendesk, "what the hand-off exports");
    assert!(posts[0].body.contains("kim@example.org") && posts[0].body.contains("ring the neighbour"));
    assert_eq!(posts[0].header("Idempotency-Key"), Some(row(&desk).await.id.as_str()));
    let ticket = tickets(&desk).await.remove(0);
    assert_eq!((ticket.state.as_str(), ticket.title.as_str()), ("sent", "Ticket of the case “C-1”"));
    assert_eq!(ticket.case.map(|case| case.document), Some(document));
    assert_eq!(row(&desk).await.words, "Accepted at 12:00: 201 Created, ticket 35436");
    let log = told(&desk).await;
    assert_eq!(
        log,
        [
            "C-1: ticket handed to the outbox for Helpdesk, as Zendesk",
            "Ticket of the case “C-1” taken by Helpdesk: 201 Created, ticket 35436"
        ]
    );
    for words in SECRET {
        assert!(!desk.lies_on_disk(words), "the answer repeats it, and is not kept: {words}");
    }
    let again = desk.refused(send("Helpdesk", "gorgias")).await;
    assert!(again.message.contains("before and was taken. Nothing was sent twice"), "{again:?}");
    assert!(reading(&desk, "", "").await.send.is_some_and(|choice| choice.channels.is_empty()));
    assert!(outbox(&desk, None).await.updates.is_empty(), "nothing is unfinished");
    // Another hand-over is another ticket.
    desk.later(1);
    desk.done(act(HandOffAct::Return { reason: "Wrong skill".into() })).await;
    assert!(desk.refused(send("Helpdesk", "zendesk")).await.message.contains("C-1 is not handed over"));
    desk.later(1);
    let over = HandOffAct::HandOver { to: "Bo Berg".into(), waived: Vec::new(), ticket: String::new() };
    desk.done(act(over)).await;
    desk.done(send("Helpdesk", "gorgias")).await;
    pump(&desk).await;
    let json: serde_json::Value = serde_json::from_str(&hook.taken()[1].body).expect("JSON");
    assert_eq!(json["messages"][0]["sender"]["email"], "kim@example.org");
    assert_eq!(tickets(&desk).await.len(), 2);
}

#[tokio::test]
async fn whatever_happens_to_a_ticket_it_never_leaves_twice_by_itself() {
    for (first, arrived, restarted, ended, in_the_end) in FAULTS {
        let (desk, script, _) = scripted().await;
        script.then(std::slice::from_ref(&first));
        desk.done(send("Helpdesk", "zendesk")).await;
        let (hangs, app) = (Arc::clone(&script.hangs), Arc::clone(&desk.app));
        let pumping = tokio::spawn(async move { app.intent(Intent::SendDue {}).await.map(|_| ()) });
        if matches!(first, Act::HangBeforeText | Act::HangAfterText) {
            hangs.notified().await;
            assert_eq!(row(&desk).await.state, "sending", "{first:?}");
            pumping.abort();
            assert!(pumping.await.is_err(), "it was killed at this step");
        } else {
            pumping.await.expect("it ends").expect("it is written");
        }
        assert_eq!(script.world().has.len(), arrived, "{first:?}");
        let desk = desk.again().await;
        assert_eq!(row(&desk).await.state, restarted, "after {first:?} and a restart");
        for _ in 0..3 {
            pump(&desk).await;
            desk.later(5);
        }
        assert_eq!(row(&desk).await.state, ended, "in the end after {first:?}");
        assert_eq!(script.world().has.len(), in_the_end, "{first:?}");
    }
}

#[tokio::test]
async fn one_that_may_have_arrived_waits_for_a_person_who_is_told() {
    let (desk, script, _) = scripted().await;
    script.then(&[Act::TakeAndBreak]);
    let mut events = desk.app.events();
    desk.done(send("Helpdesk", "zendesk")).await;
    pump(&desk).await;
    let mut said = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::CaseTold { title, message, .. } = event {
            said.push(format!("{title}: {message}"));
        }
    }
    let wanted = "Case “C-1”: The ticket by Helpdesk may not have arrived. Look at its hand-off.";
    assert_eq!(said, [wanted]);
    let unsure = row(&desk).await;
    assert_eq!((unsure.state.as_str(), unsure.words.as_str()), ("uncertain", "The line broke before an answer came"));
    assert_eq!(outbox(&desk, None).await.updates[0].state, "uncertain", "the outbox says so");
    desk.done(change(&unsure, DeliveryChange::SendAgain, "")).await;
    pump(&desk).await;
    let seen: Vec<Vec<u8>> = script.world().seen.iter().map(|parcel| parcel.rendered.clone()).collect();
    assert!(seen.len() == 2 && seen[0] == seen[1], "the same bytes, because a person wanted it");
    assert!(script.world().seen.iter().all(|parcel| parcel.is_personal));
    assert_eq!(row(&desk).await.state, "sent");
    assert!(told(&desk).await[1].contains("sent again by Helpdesk"), "{:?}", told(&desk).await);
    assert!(desk.refused(change(&unsure, DeliveryChange::GiveUp, "late")).await.message.contains("was sent already"));
}

#[tokio::test]
async fn a_case_that_was_given_back_meanwhile_is_not_sent() {
    let (desk, script, _) = scripted().await;
    script.then(&[Act::Offline]);
    desk.done(send("Helpdesk", "zendesk")).await;
    pump(&desk).await;
    assert_eq!(row(&desk).await.state, "retrying");
    desk.done(act(HandOffAct::Return { reason: "Wrong skill".into() })).await;
    desk.later(10);
    pump(&desk).await;
    assert_eq!(row(&desk).await.state, "given_up");
    assert!(script.world().has.is_empty());
    assert!(told(&desk).await[1].ends_with("given up: The case was given back since"), "{:?}", told(&desk).await);
    // A person may have it sent all the same.
    desk.done(change(&row(&desk).await, DeliveryChange::SendAgain, "they asked for it")).await;
    pump(&desk).await;
    assert_eq!((row(&desk).await.state.as_str(), script.world().has.len()), ("sent", 1));
}

#[tokio::test]
async fn what_cannot_be_a_ticket_is_refused_with_what_to_do() {
    let (desk, _, policy) = with_case(Desk::with_post(Arc::new(Script::default())).await, true).await;
    desk.done(save(mail("Mail"), "right")).await;
    desk.done(save(helpdesk("https://desk.example.org/tickets".into(), "Helpdesk"), "")).await;
    assert!(desk.refused(send("Helpdesk", "zendesk")).await.message.contains("Hand it over first"));
    hand_over(&desk, policy).await;
    for (channel, form, words) in [
        ("Mail", "zendesk", "takes no tickets"),
        ("Nowhere", "zendesk", "There is no channel"),
        ("Helpdesk", "", "Choose zendesk or gorgias"),
        ("Helpdesk", "jira", "is not a form of a ticket"),
    ] {
        let error = desk.refused(send(channel, form)).await;
        assert!(error.message.contains(words), "{channel} {form}: {error:?}");
    }
    assert!(tickets(&desk).await.is_empty());
}

#[tokio::test]
async fn an_erasure_takes_what_waits_and_what_was_sent_with_it() {
    let (desk, script, _) = scripted().await;
    script.then(&[Act::Offline]);
    desk.done(send("Helpdesk", "zendesk")).await;
    pump(&desk).await;
    let query = Query::Personal(PersonalQuery::Case { case: named() });
    let Answer::Personal(PersonalAnswer::Case(personal)) = desk.ask(query).await else { panic!("what goes") };
    assert!(personal.goes.iter().any(|line| line == "1 ticket of the outbox"), "{:?}", personal.goes);
    let Answer::Personal(PersonalAnswer::Retention(kept)) = desk.ask(Query::Personal(PersonalQuery::Retention)).await
    else {
        panic!("what is kept")
    };
    assert_eq!((kept.rows.len(), kept.rows[0].case.as_str()), (1, "C-1"), "it belongs to its case: {kept:?}");
    assert!(kept.rows[0].what.iter().any(|what| what == "ticket"));
    let erase = PersonalIntent::EraseCase { case: named(), reason: "asked for".into(), although_open: true };
    desk.done(Intent::Personal(erase)).await;
    let gone = row(&desk).await;
    assert_eq!(gone.state, "given_up");
    let log = told(&desk).await;
    assert!(
        log.last().is_some_and(|line| line.ends_with("given up: The personal data of the case was erased")),
        "{log:?}"
    );
    let error = desk.refused(change(&gone, DeliveryChange::SendAgain, "")).await;
    assert!(error.message.contains("not kept any more"), "{error:?}");
    desk.later(60);
    pump(&desk).await;
    assert!(script.world().has.is_empty());
    assert!(desk.refused(send("Helpdesk", "gorgias")).await.message.contains("was erased. Nothing was sent"));
    let Answer::Verify(report) = desk.ask(Query::Verify).await else { panic!("a report") };
    assert!(report.is_intact, "{:?}", report.lines);
}
