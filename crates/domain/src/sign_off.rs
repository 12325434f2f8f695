//! Whose yes counts for a text (domain reference X11): that of whom the plan names or who was asked, not that of the person
//! who wrote it. Nobody is blocked at three in the morning: somebody else may say yes with a reason that the log keeps.

use jiff::Timestamp;

use crate::directory::Directory;
use crate::incident::Incident;
use crate::log::{Author, Named};
use crate::value::ReferenceKind;
use crate::view::folded;

const APPROVERS: [ReferenceKind; 3] = [ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team];

/// Against what it is asked who may say yes.
#[derive(Debug, Clone)]
pub struct SignOff<'a> {
    /// Who was asked, and whom the plan names: ids or names of people, roles or teams.
    pub named: Vec<Named>,
    /// Who wrote the text.
    pub authors: Vec<Author>,
    /// The incident in whose log roles are held; none for a document of the library.
    pub incident: Option<&'a Incident>,
    /// People and roles.
    pub directory: &'a Directory,
    /// The moment of the decision.
    pub now: Timestamp,
}

/// How somebody who says yes stands to the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// They were asked, or the plan names them, or it names nobody, and they did not write it.
    Approver,
    /// Somebody else is to say it: who, in words.
    Other(String),
    /// They wrote it, and somebody else is to say yes: who, in words.
    Author(String),
    /// They wrote it, and nobody else is named.
    AuthorAlone,
}

impl SignOff<'_> {
    /// How a person who says yes stands to the text.
    #[must_use]
    pub fn standing(&self, by: &Author) -> Standing {
        let is_author = self.authors.iter().any(|author| is_one(author, by));
        let others: Vec<&Named> = self.named.iter().filter(|named| !self.is_only(named, by)).collect();
        if is_author {
            return if others.is_empty() { Standing::AuthorAlone } else { Standing::Author(self.words(&others)) };
        }
        let is_named = self.named.iter().any(|named| self.is_it(named, by));
        if is_named || others.is_empty() { Standing::Approver } else { Standing::Other(self.words(&others)) }
    }

    /// Whether somebody is who was named, or holds the role that was named.
    fn is_it(&self, named: &str, by: &Author) -> bool {
        self.is_person(named, by) || self.people(named).iter().any(|person| self.is_person(person, by))
    }

    /// Whether nobody but this person is meant.
    fn is_only(&self, named: &str, by: &Author) -> bool {
        let people = self.people(named);
        self.is_person(named, by) || !people.is_empty() && people.iter().all(|person| self.is_person(person, by))
    }

    fn is_person(&self, named: &str, by: &Author) -> bool {
        // An id of somebody who became part of another is that other.
        let known = self.directory.get(named);
        let id = by.person.map(|person| person.to_string());
        let is_id = id.as_ref().is_some_and(|id| id == named || known.is_some_and(|entry| entry.id == *id));
        is_id || folded(self.directory.words(named)) == folded(&by.name)
    }

    /// Who holds a role now: by the log, else by the directory, with who stands in. The members of a team.
    fn people(&self, named: &str) -> Vec<Named> {
        let key = |role: &str| folded(self.directory.words(role));
        let wanted = key(named);
        let held = self.incident.map(|incident| incident.holders(|role| key(role) == wanted, self.now));
        if let Some(held) = held.filter(|held| !held.is_empty()) {
            return held.into_iter().map(str::to_owned).collect();
        }
        let Some(entry) = self.directory.known(&APPROVERS, named) else { return Vec::new() };
        let keys = ["person", "deputy", "lead"];
        let mut people: Vec<Named> = keys.iter().map(|key| entry.text(key).to_owned()).collect();
        people.extend(entry.members("members").iter().cloned());
        people.retain(|person| !person.is_empty());
        people
    }

    /// Who is to say yes, with who that is now: `Incident Commander (Kim)`.
    fn words(&self, named: &[&Named]) -> String {
        let mut list: Vec<String> = Vec::new();
        for one in named {
            let words = self.directory.words(one).to_owned();
            let people: Vec<_> =
                self.people(one).iter().map(|person| self.directory.words(person).to_owned()).collect();
            let words = if people.is_empty() { words } else { format!("{words} ({})", people.join(", ")) };
            if !list.contains(&words) {
                list.push(words);
            }
        }
        list.join(" or ")
    }
}

/// Whether two authors are one person.
fn is_one(a: &Author, b: &Author) -> bool {
    a.person.is_some() && a.person == b.person || folded(&a.name) == folded(&b.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::COMMANDER;
    use crate::log::Fact;
    use crate::test::{Log, at};

    fn author(name: &str) -> Author {
        Author { person: None, name: name.to_owned(), recorded_by: None }
    }

    fn declared() -> Fact {
        Fact::Declared {
            number: "INC-2041".to_owned(),
            title: "Checkout".to_owned(),
            severity: "SEV1".to_owned(),
            commander: Some("Kim".to_owned()),
            services: Vec::new(),
            detected_at: None,
        }
    }

    #[test]
    fn whom_the_plan_names_says_yes_and_the_author_only_where_nobody_else_is_named() {
        let mut log = Log::default();
        log.add("13:58", declared());
        let incident = log.incident();
        let directory = Directory::default();
        let standing = |named: &[&str], by: &str| {
            let named = named.iter().map(|n| (*n).to_owned()).collect();
            let (authors, incident) = (vec![author("Ana")], Some(&incident));
            SignOff { named, authors, incident, directory: &directory, now: at("14:00") }.standing(&author(by))
        };
        assert_eq!(standing(&[COMMANDER], "kim "), Standing::Approver, "whoever holds the role now");
        assert_eq!(standing(&["Bo"], "Bo"), Standing::Approver);
        assert_eq!(standing(&["Bo", COMMANDER], "Kim"), Standing::Approver, "the plan’s own approver, too");
        assert_eq!(standing(&[COMMANDER], COMMANDER), Standing::Approver, "recorded for the role");
        assert_eq!(standing(&[], "Bo"), Standing::Approver, "nobody is named");
        assert_eq!(standing(&[COMMANDER], "Bo"), Standing::Other("Incident Commander (Kim)".to_owned()));
        assert_eq!(standing(&["Legal"], "Ana"), Standing::Author("Legal".to_owned()), "nobody holds it");
        assert_eq!(
            standing(&["Ana", COMMANDER], "Ana"),
            Standing::Author("Incident Commander (Kim)".to_owned()),
            "asking oneself does not help"
        );
        assert_eq!(standing(&["Ana"], "Ana"), Standing::AuthorAlone);
        assert_eq!(standing(&[], "Ana"), Standing::AuthorAlone);
    }

    #[test]
    fn a_role_that_passed_on_takes_its_yes_with_it() {
        let mut log = Log::default();
        log.add("13:58", declared());
        log.add("14:10", Fact::RoleAssumed { role: COMMANDER.to_owned(), person: "Bo".to_owned() });
        let (incident, directory) = (log.incident(), Directory::default());
        let standing = |by: &str, now: &str| {
            let (named, authors) = (vec![COMMANDER.to_owned()], Vec::new());
            let sign_off = SignOff { named, authors, incident: Some(&incident), directory: &directory, now: at(now) };
            sign_off.standing(&author(by))
        };
        assert_eq!(standing("Kim", "14:05"), Standing::Approver);
        assert_eq!(standing("Kim", "14:20"), Standing::Other("Incident Commander (Bo)".to_owned()));
        assert_eq!(standing("Bo", "14:20"), Standing::Approver);
    }
}
