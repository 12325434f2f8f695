//! T3 and T4 of a schedule: lines that end before they start, and stated days and months that the lengths of the
//! stages do not make. V3: a line that comes after one that is not there.

use super::{Context, Finding, FindingLevel};
use crate::block::BlockKind;
use crate::id::SectionId;
use crate::schedule::{Planned, Problem, Schedule};

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    let sections: Vec<_> =
        context.document.live_sections().into_iter().filter(|(_, s)| s.kind == BlockKind::Schedule).collect();
    let schedules: Vec<(SectionId, Schedule)> = sections.iter().map(|(id, s)| (*id, Schedule::read(s))).collect();
    for ((id, section), (_, schedule)) in sections.iter().zip(&schedules) {
        let mut add = |place: usize, rule: &str, level, column: &str, title: String, message: String| {
            let finding = Finding::new(rule, level, context.document_id, title, message);
            let finding = finding.in_section(*id).in_row(schedule.lines[place].row);
            list.push(match section.block.column_by_key(column) {
                Some((column, _)) => finding.in_column(column),
                None => finding,
            });
        };
        for Problem { rule, place, column, title, message } in schedule.problems() {
            let level = if rule == "T3" { FindingLevel::Error } else { FindingLevel::Warning };
            add(place, rule, level, column, title, message);
        }
        for (place, word) in &schedule.unknown {
            let line = &schedule.lines[*place];
            // Key nodes often stand in a schedule of their own, beside that of the stages.
            let elsewhere =
                schedules.iter().filter(|(other, _)| other != id).find_map(|(_, s)| Some((s, s.named(word)?)));
            if let Some((other, stage)) = elsewhere {
                if let Some((title, message)) = apart(line, other, stage) {
                    add(*place, "T4", FindingLevel::Warning, "month", title, message);
                }
                continue;
            }
            let short: String = word.chars().take(60).collect();
            let title = format!("{} comes after “{short}”, which is not there", line.called());
            let message = "No line of the schedule, or more than one, has this name or number. Write the name or number of one line.";
            add(*place, "V3", FindingLevel::Warning, "after", title, message.to_owned());
        }
    }
}

/// A stated month against the end of a stage in another schedule of the document.
fn apart(line: &Planned, other: &Schedule, stage: &Planned) -> Option<(String, String)> {
    let (month, computed) = (line.month?, other.month_of(stage.until));
    ((month.ceil() - f64::from(computed)).abs() > 0.5).then(|| {
        let title = format!("{} states month {month}, {} ends in month {computed}", line.called(), stage.called());
        let message = format!(
            "It comes after {} ({} of its schedule), whose lengths make month {computed}. Correct the month, the lengths, or what it comes after.",
            stage.called(),
            stage.line()
        );
        (title, message)
    })
}
