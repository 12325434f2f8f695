//! The communication review and the escalation review: what was promised and called, and what came of it.

use jiff::{SignedDuration, Timestamp};

use super::Sources;
use crate::cadence::{OverdueOutcome, OverdueUpdate, Promise, PromiseOutcome, overdue_updates};
use crate::duration;
use crate::escalation::{CallEnd, CallReview};
use crate::filling::{Line, one};
use crate::incident::SentUpdate;
use crate::log::Clock;
use crate::value::{ReferenceKind, Value};

/// Each update against the promise that it answers, in order of time, then the promises that none answered, then what was
/// overdue by the plan without having been promised and never went out.
pub(super) fn communication(sources: &Sources<'_>) -> Vec<Line> {
    let mut list: Vec<Line> = Vec::new();
    let overdue = overdue_updates(sources.incident, sources.directory, sources.now);
    for sent in &sources.incident.sent {
        let promise = sources.promises.iter().find(|promise| is_answer(promise, sent, sources));
        let (words, late) = match promise.map(|p| &p.outcome) {
            None => match overdue.iter().find_map(|update| late_by_plan(update, sent, sources)) {
                Some(late) => {
                    (format!("Nothing was promised; late by {} by the plan", duration::print(late)), Some(late))
                }
                None => ("Nothing was promised".to_owned(), None),
            },
            Some(PromiseOutcome::Late { by_seconds, .. }) => {
                let late = SignedDuration::from_secs(i64::from(*by_seconds));
                (format!("Late by {}", duration::print(late)), Some(late))
            }
            Some(_) => ("Kept".to_owned(), None),
        };
        let words = match sources.incident.retracted.iter().find(|one| one.update == sent.id) {
            Some(retracted) => format!("{words}; retracted: {}", retracted.reason),
            None => words,
        };
        list.push(vec![
            ("audience", one(sent.audience.as_str())),
            ("number", one(sent.number.to_string())),
            ("promised_at", moment(promise.map(|p| p.promised_at))),
            ("sent_at", moment(Some(sent.at))),
            ("outcome", one(words)),
            ("late_by", span(late)),
            ("overridden", one(overridden(sent, sources))),
        ]);
    }
    for promise in sources.promises {
        let (words, late) = match &promise.outcome {
            PromiseOutcome::Missed { .. } if promise.is_lapsed() => ("Closed before it was due".to_owned(), None),
            PromiseOutcome::Missed { reason } => {
                let late = promise.missed_at.map(|at| at.duration_since(promise.promised_at));
                let is_early = promise.missed_at == Some(promise.promised_at);
                let words = match reason.as_str() {
                    "" if is_early => "Missed: closed before it was due".to_owned(),
                    "" => "Missed".to_owned(),
                    reason => format!("Missed: {reason}"),
                };
                (words, late.filter(SignedDuration::is_positive))
            }
            PromiseOutcome::Overdue => {
                let late = sources.now.duration_since(promise.promised_at);
                (format!("Overdue by {}", duration::print(late)), Some(late))
            }
            PromiseOutcome::Open => ("Not due yet".to_owned(), None),
            PromiseOutcome::Kept { .. } | PromiseOutcome::Late { .. } => continue,
        };
        list.push(vec![
            ("audience", one(promise.audience.as_str())),
            ("number", one((promise.number + 1).to_string())),
            ("promised_at", moment(Some(promise.promised_at))),
            ("outcome", one(words)),
            ("late_by", span(late)),
        ]);
    }
    list.extend(overdue.iter().filter_map(never_sent));
    list
}

/// By how much an update was late by the plan, where it is the one that the plan had asked for.
fn late_by_plan(update: &OverdueUpdate, sent: &SentUpdate, sources: &Sources<'_>) -> Option<SignedDuration> {
    let key = |audience: &str| sources.directory.key(&[ReferenceKind::Audience], audience);
    match update.outcome {
        OverdueOutcome::Late { sent_at, by_seconds }
            if sent_at == sent.at && key(&update.audience) == key(&sent.audience) =>
        {
            Some(SignedDuration::from_secs(i64::from(by_seconds)))
        }
        _ => None,
    }
}

/// What was overdue by the plan and never went out; what went out late stands with its update.
fn never_sent(update: &OverdueUpdate) -> Option<Line> {
    let late = SignedDuration::from_secs(update.overdue_seconds);
    let words = match &update.outcome {
        OverdueOutcome::Late { .. } => return None,
        OverdueOutcome::Skipped { reason, .. } => format!("Left out after it was due by the plan: {reason}"),
        OverdueOutcome::NotSent => "Due by the plan, not promised, never sent".to_owned(),
        OverdueOutcome::Open => format!("Due by the plan, not promised, overdue by {}", duration::print(late)),
    };
    Some(vec![
        ("audience", one(update.audience.as_str())),
        ("outcome", one(words)),
        ("late_by", span(Some(late).filter(SignedDuration::is_positive))),
    ])
}

