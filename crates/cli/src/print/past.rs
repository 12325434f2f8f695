//! The past in words.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::document::OpenDocument;
use bridgebook_app::api::incident::LogRow;
use bridgebook_app::api::past::{EditRow, PastTold};
use serde_json::json;

use super::{Output, json as print, line};

impl Output {
    /// Edits, a line each with what they did and where.
    pub fn edits(self, edits: &[EditRow]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            print(&json!(edits))?;
            return Ok(ExitCode::SUCCESS);
        }
        for edit in edits {
            let places: Vec<String> = edit.places.iter().map(|p| format!("{} {}", p.number, p.heading)).collect();
            let place = if places.is_empty() { "Header".to_owned() } else { places.join(", ") };
            line(&format!("{}  {:<20} {}  [{place}]", edit.at, edit.author, edit.words))?;
            if !edit.excerpt.is_empty() {
                line(&format!("    {}", edit.excerpt))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Who changed each section last.
    pub fn editors(self, told: &PastTold, open: &OpenDocument) -> Result<ExitCode, ApiError> {
        let PastTold::Editors(editors) = told else { return Ok(ExitCode::SUCCESS) };
        let place = |of| open.outline.iter().find(|item| item.section == of);
        if self == Self::Json {
            let rows = editors.iter().map(|e| {
                let (number, heading) =
                    place(e.section).map_or(("", ""), |item| (item.number.as_str(), item.heading.as_str()));
                json!({ "section": e.section, "number": number, "heading": heading, "author": e.author, "at": e.at })
            });
            print(&rows.collect())?;
            return Ok(ExitCode::SUCCESS);
        }
        for editor in editors {
            let name =
                place(editor.section).map_or_else(String::new, |item| format!("{} {}", item.number, item.heading));
            line(&format!("{}  {:<20} {name}", editor.at, editor.author))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What would change if a document became what it was.
    pub fn restoring(self, told: &PastTold) -> Result<ExitCode, ApiError> {
        let PastTold::Restoring(reading) = told else { return Ok(ExitCode::SUCCESS) };
        if self == Self::Json {
            print(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        let tally = reading.difference.tally;
        if tally.is_none() {
            line("Nothing differs")?;
            return Ok(ExitCode::SUCCESS);
        }
        line(&format!("{} added, {} removed, {} changed", tally.added, tally.removed, tally.changed))?;
        for section in reading.difference.sections.iter().filter(|s| !s.tally.is_none()) {
            let t = section.tally;
            let heading = bridgebook_domain::difference::after(&section.heading);
            line(&format!("  +{} −{} ~{}  {} {heading}", t.added, t.removed, t.changed, section.number))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What was known of an incident.
    pub fn known(self, told: &PastTold) -> Result<ExitCode, ApiError> {
        let PastTold::Known(known) = told else { return Ok(ExitCode::SUCCESS) };
        if self == Self::Json {
            print(&json!(known))?;
            return Ok(ExitCode::SUCCESS);
        }
        line(&format!("Known here at {}", known.at))?;
        self.board(&known.board)?;
        if let Some(s) = &known.board.situation {
            line(&format!("situation by {} at {}", s.by, s.at))?;
            for (label, text) in [("conditions", &s.conditions), ("actions", &s.actions), ("needs", &s.needs)] {
                line(&format!("  {label}: {text}"))?;
            }
        }
        for role in &known.board.roles {
            line(&format!("role {}: {} since {}", role.role, role.person, role.since))?;
        }
        for action in &known.board.actions {
            line(&format!("open action {} ({})", action.text, action.owner))?;
        }
        for document in &known.documents {
            let last = if document.changed_by.is_empty() {
                String::new()
            } else {
                format!(", last changed {} by {}", document.changed_at, document.changed_by)
            };
            line(&format!("document {} version {} {}{last}", document.title, document.version, document.status))?;
        }
        let entry = |e: &LogRow| format!("  {}  {:<20} {}", e.event_at, e.author, e.text.replace('\n', " "));
        line(&format!("log: {} entries, the newest", known.entry_count))?;
        known.entries.iter().take(10).try_for_each(|e| line(&entry(e)))?;
        if !known.later.is_empty() {
            line("entered later, not known then")?;
            known.later.iter().try_for_each(|e| line(&entry(e)))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
