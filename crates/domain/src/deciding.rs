//! Who decides now: the holder of the deciding letter (A in RACI) of the activity that a decision is about, who is on
//! shift and can be reached.

use jiff::Timestamp;

use crate::block::BlockKind;
use crate::directory::{ContactMethod, Directory};
use crate::document::Document;
use crate::id::{RowId, SectionId};
use crate::incident::Incident;
use crate::log::Named;
use crate::raci::{Part, RaciView, RoleColumn};
use crate::value::ReferenceKind;
use crate::view::{folded, rows};

/// How many activities are offered.
const MOST: usize = 3;
/// The shortest word by which an activity is found.
const SHORTEST: usize = 4;
/// Words that stand in activities of every kind and say nothing about one.
const COMMON: &[&str] = &["decide", "decides", "incident", "with", "from", "that", "whether", "after", "before"];

/// What is known of somebody's shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// They hold the role, by the log, since then.
    Holds(Timestamp),
    /// The roster plans them until then.
    Planned(Timestamp),
    /// Nothing says that they are on shift.
    Unknown,
}

/// Whether somebody can be reached now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// In this way, which depends on nothing that is affected.
    By(ContactMethod),
    /// Every way that is known depends on this service, which is affected: id or name.
    Cut(Named),
    /// The directory knows no way.
    Unknown,
}

/// Somebody who may decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Id or name.
    pub person: Named,
    /// Whether they stand in for another.
    pub is_deputy: bool,
    /// Their shift.
    pub shift: Shift,
    /// How they are reached.
    pub reach: Reach,
}

impl Candidate {
    /// Whether they are on shift and can be reached.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        !matches!(self.shift, Shift::Unknown) && matches!(self.reach, Reach::By(_))
    }
}

/// Who decides about one activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decider {
    /// Section of the matrix.
    pub section: SectionId,
    /// Row of the activity.
    pub row: RowId,
    /// What is done.
    pub activity: String,
    /// The role that decides; empty where the matrix names none.
    pub role: String,
    /// Who that is, those before who stand in for others.
    pub candidates: Vec<Candidate>,
}

impl Decider {
    /// Who decides now: the first who is on shift and can be reached; nobody where none is.
    #[must_use]
    pub fn now(&self) -> Option<&Candidate> {
        self.candidates.iter().find(|c| c.is_there())
    }
}

/// Who decides about what a text says, the activity that matches best first; none where no activity matches.
#[must_use]
pub fn who_decides(
    matrix: &Document,
    text: &str,
    incident: &Incident,
    action_plan: Option<&Document>,
    directory: &Directory,
    now: Timestamp,
) -> Vec<Decider> {
    let wanted = folded(text);
    let mut found: Vec<(usize, Decider)> = Vec::new();
    for (section, entry) in matrix.sections_of(&BlockKind::Raci) {
        let view = RaciView::read(section, entry);
        for activity in &view.activities {
            let score = likeness(&wanted, activity.activity);
            if score == 0 {
                continue;
            }
            // An activity of which nobody is accountable is said to be one, instead of nothing.
            let column = activity.who(Part::Decides).next().and_then(|place| view.roles.get(place));
            let candidates = column.map(|column| candidates(column, incident, action_plan, directory, now));
            let role = column.map_or_else(String::new, |column| column.name.to_owned());
            let (row, activity) = (activity.row, activity.activity.to_owned());
            found.push((score, Decider { section, row, activity, role, candidates: candidates.unwrap_or_default() }));
        }
    }
    // Equal ones stay in the order of the matrix.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().take(MOST).map(|(_, decider)| decider).collect()
}

/// How many letters of an activity's own words the text has: `roll back 4.2` is about `Decide rollback`.
fn likeness(wanted: &str, activity: &str) -> usize {
    let joined: String = wanted.chars().filter(|c| c.is_alphanumeric()).collect();
    let activity = folded(activity);
    let words = activity.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.chars().count() >= SHORTEST && !COMMON.contains(word))
        .filter(|word| joined.contains(stem(word)))
        .map(|word| word.chars().count())
        .sum()
}

/// A word without its ending in the plural: `vendors` is found by `vendor`.
fn stem(word: &str) -> &str {
    let short = word.strip_suffix('s').unwrap_or(word);
    if short.chars().count() >= SHORTEST { short } else { word }
}

