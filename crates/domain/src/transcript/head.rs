//! Which lines begin a message, and what belongs to each.

use super::Shape;
use super::day;
use super::stamp::{self, Stamp, Written};

/// Longest name, in characters.
const NAME: usize = 80;

/// A message as it stands in the text.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub line: u32,
    pub stamp: Stamp,
    /// The day that a line between this message and the one before it names.
    pub day: Option<Written>,
    pub name: String,
    pub text: String,
    pub doubtful: Vec<String>,
}

/// A text taken apart.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub heads: Vec<Part>,
    pub before: Vec<String>,
}

/// What a line begins.
struct Head {
    stamp: Stamp,
    /// None goes on with the person before.
    name: Option<String>,
    text: String,
}

/// The shape that begins most messages; none where no line begins one.
pub(super) fn shape(lines: &[&str]) -> Option<Shape> {
    let shapes = [Shape::Bracketed, Shape::Stamped, Shape::Named];
    let named = |at: usize, shape: Shape| head(lines, at, shape).is_some_and(|h| h.name.is_some_and(|n| !n.is_empty()));
    let counted = shapes.map(|shape| (lines.iter().enumerate().filter(|(at, _)| named(*at, shape)).count(), shape));
    // The first of equals: it asks most of a line.
    counted
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, shape)| (*count, std::cmp::Reverse(*shape)))
        .map(|(_, s)| s)
}

/// The messages of a text in this shape.
pub(super) fn parts(lines: &[&str], shape: Shape) -> Parts {
    let mut parts = Parts::default();
    let mut next_day = None;
    let mut person = String::new();
    for (at, line) in lines.iter().enumerate() {
        if shape == Shape::Named && is_name_above(lines, at) {
            continue;
        }
        if let Some(head) = head(lines, at, shape) {
            // A line of the program itself does not change who speaks.
            let name = head.name.unwrap_or_else(|| person.clone());
            person.clone_from(&name);
            parts.heads.push(Part {
                line: u32::try_from(at + 1).unwrap_or(u32::MAX),
                stamp: head.stamp,
                day: next_day.take(),
                name,
                text: head.text,
                doubtful: Vec::new(),
            });
            continue;
        }
        if let Some(day) = day::line(line).filter(|_| begins_after(lines, at, shape)) {
            next_day = Some(day);
            continue;
        }
        match parts.heads.last_mut() {
            Some(part) => {
                if !line.trim().is_empty() && has_time(line) {
                    part.doubtful.push(line.trim().to_owned());
                }
                if !part.text.is_empty() || !line.trim().is_empty() {
                    if !part.text.is_empty() {
                        part.text.push('\n');
                    }
                    part.text.push_str(line.trim_end());
                }
            }
            None if line.trim().is_empty() => {}
            None => parts.before.push(line.trim().to_owned()),
        }
    }
    parts
}

/// Whether the next line with something in it begins a message.
fn begins_after(lines: &[&str], at: usize, shape: Shape) -> bool {
    let rest = lines.iter().enumerate().skip(at + 1);
    let next = rest.filter(|(_, line)| !line.trim().is_empty()).map(|(at, _)| at).next();
    next.is_some_and(|at| head(lines, at, shape).is_some() || is_name_above(lines, at))
}

fn has_time(line: &str) -> bool {
    let line = line.trim_start_matches(['[', '(', ' ', '\t']);
    stamp::leading(line).is_some()
}

fn head(lines: &[&str], at: usize, shape: Shape) -> Option<Head> {
    let line = *lines.get(at)?;
    match shape {
        Shape::Bracketed => bracketed(line),
        Shape::Stamped => stamped(line),
        Shape::Named => named(lines, at),
    }
}

fn bracketed(line: &str) -> Option<Head> {
    let (stamp, rest) = stamp::leading(line.trim_start().strip_prefix('[')?)?;
    let rest = rest.trim_start().strip_prefix(']')?.trim();
    if let Some((name, text)) = said(rest) {
        return Some(Head { stamp, name: Some(name), text });
    }
    // Teams puts the name alone beside the time and the text below.
    let is_short = rest.chars().count() <= NAME && !rest.ends_with(['.', '!', '?', ',']);
    let name = rest.trim_end_matches(':').trim();
    (is_short && !name.is_empty()).then(|| Head { stamp, name: Some(name.to_owned()), text: String::new() })
}

