//! What can be asked. Everything here reads the content that was committed; a document's history is
//! loaded only for history and past moments.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::{Author, Recorded};
use bridgebook_domain::{ColumnId, Document, DocumentId, IncidentId, RowId, SectionId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::crdt::{Merged, Note, rebased};
use crate::error::{Result, StoreError};
use crate::store::Store;
use crate::table::content::{self, Content, DocumentRow};
use crate::table::delivery::{self, Delivery};
use crate::table::entry::{self, LogScope};
use crate::table::plan_version::{self, PlanVersion};
use crate::table::{chunk, json, setting, stamp, undo};
use crate::writer::commit::author_key;

/// Which entries of a log are wanted. The default wants all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// Kinds of fact; empty for all.
    pub kinds: Vec<String>,
    /// Words that must occur in text or author, in any case; empty for all.
    pub text: String,
    /// Only what was known here at this moment: by arrival.
    pub known_at: Option<Timestamp>,
}

/// A change in the history of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryChange {
    /// Its hash: the heads just after it, where nobody else was writing.
    pub hash: String,
    /// When it arrived here.
    pub arrived_at: Timestamp,
    /// When it was made, on the clock of the machine that made it.
    pub made_at: Timestamp,
    /// Who made it.
    pub author: Author,
    /// `create`, `edit`, `undo` or `redo`.
    pub what: String,
    /// Sections it touched; empty for the header alone, or all at a creation.
    pub sections: Vec<SectionId>,
}

