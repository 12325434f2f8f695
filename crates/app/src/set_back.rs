//! A clock of the computer that was set back: the log says so once, so that no clock of an incident waits until the time
//! comes that was written down wrongly.

use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Author, Fact, HeldVersion};
use bridgebook_store::Write;
use jiff::{SignedDuration, Timestamp};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::event::Event;
use crate::wording::wall;

/// A clock that is put right by less changes nothing that anybody would notice.
const LEAST: SignedDuration = SignedDuration::from_secs(15);

impl Bridgebook {
    /// Logs that the clock was set back, where the log of an incident arrived later than now. Says whether it did.
    pub(crate) async fn put_clock_right(&self, incident: &Incident) -> Result<bool, ApiError> {
        let (now, log) = (self.now(), self.log(Some(incident.id)).await?);
        let is_one = |kind: &str| kind == "clock_set_back";
        // What a correction knew is right already.
        let since = log.iter().rposition(|known| is_one(&known.entry.kind)).unwrap_or(0);
        let Some(stood_at) = log[since..].iter().map(|known| known.arrived_at).max() else { return Ok(false) };
        if stood_at.duration_since(now) < LEAST {
            return Ok(false);
        }
        let versions = self.versions_after(incident, now).await?;
        let zone = self.zone().await?;
        let text = format!(
            "The clock of this computer was set back from {} or later to {}. What happened before counts as happened at {}",
            wall(stood_at, &zone),
            wall(now, &zone),
            wall(now, &zone)
        );
        let fact = Fact::ClockSetBack { stood_at, versions };
        let entry = self.entry_at(now, Some(incident.id), &Author::bridgebook(), fact, &text);
        self.commit(Write::at(now).entry(entry)).await?;
        let title = format!("{} {}", incident.number, incident.title);
        self.tell(Event::Told { incident: incident.id, title, message: text });
        Ok(true)
    }

    /// The versions of the plans of an incident that are stored under a moment still to come.
    async fn versions_after(&self, incident: &Incident, now: Timestamp) -> Result<Vec<HeldVersion>, ApiError> {
        let mut list: Vec<HeldVersion> = Vec::new();
        for plan in &incident.plans {
            for version in self.store.plan_versions(plan.document).await? {
                let held = HeldVersion { document: version.document, from: version.in_force_from };
                if held.from > now && !list.contains(&held) {
                    list.push(held);
                }
            }
        }
        Ok(list)
    }
}
