//! Updates that are handed to the outbox: what leaves, what waits, what a person decides, and what the log says of it.

use std::sync::Arc;

use bridgebook_app::api::delivery::{Channels, DeliveryChange, Outbox, OutboxRow, Recipients, SecretText, SendBy};
use bridgebook_app::api::intent::{Intent, Outcome};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::{Bridgebook, Options};
use bridgebook_domain::IncidentId;
use bridgebook_domain::delivery::{DeliveryChannel, MailSecurity, Way, WebhookForm};

use crate::desk::{Desk, update};
use crate::post::{Act, FAULTS, Script};

const TEXT: &str = "As of 12:00 UTC card payments fail in the shop. We are rolling back. Please take payments by \
                    telephone until then. The next update comes at 12:30 UTC.";
const AUDIENCE: &str = "Executives";

pub fn mail(name: &str) -> DeliveryChannel {
    let way = Way::Mail {
        host: "mail.example.org".into(),
        port: 465,
        security: MailSecurity::Tls,
        user: "desk".into(),
        from: "Incident desk <desk@example.org>".into(),
    };
    DeliveryChannel { id: String::new(), name: name.into(), way, internal: false }
}

pub fn save(channel: DeliveryChannel, secret: &str) -> Intent {
    Intent::SaveChannel { channel, secret: Some(secret).filter(|s| !s.is_empty()).map(SecretText::new) }
}

pub fn send(incident: IncidentId, channel: &str, to: &[&str]) -> Intent {
    let recipients = to.iter().map(|to| (*to).to_owned()).collect();
    Intent::SendUpdate {
        incident,
        audience: AUDIENCE.into(),
        body: TEXT.into(),
        next: "12:30".into(),
        stage: String::new(),
        despite: "this is a test".into(),
        subject: "Card payments".into(),
        at: String::new(),
        quiet: String::new(),
        to: vec![SendBy { channel: channel.into(), recipients }],
    }
}

pub async fn outbox(desk: &Desk, incident: Option<IncidentId>) -> Outbox {
    let Answer::Outbox(outbox) = desk.ask(Query::Outbox { incident }).await else { panic!("the outbox") };
    outbox
}

/// State and words of every message of an incident.
pub async fn rows(desk: &Desk, incident: IncidentId) -> Vec<OutboxRow> {
    outbox(desk, Some(incident)).await.updates.into_iter().flat_map(|u| u.rows).collect()
}

pub async fn states(desk: &Desk, incident: IncidentId) -> Vec<String> {
    rows(desk, incident).await.into_iter().map(|row| row.state).collect()
}

pub async fn pump(desk: &Desk) {
    desk.done(Intent::SendDue {}).await;
}

/// Kinds of the entries about updates, oldest first.
pub async fn told(desk: &Desk, incident: IncidentId) -> Vec<String> {
    let mut log: Vec<_> = desk.log(Some(incident)).await.into_iter().map(|row| row.kind).collect();
    log.reverse();
    log.retain(|kind| kind.starts_with("update_") || kind == "delivery_ended");
    log
}

pub async fn change(desk: &Desk, row: &OutboxRow, change: DeliveryChange, reason: &str) -> Outcome {
    desk.done(Intent::ChangeDelivery { delivery: row.id.clone(), change, reason: reason.into() }).await
}

pub async fn ready() -> (Desk, Script, IncidentId) {
    let script = Script::default();
    let desk = Desk::with_post(Arc::new(script.clone())).await;
    let incident = desk.declare("Checkout down").await;
    desk.done(save(mail("Mail"), "right")).await;
    (desk, script, incident)
}

