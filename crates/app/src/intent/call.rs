//! What came of the calls that people make for a level.

use bridgebook_domain::escalation::{is_only_called_again, over_because};
use bridgebook_domain::log::{CallOutcome, Clock, Fact};
use bridgebook_domain::{EntryId, IncidentId, text};
use bridgebook_store::Write;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::commit::outcome as committed_outcome;
use crate::query::call::words;
use crate::wording::sentence;

impl Bridgebook {
    /// Notes what came of a call. Whoever is reached and takes it acknowledges the level, in the same commit.
    pub(super) async fn end_call(
        &self,
        incident: IncidentId,
        (sheet, call): (EntryId, &str),
        outcome: &str,
        note: &str,
    ) -> Result<Outcome, ApiError> {
        let outcome = CallOutcome::ALL.iter().find(|o| o.as_str() == outcome.trim()).cloned().ok_or_else(|| {
            let known: Vec<&str> = CallOutcome::ALL.iter().map(CallOutcome::as_str).collect();
            ApiError::invalid(format!(
                "“{}” is no outcome of a call. Nothing was changed. There are: {}",
                outcome.trim(),
                known.join(", ")
            ))
        })?;
        let note = text::line(note.trim()).map_err(|e| ApiError::invalid(e.to_string()))?.to_owned();
        let known = self.incident(incident).await?;
        let told = known.notified.iter().find(|told| told.id == sheet);
        let task = told.and_then(|told| Some((told, told.calls.iter().find(|task| task.call.key() == call)?)));
        let Some((told, task)) = task else {
            return Err(ApiError::not_found(
                "That call is not among those of this incident. Nothing was changed. Look at its calls again",
            ));
        };
        if outcome == CallOutcome::Acknowledged && told.clock != Clock::Functional {
            return Err(ApiError::invalid(format!(
                "{} is told and does not take anything on, so there is nothing to acknowledge. Nothing was changed. Note \
                 it as “{}”",
                told.level,
                CallOutcome::Told.as_str()
            )));
        }
        let (now, author, directory) = (self.now(), self.author().await?, self.directory().await?);
        let who = directory.words(&task.call.to);
        let number = if task.call.address.is_empty() { String::new() } else { format!(" ({})", task.call.address) };
        let said = if note.is_empty() { String::new() } else { format!(". {note}") };
        let line = format!("{who}{number} called for {}: {}{said}", told.level, words(&outcome));
        // Whoever takes a level takes it also from the sheet of its last round.
        let over = over_because(&known, told).filter(|_| !is_only_called_again(&known, told));
        let is_taken = outcome == CallOutcome::Acknowledged;
        let takes_it = is_taken && over.is_none();
        let remark = over.filter(|_| is_taken).map(|why| {
            format!("The call was noted, but {} was not acknowledged by it: {}", told.level, sentence(&why))
        });
        let call = Some(task.call.clone());
        let fact = Fact::CallEnded { notified: sheet, call, place: None, outcome, note };
        let entry = self.entry_at(now, Some(incident), &author, fact, &line);
        let mut ids = vec![entry.id.to_string()];
        let mut write = Write::at(now).entry(entry);
        if takes_it {
            let (level, by) = (told.level.clone(), task.call.to.clone());
            let line = format!("{level} acknowledged by {who}");
            let entry = self.entry_at(now, Some(incident), &author, Fact::LevelAcknowledged { level, by }, &line);
            ids.push(entry.id.to_string());
            write = write.entry(entry);
        }
        let committed = self.commit(write).await?;
        // What follows from it (the next level, messages that nobody needs any more) does not wait for the next tick;
        // if it cannot be done now, the tick does it.
        let _ = self.look().await;
        self.office.wanted.notify_one();
        let mut done = Outcome { ids, ..committed_outcome(&committed) };
        done.remarks.extend(remark);
        Ok(done)
    }
}
