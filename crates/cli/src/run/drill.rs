//! `drill` and `replay`.

use std::path::Path;
use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::case::CaseFile;
use bridgebook_app::api::drill::{DrillAnswer, DrillAsked, DrillChange, DrillReading};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::replay::ReplayAsked;
use bridgebook_app::api::simulation::{RehearsalScene, RehearsedVersion};
use bridgebook_domain::log::{HotWash, Met};
use bridgebook_domain::simulation::{Reply, Supposed};
use bridgebook_domain::{DocumentId, IncidentId, RowId};

use super::{Context, absolute};
use crate::command::{self, Drill, Judged, Replay};

impl Context {
    pub async fn drill(&self, drill: &Drill) -> Result<ExitCode, ApiError> {
        match drill {
            Drill::Run { .. } => self.play_script(drill).await,
            Drill::Begin { document, title, severity, commander, service } => {
                let change = DrillChange::Begin {
                    document: self.document_id(document).await?,
                    title: title.clone(),
                    severity: severity.clone(),
                    commander: commander.clone(),
                    services: service.clone(),
                };
                let outcome = self.intent(Intent::Drill(change)).await?;
                let exercise = outcome.ids.first().cloned().unwrap_or_default();
                self.output.lines(&[exercise])
            }
            Drill::Status { document } => {
                let document = self.document_id(document).await?;
                self.output.drill(&self.drill_reading(document).await?)
            }
            Drill::Pause { exercise } => {
                let incident = self.incident_id(exercise).await?;
                self.act(Intent::Drill(DrillChange::Pause { incident }), "paused").await
            }
            Drill::Continue { exercise } => {
                let incident = self.incident_id(exercise).await?;
                self.act(Intent::Drill(DrillChange::Continue { incident }), "goes on").await
            }
            Drill::Forward { exercise, to } => {
                let (incident, to) = (self.incident_id(exercise).await?, to.clone());
                self.act(Intent::Drill(DrillChange::Forward { incident, to }), "forward").await
            }
            Drill::Deliver { exercise, inject } => {
                let (incident, inject) = self.inject(exercise, inject).await?;
                self.act(Intent::Drill(DrillChange::Deliver { incident, inject }), "given").await
            }
            Drill::Withdraw { exercise, inject } => {
                let (incident, inject) = self.inject(exercise, inject).await?;
                self.act(Intent::Drill(DrillChange::Withdraw { incident, inject }), "withdrawn").await
            }
            Drill::Evaluate { exercise, inject, met, actual, note } => {
                let (incident, inject) = self.inject(exercise, inject).await?;
                let met = match met {
                    Judged::Yes => Met::Yes,
                    Judged::Part => Met::Part,
                    Judged::No => Met::No,
                };
                let (actual, note) = (actual.clone(), note.clone());
                let change = DrillChange::Evaluate { incident, inject, met, actual, note };
                self.act(Intent::Drill(change), "noted").await
            }
            Drill::Declared { exercise } => {
                let incident = self.incident_id(exercise).await?;
                self.act(Intent::Drill(DrillChange::PlayersDeclared { incident }), "noted").await
            }
            Drill::Say { exercise, about, text } => {
                let (incident, text) = (self.incident_id(exercise).await?, text.clone());
                let about = HotWash::from_word(about);
                self.act(Intent::Drill(DrillChange::Say { incident, about, text }), "noted").await
            }
            Drill::End { exercise, keep, tested } => {
                let incident = self.incident_id(exercise).await?;
                let ended = self.intent(Intent::Drill(DrillChange::End { incident })).await?;
                if *keep {
                    return self.output.outcome(&ended, "ended");
                }
                self.result(incident, tested).await
            }
            Drill::Result { exercise, tested } => {
                let incident = self.incident_id(exercise).await?;
                self.result(incident, tested).await
            }
        }
    }

    async fn result(&self, incident: IncidentId, tested: &[String]) -> Result<ExitCode, ApiError> {
        let mut list = Vec::new();
        for written in tested {
            list.push(self.document_id(written).await?);
        }
        let tested = Some(list).filter(|list| !list.is_empty());
        self.act(Intent::Drill(DrillChange::WriteResult { incident, tested }), "written").await
    }

