//! Updates that are due in a drill that was paused: what has been is named as the clock on the wall did.

use super::DueUpdate;
use crate::incident::Rests;

impl DueUpdate {
    /// Names what has been as the clock on the wall did, where a drill rested since.
    pub(super) fn rested(&mut self, rests: &Rests) {
        let some = [&mut self.due_at, &mut self.promised_at, &mut self.snoozed_until, &mut self.last_sent_at];
        some.into_iter().for_each(|at| *at = at.map(|at| rests.back(at)));
        if let Some(waiting) = &mut self.in_outbox {
            waiting.at = rests.back(waiting.at);
        }
        if let Some(draft) = &mut self.draft {
            draft.at = rests.back(draft.at);
        }
    }
}
