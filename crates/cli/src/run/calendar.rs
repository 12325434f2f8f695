//! What is planned for a time of day.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};

use super::{Context, absolute};
use crate::command::{Days, Planning};

impl Context {
    pub async fn planning(&self, command: &Planning) -> Result<ExitCode, ApiError> {
        match command {
            Planning::Plan { incident, audience, at, every, until, zone, about } => {
                let intent = Intent::PlanUpdate {
                    incident: self.incident_id(incident).await?,
                    audience: audience.clone(),
                    at: at.clone(),
                    zone: zone.clone(),
                    rhythm: every.clone(),
                    until: until.clone(),
                    about: about.clone(),
                };
                self.act(intent, "planned").await
            }
            Planning::Planned { incident } => {
                let incident = self.incident_id(incident).await?;
                let answer = self.query(Query::PlannedUpdates { incident }).await?;
                let Answer::PlannedUpdates(list) = answer else { return self.output.answer(&answer) };
                self.output.planned(&list)
            }
            Planning::Unplan { incident, row } => {
                let incident = self.incident_id(incident).await?;
                let row = row.parse().map_err(|_| {
                    ApiError::invalid(format!("“{row}” is not the id of a row. “update planned” shows which there are"))
                })?;
                self.act(Intent::UnplanUpdate { incident, row }, "not planned any more").await
            }
        }
    }

    pub async fn calendar(&self, days: &Days) -> Result<ExitCode, ApiError> {
        let incident = match &days.incident {
            Some(written) => Some(self.incident_id(written).await?),
            None => None,
        };
        if let Some(output) = &days.output {
            let path = absolute(output)?;
            let (from, days) = (days.from.clone(), days.days);
            return self.act(Intent::ExportCalendar { incident, from, days, path: path.clone() }, &path).await;
        }
        let answer = self.query(Query::Calendar { incident, from: days.from.clone(), days: days.days }).await?;
        let Answer::Calendar(reading) = answer else { return self.output.answer(&answer) };
        self.output.calendar(&reading)
    }
}
