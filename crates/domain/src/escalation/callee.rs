//! Who stands behind a target of a level, and how they can be reached: resolved at the moment of a call.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::delivery::check_mail_address;
use crate::directory::{Directory, Entry, Presence};
use crate::escalation::TARGETS;
use crate::incident::Incident;
use crate::log::Named;
use crate::value::ReferenceKind;
use crate::view::folded;

/// Fewest digits of a telephone number.
const DIGITS: usize = 5;
/// Most digits of an extension.
const EXTENSION: usize = 6;

/// Somebody who can be called: a person, or the desk of a team or vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Callee {
    /// Id, or the name as written.
    pub to: Named,
    /// Name.
    pub name: String,
    /// Telephone numbers, in order.
    pub phones: Vec<String>,
    /// Addresses of mail, in order.
    pub mails: Vec<String>,
    /// What else is known: a name in a chat, a rota.
    pub other: Vec<String>,
    /// In whose place; empty for those who are called themselves.
    pub stands_in: String,
    /// Whether they hold the role in the incident, so that they are on shift whatever their hours say.
    pub is_on_shift: bool,
    /// By their hours.
    pub presence: Presence,
}

impl Callee {
    /// Whether they can be called now.
    pub fn is_there(&self) -> bool {
        self.is_on_shift || self.presence == Presence::There
    }

    fn new(entry: &Entry, directory: &Directory, at: Timestamp) -> Self {
        let presence = directory.presence(entry, at);
        let mut found = Self {
            to: entry.id.clone(),
            name: entry.name.clone(),
            phones: entry.members("phones").to_vec(),
            mails: entry.members("emails").to_vec(),
            other: entry.members("chat").to_vec(),
            stands_in: String::new(),
            is_on_shift: false,
            presence,
        };
        entry.text("contact").split([',', ';']).for_each(|way| found.take(way));
        found
    }

    fn unknown(written: &str) -> Self {
        let mut found = Self {
            to: written.to_owned(),
            name: written.to_owned(),
            phones: Vec::new(),
            mails: Vec::new(),
            other: Vec::new(),
            stands_in: String::new(),
            is_on_shift: false,
            presence: Presence::There,
        };
        if check_mail_address(written.trim()).is_ok() || is_number(written) {
            found.take(written);
        }
        found
    }

    fn take(&mut self, way: &str) {
        let way = way.trim();
        if way.is_empty() {
            return;
        }
        let list = if check_mail_address(way).is_ok() {
            &mut self.mails
        } else if is_number(way) {
            &mut self.phones
        } else {
            &mut self.other
        };
        list.push(way.to_owned());
    }
}

/// Whether a text is a telephone number: digits with the marks that people write between them, and perhaps an extension.
fn is_number(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix("tel:").unwrap_or(&text);
    let is_digit = |c: char| c.is_ascii_digit();
    let extension = text.find(|c: char| c.is_ascii_alphabetic());
    let (number, extension) = text.split_at(extension.unwrap_or(text.len()));
    let is_extension = extension.is_empty() || {
        let marks = ["extension", "ext.", "ext", "x"];
        let digits = marks.iter().find_map(|mark| extension.strip_prefix(mark)).unwrap_or_default().trim();
        (1..=EXTENSION).contains(&digits.len()) && digits.chars().all(is_digit)
    };
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '+' | '(' | ')' | '-' | '/' | '.');
    let digits = number.chars().filter(|c| is_digit(*c)).count();
    is_extension && digits >= DIGITS && number.chars().all(|c| is_digit(c) || is_mark(c))
}

/// Finds those behind targets; nobody is found twice, so that backups that name each other end.
pub(crate) struct Search<'a> {
    directory: &'a Directory,
    /// The incident in which roles are held; none outside of any.
    incident: Option<&'a Incident>,
    at: Timestamp,
    seen: BTreeSet<String>,
}

impl<'a> Search<'a> {
    pub const fn new(incident: &'a Incident, directory: &'a Directory, at: Timestamp) -> Self {
        Self { directory, incident: Some(incident), at, seen: BTreeSet::new() }
    }

    /// A search outside of any incident: a role is whoever usually has it.
    pub const fn outside(directory: &'a Directory, at: Timestamp) -> Self {
        Self { directory, incident: None, at, seen: BTreeSet::new() }
    }

    /// Those behind one target, in the order in which they are called. A role is whoever holds it in the incident, else
    /// who usually does, then the deputy; a team is its desk, and its people where the desk has no telephone.
    pub fn behind(&mut self, written: &str) -> Vec<Callee> {
        let directory = self.directory;
        let Some(entry) = directory.known(&TARGETS, written) else {
            let words = directory.words(written);
            return if self.is_new(&folded(words)) { vec![Callee::unknown(words)] } else { Vec::new() };
        };
        let mut list = Vec::new();
        match entry.kind {
            ReferenceKind::Role => {
                let is_role = |role: &str| directory.key(&[ReferenceKind::Role], role) == entry.id;
                let held = self.incident.map(|incident| incident.holders(is_role, self.at)).unwrap_or_default();
                let held: Vec<String> = held.into_iter().map(str::to_owned).collect();
                for person in &held {
                    let found = self.behind(person);
                    list.extend(found.into_iter().map(|c| Callee { is_on_shift: true, ..c }));
                }
                for (key, words) in [("person", ""), ("deputy", entry.name.as_str())] {
                    if held.is_empty() && !entry.text(key).is_empty() {
                        let found = self.behind(entry.text(key));
                        list.extend(found.into_iter().map(|c| Callee { stands_in: words.to_owned(), ..c }));
                    }
                }
            }
            ReferenceKind::Team => {
                let desk = Callee::new(entry, directory, self.at);
                let has_phone = !desk.phones.is_empty();
                let people = entry.members("lead").iter().chain(entry.members("members"));
                // Who works when their team does not is nobody's guess: the hours of the team hold for its people.
                let people: Vec<&String> = people.filter(|_| !has_phone && desk.is_there()).collect();
                let has_desk = has_phone || !desk.mails.is_empty() || !desk.other.is_empty() || people.is_empty();
                if has_desk && self.is_new(&entry.id) {
                    list.push(desk);
                }
                for person in people {
                    list.extend(self.behind(person));
                }
            }
            _ if self.is_new(&entry.id) => list.push(Callee::new(entry, directory, self.at)),
            _ => {}
        }
        list
    }

    /// Those who stand in for somebody, one after the other: their backup, the backup of that one, and so on until the
    /// chain ends or comes back to somebody who was found before.
    pub fn backups(&mut self, of: &Callee) -> Vec<Callee> {
        let mut list: Vec<Callee> = Vec::new();
        let mut next = self.directory.person(&of.to).map(|p| p.backup).filter(|b| !b.is_empty());
        while let Some(written) = next.take() {
            for found in self.behind(&written) {
                next = self.directory.person(&found.to).map(|p| p.backup).filter(|b| !b.is_empty());
                list.push(Callee { stands_in: of.name.clone(), ..found });
            }
        }
        list
    }

    fn is_new(&mut self, key: &str) -> bool {
        self.seen.insert(key.to_owned())
    }
}
