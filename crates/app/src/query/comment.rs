//! The comments on a document, out of the log.

use bridgebook_domain::DocumentId;
use bridgebook_domain::comment::{Standing, standing, threads};

use super::finding::place_words;
use super::log;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::comment::{CommentRow, CommentSaid};

impl Bridgebook {
    /// The comments on a document, in the order in which they were written.
    pub(super) async fn comments(&self, document: DocumentId) -> Result<Vec<CommentRow>, ApiError> {
        let loaded = self.document(document).await?;
        let (logs, directory) = (self.logs_of(&loaded).await?, self.directory().await?);
        let entries = || logs.iter().flat_map(|log| log.iter());
        let all = threads(document, entries());
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let beside = log::Beside::of(entries(), &directory).beneath_comments();
        let spots = all.iter().map(|thread| (Some(thread.place.section), thread.place.row, thread.place.column));
        let places = place_words(&loaded.document, spots);
        let row = |(thread, place): (bridgebook_domain::comment::CommentThread<'_>, String)| {
            let first = CommentSaid { deed: None, entry: log::row(thread.first, &beside) };
            let steps = thread.steps.iter();
            let steps = steps.map(|(said, deed)| CommentSaid { deed: Some(*deed), entry: log::row(said, &beside) });
            CommentRow {
                id: thread.first.entry.id,
                section: thread.place.section,
                row: thread.place.row,
                column: thread.place.column,
                standing: match standing(&thread.place, &loaded.document) {
                    Standing::Here => "here",
                    Standing::Reworded => "reworded",
                    Standing::Gone => "gone",
                }
                .to_owned(),
                quote: thread.place.quote.clone(),
                place,
                is_resolved: thread.is_resolved,
                said: std::iter::once(first).chain(steps).collect(),
            }
        };
        Ok(all.into_iter().zip(places).map(row).collect())
    }
}
