//! The rules that fill the parts of a brief.

use super::cue::{ATTEMPT, CONSTRAINT, OUTCOME, PROMISE, REQUEST, Sentence, asks, has_data};
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
    let talk: Talk = said(source, |_| true).map(|(n, said)| (n, said.by, Sentence::all(&said.text))).collect();
    let of = |key: &str| match key {
        "request" => request(source, &talk),
        "summary" => summary(source),
        "history" => history(source),
        "attempts" => attempts(source, &talk),
        "data" => data(source, &talk),
        "constraints" => constraints(source, &talk),
        "promises" => promises(&talk),
        _ => question(&talk),
    };
    let part = |(key, name): &(&str, &str)| {
        let mut lines: Vec<BriefLine> = Vec::new();
        for line in of(key) {
            // What is said twice is one line that cites both.
            match lines.iter_mut().find(|known| known.text == line.text) {
                Some(known) => line.cites.into_iter().for_each(|cite| {
                    if !known.cites.contains(&cite) {
                        known.cites.push(cite);
                    }
                }),
                None => lines.push(line),
            }
        }
        BriefPart { key: (*key).to_owned(), name: (*name).to_owned(), lines }
    };
    Brief { parts: PARTS.iter().map(part).collect() }
}

/// What was said: the place of each line, who said it, and its sentences.
type Talk = Vec<(usize, Speaker, Vec<Sentence>)>;

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
fn fitting(talk: &Talk, by: impl Fn(Speaker) -> bool, fits: impl Fn(&Sentence) -> bool) -> Vec<BriefLine> {
    let of = talk.iter().rev().filter(|(_, speaker, _)| by(*speaker));
    let all = of.flat_map(|(n, _, sentences)| sentences.iter().rev().map(move |sentence| (*n, sentence)));
    let mut list: Vec<BriefLine> =
        all.filter(|(_, sentence)| fits(sentence)).take(MOST).map(|(n, sentence)| line(n, &sentence.text)).collect();
    list.reverse();
    list
}

const fn is_customer(by: Speaker) -> bool {
    matches!(by, Speaker::Customer)
}

const fn is_ours(by: Speaker) -> bool {
    matches!(by, Speaker::Assistant | Speaker::Human)
}

/// The first sentence of the customer that says what is wanted; else the first that is no greeting; else the subject.
fn request(source: &BriefSource, talk: &Talk) -> Vec<BriefLine> {
    let of = || talk.iter().filter(|(_, by, _)| is_customer(*by));
    let all = || of().flat_map(|(n, _, sentences)| sentences.iter().map(move |sentence| (*n, sentence)));
    let wants = all().find(|(_, sentence)| sentence.has(REQUEST) && !sentence.is_greeting());
    let first = || all().find(|(_, sentence)| !sentence.is_greeting());
    let found = wants.or_else(first).map(|(n, sentence)| line(n, &sentence.text));
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
fn attempts(source: &BriefSource, talk: &Talk) -> Vec<BriefLine> {
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
    for (n, by, sentences) in talk {
        let is_tried = |sentence: &&Sentence| is_ours(*by) && sentence.has(ATTEMPT);
        let came_of_it = |sentence: &&Sentence| is_customer(*by) && is_after && sentence.has(OUTCOME);
        let found: Vec<&Sentence> = sentences.iter().filter(|s| is_tried(s) || came_of_it(s)).collect();
        of_talk.extend(found.iter().map(|sentence| line(*n, &sentence.text)));
        is_after = is_ours(*by) && !found.is_empty();
    }
    let more = of_talk.len().saturating_sub(MOST);
    list.extend(of_talk.into_iter().skip(more));
    list
}

/// Fields that say neither where the case stands nor who the customer is, and sentences with something to look up.
fn data(source: &BriefSource, talk: &Talk) -> Vec<BriefLine> {
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
    let is_told = |by| matches!(by, Speaker::Customer | Speaker::Human);
    list.extend(fitting(talk, is_told, |sentence| has_data(&sentence.text)));
    list
}

/// Who the customer is to the team, the flags of the policy, and what the customer says that has to be kept to.
fn constraints(source: &BriefSource, talk: &Talk) -> Vec<BriefLine> {
    let of_row = STANDING_OF_CUSTOMER.iter().filter_map(|name| source.field(&[*name]));
    let mut list: Vec<BriefLine> = of_row.map(|(name, text)| field(&name, text)).collect();
    if source.case.flags.iter().any(|flag| !flag.trim().is_empty()) {
        list.push(field(FLAGS, &source.case.flags.join(", ")));
    }
    list.extend(fitting(talk, is_customer, |sentence| sentence.has(CONSTRAINT)));
    list
}

/// What we said will be, where a time is named.
fn promises(talk: &Talk) -> Vec<BriefLine> {
    fitting(talk, is_ours, |sentence| sentence.has(PROMISE) && sentence.has_time() && !asks(&sentence.text))
}

/// The last question of the customer; and what they said last, where nobody has answered it.
fn question(talk: &Talk) -> Vec<BriefLine> {
    let of = talk.iter().rev().filter(|(_, by, _)| is_customer(*by));
    let asked = of.flat_map(|(n, _, sentences)| sentences.iter().rev().map(move |sentence| (*n, sentence)));
    let asked =
        asked.into_iter().find(|(_, sentence)| asks(&sentence.text)).map(|(n, sentence)| line(n, &sentence.text));
    let mut list: Vec<BriefLine> = asked.into_iter().collect();
    if let Some((n, _, sentences)) = talk.last().filter(|(_, by, _)| is_customer(*by))
        && let Some(sentence) = sentences.iter().rfind(|sentence| !sentence.is_greeting())
    {
        list.push(line(*n, &sentence.text));
    }
    list
}
