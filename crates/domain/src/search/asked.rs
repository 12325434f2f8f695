//! What a person typed into the search: words, and filters written as words.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::moment::{Lean, parse_leaning};
use crate::view::folded;

/// Characters of what was typed that are looked at.
pub const LONGEST: usize = 200;

/// A kind of place that can be found, and the words a person types for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Kind of the place, for instance `row`.
    pub kind: &'static str,
    /// What of the directory it is, for instance `team`; empty for all of the kind.
    pub part: &'static str,
    /// The words, the usual one first.
    pub words: &'static [&'static str],
}

const fn of(kind: &'static str, part: &'static str, words: &'static [&'static str]) -> Kind {
    Kind { kind, part, words }
}

/// The kinds of place, in the order in which they are offered.
pub const KINDS: &[Kind] = &[
    of("incident", "", &["incident", "incidents"]),
    of("document", "", &["document", "documents", "plan", "plans"]),
    of("section", "", &["section", "sections"]),
    of("row", "", &["row", "rows"]),
    of("case", "", &["case", "cases", "ticket", "tickets"]),
    of("log", "", &["log", "entry", "entries"]),
    of("directory", "", &["directory"]),
    of("directory", "person", &["person", "people"]),
    of("directory", "team", &["team", "teams"]),
    of("directory", "role", &["role", "roles"]),
    of("directory", "service", &["service", "services"]),
    of("directory", "channel", &["channel", "channels"]),
    of("directory", "audience", &["audience", "audiences"]),
    of("directory", "vendor", &["vendor", "vendors"]),
    of("template", "", &["template", "templates"]),
];

/// The kind that a word means.
#[must_use]
pub fn kind_of(word: &str) -> Option<&'static Kind> {
    let word = folded(word);
    KINDS.iter().find(|kind| kind.words.contains(&word.as_str()))
}

/// What is asked for. What cannot be read is left out and said in a remark, so that something is found meanwhile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The words without the filters.
    pub words: String,
    /// The kind of place.
    pub kind: Option<&'static Kind>,
    /// Incident or document, as it was written; empty for everywhere.
    pub within: String,
    /// Who wrote or changed it, as it was written; empty for anybody.
    pub by: String,
    /// Not before this moment.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only what is open, or only what is over.
    pub is_open: Option<bool>,
    /// What was not read as it was written, in whole sentences.
    pub remarks: Vec<String>,
}

impl Asked {
    /// Reads what was typed: words, and among them `in:`, `by:`, `kind:`, `since:`, `until:` and `is:`. A value of several
    /// words stands in quotation marks.
    #[must_use]
    pub fn read(text: &str, now: Timestamp, zone: &TimeZone) -> Self {
        let mut asked = Self::default();
        let mut rest: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
        if text.chars().count() > LONGEST {
            asked.remarks.push(format!("Only the first {LONGEST} characters are looked for."));
        }
        if is_pattern(&rest) {
            asked.remarks.push("A regular expression is read as plain words.".to_owned());
        }
        rest = rest.replace(['“', '”', '„'], "\"");
        let pieces = pieces(&rest);
        let mut words: Vec<&str> = Vec::new();
        let mut skips = 0;
        for (at, piece) in pieces.iter().enumerate() {
            if skips > 0 {
                skips -= 1;
                continue;
            }
            let Some((key, value)) = piece.split_once(':') else {
                words.push(piece);
                continue;
            };
            let value = value.trim_matches('"').trim();
            let mut value = value.to_owned();
            // "since:last week" is understood without quotation marks.
            if matches!(value.as_str(), "last" | "this")
                && let Some(next) = pieces.get(at + 1).filter(|next| matches!(**next, "week" | "month" | "year"))
            {
                value = format!("{value} {next}");
                skips = 1;
            }
            if !asked.take(key, &value, now, zone) {
                words.push(piece);
                skips = 0;
            }
        }
        asked.words = words.join(" ");
        asked
    }

    /// Takes one filter; `false` for a key that is none.
    pub fn take(&mut self, key: &str, value: &str, now: Timestamp, zone: &TimeZone) -> bool {
        let key = key.to_lowercase();
        if !matches!(key.as_str(), "in" | "by" | "kind" | "since" | "until" | "is" | "state") {
            return false;
        }
        // A filter that is just being typed filters nothing yet.
        if value.is_empty() {
            return true;
        }
        match key.as_str() {
            "in" => value.clone_into(&mut self.within),
            "by" => value.clone_into(&mut self.by),
            "kind" => match kind_of(value) {
                Some(kind) => self.kind = Some(kind),
                None => self.remarks.push(format!(
                    "There is no kind “{}”; everything is looked at. Write for instance document, row, case, log or people.",
                    short(value)
                )),
            },
            "is" | "state" => match folded(value).as_str() {
                "open" => self.is_open = Some(true),
                "closed" | "over" | "done" => self.is_open = Some(false),
                _ => self.remarks.push(format!("“{}” is neither open nor closed; both are looked at.", short(value))),
            },
            "since" => self.since = self.moment(value, now, zone).map(|(from, _)| from),
            _ => self.until = self.moment(value, now, zone).map(|(_, to)| to),
        }
        true
    }

    fn moment(&mut self, value: &str, now: Timestamp, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let found = stretch(value, now, zone);
        if found.is_none() {
            self.remarks.push(format!(
                "“{}” is not a time; any time is looked at. Write for instance 14:00, yesterday, last week or 2026-03-11.",
                short(value)
            ));
        }
        found
    }
}

fn short(value: &str) -> String {
    value.chars().take(40).collect()
}

