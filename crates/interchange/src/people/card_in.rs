//! vCards as people.

use std::collections::BTreeMap;

use bridgebook_domain::directory::incoming::IncomingPerson;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::card_line::{Line, lines, parts, text};
use super::card_out::{CHAT, OWN};
use super::{Growing, PEOPLE_LIMIT, PeopleError, PeopleFile};
use crate::csv_form::clean;
use crate::csv_text;
use crate::report::Remark;

/// What says nothing of a person, so that nobody misses it.
const SILENT: [&str; 13] = [
    "VERSION",
    "PRODID",
    "REV",
    "N",
    "KIND",
    "PROFILE",
    "SOURCE",
    "NAME",
    "CLASS",
    "SORT-STRING",
    "X-ABLABEL",
    "MAILER",
    "CLIENTPIDMAP",
];

/// Services for messages that had a property of their own.
const MESSENGERS: [(&str, &str); 7] = [
    ("X-SKYPE", "skype"),
    ("X-SKYPE-USERNAME", "skype"),
    ("X-JABBER", "xmpp"),
    ("X-GTALK", "xmpp"),
    ("X-AIM", "aim"),
    ("X-ICQ", "icq"),
    ("X-MSN", "msn"),
];

/// What was left out: a name of it with the first line and how many cards.
#[derive(Default)]
struct Left(BTreeMap<String, (usize, usize)>);

impl Left {
    fn add(&mut self, what: &str, line: usize) {
        let (_, count) = self.0.entry(what.to_owned()).or_insert((line, 0));
        *count += 1;
    }

    fn remarks(self) -> impl Iterator<Item = Remark> {
        self.0.into_iter().map(|(what, (line, count))| {
            let message = match (what.as_str(), count) {
                ("PHOTO", _) => format!("{} left out: the directory keeps no pictures of people.", were(count, "photo")),
                ("nameless", _) => format!("{} left out, as no name is in it.", were(count, "card")),
                ("group", _) => format!("{} of groups left out: teams are a list of their own.", were(count, "card")),
                ("fax", _) => format!("{} left out: nobody is reached by fax in an incident.", were(count, "fax number")),
                ("offset", _) => format!(
                    "{} left out that gives only a difference to UTC: without a place nobody knows when the clock changes.",
                    were(count, "time zone")
                ),
                ("zone", _) => format!("{} left out that nobody knows. Write one such as Europe/Berlin.", were(count, "time zone")),
                ("long", _) => format!("{} left out as too long for the field.", were(count, "value")),
                ("line", _) => format!("{} left out that belongs to no card.", were(count, "line")),
                ("open", _) => "A card that begins here has no END:VCARD; it was read as far as it goes.".to_owned(),
                ("more", _) => format!("A file holds {PEOPLE_LIMIT} people; {} left out. Split the file.", were(count, "card")),
                (name, 1) => format!("{name} has no place in the directory and was left out."),
                (name, count) => format!("{name} has no place in the directory and was left out, {count} times."),
            };
            Remark::new(line, message)
        })
    }
}

/// So many of something, and that they were.
fn were(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what} was") } else { format!("{count} {what}s were") }
}

pub(super) fn read(bytes: &[u8]) -> Result<PeopleFile, PeopleError> {
    let mut file = PeopleFile::default();
    let (decoded, remark) = csv_text::decode(bytes);
    file.remarks.extend(remark);
    let mut left = Left::default();
    // How many cards are open: version 2.1 puts one into another (AGENT). Only the outer one is a person.
    let (mut depth, mut card, mut began, mut seen) = (0_usize, Card::default(), 0, false);
    for line in lines(&decoded) {
        let is_card = line.value.trim().eq_ignore_ascii_case("VCARD");
        match line.name.as_str() {
            "BEGIN" if is_card => {
                // A card that was not ended before the next begins, unless it is the agent of the outer one.
                if depth == 1 && !card.has_agent {
                    left.add("open", began);
                    take(std::mem::take(&mut card), began, &mut file, &mut left);
                    depth = 0;
                }
                depth += 1;
                if depth == 1 {
                    (card, began, seen) = (Card::default(), line.line, true);
                }
            }
            "END" if is_card => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    take(std::mem::take(&mut card), began, &mut file, &mut left);
                }
            }
            _ if depth == 1 => card.property(&line, &mut left),
            _ if depth > 1 => {}
            _ => left.add("line", line.line),
        }
    }
    if depth > 0 {
        left.add("open", began);
        take(card, began, &mut file, &mut left);
    }
    if !seen {
        return Err(PeopleError::NoCard);
    }
    file.remarks.extend(left.remarks());
    file.remarks.sort();
    Ok(file)
}

