//! R-V6: one person answers for two rows of a stage at the same time (domain reference 3.1). Decidable where the
//! rows say when: by two columns with the keys `from` and `to` or `start` and `end`, or by a moment in `due`.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::rule::Rules;
use super::{Activity, Part, RoleColumn};
use crate::finding::{Finding, FindingLevel};
use crate::value::ReferenceKind;
use crate::view::{RowView, folded};

/// A row for which a person answers, and when.
struct Answered<'a> {
    activity: &'a Activity<'a>,
    role: &'a RoleColumn<'a>,
    person: String,
    from: Timestamp,
    to: Timestamp,
}

pub(super) fn check(rules: &Rules<'_>, list: &mut Vec<Finding>) {
    if !rules.section.block.has_any(&["from", "start", "due"]) {
        return;
    }
    let mut answered: Vec<Answered<'_>> = Vec::new();
    for activity in &rules.view.activities {
        let Some((from, to)) = span(rules, activity) else { continue };
        for role in activity.who(Part::Decides).map(|place| rules.role(place)) {
            let Some(person) = person(rules, role) else { continue };
            let same = answered.iter().find(|a| {
                a.person == person
                    && folded(a.activity.stage) == folded(activity.stage)
                    && a.activity.row != activity.row
                    && (a.from < to && from < a.to || (a.from, a.to) == (from, to))
            });
            if let Some(first) = same {
                let name = rules.name(role);
                let title = format!("{name} answers for two things at once");
                let message = format!(
                    "{} and {} overlap in time, and {name} decides in both. Let somebody else answer for one, or move it.",
                    first.activity.activity, activity.activity
                );
                let finding = rules.finding("R-V6", FindingLevel::Warning, title, message);
                list.push(finding.in_row(activity.row).in_column(first.role.column));
            }
            answered.push(Answered { activity, role, person, from, to });
        }
    }
}

/// The person behind a column: the one it names, else the one who usually holds the role.
fn person(rules: &Rules<'_>, role: &RoleColumn<'_>) -> Option<String> {
    let people = [ReferenceKind::Person];
    if !role.person.is_empty() {
        return Some(rules.directory.key(&people, role.person));
    }
    let entry = rules.directory.known(&[ReferenceKind::Role, ReferenceKind::Person], role.role_or_name())?;
    match entry.kind {
        ReferenceKind::Person => Some(entry.id.clone()),
        _ => Some(entry.text("person")).filter(|p| !p.is_empty()).map(|p| rules.directory.key(&people, p)),
    }
}

fn span(rules: &Rules<'_>, activity: &Activity<'_>) -> Option<(Timestamp, Timestamp)> {
    let block = &rules.section.block;
    let view = RowView::new(block, block.rows.get(&activity.row)?);
    for (from, to) in [("from", "to"), ("start", "end")] {
        if let (Some(from), Some(to)) = (moment(view.text(from), false), moment(view.text(to), true)) {
            return (from <= to).then_some((from, to));
        }
    }
    let due: Timestamp = view.text("due").parse().ok()?;
    Some((due, due))
}

/// A moment, or the beginning or end of a day in UTC.
fn moment(text: &str, is_end: bool) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let mut day: Date = text.parse().ok()?;
    if is_end {
        day = day.tomorrow().ok()?;
    }
    TimeZone::UTC.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).ok()
}
