//! What cells held once and hold no more: their history keeps it.

use std::collections::BTreeSet;

use automerge::{ChangeHash, ObjId, ROOT, ReadDoc};
use bridgebook_domain::{ColumnId, RowId, SectionId};

use super::shape::MEMBER;
use super::{Merged, Note, engine, guard};
use crate::error::Result;

impl Merged {
    /// The members that sets in the cells of a row hold or ever held, with their columns.
    pub fn ever_held(&self, section: SectionId, row: RowId) -> Result<BTreeSet<(ColumnId, String)>> {
        guard(|| {
            let mut found = BTreeSet::new();
            let path = ["sections", &section.to_string(), "block", "rows", &row.to_string(), "cells"];
            let Some(cells) = self.object(&path)? else { return Ok(found) };
            let mut take = |key: &str| {
                if let Some((column, member)) = key.split_once(MEMBER)
                    && let Ok(column) = column.parse()
                {
                    found.insert((column, member.to_owned()));
                }
            };
            self.doc.keys(&cells).for_each(|key| take(&key));
            for hash in self.changes_of(&section.to_string()) {
                self.doc.keys_at(&cells, &[hash]).for_each(|key| take(&key));
            }
            Ok(found)
        })
    }

    /// The changes that touched a section, by what their notes say; one without a note may have.
    fn changes_of(&self, section: &str) -> Vec<ChangeHash> {
        let touches = |message: Option<&str>| {
            let note: Option<Note> = message.and_then(|text| serde_json::from_str(text).ok());
            note.is_none_or(|note| note.sections.is_empty() || note.sections.iter().any(|one| one == section))
        };
        let changes = self.doc.get_changes(&[]);
        changes.iter().filter(|change| touches(change.message())).map(automerge::Change::hash).collect()
    }

    fn object(&self, path: &[&str]) -> Result<Option<ObjId>> {
        let mut at = ROOT;
        for key in path {
            match self.doc.get(&at, *key).map_err(engine)? {
                Some((automerge::Value::Object(_), next)) => at = next,
                _ => return Ok(None),
            }
        }
        Ok(Some(at))
    }
}
