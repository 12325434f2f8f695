//! V5: a live view that points to nothing.

use super::{Context, Finding, FindingLevel};
use crate::block::BlockKind;
use crate::document::Document;
use crate::id::DocumentId;
use crate::live_view::lost;

pub(super) fn check(context: &Context<'_>, list: &mut Vec<Finding>) {
    list.extend(of(context.document_id, context.document, None));
}

/// The live views of a document that name another document, or a section of one, that is not there. `others` are the
/// documents that they name as far as they are there.
#[must_use]
pub fn lost_views(id: DocumentId, document: &Document, others: &[(DocumentId, &Document)]) -> Vec<Finding> {
    let known = of(id, document, None);
    let mut all = of(id, document, Some(others));
    // What the document itself tells is among its findings already.
    all.retain(|finding| !known.contains(finding));
    all
}

fn of(id: DocumentId, document: &Document, others: Option<&[(DocumentId, &Document)]>) -> Vec<Finding> {
    let views = document.sections_of(&BlockKind::View).into_iter();
    let found = views.filter_map(|(section, entry)| {
        let (title, message) = lost(&entry.block, (id, document), others)?;
        Some(Finding::new("V5", FindingLevel::Error, id, title, message).in_section(section))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Directory;
    use crate::finding::findings;
    use crate::test::{Builder, at};
    use crate::value::Value;

    fn titles(settings: &[(&str, &str)], with_others: bool) -> Vec<String> {
        let mut b = Builder::default();
        let mut view = b.block(&BlockKind::View, "", &[]);
        for (key, text) in settings {
            view.settings.insert((*key).to_owned(), Value::one(*text));
        }
        let list = b.block(&BlockKind::Checklist, "", &[]);
        let sections = vec![("View", BlockKind::View, view), ("Before", BlockKind::Checklist, list)];
        let document = b.document("Plan", "", sections);
        let other = b.document("Other", "", vec![("Tiers", BlockKind::Table, b_table())]);
        let (id, other_id) = (DocumentId::new(b.uuid()), DocumentId::new(b.uuid()));
        let found = match with_others {
            true => lost_views(id, &document, &[(other_id, &other)]),
            false => findings([(id, &document)], &Directory::default(), None, at("14:47")),
        };
        found.into_iter().filter(|f| f.rule == "V5").map(|f| f.title).collect()
    }

    fn b_table() -> crate::block::Block {
        Builder::default().block(&BlockKind::Table, "tiers", &[])
    }

    #[test]
    fn a_view_of_nothing_is_found() {
        let none = Vec::<String>::new();
        assert_eq!(titles(&[("source", "nonsense")], false), ["A live view of “nonsense” shows nothing"]);
        assert_eq!(titles(&[("source", "status")], false), none);
        assert_eq!(titles(&[], false), none, "without a source it shows the log");
        let missing = [("source", "section"), ("heading", "After")];
        assert_eq!(titles(&missing, false), ["A live view shows “After” of “Plan”, which is not there"]);
        assert_eq!(titles(&[("source", "section"), ("heading", "before")], false), none);
        assert_eq!(titles(&[("source", "readiness"), ("list", "Before")], false), none);
        let list = [("source", "readiness"), ("list", "View")];
        assert_eq!(titles(&list, false), ["The readiness sheet counts a list “View” that is not there"]);
    }

    #[test]
    fn a_view_of_another_document_is_judged_where_the_others_are_known() {
        let none = Vec::<String>::new();
        let nope = [("source", "section"), ("document", "Nope"), ("heading", "Tiers")];
        assert_eq!(titles(&nope, false), none, "the others are not known here");
        assert_eq!(titles(&nope, true), ["A live view shows “Nope”, which is not there"]);
        assert_eq!(titles(&[("source", "section"), ("document", "other"), ("heading", "Tiers")], true), none);
        let heading = [("source", "section"), ("document", "Other"), ("heading", "Levels")];
        assert_eq!(titles(&heading, true), ["A live view shows “Levels” of “Other”, which is not there"]);
        assert_eq!(titles(&[("source", "nonsense")], true), none, "that is among the findings already");
    }
}
