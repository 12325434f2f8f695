//! `metrics`.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::case_metric::{AskedTuning, CaseMetricFilter, ExportedCaseMetrics};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::metric::MetricFilter;
use bridgebook_app::api::query::{Answer, Query};

use super::{Context, absolute};
use crate::command::Metrics;

impl Context {
    pub async fn metrics(&self, asked: &Metrics) -> Result<ExitCode, ApiError> {
        if asked.cases {
            return self.case_metrics(asked).await;
        }
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

    async fn case_metrics(&self, asked: &Metrics) -> Result<ExitCode, ApiError> {
        let document = self.named_document(asked.document.as_deref()).await?;
        if asked.tuning {
            let answer = self.query(Query::CaseTuning(AskedTuning { document, ..AskedTuning::default() })).await?;
            let Answer::CaseTuning(reading) = answer else { return self.output.answer(&answer) };
            return self.output.case_tuning(&reading);
        }
        let filter = CaseMetricFilter {
            document,
            from: asked.from.clone(),
            to: asked.to.clone(),
            go_live: asked.go_live.clone(),
            exercises: asked.exercises,
        };
        if let Some(path) = &asked.csv {
            let path = absolute(path)?;
            let intent = Intent::ExportCaseMetrics(ExportedCaseMetrics { filter, path: path.clone() });
            return self.act(intent, &path).await;
        }
        let answer = self.query(Query::CaseMetrics(filter)).await?;
        let Answer::CaseMetrics(reading) = answer else { return self.output.answer(&answer) };
        self.output.case_metrics(&reading)
    }
}
