//! What a line means that somebody types into the log: when it happened, its kind, whom it names with `@`, and the
//! action that `#action` opens. The words of the line are kept; only time, kind and `#action` are taken out of them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Category, Mention, Named};
use crate::directory::{Directory, Entry};
use crate::moment::{self, Lean};
use crate::value::ReferenceKind;

/// Most words that a moment is made of, as in `2026-10-25 02:30:00 +01:00` or `1 h 20 min ago`.
const MOMENT_WORDS: usize = 5;
/// What opens an action.
const ACTION: &str = "#action";

/// Kind of an entry that a person writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// A plain entry.
    Remark(Category),
    /// A decision.
    Decision,
}

impl LineKind {
    /// The kind behind a word that people write before a colon.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let category = match word.to_lowercase().as_str() {
            "event" => Category::Event,
            "action" | "did" => Category::Action,
            "communication" | "comms" => Category::Communication,
            "hypothesis" => Category::Hypothesis,
            "note" => Category::Note,
            "decision" | "decided" => return Some(Self::Decision),
            _ => return None,
        };
        Some(Self::Remark(category))
    }
}

/// An action that a line opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineAction {
    /// Who does it: the first one named after `#action`, else the first of the line.
    pub owner: Option<Named>,
    /// Until when.
    pub due_at: Option<Timestamp>,
    /// A time that was named for it and has passed; it stays text.
    pub passed: Option<String>,
}

/// A line, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The kind that stands first, if one does.
    pub kind: Option<LineKind>,
    /// When it happened, in the words of the line; empty where it says nothing.
    pub at: String,
    /// What is kept.
    pub text: String,
    /// Whom it names.
    pub mentions: Vec<Mention>,
    /// Names that are nobody's in the directory, or several people's; kept as written.
    pub unknown: Vec<String>,
    /// The action it opens.
    pub action: Option<LineAction>,
}

/// Against what a line is read.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Who can be named.
    pub directory: &'a Directory,
    /// Now.
    pub now: Timestamp,
    /// The zone in which times are meant.
    pub zone: &'a TimeZone,
}

/// Reads a line as it is typed: `14:05 decision: …`, `20 minutes ago …`, `note: yesterday 23:10 …`.
#[must_use]
pub fn read(line: &str, around: Around<'_>) -> Line {
    let (mut kind, mut at, mut rest) = (None, String::new(), line.trim());
    // A kind and a time stand in either order, each once.
    for _ in 0..2 {
        if at.is_empty()
            && let Some((words, after)) = leading_moment(rest, around)
        {
            (at, rest) = (words, after);
        }
        if kind.is_none()
            && let Some((found, after)) = leading_kind(rest)
        {
            (kind, rest) = (Some(found), after);
        }
    }
    Line { kind, at, ..read_words(rest, around) }
}

/// Reads the words of an entry of which kind and time are said elsewhere: names and `#action` alone.
#[must_use]
pub fn read_words(text: &str, around: Around<'_>) -> Line {
    let (text, tag) = without_tag(text.trim());
    let (found, unknown) = names(&text, around.directory);
    let action = tag.map(|tag| {
        let owner = found.iter().find(|(at, _)| *at >= tag).or(found.first()).map(|(_, m)| m.who.clone());
        let (due_at, passed) = due(text.get(tag..).unwrap_or(""), around);
        LineAction { owner, due_at, passed }
    });
    let mentions = found.into_iter().map(|(_, mention)| mention).collect();
    Line { kind: None, at: String::new(), text, mentions, unknown, action }
}

/// Whom a text names, for words that are kept as they are.
#[must_use]
pub fn named_in(text: &str, directory: &Directory) -> Vec<Mention> {
    names(text, directory).0.into_iter().map(|(_, mention)| mention).collect()
}

fn leading_kind(text: &str) -> Option<(LineKind, &str)> {
    let (word, after) = text.split_once(':')?;
    Some((LineKind::from_word(word.trim_end())?, after.trim_start()))
}