fn stamped(line: &str) -> Option<Head> {
    let (stamp, rest) = stamp::leading(line.trim_start())?;
    let rest = rest.trim_start();
    let (is_dashed, rest) = match rest.strip_prefix(['-', '–', '—', '|']) {
        Some(after) if after.starts_with([' ', '\t']) => (true, after.trim()),
        _ => (false, rest.trim()),
    };
    if let Some(rest) = ["From ", "from "].iter().find_map(|word| rest.strip_prefix(word)) {
        let (people, text) = rest.split_once(':')?;
        let end = [" to ", " To "].iter().filter_map(|word| people.find(word)).min().unwrap_or(people.len());
        let name = name(people[..end].trim())?;
        return Some(Head { stamp, name: Some(name), text: text.trim().to_owned() });
    }
    if let Some((name, text)) = said(rest) {
        return Some(Head { stamp, name: Some(name), text });
    }
    // A line of the program itself: somebody joined, a subject was changed.
    let own = ["-!-", "***", "* ", "-->", "<--", "---"].iter().find_map(|sign| rest.strip_prefix(sign));
    match own {
        Some(text) => Some(Head { stamp, name: Some(String::new()), text: text.trim().to_owned() }),
        None if is_dashed && stamp.date.is_some() => {
            Some(Head { stamp, name: Some(String::new()), text: rest.to_owned() })
        }
        None => None,
    }
}

/// `Mai  2:05 PM`, `Mai [2:05 PM]`, `Mai — Today at 2:05 PM`, or a stamp below a line with the name.
fn named(lines: &[&str], at: usize) -> Option<Head> {
    let line = *lines.get(at)?;
    if let Some(stamp) = stamp::alone(line) {
        let name =
            at.checked_sub(1).filter(|above| is_name_above(lines, *above)).map(|above| lines[above].trim().to_owned());
        return Some(Head { stamp, name, text: String::new() });
    }
    let (name, stamp) = name_and_stamp(line.trim())?;
    Some(Head { stamp, name: Some(name), text: String::new() })
}

fn name_and_stamp(line: &str) -> Option<(String, Stamp)> {
    if line.chars().count() > NAME + 40 {
        return None;
    }
    // The stamp is as long as it can be: a date belongs to it.
    let places =
        line.char_indices().filter(|(_, c)| matches!(c, ' ' | '\t' | '[' | '(')).map(|(at, c)| at + c.len_utf8());
    for place in places {
        let bracket = line[..place].chars().next_back().filter(|c| matches!(c, '[' | '('));
        let tail = line[place..].trim_end();
        let tail = match bracket {
            Some('[') => tail.strip_suffix(']'),
            Some('(') => tail.strip_suffix(')'),
            _ => Some(tail),
        };
        let Some(stamp) = tail.and_then(|tail| stamp::alone(tail).filter(|_| !tail.starts_with(' '))) else { continue };
        let before = line[..place].trim_end_matches(['[', '(', ' ', '\t', ',', '—', '–', '|', '-']);
        return name(before)
            .filter(|n| !n.ends_with([':', '.', '!', '?']))
            .filter(|n| is_like_a_name(n))
            .map(|name| (name, stamp));
    }
    None
}

/// Whether a line is the name above a line that holds a stamp alone. Slack sets such a stamp in; elsewhere the name
/// begins a paragraph. A stamp that stands lower in a paragraph goes on with the person before.
fn is_name_above(lines: &[&str], at: usize) -> bool {
    let (Some(line), Some(below)) = (lines.get(at), lines.get(at + 1)) else { return false };
    if stamp::alone(below).is_none() || stamp::alone(line).is_some() || !is_like_a_name(line.trim()) {
        return false;
    }
    let is_set_in = below.starts_with([' ', '\t']) && !line.starts_with([' ', '\t']);
    let begins = at == 0 || lines[at - 1].trim().is_empty() || day::line(lines[at - 1]).is_some();
    is_set_in || begins
}

fn is_like_a_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    !text.is_empty()
        && text.chars().count() <= NAME
        && (1..=6).contains(&words)
        && !text.ends_with(['.', '!', '?', ':', ',', ';'])
        && text.chars().any(char::is_alphabetic)
        && day::line(text).is_none()
}

/// `<mai> text`, `mai: text`, `* mai waves`.
fn said(rest: &str) -> Option<(String, String)> {
    if let Some((nick, text)) = rest.strip_prefix('<').and_then(|r| r.split_once('>')) {
        return Some((name(nick.trim_matches(['@', '+', '%', '~', '&', ' ']))?, text.trim().to_owned()));
    }
    if let Some(text) = rest.strip_prefix("* ") {
        let nick = text.split_whitespace().next()?;
        return Some((name(nick)?, text.trim().to_owned()));
    }
    let at = rest.find(':')?;
    let after = &rest[at + 1..];
    let (who, text) = (&rest[..at], after.trim());
    // `https://…` and `10:30` are no names.
    if !(after.is_empty() || after.starts_with([' ', '\t'])) {
        return None;
    }
    Some((name(who.trim()).filter(|n| is_like_a_name(n))?, text.to_owned()))
}

fn name(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.chars().count() <= NAME).then(|| text.to_owned())
}
