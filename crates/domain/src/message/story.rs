//! One story. C9: other facts than the log and the last message. C14: other facts than another audience was told.

use std::ops::Range;

use jiff::Timestamp;

use super::context::Said;
use super::text::{Reading, holds};
use super::{Context, Found};
use crate::log::State;

/// What a text says of the facts that every message shares.
struct Claims {
    severities: Vec<(Range<usize>, String)>,
    state: Option<(Range<usize>, State)>,
    began: Option<(Range<usize>, Timestamp)>,
    services: Vec<(Range<usize>, String)>,
}

impl Claims {
    fn of(text: &Reading<'_>, context: &Context) -> Self {
        let services = named(text, &context.services, 4);
        Self { severities: severities(text, context), state: state(text), began: began(text, context), services }
    }
}

/// C9 and C14.
pub(super) fn contradictions(found: &mut Found<'_>) {
    let (context, text) = (found.context, found.text);
    let now = Claims::of(text, context);
    let last = context.last.as_ref().map(|said| (said, Reading::new(&said.body)));
    let before = last.as_ref().map(|(said, reading)| (*said, Claims::of(reading, context)));
    against_last(found, &now, before.as_ref());
    for said in &context.others {
        let reading = Reading::new(&said.body);
        against_other(found, &now, said, &Claims::of(&reading, context));
    }
}

fn against_last(found: &mut Found<'_>, now: &Claims, before: Option<&(&Said, Claims)>) {
    let context = found.context;
    let who = before.map(|(said, _)| format!("update {} to {}", said.number, said.audience));
    let is_held = |name: &str| name.eq_ignore_ascii_case(&context.severity);
    if let Some((at, name)) = now.severities.first().filter(|_| !now.severities.iter().any(|(_, n)| is_held(n))) {
        let told = before.and_then(|(_, b)| b.severities.first());
        let told = match (told, &who) {
            (Some((_, told)), Some(who)) => format!(" {} said {told}.", capital(who)),
            _ => String::new(),
        };
        let title = format!("The text says {name}, the log says {}", context.severity);
        found.warn(
            "C9",
            Some(at.clone()),
            title,
            format!("{told} Write {}, or change the severity first.", context.severity).trim(),
        );
        let (at, severity) = (at.clone(), context.severity.clone());
        found.fixed_by(format!("Write {severity}"), at, severity);
    }
    if let Some((at, state)) = &now.state {
        state_against(found, at, state, before, who.as_deref());
    }
    if let Some((at, began)) = &now.began {
        let told = before.and_then(|(_, b)| b.began.as_ref()).map(|(_, t)| *t);
        let reference = told.unwrap_or(context.began_at);
        if minute(*began) != minute(reference) {
            let source = match (&who, told) {
                (Some(who), Some(_)) => who.clone(),
                _ => "the log".to_owned(),
            };
            let title =
                format!("It began at {} here, and at {} in {source}", found.wall(*began), found.wall(reference));
            let why = "Write the same time. If it has been corrected, say in the text that it has.";
            found.warn("C9", Some(at.clone()), title, why);
        }
    }
    services_against(found, now, before);
}

fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

fn state_against(
    found: &mut Found<'_>,
    at: &Range<usize>,
    state: &State,
    before: Option<&(&Said, Claims)>,
    who: Option<&str>,
) {
    let held = &found.context.state;
    let (said, holds_now) = (rank(state), rank(held));
    if said == holds_now {
        return;
    }
    let told = before.and_then(|(_, b)| b.state.as_ref()).map(|(_, s)| s.clone());
    if said > holds_now {
        let title = format!("The text says {state}, the log says {held}");
        found.warn(
            "C9",
            Some(at.clone()),
            title,
            format!("Say no more than is so: write what holds while {held}, or change the state first."),
        );
        return;
    }
    // The other way round the message would go back behind what was told.
    let title = match (told, who) {
        (Some(told), Some(who)) if rank(&told) > said => format!("The text says {state}, {who} already said {told}"),
        _ => format!("The text says {state}, the log says {held}"),
    };
    found.warn(
        "C9",
        Some(at.clone()),
        title,
        format!("Since {} the incident is {held}: write what is known now.", found.wall(found.context.state_since)),
    );
}

