//! F2: rules in force that were never tried, or not for a year. F4: contact data that nobody confirmed for a year.
//! F1, the review date, is found with the header.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Context, Finding, FindingLevel};
use crate::block::BlockKind;
use crate::directory::PERSON;
use crate::document::Document;
use crate::view::rows;

/// Months after which a test, and days after which a confirmation, is too long ago.
const TESTED_MONTHS: i32 = 12;
const CONFIRMED_DAYS: i32 = 365;

/// When a document was last tried.
pub(crate) enum Tried {
    /// Never, as far as it says.
    Never,
    /// Not longer ago than rules may go untried.
    Lately(Date),
    /// Longer ago.
    LongAgo(Date),
    /// What it says is no day.
    NoDay(String),
}

/// When a document was last tried, by days of UTC as every rule about days has it.
pub(crate) fn last_tried(document: &Document, now: Timestamp) -> Tried {
    let written = document.header_text("last_tested").trim();
    match written.parse::<Date>() {
        Ok(day) if is_within(day, TESTED_MONTHS.months(), today(now)) => Tried::Lately(day),
        Ok(day) => Tried::LongAgo(day),
        Err(_) if written.is_empty() => Tried::Never,
        Err(_) => Tried::NoDay(written.to_owned()),
    }
}

fn today(now: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(now).date()
}

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    tested(context, list);
    if context.document.template() == PERSON {
        confirmed(context, today(context.now), list);
    }
}

/// Only what is in force, is to be tried and belongs to no single incident.
fn tested(context: &Context<'_>, list: &mut Vec<Finding>) {
    let document = context.document;
    let kinds = [BlockKind::Escalation, BlockKind::Triggers, BlockKind::Cadence];
    let has_rules = document.live_sections().iter().any(|(_, s)| kinds.contains(&s.kind) && !s.block.is_empty());
    if !has_rules || !document.is_approved() || !document.header_text("incident").is_empty() {
        return;
    }
    let (title, message) = match last_tried(document, context.now) {
        Tried::LongAgo(day) => (
            "Last tested more than a year ago",
            format!("It was last tried on {day}. People and numbers have changed since. Run a drill, and set the day."),
        ),
        Tried::Never => (
            "Never tested",
            "A plan that nobody has tried is a guess. Run a drill, and set the day it was last tested.".to_owned(),
        ),
        // What is no day is another finding.
        Tried::Lately(_) | Tried::NoDay(_) => return,
    };
    list.push(Finding::new("F2", FindingLevel::Warning, context.document_id, title, message));
}

fn confirmed(context: &Context<'_>, today: Date, list: &mut Vec<Finding>) {
    for (id, section) in context.document.live_sections() {
        for (row, view) in rows(&section.block) {
            let Some(day) = view.date("last_confirmed") else { continue };
            if is_within(day, CONFIRMED_DAYS.days(), today) {
                continue;
            }
            let message = format!("They were last confirmed on {day}. Ask, and set the day.");
            let title = "Contact data not confirmed for a year";
            let finding = Finding::new("F4", FindingLevel::Info, context.document_id, title, message);
            let finding = finding.in_section(id).in_row(row);
            list.push(match section.block.column_by_key("last_confirmed") {
                Some((column, _)) => finding.in_column(column),
                None => finding,
            });
        }
    }
}

fn is_within(day: Date, span: jiff::Span, today: Date) -> bool {
    day.checked_add(span).is_ok_and(|end| today <= end)
}

#[cfg(test)]
mod tests {
    use crate::block::BlockKind;
    use crate::directory::Directory;
    use crate::document::Document;
    use crate::finding::findings;
    use crate::id::DocumentId;
    use crate::test::{Builder, at};
    use crate::value::Value;

    fn rules(document: &Document) -> Vec<String> {
        let list = findings([(DocumentId::new(uuid::Uuid::nil()), document)], &Directory::default(), None, at("14:47"));
        list.into_iter().filter(|f| f.rule.starts_with('F')).map(|f| format!("{} {}", f.rule, f.title)).collect()
    }

    #[test]
    fn rules_in_force_are_tried_once_a_year() {
        let mut b = Builder::default();
        let row: &[(&str, &str)] = &[("level", "L1"), ("clock", "functional"), ("target", "Ops")];
        let block = b.block(&BlockKind::Escalation, "", &[row]);
        let mut document = b.document("Matrix", "", vec![("Levels", BlockKind::Escalation, block)]);
        let mut with = |key: &str, text: &str| {
            document.header.insert(key.to_owned(), Value::one(text));
            rules(&document)
        };
        assert_eq!(with("status", "draft"), Vec::<String>::new(), "a draft is not in force");
        assert_eq!(with("status", "active"), ["F2 Never tested"]);
        assert_eq!(with("last_tested", "2025-03-10"), ["F2 Last tested more than a year ago"]);
        assert_eq!(with("last_tested", "2025-03-11"), Vec::<String>::new(), "today is a year");
        with("last_tested", "");
        assert_eq!(with("incident", "INC-1"), Vec::<String>::new(), "a plan of one incident is not tried");
        let empty = b.block(&BlockKind::Escalation, "", &[&[]]);
        let mut blank = b.document("Matrix", "", vec![("Levels", BlockKind::Escalation, empty)]);
        blank.header.insert("status".to_owned(), Value::one("active"));
        assert_eq!(rules(&blank), Vec::<String>::new(), "there is nothing to try");
    }

    #[test]
    fn contact_data_are_confirmed_once_a_year() {
        let of = |day: &str| rules(&Builder::default().person(&[("name", "Ada"), ("last_confirmed", day)]).1);
        assert_eq!(of("2025-03-10"), ["F4 Contact data not confirmed for a year"]);
        assert_eq!(of("2025-03-12"), Vec::<String>::new());
        assert_eq!(of(""), Vec::<String>::new());
    }
}
