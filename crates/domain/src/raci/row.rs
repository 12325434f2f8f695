//! Rules of a row: R-H1 to R-H11 and R-AI1 to R-AI3 (domain reference 3.1).

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher};

use super::noun;
use super::rule::{Rules, either};
use super::{Activity, ActorKind, Letter, Part, RoleColumn};
use crate::directory::Resolved;
use crate::finding::{Finding, FindingLevel};
use crate::operation::Operation;
use crate::path::Path;
use crate::value::{ReferenceKind, Value};
use crate::view::folded;

/// Activities that were there before, but for case and spaces; told apart by a hash without chance in it.
type Known<'f> = HashSet<&'f str, BuildHasherDefault<DefaultHasher>>;

pub(super) fn check(rules: &Rules<'_>, list: &mut Vec<Finding>) {
    let folded: Vec<String> = rules.view.activities.iter().map(|a| folded(a.activity)).collect();
    let mut known: Known<'_> = Known::with_capacity_and_hasher(folded.len(), BuildHasherDefault::default());
    for (activity, folded) in rules.view.activities.iter().zip(&folded) {
        let start = list.len();
        if activity.held.is_empty() {
            list.push(empty(rules, activity));
        } else {
            letters(rules, activity, list);
            ai(rules, activity, list);
        }
        if let Some(finding) = noun(rules, activity, folded) {
            list.push(finding);
        }
        if !folded.is_empty() && !known.insert(folded) {
            let title = format!("{} is there twice", activity.activity);
            let message = "Two rows for one activity will contradict each other. Keep one.";
            list.push(rules.finding("R-H11", FindingLevel::Warning, title, message));
        }
        for finding in &mut list[start..] {
            finding.row = Some(activity.row);
        }
    }
    everywhere(rules, list);
}

fn empty(rules: &Rules<'_>, activity: &Activity<'_>) -> Finding {
    if activity.activity.is_empty() {
        let remove =
            Operation::Remove { path: Path::Rows(rules.view.section), id: activity.row.to_string(), at: rules.now };
        let message = "It names neither an activity nor anybody who does it.";
        let finding = rules.finding("R-H10", FindingLevel::Error, "A row is empty", message);
        return finding.fixed_by("Remove the row", vec![remove]);
    }
    let title = format!("{} is nobody's", activity.activity);
    rules.finding(
        "R-H10",
        FindingLevel::Error,
        title,
        "The row has no letters. Say who does it and who answers for it.",
    )
}

fn letters(rules: &Rules<'_>, activity: &Activity<'_>, list: &mut Vec<Finding>) {
    let scheme = &rules.view.scheme;
    let name = activity.activity;
    let roles = rules.view.roles.len();
    for (at, letter) in scheme.letters.iter().enumerate() {
        // Most letters may be held by any number.
        if letter.min == 0 && letter.max.is_none() {
            continue;
        }
        let holders =
            || activity.held.iter().filter(|(_, held)| held.holds(at, &letter.letter)).map(|(place, _)| *place);
        let held = holders().count();
        if held >= letter.min as usize && letter.max.is_none_or(|max| held <= max as usize) {
            continue;
        }
        let holders: Vec<usize> = holders().collect();
        list.extend(if letter.is_decision() {
            decision(rules, activity, letter, &holders)
        } else {
            count(rules, activity, letter, &holders)
        });
    }
    let (mut workers, mut consulted, mut informed) = (0, 0, 0);
    for (_, held) in &activity.held {
        workers += usize::from(held.plays(Part::Works));
        consulted += usize::from(held.plays(Part::Consulted));
        informed += usize::from(held.plays(Part::Informed));
    }
    if workers > 3 || (roles >= 4 && workers * 2 > roles) {
        let title = format!("{workers} responsible for {name}");
        let message =
            "Work that many do is done by nobody. Split the task, or leave those who only help without the letter.";
        list.push(rules.finding("R-H3", FindingLevel::Warning, title, message));
    }
    if consulted > 3 {
        let title = format!("{consulted} consulted on {name}");
        let message = "More than 3 slows the decision. Inform those who need not be asked before.";
        list.push(rules.finding("R-H4", FindingLevel::Warning, title, message));
    }
    if consulted + informed == 0 && roles > 2 {
        let title = format!("Nobody is consulted or informed on {name}");
        let message = "It is done in isolation. That may be right.";
        list.push(rules.finding("R-H5", FindingLevel::Info, title, message));
    }
    if roles >= 3 && activity.held.iter().filter(|(_, held)| held.takes_part()).count() == roles {
        let title = format!("Everyone has a letter on {name}");
        let message = "What concerns everyone is read by nobody. Leave out those who need not know.";
        list.push(rules.finding("R-H6", FindingLevel::Warning, title, message));
    }
    for place in activity.who(Part::Decides).filter(|place| is_group(rules, *place)) {
        let title = format!("{} answers for {name}", rules.name_of(place));
        let message = "A team cannot be accountable: nobody in it is. Name one role or person.";
        list.push(rules.finding("R-H7", FindingLevel::Warning, title, message).in_column(rules.role(place).column));
    }
}

