//! What takes a promise back: `We will not write again by 14:20`, `no further update`, `kein weiteres Update`. Only a
//! refusal of the message itself counts: `not yet fixed; next update by 14:20` promises one.

use std::ops::Range;

use super::text::Reading;
use super::tongue::{Tongue, is_wide};

/// English words that refuse.
const NOT: &[&str] = &["not", "no", "never", "cannot", "without", "won't", "won’t", "can't", "can’t", "don't", "don’t"];
/// Words that may stand between them and what they refuse.
const AUXILIARY: &[&str] = &[
    "be",
    "to",
    "send",
    "sending",
    "sent",
    "post",
    "posting",
    "give",
    "any",
    "a",
    "an",
    "the",
    "you",
    "issue",
    "publish",
    "plan",
    "planned",
    "planning",
    "expect",
    "expected",
    "going",
    "write",
    "provide",
    "have",
    "share",
    "there",
    "will",
    "is",
    "are",
    "need",
    "do",
    "does",
    "did",
    "can",
    "could",
    "may",
    "might",
    "would",
    "should",
    "intend",
    "promise",
    "guarantee",
    "commit",
    "able",
    "yet",
    "come",
    "we",
    "other",
];
/// Words behind a refusal that give the time all the same: `no later than 14:20`, `not again until 14:20`.
const BOUNDS: &[&str] = &["later", "after", "earlier"];
/// Words that lead to a time.
const LEADS: &[&str] = &["by", "at", "on", "around", "about", "before", "", "cet", "cest", "utc", "gmt"];
/// Verbs that a refusal belongs to.
const VERBS: &[&str] =
    &["will", "is", "can", "does", "may", "would", "could", "cannot", "won't", "won’t", "can't", "can’t"];
/// Words that end a thought within a sentence, between blanks.
const JOINTS: &[&str] = &[
    " and ", " but ", " so ", " und ", " aber ", " et ", " mais ", " y ", " pero ", " ma ", " maar ", " mas ", " ale ",
    " och ", " men ", " utan ", " og ", " ja ", " mutta ", " vaan ", " ve ", " và ", " nhưng ",
];
/// How far a refusal of another language may stand from what it refuses, in words.
const REACH: usize = 4;
/// The same in a script without blanks, in characters.
const REACH_WIDE: usize = 12;

/// Whether a phrase that says that another message comes is taken back in its own clause.
pub(super) fn is_refused(
    text: &Reading<'_>,
    sentence: &Range<usize>,
    phrase: &Range<usize>,
    tongue: Option<&Tongue>,
) -> bool {
    let clause = clause_of(text, sentence, phrase);
    let before = text.part(&(clause.start..phrase.start));
    let after = text.part(&(phrase.end..clause.end));
    match tongue {
        None => is_refused_in_english(before, after),
        Some(tongue) => is_refused_in(tongue, (before, text.part(phrase), after)),
    }
}

/// The part of a sentence around a phrase of it in which one thought is said.
pub(super) fn clause_of(text: &Reading<'_>, sentence: &Range<usize>, phrase: &Range<usize>) -> Range<usize> {
    let clause = clause(text.part(sentence), phrase.start - sentence.start..phrase.end - sentence.start);
    sentence.start + clause.start..sentence.start + clause.end
}

fn clause(sentence: &str, place: Range<usize>) -> Range<usize> {
    let is_sign = |c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '—' | '–' | '、' | '，' | '；' | '：' | '\n');
    // The colon of a time ends no thought.
    let is_in_time = |part: &str, at: usize| {
        let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        at > 0 && digit(part.as_bytes().get(at - 1)) && digit(part.as_bytes().get(at + 1))
    };
    let signs_in = |part: &str| -> Vec<(usize, usize)> {
        let all = part.char_indices().filter(|(at, c)| is_sign(*c) && !(*c == ':' && is_in_time(part, *at)));
        all.map(|(at, c)| (at, at + c.len_utf8())).collect()
    };
    let before = &sentence[..place.start];
    let signs = signs_in(before).last().map(|(_, end)| *end);
    let joints = JOINTS.iter().filter_map(|joint| before.rfind(joint).map(|at| at + joint.len()));
    let start = joints.chain(signs).max().unwrap_or(0);
    let after = &sentence[place.end..];
    let joints = JOINTS.iter().filter_map(|joint| after.find(joint));
    let end = joints.chain(signs_in(after).first().map(|(at, _)| *at)).min().unwrap_or(after.len());
    start..place.end + end
}

/// The words of a part, without numbers: a time stands between a message and what refuses it as often as not.
fn words(part: &str) -> impl DoubleEndedIterator<Item = &str> {
    let parts = part.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')));
    parts.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_refused_in_english(before: &str, after: &str) -> bool {
    let mut behind = words(before).rev().skip_while(|word| AUXILIARY.contains(word));
    let is_refused = behind.next().is_some_and(|word| NOT.contains(&word));
    // `We will not write again until 14:20`: then they write.
    let is_until = || words(after).next().is_some_and(|word| matches!(word, "until" | "till"));
    if is_refused && !is_until() {
        return true;
    }
    // `The next update by 14:20 will not come`: the time may stand before the verb, but not before a bare `not`.
    let verb = words(after).find(|word| !LEADS.contains(word)).is_some_and(|word| VERBS.contains(&word));
    let is_passed = |word: &&str| AUXILIARY.contains(word) || (verb && LEADS.contains(word));
    let mut ahead = words(after).skip_while(is_passed);
    let is_refused = ahead.next().is_some_and(|word| NOT.contains(&word));
    // `The next update by 14:20 may not be the last one.`
    if verb && words(after).any(|word| matches!(word, "last" | "final" | "only")) {
        return false;
    }
    is_refused && !ahead.find(|word| !AUXILIARY.contains(word)).is_some_and(|word| BOUNDS.contains(&word))
}

fn is_refused_in(tongue: &Tongue, (before, phrase, after): (&str, &str, &str)) -> bool {
    let near = words(before).rev().take(REACH).chain(words(after).take(REACH));
    let refuses = |word: &str| tongue.refusals.contains(&word);
    let tail: String = before.chars().rev().take(REACH_WIDE).collect::<Vec<_>>().into_iter().rev().collect();
    let is_wide_one = |refusal: &str| {
        refusal.starts_with(is_wide) && (tail.contains(refusal) || phrase.contains(refusal) || after.contains(refusal))
    };
    near.into_iter().any(refuses)
        || words(phrase).any(refuses)
        || tongue.refusals.iter().any(|refusal| is_wide_one(refusal))
}