/// The longest moment that a line begins with and that can have been. A day alone is no time, and `now` or `today` begin
/// many a sentence.
fn leading_moment<'a>(text: &'a str, around: Around<'_>) -> Option<(String, &'a str)> {
    let first = text.split_whitespace().next()?.to_lowercase();
    if !first.starts_with(|c: char| c.is_ascii_digit()) && !matches!(first.as_str(), "yesterday" | "today") {
        return None;
    }
    let ends = word_ends(text);
    ends.iter().take(MOMENT_WORDS).rev().find_map(|end| {
        let words = text.get(..*end)?.trim_end_matches([',', ';', ':', '–', '-']).trim_end();
        let lower = words.to_lowercase();
        let is_time = lower.contains(':') || lower.ends_with(" ago") || lower.ends_with("am") || lower.ends_with("pm");
        // `10:1` is a ratio.
        let is_time = is_time
            && words.split(':').skip(1).all(|part| part.chars().take(2).filter(char::is_ascii_digit).count() == 2);
        let after = text.get(*end..)?.trim_start_matches([',', ';', ':', '–', '-', ' ']);
        let is_one = is_time && moment::parse_among_words(words, around.now, around.zone, Lean::Past).is_ok();
        // A time alone is what is said, not when it was.
        (is_one && !after.is_empty()).then(|| (words.to_owned(), after.trim_start()))
    })
}

/// Where the words of a text end.
fn word_ends(text: &str) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut is_word = false;
    for (at, c) in text.char_indices() {
        if is_word && c.is_whitespace() {
            ends.push(at);
        }
        is_word = !c.is_whitespace();
    }
    if is_word {
        ends.push(text.len());
    }
    ends
}

/// The text without its first `#action`, and where that stood.
fn without_tag(text: &str) -> (String, Option<usize>) {
    let is_free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    let place = text.char_indices().map(|(at, _)| at).find(|at| {
        let rest = &text[*at..];
        rest.get(..ACTION.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(ACTION))
            && is_free(text[..*at].chars().next_back())
            && is_free(rest[ACTION.len()..].chars().next())
    });
    let Some(at) = place else { return (text.to_owned(), None) };
    let (before, after) = (text[..at].trim_end(), text[at + ACTION.len()..].trim_start_matches([' ', ':']));
    let gap = if before.is_empty() || after.is_empty() { "" } else { " " };
    (format!("{before}{gap}{after}"), Some((before.len() + gap.len()).min(text.len())))
}

/// A time until which something is to be done: `by 15:30`, `in 20 min`, `until tomorrow 9:00`.
fn due(text: &str, around: Around<'_>) -> (Option<Timestamp>, Option<String>) {
    let mut passed = None;
    let ends = word_ends(text);
    let starts: Vec<usize> = std::iter::once(0)
        .chain(ends.iter().copied())
        .filter_map(|at| Some(at + text.get(at..)?.find(|c: char| !c.is_whitespace())?))
        .collect();
    for start in starts {
        let rest = &text[start..];
        let first = rest.split_whitespace().next().unwrap_or_default();
        let skip = match first.to_lowercase().as_str() {
            "in" => 0,
            "by" | "until" | "till" | "before" | "due" => first.len(),
            _ => continue,
        };
        let phrase = rest[skip..].trim_start();
        let words = word_ends(phrase).into_iter().take(MOMENT_WORDS).rev().filter_map(|end| phrase.get(..end));
        for words in words {
            let words = words.trim_end_matches(['.', ',', ';', ')', '!', '?']);
            // `by 3` or `in Berlin` are no times.
            if !words.contains(|c: char| c.is_ascii_digit()) {
                continue;
            }
            if let Ok(at) = moment::parse_among_words(words, around.now, around.zone, Lean::Future) {
                if at > around.now {
                    return (Some(at), None);
                }
                passed = passed.or_else(|| Some(words.to_owned()));
                break;
            }
        }
    }
    (None, passed)
}

