//! The calls of levels on their way out: what the log says was called and nobody was told of yet goes into log and
//! outbox in one commit, so that a call is told once, whenever the process ends.

use bridgebook_domain::delivery::DeliveryState;
use bridgebook_domain::escalation::{NewFact, notifications, over_because};
use bridgebook_domain::incident::{Incident, LevelEvent};
use bridgebook_domain::log::{Addressee, Author, CallTo, DeliveryEnd, Fact, NewEntry, PlanPart, computed_id};
use bridgebook_domain::{EntryId, IncidentId};
use bridgebook_store::{Delivery, Progress, Write};
use jiff::Timestamp;

use super::{Carried, Letter, state_of};
use crate::api::ApiError;
use crate::api::event::TellingView;
use crate::wording::sentence;
use crate::{Bridgebook, sample};

/// The entry of a fact that Bridgebook logs by itself.
pub(super) fn by_itself(incident: &Incident, fact: NewFact) -> NewEntry {
    NewEntry {
        id: fact.id,
        incident: Some(incident.id),
        event_at: fact.event_at,
        entered_at: fact.event_at,
        author: Author::bridgebook(),
        text: fact.text,
        fact: fact.fact,
        mentions: Vec::new(),
    }
}

impl Bridgebook {
    /// Tells whoever a level called: messages go into the outbox, calls become tasks for a person.
    pub(crate) async fn notify(&self, id: IncidentId) -> Result<(), ApiError> {
        let (incident, now) = (self.incident(id).await?, self.now());
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        let matrix = self.plan(&incident, &PlanPart::Escalation).await?;
        // Channels that cannot be read leave the calls to people; they do not hold them up.
        let channels = self.channels().await.unwrap_or_default();
        for fact in notifications(&matrix, &incident, &directory, &channels, &zone, now) {
            if !self.is_of_the_story(&incident, &fact) {
                self.hand_over_notice(&incident, fact).await?;
            }
        }
        Ok(())
    }

    /// Whether a call belongs to what the sample tells of before its clock runs: there everybody was told.
    fn is_of_the_story(&self, incident: &Incident, fact: &NewFact) -> bool {
        let Fact::LevelNotified { call: told, .. } = &fact.fact else { return false };
        let is_told = |event: &LevelEvent| match event {
            LevelEvent::Called { id, at, .. } | LevelEvent::Raised { id, at, .. } => {
                id == told && *at <= sample::stands_at()
            }
            _ => false,
        };
        self.is_sample && incident.levels.iter().any(is_told)
    }

    async fn hand_over_notice(&self, incident: &Incident, mut fact: NewFact) -> Result<(), ApiError> {
        let mut write = Write::at(fact.event_at);
        if let Fact::LevelNotified { subject, body, recipients, calls, .. } = &mut fact.fact {
            let (queued, failed);
            (write, queued, failed) =
                self.queued(write, incident, (fact.id, fact.event_at), (subject, body), recipients).await?;
            *recipients = queued;
            for (to, why) in failed {
                let lane = calls.iter().map(|call| call.lane + 1).max().unwrap_or(0);
                calls.push(CallTo { to: to.to.clone(), lane, method: to.via, address: to.to, why });
            }
        }
        let text = fact.text.clone();
        self.commit(write.entry(by_itself(incident, fact))).await?;
        self.office.wanted.notify_one();
        self.tell_people(incident, text, TellingView::Board).await;
        Ok(())
    }

    /// Puts a message for each addressee into a write; gives those for whom there is one, and why there is none for the
    /// others, in sentences.
    pub(super) async fn queued(
        &self,
        mut write: Write,
        incident: &Incident,
        (notice, at): (EntryId, Timestamp),
        (subject, body): (&str, &str),
        recipients: &[Addressee],
    ) -> Result<(Write, Vec<Addressee>, Vec<(Addressee, String)>), ApiError> {
        let letter = Letter {
            subject: subject.to_owned(),
            body: body.to_owned(),
            sent_as: self.setting("organisation").await?,
            reference: incident.number.clone(),
            is_external: false,
            at,
        };
        let (mut queued, mut failed) = (Vec::with_capacity(recipients.len()), Vec::new());
        for to in recipients {
            match self.copy_for(&letter, to, (incident.id, notice)).await {
                Ok((message, rendered)) => {
                    let (update_id, incident) = (notice.to_string(), Some(incident.id));
                    write = write.queue(Delivery { update_id, incident, ..message }, rendered);
                    queued.push(to.clone());
                }
                Err(why) => failed.push((to.clone(), format!("The message could not be made: {}", sentence(&why)))),
            }
        }
        Ok((write, queued, failed))
    }

    /// Why nobody need be told any more of what a message tells, in a sentence; nothing while it stands. An update is told
    /// whenever it goes out.
    pub(super) async fn is_over(&self, incident: &Incident, carried: &Carried) -> Result<Option<String>, ApiError> {
        match carried {
            Carried::Update(_) => Ok(None),
            Carried::Notice(notice) => Ok(over_because(incident, notice)),
            Carried::Rule(told) => self.is_rule_over(incident, told).await,
        }
    }

    /// A message to one addressee, ready for the outbox but for what it belongs to.
    /// Its id follows from what it tells and whom, so that whoever makes it again makes the same.
    pub(crate) async fn copy_for(
        &self,
        letter: &Letter,
        to: &Addressee,
        (incident, notice): (IncidentId, EntryId),
    ) -> Result<(Delivery, Vec<u8>), String> {
        let channel = self.channel(&to.channel).await.map_err(|error| error.message)?;
        let id = computed_id(incident, &format!("message {notice} {} {}", channel.id, to.to)).uuid();
        let message_id = self.office.post.message_id(&id.to_string(), &channel);
        let rendered = self.office.post.render(&channel, letter, &to.to, &message_id)?;
        let progress = Progress {
            state: DeliveryState::Queued.as_str().to_owned(),
            due_at: letter.at,
            attempt: 0,
            lease_until: None,
            last_error: None,
            server_reply: None,
        };
        let (recipient, channel) = (to.to.clone(), channel.id);
        let message = Delivery {
            id,
            update_id: String::new(),
            incident: None,
            case: None,
            channel,
            recipient,
            message_id,
            progress,
            erased_at: None,
        };
        Ok((message, rendered))
    }

    /// Takes away what waits to tell of a call, or by a rule, that is over: somebody has it, or the incident is done with.
    /// What a person had sent again stays.
    pub(super) async fn let_go(&self, rows: &[Delivery]) -> Result<(), ApiError> {
        for row in rows.iter().filter(|row| state_of(row).is_some_and(DeliveryState::waits)) {
            let why = if row.case.is_some() {
                self.ticket_over(row).await?
            } else {
                let Some((incident, carried)) = self.carried(row).await? else { continue };
                let is_wanted = carried.recipients().iter().any(|r| r.is_wanted && r.addressee.to == row.recipient);
                self.is_over(&incident, &carried).await?.filter(|_| !is_wanted)
            };
            let Some(why) = why else { continue };
            let state = DeliveryState::Cancelled.as_str().to_owned();
            let to = Progress { state, lease_until: None, last_error: None, ..row.progress.clone() };
            let now = self.now();
            let mut write = Write::at(now).advance(row, to);
            for entry in self.endings(row, (DeliveryEnd::GivenUp, &why), (None, now)).await? {
                write = write.entry(entry);
            }
            self.commit_unless_moved(write).await?;
        }
        Ok(())
    }
}
