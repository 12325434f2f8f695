//! `escalation simulate` and `escalation coverage`: rehearsals, which write nothing.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::simulation::{RehearsalScene, RehearsedVersion};
use bridgebook_domain::simulation::{Reply, Supposed};

use super::Context;
use crate::command::{self, Escalation};

impl Context {
    pub async fn simulate(&self, command: &Escalation) -> Result<ExitCode, ApiError> {
        let Escalation::Simulate { document, scene, acknowledges, declines, otherwise, compare, compare_at } = command
        else {
            return Ok(ExitCode::SUCCESS);
        };
        let document = self.document_id(document).await?;
        let mut scene = supposed(scene);
        scene.otherwise = match otherwise {
            command::Reply::Acknowledges => Reply::Acknowledges,
            command::Reply::Declines => Reply::Declines,
            command::Reply::NoAnswer => Reply::NoAnswer,
        };
        for (levels, reply) in [(acknowledges, Reply::Acknowledges), (declines, Reply::Declines)] {
            scene.answers.extend(levels.iter().map(|level| Supposed { level: level.clone(), round: 0, reply }));
        }
        let against = match (compare, compare_at) {
            (None, None) => None,
            (other, at) => {
                let document = match other {
                    Some(other) => self.document_id(other).await?,
                    None => document,
                };
                Some(RehearsedVersion { document, at: at.clone().unwrap_or_default() })
            }
        };
        let answer = self.query(Query::Rehearse { document, scene, against }).await?;
        let Answer::Rehearse(rehearsal) = answer else { return self.output.answer(&answer) };
        self.output.rehearsal(&rehearsal)
    }

    pub async fn coverage(&self, document: &str, scene: &command::Scene) -> Result<ExitCode, ApiError> {
        let document = self.document_id(document).await?;
        let answer = self.query(Query::Coverage { document, scene: supposed(scene) }).await?;
        let Answer::Coverage(reading) = answer else { return self.output.answer(&answer) };
        self.output.coverage(&reading)
    }
}

fn supposed(scene: &command::Scene) -> RehearsalScene {
    RehearsalScene {
        severity: scene.severity.clone(),
        services: scene.service.clone(),
        at: scene.at.clone(),
        answers: Vec::new(),
        otherwise: Reply::NoAnswer,
    }
}
