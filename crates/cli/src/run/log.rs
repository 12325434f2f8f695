//! `log`.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::log_entry::{ExportedLog, GivenFile, LogWanted, WrittenEntry};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::transcript::TranscriptTimes;
use bridgebook_domain::log::Category;
use bridgebook_domain::transcript::{DayOrder, LIMIT};

use super::{Context, absolute, read};
use crate::command::{Filter, Form, Log, Order, Paste};

impl Context {
    pub async fn log(&self, command: &Log) -> Result<ExitCode, ApiError> {
        match command {
            Log::Add { incident, text, kind, at, attach } => {
                let incident = Some(self.incident_id(incident).await?);
                if let Category::Unknown(word) = Category::from_word(kind) {
                    return Err(ApiError::invalid(format!(
                        "“{word}” is not a kind of entry. Nothing was written. Use event, action, communication, hypothesis or note; “log decide” records a decision"
                    )));
                }
                let path = |path: &PathBuf| Ok(GivenFile::Path { path: absolute(path)? });
                let files = attach.iter().map(path).collect::<Result<Vec<_>, ApiError>>()?;
                let (text, kind, at) = (text.clone(), kind.clone(), at.clone());
                let written =
                    WrittenEntry { incident, text, kind, at, files, is_plain: true, ..WrittenEntry::default() };
                self.act(Intent::WriteEntry(written), "written").await
            }
            Log::Decide { incident, text, accountable } => self.log_decision(incident, text, accountable).await,
            Log::Situation { incident, conditions, actions, needs } => {
                self.situation(incident, (conditions, actions, needs)).await
            }
            Log::Correct { incident, entry, text } => self.correct(incident, entry, text).await,
            Log::List { incident, filter, to } => {
                let mut wanted = self.wanted(incident, filter).await?;
                if !to.is_empty() {
                    wanted.to.clone_from(to);
                }
                let answer = self.query(Query::FilteredLog(wanted)).await?;
                let Answer::FilteredLog(mut rows) = answer else { return self.output.answer(&answer) };
                rows.reverse();
                self.output.answer(&Answer::Log(rows))
            }
            Log::Export(export) => {
                let wanted = self.wanted(&export.incident, &export.filter).await?;
                let to = match export.to {
                    Form::Markdown => "markdown",
                    Form::Csv => "csv",
                    Form::Json => "json",
                };
                let path = absolute(&export.output)?;
                let asked = ExportedLog { wanted, to: to.to_owned(), path: path.clone() };
                self.act(Intent::ExportLog(asked), &path).await
            }
            Log::Paste(paste) => self.paste(paste).await,
        }
    }

    async fn wanted(&self, incident: &str, filter: &Filter) -> Result<LogWanted, ApiError> {
        let Filter { by, kind, from, until, text, with_attachment } = filter;
        Ok(LogWanted {
            incident: Some(self.incident_id(incident).await?),
            text: text.clone(),
            kinds: kind.clone(),
            by: by.clone(),
            from: from.clone(),
            to: until.clone(),
            with_files: *with_attachment,
        })
    }

    async fn paste(&self, paste: &Paste) -> Result<ExitCode, ApiError> {
        let incident = self.incident_id(&paste.incident).await?;
        let text = text(&paste.file)?;
        let order = paste.order.map(|order| match order {
            Order::DayFirst => DayOrder::DayFirst,
            Order::MonthFirst => DayOrder::MonthFirst,
        });
        let (zone, day) = (paste.zone.clone(), paste.day.clone());
        let times = TranscriptTimes { zone, day, order, as_of: String::new() };
        if paste.preview {
            let answer = self.query(Query::Transcript { incident, text, times }).await?;
            let Answer::Transcript(reading) = answer else { return self.output.answer(&answer) };
            return self.output.transcript(&reading);
        }
        let people = paste.people.iter().map(|pair| named(pair)).collect::<Result<BTreeMap<_, _>, _>>()?;
        let (kinds, skip) = (Vec::new(), Vec::new());
        self.act(Intent::PasteTranscript { incident, text, times, people, kinds, skip }, "nothing new in it").await
    }
}

/// `NAME=PERSON`, apart.
fn named(pair: &str) -> Result<(String, String), ApiError> {
    let parts = pair.rsplit_once('=').map(|(name, person)| (name.trim().to_owned(), person.trim().to_owned()));
    parts.ok_or_else(|| {
        ApiError::invalid(format!(
            "“{pair}” names nobody. Nothing was written. Write for instance --as \"mai=Nguyễn Thị Mai\""
        ))
    })
}

/// The text of a transcript, from a file or from standard input.
fn text(path: &Path) -> Result<String, ApiError> {
    if path.as_os_str() != "-" {
        return read(path);
    }
    let mut bytes = Vec::new();
    let failed =
        |e: std::io::Error| ApiError::invalid(format!("Standard input cannot be read: {e}. Nothing was written"));
    std::io::stdin().take(LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    bridgebook_app::text_of_file("Standard input", &bytes)
}
