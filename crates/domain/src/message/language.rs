//! One message in several languages (domain reference 9, no. 64). The text of an audience's first language comes first;
//! each other one stands below a line with its name, `— German —`. So log, approval and outbox have one text, word for
//! word as it went out, and the window shows the languages side by side.
//!
//! Of each other language it is known from which wording of the first it was made: where that has changed since, the
//! translation is stale.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Context, Draft, Found, Reading, address, claim, element, promise, whole, wording};
use crate::finding::FindingLevel;
use crate::incident::body_hash;
use crate::view::folded;

/// Most languages of one message.
const MOST: usize = 8;
/// What a line with the name of a language begins and ends with.
const DASHES: [char; 3] = ['—', '–', '-'];

/// From which wording of the first language each other one was made: hashes by the folded name of the language.
pub type Marks = BTreeMap<String, String>;

/// A text in one language. Places are byte offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Name of the language as the plan writes it; empty where it names none.
    pub language: String,
    /// Where its text stands, without the line of its name.
    pub text: Range<usize>,
}

/// Whether two names mean one language.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    folded(one.trim()) == folded(other.trim())
}

/// Whether a language is English, whose words the rules know. No name counts as English.
pub(super) fn is_english(language: &str) -> bool {
    let language = language.trim().to_lowercase();
    language.is_empty() || language == "english" || language == "en" || language.starts_with("en-")
}

/// The languages that an audience reads, the first one first: `English, German`.
#[must_use]
pub fn languages(written: &str) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for name in written.split([',', ';', '/', '\n']).flat_map(|part| part.split(" and ")).map(str::trim) {
        if !name.is_empty() && list.len() < MOST && !list.iter().any(|known| is_same(known, name)) {
            list.push(name.to_owned());
        }
    }
    list
}

/// The parts of a text. The first is that of the first language and always there; a line that names no other language
/// of the audience, or one a second time, is text like any other.
#[must_use]
pub fn parts(text: &str, languages: &[String]) -> Vec<Part> {
    let first = languages.first().cloned().unwrap_or_default();
    let mut list = vec![Part { language: first, text: 0..text.len() }];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (from, to) = (at, at + line.len());
        at = to;
        let Some(language) = named(line.trim(), languages) else { continue };
        if list.iter().skip(1).any(|part| part.language == *language) {
            continue;
        }
        if let Some(before) = list.last_mut() {
            before.text.end = before.text.start.max(without_break(text, from));
        }
        list.push(Part { language: language.clone(), text: to..text.len() });
    }
    list
}

/// The text of the first language.
#[must_use]
pub fn first_of<'a>(text: &'a str, languages: &[String]) -> &'a str {
    parts(text, languages).first().and_then(|part| text.get(part.text.clone())).unwrap_or(text)
}

/// One text of several languages. Those in which nothing is written are left out.
#[must_use]
pub fn joined(first: &str, others: impl IntoIterator<Item = (String, String)>) -> String {
    let mut text = first.to_owned();
    for (language, own) in others.into_iter().filter(|(_, own)| !own.trim().is_empty()) {
        text.push_str(&format!("\n\n— {language} —\n{own}"));
    }
    text
}

/// From which wording each language of `text` was made: what was not touched since `before` keeps what it was made
/// from, what was written now, or is said to hold, is made from the text that stands now.
#[must_use]
pub fn made_from(before: Option<(&str, &Marks)>, text: &str, languages: &[String], holds: &[String]) -> Marks {
    let now = body_hash(first_of(text, languages).trim());
    let old = before.map(|(text, marks)| (text, parts(text, languages), marks));
    let mark = |part: &Part| -> Option<String> {
        let (before, parts, marks) = old.as_ref()?;
        let own = text.get(part.text.clone())?.trim();
        let is_untouched =
            parts.iter().any(|p| p.language == part.language && before.get(p.text.clone()).map(str::trim) == Some(own));
        let is_told = holds.iter().any(|language| is_same(language, &part.language));
        (is_untouched && !is_told).then(|| marks.get(&folded(&part.language)).cloned()).flatten()
    };
    let others = parts(text, languages).into_iter().skip(1);
    others
        .filter(|part| text.get(part.text.clone()).is_some_and(|own| !own.trim().is_empty()))
        .map(|part| (folded(&part.language), mark(&part).unwrap_or_else(|| now.clone())))
        .collect()
}

