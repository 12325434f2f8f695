//! The metrics of cases as a table for other programs: one line for each case, a column for each metric.

use std::path::Path;

use bridgebook_domain::case::metric::{CASE_METRICS, CaseValue, CountedCase};
use bridgebook_domain::log::Fact;
use bridgebook_domain::metric::Unit;
use bridgebook_interchange as interchange;
use jiff::Timestamp;

use super::write;
use crate::api::case_metric::CaseMetricFilter;
use crate::api::intent::Outcome;
use crate::api::{ApiError, ErrorCode};
use crate::wording::moment;
use crate::{Access, Bridgebook};

/// The columns before those of the metrics. What a case says beside them may be personal data and is left out.
const HEADS: [&str; 8] = ["Document", "Case", "Opened", "Go-live", "Escalated", "Level", "Reason", "Rule"];

impl Bridgebook {
    /// Writes the metrics of each case as CSV to a path that the person chose. A metric that a case does not have is
    /// empty; of a share a case that is part of it says 1, another 0.
    ///
    /// # Errors
    /// When the filter cannot be read, no case is counted or the file cannot be written. A file that was there stays as it
    /// was.
    pub(crate) async fn export_case_metrics(&self, asked: &CaseMetricFilter, path: &str) -> Result<Outcome, ApiError> {
        if path.trim().is_empty() {
            return Err(ApiError::invalid("Name a file to write. Nothing was exported"));
        }
        let sources = self.cases_counted(asked).await?;
        let heavy = move || {
            let live = sources.live;
            sources.counted(|count| {
                let rows: Vec<Vec<String>> =
                    count.cases.iter().zip(&count.titles).map(|(case, title)| record(title, case, live)).collect();
                let heads = heads();
                let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
                (rows.len(), interchange::export_records(&heads, &rows))
            })
        };
        let counted = tokio::task::spawn_blocking(heavy).await;
        let (n, text) = counted
            .map_err(|_| ApiError::new(ErrorCode::Failed, "The cases could not be counted. Nothing was written"))?;
        if n == 0 {
            return Err(ApiError::invalid(
                "No case was opened in that time. Nothing was written. Ask for a longer time, or for exercises too",
            ));
        }
        write::file(Path::new(path), text.as_bytes())?;
        let cases = if n == 1 { "1 case".to_owned() } else { format!("{n} cases") };
        let mut remarks = vec![format!("Written: {path}"), format!("The metrics of {cases} are in it")];
        let mut saved_at = moment(self.now());
        if self.access == Access::Writer {
            let author = self.author().await?;
            let hash = write::digest([text].into_iter());
            let fact = Fact::Exported { documents: Vec::new(), form: "csv".to_owned(), hash };
            let entry = self.entry(None, &author, fact, &format!("Exported as csv: metrics of {cases}"));
            match self.record(entry).await {
                Ok(outcome) => saved_at = outcome.saved_at,
                Err(error) => remarks.push(format!("The export is not in the log: {}", error.message)),
            }
        }
        Ok(Outcome { saved_at, heads: vec![], ids: vec![], can_undo: false, can_redo: false, remarks })
    }
}

fn heads() -> Vec<String> {
    let unit = |unit: Unit| if unit == Unit::Span { "seconds" } else { "1 or 0" };
    let metrics = CASE_METRICS.iter().map(|metric| format!("{} ({})", metric.name, unit(metric.unit)));
    HEADS.into_iter().map(str::to_owned).chain(metrics).collect()
}

fn record(title: &str, case: &CountedCase<'_>, live: Option<Timestamp>) -> Vec<String> {
    let side = match live.zip(case.opened) {
        Some((live, opened)) if opened < live => "before",
        Some(_) => "after",
        None => "",
    };
    let escalated = case.escalated.map_or("", |is| if is { "yes" } else { "no" });
    let opened = case.opened.map(moment).unwrap_or_default();
    let own = [title, case.id, &opened, side, escalated, case.level, case.reason, case.rule].map(str::to_owned);
    let values = case.values.iter().map(|value| match value {
        CaseValue::Known(value) => value.to_string(),
        CaseValue::Lacks(_) | CaseValue::Beside => String::new(),
    });
    own.into_iter().chain(values).collect()
}
