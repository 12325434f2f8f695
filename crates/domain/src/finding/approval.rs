//! G1: a checkpoint that decisions cannot tell from another: one name, one approver.

use std::collections::BTreeSet;

use super::{Context, Finding, FindingLevel};
use crate::block::BlockKind;
use crate::value::ReferenceKind;
use crate::view::{folded, rows};

const APPROVERS: [ReferenceKind; 2] = [ReferenceKind::Role, ReferenceKind::Person];

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for (id, section) in context.document.sections_of(&BlockKind::Approvals) {
        for (row, view) in rows(&section.block).filter(|(_, view)| !view.text("checkpoint").is_empty()) {
            let (name, approver) = (view.text("checkpoint"), view.text("approver"));
            if seen.insert((folded(name), context.directory.key(&APPROVERS, approver))) {
                continue;
            }
            let title = format!("Checkpoint {name} stands twice");
            let message = match context.directory.words(approver) {
                "" => "Nobody can tell which of the two was decided. Give one another name, or say who decides it."
                    .to_owned(),
                who => format!(
                    "{who} decides both, and nobody can tell which was decided. Give one another name, or take it out."
                ),
            };
            let finding = Finding::new("G1", FindingLevel::Warning, context.document_id, title, message);
            let finding = finding.in_section(id).in_row(row);
            list.push(match section.block.column_by_key("checkpoint") {
                Some((column, _)) => finding.in_column(column),
                None => finding,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::block::BlockKind;
    use crate::directory::Directory;
    use crate::finding::findings;
    use crate::id::DocumentId;
    use crate::test::{Builder, at};

    #[test]
    fn one_checkpoint_of_one_approver_stands_once() {
        let mut b = Builder::default();
        let rows: [&[(&str, &str)]; 5] = [
            &[("checkpoint", "Sign-off"), ("approver", "Lead")],
            &[("checkpoint", "Sign-off"), ("approver", "Legal")],
            &[("checkpoint", "sign-off "), ("approver", "lead")],
            &[],
            &[],
        ];
        let block = b.block(&BlockKind::Approvals, "", &rows);
        let document = b.document("Plan", "", vec![("Approvals", BlockKind::Approvals, block)]);
        let list = findings([(DocumentId::new(b.uuid()), &document)], &Directory::default(), None, at("14:47"));
        let found: Vec<_> = list.iter().filter(|f| f.rule == "G1").collect();
        let last = document.live_sections()[0].1.block.live_rows()[2].0;
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!((found[0].title.as_str(), found[0].row), ("Checkpoint sign-off stands twice", Some(last)));
    }
}
