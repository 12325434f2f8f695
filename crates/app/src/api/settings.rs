//! Settings of a data folder.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The sound of notifications is silenced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Silence {
    /// Until when (RFC 3339); it ends by itself.
    pub until: String,
    /// Why, as the log has it.
    pub reason: String,
    /// Who silenced it.
    pub by: String,
}

/// Settings. How a window looks (theme, density) is kept here too, so that a backup carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// Values by key: `theme` (system, light, dark, contrast), `density` (comfortable, compact),
    /// `single_letter_keys` (on, off), `text_size` (percent, or empty for what fits the screen), `log_key` (the key of the
    /// whole system that brings the log box forward, or empty for none), `zone` (IANA, or empty for the system's), `organisation`,
    /// `incident_prefix`, `paper` (a4, letter), `mask_addresses` and `mask_telephones` (on, off: whether e-mail addresses
    /// and telephone numbers in cases are masked before they are stored; card numbers always are), `keep_days`
    /// (days for which personal data of cases that come in is kept), and three lists of at most 20 texts as JSON:
    /// `pinned` (documents by id), `searches` (the last ones, newest first) and `pinned_searches`.
    pub values: std::collections::BTreeMap<String, String>,
    /// Folder that holds everything.
    pub data_folder: String,
    /// Folder of the hourly backups.
    pub backup_folder: String,
    /// Folder where a team's own templates are dropped.
    pub template_folder: String,
    /// Size of the database in kibibytes.
    pub size_kib: u32,
}
