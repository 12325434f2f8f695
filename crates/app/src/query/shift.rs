//! Hand-overs while they are read back, and what changed since a moment.

use bridgebook_domain::cadence::due_updates;
use bridgebook_domain::catch_up::catch_up;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::hand_over;
use bridgebook_domain::incident::{HandOver, Incident};
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::{EntryId, IncidentId};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::shift::{
    CatchUpGroup, CatchUpLine, CatchUpReading, GapRow, HandOverReading, HandOverRow, ReadBackItem, ReadBackQuestion,
};
use crate::wording::moment;
use crate::words::Reading;

impl Bridgebook {
    /// The hand-overs that wait, or the one asked for.
    pub(super) async fn hand_overs(
        &self,
        incident: IncidentId,
        id: Option<EntryId>,
    ) -> Result<Vec<HandOverReading>, ApiError> {
        let (known, directory) = (self.incident(incident).await?, self.directory().await?);
        let mut list = Vec::new();
        for waiting in known.waiting_hand_overs().filter(|h| id.is_none_or(|id| h.id == id)) {
            list.push(self.hand_over(&known, &directory, waiting).await?);
        }
        Ok(list)
    }

    async fn hand_over(
        &self,
        known: &Incident,
        directory: &Directory,
        waiting: &HandOver,
    ) -> Result<HandOverReading, ApiError> {
        let loaded = self.document(waiting.document).await?;
        let plan = self.plan(known, &PlanPart::Communication).await?;
        let asked = hand_over::questions(known, &due_updates(&plan, known, directory, self.now()), directory);
        // The offer itself is no news.
        let since = waiting.at.saturating_add(jiff::SignedDuration::from_nanos(1)).unwrap_or(waiting.at);
        Ok(HandOverReading {
            hand_over: row(waiting, directory),
            title: loaded.document.title().to_owned(),
            gaps: hand_over::gaps(&loaded.document)
                .into_iter()
                .map(|gap| GapRow { section: gap.section, words: gap.words, guidance: gap.guidance })
                .collect(),
            items: hand_over::items(&loaded.document)
                .into_iter()
                .map(|item| ReadBackItem { row: item.row, words: item.words, is_ticked: item.is_ticked })
                .collect(),
            questions: asked.into_iter().map(|q| ReadBackQuestion { key: q.key.to_owned(), ask: q.ask }).collect(),
            since: self.changed_since(known, directory, since).await?,
        })
    }

    pub(super) async fn catch_up(&self, incident: IncidentId, since: &str) -> Result<CatchUpReading, ApiError> {
        let (known, directory, zone) = (self.incident(incident).await?, self.directory().await?, self.zone().await?);
        if since.trim().is_empty() {
            return Err(ApiError::invalid("Since when? Write a time, for instance 14:20 or 2 h ago"));
        }
        let since = Reading { directory: &directory, now: self.now(), zone: &zone }.been(since)?;
        self.changed_since(&known, &directory, since).await
    }

    async fn changed_since(
        &self,
        known: &Incident,
        directory: &Directory,
        since: Timestamp,
    ) -> Result<CatchUpReading, ApiError> {
        let (log, zone) = (self.log(Some(known.id)).await?, self.zone().await?);
        let found = catch_up(known, &log, directory, since, &zone, self.now());
        let line = |l: bridgebook_domain::catch_up::Line| CatchUpLine {
            entry: l.entry,
            at: moment(l.at),
            words: l.words,
            is_missed: l.is_missed,
        };
        let groups = found.groups.into_iter().map(|(topic, lines)| CatchUpGroup {
            heading: topic.heading().to_owned(),
            lines: lines.into_iter().map(line).collect(),
        });
        Ok(CatchUpReading {
            since: moment(since),
            groups: groups.collect(),
            others: u32::try_from(found.others).unwrap_or(u32::MAX),
        })
    }
}

/// The hand-overs that wait, as the board shows them.
pub(super) fn rows(incident: &Incident, directory: &Directory) -> Vec<HandOverRow> {
    incident.waiting_hand_overs().map(|h| row(h, directory)).collect()
}

fn row(hand_over: &HandOver, directory: &Directory) -> HandOverRow {
    HandOverRow {
        id: hand_over.id,
        document: hand_over.document,
        role: directory.words(&hand_over.role).to_owned(),
        outgoing: directory.words(&hand_over.outgoing).to_owned(),
        incoming: directory.words(&hand_over.incoming).to_owned(),
        offered_at: moment(hand_over.at),
    }
}
