//! What is missing in the directory for the moment in which it is needed: people that nobody reaches, or only through what
//! may be down, for whom nobody stands in, and whose data nobody confirmed for long.

use std::collections::BTreeSet;

use jiff::civil::Date;
use ts_rs::TS;

use super::{Directory, Entry, Person};
use crate::value::{ReferenceKind, words};

words! {
    /// What is missing.
    GapKind {
        /// There is no way to reach the person.
        NoWay = "no-way",
        /// Every way depends on the same service: the sign-in, the chat, or a product of one's own.
        AllDepend = "all-depend",
        /// There is one way only.
        OneWay = "one-way",
        /// Nobody stands in.
        NoBackup = "no-backup",
        /// Whoever stands in was put away, or is not in the directory.
        BackupGone = "backup-gone",
        /// Nobody confirmed the data within the span.
        NotConfirmed = "not-confirmed",
        /// The time zone is not known, so that nobody sees what time it is there.
        NoZone = "no-zone",
    }
}

/// Something that is missing for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Id of the person.
    pub person: String,
    /// What.
    pub kind: GapKind,
    /// Ids or names of the services that every way depends on.
    pub services: Vec<String>,
    /// Days since the data were confirmed; none where they never were.
    pub days: Option<i64>,
}

/// What is missing for each person, by name. `confirmed_within` is a number of days.
#[must_use]
pub fn gaps(directory: &Directory, today: Date, confirmed_within: i64) -> Vec<Gap> {
    directory.people().iter().flat_map(|person| of(directory, person, today, confirmed_within)).collect()
}

/// What is missing for one person.
#[must_use]
pub fn of(directory: &Directory, person: &Person, today: Date, confirmed_within: i64) -> Vec<Gap> {
    let gap = |kind: GapKind| Gap { person: person.id.clone(), kind, services: Vec::new(), days: None };
    let mut list = Vec::new();
    let common = common(directory, person);
    if person.contacts.is_empty() {
        list.push(gap(GapKind::NoWay));
    } else if !common.is_empty() {
        list.push(Gap { services: common.into_iter().collect(), ..gap(GapKind::AllDepend) });
    } else if person.contacts.len() == 1 {
        list.push(gap(GapKind::OneWay));
    }
    let is_there = |written: &str| {
        directory.known(&[ReferenceKind::Person], written).is_some_and(|e| !e.is_away && e.id != person.id)
    };
    if person.backup.is_empty() {
        list.push(gap(GapKind::NoBackup));
    } else if !is_there(&person.backup) {
        list.push(gap(GapKind::BackupGone));
    }
    if person.time_zone().is_none() {
        list.push(gap(GapKind::NoZone));
    }
    let days = person.last_confirmed.map(|day| days_between(day, today));
    if days.is_none_or(|days| days > confirmed_within) {
        list.push(Gap { days, ..gap(GapKind::NotConfirmed) });
    }
    list
}

/// Days from one day to another; a day to come counts as none.
fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()).max(0))
}

/// The services without which no way works, with what those depend on themselves.
fn common(directory: &Directory, person: &Person) -> BTreeSet<String> {
    let mut ways = person.contacts.iter().map(|way| closure(directory, &way.depends_on));
    let Some(first) = ways.next() else { return BTreeSet::new() };
    ways.fold(first, |common, way| common.intersection(&way).cloned().collect())
}

/// Services with everything that they depend on, by id where the directory knows them.
fn closure(directory: &Directory, services: &[String]) -> BTreeSet<String> {
    let (mut all, mut next) = (BTreeSet::new(), services.to_vec());
    while let Some(written) = next.pop() {
        let known: Option<&Entry> = directory.known(&[ReferenceKind::Service], &written);
        let key = known.map_or(written, |entry| entry.id.clone());
        if all.insert(key) {
            next.extend(known.into_iter().flat_map(|entry| entry.members("depends_on")).cloned());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::{Builder, document_of};

    fn found(fields: &[(&str, &str)]) -> Vec<String> {
        let mut b = Builder::default();
        let services = b.list("services", &[&[("name", "SSO")], &[("name", "Chat"), ("depends_on", "SSO")]]);
        let (deputy, person) = (b.person(&[("name", "Deputy")]), b.person(fields));
        let directory = document_of(&[services, deputy, person.clone()]);
        let list = gaps(&directory, Date::constant(2026, 3, 11), 90);
        list.into_iter()
            .filter(|gap| gap.person == person.0.to_string())
            .map(|gap| {
                let services: Vec<&str> = gap.services.iter().map(|s| directory.words(s)).collect();
                format!("{}{}{}", gap.kind, services.join("+"), gap.days.map_or(String::new(), |d| d.to_string()))
            })
            .collect()
    }

    #[test]
    fn what_is_missing_is_said_once_for_each_person() {
        let whole: &[(&str, &str)] = &[
            ("name", "Ada"),
            ("phones", "+1 2"),
            ("emails", "ada@example.org"),
            ("depends_on", "Chat"),
            ("backup", "Deputy"),
            ("zone", "Europe/Paris"),
            ("last_confirmed", "2025-12-11"),
        ];
        assert_eq!(found(whole), Vec::<String>::new(), "a phone depends on nothing, and ninety days are not over");
        let blank = [("name", "Ada")];
        assert_eq!(found(&blank), ["no-way", "no-backup", "no-zone", "not-confirmed"]);
        let without = |key: &str, more: &[(&'static str, &'static str)]| {
            let mut fields: Vec<_> = whole.iter().filter(|(k, _)| *k != key).copied().collect();
            fields.extend(more);
            found(&fields)
        };
        assert_eq!(without("phones", &[]).len(), 1);
        assert!(without("phones", &[])[0].starts_with("all-depend"), "a mailbox that needs the chat's sign-in");
        assert!(without("phones", &[])[0].contains("SSO"), "what the service itself depends on counts");
        assert_eq!(without("phones", &[("chat", "@ada")]).len(), 1, "both ways depend on it");
        assert_eq!(without("emails", &[]), ["one-way"]);
        assert_eq!(without("backup", &[("backup", "Nobody we know")]), ["backup-gone"]);
        assert_eq!(without("backup", &[("backup", "Ada")]), ["backup-gone"], "nobody stands in for themselves");
        assert_eq!(without("last_confirmed", &[("last_confirmed", "2025-12-10")]), ["not-confirmed91"]);
    }
}
