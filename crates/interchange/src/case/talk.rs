//! What was said, out of the text of a conversation.

use std::collections::BTreeSet;

use bridgebook_domain::case::{Said, Speaker};
use bridgebook_domain::transcript::{self, Asked};
use bridgebook_domain::view::folded;
use jiff::Timestamp;

use super::field::zone_name;
use super::{Reading, quoted};

/// What a conversation gave.
#[derive(Debug, Default)]
pub(super) struct Talk {
    pub said: Vec<Said>,
    pub remarks: Vec<String>,
}

/// Who a word means; none for a name.
pub(super) fn speaker(word: &str) -> Option<Speaker> {
    Some(match folded(word).replace(['_', '-'], " ").as_str() {
        "customer" | "client" | "user" | "end user" | "visitor" | "caller" | "requester" | "guest" | "contact" => {
            Speaker::Customer
        }
        "assistant" | "ai" | "bot" | "chatbot" | "model" | "ai agent" | "ai assistant" | "virtual agent" => {
            Speaker::Assistant
        }
        "human" | "agent" | "human agent" | "operator" | "support" | "staff" | "advisor" | "employee" => Speaker::Human,
        "system" | "program" | "event" => Speaker::System,
        _ => return None,
    })
}

/// Who speaks, by the name that a line begins with: a word for what they are, or a name with such a word in brackets.
pub(super) fn named(name: &str) -> (Speaker, String, bool) {
    let name = name.trim().trim_matches('*').trim();
    if name.is_empty() {
        return (Speaker::System, String::new(), true);
    }
    if let Some(by) = speaker(name) {
        return (by, String::new(), true);
    }
    let inner = name.strip_suffix(')').and_then(|n| n.rsplit_once('('));
    if let Some((own, by)) = inner.and_then(|(own, word)| Some((own, speaker(word)?))) {
        return (by, own.trim().to_owned(), true);
    }
    (Speaker::Customer, name.to_owned(), false)
}

/// Reads a conversation: lines `14:02 Customer: text` in any of the orders of chat programs, or `Customer: text`
/// without times. What belongs to no line before it is kept as a line of the system.
pub(super) fn read(text: &str, opened: Option<Timestamp>, reading: &Reading<'_>) -> Talk {
    let mut talk = Talk::default();
    let text = unmarked(text);
    let day = opened.map(|at| at.to_zoned(reading.zone.clone()).date());
    let asked = Asked { now: reading.now, until: reading.now, zone: reading.zone, day, order: None };
    let read = transcript::read_said(&text, &asked);
    let mut strangers = BTreeSet::new();
    let mut say = |at: Option<Timestamp>, name: &str, text: String| {
        let (by, name, is_known) = named(name);
        if !is_known {
            strangers.insert(name.clone());
        }
        Said { at, by, name, text }
    };
    untimed(&read.before, &mut talk.said, &mut say);
    for message in &read.messages {
        talk.said.push(say(Some(message.at), &message.name, message.text.clone()));
    }
    if read.asks_zone {
        talk.remarks
            .push(format!("The conversation names no zone; its times were read in {}.", zone_name(reading.zone)));
    }
    if let (Some(day), None) = (read.asks_day, opened) {
        talk.remarks.push(format!("The conversation names no day; its first line was read as of {day}."));
    }
    if read.empty > 0 {
        talk.remarks.push(format!("{} lines of the conversation hold no words and were left out.", read.empty));
    }
    for name in strangers {
        talk.remarks.push(format!(
            "{} was taken for the customer. Write for instance “{name} (agent):” where it is not.",
            quoted(&name)
        ));
    }
    talk
}

/// Lines without times: `Name: text` begins one, another line goes on with it.
fn untimed(lines: &[String], said: &mut Vec<Said>, say: &mut impl FnMut(Option<Timestamp>, &str, String) -> Said) {
    for line in lines {
        let head = line.split_once(':').filter(|(name, _)| {
            // A name has few words; a sentence with a colon goes on with what was said.
            let by = named(name);
            by.2 || (name.chars().count() <= 40
                && name.split_whitespace().count() <= 3
                && name.starts_with(char::is_uppercase))
        });
        match (head, said.last_mut()) {
            (Some((name, text)), _) if !name.trim().is_empty() => {
                said.push(say(None, name, text.trim().trim_start_matches("**").trim().to_owned()));
            }
            (_, Some(last)) => {
                last.text.push('\n');
                last.text.push_str(line);
            }
            (_, None) => said.push(Said { at: None, by: Speaker::System, name: String::new(), text: line.clone() }),
        }
    }
}

/// The lines without the marks of a Markdown list and of bold names.
fn unmarked(text: &str) -> String {
    let line = |line: &str| {
        let bare = line.trim_start();
        let bare = bare.strip_prefix("- ").or_else(|| bare.strip_prefix("* ")).unwrap_or(line);
        // `**Customer:** text` and `14:02 **Customer:** text`.
        match bare.split_once(":**") {
            Some((head, rest)) if head.contains("**") => format!("{}:{rest}", head.replacen("**", "", 1)),
            _ => bare.to_owned(),
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