/// Beginning and end of the stretch of time that words name; a moment is both at once, and a day ends with its last
/// second.
fn stretch(value: &str, now: Timestamp, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let lower = value.to_lowercase();
    let today = now.to_zoned(zone.clone()).date();
    let begin = |date: jiff::civil::Date| date.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
    let days = |from: jiff::civil::Date, to: jiff::civil::Date| Some((begin(from)?, begin(to)?));
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
    let month = today.first_of_month();
    let year = today.first_of_year();
    match lower.as_str() {
        "today" => return days(today, today.tomorrow().ok()?),
        "yesterday" => return days(today.yesterday().ok()?, today),
        "this week" => return days(monday, monday.checked_add(7.days()).ok()?),
        "last week" | "week" => return days(monday.checked_sub(7.days()).ok()?, monday),
        "this month" => return days(month, month.checked_add(1.month()).ok()?),
        "last month" | "month" => return days(month.checked_sub(1.month()).ok()?, month),
        "this year" => return days(year, year.checked_add(1.year()).ok()?),
        "last year" | "year" => return days(year.checked_sub(1.year()).ok()?, year),
        _ => {}
    }
    if let Ok(day) = lower.parse::<jiff::civil::Date>() {
        return days(day, day.tomorrow().ok()?);
    }
    // "2 h" and "3 days" are meant as ago; "14:00" is a time of day and no span.
    if lower.ends_with(char::is_alphabetic)
        && let Ok(span) = crate::duration::parse(&lower)
        && span > SignedDuration::ZERO
    {
        let at = now.checked_sub(span).ok()?;
        return Some((at, at));
    }
    parse_leaning(value, now, zone, Lean::Past).ok().map(|at| (at, at))
}

/// Pieces between spaces; what stands in quotation marks behind a colon is one piece.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut from, mut is_quoted) = (None, false);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c == '"' && (is_quoted || before == ':') {
            is_quoted = !is_quoted;
        }
        if c.is_whitespace() && !is_quoted {
            if let Some(begin) = from.take() {
                found.push(&text[begin..at]);
            }
        } else if from.is_none() {
            from = Some(at);
        }
        before = c;
    }
    if let Some(begin) = from {
        found.push(&text[begin..]);
    }
    found
}

/// Whether somebody may have meant a regular expression.
fn is_pattern(text: &str) -> bool {
    let text = text.trim();
    let is_in_slashes = text.len() > 2 && text.starts_with('/') && text.ends_with('/');
    is_in_slashes
        || [".*", ".+", "\\d", "\\w", "\\s", "\\b", "[^", "(?", "[a-z", "[0-9"].iter().any(|sign| text.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        // A Wednesday.
        "2026-03-11T14:47:12Z".parse().expect("a moment")
    }

    fn read(text: &str) -> Asked {
        Asked::read(text, now(), &TimeZone::UTC)
    }

    fn at(text: &str) -> Option<Timestamp> {
        Some(text.parse().expect("a moment"))
    }

    #[test]
    fn filters_are_taken_out_of_the_words() {
        let asked = read("gateway in:INC-2041 by:\"Emre Yılmaz\" kind:log restart since:14:00 is:open");
        assert_eq!(asked.words, "gateway restart");
        assert_eq!((asked.within.as_str(), asked.by.as_str()), ("INC-2041", "Emre Yılmaz"));
        assert_eq!(asked.kind.map(|kind| kind.kind), Some("log"));
        assert_eq!((asked.since, asked.is_open), (at("2026-03-11T14:00:00Z"), Some(true)));
        assert!(asked.remarks.is_empty());
        let asked = read("IN:“Payments runbook” kind:people");
        assert_eq!((asked.within.as_str(), asked.words.as_str()), ("Payments runbook", ""));
        assert_eq!(asked.kind.map(|kind| (kind.kind, kind.part)), Some(("directory", "person")));
    }

    #[test]
    fn times_are_plain_words() {
        for (text, since) in [
            ("since:today", "2026-03-11T00:00:00Z"),
            ("since:yesterday", "2026-03-10T00:00:00Z"),
            ("since:last week", "2026-03-02T00:00:00Z"),
            ("since:\"this week\"", "2026-03-09T00:00:00Z"),
            ("since:last month", "2026-02-01T00:00:00Z"),
            ("since:2026-03-01", "2026-03-01T00:00:00Z"),
            ("since:2h", "2026-03-11T12:47:12Z"),
            ("since:23:00", "2026-03-10T23:00:00Z"),
            ("since:\"10 min ago\"", "2026-03-11T14:37:12Z"),
        ] {
            assert_eq!(read(text).since, at(since), "{text}");
            assert_eq!(read(text).words, "", "{text}");
        }
        assert_eq!(read("until:yesterday").until, at("2026-03-11T00:00:00Z"), "the day is in it");
        assert_eq!(read("until:14:00").until, at("2026-03-11T14:00:00Z"));
    }

    #[test]
    fn what_is_no_filter_stays_a_word_and_what_is_wrong_is_said() {
        assert_eq!(read("https://example.org 14:00 foo:bar").words, "https://example.org 14:00 foo:bar");
        assert_eq!(read("last week since:").words, "last week");
        assert_eq!(read("restart since:last tuesday").words, "restart tuesday");
        for wrong in ["kind:zebra", "since:soonish", "is:blue", "/a.*b/", "error \\d+"] {
            let asked = read(wrong);
            assert_eq!(asked.remarks.len(), 1, "{wrong}: {:?}", asked.remarks);
        }
        let long = read(&"x".repeat(10_000));
        assert_eq!((long.words.len(), long.remarks.len()), (LONGEST, 1));
        assert_eq!(read("say \"hello there\"").words, "say \"hello there\"");
    }
}