fn take(card: Card, line: usize, file: &mut PeopleFile, left: &mut Left) {
    if card.is_group {
        return left.add("group", line);
    }
    if file.people.len() >= PEOPLE_LIMIT {
        return left.add("more", line);
    }
    match card.done(line) {
        Some(person) => file.people.push(person),
        None => left.add("nameless", line),
    }
}

#[derive(Default)]
struct Card {
    person: Growing,
    structured: String,
    is_group: bool,
    has_agent: bool,
}

impl Card {
    fn property(&mut self, line: &Line, left: &mut Left) {
        if matches!(line.name.as_str(), "PHOTO" | "LOGO" | "SOUND" | "KEY") {
            return left.add(&line.name, line.line);
        }
        if line.is_cut {
            return left.add("long", line.line);
        }
        if let Some((_, key)) = OWN.iter().find(|(name, _)| *name == line.name) {
            return self.keep(key, &text(&line.value), line, left);
        }
        if let Some((_, service)) = MESSENGERS.iter().find(|(name, _)| *name == line.name) {
            return self.keep("chat", &format!("{service}:{}", text(&line.value).trim()), line, left);
        }
        let whole = text(&line.value);
        match line.name.as_str() {
            "FN" if self.person.has("name") => self.keep("native_name", &whole, line, left),
            "FN" => self.keep("name", &whole, line, left),
            "N" => {
                let parts = parts(&line.value, ';');
                let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
                self.structured =
                    [part(1), part(2), part(0)].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
            }
            "ORG" => {
                let parts = parts(&line.value, ';');
                let named: Vec<&str> = parts.iter().map(|p| p.trim()).filter(|p| !p.is_empty()).collect();
                self.keep("employer", &named.join(", "), line, left);
            }
            "TITLE" | "ROLE" => self.keep("titles", &whole, line, left),
            "TEL" if line.is("TYPE", "fax") => left.add("fax", line.line),
            "TEL" => self.keep("phones", without(&whole, "tel:"), line, left),
            "EMAIL" => self.keep("emails", without(&whole, "mailto:"), line, left),
            "IMPP" => self.keep("chat", without(&whole, CHAT), line, left),
            "TZ" => self.zone(&whole, line, left),
            "NOTE" => self.keep("note", &whole, line, left),
            "LANG" => self.keep("languages", &whole, line, left),
            "UID" => {
                let id = whole.trim().to_lowercase();
                let id = id.strip_prefix("urn:uuid:").unwrap_or(&id);
                let id = Uuid::parse_str(id).map(|id| id.to_string()).unwrap_or_default();
                // What Bridgebook writes for other programs is its own id, and no foreign one.
                if self.person.has("id") && self.person.fields["id"] == [id.clone()] {
                    return;
                }
                if !self.person.has("id") {
                    self.keep("id", &id, line, left);
                }
                self.keep("uid", &whole, line, left);
            }
            "X-ADDRESSBOOKSERVER-KIND" | "KIND" => self.is_group |= whole.trim().eq_ignore_ascii_case("group"),
            "AGENT" => self.has_agent = true,
            name if SILENT.contains(&name) => {}
            name => left.add(name, line.line),
        }
    }

    fn keep(&mut self, key: &str, value: &str, line: &Line, left: &mut Left) {
        if !self.person.take(key, &clean(value)) {
            let what = if std::mem::take(&mut self.person.too_long) { "long" } else { &line.name };
            left.add(what, line.line);
        }
    }

    fn zone(&mut self, written: &str, line: &Line, left: &mut Left) {
        let written = written.trim();
        let is_offset = written.starts_with(['+', '-']) || written.starts_with(|c: char| c.is_ascii_digit());
        if is_offset || written == "Z" {
            return left.add("offset", line.line);
        }
        match TimeZone::get(written) {
            Ok(_) => self.keep("zone", written, line, left),
            Err(_) => left.add("zone", line.line),
        }
    }

    fn done(mut self, line: usize) -> Option<IncomingPerson> {
        if !self.person.has("name") {
            self.person.take("name", &clean(&self.structured));
        }
        self.person.done(line)
    }
}

/// A value without the scheme of its address.
fn without<'a>(value: &'a str, scheme: &str) -> &'a str {
    let value = value.trim();
    match value.get(..scheme.len()) {
        Some(start) if start.eq_ignore_ascii_case(scheme) => &value[scheme.len()..],
        _ => value,
    }
}
