//! H1: a hand-off policy whose platform is not connected (domain reference B.10). G7: the approver of a change by its level
//! (general, major, strategic). G8: what resources lack. G9: how
//! much of a table is done.

use super::{Context, Finding, FindingLevel};
use crate::block::{BlockKind, Section};
use crate::following::{CHANGES, change_approver, need, shares};
use crate::hand_off::{HandOffPolicy, Method};
use crate::id::SectionId;
use crate::operation::Operation;
use crate::path::Path;
use crate::value::Value;
use crate::view::{folded, rows};

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    platform(context, list);
    shares_said(context, list);
    for (id, section) in context.document.sections_of(&BlockKind::Table) {
        if section.block.setting("preset") == CHANGES {
            changes(context, id, section, list);
        }
        needs(context, id, section, list);
    }
}

/// H1.
fn platform(context: &Context<'_>, list: &mut Vec<Finding>) {
    let Some(policy) = HandOffPolicy::read(context.document_id, context.document) else { return };
    if policy.connected || policy.platform.is_empty() || policy.method != Method::Ticket {
        return;
    }
    // A draft comes before what it describes.
    let level = if context.document.is_approved() { FindingLevel::Error } else { FindingLevel::Info };
    let title = format!("{} is not connected", policy.platform);
    let message = "No hand-off reaches anybody until it is. Connect it and try it, then say so here.";
    let mut finding = Finding::new("H1", level, context.document_id, title, message);
    let place = context.document.live_sections().into_iter().find_map(|(id, section)| {
        let block = &section.block;
        block.column_by_key("ask_consent")?;
        Some((id, rows(block).next()?.0, block.column_by_key("connected")?.0))
    });
    if let Some((section, row, column)) = place {
        finding = finding.in_section(section).in_row(row).in_column(column);
    }
    list.push(finding);
}

/// G7, by the table of the same document that says who approves at each level.
fn changes(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let block = &section.block;
    let Some((column, _)) = block.column_by_key("approver") else { return };
    for (row, view) in rows(block) {
        let Some((level, wanted)) = change_approver(context.document, block, &view) else { continue };
        let written = view.text("approver");
        let name = context.directory.words(wanted);
        if folded(context.directory.words(written)) == folded(name) {
            continue;
        }
        let change = if view.text("change").is_empty() { "A change" } else { view.text("change") };
        let at = |title: String, message: String| {
            let finding = Finding::new("G7", FindingLevel::Warning, context.document_id, title, message);
            finding.in_section(id).in_row(row).in_column(column)
        };
        list.push(if written.is_empty() {
            let title = format!("{change}: nobody approves it");
            let message = format!("At the level {level} {name} approves, by the table of this document.");
            let path = Path::Cell(id, row, column);
            let operation = Operation::Set { path, value: Some(Value::one(wanted)) };
            at(title, message).fixed_by(format!("Let {name} approve it"), vec![operation])
        } else {
            let title = format!(
                "{change}: {} approves it, and {level} changes are for {name}",
                context.directory.words(written)
            );
            at(title, "Correct the level, or the approver.".to_owned())
        });
    }
}

/// G9: how much of a table is done, where a field says another figure.
fn shares_said(context: &Context<'_>, list: &mut Vec<Finding>) {
    for share in shares(context.document) {
        if share.written.is_empty() || share.is_said() {
            continue;
        }
        let (section, row, column) = share.place;
        let title = format!("{} says {}, and {} % are", share.field, share.written, share.percent);
        let message = "The table beside it says what is done. Correct the figure, or the table.";
        let finding = Finding::new("G9", FindingLevel::Warning, context.document_id, title, message);
        let finding = finding.in_section(section).in_row(row).in_column(column);
        let value = Some(Value::one(share.percent.to_string()));
        let operation = Operation::Set { path: Path::Cell(section, row, column), value };
        list.push(finding.fixed_by(format!("Set it to {} %", share.percent), vec![operation]));
    }
}

