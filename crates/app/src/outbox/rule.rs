//! What the notification rules of the matrix tell, on its way out: log and outbox in one commit, like the calls of levels.

use bridgebook_domain::delivery::DeliveryChannel;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::escalation::{RuleDesk, RuleNotice, rule_notices, rule_over_because};
use bridgebook_domain::incident::{Incident, RuleTold};
use bridgebook_domain::log::{Fact, PlanPart};
use bridgebook_domain::timeline::PlanTimeline;
use bridgebook_store::Write;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use std::sync::Arc;

use super::notice::by_itself;
use crate::api::ApiError;
use crate::api::event::TellingView;
use crate::{Bridgebook, sample};

/// How long after an incident was resolved its rules may still tell that it was.
const AFTER: SignedDuration = SignedDuration::from_hours(24);

/// What the rules are looked at with, read once.
struct Read {
    matrix: PlanTimeline,
    communication: PlanTimeline,
    directory: Arc<Directory>,
    channels: Vec<DeliveryChannel>,
    zone: TimeZone,
}

impl Read {
    fn desk<'a>(&'a self, incident: &'a Incident, now: jiff::Timestamp) -> RuleDesk<'a> {
        let Self { matrix, communication, directory, channels, zone } = self;
        RuleDesk { matrix, communication, incident, directory, channels, zone, now }
    }
}

impl Bridgebook {
    /// Tells what the rules of the matrix say of what happened.
    pub(crate) async fn tell_by_rules(&self, known: &Incident) -> Result<(), ApiError> {
        let now = self.now();
        let is_long_over = known.resolved_at.is_none_or(|at| now.duration_since(at) > AFTER);
        if !known.is_open() && is_long_over {
            return Ok(());
        }
        // As it stands after what was logged in this look.
        let incident = self.incident(known.id).await?;
        let read = self.read_rules(&incident).await?;
        for notice in rule_notices(&read.desk(&incident, now)) {
            // What the sample tells of before its clock runs was told.
            let is_of_the_story =
                matches!(&notice.fact.fact, Fact::RuleTold { due_at, .. } if *due_at <= sample::stands_at());
            if !(self.is_sample && is_of_the_story) {
                self.hand_over_rule(&incident, notice).await?;
            }
        }
        Ok(())
    }

    async fn read_rules(&self, incident: &Incident) -> Result<Read, ApiError> {
        Ok(Read {
            matrix: self.plan(incident, &PlanPart::Escalation).await?,
            communication: self.plan(incident, &PlanPart::Communication).await?,
            directory: self.directory().await?,
            // Channels that cannot be read leave it to people.
            channels: self.channels().await.unwrap_or_default(),
            zone: self.zone().await?,
        })
    }

    async fn hand_over_rule(&self, incident: &Incident, notice: RuleNotice) -> Result<(), ApiError> {
        let RuleNotice { mut fact, mut asks_person } = notice;
        let mut write = Write::at(fact.event_at);
        if let Fact::RuleTold { subject, body, recipients, remarks, .. } = &mut fact.fact {
            let (queued, failed);
            (write, queued, failed) =
                self.queued(write, incident, (fact.id, fact.event_at), (subject, body), recipients).await?;
            *recipients = queued;
            for (to, why) in failed {
                asks_person = true;
                remarks.push(format!("{}: {why}", to.to));
            }
        }
        let text = fact.text.clone();
        self.commit(write.entry(by_itself(incident, fact))).await?;
        self.office.wanted.notify_one();
        if asks_person {
            self.tell_people(incident, text, TellingView::Board).await;
        }
        Ok(())
    }

    /// Why nobody need be told any more of what a rule told.
    pub(super) async fn is_rule_over(&self, incident: &Incident, told: &RuleTold) -> Result<Option<String>, ApiError> {
        let read = self.read_rules(incident).await?;
        Ok(rule_over_because(&read.desk(incident, self.now()), told))
    }
}
