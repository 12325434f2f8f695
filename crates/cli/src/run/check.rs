//! `check`: findings as words, JSON or SARIF, with an exit code for scripts.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::document::FindingRow;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::DocumentId;
use serde_json::{Value as Json, json};

use super::Context;
use crate::command::{CheckFormat, Level};
use crate::print;

impl Context {
    pub async fn check(&self, documents: &[String], fail_on: Level, format: CheckFormat) -> Result<ExitCode, ApiError> {
        let mut findings = Vec::new();
        if documents.is_empty() {
            findings.extend(self.findings(whole(None)).await?);
        }
        for written in documents {
            let document = Some(self.document_id(written).await?);
            findings.extend(self.findings(whole(document)).await?);
        }
        match format {
            CheckFormat::Sarif => print::json(&sarif(&findings))?,
            CheckFormat::Json => print::json(&json!(findings))?,
            CheckFormat::Text => {
                self.output.findings(&findings)?;
            }
        }
        let fails = |f: &FindingRow| f.level == "error" || (fail_on == Level::Warning && f.level == "warning");
        Ok(if findings.iter().any(fails) { ExitCode::from(3) } else { ExitCode::SUCCESS })
    }

    async fn findings(&self, query: Query) -> Result<Vec<FindingRow>, ApiError> {
        match self.query(query).await? {
            Answer::Findings(list) => Ok(list.rows),
            _ => Ok(Vec::new()),
        }
    }
}

/// Every finding: a script that checks wants no first hundred.
fn whole(document: Option<DocumentId>) -> Query {
    Query::Findings { document, rule: String::new(), each: u32::MAX }
}

/// SARIF 2.1.0, as code hosts and editors read it.
fn sarif(findings: &[FindingRow]) -> Json {
    let results: Vec<Json> = findings
        .iter()
        .map(|f| {
            let level = if f.level == "info" { "note" } else { f.level.as_str() };
            let place = format!("{}: {}", f.document_title, f.place);
            json!({
                "ruleId": f.rule,
                "level": level,
                "message": { "text": format!("{}. {}", f.title, f.message) },
                "locations": [{ "logicalLocations": [{ "fullyQualifiedName": place }] }],
            })
        })
        .collect();
    json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{ "tool": { "driver": { "name": "Bridgebook", "version": env!("CARGO_PKG_VERSION") } }, "results": results }],
    })
}