    async fn drill_reading(&self, document: DocumentId) -> Result<DrillReading, ApiError> {
        match self.query(Query::Drill(DrillAsked::Plan { document })).await? {
            Answer::Drill(answer) => match *answer {
                DrillAnswer::Plan(reading) => Ok(reading),
                DrillAnswer::Script(_) => Err(ApiError::invalid("Another answer came than was asked for")),
            },
            _ => Err(ApiError::invalid("Another answer came than was asked for")),
        }
    }

    /// An inject by the number that the plan of the exercise gives it, or by its row.
    async fn inject(&self, exercise: &str, written: &str) -> Result<(IncidentId, RowId), ApiError> {
        let incident = self.incident_id(exercise).await?;
        if let Ok(row) = written.parse::<RowId>() {
            return Ok((incident, row));
        }
        let Answer::Documents(documents) = self.query(Query::Documents { incident: None }).await? else {
            return Err(ApiError::not_found("No document is there. Nothing was changed"));
        };
        for document in documents {
            let Ok(reading) = self.drill_reading(document.id).await else { continue };
            if reading.run.as_ref().is_none_or(|run| run.incident != incident) {
                continue;
            }
            let found: Vec<RowId> =
                reading.injects.iter().filter(|inject| inject.no == written.trim()).map(|inject| inject.row).collect();
            return match found.as_slice() {
                [row] => Ok((incident, *row)),
                [] => {
                    Err(ApiError::not_found(format!("“{}” has no inject {written}. Nothing was changed", reading.name)))
                }
                _ => Err(ApiError::invalid(format!(
                    "“{}” has several injects {written}. Nothing was changed. Number them in the plan",
                    reading.name
                ))),
            };
        }
        Err(ApiError::not_found(format!("{exercise} is not the last drill of any plan. Nothing was changed")))
    }

    async fn play_script(&self, drill: &Drill) -> Result<ExitCode, ApiError> {
        let Drill::Run { file, scene, matrix, acknowledges, declines, otherwise } = drill else {
            return Ok(ExitCode::SUCCESS);
        };
        let mut scene = RehearsalScene {
            severity: scene.severity.clone(),
            services: scene.service.clone(),
            at: scene.at.clone(),
            answers: Vec::new(),
            otherwise: match otherwise {
                command::Reply::Acknowledges => Reply::Acknowledges,
                command::Reply::Declines => Reply::Declines,
                command::Reply::NoAnswer => Reply::NoAnswer,
            },
        };
        for (levels, reply) in [(acknowledges, Reply::Acknowledges), (declines, Reply::Declines)] {
            scene.answers.extend(levels.iter().map(|level| Supposed { level: level.clone(), round: 0, reply }));
        }
        let path = Path::new(file);
        let (document, file) = if path.is_file() {
            (None, Some(CaseFile::Path { path: absolute(path)? }))
        } else {
            (Some(self.document_id(file).await?), None)
        };
        let matrix = match matrix {
            Some(written) => Some(self.document_id(written).await?),
            None => None,
        };
        let answer = self.query(Query::Drill(DrillAsked::Script { document, file, scene, matrix })).await?;
        match answer {
            Answer::Drill(found) => match *found {
                DrillAnswer::Script(reading) => self.output.script(&reading),
                DrillAnswer::Plan(reading) => self.output.drill(&reading),
            },
            other => self.output.answer(&other),
        }
    }

    pub async fn replay(&self, asked: &Replay) -> Result<ExitCode, ApiError> {
        let document = match &asked.document {
            Some(written) => Some(self.document_id(written).await?),
            None => None,
        };
        let against = match (&asked.against, &asked.compare_at) {
            (None, None) => None,
            (other, at) => {
                let Some(other) = other.as_ref().or(asked.document.as_ref()) else {
                    return Err(ApiError::invalid(
                        "Name the document whose earlier version is meant with --document. Nothing was played",
                    ));
                };
                let at = at.clone().unwrap_or_default();
                Some(RehearsedVersion { document: self.document_id(other).await?, at })
            }
        };
        let files = asked.files.iter().map(|path| Ok(CaseFile::Path { path: absolute(path)? }));
        let files = files.collect::<Result<Vec<_>, ApiError>>()?;
        let asked = ReplayAsked { job: String::new(), document, files, against };
        match self.query(Query::ReplayIncidents(asked)).await? {
            Answer::ReplayIncidents(reading) => self.output.replay(&reading),
            other => self.output.answer(&other),
        }
    }
}
