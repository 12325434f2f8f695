//! What moves the next update to another time within one thought: `will not come at 14:30, but at 14:45`, `was due by 14:30
//! but is postponed to 15:00`, `is postponed by half an hour`. The time that is named first is then the one that does not
//! hold any more.

use std::ops::Range;

use jiff::Timestamp;

use super::Found;
use super::refusal::{clause_of, is_refused};
use super::span::span;
use super::text::{ClockTime, Reading};
use super::tongue::Tongue;

/// English words that say of an update that its time changes.
const MOVED: &[&str] = &[
    "postponed",
    "postpone",
    "moved",
    "move",
    "moves",
    "pushed",
    "push",
    "delayed",
    "delay",
    "deferred",
    "defer",
    "rescheduled",
    "reschedule",
    "shifted",
    "shift",
    "put",
    "brought",
    "bring",
    "brings",
    "pulled",
    "advanced",
    "changed",
    "changes",
    "extended",
    "slips",
    "slipped",
];
/// Words that say that it does not come at all, or not then.
const DROPPED: &[&str] = &["cancelled", "canceled", "cancel", "dropped", "skipped", "omitted", "withdrawn"];
/// Words of a time that was named before and may not hold any more.
const FORMER: &[&str] = &[
    "was",
    "were",
    "had",
    "planned",
    "scheduled",
    "promised",
    "announced",
    "expected",
    "due",
    "originally",
    "initially",
    "previously",
    "from",
    "instead",
];
/// Words that set another time against it.
const CHANGE: &[&str] = &["but", "now", "instead", "rather", "comes", "come", "will", "to", "follows", "until"];
/// What else may stand between the two: words without a matter of their own.
const CARRY: &[&str] = &[
    "and",
    "is",
    "was",
    "are",
    "be",
    "been",
    "being",
    "has",
    "have",
    "had",
    "it",
    "this",
    "that",
    "we",
    "i",
    "our",
    "which",
    "only",
    "at",
    "by",
    "on",
    "till",
    "for",
    "before",
    "about",
    "around",
    "latest",
    "no",
    "later",
    "than",
    "the",
    "next",
    "one",
    "update",
    "again",
    "write",
    "you",
    "message",
    "news",
    "coming",
    "following",
    "arrive",
    "arrives",
    "go",
    "goes",
    "out",
    "sent",
    "unfortunately",
    "must",
    "needs",
    "need",
    "therefore",
    "so",
    "back",
    "off",
    "up",
    "in",
    "within",
];
/// What says of a span that the update comes so much earlier. “Forward” is read either way by different people: the
/// earlier time is the one that nobody waits for in vain.
const EARLIER: &[&str] = &["forward", "earlier", "ahead", "advanced"];
/// Right before a time these say that it is the one that does not hold.
const AGAINST: &[&str] = &["not", "than", "of", "from"];
/// Words before a time that say nothing of which one it is.
const LEADS: &[&str] = &["at", "by", "on", "for", "until", "till", "before", "about", "around", "the"];
/// Most words between what sets another time against one and that time, in another language.
const NEAR: usize = 4;

/// What became of the time of a promise.
pub(super) enum Moved {
    /// Nothing was said of it.
    Stays,
    /// This time holds in its place.
    To(Range<usize>, Timestamp),
    /// No update comes, or nobody says when.
    Away,
}

/// What a sentence says of the time of a promise in it.
pub(super) fn moved(
    found: &Found<'_>,
    sentence: &Range<usize>,
    phrase: &Range<usize>,
    tongue: Option<&Tongue>,
) -> Moved {
    let text = found.text;
    let (clause, is_refused) = (clause_of(text, sentence, phrase), is_refused(text, sentence, phrase, tongue));
    let to = match (tongue, is_refused) {
        (None, true) => corrected(found, &(clause.end..sentence.end)),
        (Some(tongue), true) => contrasted(found, &(clause.end..sentence.end), tongue),
        (None, false) => postponed(found, sentence, (&clause, phrase)),
        (Some(tongue), false) => postponed_in(found, sentence, tongue),
    };
    match to {
        Some((place, at)) => Moved::To(place, at),
        None if is_refused || (tongue.is_none() && is_dropped(text, (&clause, phrase))) => Moved::Away,
        None => Moved::Stays,
    }
}

fn words(part: &str) -> impl DoubleEndedIterator<Item = &str> {
    part.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'))).filter(|word| !word.is_empty())
}

/// Whether only words without a matter of their own stand in a part.
fn is_carried(part: &str) -> bool {
    words(part).all(|w| [CARRY, CHANGE, MOVED, EARLIER].iter().any(|list| list.contains(&w)))
}

fn has(part: &str, list: &[&str]) -> bool {
    words(part).any(|word| list.contains(&word))
}

/// Whether the time behind a part is the one that something else is set against.
fn is_against(part: &str) -> bool {
    words(part).rev().find(|word| !LEADS.contains(word)).is_some_and(|word| AGAINST.contains(&word))
}

fn moment(found: &Found<'_>, clock: &ClockTime) -> Option<(Range<usize>, Timestamp)> {
    Some((clock.at.clone(), clock.moment(found.context.now, &found.context.zone)?))
}