/// G8 (ICS 215): what is needed is required less have.
fn needs(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let block = &section.block;
    let Some((column, _)) = block.column_by_key("need").filter(|_| block.column_by_key("have").is_some()) else {
        return;
    };
    for (row, view) in rows(block) {
        let Some(need) = need(&view) else { continue };
        let written = view.text("need");
        if view.number("need") == Some(need) {
            continue;
        }
        let level = if written.is_empty() { FindingLevel::Info } else { FindingLevel::Warning };
        let what = if view.text("resource").is_empty() { "A resource" } else { view.text("resource") };
        let title =
            format!("{what}: {need} needed, and {} is written", if written.is_empty() { "nothing" } else { written });
        let message = "Need is what is required less what is there.";
        let path = Path::Cell(id, row, column);
        let operation = Operation::Set { path, value: Some(Value::one(need.to_string())) };
        let finding = Finding::new("G8", level, context.document_id, title, message);
        let finding = finding.in_section(id).in_row(row).in_column(column);
        list.push(finding.fixed_by(format!("Set Need to {need}"), vec![operation]));
    }
}

#[cfg(test)]
mod tests {
    use crate::block::BlockKind;
    use crate::directory::Directory;
    use crate::finding::{Finding, findings};
    use crate::id::DocumentId;
    use crate::test::{Builder, at};
    use crate::value::Value;

    fn of(document: &crate::document::Document, rule: &str) -> Vec<Finding> {
        let id = DocumentId::new(uuid::Uuid::from_u128(9));
        let list = findings([(id, document)], &Directory::default(), None, at("14:47"));
        list.into_iter().filter(|f| f.rule == rule).collect()
    }

    #[test]
    fn the_level_of_a_change_says_who_approves_it() {
        let mut b = Builder::default();
        let changes = b.block(
            &BlockKind::Table,
            "change-requests",
            &[
                &[("change", "New supplier"), ("level", "strategic")],
                &[("change", "Later pilot"), ("level", "major"), ("approver", "Project Manager")],
                &[("change", "Wording"), ("level", "general"), ("approver", "project manager")],
                &[("change", "Unsorted")],
            ],
        );
        let mut levels = b.block(&BlockKind::Table, "change-requests", &[]);
        levels.settings.insert("preset".to_owned(), Value::one(""));
        for (level, approver) in
            [("general", "Project Manager"), ("major", "Special Committee"), ("strategic", "Executive Sponsor")]
        {
            b.row(&mut levels, &[("level", level), ("approver", approver)]);
        }
        let sections = vec![("Changes", BlockKind::Table, changes), ("Levels", BlockKind::Table, levels)];
        let mut document = b.document("Roll-out", "", sections);
        let list = of(&document, "G7");
        let titles: Vec<_> = list.iter().map(|f| f.title.as_str()).collect();
        assert_eq!(titles[0], "New supplier: nobody approves it");
        assert!(titles[1].starts_with("Later pilot: Project Manager approves it, and Major"), "{titles:?}");
        assert_eq!(titles.len(), 2, "{titles:?}");
        let fix = list[0].fix.as_ref().expect("the level fills the approver");
        document.apply_all(&fix.operations, at("14:48")).expect("it applies");
        assert_eq!(of(&document, "G7").len(), 1);
    }

    #[test]
    fn what_is_needed_is_said_where_it_is_not_written_so() {
        let mut b = Builder::default();
        let rows: &[&[(&str, &str)]] = &[
            &[("resource", "Engineers"), ("required", "3"), ("have", "1"), ("need", "2")],
            &[("resource", "Rooms"), ("required", "2"), ("need", "5")],
            &[("resource", "Phones"), ("required", "2"), ("have", "1")],
            &[("resource", "Cars")],
        ];
        let block = b.block(&BlockKind::Table, "resources", rows);
        let mut document = b.document("Plan", "", vec![("Resources", BlockKind::Table, block)]);
        let list = of(&document, "G8");
        let titles: Vec<_> = list.iter().map(|f| f.title.as_str()).collect();
        assert_eq!(titles, ["Rooms: 2 needed, and 5 is written", "Phones: 1 needed, and nothing is written"]);
        for finding in list {
            document.apply_all(&finding.fix.expect("one key").operations, at("14:48")).expect("it applies");
        }
        assert_eq!(of(&document, "G8"), []);
    }
}
