//! K3: quiet hours of an audience that hold for nobody, or that leave open what becomes of an update.

use jiff::tz::TimeZone;

use super::{Context, Finding, FindingLevel};
use crate::quiet::{QuietError, QuietHours, QuietRule, other_channel};
use crate::view::rows;

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    for (id, section) in context.document.live_sections() {
        let block = &section.block;
        if block.column_by_key("quiet_hours").is_none() || block.column_by_key("audience").is_none() {
            continue;
        }
        for (row, view) in rows(block) {
            let audience = view.text("audience");
            if audience.is_empty() {
                continue;
            }
            let name = context.directory.words(audience);
            let read = QuietHours::read(&view, context.directory, &TimeZone::UTC);
            let (key, level, title, message) = match read {
                Ok(Some(hours)) => match hours.rule {
                    QuietRule::Other if other_channel(context.document, context.directory, audience).is_none() => (
                        "quiet_rule",
                        FindingLevel::Warning,
                        format!("No other channel for {name} in their quiet hours"),
                        "Name an alternate channel in the table of audiences, or choose to hold or to send.".to_owned(),
                    ),
                    QuietRule::Unknown(word) => (
                        "quiet_rule",
                        FindingLevel::Error,
                        format!("“{word}” is not known for the quiet hours of {name}"),
                        "Choose hold, send anyway or other channel. Until then a person is asked each time.".to_owned(),
                    ),
                    _ => continue,
                },
                Ok(None) => continue,
                Err(error) => {
                    let key = if matches!(error, QuietError::Zone(_)) { "zone" } else { "quiet_hours" };
                    let title = format!("The quiet hours of {name} hold for nobody");
                    (key, FindingLevel::Error, title, format!("{error}. Until then updates go out at any hour."))
                }
            };
            let finding = Finding::new("K3", level, context.document_id, title, message);
            let finding = finding.in_section(id).in_row(row);
            list.push(match block.column_by_key(key) {
                Some((column, _)) => finding.in_column(column),
                None => finding,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use crate::DocumentId;
    use crate::block::BlockKind;
    use crate::directory::Directory;
    use crate::finding::findings;
    use crate::test::Builder;

    fn found(cells: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut b = Builder::default();
        let row: Vec<_> = [("audience", "Board")].into_iter().chain(cells.iter().copied()).collect();
        let block = b.block(&BlockKind::Table, "audiences", &[&row]);
        let plan = b.document("Plan", "communication-plan", vec![("Audiences", BlockKind::Table, block)]);
        let id = DocumentId::new(uuid::Uuid::nil());
        let list = findings([(id, &plan)], &Directory::default(), None, Timestamp::UNIX_EPOCH);
        let its = list.into_iter().filter(|f| f.rule == "K3" && f.column.is_some());
        its.map(|f| (f.title, f.message)).collect()
    }

    #[test]
    fn quiet_hours_that_hold_for_nobody_are_found_at_their_cell() {
        for (cells, message) in [
            (&[("quiet_hours", "at night")][..], "cannot be read as hours"),
            (&[("quiet_hours", "00:00-24:00")], "at every hour of the week"),
            (&[("quiet_hours", "07:00-07:00")], "begin and end at the same time"),
            (&[("quiet_hours", "22:00-07:00"), ("zone", "Mars/Olympus")], "is not a time zone"),
        ] {
            let list = found(cells);
            assert_eq!(list.len(), 1, "{cells:?}: {list:?}");
            assert_eq!(list[0].0, "The quiet hours of Board hold for nobody");
            assert!(list[0].1.contains(message) && list[0].1.ends_with("at any hour."), "{list:?}");
        }
        assert_eq!(found(&[("quiet_hours", "22:00-07:00"), ("zone", "Europe/Berlin")]), []);
        let other = &[("quiet_hours", "22:00-07:00"), ("quiet_rule", "other-channel")];
        assert_eq!(found(other)[0].0, "No other channel for Board in their quiet hours");
        let named = [other[0], other[1], ("alternate_channel", "Phone")];
        assert_eq!(found(&named), []);
    }
}
