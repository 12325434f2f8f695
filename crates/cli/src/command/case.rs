//! `case`: what came in from chats, ticket systems, checks and alerts.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Case {
    /// Take cases in from files (JSON, Markdown, CSV) or from folders with such files; prints the ids of their rows
    Add(CaseAdd),
    /// List the cases
    List {
        /// Document (id, beginning of an id, or title); all with a case table when left out
        #[arg(long)]
        document: Option<String>,
    },
    /// Show a case with all that was said
    Show {
        /// Id of the case, or of its row
        id: String,
        /// Document, where several have a case of this id
        #[arg(long)]
        document: Option<String>,
    },
    /// Watch a folder: while the window runs, files that are put there are taken in and moved beside; without a folder
    /// prints which one is watched
    Watch {
        folder: Option<PathBuf>,
        /// Document with the case table (id, beginning of an id, or title); the only one when left out
        #[arg(long)]
        document: Option<String>,
        /// Mapping that CSV files are read with
        #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
        mapping: String,
        /// Watch no folder any more
        #[arg(long, conflicts_with = "folder")]
        stop: bool,
    },
    /// What the headings of a system's CSV files mean
    #[command(subcommand)]
    Mapping(Mapping),
}

#[derive(Debug, Args)]
pub struct CaseAdd {
    /// Files, or folders of which each file is taken
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Document with the case table (id, beginning of an id, or title); the only one when left out
    #[arg(long)]
    pub document: Option<String>,
    /// Mapping that CSV files are read with
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub mapping: String,
}

#[derive(Debug, Subcommand)]
pub enum Mapping {
    /// List the mappings
    List,
    /// Save a mapping under a name; one of this name is replaced
    Save {
        name: String,
        /// Heading and what it means: key or name of a column, id, conversation, attempts, flags, signals,
        /// customer_data.NAME, or - to leave it out
        #[arg(required = true, value_name = "HEADING=COLUMN")]
        columns: Vec<String>,
    },
    /// Forget a mapping
    Forget { name: String },
}