#[tokio::test]
async fn an_update_leaves_once_for_each_addressee_and_keeps_its_promise_when_the_first_has_it() {
    let (desk, script, incident) = ready().await;
    let before = update(&desk.board(incident).await, AUDIENCE).clone();
    let to = ["ana@example.org", " bo@example.org ", "ANA@example.org", ""];
    desk.done(send(incident, "mail", &to)).await;
    let waiting = update(&desk.board(incident).await, AUDIENCE).clone();
    assert_eq!(waiting.words, "in the outbox since 12:00");
    assert_eq!((waiting.in_outbox, waiting.number), (Some(before.number), before.number + 1));
    assert_eq!((&waiting.due_at, &waiting.state), (&before.due_at, &before.state), "its clock runs on");
    assert_eq!(told(&desk, incident).await, ["update_queued"]);
    desk.later(2);
    pump(&desk).await;
    assert_eq!(script.world().has, ["ana@example.org", "bo@example.org"], "nobody twice");
    assert_eq!(script.world().secrets, [Some("right".to_owned()), Some("right".to_owned())]);
    let ids: Vec<_> = script.world().seen.iter().map(|p| p.message_id.clone()).collect();
    assert!(ids.iter().all(|id| id.ends_with("@example.org>")) && ids[0] != ids[1], "{ids:?}");
    assert_eq!(told(&desk, incident).await, ["update_queued", "update_sent", "delivery_ended", "delivery_ended"]);
    let board = desk.board(incident).await;
    let sent = &board.sent[0];
    assert_eq!((sent.number, sent.via.as_str(), sent.body.as_str()), (before.number, "Mail", TEXT));
    assert_eq!(sent.sent_at, "2026-03-13T12:02:00Z", "when it left, not when it was queued");
    assert_ne!(sent.by, "Bridgebook", "in the name of whoever handed it over");
    let after = update(&board, AUDIENCE).clone();
    assert_eq!((after.in_outbox, after.due_at.as_deref()), (None, Some("2026-03-13T12:30:00Z")), "the promise made");
    for row in rows(&desk, incident).await {
        assert_eq!((row.state.as_str(), row.words.as_str()), ("sent", "Accepted at 12:02: 250 ok"));
        assert!(row.can.is_empty(), "{row:?}");
    }
    pump(&desk).await;
    assert_eq!(script.world().has.len(), 2, "and nothing leaves again");
    assert!(outbox(&desk, None).await.updates.is_empty(), "nothing is unfinished");
}

#[tokio::test]
async fn whatever_happens_at_whatever_step_nothing_leaves_twice_by_itself_and_nothing_is_lost() {
    for (act, arrived, restarted, ended, in_the_end) in FAULTS {
        let (desk, script, incident) = ready().await;
        script.then(std::slice::from_ref(&act));
        desk.done(send(incident, "Mail", &["ana@example.org"])).await;
        let hangs = Arc::clone(&script.hangs);
        let app = Arc::clone(&desk.app);
        let pumping = tokio::spawn(async move { app.intent(Intent::SendDue {}).await.map(|_| ()) });
        if matches!(act, Act::HangBeforeText | Act::HangAfterText) {
            hangs.notified().await;
            assert_eq!(states(&desk, incident).await, ["sending"], "{act:?}");
            let row = rows(&desk, incident).await.remove(0);
            assert!(row.can.is_empty(), "nobody takes a message away while it is being sent");
            let id = row.id.clone();
            let change = DeliveryChange::GiveUp;
            desk.refused(Intent::ChangeDelivery { delivery: id, change, reason: "too late".into() }).await;
            pumping.abort();
            assert!(pumping.await.is_err(), "it was killed at this step");
        } else {
            pumping.await.expect("it ends").expect("it is written");
        }
        assert_eq!(script.world().has.len(), arrived, "{act:?}");
        let desk = desk.again().await;
        assert_eq!(states(&desk, incident).await, [restarted], "after {act:?} and a restart");
        for _ in 0..3 {
            pump(&desk).await;
            // Not so long that the next update it promises is due itself.
            desk.later(5);
        }
        assert_eq!(states(&desk, incident).await, [ended], "in the end after {act:?}");
        assert_eq!(script.world().has.len(), in_the_end, "{act:?}");
        let log = told(&desk, incident).await;
        let went_out = log.iter().filter(|kind| *kind == "update_sent").count();
        assert_eq!(went_out, usize::from(ended == "sent"), "{act:?}: {log:?}");
        let is_promised = update(&desk.board(incident).await, AUDIENCE).in_outbox.is_none();
        assert_eq!(is_promised, ended == "sent", "what did not go out, or may not have, stays in the outbox: {act:?}");
    }
}

