//! The brief and the case as text, and as the ticket that two helpdesks take. `docs/hand-off.md` names the pages that the
//! names of their fields are from.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

use crate::case::brief::{Brief, Cite};
use crate::case::{IncomingCase, Said};
use crate::view::folded;

/// Longest subject of a ticket, in characters (the schema of a Zendesk ticket).
pub const SUBJECT_LIMIT: usize = 150;

/// What a ticket is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ticket {
    /// Name of the case.
    pub id: String,
    /// Subject.
    pub subject: String,
    /// Brief and conversation.
    pub body: String,
    /// Name of the customer; empty where it is not known.
    pub name: String,
    /// E-mail address of the customer; empty where it is not known.
    pub email: String,
    /// Priority: `urgent`, `high`, `normal` or `low`; anything else is left out.
    pub priority: String,
    /// Words by which it is found.
    pub tags: Vec<String>,
}

impl Ticket {
    fn subject(&self) -> String {
        let subject = self.subject.split_whitespace().collect::<Vec<_>>().join(" ");
        let subject = if subject.is_empty() { format!("Case {}", self.id) } else { subject };
        if subject.chars().count() <= SUBJECT_LIMIT {
            return subject;
        }
        let cut: String = subject.chars().take(SUBJECT_LIMIT - 1).collect();
        format!("{}…", cut.trim_end())
    }

    /// Tags without spaces, which Zendesk would part them at.
    fn tags(&self) -> Vec<String> {
        let mut list: Vec<String> = self.tags.iter().map(|tag| folded(tag).replace([' ', ','], "_")).collect();
        list.retain(|tag| !tag.is_empty());
        list.dedup();
        list
    }
}

/// The body of `POST /api/v2/tickets` of Zendesk. The comment is an internal note: it is for the team, and the customer is
/// not sent their own words.
#[must_use]
pub fn zendesk(ticket: &Ticket) -> Json {
    let mut json = json!({
        "subject": ticket.subject(),
        "comment": { "body": ticket.body, "public": false },
        "tags": ticket.tags(),
        "external_id": ticket.id,
    });
    if !ticket.email.is_empty() {
        // A requester who is not known yet is made from name and address; a name is asked for then.
        let name = if ticket.name.is_empty() { &ticket.email } else { &ticket.name };
        json["requester"] = json!({ "name": name, "email": ticket.email });
    }
    let priority = folded(&ticket.priority);
    if ["urgent", "high", "normal", "low"].contains(&priority.as_str()) {
        json["priority"] = json!(priority);
    }
    json!({ "ticket": json })
}

/// The body of `POST /api/tickets` of Gorgias: one incoming message of the customer by the channel `api`, on which no rule
/// that replies by itself is run.
#[must_use]
pub fn gorgias(ticket: &Ticket) -> Json {
    let mut customer = json!({ "email": ticket.email });
    if !ticket.name.is_empty() {
        customer["name"] = json!(ticket.name);
    }
    let mut message = json!({
        "channel": "api",
        "via": "api",
        "from_agent": false,
        "subject": ticket.subject(),
        "body_text": ticket.body,
    });
    let tags: Vec<Json> = ticket.tags().iter().map(|tag| json!({ "name": tag })).collect();
    let mut json = json!({
        "channel": "api",
        "via": "api",
        "from_agent": false,
        "subject": ticket.subject(),
        "external_id": ticket.id,
        "tags": tags,
    });
    if !ticket.email.is_empty() {
        message["sender"] = json!({ "email": ticket.email });
        json["customer"] = customer;
    }
    json["messages"] = json!([message]);
    json
}

/// A brief as plain text, each line with where it is from. A part of which nothing is known says so.
#[must_use]
pub fn brief_text(brief: &Brief) -> String {
    let mut text = String::new();
    for part in &brief.parts {
        let _ = writeln!(text, "{}:", part.name);
        if part.lines.is_empty() {
            text.push_str("- nothing was found\n");
        }
        for line in &part.lines {
            let _ = writeln!(text, "- {} ({})", line.text, cited(&line.cites));
        }
        text.push('\n');
    }
    text.trim_end().to_owned()
}

/// Where a line is from, in words.
pub(super) fn cited(cites: &[Cite]) -> String {
    let one = |cite: &Cite| match cite {
        Cite::Line { line } => format!("line {line}"),
        Cite::Attempt { attempt } => format!("attempt {attempt}"),
        Cite::Field { name } => format!("field {name}"),
        Cite::Customer { name } => format!("customer data, {name}"),
    };
    if cites.is_empty() { "written by hand".to_owned() } else { cites.iter().map(one).collect::<Vec<_>>().join(", ") }
}

/// What was said, a numbered line each, with its time in a zone.
#[must_use]
pub fn transcript_text(case: &IncomingCase, zone: &TimeZone) -> String {
    let mut text = String::new();
    for (n, Said { at, by, name, text: words }) in case.conversation.iter().enumerate() {
        let who = if name.is_empty() { by.as_str().to_owned() } else { format!("{name} ({})", by.as_str()) };
        let _ = writeln!(text, "{}. {} {who}: {}", n + 1, time(*at, zone), words.trim().replace('\n', "\n   "));
    }
    text.trim_end().to_owned()
}

fn time(at: Option<Timestamp>, zone: &TimeZone) -> String {
    at.map_or_else(|| "(no time)".to_owned(), |at| crate::moment::print(at, zone))
}
