//! Entries of the directory in words.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::person::{EntryCard, ImportRow, PeopleAnswer, PeoplePreview, PersonRow, UsedReading};
use bridgebook_domain::directory::used::How;
use serde_json::json;

use super::{Output, line};

impl Output {
    /// An answer about people.
    pub fn people(self, answer: &PeopleAnswer) -> Result<ExitCode, ApiError> {
        match self {
            Self::Json => super::json(&match answer {
                PeopleAnswer::List(list) => json!(list),
                PeopleAnswer::Entry(card) => json!(card),
                PeopleAnswer::Used(used) => json!(used),
                PeopleAnswer::Doubles(list) => json!(list),
                PeopleAnswer::Preview(preview) => json!(preview),
                PeopleAnswer::Text(text) => json!(text),
            })?,
            Self::Words => words(answer).iter().try_for_each(|words| line(words))?,
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What is missing, a line each; exit code 3 when something is.
    pub fn gaps(self, people: &[PersonRow]) -> Result<ExitCode, ApiError> {
        let found: Vec<_> =
            people.iter().filter(|p| !p.away).flat_map(|p| p.gaps.iter().map(move |gap| (p, gap))).collect();
        match self {
            Self::Json => super::json(&json!(
                found
                    .iter()
                    .map(|(p, gap)| json!({ "id": p.id, "name": p.name, "kind": gap.kind, "words": gap.words }))
                    .collect::<Vec<_>>()
            ))?,
            Self::Words if found.is_empty() => line("Nothing is missing")?,
            Self::Words => {
                found
                    .iter()
                    .try_for_each(|(p, gap)| line(&format!("{:<13} {}  {}. {}", gap.kind, p.id, p.name, gap.words)))?;
            }
        }
        Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) })
    }
}

pub fn words(answer: &PeopleAnswer) -> Vec<String> {
    match answer {
        PeopleAnswer::List(list) => list.iter().map(person).collect(),
        PeopleAnswer::Entry(entry) => card(entry),
        PeopleAnswer::Used(reading) => used(reading),
        PeopleAnswer::Doubles(list) if list.is_empty() => vec!["Nobody looks like somebody else".to_owned()],
        PeopleAnswer::Doubles(list) => {
            let one = |card: &EntryCard| format!("{}  {}", card.id, card.name);
            list.iter().map(|d| format!("{:<20} {}  |  {}", d.shares.join(", "), one(&d.keep), one(&d.other))).collect()
        }
        PeopleAnswer::Preview(shown) => preview(shown),
        PeopleAnswer::Text(text) => vec![text.clone()],
    }
}

fn person(row: &PersonRow) -> String {
    let ways: Vec<String> = row.ways.iter().map(|way| format!("{} {}", way.kind, way.address)).collect();
    format!("{}  {}  {}", row.id, row.name, ways.join(", "))
}

fn card(card: &EntryCard) -> Vec<String> {
    let mut list = vec![format!("{}  {}  {}", card.id, card.kind, card.name)];
    for field in card.fields.iter().filter(|f| !f.values.is_empty()) {
        let values: Vec<&str> = field.values.iter().map(|v| v.name.as_str()).collect();
        list.push(format!("{:<15} {}: {}", field.key, field.label, values.join("; ")));
    }
    if let Some(person) = &card.person {
        let named = [("in team", &person.teams), ("holds", &person.roles), ("owns", &person.services)];
        let named = named.into_iter().filter(|(_, list)| !list.is_empty());
        list.extend(named.map(|(what, names)| format!("{what:<15} {}", names.join("; "))));
        let at_work = match person.presence.as_str() {
            "there" => "at work",
            "away" => "not at work",
            _ => "hours not known",
        };
        let until = if person.until.is_empty() { String::new() } else { format!(" until {}", person.until) };
        list.push(format!("{:<15} {at_work}{until}", "now"));
        list.extend(person.gaps.iter().map(|gap| format!("{:<15} {}", "missing", gap.words)));
    }
    list.extend(card.merged.iter().map(|m| format!("{:<15} {}  {}", "also", m.id, m.name)));
    list
}

fn used(reading: &UsedReading) -> Vec<String> {
    let how = |how: How| match how {
        How::Linked => "linked",
        How::Written => "by hand",
        How::Named => "in a text",
    };
    let mut list: Vec<String> =
        reading.places.iter().map(|p| format!("{:<9} {}  {}  {}", how(p.how), p.document, p.title, p.place)).collect();
    list.extend(reading.held.iter().map(|h| format!("{:<9} {}  {}", h.kind, h.title, h.words)));
    if list.is_empty() {
        list.push("Used nowhere".to_owned());
    }
    list
}

fn preview(shown: &PeoplePreview) -> Vec<String> {
    let mut list = Vec::new();
    for (n, row) in shown.rows.iter().enumerate() {
        list.extend(import_row(n + 1, row));
    }
    list.extend(shown.remarks.iter().map(|remark| format!("{:<9} {remark}", "remark")));
    list
}

fn import_row(number: usize, row: &ImportRow) -> Vec<String> {
    let of = row.of.as_ref().map_or_else(String::new, |of| format!("  is {} {}", of.id, of.name));
    let mut list = vec![format!("{:<9} {number}  {}{of}", row.standing, row.name)];
    if row.standing == "changed" {
        let change = |c: &bridgebook_app::api::person::ImportChange| {
            format!("{:<9} {}: {} -> {}", "", c.label, c.before.join("; "), c.after.join("; "))
        };
        list.extend(row.changes.iter().map(change));
    }
    if !row.why.is_empty() {
        list.push(format!("{:<9} {}", "", row.why));
        list.extend(row.candidates.iter().map(|c| format!("{:<9} perhaps {} {}", "", c.id, c.name)));
    }
    list
}