#[tokio::test]
async fn a_message_that_may_have_arrived_waits_for_a_person() {
    let (desk, script, incident) = ready().await;
    script.then(&[Act::TakeAndBreak, Act::TakeAndBreak, Act::TakeAndBreak]);
    desk.done(send(incident, "Mail", &["ana@example.org", "bo@example.org", "cy@example.org"])).await;
    pump(&desk).await;
    let all = rows(&desk, incident).await;
    let can = [DeliveryChange::SendAgain, DeliveryChange::MarkSent, DeliveryChange::GiveUp];
    for row in &all {
        assert_eq!((row.state.as_str(), row.words.as_str()), ("uncertain", "The line broke before an answer came"));
        assert_eq!(row.can, can);
    }
    assert_eq!(outbox(&desk, None).await.updates[0].state, "uncertain");
    desk.later(5);
    change(&desk, &all[0], DeliveryChange::MarkSent, "she called back").await;
    let sent = desk.board(incident).await.sent[0].clone();
    assert_eq!(sent.sent_at, "2026-03-13T12:00:00Z", "it left when it was tried");
    change(&desk, &all[1], DeliveryChange::SendAgain, "").await;
    let refusal = desk.refused(Intent::ChangeDelivery {
        delivery: all[2].id.clone(),
        change: DeliveryChange::GiveUp,
        reason: " ".into(),
    });
    assert!(refusal.await.message.contains("reason"), "giving up says why");
    change(&desk, &all[2], DeliveryChange::GiveUp, "he was on the bridge").await;
    pump(&desk).await;
    assert_eq!(states(&desk, incident).await, ["sent", "sent", "given_up"]);
    assert_eq!(script.world().has, ["ana@example.org", "bo@example.org", "cy@example.org", "bo@example.org"]);
    let same: Vec<_> = script.world().seen.iter().filter(|p| p.recipient.starts_with("bo")).cloned().collect();
    assert_eq!(same[0], same[1], "the second attempt sends the same bytes under the same id");
    let log = told(&desk, incident).await;
    assert_eq!(log.iter().filter(|kind| *kind == "update_sent").count(), 1, "{log:?}");
    assert!(outbox(&desk, None).await.updates.is_empty());
    desk.refused(Intent::ChangeDelivery {
        delivery: all[0].id.clone(),
        change: DeliveryChange::SendAgain,
        reason: String::new(),
    })
    .await;
}

#[tokio::test]
async fn a_refused_message_says_why_and_can_be_sent_again_or_given_up_and_the_number_is_free_then() {
    let (desk, script, incident) = ready().await;
    script.then(&[Act::RefuseEarly, Act::RefuseLate]);
    desk.done(send(incident, "Mail", &["nobody@example.org"])).await;
    pump(&desk).await;
    let row = rows(&desk, incident).await.remove(0);
    assert_eq!((row.state.as_str(), row.words.as_str()), ("refused", "550 no such person"));
    change(&desk, &row, DeliveryChange::SendAgain, "").await;
    pump(&desk).await;
    let row = rows(&desk, incident).await.remove(0);
    assert_eq!((row.words.as_str(), row.attempts), ("554 not taken", 2));
    let number = update(&desk.board(incident).await, AUDIENCE).in_outbox;
    change(&desk, &row, DeliveryChange::GiveUp, "wrong address").await;
    let board = desk.board(incident).await;
    let free = update(&board, AUDIENCE);
    assert_eq!((free.in_outbox, Some(free.number), board.sent.len()), (None, number, 0));
    let log = desk.log(Some(incident)).await;
    assert_eq!(log[0].text, "Executives’ update 1 given up for nobody@example.org by Mail: wrong address");
}