/// R-H2: as many hold a letter as the scheme asks for; somebody who does the work above all.
fn count(rules: &Rules<'_>, activity: &Activity<'_>, letter: &Letter, holders: &[usize]) -> Option<Finding> {
    let (name, written, held) = (&activity.activity, &letter.letter, holders.len());
    if letter.max.is_some_and(|max| held > max as usize) {
        let names: Vec<_> = holders.iter().map(|c| rules.name_of(*c)).collect();
        let title = format!("{name} has {held} {written}");
        let most = letter.max.unwrap_or_default();
        let message = format!(
            "{} hold {written}, {}; {} allows {most}.",
            names.join(" and "),
            letter.name,
            rules.view.scheme.name
        );
        return Some(rules.finding("R-H2", FindingLevel::Error, title, message));
    }
    if held >= letter.min as usize {
        return None;
    }
    if held > 0 {
        let title = format!("{name} has only {held} {written}");
        let message = format!("{} asks for {} {written}, {}.", rules.view.scheme.name, letter.min, letter.name);
        return Some(rules.finding("R-H2", FindingLevel::Error, title, message));
    }
    let title = format!("{name} has no {written}");
    if letter.part != Part::Works {
        let message =
            format!("{} asks for {} {written}, {}. Name one.", rules.view.scheme.name, letter.min, letter.name);
        return Some(rules.finding("R-H2", FindingLevel::Error, title, message));
    }
    let finding = rules.finding("R-H2", FindingLevel::Error, title, "Somebody answers for it, and nobody does it.");
    let deciders: Vec<usize> = activity.who(Part::Decides).collect();
    Some(match deciders.as_slice() {
        [only] if is_human(rules, *only) => {
            let decides = rules.view.scheme.letters_of(Part::Decides);
            let label = format!("Make {} {} and {written}", rules.name_of(*only), either(&decides));
            finding.fixed_by(label, vec![rules.give(activity.row, rules.role(*only).column, written)])
        }
        _ => finding,
    })
}

/// R-H1: exactly one decides. With none nobody owns it, with two nobody does either.
fn decision(rules: &Rules<'_>, activity: &Activity<'_>, decisive: &Letter, holders: &[usize]) -> Option<Finding> {
    let (letter, max) = (decisive.letter.as_str(), decisive.max);
    let name = &activity.activity;
    if holders.is_empty() && decisive.min > 0 {
        let mut message = "Nobody is accountable.".to_owned();
        let finding = |message| rules.finding("R-H1", FindingLevel::Error, format!("{name} has no {letter}"), message);
        let workers: Vec<usize> = activity.who(Part::Works).collect();
        let [only] = workers.as_slice() else { return Some(finding(message)) };
        if !is_human(rules, *only) {
            return Some(finding(message));
        }
        let work = activity.of(rules.role(*only)).map_or_else(String::new, |held| {
            let works = rules.view.scheme.letters_of(Part::Works);
            held.letters().into_iter().filter(|l| works.contains(&l.as_ref())).collect::<Vec<_>>().join(" and ")
        });
        message = format!("Nobody is accountable; {} is {work}.", rules.name_of(*only));
        let label = format!("Make {} {letter} and {work}", rules.name_of(*only));
        return Some(
            finding(message).fixed_by(label, vec![rules.give(activity.row, rules.role(*only).column, letter)]),
        );
    }
    if max.is_some_and(|max| holders.len() > max as usize) {
        let names: Vec<_> = holders.iter().map(|c| rules.name_of(*c)).collect();
        let title = format!("{name} has {} {letter}", holders.len());
        let message = format!("{} would each wait for the other. Keep one.", names.join(" and "));
        return Some(rules.finding("R-H1", FindingLevel::Error, title, message));
    }
    None
}

