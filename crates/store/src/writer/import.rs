//! Changes and entries that came from elsewhere: a damaged file, later another machine. Both are merged
//! by union; what is here already is ignored.

use std::collections::BTreeMap;

use bridgebook_domain::DocumentId;
use bridgebook_domain::log::Recorded;
use sqlx::sqlite::SqliteConnection;

use super::live::Living;
use crate::error::Result;
use crate::table::chunk::Salvaged;
use crate::table::{chunk, content, document, entry};

/// Within a transaction: stores what is new and rewrites the content of each document that got changes.
pub(super) async fn import(
    db: &mut SqliteConnection,
    living: &mut Living,
    documents: &BTreeMap<DocumentId, Vec<Salvaged>>,
    entries: &[Recorded],
) -> Result<()> {
    for (id, chunks) in documents {
        let Some(last) = chunks.iter().map(|c| c.arrived_at).max() else { continue };
        if !document::exists(&mut *db, *id).await? {
            document::insert(&mut *db, *id, last).await?;
        }
        for one in chunks {
            chunk::insert(&mut *db, *id, &one.chunk, &one.author, one.arrived_at).await?;
        }
        living.forget(*id);
        let merged = living.get(db, *id).await?;
        let (plain, heads) = (merged.plain().clone(), merged.heads());
        content::write_all(db, *id, &plain, &heads).await?;
        document::touch(&mut *db, *id, last).await?;
    }
    for one in entries {
        entry::insert(&mut *db, &one.entry, one.arrived_at).await?;
    }
    Ok(())
}
