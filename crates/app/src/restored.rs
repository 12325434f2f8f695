//! Data that comes from somewhere else: put back from a backup, recovered, or a folder that was copied. What was due
//! before may have been done by whoever had it in the meantime, so nothing of it is done again by itself.

use bridgebook_domain::delivery::DeliveryState;
use bridgebook_domain::log::{Author, Fact};
use bridgebook_store::{Progress, Write};

use crate::api::ApiError;
use crate::outbox::state_of;
use crate::{Bridgebook, folder};

/// The setting that holds the identity of the file that this data was last written in.
const PLACE: &str = "data.place";
/// What the log says.
const WORDS: &str = "The data was restored from a backup, or opened as a copy. What was due before is not sent again by \
                     itself: tell by hand, or send it now";
/// What is said of a message that waited.
const MAY_BE_SENT: &str = "The data was restored or copied while this waited, so it may have been sent then";

impl Bridgebook {
    /// Looks whether this data lies in another file than when it was last open. Then every open incident says so in its
    /// log, and what waits in the outbox waits for a person.
    pub(crate) async fn look_where_data_lies(&self) -> Result<(), ApiError> {
        let (known, place) = (self.setting(PLACE).await?, self.store.folder().identity());
        let mark = folder::restored_mark(&self.folder);
        let is_marked = mark.exists();
        if !is_marked && (known == place || place.is_empty()) {
            return Ok(());
        }
        let mut write = Write::at(self.now()).setting(PLACE, Some(place));
        // Nothing leaves a sample, and data of an earlier version does not say where it lay.
        if (is_marked || !known.is_empty()) && !self.is_sample {
            for incident in self.incidents().await?.iter().filter(|incident| incident.is_open()) {
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
        let _ = std::fs::remove_file(mark);
        Ok(())
    }
}
