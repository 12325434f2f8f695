//! F1: the review date is past. O1, O2: an objective without owner or target (ICS 202: specific and due).
//! T1: operational periods with gaps or overlaps. T3: an end before its start.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Context, Finding, FindingLevel};
use crate::block::Section;
use crate::duration;
use crate::id::{RowId, SectionId};
use crate::view::{RowView, rows};

pub(super) fn header(context: &Context<'_>, list: &mut Vec<Finding>) {
    let Ok(review) = context.document.header_text("next_review").parse::<Date>() else { return };
    let today = TimeZone::UTC.to_datetime(context.now).date();
    if review < today {
        let message = format!("It was to be reviewed on {review}. Review it, and set the next date.");
        list.push(Finding::new("F1", FindingLevel::Warning, context.document_id, "Review date is past", message));
    }
}

pub(super) fn tables(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let block = &section.block;
    let is_objectives = block.setting("preset") == "objectives";
    if !is_objectives && !block.has_any(&["from"]) {
        return;
    }
    for (row, view) in rows(block) {
        let mut add = |rule: &str, level, key: &str, title: String, message: &str| {
            let finding = Finding::new(rule, level, context.document_id, title, message).in_section(id).in_row(row);
            list.push(match block.column_by_key(key) {
                Some((column, _)) => finding.in_column(column),
                None => finding,
            });
        };
        let is_open = || !view.text("text").is_empty() && !matches!(&*view.word("state"), "met" | "dropped");
        if is_objectives && is_open() {
            let text = view.text("text");
            if view.text("owner").is_empty() {
                let message = "Nobody pursues an objective without an owner. Name a role or person.";
                add("O1", FindingLevel::Warning, "owner", format!("“{text}” has no owner"), message);
            }
            if view.text("target").is_empty() {
                let message = "Without a time nobody can say whether it is met. Set when it is to be reached.";
                add("O2", FindingLevel::Warning, "target", format!("“{text}” has no target time"), message);
            }
        }
        if let (Some(from), Some(to)) = (view.instant("from"), view.instant("to"))
            && to < from
        {
            let message = "The end lies before the start. Correct one of the two.";
            add("T3", FindingLevel::Error, "to", "Ends before it starts".to_owned(), message);
        }
    }
}

pub(super) fn periods(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let name = |view: &RowView<'_>| match (view.text("name"), view.text("number")) {
        ("", number) => format!("period {number}"),
        (name, _) => name.to_owned(),
    };
    let mut planned: Vec<(Timestamp, Timestamp, RowId, String)> = rows(&section.block)
        .filter(|(_, view)| view.word("kind") != "meeting")
        .filter_map(|(row, view)| Some((view.instant("from")?, view.instant("to")?, row, name(&view))))
        .filter(|(from, to, ..)| from <= to)
        .collect();
    planned.sort_by_key(|(from, ..)| *from);
    for pair in planned.windows(2) {
        let [(_, end, _, first), (start, _, row, second)] = pair else { continue };
        let apart = duration::print(start.duration_since(*end));
        let (title, message) = match start.cmp(end) {
            std::cmp::Ordering::Equal => continue,
            std::cmp::Ordering::Less => (
                format!("{first} and {second} overlap by {apart}"),
                "Two periods at once have two plans. Let one end when the next begins.",
            ),
            std::cmp::Ordering::Greater => (
                format!("{apart} between {first} and {second}"),
                "No plan holds in between. Let one end when the next begins.",
            ),
        };
        let finding = Finding::new("T1", FindingLevel::Warning, context.document_id, title, message);
        list.push(finding.in_section(id).in_row(*row));
    }
}
