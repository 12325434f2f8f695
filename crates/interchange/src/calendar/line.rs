//! Content lines (RFC 5545, 3.1): names and values, folded at 75 bytes.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Most bytes of a line without its end.
const LONGEST: usize = 75;

/// Lines as they are written.
#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// A line whose value needs no escaping: a word, a number, a moment.
    pub fn plain(&mut self, name: &str, value: &str) {
        let mut room = LONGEST;
        for letter in format!("{name}:{value}").chars() {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LONGEST - 1;
            }
            self.0.push(letter);
            room -= letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A line whose value is text that a person wrote.
    pub fn text(&mut self, name: &str, value: &str) {
        self.plain(name, &escaped(value));
    }

    /// Lines of another part.
    pub fn append(&mut self, part: &Self) {
        self.0.push_str(&part.0);
    }

    /// All of them.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// Text with what separates values marked, each end of a line the same, and no other control character but the tab:
/// calendars refuse a file for one.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(letter),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// A day.
pub fn date(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// A moment in UTC.
pub fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A moment with its zone.
pub fn moment(lines: &mut Lines, name: &str, at: Timestamp, zone: &TimeZone) {
    match zone.iana_name().filter(|_| *zone != TimeZone::UTC) {
        Some(id) => {
            lines.plain(&format!("{name};TZID={id}"), &zone.to_datetime(at).strftime("%Y%m%dT%H%M%S").to_string());
        }
        None => lines.plain(name, &utc(at)),
    }
}
