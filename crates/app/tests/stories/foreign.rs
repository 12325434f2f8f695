//! Mail against a server that others wrote: what leaves the outbox is read there by a program that knows the standards and
//! not this one.

use std::sync::Arc;
use std::time::Duration;

use bridgebook_app::api::delivery::SecretText;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::outbox::Net;
use bridgebook_delivery::{Trust, Wire};
use bridgebook_delivery_servers::{Authority, ForeignMail};
use bridgebook_domain::IncidentId;
use bridgebook_domain::delivery::{DeliveryChannel, MailSecurity, Way};

use crate::desk::Desk;
use crate::outbox::{pump, rows, send};
use crate::wire::Pocket;

const PASSWORD: &str = "corr3ct horse";

async fn desk(trust: &Authority, port: u16, password: &str) -> (Desk, IncidentId) {
    let wire = Wire::new(Trust::Only(vec![trust.root()]), Duration::from_secs(30));
    let desk = Desk::with_post(Arc::new(Net::with(wire, Arc::new(Pocket::default())))).await;
    let way = Way::Mail {
        host: "localhost".into(),
        port,
        security: MailSecurity::StartTls,
        user: "desk".into(),
        from: "Störungsstelle <desk@example.org>".into(),
    };
    let channel = DeliveryChannel { id: String::new(), name: "Mail".into(), way, internal: true };
    desk.done(Intent::SaveChannel { channel, secret: Some(SecretText::new(password)) }).await;
    let incident = desk.declare("Checkout down").await;
    (desk, incident)
}

#[tokio::test]
async fn an_update_is_read_by_a_foreign_mail_server_after_tls_and_sign_in_once() {
    let authority = Authority::new();
    let server = ForeignMail::start(&authority, "desk", PASSWORD);
    let (desk, incident) = desk(&authority, server.port(), PASSWORD).await;
    let mut intent = send(incident, "Mail", &["ana@example.org", "bo@example.org"]);
    if let Intent::SendUpdate { body, subject, .. } = &mut intent {
        *body = "**What you may see.** Zahlungen schlagen fehl: 결제 장애.\n.\n\nNext update by **12:30 UTC**.".into();
        *subject = "Zahlungen: Störung".into();
    }
    desk.done(intent).await;
    pump(&desk).await;
    pump(&desk).await;
    let states: Vec<_> = rows(&desk, incident).await.into_iter().map(|row| (row.state, row.words)).collect();
    assert!(states.iter().all(|(state, _)| state == "sent"), "{states:?}");
    let taken = server.taken();
    let to: Vec<_> = taken.iter().map(|message| message.recipients.join(" ")).collect();
    assert_eq!(to, ["ana@example.org", "bo@example.org"], "one message for each, and none twice");
    for message in &taken {
        assert_eq!((message.sender.as_str(), message.user.as_str()), ("desk@example.org", "desk"));
        assert!(message.is_private, "neither text nor password went in the clear");
        assert_eq!(message.subject, "Zahlungen: Störung");
        assert_eq!(message.kinds, ["text/plain", "text/html"]);
        let [plain, html] = message.forms.as_slice() else { panic!("two forms: {message:#?}") };
        let words = "What you may see. Zahlungen schlagen fehl: 결제 장애.\n.\n\nNext update by 12:30 UTC.";
        assert_eq!(plain.trim_end(), words, "as it is read, with its line of one dot");
        assert!(html.contains("<b>What you may see.</b>") && !html.contains("**"), "{html}");
    }
    assert_ne!(taken[0].message_id, taken[1].message_id);
}

#[tokio::test]
async fn a_foreign_server_that_does_not_know_the_password_or_is_not_trusted_takes_nothing() {
    let authority = Authority::new();
    let server = ForeignMail::start(&authority, "desk", PASSWORD);
    for (trusted, password, words) in [
        (&authority, "wrong", "Check the user name and the password"),
        (&Authority::new(), PASSWORD, "comes from nobody whom this machine trusts"),
    ] {
        let (desk, incident) = desk(trusted, server.port(), password).await;
        desk.done(send(incident, "Mail", &["ana@example.org"])).await;
        pump(&desk).await;
        let row = rows(&desk, incident).await.remove(0);
        assert!(row.state != "sent" && row.words.contains(words), "{row:?}");
        assert!(!row.words.contains(PASSWORD), "{row:?}");
    }
    assert_eq!(server.taken(), []);
}
