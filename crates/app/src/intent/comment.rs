//! Comments on places of documents. They are entries of the log: who said what, when, never edited away.

use bridgebook_domain::comment::{QUOTE_LIMIT, holds, threads};
use bridgebook_domain::log::{CommentDeed, CommentStep, Commented, Fact};
use bridgebook_domain::text::{CELL_LIMIT, lines};
use bridgebook_domain::{DocumentId, EntryId};

use super::incident::said;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::comment::CommentAct;
use crate::api::intent::Outcome;

impl Bridgebook {
    pub(super) async fn comment(&self, act: CommentAct) -> Result<Outcome, ApiError> {
        match act {
            CommentAct::Write { document, section, row, column, quote, text } => {
                self.write_comment(Commented { document, section, row, column, quote }, &text).await
            }
            CommentAct::Step { document, comment, deed, text } => {
                self.step_of_comment(document, comment, deed, &text).await
            }
        }
    }

    async fn write_comment(&self, mut place: Commented, text: &str) -> Result<Outcome, ApiError> {
        let words = said(text)?;
        let loaded = self.document(place.document).await?;
        let section = loaded.document.sections.get(&place.section).filter(|s| s.deleted_at.is_none());
        let Some(section) = section else {
            return Err(ApiError::invalid(
                "That section is not in the document any more. Nothing was written. Comment on another place",
            ));
        };
        let row_gone = |row| section.block.rows.get(row).is_none_or(|r| r.deleted_at.is_some());
        let column_gone = |column| section.block.columns.get(column).is_none_or(|c| c.deleted_at.is_some());
        if place.row.as_ref().is_some_and(row_gone) || place.column.as_ref().is_some_and(column_gone) {
            return Err(ApiError::invalid(
                "That row or column is not in the table any more. Nothing was written. Comment on another place",
            ));
        }
        place.quote = shortened(&place.quote);
        // What is filled in stands in the page and not in the text.
        let is_filled = section.block.text.contains("{{");
        if !place.quote.is_empty() && !is_filled && !holds(section, &place) {
            return Err(ApiError::invalid(format!(
                "“{}” does not stand there. Nothing was written. Quote words as they are, or comment on the section as a whole",
                place.quote
            )));
        }
        let entry = self.entry_about(&loaded.document, Fact::Commented(place), words).await?;
        self.record(entry).await
    }

    async fn step_of_comment(
        &self,
        document: DocumentId,
        of: EntryId,
        deed: CommentDeed,
        text: &str,
    ) -> Result<Outcome, ApiError> {
        let loaded = self.document(document).await?;
        let logs = self.logs_of(&loaded).await?;
        let all = threads(document, logs.iter().flat_map(|log| log.iter()));
        let Some(thread) = all.iter().find(|thread| thread.first.entry.id == of) else {
            return Err(ApiError::not_found("There is no such comment on this document. Nothing was written"));
        };
        let words = match deed {
            CommentDeed::Answered => said(text)?,
            CommentDeed::Resolved if thread.is_resolved => {
                return Err(ApiError::invalid("The comment is resolved already. Nothing was written"));
            }
            CommentDeed::Reopened if !thread.is_resolved => {
                return Err(ApiError::invalid("The comment is open. Nothing was written"));
            }
            CommentDeed::Resolved | CommentDeed::Reopened => {
                lines(text.trim(), CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?
            }
        };
        let entry =
            self.entry_about(&loaded.document, Fact::CommentStep(CommentStep { document, of, deed }), words).await?;
        self.record(entry).await
    }
}

/// A quotation on one line, cut where it is long.
fn shortened(quote: &str) -> String {
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= QUOTE_LIMIT {
        return line;
    }
    let cut: String = line.chars().take(QUOTE_LIMIT).collect();
    cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole).to_owned()
}
