//! G1: a checkpoint that decisions cannot tell from another: one name, one approver. X11: a document that is approved by
//! the person who prepared it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Finding, FindingLevel};
use crate::block::BlockKind;
use crate::canonical;
use crate::document::Document;
use crate::id::DocumentId;
use crate::incident::{of_update, order};
use crate::log::{ApprovalByOther, Author, Fact, Recorded};
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

/// X11: where only the author has said yes to a document as it stands, as its log tells. It weighs less where nobody else
/// was named.
#[must_use]
pub fn own_approvals(id: DocumentId, document: &Document, log: &[Recorded]) -> Vec<Finding> {
    let mut open: BTreeMap<String, (Author, ApprovalByOther)> = BTreeMap::new();
    // Of a long log most entries are about something else, and reading each one's data takes the time.
    for entry in order(log).into_iter().filter(|entry| entry.kind.starts_with("approval_")) {
        match entry.fact() {
            Some(Fact::ApprovalByOther(own)) if own.document == id && own.is_author => {
                open.insert(folded(&own.checkpoint), (entry.author.clone(), own));
            }
            Some(Fact::ApprovalGiven { document, checkpoint, .. }) if document == id => {
                let is_other = |(by, _): &(Author, ApprovalByOther)| *by != entry.author;
                if open.get(&folded(&checkpoint)).is_some_and(is_other) {
                    open.remove(&folded(&checkpoint));
                }
            }
            _ => {}
        }
    }
    let stands = |own: &ApprovalByOther| {
        of_update(&own.checkpoint).is_none() && canonical::is_approved_content(document, &own.hash)
    };
    let found = open.into_values().filter(|(_, own)| stands(own)).map(|(by, own)| {
        let level = if own.instead_of.is_empty() { FindingLevel::Warning } else { FindingLevel::Error };
        let title = format!("{} prepared it and approved it at “{}”", by.name, own.checkpoint);
        let whom = if own.instead_of.is_empty() { "another person" } else { &own.instead_of };
        let message = format!("Nobody else has approved it: {}. Have {whom} approve it.", own.reason);
        Finding::new("X11", level, id, title, message)
    });
    found.collect()
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

    #[test]
    fn a_document_that_only_its_author_approved_is_said_to_be_one_until_another_approves_it() {
        use crate::canonical;
        use crate::finding::{FindingLevel, own_approvals};
        use crate::log::{ApprovalByOther, Decision, Fact};
        use crate::test::Log;
        let mut b = Builder::default();
        let mut document = b.document("Plan", "", Vec::new());
        let (id, mut log) = (DocumentId::new(b.uuid()), Log::default());
        let hash = canonical::content_hash(&document);
        let by_other = |instead_of: &str| {
            Fact::ApprovalByOther(ApprovalByOther {
                document: id,
                checkpoint: "Release".to_owned(),
                hash: hash.clone(),
                is_author: true,
                instead_of: instead_of.to_owned(),
                reason: "nobody answers".to_owned(),
            })
        };
        let given = || Fact::ApprovalGiven {
            document: id,
            checkpoint: "release".to_owned(),
            heads: Vec::new(),
            hash: hash.clone(),
            decision: Decision::Approved,
        };
        log.add("14:00", by_other(""));
        log.add("14:00", given());
        let found = own_approvals(id, &document, &log.entries);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!((found[0].rule.as_str(), found[0].level), ("X11", FindingLevel::Warning), "nobody else is named");
        log.add("14:01", by_other("Legal"));
        log.add("14:01", given());
        let found = own_approvals(id, &document, &log.entries);
        assert_eq!(found[0].level, FindingLevel::Error);
        assert_eq!(found[0].message, "Nobody else has approved it: nobody answers. Have Legal approve it.");
        let mut later = log.clone();
        later.add("14:05", given());
        let last = later.entries.last_mut().expect("it was added");
        last.entry.author.name = "Legal".to_owned();
        assert!(own_approvals(id, &document, &later.entries).is_empty(), "another has approved it");
        document.header.insert("title".to_owned(), crate::value::Value::one("Plan 2"));
        assert!(own_approvals(id, &document, &log.entries).is_empty(), "it is another text");
    }
}
