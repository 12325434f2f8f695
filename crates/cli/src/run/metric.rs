//! `metrics`.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::metric::MetricFilter;
use bridgebook_app::api::query::{Answer, Query};

use super::{Context, absolute};
use crate::command::Metrics;

impl Context {
    pub async fn metrics(&self, asked: &Metrics) -> Result<ExitCode, ApiError> {
        let filter = MetricFilter {
            from: asked.from.clone(),
            to: asked.to.clone(),
            severity: asked.severity.clone(),
            exercises: asked.exercises,
        };
        if let Some(path) = &asked.csv {
            let path = absolute(path)?;
            return self.act(Intent::ExportMetrics { filter, path: path.clone() }, &path).await;
        }
        let answer = self.query(Query::Metrics { filter }).await?;
        let Answer::Metrics(reading) = answer else { return self.output.answer(&answer) };
        self.output.metrics(&reading, asked.each)
    }
}