/// Whether an update is the one that a promise was of.
fn is_answer(promise: &Promise, sent: &SentUpdate, sources: &Sources<'_>) -> bool {
    let key = |audience: &str| sources.directory.key(&[ReferenceKind::Audience], audience);
    match &promise.outcome {
        PromiseOutcome::Kept { sent_at } | PromiseOutcome::Late { sent_at, .. } => {
            *sent_at == sent.at && promise.number < sent.number && key(&promise.audience) == key(&sent.audience)
        }
        _ => false,
    }
}

fn moment(at: Option<Timestamp>) -> Value {
    one(at.map(|at| at.to_string()).unwrap_or_default())
}

fn span(span: Option<SignedDuration>) -> Value {
    one(span.map(|span| SignedDuration::from_secs(span.as_secs()).to_string()).unwrap_or_default())
}

/// The findings with which an update was sent all the same, and why, as its entry says: `… with C1, C3 open: reason`.
fn overridden(sent: &SentUpdate, sources: &Sources<'_>) -> String {
    let key = |audience: &str| sources.directory.key(&[ReferenceKind::Audience], audience);
    let audience = key(&sent.audience);
    let is_it = |of: &str, number: u32, body: &str| number == sent.number && body == sent.body && key(of) == audience;
    let queued = sources.incident.queued.iter().filter(|q| is_it(&q.audience, q.number, &q.body));
    let scheduled = sources.incident.scheduled.iter().filter(|s| is_it(&s.audience, s.number, &s.body));
    let ids = std::iter::once(sent.id).chain(queued.map(|q| q.id)).chain(scheduled.map(|s| s.id));
    let mut texts = ids.filter_map(|id| sources.log.iter().find(|r| r.entry.id == id).map(|r| r.entry.text.as_str()));
    texts.find_map(said_open).unwrap_or_default()
}

/// The rules and the reason in the words of an entry.
fn said_open(text: &str) -> Option<String> {
    let is_rule = |word: &str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == '-');
        digits.len() < word.len() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    };
    text.match_indices(" with ").find_map(|(at, found)| {
        let (rules, reason) = text[at + found.len()..].split_once(" open")?;
        let is_it = !rules.is_empty() && rules.split(", ").all(is_rule);
        let reason = reason.strip_prefix(": ").unwrap_or_default().trim();
        is_it.then(|| if reason.is_empty() { rules.to_owned() } else { format!("{rules}: {reason}") })
    })
}

/// Each call of a level: due, made, taken, and what it came to.
pub(super) fn escalation(sources: &Sources<'_>) -> Vec<Line> {
    let line = |call: &CallReview| {
        let taken = call.taken.as_ref();
        let by = taken.map(|(_, by)| sources.directory.words(by).to_owned()).unwrap_or_default();
        vec![
            ("level", one(call.level.as_str())),
            ("target", one(sources.directory.words(&call.target))),
            ("due", moment(Some(call.due_at))),
            ("called_at", moment(Some(call.called_at).filter(|_| call.is_made()))),
            ("acknowledged_at", moment(taken.map(|(at, _)| *at))),
            ("acknowledged_by", one(by)),
            ("outcome", one(words(call))),
        ]
    };
    sources.calls.iter().map(line).collect()
}

/// What a call came to, in words.
fn words(call: &CallReview) -> String {
    // Nobody was told by a call that reached nobody, or reached them later than it was made.
    let later = call.reach.after(call.called_at);
    let is_told = call.end == CallEnd::Told && later.is_zero();
    let verb = if call.clock == Clock::Hierarchical && is_told { "Told" } else { "Called" };
    let made = match &call.by_hand {
        Some(reason) => format!("{verb} by hand: {reason}"),
        None if call.late_by.is_zero() => format!("{verb} in time"),
        None => format!("{verb} {} late", duration::print(call.late_by)),
    };
    let came = match &call.end {
        CallEnd::Told if is_told => return made,
        CallEnd::Told => format!("told {} later", duration::print(later)),
        CallEnd::NotReached => "nobody was reached".to_owned(),
        CallEnd::Held => return "Not called: it was due before the data was restored".to_owned(),
        CallEnd::Taken => "taken in time".to_owned(),
        CallEnd::TakenLate(by) => format!("taken {} late", duration::print(*by)),
        CallEnd::Declined(why) => format!("declined: {why}"),
        CallEnd::NotTaken if call.is_unreached() => "nobody was reached, and nobody took it in time".to_owned(),
        CallEnd::NotTaken => "nobody took it in time".to_owned(),
        CallEnd::Ended(why) => why.clone(),
        CallEnd::Waits if call.clock == Clock::Hierarchical => "nobody was reached yet".to_owned(),
        CallEnd::Waits => "not answered yet".to_owned(),
    };
    format!("{made}; {came}")
}

#[cfg(test)]
mod tests {
    use super::said_open;

    #[test]
    fn what_was_open_is_read_from_the_words_of_the_entry() {
        let open = |text| said_open(text).unwrap_or_default();
        assert_eq!(open("Customers update 3 sent with C1, C13 open: the line is down"), "C1, C13: the line is down");
        assert_eq!(open("Customers update 3 sent with R-C3 open"), "R-C3");
        for text in ["Support staff’s update 2 sent with customers’ update 2.", "sent with the shop open: yes", ""]
        {
            assert_eq!(open(text), "", "{text}");
        }
    }
}
