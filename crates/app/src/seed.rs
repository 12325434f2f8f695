//! A new data folder is not empty: it holds the lists of the directory, so that severities, roles and
//! audiences are there to be chosen from the first minute.

use bridgebook_domain::directory::LISTS;
use bridgebook_domain::{BlockKind, Document, Value};
use bridgebook_store::Write;

use crate::Bridgebook;
use crate::api::ApiError;

impl Bridgebook {
    pub(crate) async fn fill_with_lists(&self) -> Result<(), ApiError> {
        if !self.rows().await?.is_empty() {
            return Ok(());
        }
        let mut write = Write::at(self.now());
        for (template, _) in LISTS {
            let Ok(found) = crate::template::find(&crate::folder::templates(&self.folder), template) else { continue };
            let document = found.document(&mut || self.fresh(), &bridgebook_interchange::NoNames)?;
            let title = document.title().to_owned();
            let mut document = document;
            document.header.remove("category");
            document.header.insert("template".to_owned(), Value::one(*template));
            document.header.insert("title".to_owned(), Value::one(title));
            write = self.creation(write, document, template).await?.0;
        }
        if !write.documents.is_empty() {
            self.commit(write).await?;
        }
        Ok(())
    }
}

/// Sets a field of a document's first fields block that has it, by the key of its column.
pub fn set_field(document: &mut Document, key: &str, value: Value) {
    let ids: Vec<_> = document.sections_of(&BlockKind::Fields).into_iter().map(|(id, _)| id).collect();
    for id in ids {
        let Some(section) = document.sections.get_mut(&id) else { continue };
        let column = section.block.column_by_key(key).map(|(id, _)| id);
        let row = section.block.live_rows().first().map(|(id, _)| *id);
        if let (Some(column), Some(row)) = (column, row)
            && let Some(row) = section.block.rows.get_mut(&row)
        {
            row.cells.insert(column, value);
            return;
        }
    }
}
