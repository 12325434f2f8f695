//! What is planned for a time of day.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::occurrence::{OccurrenceRow, RecordedOccurrence};
use bridgebook_app::api::query::{Answer, Query};

use bridgebook_domain::log::OccurrenceEnd;

use super::{Context, absolute};
use crate::command::{Days, Planning, Reviews};

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
    pub async fn reviews(&self, command: &Reviews) -> Result<ExitCode, ApiError> {
        let Answer::Occurrences(known) = self.query(Query::Occurrences).await? else {
            return Err(ApiError::not_found("The reviews did not come back. Nothing was changed"));
        };
        let (document, row, days, end, [by, at, words]) = match command {
            Reviews::Due => return self.output.occurrences(&known),
            Reviews::Held { document, row, days, by, at, note } => {
                (document, row, days, OccurrenceEnd::Held, [by.as_str(), at.as_str(), note.as_str()])
            }
            Reviews::Skip { document, row, days, reason } => {
                (document, row, days, OccurrenceEnd::Skipped, ["", "", reason.as_str()])
            }
            Reviews::Reopen { document, row, days, reason } => {
                (document, row, days, OccurrenceEnd::Open, ["", "", reason.as_str()])
            }
        };
        let document = self.document_id(document).await?;
        let is_it = |known: &&OccurrenceRow| {
            let is_named = known.title.to_lowercase() == row.trim().to_lowercase();
            known.document == document && (is_named || known.row.to_string() == *row)
        };
        let mut found = known.iter().filter(is_it);
        let (Some(one), None) = (found.next(), found.next()) else {
            return Err(ApiError::not_found(format!(
                "“{}” is not one evaluation, review or drill of that plan. Nothing was recorded. \
                 “calendar due” shows which there are; name the id of the row where several have one name",
                row.trim()
            )));
        };
        let [by, at, words] = [by, at, words].map(str::to_owned);
        let (row, days) = (one.row, days.clone());
        self.act(Intent::RecordOccurrence(RecordedOccurrence { document, row, days, end, by, at, words }), "recorded")
            .await
    }
}
