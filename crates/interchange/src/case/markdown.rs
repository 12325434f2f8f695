//! A case out of Markdown: front matter or a table of fields, and headings for what was said, tried and is known.

use bridgebook_domain::Value;
use bridgebook_domain::case::MappingTarget;

use super::json_case::Draft;
use super::{Intake, Reading, field};
use crate::front;

/// A heading and the lines below it.
#[derive(Default)]
struct Part<'a> {
    heading: &'a str,
    depth: usize,
    line: usize,
    lines: Vec<&'a str>,
}

/// Reads the case of a Markdown file.
pub(super) fn read(text: &str, reading: &Reading<'_>, intake: &mut Intake) {
    let lines: Vec<&str> = text.lines().collect();
    match case(&lines, reading) {
        Ok((case, remarks)) => {
            for remark in remarks {
                intake.remark(1, remark);
            }
            intake.take("the file", case);
        }
        Err(why) => intake.refuse("the file", format!("{why}. The case was not taken"), text),
    }
}

fn case(lines: &[&str], reading: &Reading<'_>) -> Result<(bridgebook_domain::case::IncomingCase, Vec<String>), String> {
    let mut draft = Draft::default();
    let start = front_matter(lines, &mut draft, reading)?;
    let mut talks = Vec::new();
    let parts = parts(lines, start);
    let has_headings = parts.len() > 1;
    let first = parts.iter().find(|part| !part.heading.is_empty()).map_or(0, |part| part.line);
    for part in &parts {
        let body = part.lines.join("\n");
        if part.heading.is_empty() {
            let rest = fields(&part.lines, &mut draft, reading)?;
            // A text that is nothing but a talk, as it is copied out of a chat.
            if !rest.is_empty() && !has_headings && draft.case.fields.is_empty() {
                talks.push(rest);
            } else if !rest.is_empty() {
                draft.field("notes".to_owned(), &rest, reading)?;
            }
            continue;
        }
        match target(part.heading) {
            Target::Conversation => talks.push(body),
            Target::Attempts => draft.case.attempts.extend(items(&part.lines)),
            Target::Flags => draft.case.flags.extend(items(&part.lines)),
            Target::Signals => draft.signals(items(&part.lines))?,
            Target::Customer => customer(&part.lines, &mut draft)?,
            Target::Fields => {
                let rest = fields(&part.lines, &mut draft, reading)?;
                if !rest.is_empty() {
                    draft.field("notes".to_owned(), &rest, reading)?;
                }
            }
            Target::Other if part.depth == 1 && part.line == first => {
                let key = if draft.case.fields.contains_key("subject") { "title" } else { "subject" };
                draft.field(key.to_owned(), part.heading, reading)?;
                let rest = fields(&part.lines, &mut draft, reading)?;
                if !rest.is_empty() {
                    draft.field("notes".to_owned(), &rest, reading)?;
                }
            }
            Target::Other => draft.field(field::key(part.heading, reading.table), body.trim(), reading)?,
        }
    }
    for talk in talks {
        draft.conversation(&talk, reading);
    }
    draft.whole()
}

enum Target {
    Conversation,
    Attempts,
    Flags,
    Signals,
    Customer,
    Fields,
    Other,
}

fn target(heading: &str) -> Target {
    match MappingTarget::from_word(heading) {
        MappingTarget::Conversation => Target::Conversation,
        MappingTarget::Attempts => Target::Attempts,
        MappingTarget::Flags => Target::Flags,
        MappingTarget::Signals => Target::Signals,
        _ => match field::word(heading).as_str() {
            "chat" => Target::Conversation,
            "customer" | "customer_data" => Target::Customer,
            "fields" | "case" => Target::Fields,
            _ => Target::Other,
        },
    }
}

/// Reads the front matter; gives the line behind it.
fn front_matter(lines: &[&str], draft: &mut Draft, reading: &Reading<'_>) -> Result<usize, String> {
    if lines.first().map(|line| line.trim_end()) != Some("---") {
        return Ok(0);
    }
    let Some(end) = lines.iter().skip(1).position(|line| matches!(line.trim_end(), "---" | "...")) else {
        return Err("The front matter is not closed: a line “---” ends it".to_owned());
    };
    let end = end + 1;
    let mut list: Vec<(String, String)> = Vec::new();
    for line in &lines[1..end] {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        // An indented line goes on with the value before it.
        match (front::key(line), list.last_mut()) {
            (Some((key, _, rest)), _) if !line.starts_with([' ', '\t', '-']) => list.push((key, written(rest))),
            (_, Some((_, text))) => {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(line.trim());
            }
            _ => return Err(format!("“{}” in the front matter is no field: write “name: value”", line.trim())),
        }
    }
    for (key, text) in list {
        part_or_field(draft, &key, &text, reading)?;
    }
    Ok(end + 1)
}

fn written(rest: &str) -> String {
    match front::value(rest) {
        Some(Value::One(text)) => text,
        Some(Value::Many(members)) if members.values().all(String::is_empty) => {
            // As it is written: a set is in the order of its words.
            let inner = rest.trim().trim_start_matches('[').trim_end_matches(']');
            if inner.contains('"') {
                members.keys().cloned().collect::<Vec<_>>().join(", ")
            } else {
                inner.trim().to_owned()
            }
        }
        _ => rest.to_owned(),
    }
}

