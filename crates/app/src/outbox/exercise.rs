//! Messages of an exercise: none of them leaves. What would have been sent is noted as that, so that the clocks of the
//! exercise go on as those of an incident would.

use bridgebook_domain::delivery::DeliveryState;
use bridgebook_domain::log::DeliveryEnd;
use bridgebook_store::{Delivery, Progress, Write};

use super::state_of;
use crate::Bridgebook;
use crate::api::ApiError;

/// What is kept as the answer to a message of an exercise.
pub(crate) const WOULD_HAVE: &str = "Would have been sent: nothing leaves an exercise";

impl Bridgebook {
    /// Whether a message belongs to an exercise, so that it never leaves.
    pub(super) async fn is_of_exercise(&self, delivery: &Delivery) -> Result<bool, ApiError> {
        match delivery.incident {
            Some(incident) => Ok(self.incident(incident).await?.exercise),
            None => Ok(false),
        }
    }

    /// Notes of each message of an exercise that waits that it would have been sent.
    pub(super) async fn rehearse(&self, rows: &[Delivery]) -> Result<(), ApiError> {
        let mut done = Ok(());
        for row in rows.iter().filter(|row| state_of(row).is_some_and(DeliveryState::waits)) {
            done = done.and(self.rehearse_one(row).await);
        }
        done
    }

    async fn rehearse_one(&self, row: &Delivery) -> Result<(), ApiError> {
        if !self.is_of_exercise(row).await? {
            return Ok(());
        }
        let now = self.now();
        let state = DeliveryState::Sent.as_str().to_owned();
        let server_reply = Some(WOULD_HAVE.to_owned());
        let to = Progress { state, lease_until: None, last_error: None, server_reply, ..row.progress.clone() };
        let mut write = Write::at(now).advance(row, to);
        let endings = self.endings(row, (DeliveryEnd::Rehearsed, ""), (None, now)).await?;
        if endings.is_empty() {
            // What the log does not know waits for whoever compares the two.
            return Ok(());
        }
        for entry in endings {
            write = write.entry(entry);
        }
        self.commit_unless_moved(write).await?;
        Ok(())
    }
}