#[tokio::test]
async fn what_waits_for_the_network_is_tried_again_later_and_later_and_at_once_when_its_channel_is_mended() {
    let (desk, script, incident) = ready().await;
    script.then(&[Act::Offline, Act::Offline, Act::Busy(300)]);
    desk.done(send(incident, "Mail", &["ana@example.org"])).await;
    let waits = async |desk: &Desk| {
        let row = rows(desk, incident).await.remove(0);
        assert_eq!(row.state, "retrying");
        row.at
    };
    pump(&desk).await;
    assert_eq!(waits(&desk).await, "2026-03-13T12:00:15Z");
    pump(&desk).await;
    assert_eq!(script.world().seen.len(), 1, "not before its time");
    desk.seconds_later(15);
    pump(&desk).await;
    assert_eq!(waits(&desk).await, "2026-03-13T12:00:45Z", "twice as long");
    desk.seconds_later(30);
    pump(&desk).await;
    assert_eq!(waits(&desk).await, "2026-03-13T12:05:45Z", "as the server asked");
    let Answer::Channels(Channels { mut channels, .. }) = desk.ask(Query::Channels).await else { panic!("a list") };
    assert_eq!(channels[0].waiting, 1);
    desk.done(save(channels.remove(0).channel, "right")).await;
    pump(&desk).await;
    assert_eq!(states(&desk, incident).await, ["sent"], "at once");
    assert_eq!(script.world().has.len(), 1);
}

#[tokio::test]
async fn two_pumps_send_one_message_once_and_a_slow_channel_holds_up_no_other() {
    let (desk, script, incident) = ready().await;
    desk.done(save(mail("Other"), "right")).await;
    script.then(&[Act::HangBeforeText]);
    desk.done(send(incident, "Mail", &["slow@example.org"])).await;
    let app = Arc::clone(&desk.app);
    let slow = tokio::spawn(async move { app.intent(Intent::SendDue {}).await.map(|_| ()) });
    script.hangs.notified().await;
    // While the first channel hangs, another message is queued for another channel.
    let mut facts = desk.app.events();
    desk.done(send(incident, "Other", &["ana@example.org"])).await;
    while script.world().has.is_empty() {
        facts.recv().await.expect("a fact follows each step");
    }
    assert_eq!(script.world().has, ["ana@example.org"]);
    slow.abort();
    let _ = slow.await;
    let pumps: Vec<_> = (0..4)
        .map(|_| {
            let app = Arc::clone(&desk.app);
            tokio::spawn(async move { app.intent(Intent::SendDue {}).await.map(|_| ()) })
        })
        .collect();
    for pump in pumps {
        pump.await.expect("it ends").expect("it is written");
    }
    assert_eq!(script.world().has, ["ana@example.org", "slow@example.org"]);
}

