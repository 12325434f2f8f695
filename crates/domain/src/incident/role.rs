//! Roles of an incident as the log tells them: who holds them, who held them, and which nobody holds any more.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use super::{COMMANDER, Incident, fold};
use crate::directory::Directory;
use crate::log::Named;
use crate::view::folded;

/// A person in a role, from and to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RoleHeld {
    /// Role: id or name.
    pub role: Named,
    /// Person: id or name.
    pub person: Named,
    /// When they assumed it.
    #[ts(type = "string")]
    pub assumed_at: Timestamp,
    /// When they renounced it, or somebody took it over.
    #[ts(type = "string | null")]
    pub renounced_at: Option<Timestamp>,
    /// Why they renounced it; empty where they said nothing, or handed it over.
    pub left_because: String,
}

/// A role that somebody held in this incident and that nobody holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRole {
    /// Role: id or name.
    pub role: Named,
    /// Who held it last: id or name.
    pub person: Named,
    /// Since when nobody holds it.
    pub since: Timestamp,
    /// Why they left it; empty where they said nothing.
    pub because: String,
    /// Whether it is the commander's.
    pub is_commander: bool,
}

impl Incident {
    /// Who holds a role at a moment, last assumed first.
    #[must_use]
    pub fn holders(&self, is_role: impl Fn(&str) -> bool, at: Timestamp) -> Vec<&str> {
        self.roles
            .iter()
            .rev()
            .filter(|r| is_role(&r.role) && r.assumed_at <= at && r.renounced_at.is_none_or(|end| end > at))
            .map(|r| r.person.as_str())
            .collect()
    }

    /// Who commands at a moment, where entries may name the role by its directory id.
    #[must_use]
    pub fn commander_in(&self, directory: &crate::directory::Directory, at: Timestamp) -> Option<&str> {
        let is_commander = |role: &str| folded(directory.words(role)) == folded(COMMANDER);
        self.holders(is_commander, at).into_iter().next()
    }

    /// When somebody first held the role of the commander: at the declaration, where it names one.
    #[must_use]
    pub fn commander_since(&self) -> Option<Timestamp> {
        let held = self.roles.iter().filter(|r| fold::is_commander(&r.role, &self.commander_role));
        held.map(|r| r.assumed_at).min()
    }

    /// Roles that somebody held and nobody holds at a moment: the commander's first, then the one that is open longest.
    #[must_use]
    pub fn open_roles(&self, directory: &Directory, at: Timestamp) -> Vec<OpenRole> {
        let key = |role: &str| folded(directory.words(role));
        let mut list: Vec<OpenRole> = Vec::new();
        for held in self.roles.iter().rev().filter(|held| held.assumed_at <= at) {
            let role = key(&held.role);
            let is_known = list.iter().any(|open| key(&open.role) == role);
            let Some(since) = held.renounced_at.filter(|end| *end <= at && !is_known) else { continue };
            if !self.holders(|other| key(other) == role, at).is_empty() {
                continue;
            }
            list.push(OpenRole {
                role: held.role.clone(),
                person: held.person.clone(),
                since,
                because: held.left_because.clone(),
                is_commander: role == folded(COMMANDER) || fold::is_commander(&held.role, &self.commander_role),
            });
        }
        list.sort_by_key(|open| (!open.is_commander, open.since));
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Fact;
    use crate::test::{Log, at};

    #[test]
    fn a_role_that_was_renounced_is_open_until_somebody_has_it() {
        let mut log = Log::default();
        log.declared_under("13:58", Some("Kim"));
        let assumed = |role: &str, person: &str| Fact::RoleAssumed { role: role.to_owned(), person: person.to_owned() };
        let left = |role: &str, person: &str, reason: &str| Fact::RoleRenounced {
            role: role.to_owned(),
            person: person.to_owned(),
            reason: reason.to_owned(),
        };
        log.add("14:00", assumed("Scribe", "Ana"));
        log.add("14:10", left("Scribe", "Ana", "called away"));
        log.add("14:20", left(COMMANDER, "Kim", "unwell"));
        let directory = Directory::default();
        let incident = log.incident();
        let open = incident.open_roles(&directory, at("14:30"));
        let words: Vec<_> = open.iter().map(|o| (o.role.as_str(), o.person.as_str(), o.because.as_str())).collect();
        assert_eq!(words, [(COMMANDER, "Kim", "unwell"), ("Scribe", "Ana", "called away")], "the command first");
        assert!(open[0].is_commander && open[0].since == at("14:20") && incident.commander.is_none());
        assert_eq!(incident.open_roles(&directory, at("14:15")).len(), 1, "as it was then");
        assert!(incident.open_roles(&directory, at("14:05")).is_empty());
        log.add("14:40", assumed("Scribe", "Bo"));
        log.add("14:41", assumed(COMMANDER, "Ana"));
        assert!(log.incident().open_roles(&directory, at("14:50")).is_empty(), "somebody has each of them");
        assert_eq!(log.incident().open_roles(&directory, at("14:30")), open, "and what was open is not forgotten");
    }
}
