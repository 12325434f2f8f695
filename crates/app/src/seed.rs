//! A new data folder is not empty: it holds the lists of the directory, so that severities, roles and
//! audiences are there to be chosen from the first minute.

use bridgebook_domain::Value;
use bridgebook_domain::directory::LISTS;
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