#[tokio::test]
async fn whoever_sends_waits_for_no_message_that_another_has_in_hand_and_says_which_that_is() {
    let (desk, script, incident) = ready().await;
    desk.done(save(mail("Other"), "right")).await;
    script.then(&[Act::AnswerLate]);
    desk.done(send(incident, "Mail", &["slow@example.org"])).await;
    let app = Arc::clone(&desk.app);
    let slow = tokio::spawn(async move { app.intent(Intent::SendDue {}).await.map(|_| ()) });
    script.hangs.notified().await;
    let update = desk.done(send(incident, "Mail", &["behind@example.org"])).await.ids.remove(0);
    let of = desk.done(send(incident, "Other", &["ana@example.org"])).await.ids.remove(0);
    let said = desk.done(Intent::SendOut { of }).await.remarks;
    assert!(!slow.is_finished(), "the other still waits for its answer");
    assert_eq!(script.world().has, ["slow@example.org", "ana@example.org"], "what can go has gone");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("A message by “Mail” is in the hands of another"), "{said:?}");
    assert!(said[0].contains("1 message waits behind it and goes by itself"), "{said:?}");
    assert_eq!(desk.done(Intent::SendDue {}).await.remarks, said, "nothing else is left to send");
    let said = desk.done(Intent::SendOut { of: update }).await.remarks;
    assert_eq!(said.len(), 1, "its own message is in nobody's hands yet: {said:?}");
    // Whoever asks for what the other has in hand waits for that.
    let (app, rows) = (Arc::clone(&desk.app), rows(&desk, incident).await);
    let of = rows.iter().find(|row| row.recipient == "slow@example.org").expect("it is there").id.clone();
    let mut waits = tokio::spawn(async move { app.intent(Intent::SendOut { of }).await.map(|done| done.remarks) });
    tokio::select! {
        biased;
        ended = &mut waits => panic!("it did not wait: {ended:?}"),
        () = tokio::task::yield_now() => script.answers.notify_one(),
    }
    waits.await.expect("it ends").expect("it is written");
    slow.await.expect("it ends").expect("it is written");
    assert_eq!(script.world().has, ["slow@example.org", "ana@example.org", "behind@example.org"], "each once");
    assert!(states(&desk, incident).await.iter().all(|state| state == "sent"));
}

#[tokio::test]
async fn bad_addresses_channels_and_texts_are_refused_before_anything_is_queued() {
    let (desk, script, incident) = ready().await;
    let bad = [
        ("Mail", vec!["ana@example.org\r\nBcc: all@example.org"], "line break"),
        ("Mail", vec!["Ana Lima"], "not an e-mail address"),
        ("Mail", vec![" ", ""], "Nobody is named"),
        ("Pigeon", vec!["ana@example.org"], "There is no channel “Pigeon”"),
    ];
    for (channel, to, words) in bad {
        let error = desk.refused(send(incident, channel, &to)).await;
        assert!(error.message.contains(words) && error.message.contains("Nothing"), "{}", error.message);
    }
    let mut nobody = send(incident, "Mail", &[]);
    if let Intent::SendUpdate { to, .. } = &mut nobody {
        to.clear();
    }
    desk.refused(nobody).await;
    let mut wrong = send(incident, "Mail", &["ana@example.org"]);
    if let Intent::SendUpdate { body, despite, next, .. } = &mut wrong {
        "We are on it.".clone_into(body);
        despite.clear();
        next.clear();
    }
    let error = desk.refused(wrong).await;
    assert!(error.message.contains("C1") && error.message.contains("Nothing was sent"), "{}", error.message);
    assert!(outbox(&desk, None).await.updates.is_empty() && script.world().seen.is_empty());
    assert!(told(&desk, incident).await.is_empty());
}

