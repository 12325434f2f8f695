//! Findings of a message while it is written (domain reference 8, the C rules; X25 for variables): pure functions of
//! the text and of what log, plan and directory say at the moment. Each says what is the case, what to do, where it
//! stands in the text, and has an edit that mends it where one is safe.
//!
//! X11 says that who approved a text is who wrote it. C17, that an approval has a condition, and C16, that all languages of an audience say the same, are this program's own.
//!
//! Times, addresses and lengths are understood in any language. What depends on words is English; for an audience that
//! reads another language those rules rest, and [`read`] says so.

use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use ts_rs::TS;

use crate::finding::FindingLevel;

mod address;
mod approval;
mod claim;
mod clock_form;
mod context;
mod day;
mod element;
pub mod emphasis;
mod guess;
mod language;
mod moved;
mod promise;
mod refusal;
mod span;
mod story;
mod template;
mod text;
mod tongue;
mod whole;
mod wording;
pub(crate) mod zone;

pub use approval::Approval;
pub use context::{Asked, Context, Said, Untold, is_external, languages_of, one_line, usual_subject};
pub use language::{Marks, Part, joined, languages, made_from, parts, stale};
pub use template::{StageTemplate, filled, of_stage, stages, templates};

use text::{Reading, Utf16};

/// Longest text that is read, in characters; what comes after is not looked at.
pub const LONGEST: usize = 20_000;
/// Most findings of one rule: the first ones are listed.
const EACH: usize = 20;
/// The rules of messages, each of which passes or does not.
pub const RULES: &[&str] =
    &["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11", "C12", "C13", "C14", "C15"];

/// The rule that a text was approved on a condition, and nobody has said yet that it is met. It is a question and no check,
/// and not among [`RULES`].
pub const ON_CONDITION: &str = "C17";

/// The rules that know the words of English alone and rest for an audience that reads another language.
const OF_WORDS: &[&str] = &["C3", "C7", "C8", "C10", "C12"];

/// An edit of the text that mends a finding: what stands between two UTF-16 offsets becomes another text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MessageFix {
    /// What the button says.
    pub label: String,
    /// From here.
    pub start: u32,
    /// To here.
    pub end: u32,
    /// What stands there then.
    pub text: String,
}

/// One finding of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MessageFinding {
    /// Rule id, for instance `C5`.
    pub rule: String,
    /// Weight.
    pub level: FindingLevel,
    /// What is the case, in a few words.
    pub title: String,
    /// Why it matters and what to do.
    pub message: String,
    /// Where it begins in the text, in UTF-16 units; none where the text as a whole is meant.
    pub start: Option<u32>,
    /// Where it ends.
    pub end: Option<u32>,
    /// An edit that mends it.
    pub fix: Option<MessageFix>,
}

impl MessageFinding {
    /// Whether the message should not go out with it: an error of this text. That another audience was not told is none,
    /// and neither is an approval by the author, whose reason was asked for when it was given.
    #[must_use]
    pub fn is_in_the_way(&self) -> bool {
        self.level == FindingLevel::Error && !matches!(self.rule.as_str(), "C15" | "X11")
    }
}

/// What a text says, as the rules read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageReading {
    /// Findings, errors first, then in the order of the text.
    pub findings: Vec<MessageFinding>,
    /// How many of the [`RULES`] looked and found nothing.
    pub passed: u32,
    /// The moment of the next update that the text names.
    pub next_at: Option<Timestamp>,
}

/// A finding whose places are still byte offsets.
struct Draft {
    rule: &'static str,
    level: FindingLevel,
    title: String,
    message: String,
    at: Option<Range<usize>>,
    fix: Option<(String, Range<usize>, String)>,
}

/// Where the rules leave what they find.
struct Found<'a> {
    text: &'a Reading<'a>,
    context: &'a Context,
    /// Whether it was guessed that the text is not in English.
    is_guessed: bool,
    list: Vec<Draft>,
}