fn candidates(
    column: &RoleColumn<'_>,
    incident: &Incident,
    plan: Option<&Document>,
    directory: &Directory,
    now: Timestamp,
) -> Vec<Candidate> {
    let written = column.role_or_name();
    let kinds = [ReferenceKind::Role, ReferenceKind::Team, ReferenceKind::Vendor];
    let role = directory.key(&kinds, written);
    let entry = directory.known(&kinds, written);
    let named = |own: &str, key: &str| match own {
        "" => entry.map_or("", |e| e.text(key)).to_owned(),
        own => own.to_owned(),
    };
    let held = incident.holders(|r| directory.key(&kinds, r) == role, now).first().map(|p| (*p).to_owned());
    // Who holds the role in the log has it, whatever matrix and directory plan.
    let first = held.unwrap_or_else(|| named(column.person, "person"));
    let deputy = named(column.deputy, "deputy");
    let backup = directory.person(&first).map(|p| p.backup).unwrap_or_default();
    let mut list: Vec<Candidate> = Vec::new();
    for (person, is_deputy) in [(first, false), (deputy, true), (backup, true)] {
        let is_known = |c: &Candidate| folded(directory.words(&c.person)) == folded(directory.words(&person));
        if person.is_empty() || list.iter().any(is_known) {
            continue;
        }
        let (shift, reach) = (shift(&person, incident, plan, directory, now), reach(&person, incident, directory));
        list.push(Candidate { person, is_deputy, shift, reach });
    }
    list
}

/// A role held in the log says that somebody is on shift; else a line of the roster that covers the moment.
fn shift(person: &str, incident: &Incident, plan: Option<&Document>, directory: &Directory, now: Timestamp) -> Shift {
    let is_it = |other: &str| folded(directory.words(other)) == folded(directory.words(person));
    let held = incident.roles.iter().filter(|r| r.renounced_at.is_none() && is_it(&r.person));
    if let Some(since) = held.map(|r| r.assumed_at).min() {
        return Shift::Holds(since);
    }
    let rosters = plan.map(|p| p.sections_of(&BlockKind::Roster)).unwrap_or_default();
    let planned = rosters.iter().flat_map(|(_, section)| rows(&section.block)).filter_map(|(_, view)| {
        let (from, to) = (view.instant("from")?, view.instant("to")?);
        (is_it(view.text("person")) && from <= now && now < to).then_some(to)
    });
    planned.max().map_or(Shift::Unknown, Shift::Planned)
}