/// Whom a text names, each with its place, and the names that are not one person's or role's.
fn names(text: &str, directory: &Directory) -> (Vec<(usize, Mention)>, Vec<String>) {
    let kinds = [ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team];
    let known: Vec<&Entry> = directory.entries().filter(|e| kinds.contains(&e.kind)).collect();
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    let mut next = 0;
    for (at, _) in text.match_indices('@') {
        // An address of mail names nobody, nor does what lies inside a name that was read.
        let before = text[..at].chars().next_back();
        if at < next || before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@')) {
            continue;
        }
        let rest = &text[at + 1..];
        let (length, who) = match whole_name(rest, &known, directory) {
            Some((length, Some(id))) => (length, Some(id)),
            Some((length, None)) => (length, None),
            None => {
                let word = one_word(rest);
                (word.len(), part_of_one(word, &known))
            }
        };
        if length == 0 {
            continue;
        }
        let written = text[at..=at + length].to_owned();
        let who = who.unwrap_or_else(|| {
            let name = rest[..length].to_owned();
            if !unknown.contains(&name) {
                unknown.push(name.clone());
            }
            name
        });
        next = at + 1 + length;
        found.push((at, Mention { written, who }));
    }
    (found, unknown)
}

/// The longest name with which a text begins: its length there, and whose it is if it is one's alone.
fn whole_name(text: &str, known: &[&Entry], directory: &Directory) -> Option<(usize, Option<Named>)> {
    let mut best: Option<(usize, Vec<&str>)> = None;
    // Of two with one name, what stands in brackets tells who is meant.
    let has_brackets = text.contains('(');
    for entry in known {
        let call = has_brackets.then(|| directory.call_name(entry));
        for name in std::iter::once(&entry.name).chain(&entry.other_names).chain(&call) {
            let Some(length) = begins_with(text, name) else { continue };
            match &mut best {
                Some((longest, ids)) if *longest == length => {
                    if !ids.contains(&entry.id.as_str()) {
                        ids.push(&entry.id);
                    }
                }
                Some((longest, _)) if *longest > length => {}
                _ => best = Some((length, vec![&entry.id])),
            }
        }
    }
    best.map(|(length, ids)| (length, if let [one] = ids.as_slice() { Some((*one).to_owned()) } else { None }))
}

/// How many bytes of a text a name takes, in any case, if it ends there: in scripts that put endings onto names, any
/// sign may follow.
fn begins_with(text: &str, name: &str) -> Option<usize> {
    let mut here = text.char_indices();
    let mut end = 0;
    for c in name.chars() {
        let (at, other) = here.next()?;
        if !c.to_lowercase().eq(other.to_lowercase()) {
            return None;
        }
        end = at + other.len_utf8();
    }
    let is_latin = name.chars().next_back().is_some_and(|c| c.is_lowercase() || c.is_uppercase() || c.is_numeric());
    let goes_on = text[end..].chars().next().is_some_and(char::is_alphanumeric);
    (end > 0 && !(is_latin && goes_on)).then_some(end)
}

/// The word after an `@`, without the mark at the end of a sentence.
fn one_word(text: &str) -> &str {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '\'' | '’');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', '-', '\'', '’'])
}

/// The person of whose name a word is a part, if that is one person.
fn part_of_one(word: &str, known: &[&Entry]) -> Option<Named> {
    let word = word.to_lowercase();
    let has = |e: &&&Entry| {
        e.kind == ReferenceKind::Person && e.name.split_whitespace().any(|part| part.to_lowercase() == word)
    };
    let mut fits = known.iter().filter(has);
    match (fits.next(), fits.next()) {
        (Some(one), None) if !word.is_empty() => Some(one.id.clone()),
        _ => None,
    }
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
