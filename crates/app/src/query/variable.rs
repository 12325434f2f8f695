//! What an incident says of the variables of a message that is written now.

use bridgebook_domain::IncidentId;
use bridgebook_domain::cadence::{due_updates, next_promise};
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::message::{is_external, wall};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::variable::{Variables, of_incident, of_message};

use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;

impl Bridgebook {
    /// The variables that the incident and its clocks give a message to an audience, which is named as its plan
    /// names it, where it goes out at `now`. What only a person can write is left out.
    ///
    /// # Errors
    /// When there is no such incident, or its plans cannot be read.
    pub(crate) async fn variables(
        &self,
        incident: IncidentId,
        audience: &str,
        now: Timestamp,
    ) -> Result<Variables, ApiError> {
        let (zone, directory) = (self.zone().await?, self.directory().await?);
        let incident = self.incident(incident).await?;
        let communication = self.plan(&incident, &PlanPart::Communication).await?;
        let key = |named: &str| directory.key(&[ReferenceKind::Audience], named);
        let due = due_updates(&communication, &incident, &directory, now)
            .into_iter()
            .find(|due| key(&due.audience) == key(audience))
            .and_then(|due| due.due_at)
            .filter(|due| *due > now);
        // The update after the one that is written, which goes out now.
        let next = next_promise(&communication, &incident, &directory, audience, now).or(due);
        let mut variables = of_incident(&incident, &directory, &zone);
        let is_outside = is_external(communication.at(now), &directory, audience);
        variables.extend(of_message(&incident, &directory, is_outside));
        variables.insert("as_of".to_owned(), wall(now, now, &zone));
        // As a message says a time: readers are told the zone, and the day only where it is another one.
        variables.insert("incident.start".to_owned(), wall(incident.detected_at, now, &zone));
        if let Some(next) = next {
            variables.insert("next_update_at".to_owned(), wall(next, now, &zone));
        }
        Ok(variables)
    }
}