fn ai(rules: &Rules<'_>, activity: &Activity<'_>, list: &mut Vec<Finding>) {
    let scheme = &rules.view.scheme;
    let name = &activity.activity;
    let mut works = !matches!(activity.ai_assist.as_str(), "" | "none");
    for role in rules.machines.iter().map(|place| rules.role(*place)) {
        let Some(held) = activity.of(role) else { continue };
        let part = |letter: &str| scheme.letters.iter().find(|l| l.letter == letter).map(|l| l.part);
        let helps = held.plays(Part::Works) || held.plays(Part::Supports);
        works |= helps;
        let flag = rules.section.block.column_by_key("ai_assist");
        if let Some((column, _)) = flag.filter(|_| helps && matches!(activity.ai_assist.as_str(), "" | "none")) {
            let title = format!("{} works on {name}, where AI assist is not allowed", role.name);
            let message = "A machine may work or help only where the row says with what. Say it under AI assist, or take its letter away.";
            list.push(rules.finding("R-AI4", FindingLevel::Warning, title, message).in_column(column));
        }
        if held.plays(Part::Decides) {
            let title = format!("{} answers for {name}", role.name);
            let message = "Only a human can be accountable. Name one; the machine may do the work.";
            list.push(rules.finding("R-AI1", FindingLevel::Error, title, message).in_column(role.column));
        }
        let mut told = held.letters();
        told.retain(|l| matches!(part(l), Some(Part::Consulted | Part::Informed)));
        if !told.is_empty() {
            let title = format!("{} is consulted or informed on {name}", role.name);
            let message = "A machine is neither asked nor told. Let it help with the work, or leave it out.";
            let operations = told.iter().map(|l| rules.take(activity.row, role.column, l)).collect();
            let finding = rules.finding("R-AI3", FindingLevel::Warning, title, message).in_column(role.column);
            list.push(finding.fixed_by("Leave it out", operations));
        }
    }
    let human_checks = || activity.who(Part::Verifies).any(|place| is_human(rules, place));
    if works && activity.risk == "high" && activity.human_review != "mandatory" && !human_checks() {
        let title = format!("{name}: high risk without a human review");
        let message = "What a machine does at high risk is to be reviewed by a human before it counts.";
        let mut finding = rules.finding("R-AI2", FindingLevel::Error, title, message);
        if let Some((column, found)) = rules.section.block.column_by_key("human_review") {
            finding = finding.in_column(column);
            if let Some((id, choice)) =
                found.live_choices().into_iter().find(|(id, c)| *id == "mandatory" || folded(&c.name) == "mandatory")
            {
                let path = Path::Cell(rules.view.section, activity.row, column);
                let operation = Operation::Set { path, value: Some(Value::one(id)) };
                finding = finding.fixed_by(format!("Make the review {}", choice.name), vec![operation]);
            }
        }
        list.push(finding);
    }
}

/// R-H9: an activity is something one does. Only English is judged.
fn noun(rules: &Rules<'_>, activity: &Activity<'_>, folded: &str) -> Option<Finding> {
    let is_named = rules.language.starts_with("en") && noun::names_a_thing(folded);
    is_named.then(|| {
        let title = format!("“{}” does not begin with a verb", activity.activity);
        let message = "An activity says what somebody does: “Approve the message” rather than “Message approval”.";
        rules.finding("R-H9", FindingLevel::Warning, title, message)
    })
}

/// R-H8: one who decides and works may be the same, but not everywhere.
fn everywhere(rules: &Rules<'_>, list: &mut Vec<Finding>) {
    let mut filled = rules.view.activities.iter().filter(|a| !a.held.is_empty());
    let is_same =
        |a: &Activity<'_>| a.held.iter().any(|(_, held)| held.plays(Part::Decides) && held.plays(Part::Works));
    if filled.clone().nth(1).is_some() && filled.all(is_same) {
        let title = "Who does it also answers for it, on every row";
        let message = "Nobody looks over anybody's shoulder. On some rows let another be accountable.";
        list.push(rules.finding("R-H8", FindingLevel::Info, title, message));
    }
}

fn is_human(rules: &Rules<'_>, place: usize) -> bool {
    rules.role(place).kind == ActorKind::Human
}

/// Asked for every row, looked up in the directory once.
fn is_group(rules: &Rules<'_>, place: usize) -> bool {
    *rules.groups[place].get_or_init(|| stands_for_group(rules, rules.role(place)))
}

fn stands_for_group(rules: &Rules<'_>, role: &RoleColumn<'_>) -> bool {
    // A team's column that names the person who answers for it stands for that person.
    if !role.person.is_empty() {
        return false;
    }
    let is_team = |written: &str| match rules.directory.resolve(&[], written) {
        Resolved::Known(entry) => matches!(entry.kind, ReferenceKind::Team | ReferenceKind::Vendor),
        Resolved::Unknown(_) | Resolved::Ambiguous(_) => false,
    };
    let mut names = [role.role, role.name].into_iter().filter(|name| !name.is_empty());
    matches!(role.kind, ActorKind::Team | ActorKind::Vendor) || names.any(is_team)
}