impl Store {
    /// Every document with its header, in order of id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn documents(&self) -> Result<Vec<DocumentRow>> {
        content::headers(&self.inner.readers).await
    }

    /// The header of one document.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`].
    pub async fn document_row(&self, id: DocumentId) -> Result<DocumentRow> {
        content::header(&self.inner.readers, id).await?.ok_or(StoreError::NoSuchDocument(id))
    }

    /// Every document, whole.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn all_documents(&self) -> Result<Vec<Content>> {
        content::all(&self.inner.readers).await
    }

    /// Documents in which one of these texts stands, in order of id. It is for choosing what to read: a text may stand in
    /// a name of something else.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn documents_naming(&self, texts: impl IntoIterator<Item = String>) -> Result<BTreeSet<DocumentId>> {
        let mut found = BTreeSet::new();
        for text in texts {
            found.extend(content::naming(&self.inner.readers, &text).await?);
        }
        Ok(found)
    }

    /// A document as it is now, without what was removed.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`].
    pub async fn document(&self, id: DocumentId) -> Result<Content> {
        let mut connection = self.inner.readers.acquire().await?;
        content::get(&mut connection, id).await?.ok_or(StoreError::NoSuchDocument(id))
    }

    /// A document as it was known here at a moment, by arrival of its changes. Removed things are in it,
    /// marked.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`] when nothing of it had arrived then.
    pub async fn document_at(&self, id: DocumentId, at: Timestamp) -> Result<Content> {
        self.inner.past.at(&self.inner.readers, id, at).await
    }

    /// A document as it was at these heads. Removed things are in it, marked.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`], [`StoreError::UnknownHeads`].
    pub async fn document_at_heads(&self, id: DocumentId, heads: &[String]) -> Result<Content> {
        let document = self.inner.past.at_heads(&self.inner.readers, id, heads).await?;
        Ok(Content { id, document, heads: heads.to_vec() })
    }

    /// A document with what was removed, from its changes.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`].
    pub async fn document_with_removed(&self, id: DocumentId) -> Result<Content> {
        let chunks = chunk::of_document(&self.inner.readers, id).await?;
        load(id, &chunks)
    }

    /// The attachments that cells of a row hold or ever held, by column: what was replaced is not shown and lies there all
    /// the same.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`].
    pub async fn ever_attached(
        &self,
        document: DocumentId,
        section: SectionId,
        row: RowId,
    ) -> Result<Vec<(ColumnId, AttachmentId)>> {
        let chunks = chunk::of_document(&self.inner.readers, document).await?;
        let held = merged(document, &chunks)?.ever_held(section, row)?;
        Ok(held.into_iter().filter_map(|(column, id)| Some((column, id.parse().ok()?))).collect())
    }

    /// The changes of a document in order of arrival.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`].
    pub async fn history(&self, id: DocumentId) -> Result<Vec<HistoryChange>> {
        let rows = chunk::history(&self.inner.readers, id).await?;
        if rows.is_empty() {
            return Err(StoreError::NoSuchDocument(id));
        }
        rows.into_iter()
            .map(|row| {
                let note: Option<Note> = json(&row.note).ok();
                let (what, sections) = note.map(|n| (n.what, n.sections)).unwrap_or_default();
                Ok(HistoryChange {
                    hash: bridgebook_domain::canonical::hex(&row.hash),
                    arrived_at: stamp(row.arrived_at)?,
                    made_at: stamp(row.made_at)?,
                    author: json(&row.author)?,
                    what,
                    sections: sections.iter().filter_map(|s| s.parse().ok()).collect(),
                })
            })
            .collect()
    }

    /// How many steps an author can undo and redo in a document.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn undo_depths(&self, id: DocumentId, author: &Author) -> Result<(usize, usize)> {
        let key = author_key(author);
        let (undo, redo) = undo::depths(&self.inner.readers, (id, &key)).await?;
        Ok((usize::try_from(undo).unwrap_or(0), usize::try_from(redo).unwrap_or(0)))
    }

    /// The step of an author that undo (or redo) takes next, by the heads that the document had after it; nothing where
    /// there is none. Those that would change nothing any more are passed over, as undo does.
    ///
    /// # Errors
    /// [`StoreError::NoSuchDocument`].
    pub async fn next_step(
        &self,
        id: DocumentId,
        author: &Author,
        is_undo: bool,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>> {
        let (key, stack) = (author_key(author), if is_undo { undo::Stack::Undo } else { undo::Stack::Redo });
        let steps = undo::next(&self.inner.readers, (id, &key), stack).await?;
        if steps.is_empty() {
            return Ok(None);
        }
        let merged = merged(id, &chunk::of_document(&self.inner.readers, id).await?)?;
        for step in steps {
            if !rebased(&merged, &step.operations, &step.heads, now)?.is_empty() {
                return Ok(Some(step.heads));
            }
        }
        Ok(None)
    }

    /// Entries of the log in order of arrival.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn log(&self, scope: LogScope, filter: &LogFilter) -> Result<Vec<Recorded>> {
        let mut list = entry::list(&self.inner.readers, scope).await?;
        let needle = filter.text.trim().to_lowercase();
        list.retain(|recorded| {
            let entry = &recorded.entry;
            (filter.kinds.is_empty() || filter.kinds.contains(&entry.kind))
                && filter.known_at.is_none_or(|at| recorded.arrived_at <= at)
                && (needle.is_empty()
                    || entry.text.to_lowercase().contains(&needle)
                    || entry.author.name.to_lowercase().contains(&needle))
        });
        Ok(list)
    }

    /// How many entries the log holds, those of the organisation and of all incidents: it only grows.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn log_length(&self) -> Result<i64> {
        entry::last(&self.inner.readers).await
    }

    /// The log as it was known here at a moment, by arrival.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn log_at(&self, scope: LogScope, at: Timestamp) -> Result<Vec<Recorded>> {
        self.log(scope, &LogFilter { known_at: Some(at), ..LogFilter::default() }).await
    }

    /// Incidents that have entries, in order of their first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn incidents(&self) -> Result<Vec<IncidentId>> {
        entry::incidents(&self.inner.readers).await
    }

    /// Versions of one plan that were in force, in order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn plan_versions(&self, document: DocumentId) -> Result<Vec<PlanVersion>> {
        plan_version::of_document(&self.inner.readers, document).await
    }

    /// Versions of all plans, by plan, in order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn all_plan_versions(&self) -> Result<Vec<PlanVersion>> {
        plan_version::all(&self.inner.readers).await
    }

    /// Every setting.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn settings(&self) -> Result<BTreeMap<String, String>> {
        setting::all(&self.inner.readers).await
    }

    /// Every delivery in the order in which they were queued.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn deliveries(&self) -> Result<Vec<Delivery>> {
        delivery::all(&self.inner.readers, self.is_writer()).await
    }

    /// The bytes that a delivery sends, as they were rendered when it was queued; `None` where there is none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn delivery_bytes(&self, delivery: Uuid) -> Result<Option<Vec<u8>>> {
        delivery::rendered(&self.inner.readers, delivery).await
    }
}

fn merged(id: DocumentId, chunks: &[chunk::Stored]) -> Result<Merged> {
    if chunks.is_empty() {
        return Err(StoreError::NoSuchDocument(id));
    }
    // Nothing is written with this actor.
    Merged::load(Uuid::nil(), chunks.iter().map(|(_, hash, bytes)| (hash.as_slice(), bytes.as_slice())))
}

fn load(id: DocumentId, chunks: &[chunk::Stored]) -> Result<Content> {
    let merged = merged(id, chunks)?;
    let document: Document = merged.plain().clone();
    Ok(Content { id, document, heads: merged.heads() })
}