fn services_against(found: &mut Found<'_>, now: &Claims, before: Option<&(&Said, Claims)>) {
    let context = found.context;
    let Some((said, before)) = before else { return };
    let is_affected = |name: &String| context.affected.contains(name);
    let told = |name: &String| before.services.iter().any(|(_, n)| n == name);
    let text = found.text;
    let fresh: Vec<_> = now.services.iter().filter(|(_, n)| !is_affected(n) && !told(n)).cloned().collect();
    for (at, name) in fresh {
        // A service that works may be named as one that works.
        if holds(
            text.part(&text.sentence(at.start)),
            &["not affected", "unaffected", "as usual", "works", "work", "normal"],
        ) {
            continue;
        }
        let title = format!("{name} is not among the services affected");
        let why = format!(
            "Update {} to {} did not name it either. Leave it out, or add it to the incident first.",
            said.number, said.audience
        );
        found.warn("C9", Some(at), title, why);
    }
    if now.services.is_empty() {
        return;
    }
    let mut dropped: Vec<&String> = before.services.iter().map(|(_, n)| n).collect();
    dropped.retain(|n| is_affected(n) && !now.services.iter().any(|(_, m)| m == *n));
    dropped.dedup();
    if let Some(name) = dropped.first() {
        let title = format!("{name} is no longer named");
        let why = format!(
            "Update {} to {} said that it is affected, and so does the log. Name it, or say that it works again.",
            said.number, said.audience
        );
        found.warn("C9", None, title, why);
    }
}

fn against_other(found: &mut Found<'_>, now: &Claims, said: &Said, told: &Claims) {
    let other = format!("Update {} to {} ({})", said.number, said.audience, found.wall(said.at));
    let both_named = !now.severities.is_empty() && !told.severities.is_empty();
    let same = |name: &str| told.severities.iter().any(|(_, n)| n.eq_ignore_ascii_case(name));
    if both_named && !now.severities.iter().any(|(_, n)| same(n)) {
        let (at, name) = (now.severities[0].0.clone(), now.severities[0].1.clone());
        let title = format!("{other} says {}, this says {name}", told.severities[0].1);
        found.warn(
            "C14",
            Some(at),
            title,
            "One story for everybody: correct the one that is wrong, and tell that audience.",
        );
    }
    if let (Some((at, here)), Some((_, there))) = (&now.began, &told.began)
        && minute(*here) != minute(*there)
    {
        let title = format!("{other} says that it began at {}, this says {}", found.wall(*there), found.wall(*here));
        found.warn(
            "C14",
            Some(at.clone()),
            title,
            "One story for everybody: write the time that holds, and correct the other message.",
        );
    }
    if let (Some((at, here)), Some((_, there))) = (&now.state, &told.state)
        && rank(here) < rank(there)
    {
        let title = format!("{other} says {there}, this says {here}");
        found.warn(
            "C14",
            Some(at.clone()),
            title,
            "One story for everybody: audiences differ in detail, not in how far it is.",
        );
    }
}

fn rank(state: &State) -> u8 {
    match state {
        State::Investigating => 0,
        State::Identified => 1,
        State::Monitoring => 2,
        State::Resolved => 3,
        State::Closed => 3,
        State::Unknown(_) => 0,
    }
}

