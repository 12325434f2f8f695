//! A message as a mail (RFC 5322), in ASCII on the wire whatever its letters are: plain, and beside it as HTML where
//! something in it is emphasised (RFC 2046, 5.1.4), so that nobody reads the marks of the writer.

use std::time::SystemTime;

use bridgebook_domain::delivery::sender;
use bridgebook_domain::message::emphasis;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};

use super::{Message, address};

/// What parts the two forms. No text in quoted-printable can hold it, and it is the same at every attempt.
const BOUNDARY: &str = "=_bridgebook";

pub(super) fn render(from: &str, message: &Message, recipient: &str, message_id: &str) -> Result<Vec<u8>, String> {
    // The name that somebody gave the channel is meant for its readers; the organisation's is for a bare address.
    let (name, sending) = sender(from);
    let name = name.or(Some(message.sent_as.as_str()).filter(|name| !name.is_empty()));
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
    let failed = |_| "The mail could not be put together.".to_owned();
    let plain = emphasis::plain(&message.body);
    let mail = if plain == message.body {
        let part = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(plain);
        mail.singlepart(part).map_err(failed)?
    } else {
        let forms = MultiPart::alternative()
            .boundary(BOUNDARY)
            .singlepart(quoted(ContentType::TEXT_PLAIN, plain)?)
            .singlepart(quoted(ContentType::TEXT_HTML, html(&message.body))?);
        mail.multipart(forms).map_err(failed)?
    };
    Ok(mail.formatted())
}

/// A part whose encoding is always the same: one that suits its letters could hold the boundary.
fn quoted(kind: ContentType, text: String) -> Result<SinglePart, String> {
    let body = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable);
    let body = body.map_err(|_| "The mail could not be put together.".to_owned())?;
    Ok(SinglePart::builder().header(kind).body(body))
}

/// The text as HTML that holds nothing but paragraphs, ends of lines and emphasis.
fn html(text: &str) -> String {
    let mut marked = String::new();
    for piece in emphasis::pieces(text) {
        let words = piece.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        marked.push_str(&if piece.is_bold { format!("<b>{words}</b>") } else { words });
    }
    // A blank line begins a paragraph; no emphasis holds one.
    let lines: Vec<&str> = marked.lines().collect();
    let paragraphs = lines.split(|line| line.trim().is_empty()).filter(|lines| !lines.is_empty());
    let paragraphs: String = paragraphs.map(|lines| format!("<p>{}</p>\n", lines.join("<br>\n"))).collect();
    format!("<!DOCTYPE html>\n<html><body>\n{paragraphs}</body></html>\n")
}

fn bracketed(id: &str) -> String {
    if id.starts_with('<') { id.to_owned() } else { format!("<{id}>") }
}
