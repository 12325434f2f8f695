//! What is planned for a time of day.

use bridgebook_domain::IncidentId;
use bridgebook_domain::cadence::planned_rows;
use bridgebook_domain::log::PlanPart;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::calendar::PlannedUpdate;
use crate::wording::{moment, sentence};

impl Bridgebook {
    pub(super) async fn planned_updates(&self, incident: IncidentId) -> Result<Vec<PlannedUpdate>, ApiError> {
        let known = self.incident(incident).await?;
        let Some(document) = known.plan(&PlanPart::Communication) else { return Ok(Vec::new()) };
        let (loaded, directory, now) = (self.document(document).await?, self.directory().await?, self.now());
        let list = planned_rows(&loaded.document, &directory).into_iter().map(|row| {
            let (rhythm, wall, next_at, problem) = match &row.when {
                Err(why) => (String::new(), String::new(), None, sentence(&why.to_string())),
                Ok(when) => {
                    let is_over = known.closed_at.is_some() || when.repeats() && known.resolved_at.is_some();
                    let next = when.from(now).next().filter(|_| !is_over);
                    let time = when.time.map_or_else(String::new, |t| t.strftime("%H:%M ").to_string());
                    (when.words(), format!("{time}{}", when.zone_name()), next.map(|o| moment(o.at)), String::new())
                }
            };
            PlannedUpdate {
                document,
                section: row.section,
                row: row.row,
                name: directory.words(&row.audience).to_owned(),
                audience: row.audience,
                about: row.about,
                rhythm,
                next_at,
                wall,
                problem,
            }
        });
        Ok(list.collect())
    }
}