/// The furthest state that a text claims.
fn state(text: &Reading<'_>) -> Option<(Range<usize>, State)> {
    const CLAIMS: &[(State, &[&str])] = &[
        (
            State::Resolved,
            &[
                "is resolved",
                "is solved",
                "is fixed",
                "has been resolved",
                "has been fixed",
                "has been solved",
                "was resolved",
                "are resolved",
                "is over",
                "works as usual again",
                "was over",
            ],
        ),
        (
            State::Monitoring,
            &[
                "are watching",
                "are monitoring",
                "repair is in place",
                "fix is in place",
                "fix has been applied",
                "has been rolled back",
                "was rolled back",
                "still watching",
            ],
        ),
        (
            State::Identified,
            &[
                "we know why",
                "cause is found",
                "cause found",
                "found the cause",
                "identified the cause",
                "cause is known",
                "have identified",
                "cause has been identified",
                "cause has been found",
                "being rolled back",
            ],
        ),
        (
            State::Investigating,
            &[
                "are investigating",
                "are looking into",
                "cause is not known",
                "cause is unknown",
                "do not know the cause",
                "do not know why",
                "do not yet know why",
                "don't know why",
                "still looking for the cause",
            ],
        ),
    ];
    for (state, phrases) in CLAIMS {
        let places = phrases.iter().flat_map(|p| text.all(p));
        let mut claimed = places.filter(|at| {
            let sentence = text.sentence(at.start);
            let before = text.part(&(sentence.start..at.start));
            *state == State::Investigating
                || !holds(before, &["not", "until", "when", "once", "if", "as soon as", "after", "before", "say"])
        });
        if let Some(at) = claimed.next() {
            return Some((at, state.clone()));
        }
    }
    None
}

/// When it began, as a text says it.
fn began(text: &Reading<'_>, context: &Context) -> Option<(Range<usize>, Timestamp)> {
    const BEGAN: &[&str] = &[
        "began at",
        "began on",
        "started at",
        "started on",
        "problem since",
        "fails since",
        "fail since",
        "failing since",
        "down since",
        "refused since",
        "disturbed since",
        "affected since",
        "unavailable since",
        "outage since",
    ];
    let at_start = text.all("since").filter(|r| {
        let before = text.text[..r.start].trim_end_matches([' ', '*', '_']);
        before.is_empty() || before.ends_with(['.', ':', '\n', '!', '?'])
    });
    let phrases = BEGAN.iter().flat_map(|p| text.all(p));
    let mut places: Vec<_> = at_start.chain(phrases).collect();
    places.sort_by_key(|r| r.start);
    places.into_iter().find_map(|phrase| {
        // The time follows at once: `since 13:58`, `began on 2026-03-11 13:58`.
        let near = phrase.end..(phrase.end + 4).min(text.text.len());
        let clock = text.clocks_in(&near).first()?;
        let at = clock.moment(context.now, &context.zone)?;
        Some((clock.at.clone(), at))
    })
}

/// Severities named in a text, also as `SEV-1` and `sev 1`.
fn severities(text: &Reading<'_>, context: &Context) -> Vec<(Range<usize>, String)> {
    let mut list = Vec::new();
    for name in &context.severities {
        let lower = name.to_ascii_lowercase();
        let mut forms = vec![lower.clone()];
        if let Some(digit) = lower.find(|c: char| c.is_ascii_digit()).filter(|n| *n > 0) {
            let (word, number) = lower.split_at(digit);
            if word.ends_with(char::is_alphabetic) {
                forms.extend([format!("{word}-{number}"), format!("{word} {number}")]);
            }
        }
        for form in forms.iter().filter(|f| f.len() > 1) {
            list.extend(text.all(form).map(|at| (at, name.clone())));
        }
    }
    list.sort_by_key(|(at, _)| at.start);
    list
}

fn named(text: &Reading<'_>, names: &[String], shortest: usize) -> Vec<(Range<usize>, String)> {
    let mut list = Vec::new();
    for name in names.iter().filter(|n| n.chars().count() >= shortest) {
        let lower = name.to_ascii_lowercase();
        list.extend(text.all(&lower).next().map(|at| (at, name.clone())));
    }
    list.sort_by_key(|(at, _)| at.start);
    list
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |c| c.to_uppercase().chain(rest).collect())
}
