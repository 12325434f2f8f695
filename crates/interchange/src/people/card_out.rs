//! People as vCards. What vCard has no property for goes under names of our own, which others pass over.

use bridgebook_domain::directory::incoming::IncomingPerson;

/// Most bytes of a line without its end (RFC 6350, 3.2).
const LONGEST: usize = 75;

/// Scheme of an address in a chat that names no service.
pub(super) const CHAT: &str = "x-chat:";

/// Properties of our own with the fields they hold.
pub(super) const OWN: [(&str, &str); 9] = [
    ("X-BRIDGEBOOK-ID", "id"),
    ("X-BRIDGEBOOK-NATIVE-NAME", "native_name"),
    ("X-BRIDGEBOOK-HOURS", "working_hours"),
    ("X-BRIDGEBOOK-LANGUAGE", "languages"),
    ("X-BRIDGEBOOK-SKILL", "skills"),
    ("X-BRIDGEBOOK-BACKUP", "backup"),
    ("X-BRIDGEBOOK-DEPENDS-ON", "depends_on"),
    ("X-BRIDGEBOOK-CONFIRMED", "last_confirmed"),
    ("X-BRIDGEBOOK-SENSITIVE", "sensitive"),
];

/// The version that is written. Version 3.0 is read by every address book, 4.0 by the newer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardVersion {
    /// RFC 2426.
    Three,
    /// RFC 6350.
    Four,
}

pub(super) fn write(people: &[IncomingPerson], version: CardVersion) -> String {
    let mut out = String::new();
    for person in people {
        card(&mut out, person, version);
    }
    out
}

fn card(out: &mut String, person: &IncomingPerson, version: CardVersion) {
    let name = person.text("name");
    plain(out, "BEGIN", "VCARD");
    plain(out, "VERSION", if version == CardVersion::Three { "3.0" } else { "4.0" });
    text(out, "FN", name);
    // Which word is the family name is not known: the whole name stands where every program shows it.
    plain(out, "N", &format!(";{};;;", escaped(name)));
    let each = |out: &mut String, property: &str, key: &str| {
        for value in person.fields.get(key).into_iter().flatten() {
            text(out, property, value);
        }
    };
    each(out, "ORG", "employer");
    each(out, "TITLE", "titles");
    each(out, "TEL", "phones");
    each(out, "EMAIL", "emails");
    for address in person.fields.get("chat").into_iter().flatten() {
        let names_service = address.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        });
        let scheme = if names_service && !address.to_lowercase().starts_with(CHAT) { "" } else { CHAT };
        text(out, "IMPP", &format!("{scheme}{address}"));
    }
    each(out, if version == CardVersion::Three { "TZ;VALUE=text" } else { "TZ" }, "zone");
    each(out, "NOTE", "note");
    for (property, key) in OWN {
        each(out, property, key);
    }
    match (person.text("uid"), person.text("id")) {
        ("", "") => {}
        ("", id) => text(out, "UID", &format!("urn:uuid:{id}")),
        _ => each(out, "UID", "uid"),
    }
    plain(out, "END", "VCARD");
}

fn text(out: &mut String, name: &str, value: &str) {
    plain(out, name, &escaped(value));
}

fn plain(out: &mut String, name: &str, value: &str) {
    let mut room = LONGEST;
    for letter in format!("{name}:{value}").chars() {
        if letter.len_utf8() > room {
            out.push_str("\r\n ");
            room = LONGEST - 1;
        }
        out.push(letter);
        room -= letter.len_utf8();
    }
    out.push_str("\r\n");
}

fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for letter in value.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' | '\r' => out.push_str("\\n"),
            letter => out.push(letter),
        }
    }
    out
}