/// Behind a clause that refuses: `, but at 14:45`, `but in 30 minutes`.
fn corrected(found: &Found<'_>, rest: &Range<usize>) -> Option<(Range<usize>, Timestamp)> {
    let text = found.text;
    let is_joined = |until: usize| {
        let between = text.part(&(rest.start..until));
        is_carried(between) && has(between, CHANGE) && !is_against(between)
    };
    if let Some(clock) = text.clocks_in(rest).first() {
        return if is_joined(clock.at.start) { moment(found, clock) } else { None };
    }
    let (at, length) = span(text.part(rest))?;
    let moment = found.context.now.checked_add(length).ok()?;
    is_joined(rest.start + at.start).then_some((rest.start + at.start..rest.start + at.end, moment))
}

/// A time that was named, and the one that it is moved to: in this sentence, or in the next one.
fn postponed(
    found: &Found<'_>,
    sentence: &Range<usize>,
    (clause, phrase): (&Range<usize>, &Range<usize>),
) -> Option<(Range<usize>, Timestamp)> {
    let text = found.text;
    let clocks = text.clocks_in(&(phrase.start..text.text.len()));
    let first = clocks.first().filter(|clock| clock.at.start < sentence.end)?;
    let before = text.part(&(clause.start..first.at.start));
    let next_end = text.sentences.iter().find(|s| s.start >= sentence.end).map_or(sentence.end, |s| s.end);
    if let Some(second) = clocks.get(1).filter(|clock| clock.at.start < next_end) {
        let between = text.part(&(first.time_end..second.at.start));
        let is_moved = has(between, MOVED);
        let is_here = second.at.start < sentence.end;
        let is_other = is_moved || (is_here && has(before, FORMER) && has(between, CHANGE));
        // Beside the time that is due, the present one may be written: it promises nothing.
        let ahead = moment(found, second).filter(|(_, at)| *at > found.context.now);
        return ahead.filter(|_| is_other && is_carried(between) && !is_against(between));
    }
    // `due at 14:30, is postponed by half an hour`, `is brought forward by ten minutes`: so much later, or earlier, than
    // the time that was named.
    let rest = text.part(&(first.time_end..next_end));
    let by = rest.find(" by ")?;
    let (at, length) = span(&format!("in {}", &rest[by + " by ".len()..]))?;
    let behind = words(&rest[(by + 1 + at.end).min(rest.len())..]).next();
    let is_earlier = has(&rest[..by], EARLIER) || behind.is_some_and(|word| EARLIER.contains(&word));
    let is_its = at.start == 0 && (is_earlier || has(&rest[..by], MOVED)) && is_carried(&rest[..by]);
    let (_, was) = moment(found, first).filter(|_| is_its)?;
    // "In" is as long as the "by" in whose place it was read.
    let place = first.time_end + by + 1..(first.time_end + by + 1 + at.end).min(next_end);
    let to = if is_earlier { was.checked_sub(length) } else { was.checked_add(length) };
    Some((place, to.ok()?))
}

/// Whether an update is taken back with no other time: `the next update by 14:30 is cancelled`, `is postponed`.
fn is_dropped(text: &Reading<'_>, (clause, phrase): (&Range<usize>, &Range<usize>)) -> bool {
    let from = text.clocks_in(&(phrase.end..clause.end)).first().map_or(phrase.end, |clock| clock.time_end);
    let rest = text.part(&(from..clause.end));
    let mut ahead = words(rest).skip_while(|word| CARRY.contains(word) || matches!(*word, "will" | "now"));
    let word = ahead.next().unwrap_or_default();
    // What is postponed to a time that was read is not taken back; nor is what it is postponed by.
    let has_time = !text.clocks_in(&(from..clause.end)).is_empty() || ahead.any(|word| matches!(word, "to" | "until"));
    DROPPED.contains(&word) || (MOVED.contains(&word) && word.ends_with("ed") && !has_time)
}

/// Behind a clause that refuses, in another language: `, sondern um 14:45`.
fn contrasted(found: &Found<'_>, rest: &Range<usize>, tongue: &Tongue) -> Option<(Range<usize>, Timestamp)> {
    let text = found.text;
    let is_joined = |until: usize| {
        let between = text.part(&(rest.start..until));
        tongue.sets_against(between) && words(between).count() <= NEAR
    };
    if let Some(clock) = text.clocks_in(rest).first() {
        return if is_joined(clock.at.start) { moment(found, clock) } else { None };
    }
    let (at, length) = tongue.span(text.part(rest))?;
    let moment = found.context.now.checked_add(length).ok()?;
    is_joined(rest.start + at.start).then_some((rest.start + at.start..rest.start + at.end, moment))
}

/// A sentence of another language that moves its update: of its two times the later one holds, and the earlier one where
/// it is brought forward.
fn postponed_in(found: &Found<'_>, sentence: &Range<usize>, tongue: &Tongue) -> Option<(Range<usize>, Timestamp)> {
    let clocks = found.text.clocks_in(sentence);
    let part = found.text.part(sentence);
    let is_earlier = tongue.brings_forward(part);
    if clocks.len() != 2 || !(is_earlier || tongue.moves(part)) {
        return None;
    }
    let times = clocks.iter().filter_map(|clock| moment(found, clock));
    if is_earlier { times.min_by_key(|(_, at)| *at) } else { times.max_by_key(|(_, at)| *at) }
}

#[cfg(test)]
mod tests;
