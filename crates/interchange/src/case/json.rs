//! Cases out of JSON: one case, a list of them, an object with a list `cases`, or a case a line.

use std::ops::Range;

use super::scan::{self, Broken};
use super::{CASE_LIMIT, Intake, Reading, json_case};

/// Counts lines up to offsets that only grow.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, at: usize) -> usize {
        let until = at.clamp(self.at, self.text.len());
        self.line += self.text.as_bytes()[self.at..until].iter().filter(|b| **b == b'\n').count();
        self.at = until;
        self.line
    }
}

/// Reads the cases of a JSON text.
pub(super) fn read(text: &str, reading: &Reading<'_>, intake: &mut Intake) {
    let mut file = File { text, reading, intake, lines: Lines { text, at: 0, line: 1 }, number: 0, is_full: false };
    if is_case_a_line(text) {
        file.each_line();
    } else {
        file.stream();
    }
}

/// Whether the first line with something in it is a whole object and others follow.
fn is_case_a_line(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_whole = |line: &str| line.starts_with('{') && scan::end(line, 0) == Ok(line.len());
    lines.next().is_some_and(is_whole) && lines.next().is_some()
}

struct File<'a, 'b> {
    text: &'a str,
    reading: &'a Reading<'a>,
    intake: &'b mut Intake,
    lines: Lines<'a>,
    /// How many cases came before.
    number: usize,
    is_full: bool,
}

impl File<'_, '_> {
    fn each_line(&mut self) {
        for (n, line) in self.text.lines().enumerate() {
            let line = line.trim();
            let (number, place) = (n + 1, format!("line {}", n + 1));
            if line.is_empty() || self.is_full() {
                continue;
            }
            match scan::end(line, 0) {
                Ok(end) if end == line.len() => self.value(line, number, place),
                Ok(end) => {
                    let why = format!(
                        "Something follows the case on its line, at character {}. Write one case a line",
                        line[..end].chars().count() + 1
                    );
                    self.intake.refuse(place, why, line);
                }
                Err(why) => self.intake.refuse(place, broken(why, line), line),
            }
        }
    }

    /// One value after the other, with nothing but white space between them.
    fn stream(&mut self) {
        let mut at = scan::skip(self.text, 0);
        while at < self.text.len() && !self.is_full() {
            let next = match self.text.as_bytes().get(at) {
                Some(b'[') => self.list(at),
                Some(b'{') => self.object(at),
                _ => {
                    self.rest(at, Broken::Bad(at));
                    None
                }
            };
            let Some(next) = next else { return };
            at = scan::skip(self.text, next);
        }
    }

    /// A list of cases; behind it where the text goes on, none where it breaks.
    fn list(&mut self, at: usize) -> Option<usize> {
        let (items, end) = scan::items(self.text, at);
        for item in items {
            if self.is_full() {
                return None;
            }
            self.item(item);
        }
        match end {
            Ok(end) => Some(end),
            Err((at, why)) => {
                self.rest(at, why);
                None
            }
        }
    }

    /// A case, or an object with a list of them.
    fn object(&mut self, at: usize) -> Option<usize> {
        if let Some(list) = wrapped(self.text, at) {
            return self.wrapper(at, list);
        }
        match scan::end(self.text, at) {
            Ok(end) => {
                self.item(at..end);
                Some(end)
            }
            Err(why) => {
                self.rest(at, why);
                None
            }
        }
    }

    fn wrapper(&mut self, at: usize, list: usize) -> Option<usize> {
        let mut next = self.list(list)?;
        // What stands before and behind the list belongs to no case.
        let around = |text: &str| scan::members(text).unwrap_or_default().into_iter().map(|(name, _)| name).collect();
        let whole: Result<(usize, Vec<String>), Broken> =
            scan::end(self.text, at).map(|end| (end, around(&self.text[at..end])));
        match whole {
            Ok((end, names)) => {
                for name in names.iter().filter(|name| *name != "cases") {
                    let line = self.lines.of(next);
                    self.intake.remark(
                        line,
                        format!("“{name}” stands beside the cases and belongs to none of them. It was left out."),
                    );
                }
                next = end;
            }
            Err(why) => {
                self.rest(next, why);
                return None;
            }
        }
        Some(next)
    }

