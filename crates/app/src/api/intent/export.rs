//! The choices of an export.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How to export.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportOptions {
    /// `pdf`, `markdown`, `csv`, `json`, `ics`, `rules-json` or `rules-csv`.
    pub to: String,
    /// `a4` or `letter`.
    #[serde(default)]
    pub paper: String,
    /// Without colour.
    #[serde(default)]
    pub grey: bool,
    /// A blank form with write-in lines.
    #[serde(default)]
    pub blank: bool,
    /// Call tree and wallet cards: of documents instead of them, of an incident's binder after it.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub cards: bool,
    /// PDF: only the parts of this person, role or team, by name or id; empty for everybody's.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub person: String,
    /// Moment (RFC 3339 or in plain words), or now.
    #[serde(default)]
    pub at: Option<String>,
    /// Markdown: with the attached files in a folder beside it.
    #[serde(default)]
    pub attachments: bool,
}
