//! The outbox over the network: real servers on loopback, each started by its test.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bridgebook_app::api::delivery::{DeliveryChange, SecretText, SendBy};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::outbox::Net;
use bridgebook_delivery::{Keychain, KeychainError, Trust, Wire};
use bridgebook_delivery_servers::{
    Authority, MailFault, MailScript, MailServer, Security, SignIn, WebhookFault, WebhookServer,
};
use bridgebook_domain::IncidentId;
use bridgebook_domain::delivery::{DeliveryChannel, MailSecurity, Way, WebhookForm};

use crate::desk::{Desk, update};
use crate::outbox::{outbox, pump, rows, send, told};

/// A keychain of the test's own: that of whoever runs it is left alone.
#[derive(Default)]
pub struct Pocket(Mutex<BTreeMap<String, String>>);

impl Pocket {
    fn all<T>(&self, with: impl FnOnce(&mut BTreeMap<String, String>) -> T) -> T {
        with(&mut self.0.lock().expect("no test panics while it holds this"))
    }
}

impl Keychain for Pocket {
    fn put(&self, id: &str, secret: &str) -> Result<(), KeychainError> {
        self.all(|all| all.insert(id.to_owned(), secret.to_owned()));
        Ok(())
    }

    fn get(&self, id: &str) -> Result<Option<String>, KeychainError> {
        Ok(self.all(|all| all.get(id).cloned()))
    }

    fn forget(&self, id: &str) -> Result<(), KeychainError> {
        self.all(|all| all.remove(id));
        Ok(())
    }
}

async fn desk(trust: Trust) -> (Desk, IncidentId) {
    let net = Net::with(Wire::new(trust, Duration::from_secs(10)), Arc::new(Pocket::default()));
    let desk = Desk::with_post(Arc::new(net)).await;
    desk.done(Intent::SetSetting { key: "organisation".into(), value: "Northwind".into() }).await;
    let incident = desk.declare("Checkout down").await;
    (desk, incident)
}

pub fn mail(port: u16) -> DeliveryChannel {
    let way = Way::Mail {
        host: "127.0.0.1".into(),
        port,
        security: MailSecurity::None,
        user: String::new(),
        from: "Incident desk <desk@example.org>".into(),
    };
    DeliveryChannel { id: String::new(), name: "Mail".into(), way, internal: true }
}

pub async fn save(desk: &Desk, channel: DeliveryChannel, secret: Option<&str>) -> String {
    let secret = secret.map(SecretText::new);
    desk.done(Intent::SaveChannel { channel, secret }).await.ids.remove(0)
}

/// A port on which nobody listens.
pub fn closed() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port()
}

#[tokio::test]
async fn a_mail_and_a_webhook_arrive_once_and_count_as_one_update() {
    let (server, hook) =
        (MailServer::start(MailScript::open()).await, WebhookServer::start(WebhookFault::None, None).await);
    let (desk, incident) = desk(Trust::System).await;
    save(&desk, mail(server.port()), None).await;
    let way = Way::Webhook { url: hook.url("/T0/very-secret"), form: WebhookForm::Slack };
    save(&desk, DeliveryChannel { id: String::new(), name: "Chat".into(), way, internal: true }, None).await;
    let mut intent = send(incident, "Mail", &["ana@example.org", "bo@example.org"]);
    if let Intent::SendUpdate { to, .. } = &mut intent {
        to.push(SendBy { channel: "Chat".into(), recipients: Vec::new() });
    }
    desk.done(intent).await;
    pump(&desk).await;
    pump(&desk).await;
    let states: Vec<_> = rows(&desk, incident).await.into_iter().map(|r| (r.recipient, r.state, r.words)).collect();
    assert!(states.iter().all(|(_, state, _)| state == "sent"), "{states:?}");
    let mails = server.taken();
    let to: Vec<_> = mails.iter().map(|m| m.recipients.join(" ")).collect();
    assert_eq!(to, ["ana@example.org", "bo@example.org"], "one message for each, and none twice");
    assert!(mails.iter().all(|m| m.text.contains("card payments fail in the shop")), "{mails:?}");
    assert!(!mails[0].text.contains("bo@example.org"), "nobody sees who else is told");
    let posts = hook.taken();
    assert_eq!(posts.len(), 1);
    assert!(posts[0].body.contains("card payments fail in the shop"), "{posts:?}");
    let id = rows(&desk, incident).await.into_iter().find(|r| r.recipient == "Chat").expect("its row").id;
    assert_eq!(posts[0].header("Idempotency-Key"), Some(id.as_str()));
    let log = told(&desk, incident).await;
    assert_eq!(log.iter().filter(|kind| *kind == "update_sent").count(), 1, "{log:?}");
    assert!(
        desk.lies_on_disk("card payments") && !desk.lies_on_disk("very-secret"),
        "only what is no secret lies there"
    );
}

#[tokio::test]
async fn a_server_that_dies_after_the_text_leaves_it_uncertain_and_nothing_is_sent_again_by_itself() {
    let server = MailServer::start(MailScript::with(MailFault::ClosesAfterText)).await;
    let (desk, incident) = desk(Trust::System).await;
    save(&desk, mail(server.port()), None).await;
    desk.done(send(incident, "Mail", &["ana@example.org"])).await;
    pump(&desk).await;
    server.now_does(MailScript::open());
    let desk = desk.again().await;
    for _ in 0..5 {
        pump(&desk).await;
        desk.later(60);
    }
    let row = rows(&desk, incident).await.remove(0);
    assert_eq!((row.state.as_str(), server.taken().len()), ("uncertain", 1), "{}", row.words);
    assert!(update(&desk.board(incident).await, "Executives").in_outbox.is_some(), "no promise was kept by it");
    let (delivery, change) = (row.id, DeliveryChange::SendAgain);
    desk.done(Intent::ChangeDelivery { delivery, change, reason: String::new() }).await;
    pump(&desk).await;
    let taken = server.taken();
    assert_eq!(taken.len(), 2, "a person wanted it");
    assert_eq!(taken[0].text, taken[1].text, "the same bytes, under the same Message-ID");
    assert!(outbox(&desk, None).await.updates.is_empty());
}