    fn item(&mut self, range: Range<usize>) {
        self.number += 1;
        let line = self.lines.of(range.start);
        let place = format!("case {} (line {line})", self.number);
        self.value(&self.text[range], line, place);
    }

    fn value(&mut self, text: &str, line: usize, place: String) {
        if !text.starts_with('{') {
            let why = "That is no case. Write a case as an object with its fields: {\"id\": …}";
            self.intake.refuse(place, why, text);
            return;
        }
        let members = match scan::members(text) {
            Ok(members) => members,
            Err(why) => {
                self.intake.refuse(place, broken(why, text), text);
                return;
            }
        };
        match json_case::read(&members, self.reading) {
            Ok((case, remarks)) => {
                for remark in remarks {
                    self.intake.remark(line, remark);
                }
                self.intake.take(place, case);
            }
            Err(why) => self.intake.refuse(place, format!("{why}. The case was not taken"), text),
        }
    }

    /// Refuses the text from an offset on.
    fn rest(&mut self, at: usize, why: Broken) {
        let line = self.lines.of(at);
        let place = format!("case {} (line {line})", self.number + 1);
        let rest = &self.text[at..];
        let why = match why {
            Broken::Cut => {
                format!("The file breaks off here. {}; this one was not. Take in a whole file", were_read(self.number))
            }
            Broken::Bad(bad) => {
                let line = self.lines.of(bad);
                format!(
                    "Line {line} is no JSON. {}, the rest from here on was not. Correct it and take it in again",
                    were_read(self.number)
                )
            }
            Broken::Deep(_) => format!(
                "Lists and objects lie deeper than {} levels. {}, the rest from here on was not. Flatten that part",
                scan::DEPTH,
                were_read(self.number)
            ),
        };
        self.intake.refuse(place, why, rest);
    }

    /// Whether the file has more cases than are read; it is told of once.
    fn is_full(&mut self) -> bool {
        if self.intake.cases.len() >= CASE_LIMIT && !self.is_full {
            self.is_full = true;
            let why = format!(
                "One file may hold {CASE_LIMIT} cases. The first {CASE_LIMIT} were read, the rest was not. Split the file"
            );
            self.intake.refuse("the rest", why, "");
        }
        self.is_full
    }
}

/// What became of the cases before a place that cannot be read.
fn were_read(count: usize) -> String {
    match count {
        0 => "No case stands before it".to_owned(),
        1 => "The case before it was read".to_owned(),
        count => format!("The {count} cases before it were read"),
    }
}

fn broken(why: Broken, text: &str) -> String {
    match why {
        Broken::Cut => "The case breaks off. It was not taken. Take in the whole of it".to_owned(),
        Broken::Bad(at) => {
            let character = text.get(..at).map_or(1, |before| before.chars().count() + 1);
            format!(
                "It is no JSON at character {character} of the case. The case was not taken. Correct it and take it in again"
            )
        }
        Broken::Deep(_) => format!(
            "Lists and objects lie deeper than {} levels. The case was not taken. Flatten that part",
            scan::DEPTH
        ),
    }
}

/// The offset of the list `cases` of an object that is no case itself, also where the text breaks off behind it.
fn wrapped(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut next = scan::skip(text, at + 1);
    let mut found = None;
    while bytes.get(next) == Some(&b'"') {
        let Ok(stop) = scan::end(text, next) else { break };
        let name = &text[next + 1..stop - 1];
        let colon = scan::skip(text, stop);
        if bytes.get(colon) != Some(&b':') {
            break;
        }
        let value = scan::skip(text, colon + 1);
        if matches!(name, "id" | "conversation" | "transcript") {
            return None;
        }
        if name == "cases" && bytes.get(value) == Some(&b'[') {
            let first = bytes.get(scan::skip(text, value + 1));
            // A list of words is a field of a case.
            found = found.or_else(|| matches!(first, None | Some(b'{' | b']')).then_some(value));
        }
        let Ok(stop) = scan::end(text, value) else { break };
        next = scan::skip(text, stop);
        match bytes.get(next) {
            Some(b',') => next = scan::skip(text, next + 1),
            _ => break,
        }
    }
    found
}
