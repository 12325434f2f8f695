//! C1: no next-update time. C2: a next update later than the cadence allows, or another one than the promise beside
//! the text.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};

use super::Found;
use super::moved::{Moved, moved};
use super::refusal::clause_of;
use super::span::span;
use super::text::{ClockTime, Reading};
use super::tongue::{self, Tongue};
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
    let (named, refused) = named(found);
    let moment = named.as_ref().and_then(Named::moment);
    if context.needs_next && moment.is_none() {
        match refused {
            Some(refused) => taken_back(found, refused),
            None if is_unread(found) => unread(found),
            None => missing(found, named.as_ref()),
        }
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

/// The language of the text, where a table of its words is there; none for English, and for a language without one.
fn tongue_of(found: &Found<'_>) -> Option<&'static Tongue> {
    found.context.languages.first().and_then(|language| tongue::of(language))
}

/// Whether the words of the text's language are not known, so that nothing can be said of what it promises.
fn is_unread(found: &Found<'_>) -> bool {
    let is_known = found.context.is_english || tongue_of(found).is_some();
    !is_known || tongue::is_of_other_script(found.text.text)
}

/// A promise in a language that is not read is asked for by hand: nothing is held up by what cannot be judged.
fn unread(found: &mut Found<'_>) {
    let language = found.context.languages.first().filter(|_| !found.context.is_english);
    let language = language.map_or_else(|| "this language".to_owned(), Clone::clone);
    let title = match found.is_guessed {
        true => "The text does not seem to be in English, and no promise was found in it".to_owned(),
        false => format!("No time was found in {language}, whose words are not known"),
    };
    let why = match found.context.promised {
        Some(promised) => format!("Check that the text names {}, which is promised beside it.", found.wall(promised)),
        None => "Check that the text names the next update, and give its time beside the text: it becomes the promise."
            .to_owned(),
    };
    found.warn("C1", None, title, why);
}

/// A text that says that no further message comes promises nothing.
fn taken_back(found: &mut Found<'_>, phrase: Range<usize>) {
    let sentence = found.text.sentence(phrase.start);
    let title = format!("“{}” promises no update", found.quote(&sentence));
    let why = "The incident goes on and the plan asks for another one. Say by when it comes; the last message is that of the stage Resolved.";
    found.error("C1", Some(sentence), title, why);
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
    let tongue = tongue_of(found);
    match named {
        Some(named) if tongue.is_none() => {
            found.fixed_by(format!("Add {promise}"), named.phrase.end..named.phrase.end, format!(" by **{promise}**"));
        }
        _ => {
            let end = text.trim_end().len();
            let line = tongue.map_or_else(|| format!("We will write again by **{promise}**."), |t| t.promise(&promise));
            found.fixed_by(format!("Insert {promise}"), end..text.len(), format!("\n\n{line}"));
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

/// The first place where the next update is named with a time; where none has one, the first place. Beside it the first
/// place where one is refused.
fn named(found: &Found<'_>) -> (Option<Named>, Option<Range<usize>>) {
    let (context, text) = (found.context, found.text);
    let mut first: Option<Named> = None;
    let mut refused: Vec<Range<usize>> = Vec::new();
    for sentence in &text.sentences {
        // What is refused in one clause may be promised in the next one.
        let mut rest = sentence.clone();
        loop {
            let english = phrase_in(text, &rest).map(|phrase| (phrase, None));
            let Some((phrase, tongue)) = english.or_else(|| other_phrase(text, &rest)) else {
                match loose(found, &rest) {
                    Some(Ok(named)) => return (Some(named), None),
                    Some(Err(())) => refused.push(sentence.clone()),
                    None => {}
                }
                break;
            };
            match moved(found, &rest, &phrase, tongue) {
                Moved::To(place, at) => return (Some(Named { phrase, at: Some((place, at)) }), None),
                Moved::Away => {
                    if !refused.contains(sentence) {
                        refused.push(sentence.clone());
                    }
                    rest.start = clause_of(text, &rest, &phrase).end;
                    continue;
                }
                Moved::Stays => {}
            }
            let at = time_of(found, &rest, &phrase, tongue);
            if at.is_some() {
                return (Some(Named { phrase, at }), None);
            }
            first = first.or(Some(Named { phrase, at: None }));
            break;
        }
    }
    let is_free = |c: &&ClockTime| !refused.iter().any(|sentence| sentence.contains(&c.at.start));
    // In any language: the promised minute itself stands in the text.
    let promised = [context.promised, context.latest_next].into_iter().flatten().map(minutes).collect::<Vec<_>>();
    let same = text.clocks.iter().filter(is_free).find_map(|c| {
        let at = c.moment(context.now, &context.zone)?;
        promised.contains(&minutes(at)).then(|| (c.at.clone(), at))
    });
    // In another language any time that is still to come counts, and any span. Where nobody named the language, a time may
    // be that of anything: it is asked for by hand.
    let ahead = || {
        let mut later = text.clocks.iter().rev().filter(is_free);
        later.find_map(|c| Some((c.at.clone(), c.moment(context.now, &context.zone).filter(|at| *at > context.now)?)))
    };
    let spanned = || {
        let tongue = tongue_of(found)?;
        let free = text.sentences.iter().filter(|sentence| !refused.contains(sentence));
        free.filter_map(|sentence| from_now(found, sentence.clone(), Some(tongue))).next_back()
    };
    let is_other = !context.is_english && !found.is_guessed;
    let is_asked = context.needs_next && (is_other || tongue::is_of_other_script(text.text));
    let same = same.or_else(|| if is_asked { ahead().or_else(spanned) } else { None });
    match (first, same) {
        (_, Some((range, at))) => (Some(Named { phrase: range.clone(), at: Some((range, at)) }), None),
        (Some(first), None) => (Some(first), None),
        (None, None) => (None, refused.into_iter().next()),
    }
}

/// The time that belongs to a phrase: behind it, else before it, else a span on either side.
fn time_of(
    found: &Found<'_>,
    sentence: &Range<usize>,
    phrase: &Range<usize>,
    tongue: Option<&Tongue>,
) -> Option<(Range<usize>, Timestamp)> {
    let (context, text) = (found.context, found.text);
    let clocks = text.clocks_in(sentence);
    let moment = |c: &ClockTime| c.moment(context.now, &context.zone);
    let after = clocks.iter().find(|c| c.at.start >= phrase.start);
    // "Payments fail since 13:58 and we will write again": what has passed is a fact, not the next update.
    let is_ahead = |c: &ClockTime| moment(c).is_some_and(|at| at > context.now);
    let before =
        || clocks.iter().rev().find(|c| c.at.start < phrase.start && !is_as_of(text, c.at.start) && is_ahead(c));
    let clock = after.or_else(before).and_then(|c| Some((c.at.clone(), moment(c)?)));
    // "In 20 minutes we will write again."
    let before = || {
        let (at, moment) = from_now(found, sentence.start..phrase.start, tongue)?;
        let is_its = tongue.is_some() || is_joined(text.part(&(at.end..phrase.start)));
        is_its.then_some((at, moment))
    };
    clock.or_else(|| from_now(found, phrase.start..sentence.end, tongue)).or_else(before)
}

/// The first span in a part, counted from now: where it stands in the text, and the moment.
fn from_now(found: &Found<'_>, part: Range<usize>, tongue: Option<&Tongue>) -> Option<(Range<usize>, Timestamp)> {
    let words = found.text.part(&part);
    let (at, length) = tongue.map_or_else(|| span(words), |tongue| tongue.span(words))?;
    Some((part.start + at.start..part.start + at.end, found.context.now.checked_add(length).ok()?))
}

/// Where a sentence says in another language than English that another message comes.
fn other_phrase(text: &Reading<'_>, sentence: &Range<usize>) -> Option<(Range<usize>, Option<&'static Tongue>)> {
    let (at, tongue) = tongue::phrase(text.part(sentence))?;
    Some((sentence.start + at.start..sentence.start + at.end, Some(tongue)))
}

/// Where a sentence says that another message comes.
fn phrase_in(text: &Reading<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let part = text.part(sentence);
    let found = |p: &&str| part.find(*p).map(|at| sentence.start + at..sentence.start + at + p.len());
    PHRASES.iter().filter_map(found).min_by_key(|r| r.start)
}

/// Where a sentence says in looser words that another message comes, with its time behind them; an error where it takes
/// that back.
fn loose(found: &Found<'_>, sentence: &Range<usize>) -> Option<Result<Named, ()>> {
    let (context, text) = (found.context, found.text);
    let places = LOOSE.iter().flat_map(|words| text.all_in(words, sentence));
    let named = |phrase: Range<usize>| {
        let rest = phrase.end..sentence.end;
        let clock = text.clocks_in(&rest).first().filter(|c| is_joined(text.part(&(phrase.end..c.at.start))));
        let clock = clock.and_then(|c| Some((c.at.clone(), c.moment(context.now, &context.zone)?)));
        let spanned =
            || from_now(found, rest.clone(), None).filter(|(at, _)| is_joined(text.part(&(phrase.end..at.start))));
        let at = clock.filter(|(_, at)| *at > context.now).or_else(spanned)?;
        Some(Named { phrase, at: Some(at) })
    };
    let first = places.filter_map(named).min_by_key(|named| named.phrase.start)?;
    Some(match moved(found, sentence, &first.phrase, None) {
        Moved::To(place, at) => Ok(Named { phrase: first.phrase, at: Some((place, at)) }),
        Moved::Away => Err(()),
        Moved::Stays => Ok(first),
    })
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