/// A named text: a part of the case by the name, else a field.
fn part_or_field(draft: &mut Draft, key: &str, text: &str, reading: &Reading<'_>) -> Result<(), String> {
    let words =
        || text.split([',', '\n']).map(|w| w.trim().trim_start_matches("- ").to_owned()).filter(|w| !w.is_empty());
    match MappingTarget::from_word(key) {
        MappingTarget::Id => draft.id(text),
        MappingTarget::Flags => {
            draft.case.flags.extend(words());
            Ok(())
        }
        MappingTarget::Signals => draft.signals(words().collect()),
        MappingTarget::Attempts => {
            draft
                .case
                .attempts
                .extend(text.lines().map(|l| l.trim().trim_start_matches("- ").to_owned()).filter(|l| !l.is_empty()));
            Ok(())
        }
        MappingTarget::CustomerData(name) => field::put(&mut draft.case.customer_data, name, text.to_owned()),
        _ if text.is_empty() => Ok(()),
        _ => draft.field(field::key(key, reading.table), text, reading),
    }
}

/// The text cut at its headings; the first part has none. Headings within a fence are text.
fn parts<'a>(lines: &[&'a str], start: usize) -> Vec<Part<'a>> {
    let mut list = vec![Part { line: start + 1, ..Part::default() }];
    let mut fence: Option<&str> = None;
    for (n, line) in lines.iter().enumerate().skip(start) {
        let bare = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            _ => {}
        }
        let depth = line.bytes().take_while(|b| *b == b'#').count();
        let heading = line.get(depth..).filter(|rest| (1..=6).contains(&depth) && rest.starts_with([' ', '\t']));
        match heading {
            Some(heading) if fence.is_none() && !heading.trim().is_empty() => {
                let heading = heading.trim().trim_end_matches('#').trim_end();
                list.push(Part { heading, depth, line: n + 1, lines: Vec::new() });
            }
            _ => {
                if let Some(part) = list.last_mut() {
                    part.lines.push(line);
                }
            }
        }
    }
    list
}

/// Reads the rows of tables with two columns as fields; gives the other lines.
fn fields(lines: &[&str], draft: &mut Draft, reading: &Reading<'_>) -> Result<String, String> {
    let mut rest = Vec::new();
    for (name, text) in pairs(lines, &mut rest) {
        part_or_field(draft, &name, &text, reading)?;
    }
    Ok(rest.join("\n").trim().to_owned())
}

/// What is known about the customer: rows of a table, or lines `name: text`.
fn customer(lines: &[&str], draft: &mut Draft) -> Result<(), String> {
    let mut rest = Vec::new();
    for (name, text) in pairs(lines, &mut rest) {
        field::put(&mut draft.case.customer_data, name, text)?;
    }
    let mut notes = Vec::new();
    for line in rest {
        let bare = line.trim().trim_start_matches(['-', '*', ' ']);
        match bare.split_once(':') {
            Some((name, text)) if !name.trim().is_empty() && name.chars().count() <= 60 => {
                let name = name.trim().trim_matches('*').to_owned();
                field::put(&mut draft.case.customer_data, name, text.trim_start_matches("**").trim().to_owned())?;
            }
            _ if bare.is_empty() => {}
            _ => notes.push(bare),
        }
    }
    if notes.is_empty() {
        Ok(())
    } else {
        field::put(&mut draft.case.customer_data, "notes".to_owned(), notes.join("\n"))
    }
}

/// The rows of the tables with two columns, without their heads; other lines go into the rest.
fn pairs<'a>(lines: &[&'a str], rest: &mut Vec<&'a str>) -> Vec<(String, String)> {
    let mut list = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let Some(cells) = cells(line).filter(|cells| cells.len() == 2) else {
            rest.push(line);
            continue;
        };
        let is_rule = |line: &str| line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
        if is_rule(line.trim()) || lines.get(n + 1).is_some_and(|next| is_rule(next.trim()) && next.contains('|')) {
            continue;
        }
        if let [name, text] = cells.as_slice()
            && !name.is_empty()
            && !text.is_empty()
        {
            list.push((name.clone(), text.clone()));
        }
    }
    list
}

/// The cells of a row, none for a line that is no row.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('|')?;
    let mut list = vec![String::new()];
    let mut letters = inner.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '\\' if letters.peek() == Some(&'|') => {
                letters.next();
                list.last_mut()?.push('|');
            }
            '|' => list.push(String::new()),
            c => list.last_mut()?.push(c),
        }
    }
    // The row ends with a bar.
    if list.last().is_some_and(|last| last.trim().is_empty()) {
        list.pop();
    }
    Some(list.into_iter().map(|cell| cell.trim().replace("<br>", "\n")).collect())
}

/// The items of a list, with the lines that go on with them; without any mark each line is one.
fn items(lines: &[&str]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let bare = line.trim();
        let numbered = bare
            .split_once(['.', ')'])
            .filter(|(n, rest)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with(' '));
        let item = bare
            .strip_prefix("- ")
            .or_else(|| bare.strip_prefix("* "))
            .or_else(|| bare.strip_prefix("+ "))
            .or(numbered.map(|(_, rest)| rest));
        match (item, list.last_mut()) {
            (Some(item), _) => list.push(item.trim().to_owned()),
            (None, Some(last)) if line.starts_with([' ', '\t']) => {
                last.push('\n');
                last.push_str(bare);
            }
            _ => list.push(bare.to_owned()),
        }
    }
    list
}
