//! Data that comes from somewhere else: put back from a backup, recovered, or a folder that was copied. What was due
//! before may have been done by whoever had it in the meantime, so nothing of it is done again by itself.

use std::fs;

use bridgebook_domain::delivery::DeliveryState;
use bridgebook_domain::log::{Author, Fact};
use bridgebook_store::{Progress, Write};
use tokio::sync::{Mutex, OnceCell};

use crate::api::ApiError;
use crate::outbox::state_of;
use crate::{Access, Bridgebook, folder};

/// The setting that holds the identity of the file that this data was last written in.
const PLACE: &str = "data.place";
/// What the log says.
const WORDS: &str = "The data was restored from a backup, or opened as a copy. What was due before is not sent again by \
                     itself: tell by hand, or send it now";
/// What is said of a message that waited.
const MAY_BE_SENT: &str = "The data was restored or copied while this waited, so it may have been sent then";

/// What is known of where the data lies, and what is written down of how far it has come.
#[derive(Debug, Default)]
pub(crate) struct Whereabouts {
    known: OnceCell<()>,
    length: Mutex<i64>,
}

impl Bridgebook {
    /// Looks once whether this data lies in another file than when it was last open, or has not come as far. Then every
    /// incident that is not closed says so in its log, and what waits in the outbox waits for a person.
    ///
    /// # Errors
    /// When that cannot be read or written; nothing is to be called or sent then, and the next call tries again.
    pub(crate) async fn know_where_data_lies(&self) -> Result<(), ApiError> {
        // Nothing leaves a sample, wherever it lies, and opening it writes nothing that it would show as saved.
        if self.access == Access::Reader || self.is_sample {
            return Ok(());
        }
        self.whereabouts.known.get_or_try_init(|| self.look_where_data_lies()).await.copied()
    }

    /// Writes down how far the data has come, beside it. What cannot be written is tried again at the next tick.
    pub(crate) async fn note_how_far(&self) {
        let Ok(length) = self.store.log_length().await else { return };
        let mut noted = self.whereabouts.length.lock().await;
        // What was put back is looked at before it is written over.
        let is_looked_at = self.whereabouts.known.initialized();
        if is_looked_at && *noted != length && fs::write(self.store.folder().length(), length.to_string()).is_ok() {
            *noted = length;
        }
    }

    async fn look_where_data_lies(&self) -> Result<(), ApiError> {
        let (known, place) = (self.setting(PLACE).await?, self.store.folder().identity());
        let mark = folder::restored_mark(&self.folder);
        // What was written only in part names a shorter log, and raises no alarm.
        let came_to = fs::read_to_string(self.store.folder().length()).ok().and_then(|text| text.parse::<i64>().ok());
        let is_behind = came_to > Some(self.store.log_length().await?);
        let is_marked = mark.exists() || is_behind;
        if !is_marked && (known == place || place.is_empty()) {
            return Ok(());
        }
        let mut write = Write::at(self.now()).setting(PLACE, Some(place));
        // Data of an earlier version does not say where it lay.
        if is_marked || !known.is_empty() {
            // What was set to go out waits in one that is resolved, too.
            for incident in self.incidents().await?.iter().filter(|incident| incident.closed_at.is_none()) {
                let author = Author::bridgebook();
                write = write.entry(self.entry(Some(incident.id), &author, Fact::DataRestored {}, WORDS));
            }
            for row in self.store.deliveries().await? {
                if state_of(&row).is_some_and(DeliveryState::waits) {
                    let state = DeliveryState::Uncertain.as_str().to_owned();
                    let last_error = Some(MAY_BE_SENT.to_owned());
                    let to = Progress { state, lease_until: None, last_error, ..row.progress.clone() };
                    write = write.advance(&row, to);
                }
            }
        }
        self.commit(write).await?;
        // One that stays makes the next start as careful as this one.
        let _ = fs::remove_file(mark);
        Ok(())
    }
}
