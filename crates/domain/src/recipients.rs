//! Whom a message to an audience goes to, as the communication plan and the directory say: an offer that a person
//! looks at before anything leaves.

use std::collections::BTreeSet;

use crate::delivery::check_mail_address;
use crate::directory::{Directory, Entry};
use crate::document::Document;
use crate::value::ReferenceKind;
use crate::view::{folded, rows};

/// Whoever may stand among the contacts of an audience.
const ANYBODY: [ReferenceKind; 4] =
    [ReferenceKind::Person, ReferenceKind::Team, ReferenceKind::Vendor, ReferenceKind::Role];

/// Somebody with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The address of mail.
    pub address: String,
    /// Who that is; empty where only the address is known.
    pub name: String,
}

/// Whom a message to an audience goes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients {
    /// Those with an address, in the order of the plan, nobody twice.
    pub list: Vec<Recipient>,
    /// Names of those for whom the directory knows no address.
    pub without: Vec<String>,
}

/// The contacts of the audience's row in the plan (domain reference B.2.3): people, and teams by their address or else
/// by their members. Where the plan names nobody, the team of the same name; where that gives no address either, the
/// address of the audience's e-mail channel.
#[must_use]
pub fn recipients(plan: Option<&Document>, directory: &Directory, audience: &str) -> Recipients {
    let key = directory.key(&[ReferenceKind::Audience], audience);
    let mut found = Found { directory, seen: BTreeSet::new(), all: Recipients::default() };
    let mut channels: Vec<String> = Vec::new();
    for (_, section) in plan.into_iter().flat_map(Document::live_sections).filter(|(_, s)| s.is_form("audiences")) {
        for (_, row) in rows(&section.block) {
            if directory.key(&[ReferenceKind::Audience], row.text("audience")) != key {
                continue;
            }
            for contact in row.members("contacts") {
                found.add(&contact);
            }
            channels.extend(["primary_channel", "alternate_channel"].iter().filter_map(|k| row.some(k)));
        }
    }
    if found.all.list.is_empty() && found.all.without.is_empty() {
        let team = directory.known(&[ReferenceKind::Team], directory.words(audience));
        team.into_iter().for_each(|team| found.team(team));
    }
    if found.all.list.is_empty() {
        let listed = directory.known(&[ReferenceKind::Audience], audience).map(|e| e.text("channel").to_owned());
        for channel in channels.into_iter().chain(listed) {
            let known = directory.known(&[ReferenceKind::Channel], &channel);
            if let Some(channel) = known.filter(|c| c.text("kind") == "e-mail") {
                found.address(channel.text("address"), &channel.name);
            }
        }
    }
    found.all
}

struct Found<'a> {
    directory: &'a Directory,
    seen: BTreeSet<String>,
    all: Recipients,
}

impl Found<'_> {
    fn add(&mut self, written: &str) {
        let Some(entry) = self.directory.known(&ANYBODY, written) else {
            if !self.address(written, "") && !written.trim().is_empty() {
                self.without(self.directory.words(written).to_owned());
            }
            return;
        };
        match entry.kind {
            ReferenceKind::Team => self.team(entry),
            ReferenceKind::Person => self.person(entry),
            ReferenceKind::Role => {
                let holder = entry.text("person").to_owned();
                match self.directory.known(&[ReferenceKind::Person], &holder) {
                    Some(person) => self.person(person),
                    None => self.without(entry.name.clone()),
                }
            }
            _ => {
                if !self.address(entry.text("contact"), &entry.name) {
                    self.without(entry.name.clone());
                }
            }
        }
    }

    fn person(&mut self, person: &Entry) {
        if !person.members("emails").iter().any(|address| self.address(address, &person.name)) {
            self.without(person.name.clone());
        }
    }

    fn team(&mut self, team: &Entry) {
        if self.address(team.text("contact"), &team.name) {
            return;
        }
        let everybody: Vec<&str> =
            std::iter::once(team.text("lead")).chain(team.members("members").iter().map(String::as_str)).collect();
        let people: Vec<&Entry> = everybody
            .into_iter()
            .filter(|name| !name.is_empty())
            .filter_map(|name| self.directory.known(&[ReferenceKind::Person], name))
            .collect();
        if people.is_empty() {
            return self.without(team.name.clone());
        }
        for person in people {
            self.person(person);
        }
    }

    /// Takes an address; says whether it is one.
    fn address(&mut self, written: &str, name: &str) -> bool {
        let address = written.trim();
        if check_mail_address(address).is_err() {
            return false;
        }
        if self.seen.insert(folded(address)) {
            self.all.list.push(Recipient { address: address.to_owned(), name: name.to_owned() });
        }
        true
    }

    fn without(&mut self, name: String) {
        if !self.all.without.contains(&name) {
            self.all.without.push(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::test::{Builder, document_of};

    #[test]
    fn the_plan_says_who_gets_a_message_and_the_directory_where() {
        let mut b = Builder::default();
        let people = [
            b.person(&[("name", "Ana Lima"), ("emails", "ana@example.org|ana@home.example")]),
            b.person(&[("name", "Bo Chen"), ("phones", "+49 1")]),
            b.person(&[("name", "Cy Ek"), ("emails", "cy@example.org")]),
        ];
        let teams = b.list(
            "teams",
            &[
                &[("name", "Desk"), ("contact", "desk@example.org"), ("members", "Ana Lima")],
                &[("name", "Watch"), ("lead", "Cy Ek"), ("members", "Ana Lima|Cy Ek|Bo Chen")],
                &[("name", "Support"), ("contact", "support@example.org")],
            ],
        );
        let channels = b.list(
            "channels",
            &[&[("name", "Board list"), ("kind", "e-mail"), ("address", "board@example.org")], &[("name", "Bridge")]],
        );
        let audiences =
            b.list("audiences", &[&[("name", "Executives")], &[("name", "Board"), ("channel", "Board list")]]);
        let mut documents = people.to_vec();
        documents.extend([teams, channels, audiences]);
        let directory = document_of(&documents);
        let mut plan = |contacts: &str, channel: &str| {
            let cells = [("audience", "Executives"), ("contacts", contacts), ("primary_channel", channel)];
            let cells: Vec<_> = cells.into_iter().filter(|(_, text)| !text.is_empty()).collect();
            let block = b.block(&BlockKind::Table, "audiences", &[&cells]);
            b.document("Plan", "incident-communication-plan", vec![("Audiences", BlockKind::Table, block)])
        };
        let plans = [
            plan("Ana Lima|Bo Chen|ANA LIMA|Watch", ""),
            plan("Desk|press@example.org|Nobody known", ""),
            plan("", "Board list"),
            plan("Bo Chen", "Board list"),
        ];
        let read = |plan: Option<&Document>, audience: &str| {
            let found = recipients(plan, &directory, audience);
            (found.list.into_iter().map(|r| r.address).collect::<Vec<_>>().join(" "), found.without.join(", "))
        };
        let check = |plan: Option<&Document>, audience: &str, to: &str, without: &str| {
            assert_eq!(read(plan, audience), (to.to_owned(), without.to_owned()), "{audience}");
        };
        check(Some(&plans[0]), "executives", "ana@example.org cy@example.org", "Bo Chen");
        check(Some(&plans[1]), "Executives", "desk@example.org press@example.org", "Nobody known");
        check(Some(&plans[2]), "Executives", "board@example.org", "");
        check(Some(&plans[3]), "Executives", "board@example.org", "Bo Chen");
        check(Some(&plans[0]), "Customers", "", "");
        check(None, "Support", "support@example.org", "");
        check(None, "Board", "board@example.org", "");
    }
}
