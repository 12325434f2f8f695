//! Deliveries over real sockets of loopback, against servers that misbehave as told: of each it is asserted which of the
//! four outcomes it is, whether the text had been announced to the caller before, and how often a server took it.

mod mail;
mod render;
mod webhook;

use std::sync::Mutex;
use std::time::Duration;

use bridgebook_delivery::{Message, Outcome, Parcel, Trust, Wire, message_id, render};
use bridgebook_delivery_servers::Authority;
use bridgebook_domain::delivery::DeliveryChannel;

/// Enough for anything that answers, on any machine.
const PATIENT: Duration = Duration::from_secs(30);
/// For servers that never answer.
const SHORT: Duration = Duration::from_secs(3);

fn trusting(authority: &Authority, step: Duration) -> Wire {
    Wire::new(Trust::Only(vec![authority.root()]), step)
}

fn message() -> Message {
    Message {
        subject: "Checkout is slow".into(),
        body: "We see errors since 14:02 UTC.\n.\nNext update at 15:00 UTC.".into(),
        sent_as: String::new(),
        incident: "INC-0007".into(),
        reply_to: None,
        at: "2026-03-01T14:30:00Z".parse().expect("a moment"),
    }
}

fn parcel(channel: &DeliveryChannel, recipient: &str) -> Parcel {
    let delivery_id = "0199-delivery".to_owned();
    let message_id = message_id(&delivery_id, channel);
    let rendered = render(channel, &message(), recipient, &message_id).expect("it renders");
    Parcel { delivery_id, recipient: recipient.to_owned(), rendered, message_id, is_personal: false }
}

/// What a test expects of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sent,
    Later,
    Refused,
    Uncertain,
}

fn kind(outcome: &Outcome) -> (Kind, &str) {
    match outcome {
        Outcome::Sent { reply } => (Kind::Sent, reply),
        Outcome::Later { why, .. } => (Kind::Later, why),
        Outcome::Refused { why } => (Kind::Refused, why),
        Outcome::Uncertain { why } => (Kind::Uncertain, why),
    }
}

/// Delivers once and says what came of it, and whether the text was about to leave.
async fn attempt(
    wire: &Wire,
    channel: &DeliveryChannel,
    secret: Option<&str>,
    parcel: &Parcel,
    taken: impl Fn() -> usize,
) -> (Outcome, bool) {
    let asked = Mutex::new(0);
    let before = taken();
    let outcome = wire
        .deliver(channel, secret, parcel, async || {
            *asked.lock().expect("lock") += 1;
            assert_eq!(taken(), before, "the text left before it could be noted");
            Ok(())
        })
        .await;
    let asked = asked.into_inner().expect("lock");
    assert!(asked <= 1, "asked {asked} times");
    (outcome, asked == 1)
}