#[tokio::test]
async fn a_channel_is_kept_without_its_secret_and_not_removed_while_messages_wait_for_it() {
    let (desk, script, incident) = ready().await;
    let hook = DeliveryChannel {
        id: String::new(),
        name: "Chat".into(),
        way: Way::Webhook { url: "https://hooks.example.org/T0/very-secret".into(), form: WebhookForm::Slack },
        internal: false,
    };
    let saved = desk.done(save(hook, "")).await;
    let Answer::Channels(list) = desk.ask(Query::Channels).await else { panic!("a list") };
    assert_eq!(list.channels.iter().map(|c| c.secret.as_str()).collect::<Vec<_>>(), ["yes", "yes"]);
    assert_eq!(list.channels[1].words, "Slack at https://hooks.example.org/…");
    assert!(!format!("{list:?}").contains("very-secret"));
    let shown = format!("{:?}", save(mail("x"), "very-secret"));
    assert!(!shown.contains("very-secret"), "a request that is printed shows no secret: {shown}");
    let Answer::Settings(settings) = desk.ask(Query::Settings).await else { panic!("settings") };
    assert!(!settings.values.contains_key("delivery.channels"));
    // Nothing secret lies in the data folder, where the rest of the channel does.
    assert!(desk.lies_on_disk("hooks.example.org") && !desk.lies_on_disk("very-secret"));
    for (channel, words) in [
        (mail("Mail"), "There is a channel “Mail” already"),
        (DeliveryChannel { name: " ".into(), ..mail("") }, "name"),
        (DeliveryChannel { id: "gone".into(), ..mail("Gone") }, "was removed"),
    ] {
        let error = desk.refused(save(channel, "right")).await;
        assert!(error.message.contains(words), "{}", error.message);
    }
    let missing = desk.refused(save(mail("No password"), "")).await;
    assert!(missing.message.contains("The password is missing"), "{}", missing.message);
    desk.done(send(incident, "Chat", &[])).await;
    let kept = desk.refused(Intent::RemoveChannel { channel: "Chat".into() }).await;
    assert!(kept.message.contains("A message waits for “Chat”"), "{}", kept.message);
    let as_mail = DeliveryChannel { id: saved.ids[0].clone(), ..mail("Chat") };
    assert!(desk.refused(save(as_mail, "right")).await.message.contains("Messages wait"), "another form");
    pump(&desk).await;
    assert_eq!(script.world().has, ["Chat"]);
    assert_eq!(script.world().secrets, [Some("https://hooks.example.org/T0/very-secret".to_owned())]);
    desk.done(Intent::RemoveChannel { channel: saved.ids[0].clone() }).await;
    let tried = desk.done(Intent::TryChannel { channel: "mail".into() }).await;
    assert_eq!(tried.remarks, ["The server answered"]);
    let row = &rows(&desk, incident).await[0];
    assert_eq!(row.state, "sent", "what went out stays in the outbox of its incident");
}

#[tokio::test]
async fn a_fresh_plan_offers_nobody_to_send_to() {
    let (desk, _, incident) = ready().await;
    let query = Query::Recipients { incident, audience: AUDIENCE.into() };
    let Answer::Recipients(found) = desk.ask(query).await else { panic!("recipients") };
    assert_eq!(found, Recipients::default(), "a fresh plan names nobody");
}

#[tokio::test]
async fn nothing_leaves_the_sample_and_a_person_can_mark_its_messages_as_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = Script::default();
    let options = Options { post: Arc::new(script.clone()), ..Options::sample() };
    let app: Arc<Bridgebook> = Bridgebook::open(folder.path(), options).await.expect("the sample opens");
    let done = async |intent| app.intent(intent).await.unwrap_or_else(|e| panic!("{}", e.message));
    let Answer::Incidents(list) = app.query(Query::Incidents).await.expect("a list") else { panic!("a list") };
    let incident = list[0].id;
    done(save(mail("Mail"), "right")).await;
    let mut intent = send(incident, "Mail", &["ana@example.org"]);
    if let Intent::SendUpdate { next, .. } = &mut intent {
        "in 30 min".clone_into(next);
    }
    let queued = done(intent).await;
    assert!(queued.remarks[0].contains("nothing leaves"), "{:?}", queued.remarks);
    done(Intent::SendDue {}).await;
    assert!(script.world().seen.is_empty());
    let Answer::Outbox(outbox) = app.query(Query::Outbox { incident: None }).await.expect("it") else { panic!("it") };
    assert!(outbox.held.contains("nothing leaves"), "{}", outbox.held);
    let row = &outbox.updates[0].rows[0];
    assert_eq!(row.words, "Waits: nothing leaves the sample");
    let error = app.intent(Intent::TryChannel { channel: "Mail".into() }).await.expect_err("it connects to nothing");
    assert!(error.message.contains("Nothing was connected to"), "{}", error.message);
    let (delivery, change) = (row.id.clone(), DeliveryChange::MarkSent);
    done(Intent::ChangeDelivery { delivery, change, reason: "told by telephone".into() }).await;
    let Answer::Board(board) = app.query(Query::Board { incident, at: None }).await.expect("it") else { panic!("it") };
    assert_eq!((board.sent[0].body.as_str(), board.sent[0].via.as_str()), (TEXT, "Mail"));
}
