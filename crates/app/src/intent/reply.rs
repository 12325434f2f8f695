//! What comes after an update went out: replies, recorded with their own moment or not awaited any more, and its retraction.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::{Incident, SentUpdate};
use bridgebook_domain::log::{Fact, PlanPart};
use bridgebook_domain::reply::{AwaitedReply, ReplyState, awaited_replies};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{EntryId, IncidentId, moment, text};
use jiff::Timestamp;

use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::reply::RecordedReply;
use crate::names::stored;
use crate::wording::possessive;

/// Who may answer for an audience.
const WHO: [ReferenceKind; 4] =
    [ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team, ReferenceKind::Vendor];

impl Bridgebook {
    /// Records what somebody answered to an update that went out. It is they who say it: whoever types it stands beside
    /// them.
    pub(super) async fn record_reply(&self, said: &RecordedReply) -> Result<Outcome, ApiError> {
        let (incident, update) = (said.incident, said.update);
        let (known, directory, zone) = (self.incident(incident).await?, self.directory().await?, self.zone().await?);
        let sent = sent(&known, update)?;
        let title = title(sent, &directory);
        if said.by.trim().is_empty() {
            return Err(ApiError::invalid("Say who answered, so that others can ask them. Nothing was recorded"));
        }
        let who = text::name(&said.by).map_err(|e| ApiError::invalid(e.to_string()))?;
        let words = text::lines(said.text.trim(), text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?;
        let who = stored(&directory, &WHO, who);
        // A time of day is typed without its seconds.
        let at = self.been(&said.at).await?;
        if at < to_the_minute(sent.at) {
            return Err(ApiError::invalid(format!(
                "{title} went out at {}, and a reply cannot come before it. Nothing was recorded. Name a later time",
                moment::print(sent.at, &zone)
            )));
        }
        let name = directory.words(&who);
        let line = if words.is_empty() {
            format!("{name} acknowledged {title}")
        } else {
            format!("{name} answered {title}: {words}")
        };
        let author = self.author_for(&who, &directory).await?;
        let fact = Fact::Replied { update, who, text: words.to_owned() };
        let mut entry = self.entry(Some(incident), &author, fact, &line);
        entry.event_at = at.max(sent.at);
        self.record(entry).await
    }

    /// Says that no reply to an update is awaited any more.
    pub(super) async fn waive_reply(
        &self,
        incident: IncidentId,
        update: EntryId,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let reason = because(reason)?;
        let (known, directory) = (self.incident(incident).await?, self.directory().await?);
        let title = title(sent(&known, update)?, &directory);
        let awaited = self.replies(&known, self.now()).await?;
        if !awaited.iter().any(|reply| reply.update == update && reply.is_open()) {
            return Err(ApiError::invalid(format!("No reply to {title} is awaited. Nothing was changed")));
        }
        let words = format!("A reply to {title} is not awaited any more: {reason}");
        self.write_fact(incident, Fact::ReplyWaived { update, reason: reason.to_owned() }, &words).await
    }

    /// Takes back what an update said. What went out stays in the log as it was said; its audience is owed a correction.
    pub(super) async fn retract_update(
        &self,
        incident: IncidentId,
        update: EntryId,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let reason = because(reason)?;
        let (known, directory) = (self.incident(incident).await?, self.directory().await?);
        let title = title(sent(&known, update)?, &directory);
        if known.retracted.iter().any(|one| one.update == update) {
            return Err(ApiError::invalid(format!("{title} was retracted before. Nothing was changed")));
        }
        let words = format!("{title} retracted: {reason}");
        let fact = Fact::UpdateRetracted { update, reason: reason.to_owned() };
        let mut done = self.write_fact(incident, fact, &words).await?;
        done.remarks.push("It cannot be called back from those who have it: a correction is due at once".to_owned());
        Ok(done)
    }

    /// The replies that the updates of an incident ask for, and those that came.
    pub(crate) async fn replies(&self, known: &Incident, now: Timestamp) -> Result<Vec<AwaitedReply>, ApiError> {
        let (plan, directory) = (self.plan(known, &PlanPart::Communication).await?, self.directory().await?);
        Ok(awaited_replies(&plan, known, &directory, now))
    }

    /// What is to be said of updates that nobody answered, now that a later one asks the same audience anew.
    pub(super) async fn unanswered_before(
        &self,
        incident: IncidentId,
        audience: &str,
        number: u32,
    ) -> Result<Vec<String>, ApiError> {
        let known = self.incident(incident).await?;
        let (replies, directory) = (self.replies(&known, self.now()).await?, self.directory().await?);
        let key = |audience: &str| directory.key(&[ReferenceKind::Audience], audience);
        let superseded = replies.iter().filter(|reply| {
            key(&reply.audience) == key(audience)
                && matches!(reply.state, ReplyState::Superseded { by } if by == number)
        });
        let told = |reply: &AwaitedReply| {
            format!(
                "Nobody answered update {} to {}. It is not awaited any more: update {number} asks them anew",
                reply.number, reply.audience_name
            )
        };
        Ok(superseded.map(told).collect())
    }
}

fn sent(known: &Incident, update: EntryId) -> Result<&SentUpdate, ApiError> {
    known.sent.iter().find(|sent| sent.id == update).ok_or_else(|| {
        ApiError::invalid("That update has not gone out in this incident. Nothing was recorded. Look at what was sent")
    })
}

fn title(sent: &SentUpdate, directory: &Directory) -> String {
    format!("{} update {}", possessive(directory.words(&sent.audience)), sent.number)
}

fn to_the_minute(at: Timestamp) -> Timestamp {
    // Whole: a clock has fractions of a second, and nobody types those either.
    Timestamp::from_second(at.as_second() - at.as_second().rem_euclid(60)).unwrap_or(at)
}
