//! The rules that fill the parts of a brief.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::identity::is_identity;
use super::talk::Talk;
use super::{Brief, BriefLine, BriefPart, BriefSource, Cite, FLAGS, MOST_NOTED, PARTS, cut, plain};

/// Fields that say where a case stands rather than what it is about.
const STANDING: &[&str] = &[
    "id",
    "opened",
    "status",
    "owner",
    "level",
    "handledby",
    "reason",
    "initiated",
    "aiconfidence",
    "confidence",
    "sentiment",
    "priority",
    "responsedue",
    "resolutiondue",
    "responded",
    "resolved",
    "rerouted",
    "firsthumanresponse",
    "escalationreason",
    "escalationtype",
    "subject",
    "channel",
    "conversation",
    "customerdata",
    "attempts",
    "whattheaitried",
    "timesrerouted",
    "resolvedatfirstcontact",
    "firstcontact",
    "language",
    "locale",
    "lang",
    "state",
    "ticket",
];
/// Fields that say who the customer is to the team.
const STANDING_OF_CUSTOMER: &[&str] = &["tier", "company", "contract", "sla"];

/// A brief by the rules.
#[must_use]
pub fn extract(source: &BriefSource) -> Brief {
    let mut talk = Talk::read(&source.case.conversation);
    let mut of = |key: &str| match key {
        "request" => request(source, &mut talk),
        "summary" => std::mem::take(&mut talk.summary),
        "history" => history(source),
        "attempts" => attempts(source, &mut talk),
        "data" => data(source, &mut talk),
        "constraints" => constraints(source, &mut talk),
        "promises" => talk.promises.take(),
        _ => std::mem::take(&mut talk.question),
    };
    let part = |(key, name): &(&str, &str)| BriefPart {
        key: (*key).to_owned(),
        name: (*name).to_owned(),
        lines: once(of(key)),
    };
    Brief { parts: PARTS.iter().map(part).collect() }
}

/// What is said twice is one line that cites both.
fn once(found: Vec<BriefLine>) -> Vec<BriefLine> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut lines: Vec<BriefLine> = Vec::new();
    for line in found {
        match places.entry(line.text.clone()) {
            Entry::Vacant(free) => {
                free.insert(lines.len());
                lines.push(line);
            }
            Entry::Occupied(known) => {
                let cites = &mut lines[*known.get()].cites;
                line.cites.into_iter().for_each(|cite| {
                    if !cites.contains(&cite) {
                        cites.push(cite);
                    }
                });
            }
        }
    }
    lines
}

fn field(name: &str, text: &str) -> BriefLine {
    let cites = vec![Cite::Field { name: name.to_owned() }];
    BriefLine { text: cut(&format!("{}: {}", super::joined(name), super::joined(text))), cites }
}

/// The first sentence of the customer that says what is wanted; else the first that is no greeting; else the subject.
fn request(source: &BriefSource, talk: &mut Talk) -> Vec<BriefLine> {
    let found = talk.wanted.take().or_else(|| talk.first.take());
    let subject = || source.field(&["subject", "check", "name"]).map(|(name, text)| field(&name, text));
    found.or_else(subject).into_iter().collect()
}

/// Everything known about the customer that does not say who they are.
fn history(source: &BriefSource) -> Vec<BriefLine> {
    let known = source.case.customer_data.iter().filter(|(name, text)| !is_identity(name) && !text.trim().is_empty());
    let line = |(name, text): (&String, &String)| BriefLine {
        text: cut(&format!("{}: {}", super::joined(name), super::joined(text))),
        cites: vec![Cite::Customer { name: name.clone() }],
    };
    known.take(MOST_NOTED).map(line).collect()
}

/// What was noted as tried; what we said that we did or asked to try; and what the customer said of it next.
fn attempts(source: &BriefSource, talk: &mut Talk) -> Vec<BriefLine> {
    let noted = source.case.attempts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
    let line = |(n, attempt): (usize, &String)| BriefLine {
        text: cut(&super::joined(attempt)),
        cites: vec![Cite::Attempt { attempt: u32::try_from(n + 1).unwrap_or(u32::MAX) }],
    };
    let mut list: Vec<BriefLine> = noted.rev().take(MOST_NOTED).map(line).collect();
    list.reverse();
    if list.is_empty()
        && let Some((name, text)) = source.field(&["attempts", "ai_attempts"])
    {
        list.push(field(&name, text));
    }
    list.extend(talk.attempts.take());
    list
}

/// Fields that say neither where the case stands nor who the customer is, and sentences with something to look up.
fn data(source: &BriefSource, talk: &mut Talk) -> Vec<BriefLine> {
    let is_data = |name: &str| {
        let name = plain(name);
        !STANDING.contains(&name.as_str()) && !STANDING_OF_CUSTOMER.contains(&name.as_str()) && !is_identity(&name)
    };
    let in_row: HashSet<String> = source.row.iter().flat_map(|f| [plain(&f.key), plain(&f.name)]).collect();
    let of_row = source.row.iter().filter(|f| is_data(&f.key) && is_data(&f.name));
    let mut list: Vec<BriefLine> = of_row.map(|f| field(&f.name, &f.text)).collect();
    let beside = source
        .case
        .fields
        .iter()
        .filter(|(name, text)| is_data(name) && !in_row.contains(&plain(name)) && !text.trim().is_empty());
    list.extend(beside.take(MOST_NOTED).map(|(name, text)| field(name, text)));
    list.extend(talk.data.take());
    list
}

/// Who the customer is to the team, the flags of the policy, and what the customer says that has to be kept to.
fn constraints(source: &BriefSource, talk: &mut Talk) -> Vec<BriefLine> {
    let of_row = STANDING_OF_CUSTOMER.iter().filter_map(|name| source.field(&[*name]));
    let mut list: Vec<BriefLine> = of_row.map(|(name, text)| field(&name, text)).collect();
    if source.case.flags.iter().any(|flag| !flag.trim().is_empty()) {
        list.push(field(FLAGS, &source.case.flags.join(", ")));
    }
    list.extend(talk.constraints.take());
    list
}
