//! Comments on places of a document, folded from the log: what was said, and whether it is settled. Nothing of it is ever
//! edited away; who was mistaken corrects the entry or says so.

use std::collections::BTreeMap;

use crate::block::Section;
use crate::document::Document;
use crate::id::{DocumentId, EntryId};
use crate::log::{CommentDeed, CommentStep, Commented, Fact, Recorded};

/// Longest quotation that is kept with a comment, in characters.
pub const QUOTE_LIMIT: usize = 300;

/// A comment with all that was said to it.
#[derive(Debug, Clone, PartialEq)]
pub struct CommentThread<'l> {
    /// The place.
    pub place: Commented,
    /// The comment itself.
    pub first: &'l Recorded,
    /// What followed, in the order in which it happened.
    pub steps: Vec<(&'l Recorded, CommentDeed)>,
    /// Whether it is settled.
    pub is_resolved: bool,
}

/// How the place of a comment stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As it was.
    Here,
    /// It is there, and its text does not hold the quoted words any more.
    Reworded,
    /// It was removed from the document.
    Gone,
}

/// The comments on a document, in the order in which they were written. A step that names no comment of the document is
/// passed over; of what happened at one moment the order of the log counts.
#[must_use]
pub fn threads<'l>(document: DocumentId, log: impl IntoIterator<Item = &'l Recorded>) -> Vec<CommentThread<'l>> {
    let mut found: BTreeMap<EntryId, CommentThread<'l>> = BTreeMap::new();
    let mut steps: Vec<(&'l Recorded, CommentStep)> = Vec::new();
    for recorded in log.into_iter().filter(|r| matches!(r.entry.kind.as_str(), "commented" | "comment_step")) {
        match recorded.entry.fact() {
            Some(Fact::Commented(place)) if place.document == document => {
                let new = CommentThread { place, first: recorded, steps: Vec::new(), is_resolved: false };
                found.entry(recorded.entry.id).or_insert(new);
            }
            Some(Fact::CommentStep(step)) if step.document == document => steps.push((recorded, step)),
            _ => {}
        }
    }
    steps.sort_by_key(|(recorded, _)| (recorded.entry.event_at, recorded.entry.entered_at));
    for (recorded, step) in steps {
        let Some(thread) = found.get_mut(&step.of) else { continue };
        if thread.steps.iter().any(|(known, _)| known.entry.id == recorded.entry.id) {
            continue;
        }
        thread.is_resolved = match step.deed {
            CommentDeed::Answered => thread.is_resolved,
            CommentDeed::Resolved => true,
            CommentDeed::Reopened => false,
        };
        thread.steps.push((recorded, step.deed));
    }
    let mut list: Vec<CommentThread<'l>> = found.into_values().collect();
    list.sort_by_key(|thread| (thread.first.entry.event_at, thread.first.entry.entered_at, thread.first.entry.id));
    list
}

/// How the place of a comment stands in its document today.
#[must_use]
pub fn standing(place: &Commented, document: &Document) -> Standing {
    let Some(section) = document.sections.get(&place.section).filter(|s| s.deleted_at.is_none()) else {
        return Standing::Gone;
    };
    let row = place.row.is_none_or(|row| section.block.rows.get(&row).is_some_and(|r| r.deleted_at.is_none()));
    let column =
        place.column.is_none_or(|column| section.block.columns.get(&column).is_some_and(|c| c.deleted_at.is_none()));
    if !row || !column {
        return Standing::Gone;
    }
    if place.quote.is_empty() || holds(section, place) { Standing::Here } else { Standing::Reworded }
}

/// Whether the place still holds the quoted words, but for how they are broken into lines and marked.
#[must_use]
pub fn holds(section: &Section, place: &Commented) -> bool {
    let bare = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let quote = bare(&place.quote);
    let text = match (place.row, place.column) {
        (Some(row), Some(column)) => {
            let cell = section.block.rows.get(&row).and_then(|row| row.cells.get(&column));
            cell.map(|value| value.members().join(" ")).unwrap_or_default()
        }
        _ => section.block.text.clone(),
    };
    bare(&text).contains(&quote)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::id::SectionId;
    use crate::test::Log;

    fn document() -> DocumentId {
        DocumentId::new(Uuid::from_u128(7))
    }

    fn comment() -> Fact {
        let section = SectionId::new(Uuid::from_u128(8));
        let quote = "roll back".to_owned();
        Fact::Commented(Commented { document: document(), section, row: None, column: None, quote })
    }

    fn step(of: EntryId, deed: CommentDeed) -> Fact {
        Fact::CommentStep(CommentStep { document: document(), of, deed })
    }

    #[test]
    fn a_comment_is_answered_settled_and_opened_again() {
        let mut log = Log::default();
        let first = log.add("14:05", comment());
        let other = log.add("14:06", comment());
        log.add("14:07", step(first, CommentDeed::Answered));
        log.add("14:08", step(first, CommentDeed::Resolved));
        let entries = log.entries.clone();
        let found = threads(document(), &entries);
        assert_eq!(found.iter().map(|t| t.first.entry.id).collect::<Vec<_>>(), [first, other]);
        assert_eq!(found.iter().map(|t| t.is_resolved).collect::<Vec<_>>(), [true, false]);
        log.add("14:09", step(first, CommentDeed::Answered));
        let entries = log.entries.clone();
        assert!(threads(document(), &entries)[0].is_resolved, "an answer does not open it");
        log.add("14:10", step(first, CommentDeed::Reopened));
        log.add("14:11", step(EntryId::new(Uuid::from_u128(99)), CommentDeed::Resolved));
        let entries = log.entries.clone();
        let found = threads(document(), &entries);
        assert!(!found[0].is_resolved);
        assert_eq!(found[0].steps.len(), 4);
        let elsewhere = DocumentId::new(Uuid::from_u128(1));
        assert!(threads(elsewhere, &entries).is_empty());
    }

    proptest! {
        /// Two logs are read one after the other, and either may come first.
        #[test]
        fn in_whatever_order_the_logs_are_read_the_same_stands(deeds in prop::collection::vec(0..3_u8, 0..12), turn in 0..12_usize) {
            let mut log = Log::default();
            let first = log.add("14:00", comment());
            for (minute, deed) in (1..).zip(&deeds) {
                let deed = [CommentDeed::Answered, CommentDeed::Resolved, CommentDeed::Reopened][usize::from(*deed)];
                log.add(&format!("14:{minute:02}"), step(first, deed));
            }
            let entries = log.entries.clone();
            let mut turned = entries.clone();
            turned.rotate_left(turn % entries.len());
            prop_assert_eq!(threads(document(), &entries), threads(document(), &turned));
            let last = deeds.iter().rev().find(|deed| **deed > 0);
            prop_assert_eq!(threads(document(), &entries)[0].is_resolved, last == Some(&1));
        }
    }
}
