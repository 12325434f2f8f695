//! A message while it is written: its template, its findings, its promise; on the sample and on an incident of one's
//! own.

use std::sync::Arc;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::delivery::SendBy;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::message::{KeptMessage, MessageReading};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::{Bridgebook, Options};
use bridgebook_domain::IncidentId;
use bridgebook_domain::delivery::{DeliveryChannel, MailSecurity, Way};

use crate::desk::{Desk, update};

async fn sample() -> (tempfile::TempDir, Arc<Bridgebook>, IncidentId) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = Bridgebook::open(folder.path(), Options::sample()).await.expect("the sample opens");
    let Answer::Incidents(list) = app.query(Query::Incidents).await.expect("a list") else { panic!("a list") };
    (folder, app, list[0].id)
}

fn asked(incident: IncidentId, audience: &str, text: &str, next: &str) -> Query {
    Query::Message {
        incident,
        audience: audience.to_owned(),
        stage: String::new(),
        text: text.to_owned(),
        next: next.to_owned(),
        subject: String::new(),
        at: String::new(),
    }
}

async fn read(app: &Bridgebook, query: Query) -> Result<MessageReading, ApiError> {
    app.query(query).await.map(|answer| match answer {
        Answer::Message(reading) => *reading,
        other => panic!("it answers what was asked: {other:?}"),
    })
}

fn rules(reading: &MessageReading) -> Vec<&str> {
    let mut list: Vec<_> = reading.findings.iter().map(|f| f.rule.as_str()).collect();
    list.dedup();
    list
}

#[tokio::test]
async fn the_sample_finds_what_contradicts_its_own_story() {
    let (_folder, app, incident) = sample().await;
    let text = "As of 14:47 CET: since 13:40 card payments fail, a SEV2. It is resolved soon: we expect to be back by 15:03.\n\n\
                Ask kim@northwind.example about INC-2041.\n\nWe will write again by 15:30 CET.";
    let reading = read(&app, asked(incident, "Customers", text, "")).await.expect("it is read");
    let title = |rule: &str| -> Vec<&str> {
        reading.findings.iter().filter(|f| f.rule == rule).map(|f| f.title.as_str()).collect()
    };
    assert_eq!(title("C3"), ["A time of repair in a message to Customers"]);
    assert_eq!(
        title("C9"),
        [
            "It began at 13:40 CET here, and at 13:58 CET in update 3 to Customers",
            "The text says SEV2, the log says SEV1",
            "The text says resolved, the log says identified",
        ]
    );
    assert_eq!(title("C2"), ["The next update comes later than the cadence allows (every 20 min)"]);
    assert_eq!(title("C5").len(), 2, "an address and a number of a ticket");
    assert_eq!(title("C13"), ["Not the text that waits for Katarzyna Wójcik"]);
    assert_eq!(
        title("C14"),
        ["Update 1 to Executives (14:14 CET) says that it began at 13:58 CET, this says 13:40 CET"]
    );
    assert_eq!((reading.promise.words.as_str(), reading.promise.source.as_str()), ("15:30 CET", "text"));
    assert_eq!(reading.promise.rule, "Every 20 min for Customers at SEV1");
    app.close().await;
}

