//! T7: hours that cannot be read, have no working hour, or lie in a zone that is not known, where they are written and
//! where a matrix counts in them. Whoever has such hours is
//! called at any hour, and clocks that should run in them count every minute: nothing is lost, but it is not as meant.

use jiff::tz::TimeZone;

use super::{Context, Finding, FindingLevel};
use crate::block::Section;
use crate::directory::{Hours, HoursError, PERSON, Week};
use crate::id::{RowId, SectionId};
use crate::value::ReferenceKind;
use crate::view::{RowView, rows};

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    if section.is_form("severities") {
        counted(context, id, section, list);
    }
    let is_calendar = section.is_form("directory/calendars");
    let is_person = section.is_form(PERSON);
    if !is_calendar && !is_person {
        return;
    }
    let (key, name) = if is_calendar { ("hours", "name") } else { ("working_hours", "name") };
    for (row, view) in rows(&section.block) {
        let hours = view.text(key);
        if view.text(name).is_empty() || (is_person && hours.is_empty()) {
            continue;
        }
        let Some((column, title, message)) = wrong(context, &view, (key, view.text(name)), hours) else { continue };
        list.push(at(
            section,
            id,
            row,
            column,
            Finding::new("T7", FindingLevel::Error, context.document_id, title, message),
        ));
    }
}

/// Calendars in whose hours the targets and levels of a severity count.
fn counted(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    for (row, view) in rows(&section.block) {
        let Some(calendar) = context.directory.known(&[ReferenceKind::Calendar], view.text("calendar")) else {
            continue;
        };
        let opens = Hours::of_calendar(calendar).and_then(|hours| hours.opens(context.now));
        if opens.is_some() {
            continue;
        }
        let (severity, name) = (context.directory.words(view.text("severity")), &calendar.name);
        let title = format!("{severity} counts in the hours of {name}, which has none");
        let message = "Until it has some, every minute counts. Write the hours into the calendar, or choose another.";
        let finding = Finding::new("T7", FindingLevel::Error, context.document_id, title, message);
        list.push(at(section, id, row, "calendar", finding));
    }
}

fn wrong(
    context: &Context<'_>,
    view: &RowView<'_>,
    (key, name): (&'static str, &str),
    hours: &str,
) -> Option<(&'static str, String, String)> {
    let meanwhile = "Until then whoever it is for is called at any hour, and every minute counts.";
    let week = match Week::read(hours) {
        Ok(week) => week,
        Err(error) => {
            let title = match error {
                HoursError::Form if hours.is_empty() => format!("{name} has no working hour"),
                HoursError::Form => format!("The hours of {name} cannot be read"),
                HoursError::Empty => format!("{name} has a shift without an hour"),
            };
            return Some((key, title, format!("Please {error}. {meanwhile}")));
        }
    };
    let Ok(zone) = TimeZone::get(view.text("zone")) else {
        let title = format!("The time zone of {name} is not known");
        return Some(("zone", title, format!("Write one such as Europe/Berlin. {meanwhile}")));
    };
    let holidays = view.members("holidays").iter().filter_map(|day| day.parse().ok()).collect();
    let opens = Hours::new(week, zone, holidays).opens(context.now);
    let title = format!("{name} has no working hour within two years");
    opens.is_none().then(|| ("holidays", title, format!("Every day of its hours is a holiday. {meanwhile}")))
}

fn at(section: &Section, id: SectionId, row: RowId, key: &str, finding: Finding) -> Finding {
    let finding = finding.in_section(id).in_row(row);
    match section.block.column_by_key(key) {
        Some((column, _)) => finding.in_column(column),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::findings;
    use crate::test::{Builder, at, document_of};

    fn found(document: (crate::id::DocumentId, crate::document::Document)) -> Vec<String> {
        let directory = document_of(std::slice::from_ref(&document));
        let list = findings([(document.0, &document.1)], &directory, None, at("14:47"));
        list.into_iter().filter(|f| f.rule == "T7").map(|f| f.title).collect()
    }

    #[test]
    fn hours_that_nobody_can_work_in_are_named_at_their_place() {
        let mut b = Builder::default();
        let calendar = |b: &mut Builder, hours: &str, zone: &str, holidays: &str| {
            found(
                b.list("calendars", &[&[("name", "Berlin"), ("hours", hours), ("zone", zone), ("holidays", holidays)]]),
            )
        };
        assert_eq!(calendar(&mut b, "Mon-Fri 09:00-17:00", "Europe/Berlin", "2026-12-25"), Vec::<String>::new());
        assert_eq!(calendar(&mut b, "24x7", "UTC", ""), Vec::<String>::new());
        assert_eq!(calendar(&mut b, "", "Europe/Berlin", ""), ["Berlin has no working hour"]);
        assert_eq!(calendar(&mut b, "by day", "Europe/Berlin", ""), ["The hours of Berlin cannot be read"]);
        assert_eq!(
            calendar(&mut b, "Mon-Fri 09:00-09:00", "Europe/Berlin", ""),
            ["Berlin has a shift without an hour"]
        );
        assert_eq!(calendar(&mut b, "24x7", "Middle Earth", ""), ["The time zone of Berlin is not known"]);
        let person = |b: &mut Builder, hours: &str| {
            found(b.person(&[("name", "Ada"), ("zone", "Asia/Seoul"), ("working_hours", hours)]))
        };
        assert_eq!(person(&mut b, "Mon-Fri 09-17"), ["The hours of Ada cannot be read"]);
        assert_eq!(person(&mut b, ""), Vec::<String>::new(), "whose hours nobody wrote down is called at any hour");
    }
}