/// How somebody is reached by what depends on no service that is affected.
pub(crate) fn reach(person: &str, incident: &Incident, directory: &Directory) -> Reach {
    let Some(known) = directory.person(person) else { return Reach::Unknown };
    let kind = [ReferenceKind::Service];
    let affected: Vec<(String, &String)> = incident.services.iter().map(|s| (directory.key(&kind, s), s)).collect();
    let mut cut = None;
    for way in known.contacts {
        let broken = way.depends_on.iter().find_map(|s| {
            let key = directory.key(&kind, s);
            affected.iter().find(|(other, _)| *other == key).map(|(_, service)| (*service).clone())
        });
        match broken {
            None => return Reach::By(way),
            Some(service) => cut = cut.or(Some(service)),
        }
    }
    cut.map_or(Reach::Unknown, Reach::Cut)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Fact;
    use crate::preset;
    use crate::test::{Builder, Log, at, document_of};
    use crate::value::Value;

    fn matrix(b: &mut Builder) -> Document {
        let mut block = b.block(&BlockKind::Raci, "", &[]);
        let roles = [("Operations Lead", "Kim", "Chen"), ("Commander", "Kasia", "")];
        for (name, person, deputy) in roles {
            let last = block.live_columns().last().map(|(_, c)| c.pos.clone());
            let pos = crate::position::Position::between(last.as_ref(), None);
            let column = preset::role_column(pos, name, &[("person", person), ("deputy", deputy), ("role", name)]);
            block.columns.insert(crate::id::ColumnId::new(b.uuid()), column);
        }
        for (activity, lead, commander) in [
            ("Declare incident", "I", "A"),
            ("Decide rollback", "A", "I"),
            ("Contact vendors", "R", ""),
            ("Approve external message", "C", "A"),
        ] {
            let row = b.row(&mut block, &[("activity", activity)]);
            for (name, letters) in [("Operations Lead", lead), ("Commander", commander)] {
                let (column, _) =
                    block.live_columns().into_iter().find(|(_, c)| c.name == name).expect("a role column");
                let members: Vec<String> = letters.chars().map(String::from).collect();
                block.rows.get_mut(&row).expect("it").cells.insert(column, Value::many(members));
            }
        }
        b.document("Who does what", "raci-major-incident", vec![("RACI", BlockKind::Raci, block)])
    }

    fn told(text: &str, log: &Log, plan: Option<&Document>, directory: &Directory) -> Vec<String> {
        let mut b = Builder::default();
        let list = who_decides(&matrix(&mut b), text, &log.incident(), plan, directory, at("14:47"));
        list.iter()
            .map(|d| {
                let now = d.now().map_or("nobody", |c| directory.words(&c.person));
                format!("{}: {} -> {now}", d.activity, d.role)
            })
            .collect()
    }

    #[test]
    fn the_one_who_answers_and_is_there_decides_else_the_deputy() {
        let mut b = Builder::default();
        let kim = b.person(&[("name", "Kim"), ("phones", "+82 2"), ("emails", "kim@x.example")]);
        let chen = b.person(&[("name", "Chen"), ("emails", "chen@x.example"), ("depends_on", "Mail service")]);
        let kasia = b.person(&[("name", "Kasia"), ("phones", "+48 22")]);
        let services = b.list("services", &[&[("name", "Mail service")], &[("name", "Shop")]]);
        let directory = document_of(&[kim, chen, kasia, services]);
        let declared = |services: &[&str]| Fact::Declared {
            number: "INC-1".to_owned(),
            title: "Down".to_owned(),
            severity: "SEV1".to_owned(),
            commander: None,
            services: services.iter().map(|s| (*s).to_owned()).collect(),
            detected_at: None,
        };
        let assumed = |role: &str, person: &str| Fact::RoleAssumed { role: role.to_owned(), person: person.to_owned() };
        let mut log = Log::default();
        log.add("14:05", declared(&["Mail service"]));
        assert_eq!(told("Roll back 4.2", &log, None, &directory), ["Decide rollback: Operations Lead -> nobody"]);
        log.add("14:09", assumed("Operations Lead", "Kim"));
        assert_eq!(told("Roll back 4.2", &log, None, &directory), ["Decide rollback: Operations Lead -> Kim"]);
        assert_eq!(told("The rollback waits", &log, None, &directory).len(), 1);
        assert_eq!(told("Go for lunch", &log, None, &directory), Vec::<String>::new());
        assert_eq!(
            told("call the vendor", &log, None, &directory),
            ["Contact vendors:  -> nobody"],
            "nobody answers for it"
        );

        let fact =
            Fact::RoleRenounced { role: "Operations Lead".to_owned(), person: "Kim".to_owned(), reason: String::new() };
        log.add("14:30", fact);
        let line = [
            ("position", "Duty"),
            ("person", "Chen"),
            ("from", "2026-03-11T13:00:00Z"),
            ("to", "2026-03-11T17:00:00Z"),
        ];
        let roster = b.block(&BlockKind::Roster, "", &[&line]);
        let plan = b.document("Plan", "", vec![("Roster", BlockKind::Roster, roster)]);
        let rollback = |log: &Log| told("rollback", log, Some(&plan), &directory);
        assert_eq!(rollback(&log), ["Decide rollback: Operations Lead -> nobody"], "Chen’s only way is cut");
        let mut other = Log::default();
        other.add("14:05", declared(&["Shop"]));
        assert_eq!(rollback(&other), ["Decide rollback: Operations Lead -> Chen"], "the deputy is on shift");
    }

    #[test]
    fn why_somebody_does_not_decide_now_is_said() {
        let mut b = Builder::default();
        let chen = b.person(&[("name", "Chen"), ("emails", "chen@x.example"), ("depends_on", "Mail service")]);
        let services = b.list("services", &[&[("name", "Mail service")]]);
        let directory = document_of(&[chen, services]);
        let mut log = Log::default();
        log.add(
            "14:05",
            Fact::Declared {
                number: "INC-1".to_owned(),
                title: "Down".to_owned(),
                severity: "SEV1".to_owned(),
                commander: None,
                services: vec!["Mail service".to_owned()],
                detected_at: None,
            },
        );
        let found = who_decides(&matrix(&mut b), "rollback", &log.incident(), None, &directory, at("14:47"));
        let reach: Vec<&Reach> = found[0].candidates.iter().map(|c| &c.reach).collect();
        assert_eq!(reach, [&Reach::Unknown, &Reach::Cut("Mail service".to_owned())]);
        assert!(found[0].candidates[1].is_deputy);
    }
}
