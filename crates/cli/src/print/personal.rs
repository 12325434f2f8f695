//! Personal data in words.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::personal::{
    CasePersonal, ErasedNote, PersonPersonal, QuarantinedFile, RetentionReading, RetentionRow,
};

use super::{Output, json, line};

impl Output {
    /// What goes and what stays of a case.
    pub fn case_personal(self, found: &CasePersonal) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(found))?;
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(note) = &found.erased {
            line(&erased(note))?;
        }
        goes_and_stays(&found.goes, &found.stays)?;
        if let Some(hold) = &found.hold {
            let until = hold.until.as_deref().unwrap_or("it is released");
            line(&format!("kept    until {until}, by {}: {}", hold.by, hold.reason))?;
        }
        if let Some(number) = &found.open_in {
            line(&format!("open    in {number}, which is open"))?;
        }
        if let Some(at) = &found.erase_at {
            line(&format!("by itself {at}"))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What goes and what stays of a person.
    pub fn person_personal(self, found: &PersonPersonal) -> Result<ExitCode, ApiError> {
        match self {
            Self::Json => json(&json!(found))?,
            Self::Words => goes_and_stays(&found.goes, &found.stays)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What is kept until when, and what was erased.
    pub fn retention(self, reading: &RetentionReading) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        if reading.rows.is_empty() {
            line("no personal data is kept")?;
        }
        reading.rows.iter().try_for_each(|row| line(&kept(row)))?;
        reading
            .erased
            .iter()
            .try_for_each(|row| line(&format!("erased  {}  {}, by {}", row.note.at, row.words, row.note.by)))?;
        Ok(ExitCode::SUCCESS)
    }

    /// The files of the quarantine with their reasons.
    pub fn quarantine(self, list: &[QuarantinedFile]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(list))?;
            return Ok(ExitCode::SUCCESS);
        }
        if list.is_empty() {
            line("nothing is in the quarantine")?;
        }
        for file in list {
            line(&format!("{}  {}, until {}", file.file, file.size, file.until))?;
            file.reasons.iter().try_for_each(|reason| line(&format!("    {reason}")))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// `erased on … by …: why`.
pub fn erased(note: &ErasedNote) -> String {
    let because = if note.reason.is_empty() { "its time was over" } else { &note.reason };
    format!("Erased on {} by {}: {because}.", note.at, note.by)
}

fn goes_and_stays(goes: &[String], stays: &[String]) -> Result<(), ApiError> {
    if goes.is_empty() {
        line("nothing personal is kept")?;
    }
    goes.iter().try_for_each(|words| line(&format!("goes    {words}")))?;
    stays.iter().try_for_each(|words| line(&format!("stays   {words}")))
}

fn kept(row: &RetentionRow) -> String {
    let case = match (row.row, row.case.as_str()) {
        (None, _) => "no row holds it any more",
        (Some(_), "") => "a case without a name",
        (Some(_), name) => name,
    };
    let why = match (&row.hold, &row.open_in) {
        (Some(hold), _) if row.stands == "held" => format!(
            "  ({} {}: {})",
            hold.by,
            hold.until.as_deref().map_or("until it is released".to_owned(), |at| format!("until {at}")),
            hold.reason
        ),
        (_, Some(number)) if row.stands == "open" => format!("  ({number})"),
        _ => String::new(),
    };
    format!("{:<6}  {}  {case:<16}  {}{why}", row.stands, row.at, row.what.join(", "))
}