#[tokio::test]
async fn what_cannot_leave_waits_through_a_restart_and_arrives_once_when_the_network_is_back() {
    let (desk, incident) = desk(Trust::System).await;
    let id = save(&desk, mail(closed()), None).await;
    desk.done(send(incident, "Mail", &["ana@example.org"])).await;
    pump(&desk).await;
    let row = rows(&desk, incident).await.remove(0);
    assert_eq!(row.state, "retrying");
    assert!(row.words.contains("127.0.0.1") && row.words.contains("Next attempt at 12:00:"), "{}", row.words);
    let desk = desk.again().await;
    desk.later(30);
    pump(&desk).await;
    assert_eq!(rows(&desk, incident).await[0].attempts, 2, "it was tried again by itself");
    let server = MailServer::start(MailScript::open()).await;
    save(&desk, DeliveryChannel { id, ..mail(server.port()) }, None).await;
    let desk = desk.again().await;
    pump(&desk).await;
    pump(&desk).await;
    assert_eq!(rows(&desk, incident).await[0].state, "sent");
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_refusal_is_told_in_the_servers_words_and_a_busy_server_is_left_alone() {
    let refuses =
        MailServer::start(MailScript::with(MailFault::AnswersRecipient("550 5.1.1 no such user".into()))).await;
    let hook = WebhookServer::start(
        WebhookFault::Answers("429 Too Many Requests".into(), vec!["Retry-After: 600".into()], String::new()),
        None,
    )
    .await;
    let (desk, incident) = desk(Trust::System).await;
    save(&desk, mail(refuses.port()), None).await;
    let way = Way::Webhook { url: hook.url("/hook"), form: WebhookForm::Generic };
    save(&desk, DeliveryChannel { id: String::new(), name: "Chat".into(), way, internal: true }, None).await;
    desk.done(send(incident, "Mail", &["nobody@example.org"])).await;
    desk.done(send(incident, "Chat", &[])).await;
    pump(&desk).await;
    let all = rows(&desk, incident).await;
    let mail = all.iter().find(|r| r.channel == "Mail").expect("its row");
    assert_eq!(mail.state, "refused");
    assert!(mail.words.contains("no such user"), "{}", mail.words);
    let chat = all.iter().find(|r| r.channel == "Chat").expect("its row");
    assert_eq!((chat.state.as_str(), chat.at.as_str()), ("retrying", "2026-03-13T12:10:00Z"), "{}", chat.words);
    assert!(refuses.taken().is_empty());
    hook.now_does(WebhookFault::None);
    desk.later(10);
    pump(&desk).await;
    let delivered = hook.taken().iter().filter(|r| r.body.contains("card payments")).count();
    assert_eq!(delivered, 2, "the one that was put off, and the one that was taken");
}

#[tokio::test]
async fn the_password_comes_from_the_keychain_and_stands_in_no_word() {
    let authority = Authority::new();
    let script = MailScript {
        fault: MailFault::None,
        security: Security::Tls(authority.server(&["localhost"])),
        sign_in: SignIn::Only("desk".into(), "very-secret".into()),
    };
    let server = MailServer::start(script).await;
    let (desk, incident) = desk(Trust::Only(vec![authority.root()])).await;
    let way = Way::Mail {
        host: "localhost".into(),
        port: server.port(),
        security: MailSecurity::Tls,
        user: "desk".into(),
        from: "desk@example.org".into(),
    };
    let channel = DeliveryChannel { id: String::new(), name: "Mail".into(), way, internal: true };
    let id = save(&desk, channel.clone(), Some("wrong-secret")).await;
    let tried = desk.refused(Intent::TryChannel { channel: "Mail".into() }).await;
    assert!(!tried.message.contains("wrong-secret") && !tried.message.is_empty(), "{}", tried.message);
    desk.done(send(incident, "Mail", &["ana@example.org"])).await;
    pump(&desk).await;
    let row = rows(&desk, incident).await.remove(0);
    assert_ne!(row.state, "sent");
    assert!(!format!("{row:?}").contains("wrong-secret"), "{row:?}");
    save(&desk, DeliveryChannel { id, ..channel }, Some("very-secret")).await;
    let tried = desk.done(Intent::TryChannel { channel: "Mail".into() }).await;
    assert!(!tried.remarks.is_empty() && server.taken().is_empty(), "it signs in and sends nothing: {tried:?}");
    let row = rows(&desk, incident).await.remove(0);
    if row.state == "refused" {
        let (delivery, change) = (row.id, DeliveryChange::SendAgain);
        desk.done(Intent::ChangeDelivery { delivery, change, reason: String::new() }).await;
    }
    pump(&desk).await;
    assert_eq!(server.taken().len(), 1);
    assert!(server.taken()[0].is_private);
    assert!(
        desk.lies_on_disk("card payments") && !desk.lies_on_disk("very-secret"),
        "only what is no secret lies there"
    );
}
