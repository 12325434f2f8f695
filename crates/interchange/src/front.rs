//! Front matter: the header of a document, a strict subset of YAML.

use std::collections::BTreeMap;

use bridgebook_domain::document::{FORMAT, HEADER, header_field};
use bridgebook_domain::{ColumnType, Document, Value};

use crate::comment::{quoted, quoted_prefix};
use crate::names::{self, Names};
use crate::report::{ImportError, Remark, Report};

const MARK: &str = "---";
const FORMAT_KEY: &str = "bridgebook";
/// Lines within which front matter has to end.
const LINES: usize = 10_000;

/// Front matter as read: the fields and the line after it, counted from 0.
pub(crate) struct Front {
    pub header: BTreeMap<String, Value>,
    pub end: usize,
}

/// The kinds of reference that a header field takes; `None` where it is no reference.
fn kinds(key: &str) -> Option<&'static [&'static str]> {
    let field = header_field(key)?;
    match field.column_type {
        ColumnType::Reference => Some(field.of),
        ColumnType::Document => Some(&["document"]),
        _ => None,
    }
}

/// The front matter of a document, with its marks.
pub(crate) fn write(document: &Document, names: &dyn Names) -> String {
    let mut out = format!("{MARK}\n{FORMAT_KEY}: {FORMAT}\n");
    let known = HEADER.iter().map(|f| f.key);
    let others = document.header.keys().map(String::as_str).filter(|k| header_field(k).is_none());
    for key in known.chain(others) {
        let Some(value) = document.header.get(key).filter(|v| !v.is_empty()) else { continue };
        let shown = |text: &str| match kinds(key) {
            Some(kinds) => names::write(text, kinds, names),
            None => text.to_owned(),
        };
        let text = match value {
            Value::One(text) => plain_or_quoted(&shown(text), false),
            Value::Many(members) if members.values().all(String::is_empty) => {
                let members: Vec<String> = members.keys().map(|m| plain_or_quoted(&shown(m), true)).collect();
                format!("[{}]", members.join(", "))
            }
            Value::Many(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(m, mark)| format!("{}: {}", plain_or_quoted(&shown(m), true), quoted(mark)))
                    .collect();
                format!("{{{}}}", members.join(", "))
            }
        };
        let is_word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        let key = if is_word && key != FORMAT_KEY { key.to_owned() } else { quoted(key) };
        out.push_str(&format!("{key}: {text}\n"));
    }
    out.push_str(MARK);
    out.push('\n');
    out
}

/// A value that YAML and this reader both take as plain text, else quoted.
fn plain_or_quoted(text: &str, is_in_list: bool) -> String {
    let is_yaml_word = matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    let is_plain = text.starts_with(char::is_alphanumeric)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && !text.chars().any(char::is_control)
        && text.trim() == text
        && !is_yaml_word
        && !(is_in_list && text.contains([',', '"', '[', ']', '{', '}', ':', '#']));
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// Whether the file begins with front matter, and whether that is ours.
pub(crate) fn is_ours(lines: &[&str]) -> bool {
    let first = lines.iter().skip(1).find(|l| !l.trim().is_empty() && !l.starts_with('#'));
    lines.first().is_some_and(|l| l.trim_end() == MARK)
        && first.is_some_and(|l| l.trim_start_matches([' ', '"']).starts_with(FORMAT_KEY))
}

/// Reads front matter, ours or another's. Nothing where there is none.
pub(crate) fn read(lines: &[&str], names: &dyn Names, report: &mut Report) -> Result<Option<Front>, ImportError> {
    if lines.first().is_none_or(|l| l.trim_end() != MARK) {
        return Ok(None);
    }
    let Some(end) = lines.iter().skip(1).take(LINES).position(|l| matches!(l.trim_end(), "---" | "...")).map(|n| n + 1)
    else {
        report.push(Remark::new(
            1,
            "The front matter that begins here does not end with a line “---”, so it was read as text.",
        ));
        return Ok(None);
    };
    let mut header = BTreeMap::new();
    let mut has_format = !is_ours(lines);
    for (n, line) in lines.iter().enumerate().take(end).skip(1) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((key, is_quoted, rest)) = key(line) else {
            report.push(Remark::new(n + 1, "A line of the front matter is “key: value”; this one was passed over."));
            continue;
        };
        if key == FORMAT_KEY && !is_quoted && !has_format {
            has_format = true;
            match rest.parse::<u32>() {
                Ok(found) if found > FORMAT => return Err(ImportError::Newer { found, known: FORMAT }),
                Ok(_) => {}
                Err(_) => report
                    .push(Remark::new(n + 1, format!("The format is a number, for instance “bridgebook: {FORMAT}”."))),
            }
            continue;
        }
        if header.contains_key(&key) {
            report.push(Remark::new(n + 1, format!("The field “{key}” is there twice; the first one counts.")));
            continue;
        }
        match value(rest) {
            Some(value) => {
                let value = resolve(&key, value, names);
                remark(&key, &value, n + 1, report);
                if !value.is_empty() {
                    header.insert(key, value);
                }
            }
            None => report.push(Remark::new(
                n + 1,
                format!("The value of “{key}” is no plain text, quoted text or list, so it was passed over."),
            )),
        }
    }
    Ok(Some(Front { header, end: end + 1 }))
}

