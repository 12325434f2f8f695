//! The card of a person or role: what the matrices of the library and of one incident give them.

use std::sync::Arc;

use bridgebook_domain::IncidentId;
use bridgebook_domain::raci::{Card, card};
use bridgebook_store::DocumentRow;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::world::{Loaded, is_directory};

impl Bridgebook {
    /// Every activity in which somebody (directory id, or a name as written) has a part, by the documents of the
    /// library and, where one is given, of an incident. Those of other incidents say nothing about now.
    pub(super) async fn card(&self, who: &str, incident: Option<IncidentId>) -> Result<Vec<Card>, ApiError> {
        let wanted = incident.map(|i| i.to_string()).unwrap_or_default();
        let mut rows = self.rows().await?;
        rows.retain(|row| {
            let of = row.text("incident");
            !is_directory(row.text("template")) && (of.is_empty() || of == wanted)
        });
        // The incident's own plans first: they are what holds while it is open.
        rows.sort_by(|a, b| {
            let order = |row: &DocumentRow| (row.text("incident").is_empty(), row.text("title").to_owned());
            order(a).cmp(&order(b))
        });
        let mut documents: Vec<Arc<Loaded>> = Vec::with_capacity(rows.len());
        for row in &rows {
            documents.push(self.document(row.id).await?);
        }
        let directory = self.directory().await?;
        let list = documents.iter().map(|l| (l.id, &l.document));
        Ok(card(list, &directory, who))
    }
}
