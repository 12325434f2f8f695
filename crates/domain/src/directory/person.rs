//! People: how to reach them, when they work, and what each way of reaching them depends on.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use ts_rs::TS;

use super::{Directory, Entry, values};
use crate::document::Document;
use crate::id::DocumentId;
use crate::value::ReferenceKind;
use crate::view::rows;

/// One way to reach a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ContactMethod {
    /// `phone`, `e-mail` or `chat`.
    pub kind: String,
    /// Number or address.
    pub address: String,
    /// Services without which it does not work (ids or names): for e-mail and chat what the person's document
    /// names, and what the directory's channels of that kind depend on. A phone depends on nothing of ours.
    pub depends_on: Vec<String>,
}

/// A person of the directory (domain reference B.0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Person {
    /// Id: that of the document.
    pub id: String,
    /// Name.
    pub name: String,
    /// Name in the own script; empty for none.
    pub native_name: String,
    /// Employer or agency.
    pub employer: String,
    /// Titles.
    pub titles: Vec<String>,
    /// Ways to reach them, phones first: they work when sign-in and chat do not.
    pub contacts: Vec<ContactMethod>,
    /// Time zone, for instance `Europe/Berlin`.
    pub zone: String,
    /// Weekly hours as written, for instance `Mon-Fri 09:00-17:00`.
    pub working_hours: String,
    /// Languages.
    pub languages: Vec<String>,
    /// Skills (ids or names).
    pub skills: Vec<String>,
    /// Who stands in (id or name); empty for nobody.
    pub backup: String,
    /// When somebody last confirmed these data, as a day.
    #[ts(type = "string | null")]
    pub last_confirmed: Option<Date>,
    /// Whether the data are not for publication.
    pub sensitive: bool,
}

impl Person {
    pub(super) fn new(entry: &Entry, directory: &Directory) -> Self {
        let text = |key: &str| entry.text(key).to_owned();
        let list = |key: &str| entry.members(key).to_vec();
        let method = |kind: &str, address: &String| {
            let mut depends_on = if kind == "phone" { Vec::new() } else { list("depends_on") };
            for channel in directory.of_kind(&ReferenceKind::Channel) {
                if kind != "phone" && channel.text("kind") == kind {
                    depends_on.extend(channel.members("depends_on").iter().cloned());
                }
            }
            depends_on.sort();
            depends_on.dedup();
            ContactMethod { kind: kind.to_owned(), address: address.clone(), depends_on }
        };
        let contacts = [("phone", "phones"), ("e-mail", "emails"), ("chat", "chat")]
            .into_iter()
            .flat_map(|(kind, key)| entry.members(key).iter().map(move |a| (kind, a)))
            .map(|(kind, address)| method(kind, address))
            .collect();
        Self {
            id: entry.id.clone(),
            name: entry.name.clone(),
            native_name: text("native_name"),
            employer: text("employer"),
            titles: list("titles"),
            contacts,
            zone: text("zone"),
            working_hours: text("working_hours"),
            languages: list("languages"),
            skills: list("skills"),
            backup: text("backup"),
            last_confirmed: entry.text("last_confirmed").parse().ok(),
            sensitive: entry.text("sensitive") == "yes",
        }
    }

    /// The time zone, if it is a name that the time zone database knows.
    #[must_use]
    pub fn time_zone(&self) -> Option<TimeZone> {
        TimeZone::get(&self.zone).ok()
    }
}

/// The addresses and numbers that a person's document names.
#[must_use]
pub fn addresses(id: DocumentId, document: &Document) -> Vec<String> {
    let found = entry(id, document);
    ["phones", "emails", "chat"].into_iter().flat_map(|key| found.members(key)).cloned().collect()
}

/// The entry of a person's document. The title is the name where the fields do not hold one.
pub(super) fn entry(id: DocumentId, document: &Document) -> Entry {
    let mut found = Entry {
        id: id.to_string(),
        kind: ReferenceKind::Person,
        name: String::new(),
        other_names: Vec::new(),
        former_names: Vec::new(),
        document: id,
        values: std::collections::BTreeMap::new(),
        is_away: document.is_past(),
    };
    for (_, section) in document.live_sections() {
        for (_, view) in rows(&section.block).take(1) {
            for (key, members) in values(&view, &section.block) {
                found.values.entry(key).or_insert(members);
            }
        }
    }
    found.name = match found.text("name") {
        "" => document.title().to_owned(),
        name => name.to_owned(),
    };
    if let Some(distinct) = document.header.get(super::DISTINCT) {
        let ids = distinct.members().into_iter().map(str::to_owned).collect();
        found.values.insert(super::DISTINCT.to_owned(), ids);
    }
    let native = found.text("native_name").to_owned();
    if !native.is_empty() {
        found.other_names.push(native);
    }
    let former = document.header.get(super::FORMER_NAMES).map(crate::value::Value::members).unwrap_or_default();
    found.former_names = former.into_iter().filter(|name| *name != found.name).map(str::to_owned).collect();
    found.other_names.extend(found.former_names.clone());
    found
}
