//! K1: a severity and an audience of the plan without a rule that says when the audience is told, in some
//! state of the incident, or one that tells them once and then nothing until another row holds; a row that names nothing
//! but the audience is no rule. K6: a span in the cadence that cannot be meant. K2: a planned update, or a review that comes again, that is in no calendar. K5: a row that asks
//! for messages of a stage that nobody knows and no template is for.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{Context, Finding, FindingLevel};
use crate::block::BlockKind;
use crate::cadence::{CadenceView, planned_rows};
use crate::calendar::recurrences;
use crate::id::{RowId, SectionId};
use crate::log::State;
use crate::message;
use crate::recurrence::RecurrenceError;
use crate::value::ReferenceKind;
use crate::view::{choice_word, folded, rows};

pub(super) fn planned(context: &Context<'_>, list: &mut Vec<Finding>) {
    let document = context.document;
    for row in planned_rows(document, context.directory) {
        let Err(error) = &row.when else { continue };
        let title = format!("Nobody is reminded of the update to {}", context.directory.words(&row.audience));
        list.extend(never(context, (row.section, row.row), title, error));
    }
    for row in recurrences(document) {
        let Err(error) = &row.when else { continue };
        list.extend(never(context, (row.section, row.row), format!("“{}” never comes", row.name), error));
    }
}

fn never(
    context: &Context<'_>,
    (section, row): (SectionId, RowId),
    title: String,
    error: &RecurrenceError,
) -> Option<Finding> {
    let key = match error {
        // An empty cell is found with the others that are asked for; a template has no days yet.
        RecurrenceError::NoDay | RecurrenceError::NoTime => return None,
        RecurrenceError::Zone(_) => "zone",
        RecurrenceError::Rhythm(_) => "rhythm",
        RecurrenceError::EndsFirst => "until",
    };
    let finding = Finding::new("K2", FindingLevel::Error, context.document_id, title, format!("{error}."));
    let finding = finding.in_section(section).in_row(row);
    let block = context.document.sections.get(&section).map(|s| &s.block);
    let column = block.and_then(|b| b.column_by_key(key)).map(|(id, _)| id);
    Some(match column {
        Some(column) => finding.in_column(column),
        None => finding,
    })
}

pub(super) fn stages(context: &Context<'_>, list: &mut Vec<Finding>) {
    let known = message::stages(Some(context.document));
    for (id, section) in context.document.live_sections() {
        if section.kind != BlockKind::Cadence && !section.is_form("planned-updates") {
            continue;
        }
        let Some((column, choices)) = section.block.column_by_key("stage") else { continue };
        for (row, view) in rows(&section.block) {
            let (word, written) = (view.word("stage"), view.text("stage"));
            // What is no choice of its column is found there.
            let Some(choice) = choices.choices.get(written) else { continue };
            let is_it = |name: &String| folded(name) == word || choice_word(choices, name) == word;
            if word.is_empty() || known.iter().any(is_it) {
                continue;
            }
            let title = format!("“{}” is no stage that is known", choice.name);
            let message = format!(
                "No template is for it, and no rule of messages looks at it. Choose one of {}, or write a template for it.",
                known.join(", ")
            );
            let finding = Finding::new("K5", FindingLevel::Warning, context.document_id, title, message);
            list.push(finding.in_section(id).in_row(row).in_column(column));
        }
    }
}

/// The longest span between two updates of an incident that is taken for meant: a month.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 31);

/// Spans of no length, and such as no incident lasts.
pub(super) fn spans(context: &Context<'_>, list: &mut Vec<Finding>) {
    for (id, section) in context.document.sections_of(&BlockKind::Cadence) {
        for (row, view) in rows(&section.block) {
            for key in ["first_within", "interval"] {
                let (Some(span), Some((column, named))) = (view.duration(key), section.block.column_by_key(key)) else {
                    continue;
                };
                let message = match span {
                    span if span.is_zero() && key == "interval" => {
                        "Nobody is reminded again. Write how much time may pass, for instance 30 min, or leave it empty."
                    }
                    span if span > LONGEST => {
                        "Nobody is reminded for longer than an incident lasts. Write it in minutes or hours."
                    }
                    _ => continue,
                };
                let title = format!("{}: {}", named.name, crate::duration::print(span));
                let finding = Finding::new("K6", FindingLevel::Warning, context.document_id, title, message);
                list.push(finding.in_section(id).in_row(row).in_column(column));
            }
        }
    }
}

