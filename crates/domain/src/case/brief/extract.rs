//! The rules that fill the parts of a brief.

use super::cue::{
    ATTEMPT, CONSTRAINT, OUTCOME, PROMISE, REQUEST, asks, has, has_data, has_time, is_greeting, sentences,
};
use super::identity::is_identity;
use super::{Brief, BriefLine, BriefPart, BriefSource, Cite, FLAGS, MOST, PARTS, plain};
use crate::case::{Said, Speaker};

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
    let of = |key: &str| match key {
        "request" => request(source),
        "summary" => summary(source),
        "history" => history(source),
        "attempts" => attempts(source),
        "data" => data(source),
        "constraints" => constraints(source),
        "promises" => promises(source),
        _ => question(source),
    };
    let part = |(key, name): &(&str, &str)| {
        let mut lines: Vec<BriefLine> = Vec::new();
        for line in of(key) {
            // What is said twice is one line that cites both.
            match lines.iter_mut().find(|known| known.text == line.text) {
                Some(known) => known.cites.extend(line.cites),
                None => lines.push(line),
            }
        }
        BriefPart { key: (*key).to_owned(), name: (*name).to_owned(), lines }
    };
    Brief { parts: PARTS.iter().map(part).collect() }
}

fn line(n: usize, text: &str) -> BriefLine {
    let line = u32::try_from(n + 1).unwrap_or(u32::MAX);
    BriefLine { text: super::joined(text), cites: vec![Cite::Line { line }] }
}

fn field(name: &str, text: &str) -> BriefLine {
    let cites = vec![Cite::Field { name: name.to_owned() }];
    BriefLine { text: format!("{}: {}", super::joined(name), super::joined(text)), cites }
}

/// The lines that somebody said, with their places.
fn said(source: &BriefSource, by: impl Fn(Speaker) -> bool) -> impl DoubleEndedIterator<Item = (usize, &Said)> {
    let list = source.case.conversation.iter().enumerate();
    list.filter(move |(_, said)| said.by != Speaker::System && by(said.by) && !said.text.trim().is_empty())
}

/// Sentences of the conversation that fit, the latest of them.
fn fitting(source: &BriefSource, by: impl Fn(Speaker) -> bool, fits: impl Fn(usize, &str) -> bool) -> Vec<BriefLine> {
    let mut list: Vec<BriefLine> = Vec::new();
    for (n, said) in said(source, by) {
        list.extend(sentences(&said.text).iter().filter(|s| fits(n, s)).map(|sentence| line(n, sentence)));
    }
    let more = list.len().saturating_sub(MOST);
    list.drain(..more);
    list
}

const fn is_customer(by: Speaker) -> bool {
    matches!(by, Speaker::Customer)
}

const fn is_ours(by: Speaker) -> bool {
    matches!(by, Speaker::Assistant | Speaker::Human)
}

/// The first sentence of the customer that says what is wanted; else the first that is no greeting; else the subject.
fn request(source: &BriefSource) -> Vec<BriefLine> {
    let all = || said(source, is_customer).flat_map(|(n, said)| sentences(&said.text).into_iter().map(move |s| (n, s)));
    let wants = all().find(|(_, sentence)| has(sentence, REQUEST) && !is_greeting(sentence));
    let first = || all().find(|(_, sentence)| !is_greeting(sentence));
    let found = wants.or_else(first).map(|(n, sentence)| line(n, &sentence));
    let subject = || source.field(&["subject", "check", "name"]).map(|(name, text)| field(&name, text));
    found.or_else(subject).into_iter().collect()
}

/// By place alone: what the customer said first and last, and what was answered last.
fn summary(source: &BriefSource) -> Vec<BriefLine> {
    let first = said(source, is_customer).next();
    let last = said(source, is_customer).next_back();
    let answer = said(source, is_ours).next_back();
    let mut places: Vec<(usize, &Said)> = [first, last, answer].into_iter().flatten().collect();
    places.sort_by_key(|(n, _)| *n);
    places.dedup_by_key(|(n, _)| *n);
    places.into_iter().map(|(n, said)| line(n, &said.text)).collect()
}

