//! A message, and the bytes that it is sent as. They are made once, when it is queued: every attempt sends the same.

use bridgebook_domain::delivery::{DeliveryChannel, Way, check_mail_address};
use jiff::Timestamp;
use lettre::Address;
use url::Host;

mod hook;
mod mail;

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The subject, on one line.
    pub subject: String,
    /// The text as it was written, `**bold**` for what is emphasised.
    pub body: String,
    /// Who it is sent as, for people: a name, a role or both; empty where the channel's sender says it.
    pub sent_as: String,
    /// Reference of the incident; empty where there is none.
    pub incident: String,
    /// The address that answers go to, if it is not the sender's.
    pub reply_to: Option<String>,
    /// When it was written, which is what a mail says its date is (RFC 5322, 3.6.1).
    pub at: Timestamp,
}

/// The bytes that a message is sent as over a channel: a mail with its headers, or the body of a webhook.
///
/// # Errors
/// A sentence for a person: an address that is none, a text that the other side would cut, an id with a line break.
pub fn render(
    channel: &DeliveryChannel,
    message: &Message,
    recipient: &str,
    message_id: &str,
) -> Result<Vec<u8>, String> {
    channel.check()?;
    channel.check_recipient(recipient)?;
    if message_id.is_empty() || message_id.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err("The message has no id that could be sent with it.".to_owned());
    }
    let message = Message {
        subject: on_one_line(&message.subject),
        body: with_plain_ends(&message.body),
        sent_as: on_one_line(&message.sent_as),
        incident: on_one_line(&message.incident),
        reply_to: message.reply_to.clone(),
        at: message.at,
    };
    match &channel.way {
        Way::Mail { from, .. } => mail::render(from, &message, recipient, message_id),
        Way::Webhook { form, .. } => hook::render(*form, &message, message_id),
    }
}

/// The Message-ID of a delivery, the same at every attempt: its id at the host of the sender (RFC 5322, 3.6.4).
#[must_use]
pub fn message_id(delivery_id: &str, channel: &DeliveryChannel) -> String {
    let host = match &channel.way {
        Way::Mail { from, .. } => {
            let address = address(bridgebook_domain::delivery::sender(from).1);
            address.map_or_else(|_| String::new(), |address| address.domain().to_owned())
        }
        Way::Webhook { .. } => String::new(),
    };
    format!("<{delivery_id}@{}>", if host.is_empty() { "bridgebook.invalid" } else { &host })
}

/// An address as it goes over the wire: its host in the letters that the network knows (RFC 5891).
pub(crate) fn address(text: &str) -> Result<Address, String> {
    check_mail_address(text)?;
    let none = || format!("\u{201c}{text}\u{201d} is not an e-mail address, such as name@example.com.");
    let (user, host) = text.rsplit_once('@').ok_or_else(none)?;
    let host = if host.is_ascii() { host.to_owned() } else { Host::parse(host).map_err(|_| none())?.to_string() };
    Address::new(user, host).map_err(|_| none())
}

fn on_one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Ends of lines as `\n` alone. A lone `\r` is one of them, or the end of a message could be said by its text.
fn with_plain_ends(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect()
}
