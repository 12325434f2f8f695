//! C1: no next-update time. C2: a next update later than the cadence allows, or another one than the promise beside
//! the text.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};

use super::Found;
use super::span::span;
use super::text::Reading;
use crate::duration;

/// How people say that another message comes.
const PHRASES: &[&str] = &[
    "next update",
    "next words",
    "next word",
    "next message",
    "next call",
    "next report",
    "next news",
    "next briefing",
    "write again",
    "write to you again",
    "update again",
    "update you again",
    "update you by",
    "update you at",
    "post again",
    "post another",
    "another update",
    "further update",
    "further information by",
    "hear from us again",
    "hear from us by",
    "hear from us at",
    "tell you more by",
    "tell you more at",
    "get back to you",
    "come back to you",
    "report again",
    "speak again",
    "inform you again",
    "will update by",
    "will update at",
];

/// How people say it in words that mean other things as well: only with a time right behind them do they promise one.
const LOOSE: &[&str] = &[
    "update you",
    "will update",
    "post an update",
    "send an update",
    "give an update",
    "provide an update",
    "share an update",
    "issue an update",
    "have an update",
    "expect an update",
    "hear from us",
    "hear more",
    "tell you more",
    "know more",
    "let you know",
    "inform you",
    "write to you",
    "back to you",
    "back with",
    "keep you posted",
    "keep you informed",
    "keep you updated",
    "be in touch",
    "report back",
    "follow up",
    "more news",
    "more information",
    "more details",
    "further news",
    "further details",
    "further information",
    "expect news",
    "news",
    "more",
];
/// What may stand between such words and the time, or between a span and the words.
const BETWEEN: &[&str] = &[
    "again",
    "more",
    "news",
    "details",
    "information",
    "with",
    "an",
    "update",
    "about",
    "on",
    "this",
    "at",
    "by",
    "in",
    "within",
    "the",
    "next",
    "latest",
    "before",
    "no",
    "later",
    "than",
    "around",
    "here",
    "we",
    "will",
    "ll",
    "you",
    "i",
    "from",
    "now",
    "our",
    "comes",
    "follows",
];

/// The next update as a text names it.
pub(super) struct Named {
    /// The words, with the time where there is one.
    pub phrase: Range<usize>,
    /// The time and where it stands.
    pub at: Option<(Range<usize>, Timestamp)>,
}

impl Named {
    /// The moment that was named.
    pub fn moment(&self) -> Option<Timestamp> {
        self.at.as_ref().map(|(_, at)| *at)
    }
}

pub(super) fn check(found: &mut Found<'_>) -> Option<Named> {
    let (context, text) = (found.context, found.text);
    let named = named(found);
    let moment = named.as_ref().and_then(Named::moment);
    if context.needs_next && moment.is_none() {
        missing(found, named.as_ref());
        return named;
    }
    let Some((place, at)) = named.as_ref().and_then(|n| n.at.clone()) else { return named };
    if at < context.now {
        let title = format!("The next update is named for {}, which has passed", found.wall(at));
        found.error("C1", Some(place.clone()), title, "Name a time that is still to come.");
        replace_time(found, place);
        return named;
    }
    if let Some(promised) = context.promised.filter(|p| minutes(*p) != minutes(at)) {
        let title = format!("The text says {}, the promise beside it {}", found.wall(at), found.wall(promised));
        let why = "The clock runs on the promise and the audience reads the text. Make them the same.";
        found.warn("C2", Some(place.clone()), title, why);
        found.fixed_by(format!("Write {}", found.wall(promised)), clock_of(text, &place), found.wall(promised));
    }
    // The cadence counts in seconds, a message in minutes.
    let slack = SignedDuration::from_secs(60);
    if let Some(latest) = context.latest_next.filter(|l| at.duration_since(*l) > slack) {
        let every = context.interval.map_or_else(String::new, |i| format!(" (every {})", duration::print(i)));
        let title = format!("The next update comes later than the cadence allows{every}");
        let why = format!(
            "At {} it would be late by the plan. Promise {} at the latest.",
            found.wall(at),
            found.wall(latest)
        );
        found.warn("C2", Some(place.clone()), title, why);
        found.fixed_by(format!("Write {}", found.wall(latest)), clock_of(text, &place), found.wall(latest));
    }
    named
}

