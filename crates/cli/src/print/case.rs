//! Cases in words.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::case::{CaseOrigin, CaseReading, CaseRow, CaseWatch};
use bridgebook_app::api::note::CaseDutyRow;
use bridgebook_domain::case::{CaseMapping, IncomingCase, Said, Speaker};

use super::caseload::stands;
use super::personal::erased;
use super::{Output, json, line};

impl Output {
    /// What rules left to people, numbered as `case done` takes it.
    pub fn case_duties(self, list: &[CaseDutyRow]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(list))?;
            return Ok(ExitCode::SUCCESS);
        }
        if list.is_empty() {
            line("nothing is left to do")?;
        }
        for (n, duty) in list.iter().enumerate() {
            let case = if duty.case.is_empty() { "a case" } else { &duty.case };
            line(&format!("{:>3}  {}  {case}: {} ({})", n + 1, duty.since, duty.words, duty.rule))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Cases, a line each.
    pub fn cases(self, list: &[CaseRow]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(list))?;
            return Ok(ExitCode::SUCCESS);
        }
        for case in list {
            let id = if case.id.is_empty() { case.row.to_string() } else { case.id.clone() };
            let or = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
            let (opened, level, status) = (or(&case.opened), or(&case.level), or(&case.status));
            let (owner, stands) = (or(&case.owner), stands(case));
            let clocks = if stands.is_empty() { String::new() } else { format!("  [{stands}]") };
            line(&format!("{id:<16} {opened:<20}  {level:<4} {status:<18} {owner}  {}{clocks}", case.subject))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// A case with all that was said.
    pub fn case(self, reading: &CaseReading) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        line(&format!("Document: {}", reading.row.document_title))?;
        for cell in reading.cells.iter().chain(&reading.beside) {
            block(&cell.name, &cell.text)?;
        }
        let stands = stands(&reading.row);
        if !stands.is_empty() {
            line(&format!("Clocks: {stands}"))?;
        }
        match (&reading.case, reading.origin) {
            (Some(case), _) => said(case)?,
            (None, CaseOrigin::Erased) if reading.erased.is_some() => {
                reading.erased.iter().try_for_each(|note| line(&erased(note)))?;
            }
            (None, CaseOrigin::Erased) => line("The conversation and the data of the customer were erased.")?,
            (None, _) => line("No conversation is kept with this case.")?,
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The folder that is watched, and what became of the last files.
    pub fn case_watch(self, watch: Option<&CaseWatch>) -> Result<ExitCode, ApiError> {
        match (self, watch) {
            (Self::Json, watch) => json(&json!(watch))?,
            (Self::Words, None) => line("No folder is watched.")?,
            (Self::Words, Some(watch)) => {
                line(&format!("{}  into “{}”", watch.folder, watch.document_title))?;
                watch.said.iter().try_for_each(|words| line(words))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Mappings, a line for each heading.
    pub fn case_mappings(self, list: &[CaseMapping]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(list))?;
            return Ok(ExitCode::SUCCESS);
        }
        for mapping in list {
            for (heading, column) in &mapping.columns {
                line(&format!("{:<20} {heading:<30} {column}", mapping.name))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A name with a text, which may have several lines.
fn block(name: &str, text: &str) -> Result<(), ApiError> {
    if text.contains('\n') {
        line(&format!("{name}:"))?;
        return text.lines().try_for_each(|l| line(&format!("    {l}")));
    }
    line(&format!("{name}: {text}"))
}

/// What the row cannot hold.
fn said(case: &IncomingCase) -> Result<(), ApiError> {
    if !case.flags.is_empty() {
        line(&format!("Flags: {}", case.flags.join(", ")))?;
    }
    if !case.signals.is_empty() {
        let signals: Vec<&str> = case.signals.iter().map(|signal| signal.as_str()).collect();
        line(&format!("Signals: {}", signals.join(", ")))?;
    }
    if !case.customer_data.is_empty() {
        line("Customer data:")?;
        for (name, text) in &case.customer_data {
            line(&format!("    {name}: {}", text.replace('\n', " / ")))?;
        }
    }
    if !case.conversation.is_empty() {
        line("Conversation:")?;
    }
    for Said { at, by, name, text } in &case.conversation {
        let at = at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        let by = match by {
            Speaker::Customer => "customer",
            Speaker::Assistant => "AI",
            Speaker::Human => "human",
            Speaker::System => "system",
        };
        let who = if name.is_empty() { by.to_owned() } else { format!("{name} ({by})") };
        line(&format!("    {at:<20}  {who}: {}", text.replace('\n', "\n        ")))?;
    }
    Ok(())
}
