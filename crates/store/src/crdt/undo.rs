//! Undo after others went on: inverse operations hold at the document as it was then; here they are
//! carried over to the document as it is now.

use std::collections::BTreeMap;

use automerge::transaction::Transactable;
use automerge::{Automerge, ObjType, ROOT, ReadDoc};
use bridgebook_domain::text::smallest_splice;
use bridgebook_domain::{Document, Operation, Path};
use jiff::Timestamp;

use super::{ENCODING, Merged, edit, engine, guard, read};
use crate::error::Result;

/// The operations that undo (or redo) now what was right to undo at `heads`. A splice is carried over
/// by merging its text with what became of it since; the other operations hold as they are; those whose
/// place or thing is in that state already fall away.
pub(crate) fn rebased(
    merged: &Merged,
    operations: &[Operation],
    heads: &[String],
    now: Timestamp,
) -> Result<Vec<Operation>> {
    let known = merged.known(heads)?;
    let mut list = operations.to_vec();
    if known != merged.doc.get_heads() && operations.iter().any(|o| matches!(o, Operation::Splice { .. })) {
        list.retain(|o| !matches!(o, Operation::Splice { .. }));
        list.extend(guard(|| {
            let then = read::document(&merged.doc, Some(&known));
            splices(&then, &merged.plain, operations)
        })?);
    }
    let mut plain = merged.plain.clone();
    list.retain(|operation| plain.apply(&edit::normalised(operation), now).is_ok());
    Ok(list)
}

/// The splices of each text, as they are to be done now.
fn splices(then: &Document, now: &Document, operations: &[Operation]) -> Result<Vec<Operation>> {
    let mut by_path: BTreeMap<&Path, Vec<&Operation>> = BTreeMap::new();
    for operation in operations {
        if let Operation::Splice { path, .. } = operation {
            by_path.entry(path).or_default().push(operation);
        }
    }
    let mut list = Vec::new();
    for (path, splices) in by_path {
        let (Some(old), Some(new)) = (text(then, path), text(now, path)) else { continue };
        if old == new {
            list.extend(splices.into_iter().cloned());
            continue;
        }
        let (at, remove, insert) = smallest_splice(new, &carried_over(old, new, &splices)?);
        if remove > 0 || !insert.is_empty() {
            list.push(Operation::Splice { path: path.clone(), at, remove, insert });
        }
    }
    Ok(list)
}

/// The text that became `now` since it was `then`, with splices that were meant for `then`. The two are
/// merged as two people's edits of one text, so letters that came since stay. (Replaying the splices on
/// the document's own history would miss letters that an earlier undo brought back as new ones.)
fn carried_over(then: &str, now: &str, splices: &[&Operation]) -> Result<String> {
    let mut theirs = Automerge::new_with_encoding(ENCODING);
    let mut tx = theirs.transaction();
    let text = tx.put_object(ROOT, "text", ObjType::Text).map_err(engine)?;
    tx.splice_text(&text, 0, 0, then).map_err(engine)?;
    tx.commit();
    let mut mine = theirs.fork();
    let mut tx = theirs.transaction();
    tx.update_text(&text, now).map_err(engine)?;
    tx.commit();
    let mut tx = mine.transaction();
    for operation in splices {
        if let Operation::Splice { at, remove, insert, .. } = operation {
            let remove = isize::try_from(*remove).unwrap_or(isize::MAX);
            tx.splice_text(&text, *at as usize, remove, insert).map_err(engine)?;
        }
    }
    tx.commit();
    theirs.merge(&mut mine).map_err(engine)?;
    theirs.text(&text).map_err(engine)
}

/// The long text at a path; an empty one where a cell is absent.
pub(super) fn text<'a>(document: &'a Document, path: &Path) -> Option<&'a str> {
    let section = document.sections.get(&path.section()?)?;
    match path {
        Path::Text(_) => Some(&section.block.text),
        Path::Guidance(_) => Some(&section.guidance),
        Path::Cell(_, r, _) if section.block.rows.contains_key(r) => {
            document.value(path).map_or(Some(""), |value| value.as_one())
        }
        _ => None,
    }
}