fn minutes(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

fn missing(found: &mut Found<'_>, named: Option<&Named>) {
    let title = match named {
        Some(_) => "The next update has no time",
        None => "No time for the next update",
    };
    let why = "Readers stop asking when they know when you speak again. Name the time; it becomes the promise.";
    let text = found.text.text;
    found.error("C1", named.map(|n| n.phrase.clone()), title, why);
    let Some(promise) = found.context.promised.or(found.context.latest_next) else { return };
    let promise = found.wall(promise);
    match named {
        Some(named) => {
            found.fixed_by(format!("Add {promise}"), named.phrase.end..named.phrase.end, format!(" by **{promise}**"));
        }
        None => {
            let end = text.trim_end().len();
            let line = format!("\n\nWe will write again by **{promise}**.");
            found.fixed_by(format!("Insert {promise}"), end..text.len(), line);
        }
    }
}

fn replace_time(found: &mut Found<'_>, place: Range<usize>) {
    if let Some(next) = found.context.promised.or(found.context.latest_next).filter(|at| *at > found.context.now) {
        let next = found.wall(next);
        let place = clock_of(found.text, &place);
        found.fixed_by(format!("Write {next}"), place, next);
    }
}

/// The time of day at a place, or the words that stand for one.
fn clock_of(text: &Reading<'_>, place: &Range<usize>) -> Range<usize> {
    text.clocks_in(place).first().map_or_else(|| place.clone(), |c| c.at.clone())
}

/// The first place where the next update is named with a time; where none has one, the first place.
fn named(found: &Found<'_>) -> Option<Named> {
    let (context, text) = (found.context, found.text);
    let mut first: Option<Named> = None;
    for sentence in &text.sentences {
        let clocks = text.clocks_in(sentence);
        let Some(phrase) = phrase_in(text, sentence) else {
            if let Some(named) = loose(found, sentence) {
                return Some(named);
            }
            continue;
        };
        let after = clocks.iter().find(|c| c.at.start >= phrase.start);
        // "Payments fail since 13:58 and we will write again": what has passed is a fact, not the next update.
        let is_ahead = |at: &jiff::Timestamp| *at > context.now;
        let before = clocks.iter().rev().find(|c| {
            c.at.start < phrase.start
                && !is_as_of(text, c.at.start)
                && c.moment(context.now, &context.zone).as_ref().is_some_and(is_ahead)
        });
        let mut at = after.or(before).and_then(|c| Some((c.at.clone(), c.moment(context.now, &context.zone)?)));
        if at.is_none()
            && let Some((range, length)) = span(text.part(&(phrase.start..sentence.end)))
            && let Ok(moment) = context.now.checked_add(length)
        {
            at = Some((phrase.start + range.start..phrase.start + range.end, moment));
        }
        // "In 20 minutes we will write again."
        if at.is_none()
            && let Some((range, length)) = span(text.part(&(sentence.start..phrase.start)))
            && is_joined(text.part(&(sentence.start + range.end..phrase.start)))
            && let Ok(moment) = context.now.checked_add(length)
        {
            at = Some((sentence.start + range.start..sentence.start + range.end, moment));
        }
        if at.is_some() {
            return Some(Named { phrase, at });
        }
        first = first.or(Some(Named { phrase, at: None }));
    }
    // In any language: the promised minute itself stands in the text.
    let promised = [context.promised, context.latest_next].into_iter().flatten().map(minutes).collect::<Vec<_>>();
    let same = text.clocks.iter().find_map(|c| {
        let at = c.moment(context.now, &context.zone)?;
        promised.contains(&minutes(at)).then(|| (c.at.clone(), at))
    });
    // In a language whose words are not known any time that is still to come counts.
    let ahead = || {
        let mut later = text.clocks.iter().rev();
        later.find_map(|c| Some((c.at.clone(), c.moment(context.now, &context.zone).filter(|at| *at > context.now)?)))
    };
    let same = same.or_else(|| if context.is_english || !context.needs_next { None } else { ahead() });
    match (first, same) {
        (_, Some((range, at))) => Some(Named { phrase: range.clone(), at: Some((range, at)) }),
        (first, None) => first,
    }
}

/// Where a sentence says that another message comes.
fn phrase_in(text: &Reading<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let part = text.part(sentence);
    let found = |p: &&str| part.find(*p).map(|at| sentence.start + at..sentence.start + at + p.len());
    PHRASES.iter().filter_map(found).min_by_key(|r| r.start)
}

/// Where a sentence says in looser words that another message comes, with its time behind them.
fn loose(found: &Found<'_>, sentence: &Range<usize>) -> Option<Named> {
    let (context, text) = (found.context, found.text);
    let places = LOOSE.iter().flat_map(|words| text.all_in(words, sentence));
    let named = |phrase: Range<usize>| {
        let rest = phrase.end..sentence.end;
        let clock = text.clocks_in(&rest).first().filter(|c| is_joined(text.part(&(phrase.end..c.at.start))));
        let clock = clock.and_then(|c| Some((c.at.clone(), c.moment(context.now, &context.zone)?)));
        let spanned = || {
            let (range, length) = span(text.part(&rest))?;
            let at = rest.start + range.start..rest.start + range.end;
            let moment = context.now.checked_add(length).ok()?;
            is_joined(text.part(&(phrase.end..at.start))).then_some((at, moment))
        };
        let at = clock.filter(|(_, at)| *at > context.now).or_else(spanned)?;
        Some(Named { phrase, at: Some(at) })
    };
    places.filter_map(named).min_by_key(|named| named.phrase.start)
}

/// Whether only words that join a promise with its time stand in a part.
fn is_joined(part: &str) -> bool {
    part.split(|c: char| !c.is_alphanumeric()).all(|word| word.is_empty() || BETWEEN.contains(&word))
}

/// Every sentence's place where it says that another message comes.
pub(super) fn phrases(text: &Reading<'_>) -> impl Iterator<Item = Range<usize>> {
    text.sentences.iter().filter_map(|sentence| phrase_in(text, sentence))
}

/// Whether the time at a place is the one that the facts are of.
fn is_as_of(text: &Reading<'_>, at: usize) -> bool {
    let from = at.saturating_sub(16);
    (from..=at).find_map(|n| text.lower.get(n..at)).is_some_and(|before| before.contains("as of"))
}