#[tokio::test]
async fn the_sample_begins_from_its_template_and_its_draft() {
    let (_folder, app, incident) = sample().await;
    let executives = read(&app, asked(incident, "Executives", "", "")).await.expect("it is read");
    assert_eq!((executives.stage.as_str(), executives.draft.as_str()), ("identified", ""));
    assert_eq!(executives.stages, ["investigating", "identified", "monitoring", "resolved"]);
    assert!(executives.template.starts_with("As of 14:47 CET.\n\n**What we know.**"), "{}", executives.template);
    assert!(executives.template.ends_with("Next update by **15:17 CET**."), "{}", executives.template);
    assert_eq!(executives.subject, "[SEV1] INC-2041 Checkout: card payments failing in EU");
    assert_eq!((executives.findings.len(), executives.passed), (0, 0), "nothing was written yet");
    assert_eq!((executives.promise.source.as_str(), executives.promise.words.as_str()), ("cadence", "15:17 CET"));
    let from_template = read(&app, asked(incident, "Executives", &executives.template, "")).await.expect("it is read");
    assert!(
        executives.template.contains("38 % of EU card payments fail, about 4,100 orders")
            && executives.template.contains("Rolling back 4.2, 2 of 12 nodes done"),
        "those inside read what was logged last: {}",
        executives.template
    );
    let left: Vec<_> = rules(&from_template);
    assert!(!left.contains(&"X25") && left.contains(&"C12"), "what only a person can write is asked for: {left:?}");
    let customers = read(&app, asked(incident, "Customers", "", "")).await.expect("it is read");
    assert!(!customers.template.contains("Harbourline"), "outside nothing is said by itself: {}", customers.template);
    assert!(customers.template.contains("{{impact}}"), "a person says what it means: {}", customers.template);
    assert!(!left.contains(&"C1") && !left.contains(&"C6"), "times are filled: {left:?}");
    let typed = read(&app, asked(incident, "Executives", &executives.template, "in 20 min")).await.expect("it is read");
    assert!(rules(&typed).contains(&"C2"), "text and promise differ");
    assert!(typed.template.ends_with("**15:07 CET**."), "the template takes the promise: {}", typed.template);
    let wrong = read(&app, asked(incident, "Executives", "x", "soon")).await.expect("it is read");
    assert!(wrong.promise.error.is_some_and(|e| e.contains("not a moment")));
    // A stage is known however it is written.
    let mut capital = asked(incident, "Executives", "", "");
    if let Query::Message { stage, .. } = &mut capital {
        *stage = "Identified".to_owned();
    }
    let capital = read(&app, capital).await.expect("it is read");
    assert_eq!(capital.template, executives.template);
    let customers = read(&app, asked(incident, "Customers", "", "")).await.expect("it is read");
    assert!(customers.draft.starts_with("As of 14:45 CET we know why"), "{}", customers.draft);
    let waits = read(&app, asked(incident, "Customers", &customers.draft, "")).await.expect("it is read");
    assert_eq!(
        rules(&waits),
        ["C13", "C2", "C16"],
        "it waits for approval and was written for a later time: {:#?}",
        waits.findings
    );
    app.close().await;
}

#[tokio::test]
async fn the_messages_that_the_story_sends_have_no_error_when_they_go_out() {
    let (_folder, app, incident) = sample().await;
    let text = "As of 14:48 CET.\n\n**What we know.** Since 13:58 about 38 % of card payments in the EU fail, about 4,100 orders. \
                Wallets and other regions work.\n\n**Cause.** Release 4.2 changed our certificate for Harbourline and left out a file \
                that Harbourline needs to trust it.\n\n**What we do.** Release 4.2 is being rolled back since 14:44, node by node.\n\n\
                **What staff may say when asked.** The cause is found and the repair is under way.\n\n**What we need from you.** \
                Nothing now.\n\nNext update by **15:17 CET**.";
    let reading = read(&app, asked(incident, "Executives", text, "")).await.expect("it is read");
    assert_eq!(rules(&reading), ["C13"], "a good message lacks only the approval that the plan asks for");
    assert_eq!(reading.passed, 14);
    app.close().await;
}

#[tokio::test]
async fn what_the_text_promises_is_promised_and_errors_stay_in_the_log() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.later(5);
    let record = |body: &str, despite: &str| Intent::RecordUpdate {
        incident,
        audience: "Customers".into(),
        body: body.into(),
        via: "Status page".into(),
        next: String::new(),
        stage: "holding".into(),
        despite: despite.into(),
    };
    desk.done(record(
        "As of 12:05 UTC we look into a problem with db01. Next update by 12:20 UTC.",
        "said on the phone",
    ))
    .await;
    let row = update(&desk.board(incident).await, "Customers").clone();
    assert_eq!((row.due_at.as_deref(), row.is_promised), (Some("2026-03-13T12:20:00Z"), true));
    let log = desk.log(Some(incident)).await;
    let told = log.iter().find(|r| r.kind == "update_sent").map(|r| r.text.clone()).unwrap_or_default();
    assert_eq!(told, "Customers’ update 1 sent with C13 open: said on the phone");
    assert_eq!(
        desk.board(incident).await.sent[0].body,
        "As of 12:05 UTC we look into a problem with db01. Next update by 12:20 UTC."
    );
    let error = desk.refused(record("x", "two\nlines")).await;
    assert!(error.message.contains("line") || error.message.contains("character"), "{}", error.message);
    let long = asked(incident, "Customers", &"a".repeat(1024 * 1024 + 1), "");
    assert!(read(&desk.app, long).await.is_err(), "a text without bounds is refused");
    let nobody = read(&desk.app, asked(incident, "Nobody", "We know.", "")).await.expect("it is read");
    assert_eq!((nobody.template.is_empty(), nobody.promise.at), (false, None), "the templates for any audience hold");
}

