//! Who gets a case: whom the rule names, or the R of the RACI activity that fits (domain reference B.10). A queue answers
//! for nothing, so what leads to nobody says so.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::facts::CaseFacts;
use crate::block::BlockKind;
use crate::directory::{Directory, Entry, Presence};
use crate::document::Document;
use crate::raci::{Part, RaciView};
use crate::trigger::{TARGETS, TriggerRule};
use crate::value::ReferenceKind;
use crate::view::folded;

/// Who gets a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Destination {
    /// Id or name as written; empty for nobody.
    pub to: String,
    /// Name as shown.
    pub name: String,
    /// `role`, `person`, `team` or `skill`; empty where the directory does not know it.
    pub kind: String,
    /// The RACI activity whose R it is; empty where the rule names it.
    pub activity: String,
    /// People behind it who can be reached by their hours at that moment, in order.
    pub there: Vec<String>,
    /// People behind it who cannot.
    pub away: Vec<String>,
}

impl Destination {
    /// What is wrong with it, as a sentence.
    #[must_use]
    pub fn remark(&self) -> Option<String> {
        if self.to.is_empty() {
            return Some("Nobody gets it: the rule names nobody, and no R of the RACI fits.".to_owned());
        }
        if self.kind.is_empty() {
            return Some(format!("The directory does not know {}.", self.name));
        }
        let who =
            if self.kind == "skill" { format!("with the skill {}", self.name) } else { format!("of {}", self.name) };
        match (self.there.is_empty(), self.away.is_empty()) {
            (true, true) => match self.kind.as_str() {
                "skill" => Some(format!("Nobody has the skill {}.", self.name)),
                _ => Some(format!("The directory names nobody behind {}.", self.name)),
            },
            (true, false) => Some(format!("Nobody {who} is at work at that moment.")),
            _ => None,
        }
    }
}

/// Where a rule sends a case at a moment.
pub(super) fn destination(
    rule: &TriggerRule,
    case: &CaseFacts<'_>,
    document: &Document,
    directory: &Directory,
    at: Timestamp,
) -> Destination {
    let (to, activity) = if rule.target.is_empty() {
        worker(rule, case, document).unwrap_or_default()
    } else {
        (rule.target.clone(), String::new())
    };
    let Some(entry) = directory.known(&TARGETS, &to) else {
        let name = directory.words(&to).to_owned();
        return Destination { to, name, activity, ..Destination::default() };
    };
    let mut found = Destination {
        to,
        name: entry.name.clone(),
        kind: entry.kind.as_str().to_owned(),
        activity,
        ..Destination::default()
    };
    for person in behind(entry, directory) {
        let is_there = directory.presence(person, at) == Presence::There;
        let list = if is_there { &mut found.there } else { &mut found.away };
        if !list.contains(&person.name) {
            list.push(person.name.clone());
        }
    }
    found
}

/// The people behind a role, team or skill, in order.
pub(crate) fn behind<'d>(entry: &'d Entry, directory: &'d Directory) -> Vec<&'d Entry> {
    let person = |written: &str| directory.known(&[ReferenceKind::Person], written);
    match entry.kind {
        ReferenceKind::Person => vec![entry],
        ReferenceKind::Role => ["person", "deputy"].iter().filter_map(|key| person(entry.text(key))).collect(),
        ReferenceKind::Team => {
            entry.members("lead").iter().chain(entry.members("members")).filter_map(|written| person(written)).collect()
        }
        _ => {
            let has =
                |p: &&Entry| p.members("skills").iter().any(|s| directory.key(&[ReferenceKind::Skill], s) == entry.id);
            directory.of_kind(&ReferenceKind::Person).into_iter().filter(has).collect()
        }
    }
}

/// The R of the first activity whose stage or name is that of the rule or the case.
fn worker(rule: &TriggerRule, case: &CaseFacts<'_>, document: &Document) -> Option<(String, String)> {
    let status = case.shown("status");
    let words: Vec<String> = [rule.status.as_str(), &status, &rule.level, &rule.reason, &rule.name]
        .into_iter()
        .map(folded)
        .filter(|word| !word.is_empty())
        .collect();
    for (id, section) in document.sections_of(&BlockKind::Raci) {
        let view = RaciView::read(id, section);
        for word in &words {
            let fits = view.activities.iter().find(|a| folded(a.stage) == *word || folded(a.activity) == *word);
            let Some(activity) = fits else { continue };
            let role = activity.who(Part::Works).find_map(|place| view.roles.iter().find(|r| r.place == place));
            if let Some(role) = role {
                let to = if role.person.is_empty() { role.role_or_name() } else { role.person };
                return Some((to.to_owned(), activity.activity.to_owned()));
            }
        }
    }
    None
}
