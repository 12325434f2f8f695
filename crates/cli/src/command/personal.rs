//! Personal data: its erasure, how long it is kept, and the quarantine.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct CaseErase {
    /// Id of the case, or of its row
    pub id: String,
    /// Why; the log keeps it for good, so name nobody in it
    #[arg(long)]
    pub reason: String,
    /// Document, where several have a case of this id
    #[arg(long)]
    pub document: Option<String>,
    /// Also where the case is open in an open incident
    #[arg(long)]
    pub although_open: bool,
    /// Say what goes and what stays, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct CaseHold {
    /// Id of the case, or of its row
    pub id: String,
    /// Until when, in plain words; until it is released when left out
    #[arg(long, default_value = "", hide_default_value = true)]
    pub until: String,
    /// Why; the log keeps it for good
    #[arg(long)]
    pub reason: String,
    /// Document, where several have a case of this id
    #[arg(long)]
    pub document: Option<String>,
}

#[derive(Debug, Args)]
pub struct CaseRelease {
    /// Id of the case, or of its row
    pub id: String,
    /// Why; the log keeps it for good
    #[arg(long)]
    pub reason: String,
    /// Document, where several have a case of this id
    #[arg(long)]
    pub document: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Quarantine {
    /// List the files with what was refused and why
    List,
    /// Take a file in again; it goes from the quarantine when all of it was taken
    Retry {
        /// The file as the list names it: DAY/NAME
        file: String,
        /// Document with the case table (id, beginning of an id, or title)
        #[arg(long)]
        document: Option<String>,
    },
    /// Delete a file with its reasons
    Delete {
        /// The file as the list names it: DAY/NAME
        file: String,
    },
}

#[derive(Debug, Args)]
pub struct PersonErase {
    /// Id or name of the person
    pub person: String,
    /// Why; the log keeps it for good, so name nobody in it
    #[arg(long)]
    pub reason: String,
    /// Say what goes and what stays, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}