/// Everything known about the customer that does not say who they are.
fn history(source: &BriefSource) -> Vec<BriefLine> {
    let known = source.case.customer_data.iter().filter(|(name, text)| !is_identity(name) && !text.trim().is_empty());
    let line = |(name, text): (&String, &String)| BriefLine {
        text: format!("{}: {}", super::joined(name), super::joined(text)),
        cites: vec![Cite::Customer { name: name.clone() }],
    };
    known.map(line).collect()
}

/// What was noted as tried; what we said that we did or asked to try; and what the customer said of it next.
fn attempts(source: &BriefSource) -> Vec<BriefLine> {
    let mut list: Vec<BriefLine> = Vec::new();
    for (n, attempt) in source.case.attempts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let attempt_at = u32::try_from(n + 1).unwrap_or(u32::MAX);
        list.push(BriefLine { text: super::joined(attempt), cites: vec![Cite::Attempt { attempt: attempt_at }] });
    }
    if list.is_empty()
        && let Some((name, text)) = source.field(&["attempts", "ai_attempts"])
    {
        list.push(field(&name, text));
    }
    let mut of_talk = Vec::new();
    let mut is_after = false;
    for (n, said) in said(source, |_| true) {
        let is_tried = |sentence: &&String| is_ours(said.by) && has(sentence, ATTEMPT);
        let came_of_it = |sentence: &&String| is_customer(said.by) && is_after && has(sentence, OUTCOME);
        let sentences = sentences(&said.text);
        let found: Vec<&String> = sentences.iter().filter(|s| is_tried(s) || came_of_it(s)).collect();
        of_talk.extend(found.iter().map(|sentence| line(n, sentence)));
        is_after = is_ours(said.by) && !found.is_empty();
    }
    let more = of_talk.len().saturating_sub(MOST);
    list.extend(of_talk.into_iter().skip(more));
    list
}

/// Fields that say neither where the case stands nor who the customer is, and sentences with something to look up.
fn data(source: &BriefSource) -> Vec<BriefLine> {
    let is_data = |name: &str| {
        let name = plain(name);
        !STANDING.contains(&name.as_str()) && !STANDING_OF_CUSTOMER.contains(&name.as_str()) && !is_identity(&name)
    };
    let in_row = |name: &str| source.row.iter().any(|f| plain(&f.key) == plain(name) || plain(&f.name) == plain(name));
    let of_row = source.row.iter().filter(|f| is_data(&f.key) && is_data(&f.name));
    let mut list: Vec<BriefLine> = of_row.map(|f| field(&f.name, &f.text)).collect();
    let beside =
        source.case.fields.iter().filter(|(name, text)| is_data(name) && !in_row(name) && !text.trim().is_empty());
    list.extend(beside.map(|(name, text)| field(name, text)));
    list.extend(fitting(
        source,
        |by| matches!(by, Speaker::Customer | Speaker::Human),
        |_, sentence| has_data(sentence),
    ));
    list
}

/// Who the customer is to the team, the flags of the policy, and what the customer says that has to be kept to.
fn constraints(source: &BriefSource) -> Vec<BriefLine> {
    let of_row = STANDING_OF_CUSTOMER.iter().filter_map(|name| source.field(&[*name]));
    let mut list: Vec<BriefLine> = of_row.map(|(name, text)| field(&name, text)).collect();
    if source.case.flags.iter().any(|flag| !flag.trim().is_empty()) {
        list.push(field(FLAGS, &source.case.flags.join(", ")));
    }
    list.extend(fitting(source, is_customer, |_, sentence| has(sentence, CONSTRAINT)));
    list
}

/// What we said will be, where a time is named.
fn promises(source: &BriefSource) -> Vec<BriefLine> {
    fitting(source, is_ours, |_, sentence| has(sentence, PROMISE) && has_time(sentence) && !asks(sentence))
}

/// The last question of the customer; and what they said last, where nobody has answered it.
fn question(source: &BriefSource) -> Vec<BriefLine> {
    let asked = said(source, is_customer).rev().find_map(|(n, said)| {
        sentences(&said.text).into_iter().rev().find(|sentence| asks(sentence)).map(|sentence| line(n, &sentence))
    });
    let mut list: Vec<BriefLine> = asked.into_iter().collect();
    if let Some((n, last)) = said(source, |_| true).next_back().filter(|(_, last)| is_customer(last.by))
        && let Some(sentence) = sentences(&last.text).into_iter().rfind(|sentence| !is_greeting(sentence))
    {
        list.push(line(n, &sentence));
    }
    list
}
