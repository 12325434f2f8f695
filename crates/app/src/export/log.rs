//! The log, or what of it is asked for, as a file for people and for other programs: oldest first, each entry with its
//! correction and the files that are kept with it, by name and hash.

use std::fmt::Write as _;
use std::path::Path;

use bridgebook_domain::log::Fact;
use bridgebook_interchange as interchange;

use super::write;
use crate::api::ApiError;
use crate::api::incident::LogRow;
use crate::api::intent::Outcome;
use crate::api::log_entry::{ExportedLog, LogFile};
use crate::wording::moment;
use crate::{Access, Bridgebook};

/// The columns of the table.
const HEADS: [&str; 9] =
    ["Happened", "Entered", "Kind", "What", "Corrected to", "Who", "Recorded by", "Evidence", "Hash"];

impl Bridgebook {
    /// Writes entries to a path that the person chose, and logs that it was done.
    ///
    /// # Errors
    /// When the filter or the form cannot be read, no entry is left or the file cannot be written. A file that was there
    /// stays as it was.
    pub(crate) async fn export_log(&self, asked: &ExportedLog) -> Result<Outcome, ApiError> {
        let ExportedLog { wanted, to, path } = asked;
        if path.trim().is_empty() {
            return Err(ApiError::invalid("Name a file to write. Nothing was exported"));
        }
        let title = match wanted.incident {
            Some(id) => {
                let incident = self.incident(id).await?;
                format!("Log of {} {}", incident.number, incident.title)
            }
            None => "Log of the organisation".to_owned(),
        };
        let mut rows = self.filtered_log(wanted).await?;
        rows.reverse();
        let text = match to.as_str() {
            "markdown" => markdown(&title, &rows),
            "csv" => interchange::export_records(&HEADS, &rows.iter().map(cells).collect::<Vec<_>>()),
            "json" => json(&title, &rows)?,
            other => {
                return Err(ApiError::invalid(format!(
                    "“{other}” is not a form of the log. Nothing was exported. Use markdown, csv or json"
                )));
            }
        };
        if rows.is_empty() {
            return Err(ApiError::invalid(
                "No entry is what was asked for. Nothing was written. Ask for a longer time, or leave a filter out",
            ));
        }
        write::file(Path::new(path), text.as_bytes())?;
        let entries = if rows.len() == 1 { "1 entry".to_owned() } else { format!("{} entries", rows.len()) };
        let mut remarks = vec![format!("Written: {path}"), format!("{entries} of the log")];
        let mut saved_at = moment(self.now());
        if self.access == Access::Writer {
            let author = self.author().await?;
            let hash = write::digest([text].into_iter());
            let fact = Fact::Exported { documents: Vec::new(), form: to.clone(), hash };
            let entry = self.entry(wanted.incident, &author, fact, &format!("Exported as {to}: {entries} of the log"));
            match self.record(entry).await {
                Ok(outcome) => saved_at = outcome.saved_at,
                Err(error) => remarks.push(format!("The export is not in the log: {}", error.message)),
            }
        }
        Ok(Outcome { saved_at, heads: vec![], ids: vec![], can_undo: false, can_redo: false, remarks })
    }
}

fn cells(row: &LogRow) -> Vec<String> {
    vec![
        row.event_at.clone(),
        row.entered_at.clone(),
        row.label.clone(),
        row.text.clone(),
        row.corrected.clone().unwrap_or_default(),
        row.author.clone(),
        row.recorded_by.clone().unwrap_or_default(),
        row.files.iter().map(evidence).collect::<Vec<_>>().join("; "),
        row.hash.clone(),
    ]
}

fn evidence(file: &LogFile) -> String {
    format!("{} ({}, sha256:{})", file.name, file.size, file.hash)
}

fn markdown(title: &str, rows: &[LogRow]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.iter().map(|c| cell(c)).collect::<Vec<_>>().join(" | "));
    let mut text = format!("# {}\n\n", cell(title));
    text.push_str(&line(&HEADS.map(str::to_owned)));
    let _ = writeln!(text, "|{}", " --- |".repeat(HEADS.len()));
    for row in rows {
        text.push_str(&line(&cells(row)));
    }
    text
}

/// A text as a cell of a Markdown table: nothing in it ends the cell or begins markup.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '\r' => {}
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn json(title: &str, rows: &[LogRow]) -> Result<String, ApiError> {
    let file = serde_json::json!({ "title": title, "entries": rows });
    serde_json::to_string_pretty(&file).map(|text| text + "\n").map_err(|e| ApiError::invalid(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_an_entry_ends_its_cell() {
        assert_eq!(cell("a | b\r\n*c* [d](e) <f>"), "a \\| b<br>\\*c\\* \\[d\\](e) \\<f\\>");
    }
}
