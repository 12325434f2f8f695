//! The metrics of incidents as a table for other programs: one line for each metric of each incident.

use std::path::Path;

use bridgebook_domain::log::Fact;
use bridgebook_interchange as interchange;

use super::write;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::metric::MetricFilter;
use crate::query::metric::Counted;
use crate::wording::moment;
use crate::{Access, Bridgebook};

/// The columns of the file.
const HEADS: [&str; 11] = [
    "Incident",
    "Title",
    "Severity",
    "Declared",
    "Exercise",
    "Metric",
    "Value",
    "Unit",
    "In words",
    "Made of",
    "Definition",
];

impl Bridgebook {
    /// Writes the metrics behind the numbers as CSV to a path that the person chose. A metric without a value has an
    /// empty one, and says why.
    ///
    /// # Errors
    /// When the filter cannot be read, no incident is counted or the file cannot be written. A file that was there stays
    /// as it was.
    pub(crate) async fn export_metrics(&self, asked: &MetricFilter, path: &str) -> Result<Outcome, ApiError> {
        if path.trim().is_empty() {
            return Err(ApiError::invalid("Name a file to write. Nothing was exported"));
        }
        let (filter, directory) = (self.metric_filter(asked).await?, self.directory().await?);
        let counted = self.counted(&filter).await?;
        if counted.is_empty() {
            return Err(ApiError::invalid(
                "No incident is in that time and severity. Nothing was written. Ask for a longer time, or for exercises too",
            ));
        }
        let rows: Vec<Vec<String>> =
            counted.iter().flat_map(|c| records(c, directory.words(&c.incident.severity))).collect();
        let text = interchange::export_records(&HEADS, &rows);
        write::file(Path::new(path), text.as_bytes())?;
        let incidents =
            if counted.len() == 1 { "1 incident".to_owned() } else { format!("{} incidents", counted.len()) };
        let mut remarks = vec![format!("Written: {path}"), format!("The metrics of {incidents} are in it")];
        let mut saved_at = moment(self.now());
        if self.access == Access::Writer {
            let author = self.author().await?;
            let hash = write::digest([text].into_iter());
            let fact = Fact::Exported { documents: Vec::new(), form: "csv".to_owned(), hash };
            let entry = self.entry(None, &author, fact, &format!("Exported as csv: metrics of {incidents}"));
            match self.record(entry).await {
                Ok(outcome) => saved_at = outcome.saved_at,
                Err(error) => remarks.push(format!("The export is not in the log: {}", error.message)),
            }
        }
        Ok(Outcome { saved_at, heads: vec![], ids: vec![], can_undo: false, can_redo: false, remarks })
    }
}

fn records<'a>(counted: &'a Counted, severity: &'a str) -> impl Iterator<Item = Vec<String>> + 'a {
    let incident = &counted.incident;
    counted.readings.iter().map(move |reading| {
        let (value, note) = match &reading.value {
            Ok(figure) => (reading.metric.unit.plain(figure.value), figure.note.clone()),
            Err(_) => (String::new(), String::new()),
        };
        vec![
            incident.number.clone(),
            incident.title.clone(),
            severity.to_owned(),
            moment(incident.declared_at),
            if incident.exercise { "yes" } else { "no" }.to_owned(),
            reading.metric.name.to_owned(),
            value,
            reading.metric.unit.name().to_owned(),
            reading.words(),
            note,
            reading.metric.definition.to_owned(),
        ]
    })
}