fn remark(key: &str, value: &Value, line: usize, report: &mut Report) {
    let Some(field) = header_field(key) else { return };
    for member in value.members() {
        let problem = if field.column_type == ColumnType::Choice && !field.of.contains(&member) {
            Some(format!("“{member}” is none of: {}", field.of.join(", ")))
        } else if field.column_type == ColumnType::Document {
            None
        } else {
            field.column_type.check(member).err().map(|e| e.to_string())
        };
        if let Some(problem) = problem {
            report.push(Remark::new(line, format!("{}: {problem}. It was kept as written.", field.label)));
        }
    }
}

fn resolve(key: &str, value: Value, names: &dyn Names) -> Value {
    let Some(kinds) = kinds(key) else { return value };
    match value {
        Value::One(text) => Value::One(names::read(&text, kinds, names)),
        Value::Many(members) => {
            Value::Many(members.into_iter().map(|(m, mark)| (names::read(&m, kinds, names), mark)).collect())
        }
    }
}

/// Key, whether it is quoted, and the rest of the line.
pub(crate) fn key(line: &str) -> Option<(String, bool, &str)> {
    if let Some((key, length)) = quoted_prefix(line) {
        let rest = line[length..].strip_prefix(':')?;
        return Some((key, true, rest.trim()));
    }
    let (key, rest) = line.split_once(':')?;
    let is_separated = rest.is_empty() || rest.starts_with([' ', '\t']);
    (is_separated && !key.trim().is_empty()).then(|| (key.trim().to_owned(), false, rest.trim()))
}

/// The value of a line; none where YAML would mean more than this subset has.
pub(crate) fn value(text: &str) -> Option<Value> {
    let (open, close) = match text.chars().next() {
        Some('[') => ('[', ']'),
        Some('{') => ('{', '}'),
        Some('"') => {
            let (text, length) = quoted_prefix(text).filter(|(_, length)| *length == text.len())?;
            debug_assert!(length > 1, "a quoted text has two quotes");
            return Some(Value::One(text));
        }
        Some('\'') if text.len() > 1 && text.ends_with('\'') => {
            return Some(Value::One(text[1..text.len() - 1].replace("''", "'")));
        }
        Some('|' | '>' | '&' | '*' | '!') => return None,
        _ => return Some(Value::One(text.to_owned())),
    };
    let mut rest = text.strip_prefix(open)?.strip_suffix(close)?.trim();
    let mut members = BTreeMap::new();
    while !rest.is_empty() {
        let member = part(&mut rest, &[',', if open == '{' { ':' } else { ',' }])?;
        let mut mark = String::new();
        if open == '{' {
            rest = rest.strip_prefix(':')?.trim_start();
            mark = part(&mut rest, &[','])?;
        }
        members.insert(member, mark);
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None if rest.is_empty() => {}
            None => return None,
        }
    }
    Some(Value::Many(members))
}

/// A quoted text, or the text up to one of these signs.
fn part(rest: &mut &str, ends: &[char]) -> Option<String> {
    if rest.starts_with('"') {
        let (text, length) = quoted_prefix(rest)?;
        *rest = rest[length..].trim_start();
        return Some(text);
    }
    let end = rest.find(ends).unwrap_or(rest.len());
    let text = rest[..end].trim().to_owned();
    *rest = &rest[end..];
    Some(text)
}