pub(super) fn gaps(context: &Context<'_>, list: &mut Vec<Finding>) {
    let directory = context.directory;
    let sections = context.document.sections_of(&BlockKind::Cadence);
    let Some((section, _)) = sections.first() else { return };
    let cadence = CadenceView::read(context.document, directory);
    let severities: BTreeMap<&String, &String> =
        cadence.rows.iter().flat_map(|r| r.severity_keys.iter().zip(&r.severities)).collect();
    let mut audiences: BTreeMap<String, String> = BTreeMap::new();
    for row in &cadence.rows {
        audiences.insert(row.audience_key.clone(), row.audience.clone());
        // Whoever goes out with an audience that no rule asks to tell is told as little as that one.
        if let Some(other) = &row.with_audience {
            audiences.entry(directory.key(&[ReferenceKind::Audience], other)).or_insert_with(|| other.clone());
        }
    }
    if let Some((_, table)) = context.document.preset("audiences") {
        for (_, view) in rows(&table.block) {
            if let Some(audience) = view.some("audience") {
                audiences.insert(directory.key(&[ReferenceKind::Audience], &audience), audience);
            }
        }
    }
    // An age far beyond any row's, so that rows that hold only from an age count as well.
    let age = SignedDuration::from_hours(24 * 365);
    for (severity, written) in severities {
        for (key, audience) in &audiences {
            list.extend(silence(context, &cadence, (key, audience), (severity, written)));
            let open = [State::Investigating, State::Identified, State::Monitoring];
            let missing: Vec<_> = open
                .iter()
                .filter(|s| cadence.rule(key, severity, s, age).is_none_or(|row| !row.is_rule()))
                .map(State::as_str)
                .collect();
            if missing.is_empty() {
                continue;
            }
            let (severity, audience) = (directory.words(written), directory.words(audience));
            let when =
                if missing.len() == open.len() { String::new() } else { format!(" while {}", missing.join(", ")) };
            let title = format!("{audience} at {severity}{when}: no rule");
            let message = "Nobody is reminded to tell them. Add a row that says when, or one without a severity that holds for all.";
            let finding = Finding::new("K1", FindingLevel::Warning, context.document_id, title, message);
            list.push(finding.in_section(*section));
        }
    }
}

/// An audience that is told once and then hears nothing until a row for older incidents holds. One that is told once and
/// never again by the plan is meant to be: a single word to the press, for instance.
fn silence(
    context: &Context<'_>,
    cadence: &CadenceView,
    (audience_key, audience): (&str, &str),
    (severity_key, severity): (&str, &str),
) -> Option<Finding> {
    let rule = |age: SignedDuration| cadence.rule(audience_key, severity_key, &State::Investigating, age);
    let mut ages: Vec<SignedDuration> = cadence.rows.iter().filter_map(|row| row.after_elapsed).collect();
    ages.sort();
    let begins = std::iter::once(SignedDuration::ZERO).chain(ages.iter().copied());
    let (row, until) = begins.zip(ages.iter().copied()).find_map(|(from, until)| {
        let (row, next) = (rule(from)?, rule(until)?);
        let is_silent = row.first_within.is_some() && row.interval.is_none() && row.with_audience.is_none();
        (is_silent && row.row != next.row && next.interval.is_some()).then_some((row, until))
    })?;
    let (audience, severity) = (context.directory.words(audience), context.directory.words(severity));
    let until = crate::duration::print(until);
    let title = format!("{audience} at {severity}: one update, then silence until an age of {until}");
    let message =
        "After the first update nobody is reminded until the next row holds. Say in this row how often they are told.";
    let finding = Finding::new("K1", FindingLevel::Warning, context.document_id, title, message);
    let (section, column) = context.document.sections_of(&BlockKind::Cadence).iter().find_map(|(id, section)| {
        let is_here = rows(&section.block).into_iter().any(|(id, _)| id == row.row);
        is_here.then(|| (*id, section.block.column_by_key("interval").map(|(id, _)| id)))
    })?;
    let finding = finding.in_section(section).in_row(row.row);
    Some(match column {
        Some(column) => finding.in_column(column),
        None => finding,
    })
}
