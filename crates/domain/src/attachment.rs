//! Attachments as documents hold them: by id. A cell of the types *attachment* and *personal data* holds ids; in
//! Markdown an address `attachment:<id>` is one, of a picture (`![words](attachment:<id>)`) or of a link.

use std::collections::BTreeSet;

use crate::document::Document;
use crate::id::AttachmentId;
use crate::value::{ColumnType, Value};

/// What stands before the id in an address.
pub const SCHEME: &str = "attachment:";
/// Length of an id as it is written.
const ID_LENGTH: usize = 36;

/// Every attachment that a document holds, in the order of the page, each once; removed parts hold none.
#[must_use]
pub fn attached(document: &Document) -> Vec<AttachmentId> {
    let mut list = Vec::new();
    for (_, section) in document.live_sections() {
        list.extend(addresses(&section.block.text));
        let columns = section.block.live_columns();
        for (_, row) in section.block.live_rows() {
            for (id, column) in &columns {
                let Some(value) = row.cells.get(id) else { continue };
                match column.column_type {
                    ColumnType::Attachment | ColumnType::PersonalData => {
                        list.extend(value.members().into_iter().filter_map(|m| m.parse::<AttachmentId>().ok()));
                    }
                    _ => list.extend(in_value(value)),
                }
            }
        }
    }
    let mut seen = BTreeSet::new();
    list.retain(|id| seen.insert(*id));
    list
}

fn in_value(value: &Value) -> Vec<AttachmentId> {
    value.members().into_iter().flat_map(addresses).collect()
}

/// The attachments that a text names by address, in order.
#[must_use]
pub fn addresses(text: &str) -> Vec<AttachmentId> {
    text.match_indices(SCHEME).filter_map(|(at, _)| text.get(at + SCHEME.len()..).and_then(leading_id)).collect()
}

/// The id that an address names, if it names an attachment.
#[must_use]
pub fn of_address(address: &str) -> Option<AttachmentId> {
    address.strip_prefix(SCHEME)?.parse().ok()
}

fn leading_id(text: &str) -> Option<AttachmentId> {
    text.get(..ID_LENGTH)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::test::Builder;

    const ONE: &str = "0199c0de-0000-7000-8000-000000000001";
    const TWO: &str = "0199c0de-0000-7000-8000-000000000002";

    #[test]
    fn attachments_are_found_in_prose_and_in_cells_each_once_and_in_order() {
        let mut b = Builder::default();
        let mut prose = b.block(&BlockKind::Prose, "", &[]);
        prose.text = format!("![Login](attachment:{TWO}) and [x](attachment:nothing) attachment:{ONE}");
        let checklist = b.block(&BlockKind::Checklist, "", &[&[("item", "Look"), ("evidence", ONE)]]);
        let document =
            b.document("Plan", "", vec![("Seen", BlockKind::Prose, prose), ("List", BlockKind::Checklist, checklist)]);
        let found: Vec<String> = attached(&document).iter().map(ToString::to_string).collect();
        assert_eq!(found, [TWO, ONE], "in the order of the page, the second of them once");
    }

    #[test]
    fn a_text_that_only_looks_like_an_address_is_none() {
        for text in ["attachment:", "attachment:12345678", "attachment:ééééééééééééééééééé", "attachments/a.png"]
        {
            assert!(addresses(text).is_empty(), "{text}");
        }
    }
}