impl Found<'_> {
    fn add(
        &mut self,
        rule: &'static str,
        level: FindingLevel,
        at: Option<Range<usize>>,
        title: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.list.push(Draft { rule, level, title: title.into(), message: message.into(), at, fix: None });
    }

    fn error(
        &mut self,
        rule: &'static str,
        at: Option<Range<usize>>,
        title: impl Into<String>,
        why: impl Into<String>,
    ) {
        self.add(rule, FindingLevel::Error, at, title, why);
    }

    fn warn(&mut self, rule: &'static str, at: Option<Range<usize>>, title: impl Into<String>, why: impl Into<String>) {
        self.add(rule, FindingLevel::Warning, at, title, why);
    }

    /// Gives the last finding an edit that mends it.
    fn fixed_by(&mut self, label: impl Into<String>, at: Range<usize>, text: impl Into<String>) {
        if let Some(last) = self.list.last_mut() {
            last.fix = Some((label.into(), at, text.into()));
        }
    }

    /// The text of a part, short enough to be quoted.
    fn quote(&self, at: &Range<usize>) -> String {
        const SHOWN: usize = 40;
        let part = self.text.text.get(at.clone()).unwrap_or("").replace('\n', " ");
        if part.chars().count() <= SHOWN {
            return part;
        }
        let cut: String = part.chars().take(SHOWN).collect();
        format!("{}…", cut.trim_end())
    }

    /// A moment as a message says it.
    fn wall(&self, at: Timestamp) -> String {
        wall(at, self.context.now, &self.context.zone)
    }
}

/// A moment as a message says it: the minute and the zone, with the day where it is another one than that of `now`.
/// Nobody is promised a second.
#[must_use]
pub fn wall(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let is_today = zone.to_datetime(at).date() == zone.to_datetime(now).date();
    let format = if is_today { "%H:%M %Z" } else { "%Y-%m-%d %H:%M %Z" };
    at.to_zoned(zone.clone()).strftime(format).to_string()
}

/// Reads a text. An empty one has no findings: nothing was written yet.
#[must_use]
pub fn read(text: &str, context: &Context) -> MessageReading {
    let whole = text;
    let text = match whole.char_indices().nth(LONGEST) {
        Some((end, _)) => &whole[..end],
        None => whole,
    };
    if text.trim().is_empty() {
        return MessageReading { findings: Vec::new(), passed: 0, next_at: None };
    }
    let reading = Reading::new(language::first_of(text, &context.languages));
    // Where the plan names no language, the text itself says whether the words of English are its words.
    let guessed = (context.is_english && context.languages.is_empty() && guess::is_foreign(&reading))
        .then(|| Context { is_english: false, ..context.clone() });
    let context = guessed.as_ref().unwrap_or(context);
    let mut found = Found { text: &reading, context, is_guessed: guessed.is_some(), list: Vec::new() };
    let named = promise::check(&mut found);
    claim::estimates(&mut found, named.as_ref());
    whole::repeated(&mut found);
    address::check(&mut found);
    wording::as_of(&mut found);
    wording::words(&mut found);
    claim::cause(&mut found);
    story::contradictions(&mut found);
    element::check(&mut found);
    whole::length(&mut found, text, whole);
    whole::approval(&mut found, whole);
    whole::untold(&mut found);
    whole::variables(&mut found);
    whole::language(&mut found);
    let next_at = named.and_then(|n| n.moment());
    let mut list = found.list;
    list.extend(language::check(text, context, next_at));
    finished(list, whole, context, next_at)
}

/// Everything found in a text.
#[must_use]
pub fn findings(text: &str, context: &Context) -> Vec<MessageFinding> {
    read(text, context).findings
}

fn finished(mut list: Vec<Draft>, text: &str, context: &Context, next_at: Option<Timestamp>) -> MessageReading {
    list.sort_by_key(|d| (d.level, d.at.as_ref().map_or(usize::MAX, |r| r.start)));
    let mut counts = std::collections::BTreeMap::new();
    list.retain(|d| {
        let count = counts.entry(d.rule).or_insert(0);
        *count += 1;
        *count <= EACH
    });
    let rests = |rule: &str| !context.is_english && OF_WORDS.contains(&rule);
    let passed = RULES.iter().filter(|rule| !counts.contains_key(*rule) && !rests(rule)).count();
    let units = Utf16::of(text);
    let findings = list
        .into_iter()
        .map(|d| MessageFinding {
            rule: d.rule.to_owned(),
            level: d.level,
            title: d.title,
            message: d.message,
            start: d.at.as_ref().map(|r| units.at(r.start)),
            end: d.at.as_ref().map(|r| units.at(r.end)),
            fix: d.fix.map(|(label, at, text)| MessageFix {
                label,
                start: units.at(at.start),
                end: units.at(at.end),
                text,
            }),
        })
        .collect();
    MessageReading { findings, passed: u32::try_from(passed).unwrap_or(0), next_at }
}

#[cfg(test)]
mod context_tests;
#[cfg(test)]
mod promise_tests;
#[cfg(test)]
mod tests;
