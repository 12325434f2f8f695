//! What a page of an incident says of severity, state and commander: what the log says at the moment of the print. A
//! document does not hold it, and what it was made with may be hours old.

use std::collections::BTreeSet;

use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::message::wall;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::variable::{Variables, fill_document, of_incident};
use bridgebook_domain::view::folded;
use bridgebook_domain::{Block, BlockKind, Document, Section, Value};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::world::Loaded;

/// A document as it is printed: its variables filled, and the status of its incident where nobody wrote of when it is.
pub(super) fn as_printed(
    document: &Document,
    incident: Option<&Incident>,
    directory: &Directory,
    now: Timestamp,
    zone: &TimeZone,
) -> Document {
    let mut printed = document.clone();
    let own = incident.filter(|i| document.header_text("incident") == i.id.to_string());
    let Some(incident) = own else { return printed };
    if printed.sections.values().any(has_variable) {
        let mut variables: Variables = of_incident(incident, directory, zone);
        variables.insert("as_of".to_owned(), wall(now, now, zone));
        fill_document(&mut printed, &variables);
    }
    for section in printed.sections.values_mut().filter(|s| s.deleted_at.is_none() && s.kind == BlockKind::Fields) {
        fill_status(&mut section.block, incident, now);
    }
    printed
}

/// Whether a variable stands in a section; most have none.
fn has_variable(section: &Section) -> bool {
    let block = &section.block;
    let is_open = |text: &str| text.contains("{{");
    is_open(&section.heading)
        || is_open(&block.text)
        || block.rows.values().flat_map(|row| row.cells.values()).any(|value| value.members().into_iter().any(is_open))
}

/// Fields that say how the incident stands without the moment at which that held are of the moment of the print.
fn fill_status(block: &mut Block, incident: &Incident, now: Timestamp) {
    let column = |key: &str| block.column_by_key(key).map(|(id, _)| id);
    let (Some(as_of), Some((state, field))) = (column("as_of"), block.column_by_key("state")) else { return };
    let word = incident.state.value.to_string();
    let choices = field.live_choices();
    let known =
        choices.iter().find(|(id, choice)| folded(&choice.name) == folded(&word) || folded(id) == folded(&word));
    let told = match (known, choices.is_empty()) {
        (Some((id, _)), _) => (*id).to_owned(),
        (None, true) => word,
        (None, false) => return,
    };
    let mut values = vec![(state, Value::one(told)), (as_of, Value::one(now.to_string()))];
    let mut more = |key: &str, value: String| values.extend(column(key).map(|id| (id, Value::one(value))));
    more("severity", incident.severity.clone());
    more("since", incident.state.at.to_string());
    if let Some(commander) = &incident.commander {
        more("commander", commander.clone());
    }
    for row in block.rows.values_mut().filter(|row| row.deleted_at.is_none()) {
        if row.cells.get(&as_of).is_none_or(Value::is_empty) {
            row.cells.extend(values.iter().cloned());
        }
    }
}

/// Length up to which words stand among the facts of a cover.
const SHORT: usize = 110;

/// The impact in a few words: the first thing that the latest report of the situation says, else the plan.
pub(super) fn impact(incident: &Incident, loaded: &[Loaded]) -> String {
    let reported = incident.situation.as_ref().map(|report| report.conditions.as_str());
    let own = loaded.iter().filter(|l| l.document.header_text("incident") == incident.id.to_string());
    let written = own.flat_map(|l| l.document.live_sections()).flat_map(|(_, section)| {
        let block = &section.block;
        let row = block.live_rows().first().map(|(_, row)| *row);
        ["business_impact", "conditions"].map(|key| row.map_or("", |row| block.cell_text(row, key)))
    });
    let told = reported.into_iter().chain(written).map(first_words);
    told.into_iter().find(|words| !words.is_empty() && words.chars().count() <= SHORT).unwrap_or_default()
}

/// The words up to the end of the first sentence or half of one.
fn first_words(text: &str) -> String {
    let text = text.trim();
    let ends = ["; ", ". ", "\n", "<br>"].iter().filter_map(|end| text.find(end));
    text[..ends.min().unwrap_or(text.len())].trim_end_matches(['.', ';']).trim().to_owned()
}

/// Who is to command next: to whom it was offered, else who stands on a call list for the next period. And who stands
/// in for the commander by the chart of the organisation.
pub(super) fn successors(incident: &Incident, loaded: &[Loaded], directory: &Directory) -> (String, String) {
    let role = directory.key(&[ReferenceKind::Role], &incident.commander_role);
    let is_commander = |named: &str| directory.key(&[ReferenceKind::Role], named) == role;
    let offered = incident.waiting_hand_overs().filter(|h| is_commander(&h.role)).last().map(|h| h.incoming.clone());
    let name = folded(directory.words(&incident.commander_role));
    let next = incident.period().map_or(2, |period| period.number + 1).to_string();
    let (mut listed, mut deputies) = (None, BTreeSet::new());
    for (_, section) in loaded.iter().flat_map(|l| l.document.live_sections()) {
        let block = &section.block;
        let (is_list, is_chart) = (section.kind == BlockKind::Contacts, section.is_form("roster"));
        for (_, row) in block.live_rows().into_iter().filter(|_| is_list || is_chart) {
            let position = block.cell_text(row, "position");
            let rest = folded(directory.words(position));
            if is_chart && is_commander(position) {
                deputies.insert(block.cell_text(row, "deputy").to_owned());
            } else if let (true, Some(rest)) = (is_list && listed.is_none(), rest.strip_prefix(&name))
                && rest.split(|c: char| !c.is_ascii_digit()).any(|figure| figure == next)
            {
                listed = Some(block.cell_text(row, "name").to_owned());
            }
        }
    }
    let words = |named: Option<String>| named.map_or_else(String::new, |named| directory.words(&named).to_owned());
    (words(offered.or(listed)), words(deputies.into_iter().find(|deputy| !deputy.is_empty())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_impact_on_a_cover_is_the_first_thing_that_is_said_of_it() {
        for (text, told) in [
            (
                "38 % of payments fail, about 4,100 orders; wallets unaffected. Cause: 4.2.",
                "38 % of payments fail, about 4,100 orders",
            ),
            ("Nobody can pay.", "Nobody can pay"),
            ("", ""),
        ] {
            assert_eq!(first_words(text), told);
        }
    }
}
