//! A message as a plain mail (RFC 5322), in ASCII on the wire whatever its letters are.

use std::time::SystemTime;

use bridgebook_domain::delivery::sender;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};

use super::{Message, address};

pub(super) fn render(from: &str, message: &Message, recipient: &str, message_id: &str) -> Result<Vec<u8>, String> {
    let (name, sending) = sender(from);
    let name = Some(message.sent_as.as_str()).filter(|name| !name.is_empty()).or(name);
    let mut mail = lettre::Message::builder()
        .from(Mailbox::new(name.map(str::to_owned), address(sending)?))
        .to(Mailbox::new(None, address(recipient)?))
        .subject(message.subject.clone())
        .date(SystemTime::from(message.at))
        .message_id(Some(bracketed(message_id)));
    if let Some(reply_to) = &message.reply_to {
        let (name, reply_to) = sender(reply_to);
        mail = mail.reply_to(Mailbox::new(name.map(str::to_owned), address(reply_to)?));
    }
    if !message.incident.is_empty() {
        let name = HeaderName::new_from_ascii_str("X-Bridgebook-Incident");
        mail = mail.raw_header(HeaderValue::new(name, message.incident.clone()));
    }
    let part = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(message.body.clone());
    let mail = mail.singlepart(part).map_err(|_| "The mail could not be put together.".to_owned())?;
    Ok(mail.formatted())
}

fn bracketed(id: &str) -> String {
    if id.starts_with('<') { id.to_owned() } else { format!("<{id}>") }
}
