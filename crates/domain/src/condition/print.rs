//! A condition as text: the canonical form, from which [`super::parse`] reads the same tree.

use super::lexer::is_of_word;
use super::read::KEYWORDS;
use super::{Condition, FieldOperator, Operand, SlaClock};
use crate::duration;

/// A condition as text.
#[must_use]
pub fn print(condition: &Condition) -> String {
    match condition {
        Condition::Always => "always".to_owned(),
        Condition::All { of } => joined(of, " and "),
        Condition::Any { of } => joined(of, " or "),
        Condition::Not { of } => format!("not ({})", print(of)),
        Condition::Field { field, operator, values } => compared(&name(field), *operator, values),
        Condition::Row { column, same, operator, values } => compared(&of_same(column, same), *operator, values),
        Condition::Age { comparison, span } => format!("age {} {}", comparison.as_str(), duration::print(*span)),
        Condition::Sla { clock, comparison, percent } => {
            let clock = match clock {
                None => "",
                Some(SlaClock::Response) => "response ",
                Some(SlaClock::Resolution) => "resolution ",
            };
            format!("{clock}sla {} {percent} %", comparison.as_str())
        }
        Condition::Count { same, window, comparison, times } => {
            let same = same.as_ref().map_or_else(String::new, |field| format!("of same {} ", name(field)));
            format!("count {same}in {} {} {times}", duration::print(*window), comparison.as_str())
        }
        Condition::Flag { flag, set } => format!("flag {} is {}", quoted(flag), if *set { "set" } else { "not set" }),
        Condition::Signal { signal } => signal.as_str().to_owned(),
    }
}

fn compared(what: &str, operator: FieldOperator, values: &[Operand]) -> String {
    let mut out = format!("{what} {}", operator.as_str());
    for (n, value) in values.iter().enumerate() {
        out.push_str(if n == 0 { " " } else { ", " });
        out.push_str(&operand(operator, value));
    }
    out
}

fn of_same(column: &str, same: &str) -> String {
    format!("{} of same {}", name(column), name(same))
}

fn joined(parts: &[Condition], word: &str) -> String {
    let part = |c: &Condition| match c {
        Condition::All { .. } | Condition::Any { .. } => format!("({})", print(c)),
        c => print(c),
    };
    parts.iter().map(part).collect::<Vec<_>>().join(word)
}

fn operand(operator: FieldOperator, value: &Operand) -> String {
    let is_compared =
        matches!(operator, FieldOperator::Less | FieldOperator::AtMost | FieldOperator::More | FieldOperator::AtLeast);
    match value {
        // Beside a sign of comparison a bare word could be a number or a span.
        Operand::Text(text) if is_compared => quoted(text),
        Operand::Text(text) => bare_or_quoted(text),
        Operand::Number(number) => number.to_string(),
        Operand::Percent(number) => format!("{number} %"),
        Operand::Span(span) => duration::print(*span),
        Operand::Row { column, same } => of_same(column, same),
    }
}

/// A name of a field. Words that begin something else are quoted.
fn name(text: &str) -> String {
    bare_or_quoted(text)
}

fn bare_or_quoted(text: &str) -> String {
    let is_plain = text.starts_with(char::is_alphanumeric)
        && text.chars().all(is_of_word)
        && !KEYWORDS.contains(&text.to_ascii_lowercase().as_str());
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
