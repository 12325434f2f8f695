//! Undo after others went on: inverse operations are applied to the document as it is now, with their
//! text offsets carried over by the merge itself.

use std::collections::BTreeMap;

use automerge::{ChangeHash, PatchLog};
use bridgebook_domain::text::smallest_splice;
use bridgebook_domain::{Document, Operation, Path};
use jiff::Timestamp;

use super::{Merged, edit, engine, guard, read};
use crate::error::Result;

/// The operations that undo (or redo) now what was right to undo at `heads`. Splices are replayed at
/// those heads in a copy and merged, so they remove exactly the characters they were about; the other
/// operations hold as they are; those whose place or thing is in that state already fall away.
pub(crate) fn rebased(
    merged: &Merged,
    operations: &[Operation],
    heads: &[String],
    now: Timestamp,
) -> Result<Vec<Operation>> {
    let known = merged.known(heads)?;
    let mut list: Vec<Operation> = if known == merged.doc.get_heads() {
        operations.to_vec()
    } else {
        let mut list: Vec<Operation> =
            operations.iter().filter(|o| !matches!(o, Operation::Splice { .. })).cloned().collect();
        list.extend(guard(|| splices(merged, operations, &known, now))?);
        list
    };
    let mut plain = merged.plain.clone();
    list.retain(|operation| plain.apply(&edit::normalised(operation), now).is_ok());
    Ok(list)
}

/// One splice per text: from what it says now to what it says after the merge.
fn splices(merged: &Merged, operations: &[Operation], heads: &[ChangeHash], now: Timestamp) -> Result<Vec<Operation>> {
    let mut copy = merged.doc.fork();
    let mut plain = read::document(&copy, Some(heads));
    let mut tx = copy.transaction_at(PatchLog::inactive(), heads).map_err(|e| engine(e.into()))?;
    let mut texts: BTreeMap<&Path, ()> = BTreeMap::new();
    for operation in operations {
        let Operation::Splice { path, .. } = operation else { continue };
        let before = edit::Before::of(&plain, path);
        if plain.apply(operation, now).is_ok() {
            edit::apply(&mut tx, &before, operation)?;
            texts.insert(path, ());
        }
    }
    tx.commit();
    let after = read::document(&copy, None);
    let mut list = Vec::new();
    for path in texts.into_keys() {
        let (Some(old), Some(new)) = (text(&merged.plain, path), text(&after, path)) else { continue };
        let (at, remove, insert) = smallest_splice(old, new);
        if remove > 0 || !insert.is_empty() {
            list.push(Operation::Splice { path: path.clone(), at, remove, insert });
        }
    }
    Ok(list)
}

fn text<'a>(document: &'a Document, path: &Path) -> Option<&'a str> {
    let section = document.sections.get(&path.section()?)?;
    match path {
        Path::Text(_) => Some(&section.block.text),
        Path::Guidance(_) => Some(&section.guidance),
        Path::Cell(_, r, c) => {
            let row = section.block.rows.get(r)?;
            row.cells.get(c).map_or(Some(""), |value| value.as_one())
        }
        _ => None,
    }
}
