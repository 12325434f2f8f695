//! A rule as text, both ways.

use super::{FormatOperator, FormatRule, Look, Meaning};
use crate::condition::SyntaxError;
use crate::duration;
use crate::text::LINE_LIMIT;

/// The syntax in one line, for the place where a rule is typed.
pub const SYNTAX: &str = "is \"Blocked\" => overdue edge bold icon words \"blocked\" row";

/// Words after `=>` beside the colours.
const LOOKS: &str = "a colour (neutral, ok, risk, overdue, accent), edge, bold, icon, words \"...\" or row";

/// Reads a rule: an operator, its value, `=>` and the looks.
///
/// # Errors
/// Where reading stopped, and what was expected there.
pub fn parse(text: &str) -> Result<FormatRule, SyntaxError> {
    let length = text.chars().count();
    if length > LINE_LIMIT {
        return Err(SyntaxError::too_long(length, LINE_LIMIT));
    }
    let mut scan = Scan { text, at: 0 };
    let operator = scan.operator()?;
    let mut value = if operator.has_value() { scan.value()? } else { String::new() };
    if operator == FormatOperator::WithinNext {
        let span = duration::parse(&value).map_err(|_| scan.error_before("a span of time, for instance 2 days"))?;
        value = duration::print(span);
    }
    scan.space();
    if !scan.take("=>") {
        return Err(scan.error("=>"));
    }
    let mut rule = FormatRule {
        operator,
        value,
        look: Look { colour: Meaning::Neutral, edge: false, bold: false, icon: false, words: String::new() },
        row: false,
    };
    scan.looks(&mut rule)?;
    Ok(rule)
}

/// A rule as text. [`parse`] reads the same rule from it.
#[must_use]
pub fn print(rule: &FormatRule) -> String {
    let mut out = rule.operator.as_str().to_owned();
    if rule.operator.has_value() {
        out.push(' ');
        let is_plain = rule.value.starts_with(|c: char| c.is_ascii_alphanumeric())
            && rule.value.chars().all(|c| c.is_ascii_alphanumeric() || ".:-".contains(c))
            && !matches!(rule.value.to_ascii_lowercase().as_str(), "not" | "empty");
        if is_plain || rule.operator == FormatOperator::WithinNext {
            out.push_str(&rule.value);
        } else {
            out.push_str(&quoted(&rule.value));
        }
    }
    out.push_str(" =>");
    let look = &rule.look;
    let mut add = |is_there: bool, word: &str| {
        if is_there {
            out.push(' ');
            out.push_str(word);
        }
    };
    let is_plain = !look.edge && !look.bold && !look.icon && look.words.is_empty() && !rule.row;
    add(look.colour != Meaning::Neutral || is_plain, look.colour.as_str());
    add(look.edge, "edge");
    add(look.bold, "bold");
    add(look.icon, "icon");
    add(!look.words.is_empty(), &format!("words {}", quoted(&look.words)));
    add(rule.row, "row");
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What is left of a text to read.
struct Scan<'a> {
    text: &'a str,
    /// Place in bytes.
    at: usize,
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, what: &str) -> bool {
        let is_there = self.rest().starts_with(what);
        if is_there {
            self.at += what.len();
        }
        is_there
    }

    /// A word in any case, with nothing of a word behind it.
    fn word(&mut self, word: &str) -> bool {
        let start = self.at;
        for (n, part) in word.split(' ').enumerate() {
            if n > 0 {
                self.space();
            }
            let rest = self.rest();
            let is_there = rest.get(..part.len()).is_some_and(|r| r.eq_ignore_ascii_case(part))
                && !rest[part.len()..].starts_with(char::is_alphanumeric);
            if !is_there {
                self.at = start;
                return false;
            }
            self.at += part.len();
        }
        true
    }

    fn operator(&mut self) -> Result<FormatOperator, SyntaxError> {
        self.space();
        for (sign, operator) in [
            ("<=", FormatOperator::AtMost),
            (">=", FormatOperator::AtLeast),
            ("<", FormatOperator::Less),
            (">", FormatOperator::More),
        ] {
            if self.take(sign) {
                return Ok(operator);
            }
        }
        // The longest first, so that `is not empty` is not `is`.
        let mut all: Vec<_> = FormatOperator::ALL.iter().filter(|o| !o.as_str().starts_with(['<', '>'])).collect();
        all.sort_by_key(|o| std::cmp::Reverse(o.as_str().len()));
        all.into_iter().find(|o| self.word(o.as_str())).copied().ok_or_else(|| {
            self.error("is, is not, contains, is empty, is not empty, <, <=, >, >=, before, after or within next")
        })
    }

    /// A text in quotes, or everything up to `=>`.
    fn value(&mut self) -> Result<String, SyntaxError> {
        self.space();
        if self.rest().starts_with('"') {
            return self.quoted();
        }
        let end = self.rest().find("=>").unwrap_or(self.rest().len());
        let value = self.rest()[..end].trim().to_owned();
        if value.is_empty() {
            return Err(self.error("a value"));
        }
        self.at += end;
        Ok(value)
    }

    fn quoted(&mut self) -> Result<String, SyntaxError> {
        let mut out = String::new();
        let mut is_escaped = false;
        for (n, c) in self.rest().char_indices().skip(1) {
            match c {
                _ if is_escaped => {
                    out.push(c);
                    is_escaped = false;
                }
                '\\' => is_escaped = true,
                '"' => {
                    self.at += n + 1;
                    return Ok(out);
                }
                c => out.push(c),
            }
        }
        self.at = self.text.len();
        Err(self.error("a closing quotation mark"))
    }

    fn looks(&mut self, rule: &mut FormatRule) -> Result<(), SyntaxError> {
        let mut is_any = false;
        loop {
            self.space();
            if self.rest().is_empty() {
                return if is_any { Ok(()) } else { Err(self.error(LOOKS)) };
            }
            is_any = true;
            if let Some(colour) = Meaning::ALL.iter().find(|c| self.word(c.as_str())) {
                rule.look.colour = colour.clone();
            } else if self.word("edge") {
                rule.look.edge = true;
            } else if self.word("bold") {
                rule.look.bold = true;
            } else if self.word("icon") {
                rule.look.icon = true;
            } else if self.word("row") {
                rule.row = true;
            } else if self.word("words") {
                self.space();
                if !self.rest().starts_with('"') {
                    return Err(self.error("words in quotation marks"));
                }
                rule.look.words = self.quoted()?.trim().to_owned();
            } else {
                return Err(self.error(LOOKS));
            }
        }
    }

    fn error(&self, expected: &str) -> SyntaxError {
        SyntaxError::at(self.text, self.at, expected)
    }

    /// An error about the value just read: its place is its beginning.
    fn error_before(&self, expected: &str) -> SyntaxError {
        let read = self.text[..self.at].trim_end();
        let start = read.to_ascii_lowercase().find("next").map_or(self.at, |n| n + "next".len());
        let start = start + read[start..].len() - read[start..].trim_start().len();
        SyntaxError::at(self.text, start, expected)
    }
}
