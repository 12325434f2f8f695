//! Audiences to whom somebody is writing although nothing of the plan asks for it: what is written is shown nowhere else.

use std::collections::BTreeSet;

use bridgebook_domain::cadence::{CadenceView, approver};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::timeline::PlanTimeline;
use bridgebook_domain::value::ReferenceKind;
use jiff::Timestamp;

use super::board::holder;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::incident::UpdateRow;

impl Bridgebook {
    /// A row for each of them that is not among the `known` ones.
    pub(super) async fn written_beside(
        &self,
        incident: &Incident,
        plan: &PlanTimeline,
        directory: &Directory,
        known: &[UpdateRow],
        now: Timestamp,
    ) -> Result<Vec<UpdateRow>, ApiError> {
        let key = |audience: &str| directory.key(&[ReferenceKind::Audience], audience);
        let mut seen: BTreeSet<String> = known.iter().map(|row| key(&row.audience)).collect();
        let mut others = self.being_written(incident.id).await?;
        others.retain(|audience| seen.insert(key(audience)));
        if others.is_empty() {
            return Ok(Vec::new());
        }
        let view = plan.at(now).map(|plan| CadenceView::read(plan, directory)).unwrap_or_default();
        let row = |audience: String| {
            let key_of = key(&audience);
            let standard = view.standard(&key_of).cloned().unwrap_or_default();
            let last = incident.sent.iter().filter(|sent| key(&sent.audience) == key_of).map(|sent| sent.at).max();
            UpdateRow {
                name: directory.words(&audience).to_owned(),
                state: "none".to_owned(),
                due_at: None,
                is_promised: false,
                words: "being written".to_owned(),
                owner: holder(incident, directory, standard.owner.as_ref()),
                approver: holder(incident, directory, approver(plan, incident, directory, &audience, now).as_ref()),
                channel: standard.channel.as_ref().map_or_else(String::new, |c| directory.words(c).to_owned()),
                stage: incident.state.value.to_string(),
                number: incident.next_update(|other| key(other) == key_of),
                in_outbox: None,
                last_sent_at: last.map(crate::wording::moment),
                planned: None,
                explanation: "Nothing of the plan asks for it: it is being written.".to_owned(),
                late: Vec::new(),
                audience,
            }
        };
        Ok(others.into_iter().map(row).collect())
    }
}