/// Languages whose text was made from another wording of the first, in order. Where nothing is known of one, none is
/// said.
#[must_use]
pub fn stale(text: &str, languages: &[String], marks: &Marks) -> Vec<String> {
    let now = body_hash(first_of(text, languages).trim());
    let others = parts(text, languages).into_iter().skip(1);
    others
        .filter(|part| text.get(part.text.clone()).is_some_and(|own| !own.trim().is_empty()))
        .filter(|part| marks.get(&folded(&part.language)).is_some_and(|made| *made != now))
        .map(|part| part.language)
        .collect()
}

/// What is found in the languages beside the first: in each what can be told in any language, then what is missing and
/// what is stale (C16). `named` is the next update that the first one names.
pub(super) fn check(text: &str, context: &Context, named: Option<jiff::Timestamp>) -> Vec<Draft> {
    let mut list = Vec::new();
    let parts = parts(text, &context.languages);
    let stale = stale(text, &context.languages, &context.made_from);
    let first = context.languages.first().map_or("", String::as_str);
    let mut missing: Vec<&str> = Vec::new();
    for language in context.languages.iter().skip(1) {
        let part = parts.iter().skip(1).find(|part| part.language == *language);
        let Some(part) = part.filter(|p| text.get(p.text.clone()).is_some_and(|own| !own.trim().is_empty())) else {
            missing.push(language);
            continue;
        };
        if stale.contains(language) {
            list.push(Draft {
                rule: "C16",
                level: FindingLevel::Error,
                title: format!("The {first} text has changed since the {language} one was written"),
                message: "Bring it up to date, or say that it still holds.".to_owned(),
                at: Some(part.text.clone()),
                fix: None,
            });
        }
        list.extend(of_part(text, part, context, named));
    }
    if let Some(example) = missing.first() {
        list.push(Draft {
            rule: "C16",
            level: FindingLevel::Info,
            title: format!("Nothing is written in {}", listed(&missing)),
            message: format!(
                "The plan says that {} read it. Write it beside the {first} text, or below a line “— {example} —”.",
                context.audience
            ),
            at: None,
            fix: None,
        });
    }
    list
}

/// Names as a sentence lists them: `German, French and Polish`.
fn listed(names: &[&str]) -> String {
    match names {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => names.concat(),
    }
}

/// What can be told of a text in another language, with its places in the whole.
fn of_part(text: &str, part: &Part, context: &Context, named: Option<jiff::Timestamp>) -> Vec<Draft> {
    let own = text.get(part.text.clone()).unwrap_or_default();
    let reading = Reading::new(own);
    let context = Context {
        is_english: is_english(&part.language),
        languages: vec![part.language.clone()],
        promised: named.or(context.promised),
        ..context.clone()
    };
    let mut found = Found { text: &reading, context: &context, is_guessed: false, list: Vec::new() };
    let next = promise::check(&mut found);
    claim::estimates(&mut found, next.as_ref());
    address::check(&mut found);
    wording::as_of(&mut found);
    wording::words(&mut found);
    element::check(&mut found);
    whole::variables(&mut found);
    let moved = |at: Range<usize>| part.text.start + at.start..part.text.start + at.end;
    // A time is written in any language, an English sentence is not.
    let is_its = |text: &str| context.is_english || !text.chars().any(char::is_lowercase);
    let each = found.list.into_iter().map(|draft| Draft {
        title: format!("{}: {}", part.language, draft.title),
        at: draft.at.map(moved),
        fix: draft.fix.filter(|(_, _, text)| is_its(text)).map(|(label, at, text)| (label, moved(at), text)),
        ..draft
    });
    each.collect()
}

/// The language that a line names as a heading, if it is another one than the first.
fn named<'a>(line: &str, languages: &'a [String]) -> Option<&'a String> {
    let inner = line.strip_prefix(DASHES)?.strip_suffix(DASHES)?.trim_matches(DASHES).trim();
    languages.iter().skip(1).find(|language| is_same(language, inner))
}

/// The end of what stands before a heading: without the two line breaks that lead to it.
fn without_break(text: &str, from: usize) -> usize {
    let before = text.get(..from).unwrap_or_default();
    let one = |text: &'_ str| text.strip_suffix('\n').map(|t| t.strip_suffix('\r').unwrap_or(t).len());
    let once = one(before).unwrap_or(before.len());
    one(before.get(..once).unwrap_or_default()).unwrap_or(once)
}

#[cfg(test)]
mod tests;