#[tokio::test]
async fn a_text_that_is_being_written_outlives_the_process_and_goes_when_it_is_sent() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let keep = |text: &str| Intent::KeepMessage {
        incident,
        audience: "Customers".into(),
        kept: KeptMessage {
            text: text.into(),
            next: "in 20 min".into(),
            stage: "holding".into(),
            subject: "Card payments".into(),
        },
        base: String::new(),
        holds: Vec::new(),
    };
    desk.done(keep("As of 12:00 UTC we look")).await;
    desk.done(keep("As of 12:00 UTC we look into it.")).await;
    let desk = desk.again().await;
    let kept = |desk: &Desk| {
        let app = Arc::clone(&desk.app);
        async move { read(&app, asked(incident, "customers", "", "")).await.expect("it is read").kept }
    };
    let found = kept(&desk).await.expect("what was typed");
    assert_eq!((found.text.as_str(), found.stage.as_str()), ("As of 12:00 UTC we look into it.", "holding"));
    assert_eq!((found.next.as_str(), found.subject.as_str()), ("in 20 min", "Card payments"));
    let Answer::Settings(settings) = desk.ask(Query::Settings).await else { panic!("the settings") };
    assert!(settings.values.keys().all(|key| !key.starts_with("writing")), "it is no setting");

    let send = |body: &str| Intent::RecordUpdate {
        incident,
        audience: "Customers".into(),
        body: body.into(),
        via: "phone".into(),
        next: "in 20 min".into(),
        stage: "holding".into(),
        despite: "read out on the bridge".into(),
    };
    desk.done(send("Somebody else told them by phone.")).await;
    assert!(kept(&desk).await.is_some(), "another text that was sent takes nothing away");
    desk.done(send("As of 12:00 UTC we look into it.")).await;
    assert_eq!(kept(&desk).await, None);
    desk.done(keep("Once more")).await;
    let nothing = KeptMessage::default();
    let empty = Intent::KeepMessage {
        incident,
        audience: "Customers".into(),
        kept: nothing,
        base: String::new(),
        holds: Vec::new(),
    };
    desk.done(empty).await;
    assert_eq!(kept(&desk).await, None);
    let error = desk.refused(keep(&"a".repeat(1024 * 1024 + 1))).await;
    assert!(error.message.contains("1 MiB"), "{}", error.message);
}

#[tokio::test]
async fn no_mail_goes_out_under_a_subject_that_nobody_filled() {
    let desk = Desk::new().await;
    let declare = Intent::Declare {
        title: "Down".into(),
        severity: "SEV1".into(),
        commander: String::new(),
        services: Vec::new(),
        detected: String::new(),
        also: bridgebook_app::api::intent::Declaring::default(),
    };
    let incident: IncidentId = desk.done(declare).await.ids[0].parse().expect("an id");
    let send = |subject: &str| Intent::SendUpdate {
        incident,
        audience: "Customers".into(),
        body: "We look into it.".into(),
        next: "in 20 min".into(),
        stage: "investigating".into(),
        despite: "a test".into(),
        subject: subject.into(),
        at: String::new(),
        quiet: String::new(),
        to: Vec::new(),
    };
    let reading = read(
        &desk.app,
        Query::Message {
            incident,
            audience: "Customers".into(),
            stage: "investigating".into(),
            text: String::new(),
            next: String::new(),
            subject: String::new(),
            at: String::new(),
        },
    );
    assert!(reading.await.expect("it is read").subject.contains("{{services}}"), "no service was named");
    for subject in ["", "{{impact}} for you"] {
        let error = desk.refused(with_channel(&desk, send(subject)).await).await;
        assert!(error.message.contains("subject still holds {{"), "{}", error.message);
    }
    // Nor with a text that nobody filled, whatever reason somebody gives.
    let mut unfilled = with_channel(&desk, send("Payments")).await;
    if let Intent::SendUpdate { body, .. } = &mut unfilled {
        *body = "Since 14:00 {{impact}}. We look into it.".into();
    }
    let error = desk.refused(unfilled).await;
    assert!(error.message.contains("text still holds {{impact}}"), "{}", error.message);
}

/// The same by a channel that is there.
async fn with_channel(desk: &Desk, intent: Intent) -> Intent {
    let way = Way::Mail {
        host: "mail.example.org".into(),
        port: 465,
        security: MailSecurity::Tls,
        user: String::new(),
        from: "Desk <desk@example.org>".into(),
    };
    let channel = DeliveryChannel { id: String::new(), name: "Post".into(), way, internal: false };
    let _kept = desk.app.intent(Intent::SaveChannel { channel, secret: None }).await;
    let Intent::SendUpdate { incident, audience, body, next, stage, despite, subject, at, quiet, .. } = intent else {
        panic!("an update")
    };
    let to = vec![SendBy { channel: "Post".into(), recipients: vec!["anna@example.org".into()] }];
    Intent::SendUpdate { incident, audience, body, next, stage, despite, subject, at, quiet, to }
}
