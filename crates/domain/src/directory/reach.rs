//! How somebody is reached of whom only a role, a team or a vendor is known: a role through whoever holds it, a team by
//! its contact and its lead, a vendor by its support contact. Unlike a call it does not ask who is at work now: this is
//! for lists that are printed and carried.

use super::{ContactMethod, Directory, Entry};
use crate::delivery::check_mail_address;
use crate::value::ReferenceKind;

const ANYBODY: [ReferenceKind; 4] =
    [ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team, ReferenceKind::Vendor];

/// In what way somebody stands behind what was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is what was named itself.
    Itself,
    /// They hold the role.
    Holder,
    /// They stand in for whoever has the role.
    Deputy,
    /// They lead the team.
    Lead,
    /// They are in the team, which has neither a contact nor a lead.
    Member,
}

/// Somebody behind a name, with every way to reach them, telephones first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Id of the entry.
    pub id: String,
    /// Name.
    pub name: String,
    /// In what way.
    pub standing: Standing,
    /// Ways to reach them; a way that is neither telephone nor mail has the kind `other`.
    pub ways: Vec<ContactMethod>,
}

/// Everybody behind a reference to a person, role, team or vendor. `holders` are those who hold the role in an incident,
/// as ids or names; where there are none, a role is whoever usually has it. Nobody for what the directory does not know
/// and for a role that nobody holds.
#[must_use]
pub fn reach(directory: &Directory, written: &str, holders: &[&str]) -> Vec<Behind> {
    let Some(entry) = directory.known(&ANYBODY, written) else { return Vec::new() };
    let person = |written: &str, standing| {
        directory.person(written).map(|p| Behind { id: p.id, name: p.name, standing, ways: p.contacts })
    };
    let own =
        || Behind { id: entry.id.clone(), name: entry.name.clone(), standing: Standing::Itself, ways: desk(entry) };
    match entry.kind {
        ReferenceKind::Role => {
            let holding: Vec<Behind> = holders.iter().filter_map(|p| person(p, Standing::Holder)).collect();
            if !holding.is_empty() {
                return holding;
            }
            let usual = [("person", Standing::Holder), ("deputy", Standing::Deputy)];
            usual.into_iter().filter_map(|(key, standing)| person(entry.text(key), standing)).collect()
        }
        ReferenceKind::Team => {
            let mut list = vec![own()];
            list.retain(|own| !own.ways.is_empty());
            list.extend(person(entry.text("lead"), Standing::Lead));
            if list.is_empty() {
                list.extend(entry.members("members").iter().filter_map(|p| person(p, Standing::Member)));
            }
            list
        }
        ReferenceKind::Person => person(&entry.id, Standing::Itself).into_iter().collect(),
        _ => vec![own()],
    }
}

/// The ways of a team or a vendor: what stands in its contact, telephones first, and the PIN that is asked for.
fn desk(entry: &Entry) -> Vec<ContactMethod> {
    let written = entry.text("contact").split([',', ';']).map(str::trim).filter(|way| !way.is_empty());
    let mut ways: Vec<ContactMethod> = written
        .map(|way| {
            let kind = match () {
                () if check_mail_address(way).is_ok() => "e-mail",
                () if is_number(way) => "phone",
                () => "other",
            };
            let depends_on = if kind == "phone" { Vec::new() } else { entry.members("depends_on").to_vec() };
            ContactMethod { kind: kind.to_owned(), address: way.to_owned(), depends_on }
        })
        .collect();
    ways.sort_by_key(|way| way.kind != "phone");
    let pin = entry.text("pin");
    if !pin.is_empty() {
        ways.push(ContactMethod { kind: "other".to_owned(), address: format!("PIN {pin}"), depends_on: Vec::new() });
    }
    ways
}

/// Whether a text is a telephone number: digits with the marks that people write between them.
fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '+' | '(' | ')' | '-' | '/' | '.');
    digits >= 3 && text.chars().all(|c| c.is_ascii_digit() || is_mark(c))
}
